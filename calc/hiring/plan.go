package hiring

import (
	"fmt"
	"math"
)

// Limits of a problem.
const (
	MaxMonths = 36
	MaxClass  = 500
)

// Problem is what a plan is made for. All sums of money are in one currency.
type Problem struct {
	Need []float64 // FTE by month, 0 is the first month that can be decided on

	Heads     float64   // people who have learnt, at the beginning
	Joining   []float64 // people whose training begins in the month by classes that are decided already; may be shorter than Need
	Lead      int       // months from opening a class to its first day
	Training  int       // months of training
	Learning  []float64 // what a person is worth in each month after the training, 0 to 1; 1 from then on
	Attrition float64   // share of those who have learnt that leaves in a month
	// NewAttrition is the share of those in training or learning that leaves
	// in a month.
	NewAttrition float64

	LeastClass, MostClass int // people in a class
	Classes               int // the most classes that begin in a month; 0 forbids hiring

	Overtime float64 // the most FTE overtime adds, as a share of the month's capacity
	Release  float64 // the most that is released, as a share of the month's capacity

	Pay          float64 // of a person and month
	OvertimePay  float64 // of an FTE-month of overtime
	ReleaseSaves float64 // of an FTE-month that is released
	PerClass     float64 // of a class, whatever its size
	PerHire      float64 // of recruiting and training a person, beside the pay
	PerShortfall float64 // of an FTE-month that is missing
}

// Fault says which field of a problem is wrong, and why.
type Fault struct{ Field, Reason string }

func (f *Fault) Error() string { return fmt.Sprintf("%s: %s", f.Field, f.Reason) }

// Check tells the first field that is wrong as a *Fault.
func (p *Problem) Check() error {
	if n := len(p.Need); n == 0 || n > MaxMonths {
		return &Fault{"need", fmt.Sprintf("1 to %d months are planned, not %d", MaxMonths, n)}
	}
	for i, v := range p.Need {
		if !(v >= 0 && v < 1e6) {
			return &Fault{"need", fmt.Sprintf("month %d needs %g people", i+1, v)}
		}
	}
	for i, v := range p.Joining {
		if !(v >= 0 && v < 1e6) {
			return &Fault{"joining", fmt.Sprintf("in month %d %g people join", i+1, v)}
		}
	}
	for i, v := range p.Learning {
		if !(v >= 0 && v <= 1) {
			return &Fault{"learning", fmt.Sprintf("in month %d after the training a person is worth %g; 0 to 1 is possible", i+1, v)}
		}
	}
	switch {
	case len(p.Learning) > 24:
		return &Fault{"learning", "at most 24 months"}
	case p.Lead < 0 || p.Lead > 24:
		return &Fault{"lead", "0 to 24 months"}
	case p.Training < 0 || p.Training > 12:
		return &Fault{"training", "0 to 12 months"}
	case p.Classes < 0 || p.Classes > 20:
		return &Fault{"classes", "0 to 20 a month"}
	case p.Classes > 0 && (p.LeastClass < 1 || p.LeastClass > MaxClass):
		return &Fault{"least_class", fmt.Sprintf("1 to %d people", MaxClass)}
	case p.Classes > 0 && (p.MostClass < p.LeastClass || p.MostClass > MaxClass):
		return &Fault{"most_class", fmt.Sprintf("%d to %d people", p.LeastClass, MaxClass)}
	}
	for _, x := range []struct {
		field string
		v     float64
	}{{"attrition", p.Attrition}, {"new_attrition", p.NewAttrition}, {"overtime", p.Overtime}, {"release", p.Release}} {
		if !(x.v >= 0 && x.v <= 0.9) {
			return &Fault{x.field, "0 to 90 per cent"}
		}
	}
	for _, x := range []struct {
		field string
		v     float64
	}{{"heads", p.Heads}, {"pay", p.Pay}, {"overtime_pay", p.OvertimePay}, {"release_saves", p.ReleaseSaves}, {"per_class", p.PerClass}, {"per_hire", p.PerHire}, {"per_shortfall", p.PerShortfall}} {
		if !(x.v >= 0 && x.v < 1e9) {
			return &Fault{x.field, "a number from 0 on"}
		}
	}
	if p.PerShortfall <= p.OvertimePay && p.Overtime > 0 {
		return &Fault{"per_shortfall", "must be more than an FTE-month of overtime, or nobody would work overtime"}
	}
	return nil
}

// Month is what becomes of a month.
type Month struct {
	Need     float64 // FTE
	Heads    float64 // people employed in the mean of the month, those in training included
	Training float64 // of them in training
	Learning float64 // of them trained, not yet worth one
	Capacity float64 // FTE
	Leavers  float64 // people who leave in the month
	Overtime float64 // FTE
	Release  float64 // FTE
	Short    float64 // FTE that are missing after all
	Begin    int     // people who begin their training, of classes of this plan
	Joining  float64 // people who begin it, of classes decided before
	Cost     float64
}

// Class is people who are opened for, begin and are productive together.
type Class struct {
	Size       int
	Open       int // month in which it is decided and recruiting begins
	Begin      int // month in which its training begins
	Productive int // first month after the training
}

// Plan is a problem's solution.
type Plan struct {
	Months  []Month
	Classes []Class
	Cost    float64
	// Late says that some need is missing only because no class can begin soon
	// enough.
	Late bool
}

// worth is what one person is worth, and how much of one is still there, by
// months since the training began.
type worth struct{ there, fte float64 }

// ages follows one person over n months from the first day of training on.
func (p *Problem) ages(n int) []worth {
	out := make([]worth, n)
	there := 1.0
	for i := range out {
		value, left := 1.0, p.Attrition
		switch k := i - p.Training; {
		case k < 0:
			value, left = 0, p.NewAttrition
		case k < len(p.Learning):
			value, left = p.Learning[k], p.NewAttrition
		}
		mean := there * (1 - left/2) // people leave evenly over a month
		out[i] = worth{there: mean, fte: mean * value}
		there *= 1 - left
	}
	return out
}

// Settle says how a month of need and capacity is settled and what that costs.
func (p *Problem) Settle(need, capacity float64) (overtime, release, short, cost float64) {
	if gap := need - capacity; gap > 0 {
		overtime = min(gap, p.Overtime*capacity)
		short = gap - overtime
	} else {
		release = min(-gap, p.Release*capacity)
	}
	return overtime, release, short, overtime*p.OvertimePay + short*p.PerShortfall - release*p.ReleaseSaves
}

// classesFor is how many classes so many people are taught in.
func (p *Problem) classesFor(size int) int { return (size + p.MostClass - 1) / p.MostClass }

// hire is what it costs that so many people begin in one month, beside their
// pay.
func (p *Problem) hire(size int) float64 {
	if size == 0 {
		return 0
	}
	return float64(p.classesFor(size))*p.PerClass + float64(size)*p.PerHire
}

// fits says that so many people can begin in one month.
func (p *Problem) fits(size int) bool {
	if size == 0 {
		return true
	}
	if size < 0 || p.Classes == 0 {
		return false
	}
	k := p.classesFor(size)
	return k <= p.Classes && size >= k*p.LeastClass
}

// ground is what is there without any class of the plan.
type ground struct {
	heads, fte, training, learning, leavers []float64
}

func (p *Problem) ground() ground {
	n := len(p.Need)
	g := ground{make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)}
	there := p.Heads
	for t := range n {
		mean := there * (1 - p.Attrition/2)
		g.heads[t], g.fte[t], g.leavers[t] = mean, mean, there*p.Attrition
		there *= 1 - p.Attrition
	}
	ages := p.ages(n)
	for begin, size := range p.Joining {
		if begin < n {
			p.join(&g, ages, begin, size)
		}
	}
	return g
}

// join adds people who begin in a month.
func (p *Problem) join(g *ground, ages []worth, begin int, size float64) {
	there := size
	for t := begin; t < len(g.heads); t++ {
		k := t - begin
		left := p.Attrition
		mean := size * ages[k].there
		switch {
		case k < p.Training:
			g.training[t] += mean
			left = p.NewAttrition
		case k < p.Training+len(p.Learning):
			g.learning[t] += mean
			left = p.NewAttrition
		}
		g.heads[t] += mean
		g.fte[t] += size * ages[k].fte
		g.leavers[t] += there * left
		there *= 1 - left
	}
}

// tell makes the plan of sizes: how many people begin by month.
func (p *Problem) tell(sizes []int) *Plan {
	g := p.ground()
	n := len(p.Need)
	ages := p.ages(n)
	out := &Plan{Months: make([]Month, n)}
	for begin, size := range sizes {
		if size == 0 {
			continue
		}
		p.join(&g, ages, begin, float64(size))
		for k, left := p.classesFor(size), size; k > 0; k-- {
			one := (left + k - 1) / k
			out.Classes = append(out.Classes, Class{Size: one, Open: begin - p.Lead, Begin: begin, Productive: begin + p.Training})
			left -= one
		}
	}
	for t := range out.Months {
		m := Month{Need: p.Need[t], Heads: g.heads[t], Training: g.training[t], Learning: g.learning[t], Capacity: g.fte[t], Leavers: g.leavers[t], Begin: sizes[t]}
		if t < len(p.Joining) {
			m.Joining = p.Joining[t]
		}
		var cost float64
		m.Overtime, m.Release, m.Short, cost = p.Settle(m.Need, m.Capacity)
		m.Cost = cost + m.Heads*p.Pay
		m.Cost += p.hire(sizes[t])
		out.Cost += m.Cost
		out.Late = out.Late || m.Short > 1e-9 && t < p.Lead+p.Training
		out.Months[t] = m
	}
	return out
}

// pool is a problem made ready for the search: what is there without classes,
// and what a person who begins adds.
type pool struct {
	*Problem
	fte, heads []float64
	ages       []worth
	first      int // the first month in which a class can begin
}

func (p *Problem) pool() *pool {
	g := p.ground()
	return &pool{Problem: p, fte: g.fte, heads: g.heads, ages: p.ages(len(p.Need)), first: p.Lead}
}

// cost is the cost of sizes; capacity is scratch of a number by month.
func (q *pool) cost(sizes []int, capacity []float64) float64 {
	copy(capacity, q.fte)
	total := 0.0
	for begin, size := range sizes {
		if size == 0 {
			continue
		}
		v := float64(size)
		total += q.hire(size)
		for k, a := range q.ages[:len(sizes)-begin] {
			capacity[begin+k] += v * a.fte
			total += v * a.there * q.Pay
		}
	}
	for t, c := range capacity {
		_, _, _, cost := q.Settle(q.Need[t], c)
		total += cost
	}
	return total
}

// paid is what those who are there anyway cost.
func (q *pool) paid() float64 {
	sum := 0.0
	for _, h := range q.heads {
		sum += h
	}
	return sum * q.Pay
}

func same(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }
