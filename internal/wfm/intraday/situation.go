package intraday

import (
	"context"
	"math"
	"runtime"
	"slices"

	"github.com/lingting/lingting/calc/sim"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

const (
	// simulatedDays is how often the rest of a day is simulated.
	simulatedDays = 120
	// runUp is for how many minutes before now what came is simulated too, so that
	// now begins with people at work and contacts waiting.
	runUp = 90
	// patience is how many minutes after a shift's beginning somebody who is not
	// signed in counts as absent.
	patience = 10
	// extraMinutes is for how long somebody without a shift is counted.
	extraMinutes = 60
)

// situation is a day from a minute on: what comes and who is there.
type situation struct {
	day   rosters.Day
	from  int // minute of the day
	rates []rosters.Rate
	duty  []rosters.Duty
	seed  uint64
	need  map[string][]float64 // agents by skill and interval, for what is expected now
}

// foreseen is what simulations of a situation give, by queue of its rates.
type foreseen struct {
	grain  int
	queues []foreseenQueue
	rest   []float64 // service level of the rest over all queues, of each simulated day
	inTime []float64 // contacts in time in the rest, of each
	offer  float64   // contacts of the rest, all queues, on average
}

type foreseenQueue struct {
	inTime, counted []float64   // by interval, sums over all simulated days
	levels          [][]float64 // by interval, of the days with contacts
	rest            []float64   // of each day
}

// foresee simulates a situation.
func (x *situation) foresee(ctx context.Context) (*foreseen, error) {
	m, ok := rosters.Simulated(x.day.GrainMinutes, x.day.ShortSeconds, x.rates, x.duty)
	if !ok {
		return nil, nil //nolint:nilnil // a day without contacts or people has no rest to foresee
	}
	p, err := sim.Compile(m)
	if err != nil {
		return nil, fault.Invalidf("intraday.simulate", "The rest of the day cannot be simulated: %s", err.Error())
	}
	n := p.Intervals()
	out := &foreseen{grain: x.day.GrainMinutes, queues: make([]foreseenQueue, len(x.rates)), rest: make([]float64, simulatedDays), inTime: make([]float64, simulatedDays)}
	measures := make([]int, len(x.rates))
	for i := range x.rates {
		out.queues[i] = foreseenQueue{inTime: make([]float64, n), counted: make([]float64, n), levels: make([][]float64, n)}
		at, ok := sim.MeasureIndex(string(x.rates[i].Queue.Target.Variant))
		if !ok {
			at, _ = sim.MeasureIndex("sl-off")
		}
		measures[i] = at
	}
	first := x.from / x.day.GrainMinutes
	err = sim.Each(ctx, p, sim.Options{Seed: x.seed, Replications: simulatedDays, Workers: runtime.GOMAXPROCS(0)}, func(r int, c sim.Counts) {
		all, of := 0.0, 0.0
		for i := range out.queues {
			q := &out.queues[i]
			good, asked := 0.0, 0.0
			for k := first; k < n; k++ {
				above, below := c.Contacts(measures[i], k, i)
				if below <= 0 {
					continue
				}
				q.inTime[k], q.counted[k] = q.inTime[k]+above, q.counted[k]+below
				q.levels[k] = append(q.levels[k], above/below)
				good, asked = good+above, asked+below
			}
			if asked > 0 {
				q.rest = append(q.rest, good/asked)
			}
			all, of = all+good, of+asked
		}
		out.inTime[r] = all
		out.offer += of / simulatedDays
		if of > 0 {
			out.rest[r] = all / of
		} else {
			out.rest[r] = 1
		}
	})
	return out, err
}

// level is the service level of a queue in intervals first … end-1, in per cent;
// NaN without contacts.
func (f *foreseen) level(queue, first, end int) float64 {
	good, asked := 0.0, 0.0
	q := &f.queues[queue]
	for k := max(first, 0); k < min(end, len(q.counted)); k++ {
		good, asked = good+q.inTime[k], asked+q.counted[k]
	}
	return 100 * good / asked
}

// there are the people of a skill at work by interval: those who are likely to
// come, without their breaks.
func (x *situation) there(skillID string) []float64 {
	grain := x.day.GrainMinutes
	out := make([]float64, dayMinutes/grain)
	add := func(from, to int, sign float64) {
		for k := max(from, 0) / grain; k < len(out) && k*grain < to; k++ {
			out[k] += sign * float64(max(min(to, (k+1)*grain)-max(from, k*grain), 0)) / float64(grain)
		}
	}
	for i := range x.duty {
		d := &x.duty[i]
		if d.Skills[0] != skillID || d.Absence >= 1 {
			continue
		}
		add(d.Begins, d.Ends, 1)
		for _, b := range d.Breaks {
			add(b.At, b.At+b.Minutes, -1)
		}
	}
	return out
}

// with is the situation after something was done.
func (x *situation) with(p *Proposal, skillID string, plan *Plan) *situation {
	out := *x
	out.duty = slices.Clone(x.duty)
	find := func(m *Move) int {
		return slices.IndexFunc(out.duty, func(d rosters.Duty) bool {
			return d.PersonID == m.PersonID && d.RosterID == m.RosterID && d.Index == m.Day
		})
	}
	for i := range p.Moves {
		m := &p.Moves[i]
		at := find(m)
		if at < 0 {
			continue
		}
		d := &out.duty[at]
		switch p.Kind {
		case MoveBreaks:
			if m.Pause < len(d.Breaks) {
				d.Breaks = slices.Clone(d.Breaks)
				d.Breaks[m.Pause].At = m.To
			}
		case Overtime:
			d.Ends = max(d.Ends, m.To)
		case Release:
			d.Ends = min(d.Ends, m.To)
		case Borrow:
			out.duty = append(slices.Delete(out.duty, at, at+1), lent(*d, skillID, p.From, p.To)...)
		case Emergency:
		}
	}
	if plan != nil {
		for range plan.People {
			out.duty = append(out.duty, rosters.Duty{PersonID: "", Cell: rosters.Cell{TypeID: "emergency", Begins: p.From, Ends: p.To}, Skills: []string{skillID}})
		}
		if plan.DivertPercent > 0 {
			out.rates = slices.Clone(x.rates)
			for i := range out.rates {
				if out.rates[i].SkillID != skillID {
					continue
				}
				r := slices.Clone(out.rates[i].PerHour)
				for k := range r {
					grain := x.day.GrainMinutes
					share := float64(max(min(p.To, (k+1)*grain)-max(p.From, k*grain), 0)) / float64(grain)
					r[k] *= 1 - share*plan.DivertPercent/100
				}
				out.rates[i].PerHour = r
			}
		}
	}
	return &out
}

// lent is a shift in pieces, of which the one from … to serves another skill
// first.
func lent(d rosters.Duty, skillID string, from, to int) (out []rosters.Duty) {
	piece := func(begin, end int, skills []string) {
		if begin >= end {
			return
		}
		x := d
		x.Begins, x.Ends, x.Skills, x.Breaks = begin, end, skills, nil
		for _, b := range d.Breaks {
			if b.At >= begin && b.At < end {
				x.Breaks = append(x.Breaks, b)
			}
		}
		out = append(out, x)
	}
	other := append([]string{skillID}, slices.DeleteFunc(slices.Clone(d.Skills), func(s string) bool { return s == skillID })...)
	from, to = max(from, d.Begins), min(to, d.Ends)
	if from >= to {
		return []rosters.Duty{d}
	}
	piece(d.Begins, from, d.Skills)
	piece(from, to, other)
	piece(to, d.Ends, d.Skills)
	return out
}

// effect holds what is foreseen with an action against what is without.
func effect(without, with *foreseen, queue, from, to int) *Effect {
	first, end := from/without.grain, (to+without.grain-1)/without.grain
	e := &Effect{Before: tidy(without.level(queue, first, end)), After: tidy(with.level(queue, first, end)), RestFrom: tidy(100 * mean(without.rest)), RestTo: tidy(100 * mean(with.rest))}
	// In time are counted against the same contacts, so that those diverted do not
	// look like a loss.
	more := make([]float64, len(with.inTime))
	for i := range more {
		more[i] = with.rest[i]*without.offer - without.rest[i]*without.offer
	}
	m := mean(more)
	ss := 0.0
	for _, v := range more {
		ss += (v - m) * (v - m)
	}
	e.InTime = tidy(m)
	e.HalfWidth = tidy(1.96 * math.Sqrt(ss/float64(len(more)-1)/float64(len(more))))
	return e
}

func mean(v []float64) (sum float64) {
	for _, x := range v {
		sum += x / float64(len(v))
	}
	return sum
}

// tidy rounds to hundredths; what is no number is 0.
func tidy(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return math.Round(v*100) / 100
}
