package people_test

import (
	"fmt"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people"
)

// hire writes the file of somebody new: in a team from their first day, with a
// last day when one is told.
func (r *room) hire(agentNo, team, entered, left string, about people.Record, reasons ...string) string {
	p := must(r.org.CreatePerson(r.ctx, org.Person{AgentNo: agentNo, Name: "员工" + agentNo}))
	must(r.org.Join(r.ctx, p.ID, org.NewMembership{TeamID: team, FromOn: entered, ToOn: left, Correction: true, Why: "test"}))
	e := people.Employment{EnteredOn: entered, LeftOn: left}
	if left != "" {
		e.Kind, e.Reasons, e.Interview = people.Voluntary, reasons, "说了些什么"
	}
	about.Employments = []people.Employment{e}
	must(r.Save(r.ctx, p.ID, about, 0))
	return p.ID
}

func TestWhoLeftByMonth(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.hire("3001", r.team, "2026-01-05", "2026-03-31", people.Record{}, "salary")
		r.hire("3002", r.team, "2026-02-01", "", people.Record{})
		r.hire("3003", r.other, "2026-03-01", "2026-04-01", people.Record{}, "study")
		a := must(r.Attrition(r.ctx, people.WorkforceIn{FromOn: "2026-01-01", ToOn: "2026-04-30"}))
		want := [][4]int{{0, 1, 0, 1}, {1, 1, 0, 2}, {2, 1, 1, 2}, {2, 0, 1, 1}}
		for i, w := range want {
			m := a.Months[i]
			if [4]int{m.Opening, m.Entered, m.Left, m.Closing} != w {
				t.Errorf("%s: %+v, want %v", m.Month, m.Flow, w)
			}
		}
		// Of March: 1 ÷ ((2 + 2) ÷ 2) = 50 %, and 31 days of a year.
		if rate, yearly := *a.Months[2].Rate, *a.Months[2].Yearly; rate != 50 || yearly < 589.1 || yearly > 589.2 {
			t.Error(rate, yearly)
		}
		if a.Flow.Opening != 0 || a.Flow.Entered != 3 || a.Flow.Left != 2 || a.Flow.Closing != 1 || a.Untold != 3 {
			t.Errorf("%+v, %d untold", a.Flow, a.Untold)
		}
		if none := must(r.Attrition(r.ctx, people.WorkforceIn{FromOn: "2026-01-01", ToOn: "2026-04-30", Kind: people.Involuntary})); none.Flow.Left != 2 || none.Flow.Asked != 0 || *none.Flow.Rate != 0 {
			t.Errorf("%+v", none.Flow)
		}
		// A leader counts their own team, as it was on each one's last day.
		theirs := must(r.Attrition(r.leader, people.WorkforceIn{FromOn: "2026-01-01", ToOn: "2026-04-30"}))
		if theirs.Flow.Entered != 2 || theirs.Flow.Left != 1 {
			t.Errorf("%+v", theirs.Flow)
		}
		for _, bad := range []people.WorkforceIn{{FromOn: "soon"}, {ToOn: "2030-01-01"}, {FromOn: "2026-02-01", ToOn: "2026-01-01"}, {FromOn: "2010-01-01"}, {By: "colour"}, {Kind: "gone"}, {SinceOn: "then"}} {
			if _, err := r.Survival(r.ctx, bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		for _, err := range []error{second(r.Structure(r.agent, people.WorkforceIn{})), second(r.Attrition(r.agent, people.WorkforceIn{})), second(r.Survival(r.agent, people.WorkforceIn{})), second(r.Exits(r.agent, people.WorkforceIn{}))} {
			if !fault.Is(err, fault.Denied) {
				t.Error(err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestStaysOfTeamsBeginAtTheirTenure(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for i := range 6 {
			id := r.hire(fmt.Sprint(4000+i), r.team, "2025-01-01", "", people.Record{Levels: []people.Level{{FromOn: "2025-01-01", Level: people.Newcomer}, {FromOn: "2025-07-01", Level: people.Skilled}}})
			// After half a year they move to the other team.
			must(r.org.Join(r.ctx, id, org.NewMembership{TeamID: r.other, FromOn: "2025-07-01", Correction: true, Why: "test"}))
		}
		r.hire("4100", r.team, "2025-01-01", "2025-03-31", people.Record{}, "salary")
		s := must(r.Survival(r.ctx, people.WorkforceIn{By: people.ByTeam}))
		if len(s.Curves) != 2 || s.People != 7 {
			t.Fatalf("%+v", s)
		}
		one, two := s.Curves[0], s.Curves[1]
		if one.People != 7 || one.Left != 1 || one.Last != 181 || len(one.Steps) != 1 || one.Steps[0].At != 90 || one.Steps[0].AtRisk != 7 {
			t.Errorf("%+v", one)
		}
		if two.People != 6 || two.Left != 0 || two.Year != 1 {
			t.Errorf("%+v", two)
		}
		levels := must(r.Survival(r.ctx, people.WorkforceIn{By: people.ByLevel}))
		if len(levels.Curves) != 2 || levels.Hidden != 1 { // one person has no level
			t.Errorf("%+v", levels)
		}
		if c := must(r.Survival(r.ctx, people.WorkforceIn{By: people.ByCohort})); len(c.Curves) != 1 || c.Curves[0].Key != "2025-H1" || c.Test != nil {
			t.Errorf("%+v", c)
		}
		if l := must(r.Survival(r.ctx, people.WorkforceIn{By: people.ByLeader})); len(l.Curves) != 0 {
			t.Errorf("nobody led: %+v", l)
		}
		if kind := must(r.Survival(r.ctx, people.WorkforceIn{Kind: people.Involuntary})); kind.Curves[0].Left != 0 || kind.Curves[0].People != 7 {
			t.Errorf("%+v", kind)
		}
	})
}

func TestFewPeopleAreNotTold(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		born := func(year int, gender string) people.Record { return people.Record{BirthYear: year, Gender: gender} }
		for i := range 6 {
			r.hire(fmt.Sprint(5000+i), r.team, "2026-01-01", "", born(2000, "female"))
			r.hire(fmt.Sprint(5100+i), r.team, "2026-01-01", "", born(1999, "male"))
		}
		r.hire("5200", r.team, "2026-01-01", "", born(1980, "male"))
		whole := must(r.Structure(r.ctx, people.WorkforceIn{}))
		if whole.Heads != 13 || whole.Withheld || len(whole.Pyramid) != 2 || *whole.Pyramid[1].Male != 1 || *whole.Pyramid[0].Male != 6 {
			t.Errorf("%+v", whole)
		}
		// One alone would be found by the sum: the next smallest goes with them.
		seen := must(r.Structure(r.leader, people.WorkforceIn{}))
		hidden := 0
		for _, b := range seen.Pyramid {
			for _, n := range []*int{b.Female, b.Male} {
				if n == nil {
					hidden++
				}
			}
		}
		if seen.Heads != 13 || !seen.Withheld || hidden != 2 {
			t.Errorf("%d hidden: %+v", hidden, seen)
		}
		// Reasons: who edits files reads each; others only what five have told, by whole years.
		for i := range 5 {
			r.hire(fmt.Sprint(6000+i), r.team, "2026-01-01", "2026-05-31", people.Record{}, "salary", "shifts")
		}
		one := r.hire("6100", r.team, "2026-01-01", "2026-06-30", people.Record{}, "health")
		all := must(r.Exits(r.ctx, people.WorkforceIn{FromOn: "2026-06-01"}))
		if *all.Left != 1 || all.Reasons[0].Reason != "health" || len(all.Leavers) != 1 || all.Leavers[0].PersonID != one || all.Leavers[0].Interview == "" || all.Withheld {
			t.Errorf("%+v", all)
		}
		some := must(r.Exits(r.leader, people.WorkforceIn{FromOn: "2026-06-01", Team: "any", Kind: people.OtherWay}))
		if some.FromOn != "2026-01-01" || *some.Left != 6 || len(some.Leavers) != 0 || !some.Withheld || len(some.Reasons) != 2 || some.Reasons[0].Main != 5 || some.Reasons[1].Main != 0 || some.Reasons[1].Any != 5 {
			t.Errorf("%+v", some)
		}
		// The file itself tells the reasons only to who edits it.
		if f := must(r.Get(r.ctx, one, "")); f.Record.Employments[0].Reasons == nil {
			t.Error("who edits files reads no reasons")
		}
		if f, err := r.Get(r.leader, one, "2026-06-30"); err == nil && f.Record.Employments[0].Reasons != nil {
			t.Error("a leader reads reasons")
		}
		site := authz.With(t.Context(), authz.Actor{UserID: "s", Scope: authz.Scope{Teams: []string{r.other}}, Permissions: map[string]bool{people.PermissionRead: true}})
		if none := must(r.Exits(site, people.WorkforceIn{})); none.Left != nil || none.People != 0 {
			t.Errorf("%+v", none)
		}
	})
}

// What comes in and goes out always meets.
func TestFlowsMeet(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		day := civil.Of(2026, 1, 3)
		for i := range 12 {
			left := ""
			if i%3 == 0 {
				left = day.Add(40 + 7*i).String()
			}
			r.hire(fmt.Sprint(7000+i), r.team, day.Add(5*i).String(), left, people.Record{}, "study")
		}
		a := must(r.Attrition(r.ctx, people.WorkforceIn{FromOn: "2026-01-01", ToOn: "2026-10-31"}))
		closing, years := 0, 0.0
		for _, m := range a.Months {
			if m.Opening != closing {
				t.Errorf("%s opens with %d after %d", m.Month, m.Opening, closing)
			}
			closing = m.Closing
		}
		left := 0
		for _, b := range a.Tenures {
			left, years = left+b.Left, years+b.Years
		}
		if closing != a.Flow.Closing || left != a.Flow.Left || left != 4 || years <= 0 {
			t.Error(closing, left, years)
		}
	})
}
