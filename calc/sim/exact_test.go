package sim

import (
	"fmt"
	"math"
	"testing"
)

// chain is the stationary M/M/n+M, or M/M/n with at most waiting places.
type chain struct{ blocked, abandoned, waits, queue, meanWait, occupancy float64 }

// exact solves the birth and death chain from its most likely state outwards.
// Rates are per second; patience 0 is without end; places below 0 are without end.
func exact(arrival, service, impatience float64, n, places int) chain {
	states := n + 20_000
	if places >= 0 {
		states = n + places
	}
	death := func(k int) float64 { return float64(min(k, n))*service + float64(max(k-n, 0))*impatience }
	start := min(int(arrival/service), states)
	p := make([]float64, states+1)
	p[start] = 1
	sum := 1.0
	for k := start + 1; k <= states; k++ {
		p[k] = p[k-1] * arrival / death(k)
		sum += p[k]
	}
	for k := start - 1; k >= 0; k-- {
		p[k] = p[k+1] * death(k+1) / arrival
		sum += p[k]
	}
	var c chain
	for k := range p {
		p[k] /= sum
		c.queue += p[k] * float64(max(k-n, 0))
		c.occupancy += p[k] * float64(min(k, n)) / float64(n)
		if k >= n {
			c.waits += p[k]
		}
	}
	if places >= 0 {
		c.blocked = p[states]
		c.waits = (c.waits - c.blocked) / (1 - c.blocked)
	}
	c.abandoned = impatience * c.queue / arrival
	c.meanWait = c.queue / (arrival * (1 - c.blocked))
	return c
}

func TestExactKnowsTheTextbook(t *testing.T) {
	if c := exact(100.0/1800, 1.0/180, 0, 12, -1); math.Abs(c.waits-0.4494) > 5e-5 || math.Abs(c.meanWait-40.44) > 5e-3 {
		t.Errorf("Erlang C of 10 erlang and 12 agents: %+v", c)
	}
	if c := exact(4.2, 0.5, 1, 12, -1); math.Abs(c.abandoned-0.029679) > 5e-7 {
		t.Errorf("Erlang A: %+v", c)
	}
	if c := exact(8, 1, 0, 10, 0); math.Abs(c.blocked-0.12166) > 5e-6 {
		t.Errorf("Erlang B: %+v", c)
	}
}

// queueModel is one type and one group.
func queueModel(arrival, service, patience float64, n, places int, days int) *Model {
	m := &Model{
		Day: seconds(86400), Days: &days, WarmUp: seconds(20000),
		Types: []Type{{
			Name: "calls", Arrivals: &Arrivals{PerHour: Constant(3600 * arrival)},
			Service: &Distribution{Distribution: Exponential, Mean: seconds(1 / service)},
		}},
		Groups: []Group{{Name: "agents", Agents: Constant(float64(n)), Skills: []Skill{{Type: "calls"}}}},
	}
	if patience > 0 {
		m.Types[0].Patience = &Distribution{Distribution: Exponential, Mean: seconds(1 / patience)}
	}
	if places >= 0 {
		m.Types[0].QueueLimit = &places
	}
	return m
}

func run(t testing.TB, m *Model, o Options) *Result {
	t.Helper()
	p, err := Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// near checks an estimate against the truth, at four standard errors.
func near(t *testing.T, what string, e Estimate, want float64) {
	t.Helper()
	if off := math.Abs(e.Mean - want); !(off <= 2*e.HalfWidth+1e-12) {
		t.Errorf("%s: %g ± %g; exactly %g", what, e.Mean, e.HalfWidth, want)
	}
}

func TestQueuesAgainstExactFormulas(t *testing.T) {
	for _, x := range []struct {
		arrival, service, patience float64
		n, places, days            int
	}{
		{0.07, 1.0 / 120, 0, 12, -1, 4},         // M/M/n
		{0.07, 1.0 / 120, 1.0 / 60, 12, -1, 2},  // M/M/n+M
		{0.07, 1.0 / 120, 1.0 / 60, 7, -1, 2},   // more than the agents can do
		{0.9, 1.0 / 100, 1.0 / 300, 100, -1, 1}, // a hundred agents
		{0.08, 1.0 / 100, 0, 10, 0, 2},          // Erlang B
		{0.1, 1.0 / 100, 0, 10, 5, 2},           // M/M/n/K
		{0.12, 1.0 / 100, 1.0 / 90, 10, 5, 2},   // M/M/n/K+M
	} {
		name := fmt.Sprintf("%+v", x)
		want := exact(x.arrival, x.service, x.patience, x.n, x.places)
		r := run(t, queueModel(x.arrival, x.service, x.patience, x.n, x.places, x.days), Options{Seed: 11, Replications: 12})
		near(t, name+" waits", r.Total.Get("wait_probability"), want.waits)
		near(t, name+" mean wait", r.Total.Get("mean_wait"), want.meanWait)
		near(t, name+" queue", r.Total.Get("mean_queue"), want.queue)
		near(t, name+" abandoned", r.Total.Get("abandon_rate"), want.abandoned/(1-want.blocked))
		near(t, name+" blocked", r.Total.Get("block_rate"), want.blocked)
		near(t, name+" occupancy", r.Agents.Get("occupancy"), want.occupancy)
	}
}

// Erlang C: SL(T) = 1 − Pw·exp(−(nμ−λ)T), which is of answered and of offered the same.
func TestServiceLevelOfErlangC(t *testing.T) {
	m := queueModel(100.0/1800, 1.0/180, 0, 12, -1, 10)
	r := run(t, m, Options{Seed: 5, Replications: 20})
	want := 1 - 0.449396*math.Exp(-(12.0/180-100.0/1800)*20)
	for _, id := range []string{"sl-off", "sl-ans", "sl-neg", "sl-pos", "sl-flo", "sl-rem", "sl-evt", "sl-pen"} {
		near(t, id, r.Total.Get(id), want)
	}
	near(t, "asa", r.Total.Get("asa"), 40.44)
}

// Two classes, one server, the first goes first (Cobham 1954): waits are
// R/(1−ρ₁) and R/((1−ρ₁)(1−ρ)), R the mean work that is left of the one in service.
func TestPriorityAgainstExactFormula(t *testing.T) {
	days := 60
	one, two := 1, 2
	m := &Model{Days: &days, WarmUp: seconds(20000), Groups: []Group{{
		Name: "one", Agents: Constant(1),
		Skills: []Skill{{Type: "low", Priority: &two}, {Type: "high", Priority: &one}},
	}}}
	for _, name := range []string{"high", "low"} {
		m.Types = append(m.Types, Type{Name: name, Arrivals: &Arrivals{PerHour: Constant(12)}, Service: &Distribution{Distribution: Exponential, Mean: seconds(100)}})
	}
	r := run(t, m, Options{Seed: 3, Replications: 12})
	rho := 12.0 * 100 / 3600
	left := 2 * rho * 100
	near(t, "high", r.Types[0].Measures.Get("mean_wait"), left/(1-rho))
	near(t, "low", r.Types[1].Measures.Get("mean_wait"), left/((1-rho)*(1-2*rho)))
	// Taken by how long they wait, both wait the same.
	m.Groups[0].Order = "longest_wait"
	m.Groups[0].Skills = []Skill{{Type: "low"}, {Type: "high"}}
	r = run(t, m, Options{Seed: 3, Replications: 12})
	for i := range r.Types {
		near(t, "fifo", r.Types[i].Measures.Get("mean_wait"), left/(1-2*rho))
	}
}

// M/G/1 (Pollaczek–Khinchine) and patience that is not exponential keep the
// mean wait and Little's law.
func TestGeneralServiceAgainstExactFormula(t *testing.T) {
	for _, d := range []Distribution{
		{Distribution: Deterministic, Mean: seconds(100)},
		{Distribution: Lognormal, Mean: seconds(100), SD: seconds(100)},
		{Distribution: Uniform, Min: seconds(20), Max: seconds(180)},
	} {
		m := queueModel(0.006, 0.01, 0, 1, -1, 60)
		m.Types[0].Service = &d
		r := run(t, m, Options{Seed: 9, Replications: 16})
		variation := map[string]float64{Deterministic: 0, Lognormal: 1, Uniform: 160.0 * 160 / 12 / 10000}[d.Distribution]
		near(t, d.Distribution, r.Total.Get("mean_wait"), 0.6/(1-0.6)*100*(1+variation)/2)
	}
}

// A busy day is busy for all: the variance of a day's arrivals is that of the
// Poisson process and that of its mean.
func TestBusynessMakesDaysDiffer(t *testing.T) {
	m := queueModel(0.01, 0.01, 0, 3, -1, 1)
	m.WarmUp = nil
	shape := 10.0
	m.Busyness = &Distribution{Distribution: Gamma, Mean: seconds(1), Shape: &shape}
	e := run(t, m, Options{Seed: 2, Replications: 800}).Total.Get("arrivals")
	near(t, "arrivals", e, 864)
	if want := math.Sqrt(864 + 864*864/shape); math.Abs(e.SD/want-1) > 0.1 {
		t.Errorf("sd %g; %g was expected", e.SD, want)
	}
}
