package bound

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/line"
	"github.com/lingting/lingting/calc/roster/search"
)

// Generator generates lines and the bound. It serves one goroutine.
type Generator struct {
	// Best is the best bound so far, rounded up where all prices are whole.
	Best float64
	// Converged: the program over all lines is solved, so this kind of bound cannot
	// get better.
	Converged bool
	// Relaxed: some best line broke two counting rules, so that the bound is of a
	// problem with fewer rules.
	Relaxed bool

	t        *search.Team
	part     Part
	lines    [][]int16   // of the part's people, as they were
	rowOf    []int32     // cell → row, -1: not of the part
	cells    []int32     // row after the people's → cell
	outside  []int       // cell of the part → people who cover it from outside the part
	lists    [][]float64 // cell → people of the part → price
	lp       *program
	builder  line.Builder
	random   *rand.Rand
	people   int
	base     float64 // price of all cells, and of all people outside the part, with nobody of the part at work
	known    []map[string]bool
	center   []float64 // prices of the best bound
	prices   []float64 // at which lines are priced
	raw      float64   // Best before rounding
	whole    bool
	complete bool // the part is the whole problem
	out      []int16
	fixed    []bool
	who      int     // whose line is priced
	tried    bool    // the program let the last dive begin
	unit     float64 // the smallest price
}

// MostRows is how many rows a program has at most in use: beyond it takes longer
// than its use is.
const MostRows = 700

// Part is some people over some days; all else stays as it is.
type Part struct {
	People   []int
	From, To int
}

// All is the whole problem.
func All(t *search.Team) Part {
	p := Part{To: t.Problem.Days}
	for who := range t.Problem.People {
		p.People = append(p.People, who)
	}
	return p
}

// Rows is how many rows the program of a part has.
func (p Part) Rows(t *search.Team) int {
	n := len(p.People)
	seen := make([]bool, len(t.Cover.Prices()))
	for d := p.From; d < p.To; d++ {
		for s := range t.Problem.Shifts {
			for _, who := range t.Cover.Kinds() {
				for _, cell := range t.Cover.Cells(who, d, s) {
					if !seen[cell] {
						seen[cell] = true
						n++
					}
				}
			}
		}
	}
	return n
}

// New begins with the lines of a roster that keeps all rules. Its program holds
// the inverse of a matrix of as many rows as the part has people and cells.
func New(t *search.Team, start *roster.Roster, part Part, seed uint64) *Generator {
	p := t.Problem
	n := len(part.People)
	g := &Generator{t: t, part: part, people: n, random: rand.New(rand.NewPCG(seed, 7)), Best: math.Inf(-1), raw: math.Inf(-1),
		whole: t.Whole(), unit: t.Unit(), complete: n == len(p.People) && part.From == 0 && part.To == p.Days,
		known: make([]map[string]bool, n), out: make([]int16, p.Days), fixed: make([]bool, n)}
	inside := make([]bool, len(p.People))
	for _, who := range part.People {
		inside[who] = true
		g.lines = append(g.lines, narrow(start.Lines[who]))
	}
	g.findRows()
	for who, l := range start.Lines {
		if !inside[who] {
			g.base += t.Contracts[who][0].Price(narrow(l))
		}
		for d, s := range l {
			if s >= 0 && !(inside[who] && d >= part.From && d < part.To) {
				for _, cell := range t.Cover.Cells(who, d, s) {
					g.outside[cell]++
				}
			}
		}
	}
	for cell, list := range t.Cover.Prices() {
		list = list[g.outside[cell]:]
		if g.rowOf[cell] < 0 {
			g.base += list[0]
		}
	}
	for _, cell := range g.cells {
		list := t.Cover.Prices()[cell][g.outside[cell]:]
		g.lists = append(g.lists, list[:min(len(list), n+1)])
	}
	g.begin()
	return g
}

// findRows gives each cell that the part can cover a row.
func (g *Generator) findRows() {
	g.rowOf = make([]int32, len(g.t.Cover.Prices()))
	g.outside = make([]int, len(g.rowOf))
	for i := range g.rowOf {
		g.rowOf[i] = -1
	}
	for d := g.part.From; d < g.part.To; d++ {
		for s := range g.t.Problem.Shifts {
			for _, who := range g.t.Cover.Kinds() {
				for _, cell := range g.t.Cover.Cells(who, d, s) {
					if g.rowOf[cell] < 0 {
						g.rowOf[cell] = int32(g.people + len(g.cells))
						g.cells = append(g.cells, cell)
					}
				}
			}
		}
	}
}

// begin makes the program, with the lines as they are in its basis.
func (g *Generator) begin() {
	m := g.people + len(g.cells)
	right, values := make([]float64, m), make([]float64, m)
	basis := make([]*column, m)
	n := make([]int, m)
	var columns []*column
	for i, l := range g.lines {
		g.known[i] = map[string]bool{}
		c := g.column(i, l)
		columns = append(columns, c)
		basis[i], values[i], right[i] = c, 1, 1
		for _, r := range c.rows[1:] {
			n[r]++
		}
	}
	for i, list := range g.lists {
		g.base += list[0]
		row := g.people + i
		// A little more than the need breaks the ties of the simplex method.
		more := 1e-5 * (1 + g.random.Float64())
		right[row] = -more
		for from := 0; from < len(list)-1; {
			slope := list[from+1] - list[from]
			to := from + 1
			for to < len(list)-1 && list[to+1]-list[to] == slope {
				to++
			}
			c := &column{rows: []int32{int32(row)}, sign: -1, cost: slope, upper: float64(to - from), who: -1}
			if to == len(list)-1 {
				c.upper = math.Inf(1)
			}
			columns = append(columns, c)
			switch {
			case n[row] >= from && (n[row] < to || math.IsInf(c.upper, 1)):
				basis[row], values[row] = c, float64(n[row]-from)+more
			case n[row] >= to:
				c.high = true
			}
			from = to
		}
	}
	g.lp = newProgram(right, basis, values)
	g.lp.columns = columns
	g.center, g.prices = make([]float64, len(g.cells)), make([]float64, len(g.cells))
	g.lp.reinvert()
}

func narrow(l []int) []int16 {
	out := make([]int16, len(l))
	for d, s := range l {
		out[d] = int16(s)
	}
	return out
}

// column makes the variable of a line.
func (g *Generator) column(who int, l []int16) *column {
	c := &column{sign: 1, who: who, line: slices.Clone(l), upper: math.Inf(1), cost: g.t.Contracts[g.part.People[who]][0].Price(l)}
	c.rows = append(c.rows, int32(who))
	for d := g.part.From; d < g.part.To; d++ {
		if s := l[d]; s >= 0 {
			for _, cell := range g.t.Cover.Cells(g.part.People[who], d, int(s)) {
				c.rows = append(c.rows, g.rowOf[cell])
			}
		}
	}
	g.known[who][key(l)] = true
	return c
}

func key(l []int16) string {
	b := make([]byte, len(l))
	for i, s := range l {
		b[i] = byte(s + 1)
	}
	return string(b)
}

// value is the program's.
func (g *Generator) value() float64 {
	sum := g.base
	for i, c := range g.lp.head {
		sum += c.cost * g.lp.x[i]
	}
	for _, c := range g.lp.columns {
		if c.high {
			sum += c.cost * c.upper
		}
	}
	return sum
}

// fill prices the shifts by the cells they count for.
func (g *Generator) fill(c *line.Contract) {
	for d := g.part.From; d < g.part.To; d++ {
		g.builder.Off[d] = 0
		for i, s := range c.Shifts {
			sum := 0.0
			for _, cell := range g.t.Cover.Cells(g.who, d, s) {
				sum -= g.prices[int(g.rowOf[cell])-g.people]
			}
			g.builder.Cost[d*len(c.Shifts)+i] = sum
		}
	}
}

// cellsAt is what the cells cost at best at the prices.
func (g *Generator) cellsAt() float64 {
	sum := g.base
	for i, list := range g.lists {
		least := math.Inf(1)
		for n, v := range list {
			least = min(least, v-list[0]+g.prices[i]*float64(n))
		}
		sum += least
	}
	return sum
}

// round prices lines at a share of the way from the best prices to the program's,
// and adds those that would better the program. It gives how many it added.
func (g *Generator) round(share float64, fixed bool, stop func() bool) int {
	duals := g.lp.dual[g.people:]
	first := math.IsInf(g.raw, -1)
	for i, v := range duals {
		g.prices[i] = v
		if !first && !fixed {
			g.prices[i] = g.center[i] + share*(v-g.center[i])
		}
	}
	sum := g.cellsAt()
	added := 0
	for i, who := range g.part.People {
		if fixed && g.fixed[i] {
			continue
		}
		if stop() {
			return -1
		}
		g.who = who
		v, ok := g.t.Line(&g.builder, who, g.lines[i], g.part.From, g.part.To, g.out, g.fill)
		if !ok {
			g.Relaxed = true
			if !g.complete {
				v = math.Inf(-1)
			}
			sum += v
			continue
		}
		isNew := !g.known[i][key(g.out)]
		if !isNew && g.complete {
			sum += v
			continue
		}
		c := g.column(i, g.out)
		if !g.complete {
			// The value of a window leaves out what its days outside cost.
			v = c.cost
			for _, r := range c.rows[1:] {
				v -= g.prices[int(r)-g.people]
			}
		}
		sum += v
		if isNew && g.lp.reduced(c) < -enterLess {
			g.lp.columns = append(g.lp.columns, c)
			added++
		} else if isNew {
			delete(g.known[i], key(g.out))
		}
	}
	if !fixed && sum > g.raw {
		g.raw = sum
		copy(g.center, g.prices)
		if g.whole {
			sum = math.Ceil(sum - 1e-6)
		}
		g.Best = sum
	}
	return added
}

// Generate goes on until the program has converged, until the bound says that
// nothing costs less than limit, or stop says so.
func (g *Generator) Generate(limit float64, stop func() bool) {
	share := 0.3
	for !g.Converged && !stop() {
		if !g.lp.optimize(stop) {
			if stop() || !g.lp.reinvert() {
				return
			}
			continue
		}
		before := g.raw
		added := g.round(share, false, stop)
		value := g.value()
		switch {
		case added < 0:
			return
		case value-g.raw < 1e-3 || g.whole && math.Ceil(value-1e-3) <= g.Best || g.Best >= limit-1e-9:
			g.Converged = true
		case added > 0:
			share = 0.3
		case share == 1:
			// Nothing betters the program: what is left is its small perturbation.
			g.Converged = true
		case g.raw == before:
			share = min(1, share+0.35)
		}
		if len(g.lp.columns) > 12*g.lp.m+2000 {
			g.forget()
		}
	}
}

// forget drops columns that are far from the basis.
func (g *Generator) forget() {
	g.lp.drop(math.Inf(1))
	var costs []float64
	for _, c := range g.lp.columns {
		if c.who >= 0 && !c.basic {
			costs = append(costs, g.lp.reduced(c))
		}
	}
	slices.Sort(costs)
	if len(costs) > 4*g.lp.m {
		g.lp.drop(costs[4*g.lp.m])
	}
	for who := range g.known {
		clear(g.known[who])
	}
	for _, c := range g.lp.columns {
		if c.who >= 0 {
			g.known[c.who][key(c.line)] = true
		}
	}
}
