package sim

import (
	"context"
	"fmt"
	"math"
)

// Counts is what one replication counted, for those who reckon with
// replications themselves. It holds until the next replication is heard.
type Counts struct {
	p *Program
	s *sheet
}

// Each simulates replications 0, 1, 2 … of the seed and tells each, in their
// order, whatever the number of workers. HalfWidth, Confidence and Intervals of
// the options are not used.
func Each(ctx context.Context, p *Program, o Options, hear func(replication int, c Counts)) error {
	if o.Replications < 1 || o.Replications > MaxReplications {
		return fmt.Errorf("%d replications: 1 to %d are possible", o.Replications, MaxReplications)
	}
	n := 0
	return replicate(ctx, p, o, func(s *sheet) bool {
		hear(n, Counts{p, s})
		n++
		return n == o.Replications
	})
}

// MeasureIndex finds a measure of contacts.
func MeasureIndex(id string) (int, bool) {
	for i := range contactMeasures {
		if contactMeasures[i].ID == id {
			return i, true
		}
	}
	return 0, false
}

// Contacts gives numerator and denominator of a measure of contacts, by its
// index, of a type in an interval of the day; of a count the denominator is 1.
func (c Counts) Contacts(measure, interval, kind int) (above, below float64) {
	t := &c.s.tally[interval*len(c.p.types)+kind]
	x := &contactMeasures[measure]
	if x.below == nil {
		return x.above(t), 1
	}
	return x.above(t), x.below(t)
}

// Surplus is the handle seconds of contacts of a type that came in an interval
// and were answered beyond what their distributions have as a mean: 0 on
// average, whatever the staffing. 0 where the mean goes with the time of day.
func (c Counts) Surplus(interval, kind int) float64 {
	sum := 0.0
	for _, g := range c.p.types[kind].groups {
		k := kind*len(c.p.groups) + int(g)
		if c.p.work[k].later != nil || c.p.wrapUp[k].later != nil {
			return 0
		}
		f := &c.s.flow[interval*len(c.p.types)*len(c.p.groups)+k]
		sum += f[flowHandle] - f[flowAnswered]*(c.p.work[k].mean()+c.p.wrapUp[k].mean())
	}
	return sum
}

// Agents gives the seconds that agents of a group were busy on duty, and on
// duty, in an interval of the day.
func (c Counts) Agents(interval, group int) (busy, duty float64) {
	a := &c.s.agent[interval*len(c.p.groups)+group]
	return a[agentBusy] - a[agentOvertime], a[agentDuty]
}

// Intervals is how many intervals a day has.
func (p *Program) Intervals() int { return p.intervals }

// Interval is the length of an interval of the results, in seconds.
func (p *Program) Interval() float64 { return p.interval }

// Expected is the contacts that a type's arrivals bring in an interval of the
// day on average, busyness and noise left out.
func (p *Program) Expected(kind, interval int) float64 {
	x := &p.types[kind]
	from := p.interval * float64(interval)
	to, sum := from+p.interval, 0.0
	for _, at := range x.replay {
		if at >= from && at < to {
			sum++
		}
	}
	for i, v := range x.rates.values {
		if d := min(x.rates.end(i, p.day), to) - max(x.rates.at[i], from); d > 0 {
			sum += v * d
		}
	}
	return sum
}

// Handle is the mean of service and wrap-up of a type with a group, in
// seconds; of distributions by time of day that of the first. NaN when the group
// lacks the skill.
func (p *Program) Handle(kind, group int) float64 {
	for _, g := range p.types[kind].groups {
		if int(g) == group {
			k := kind*len(p.groups) + group
			return p.work[k].mean() + p.wrapUp[k].mean()
		}
	}
	return math.NaN()
}

// MeanPatience is the mean patience of a type in seconds, +Inf when it waits
// for ever.
func (p *Program) MeanPatience(kind int) float64 {
	if x := &p.types[kind]; !x.alwaysPatient {
		return x.patience.mean()
	}
	return math.Inf(1)
}

// Uncertain says whether busyness or noise is drawn of a type's arrivals.
func (p *Program) Uncertain(kind int) bool {
	x := &p.types[kind]
	return x.inbound && (p.busyness.family != familyNone || x.busyness.family != familyNone || x.noise.family != familyNone)
}

// Factor is what busyness and noise multiply the rates of a type by in an
// interval of the first day, in replications that share draw number n (in every
// replication n when none are shared).
func (p *Program) Factor(seed uint64, n, kind, interval int) float64 {
	return p.factor(hash(seed, uint64(n)), kind, 0, p.interval*float64(interval))
}

// factor multiplies the rate of a type at a time of a day.
func (p *Program) factor(luck uint64, t, day int, at float64) float64 {
	out, x := 1.0, &p.types[t]
	block := uint64(day)*uint64(math.Round(p.day/p.every)) + uint64(at/p.every+1e-9)
	if b := &p.busyness; b.family != familyNone {
		r := random{hash(luck, causeBusyness, block)}
		out *= b.draw(&r, 0)
	}
	if b := &x.busyness; b.family != familyNone {
		r := random{hash(luck, x.key, causeBusyness, block)}
		out *= b.draw(&r, 0)
	}
	if b := &x.noise; b.family != familyNone {
		r := random{hash(luck, x.key, causeNoise, uint64(day)*uint64(p.intervals)+uint64(at/p.interval+1e-9))}
		out *= b.draw(&r, 0)
	}
	return out
}

// WithAgents is the program with other numbers of agents: counts[g] is by
// interval of the day, nil leaves group g as it is. Groups with shifts cannot be
// changed so. The program itself does not change.
func (p *Program) WithAgents(counts [][]int) *Program {
	out := *p
	out.groups = make([]agentGroup, len(p.groups))
	copy(out.groups, p.groups)
	out.agents = make([]agent, 0, len(p.agents))
	moved := make([]int32, len(p.agents))
	for g := range out.groups {
		x := &out.groups[g]
		for i := range x.size {
			moved[x.first+i] = int32(len(out.agents) + i)
		}
		if counts[g] != nil && !x.shifts {
			x.plan = steps{}
			x.size = 0
			for i, n := range counts[g] {
				if i == 0 || n != counts[g][i-1] {
					x.plan.at, x.plan.values = append(x.plan.at, p.interval*float64(i)), append(x.plan.values, float64(n))
				}
				x.size = max(x.size, n)
			}
		}
		x.first = len(out.agents)
		for range x.size {
			out.agents = append(out.agents, agent{int32(g)})
		}
	}
	out.shiftCues = make([]cue, len(p.shiftCues))
	for i, c := range p.shiftCues {
		c.who = moved[c.who]
		out.shiftCues[i] = c
	}
	out.script = nil
	out.cues()
	return &out
}
