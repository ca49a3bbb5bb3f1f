package sim

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
)

// machine simulates replications of a program, one at a time. Everything it
// needs is made once; after the first replications nothing is allocated.
type machine struct {
	p *Program
	*sheet
	now      float64
	dayStart float64
	day      int
	cueAt    int
	nextCue  float64
	interval int // that counts now
	open     bool
	shut     []bool // by type: its own doors, where it has hours of its own
	ended    bool

	arrivals calendar // the next of each type
	services calendar // agents at work
	hole     bool     // the first of services is over and may be replaced
	timers   timers   // of waiting contacts
	later    calendar // everything rare

	sources []source
	queues  []queue
	waiting int // contacts in all queues
	pool    []contact
	spare   int32 // free places of pool, linked by next
	rooms   []room
	idle    int // agents in all groups
	agents  []agentState
	lines   []int
	begun   []outboundState
	here    [][]int32 // by group: of the first n agents, how many came today
	seed    uint64
	luck    uint64 // of busyness and noise, which replications may share
	sharing int    // so many replications share it
	err     error
}

// source makes the arrivals of a type.
type source struct {
	random
	at, end, rate, mean float64 // in the present step of the rate; mean time between
	step, day           int
	key                 uint64 // of the contacts' own streams
	number              uint64 // contacts so far
}

// queue is the waiting contacts of a type, linked from first to last.
type queue struct {
	first, last int32
	n           int32
	most        int32
	since       float64 // area is up to date to then
	area        float64
}

// contact is one that waits, or one that will come again.
type contact struct {
	since   float64 // when it began to wait
	until   float64 // when its patience or time-out ends
	seed    uint64
	next    int32
	prev    int32
	kind    int32 // type
	cell    int32 // of the tally: interval × type
	step    int16 // next step of its route
	attempt uint8
	ends    ending
	timed   bool // has a timer
}

// ending is how a wait ends at until.
type ending uint8

const (
	endAbandoned ending = iota
	endBalked
	endMessage
	endRedirected
	endDisconnected
)

// room is the state of a group.
type room struct {
	since       float64 // the areas are up to date to then
	time        agentTime
	first, last int32 // idle agents, longest idle first
	idle        int32
	busy        int32
	duty        int32 // agents that should be there
	toLeave     int32 // agents that are there beyond their time
	off         int32 // agents that are not there, linked by next
}

// agentState is the state of an agent.
type agentState struct {
	idleSince float64
	wrapUp    float64 // still to do after the contact has gone
	rest      float64 // length of a break that waits for the end of a service
	next      int32
	prev      int32
	kind      int32 // type of the contact
	on        bool  // in a shift
	away      bool  // in a break
	leaving   bool  // the shift has ended
	busy      bool
}

// outboundState is the state of a type's outbound work.
type outboundState struct {
	ringing int
	left    int // of the backlog
	number  uint64
}

// Causes of randomness: each has streams of its own.
const (
	causeArrivals uint64 = 0x1000 + iota
	causeContacts
	causeBusyness
	causeAbsence
	causeAttendance
	causeOutbound
	causeNoise
)

// Causes within one contact, added to its seed.
const (
	ofService  uint64 = 0x632be59bd9b4e019
	ofWrapUp   uint64 = 0xd1342543de82ef95
	ofPatience uint64 = 0xaf251af3b0f025b5
	ofBalking  uint64 = 0x8cb92ba72f3d8dd7
	ofTimeout  uint64 = 0x2545f4914f6cdd1d
	ofRetrial  uint64 = 0xda942042e4dd58b5
	ofChoice   uint64 = 0x9fb21c651e98df25
	ofDial     uint64 = 0xe7037ed1a0b428db
	ofAttempt  uint64 = 0xa0761d6478bd642f
	ofRinging  uint64 = 0xc2b2ae3d27d4eb4f
)

func newMachine(p *Program) *machine {
	m := &machine{
		p: p, sheet: newSheet(p),
		sources: make([]source, len(p.types)), arrivals: make(calendar, 0, len(p.types)),
		queues: make([]queue, len(p.types)), shut: make([]bool, len(p.types)), rooms: make([]room, len(p.groups)),
		agents: make([]agentState, len(p.agents)), lines: make([]int, len(p.lines)),
		begun: make([]outboundState, len(p.types)), here: make([][]int32, len(p.groups)), sharing: 1,
		services: make(calendar, 0, len(p.agents)+1),
	}
	for g := range p.groups {
		m.here[g] = make([]int32, p.groups[g].size+1)
	}
	return m
}

func nameKey(name string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return h.Sum64()
}

// run simulates replication r of the seed and leaves its counts in the sheet.
// Same seed, same r, same counts, whatever ran before.
func (m *machine) run(ctx context.Context, seed uint64, r int) error {
	m.reset(seed, r)
	for n := 0; ; n++ {
		if n&0xffff == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		// At the same moment: what is scheduled, then ends of services, then
		// what is rare, then ends of patience, then arrivals.
		at, what := m.nextCue, 0
		if v := m.services.next(); v < at {
			at, what = v, 1
		}
		if v := m.later.next(); v < at {
			at, what = v, 2
		}
		if v := m.timers.next(); v < at {
			at, what = v, 3
		}
		if v := m.arrivals.next(); v < at {
			at, what = v, 4
		}
		if at == math.Inf(1) {
			break
		}
		m.now = at
		switch what {
		case 0:
			m.cue()
		case 1:
			m.serviceEnd()
		case 2:
			m.rare()
		case 3:
			m.timer()
		case 4:
			kind := int(m.arrivals[0].id)
			s := &m.sources[kind]
			s.number++
			if next := m.advance(kind); math.IsInf(next, 1) {
				m.arrivals.pop()
			} else {
				m.arrivals.replace(event{at: next, id: int32(kind)})
			}
			m.arrive(kind, mix(s.key+s.number*gamma64), 0, false)
		}
		if m.err != nil {
			return m.err
		}
	}
	m.disconnect() // who waits still, nobody will ever serve
	m.flush()
	return nil
}

// reset begins a replication with an empty centre.
func (m *machine) reset(seed uint64, r int) {
	p := m.p
	m.sheet.reset()
	m.seed = hash(seed, uint64(r))
	m.luck = hash(seed, uint64(r/m.sharing))
	m.now, m.dayStart, m.day, m.cueAt, m.nextCue = 0, 0, 0, 0, 0
	m.interval = p.intervals
	m.ended, m.hole, m.err = false, false, nil
	m.open = inside(p.hours, 0)
	m.arrivals, m.services, m.later, m.timers.heap = m.arrivals[:0], m.services[:0], m.later[:0], m.timers.heap[:0]
	m.waiting, m.idle = 0, 0
	m.pool, m.spare = m.pool[:0], -1
	copy(m.lines, p.lines)
	for i := range m.agents {
		m.agents[i] = agentState{}
	}
	for g := range m.rooms {
		m.rooms[g] = room{first: -1, last: -1, off: -1}
		if x := &p.groups[g]; !x.shifts {
			for a := x.first + x.size - 1; a >= x.first; a-- {
				m.agents[a].next, m.rooms[g].off = m.rooms[g].off, int32(a)
			}
		}
	}
	for t := range m.queues {
		x := &p.types[t]
		m.shut[t] = x.hours != nil && !inside(x.hours, 0)
		m.queues[t] = queue{first: -1, last: -1}
		key := hash(m.seed, x.key)
		m.begun[t] = outboundState{}
		m.sources[t] = source{random: random{hash(key, causeArrivals)}, key: hash(key, causeContacts), step: -1}
		if !x.inbound {
			continue
		}
		if at := m.advance(t); !math.IsInf(at, 1) {
			m.arrivals.push(event{at: at, id: int32(t)})
		}
	}
}

// advance finds the next arrival of a type.
func (m *machine) advance(t int) float64 {
	s, x := &m.sources[t], &m.p.types[t]
	if x.replay != nil {
		if s.number < uint64(len(x.replay)) {
			return x.replay[s.number]
		}
		return math.Inf(1)
	}
	// The time to the next arrival in units of the mean: what is left of it
	// after a step of the rate goes on in the next.
	e := s.exponential()
	for {
		if at := s.at + e*s.mean; s.rate > 0 && at < s.end {
			s.at = at
			return at
		}
		e = max(e-(s.end-s.at)*s.rate, 0)
		s.at = s.end
		if s.step++; s.step == len(x.rates.at) {
			s.step, s.day = 0, s.day+1
		}
		if s.day == m.p.days {
			return math.Inf(1)
		}
		s.rate = x.rates.values[s.step] * m.p.factor(m.luck, t, s.day, x.rates.at[s.step])
		s.mean = 1 / s.rate
		s.end = float64(s.day)*m.p.day + x.rates.end(s.step, m.p.day)
	}
}

// timeOfDay is seconds since the day began.
func (m *machine) timeOfDay() float64 { return m.now - m.dayStart }

// cue does what stands in the script of the day.
func (m *machine) cue() {
	p := m.p
	if m.now >= p.horizon() {
		m.end()
		return
	}
	if p.warmUp > 0 && m.now == p.warmUp { // its own moment, before what is scheduled for it
		m.flush()
		m.interval = m.intervalAt(m.now)
	}
	begin := float64(m.day) * p.day
	for m.cueAt < len(p.script) && begin+p.script[m.cueAt].at <= m.now {
		x := p.script[m.cueAt]
		m.cueAt++
		m.act(x)
	}
	if m.cueAt == len(p.script) {
		m.day, m.cueAt = m.day+1, 0
	}
	m.nextCue = float64(m.day)*p.day + p.script[m.cueAt].at
	if p.warmUp > m.now && p.warmUp < m.nextCue {
		m.nextCue = p.warmUp
	}
}

func (m *machine) act(x cue) {
	p := m.p
	switch x.kind {
	case cueDay:
		m.dayStart = float64(m.day) * p.day
		m.newInterval()
		for _, t := range p.outbound {
			m.begun[t].left = p.types[t].outbound.backlog
		}
		for g := range p.groups {
			m.whoCame(g)
		}
	case cueInterval:
		m.newInterval()
	case cueClose:
		m.close()
	case cueShut:
		m.shut[x.who] = true
		if p.clear {
			m.disconnectType(int(x.who))
		}
	case cueUnlock:
		m.shut[x.who] = false
		m.sendHome()
	case cueOpen:
		m.open = true
		m.sendHome() // who stayed over night for somebody they could not serve
	case cueStaff:
		m.staff(int(x.who), m.expected(int(x.who), int(x.n)))
	case cueShiftOn:
		m.shiftOn(x.who)
	case cueShiftEnd:
		m.shiftEnd(x.who)
	case cueBreak:
		m.breakBegins(x.who, x.n)
	case cueOutbound:
		m.beginOutbound()
	}
}

// newInterval closes the areas of the interval before.
func (m *machine) newInterval() {
	m.flush()
	if m.now >= m.p.warmUp {
		m.interval = m.intervalAt(m.now)
	}
}

func (m *machine) intervalAt(at float64) int {
	day := math.Floor(at / m.p.day)
	day = min(day, float64(m.p.days-1))
	return max(min(int((at-day*m.p.day)/m.p.interval+1e-9), m.p.intervals-1), 0)
}

// flush writes the areas up to now into the sheet.
func (m *machine) flush() {
	for g := range m.rooms {
		x := &m.rooms[g]
		m.touch(x)
		to := &m.agent[m.interval*len(m.rooms)+g]
		for i, v := range x.time {
			to[i] += v
		}
		x.time = agentTime{}
	}
	for t := range m.queues {
		q := &m.queues[t]
		m.touchQueue(q)
		to := &m.tally[m.interval*len(m.queues)+t]
		to[countQueueSeconds] += q.area
		to[countQueueMost] = max(to[countQueueMost], float64(q.most))
		q.area, q.most = 0, q.n
	}
}

// touch brings a group's areas up to now; it goes before every change of its state.
func (m *machine) touch(x *room) {
	d := m.now - x.since
	x.since = m.now
	x.time[agentBusy] += float64(x.busy) * d
	x.time[agentDuty] += float64(x.duty) * d
	if x.toLeave > 0 {
		x.time[agentOvertime] += float64(min(x.toLeave, x.busy)) * d
	}
}

func (m *machine) touchQueue(q *queue) {
	if !m.ended {
		q.area += float64(q.n) * (m.now - q.since)
	}
	q.since = m.now
}

// end is the end of the last day.
func (m *machine) end() {
	m.flush()
	m.nextCue = math.Inf(1)
	m.close()
	m.ended = true
	m.arrivals = m.arrivals[:0]
	for g := range m.rooms {
		x := &m.p.groups[g]
		if !x.shifts {
			m.staff(g, 0)
			continue
		}
		for a := x.first; a < x.first+x.size; a++ {
			m.shiftEnd(int32(a))
		}
	}
}

// close shuts the doors. Who waits is served or disconnected.
func (m *machine) close() {
	m.open = false
	if m.p.clear {
		m.disconnect()
	}
}

// rare does what is in no calendar of its own.
func (m *machine) rare() {
	e := m.later[0]
	m.later.pop()
	switch e.kind {
	case eventBreakEnd:
		m.breakEnds(e.id)
	case eventReturn:
		c := m.pool[e.id]
		m.release(e.id)
		if inside := c.ends == endRedirected; inside || !m.closed(int(c.kind)) {
			m.arrive(int(c.kind), c.seed, c.attempt, inside)
		}
	case eventRing, eventNoAnswer:
		m.rang(e.id, e.kind == eventRing)
	case eventServiceEnd, eventTalkEnd: // in services
	}
}

// place takes a free place of the pool.
func (m *machine) place() int32 {
	if i := m.spare; i >= 0 {
		m.spare = m.pool[i].next
		return i
	}
	m.pool = append(m.pool, contact{})
	if len(m.timers.where) < len(m.pool) {
		m.timers.where = append(m.timers.where, 0)
	}
	if len(m.pool) > maxWaiting && m.err == nil {
		m.err = fmt.Errorf("more than %d contacts wait at once: rates are far above what the agents can serve, and patience has no end", maxWaiting)
	}
	return int32(len(m.pool) - 1)
}

func (m *machine) release(i int32) {
	m.pool[i].next = m.spare
	m.spare = i
}
