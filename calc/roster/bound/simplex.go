package bound

import (
	"math"

	"gonum.org/v1/gonum/blas/gonum"
)

// fast adds vectors with the machine's wide instructions.
var fast gonum.Implementation

// column is one variable of the linear program: a line of a person (rows: the
// person's and those of its cells, all with 1) or a segment of a cell's price
// (row: the cell's, with -1).
type column struct {
	rows   []int32
	sign   float64
	cost   float64
	upper  float64
	who    int // person of a line, -1: segment
	line   []int16
	off    bool // may not be used any more
	banned bool // off for the rest of a dive
	basic  bool
	high   bool // not basic, at its upper limit
}

// program is a linear program in its simplex tableau: the inverse of the basis
// by columns, with rows of people first and cells after them.
type program struct {
	m       int
	right   []float64 // right-hand side
	columns []*column
	head    []*column // basis
	x       []float64 // values of the basis
	inverse [][]float64
	dual    []float64
	weight  []float64 // the entering column in terms of the basis
	filled  []int32   // where weight is not 0
	pivots  int
}

// The tolerances of the simplex method; no bound rests on them.
const (
	tiny      = 1e-9
	enterLess = 1e-7
	pivotMost = 1e-7
)

func newProgram(right []float64, basis []*column, values []float64) *program {
	m := len(right)
	p := &program{m: m, right: right, head: basis, x: values, dual: make([]float64, m), weight: make([]float64, m)}
	for _, c := range basis {
		c.basic = true
	}
	return p
}

// reinvert makes the inverse of the basis anew; false: the basis is singular.
func (p *program) reinvert() bool {
	m := p.m
	a := make([][]float64, m) // by rows, with the inverse to its right
	for i := range a {
		a[i] = make([]float64, 2*m)
		a[i][m+i] = 1
	}
	for k, c := range p.head {
		for _, r := range c.rows {
			a[r][k] = c.sign
		}
	}
	for k := range m {
		best := k
		for i := k + 1; i < m; i++ {
			if math.Abs(a[i][k]) > math.Abs(a[best][k]) {
				best = i
			}
		}
		if math.Abs(a[best][k]) < 1e-10 {
			return false
		}
		a[k], a[best] = a[best], a[k]
		f := 1 / a[k][k]
		row := a[k]
		for j := k; j < 2*m; j++ {
			row[j] *= f
		}
		for i := range m {
			if g := a[i][k]; i != k && g != 0 {
				other := a[i]
				for j, v := range row[k:] {
					if v != 0 {
						other[k+j] -= g * v
					}
				}
			}
		}
	}
	if p.inverse == nil {
		p.inverse = make([][]float64, m)
		for j := range p.inverse {
			p.inverse[j] = make([]float64, m)
		}
	}
	for j := range m {
		for i := range m {
			v := a[i][m+j]
			if math.Abs(v) < 1e-12 {
				v = 0
			}
			p.inverse[j][i] = v
		}
	}
	p.values()
	return true
}

// values reckons the values of the basis and the duals.
func (p *program) values() {
	right := append([]float64{}, p.right...)
	for _, c := range p.columns {
		if c.high {
			for _, r := range c.rows {
				right[r] -= c.sign * c.upper
			}
		}
	}
	clear(p.x)
	for j, v := range right {
		if v != 0 {
			for i, w := range p.inverse[j] {
				p.x[i] += v * w
			}
		}
	}
	p.duals()
}

func (p *program) duals() {
	for j, col := range p.inverse {
		sum := 0.0
		for i, w := range col {
			if w != 0 {
				sum += w * p.head[i].cost
			}
		}
		p.dual[j] = sum
	}
}

// reduced is the reduced cost of a column.
func (p *program) reduced(c *column) float64 {
	sum := 0.0
	for _, r := range c.rows {
		sum += p.dual[r]
	}
	return c.cost - c.sign*sum
}

// wants is by how much a column that is not basic wants to enter.
func (p *program) wants(c *column) float64 {
	if c.basic || c.off {
		return 0
	}
	d := p.reduced(c)
	if c.high {
		return d
	}
	return -d
}

// candidates is how many columns are looked at between two looks at all.
const candidates = 40

// optimize pivots until no column wants to enter, or stop says so.
func (p *program) optimize(stop func() bool) bool {
	type wish struct {
		c *column
		v float64
	}
	var list []wish
	for {
		list = list[:0]
		least := enterLess
		for _, c := range p.columns {
			v := p.wants(c)
			if v <= least {
				continue
			}
			if len(list) < candidates {
				list = append(list, wish{c, v})
				continue
			}
			low := 0
			for i := range list {
				if list[i].v < list[low].v {
					low = i
				}
			}
			list[low] = wish{c, v}
			least = math.Inf(1)
			for i := range list {
				least = min(least, list[i].v)
			}
		}
		if len(list) == 0 {
			return true
		}
		for {
			best, at := enterLess, -1
			for i := range list {
				if v := p.wants(list[i].c); v > best {
					best, at = v, i
				}
			}
			if at < 0 {
				break
			}
			if !p.enter(list[at].c) {
				list = append(list[:at], list[at+1:]...)
				continue
			}
			if p.pivots%20000 == 0 && !p.reinvert() {
				return false
			}
			if p.pivots%32 == 0 && stop() {
				return false
			}
		}
	}
}

// enter moves a column into the basis, or to its other limit.
func (p *program) enter(c *column) bool {
	clear(p.weight)
	for _, r := range c.rows {
		fast.Daxpy(p.m, c.sign, p.inverse[r], 1, p.weight, 1)
	}
	dir := 1.0
	if c.high {
		dir = -1
	}
	step, leave, toHigh := c.upper, -1, false
	p.filled = p.filled[:0]
	for i, w := range p.weight {
		if math.Abs(w) < tiny {
			p.weight[i] = 0
			continue
		}
		p.filled = append(p.filled, int32(i))
		w *= dir
		limit, high := math.Inf(1), false
		if w > pivotMost {
			limit = max(p.x[i], 0) / w
		} else if w < -pivotMost && !math.IsInf(p.head[i].upper, 1) {
			limit, high = max(p.head[i].upper-p.x[i], 0)/-w, true
		}
		if limit < step-1e-11 || limit < step+1e-11 && leave >= 0 && math.Abs(p.weight[i]) > math.Abs(p.weight[leave]) {
			step, leave, toHigh = min(limit, step), i, high
		}
	}
	if math.IsInf(step, 1) {
		return false
	}
	p.pivots++
	for _, i := range p.filled {
		p.x[i] -= dir * step * p.weight[i]
	}
	if leave < 0 {
		c.high = !c.high
		return true
	}
	d := p.reduced(c)
	value := step
	if c.high {
		value = c.upper - step
	}
	out := p.head[leave]
	out.basic, out.high = false, toHigh
	c.basic, c.high = true, false
	p.head[leave] = c
	p.x[leave] = value
	pivot := p.weight[leave]
	f := d / pivot
	dense := 8*len(p.filled) > p.m
	for j, col := range p.inverse {
		t := col[leave]
		if t == 0 {
			continue
		}
		p.dual[j] += f * t
		t /= pivot
		if dense {
			fast.Daxpy(p.m, -t, p.weight, 1, col, 1)
		} else {
			for _, i := range p.filled {
				col[i] -= p.weight[i] * t
			}
		}
		col[leave] = t
	}
	return true
}

// drop forgets columns that are not basic and far from wanting to enter.
func (p *program) drop(most float64) {
	kept := p.columns[:0]
	for _, c := range p.columns {
		if c.basic || c.who < 0 || p.reduced(c) < most {
			kept = append(kept, c)
		}
	}
	clear(p.columns[len(kept):])
	p.columns = kept
}
