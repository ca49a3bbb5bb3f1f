package search

import (
	"math"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/line"
)

// walk is one search through rosters.
type walk struct {
	t       *Team
	random  random
	builder line.Builder
	level   *Level
	lines   [][]int16
	own     []float64 // price of each person's line
	owns    float64   // their sum
	best    [][]int16
	least   float64 // cost of best
	spare   [][]int16
	prices  []float64 // of spare's people
	heat    float64
	fill    func(c *line.Contract)
	from    int
	to      int
	who     int // whose line is built
	noise   float64
	steer   [][]float64 // person → counting rule → price that keeps it; nil: none was needed
	steps   []float64
	steered bool
	people  []int // who may be moved
	picked  []int
	changed []int // people whose lines are not those of best
	marked  []bool
	done    int64
	goal    int64 // moves at which the walk waits for the others; 0: none
}

func newWalk(t *Team, seed uint64) *walk {
	w := &walk{t: t, random: random{seed*0x9e3779b97f4a7c15 + 0x1234567}, level: NewLevel(t.Cover)}
	n, days := len(t.Problem.People), t.Problem.Days
	w.lines, w.best, w.spare = block(n, days), block(n, days), block(8, days)
	w.own = make([]float64, n)
	w.steer = make([][]float64, n)
	w.marked = make([]bool, n)
	for p := range n {
		w.people = append(w.people, p)
	}
	w.prices = make([]float64, 8)
	w.fill = w.fillPrices
	return w
}

func block(n, days int) [][]int16 {
	cells := make([]int16, n*days)
	for i := range cells {
		cells[i] = line.Free
	}
	out := make([][]int16, n)
	for i := range out {
		out[i] = cells[i*days : (i+1)*days]
	}
	return out
}

// cost is that of the present roster.
func (w *walk) cost() float64 { return w.level.Price + w.owns }

// fillPrices prices the shifts of the days from … to-1 for the builder.
func (w *walk) fillPrices(c *line.Contract) {
	n := len(c.Shifts)
	for d := w.from; d < w.to; d++ {
		row := w.builder.Cost[d*n : d*n+n]
		w.level.Worth(w.who, d, c.Shifts, row)
		w.builder.Off[d] = 0
		if w.noise > 0 {
			bits := w.random.next()
			w.builder.Off[d] = w.noise * noise[bits&4095]
			for i := range row {
				if bits >>= 12; bits == 0 {
					bits = w.random.next()
				}
				row[i] += w.noise * noise[bits&4095]
			}
		}
	}
	w.priceCounts(c)
}

// take takes a person's days out of the cover.
func (w *walk) take(who, from, to int) {
	all := w.t.Cover.shifts
	for d := from; d < to; d++ {
		if s := w.lines[who][d]; s >= 0 {
			w.level.Change(who, d*all+int(s), -1)
		}
	}
}

// put puts them back.
func (w *walk) put(who, from, to int) {
	all := w.t.Cover.shifts
	for d := from; d < to; d++ {
		if s := w.lines[who][d]; s >= 0 {
			w.level.Change(who, d*all+int(s), 1)
		}
	}
}

// setOwn sets the price of a person's line, which has changed.
func (w *walk) setOwn(who int, v float64) {
	w.mark(who)
	w.owns += v - w.own[who]
	w.own[who] = v
}

// accept is the annealing rule.
func (w *walk) accept(change float64) bool {
	return change <= 0 || w.heat > 0 && change < 30*w.heat && w.random.share() < math.Exp(-change/w.heat)
}

// note keeps the present roster when it is the best so far.
func (w *walk) note() {
	if c := w.cost(); c < w.least-1e-9 {
		w.least = c
		for _, p := range w.changed {
			copy(w.best[p], w.lines[p])
			w.marked[p] = false
		}
		w.changed = w.changed[:0]
	}
}

// mark says that a person's line is not that of the best roster any more.
func (w *walk) mark(p int) {
	if !w.marked[p] {
		w.marked[p] = true
		w.changed = append(w.changed, p)
	}
}

// rebuild frees people over a window and builds their lines anew one after the
// other.
func (w *walk) rebuild(people []int, from, to int) bool {
	before := w.cost()
	w.from, w.to = from, to
	for i, p := range people {
		copy(w.spare[i], w.lines[p])
		w.prices[i] = w.own[p]
		w.take(p, from, to)
	}
	done := 0
	ok := true
	for _, p := range people {
		line := w.lines[p]
		if !w.build(p, line, from, to) {
			ok = false
			break
		}
		copy(line[from:to], w.spare[7][from:to])
		w.put(p, from, to)
		done++
		v := w.t.Contracts[p][0].Price(line)
		if math.IsInf(v, 1) {
			ok = false
			break
		}
		w.setOwn(p, v)
	}
	if ok && w.accept(w.cost()-before) {
		return true
	}
	for i, p := range people {
		if i < done {
			w.take(p, from, to)
		}
		copy(w.lines[p], w.spare[i])
		w.put(p, from, to)
		w.setOwn(p, w.prices[i])
	}
	return false
}

// swap exchanges the days from … to-1 of two people.
func (w *walk) swap(p, q, from, to int) bool {
	a, b := w.lines[p], w.lines[q]
	same := true
	ca, cb := w.t.Contracts[p][0], w.t.Contracts[q][0]
	for d := from; d < to; d++ {
		same = same && a[d] == b[d]
		if a[d] >= 0 && cb.Own[a[d]] < 0 || b[d] >= 0 && ca.Own[b[d]] < 0 {
			return false
		}
	}
	if same {
		return false
	}
	for d := from; d < to; d++ {
		a[d], b[d] = b[d], a[d]
	}
	va := ca.Price(a)
	vb := va
	if va < line.Inf {
		vb = cb.Price(b)
	}
	if va < line.Inf && vb < line.Inf && w.exchanged(p, q, from, to, va+vb-w.own[p]-w.own[q]) {
		w.setOwn(p, va)
		w.setOwn(q, vb)
		return true
	}
	for d := from; d < to; d++ {
		a[d], b[d] = b[d], a[d]
	}
	return false
}

// exchanged is whether an exchange of days, already made in the lines, is
// accepted; the cover then follows it. Of two people who cover alike it stays.
func (w *walk) exchanged(p, q, from, to int, change float64) bool {
	if w.t.Cover.alikeFor(p, q) {
		return w.accept(change)
	}
	before := w.level.Price
	w.move(p, q, from, to, 1)
	if w.accept(change + w.level.Price - before) {
		return true
	}
	w.move(p, q, from, to, -1)
	return false
}

// move lets the cover follow an exchange of days that is already made in the
// lines (by 1), or takes that back (by -1).
func (w *walk) move(p, q, from, to int, by int32) {
	all := w.t.Cover.shifts
	for d := from; d < to; d++ {
		a, b := w.lines[p][d], w.lines[q][d]
		if a == b {
			continue
		}
		if b >= 0 {
			w.level.exchange(q, p, d*all+int(b), by)
		}
		if a >= 0 {
			w.level.exchange(p, q, d*all+int(a), by)
		}
	}
}

// start builds every line in turn against what is still uncovered.
func (w *walk) start() bool {
	n, days := len(w.lines), w.t.Problem.Days
	w.from, w.to = 0, days
	order := w.order(n)
	for _, p := range order {
		if !w.first(p) {
			return false
		}
	}
	w.least = math.Inf(1)
	w.note()
	return true
}

// order is the numbers below n by chance.
func (w *walk) order(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	for i := range order {
		j := i + w.random.below(n-i)
		order[i], order[j] = order[j], order[i]
	}
	return order
}

// first builds a person's line, who has none yet.
func (w *walk) first(p int) bool {
	if !w.build(p, w.lines[p], w.from, w.to) {
		return false
	}
	copy(w.lines[p], w.spare[7])
	w.put(p, w.from, w.to)
	v := w.t.Contracts[p][0].Price(w.lines[p])
	w.setOwn(p, v)
	return !math.IsInf(v, 1)
}

// step makes one move.
func (w *walk) step() {
	n, days := len(w.people), w.t.Problem.Days
	many := len(w.lines) >= manyPeople && days > shortMost && days <= windowMost
	swaps := swapShare
	if many {
		swaps = swapShareMany
	}
	var ok bool
	switch x := w.random.below(100); {
	case x < swaps && n > 1:
		p := w.random.below(n)
		q := w.random.below(n - 1)
		if q >= p {
			q++
		}
		p, q = w.people[p], w.people[q]
		length := 1 + w.random.below(min(days, 12))
		from := w.random.below(days - length + 1)
		ok = w.swap(p, q, from, from+length)
	default:
		k := 1
		if y := w.random.below(100); y < pairShare {
			k = 2
			if y < pairShare/4 {
				k = 3
			}
		}
		k = min(k, n)
		w.picked = w.picked[:0]
		for len(w.picked) < k {
			p := w.people[w.random.below(n)]
			again := false
			for _, q := range w.picked {
				again = again || p == q
			}
			if !again {
				w.picked = append(w.picked, p)
			}
		}
		from, to := 0, days
		switch {
		case days > windowMost:
			from, to = w.window(windowLeast, windowMost)
		case many && w.random.below(100) < shortShare:
			from, to = w.window(shortLeast, shortMost)
		}
		w.noise = w.heat * noiseScale
		ok = w.rebuild(w.picked, from, to)
	}
	if ok {
		w.note()
	}
}

// window draws days of a length; at the ends of the horizon it may be shorter.
func (w *walk) window(least, most int) (from, to int) {
	days := w.t.Problem.Days
	length := least + w.random.below(most-least+1)
	inside := min(least, 7) // days of it that are not beyond an end
	from = w.random.below(days+length-inside) - length + inside
	return max(from, 0), min(from+length, days)
}

// How moves are chosen, in per cent, and how long windows are, in days.
const (
	swapShare   = 93 // exchanges of days between two people; they cost little
	pairShare   = 50 // of the rebuilds: with more than one person
	windowLeast = 10
	windowMost  = 35
	noiseScale  = 0.5 // of the prices' noise, in heats

	// With many people a move must cost less time, for each person's line is
	// built seldom.
	manyPeople    = 60
	swapShareMany = 98
	shortShare    = 90 // of the rebuilds: of some days alone
	shortLeast    = 5
	shortMost     = 10
)

func (w *walk) roster() *roster.Roster {
	r := roster.NewRoster(len(w.best), w.t.Problem.Days)
	for p, l := range w.best {
		for d, s := range l {
			r.Lines[p][d] = int(s)
		}
	}
	return r
}
