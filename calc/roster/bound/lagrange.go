package bound

import (
	"math"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/line"
	"github.com/lingting/lingting/calc/roster/search"
)

// Prices writes the best prices of the part's cells into a list of all cells.
func (g *Generator) Prices(into []float64) {
	if math.IsInf(g.raw, -1) {
		return
	}
	for i, cell := range g.cells {
		into[cell] = g.center[i]
	}
}

// Guess gives the cells without a price that of one person more or less in a
// roster: good prices are near it when the roster is good.
func Guess(t *search.Team, r *roster.Roster, prices []float64) {
	n := make([]int, len(prices))
	for who, line := range r.Lines {
		for d, s := range line {
			if s != roster.Free {
				for _, cell := range t.Cover.Cells(who, d, s) {
					n[cell]++
				}
			}
		}
	}
	for cell, list := range t.Cover.Prices() {
		if prices[cell] == 0 {
			from, to := max(n[cell]-1, 0), min(n[cell]+1, len(list)-1)
			prices[cell] = (list[from] - list[to]) / float64(max(to-from, 1))
		}
	}
}

// Lagrange gives a bound for a problem too large for a program of the whole: it
// begins with the given prices of all cells, which it changes, and moves them by
// the subgradient as far as the distance to cost, that of a roster, tells (Polyak),
// until stop says so. No bound at all is -Inf.
func Lagrange(t *search.Team, prices []float64, cost float64, stop func() bool) (best float64, relaxed bool) {
	l := &lagrange{t: t, prices: prices, short: make([]float64, len(prices)), way: make([]float64, len(prices)), out: make([]int16, t.Problem.Days)}
	best = math.Inf(-1)
	kept := append([]float64{}, prices...)
	length, worse := 1.0, 0
	for {
		v, ok := l.value(stop)
		if !ok {
			break
		}
		if v > best {
			best, worse = v, 0
			copy(kept, prices)
		} else if worse++; worse >= 4 {
			length, worse = length/2, 0
			copy(prices, kept)
		}
		if best >= cost-1e-6 || length < 1e-4 {
			break
		}
		sum := 0.0
		for i, x := range l.short {
			l.way[i] = 0.6*l.way[i] + 0.4*x
			sum += l.way[i] * l.way[i]
		}
		if sum == 0 {
			break
		}
		far := length * (cost - v) / sum
		for i, x := range l.way {
			prices[i] += far * x
		}
	}
	copy(prices, kept)
	if t.Whole() {
		best = math.Ceil(best - 1e-6)
	}
	return best, l.relaxed
}

// lagrange reckons bounds at prices.
type lagrange struct {
	t       *search.Team
	prices  []float64
	short   []float64 // cell → people it wants at its price more than there are
	way     []float64
	builder line.Builder
	out     []int16
	who     int // whose line is priced
	relaxed bool
}

// value is the bound at the prices.
func (l *lagrange) value(stop func() bool) (float64, bool) {
	sum := 0.0
	for cell, list := range l.t.Cover.Prices() {
		least, at := math.Inf(1), 0
		for n, v := range list {
			if v += l.prices[cell] * float64(n); v < least {
				least, at = v, n
			}
		}
		sum += least
		l.short[cell] = float64(at)
	}
	days := l.t.Problem.Days
	for who := range l.t.Problem.People {
		if stop() {
			return 0, false
		}
		l.who = who
		v, ok := l.t.Line(&l.builder, who, nil, 0, days, l.out, l.fill)
		if !ok {
			l.relaxed = true
			if math.IsInf(v, 0) {
				return 0, false
			}
		}
		sum += v
		for d, s := range l.out {
			if s >= 0 {
				for _, cell := range l.t.Cover.Cells(who, d, int(s)) {
					l.short[cell]--
				}
			}
		}
	}
	return sum, true
}

func (l *lagrange) fill(c *line.Contract) {
	b := &l.builder
	for d := range c.Days {
		b.Off[d] = 0
		for i, s := range c.Shifts {
			sum := 0.0
			for _, cell := range l.t.Cover.Cells(l.who, d, s) {
				sum -= l.prices[cell]
			}
			b.Cost[d*len(c.Shifts)+i] = sum
		}
	}
}
