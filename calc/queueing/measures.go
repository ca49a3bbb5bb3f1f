package queueing

import "math"

// law is how long answered and abandoned contacts wait, as shares of all that
// are offered.
type law interface {
	answeredWithin(t float64) float64
	abandonedWithin(t float64) float64
}

// Measures is what a load on so many agents comes to, in the long run.
// Answered, Abandoned and Blocked are shares of all contacts and sum to 1.
type Measures struct {
	Model    Model
	Notation string // Kendall's, M/M/n+M
	Agents   int
	Erlangs  float64 // load
	Excess   float64 // (agents − erlangs) / √erlangs: the safety staffing; 0 when nobody comes

	Wait      float64 // share that has to wait; who is turned away does not
	Answered  float64
	Abandoned float64
	Blocked   float64 // turned away: all agents busy and no place to wait

	ASA         float64 // mean wait of the answered, seconds
	MeanWait    float64 // mean wait of all but the blocked
	AbandonWait float64 // mean wait of the abandoned; 0 when there are none
	Queue       float64 // mean number of contacts that wait
	Busy        float64 // mean number of agents that handle a contact
	Occupancy   float64 // Busy / Agents

	law law
}

func start(m Model, l Load, agents int) Measures {
	out := Measures{Model: m, Notation: m.Notation(l), Agents: agents, Erlangs: l.Erlangs(), Answered: 1}
	if out.Erlangs > 0 {
		out.Excess = (float64(agents) - out.Erlangs) / math.Sqrt(out.Erlangs)
	}
	return out
}

// measures takes them from the waits.
func measures(m Model, l Load, agents int, w *waits, blocked float64) Measures {
	out := start(m, l, agents)
	last := len(w.edges) - 1
	out.law = w
	out.Wait = min(w.weight*w.all, 1)
	out.Answered = min(w.free+w.weight*w.stays[last], 1)
	out.Abandoned = min(w.weight*w.leaves[last], 1)
	out.Blocked = blocked
	out.ASA = w.weight * w.staysWait / out.Answered
	out.MeanWait = w.weight * w.mean / (w.free + w.weight*w.all)
	if out.Abandoned > 0 {
		out.AbandonWait = w.weight * w.leavesWait / out.Abandoned
	}
	out.Queue = l.Rate * w.weight * w.mean
	out.work(l)
	return out
}

// work is what the answered keep busy.
func (m *Measures) work(l Load) {
	m.Occupancy = min(l.Erlangs()*m.Answered/float64(m.Agents), 1)
	m.Busy = m.Occupancy * float64(m.Agents)
}

// AnsweredWithin is the share of all contacts answered with a wait of t
// seconds or less.
func (m Measures) AnsweredWithin(t float64) float64 { return m.law.answeredWithin(max(t, 0)) }

// AbandonedWithin is the share of all contacts that gave up with a wait of t
// seconds or less.
func (m Measures) AbandonedWithin(t float64) float64 { return m.law.abandonedWithin(max(t, 0)) }

// AnsweredWait is the wait that the share p of the answered do not exceed.
func (m Measures) AnsweredWait(p float64) float64 {
	return quantileOf(p*m.Answered, m.ASA, m.AnsweredWithin)
}

// OfferedWait is the wait, ended by an agent or by giving up, that the share p
// of all but the blocked do not exceed.
func (m Measures) OfferedWait(p float64) float64 {
	return quantileOf(p*(1-m.Blocked), m.MeanWait, func(t float64) float64 { return m.AnsweredWithin(t) + m.AbandonedWithin(t) })
}

// quantileOf is the least t at which rising reaches share; near is any time
// of that order.
func quantileOf(share, near float64, rising func(float64) float64) float64 {
	if rising(0) >= share {
		return 0
	}
	low, high := 0.0, max(near, 1e-9)
	for i := 0; i < 200 && rising(high) < share; i++ {
		low, high = high, 2*high
	}
	for range 60 {
		mid := (low + high) / 2
		if mid <= low || mid >= high {
			break
		}
		if rising(mid) < share {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// blockedOnly is Erlang B.
func blockedOnly(l Load, agents int) Measures {
	out := start(ModelB, l, agents)
	out.Blocked = lossShare(agents, l.Erlangs())
	out.Answered = 1 - out.Blocked
	if b := lossShare(agents-1, l.Erlangs()); b > 0 { // precise also where nearly all are turned away
		out.Answered = float64(agents) / (float64(agents) + l.Erlangs()*b)
	}
	out.law = noWait(out.Answered)
	out.work(l)
	return out
}

// noWait is the share that is answered, all at once.
type noWait float64

func (s noWait) answeredWithin(float64) float64 { return float64(s) }
func (noWait) abandonedWithin(float64) float64  { return 0 }
