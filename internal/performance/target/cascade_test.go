package target_test

import (
	"slices"
	"testing"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/performance/target"
)

func TestATargetIsSharedOutToPeople(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.levels[r.people[0]], r.levels[r.people[1]] = "newcomer", "expert"
		centre := must(r.Set(r.ctx, qa(target.Centre, "")))
		in := target.CascadeIn{ParentID: centre.ID, To: target.Person, Weights: target.ByHeads, Balance: true, Levels: []target.LevelOffset{{"newcomer", -5}, {"expert", 3}}, Check: true}
		plan := must(r.Cascade(r.ctx, in))
		if plan.Saved || len(plan.Groups) != 1+2+3 {
			t.Fatalf("%+v", plan)
		}
		for _, g := range plan.Groups {
			if !g.Check.Holds || g.Check.Remainder != (scoring.Points{}) {
				t.Errorf("%s: %+v", g.Name, g.Check)
			}
		}
		if s := plan.Groups[0].Children; len(s) != 2 || s[0].Weight != 4 || s[1].Weight != 2 || s[0].Target != 90 {
			t.Errorf("sites: %+v", s)
		}
		// One aims 5 lower, one 3 higher: moved by 1, the team's mean stays.
		if p := plan.Groups[3].Children; p[0].Target != 86 || p[1].Target != 94 || p[0].Level != "newcomer" || p[0].Change != "added" {
			t.Errorf("people: %+v", p)
		}
		if n := len(must(r.List(r.ctx, target.ListIn{})).Items); n != 1 {
			t.Error("looking has saved", n)
		}
		in.Check = false
		if saved := must(r.Cascade(r.ctx, in)); !saved.Saved {
			t.Error(saved)
		}
		if n := len(must(r.List(r.ctx, target.ListIn{})).Items); n != 1+2+3+6 {
			t.Error(n)
		}
		before := len(r.audit.actions)
		must(r.Cascade(r.ctx, in))
		if len(r.audit.actions) != before {
			t.Error("the same cascade twice changes something")
		}
		team, ok, err := r.For(r.ctx, r.people[0], "qa-score", "2026-11-25")
		if err != nil || !ok || team.Last().Target != 86 || team.Last().Level != "newcomer" {
			t.Errorf("%+v %v", team, err)
		}
		d := must(r.Get(r.ctx, team.ParentID))
		if d.Check == nil || !d.Check.Holds || len(d.Children) != 2 {
			t.Errorf("the team is held against its people: %+v", d.Check)
		}
		// By hand: what remains of the parent is shown, and a change needs its reason.
		in.Check, in.Edits = true, []target.ByHand{{Scope: target.Person, ScopeID: r.people[0], Points: points(70, 80, 95), Weight: 1}}
		edited := must(r.Cascade(r.ctx, in))
		if g := edited.Groups[3]; g.Check.Holds || g.Check.Remainder.Target != 3 || !g.Children[0].Edited || g.Children[0].Change != "changed" || g.Children[0].Before.Target != 86 {
			t.Errorf("%+v", edited.Groups[3])
		}
		in.Check = false
		if _, err := r.Cascade(r.ctx, in); !slices.Equal(fieldsOf(err), []string{"body.reason required"}) {
			t.Error(err)
		}
		in.Reason = "新人带教期"
		must(r.Cascade(r.ctx, in))
		d = must(r.Get(r.ctx, d.ID))
		if d.Check.Holds || d.Check.Remainder.Target != 3 {
			t.Errorf("%+v", d.Check)
		}
		in.Edits[0].Points = points(90, 80, 95)
		if _, err := r.Cascade(r.ctx, in); !slices.Equal(fieldsOf(err), []string{"body.rows." + r.people[0] + ".threshold order"}) {
			t.Error(err)
		}
		in.To = target.Centre
		if _, err := r.Cascade(r.ctx, in); !slices.Equal(fieldsOf(err), []string{"body.to order"}) {
			t.Error(err)
		}
		in.ParentID = "nothing"
		if _, err := r.Cascade(r.ctx, in); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}

func TestWhoIsMissingIsNamed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		team := must(r.Set(r.ctx, qa(target.Team, r.teams[0])))
		must(r.Set(r.ctx, qa(target.Person, r.people[0])))
		d := must(r.Get(r.ctx, team.ID))
		if d.Check == nil || d.Check.Holds || !slices.Equal(d.Check.Missing, []string{"员工1002"}) {
			t.Errorf("%+v", d.Check)
		}
	})
}

func TestTotalsGoByContactsAndHeads(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		centre := must(r.Set(r.ctx, target.Request{Metric: "complaints", Scope: target.Centre, Period: target.Month, On: "2026-11-01", Points: points(36, 24, 12)}))
		plan := must(r.Cascade(r.ctx, target.CascadeIn{ParentID: centre.ID, To: target.Team, Weights: target.ByHeads, Check: true}))
		got := []float64{}
		for _, g := range plan.Groups {
			for _, x := range g.Children {
				got = append(got, x.Target)
			}
			if g.Check.Remainder != (scoring.Points{}) {
				t.Errorf("%+v", g.Check)
			}
		}
		if !slices.Equal(got, []float64{16, 8, 8, 8, 8}) {
			t.Error(got)
		}
		if plan := must(r.Cascade(r.ctx, target.CascadeIn{ParentID: centre.ID, To: target.Site, Weights: target.ByContacts, Check: true})); plan.Groups[0].Children[0].Target != 12 {
			t.Errorf("nobody has answered anything: %+v", plan.Groups)
		}
	})
}

func TestATargetIsJudged(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		codes := func(in target.Request) (warnings []string, s target.Smart) {
			s = must(r.Judge(r.ctx, in))
			for _, f := range s.Findings {
				if f.Warns {
					warnings = append(warnings, f.Criterion+" "+f.Code)
				}
			}
			return warnings, s
		}
		in := qa(target.Person, r.people[0])
		if got, _ := codes(in); !slices.Equal(got, []string{"measurable no_data", "achievable no_history", "relevant none", "time_bound late"}) {
			t.Error(got)
		}
		for i, v := range []float64{86, 88, 90, 92} {
			month := []string{"2026-07", "2026-08", "2026-09", "2026-10"}[i]
			r.told("qa", r.people[0], month+"-01", month+"-28", v)
		}
		in.On, in.GoalID = "2026-12-01", "g1"
		in.Points = points(80, 90, 92)
		got, s := codes(in)
		if len(got) != 0 || s.Mean == nil || *s.Mean != 89 || *s.Best != 92 || *s.Reached != 50 || len(s.Past) != 4 || s.Past[0].FromOn != "2026-07-01" {
			t.Errorf("%v %+v", got, s)
		}
		in.Points = points(90, 93, 96)
		if got, _ := codes(in); !slices.Equal(got, []string{"achievable never_reached", "achievable stretch_beyond"}) {
			t.Error(got)
		}
		in.Points = points(70, 80, 85)
		in.GoalID, in.Relevance = "", "投诉多出自这里"
		if got, _ := codes(in); !slices.Equal(got, []string{"achievable easy"}) {
			t.Error(got)
		}
		in.On = "2026-10-01"
		in.Direction, in.Points = "down", points(95, 90, 80)
		if got, _ := codes(in); !slices.Equal(got, []string{"specific direction", "achievable easy", "achievable stretch_beyond", "time_bound over"}) {
			t.Error(got)
		}
		in.Metric = "sl-off"
		if _, err := r.Judge(r.ctx, in); !slices.Equal(fieldsOf(err), []string{"body.threshold_seconds required"}) {
			t.Error("judged what cannot be saved", err)
		}
	})
}

// Own weights count instead of the rule's; the others keep theirs.
func TestOwnWeights(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		calls := must(r.Set(r.ctx, target.Request{Metric: "answered", Scope: target.Team, ScopeID: r.teams[0], Period: target.Month, On: "2026-11-01", Points: points(100, 400, 500)}))
		in := target.CascadeIn{ParentID: calls.ID, To: target.Person, Weights: target.Equal, Check: true, Own: []target.OwnWeight{{Scope: target.Person, ScopeID: r.people[1], Weight: 3}}}
		g := must(r.Cascade(r.ctx, in)).Groups[0]
		if g.Children[0].Weight != 1 || g.Children[1].Weight != 3 || g.Children[0].Target != 100 || g.Children[1].Target != 300 || !g.Check.Holds || g.Children[1].Edited {
			t.Errorf("%+v", g)
		}
		in.Own[0].Weight = 0
		if _, err := r.Cascade(r.ctx, in); len(fieldsOf(err)) != 1 || fieldsOf(err)[0] != "body.own[0].weight out_of_range" {
			t.Error(err)
		}
	})
}
