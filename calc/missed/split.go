package missed

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lingting/lingting/calc/sim"
)

// Options are how exactly the causes are told apart.
type Options struct {
	Seed         uint64
	Replications int // of each of the 32 mixes; at least 2
	Workers      int // simulations at once; the result does not depend on it
}

// Split is where the difference between plan and what was comes from, in shares of
// contacts (0 to 1).
type Split struct {
	Planned   float64         // service level that the plan had
	Explained float64         // with everything as it was, simulated
	Parts     [Causes]float64 // sum to Explained − Planned
	Errors    [Causes]float64 // standard errors of the parts
}

// Explain splits the difference of a day. The parts sum to Explained − Planned.
// Errors name the wrong field.
func Explain(ctx context.Context, d *Day, o Options) (*Split, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	if o.Replications < 2 {
		return nil, fmt.Errorf("replications: %d, at least 2 are needed", o.Replications)
	}
	const mixes = 1 << Causes
	var levels [mixes][]float64 // by replication
	for mix := range mixes {
		var err error
		if levels[mix], err = d.level(ctx, mix, o); err != nil {
			return nil, err
		}
	}
	out := &Split{Planned: mean(levels[0]), Explained: mean(levels[mixes-1])}
	// The weight of a mix of k others is k! (n−1−k)! / n!.
	var weight [Causes]float64
	for k := range weight {
		weight[k] = factorial(k) * factorial(int(Causes)-1-k) / factorial(int(Causes))
	}
	for c := range Causes {
		part := make([]float64, o.Replications)
		for mix := range mixes {
			if mix&(1<<c) != 0 {
				continue
			}
			w := weight[ones(mix)]
			for r := range part {
				part[r] += w * (levels[mix|1<<c][r] - levels[mix][r])
			}
		}
		out.Parts[c] = mean(part)
		out.Errors[c] = deviation(part) / math.Sqrt(float64(len(part)))
	}
	return out, nil
}

func factorial(n int) float64 {
	f := 1.0
	for i := 2; i <= n; i++ {
		f *= float64(i)
	}
	return f
}

func ones(mix int) (n int) {
	for ; mix > 0; mix &= mix - 1 {
		n++
	}
	return n
}

func mean(v []float64) (sum float64) {
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

func deviation(v []float64) float64 {
	m, ss := mean(v), 0.0
	for _, x := range v {
		ss += (x - m) * (x - m)
	}
	return math.Sqrt(ss / float64(len(v)-1))
}

// level simulates a mix of planned and actual: the service level of each
// replication.
func (d *Day) level(ctx context.Context, mix int, o Options) ([]float64, error) {
	out := make([]float64, o.Replications)
	m, ok := d.model(mix)
	if !ok {
		return out, nil
	}
	p, err := sim.Compile(m)
	if err != nil {
		return nil, fmt.Errorf("the day cannot be simulated: %w", err)
	}
	measures := make([]int, len(d.Queues))
	for i := range d.Queues {
		at, known := sim.MeasureIndex(d.Queues[i].Measure)
		if !known {
			return nil, fmt.Errorf("queues[%d].measure: there is no measure %s", i, d.Queues[i].Measure)
		}
		measures[i] = at
	}
	some := slices.ContainsFunc(d.Queues, func(q Queue) bool { return q.Counts })
	first, end := int(d.From/d.Interval), int(d.To/d.Interval)
	err = sim.Each(ctx, p, sim.Options{Seed: o.Seed, Replications: o.Replications, Workers: o.Workers}, func(r int, c sim.Counts) {
		good, asked := 0.0, 0.0
		for i := range m.Types {
			queue, _ := strconv.Atoi(m.Types[i].Name)
			if some && !d.Queues[queue].Counts {
				continue
			}
			for k := first; k < end; k++ {
				above, below := c.Contacts(measures[queue], k, i)
				good, asked = good+above, asked+below
			}
		}
		if asked > 0 {
			out[r] = good / asked
		} else {
			out[r] = 1
		}
	})
	return out, err
}

// model is a mix as a model of the simulator; ok is false when nobody works or
// nothing comes.
func (d *Day) model(mix int) (m *sim.Model, ok bool) {
	actual := func(c Cause) bool { return mix&(1<<c) != 0 }
	m = &sim.Model{Day: seconds(daySeconds), Interval: seconds(d.Interval), Short: seconds(d.Short)}
	begin := max(d.From-runUp, 0)
	begin -= math.Mod(begin, d.Interval)
	for i := range d.Queues {
		q := &d.Queues[i]
		t := sim.Type{Name: strconv.Itoa(i), Arrivals: &sim.Arrivals{}, Threshold: seconds(q.Threshold)}
		contacts := q.Contacts.Planned
		if actual(Volume) {
			contacts = q.Contacts.Actual
		}
		rate, sum := make([]float64, len(contacts)), 0.0
		for k, n := range contacts {
			if at := float64(k) * d.Interval; at >= begin && at < d.To {
				rate[k] = n / d.Interval * 3600
				sum += n
			}
		}
		if sum == 0 {
			continue
		}
		t.Arrivals.PerHour = &sim.Profile{Period: sim.Duration(d.Interval), Values: rate}
		if q.Patience > 0 {
			t.Patience = &sim.Distribution{Distribution: sim.Exponential, Mean: seconds(q.Patience)}
		}
		handle := q.Handle.Planned
		if actual(Handle) {
			handle = q.Handle.Actual
		}
		t.Service = service(handle)
		m.Types = append(m.Types, t)
	}
	groups := map[string]int{}
	for i := range d.People {
		p := &d.People[i]
		work, there := p.work(actual(Absence), actual(Adherence))
		serves := p.Serves.Planned
		if actual(Skills) && p.Came && len(p.Serves.Actual) > 0 || !p.Planned {
			serves = p.Serves.Actual
		}
		absence := d.Absence
		if actual(Absence) || !p.Planned {
			absence = 0
		}
		shifts := clipped(work, begin, d.To)
		if !there || len(shifts) == 0 {
			continue
		}
		key := ""
		var skills []sim.Skill
		for _, queue := range serves {
			name := strconv.Itoa(queue)
			if slices.ContainsFunc(m.Types, func(t sim.Type) bool { return t.Name == name }) {
				key += name + " "
				skills = append(skills, sim.Skill{Type: name})
			}
		}
		if skills == nil {
			continue
		}
		key += fmt.Sprint(absence)
		g, known := groups[key]
		if !known {
			g = len(m.Groups)
			groups[key] = g
			m.Groups = append(m.Groups, sim.Group{Name: key, Skills: skills, Absence: absence})
		}
		m.Groups[g].Shifts = append(m.Groups[g].Shifts, shifts...)
	}
	for i := range m.Types {
		var first, others []string
		for _, g := range m.Groups {
			at := slices.IndexFunc(g.Skills, func(s sim.Skill) bool { return s.Type == m.Types[i].Name })
			switch {
			case at == 0:
				first = append(first, g.Name)
			case at > 0:
				others = append(others, g.Name)
			}
		}
		for _, names := range [][]string{first, others} {
			if len(names) > 0 {
				m.Types[i].Route = append(m.Types[i].Route, sim.Step{Groups: names, Pick: sim.PickLongestIdle})
			}
		}
	}
	return m, len(m.Types) > 0 && len(m.Groups) > 0
}

// work is when somebody works in a mix.
func (p *Person) work(absence, adherence bool) (at []Stretch, there bool) {
	switch {
	case !p.Planned: // was there without a shift: that is adherence
		return p.Work.Actual, adherence && p.Came
	case absence && !p.Came:
		return nil, false
	case adherence && p.Came:
		return p.Work.Actual, true
	default:
		return p.Work.Planned, true
	}
}

// clipped are stretches as shifts, within the part of the day that is simulated.
// One person's stretches are one shift with breaks, so that an absence is of the
// whole day.
func clipped(work []Stretch, begin, end float64) []sim.Shift {
	var in []Stretch
	for _, s := range work {
		if from, to := max(s.From, begin), min(s.To, end); to > from {
			in = append(in, Stretch{from, to})
		}
	}
	if in == nil {
		return nil
	}
	slices.SortFunc(in, func(a, b Stretch) int { return cmp.Compare(a.From, b.From) })
	shift := sim.Shift{From: sim.Duration(in[0].From), To: sim.Duration(in[0].To)}
	for _, s := range in[1:] {
		if gap := s.From - float64(shift.To); gap > 0 {
			shift.Breaks = append(shift.Breaks, sim.Break{At: shift.To, For: sim.Duration(gap)})
		}
		shift.To = max(shift.To, sim.Duration(s.To))
	}
	return []sim.Shift{shift}
}

// spread is how widely handle times lie about their mean, relative to it.
const spread = 0.8

func service(means []Mean) *sim.Distribution {
	if len(means) == 1 {
		return &sim.Distribution{Distribution: sim.Lognormal, Mean: seconds(means[0].Seconds), SD: seconds(spread * means[0].Seconds)}
	}
	d := &sim.Distribution{}
	for _, m := range means {
		d.ByTime = append(d.ByTime, sim.TimedVariant{From: sim.Duration(m.From), Distribution: sim.Lognormal, Mean: seconds(m.Seconds), SD: seconds(spread * m.Seconds)})
	}
	return d
}

func seconds(v float64) *sim.Duration {
	d := sim.Duration(v)
	return &d
}
