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
