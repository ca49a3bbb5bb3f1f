package staffing

import (
	"context"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/lingting/lingting/calc/sim"
)

// cell is what a simulation says of a row in a place.
type cell struct {
	value float64 // in the target's own unit
	slack float64 // how far the target is exceeded; below 0 it is missed
	err   float64 // standard error of slack
	asked bool
}

// outcome is what a simulation says of a plan.
type outcome struct {
	cells [][]cell    // place × row
	busy  [][]float64 // place × searched group: occupancy
}

// trial simulates plans on the same days, always the same.
type trial struct {
	p            *problem
	seed         uint64
	replications int
	workers      int
	risk         *risk // nil: targets hold on the mean
	contacts     *float64
	factor       [][][]float64 // type × place × replication: what the rates are multiplied by
	a, b         [][]float64   // place × row, replication: numerators and denominators
	// What came by chance beyond the rates, type × place, replication: contacts,
	// and work with what handling took beyond its mean. 0 on average.
	count, work [][]float64
	correct     [][]float64 // place × row: what values are found to be too good by, at the quantile; nil: nothing
}

// riskSeed tells draws of rates that are not simulated from those that are.
const riskSeed = 0x5bd1e995a3b1c7d4

func (p *problem) newTrial(o Options, seed uint64, replications int, contacts *float64) *trial {
	t := &trial{p: p, seed: seed, replications: replications, workers: max(o.Workers, 1), contacts: contacts}
	table := func(n int) [][]float64 {
		out := make([][]float64, n)
		for k := range out {
			out[k] = make([]float64, replications)
		}
		return out
	}
	t.a, t.b = table(p.places*len(p.rows)), table(p.places*len(p.rows))
	t.count, t.work = table(p.places*p.types), table(p.places*p.types)
	t.factor = p.factors(seed, replications)
	if p.uncertain() && o.Probability > 0 {
		t.risk = p.newRisk(o, t.factor)
	}
	return t
}

func (p *problem) uncertain() bool {
	for t := range p.types {
		if p.program.Uncertain(t) {
			return true
		}
	}
	return false
}

// staffed is the centre with a plan: place × searched group.
func (p *problem) staffed(plan [][]int) *sim.Program {
	counts := make([][]int, len(p.skilled[0]))
	for d, g := range p.groups {
		counts[g] = make([]int, p.places)
		for i := range plan {
			counts[g][i] = plan[i][d]
		}
	}
	return p.program.WithAgents(counts)
}

// run simulates a plan.
func (t *trial) run(ctx context.Context, plan [][]int) (*outcome, error) {
	p, rows := t.p, len(t.p.rows)
	out := &outcome{cells: make([][]cell, p.places), busy: make([][]float64, p.places)}
	duty := make([][]float64, p.places)
	for i := range out.busy {
		out.busy[i], duty[i] = make([]float64, len(p.groups)), make([]float64, len(p.groups))
	}
	program := p.staffed(plan)
	err := sim.Each(ctx, program, sim.Options{Seed: t.seed, Replications: t.replications, Workers: t.workers}, func(r int, c sim.Counts) {
		for i := range p.places {
			for k := range p.rows {
				x := &p.rows[k]
				if !p.asked[x.kind][i] {
					continue
				}
				t.a[i*rows+k][r], t.b[i*rows+k][r] = t.measure(c, x, i)
			}
			for kind := range p.types {
				if !p.active[i] {
					continue
				}
				at := i*p.types + kind
				came, _ := c.Contacts(arrivals, i, kind)
				again, _ := c.Contacts(retrials, i, kind)
				t.count[at][r], t.work[at][r] = 0, c.Surplus(i, kind)
				if p.model.Types[kind].Arrivals != nil {
					t.count[at][r] = came - again - p.expect[kind][i]*t.factor[kind][i][r]
					t.work[at][r] += t.count[at][r] * p.handle(kind)
				}
			}
			for d, g := range p.groups {
				busy, on := c.Agents(i, g)
				out.busy[i][d] += busy
				duty[i][d] += on
			}
		}
	})
	if err != nil {
		return nil, err
	}
	*t.contacts += program.ContactsPerReplication() * float64(t.replications)
	for i := range p.places {
		out.cells[i] = make([]cell, rows)
		for k := range p.rows {
			if p.asked[p.rows[k].kind][i] {
				out.cells[i][k] = t.cell(i, k)
			}
		}
		for d := range p.groups {
			out.busy[i][d] /= max(duty[i][d], 1)
		}
	}
	return out, nil
}

var (
	arrivals, _ = sim.MeasureIndex("arrivals")
	retrials, _ = sim.MeasureIndex("retrials")
)

// measure is numerator and denominator of a row in a place.
func (t *trial) measure(c sim.Counts, x *row, i int) (a, b float64) {
	if x.target != Occupancy {
		return c.Contacts(x.measure, i, x.kind)
	}
	for g, can := range t.p.skilled[x.kind] {
		if can {
			busy, duty := c.Agents(i, g)
			a += busy
			b += duty
		}
	}
	return a, b
}

// cell makes an estimate of the sums.
func (t *trial) cell(i, k int) cell {
	x, at, n := &t.p.rows[k], i*len(t.p.rows)+k, float64(t.replications)
	sum := 0.0
	for _, b := range t.b[at] {
		sum += b
	}
	if sum == 0 {
		// Nobody was answered, or nobody was there to be busy.
		if x.target == ASA || x.target == Occupancy {
			return cell{value: math.NaN(), slack: -3, err: 1, asked: true}
		}
		return cell{}
	}
	value, variance := t.estimate(x, i, t.a[at], t.b[at])
	if t.correct != nil {
		value += t.correct[i][k]
	}
	out := cell{value: value, asked: true}
	weight := sum
	if x.target == Occupancy { // seconds are no observations of their own
		weight = n * 10
	}
	if x.target == ASA {
		out.slack = math.Log((x.wanted + 1) / (max(value, 0) + 1))
		out.err = math.Sqrt(variance) / (max(value, 0) + 1)
		return out
	}
	lowest := min(0.5/weight, 0.01)
	share := min(max(value, lowest), 1-lowest)
	z := distuv.UnitNormal.Quantile(share)
	out.slack = z - distuv.UnitNormal.Quantile(x.wanted)
	if x.target != Level {
		out.slack = -out.slack
	}
	out.err = math.Sqrt(variance) / distuv.UnitNormal.Prob(z)
	return out
}

// worst is the least slack of a place, with so many standard errors taken off.
func worst(cells []cell, errors float64) float64 {
	least := math.Inf(1)
	for k := range cells {
		if c := &cells[k]; c.asked {
			least = min(least, c.slack-errors*c.err)
		}
	}
	return least
}

// missing is the sum of what the slacks of a place are below 0.
func missing(cells []cell, errors float64) float64 {
	sum := 0.0
	for k := range cells {
		if c := &cells[k]; c.asked {
			sum -= min(c.slack-errors*c.err, 0)
		}
	}
	return sum
}
