package solve_test

import (
	"context"
	"math"
	"os"
	"reflect"
	"testing"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/check"
	"github.com/lingting/lingting/calc/roster/solve"
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

func run(t *testing.T, p *roster.Problem, o solve.Options) *solve.Result {
	t.Helper()
	r, err := solve.Solve(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	c, err := check.Check(p, r.Roster)
	if err != nil || len(c.Violations) > 0 || math.Abs(c.Cost.Total-r.Cost) > 1e-6 {
		t.Fatalf("%s: %v, cost %v, the check says %+v", p.Name, err, r.Cost, c)
	}
	if r.Bounded && r.Bound > r.Cost+1e-6 {
		t.Fatalf("%s: bound %v above the cost %v", p.Name, r.Bound, r.Cost)
	}
	return r
}

func TestBest(t *testing.T) {
	for name, want := range map[string]float64{"2": 828, "3": 1001} {
		if r := run(t, published(t, name), solve.Options{Seed: 1, Iterations: 60_000, Bound: true}); r.Cost > 1.01*want || r.Bound != want || !r.Converged {
			t.Errorf("%s: %v, bound %v", name, r.Cost, r.Bound)
		}
	}
}

func TestSameByIterations(t *testing.T) {
	p := published(t, "3")
	o := solve.Options{Seed: 3, Workers: 2, Iterations: 8000, Bound: true}
	a, b := run(t, p, o), run(t, p, o)
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%v and %v", a.Cost, b.Cost)
	}
}

// TestLarge goes through windows and the bound by subgradient.
func TestLarge(t *testing.T) {
	r := run(t, roster.MadeUp(84, 16, 10, 1), solve.Options{Seed: 1, Iterations: 6000, Bound: true})
	if !r.Bounded || r.Converged {
		t.Errorf("bound %v, converged %v", r.Bound, r.Converged)
	}
}

// TestCentre has needs by interval and skill.
func TestCentre(t *testing.T) {
	p := roster.MadeUpCentre(12, 1)
	r := run(t, p, solve.Options{Seed: 1, Iterations: 5000, Bound: true})
	if without := run(t, p, solve.Options{Seed: 1, Iterations: 1500}); without.Bounded || len(without.Notes) > 0 || !r.Bounded || len(r.Notes) == 0 {
		t.Errorf("%v, %v", r, without)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := solve.Solve(ctx, published(t, "2"), solve.Options{Seed: 1, Iterations: 1 << 40, Bound: true})
	if err != nil || r.Roster == nil {
		t.Fatal(err)
	}
}

// TestStart goes on from a roster, and never makes it worse.
func TestStart(t *testing.T) {
	p := roster.MadeUpCentre(12, 1)
	first := run(t, p, solve.Options{Seed: 1, Iterations: 3000})
	p.Rules = append(p.Rules, roster.Even(roster.ShiftCount, []int{18, 19}, []int{0, 1, 2, 3}, []int{3, 0, 0, 0}, 4, 30)...)
	begun, err := check.Check(p, first.Roster)
	if err != nil {
		t.Fatal(err)
	}
	if again := run(t, p, solve.Options{Seed: 2, Iterations: 500, Start: first.Roster}); again.Cost > begun.Cost.Total {
		t.Errorf("%v, begun with %v", again.Cost, begun.Cost.Total)
	}
	if _, err := solve.Solve(t.Context(), p, solve.Options{Iterations: 1, Start: roster.NewRoster(3, 28)}); err == nil {
		t.Error("a roster of other people was taken")
	}
}

// TestPlan places pauses and a training, and costs no more than placing after one
// search does.
func TestPlan(t *testing.T) {
	p := roster.MadeUpCentre(12, 1)
	told := []float64{}
	o := solve.Options{Seed: 1, Iterations: 1500, Better: func(c float64) { told = append(told, c) }}
	a, err := solve.Plan(t.Context(), p, o)
	if err != nil || len(a.Placed.Violations) > 0 || len(told) == 0 || told[len(told)-1] != a.Placed.Cost.Total {
		t.Fatalf("%v, told %v, %+v", err, told, a)
	}
	b, err := solve.Plan(t.Context(), p, o)
	if err != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("%v: the same plan costs %v and %v", err, a.Placed.Cost.Total, b.Placed.Cost.Total)
	}
	plain, err := solve.Plan(t.Context(), roster.MadeUp(14, 12, 4, 1), o)
	if err != nil || math.Abs(plain.Cost-plain.Placed.Cost.Total) > 1e-6 {
		t.Errorf("%v: without pauses %v and %v", err, plain.Cost, plain.Placed.Cost.Total)
	}
}
