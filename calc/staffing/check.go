package staffing

import (
	"context"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/sim"
)

// Check is what an independent simulation says of a requirement.
type Check struct {
	Cells    int     // targets × intervals that were asked for
	Short    int     // of them, below the target
	Surely   int     // below it by more than twice the check's own standard error
	Farthest float64 // how far the farthest is below, in the unit of its target: shares and, of waits, seconds
	Worst    Missed
}

// Verify simulates a requirement with a seed of its own: so many draws of the
// rates, each on so many days, and holds each target against the share of draws
// in which it holds: the value of a target is its quantile over draws. On the
// mean (probability 0, or rates that are certain) all days count together.
func Verify(ctx context.Context, m *sim.Model, r *Requirement, o Options, draws, days int) (Check, error) {
	var out Check
	p, err := newProblem(m, o)
	if err != nil {
		return out, err
	}
	counts := make([][]int, p.places)
	for i := range counts {
		counts[i] = r.Intervals[i].Agents
	}
	rows := len(p.rows)
	quantile := o.Probability > 0 && p.uncertain()
	t := &trial{p: p}
	sumA, sumB := make([][]float64, p.places*rows), make([][]float64, p.places*rows)
	squares := make([]float64, p.places*rows)
	for k := range sumA {
		sumA[k], sumB[k] = make([]float64, draws), make([]float64, draws)
	}
	err = sim.Each(ctx, p.staffed(counts), sim.Options{Seed: o.Seed, Replications: draws * days, Workers: max(o.Workers, 1), Sharing: days}, func(n int, c sim.Counts) {
		for i := range p.places {
			for k := range p.rows {
				if p.asked[p.rows[k].kind][i] {
					a, b := t.measure(c, &p.rows[k], i)
					sumA[i*rows+k][n/days] += a
					sumB[i*rows+k][n/days] += b
					squares[i*rows+k] += (a - p.rows[k].wanted*b) * (a - p.rows[k].wanted*b)
				}
			}
		}
	})
	if err != nil {
		return out, err
	}
	for i := range p.places {
		for k, x := range p.rows {
			if !p.asked[x.kind][i] {
				continue
			}
			a, b := sumA[i*rows+k], sumB[i*rows+k]
			allA, allB := 0.0, 0.0
			var values []float64
			for d := range a {
				allA += a[d]
				allB += b[d]
				if b[d] > 0 {
					values = append(values, a[d]/b[d])
				}
			}
			if allB == 0 {
				continue
			}
			value, err := allA/allB, math.Sqrt(squares[i*rows+k])/allB
			if quantile {
				slices.Sort(values)
				at := o.Probability
				if x.target == Level {
					at = 1 - at
				}
				value = values[min(int(at*float64(len(values))), len(values)-1)]
				// Of a quantile, the rank is uncertain: one standard error of it.
				spread := math.Sqrt(o.Probability*(1-o.Probability)*float64(len(values))) / float64(len(values))
				low := values[max(int((at-spread)*float64(len(values))), 0)]
				high := values[min(int((at+spread)*float64(len(values))), len(values)-1)]
				err = (high - low) / 2
			}
			out.Cells++
			below := x.wanted - value
			if x.target != Level {
				below = -below
			}
			if below > 0 {
				out.Short++
				if below > 2*err {
					out.Surely++
				}
				if x.target == ASA {
					below /= 100 // seconds beside shares: 1 s like a point
				}
				if below > out.Farthest {
					out.Farthest = below
					out.Worst = Missed{p.clock(i), TargetResult{p.model.Types[x.kind].Name, x.target, x.wanted, value}}
				}
			}
		}
	}
	return out, nil
}
