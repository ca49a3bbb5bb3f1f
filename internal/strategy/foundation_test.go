package strategy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/strategy"
)

func warnings(d []strategy.Warning) []string {
	out := []string{}
	for _, w := range d {
		out = append(out, strings.TrimSpace(w.Code+" "+w.Found))
	}
	return out
}

func TestTrapsOfDocuments(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for _, c := range []struct {
			kind, text string
			want       []string
		}{
			{strategy.Mission, "让每位客户一个电话就把事办好。", nil},
			{strategy.Mission, "To settle each customer's matter in one call.", nil},
			{strategy.Mission, "成为世界一流的客服中心", []string{"empty_phrase 世界一流", "empty_phrase 一流的", "vision_in_mission 成为"}},
			{strategy.Mission, "To become a World-Class contact centre", []string{"empty_phrase world-class", "vision_in_mission to become"}},
			{strategy.Mission, strings.Repeat("客", 81), []string{"too_long"}},
			{strategy.Mission, strings.Repeat("客", 80), nil},
			{strategy.Vision, "三年后，客户打来的每个电话二十秒内有人接，当天有答复。", nil},
			{strategy.Vision, "业内领头羊", []string{"no_time", "no_picture"}},
			{strategy.Vision, "By 2030 every customer is answered within 20 seconds.", nil},
			{strategy.Values, "先听完\n说得清\n记得住", nil},
			{strategy.Values, "一\n二\n三\n四\n五\n六\n七\n八", []string{"too_many_values"}},
		} {
			got := warnings(must(r.CheckDocument(r.ctx, strategy.DocumentRequest{Kind: c.kind, Text: c.text})))
			if !slices.Equal(got, append([]string{}, c.want...)) {
				t.Errorf("%s %s: %v, want %v", c.kind, c.text, got, c.want)
			}
		}
		if _, err := r.CheckDocument(r.agent, strategy.DocumentRequest{}); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
	})
}

func TestVersionsOfDocumentsStay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := strategy.DocumentRequest{Kind: strategy.Mission, Text: " 一个电话把事办好 ", Owner: "总监", ReviewOn: "2026-11-25"}
		first := must(r.AddDocument(r.ctx, in))
		if again := must(r.AddDocument(r.ctx, in)); again.ID != first.ID || first.Version != 1 || first.Text != "一个电话把事办好" || !first.Due {
			t.Errorf("%+v %+v", first, again)
		}
		in.Text, in.ReviewOn = "让客户一个电话把事办好", "2027-11-25"
		if second := must(r.AddDocument(r.ctx, in)); second.Version != 2 || second.Due {
			t.Errorf("%+v", second)
		}
		must(r.AddDocument(r.ctx, strategy.DocumentRequest{Kind: strategy.Values, Text: "先听完", Owner: "总监", ReviewOn: "2027-01-01"}))
		all := must(r.Documents(r.agent))
		if len(all) != 3 || all[0].Version != 2 || all[1].Text != first.Text || all[2].Kind != strategy.Values {
			t.Errorf("%+v", all)
		}
		_, err := r.AddDocument(r.ctx, strategy.DocumentRequest{Kind: "song"})
		if got := fieldsOf(err); !slices.Equal(got, []string{"body.kind one_of", "body.text required", "body.owner required", "body.review_on date"}) {
			t.Error(got)
		}
		if _, err := r.AddDocument(r.agent, in); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
	})
}

func TestStrategiesComeFromItemsOfBothHalves(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		g := must(r.SaveGoal(r.ctx, "", goal(strategy.Learning, "业务熟练"), -1))
		in := strategy.AnalysisRequest{Name: "2027", On: "2026-11-01",
			Items:      []strategy.Item{{Key: "S1", Field: "s", Text: "领导重视"}, {Key: "W1", Field: "w", Text: "缺乏经验"}, {Key: "O1", Field: "o", Text: "标准出现"}, {Key: "T1", Field: "t", Text: "人才争夺"}},
			Strategies: []strategy.Strategy{{Kind: "wo", Text: "按标准培训", Items: []string{"W1", "O1"}, GoalID: g.ID}}}
		a := must(r.SaveAnalysis(r.ctx, "", in, -1))
		if again := must(r.SaveAnalysis(r.ctx, "", in, -1)); again.ID != a.ID {
			t.Error("told twice, there twice")
		}
		bad := in
		bad.Name = "x"
		bad.Items = append(slices.Clone(in.Items), strategy.Item{Key: "S1", Field: "x"})
		bad.Strategies = []strategy.Strategy{{Kind: "so", Text: "?", Items: []string{"S1", "T1"}, GoalID: "nothing"}}
		_, err := r.SaveAnalysis(r.ctx, "", bad, -1)
		for _, want := range []string{"body.items[4].text required", "body.items[4].field one_of", "body.items[4].key taken", "body.strategies[0].items half", "body.strategies[0].items unknown", "body.strategies[0].goal_id unknown"} {
			if !slices.Contains(fieldsOf(err), want) {
				t.Errorf("%s is not told: %v", want, fieldsOf(err))
			}
		}
		in.On = "2026-11-02"
		if changed := must(r.SaveAnalysis(r.ctx, a.ID, in, a.Rev)); changed.Rev != 2 {
			t.Errorf("%+v", changed)
		}
		in.On = "2026-11-03"
		if _, err := r.SaveAnalysis(r.ctx, a.ID, in, 1); !fault.Is(err, fault.Conflict) {
			t.Error("a stale change", err)
		}
		if all := must(r.Analyses(r.agent)); len(all) != 1 || all[0].Strategies[0].GoalID != g.ID {
			t.Errorf("%+v", all)
		}
		if err := r.DeleteAnalysis(r.agent, a.ID); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
		if err := r.DeleteAnalysis(r.ctx, a.ID); err != nil || len(must(r.Analyses(r.agent))) != 0 {
			t.Error(err)
		}
	})
}

func TestStagesDoNotOverlap(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := strategy.StageRequest{Name: "规范", FromYear: 2024, ToYear: 2026, Focus: "建立规范的运营管理体系"}
		x := must(r.SaveStage(r.ctx, "", in, -1))
		if again := must(r.SaveStage(r.ctx, "", in, -1)); again.ID != x.ID {
			t.Error("told twice, there twice")
		}
		must(r.SaveStage(r.ctx, "", strategy.StageRequest{Name: "精细", FromYear: 2027, ToYear: 2029, Focus: "精细化服务"}, -1))
		_, err := r.SaveStage(r.ctx, "", strategy.StageRequest{Name: "增值", FromYear: 2029, ToYear: 2031, Focus: "增值服务"}, -1)
		if !slices.Equal(fieldsOf(err), []string{"body.from_year overlap"}) {
			t.Error(err)
		}
		if _, err := r.SaveStage(r.ctx, "", strategy.StageRequest{Name: " ", FromYear: 2031, ToYear: 2030}, -1); len(fieldsOf(err)) != 3 {
			t.Error(fieldsOf(err))
		}
		in.ToYear = 2025
		if y := must(r.SaveStage(r.ctx, x.ID, in, x.Rev)); y.ToYear != 2025 {
			t.Errorf("%+v", y)
		}
		if all := must(r.Stages(r.agent)); len(all) != 2 || all[0].Name != "规范" {
			t.Errorf("%+v", all)
		}
		if err := r.DeleteStage(r.ctx, x.ID); err != nil {
			t.Error(err)
		}
		if _, err := r.SaveStage(r.agent, "", in, -1); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
	})
}
