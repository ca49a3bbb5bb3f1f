package line

import (
	"math"

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
	weekends []float64 // price of weekends worked
	weekend  []int     // day → weekends begun on the days before it that a run from 0 touches: number of the weekend, or -1
	most     int       // longest run of work
	best     int       // most units of a class
	before   roster.Before
	first    float64 // price of ending the run of before on day 0
	counted  int     // index of the exactly counted rule in Counts, -1: none
	inCount  []bool  // class → counted
	lanes    [][]int // run length → amounts that runs of it can use
	next     [][]int // run length → lane × class → lane of length+1
	stride   int     // 1, or room for the counted rule
}

// Count is a rule that counts shifts.
type Count struct {
	Rule     *roster.Rule
	own      []bool // own shift → counts
	from, to int
}

// Broken is the first hard counting rule that a line breaks, -1: none.
func (c *Contract) Broken(line []int16) int {
	for i := range c.Counts {
		k := &c.Counts[i]
		n := k.of(c, line)
		if k.Rule.Hard() && (k.Rule.Max != roster.NoMax && n > k.Rule.Max || n < k.Rule.Min) {
			return i
		}
	}
	return -1
}

func (k *Count) of(c *Contract, line []int16) int {
	n := 0
	for d := k.from; d < k.to; d++ {
		if s := line[d]; s >= 0 && k.own[c.Own[s]] {
			n++
		}
	}
	return n
}

// Horizon is whether the rule counts over all days, so that it can be counted
// exactly while a line is built.
func (k *Count) Horizon(days int) bool { return k.from == 0 && k.to == days }

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

// Counted is the contract with one of its Counts held exactly.
func Counted(p *roster.Problem, who int, drop func(rule int) bool, count int) *Contract {
	return compile(p, who, drop, count)
}

func compile(p *roster.Problem, who int, drop func(rule int) bool, counted int) *Contract {
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
	c.counts(p, rules)
	if counted >= 0 && counted < len(c.Counts) {
		c.counted = counted
	}
	c.successions(p, rules)
	c.amounts(p, rules)
	c.makeLanes()
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
			if (s == w.Shift) != w.For {
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

// counts lists the rules that count shifts and can bind.
func (c *Contract) counts(p *roster.Problem, rules []*roster.Rule) {
	for _, r := range rules {
		if r.Kind != roster.ShiftCount {
			continue
		}
		k := Count{Rule: r, own: make([]bool, len(c.Shifts))}
		k.from, k.to = r.Span(p.Days)
		any := false
		for i, s := range c.Shifts {
			k.own[i] = r.About(s)
			any = any || k.own[i]
		}
		if r.Min > 0 || any && r.Max != roster.NoMax && r.Max < k.to-k.from {
			c.Counts = append(c.Counts, k)
		}
	}
}

// successions finds the classes of shifts and which may follow which.
func (c *Contract) successions(p *roster.Problem, rules []*roster.Rule) {
	n := len(c.Shifts)
	price := make([]float64, n*n)
	for _, r := range rules {
		for i, a := range c.Shifts {
			for j, b := range c.Shifts {
				by := 0
				switch {
				case r.Kind == roster.Succession && r.About(a):
					for _, t := range r.Then {
						if t == b {
							by = 1
						}
					}
				case r.Kind == roster.RestMinutes:
					by = max(r.Min-p.Gap(a, b), 0)
				}
				if by > 0 && r.Hard() {
					price[i*n+j] = Inf
				} else if by > 0 {
					price[i*n+j] += r.Price * float64(by)
				}
			}
		}
	}
	var firsts []int
	c.class = make([]int, n)
	alike := func(i, j int) bool {
		if p.Shifts[c.Shifts[i]].Minutes != p.Shifts[c.Shifts[j]].Minutes || c.counted >= 0 && c.Counts[c.counted].own[i] != c.Counts[c.counted].own[j] {
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
		c.inCount[a] = c.counted >= 0 && c.Counts[c.counted].own[i]
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
	for _, r := range rules {
		switch r.Kind {
		case roster.PaidMinutes:
			for u := range c.minutes {
				c.minutes[u] += beyond(r, u*c.unit)
			}
		case roster.Weekends:
			for n := range c.weekends {
				c.weekends[n] += beyond(r, n)
			}
		}
	}
	c.minutes = trim(c.minutes)
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

// makeLanes lists, for each length of a run, the amounts that it can use: minutes
// and counted days in one number.
func (c *Contract) makeLanes() {
	c.lanes, c.next = make([][]int, c.most+1), make([][]int, c.most+1)
	c.lanes[0] = []int{0}
	for l := 0; l < c.most; l++ {
		at := map[int]int{}
		c.next[l] = make([]int, len(c.lanes[l])*c.classes)
		for i, sum := range c.lanes[l] {
			for k := range c.classes {
				v := sum + c.uses(k)
				to, ok := at[v]
				if !ok {
					to = len(c.lanes[l+1])
					at[v] = to
					c.lanes[l+1] = append(c.lanes[l+1], v)
				}
				c.next[l][i*c.classes+k] = to
			}
		}
	}
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
