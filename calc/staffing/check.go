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
// in which it holds: the value of a target is its quantile over draws. What few
// days of a draw are off its expectation widens the draws' values; they are drawn
// together by as much. On the mean (probability 0, or rates that are certain) all
// days count together.
func Verify(ctx context.Context, m *sim.Model, r *Requirement, o Options, draws, days int) (Check, error) {
	var out Check
	p, err := newProblem(m, o)
	if err != nil {
		return out, err
	}
	plan := make([][]int, p.places)
	for i := range plan {
		plan[i] = r.Intervals[i].Agents
	}
	told, err := p.drawn(ctx, plan, o, draws, days)
	if err != nil {
		return out, err
	}
	for i := range told {
		for k, v := range told[i] {
			if !v.asked {
				continue
			}
			x := &p.rows[k]
			out.Cells++
			below := x.below(v.value)
			if below <= 0 {
				continue
			}
			out.Short++
			if below > 2*v.err {
				out.Surely++
			}
			if x.target == ASA {
				below /= 100 // seconds beside shares: 1 s like a point
			}
			if below > out.Farthest {
				out.Farthest = below
				out.Worst = Missed{p.clock(i), TargetResult{p.model.Types[x.kind].Name, x.target, x.wanted, v.value}}
			}
		}
	}
	return out, nil
}

// below is how far a value is on the wrong side of what is wanted.
func (x *row) below(value float64) float64 {
	if x.target == Level {
		return x.wanted - value
	}
	return value - x.wanted
}

// told is what draws of the rates say of a target in a place, with its standard
// error.
type told struct {
	value, err float64
	asked      bool
}

// drawn simulates a plan on so many draws of the rates, each on so many days:
// place × row.
func (p *problem) drawn(ctx context.Context, plan [][]int, o Options, draws, days int) ([][]told, error) {
	rows := len(p.rows)
	quantile := o.Probability > 0 && p.uncertain()
	t := &trial{p: p}
	sumA, sumB := make([][]float64, p.places*rows), make([][]float64, p.places*rows)
	squares := make([]float64, p.places*rows)
	within := make([][][3]float64, p.places*rows) // by draw: sums of a², ab and b²
	for k := range sumA {
		sumA[k], sumB[k], within[k] = make([]float64, draws), make([]float64, draws), make([][3]float64, draws)
	}
	err := sim.Each(ctx, p.staffed(plan), sim.Options{Seed: o.Seed, Replications: draws * days, Workers: max(o.Workers, 1), Sharing: days}, func(n int, c sim.Counts) {
		for i := range p.places {
			for k := range p.rows {
				if p.asked[p.rows[k].kind][i] {
					a, b := t.measure(c, &p.rows[k], i)
					sumA[i*rows+k][n/days] += a
					sumB[i*rows+k][n/days] += b
					w := &within[i*rows+k][n/days]
					w[0], w[1], w[2] = w[0]+a*a, w[1]+a*b, w[2]+b*b
					squares[i*rows+k] += (a - p.rows[k].wanted*b) * (a - p.rows[k].wanted*b)
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	out := make([][]told, p.places)
	for i := range p.places {
		out[i] = make([]told, rows)
		for k, x := range p.rows {
			if !p.asked[x.kind][i] {
				continue
			}
			a, b := sumA[i*rows+k], sumB[i*rows+k]
			allA, allB := 0.0, 0.0
			var values []float64
			noise := 0.0
			for d := range a {
				allA += a[d]
				allB += b[d]
				if b[d] > 0 {
					v, w := a[d]/b[d], &within[i*rows+k][d]
					values = append(values, v)
					noise += (w[0] - 2*v*w[1] + v*v*w[2]) / (b[d] * b[d])
				}
			}
			if allB == 0 {
				continue
			}
			if !quantile {
				out[i][k] = told{allA / allB, math.Sqrt(squares[i*rows+k]) / allB, true}
				continue
			}
			expectations(values, noise/float64(len(values)), days)
			slices.Sort(values)
			at := o.Probability
			if x.target == Level {
				at = 1 - at
			}
			rank := func(at float64) float64 {
				return values[min(max(int(at*float64(len(values))), 0), len(values)-1)]
			}
			// Of a quantile, the rank is uncertain: one standard error of it.
			spread := math.Sqrt(o.Probability * (1 - o.Probability) / float64(len(values)))
			out[i][k] = told{rank(at), (rank(at+spread) - rank(at-spread)) / 2, true}
		}
	}
	return out, nil
}

// expectations draws the values of draws together until they spread as their
// expectations do; noise is the mean variance of a value that its days bring.
func expectations(values []float64, noise float64, days int) {
	mean, spread := 0.0, 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		spread += (v - mean) * (v - mean) / float64(max(len(values)-1, 1))
	}
	if days < 2 || spread == 0 {
		return
	}
	noise *= float64(days) / float64(days-1)
	by := math.Sqrt(max(1-noise/spread, 0))
	for d := range values {
		values[d] = mean + (values[d]-mean)*by
	}
}
