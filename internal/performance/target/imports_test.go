package target_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/performance/target"
)

func TestAFileOfTargetsTellsEveryWrongCell(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		file := strings.Join([]string{
			"指标,时限T（秒）,范围,对象,期间,门槛值,目标值,挑战值,战略目标,相关性,变更原因",
			"sl-off,20,全中心,,2026-11,70,80,90,客户满意,,",
			"质检得分,,个人,1001,2026年11月,80,90%,95,,,",
			"sl-off,,班组,T1,2026Q4,70,80,90,,,",
			"没有的,,班组,T1,2026,70,80,90,,,",
			"aht,,个人,9999,2026-13,400,abc,250,没有的目标,,",
			"aht,,班组,T2,2026-11,300,400,500,,,",
			"质检得分,,个人,1001,2026-11,80,91,95,,,",
		}, "\n")
		in := target.FileIn{Content: []byte(file), Check: true}
		looked := must(r.Import(r.ctx, in))
		got := []string{}
		for _, i := range looked.Issues {
			got = append(got, strings.Join([]string{string(rune('0' + i.Line)), i.Column, i.Code}, " "))
		}
		want := "4 时限T（秒） required|5 指标 unknown|6 对象 unknown|6 期间 format|6 目标值 number|6 战略目标 unknown|7 门槛值 order|8 指标 not_unique"
		if strings.Join(got, "|") != want || looked.Applied || len(looked.Changes) != 2 {
			t.Errorf("%v\n%+v", strings.Join(got, "|"), looked.Changes)
		}
		in.Check = false
		if _, err := r.Import(r.ctx, in); !fault.Is(err, fault.Invalid) || len(fieldsOf(err)) != 8 {
			t.Error(err)
		}
		in.GoodOnly = true
		if out := must(r.Import(r.ctx, in)); !out.Applied || len(out.Changes) != 2 {
			t.Errorf("%+v", out)
		}
		if n := len(must(r.List(r.ctx, target.ListIn{})).Items); n != 2 {
			t.Error(n)
		}
		change := target.FileIn{Content: []byte("Metric,Scope,Subject,Period,Threshold,Target\nqa-score,person,1001,2026-11,80,91\n")}
		if _, err := r.Import(r.ctx, change); len(fieldsOf(err)) != 1 || !strings.Contains(fieldsOf(err)[0], "required") {
			t.Error("changed without a reason", err)
		}
		if _, err := r.Import(r.ctx, target.FileIn{Content: []byte{0, 1, 2}}); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
	})
}

// What is exported can be imported again and changes nothing.
func TestAWorkbookComesBackTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		centre := must(r.Set(r.ctx, qa(target.Centre, "")))
		must(r.Cascade(r.ctx, target.CascadeIn{ParentID: centre.ID, To: target.Person, Weights: target.ByHeads}))
		must(r.Set(r.ctx, target.Request{Metric: "sl-off", Seconds: seconds(20), Scope: target.Team, ScopeID: r.teams[1], Period: target.Month, On: "2026-11-01", GoalID: "g1", Points: points(70, 80, 90)}))
		for _, zh := range []bool{true, false} {
			var file bytes.Buffer
			if err := must(r.Book(r.ctx, target.ListIn{}, zh)).Write(&file); err != nil {
				t.Fatal(err)
			}
			if rows := must(sheet.Read(file.Bytes())); len(rows) != 1+13 {
				t.Errorf("%d rows", len(rows))
			}
			out := must(r.Import(r.ctx, target.FileIn{Content: file.Bytes()}))
			for _, c := range out.Changes {
				if c.Change != "same" {
					t.Errorf("%+v", c)
				}
			}
			if len(out.Changes) != 13 || len(out.Issues) != 0 {
				t.Errorf("%+v", out)
			}
		}
	})
}

func TestEditingNeedsThePermissionForTheWholeCentre(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for _, who := range []authz.Scope{{Teams: []string{r.teams[0]}}, {Self: r.people[0]}} {
			ctx := as(t, who, "", target.PermissionEdit)
			for what, err := range map[string]error{
				"judge":   second(r.Judge(ctx, qa(target.Centre, ""))),
				"cascade": second(r.Cascade(ctx, target.CascadeIn{Check: true})),
				"import":  second(r.Import(ctx, target.FileIn{Check: true})),
				"export":  second(r.Book(ctx, target.ListIn{}, true)),
				"tree":    second(r.Tree(ctx, "", "")),
				"get":     second(r.Get(ctx, "x")),
			} {
				if !fault.Is(err, fault.Denied) {
					t.Error(what, err)
				}
			}
		}
	})
}
