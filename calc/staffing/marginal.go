package staffing

import "math"

// marginal is what an agent more of each group adds to the slack of each row,
// learnt from all simulations: a ridge regression around a first guess, which
// forgets slowly, since it changes with the plan.
type marginal struct {
	p      *problem
	first  [][]float64   // row × searched group: the guess
	value  [][]float64   // what holds now
	normal [][][]float64 // row: normal matrix, with the right side last, of differences from the guess
	own    []*evidence   // by place: what was seen there
	spread float64       // how far predictions were off, for one agent of scale 1; it grows with the root of how many are changed
	seen   float64
}

// ownWeight is what the value of all places weighs against what was seen in one.
const ownWeight = 0.3

// guess weighs as much as this much squared difference of agents.
const guessWeight = 0.5

func newMarginal(p *problem) *marginal {
	m := &marginal{p: p, spread: 0.8, seen: 20, own: make([]*evidence, p.places)}
	n := len(p.groups)
	for _, r := range p.rows {
		first := make([]float64, n)
		for d, g := range p.groups {
			if p.skilled[r.kind][g] {
				first[d] = 0.4 + 0.8*p.share(r.kind, g)
				continue
			}
			for _, u := range p.near[r.kind] {
				if p.skilled[u][g] {
					first[d] = 0.1
				}
			}
		}
		normal := make([][]float64, n)
		for d := range normal {
			normal[d] = make([]float64, n+1)
		}
		m.first, m.normal = append(m.first, first), append(m.normal, normal)
		m.value = append(m.value, append([]float64{}, first...))
	}
	return m
}

// share is a type's part in the work of the types that a group serves.
func (p *problem) share(t, g int) float64 {
	all, mine := 1e-9, 0.0
	for u := range p.types {
		if !p.skilled[u][g] {
			continue
		}
		for i := range p.places {
			all += p.load[u][i]
			if u == t {
				mine += p.load[u][i]
			}
		}
	}
	return mine / all
}

// scale turns agents into what counts in a place: the more work, the less one more does.
func (m *marginal) scale(r *row, i int) float64 {
	return 1 / math.Sqrt(max(m.p.load[r.kind][i], 0.5))
}

// evidence is what was seen in one place: by row a normal matrix with the right
// side last.
type evidence struct{ normal [][][]float64 }

// here is the value of an agent of each group for each row in a place: that of
// all places, drawn to what was seen there.
func (m *marginal) here(i int) [][]float64 {
	own := m.own[i]
	if own == nil {
		return m.value
	}
	n := len(m.p.groups)
	out := make([][]float64, len(m.value))
	for k := range out {
		out[k] = m.value[k]
		work := make([][]float64, n)
		for a := range work {
			work[a] = append([]float64{}, own.normal[k][a]...)
			for b := range n {
				work[a][n] -= work[a][b] * m.value[k][b]
			}
			work[a][a] += ownWeight
		}
		if by, ok := eliminate(work); ok {
			out[k] = append([]float64{}, m.value[k]...)
			for d, v := range by {
				least := 0.0
				if m.p.skilled[m.p.rows[k].kind][m.p.groups[d]] {
					least = 0.02
				}
				out[k][d] = max(out[k][d]+v, least)
			}
		}
	}
	return out
}

// learn takes the change of slacks that a change of agents brought in a place.
func (m *marginal) learn(i int, from, to []int, before, after []cell) {
	here := m.here(i)
	if m.own[i] == nil {
		m.own[i] = &evidence{make([][][]float64, len(m.p.rows))}
		for k := range m.p.rows {
			m.own[i].normal[k] = make([][]float64, len(from))
			for d := range from {
				m.own[i].normal[k][d] = make([]float64, len(from)+1)
			}
		}
	}
	for k := range m.p.rows {
		r := &m.p.rows[k]
		if !before[k].asked || !after[k].asked || math.Abs(before[k].slack) > 2.5 || math.Abs(after[k].slack) > 2.5 {
			continue
		}
		s := m.scale(r, i)
		y := after[k].slack - before[k].slack
		off := (y - change(here[k], s, from, to)) / (s * math.Sqrt(changed(from, to)))
		m.seen++
		m.spread = math.Sqrt(m.spread*m.spread + (off*off-m.spread*m.spread)/min(m.seen, 200))
		for a := range from {
			va := s * float64(to[a]-from[a])
			if va == 0 {
				continue
			}
			for b := range from {
				m.own[i].normal[k][a][b] += va * s * float64(to[b]-from[b])
			}
			m.own[i].normal[k][a][len(from)] += va * y
		}
		for d := range from {
			y -= m.first[k][d] * s * float64(to[d]-from[d])
		}
		for a := range from {
			va := s * float64(to[a]-from[a])
			if va == 0 {
				continue
			}
			for b := range from {
				m.normal[k][a][b] += va * s * float64(to[b]-from[b])
			}
			m.normal[k][a][len(from)] += va * y
		}
	}
}

// changed is how many agents are added and taken away.
func changed(from, to []int) float64 {
	sum := 0
	for d := range from {
		sum += max(to[d]-from[d], from[d]-to[d])
	}
	return max(float64(sum), 1)
}

// settle reckons the values anew and forgets a part.
func (m *marginal) settle() {
	n := len(m.p.groups)
	for k := range m.normal {
		work := make([][]float64, n)
		for a := range work {
			work[a] = append([]float64{}, m.normal[k][a]...)
			work[a][a] += guessWeight
		}
		if by, ok := eliminate(work); ok {
			for d, g := range m.p.groups {
				least := 0.0
				if m.p.skilled[m.p.rows[k].kind][g] {
					least = 0.05
				}
				m.value[k][d] = max(m.first[k][d]+by[d], least)
			}
		}
		for a := range m.normal[k] {
			for b := range m.normal[k][a] {
				m.normal[k][a][b] *= 0.8
			}
		}
	}
}

// change is how a slack is thought to change.
func change(value []float64, scale float64, from, to []int) float64 {
	sum := 0.0
	for d := range from {
		sum += value[d] * float64(to[d]-from[d])
	}
	return sum * scale
}
