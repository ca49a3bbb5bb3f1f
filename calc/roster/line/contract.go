package line

import (
	"math"
	"slices"

	"github.com/lingting/lingting/calc/roster"
)

// Inf is the price of what is not allowed.
var Inf = math.Inf(1)

// Contract is the rules of one person as tables.
type Contract struct {
	Days   int
	Shifts []int   // the shifts the person can work, of the problem's
	Own    []int   // shift → index in Shifts, -1: cannot
	Counts []Count // rules that count shifts and can bind

	wish     []float64 // day × (shifts+1): price of each shift, the last of the day off; Inf: not allowed
	class    []int     // own shift → class
	classes  int
	units    []int  // class → units of paid minutes
	follows  []bool // class × class: may follow (before × next)
	price    []float64
	priced   bool
	unit     int       // minutes of a unit
	run      []float64 // price of a run of work by its length, within the horizon; index 0 unused
	runEdge  []float64 // of one that touches the border
	rest     []float64 // price of a run of rest shorter than its least length; index 0 unused
	least    int       // days off in a row from which no price is due
	minutes  []float64 // price of units in the horizon
	segments segments
	weekends []float64 // price of weekends worked
	weekend  []int     // day → weekends begun on the days before it that a run from 0 touches: number of the weekend, or -1
	most     int       // longest run of work
	best     int       // most units of a class
	before   roster.Before
	first    float64 // price of ending the run of before on day 0
	counted  int     // index of the exactly counted rule in Counts, -1: none
	inCount  []bool  // class → counted
	lanes    []laneSet
	stride   int // 1, or room for the counted rule
}

// Count is a rule that counts shifts, or minutes of some days, and that the
// tables do not hold.
type Count struct {
	Rule     *roster.Rule
	amount   []int // own shift → how much it counts
	from, to int
}

// Broken is the first hard counting rule that a line breaks, -1: none.
func (c *Contract) Broken(line []int16) int {
	for i := range c.Counts {
		k := &c.Counts[i]
		if k.Rule.Hard() && k.Beyond(c, line) != 0 {
			return i
		}
	}
	return -1
}

// Beyond is how much of a line is too much (above 0) or too little (below 0).
func (k *Count) Beyond(c *Contract, line []int16) int {
	n := k.of(c, line)
	if k.Rule.Max != roster.NoMax && n > k.Rule.Max {
		return n - k.Rule.Max
	}
	return min(n-k.Rule.Min, 0)
}

// Margin is how much farther beyond the rule one more is, of a line as it was:
// 1, -1 when less is missing, or 0. At the limit itself it is that of one more
// (up) or of one less.
func (k *Count) Margin(c *Contract, line []int16, up bool) float64 {
	n := k.of(c, line)
	most, least := k.Rule.Max, k.Rule.Min
	switch {
	case most != roster.NoMax && (n > most || up && n == most):
		return 1
	case n < least || !up && n == least && least > 0:
		return -1
	}
	return 0
}

// Steer adds a price to all that the rule counts.
func (k *Count) Steer(b *Builder, price float64) {
	n := len(b.c.Shifts)
	for d := k.from; d < k.to; d++ {
		for own, a := range k.amount {
			if a > 0 {
				b.Cost[d*n+own] += price * float64(a)
			}
		}
	}
}

// Most is the largest amount of one shift.
func (k *Count) Most() int {
	most := 1
	for _, a := range k.amount {
		most = max(most, a)
	}
	return most
}

func (k *Count) of(c *Contract, line []int16) int {
	n := 0
	for d := k.from; d < k.to; d++ {
		if s := line[d]; s >= 0 {
			n += k.amount[c.Own[s]]
		}
	}
	return n
}

// Horizon is whether the rule counts shifts over all days, so that it can be
// counted exactly while a line is built.
func (k *Count) Horizon(days int) bool {
	return k.from == 0 && k.to == days && k.Rule.Kind == roster.ShiftCount
}

// beyond is the price of n against a rule; Inf when it is hard and broken.
func beyond(r *roster.Rule, n int) float64 {
	by := 0
	if r.Max != roster.NoMax && n > r.Max {
		by = n - r.Max
	}
	if n < r.Min {
		by = r.Min - n
	}
	switch {
	case by == 0:
		return 0
	case r.Hard():
		return Inf
	}
	return r.Price * float64(by)
}

// over is the part of beyond for Max alone.
func over(r *roster.Rule, n int) float64 {
	x := *r
	x.Min = 0
	return beyond(&x, n)
}

// Compile makes the contract of a person; rules that drop names (by index of the
// problem's rules) are left out.
func Compile(p *roster.Problem, who int, drop func(rule int) bool) *Contract {
	return compile(p, who, drop, -1)
}

// Counted is the contract with one of its Counts held exactly; nil when that
// would take too many states.
func Counted(p *roster.Problem, who int, drop func(rule int) bool, count int) *Contract {
	c := compile(p, who, drop, count)
	if c.tooLarge(2 * c.stride) {
		return nil
	}
	return c
}

func compile(p *roster.Problem, who int, drop func(rule int) bool, counted int) *Contract {
	c := compileAs(p, who, drop, counted, false)
	if c.tooLarge(1) {
		c = compileAs(p, who, drop, counted, true)
	}
	c.makeLanes()
	return c
}

// compileAs compiles; flat: without segments, whose rules are then Counts.
func compileAs(p *roster.Problem, who int, drop func(rule int) bool, counted int, flat bool) *Contract {
	var rules []*roster.Rule
	for i := range p.Rules {
		if r := &p.Rules[i]; r.Of(who) && (drop == nil || !drop(i)) {
			rules = append(rules, r)
		}
	}
	c := &Contract{Days: p.Days, counted: -1, stride: 1, before: p.People[who].Before}
	c.shifts(p, who, rules)
	c.wishes(p, who, rules)
	c.runs(rules)
	if !flat {
		c.findSegments(p, rules)
	}
	c.counts(p, rules)
	if counted >= 0 && counted < len(c.Counts) {
		c.counted = counted
	}
	c.successions(p, rules)
	c.amounts(p, rules)
	return c
}

// shifts finds what the person can work at all.
func (c *Contract) shifts(p *roster.Problem, who int, rules []*roster.Rule) {
	c.Own = make([]int, len(p.Shifts))
	for s := range p.Shifts {
		can := len(p.Skills) == 0 || p.People[who].Skills == nil
		for _, k := range p.People[who].Skills {
			can = can || k == p.Shifts[s].Skill
		}
		for _, r := range rules {
			if r.Kind == roster.ShiftCount && r.Hard() && r.Max == 0 && r.About(s) {
				if from, to := r.Span(p.Days); from == 0 && to == p.Days {
					can = false
				}
			}
		}
		c.Own[s] = -1
		if can {
			c.Own[s] = len(c.Shifts)
			c.Shifts = append(c.Shifts, s)
		}
	}
}

// wishes prices each day's shifts, days off and fixed shifts with them.
func (c *Contract) wishes(p *roster.Problem, who int, rules []*roster.Rule) {
	n := len(c.Shifts) + 1
	c.wish = make([]float64, c.Days*n)
	add := func(d, own int, price float64) { c.wish[d*n+own] += price }
	for _, w := range p.Wishes {
		if w.Person != who {
			continue
		}
		for own := range n {
			s := roster.Free
			if own < n-1 {
				s = c.Shifts[own]
			}
			if w.Means(s) != w.For {
				add(w.Day, own, w.Price)
			}
		}
	}
	for _, r := range rules {
		if r.Kind != roster.DayOff && r.Kind != roster.Fixed {
			continue
		}
		price := r.Price
		if r.Hard() {
			price = Inf
		}
		from, to := r.Span(p.Days)
		for d := from; d < to; d++ {
			for own := range n {
				if r.Kind == roster.DayOff && own < n-1 || r.Kind == roster.Fixed && (own == n-1 || !r.About(c.Shifts[own])) {
					add(d, own, price)
				}
			}
		}
	}
}

// runs prices the lengths of runs of work and rest.
func (c *Contract) runs(rules []*roster.Rule) {
	c.most, c.least = c.Days+c.before.Days, 1
	for _, r := range rules {
		if r.Kind == roster.WorkRun && r.Hard() && r.Max != roster.NoMax {
			c.most = min(c.most, r.Max)
		}
		if r.Kind == roster.RestRun {
			c.least = max(c.least, r.Min)
		}
	}
	c.run, c.runEdge = make([]float64, c.most+1), make([]float64, c.most+1)
	c.rest = make([]float64, c.least+1)
	for _, r := range rules {
		switch r.Kind {
		case roster.WorkRun:
			for l := 1; l <= c.most; l++ {
				c.run[l] += beyond(r, l)
				c.runEdge[l] += over(r, l)
			}
			if b := c.before; b.Days > 0 && b.Shift != roster.Free {
				c.first += beyond(&roster.Rule{Min: r.Min, Max: roster.NoMax, Price: r.Price}, b.Days)
			}
		case roster.RestRun:
			for l := 1; l < c.least; l++ {
				c.rest[l] += beyond(r, l)
			}
		}
	}
}

// counts lists the rules that count shifts or minutes, can bind, and are not in
// the tables.
func (c *Contract) counts(p *roster.Problem, rules []*roster.Rule) {
	for _, r := range rules {
		if c.segments.holds[r] || c.ofHorizon(p, r) {
			continue
		}
		k := Count{Rule: r, amount: c.amountsOf(p, r)}
		if k.amount == nil {
			continue
		}
		k.from, k.to = r.Span(p.Days)
		most := 0
		for _, a := range k.amount {
			most = max(most, a)
		}
		if r.Min > 0 || r.Max != roster.NoMax && r.Max < most*(k.to-k.from) {
			c.Counts = append(c.Counts, k)
		}
	}
}

// amountsOf is how much each own shift counts for a rule that counts shifts or
// minutes; nil for other rules.
func (c *Contract) amountsOf(p *roster.Problem, r *roster.Rule) []int {
	if r.Kind != roster.ShiftCount && r.Kind != roster.PaidMinutes {
		return nil
	}
	out := make([]int, len(c.Shifts))
	in := make([]bool, len(p.Shifts))
	for _, s := range r.Shifts {
		in[s] = true
	}
	for own, s := range c.Shifts {
		switch {
		case r.Kind == roster.PaidMinutes:
			out[own] = p.Shifts[s].Minutes
		case r.Shifts == nil || in[s]:
			out[own] = 1
		}
	}
	return out
}

// ofHorizon is whether a rule is held by the minutes of the horizon: it counts
// them, or days of work when all shifts are of equal length.
func (c *Contract) ofHorizon(p *roster.Problem, r *roster.Rule) bool {
	if from, to := r.Span(p.Days); from != 0 || to != p.Days || r.Kind != roster.PaidMinutes && r.Kind != roster.ShiftCount {
		return false
	}
	if r.Kind == roster.PaidMinutes {
		return true
	}
	for _, a := range c.amountsOf(p, r) {
		if a == 0 {
			return false
		}
	}
	for _, s := range c.Shifts {
		if m := p.Shifts[s].Minutes; m <= 0 || m != p.Shifts[c.Shifts[0]].Minutes {
			return false
		}
	}
	return len(c.Shifts) > 0
}

// successions finds the classes of shifts and which may follow which.
func (c *Contract) successions(p *roster.Problem, rules []*roster.Rule) {
	n := len(c.Shifts)
	price := make([]float64, n*n)
	add := func(i, j, by int, r *roster.Rule) {
		if by > 0 && r.Hard() {
			price[i*n+j] = Inf
		} else if by > 0 {
			price[i*n+j] += r.Price * float64(by)
		}
	}
	for _, r := range rules {
		switch r.Kind {
		case roster.RestMinutes:
			for i, a := range c.Shifts {
				for j, b := range c.Shifts {
					add(i, j, r.Min-p.Gap(a, b), r)
				}
			}
		case roster.Succession:
			before := r.Shifts
			if before == nil {
				before = c.Shifts
			}
			for _, a := range before {
				for at, b := range r.Then {
					if c.Own[a] >= 0 && c.Own[b] >= 0 && !slices.Contains(r.Then[:at], b) {
						add(c.Own[a], c.Own[b], 1, r)
					}
				}
			}
		}
	}
	var firsts []int
	c.class = make([]int, n)
	alike := func(i, j int) bool {
		if p.Shifts[c.Shifts[i]].Minutes != p.Shifts[c.Shifts[j]].Minutes || c.counted >= 0 && c.Counts[c.counted].amount[i] != c.Counts[c.counted].amount[j] {
			return false
		}
		if a := c.segments.amount; a != nil && a[i] != a[j] {
			return false
		}
		for k := range n {
			if price[i*n+k] != price[j*n+k] || price[k*n+i] != price[k*n+j] {
				return false
			}
		}
		return true
	}
	for i := range n {
		c.class[i] = -1
		for k, f := range firsts {
			if alike(i, f) {
				c.class[i] = k
			}
		}
		if c.class[i] < 0 {
			c.class[i] = len(firsts)
			firsts = append(firsts, i)
		}
	}
	k := len(firsts)
	c.classes = k
	c.follows, c.price, c.units, c.inCount = make([]bool, k*k), make([]float64, k*k), make([]int, k), make([]bool, k)
	for _, i := range firsts {
		c.unit = gcd(c.unit, p.Shifts[c.Shifts[i]].Minutes)
	}
	c.unit = max(c.unit, 1)
	for a, i := range firsts {
		c.units[a] = p.Shifts[c.Shifts[i]].Minutes / c.unit
		c.best = max(c.best, c.units[a])
		c.inCount[a] = c.counted >= 0 && c.Counts[c.counted].amount[i] > 0
		if c.segments.amount != nil {
			c.segments.uses = append(c.segments.uses, c.segments.amount[i])
		}
		for b, j := range firsts {
			c.price[a*k+b] = price[i*n+j]
			c.follows[a*k+b] = price[i*n+j] < Inf
			c.priced = c.priced || c.follows[a*k+b] && price[i*n+j] > 0
		}
	}
}

// amounts prices the minutes and weekends of the horizon.
func (c *Contract) amounts(p *roster.Problem, rules []*roster.Rule) {
	top := c.Days * c.best
	total := 0
	c.weekend = make([]int, c.Days)
	for d := range c.Days {
		c.weekend[d] = -1
		if n, is := p.Weekend(d); is {
			c.weekend[d] = n
			total = max(total, n+1)
		}
	}
	c.minutes = make([]float64, top+1)
	c.weekends = make([]float64, total+1)
	counts := false
	for _, r := range rules {
		switch {
		case r.Kind == roster.Weekends:
			for n := range c.weekends {
				c.weekends[n] += beyond(r, n)
			}
		case c.ofHorizon(p, r):
			counts = true
			for u := range c.minutes {
				n := u // days, of shifts of equal length
				if r.Kind == roster.PaidMinutes {
					n *= c.unit
				}
				c.minutes[u] += beyond(r, n)
			}
		}
	}
	c.minutes = trim(c.minutes)
	if !counts {
		clear(c.units)
		c.minutes, c.best = c.minutes[:1], 0
	}
	c.weekends = trim(c.weekends)
	free := true
	for _, v := range c.weekends {
		free = free && v == 0
	}
	if free && len(c.weekends) > total {
		c.weekends = c.weekends[:1] // nothing to count
		for d := range c.weekend {
			c.weekend[d] = -1
		}
	}
	if c.counted >= 0 {
		k := c.Counts[c.counted].Rule
		room := k.Max
		if room == roster.NoMax || !k.Hard() {
			room = c.Days
		}
		c.stride = room + c.most + 2
	}
}

// trim cuts the amounts at the end that are not allowed, which no later amount
// makes allowed again.
func trim(v []float64) []float64 {
	for len(v) > 1 && v[len(v)-1] == Inf {
		v = v[:len(v)-1]
	}
	return v
}

// uses is the amount that a day in a class uses.
func (c *Contract) uses(class int) int {
	v := c.units[class] * c.stride
	if c.inCount[class] {
		v++
	}
	return v
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
