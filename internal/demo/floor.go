package demo

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/lingting/lingting/internal/telephony"
)

// action is what the loop does at an instant.
type action uint8

const (
	doMidnight action = iota // plan the day
	doSignIn
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
	seq   int64 // keeps moments of one instant in the order they were planned
	do    action
	agent int
	call  *call
	turn  int // the offer or the visit the moment was planned for
	duty  *duty
	queue int
	from  int64 // begin of wrap-up
	pause pause
}

type agenda []moment

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].seq < a[j].seq
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(moment)) }
func (a *agenda) Pop() any {
	old := *a
	m := old[len(old)-1]
	*a = old[:len(old)-1]
	return m
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
	turn     int // goes up with every offer
	visit    int // goes up with every queue
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
}

// floor is the state of the loop.
type floor struct {
	seed     uint64
	zone     *time.Location
	centre   Centre
	agents   []Person
	workers  []worker
	lines    [][]*call // waiting customers per queue, first come first served
	agenda   agenda
	now      int64
	seq      int64
	calls    int
	recent   []string // customers who may call again
	out      func(telephony.Event) error
	err      error
	agentSaw []int // agent events told, part of their identity
}

func (f *floor) plan(m moment) {
	f.seq++
	m.seq = f.seq
	heap.Push(&f.agenda, m)
}

// tell passes an event on, with the instant and its identity.
func (f *floor) tell(e telephony.Event) {
	if f.err != nil {
		return
	}
	e.At = f.now
	if e.Agent != "" && e.Call == "" {
		e.Key = fmt.Sprintf("demo-a%s-%012x", e.Agent, e.At<<4|int64(f.ordinal(e.Agent)&15))
	}
	e.Raw = fmt.Sprintf("%d|%s|%s|%s|%s|%s%s", e.At, e.Call, e.Queue, e.Agent, e.Kind, e.State, e.Reason)
	f.err = f.out(e)
}

func (f *floor) ordinal(agentNo string) int {
	for i := range f.agents {
		if f.agents[i].AgentNo == agentNo {
			f.agentSaw[i]++
			return f.agentSaw[i]
		}
	}
	return 0
}

// tellCall passes an event of a call on.
func (f *floor) tellCall(c *call, e telephony.Event) {
	c.said++
	e.Key = fmt.Sprintf("demo-%s-%02d", c.id, c.said)
	e.Rank = c.said
	e.Call = c.id
	if e.Queue == "" {
		e.Queue = f.centre.Queues[c.queue].Code
	}
	f.tell(e)
}

// midnight plans the day that begins now.
func (f *floor) midnight() {
	today := time.UnixMilli(f.now).In(f.zone)
	shifts := duties(f.seed, today, f.agents)
	for i := range shifts {
		d := &shifts[i]
		f.plan(moment{at: d.from, do: doSignIn, agent: d.agent, duty: d})
	}
	for q := range f.centre.Queues {
		for _, at := range arrivals(f.seed, today, f.centre.Queues[q], q) {
			f.plan(moment{at: at, do: doArrive, queue: q})
		}
	}
	y, m, d := today.Date()
	f.plan(moment{at: time.Date(y, m, d+1, 0, 0, 0, 0, f.zone).UnixMilli(), do: doMidnight})
}

// step does what is due.
func (f *floor) step(m moment) {
	f.now = m.at
	c := m.call
	current := c != nil && c.turn == m.turn
	switch m.do {
	case doMidnight:
		f.midnight()
	case doSignIn:
		f.begin(m.agent, m.duty)
	case doSignOut:
		f.finish(m.agent)
	case doPause:
		f.pauseDue(m.agent, m.pause)
	case doReady:
		f.state(m.agent, telephony.StateReady, "")
		f.free(m.agent)
	case doArrive:
		f.arrive(m.queue)
	case doGiveUp:
		if c.visit == m.turn && (c.phase == waiting || c.phase == ringing) {
			f.giveUp(c)
		}
	case doTimeout:
		if c.visit == m.turn && c.phase == waiting {
			f.leave(c, telephony.LeftTimeout)
		}
	case doCallback:
		if c.visit == m.turn && c.phase == waiting {
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
		f.tellCall(c, telephony.Event{Kind: telephony.KindWrapUpEnded, Agent: f.agents[m.agent].AgentNo, Queue: f.centre.Queues[m.queue].Code,
			WrapUp: telephony.SpanOf(f.now - m.from)})
		f.free(m.agent)
	}
}

// lognormal draws a length around a mean with the given spread of its logarithm.
func lognormal(rng *rand.Rand, mean time.Duration, spread float64) int64 {
	return int64(float64(mean.Milliseconds()) * math.Exp(spread*rng.NormFloat64()-spread*spread/2))
}
