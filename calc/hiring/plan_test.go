package hiring

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

func usual() Problem {
	return Problem{Need: []float64{100, 100, 102, 104, 108, 112, 112, 110, 108, 106, 120, 125}, Heads: 102, Lead: 1, Training: 1, Learning: []float64{0.6, 0.8},
		Attrition: 0.03, NewAttrition: 0.06, LeastClass: 6, MostClass: 16, Classes: 2, Overtime: 0.05, Release: 0.05,
		Pay: 8000, OvertimePay: 13000, ReleaseSaves: 4000, PerClass: 20000, PerHire: 3000, PerShortfall: 60000}
}

// By hand: two months, 10 people, a tenth leaves a month, nobody is hired.
func TestPlanByHand(t *testing.T) {
	p := Problem{Need: []float64{10, 9}, Heads: 10, Attrition: 0.1, Overtime: 0.02, Pay: 100, OvertimePay: 200, PerShortfall: 1000}
	plan, err := Solve(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	// Mean heads 9.5 and 8.55; overtime 0.19 and 0.171; short 0.31 and 0.279.
	want := []Month{{Need: 10, Heads: 9.5, Capacity: 9.5, Leavers: 1, Overtime: 0.19, Short: 0.31, Cost: 950 + 38 + 310},
		{Need: 9, Heads: 8.55, Capacity: 8.55, Leavers: 0.9, Overtime: 0.171, Short: 0.279, Cost: 855 + 34.2 + 279}}
	for i, m := range plan.Months {
		got, hope := reflect.ValueOf(m), reflect.ValueOf(want[i])
		for f := range got.NumField() {
			if v := got.Field(f); v.CanFloat() && math.Abs(v.Float()-hope.Field(f).Float()) > 1e-9 {
				t.Errorf("month %d %s: %g, by hand %g", i, got.Type().Field(f).Name, v.Float(), hope.Field(f).Float())
			}
		}
	}
	// A class of ten, a month of training, then worth half: month by month.
	p = Problem{Need: []float64{0, 0, 0, 0}, Joining: []float64{10}, Training: 1, Learning: []float64{0.5}, Attrition: 0.1, NewAttrition: 0.2}
	if plan, err = Solve(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	for i, capacity := range []float64{0, 8 * 0.9 * 0.5, 6.4 * 0.95, 5.76 * 0.95} {
		if m := plan.Months[i]; math.Abs(m.Capacity-capacity) > 1e-9 {
			t.Errorf("month %d: capacity %g, by hand %g", i, m.Capacity, capacity)
		}
	}
	if m := plan.Months[0]; m.Training != 9 || m.Leavers != 2 || m.Joining != 10 {
		t.Errorf("the class's first month: %+v", m)
	}
}

// Every possible plan of small problems is tried; none is cheaper than what is
// found.
func TestNoPlanIsCheaper(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	for i := range 60 {
		p := usual()
		p.Need = p.Need[:4]
		if i < 2 { // a month more is fifteen times the plans
			p.Need = usual().Need[:5]
		}
		for i := range p.Need {
			p.Need[i] = 90 + 30*rnd.Float64()
		}
		p.Lead, p.Training, p.Classes = rnd.IntN(2), rnd.IntN(2), 1+rnd.IntN(2)
		p.LeastClass, p.MostClass = 4+rnd.IntN(3), 8+rnd.IntN(3)
		p.Heads = 95 + 20*rnd.Float64()
		p.PerClass = 50000 * rnd.Float64()
		found, err := Solve(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		q := p.pool()
		options, scratch := q.sizes(), make([]float64, len(p.Need))
		least := math.Inf(1)
		var try func(sizes []int, at int)
		try = func(sizes []int, at int) {
			if at == len(sizes) {
				least = min(least, q.cost(sizes, scratch))
				return
			}
			for _, size := range options {
				if sizes[at] = size; size == 0 || at >= q.first {
					try(sizes, at+1)
				}
			}
			sizes[at] = 0
		}
		// Who begins in the last month is of no use within the plan.
		try(make([]int, len(p.Need)), 0)
		if cost := found.Cost - q.paid(); cost > least && !same(cost, least) {
			t.Errorf("found %.2f, there is %.2f (%+v)", cost, least, found.Classes)
		}
	}
}

// What the search reckons with is what the plan tells, sums are sums, classes
// are of allowed size, and the same problem gives the same plan.
func TestPlanIsConsistent(t *testing.T) {
	p := usual()
	p.Need = p.Need[:8]
	plan, err := Solve(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Solve(t.Context(), p)
	if err != nil || !reflect.DeepEqual(plan, again) {
		t.Errorf("a second time: %v, %+v", err, again)
	}
	q := p.pool()
	sizes := make([]int, len(p.Need))
	for _, c := range plan.Classes {
		if c.Size < p.LeastClass || c.Size > p.MostClass || c.Open < 0 || c.Begin != c.Open+p.Lead || c.Productive != c.Begin+p.Training {
			t.Errorf("class %+v", c)
		}
		sizes[c.Begin] += c.Size
	}
	if cost := q.cost(sizes, make([]float64, len(sizes))) + q.paid(); !same(cost, plan.Cost) {
		t.Errorf("the plan costs %f, its months %f", cost, plan.Cost)
	}
	sum, begin := 0.0, 0
	for i, m := range plan.Months {
		sum += m.Cost
		begin += m.Begin
		if math.Abs(m.Capacity+m.Overtime+m.Short-m.Release-m.Need) > 1e-9 && m.Capacity-m.Release < m.Need {
			t.Errorf("month %d does not add up: %+v", i, m)
		}
		if m.Begin != sizes[i] {
			t.Errorf("month %d: %d begin, classes have %d", i, m.Begin, sizes[i])
		}
	}
	if !same(sum, plan.Cost) || begin == 0 {
		t.Errorf("months cost %f of %f; %d people begin", sum, plan.Cost, begin)
	}
}

// More work, more leavers or dearer overtime never make the best plan cheaper.
func TestDearerNeverCheaper(t *testing.T) {
	small := func() Problem {
		p := usual()
		p.Need, p.Classes = p.Need[:10], 1
		return p
	}
	base, err := Solve(t.Context(), small())
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Problem){
		"need":     func(p *Problem) { p.Need[8] += 12 },
		"overtime": func(p *Problem) { p.OvertimePay *= 2 },
		"no_spare": func(p *Problem) { p.Overtime = 0 },
		"lead":     func(p *Problem) { p.Lead = 3 },
		"pay":      func(p *Problem) { p.Pay *= 1.1 },
	} {
		p := small()
		change(&p)
		plan, err := Solve(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if plan.Cost < base.Cost*(1-1e-9) {
			t.Errorf("%s: %.0f, before %.0f", name, plan.Cost, base.Cost)
		}
	}
}

func TestLate(t *testing.T) {
	p := usual()
	p.Need = p.Need[:4]
	p.Need[0] = 160
	plan, err := Solve(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if !plan.Late || plan.Months[0].Short == 0 {
		t.Errorf("60 more people from the first day on: %+v", plan.Months[0])
	}
}

func TestFaultsNameTheField(t *testing.T) {
	for field, change := range map[string]func(*Problem){
		"need":          func(p *Problem) { p.Need[3] = math.NaN() },
		"heads":         func(p *Problem) { p.Heads = -1 },
		"joining":       func(p *Problem) { p.Joining = []float64{-4} },
		"learning":      func(p *Problem) { p.Learning = []float64{1.2} },
		"lead":          func(p *Problem) { p.Lead = -1 },
		"training":      func(p *Problem) { p.Training = 13 },
		"attrition":     func(p *Problem) { p.Attrition = 1 },
		"new_attrition": func(p *Problem) { p.NewAttrition = math.NaN() },
		"least_class":   func(p *Problem) { p.LeastClass = 0 },
		"most_class":    func(p *Problem) { p.MostClass = 2 },
		"classes":       func(p *Problem) { p.Classes = 21 },
		"per_hire":      func(p *Problem) { p.PerHire = math.Inf(1) },
		"per_shortfall": func(p *Problem) { p.PerShortfall = 0 },
	} {
		p := usual()
		change(&p)
		_, err := Solve(context.Background(), p)
		var f *Fault
		if !errors.As(err, &f) || f.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	p := usual()
	p.Need = nil
	if _, err := Solve(t.Context(), p); err == nil {
		t.Error("a plan of no months was made")
	}
}

func BenchmarkSolve(b *testing.B) {
	for name, months := range map[string]int{"year": 12, "three_years": 36} {
		b.Run(name, func(b *testing.B) {
			p := usual()
			p.Need = nil
			for i := range months {
				p.Need = append(p.Need, 100+float64(i)+10*math.Sin(float64(i)))
			}
			for b.Loop() {
				if _, err := Solve(b.Context(), p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
