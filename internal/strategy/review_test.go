package strategy_test

import (
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/strategy"
)

// quarters are the same points in all four.
func quarters(threshold, target, stretch float64) []strategy.QuarterGoal {
	return slices.Repeat([]strategy.QuarterGoal{{Threshold: threshold, Target: target, Stretch: stretch}}, 4)
}

func annual(goalID string, year int, targets ...strategy.PlanTarget) strategy.AnnualPlanRequest {
	return strategy.AnnualPlanRequest{Year: year, Owner: "总监", Goals: []strategy.PlanGoal{{GoalID: goalID, Targets: targets}},
		Budget: []strategy.BudgetLine{{Name: "培训", Quarters: []float64{10, 20, 30, 40.5}}}}
}

func TestAnApprovedPlanSetsTheTargetsOfTheMap(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		g := must(r.SaveGoal(r.ctx, "", goal(strategy.Customer, "打得进", measure("sl-off", "up", 70, 80, 90)), -1))
		of := strategy.PlanTarget{Metric: "sl-off", Scope: strategy.ScopeCentre, Direction: "up", Quarters: quarters(75, 85, 95)}
		in := annual(g.ID, 2026, of)
		p := must(r.SaveAnnualPlan(r.ctx, "", in, -1))
		if again := must(r.SaveAnnualPlan(r.ctx, "", in, -1)); again.ID != p.ID || p.Version != 1 || p.State != strategy.Draft || p.Money != 100.5 || p.Current {
			t.Errorf("%+v %+v", p, again)
		}
		other := in
		other.Summary = "别的"
		if _, err := r.SaveAnnualPlan(r.ctx, "", other, -1); !fault.Is(err, fault.Conflict) {
			t.Error("two drafts of a year", err)
		}
		bad := annual("nothing", 1066, of)
		bad.Owner, bad.Budget[0].Quarters = "", []float64{1, -1}
		bad.Goals = append(bad.Goals, strategy.PlanGoal{GoalID: g.ID, Initiatives: []string{"none"}, Targets: []strategy.PlanTarget{{Metric: "asa", Scope: "centre", Direction: "down"}, {Metric: "sl-off", Scope: "centre", Direction: "up", Quarters: quarters(90, 80, 70)}}})
		_, err := r.SaveAnnualPlan(r.ctx, "", bad, -1)
		for _, want := range []string{"body.year out_of_range", "body.owner required", "body.goals[0].goal_id unknown", "body.goals[1].initiatives[0] unknown", "body.goals[1].targets[0].metric unknown", "body.goals[1].targets[1].quarters[0].threshold order", "body.budget[0].quarters too_few", "body.budget[0].quarters[1] out_of_range"} {
			if !slices.Contains(fieldsOf(err), want) {
				t.Errorf("%s is not told: %v", want, fieldsOf(err))
			}
		}
		manager := authz.With(t.Context(), authz.Actor{UserID: "m", Name: "经理", Permissions: map[string]bool{strategy.PermissionRead: true, strategy.PermissionEdit: true}, Scope: authz.Scope{Centre: true}})
		if _, err := r.ApproveAnnualPlan(manager, p.ID); !fault.Is(err, fault.Denied) {
			t.Error("approved without the permission", err)
		}
		if _, err := r.SaveAnnualPlan(r.agent, "", in, -1); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
		done := must(r.ApproveAnnualPlan(r.ctx, p.ID))
		if again := must(r.ApproveAnnualPlan(r.ctx, p.ID)); done.State != strategy.Approved || !done.Current || done.ApprovedBy != "director" || again.Rev != done.Rev {
			t.Errorf("%+v %+v", done, again)
		}
		// It is November: the quarters that are over keep the target they were judged by.
		all := must(r.Goals(r.ctx))
		if got := all[0].Measures[0].Targets; len(got) != 2 || got[0].FromOn != "2026-01-01" || got[0].Target != 80 || got[1].FromOn != "2026-10-01" || got[1].Target != 85 {
			t.Errorf("%+v", got)
		}
		if _, err := r.SaveAnnualPlan(r.ctx, p.ID, other, -1); !fault.Is(err, fault.Conflict) {
			t.Error("an approved plan was changed", err)
		}
		if err := r.DeleteAnnualPlan(r.ctx, p.ID); !fault.Is(err, fault.Conflict) {
			t.Error("an approved plan was deleted", err)
		}
		second := must(r.SaveAnnualPlan(r.ctx, "", other, -1))
		if second.Version != 2 {
			t.Error(second.Version)
		}
		// The measure is taken off the goal meanwhile.
		must(r.SaveGoal(r.ctx, g.ID, goal(strategy.Customer, "打得进", measure("asa", "down", 30, 20, 10)), -1))
		if _, err := r.ApproveAnnualPlan(r.ctx, second.ID); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
		whole := must(r.AnnualPlan(r.agent, p.ID))
		if len(whole.Quarters) != 4 || len(whole.Quarters[0].Goals) != 1 || whole.Quarters[3].Goals[0].Readings[0].Target.Target != 85 {
			t.Errorf("%+v", whole.Quarters)
		}
		if err := r.DeleteAnnualPlan(r.ctx, second.ID); err != nil {
			t.Error(err)
		}
	})
}

func TestAReviewKeepsTheDayAndCarriesItsActions(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		g := must(r.SaveGoal(r.ctx, "", goal(strategy.Customer, "打得进", measure("sl-off", "up", 70, 80, 90)), -1))
		who := must(r.org.CreatePerson(r.ctx, org.Person{AgentNo: "1001", Name: "王一"}))
		in := strategy.ReviewRequest{Period: strategy.Month, Day: "2026-10-15", Chair: "总监"}
		first := must(r.OpenReview(r.ctx, in))
		if again := must(r.OpenReview(r.ctx, in)); again.ID != first.ID || first.From != "2026-10-01" || first.To != "2026-10-31" || first.On != "2026-11-25" || len(first.Goals) != 1 {
			t.Errorf("%+v", first)
		}
		in.Chair = "别人"
		if _, err := r.OpenReview(r.ctx, in); !fault.Is(err, fault.Conflict) {
			t.Error("two reviews of a month", err)
		}
		if _, err := r.OpenReview(r.ctx, strategy.ReviewRequest{Period: strategy.Month, Day: "2027-01-01", Chair: "总监"}); !slices.Contains(fieldsOf(err), "body.day too_late") {
			t.Error(err)
		}
		// The goal is renamed and aimed higher; the review stays as it was.
		must(r.SaveGoal(r.ctx, g.ID, goal(strategy.Customer, "改了名", measure("sl-off", "up", 80, 90, 95)), -1))
		seen := must(r.Review(r.agent, first.ID))
		if x := seen.Goals[0]; x.Name != "打得进" || x.Readings[0].Target.Target != 80 || len(x.ValuesNow) != 1 || x.Changed {
			t.Errorf("%+v", x)
		}
		in.Chair, in.Summary, in.Notes = "总监", "先补人", []strategy.ReviewNote{{GoalID: g.ID, Text: " 月结日人手不足 "}}
		saved := must(r.SaveReview(r.ctx, first.ID, in, first.Rev))
		if saved.Notes[0].Text != "月结日人手不足" || saved.Period != strategy.Month {
			t.Errorf("%+v", saved.ReviewRequest)
		}
		in.Notes[0].GoalID = "nothing"
		if _, err := r.SaveReview(r.ctx, first.ID, in, -1); !slices.Contains(fieldsOf(err), "body.notes[0].goal_id unknown") {
			t.Error(err)
		}
		ask := strategy.ActionRequest{ReviewID: first.ID, GoalID: g.ID, Text: "月结日加开二十席", OwnerID: who.ID, DueOn: "2026-11-20"}
		a := must(r.SaveAction(r.ctx, "", ask, -1))
		if again := must(r.SaveAction(r.ctx, "", ask, -1)); again.ID != a.ID || !a.Overdue || a.OwnerName != "王一" || a.GoalName != "打得进" {
			t.Errorf("%+v %+v", a, again)
		}
		wrong := strategy.ActionRequest{ReviewID: first.ID, GoalID: "x", OwnerID: "y", DueOn: "soon"}
		_, err := r.SaveAction(r.ctx, "", wrong, -1)
		for _, want := range []string{"body.text required", "body.due_on date", "body.owner_id unknown", "body.goal_id unknown"} {
			if !slices.Contains(fieldsOf(err), want) {
				t.Errorf("%s is not told: %v", want, fieldsOf(err))
			}
		}
		if err := r.DeleteReview(r.ctx, first.ID); !fault.Is(err, fault.Conflict) {
			t.Error("a review with actions was deleted", err)
		}
		closed := must(r.CloseReview(r.ctx, first.ID))
		if closed.State != strategy.ReviewClosed || len(closed.Actions) != 1 {
			t.Errorf("%+v", closed)
		}
		if _, err := r.SaveReview(r.ctx, first.ID, in, -1); !fault.Is(err, fault.Conflict) {
			t.Error("a closed review was changed", err)
		}
		next := must(r.OpenReview(r.ctx, strategy.ReviewRequest{Period: strategy.Quarter, Day: "2026-10-01", Chair: "总监"}))
		// Both were opened at the same instant of the test's clock: neither is the earlier one.
		if len(next.Actions) != 0 {
			t.Errorf("%+v", next.Actions)
		}
		// Its owner says how it stands, nobody else who may only read.
		owner := authz.With(t.Context(), authz.Actor{UserID: "o", Name: "王一", PersonID: who.ID, Permissions: map[string]bool{strategy.PermissionRead: true}, Scope: authz.Scope{Self: who.ID}})
		if _, err := r.ReportAction(r.agent, a.ID, strategy.ProgressRequest{State: strategy.ActionDone}); !fault.Is(err, fault.Denied) {
			t.Error("somebody else reported", err)
		}
		doing := must(r.ReportAction(owner, a.ID, strategy.ProgressRequest{State: strategy.ActionDoing, Note: "已排班"}))
		must(r.ReportAction(owner, a.ID, strategy.ProgressRequest{State: strategy.ActionDoing, Note: "已排班"}))
		done := must(r.ReportAction(r.ctx, a.ID, strategy.ProgressRequest{State: strategy.ActionDone}))
		if doing.State != strategy.ActionDoing || !doing.Mine || done.DoneOn != "2026-11-25" || len(done.Reports) != 2 || done.Overdue {
			t.Errorf("%+v %+v", doing, done)
		}
		// The minutes still say what stood then.
		if x := must(r.Review(r.ctx, first.ID)).Actions[0]; x.State != strategy.ActionOpen {
			t.Errorf("%+v", x)
		}
		if got := must(r.ListActions(owner, strategy.ActionsIn{Mine: true, Limit: 10})); got.Total != 1 {
			t.Error(got)
		}
		if got := must(r.ListActions(r.agent, strategy.ActionsIn{Mine: true, Limit: 10})); got.Total != 0 {
			t.Error(got)
		}
		if got := must(r.ListReviews(r.agent, strategy.ReviewsIn{Period: strategy.Month, Limit: 10})); got.Total != 1 {
			t.Error(got)
		}
		for _, err := range []error{
			second(r.OpenReview(r.agent, in)), second(r.SaveReview(r.agent, first.ID, in, -1)), second(r.CloseReview(r.agent, first.ID)), r.DeleteReview(r.agent, first.ID), second(r.SaveAction(r.agent, "", ask, -1)),
		} {
			if !fault.Is(err, fault.Denied) {
				t.Error("written without the permission", err)
			}
		}
		if err := r.DeleteReview(r.ctx, next.ID); err != nil {
			t.Error(err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestAnActionIsCarriedUntilItIsOver(t *testing.T) {
	at := strategy.KeptAction{Reports: []strategy.Progress{{State: strategy.ActionDoing, AtMs: 10}, {State: strategy.ActionDone, AtMs: 20}, {State: strategy.ActionOpen, AtMs: 30}}}
	for takenMs, want := range map[int64]bool{5: true, 15: true, 20: true, 25: false, 35: true} {
		if strategy.Carried(at, takenMs) != want {
			t.Errorf("at %d: not %v", takenMs, want)
		}
	}
}
