package search

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/line"
)

// ErrNoLine is a person for whom no line keeps the hard rules, or none was found.
var ErrNoLine = errors.New("no roster was found that keeps the hard rules")

// Options of a search.
type Options struct {
	Seed    uint64
	Workers int // walks side by side; the result depends on it
	// Iterations is the number of moves of all walks together; 0: as long as Spent
	// says. With iterations the same seed and workers give the same roster.
	Iterations int64
	// Spent is the share of the time that has gone, 1 when it is over. It is asked
	// by every walk.
	Spent func() float64
	// Start, if any, is where the walks begin, and Heat is then how hot: a share of
	// the usual first heat. Lines of it that break a hard rule are built anew first.
	Start *roster.Roster
	Heat  float64
	// Better is told each better roster's cost, by one walk at a time.
	Better func(cost float64)
}

// Result is what a search found.
type Result struct {
	Roster     *roster.Roster
	Cost       float64
	Iterations int64
	// Elite are the lines that each person had in the walks' best rosters.
	Elite [][][]int16
}

// Run searches until the budget or the context ends; what is best so far is the
// result, and it never breaks a hard rule.
func Run(ctx context.Context, t *Team, o Options) (*Result, error) {
	workers := max(o.Workers, 1)
	walks := make([]*walk, workers)
	for i := range walks {
		walks[i] = newWalk(t, o.Seed*1_000_003+uint64(i))
		if !walks[i].begin(o.Start) {
			return nil, ErrNoLine
		}
	}
	share := (o.Iterations + int64(workers) - 1) / int64(workers)
	var told sync.Mutex
	least := math.Inf(1)
	better := func(w *walk) {
		told.Lock()
		defer told.Unlock()
		if w.least < least {
			least = w.least
			if o.Better != nil {
				o.Better(least)
			}
		}
	}
	shared := workers > 1 && len(t.Problem.People) >= sharedFrom
	if shared {
		for _, w := range walks[1:] {
			w.follow(walks[0])
		}
	}
	for {
		if shared {
			divide(walks)
			for _, w := range walks {
				w.goal += int64(sharedMoves * len(t.Problem.People))
			}
		}
		var group sync.WaitGroup
		for _, w := range walks {
			group.Go(func() { w.anneal(ctx, o, share, better) })
		}
		group.Wait()
		if !shared {
			break
		}
		join(walks)
		if walks[0].over(ctx, o, share) {
			break
		}
	}
	r := &Result{Elite: make([][][]int16, len(t.Problem.People)), Cost: math.Inf(1)}
	for _, w := range walks {
		r.Iterations += w.done
		if w.least < r.Cost {
			r.Cost, r.Roster = w.least, w.roster()
		}
		for p, l := range w.best {
			r.Elite[p] = append(r.Elite[p], l)
		}
	}
	return r, nil
}

// Where there are many people, the walks share one roster: each moves some of the
// people for a slice of the budget, then all take over what the others did.
const (
	sharedFrom  = 200
	sharedMoves = 2 // of a slice, for each person
)

// divide gives each walk other people, by chance.
func divide(walks []*walk) {
	w := walks[0]
	n := len(w.lines)
	all := w.order(n)
	for i, x := range walks {
		x.people = all[i*n/len(walks) : (i+1)*n/len(walks)]
	}
}

// join lets every walk take over the lines of the people that others moved.
func join(walks []*walk) {
	for _, w := range walks {
		for _, x := range walks {
			if x != w {
				w.followSome(x, x.people)
			}
		}
	}
	for _, w := range walks {
		w.note()
	}
}

// follow takes over the lines of another walk.
func (w *walk) follow(x *walk) {
	for p := range w.lines {
		w.followSome(x, []int{p})
	}
	w.least = math.Inf(1)
	w.note()
}

// followSome takes over the lines of some people.
func (w *walk) followSome(x *walk, people []int) {
	for _, p := range people {
		if slices.Equal(w.lines[p], x.lines[p]) {
			continue
		}
		w.take(p, 0, len(w.lines[p]))
		copy(w.lines[p], x.lines[p])
		w.put(p, 0, len(w.lines[p]))
		w.setOwn(p, x.own[p])
	}
}

// begin takes the roster to begin with, or makes one.
func (w *walk) begin(start *roster.Roster) bool {
	if start == nil {
		for range 20 {
			if w.start() {
				return true
			}
			w.clear()
		}
		return false
	}
	var broken []int // lines that break a rule are built anew
	for p, l := range start.Lines {
		for d, s := range l {
			w.lines[p][d] = int16(s)
		}
		v := w.t.Contracts[p][0].Price(w.lines[p])
		if v == line.Inf {
			for d := range l {
				w.lines[p][d] = line.Free
			}
			broken = append(broken, p)
			continue
		}
		w.put(p, 0, len(l))
		w.setOwn(p, v)
	}
	w.from, w.to = 0, w.t.Problem.Days
	for _, p := range broken {
		if !w.first(p) {
			return false
		}
	}
	w.least = math.Inf(1)
	w.note()
	return true
}

// clear takes everybody off again.
func (w *walk) clear() {
	for p, l := range w.lines {
		w.take(p, 0, len(l))
		for d := range l {
			l[d] = line.Free
		}
		w.setOwn(p, 0)
	}
	w.owns = 0
}

// The heats of the annealing, in units of the smallest price.
const (
	firstHeat = 30
	lastHeat  = 0.3
)

// gone is the share of the budget that has gone.
func (w *walk) gone(o Options, share int64) float64 {
	if o.Iterations > 0 {
		return float64(w.done) / float64(share)
	}
	return o.Spent()
}

// over is whether the budget has gone.
func (w *walk) over(ctx context.Context, o Options, share int64) bool {
	return ctx.Err() != nil || w.gone(o, share) >= 1
}

// anneal walks from hot to cold, until the budget or the walk's slice has gone.
func (w *walk) anneal(ctx context.Context, o Options, share int64, better func(*walk)) {
	first, unit := float64(firstHeat), w.t.unit
	if o.Start != nil && o.Heat > 0 {
		first = max(first*o.Heat, lastHeat)
	}
	known := w.least
	better(w)
	for n := int64(0); ; n++ {
		if n&63 == 0 {
			x := w.gone(o, share)
			if x >= 1 || ctx.Err() != nil || w.goal > 0 && w.done >= w.goal {
				return
			}
			w.heat = unit * first * math.Pow(lastHeat/first, x)
			if w.least < known {
				known = w.least
				better(w)
			}
		}
		w.step()
		w.done++
	}
}

// Unit is the smallest price that counts: what one step of the cost is. Prices
// below a thousandth of the largest do not.
func (t *Team) Unit() float64 {
	most, least := 0.0, math.Inf(1)
	t.eachPrice(func(v float64) { most = max(most, v) })
	t.eachPrice(func(v float64) {
		if v > 0 && v >= most/1000 {
			least = min(least, v)
		}
	})
	if math.IsInf(least, 1) {
		return 1
	}
	return least
}

// eachPrice shows every price of one step.
func (t *Team) eachPrice(see func(float64)) {
	for _, w := range t.Problem.Wishes {
		see(w.Price)
	}
	for i := range t.Problem.Rules {
		see(t.Problem.Rules[i].Price)
	}
	for i := range t.Problem.Together {
		see(t.Problem.Together[i].Price)
	}
	for _, prices := range t.Cover.price {
		for n := 1; n < len(prices); n++ {
			see(math.Abs(prices[n] - prices[n-1]))
		}
	}
}

// Whole is whether all prices are whole numbers, so that every cost is.
func (t *Team) Whole() bool {
	whole := func(v float64) bool { return v == math.Trunc(v) }
	for _, w := range t.Problem.Wishes {
		if !whole(w.Price) {
			return false
		}
	}
	for i := range t.Problem.Rules {
		if !whole(t.Problem.Rules[i].Price) {
			return false
		}
	}
	for i := range t.Problem.Together {
		if !whole(t.Problem.Together[i].Price) {
			return false
		}
	}
	for _, prices := range t.Cover.price {
		for _, v := range prices {
			if !whole(v) {
				return false
			}
		}
	}
	return true
}

// Cost is what a roster costs; Inf when it breaks a hard rule.
func (t *Team) Cost(r *roster.Roster) float64 {
	level := NewLevel(t.Cover)
	sum := 0.0
	own := make([]int16, t.Problem.Days)
	for who, l := range r.Lines {
		for d, s := range l {
			if own[d] = int16(s); s >= 0 {
				level.Change(who, d*t.Cover.shifts+s, 1)
			}
		}
		sum += t.Contracts[who][0].Price(own)
	}
	return sum + level.Price
}
