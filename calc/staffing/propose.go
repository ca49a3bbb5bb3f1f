package staffing

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// place is the best that is known of an interval.
type place struct {
	n     []int  // agents by searched group
	cells []cell // as last simulated
	ok    bool   // all targets hold
	tried map[string]int
}

// refused is how often a trial may fail before it is not made again: once for
// sure, or twice when the place before may have been the cause. What fails by
// more than chance is never tried again, with however many days.
const (
	refused  = 2
	hopeless = 1000
)

// forget gives what may have failed by chance another try.
func (x *place) forget() {
	for k, times := range x.tried {
		if times < hopeless {
			delete(x.tried, k)
		}
	}
}

func key(n []int) string {
	b := make([]byte, 0, 2*len(n))
	for _, v := range n {
		b = append(b, byte(v), byte(v>>8))
	}
	return string(b)
}

// mover changes numbers of agents of a place by steps and knows what they are
// thought to bring.
type mover struct {
	s      *search
	i      int
	from   *place
	by     [][]float64 // row × group: slack of an agent more
	scale  []float64   // row
	slack  []float64   // row: of n, as predicted
	margin float64
	n      []int
	cost   float64
}

func (s *search) mover(i int) *mover {
	m := &mover{s: s, i: i, from: &s.places[i], n: slices.Clone(s.places[i].n), margin: s.margin, cost: s.p.costOf(s.places[i].n)}
	here := s.marginal.here(i)
	for k := range s.p.rows {
		by := make([]float64, len(m.n))
		slack, scale := math.Inf(1), 1.0
		if c := &m.from.cells[k]; c.asked {
			slack = c.slack - m.margin*c.err
			scale = s.marginal.scale(&s.p.rows[k], i)
			for d := range by {
				if c.slack < deep && !s.p.skilled[s.p.rows[k].kind][s.p.groups[d]] {
					continue // who relieves others is no help where nearly nobody is served
				}
				by[d] = here[k][d] * scale
			}
		}
		m.by, m.slack, m.scale = append(m.by, by), append(m.slack, slack), append(m.scale, scale)
	}
	return m
}

// add changes the number of a group.
func (m *mover) add(d, by int) {
	m.n[d] += by
	m.cost += float64(by) * m.s.p.cost[d]
	for k := range m.slack {
		m.slack[k] += float64(by) * m.by[k][d]
	}
}

// worst is the least slack after adding b agents of each group d.
func (m *mover) worst(change []step) float64 {
	least := math.Inf(1)
	for k, v := range m.slack {
		for _, c := range change {
			v += float64(c.by) * m.by[k][c.d]
		}
		least = min(least, v)
	}
	return least
}

func (m *mover) missing(change []step) float64 {
	sum := 0.0
	for k, v := range m.slack {
		for _, c := range change {
			v += float64(c.by) * m.by[k][c.d]
		}
		sum -= min(v, 0)
	}
	return sum
}

// chance is the probability that all targets still hold after a change, from
// what predictions are off: of the row where it is least.
func (m *mover) chance(change []step) float64 {
	for _, c := range change {
		m.n[c.d] += c.by
	}
	spread := max(m.s.marginal.spread, 0.02) * math.Sqrt(changed(m.from.n, m.n))
	for _, c := range change {
		m.n[c.d] -= c.by
	}
	least := math.Inf(1)
	for k, v := range m.slack {
		for _, c := range change {
			v += float64(c.by) * m.by[k][c.d]
		}
		if least = min(least, v/(spread*m.scale[k])); least < -3 {
			return 0
		}
	}
	return distuv.UnitNormal.CDF(least)
}

// step is so many agents of a group more.
type step struct{ d, by int }

// possible says whether a change keeps the limits.
func (m *mover) possible(change []step) bool {
	for _, c := range change {
		m.n[c.d] += c.by
	}
	ok := true
	for _, v := range m.n {
		ok = ok && v >= 0
	}
	ok = ok && m.s.p.fits(m.i, m.n)
	for _, c := range change {
		m.n[c.d] -= c.by
	}
	return ok
}

func (m *mover) known(change []step) bool {
	for _, c := range change {
		m.n[c.d] += c.by
	}
	times := m.from.tried[key(m.n)]
	for _, c := range change {
		m.n[c.d] -= c.by
	}
	return times >= refused
}

// cheaper proposes numbers that cost less: of chains of steps the one with the
// greatest saving × probability that the targets still hold. Nil when nothing is
// worth a trial.
func (s *search) cheaper(i int) []int {
	m := s.mover(i)
	before := m.cost
	score := 0.0
	for range s.chain {
		var change []step
		best := score
		consider := func(c ...step) {
			saving := before - m.cost
			for _, x := range c {
				saving -= float64(x.by) * s.p.cost[x.d]
			}
			if saving <= best {
				return
			}
			if v := saving * m.chance(c); v > best && m.possible(c) && !m.known(c) {
				best, change = v, slices.Clone(c)
			}
		}
		s.steps(m, consider)
		if change == nil {
			break
		}
		for _, c := range change {
			m.add(c.d, c.by)
		}
		score = best
	}
	out := m.n
	if n, v := s.borrowed(i); v > score {
		out, score = n, v
	}
	if score < s.patience*slices.Min(s.p.cost) {
		return nil
	}
	return out
}

// borrowed is the numbers of another place that has about the same work, by the
// ratio of their work, if that is cheaper; of several what saves most, with what
// the saving is worth.
func (s *search) borrowed(i int) (n []int, worth float64) {
	x, mine := &s.places[i], s.p.all(i)
	for j := range s.places {
		y := &s.places[j]
		if j == i || !y.ok || !s.p.active[j] || mine == 0 {
			continue
		}
		ratio := mine / s.p.all(j)
		if !(ratio > 0.9 && ratio < 1.03) {
			continue
		}
		apart := 0.0
		for t := range s.p.types {
			apart += math.Abs(s.p.load[t][j]*ratio - s.p.load[t][i])
		}
		if apart > 0.04*mine {
			continue
		}
		like := make([]int, len(y.n))
		for d, v := range y.n {
			like[d] = int(math.Round(float64(v) * ratio))
		}
		saving := s.p.costOf(x.n) - s.p.costOf(like)
		if v := saving * 0.5; v > worth && s.p.fits(i, like) && x.tried[key(like)] < refused {
			n, worth = like, v
		}
	}
	return n, worth
}

// all is the work of all types in a place, erlangs.
func (p *problem) all(i int) float64 {
	sum := 0.0
	for t := range p.types {
		sum += p.load[t][i]
	}
	return sum
}

// deep is the slack below which a target is so far missed that only agents who
// can serve it are thought to help: nothing is learnt from such cells.
const deep = -1.5

// mayGo says whether one more agent of a group may be exchanged for another on
// the way to what is missed. Values are those of a few agents more or less; many
// at once are not foreseen by them.
func (m *mover) mayGo(a int) bool {
	return m.n[a] > 0 && m.from.n[a]-m.n[a] < 2+m.from.n[a]/8
}

// steps tells all ways to take away an agent, exchange one for another, or two
// or three for one.
func (s *search) steps(m *mover, consider func(...step)) {
	groups := len(m.n)
	for a := range groups {
		if m.n[a] == 0 {
			continue
		}
		consider(step{a, -1})
		for b := range groups {
			if b != a {
				consider(step{a, -1}, step{b, 1})
			}
		}
		for b := a; b < groups; b++ {
			if m.n[b] == 0 || a == b && m.n[a] < 2 {
				continue
			}
			for c := range groups {
				if c == a || c == b {
					continue
				}
				consider(step{a, -1}, step{b, -1}, step{c, 1})
				for e := b; e < groups && groups <= 12; e++ {
					if e != c && m.n[e] > 0 && (e != b || m.n[e] > 1) && (e != a || m.n[e] > 1) && (a != b || b != e || m.n[e] > 2) {
						consider(step{a, -1}, step{b, -1}, step{e, -1}, step{c, 1})
					}
				}
			}
		}
	}
}

// more proposes numbers with which missed targets are thought to hold, at
// least cost. Nil when limits leave nothing to add.
func (s *search) more(i int, insist bool) []int {
	m := s.mover(i)
	if insist { // nothing clever: what is missed must be gone
		m.margin += 0.5
		for k := range m.slack {
			m.slack[k] -= 0.5 * m.from.cells[k].err
			for d, g := range s.p.groups {
				if !s.p.skilled[s.p.rows[k].kind][g] {
					m.by[k][d] = 0
				}
			}
		}
	}
	for range 40 {
		missing := m.missing(nil)
		if missing <= 0 && m.from.tried[key(m.n)] == 0 && !slices.Equal(m.n, m.from.n) {
			return m.n
		}
		var change []step
		best := math.Inf(-1)
		consider := func(c ...step) {
			cost := 0.0
			for _, x := range c {
				cost += float64(x.by) * s.p.cost[x.d]
			}
			gain := missing - m.missing(c)
			if missing <= 0 { // predicted to hold, but it was tried: somewhat more
				gain = m.worst(c) - m.worst(nil)
			}
			v := gain / max(cost, 0.05*s.p.cost[c[0].d])
			if gain > 1e-9 && v > best && m.possible(c) {
				best, change = v, slices.Clone(c)
			}
		}
		for b := range m.n {
			consider(step{b, 1})
			for a := range m.n {
				if a != b && !insist && m.mayGo(a) {
					consider(step{b, 1}, step{a, -1})
				}
			}
		}
		if change == nil {
			break
		}
		for _, c := range change {
			m.add(c.d, c.by)
		}
	}
	if slices.Equal(m.n, m.from.n) {
		return nil
	}
	return m.n
}
