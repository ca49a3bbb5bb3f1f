package solve

import (
	"context"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/search"
)

// Options of solving.
type Options struct {
	Seed       uint64
	Workers    int
	Iterations int64          // moves of all walks; 0: as long as Spent says
	Spent      func() float64 // share of the time that has gone; from 1 on it is over
	Bound      bool
	Better     func(cost float64) // told each better cost
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

// Solve makes a roster.
func Solve(ctx context.Context, p *roster.Problem, o Options) (*Result, error) {
	t := search.NewTeam(p)
	r, err := search.Run(ctx, t, search.Options{Seed: o.Seed, Workers: o.Workers, Iterations: o.Iterations, Spent: o.Spent, Better: o.Better})
	if err != nil {
		return nil, err
	}
	return &Result{Roster: r.Roster, Cost: r.Cost, Iterations: r.Iterations, Notes: []string{}}, nil
}
