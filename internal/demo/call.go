package demo

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/telephony"
)

// What customers and agents do, as shares and times.
const (
	hangsUpAtOnce   = 0.012 // leaves within five seconds whatever the queue
	takesCallback   = 0.10  // of those who wait for callbackAfter
	callsAgain      = 0.13  // a customer of the last days
	isHeld          = 0.12
	isTransferred   = 0.035
	agentEnds       = 0.17
	callbackAfter   = 75 * time.Second
	voicemailAfter  = 10 * time.Minute
	ringsUnanswered = 15 * time.Second
	notedAfterMiss  = 60 * time.Second
)

// arrive lets a customer enter a queue.
func (f *floor) arrive(queue int) {
	f.calls++
	rng := rand.New(rand.NewPCG(f.seed^0x63616c6c, dayNumber(f.on)<<20|uint64(f.calls)))
	c := &call{id: f.day + "-" + hex(f.calls), queue: queue, rng: rng}
	day, n := f.on, f.calls
	if rng.Float64() < callsAgain { // a customer of one of the last days
		day = day.Add(-1 - int(3*rng.ExpFloat64())%14)
		n = 1 + rng.IntN(900)
	}
	c.customer = customerOf(f.seed, day, n)
	f.enter(c, queue)
}

// customerOf is the telephone number of a day's n-th customer. Numbers begin
// with 100, which no mobile number does.
func customerOf(seed uint64, on civil.Date, n int) string {
	rng := rand.NewPCG(seed^0x637573746f6d6572, dayNumber(on)<<20|uint64(n))
	return "100" + strconv.FormatUint(100_000_000+rng.Uint64()%100_000_000, 10)[1:]
}

func hex(n int) string {
	s := strconv.FormatInt(int64(n), 16)
	return "000000"[min(len(s), 5):5] + s
}

// enter puts a call into a queue, for the first time or by transfer.
func (f *floor) enter(c *call, queue int) {
	q := f.centre.Queues[queue]
	c.queue, c.entered, c.phase = queue, f.now, waiting
	c.hold, c.holds = 0, 0
	c.visit++
	kind := ""
	if c.visit > 1 {
		kind = "transfer"
	}
	f.tellCall(c, telephony.Event{Kind: telephony.KindEnqueued, Customer: c.customer, CallType: kind})

	patience := int64(float64(q.Patient.Milliseconds()) * c.rng.ExpFloat64())
	if c.visit == 1 && c.rng.Float64() < hangsUpAtOnce {
		patience = 800 + c.rng.Int64N(4000)
	} else {
		patience += 6000 // the greeting is heard out
	}
	f.plan(moment{at: f.now + patience, do: doGiveUp, call: c, turn: c.visit})
	f.plan(moment{at: f.now + voicemailAfter.Milliseconds(), do: doTimeout, call: c, turn: c.visit})
	if c.rng.Float64() < takesCallback {
		f.plan(moment{at: f.now + callbackAfter.Milliseconds(), do: doCallback, call: c, turn: c.visit})
	}
	f.lines[queue] = append(f.lines[queue], c)
	f.serve(queue)
}

// serve offers the first of a line to an idle agent, if there is one.
func (f *floor) serve(queue int) {
	if len(f.lines[queue]) == 0 {
		return
	}
	if agent := f.nextAgent(queue); agent >= 0 {
		c := f.lines[queue][0]
		f.lines[queue] = f.lines[queue][1:]
		f.offer(c, agent)
	}
}

// offer rings an agent.
func (f *floor) offer(c *call, agent int) {
	f.workers[agent].idle = false
	c.phase, c.agent, c.rangAt = ringing, agent, f.now
	c.turn++
	f.tellCall(c, telephony.Event{Kind: telephony.KindOffered, Agent: f.agents[agent].AgentNo})
	next := moment{at: f.now + 1200 + c.rng.Int64N(3300), do: doAnswer, call: c, turn: c.turn}
	if c.rng.Float64() < f.agents[agent].care {
		next.at, next.do = f.now+ringsUnanswered.Milliseconds(), doMiss
	}
	f.plan(next)
}

// miss is an offer the agent let ring: the switch takes the agent out for a
// minute and the customer waits on, first in line.
func (f *floor) miss(c *call) {
	f.tellCall(c, telephony.Event{Kind: telephony.KindOfferMissed, Agent: f.agents[c.agent].AgentNo, Ring: telephony.SpanOf(f.now - c.rangAt)})
	agent := c.agent
	f.workers[agent].due = &pause{length: notedAfterMiss.Milliseconds(), reason: reasonForced}
	c.phase = waiting
	f.lines[c.queue] = slices.Insert(f.lines[c.queue], 0, c)
	f.free(agent)
	f.serve(c.queue)
}

// giveUp is the customer hanging up while waiting or ringing.
func (f *floor) giveUp(c *call) {
	wasRinging := c.phase == ringing
	f.drop(c)
	f.tellCall(c, telephony.Event{Kind: telephony.KindAbandoned, Wait: telephony.SpanOf(f.now - c.entered), By: telephony.ByCustomer})
	if wasRinging {
		f.free(c.agent)
	}
}

// leave is the customer leaving the queue alive.
func (f *floor) leave(c *call, why string) {
	f.drop(c)
	f.tellCall(c, telephony.Event{Kind: telephony.KindLeftQueue, Reason: why, Wait: telephony.SpanOf(f.now - c.entered)})
}

// drop takes a call out of its line for good.
func (f *floor) drop(c *call) {
	c.phase = gone
	line := f.lines[c.queue]
	if i := slices.Index(line, c); i >= 0 {
		f.lines[c.queue] = slices.Delete(line, i, i+1)
	}
}

// answer begins the conversation and plans its course.
func (f *floor) answer(c *call) {
	p, q := &f.agents[c.agent], f.centre.Queues[c.queue]
	c.phase, c.answered = talking, f.now
	f.tellCall(c, telephony.Event{Kind: telephony.KindConnected, Agent: p.AgentNo,
		Wait: telephony.SpanOf(f.now - c.entered), Ring: telephony.SpanOf(f.now - c.rangAt)})
	at := f.now + max(4000, int64(p.pace*f.factor(c.queue, func(p Planted) float64 { return p.Talk })*float64(lognormal(c.rng, q.Talk, 0.75))))
	if c.rng.Float64() < isHeld {
		begin := f.now + (at-f.now)/3 + c.rng.Int64N((at-f.now)/3)
		length := lognormal(c.rng, 38*time.Second, 0.6)
		f.plan(moment{at: begin, do: doHold, call: c})
		f.plan(moment{at: begin + length, do: doRetrieve, call: c})
		at += length
	}
	f.plan(moment{at: at, do: doEnd, call: c})
}

// end ends the conversation: hung up or transferred to the care line, then
// after-call work.
func (f *floor) end(c *call) {
	agent, queue := c.agent, c.queue
	p := &f.agents[agent]
	e := telephony.Event{Kind: telephony.KindEnded, Agent: p.AgentNo, By: telephony.ByCustomer,
		Talk: telephony.SpanOf(f.now - c.answered - c.hold), Hold: telephony.SpanOf(c.hold), Holds: c.holds}
	target := len(f.centre.Queues) - 1
	transfer := queue != target && c.rng.Float64() < isTransferred && f.open(target)
	switch {
	case transfer:
		e.Kind, e.By, e.To = telephony.KindTransferred, telephony.ByAgent, f.centre.Queues[target].Code
	case c.rng.Float64() < agentEnds:
		e.By = telephony.ByAgent
	}
	c.phase = wrapping
	f.tellCall(c, e)
	work := max(1000, int64(p.pace*f.factor(queue, func(p Planted) float64 { return p.WrapUp })*float64(lognormal(c.rng, f.centre.Queues[queue].WrapUp, 0.6))))
	f.tellCall(c, telephony.Event{Kind: telephony.KindWrapUpStarted, Agent: p.AgentNo})
	f.plan(moment{at: f.now + work, do: doWrapUpEnd, call: c, agent: int16(agent), queue: int8(queue), from: f.now})
	if transfer {
		f.enter(c, target)
	}
}
