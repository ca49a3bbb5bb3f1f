package breaks

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/lingting/lingting/calc/roster"
)

// Options of placing.
type Options struct {
	Seed   uint64
	Step   int // pauses and activities begin at multiples of so many minutes; 0: 15
	Rounds int // over everybody, at most; 0: 20
}

// Place places the pauses and activities of a roster. What comes out is the same
// for the same seed. It stops early, with all placed, when the context ends.
func Place(ctx context.Context, p *roster.Problem, r *roster.Roster, o Options) *roster.Placement {
	w := &placer{state: newState(p, r), random: rand.New(rand.NewPCG(o.Seed, 21)), step: max(o.Step, 0)}
	if w.step == 0 {
		w.step = 15
	}
	rounds := o.Rounds
	if rounds <= 0 {
		rounds = 20
	}
	for i := range p.Activities {
		a := make([]roster.Attendance, len(p.Activities[i].People))
		for k := range a {
			a[k].Day = roster.Nowhere
		}
		w.attend = append(w.attend, a)
		w.activity(i)
	}
	for _, i := range w.random.Perm(len(w.duties)) {
		w.duty(w.duties[i])
	}
	idle := 0
	for range rounds {
		if ctx.Err() != nil || idle == 3 {
			break
		}
		gain := 0.0
		for i := range p.Activities {
			gain -= w.activity(i)
		}
		for _, i := range w.random.Perm(len(w.duties)) {
			gain -= w.duty(w.duties[i])
		}
		if idle++; gain > 1e-9 {
			idle = 0
		}
	}
	return w.placement()
}

// placer places.
type placer struct {
	*state
	random *rand.Rand
	step   int
	attend [][]roster.Attendance
	best   [][]float64 // pause × start → price of the best way to there
	came   [][]int
	starts [][]int
}

// first is the first start at a time or later.
func (w *placer) first(at int) int { return (at + w.step - 1) / w.step * w.step }

// duty places the pauses of a duty anew; it gives the change of the cost, never
// above 0 once all are placed.
func (w *placer) duty(u *duty) float64 {
	n := len(u.begins)
	if n == 0 {
		return 0
	}
	old := append([]int{}, u.begins...)
	change := w.pauses(u, -1)
	if !w.choose(u) {
		copy(u.begins, old)
		if old[0] == unplaced {
			w.crowd(u)
		}
		return change + w.pauses(u, 1)
	}
	if change += w.pauses(u, 1); change <= 1e-9 || old[0] == unplaced {
		return change
	}
	// Two pauses within one cell cost more than each by itself.
	w.pauses(u, -1)
	copy(u.begins, old)
	w.pauses(u, 1)
	return 0
}

// choose finds the best starts of a duty's pauses one after the other; false:
// there is no room for them.
func (w *placer) choose(u *duty) bool {
	pauses := u.shift.Pauses
	for len(w.best) < len(pauses) {
		w.best, w.came, w.starts = append(w.best, nil), append(w.came, nil), append(w.starts, nil)
	}
	for i, x := range pauses {
		w.best[i], w.came[i], w.starts[i] = w.best[i][:0], w.came[i][:0], w.starts[i][:0]
		least, from, next := math.Inf(1), -1, 0
		if i == 0 {
			least = 0
		}
		for at := w.first(max(x.From, u.shift.Begin)); at+x.Minutes <= min(x.To, u.shift.End); at += w.step {
			if i > 0 {
				// Of the ways to the pause before, those that end by now.
				for ; next < len(w.starts[i-1]) && w.starts[i-1][next]+pauses[i-1].Minutes <= at; next++ {
					if w.best[i-1][next] < least {
						least, from = w.best[i-1][next], next
					}
				}
			}
			if math.IsInf(least, 1) || !u.free(at, at+x.Minutes) {
				continue
			}
			// A little chance chooses among equals.
			v := least + w.costs(u, at, at+x.Minutes) + 1e-7*w.random.Float64()
			w.best[i], w.came[i], w.starts[i] = append(w.best[i], v), append(w.came[i], from), append(w.starts[i], at)
		}
		if len(w.starts[i]) == 0 {
			return false
		}
	}
	last := len(pauses) - 1
	pick := 0
	for k, v := range w.best[last] {
		if v < w.best[last][pick] {
			pick = k
		}
	}
	for i := last; i >= 0; i-- {
		u.begins[i] = w.starts[i][pick]
		pick = w.came[i][pick]
	}
	return true
}

// crowd places pauses that have no room: each at the begin of its window. The check
// will say so.
func (w *placer) crowd(u *duty) {
	for i, x := range u.shift.Pauses {
		u.begins[i] = x.From
	}
}

// placement is what has been placed.
func (w *placer) placement() *roster.Placement {
	out := &roster.Placement{Attend: w.attend}
	for who := range w.at {
		days := make([][]int, w.p.Days)
		for d, u := range w.at[who] {
			if u != nil && len(u.begins) > 0 {
				days[d] = u.begins
			}
		}
		out.Pauses = append(out.Pauses, days)
	}
	return out
}
