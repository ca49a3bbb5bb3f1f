package check_test

import (
	"strings"
	"testing"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/check"
)

// sound is a problem of two people and a roster that keeps all its rules.
func sound() (*roster.Problem, *roster.Roster) {
	all := []int(nil)
	p := &roster.Problem{
		Days: 14, Skills: []string{"sales", "service"},
		Shifts: []roster.Shift{
			{ID: "E", Minutes: 480, Begin: 420, End: 960, Skill: 0},
			{ID: "L", Minutes: 480, Begin: 840, End: 1380, Skill: 0},
			{ID: "S", Minutes: 480, Begin: 480, End: 1020, Skill: 1},
		},
		People: []roster.Person{
			{ID: "Ann", Skills: []int{0, 1}, Before: roster.Before{Days: 2, Shift: roster.Free}},
			{ID: "Bo", Skills: []int{0}, Before: roster.Before{Days: 1, Shift: 1}},
		},
		Rules: []roster.Rule{
			{Kind: roster.PaidMinutes, Min: 7 * 480, Max: 9 * 480},
			{Kind: roster.WorkRun, Min: 2, Max: 5},
			{Kind: roster.RestRun, Min: 2, Max: roster.NoMax},
			{Kind: roster.Weekends, Max: 1},
			{Kind: roster.ShiftCount, Shifts: []int{1}, Min: 1, Max: 4},
			{Kind: roster.Succession, Shifts: []int{1}, Then: []int{0}, Max: roster.NoMax},
			{Kind: roster.RestMinutes, Min: 660, Max: roster.NoMax, People: all},
			{Kind: roster.DayOff, People: []int{0}, From: 12, To: 14},
			{Kind: roster.Fixed, People: []int{1}, From: 1, To: 2, Shifts: []int{1}},
		},
		Wishes: []roster.Wish{
			{Person: 0, Day: 0, Shift: 0, For: true, Price: 3},
			{Person: 0, Day: 1, Shift: 0, For: false, Price: 2},
		},
		Needs: []roster.Need{
			{Day: 0, Shift: 0, People: 3, Under: 100, Over: 1},
			{Day: 1, Shift: 1, People: 0, Under: 100, Over: 5},
			{Day: 0, Shift: roster.Free, Skill: 0, From: 900, To: 960, People: 4, Under: 10, Over: 1},
		},
	}
	const f = roster.Free
	r := &roster.Roster{Lines: [][]int{
		{0, 0, 0, 0, 1, f, f, f, 0, 2, 2, 1, f, f},
		{1, 1, f, f, 0, 0, 0, f, f, f, 0, 1, f, f},
	}}
	return p, r
}

func TestCost(t *testing.T) {
	p, r := sound()
	out, err := check.Check(p, r)
	if err != nil || len(out.Violations) > 0 {
		t.Fatal(err, out.Violations)
	}
	// Day 0: one of three on E; Bo's L and Ann's E are both there from 15:00 to 16:00, two of four.
	want := check.Cost{Total: 2 + 200 + 20 + 5, Wishes: 2, Under: 220, Over: 5}
	if out.Cost != want {
		t.Errorf("%+v instead of %+v", out.Cost, want)
	}
	for i := range p.Rules {
		p.Rules[i].Price = 7
	}
	r.Lines[0][12] = 1
	if out, err = check.Check(p, r); err != nil || len(out.Violations) > 0 || out.Cost.Rules == 0 || len(out.Soft) == 0 {
		t.Errorf("a broken soft rule: %v %+v", err, out)
	}
}

// TestWhoCounts: needs of a group, wishes that mean several shifts, teams together.
func TestWhoCounts(t *testing.T) {
	p, r := sound()
	p.Needs = []roster.Need{
		{Day: 0, Shift: roster.Free, Skill: roster.AnySkill, Group: []int{0}, From: 900, To: 960, People: 2, Under: 10},
		{Day: 0, Shift: roster.Free, Skill: 0, From: 900, To: 960, People: 2, Under: 10, Away: 0.25},
	}
	p.Wishes = []roster.Wish{
		{Person: 0, Day: 9, Shift: 0, Or: []int{2}, For: true, Price: 3},
		{Person: 0, Day: 10, Shift: 0, Or: []int{2}, For: false, Price: 2},
	}
	// Both work on days 0, 1, 4, 10 and 11, alike on day 11 alone when S is a kind of its own.
	p.Together = []roster.Together{{People: []int{0, 1}, Kinds: [][]int{{0}, {1}, {2}}, Price: 7}}
	out, err := check.Check(p, r)
	if err != nil {
		t.Fatal(err)
	}
	want := check.Cost{Total: 2 + 10 + 5 + 28, Wishes: 2, Under: 10 + 5, Together: 28}
	if out.Cost != want {
		t.Errorf("%+v instead of %+v", out.Cost, want)
	}
	// In weeks: seven of E and three of L; then two of each.
	p.Together[0].Week = true
	if out, err = check.Check(p, r); err != nil || out.Cost.Together != 7*(3+4) {
		t.Errorf("%v %+v", err, out.Cost)
	}
}

// TestPlanted breaks each rule once; the check must find that rule, of that
// person, on that day, and by how much.
func TestPlanted(t *testing.T) {
	const f = roster.Free
	for _, x := range []struct {
		name     string
		change   func(p *roster.Problem, r *roster.Roster)
		person   string
		rule     roster.Kind
		from, by int
		says     string
	}{
		{"too many minutes", func(p *roster.Problem, _ *roster.Roster) { p.Rules[0].Max = 8 * 480 }, "Ann", roster.PaidMinutes, 0, 480, "4320 paid minutes, at most 3840"},
		{"too few minutes", func(p *roster.Problem, _ *roster.Roster) { p.Rules[0].Min = 8 * 480 }, "Bo", roster.PaidMinutes, 0, 480, "480 too few"},
		{"too many minutes in a week", func(p *roster.Problem, _ *roster.Roster) {
			p.Rules = append(p.Rules, roster.Rule{Kind: roster.PaidMinutes, From: 7, To: 14, Max: 3 * 480})
		}, "Ann", roster.PaidMinutes, 7, 480, "1920 paid minutes, at most 1440"},
		{"a long run", func(p *roster.Problem, _ *roster.Roster) { p.Rules[1].Max = 4 }, "Ann", roster.WorkRun, 0, 1, "5 days of work in a row on days 0 to 4, at most 4"},
		{"a short run", func(_ *roster.Problem, r *roster.Roster) { r.Lines[1][6], r.Lines[1][5] = f, f }, "Bo", roster.WorkRun, 4, 1, "1 days of work in a row on days 4 to 4, at least 2"},
		{"a long run with what was before", func(_ *roster.Problem, r *roster.Roster) {
			copy(r.Lines[1], []int{1, 1, 1, 1, 1, f, f, f, f, f, 0, 1, f, f})
		}, "Bo", roster.WorkRun, 0, 1, "6 days of work in a row"},
		{"a short rest", func(_ *roster.Problem, r *roster.Roster) { r.Lines[1][3] = 1 }, "Bo", roster.RestRun, 2, 1, "1 days off in a row on days 2 to 2, at least 2"},
		{"two weekends", func(_ *roster.Problem, r *roster.Roster) { r.Lines[1][12] = 1 }, "Bo", roster.Weekends, 0, 1, "2 weekends worked, at most 1"},
		{"too many late shifts", func(p *roster.Problem, _ *roster.Roster) { p.Rules[4].Max = 2 }, "Bo", roster.ShiftCount, 0, 1, "3 days with L, at most 2"},
		{"early after late", func(_ *roster.Problem, r *roster.Roster) { r.Lines[0][3] = 1; r.Lines[0][4] = 0 }, "Ann", roster.Succession, 3, 1, "E on day 4 follows L"},
		{"a short night", func(_ *roster.Problem, r *roster.Roster) { r.Lines[0][10] = 1; r.Lines[0][11] = 2 }, "Ann", roster.RestMinutes, 10, 120, "540 minutes of rest before S on day 11, at least 660"},
		{"work on a day off", func(_ *roster.Problem, r *roster.Roster) { r.Lines[0][12] = 1 }, "Ann", roster.DayOff, 12, 1, "works L on day 12, which is a day off"},
		{"another shift than fixed", func(_ *roster.Problem, r *roster.Roster) { r.Lines[1][1] = f }, "Bo", roster.Fixed, 1, 1, "fixed to L"},
		{"a skill not had", func(_ *roster.Problem, r *roster.Roster) { r.Lines[1][5] = 2 }, "Bo", check.Skill, 5, 1, "takes the skill service"},
	} {
		p, r := sound()
		x.change(p, r)
		out, err := check.Check(p, r)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, v := range out.Violations {
			found = found || v.Person == x.person && v.Rule == x.rule && v.From == x.from && v.By == x.by && strings.Contains(v.Text, x.says)
		}
		if !found {
			t.Errorf("%s: not explained in %+v", x.name, out.Violations)
		}
	}
}

func TestNotOfThisProblem(t *testing.T) {
	for name, change := range map[string]func(*roster.Roster){
		"people": func(r *roster.Roster) { r.Lines = r.Lines[:1] },
		"days":   func(r *roster.Roster) { r.Lines[0] = r.Lines[0][:3] },
		"shift":  func(r *roster.Roster) { r.Lines[0][0] = 9 },
	} {
		p, r := sound()
		if change(r); name != "" {
			if _, err := check.Check(p, r); err == nil {
				t.Errorf("%s: no error", name)
			}
		}
	}
}
