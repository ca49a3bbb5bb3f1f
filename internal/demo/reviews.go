package demo

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/strategy"
)

// operating is the plan of this year, approved by the director, and the draft of
// a second version.
func (p *planning) operating(ctx context.Context, goals map[string]string) error {
	there, err := p.in.Strategy.AnnualPlans(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	work, err := p.in.Strategy.ListInitiatives(ctx, strategy.InitiativesIn{Limit: 100})
	if err != nil {
		return err
	}
	year, _, _ := p.today.Civil()
	in := strategy.AnnualPlanRequest{Year: year, Owner: director, Summary: "先让客户打得进来，再让一次办好成为习惯；新人三个月能独立上岗。",
		Budget: []strategy.BudgetLine{
			{Name: "人力成本", Quarters: []float64{1_560_000, 1_560_000, 1_620_000, 1_680_000}}, {Name: "招聘与培训", Quarters: []float64{90_000, 60_000, 90_000, 60_000}},
			{Name: "系统与线路", Quarters: []float64{120_000, 120_000, 120_000, 120_000}}, {Name: "举措经费", Quarters: []float64{40_000, 70_000, 80_000, 40_000}, Note: "知识库、互训、前置语音"},
		}}
	for _, x := range strategicGoals {
		g := strategy.PlanGoal{GoalID: goals[x.name]}
		for _, w := range work.Items {
			if w.GoalID == g.GoalID {
				g.Initiatives = append(g.Initiatives, w.ID)
			}
		}
		for _, m := range x.measures {
			at := m.Targets[0]
			t := strategy.PlanTarget{Metric: m.Metric, Scope: m.Scope, ThresholdSeconds: m.ThresholdSeconds, Direction: m.Direction}
			for quarter := range 4 {
				// The year ends at the target; each quarter comes a little nearer.
				nearer := (at.Target - at.Threshold) * float64(3-quarter) / 12
				t.Quarters = append(t.Quarters, strategy.QuarterGoal{Threshold: at.Threshold, Target: round(at.Target - nearer), Stretch: at.Stretch})
			}
			g.Targets = append(g.Targets, t)
		}
		in.Goals = append(in.Goals, g)
	}
	plan, err := p.in.Strategy.SaveAnnualPlan(ctx, "", in, -1)
	if err != nil {
		return fmt.Errorf("plan the year: %w", err)
	}
	if _, err := p.in.Strategy.ApproveAnnualPlan(ctx, plan.ID); err != nil {
		return fmt.Errorf("approve the plan of the year: %w", err)
	}
	return nil
}

func round(v float64) float64 { return float64(int(v*100+0.5)) / 100 }

// reviews are of the last two months: the earlier one is closed and has left an
// action open.
func (p *planning) reviews(ctx context.Context, goals map[string]string) error {
	there, err := p.in.Strategy.ListReviews(ctx, strategy.ReviewsIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	leaders := []string{}
	for _, x := range p.c.People {
		if x.Leads {
			leaders = append(leaders, p.have.people[x.AgentNo])
		}
	}
	last := p.today.Month().Add(-1)
	before := last.Month().Add(-1)
	for i, r := range []struct {
		day     string
		summary string
		note    map[string]string
		actions []strategy.ActionRequest
	}{
		{before.String(), "整体平稳，月结日仍打不进来；先从排班与引导两头做。", map[string]string{"客户打得进来": "月结后三天午后缺口集中。", "业务熟练": "新人保持率高，查资料久。"}, []strategy.ActionRequest{
			{GoalID: goals["客户打得进来"], Text: "月结后三天午后加开二十席，写进下月班表", OwnerID: leaders[0], DueOn: p.today.Add(-12).String()},
			{GoalID: goals["业务熟练"], Text: "整理新人最常查的三十个问题", OwnerID: leaders[1], DueOn: p.today.Add(-20).String()},
		}},
		{last.String(), "", map[string]string{"首接即办，少转接": "信用卡转贷款最多，互训后再看。"}, []strategy.ActionRequest{
			{GoalID: goals["首接即办，少转接"], Text: "列出转接最多的五类问题和可当场办理的条件", OwnerID: leaders[2], DueOn: p.today.Add(14).String()},
		}},
	} {
		in := strategy.ReviewRequest{Period: strategy.Month, Day: r.day, Chair: director, Attendees: "沈静文、陆一鸣、叶知秋、苏晚晴、各班组长"}
		made, err := p.in.Strategy.OpenReview(ctx, in)
		if err != nil {
			return fmt.Errorf("open a review: %w", err)
		}
		in.Summary = r.summary
		for _, g := range strategicGoals {
			if text := r.note[g.name]; text != "" {
				in.Notes = append(in.Notes, strategy.ReviewNote{GoalID: goals[g.name], Text: text})
			}
		}
		if _, err := p.in.Strategy.SaveReview(ctx, made.ID, in, -1); err != nil {
			return fmt.Errorf("write minutes: %w", err)
		}
		for k, a := range r.actions {
			a.ReviewID = made.ID
			x, err := p.in.Strategy.SaveAction(ctx, "", a, -1)
			if err == nil && i == 0 {
				progress := []strategy.ProgressRequest{{State: strategy.ActionDoing, Note: "班表已改，等月结后看接通。"}, {State: strategy.ActionDone, Note: "三十条已上线知识库。"}}
				_, err = p.in.Strategy.ReportAction(ctx, x.ID, progress[k])
			}
			if err != nil {
				return fmt.Errorf("ask for an action: %w", err)
			}
		}
		if i == 0 {
			if _, err := p.in.Strategy.CloseReview(ctx, made.ID); err != nil {
				return fmt.Errorf("close a review: %w", err)
			}
		}
	}
	return nil
}
