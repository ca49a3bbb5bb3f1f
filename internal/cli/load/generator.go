package load

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/sources"
)

// Centre is how large the centre is.
type Centre struct {
	Agents, Queues int
	Seed           uint64
}

// Shares and lengths of a day at an ordinary pace; lengths in milliseconds.
const (
	missedShare = 0.06
	holdShare   = 0.15
	wrapShare   = 0.9
	awayShare   = 0.04 // of contacts after which the agent takes a break

	ringMs     = 4_000
	talkMs     = 190_000
	wrapMs     = 25_000
	awayMs     = 300_000
	patienceMs = 90_000

	// perContact is how many events a contact makes, with its share of breaks.
	perContact = 6.31
	// handleMs is how long a contact occupies its agent, with its share of breaks.
	handleMs  = ringMs*(1+missedShare) + talkMs + wrapShare*wrapMs + awayShare*awayMs
	occupancy = 0.8
)

var awayReasons = []string{"小休", "用餐", "培训", "会议"}

// Generator is the centre at work.
type Generator struct {
	centre Centre
	rnd    *rand.Rand
	now    int64
	steps  steps
	count  int64   // of steps, to order those of one instant
	gapMs  float64 // mean time between two contacts
	scale  float64 // of all lengths, so that the agents are occupied at any pace
	ended  bool

	free    []int // agents ready for a contact
	away    []bool
	waiting []*contact
	open    map[*contact]bool
	calls   int
	out     []Event
	truth   Truth
}

// contact is one contact from its entering to the end of its wrap-up.
type contact struct {
	id        string
	queue     int
	agent     int // -1: nobody
	standing  standing
	enteredMs int64
	rangMs    int64
	talkedMs  int64 // when it was connected
	heldMs    int64 // since when it is on hold, 0: it is not
	holdMs    int64
	endedMs   int64
}

type standing int

const (
	waits standing = iota
	rings
	talks
	wraps
	over
)

// New opens the centre at startMs, ms UTC: everybody signs in within the first
// seconds. pace is the number of events a second.
func New(c Centre, startMs int64, pace float64) *Generator {
	g := &Generator{centre: c, rnd: rand.New(rand.NewPCG(c.Seed, 0x11f7)), now: startMs, open: map[*contact]bool{},
		away: make([]bool, c.Agents), truth: Truth{Queues: make([]Counts, c.Queues), Agents: make([]Counts, c.Agents)}}
	g.set(pace)
	for i := range c.Agents {
		g.in(g.rnd.Int64N(20_000), func() {
			g.emit(telephony.KindAgentSignedIn, i, -1, nil)
			g.ready(i)
		})
	}
	g.in(20_000, g.arrive)
	return g
}

// OrdinaryPace is the number of events a second of so many agents who take ten
// contacts an hour.
func OrdinaryPace(agents int) float64 { return float64(agents) * 10 / 3600 * perContact }

func (g *Generator) set(pace float64) {
	perSecond := pace / perContact
	g.gapMs = 1000 / perSecond
	g.scale = occupancy * float64(g.centre.Agents) / (perSecond * handleMs / 1000)
}

// SetPace changes the number of events a second. What is under way goes on at
// the new pace, so that agents stay as occupied as they were.
func (g *Generator) SetPace(pace float64) {
	before := g.scale
	g.set(pace)
	for i := range g.steps {
		s := &g.steps[i]
		s.at = g.now + int64(float64(s.at-g.now)*g.scale/before)
	}
	heap.Init(&g.steps)
}

// Until gives the events up to an instant, in order of time.
func (g *Generator) Until(atMs int64) []Event {
	for len(g.steps) > 0 && g.steps[0].at <= atMs {
		s := heap.Pop(&g.steps).(step)
		g.now = max(g.now, s.at)
		s.do()
	}
	g.now = max(g.now, atMs)
	out := g.out
	g.out = nil
	return out
}

// Close ends every contact and signs everybody out, as of atMs.
func (g *Generator) Close(atMs int64) []Event {
	out := g.Until(atMs)
	g.ended = true
	g.steps = nil
	under := make([]*contact, 0, len(g.open))
	for c := range g.open {
		under = append(under, c)
	}
	slices.SortFunc(under, func(a, b *contact) int { return int(a.enteredMs - b.enteredMs) })
	for _, c := range under {
		switch c.standing {
		case waits, rings:
			g.abandon(c)
		case talks:
			g.end(c, false)
		case wraps:
			g.wrapped(c)
		}
	}
	for i := range g.centre.Agents {
		g.emit(telephony.KindAgentSignedOut, i, -1, nil)
	}
	out = append(out, g.out...)
	g.out = nil
	return out
}

// Truth is what was told so far.
func (g *Generator) Truth() Truth {
	return Truth{g.truth.Events, slices.Clone(g.truth.Queues), slices.Clone(g.truth.Agents)}
}

// around is a length near mean, at the present pace, never 0.
func (g *Generator) around(mean float64) int64 {
	return max(1, int64(mean*g.scale*(0.3+0.9*g.rnd.Float64()+0.5*g.rnd.ExpFloat64()*0.5)))
}

func (g *Generator) in(after int64, do func()) {
	g.count++
	heap.Push(&g.steps, step{g.now + after, g.count, do})
}

func (g *Generator) arrive() {
	g.in(max(1, int64(g.gapMs*g.rnd.ExpFloat64())), g.arrive)
	g.calls++
	c := &contact{id: fmt.Sprintf("c%08d", g.calls), queue: g.rnd.IntN(g.centre.Queues), agent: -1, enteredMs: g.now}
	g.open[c] = true
	g.emit(telephony.KindEnqueued, -1, c.queue, c.about(func(t *sources.Told) { t.Customer = fmt.Sprintf("138%08d", g.rnd.IntN(300_000)) }))
	g.waiting = append(g.waiting, c)
	g.in(g.around(patienceMs), func() {
		if c.standing == waits || c.standing == rings {
			g.abandon(c)
		}
	})
	g.match()
}

func (g *Generator) abandon(c *contact) {
	g.emit(telephony.KindAbandoned, -1, c.queue, c.about(func(t *sources.Told) { t.WaitMs = ms(g.now - c.enteredMs) }))
	rang, agent := c.standing == rings, c.agent
	c.standing = over
	delete(g.open, c)
	if rang {
		g.ready(agent)
	}
}

// match offers those who wait to agents who are free.
func (g *Generator) match() {
	for len(g.waiting) > 0 && len(g.free) > 0 && !g.ended {
		c := g.waiting[0]
		g.waiting = g.waiting[1:]
		if c.standing != waits {
			continue
		}
		i := g.rnd.IntN(len(g.free))
		agent := g.free[i]
		g.free[i] = g.free[len(g.free)-1]
		g.free = g.free[:len(g.free)-1]
		g.offer(c, agent)
	}
}

func (g *Generator) offer(c *contact, agent int) {
	c.standing, c.agent, c.rangMs = rings, agent, g.now
	g.emit(telephony.KindOffered, agent, c.queue, c.about(nil))
	missed := g.rnd.Float64() < missedShare
	g.in(g.around(ringMs), func() {
		if c.standing != rings || c.agent != agent {
			return
		}
		if missed {
			g.emit(telephony.KindOfferMissed, agent, c.queue, c.about(func(t *sources.Told) { t.RingMs = ms(g.now - c.rangMs) }))
			c.standing, c.agent = waits, -1
			g.waiting = slices.Insert(g.waiting, 0, c)
			g.ready(agent)
			return
		}
		g.connect(c)
	})
}

func (g *Generator) connect(c *contact) {
	c.standing, c.talkedMs = talks, g.now
	g.emit(telephony.KindConnected, c.agent, c.queue, c.about(func(t *sources.Told) {
		t.WaitMs, t.RingMs = ms(g.now-c.enteredMs), ms(g.now-c.rangMs)
	}))
	talk := g.around(talkMs)
	if g.rnd.Float64() < holdShare && talk > 4 {
		g.in(talk*2/5, func() {
			c.heldMs = g.now
			g.emit(telephony.KindHeld, c.agent, c.queue, c.about(nil))
		})
		g.in(talk*3/5, func() { g.retrieve(c) })
	}
	g.in(talk, func() { g.end(c, g.rnd.Float64() < wrapShare) })
}

func (g *Generator) retrieve(c *contact) {
	c.holdMs, c.heldMs = c.holdMs+g.now-c.heldMs, 0
	g.emit(telephony.KindRetrieved, c.agent, c.queue, c.about(nil))
}

func (g *Generator) end(c *contact, wrap bool) {
	if c.heldMs != 0 {
		g.retrieve(c)
	}
	c.endedMs = g.now
	by := []string{telephony.ByCustomer, telephony.ByCustomer, telephony.ByAgent}[g.rnd.IntN(3)]
	g.emit(telephony.KindEnded, c.agent, c.queue, c.about(func(t *sources.Told) {
		t.TalkMs, t.HoldMs, t.By = ms(g.now-c.talkedMs-c.holdMs), ms(c.holdMs), by
	}))
	if !wrap {
		g.leave(c)
		return
	}
	c.standing = wraps
	g.emit(telephony.KindWrapUpStarted, c.agent, c.queue, c.about(nil))
	g.in(g.around(wrapMs), func() { g.wrapped(c) })
}

func (g *Generator) wrapped(c *contact) {
	g.emit(telephony.KindWrapUpEnded, c.agent, c.queue, c.about(func(t *sources.Told) { t.WrapUpMs = ms(g.now - c.endedMs) }))
	g.leave(c)
}

// leave gives the agent free, or lets them take a break.
func (g *Generator) leave(c *contact) {
	c.standing = over
	delete(g.open, c)
	agent := c.agent
	if g.ended || g.rnd.Float64() >= awayShare {
		g.ready(agent)
		return
	}
	reason := awayReasons[g.rnd.IntN(len(awayReasons))]
	g.emit(telephony.KindAgentState, agent, -1, func(t *sources.Told) { t.State, t.Reason = telephony.StateAux, reason })
	g.away[agent] = true
	g.in(g.around(awayMs), func() {
		g.away[agent] = false
		g.emit(telephony.KindAgentState, agent, -1, func(t *sources.Told) { t.State = telephony.StateReady })
		g.ready(agent)
	})
}

func (g *Generator) ready(agent int) {
	g.free = append(g.free, agent)
	g.match()
}

// step is something that happens at an instant.
type step struct {
	at    int64
	count int64
	do    func()
}

type steps []step

func (s steps) Len() int { return len(s) }
func (s steps) Less(i, k int) bool {
	return s[i].at < s[k].at || s[i].at == s[k].at && s[i].count < s[k].count
}
func (s steps) Swap(i, k int) { s[i], s[k] = s[k], s[i] }

// Push adds a step, for container/heap.
func (s *steps) Push(x any) { *s = append(*s, x.(step)) }

// Pop takes the last step, for container/heap.
func (s *steps) Pop() any {
	old := *s
	last := old[len(old)-1]
	old[len(old)-1] = step{}
	*s = old[:len(old)-1]
	return last
}
