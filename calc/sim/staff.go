package sim

import "math"

// start gives a contact that has not waited to the longest idle agent of a group.
func (m *machine) start(kind, g int, seed uint64, cell int) {
	m.serve(m.takeIdle(g), kind, g, seed, cell, m.now)
}

// serve begins a service; the agent counts as busy already.
func (m *machine) serve(a int32, kind, g int, seed uint64, cell int, since float64) {
	p := m.p
	k := kind*len(p.groups) + g
	r := random{seed + ofService}
	work := p.work[k].draw(&r, m.timeOfDay())
	wrapUp := 0.0
	if w := &p.wrapUp[k]; w.family != familyNone {
		r := random{seed + ofWrapUp}
		wrapUp = w.draw(&r, m.timeOfDay())
	}
	x := &p.types[kind]
	ringing := 0.0
	if x.ringing.family != familyNone {
		r := random{seed + ofRinging}
		ringing = x.ringing.draw(&r, m.timeOfDay())
		if m.givesUpRinging(a, kind, seed, cell, since, ringing) {
			return
		}
	}
	wait := m.now - since + ringing
	if m.waits != nil && cell < p.intervals*len(p.types) { // not in the warm-up
		m.waits[k][waitBin(wait)]++
	}
	count := &m.tally[cell]
	count[countAnswered]++
	count[countHandle] += ringing + work + wrapUp
	by := &m.flow[cell*len(p.groups)+g]
	by[flowAnswered]++
	by[flowHandle] += ringing + work + wrapUp
	if wait == 0 {
		count[countWithin]++
		by[flowWithin]++
	} else {
		count[countWaited]++
		count[countAnswerWait] += wait
		by[flowWait] += wait
		if wait <= x.threshold {
			count[countWithin]++
			by[flowWithin]++
		}
		m.moveEvent(x, &contact{since: since, cell: int32(cell), kind: int32(kind)}, m.now+ringing, true)
	}
	work += ringing
	e := event{m.now + work + wrapUp, a, eventServiceEnd}
	if p.usesLines {
		who := &m.agents[a]
		who.kind = int32(kind)
		if who.wrapUp = wrapUp; wrapUp > 0 && x.lines >= 0 {
			e = event{m.now + work, a, eventTalkEnd}
		}
	}
	m.busyUntil(e)
}

// busyUntil puts the end of an agent's work into its calendar.
func (m *machine) busyUntil(e event) {
	if m.hole {
		m.services.replace(e)
		m.hole = false
		return
	}
	m.services.push(e)
}

// givesUpRinging says that a contact's patience ends while an agent's telephone
// rings, and lets it go: the agent is busy until then.
func (m *machine) givesUpRinging(a int32, kind int, seed uint64, cell int, since, ringing float64) bool {
	x := &m.p.types[kind]
	if x.alwaysPatient {
		return false
	}
	r := random{seed + ofPatience}
	patience := x.patience.draw(&r, since-m.dayStart)
	if since+patience >= m.now+ringing {
		return false
	}
	end := max(since+patience, m.now)
	wait := end - since
	count := &m.tally[cell]
	count[countAbandoned]++
	count[countAbandonWait] += wait
	if wait <= x.threshold {
		count[countAbandonedWithin]++
	}
	if wait <= x.short {
		count[countShort]++
	}
	m.moveEvent(x, &contact{since: since, cell: int32(cell), kind: int32(kind)}, end, false)
	if m.p.usesLines {
		m.agents[a].kind, m.agents[a].wrapUp = int32(kind), 0
	}
	m.busyUntil(event{end, a, eventServiceEnd})
	return true
}

// serviceEnd is an agent who is done, or whose contact has gone.
func (m *machine) serviceEnd() {
	e := m.services[0]
	a := &m.agents[e.id]
	if m.p.usesLines {
		if l := m.p.types[a.kind].lines; l >= 0 && (e.kind == eventTalkEnd || a.wrapUp == 0) {
			m.lines[l]++
		}
		if e.kind == eventTalkEnd {
			m.services.replace(event{m.now + a.wrapUp, e.id, eventServiceEnd})
			return
		}
	}
	m.hole = true
	m.free(e.id)
	if m.hole {
		m.services.pop()
		m.hole = false
	}
}

// free is a busy agent who is done: off duty, to a break, to the next contact, or idle.
func (m *machine) free(id int32) {
	g := m.p.agents[id].group
	x, a := &m.rooms[g], &m.agents[id]
	leaves := x.toLeave > 0 && (!m.p.groups[g].shifts || a.leaving)
	if leaves && !m.staying(g) {
		m.touch(x)
		x.busy--
		m.goOff(x, id)
		return
	}
	if a.rest > 0 {
		m.touch(x)
		x.busy--
		x.duty--
		a.busy = false
		m.rest(id)
		return
	}
	if m.waiting > 0 && m.takeNext(g, id) {
		return
	}
	m.touch(x)
	x.busy--
	a.busy = false
	m.becomeIdle(x, id)
	m.beginOutbound()
}

// staying says that agents of a group whose duty is over stay: because the
// centre has closed and contacts wait, or because those of a type wait that has
// closed and that they can serve.
func (m *machine) staying(g int32) bool {
	switch {
	case m.waiting == 0 || m.p.clear:
		return false
	case !m.open:
		return true
	case !m.p.ownHours:
		return false
	}
	for _, x := range m.p.groups[g].tiers {
		for _, t := range x.types {
			if m.shut[t] && m.queues[t].n > 0 {
				return true
			}
		}
	}
	return false
}

// takeNext gives a free agent the next contact of its group's list; the agent
// counts as busy.
func (m *machine) takeNext(g, id int32) bool {
	group := &m.p.groups[g]
	for i := range group.tiers {
		x := &group.tiers[i]
		best, since := int32(-1), math.Inf(1)
		for k, t := range x.types {
			first := m.queues[t].first
			if first < 0 {
				continue
			}
			c := &m.pool[first]
			if at := c.since - m.p.types[t].headStart; at < since && (x.delay[k] == 0 || c.since+x.delay[k] <= m.now) {
				best, since = first, at
			}
		}
		if best < 0 {
			continue
		}
		c := &m.pool[best]
		kind, cell, seed, since := int(c.kind), int(c.cell), c.seed, c.since
		m.dequeue(best)
		m.release(best)
		m.serve(id, kind, int(g), seed, cell, since)
		return true
	}
	return false
}

// takeIdle makes the longest idle agent of a group busy.
func (m *machine) takeIdle(g int) int32 {
	x := &m.rooms[g]
	id := x.first
	m.touch(x)
	m.unlink(x, id)
	x.busy++
	m.agents[id].busy = true
	return id
}

func (m *machine) becomeIdle(x *room, id int32) {
	a := &m.agents[id]
	a.idleSince, a.prev, a.next = m.now, x.last, -1
	if x.last >= 0 {
		m.agents[x.last].next = id
	} else {
		x.first = id
	}
	x.last = id
	x.idle++
	m.idle++
}

func (m *machine) unlink(x *room, id int32) {
	a := &m.agents[id]
	if a.prev >= 0 {
		m.agents[a.prev].next = a.next
	} else {
		x.first = a.next
	}
	if a.next >= 0 {
		m.agents[a.next].prev = a.prev
	} else {
		x.last = a.prev
	}
	x.idle--
	m.idle--
}

// goOff lets an agent beyond its time go, who is neither idle nor busy any more.
func (m *machine) goOff(x *room, id int32) {
	a := &m.agents[id]
	a.leaving, a.busy, a.rest = false, false, 0
	x.toLeave--
	a.next = x.off
	x.off = id
}

// comeOn lets an agent begin, or come back: to a contact that waits, or idle.
func (m *machine) comeOn(g, id int32) {
	x := &m.rooms[g]
	m.agents[id].busy = true
	m.touch(x)
	x.busy++
	if m.waiting > 0 && m.takeNext(g, id) {
		return
	}
	x.busy--
	m.agents[id].busy = false
	m.becomeIdle(x, id)
	m.beginOutbound()
}

// whoCame draws which agents of a group come today.
func (m *machine) whoCame(g int) {
	x, here := &m.p.groups[g], m.here[g]
	if x.shifts {
		return
	}
	most := x.size
	if x.attendance != nil {
		r := random{hash(m.seed, x.key, causeAttendance, uint64(m.day))}
		u := r.uniform()
		for _, a := range x.attendance {
			if most = min(a.Agents, x.size); u < a.Probability {
				break
			}
			u -= a.Probability
		}
	}
	r := random{hash(m.seed, x.key, causeAbsence, uint64(m.day))}
	here[0] = 0
	for i := 1; i <= x.size; i++ {
		here[i] = here[i-1]
		if (x.absence == 0 || r.uniform() >= x.absence) && i <= most {
			here[i]++
		}
	}
}

// expected is how many of n planned agents are there today.
func (m *machine) expected(g, n int) int { return int(m.here[g][n]) }

// staff sets how many agents of a group are on duty.
func (m *machine) staff(g, n int) {
	x := &m.rooms[g]
	m.touch(x)
	more := int32(n) - x.duty
	x.duty = int32(n)
	if more > 0 {
		back := min(more, x.toLeave) // who would have left stays
		x.toLeave -= back
		for range more - back {
			id := x.off
			x.off = m.agents[id].next
			m.comeOn(int32(g), id)
		}
		return
	}
	x.toLeave -= more
	if !m.staying(int32(g)) {
		m.sendIdle(x)
	}
}

// sendHome lets idle agents beyond their time go.
func (m *machine) sendHome() {
	for g := range m.rooms {
		x := &m.rooms[g]
		if x.toLeave == 0 || x.idle == 0 || m.staying(int32(g)) {
			continue
		}
		if !m.p.groups[g].shifts {
			m.sendIdle(x)
			continue
		}
		for id := x.first; id >= 0; {
			next := m.agents[id].next
			if m.agents[id].leaving {
				m.unlink(x, id)
				m.goOff(x, id)
			}
			id = next
		}
	}
}

// sendIdle lets as many idle agents go as are beyond their number.
func (m *machine) sendIdle(x *room) {
	for x.toLeave > 0 && x.idle > 0 {
		id := x.first
		m.unlink(x, id)
		m.goOff(x, id)
	}
}

// shiftOn begins an agent's shift, if the agent comes.
func (m *machine) shiftOn(id int32) {
	g := m.p.agents[id].group
	x, a, group := &m.rooms[g], &m.agents[id], &m.p.groups[g]
	if a.on {
		return // a shift of 24 hours goes on
	}
	if group.absence > 0 {
		r := random{hash(m.seed, group.key, causeAbsence, uint64(m.day), uint64(int(id)-group.first))}
		if r.uniform() < group.absence {
			return
		}
	}
	m.touch(x)
	a.on = true
	x.duty++
	if a.leaving { // busy since the shift before
		a.leaving = false
		x.toLeave--
		return
	}
	m.comeOn(g, id)
}

// shiftEnd ends an agent's shift; a busy agent goes when it is done.
func (m *machine) shiftEnd(id int32) {
	x, a := &m.rooms[m.p.agents[id].group], &m.agents[id]
	if !a.on {
		return
	}
	a.on = false
	if a.away {
		a.away = false
		return
	}
	m.touch(x)
	x.duty--
	x.toLeave++
	a.leaving, a.rest = true, 0
	if !a.busy && !m.staying(m.p.agents[id].group) {
		m.unlink(x, id)
		m.goOff(x, id)
	}
}

// breakBegins sends an agent to a break, or after its service.
func (m *machine) breakBegins(id int32, length float64) {
	x, a := &m.rooms[m.p.agents[id].group], &m.agents[id]
	switch {
	case !a.on || a.away:
	case a.busy:
		a.rest += length
	default:
		m.touch(x)
		m.unlink(x, id)
		x.duty--
		a.rest = length
		m.rest(id)
	}
}

func (m *machine) rest(id int32) {
	a := &m.agents[id]
	a.away = true
	m.later.push(event{m.now + a.rest, id, eventBreakEnd})
	a.rest = 0
}

func (m *machine) breakEnds(id int32) {
	g := m.p.agents[id].group
	x, a := &m.rooms[g], &m.agents[id]
	if !a.on || !a.away {
		return
	}
	m.touch(x)
	a.away = false
	x.duty++
	m.comeOn(g, id)
}
