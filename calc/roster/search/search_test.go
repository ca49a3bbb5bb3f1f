package search_test

import (
	"context"
	"math"
	"os"
	"reflect"
	"testing"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/check"
	"github.com/lingting/lingting/calc/roster/search"
	"github.com/lingting/lingting/internal/kit/testdata"
)

func published(t *testing.T, name string) *roster.Problem {
	t.Helper()
	f, err := os.Open(testdata.Shared(t, "data", "rostering", "Instance"+name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := roster.Read(name, f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func run(t *testing.T, p *roster.Problem, o search.Options) (*search.Result, *check.Result) {
	t.Helper()
	r, err := search.Run(context.Background(), search.NewTeam(p), o)
	if err != nil {
		t.Fatal(err)
	}
	c, err := check.Check(p, r.Roster)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Violations) > 0 {
		t.Errorf("%s: %s", p.Name, c.Violations[0].Text)
	}
	if math.Abs(c.Cost.Total-r.Cost) > 1e-6 {
		t.Errorf("%s: the search says %v, the check %v", p.Name, r.Cost, c.Cost.Total)
	}
	return r, c
}

func TestPublished(t *testing.T) {
	for _, x := range []struct {
		name string
		most float64
	}{{"1", 650}, {"2", 1100}, {"3", 1300}, {"10", math.Inf(1)}, {"14", math.Inf(1)}} {
		if _, c := run(t, published(t, x.name), search.Options{Seed: 1, Iterations: 3000}); c.Cost.Total > x.most {
			t.Errorf("%s costs %v", x.name, c.Cost.Total)
		}
	}
}

func TestSameByIterations(t *testing.T) {
	p := published(t, "3")
	told := []float64{}
	a, _ := run(t, p, search.Options{Seed: 5, Workers: 2, Iterations: 4000, Better: func(c float64) { told = append(told, c) }})
	b, _ := run(t, p, search.Options{Seed: 5, Workers: 2, Iterations: 4000})
	if a.Cost != b.Cost || !reflect.DeepEqual(a.Roster, b.Roster) {
		t.Errorf("the same search costs %v and %v", a.Cost, b.Cost)
	}
	if c, _ := run(t, p, search.Options{Seed: 6, Workers: 2, Iterations: 4000}); reflect.DeepEqual(a.Roster, c.Roster) {
		t.Error("another seed gives the same roster")
	}
	for i := 1; i < len(told); i++ {
		if told[i] >= told[i-1] {
			t.Errorf("the best is not monotone: %v", told)
		}
	}
	again, _ := run(t, p, search.Options{Seed: 7, Iterations: 500, Start: a.Roster, Heat: 0.1})
	if again.Cost > a.Cost {
		t.Errorf("%v, begun with %v", again.Cost, a.Cost)
	}
}

// TestStops: a cancelled context gives the best so far.
func TestStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := published(t, "2")
	r, err := search.Run(ctx, search.NewTeam(p), search.Options{Seed: 1, Iterations: 1 << 40})
	if err != nil || r.Roster == nil || r.Iterations > 64 {
		t.Fatal(err, r)
	}
}

// centre is needed by interval and skill, with rules that a price softens.
func centre() *roster.Problem {
	p := &roster.Problem{Name: "centre", Days: 14, Skills: []string{"sales", "service"}}
	for skill := range 2 {
		for begin := 480; begin <= 720; begin += 60 {
			p.Shifts = append(p.Shifts, roster.Shift{ID: p.Skills[skill] + string(rune('a'+(begin-480)/60)), Minutes: 480, Begin: begin, End: begin + 510, Breaks: []int{begin + 240}, Skill: skill})
		}
	}
	for i := range 12 {
		x := roster.Person{ID: string(rune('A' + i)), Skills: []int{0}}
		if i%3 > 0 {
			x.Skills = []int{0, 1}
		}
		if i%2 == 0 {
			x.Before = roster.Before{Days: 3, Shift: 0}
		}
		p.People = append(p.People, x)
	}
	p.Rules = []roster.Rule{
		{Kind: roster.PaidMinutes, Max: 10 * 480, Min: 8 * 480},
		{Kind: roster.WorkRun, Min: 2, Max: 6},
		{Kind: roster.RestRun, Min: 2, Max: roster.NoMax, Price: 5},
		{Kind: roster.RestMinutes, Min: 660, Max: roster.NoMax},
		{Kind: roster.Weekends, Max: 1, Price: 3},
		{Kind: roster.ShiftCount, Shifts: []int{4, 9}, Max: 3},
		{Kind: roster.ShiftCount, Shifts: []int{0, 5}, Max: 4, Price: 2},
		{Kind: roster.DayOff, People: []int{3}, From: 4, To: 8},
	}
	for d := range 14 {
		for at := 480; at < 1230; at += 30 {
			for skill := range 2 {
				p.Needs = append(p.Needs, roster.Need{Day: d, Shift: roster.Free, Skill: skill, From: at, To: at + 30, People: 2 + skill, Under: 10, Over: 1.5})
			}
		}
	}
	return p
}

func TestCentre(t *testing.T) {
	first, _ := run(t, centre(), search.Options{Seed: 1, Iterations: 1})
	r, _ := run(t, centre(), search.Options{Seed: 1, Iterations: 5000})
	if r.Cost >= first.Cost {
		t.Errorf("%v after %v at the start", r.Cost, first.Cost)
	}
}

// TestWords: what contracts of contact centres ask for besides, all at once.
func TestWords(t *testing.T) {
	p := centre()
	p.Rules[0] = roster.Rule{Kind: roster.PaidMinutes, From: 0, To: 7, Min: 4 * 480, Max: 5 * 480}
	p.Rules = append(p.Rules,
		roster.Rule{Kind: roster.PaidMinutes, From: 7, To: 14, Min: 3 * 480, Max: 5 * 480},
		// No table holds these two: they count some shifts in weeks.
		roster.Rule{Kind: roster.ShiftCount, Shifts: []int{1, 6}, From: 0, To: 7, Min: 1, Max: 2},
		roster.Rule{Kind: roster.ShiftCount, Shifts: []int{2, 7}, From: 7, To: 14, Max: 1})
	for d := range p.Days {
		p.Needs = append(p.Needs, roster.Need{Day: d, Shift: roster.Free, Skill: roster.AnySkill, Group: []int{1, 4, 7}, From: 600, To: 900, People: 1, Under: 50})
		p.Wishes = append(p.Wishes, roster.Wish{Person: d % 12, Day: d, Shift: 1, Or: []int{6}, For: true, Price: 2})
	}
	p.Together = []roster.Together{
		{People: []int{0, 2, 4, 6}, Kinds: [][]int{{0, 1, 5, 6}, {3, 4, 8, 9}}, Price: 4},
		{People: []int{1, 3, 5}, Kinds: [][]int{{0, 1, 5, 6}, {3, 4, 8, 9}}, Week: true, Price: 4},
	}
	for i := range p.Needs {
		p.Needs[i].Away = 0.05
	}
	first, _ := run(t, p, search.Options{Seed: 1, Iterations: 1})
	r, _ := run(t, p, search.Options{Seed: 1, Iterations: 3000})
	if r.Cost >= first.Cost {
		t.Errorf("%v after %v at the start", r.Cost, first.Cost)
	}
}

// TestRepublish: a published roster of which a person falls ill and a day is
// locked is mended with few changes, and what is locked stays.
func TestRepublish(t *testing.T) {
	p := centre()
	before, _ := run(t, p, search.Options{Seed: 1, Iterations: 4000})
	ill, day := 5, 2
	for before.Roster.Lines[ill][day] == roster.Free {
		day++
	}
	p.Rules = append(p.Rules, roster.Rule{Kind: roster.DayOff, People: []int{ill}, From: day, To: day + 1})
	locked, on := 7, 3
	for before.Roster.Lines[locked][on] == roster.Free {
		on++
	}
	p.Rules = append(p.Rules, roster.Rule{Kind: roster.Fixed, People: []int{locked}, From: on, To: on + 1, Shifts: []int{before.Roster.Lines[locked][on]}})
	for who, l := range before.Roster.Lines {
		for d, s := range l {
			p.Wishes = append(p.Wishes, roster.Wish{Person: who, Day: d, Shift: s, For: true, Price: 40})
		}
	}
	after, _ := run(t, p, search.Options{Seed: 2, Iterations: 4000, Start: before.Roster, Heat: 0.1})
	changed := 0
	for who, l := range after.Roster.Lines {
		for d, s := range l {
			if s != before.Roster.Lines[who][d] {
				changed++
			}
		}
	}
	if after.Roster.Lines[ill][day] != roster.Free || after.Roster.Lines[locked][on] != before.Roster.Lines[locked][on] || changed == 0 || changed > 12 {
		t.Errorf("%d of %d cells changed", changed, 12*14)
	}
}

// TestShared: walks that share a roster give the same one again, and it is sound.
func TestShared(t *testing.T) {
	p := roster.MadeUp(14, 210, 8, 1)
	first, _ := run(t, p, search.Options{Seed: 1, Workers: 2, Iterations: 2})
	a, _ := run(t, p, search.Options{Seed: 1, Workers: 2, Iterations: 3000})
	b, _ := run(t, p, search.Options{Seed: 1, Workers: 2, Iterations: 3000})
	if !reflect.DeepEqual(a.Roster, b.Roster) || a.Cost != b.Cost || a.Cost >= first.Cost {
		t.Errorf("%v and %v, %v at the start", a.Cost, b.Cost, first.Cost)
	}
}
