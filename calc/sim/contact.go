package sim

import "math"

// arrive lets a contact come: it is served, waits, leaves or is blocked. One
// that is inside already does not stand before closed doors.
func (m *machine) arrive(kind int, seed uint64, attempt uint8, inside bool) {
	x := &m.p.types[kind]
	cell := m.interval*len(m.p.types) + kind
	count := &m.tally[cell]
	count[countArrivals]++
	if attempt > 0 {
		count[countRetrials]++
	}
	if !inside && m.closed(kind) || x.lines >= 0 && m.lines[x.lines] == 0 {
		m.block(kind, cell, seed, attempt)
		return
	}
	if x.lines >= 0 {
		m.lines[x.lines]--
	}
	if m.idle > 0 {
		for i := range x.route {
			s := &x.route[i]
			if s.after > 0 {
				break
			}
			if g := m.choose(s, seed); g >= 0 {
				m.start(kind, g, seed, cell)
				return
			}
		}
	}
	m.join(x, kind, cell, seed, attempt)
}

// join lets a contact wait that found no agent.
func (m *machine) join(x *contactType, kind, cell int, seed uint64, attempt uint8) {
	q := &m.queues[kind]
	if x.queueLimit >= 0 && int(q.n) >= x.queueLimit {
		if x.lines >= 0 {
			m.lines[x.lines]++
		}
		m.block(kind, cell, seed, attempt)
		return
	}
	i := m.place()
	c := &m.pool[i]
	*c = contact{since: m.now, until: math.Inf(1), seed: seed, kind: int32(kind), cell: int32(cell), attempt: attempt, prev: q.last, next: -1}
	if x.balking > 0 || x.balkAt != nil {
		share := x.balking
		for _, b := range x.balkAt {
			if int(q.n) >= b.Waiting {
				share = b.Probability
			}
		}
		if r := (random{seed + ofBalking}); r.uniform() < share {
			c.ends, c.until = endBalked, m.now
			m.leave(i)
			return
		}
	}
	if !x.alwaysPatient {
		r := random{seed + ofPatience}
		c.until = m.now + x.patience.draw(&r, m.timeOfDay())
	}
	if x.hasTimeout && m.now+x.timeoutAfter < c.until {
		if r := (random{seed + ofTimeout}); r.uniform() < x.timeoutShare {
			c.until, c.ends = m.now+x.timeoutAfter, endMessage
			if x.timeoutTo >= 0 {
				c.ends = endRedirected
			}
		}
	}
	m.touchQueue(q)
	if q.last >= 0 {
		m.pool[q.last].next = i
	} else {
		q.first = i
	}
	q.last = i
	q.n++
	q.most = max(q.most, q.n)
	m.waiting++
	m.setTimer(x, i)
}

// setTimer waits for the end of a contact's patience or for the next step of
// its route, whichever comes first.
func (m *machine) setTimer(x *contactType, i int32) {
	c := &m.pool[i]
	at := c.until
	for int(c.step) < len(x.route) && c.since+x.route[c.step].after <= m.now {
		c.step++
	}
	if int(c.step) < len(x.route) {
		at = min(at, c.since+x.route[c.step].after)
	}
	if c.timed = !math.IsInf(at, 1); c.timed {
		m.timers.push(at, i)
	}
}

// timer ends the wait of a contact, or opens the next step of its route.
func (m *machine) timer() {
	i := m.timers.heap[0].id
	c := &m.pool[i]
	if c.until <= m.now {
		m.dequeue(i)
		m.leave(i)
		return
	}
	x := &m.p.types[c.kind]
	m.timers.remove(i)
	c.timed = false
	if m.idle > 0 {
		for k := int(c.step); k < len(x.route) && c.since+x.route[k].after <= m.now; k++ {
			g := m.choose(&x.route[k], c.seed)
			if g < 0 {
				continue
			}
			a := m.takeIdle(g)
			kind, cell, seed, since := int(c.kind), int(c.cell), c.seed, c.since
			m.dequeue(i)
			m.release(i)
			m.serve(a, kind, g, seed, cell, since)
			return
		}
	}
	m.setTimer(x, i)
}

// dequeue takes a contact out of its queue; its place is still its own.
func (m *machine) dequeue(i int32) {
	c := &m.pool[i]
	q := &m.queues[c.kind]
	m.touchQueue(q)
	if c.prev >= 0 {
		m.pool[c.prev].next = c.next
	} else {
		q.first = c.next
	}
	if c.next >= 0 {
		m.pool[c.next].prev = c.prev
	} else {
		q.last = c.prev
	}
	q.n--
	if c.timed {
		m.timers.remove(i)
	}
	if m.waiting--; m.waiting == 0 && !m.open || m.shut[c.kind] && q.n == 0 {
		m.sendHome()
	}
}

// closed says that a type's doors are shut, its own or the centre's.
func (m *machine) closed(kind int) bool { return !m.open || m.shut[kind] }

// leave ends a contact that was not served, and gives its place back.
func (m *machine) leave(i int32) {
	c := m.pool[i]
	m.release(i)
	x := &m.p.types[c.kind]
	count := &m.tally[c.cell]
	wait := m.now - c.since
	within := wait <= x.threshold
	if x.lines >= 0 {
		m.lines[x.lines]++
	}
	switch c.ends {
	case endAbandoned, endBalked:
		count[countAbandoned]++
		count[countAbandonWait] += wait
		if within {
			count[countAbandonedWithin]++
		}
		if wait <= x.short {
			count[countShort]++
		}
		if c.ends == endBalked {
			count[countBalked]++
		}
	case endMessage, endRedirected, endDisconnected:
		count[countLeftWait] += wait
		if within {
			count[countLeftWithin]++
		}
		count[countMessages+int(c.ends-endMessage)]++
	}
	m.moveEvent(x, &c, m.now, false)
	switch c.ends {
	case endAbandoned, endBalked:
		m.retry(int(c.kind), c.seed, c.attempt)
	case endRedirected:
		seed := mix(c.seed + ofAttempt)
		if x.timeoutDelay.family == familyNone {
			m.arrive(x.timeoutTo, seed, 0, true)
			return
		}
		r := random{c.seed + ofRetrial}
		m.comeAgain(contact{kind: int32(x.timeoutTo), seed: seed, ends: endRedirected}, m.now+x.timeoutDelay.draw(&r, m.timeOfDay()))
	case endMessage, endDisconnected:
	}
}

// moveEvent counts a contact that waited by the interval in which it was
// answered, left, or passed the threshold, where that is another than the one
// in which it came; its wait ends at ended, now or, while a telephone rings, later.
func (m *machine) moveEvent(x *contactType, c *contact, ended float64, answered bool) {
	at := min(ended, c.since+x.threshold)
	types := int32(len(m.p.types))
	came := c.cell / types
	if int(came) == m.p.intervals || came == int32(m.interval) && at == m.now {
		return
	}
	went := int32(m.intervalAt(at))
	if went == came {
		return
	}
	from, to := &m.tally[c.cell], &m.tally[went*types+c.kind]
	from[countEventOffered]--
	to[countEventOffered]++
	if answered && ended-c.since <= x.threshold {
		from[countEventWithin]--
		to[countEventWithin]++
	}
}

// block turns a contact away.
func (m *machine) block(kind, cell int, seed uint64, attempt uint8) {
	m.tally[cell][countBlocked]++
	m.retry(kind, seed, attempt)
}

// retry lets a contact that did not get through come again, perhaps.
func (m *machine) retry(kind int, seed uint64, attempt uint8) {
	x := &m.p.types[kind]
	if x.retry == 0 || attempt >= x.retryLimit || m.closed(kind) {
		return
	}
	r := random{seed + ofRetrial}
	if r.uniform() >= x.retry {
		return
	}
	m.comeAgain(contact{kind: int32(kind), seed: mix(seed + ofAttempt), attempt: attempt + 1}, m.now+x.retryDelay.draw(&r, m.timeOfDay()))
}

func (m *machine) comeAgain(c contact, at float64) {
	i := m.place()
	m.pool[i] = c
	m.later.push(event{at, i, eventReturn})
}

// disconnect ends all waits.
func (m *machine) disconnect() {
	for t := range m.queues {
		m.disconnectType(t)
	}
}

func (m *machine) disconnectType(t int) {
	for m.queues[t].first >= 0 {
		i := m.queues[t].first
		m.pool[i].ends = endDisconnected
		m.dequeue(i)
		m.leave(i)
	}
}

// choose finds a group of a route's step with an idle agent, or -1.
func (m *machine) choose(s *routeStep, seed uint64) int {
	best := int32(-1)
	switch s.pick {
	case pickList:
		for _, g := range s.groups {
			if m.rooms[g].idle > 0 {
				return int(g)
			}
		}
	case pickLongestIdle:
		since := math.Inf(1)
		for _, g := range s.groups {
			if x := &m.rooms[g]; x.idle > 0 && m.agents[x.first].idleSince < since {
				since, best = m.agents[x.first].idleSince, g
			}
		}
	case pickMostIdle:
		most := int32(0)
		for _, g := range s.groups {
			if x := &m.rooms[g]; x.idle > most {
				most, best = x.idle, g
			}
		}
	case pickRandom:
		all := int32(0)
		for _, g := range s.groups {
			all += m.rooms[g].idle
		}
		if all == 0 {
			return -1
		}
		r := random{seed + ofChoice}
		k := int32(r.below(int(all)))
		for _, g := range s.groups {
			if k -= m.rooms[g].idle; k < 0 {
				return int(g)
			}
		}
	}
	return int(best)
}
