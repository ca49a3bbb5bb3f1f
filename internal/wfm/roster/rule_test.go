package roster_test

import (
	"context"
	"slices"
	"testing"

	engine "github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/check"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster"
)

func n(v int) *int { return &v }

func law(name string) roster.RuleSetRequest {
	return roster.RuleSetRequest{Name: name, Rules: roster.Templates()[0].Rules}
}

func TestRuleSetsAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		a := must(r.SaveSet(r.ctx, "", law(" 标准工时 "), -1))
		if a.Name != "标准工时" || len(a.Conflicts) != 0 || len(a.Rules) != 10 {
			t.Fatalf("%+v", a)
		}
		if again := must(r.SaveSet(r.ctx, "", law("标准工时"), -1)); again.ID != a.ID {
			t.Error("asked for twice, added twice")
		}
		other := law("标准工时")
		other.Rules = other.Rules[:2]
		if _, err := r.SaveSet(r.ctx, "", other, -1); !fault.Is(err, fault.Conflict) || !slices.Equal(fieldsOf(err), []string{"body.name"}) {
			t.Errorf("the same name: %v", err)
		}
		other.Name, other.Note = "短工时", "学生"
		b := must(r.SaveSet(r.ctx, "", other, -1))
		if _, err := r.SaveSet(r.ctx, b.ID, law("学生"), b.Rev+1); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale change: %v", err)
		}
		other.Rules = append(slices.Clone(other.Rules), roster.Rule{Kind: roster.Nights, Max: n(2), Min: n(5), Weight: 10})
		b = must(r.SaveSet(r.ctx, b.ID, other, b.Rev))
		if b.Rev != 2 || b.Rules[2].Min != nil {
			t.Errorf("nights have no least: %+v", b)
		}
		for in, want := range map[roster.SetsIn][]string{{}: {"标准工时", "短工时"}, {Search: "学"}: {"短工时"}, {Kind: "nights"}: {"短工时"}, {Sort: "-name"}: {"短工时", "标准工时"}} {
			got := []string{}
			for _, x := range must(r.ListSets(r.ctx, in)).Items {
				got = append(got, x.Name)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%+v: %v, want %v", in, got, want)
			}
		}
		for range 2 {
			if err := r.DeleteSet(r.ctx, b.ID); err != nil {
				t.Error(err)
			}
		}
		if want := []string{"roster.rule_set.create", "roster.rule_set.create", "roster.rule_set.update", "roster.rule_set.delete"}; !slices.Equal(r.audit.actions, want) {
			t.Errorf("audited %v", r.audit.actions)
		}
	})
}

func TestRulesAreGiven(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		centre, team, own := must(r.SaveSet(r.ctx, "", law("中心"), -1)), must(r.SaveSet(r.ctx, "", law("班组"), -1)), must(r.SaveSet(r.ctx, "", law("个人"), -1))
		must(r.Give(r.ctx, centre.ID, roster.GiveIn{Whom: roster.WholeCentre, FromOn: "2026-01-01"}))
		must(r.Give(r.ctx, team.ID, roster.GiveIn{Whom: roster.WholeTeam, WhomIDs: []string{r.team}, FromOn: "2026-03-01"}))
		must(r.Give(r.ctx, own.ID, roster.GiveIn{Whom: roster.OnePerson, WhomIDs: []string{r.people[0], r.people[0]}, FromOn: "2026-05-01"}))
		back := must(r.Give(r.ctx, centre.ID, roster.GiveIn{Whom: roster.OnePerson, WhomIDs: r.people[:1], FromOn: "2026-06-01"}))
		if len(back.Given) != 2 || back.Given[0].Name != "王一" || back.Given[0].Replaced {
			t.Fatalf("%+v", back.Given)
		}
		if x := must(r.RuleSet(r.ctx, own.ID)); !x.Given[0].Replaced {
			t.Error("what another has replaced does not say so")
		}
		audited := len(r.audit.actions)
		must(r.Give(r.ctx, centre.ID, roster.GiveIn{Whom: roster.OnePerson, WhomIDs: r.people[:1], FromOn: "2026-06-01"}))
		if len(r.audit.actions) != audited {
			t.Error("the same once more was audited")
		}
		for day, want := range map[string][]string{
			"2025-12-31": {"", "", ""}, "2026-02-28": {"中心", "中心", "中心"}, "2026-03-01": {"班组", "班组", "中心"}, "2026-05-31": {"个人", "班组", "中心"}, "2026-06-01": {"中心", "班组", "中心"},
		} {
			on := must(r.RulesOn(r.ctx, must(civil.Parse(day))))
			for i, p := range r.people {
				if on[p].Name != want[i] {
					t.Errorf("%s: person %d works by %q, want %q", day, i, on[p].Name, want[i])
				}
			}
		}
		if err := r.DeleteSet(r.ctx, team.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("a set in use was deleted: %v", err)
		}
		for range 2 {
			if x := must(r.TakeBack(r.ctx, centre.ID, back.Given[0].ID)); len(x.Given) != 1 {
				t.Errorf("%+v", x.Given)
			}
		}
		if on := must(r.RulesOn(r.ctx, must(civil.Parse("2026-06-01")))); on[r.people[0]].Name != "个人" {
			t.Errorf("after taking back: %q", on[r.people[0]].Name)
		}

		// Rules that cannot hold together are given to nobody, and a set in use does not become such.
		bad := roster.RuleSetRequest{Name: "矛盾", Rules: []roster.Rule{{Kind: roster.WorkRun, Min: n(7), Max: n(6)}}}
		set := must(r.SaveSet(r.ctx, "", bad, -1))
		if _, err := r.Give(r.ctx, set.ID, roster.GiveIn{Whom: roster.WholeCentre, FromOn: "2027-01-01"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("given: %v", err)
		}
		bad.Name = "个人"
		if _, err := r.SaveSet(r.ctx, own.ID, bad, -1); !fault.Is(err, fault.Invalid) {
			t.Errorf("changed: %v", err)
		}
		for field, in := range map[string]roster.GiveIn{
			"body.from_on":  {Whom: roster.WholeCentre, FromOn: "soon"},
			"body.whom":     {Whom: "site", FromOn: "2026-01-01"},
			"body.whom_ids": {Whom: roster.WholeTeam, WhomIDs: []string{"none"}, FromOn: "2026-01-01"},
		} {
			if _, err := r.Give(r.ctx, own.ID, in); !slices.Contains(fieldsOf(err), field) {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

func TestWhoMayChangeRules(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		reads := authz.With(t.Context(), authz.Actor{UserID: "r", Permissions: map[string]bool{roster.PermissionRead: true}, Scope: authz.Scope{Centre: true}})
		part := authz.With(t.Context(), authz.Actor{UserID: "p", Permissions: map[string]bool{roster.PermissionRead: true, roster.PermissionEdit: true}, Scope: authz.Scope{Teams: []string{r.team}}})
		for _, ctx := range []context.Context{reads, part} {
			_, save := r.SaveSet(ctx, "", law("x"), -1)
			_, give := r.Give(ctx, "x", roster.GiveIn{})
			_, take := r.TakeBack(ctx, "x", "y")
			for i, err := range []error{save, give, take, r.DeleteSet(ctx, "x")} {
				if !fault.Is(err, fault.Denied) {
					t.Errorf("write %d: %v", i, err)
				}
			}
		}
		nobody := authz.With(t.Context(), authz.Actor{UserID: "n"})
		_, list := r.RuleSets(nobody)
		_, one := r.RuleSet(nobody, "x")
		_, on := r.RulesOn(nobody, must(civil.Parse("2026-01-01")))
		_, tested := r.CheckRules(nobody, law("x"))
		for i, err := range []error{list, one, on, tested} {
			if !fault.Is(err, fault.Denied) {
				t.Errorf("read %d: %v", i, err)
			}
		}
	})
}

func TestWrongRulesAreToldBesideTheirFields(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for field, rule := range map[string]roster.Rule{
			"body.rules[0].kind":      {Kind: "moon"},
			"body.rules[0].max":       {Kind: roster.PaidDay},
			"body.rules[0].min":       {Kind: roster.Rest, Max: n(5)},
			"body.rules[0].weight":    {Kind: roster.Nights, Max: n(3), Weight: -1},
			"body.rules[0].shift_ids": {Kind: roster.Succession, Then: []string{"x"}},
			"body.rules[0].then_ids":  {Kind: roster.Succession, Shifts: []string{"x"}},
			"body.rules":              {Kind: roster.Succession, Shifts: []string{"x"}, Then: []string{"x"}},
		} {
			if _, err := r.SaveSet(r.ctx, "", roster.RuleSetRequest{Name: "x", Rules: []roster.Rule{rule}}, -1); !slices.Contains(fieldsOf(err), field) {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

func TestConflictsOfRules(t *testing.T) {
	for code, rules := range map[string][]roster.Rule{
		"min_above_max":    {{Kind: roster.PaidWeek, Min: n(2401), Max: n(2400)}},
		"twice":            {{Kind: roster.Rest, Min: n(600)}, {Kind: roster.Rest, Min: n(660)}},
		"day_over_week":    {{Kind: roster.PaidDay, Max: n(300)}, {Kind: roster.PaidWeek, Min: n(2400)}},
		"week_over_days":   {{Kind: roster.PaidDay, Max: n(480)}, {Kind: roster.PaidWeek, Min: n(2400)}, {Kind: roster.DaysWeek, Max: n(4)}},
		"week_over_period": {{Kind: roster.PaidWeek, Min: n(2400)}, {Kind: roster.PaidPeriod, Max: n(2000)}},
		"period_over_week": {{Kind: roster.PaidPeriod, Min: n(20000)}, {Kind: roster.PaidWeek, Max: n(2400)}},
		"run_over_week":    {{Kind: roster.WorkRun, Min: n(9)}, {Kind: roster.DaysWeek, Max: n(4)}},
		"rest_over_week":   {{Kind: roster.RestRun, Min: n(3)}, {Kind: roster.DaysWeek, Min: n(6)}},
		"overtime":         {{Kind: roster.OvertimeDay, Max: n(180)}, {Kind: roster.OvertimeMonth, Max: n(120)}},
	} {
		found := roster.Conflicts(rules)
		if len(found) != 1 || found[0].Code != code {
			t.Errorf("%s: %+v", code, found)
		}
		rules[0].Weight = 1
		if code != "week_over_days" && len(roster.Conflicts(rules)) != 0 {
			t.Errorf("%s: one that may be broken conflicts", code)
		}
	}
	for _, x := range roster.Templates() {
		if c := roster.Conflicts(x.Rules); len(c) != 0 {
			t.Errorf("%s: %+v", x.Key, c)
		}
	}
}

// TestRulesHoldRosters makes a problem of one person by the rules and lets the
// engine's checker judge lines that keep and break each.
func TestRulesHoldRosters(t *testing.T) {
	day := must(civil.Parse("2026-11-01"))
	types := []roster.ShiftType{
		{ID: "early", EarliestStart: 420, LatestStart: 480, Step: 60, Length: 480, FromOn: day},
		{ID: "late", EarliestStart: 900, LatestStart: 900, Step: 30, Length: 480, FromOn: day},
		{ID: "night", EarliestStart: 1320, LatestStart: 1320, Step: 30, Length: 480, FromOn: day},
	}
	starts := roster.Starts(types)
	const off, e7, e8, late, night = engine.Free, 0, 1, 2, 3
	if len(starts) != 4 || starts[e8].Begin != 480 || !starts[night].Night {
		t.Fatalf("%+v", starts)
	}
	fine := []int{e7, e7, e7, e7, e7, off, off, e7, e7, e7, e7, e7, off, off}
	with := func(changes ...int) []int {
		line := slices.Clone(fine)
		for i := 0; i < len(changes); i += 2 {
			line[changes[i]] = changes[i+1]
		}
		return line
	}
	for kind, x := range map[roster.RuleKind]struct {
		rule roster.Rule
		bad  []int
	}{
		roster.PaidDay:     {roster.Rule{Max: n(479)}, fine},
		roster.PaidWeek:    {roster.Rule{Max: n(2400)}, with(5, e7)},
		roster.PaidPeriod:  {roster.Rule{Min: n(4800)}, with(0, off)},
		roster.DaysWeek:    {roster.Rule{Min: n(5), Max: n(5)}, with(1, off)},
		roster.WorkRun:     {roster.Rule{Max: n(6)}, with(5, e7, 6, e7)},
		roster.RestRun:     {roster.Rule{Min: n(2)}, with(6, e7)},
		roster.Rest:        {roster.Rule{Min: n(660)}, with(1, late)},
		roster.Weekends:    {roster.Rule{Max: n(1)}, with(5, e7, 12, e7)},
		roster.Nights:      {roster.Rule{Max: n(1)}, with(0, off, 3, night, 4, night)},
		roster.NightFree:   {roster.Rule{}, with(4, night)},
		roster.Succession:  {roster.Rule{Shifts: []string{"late"}, Then: []string{"early"}}, with(1, late)},
		roster.StartChange: {roster.Rule{Max: n(59)}, with(1, e8)},
	} {
		x.rule.Kind = kind
		rules := roster.EngineRules([]roster.Rule{x.rule}, starts, roster.Horizon{Days: 14}, nil)
		p := &engine.Problem{Days: 14, People: []engine.Person{{ID: "p", Before: engine.Before{Shift: engine.Free}}}, Rules: rules}
		for _, s := range starts {
			p.Shifts = append(p.Shifts, engine.Shift{ID: s.TypeID, Minutes: s.Paid, Begin: s.Begin, End: s.End})
		}
		if kind != roster.PaidDay {
			if got := must(check.Check(p, &engine.Roster{Lines: [][]int{fine}})); len(got.Violations) > 0 {
				t.Errorf("%s: a good line breaks it: %+v", kind, got.Violations)
			}
		}
		if got := must(check.Check(p, &engine.Roster{Lines: [][]int{x.bad}})); len(got.Violations) == 0 {
			t.Errorf("%s: a bad line breaks nothing", kind)
		}
	}

	// Of a week the horizon has only a part of, no least is asked.
	rules := roster.EngineRules([]roster.Rule{{Kind: roster.DaysWeek, Min: n(5), Max: n(6), Weight: 3}}, starts, roster.Horizon{Days: 10, Monday: 2}, []int{4})
	if len(rules) != 3 || rules[0].Min != 0 || rules[1].Min != 5 || rules[2].Min != 0 || rules[1].From != 2 || rules[1].Price != 3 || !slices.Equal(rules[1].People, []int{4}) {
		t.Errorf("%+v", rules)
	}
	// Overtime and pay limit no roster of ordinary hours.
	if rules := roster.EngineRules(roster.Templates()[0].Rules[5:], starts, roster.Horizon{Days: 7}, nil); len(rules) != 0 {
		t.Errorf("%+v", rules)
	}
}

func TestShiftTypesOverASpan(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := early()
		in.UntilOn = "2026-11-30"
		must(r.AddShift(r.ctx, in))
		for span, want := range map[[2]string]int{{"2026-10-01", "2026-10-31"}: 0, {"2026-10-01", "2026-11-01"}: 1, {"2026-11-30", "2026-12-31"}: 1, {"2026-12-01", "2026-12-31"}: 0} {
			if got := must(r.ShiftTypesOver(r.ctx, must(civil.Parse(span[0])), must(civil.Parse(span[1])))); len(got) != want {
				t.Errorf("%v: %d types", span, len(got))
			}
		}
	})
}
