package whatif

import (
	"context"
	"fmt"
	"math"
	"runtime"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/calc/sim"
)

const (
	steps     = 16      // parts the greatest gain is tried in
	simulated = 100_000 // contacts a staffing is tried on, about
	leastRuns = 10
	mostRuns  = 200
	seed      = 1
	sure      = 1.2815515655446004 // normal quantile of the ends of a band of 80 %
)

// criterion is a measure that must not become worse in a queue.
type criterion struct {
	queue, measure int
	sign           float64 // 1: more is better
}

// model is the day as a simulation has it: the same laws as the formulas
// use, so that differences come of the skills alone. Who does one queue is asked
// first; who does several takes whoever waits longest.
func (p *pool) model() *sim.Model {
	length := func(v float64) *sim.Duration { d := sim.Duration(v); return &d }
	m := &sim.Model{Day: length(86400), Interval: length(p.seconds)}
	for q := range p.queues {
		contacts, work := 0.0, 0.0
		rates := make([]float64, len(p.gain))
		for k := range rates {
			x := &p.slots[q][k]
			rates[k] = x.Contacts / x.Seconds * 3600
			contacts += x.Contacts
			work += x.Contacts * x.Handle
		}
		handle := leastHandle
		if contacts > 0 {
			handle = max(work/contacts, leastHandle)
		}
		t := sim.Type{Name: fmt.Sprint(q), Arrivals: &sim.Arrivals{PerHour: sim.Periods(sim.Duration(p.seconds), rates...)},
			Service: &sim.Distribution{Distribution: sim.Exponential, Mean: length(handle)}, Threshold: length(p.is[q].targets.Threshold), Short: length(p.is[q].targets.Short)}
		if p.is[q].model == queueing.ModelA {
			t.Patience = &sim.Distribution{Distribution: sim.Exponential, Mean: length(p.queues[q].Patience)}
		}
		t.Route = []sim.Step{{Groups: []string{group(q)}}}
		m.Types = append(m.Types, t)
		m.Groups = append(m.Groups, sim.Group{Name: group(q), Agents: sim.Constant(1), Skills: []sim.Skill{{Type: t.Name}}})
	}
	for l, x := range p.links {
		g := sim.Group{Name: group(len(p.queues) + l), Agents: sim.Constant(1), Order: "longest_wait"}
		for _, q := range x.queues {
			g.Skills = append(g.Skills, sim.Skill{Type: fmt.Sprint(q)})
			m.Types[q].Route = append(m.Types[q].Route, sim.Step{Groups: []string{g.Name}})
		}
		m.Groups = append(m.Groups, g)
	}
	return m
}

func group(g int) string { return fmt.Sprintf("group %d", g) }

// criteria are the targets of the queues as measures; where only occupancy is
// asked for, the wait.
func (p *pool) criteria() []criterion {
	var out []criterion
	for q := range p.queues {
		t := p.is[q].targets
		before := len(out)
		add := func(name string, sign float64) {
			if i, ok := sim.MeasureIndex(name); ok {
				out = append(out, criterion{q, i, sign})
			}
		}
		if t.Level > 0 {
			add(p.level(q), 1)
		}
		if t.Abandonment > 0 {
			add("abandon_rate", -1)
		}
		if t.ASA > 0 || len(out) == before {
			add("asa", -1)
		}
	}
	return out
}

// level is the measure of a queue's service level.
func (p *pool) level(q int) string {
	if v := p.is[q].targets.Variant; v != "" {
		return string(v)
	}
	return string(queueing.LevelOffered)
}

// trial simulates staffings of some days on the same customers.
type trial struct {
	days     []*pool
	programs []*sim.Program
	criteria []criterion
	runs     int
	apart    *measured
	parts    [steps + 1]*measured
}

// measured is what a staffing did: each criterion in each replication of all
// days, and the service level of each queue.
type measured struct {
	values [][]float64
	levels []float64
	share  float64
}

// sums are numerators and denominators.
type sums struct{ above, below float64 }

func (t *trial) try(ctx context.Context, with bool, part float64) (*measured, error) {
	first := t.days[0]
	out := &measured{values: make([][]float64, len(t.criteria)), levels: make([]float64, len(first.queues))}
	values, levels := make([][]sums, len(t.criteria)), make([]sums, len(first.queues))
	for i := range values {
		values[i] = make([]sums, t.runs)
	}
	gone, agents := 0, 0
	for d, p := range t.days {
		counts, fewer := p.staffing(with, part)
		gone, agents = gone+fewer, agents+p.agents
		add := func(to *sums, c sim.Counts, measure, kind int) {
			for k := range p.gain {
				x, y := c.Contacts(measure, k, kind)
				to.above, to.below = to.above+x, to.below+y
			}
		}
		err := sim.Each(ctx, t.programs[d].WithAgents(counts), sim.Options{Seed: seed + uint64(d), Replications: t.runs, Workers: runtime.GOMAXPROCS(0)}, func(n int, c sim.Counts) {
			for i, x := range t.criteria {
				add(&values[i][n], c, x.measure, x.queue)
			}
			for q := range p.queues {
				if i, ok := sim.MeasureIndex(p.level(q)); ok {
					add(&levels[q], c, i, q)
				}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	for i, x := range t.criteria {
		out.values[i] = make([]float64, t.runs)
		for n, v := range values[i] {
			if v.below > 0 {
				out.values[i][n] = x.sign * v.above / v.below
			}
		}
	}
	for q, v := range levels {
		if v.below > 0 {
			out.levels[q] = rough(100 * v.above / v.below)
		}
	}
	if agents > 0 {
		out.share = float64(gone) / float64(agents)
	}
	return out, nil
}

// holds says whether no criterion is worse than with separate people, on the
// mean and so many standard errors above it.
func (t *trial) holds(ctx context.Context, step int, errors float64) (bool, error) {
	if step == 0 {
		return true, nil // as many people as before cannot be too few
	}
	m, err := t.part(ctx, step)
	if err != nil {
		return false, err
	}
	for i := range t.criteria {
		mean, squares := 0.0, 0.0
		for n, v := range m.values[i] {
			d := v - t.apart.values[i][n]
			before := mean
			mean += (d - mean) / float64(n+1)
			squares += (d - before) * (d - mean)
		}
		n := float64(t.runs)
		if mean+errors*math.Sqrt(squares/(n-1)/n) < 0 {
			return false, nil
		}
	}
	return true, nil
}

func (t *trial) part(ctx context.Context, step int) (*measured, error) {
	if t.parts[step] != nil {
		return t.parts[step], nil
	}
	m, err := t.try(ctx, true, float64(step)/steps)
	if err == nil {
		t.parts[step] = m
	}
	return m, err
}

// search finds how many agents can go on some days so that the service is no
// worse on all of them together.
func search(ctx context.Context, days []*pool, s *Saved) error {
	t := &trial{days: days, criteria: days[0].criteria(), runs: leastRuns}
	contacts, gained, agents := 0.0, 0, 0
	for _, p := range days {
		program, err := sim.Compile(p.model())
		if err != nil {
			return err
		}
		t.programs = append(t.programs, program)
		for q := range p.queues {
			for k := range p.gain {
				contacts += p.slots[q][k].Contacts
			}
		}
		gained, agents = gained+p.gained, agents+p.agents
	}
	if agents > 0 {
		s.Bound = float64(gained) / float64(agents)
	}
	if contacts > 0 {
		t.runs = min(max(int(simulated/contacts), leastRuns), mostRuns)
	}
	var err error
	s.Days = t.runs
	if t.apart, err = t.try(ctx, false, 0); err != nil {
		return err
	}
	most := func(errors float64) (int, error) {
		low, high := 0, steps+1
		for high-low > 1 {
			at := (low + high) / 2
			ok, err := t.holds(ctx, at, errors)
			if err != nil {
				return 0, err
			}
			if ok {
				low = at
			} else {
				high = at
			}
		}
		return low, nil
	}
	var found [3]int
	for i, errors := range []float64{-sure, 0, sure} {
		if found[i], err = most(errors); err != nil {
			return err
		}
	}
	for _, n := range append([]int{0}, found[:]...) {
		if _, err := t.part(ctx, n); err != nil {
			return err
		}
	}
	s.Share = t.parts[found[1]].share
	s.Low, s.High = min(t.parts[found[0]].share, s.Share), max(t.parts[found[2]].share, s.Share)
	for q, x := range days[0].queues {
		s.Services = append(s.Services, Simulated{QueueID: x.ID, Apart: t.apart.levels[q], Same: t.parts[0].levels[q], Fewer: t.parts[found[1]].levels[q]})
	}
	return nil
}
