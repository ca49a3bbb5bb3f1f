package sim

import "math"

// beginOutbound begins work of the centre's own, where agents are idle for it.
func (m *machine) beginOutbound() {
	for _, t := range m.p.outbound {
		if m.ended || !m.open {
			return
		}
		x := &m.p.types[t]
		if !inside(x.outbound.hours, m.timeOfDay()) {
			continue
		}
		if x.outbound.dialer {
			m.dial(t, x)
		} else {
			m.fillIn(t, x)
		}
	}
}

// spareIdle is how many idle agents there are for a type's outbound work; 0
// when it may not begin.
func (m *machine) spareIdle(x *contactType) int {
	o := x.outbound
	idle, watched := 0, 0
	for _, g := range x.groups {
		idle += int(m.rooms[g].idle)
	}
	if idle < o.minimumIdle {
		return 0
	}
	for _, g := range o.watch {
		watched += int(m.rooms[g].idle)
	}
	if watched < o.watchIdle {
		return 0
	}
	return max(idle-o.reserve, 0)
}

// fillIn gives idle agents a piece of work each.
func (m *machine) fillIn(t int, x *contactType) {
	b := &m.begun[t]
	for b.left != 0 && m.spareIdle(x) > 0 {
		g := -1
		for i := range x.route {
			if g = m.choose(&x.route[i], m.dialled(t)); g >= 0 {
				break
			}
		}
		if g < 0 {
			return
		}
		if b.left > 0 {
			b.left--
		}
		b.number++
		cell := m.interval*len(m.p.types) + t
		m.tally[cell][countArrivals]++
		if x.lines >= 0 {
			if m.lines[x.lines] == 0 {
				m.tally[cell][countBlocked]++
				return
			}
			m.lines[x.lines]--
		}
		m.start(t, g, m.dialled(t), cell)
	}
}

// dialled is the seed of the last piece of outbound work.
func (m *machine) dialled(t int) uint64 {
	return mix(m.sources[t].key + m.begun[t].number*gamma64)
}

// dial dials numbers for idle agents.
func (m *machine) dial(t int, x *contactType) {
	o, b := x.outbound, &m.begun[t]
	spare := m.spareIdle(x)
	if spare == 0 {
		return
	}
	n := int(math.Round(o.perIdle*float64(spare) + o.extra))
	if o.countRinging {
		n -= b.ringing
	}
	for ; n > 0 && b.left != 0; n-- {
		if b.left > 0 {
			b.left--
		}
		b.number++
		b.ringing++
		m.tally[m.interval*len(m.p.types)+t][countDialled]++
		r := random{m.dialled(t) + ofDial}
		kind, ring := eventNoAnswer, &o.ringFailed
		if r.uniform() < o.reach.value(m.timeOfDay()) {
			kind, ring = eventRing, &o.ring
		}
		// The number stands in a place of the pool until somebody answers.
		i := m.place()
		m.pool[i] = contact{kind: int32(t), seed: m.dialled(t)}
		m.later.push(event{m.now + ring.draw(&r, m.timeOfDay()), i, kind})
	}
}

// rang is a number that was reached or given up.
func (m *machine) rang(i int32, reached bool) {
	c := m.pool[i]
	m.release(i)
	t := int(c.kind)
	m.begun[t].ringing--
	if reached {
		m.arrive(t, c.seed, 0, true)
	}
	if m.p.types[t].outbound.countRinging {
		m.beginOutbound()
	}
}
