package calibration

import (
	"cmp"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/internal/telephony"
)

// What is taken from the history and when it is enough.
const (
	leastGone   = 10  // contacts that gave up, for a patience of a queue's own
	leastHandle = 30  // answered contacts of a day, for handle times of the day's own
	leastDead   = 50  // pauses seen, for a dead time
	steps       = 500 // values a law is given to the simulator by
	// deadMs is the longest pause between two contacts that counts as dead time; a
	// longer one while somebody waits is an absence.
	deadMs = 120_000
	// waitedMs is how long contacts must have waited in a pause for it to be an
	// absence.
	waitedMs = 30_000
	// overMs is the pause after which a stretch of an agent whose sign-ins are not
	// told is over.
	overMs = 3 * 3600_000
	// leastShare of an agent's contacts makes a queue one of the agent's.
	leastShare = 0.02
)

// learnt is what the whole history tells, the same for every day.
type learnt struct {
	skills   [][]bool    // agent × queue: worked for it
	share    [][]float64 // agent × queue: of the agent's contacts
	patience [][]float64 // by queue: equally likely values; nil: nobody gives up
	pooled   []bool      // by queue: patience is of all queues together
	handle   [][]float64 // by queue: talk and hold
	wrapUp   [][]float64 // by queue
	ring     [][]float64 // by queue
	seen     []pause     // after contacts, when somebody waited
	dead     []float64   // pauses between contacts although somebody waited
	duties   [][]duty    // by agent
	inferred []bool      // by agent: duties are inferred from contacts
	head     []float64   // by queue: seconds its contacts go before others
	waiting  [][]span    // by queue: when somebody waited
}

// learn takes from the history what the simulation needs, and nothing of how
// its days turned out but single waits, times and pauses.
func (h *history) learn() *learnt {
	l := &learnt{}
	queues := len(h.queues)
	l.skills, l.share = h.skills()
	l.head = headStarts(queues, h.choices(l.skills))
	l.patience, l.pooled = h.patience()
	l.handle, l.wrapUp, l.ring = make([][]float64, queues), make([][]float64, queues), make([][]float64, queues)
	l.waiting = make([][]span, queues)
	for i := range h.visits {
		v := &h.visits[i]
		if v.how == telephony.CodeAnswered {
			l.handle[v.queue] = append(l.handle[v.queue], v.talk)
			l.wrapUp[v.queue] = append(l.wrapUp[v.queue], v.wrapUp)
			l.ring[v.queue] = append(l.ring[v.queue], v.ring)
		}
		if v.wait-v.ring > 0 {
			l.waiting[v.queue] = append(l.waiting[v.queue], span{v.entered, v.taken()})
		}
	}
	for q := range l.waiting {
		l.waiting[q] = union(l.waiting[q])
	}
	l.duties, l.inferred = make([][]duty, len(h.agents)), make([]bool, len(h.agents))
	of := h.byAgent()
	for a := range of {
		if told, ok := h.told[a]; ok {
			l.duties[a] = told
			continue
		}
		l.inferred[a] = true
	}
	for a, list := range of {
		demand := l.demandOf(a)
		seen := pauses(list, demand, l.duties[a])
		l.seen = append(l.seen, seen...)
		if l.inferred[a] {
			l.duties[a] = infer(list, demand)
		}
	}
	l.dead = deadTime(l.seen)
	return l
}

// demandOf is when somebody waited whom the agent could have taken.
func (l *learnt) demandOf(agent int) []span {
	var out []span
	for q, has := range l.skills[agent] {
		if has {
			out = append(out, l.waiting[q]...)
		}
	}
	return union(out)
}

// pauses are those after contacts of an agent when somebody waited whom the agent
// could have taken: time the agent was at work and not free. A pause is seen to its
// end if somebody waited all the time, and otherwise known to be longer than
// until nobody waited. They tell of dead time that no source tells.
func pauses(list []*visit, demand []span, told []duty) (out []pause) {
	for i := 1; i < len(list); i++ {
		from, to := list[i-1].done(), list[i].taken()
		if to < from {
			continue
		}
		k, _ := slices.BinarySearchFunc(demand, from, func(s span, at int64) int { return cmp.Compare(s.to, at+1) })
		if k == len(demand) || demand[k].from > from {
			continue
		}
		until := min(demand[k].to, to, from+deadMs, goes(told, from))
		if until == from && until < to {
			continue // the agent went at once
		}
		out = append(out, pause{from, list[i-1].talk, queueing.Waited{Seconds: float64(until-from) / 1000, Abandoned: until == to}})
	}
	return out
}

// goes is when an agent whose sign-ins are told next goes to AUX or signs out.
func goes(told []duty, at int64) int64 {
	next := int64(math.MaxInt64)
	for i := range told {
		for _, away := range told[i].away {
			if away.to > at {
				next = min(next, max(away.from, at))
			}
		}
		if told[i].to > at {
			next = min(next, told[i].to)
		}
	}
	return next
}

// pause is one after a contact; it is Abandoned when its end was seen.
type pause struct {
	at   int64
	talk float64
	queueing.Waited
}

// deadTime is the law of pauses that agents take between contacts while somebody
// waits; nil when too few were seen.
func deadTime(seen []pause) []float64 {
	if len(seen) < leastDead {
		return nil
	}
	waits := make([]queueing.Waited, len(seen))
	for i, p := range seen {
		waits[i] = p.Waited
	}
	law := lawOf(waits)
	for i, v := range law {
		law[i] = min(v, deadMs/1000)
	}
	return law
}

// infer says when an agent whose sign-ins are not told was there: from the first
// contact to the last, without pauses in which somebody waited for long.
func infer(list []*visit, demand []span) (out []duty) {
	for i := 0; i < len(list); {
		d := duty{span: span{list[i].taken(), list[i].done()}}
		last := list[i]
		for i++; i < len(list) && list[i].taken()-d.to < overMs; i++ {
			if from, to := d.to, list[i].taken(); to-from > deadMs && within(demand, from, to) >= waitedMs {
				d.away = append(d.away, span{from, to})
			}
			if list[i].done() > d.to {
				d.to, last = list[i].done(), list[i]
			}
		}
		d.to = leaves(last)
		out = append(out, d)
	}
	return out
}

// leaves is when an agent was free to go whose last contact is known: somewhere
// in it, since it was begun and no other was. Halfway is right on average.
func leaves(last *visit) int64 { return (last.taken() + last.done()) / 2 }

// patience is each queue's law by Kaplan and Meier: who was answered had
// patience for longer. A queue of which too few gave up has that of all.
func (h *history) patience() (out [][]float64, pooled []bool) {
	of, gone := make([][]queueing.Waited, len(h.queues)), make([]int, len(h.queues))
	var all []queueing.Waited
	allGone := 0
	for i := range h.visits {
		v := &h.visits[i]
		if v.lost() || v.wait < 0 {
			continue
		}
		w := queueing.Waited{Seconds: v.wait, Abandoned: v.gone()}
		of[v.queue], all = append(of[v.queue], w), append(all, w)
		if w.Abandoned {
			gone[v.queue]++
			allGone++
		}
	}
	out, pooled = make([][]float64, len(h.queues)), make([]bool, len(h.queues))
	var shared []float64
	if allGone >= leastGone {
		shared = lawOf(all)
	}
	for q := range out {
		if gone[q] >= leastGone {
			out[q] = lawOf(of[q])
		} else {
			out[q], pooled[q] = shared, true
		}
	}
	return out, pooled
}

// lawOf gives values, each as likely as the others, of the curve of patience; it
// goes on after its last point at the exponential rate.
func lawOf(waits []queueing.Waited) []float64 {
	p, err := queueing.EstimatePatience(waits)
	if err != nil {
		return nil
	}
	out := make([]float64, steps)
	i := 0
	for k := range out {
		share := 1 - (float64(k)+0.5)/steps
		for i < len(p.Points) && p.Points[i].Survival > share {
			i++
		}
		if i < len(p.Points) {
			out[k] = p.Points[i].Seconds
			continue
		}
		last := p.Points[len(p.Points)-1]
		out[k] = last.Seconds + p.Mean*math.Log(last.Survival/share)
	}
	return out
}

// thin gives at most so many values of sorted ones, evenly by share.
func thin(sorted []float64, most int) []float64 {
	if len(sorted) <= most {
		return sorted
	}
	out := make([]float64, most)
	for k := range out {
		out[k] = sorted[(2*k+1)*len(sorted)/(2*most)]
	}
	return out
}

func sorted(values []float64) []float64 {
	out := slices.Clone(values)
	slices.SortFunc(out, cmp.Compare)
	return out
}
