package line

import (
	"slices"

	"github.com/lingting/lingting/calc/roster"
)

// segments is what a line may use in parts of the horizon, mostly weeks: paid
// minutes, or days of some shifts. They are counted exactly while a line is built,
// and settled when the line leaves the segment.
type segments struct {
	of     []int       // day → segment
	end    []int       // segment → first day after it
	price  [][]float64 // segment → amount → price; nil: nothing is counted there
	amount []int       // own shift → amount; nil: there are no segments
	uses   []int       // class → amount
	room   int         // amounts that any segment distinguishes
	holds  map[*roster.Rule]bool
}

// lane is what runs of work of a length may have used.
type lane struct {
	uses        int // minutes of the horizon, and counted days, in one number
	first, last int // of the segment where the run begins, and of the next one
}

// laneSet is the lanes of runs whose segment ends a number of days after they begin.
type laneSet struct {
	of   [][]lane
	next [][]int // run length → lane × class → lane of length+1
	at   []int   // run length → where its lanes begin
	all  int
}

// The most amounts that are told apart: beyond, a segment's rules are looked at
// only when a line is built, as other counting rules are.
const (
	mostRoom   = 64
	mostStates = 20000 // minutes × weekends × amounts of a segment
)

// findSegments picks rules over parts of the horizon that can be held together:
// of one amount (minutes, days, or days with some shifts), their days equal or
// apart. Minutes come first, then days, then what most rules count.
func (c *Contract) findSegments(p *roster.Problem, rules []*roster.Rule) {
	type choice struct {
		amount []int
		rank   int
	}
	var base *choice
	spans := []*roster.Rule{}
	for _, r := range rules {
		from, to := r.Span(p.Days)
		amount := c.amountsOf(p, r)
		if amount == nil || from == 0 && to == p.Days || from >= to {
			continue
		}
		if r.Min <= 0 && (r.Max == roster.NoMax || r.Max >= slices.Max(append([]int{0}, amount...))*(to-from)) {
			continue // it cannot bind
		}
		spans = append(spans, r)
		x := choice{amount, 1}
		if r.Kind == roster.PaidMinutes {
			x.rank = 3
		} else if !slices.Contains(amount, 0) {
			x.rank = 2
		}
		if base == nil || x.rank > base.rank {
			base = &x
		}
	}
	if base == nil || len(c.Shifts) == 0 {
		return
	}
	unit := 0
	for _, a := range base.amount {
		unit = gcd(unit, a)
	}
	if unit == 0 {
		return
	}
	g := segments{holds: map[*roster.Rule]bool{}}
	most := 0
	for _, a := range base.amount {
		g.amount = append(g.amount, a/unit)
		most = max(most, a/unit)
	}
	type span struct {
		from, to int
		price    []float64
	}
	var held []span
	for _, r := range spans {
		factor := proportion(c.amountsOf(p, r), g.amount)
		if factor == 0 {
			continue
		}
		from, to := r.Span(p.Days)
		at, fits := -1, true
		for i, h := range held {
			if h.from == from && h.to == to {
				at = i
			} else if from < h.to && h.from < to {
				fits = false
			}
		}
		if !fits {
			continue
		}
		if at < 0 {
			at = len(held)
			held = append(held, span{from, to, make([]float64, most*(to-from)+1)})
		}
		for n := range held[at].price {
			held[at].price[n] += beyond(r, n*factor)
		}
		g.holds[r] = true
	}
	slices.SortFunc(held, func(a, b span) int { return a.from - b.from })
	g.of = make([]int, p.Days)
	day := 0
	add := func(to int, price []float64) {
		for ; day < to; day++ {
			g.of[day] = len(g.end)
		}
		g.end, g.price = append(g.end, to), append(g.price, price)
	}
	for _, h := range held {
		if h.from > day {
			add(h.from, nil)
		}
		price := trim(h.price)
		g.room = max(g.room, len(price))
		add(h.to, price)
	}
	if day < p.Days {
		add(p.Days, nil)
	}
	// A run of work must not reach over a whole segment.
	for i := 1; i+1 < len(g.end); i++ {
		if g.end[i]-g.end[i-1] < c.most-1 {
			return
		}
	}
	if g.room <= mostRoom {
		c.segments = g
	}
}

// proportion is the whole number by which one list of amounts is another, 0: none.
func proportion(a, unit []int) int {
	factor := 0
	for i, u := range unit {
		switch {
		case u == 0 && a[i] == 0:
		case u == 0 || a[i]%u != 0 || a[i] == 0 || factor != 0 && a[i]/u != factor:
			return 0
		default:
			factor = a[i] / u
		}
	}
	return factor
}

// tooLarge is whether holding the segments exactly would take too many states, of
// which each is told apart by stride others.
func (c *Contract) tooLarge(stride int) bool {
	return c.segments.room > 0 && c.segments.room*len(c.minutes)*len(c.weekends)*stride > mostStates
}

// rooms is how many amounts of a segment states tell apart.
func (c *Contract) rooms() int { return max(c.segments.room, 1) }

// settle is the price of leaving segments without work from position from to
// position to, and what is used of the segment at to, when amount was used at from.
func (c *Contract) settle(from, to, amount int) (price float64, now int) {
	g := &c.segments
	if g.room == 0 || from >= c.Days {
		return 0, amount
	}
	for s := g.of[from]; s < len(g.end) && g.end[s] <= to; s++ {
		price += g.at(s, amount)
		amount = 0
	}
	return price, amount
}

// at is the price of an amount in a segment.
func (g *segments) at(s, amount int) float64 {
	switch price := g.price[s]; {
	case price == nil:
		return 0
	case amount < len(price):
		return price[amount]
	}
	return Inf
}

// joins is the price of segments, and what is used of the one at the run's end,
// when a run of some length begins on a day with an amount used.
func (c *Contract) joins(day, length, amount int, l lane) (price float64, now int) {
	g := &c.segments
	if g.room == 0 {
		return 0, 0
	}
	s, end := g.of[day], day+length
	if g.price[s] != nil {
		amount += l.first
	}
	if end > g.end[s] {
		price = g.at(s, amount)
		s, amount = s+1, 0
		if g.price[s] != nil {
			amount = l.last
		}
	}
	if end == g.end[s] {
		return price + g.at(s, amount), 0
	}
	if amount >= g.room {
		return Inf, 0
	}
	return price, amount
}

// start is the first day of a day's segment.
func (g *segments) start(day int) int {
	if s := g.of[day]; s > 0 {
		return g.end[s-1]
	}
	return 0
}

// used is what fixed days use of a segment: those of from … to-1 that are of the
// same segment as day.
func (c *Contract) used(line []int16, day, from, to int) int {
	g := &c.segments
	if g.room == 0 || day >= c.Days || g.price[g.of[day]] == nil {
		return 0
	}
	n := 0
	for d := from; d < to; d++ {
		if s := line[d]; s >= 0 && g.of[d] == g.of[day] {
			n += g.amount[c.Own[s]]
		}
	}
	return n
}

// segmentPrice is what a whole line costs by segments.
func (c *Contract) segmentPrice(line []int16) float64 {
	g := &c.segments
	sum := 0.0
	for s, from := 0, 0; s < len(g.end); s++ {
		sum += g.at(s, c.used(line, from, from, g.end[s]))
		from = g.end[s]
	}
	return sum
}

// makeLanes lists, for each length of a run, the amounts that it can use.
func (c *Contract) makeLanes() {
	if c.segments.room == 0 {
		c.lanes = []laneSet{c.lanesCut(c.most)}
		return
	}
	for cut := 1; cut <= c.most; cut++ {
		c.lanes = append(c.lanes, c.lanesCut(cut))
	}
}

// lanesCut lists the lanes of runs whose first cut days are of one segment.
func (c *Contract) lanesCut(cut int) laneSet {
	set := laneSet{of: make([][]lane, c.most+1), next: make([][]int, c.most+1), at: make([]int, c.most+1)}
	set.of[0] = []lane{{}}
	for l := 0; l < c.most; l++ {
		at := map[lane]int{}
		set.next[l] = make([]int, len(set.of[l])*c.classes)
		for i, from := range set.of[l] {
			for k := range c.classes {
				v := from
				v.uses += c.uses(k)
				if c.segments.room > 0 {
					if l < cut {
						v.first += c.segments.uses[k]
					} else {
						v.last += c.segments.uses[k]
					}
				}
				to, ok := at[v]
				if !ok {
					to = len(set.of[l+1])
					at[v] = to
					set.of[l+1] = append(set.of[l+1], v)
				}
				set.next[l][i*c.classes+k] = to
			}
		}
	}
	for l := range set.of {
		set.at[l] = set.all
		set.all += len(set.of[l])
	}
	return set
}

// lanesAt is the lanes of runs that begin on a day.
func (c *Contract) lanesAt(day int) *laneSet {
	if c.segments.room == 0 {
		return &c.lanes[0]
	}
	return &c.lanes[min(c.segments.end[c.segments.of[day]]-day, c.most)-1]
}
