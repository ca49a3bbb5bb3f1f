package incentive_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/performance/incentive"
)

// calculated is a run of October by a piece rate, calculated by the boss.
func (r *room) calculated() incentive.Run {
	for i, calls := range []float64{100, 50, 20} {
		r.numbers.of["answered"][r.people[i]], r.numbers.of["qa-score"][r.people[i]] = calls, 90
	}
	b := piece()
	b.CapCents = 0
	must(r.AddRule(r.boss, b))
	run := must(r.Prepare(r.boss, incentive.RunIn{}))
	if err := r.Calculate(r.boss, run.ID); err != nil {
		panic(err)
	}
	return must(r.Run(r.boss, run.ID))
}

func TestARunIsApprovedBySomebodyElseAndGoesToPayroll(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		run := r.calculated()
		if run.State != incentive.Calculated || run.Sum.Cents != 56_95 || run.Lines != 4 || !run.Own || run.FromOn != "2026-10-01" {
			t.Fatalf("%+v", run)
		}
		if again := must(r.Prepare(r.boss, incentive.RunIn{})); again.ID != run.ID {
			t.Error("two runs of the same")
		}
		if _, err := r.Decide(r.boss, run.ID, incentive.DecideIn{Approve: true}, -1); code(err) != "incentive.run.own" {
			t.Error("who calculated it approved:", err)
		}
		if _, err := r.Decide(r.chief, run.ID, incentive.DecideIn{}, -1); code(err) != "incentive.run.decision" {
			t.Error("returned without words:", err)
		}
		if _, err := r.Payroll(r.boss, run.ID, true); code(err) != "incentive.run.unapproved" {
			t.Error(err)
		}
		if _, err := r.Run(r.leaders[0], run.ID); code(err) != "incentive.run.not_found" {
			t.Error("a leader sees what is not approved:", err)
		}
		back := must(r.Decide(r.chief, run.ID, incentive.DecideIn{Words: "请核对质检"}, run.Rev))
		if back.State != incentive.Returned || back.Words != "请核对质检" {
			t.Errorf("%+v", back)
		}
		if _, err := r.Decide(r.chief, run.ID, incentive.DecideIn{Approve: true}, -1); code(err) != "incentive.run.not_calculated" {
			t.Error(err)
		}
		// Calculated again from the same rows, the same bytes come.
		again := must(r.Recalculate(r.boss, run.ID))
		if again.State != incentive.Calculating || again.JobID == "" {
			t.Errorf("%+v", again)
		}
	})
}

func TestAnApprovedRunIsCorrectedByDifferences(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		run := r.calculated()
		done := must(r.Decide(r.chief, run.ID, incentive.DecideIn{Approve: true}, run.Rev))
		if same := must(r.Decide(r.chief, run.ID, incentive.DecideIn{Approve: true}, run.Rev)); done.State != incentive.Approved || same.Rev != done.Rev {
			t.Errorf("%+v %+v", done, same)
		}
		if _, err := r.Prepare(r.boss, incentive.RunIn{FromOn: "2026-10-31", ToOn: "2026-11-02"}); code(err) != "incentive.run.paid" {
			t.Error("paid twice:", err)
		}
		if _, err := r.Recalculate(r.boss, run.ID); code(err) != "incentive.run.approved" {
			t.Error(err)
		}
		before := text(must(r.Lines(r.boss, run.ID, incentive.LinesIn{})))
		// A record is corrected: one earned more, one nothing; nothing else moves.
		r.numbers.of["answered"][r.people[0]] = 110
		r.numbers.of["qa-score"][r.people[2]] = 80
		fix := must(r.PrepareCorrection(r.boss, run.ID))
		if err := r.Calculate(r.boss, fix.ID); err != nil {
			t.Fatal(err)
		}
		lines := must(r.Lines(r.boss, fix.ID, incentive.LinesIn{})).Items
		if len(lines) != 2 || lines[0].Amount != 3_35 || lines[0].Paid != 33_50 || lines[0].Reckoned != 36_85 || lines[1].Amount != -6_70 || lines[1].State != incentive.Closed {
			t.Fatalf("%+v", lines)
		}
		must(r.Decide(r.chief, fix.ID, incentive.DecideIn{Approve: true}, -1))
		if text(must(r.Lines(r.boss, run.ID, incentive.LinesIn{}))) != before {
			t.Error("the approved lines changed")
		}
		// Corrected once more, there is nothing left, and the bytes are the same each time.
		digests := map[string]bool{}
		for range 2 {
			fix = must(r.PrepareCorrection(r.boss, run.ID))
			if err := r.Calculate(r.boss, fix.ID); err != nil {
				t.Fatal(err)
			}
			fix = must(r.Run(r.boss, fix.ID))
			digests[fix.Digest] = true
			if fix.Lines != 0 {
				t.Errorf("%+v", fix)
			}
		}
		if len(digests) != 1 {
			t.Error("other bytes the second time")
		}
		if _, err := r.PrepareCorrection(r.boss, fix.ID); code(err) != "incentive.run.not_approved" {
			t.Error(err)
		}
		// Payroll gets the money, with who took it and when.
		p := must(r.Payroll(r.boss, run.ID, true))
		var csv, xlsx bytes.Buffer
		if err := p.WriteCSV(&csv); err != nil {
			t.Fatal(err)
		}
		if got := csv.String(); !strings.HasPrefix(got, "\ufeff工号,姓名,班组,规则,版本,金额,开始日期,结束日期\n1001,人1001,T1,计件,1,33.50,2026-10-01,2026-10-31\n") || strings.Count(got, "\n") != 4 {
			t.Error(got)
		}
		if err := must(p.Book()).Write(&xlsx); err != nil {
			t.Fatal(err)
		}
		if rows := must(sheet.Read(xlsx.Bytes())); len(rows) != 4 || rows[1][0] != "1001" || rows[1][5] != "33.5" {
			t.Errorf("%v", rows)
		}
		if x := must(r.Run(r.boss, run.ID)); len(x.Exports) != 1 || x.Exports[0].By != "boss" || x.Exports[0].AtMs != now.UnixMilli() {
			t.Errorf("%+v", x.Exports)
		}
	})
}

func TestWhoSeesWhatOfRuns(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		run := r.calculated()
		if got := must(r.Runs(r.leaders[0], incentive.RunsIn{})); len(got.Items) != 0 {
			t.Errorf("%+v", got)
		}
		must(r.Decide(r.chief, run.ID, incentive.DecideIn{Approve: true}, -1))
		seen := must(r.Run(r.leaders[0], run.ID))
		lines := must(r.Lines(r.leaders[0], run.ID, incentive.LinesIn{Sort: "-amount"})).Items
		if seen.Sum.Cents != 50_25 || seen.Lines != 2 || seen.Digest != "" || len(lines) != 2 || lines[0].PersonID != r.people[0] {
			t.Errorf("%+v %+v", seen, lines)
		}
		if got := must(r.Runs(r.leaders[1], incentive.RunsIn{})).Items; len(got) != 1 || got[0].Sum.Cents != 6_70 {
			t.Errorf("%+v", got)
		}
		if got := must(r.Lines(r.boss, run.ID, incentive.LinesIn{Search: "2001", Rule: lines[0].RuleID, Team: r.teams[1], State: incentive.Earned})).Items; len(got) != 1 {
			t.Errorf("%+v", got)
		}
		for name, do := range map[string]func(ctx context.Context) error{
			"start":     func(ctx context.Context) error { _, err := r.Start(ctx, incentive.RunIn{}); return err },
			"again":     func(ctx context.Context) error { _, err := r.Recalculate(ctx, run.ID); return err },
			"correct":   func(ctx context.Context) error { _, err := r.Correct(ctx, run.ID); return err },
			"calculate": func(ctx context.Context) error { return r.Calculate(ctx, run.ID) },
			"payroll":   func(ctx context.Context) error { _, err := r.Payroll(ctx, run.ID, true); return err },
			"decide": func(ctx context.Context) error {
				_, err := r.Decide(ctx, run.ID, incentive.DecideIn{Approve: true}, -1)
				return err
			},
		} {
			who := []context.Context{r.leaders[0], r.agents[1]}
			if name != "decide" {
				who = append(who, r.chief)
			}
			for _, ctx := range who {
				if err := do(ctx); !fault.Is(err, fault.Denied) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		for name, err := range map[string]error{"runs": second(r.Runs(r.agents[1], incentive.RunsIn{})), "run": second(r.Run(r.agents[1], run.ID)), "lines": second(r.Lines(r.agents[1], run.ID, incentive.LinesIn{}))} {
			if !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
