package target_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/metric"
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

// A workbook that goes out, has one cell changed and one row spoilt, and comes
// in again, makes one change and one mistake, told by line and column in the
// language of the file; nothing else changes.
func TestOneChangedCellIsOneChange(t *testing.T) {
	for _, x := range []struct {
		zh                       bool
		metric, aim, reason, why string
	}{{true, "指标", "目标值", "变更原因", "旺季"}, {false, "Metric", "Target", "Reason", "busy season"}} {
		onBoth(t, func(t *testing.T, r *room) {
			centre := must(r.Set(r.ctx, qa(target.Centre, "")))
			must(r.Cascade(r.ctx, target.CascadeIn{ParentID: centre.ID, To: target.Person, Weights: target.ByHeads}))
			calls := must(r.Set(r.ctx, target.Request{Metric: "answered", Scope: target.Centre, Period: target.Month, On: "2026-11-01", Points: points(10, 20, 25)}))
			must(r.Cascade(r.ctx, target.CascadeIn{ParentID: calls.ID, To: target.Person, Weights: target.Equal})) // thirds that are not whole
			rows := r.exported(t, x.zh)
			head := sheet.HeadOf(rows[0], [][2]string{{x.metric, x.metric}, {x.aim, x.aim}, {x.reason, x.reason}})
			rows[4][head.At[1]], rows[4] = "91.5", fill(rows[4], head.At[2], x.why)
			rows[5][head.At[0]] = "nothing"
			out := must(r.Import(r.ctx, target.FileIn{Content: written(t, rows), Check: true}))
			if len(out.Issues) != 1 || out.Issues[0].Line != 6 || out.Issues[0].Column != x.metric || out.Issues[0].Code != "unknown" {
				t.Errorf("%+v", out.Issues)
			}
			changed := slices.DeleteFunc(slices.Clone(out.Changes), func(c target.Taken) bool { return c.Change == "same" })
			if len(changed) != 1 || changed[0].Line != 5 || changed[0].Change != "changed" || len(out.Changes) != len(rows)-2 {
				t.Errorf("%+v", changed)
			}
			before := r.exported(t, x.zh)
			must(r.Import(r.ctx, target.FileIn{Content: written(t, rows), GoodOnly: true}))
			after := r.exported(t, x.zh)
			cells := 0
			for i := range after {
				for k := range after[i] {
					if after[i][k] != before[i][k] {
						cells++
						if i != 4 || after[i][k] != "91.5" {
							t.Errorf("row %d: %q was %q", i+1, after[i][k], before[i][k])
						}
					}
				}
			}
			if cells != 1 || len(after) != len(before) {
				t.Errorf("%d cells changed", cells)
			}
		})
	}
}

func (r *room) exported(t *testing.T, zh bool) [][]string {
	var file bytes.Buffer
	if err := must(r.Book(r.ctx, target.ListIn{}, zh)).Write(&file); err != nil {
		t.Fatal(err)
	}
	return must(sheet.Read(file.Bytes()))
}

// fill puts a cell into a row that may end before it.
func fill(row []string, at int, text string) []string {
	for len(row) <= at {
		row = append(row, "")
	}
	row[at] = text
	return row
}

func written(t *testing.T, rows [][]string) []byte {
	book := must(sheet.New())
	var file bytes.Buffer
	lines := [][]any{}
	for _, r := range rows[1:] {
		line := []any{}
		for _, c := range r {
			line = append(line, c)
		}
		lines = append(lines, line)
	}
	if err := book.Rows("x", rows[0], slices.Values(lines)); err != nil {
		t.Fatal(err)
	}
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestTAndTheVersionAreReadAndChecked(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.define(t)
		file := "Metric,T (s),Metric version,Scope,Subject,Period,Direction,Threshold,Target,Reason\n" +
			"own-rate,,1,centre,,2026-11,higher,70,80,\n" +
			"sl-off,20.5,,centre,,2026-11,,70,80,\n" +
			"sl-off,20,x,centre,,2026-11,,70,80,\n" +
			"own-rate,,9,team,T1,2026-11,higher,70,80,\n" +
			"qa-score,20,,team,T2,2026-11,,70,80,\n"
		out := must(r.Import(r.ctx, target.FileIn{Content: []byte(file), GoodOnly: true}))
		got := []string{}
		for _, i := range out.Issues {
			got = append(got, strings.Join([]string{string(rune('0' + i.Line)), i.Column, i.Code}, " "))
		}
		if want := "3 T (s) whole|4 Metric version whole|5 Metric version unknown|6 T (s) not_taken"; strings.Join(got, "|") != want {
			t.Error(strings.Join(got, "|"))
		}
		on := func() target.Line { return must(r.List(r.ctx, target.ListIn{Metric: "own-rate"})).Items[0] }
		if x := on(); x.InForce.MetricVersion != 1 || !strings.Contains(x.Actual.Link, "own-rate%401") {
			t.Errorf("%+v", x)
		}
		for _, x := range []struct {
			version, change string
			pinned          int
		}{{"", "same", 1}, {"2", "changed", 2}, {"0", "changed", 0}} {
			file := "Metric,Metric version,Scope,Period,Direction,Threshold,Target,Reason\nown-rate," + x.version + ",centre,2026-11,higher,70,80,why\n"
			out := must(r.Import(r.ctx, target.FileIn{Content: []byte(file)}))
			if out.Changes[0].Change != x.change || on().InForce.MetricVersion != x.pinned {
				t.Errorf("%+v: %+v, pinned %d", x, out, on().InForce.MetricVersion)
			}
		}
		file = "Metric,Scope,Period,Direction,Threshold,Target,Reason\nown-rate,centre,2026-11,lower,90,80,why\n"
		if out := must(r.Import(r.ctx, target.FileIn{Content: []byte(file), Check: true})); len(out.Issues) != 1 || out.Issues[0].Column != "Direction" || out.Issues[0].Code != "target.direction" {
			t.Errorf("the other direction: %+v", out)
		}
	})
}

// define makes a metric whose definition changes within November.
func (r *room) define(t *testing.T) {
	t.Helper()
	m := must(r.metrics.Create(r.ctx, metric.NewMetric{ID: "own-rate", NameZH: "自有比率", NameEN: "Own rate", Unit: metric.UnitPercent, Direction: metric.DirectionUp, Formula: "100 * answered / offered"}))
	must(r.metrics.AddVersion(r.ctx, "own-rate", metric.NewVersion{EffectiveOn: "2026-11-28", Formula: new("100 * answered / (offered + 1)")}, m.Rev))
}

func TestAPinnedVersionIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.define(t)
		codes := func(version int, on string) string {
			in := target.Request{Metric: "own-rate", MetricVersion: version, Scope: target.Centre, Period: target.Month, On: on, Points: points(70, 80, 90)}
			out := []string{}
			for _, f := range must(r.Judge(r.ctx, in)).Findings {
				if f.Criterion == target.Specific && f.Warns {
					out = append(out, f.Code)
				}
			}
			return strings.Join(out, " ")
		}
		for _, x := range []struct {
			version  int
			on, want string
		}{{0, "2026-11-01", "turns"}, {1, "2026-11-01", ""}, {2, "2026-11-01", ""}, {0, "2026-12-01", ""}, {1, "2026-12-01", "pinned"}, {2, "2026-12-01", ""}} {
			if got := codes(x.version, x.on); got != x.want {
				t.Errorf("version %d in %s: %q, not %q", x.version, x.on, got, x.want)
			}
		}
		on := must(r.Set(r.ctx, target.Request{Metric: "own-rate", MetricVersion: 1, Scope: target.Centre, Period: target.Month, On: "2026-11-01", Points: points(70, 80, 90)}))
		must(r.Cascade(r.ctx, target.CascadeIn{ParentID: on.ID, To: target.Site, Weights: target.Equal}))
		change := target.Change{Points: points(70, 80, 90), MetricVersion: 9, Reason: "new definition"}
		if _, err := r.Change(r.ctx, on.ID, change, -1); !slices.Equal(fieldsOf(err), []string{"body.metric_version unknown"}) {
			t.Error(err)
		}
		change.MetricVersion = 2
		if x := must(r.Change(r.ctx, on.ID, change, -1)); len(x.Versions) != 2 || x.Versions[0].MetricVersion != 1 || x.Last().MetricVersion != 2 {
			t.Errorf("%+v", x)
		}
		look := must(r.Cascade(r.ctx, target.CascadeIn{ParentID: on.ID, To: target.Site, Weights: target.Equal, Check: true}))
		if c := look.Groups[0].Children[0]; c.Change != "changed" {
			t.Errorf("%+v", c)
		}
	})
}
