package bound_test

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/bound"
	"github.com/lingting/lingting/calc/roster/check"
	"github.com/lingting/lingting/calc/roster/search"
	"github.com/lingting/lingting/internal/kit/testdata"
)

func never() bool { return false }

// tiny is a problem small enough to try every roster.
func tiny(seed uint64) *roster.Problem {
	r := rand.New(rand.NewPCG(seed, 3))
	p := &roster.Problem{Days: 4, Shifts: []roster.Shift{{ID: "E", Minutes: 480}, {ID: "L", Minutes: 480 + 120*r.IntN(2)}}, People: []roster.Person{{ID: "A"}, {ID: "B"}, {ID: "C"}}}
	p.Rules = []roster.Rule{
		{Kind: roster.WorkRun, Min: 1, Max: 2},
		{Kind: roster.Succession, Shifts: []int{1}, Then: []int{0}, Max: roster.NoMax},
		{Kind: roster.PaidMinutes, Min: 480, Max: 1200, Price: float64(r.IntN(2))},
		{Kind: roster.ShiftCount, Shifts: []int{1}, Max: 1, People: []int{0}},
	}
	for d := range p.Days {
		for s := range p.Shifts {
			p.Needs = append(p.Needs, roster.Need{Day: d, Shift: s, People: r.IntN(3), Under: float64(5 + r.IntN(5)), Over: 1})
			p.Wishes = append(p.Wishes, roster.Wish{Person: r.IntN(3), Day: d, Shift: s, For: r.IntN(2) == 0, Price: float64(1 + r.IntN(3))})
		}
	}
	return p
}

// best tries every roster.
func best(t *testing.T, p *roster.Problem) (float64, *roster.Roster) {
	t.Helper()
	team := search.NewTeam(p)
	var lines [3][][]int
	for who := range p.People {
		for n := range int(math.Pow(3, float64(p.Days))) {
			narrow, l := make([]int16, p.Days), make([]int, p.Days)
			for d := range l {
				l[d] = n%3 - 1
				narrow[d] = int16(l[d])
				n /= 3
			}
			if team.Contracts[who][0].Price(narrow) < math.Inf(1) {
				lines[who] = append(lines[who], l)
			}
		}
	}
	least, at := math.Inf(1), roster.NewRoster(3, p.Days)
	for _, a := range lines[0] {
		for _, b := range lines[1] {
			for _, c := range lines[2] {
				if v := team.Cost(&roster.Roster{Lines: [][]int{a, b, c}}); v < least {
					least = v
					at = &roster.Roster{Lines: [][]int{a, b, c}}
				}
			}
		}
	}
	return least, at
}

// TestNeverTooHigh: no bound is more than the best of all rosters, and dives make
// rosters that the check finds sound and that cost what they say.
func TestNeverTooHigh(t *testing.T) {
	for seed := range uint64(6) {
		p := tiny(seed)
		least, _ := best(t, p)
		team := search.NewTeam(p)
		start, err := search.Run(t.Context(), team, search.Options{Seed: seed, Iterations: 1})
		if err != nil {
			t.Fatal(err)
		}
		g := bound.New(team, start.Roster, bound.All(team), seed)
		g.Generate(math.Inf(1), never)
		if !g.Converged || g.Best > least+1e-9 {
			t.Fatalf("seed %d: bound %v (%v), the best roster costs %v", seed, g.Best, g.Converged, least)
		}
		for range 3 {
			lines := g.Dive(math.Inf(1), never)
			if lines == nil {
				continue
			}
			r := roster.NewRoster(3, p.Days)
			for who, l := range lines {
				for d, s := range l {
					r.Lines[who][d] = int(s)
				}
			}
			c, err := check.Check(p, r)
			if err != nil || len(c.Violations) > 0 || math.Abs(c.Cost.Total-team.Cost(r)) > 1e-9 || c.Cost.Total < least-1e-9 {
				t.Fatalf("seed %d: %v %+v, the best %v", seed, err, c, least)
			}
		}
		before := g.Best
		g.Branch(least, never)
		if g.Best < before || g.Best > least+1e-9 {
			t.Errorf("seed %d: branching takes the bound from %v to %v, the best roster costs %v", seed, before, g.Best, least)
		}
		n := 0
		v, _ := bound.Lagrange(team, make([]float64, len(p.Needs)), least, func() bool { n++; return n > 300 })
		if v > least+1e-9 || v < least/2-10 {
			t.Errorf("seed %d: by subgradient %v, the best roster costs %v", seed, v, least)
		}
	}
}

func published(t *testing.T, name string) *search.Team {
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
	return search.NewTeam(p)
}

// TestPublished holds bounds against those that were published.
func TestPublished(t *testing.T) {
	for name, want := range map[string]float64{"2": 828, "3": 1001} {
		team := published(t, name)
		start, err := search.Run(t.Context(), team, search.Options{Seed: 1, Iterations: 2000})
		if err != nil {
			t.Fatal(err)
		}
		g := bound.New(team, start.Roster, bound.All(team), 1)
		if g.Generate(math.Inf(1), never); g.Best != want {
			t.Errorf("%s: %v instead of %v", name, g.Best, want)
		}
	}
}

// TestWindow: lines of some people over some days keep the other days, and never
// cost more.
func TestWindow(t *testing.T) {
	team := published(t, "3")
	start, err := search.Run(t.Context(), team, search.Options{Seed: 1, Iterations: 300})
	if err != nil {
		t.Fatal(err)
	}
	part := bound.Part{People: []int{0, 3, 4, 8, 12}, From: 3, To: 11}
	g := bound.New(team, start.Roster, part, 1)
	g.Generate(start.Cost, never)
	if lines := g.Dive(start.Cost, never); lines != nil {
		r := roster.NewRoster(len(team.Problem.People), team.Problem.Days)
		for who, l := range start.Roster.Lines {
			copy(r.Lines[who], l)
		}
		for i, who := range part.People {
			for d, s := range lines[i] {
				if (d < part.From || d >= part.To) && int(s) != r.Lines[who][d] {
					t.Errorf("day %d of person %d is outside the window and changed", d, who)
				}
				r.Lines[who][d] = int(s)
			}
		}
		if c := team.Cost(r); !(c < start.Cost) || c < g.Best-1e-6 {
			t.Errorf("%v after %v, bound of the window %v", c, start.Cost, g.Best)
		}
	} else if g.Best < start.Cost {
		t.Errorf("nothing better found; bound %v, cost %v", g.Best, start.Cost)
	}
}
