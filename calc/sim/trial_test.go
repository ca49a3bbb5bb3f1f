package sim

import (
	"context"
	"math"
	"testing"
)

// Numbers of agents put in later are those of a model that says them itself,
// also beside groups with shifts.
func TestWithAgentsIsAsWritten(t *testing.T) {
	write := func(first *Profile) *Program {
		m := &Model{
			Day: seconds(4 * 3600),
			Types: []Type{{
				Name: "calls", Arrivals: &Arrivals{PerHour: Constant(120)},
				Patience: &Distribution{Distribution: Exponential, Mean: seconds(120)}, Service: &Distribution{Distribution: Exponential, Mean: seconds(200)},
			}},
			Groups: []Group{
				{Name: "a", Agents: first, Skills: []Skill{{Type: "calls"}}},
				{Name: "b", Shifts: []Shift{{From: 3600, To: 3 * 3600, Breaks: []Break{{At: 2 * 3600, For: 600}}}}, Skills: []Skill{{Type: "calls"}}},
			},
		}
		p, err := Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	counts := []int{3, 3, 5, 7, 7, 6, 2, 4}
	values := make([]float64, len(counts))
	for i, n := range counts {
		values[i] = float64(n)
	}
	run := func(p *Program) []float64 {
		var out []float64
		index, ok := MeasureIndex("sl-off")
		if !ok {
			t.Fatal("no sl-off")
		}
		err := Each(context.Background(), p, Options{Seed: 5, Replications: 7, Workers: 2}, func(_ int, c Counts) {
			for i := range p.Intervals() {
				above, below := c.Contacts(index, i, 0)
				busy, duty := c.Agents(i, 1)
				out = append(out, above, below, busy, duty, c.Surplus(i, 0))
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	a, b := run(write(Periods(1800, values...))), run(write(Constant(1)).WithAgents([][]int{counts, nil}))
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("number %d: %g as written, %g as put in", i, a[i], b[i])
		}
	}
}

// Busyness is drawn as often as is said, noise for every interval; shared
// replications have the same; what a replication meets is what Factor says.
func TestFactorsOfRates(t *testing.T) {
	sd := Duration(0.3)
	m := SingleSkill(10)
	m.Day, m.Interval, m.Every = seconds(86400), seconds(3600), seconds(43200)
	m.Busyness = &Distribution{Distribution: Gamma, Mean: seconds(1), SD: &sd}
	m.Types[0].Arrivals = &Arrivals{PerHour: Constant(4000)}
	m.Groups[0].Agents = Constant(300)
	p, err := Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	if p.Factor(1, 0, 0, 0) != p.Factor(1, 0, 0, 11) || p.Factor(1, 0, 0, 11) == p.Factor(1, 0, 0, 12) || !p.Uncertain(0) {
		t.Error("busyness is not drawn twice a day")
	}
	m.Types[0].Arrivals.Noise = &Distribution{Distribution: Gamma, Mean: seconds(1), SD: &sd}
	if p, err = Compile(m); err != nil {
		t.Fatal(err)
	}
	arrivals, _ := MeasureIndex("arrivals")
	var first []float64
	err = Each(context.Background(), p, Options{Seed: 1, Replications: 4, Workers: 1, Sharing: 2}, func(r int, c Counts) {
		for i := range p.Intervals() {
			n, _ := c.Contacts(arrivals, i, 0)
			want := p.Expected(0, i) * p.Factor(1, r/2, 0, i)
			if math.Abs(n-want) > 5*math.Sqrt(want) {
				t.Errorf("replication %d, interval %d: %g contacts, %g expected", r, i, n, want)
			}
			if r == 0 {
				first = append(first, n)
			} else if r == 1 && n == first[i] && i == 0 {
				t.Error("replications that share rates are the same")
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.Factor(1, 0, 0, 3) == p.Factor(1, 0, 0, 4) {
		t.Error("noise is not drawn for every interval")
	}
	if h := p.Handle(0, 0); h != 180 || p.MeanPatience(0) != 120 {
		t.Errorf("handle %g, patience %g", h, p.MeanPatience(0))
	}
	m.Every = seconds(50_000)
	if _, err := Compile(m); err == nil {
		t.Error("busyness may be drawn at lengths that do not divide the day")
	}
}
