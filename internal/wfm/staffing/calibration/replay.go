package calibration

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/calc/sim"
	"github.com/lingting/lingting/internal/telephony"
)

// Around a day this much is simulated too: who came late the evening before is
// still being served at midnight, who comes at midnight waits with others.
const aroundMs = 4 * 3600_000

// frame is one day to replay.
type frame struct {
	from, to   int64     // midnights
	thresholds []float64 // of the service level, by queue
	shorts     []float64 // of short abandonment, by queue
}

// replay is a day as a model of the simulator, and what it does not simulate.
type replay struct {
	model *sim.Model
	apart []outcome // by queue: contacts that are counted without being simulated
	known []bool    // by queue: what it takes to serve its contacts is known
	work  []float64 // by queue: mean of ringing, talk, hold and wrap-up
	duty  float64   // hours of agents on duty on the day
}

func seconds(v float64) *sim.Duration { d := sim.Duration(v); return &d }

func durations(values []float64) []sim.Duration {
	out := make([]sim.Duration, len(values))
	for i, v := range values {
		out[i] = sim.Duration(v)
	}
	return out
}

func empirical(values []float64) *sim.Distribution {
	if len(values) == 0 {
		return nil
	}
	return &sim.Distribution{Distribution: sim.Empirical, Values: durations(thin(sorted(values), steps))}
}

// replay makes the model of a day: the arrivals as they were, the agents when
// they were there, and the laws that were learnt.
func (l *learnt) replay(h *history, f frame) *replay {
	base := f.from - aroundMs
	length := float64(f.to-f.from+2*aroundMs) / 1000
	at := func(ms int64) float64 { return float64(ms-base) / 1000 }
	m := &sim.Model{Day: seconds(length), Interval: seconds(length)}
	out := &replay{model: m, apart: make([]outcome, len(h.queues)), known: make([]bool, len(h.queues)), work: make([]float64, len(h.queues))}

	times, around := make([][]float64, len(h.queues)), make([][]float64, len(h.queues))
	handle, wrapUp, ring := make([][]float64, len(h.queues)), make([][]float64, len(h.queues)), make([][]float64, len(h.queues))
	ofDay := make([][]*visit, len(h.queues))
	first, _ := slices.BinarySearchFunc(h.visits, base, func(v visit, at int64) int { return int(v.entered - at) })
	for i := first; i < len(h.visits) && h.visits[i].entered < f.to+aroundMs; i++ {
		v := &h.visits[i]
		today := v.entered >= f.from && v.entered < f.to
		switch {
		case v.lost():
			if today {
				out.apart[v.queue].add(outcome{offered: 1, gone: 1, goneWithin: 1, short: 1}, 1)
			}
			continue
		case today:
			times[v.queue] = append(times[v.queue], at(v.entered))
		default:
			around[v.queue] = append(around[v.queue], at(v.entered))
		}
		if today && v.how == telephony.CodeAnswered {
			handle[v.queue] = append(handle[v.queue], v.talk)
			ofDay[v.queue] = append(ofDay[v.queue], v)
			wrapUp[v.queue] = append(wrapUp[v.queue], v.wrapUp)
			ring[v.queue] = append(ring[v.queue], v.ring)
		}
	}
	known := map[string]bool{}
	for q := range h.queues {
		if len(handle[q]) < leastHandle {
			handle[q], wrapUp[q], ring[q] = l.handle[q], l.wrapUp[q], l.ring[q]
		}
		if len(handle[q]) == 0 || total(handle[q]) == 0 {
			continue // nobody was ever answered: there is no work to know
		}
		out.known[q] = true
		out.work[q] = (total(handle[q]) + total(wrapUp[q]) + total(ring[q])) / float64(len(handle[q]))
		for k, list := range [][]float64{times[q], around[q]} {
			if len(list) == 0 {
				continue
			}
			t := sim.Type{Name: typeName(q, k == 1), Arrivals: &sim.Arrivals{Times: durations(list)}, Service: byHour(ofDay[q], handle[q], base), WrapUp: afterwards(wrapUp[q], l.dead),
				Patience: empirical(l.patience[q]), Ringing: l.ringing(ring[q]), HeadStart: seconds(l.head[q]), Threshold: seconds(f.thresholds[q]), Short: seconds(f.shorts[q])}
			known[t.Name] = true
			m.Types = append(m.Types, t)
		}
	}
	l.staff(h, f, m, known, base, length, out)
	m.Types = slices.DeleteFunc(m.Types, func(t sim.Type) bool {
		return !slices.ContainsFunc(m.Groups, func(g sim.Group) bool { return serves(g, t.Name) })
	})
	for i := range m.Types {
		step := sim.Step{Pick: sim.PickLongestIdle}
		for _, g := range m.Groups {
			if serves(g, m.Types[i].Name) {
				step.Groups = append(step.Groups, g.Name)
			}
		}
		m.Types[i].Route = []sim.Step{step}
	}
	for q, list := range times {
		served := slices.ContainsFunc(m.Types, func(t sim.Type) bool { return t.Name == typeName(q, false) })
		if len(list) > 0 && out.known[q] && !served {
			out.apart[q].add(l.unmanned(q, f), float64(len(list)))
		}
	}
	return out
}

func serves(g sim.Group, kind string) bool {
	return slices.ContainsFunc(g.Skills, func(s sim.Skill) bool { return s.Type == kind })
}

// unmanned is a contact of a queue on a day without agents for it: it waits
// until its patience ends.
func (l *learnt) unmanned(q int, f frame) outcome {
	o := outcome{offered: 1, gone: 1}
	for _, p := range l.patience[q] {
		if p <= f.thresholds[q] {
			o.goneWithin += 1 / float64(len(l.patience[q]))
		}
		if p <= f.shorts[q] {
			o.short += 1 / float64(len(l.patience[q]))
		}
	}
	return o
}

// byHour is the law of handle times, hour by hour where enough contacts were
// answered: hours with too few go together with those after them.
func byHour(list []*visit, all []float64, base int64) *sim.Distribution {
	slices.SortStableFunc(list, func(a, b *visit) int { return cmp.Compare(a.ended(), b.ended()) })
	var from []int64 // hours in which blocks begin
	var blocks [][]float64
	before := int64(-1)
	for _, v := range list {
		hour := (v.ended() - base) / hourMs
		if n := len(blocks); n == 0 || hour != before && len(blocks[n-1]) >= leastHandle {
			from, blocks = append(from, hour), append(blocks, nil)
		}
		before = hour
		blocks[len(blocks)-1] = append(blocks[len(blocks)-1], v.talk)
	}
	if n := len(blocks); n > 1 && len(blocks[n-1]) < leastHandle {
		blocks[n-2] = append(blocks[n-2], blocks[n-1]...)
		from, blocks = from[:n-1], blocks[:n-1]
	}
	if len(blocks) < 2 || slices.ContainsFunc(blocks, func(b []float64) bool { return total(b) == 0 }) {
		return empirical(all)
	}
	d := &sim.Distribution{}
	for i, b := range blocks {
		at := sim.Duration(0)
		if i > 0 {
			at = sim.Duration(from[i] * hourMs / 1000)
		}
		d.ByTime = append(d.ByTime, sim.TimedVariant{From: at, Distribution: sim.Empirical, Values: durations(thin(sorted(b), steps))})
	}
	return d
}

const hourMs = 3600_000

// staff adds the agents; who works for the same queues is one group.
func (l *learnt) staff(h *history, f frame, m *sim.Model, known map[string]bool, base int64, length float64, out *replay) {
	index := map[string]int{}
	worked := l.worked(h, f)
	for a := range h.agents {
		for _, d := range l.duties[a] {
			from, to := max(d.from, base), min(d.to, base+int64(length*1000))
			if to <= from {
				continue
			}
			name, skills := "agents", []sim.Skill(nil)
			for q, has := range worked[a] {
				for _, around := range []bool{false, true} {
					if kind := typeName(q, around); has && known[kind] {
						skills = append(skills, sim.Skill{Type: kind})
						name += " " + kind
					}
				}
			}
			if skills == nil {
				continue
			}
			shift := sim.Shift{From: sim.Duration(float64(from-base) / 1000), To: sim.Duration(float64(to-base) / 1000)}
			on := float64(max(min(d.to, f.to)-max(d.from, f.from), 0))
			for _, b := range d.away {
				if begin, end := max(b.from, from), min(b.to, to); end > begin {
					shift.Breaks = append(shift.Breaks, sim.Break{At: sim.Duration(float64(begin-base) / 1000), For: sim.Duration(float64(end-begin) / 1000)})
					on -= float64(max(min(b.to, f.to)-max(b.from, f.from), 0))
				}
			}
			out.duty += on / hourMs
			g, ok := index[name]
			if !ok {
				g = len(m.Groups)
				index[name] = g
				m.Groups = append(m.Groups, sim.Group{Name: name, Skills: skills, Order: "longest_wait"})
			}
			m.Groups[g].Shifts = append(m.Groups[g].Shifts, shift)
		}
	}
}

// ringing is nothing where no source tells it.
func (l *learnt) ringing(told []float64) *sim.Distribution {
	if total(told) == 0 {
		return nil
	}
	return empirical(told)
}

// afterwards is the law of what an agent does after a contact: the wrap-up that
// is told, and dead time. The two are drawn together from pairs that go evenly
// through both.
func afterwards(wrapUp, dead []float64) *sim.Distribution {
	told := thin(sorted(wrapUp), steps)
	if len(told) == 0 {
		return nil
	}
	if len(dead) == 0 {
		return empirical(told)
	}
	values := make([]float64, steps)
	for k := range values {
		values[k] = told[k*len(told)/steps] + dead[(k*golden%steps)*len(dead)/steps]
	}
	return empirical(values)
}

// golden steps through all of steps with no order to be seen.
const golden = 309

func typeName(queue int, around bool) string {
	if around {
		return fmt.Sprintf("q%d around", queue)
	}
	return fmt.Sprintf("q%d", queue)
}

func total(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum
}

// simulate runs the model of a day so often; what comes of each queue is by
// replication.
func (r *replay) simulate(ctx context.Context, seed uint64, replications int) ([][]outcome, error) {
	out := make([][]outcome, len(r.apart))
	for q := range out {
		out[q] = make([]outcome, replications)
		for k := range out[q] {
			out[q][k] = r.apart[q]
		}
	}
	if len(r.model.Types) == 0 {
		return out, nil
	}
	p, err := sim.Compile(r.model)
	if err != nil {
		return nil, err
	}
	for k := range replications {
		// Each replication by itself, so that days of several queues have a spread too.
		found, err := sim.Run(ctx, p, sim.Options{Seed: seed + uint64(k), Replications: 1})
		if err != nil {
			return nil, err
		}
		for _, t := range found.Types {
			q, ok := queueOf(t.Name)
			if !ok {
				continue
			}
			get := func(id string) float64 { return t.Measures.Get(id).Mean }
			o := outcome{offered: get("offered"), answered: get("answered"), within: get("answered_within"),
				gone: get("abandoned") + get("left"), goneWithin: get("abandoned_within"), short: get("short_abandoned")}
			if o.answered > 0 {
				o.wait = get("asa") * o.answered
				o.handled = r.work[q] * o.answered
			}
			out[q][k].add(o, 1)
		}
	}
	return out, nil
}

// queueOf is the queue of a type of the day; false for those around it.
func queueOf(name string) (int, bool) {
	q, err := strconv.Atoi(strings.TrimPrefix(name, "q"))
	return q, err == nil
}
