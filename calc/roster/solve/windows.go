package solve

import (
	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/bound"
	"github.com/lingting/lingting/calc/roster/search"
)

// way is one way to better a roster, and what it brought of late.
type way struct {
	try   func()
	gain  float64 // of the last tries, older ones less
	spent float64 // on them
	all   float64 // on all tries
}

// try takes, half of the times, the way that brought most for its time of late, and
// else the one that had least time so far, until a share of the budget has gone.
func (w *worker) try(ways []*way, share float64) {
	for !w.over() && w.share() < share {
		w.hear()
		pick := ways[0]
		for _, x := range ways {
			if x.all < pick.all {
				pick = x
			}
		}
		if w.random.IntN(2) == 0 {
			for _, x := range ways {
				if x.gain*pick.spent > pick.gain*x.spent {
					pick = x
				}
			}
		}
		cost, began := w.cost, w.share()
		pick.try()
		took := max(w.share()-began, 1e-6)
		pick.gain = forget*pick.gain + cost - w.cost
		pick.spent = forget*pick.spent + took
		pick.all += took
	}
}

// forget is what is left of a gain after the next try.
const forget = 0.5

// ways are those that the problem's size allows; g is the converged program of
// the whole, if there is one.
func (w *worker) ways(g *bound.Generator) []*way {
	var out []*way
	if g != nil {
		all := bound.All(w.s.t)
		free := (len(all.People) + 1) / 2
		// A dive that was cut off has more time the next time.
		forDive, forSome := firstDive, mostOfOne
		within := func(limit *float64, dive func(stop func() bool)) {
			end := min(w.share()+*limit, 1)
			dive(w.until(end))
			if w.share() >= end {
				*limit = min(2**limit, mostOfAll)
			}
		}
		out = append(out, &way{try: func() {
			within(&forDive, func(stop func() bool) {
				if lines := g.Dive(w.cost, stop); lines != nil {
					w.take(all, lines)
				}
			})
		}}, &way{try: func() {
			within(&forSome, func(stop func() bool) {
				lines, tried := g.Improve(w.roster, w.cost, free, stop)
				if lines != nil {
					w.take(all, lines)
				}
				if tried {
					free = max(free-1, min(2, len(all.People)))
				} else {
					free = min(free+1, len(all.People))
				}
			})
		}}, &way{try: func() { w.walk(w.with(all, g.Round()), 0.04+0.04*w.random.Float64()) }})
	}
	if w.parts {
		rows := 150
		out = append(out, &way{try: func() { w.window(&rows) }})
	}
	return append(out, &way{try: func() { w.walk(w.roster, 0.02+0.1*w.random.Float64()) }})
}

// mostOfOne is the most of the budget that one try takes, firstDive that of the
// first dive over everybody, which brings most of all, mostOfAll that of a dive that
// was cut off before.
const (
	mostOfOne = 0.1
	firstDive = 0.25
	mostOfAll = 0.4
)

// window frees some people over some days, and looks for better lines of theirs
// by a program of that part alone. Parts grow while their programs take little of
// the budget.
func (w *worker) window(rows *int) {
	part := w.part(*rows)
	began := w.share()
	w.tries++
	g := bound.New(w.s.t, w.roster, part, w.seed+w.tries)
	g.Generate(w.cost, w.until(min(began+mostOfOne/2, 1)))
	g.Prices(w.prices)
	if g.Converged && g.Best < w.cost {
		for range 2 {
			if lines := g.Dive(w.cost, w.until(min(began+mostOfOne, 1))); lines != nil {
				w.take(part, lines)
			}
		}
	}
	switch took := w.share() - began; {
	case !g.Converged || took > mostOfOne/2:
		*rows = max(60, *rows*4/5)
	case took < mostOfOne/4:
		*rows = min(bound.MostRows, *rows*21/20+1)
	}
}

// part draws people and days with about so many rows.
func (w *worker) part(rows int) bound.Part {
	t := w.s.t
	days, people := t.Problem.Days, len(t.Problem.People)
	cells := max(bound.Part{From: days / 2, To: days/2 + 1}.Rows(t), 1) // of a day
	// At least ten days: long windows let minutes and weekends move.
	n := min(people, max(rows/4, 2))
	length := min(days, max((rows-n)/cells, 10))
	from := w.random.IntN(days+length/2) - length/4
	from = min(max(from, 0), days-length)
	part := bound.Part{From: from, To: from + length}
	part.People = append(part.People, w.random.Perm(people)[:n]...)
	return part
}

// walk goes on from a roster by a short search, not hot.
func (w *worker) walk(start *roster.Roster, heat float64) {
	began := w.share()
	long := mostOfOne / 2
	o := search.Options{Seed: w.seed + w.tries, Start: start, Heat: heat}
	w.tries++
	if w.s.o.Iterations > 0 {
		o.Iterations = max(int64(long*float64(w.s.o.Iterations)/float64(w.s.o.Workers)), 64)
		w.done += o.Iterations / movesOfStep
	} else {
		o.Spent = func() float64 { return max((w.share()-began)/long, w.share()) }
	}
	r, err := search.Run(w.s.ctx, w.s.t, o)
	if err != nil {
		return
	}
	w.found(r.Roster)
}
