package demo

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/telephony"
)

// action is what the loop does at an instant.
type action uint8

const (
	doSignIn action = iota
	doSignOut
	doPause // a planned break is due
	doReady // a break ends
	doArrive
	doGiveUp   // patience ends
	doTimeout  // the queue sends the customer to voicemail
	doCallback // the customer takes the offered callback
	doAnswer
	doMiss
	doHold
	doRetrieve
	doEnd
	doWrapUpEnd
)

// moment is an entry of the agenda.
type moment struct {
	at    int64
	seq   int32 // keeps moments of one instant in the order they were planned
	agent int16
	turn  int16 // the offer or the visit the moment was planned for
	queue int8
	do    action
	call  *call
	duty  *duty
	pause pause
	from  int64 // begin of wrap-up
}

func (m *moment) before(o *moment) bool { return m.at < o.at || m.at == o.at && m.seq < o.seq }

// agenda is a heap of moments, the next one first.
type agenda []moment

func (a *agenda) push(m moment) {
	h := append(*a, m)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !h[i].before(&h[up]) {
			break
		}
		h[i], h[up] = h[up], h[i]
		i = up
	}
	*a = h
}

func (a *agenda) pop() moment {
	h := *a
	first, n := h[0], len(h)-1
	h[0] = h[n]
	h = h[:n]
	for i := 0; ; {
		next := 2*i + 1
		if next >= n {
			break
		}
		if next+1 < n && h[next+1].before(&h[next]) {
			next++
		}
		if !h[next].before(&h[i]) {
			break
		}
		h[i], h[next] = h[next], h[i]
		i = next
	}
	*a = h
	return first
}

// Phases of a call.
const (
	waiting = iota
	ringing
	talking
	wrapping
	gone
)

// call is one customer on the line.
type call struct {
	id       string
	customer string
	rng      *rand.Rand
	queue    int
	turn     int16 // goes up with every offer
	visit    int16 // goes up with every queue
	phase    int
	entered  int64
	rangAt   int64
	answered int64
	heldAt   int64
	hold     int64
	holds    int
	agent    int
	said     int // events told, part of their identity
}

// worker is an agent on the floor.
type worker struct {
	on    bool
	idle  bool
	since int64 // idle since
	due   *pause
	leave bool // the shift is over, the last contact or break is not
	mute  bool // will forget to sign out
	said  int  // events told, part of their identity
}

// floor is the state of the loop over one operating day.
type floor struct {
	seed     uint64
	on       civil.Date
	midnight int64 // ms UTC of the date's midnight
	planted  []Planted
	centre   *Centre
	agents   []Person
	workers  []worker
	lines    [][]*call // waiting customers per queue, first come first served
	agenda   agenda
	now      int64
	seq      int32
	calls    int
	told     []telephony.Event
	day      string // hex number of the day, part of every identity
}

func (f *floor) plan(m moment) {
	f.seq++
	m.seq = f.seq
	f.agenda.push(m)
}

// minute is the minute of the calendar day now.
func (f *floor) minute() int { return int((f.now-f.midnight)/60_000) % 1440 }

// open reports whether a queue takes calls now.
func (f *floor) open(queue int) bool {
	return f.now < f.midnight+closes*60_000 && f.centre.Queues[queue].openAt(f.minute())
}

// factor is the product of a planted factor that holds now for a queue.
func (f *floor) factor(queue int, of func(Planted) float64) float64 {
	out := 1.0
	for _, p := range f.planted {
		if v := of(p); v > 0 && p.at(f.minute(), f.centre.Queues[queue].Code) {
			out *= v
		}
	}
	return out
}

// tellAgent keeps an event of an agent, with the instant and its identity.
func (f *floor) tellAgent(agent int, e telephony.Event) {
	w := &f.workers[agent]
	w.said++
	e.At, e.Agent = f.now, f.agents[agent].AgentNo
	e.Key = key(Source+"-a"+f.day+e.Agent, w.said, 3)
	f.keep(e)
}

// tellCall keeps an event of a call.
func (f *floor) tellCall(c *call, e telephony.Event) {
	c.said++
	e.At, e.Rank, e.Call = f.now, c.said, c.id
	e.Key = key(Source+"-"+c.id, c.said, 2)
	if e.Queue == "" {
		e.Queue = f.centre.Queues[c.queue].Code
	}
	f.keep(e)
}

// keep writes the raw row a switch would have written.
func (f *floor) keep(e telephony.Event) {
	b := make([]byte, 0, 80)
	b = strconv.AppendInt(b, e.At, 10)
	for _, s := range [...]string{e.Call, e.Queue, e.Agent, string(e.Kind), e.State + e.Reason} {
		b = append(b, '|')
		b = append(b, s...)
	}
	e.Raw = string(b)
	f.told = append(f.told, e)
}

// key is prefix-n with n in so many digits.
func key(prefix string, n, digits int) string {
	b := make([]byte, 0, 32)
	b = append(b, prefix...)
	b = append(b, '-')
	for limit := 10; digits > 1; digits-- {
		if n < limit {
			b = append(b, '0')
		}
		limit *= 10
	}
	return string(strconv.AppendInt(b, int64(n), 10))
}

// step does what is due.
func (f *floor) step(m moment) {
	f.now = m.at
	c, agent := m.call, int(m.agent)
	current := c != nil && c.turn == m.turn
	inLine := c != nil && c.visit == m.turn
	switch m.do {
	case doSignIn:
		f.begin(agent, m.duty)
	case doSignOut:
		f.finish(agent)
	case doPause:
		f.pauseDue(agent, m.pause)
	case doReady:
		f.state(agent, telephony.StateReady, "")
		f.free(agent)
	case doArrive:
		f.arrive(int(m.queue))
	case doGiveUp:
		if inLine && (c.phase == waiting || c.phase == ringing) {
			f.giveUp(c)
		}
	case doTimeout:
		if inLine && c.phase == waiting {
			f.leave(c, telephony.LeftTimeout)
		}
	case doCallback:
		if inLine && c.phase == waiting {
			f.leave(c, telephony.LeftCallback)
		}
	case doAnswer:
		if current && c.phase == ringing {
			f.answer(c)
		}
	case doMiss:
		if current && c.phase == ringing {
			f.miss(c)
		}
	case doHold:
		c.heldAt = f.now
		c.holds++
		f.tellCall(c, telephony.Event{Kind: telephony.KindHeld, Agent: f.agents[c.agent].AgentNo})
	case doRetrieve:
		c.hold += f.now - c.heldAt
		f.tellCall(c, telephony.Event{Kind: telephony.KindRetrieved, Agent: f.agents[c.agent].AgentNo})
	case doEnd:
		f.end(c)
	case doWrapUpEnd:
		f.tellCall(c, telephony.Event{Kind: telephony.KindWrapUpEnded, Agent: f.agents[agent].AgentNo, Queue: f.centre.Queues[m.queue].Code,
			WrapUp: telephony.SpanOf(f.now - m.from)})
		f.free(agent)
	}
}

// lognormal draws a length around a mean with the given spread of its logarithm.
func lognormal(rng *rand.Rand, mean time.Duration, spread float64) int64 {
	return int64(float64(mean.Milliseconds()) * math.Exp(spread*rng.NormFloat64()-spread*spread/2))
}
