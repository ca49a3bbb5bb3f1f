package solve

import (
	"context"
	"math"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/breaks"
	"github.com/lingting/lingting/calc/roster/check"
)

// Planned is a roster with its pauses and activities placed.
type Planned struct {
	Result // of the roster by itself, as the last search saw it: its cost and bound expect a share of people away
	// Expects is the problem as the last search saw it.
	Expects   *roster.Problem
	Placement *roster.Placement
	Placed    *check.Result // the roster with its pauses where they are
}

// searches is how often the search goes on with what the placing taught it about
// who is away when; untilSearch is the share of the budget that has gone after each.
const searches = 3

var untilSearch = [searches]float64{0.6, 0.85, 1}

// Plan makes a roster and places its pauses and activities. The search expects a
// share of the people to be away; after the placing that share is known better,
// and the search goes on. The roster that costs least with its pauses placed is
// the result. Without pauses and activities it is Solve.
func Plan(ctx context.Context, p *roster.Problem, o Options) (*Planned, error) {
	rounds := 1
	expects := p
	for i := range p.Shifts {
		if len(p.Shifts[i].Pauses) > 0 {
			rounds = searches
		}
	}
	if rounds > 1 {
		expects = breaks.Expect(p)
	}
	var best *Planned
	least := math.Inf(1)
	better := o.Better
	gone := 0.0
	moves := int64(0)
	for i := 0; i < rounds && (best == nil || ctx.Err() == nil); i++ {
		part := o
		part.Better = nil
		until := untilSearch[i]
		if rounds == 1 {
			until, part.Better = 1, better
		}
		if o.Iterations > 0 {
			part.Iterations = max(int64((until-gone)*float64(o.Iterations)), 1)
		} else {
			from := gone
			part.Spent = func() float64 { return (o.Spent() - from) / (until - from) }
		}
		part.Seed += uint64(i)
		if best != nil {
			part.Start = best.Roster
		}
		made, err := Solve(ctx, expects, part)
		if err != nil {
			return nil, err
		}
		moves += made.Iterations
		placement := breaks.Place(ctx, p, made.Roster, breaks.Options{Seed: o.Seed})
		placed, err := check.Placed(p, made.Roster, placement)
		if err != nil {
			return nil, err
		}
		if placed.Cost.Total < least {
			least = placed.Cost.Total
			best = &Planned{Result: *made, Expects: expects, Placement: placement, Placed: placed}
			if rounds > 1 && better != nil {
				better(least)
			}
		}
		expects, gone = breaks.Learn(expects, made.Roster, placement), until
	}
	best.Iterations = moves
	return best, nil
}
