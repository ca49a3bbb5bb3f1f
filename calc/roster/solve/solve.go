package solve

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/bound"
	"github.com/lingting/lingting/calc/roster/check"
	"github.com/lingting/lingting/calc/roster/search"
)

// Options of solving.
type Options struct {
	Seed       uint64
	Workers    int
	Iterations int64          // moves of all walks; 0: as long as Spent says
	Spent      func() float64 // share of the time that has gone; from 1 on it is over
	Bound      bool
	// Start, if any, is a roster to begin with: what comes out costs no more, if it
	// keeps the hard rules. Lines of it that break one are built anew.
	Start  *roster.Roster
	Better func(cost float64) // told each better cost
}

// Result is a roster, and how far from the best it is at most.
type Result struct {
	Roster     *roster.Roster
	Cost       float64
	Iterations int64
	Bounded    bool    // Bound was reckoned
	Bound      float64 // no roster costs less
	Converged  bool    // the bound is as good as this kind of bound can be
	Notes      []string
}

// Shares of the budget.
const (
	firstSearch = 0.1  // walks, where the whole problem fits a program
	largeSearch = 0.35 // where it does not
	mostForAll  = 0.5  // until then the whole program must have converged
	lateBound   = 0.8  // a bound of a large problem: from here
	endOfBound  = 0.9  // to here
	worthBranch = 0.01 // gap from which the bound is raised by branching
	startHeat   = 0.2  // of the first heat, when a roster is given to begin with
	movesOfStep = 16   // moves of a walk that take as long as one step of a generator
)

// branching is when: a short try early, a longer one later.
var branching = [...]struct{ from, to float64 }{{0.2, 0.25}, {0.7, 0.85}}

// solver is what the workers share.
type solver struct {
	ctx  context.Context
	t    *search.Team
	o    Options
	mu   sync.Mutex
	best *roster.Roster
	cost float64
	Result
}

// Solve makes a roster.
func Solve(ctx context.Context, p *roster.Problem, o Options) (*Result, error) {
	o.Workers = max(o.Workers, 1)
	if o.Start != nil {
		// Who reads it first says whether it is one of this problem.
		if _, err := check.Check(p, o.Start); err != nil {
			return nil, fmt.Errorf("the roster to begin with: %w", err)
		}
	}
	s := &solver{ctx: ctx, t: search.NewTeam(p), o: o, cost: math.Inf(1), Result: Result{Bound: math.Inf(-1), Notes: []string{}}}
	share := 1.0
	fits, parts := s.fits()
	switch {
	case !o.Bound:
	case fits:
		share = firstSearch
	case parts:
		share = largeSearch
	default:
		share = lateBound
	}
	so := search.Options{Seed: o.Seed, Workers: o.Workers, Better: o.Better, Start: o.Start, Heat: startHeat}
	if o.Iterations > 0 {
		so.Iterations = max(int64(share*float64(o.Iterations)), 1)
	} else {
		so.Spent = func() float64 { return o.Spent() / share }
	}
	first, err := search.Run(ctx, s.t, so)
	if err != nil {
		return nil, err
	}
	s.best, s.cost, s.Iterations = first.Roster, first.Cost, first.Iterations
	if o.Bound {
		s.improve(fits, parts, share)
	}
	s.Roster, s.Cost = s.best, s.cost
	s.Bounded = !math.IsInf(s.Bound, -1)
	if s.Bounded && len(p.Together) > 0 {
		s.Notes = append(s.Notes, "The bound leaves out what teams cost whose people work unlike shifts.")
	}
	return &s.Result, nil
}

// fits is whether the whole problem fits a program, and whether a week of it does.
func (s *solver) fits() (all, parts bool) {
	days := s.t.Problem.Days
	week := bound.Part{From: max(days/2-3, 0), To: min(days/2+4, days)}
	return bound.All(s.t).Rows(s.t) <= bound.MostRows, week.Rows(s.t) <= bound.MostRows/2
}

// improve lets the workers better the roster by programs. With a time they share
// what is best; with iterations each goes on from the first roster by itself, so
// that the result depends on nothing else.
func (s *solver) improve(fits, parts bool, gone float64) {
	var group sync.WaitGroup
	workers := make([]*worker, s.o.Workers)
	for i := range workers {
		w := &worker{s: s, parts: parts, gone: gone, roster: s.best, cost: s.cost, first: i == 0, prices: make([]float64, len(s.t.Cover.Prices())), seed: s.o.Seed*1_000_003 + uint64(i)}
		w.random = rand.New(rand.NewPCG(w.seed, 11))
		if s.o.Iterations > 0 {
			w.steps = int64((1 - gone) * float64(s.o.Iterations) / movesOfStep / float64(s.o.Workers))
		}
		workers[i] = w
		group.Go(func() { w.run(fits) })
	}
	group.Wait()
	for _, w := range workers {
		s.Iterations += w.done
		if w.cost < s.cost {
			s.best, s.cost = w.roster, w.cost
		}
	}
}

// proved notes a bound.
func (s *solver) proved(v float64, converged, relaxed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v > s.Bound {
		s.Bound = v
	}
	if converged {
		s.Converged = true
	}
	note := "The bound is of a problem that holds not all rules that count shifts."
	if relaxed && !slices.Contains(s.Notes, note) {
		s.Notes = append(s.Notes, note)
	}
}

// worker betters a roster by itself.
type worker struct {
	s      *solver
	roster *roster.Roster
	cost   float64
	seed   uint64
	steps  int64 // of the generators; 0: by time
	done   int64
	gone   float64 // share of the budget when the worker begins
	parts  bool    // windows of the problem fit a program
	tries  uint64
	random *rand.Rand
	first  bool      // of the workers: it reckons the bound where there is no program of the whole
	prices []float64 // of all cells, as programs of parts found them
}

// share is the share of the budget that has gone.
func (w *worker) share() float64 {
	if w.s.o.Iterations > 0 {
		return w.gone + (1-w.gone)*float64(w.done)/float64(max(w.steps, 1))
	}
	return w.s.o.Spent()
}

// until is when a share of the budget has gone, or all is over.
func (w *worker) until(share float64) func() bool {
	return func() bool {
		w.done++
		return w.s.ctx.Err() != nil || w.share() >= share
	}
}

// over is when there is nothing left to do or to do it with.
func (w *worker) over() bool {
	return w.s.ctx.Err() != nil || w.share() >= 1 || w.cost <= w.proven()
}

func (w *worker) proven() float64 {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	if w.s.o.Iterations > 0 && w.s.o.Workers > 1 {
		return math.Inf(-1) // another's bound may come at any time
	}
	return w.s.Bound + 1e-9
}

// take notes better lines of a part's people.
func (w *worker) take(part bound.Part, lines [][]int16) { w.found(w.with(part, lines)) }

// with is the roster with other lines of a part's people.
func (w *worker) with(part bound.Part, lines [][]int16) *roster.Roster {
	r := roster.NewRoster(len(w.roster.Lines), w.s.t.Problem.Days)
	for who, l := range w.roster.Lines {
		copy(r.Lines[who], l)
	}
	for i, who := range part.People {
		for d, x := range lines[i] {
			r.Lines[who][d] = int(x)
		}
	}
	return r
}

// found notes a better roster.
func (w *worker) found(r *roster.Roster) {
	cost := w.s.t.Cost(r)
	if !(cost < w.cost-1e-9) {
		return
	}
	w.roster, w.cost = r, cost
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	if w.s.o.Iterations == 0 && cost < w.s.cost {
		w.s.best, w.s.cost = r, cost
		if w.s.o.Better != nil {
			w.s.o.Better(cost)
		}
	}
}

// hear takes over what another worker found.
func (w *worker) hear() {
	if w.s.o.Iterations > 0 {
		return
	}
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	if w.s.cost < w.cost {
		w.roster, w.cost = w.s.best, w.s.cost
	}
}

func (w *worker) run(fits bool) {
	var g *bound.Generator
	if fits {
		g = bound.New(w.s.t, w.roster, bound.All(w.s.t), w.seed)
		g.Generate(w.cost, w.until(mostForAll))
		w.s.proved(g.Best, g.Converged, g.Relaxed)
		if !g.Converged {
			g = nil
		}
	}
	ways := w.ways(g)
	for _, x := range branching {
		w.try(ways, x.from)
		if g != nil && !w.over() && w.cost-g.Best > worthBranch*w.cost {
			g.Branch(w.cost, w.until(x.to))
			w.s.proved(g.Best, true, g.Relaxed)
		}
	}
	if g == nil && w.first {
		w.try(ways, lateBound)
		bound.Guess(w.s.t, w.roster, w.prices)
		v, relaxed := bound.Lagrange(w.s.t, w.prices, w.cost, w.until(endOfBound))
		w.s.proved(v, false, relaxed)
	}
	w.try(ways, 1)
}
