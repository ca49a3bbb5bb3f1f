package staffing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/calc/sim"
)

// single is one type with one group in two hours.
func single(perHour float64) *sim.Model {
	return &sim.Model{
		Day: seconds(7200), Interval: seconds(1800), Threshold: seconds(20),
		Types: []sim.Type{{
			Name: "calls", Arrivals: &sim.Arrivals{PerHour: sim.Constant(perHour)}, Target: &sim.Target{Level: share(0.8)},
			Service:  &sim.Distribution{Distribution: sim.Exponential, Mean: seconds(180)},
			Patience: &sim.Distribution{Distribution: sim.Exponential, Mean: seconds(120)},
		}},
		Groups: []sim.Group{{Name: "agents", Staffing: &sim.Staffing{Cost: 20}, Skills: []sim.Skill{{Type: "calls"}}}},
	}
}

// brief opens a centre for two hours only, so that tests are quick.
func brief(m *sim.Model) *sim.Model {
	from := m.Hours[0].From + 3*3600
	m.Hours = []sim.Span{{From: from, To: from + 2*3600}}
	return m
}

// One queue must come out as Erlang A has it, once the day has filled up.
func TestSingleQueueIsErlangs(t *testing.T) {
	r, err := Require(context.Background(), single(200), Options{Seed: 1, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	want, err := queueing.Required(queueing.ModelA, queueing.Load{Rate: 200.0 / 3600, Handle: 180, Patience: queueing.Exponential{MeanTime: 120}}, queueing.Targets{Level: 0.8, Threshold: 20})
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range r.Intervals[1:] {
		if x.Agents[0] != want.Agents {
			t.Errorf("interval %d: %d agents, Erlang A has %d", i+1, x.Agents[0], want.Agents)
		}
	}
	if !r.Met || r.Cost > float64(want.Agents)*40 || r.WorkCost >= r.Cost {
		t.Errorf("%+v", r)
	}
}

// Uncertain rates with a probability ask for what certain rates at their
// quantile ask for.
func TestRiskIsTheQuantileOfTheRate(t *testing.T) {
	m := single(200)
	shape := 100.0 // sd 0.1: the 0.8 quantile is 1.083
	m.Busyness = &sim.Distribution{Distribution: sim.Gamma, Mean: seconds(1), Shape: &shape}
	risky, err := Require(context.Background(), m, Options{Seed: 1, Workers: 2, Probability: 0.8})
	if err != nil {
		t.Fatal(err)
	}
	certain, err := Require(context.Background(), single(200*1.083), Options{Seed: 1, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	mean, err := Require(context.Background(), single(200), Options{Seed: 1, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(risky.AgentHours-certain.AgentHours) > 1 || risky.AgentHours <= mean.AgentHours {
		t.Errorf("%g hours with a risk of 0.2, %g at the quantile of the rate, %g on the mean", risky.AgentHours, certain.AgentHours, mean.AgentHours)
	}
}

// The same bytes with any number of workers; fewer agents than separate queues;
// limits kept; targets hold with another seed.
func TestMadeUpCentre(t *testing.T) {
	m := brief(MadeUp(4))
	o := Options{Seed: 1, Workers: 1, Separate: true}
	one, err := Require(context.Background(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Workers = 3
	o.Progress = func(done float64) {
		if !(done >= 0 && done <= 1) {
			t.Errorf("%g of the work done", done)
		}
	}
	three, err := Require(context.Background(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(one)
	if b, _ := json.Marshal(three); string(a) != string(b) {
		t.Error("three workers find another requirement than one")
	}
	if !one.Met || one.Separate.Share < 0.02 || one.Cost < one.WorkCost {
		t.Errorf("met %v, cost %g, of work %g, saving %g", one.Met, one.Cost, one.WorkCost, one.Separate.Share)
	}
	o.Seed = 99
	c, err := Verify(context.Background(), m, one, o, 1, 600)
	if err != nil {
		t.Fatal(err)
	}
	if c.Cells < 8 || c.Farthest > 0.03 || c.Surely > 1 {
		t.Errorf("with another seed %+v", c)
	}
	// Fewer people must be noticed.
	for i := range one.Intervals {
		for d := range one.Intervals[i].Agents {
			one.Intervals[i].Agents[d] -= min(one.Intervals[i].Agents[d], 1)
		}
	}
	if c, err = Verify(context.Background(), m, one, o, 1, 100); err != nil || c.Surely < c.Cells/2 {
		t.Errorf("one agent less in every group: %+v %v", c, err)
	}
}

func TestLimitsAreKept(t *testing.T) {
	m := brief(MadeUp(2))
	last := m.Groups[len(m.Groups)-1].Name
	least, most := sim.Constant(1), sim.Constant(2)
	m.Groups[0].Staffing.Least = sim.Constant(2)
	m.Mixes = []sim.Mix{{Groups: []string{m.Groups[1].Name, last}, Least: least, Most: most}}
	r, err := Require(context.Background(), m, Options{Seed: 1, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Intervals {
		if both := x.Agents[1] + x.Agents[len(x.Agents)-1]; x.Agents[0] < 2 || both < 1 || both > 2 {
			t.Errorf("%s: %v", x.From, x.Agents)
		}
	}
	// What limits make impossible is said.
	m = single(200)
	m.Groups[0].Staffing.Most = sim.Constant(9)
	if r, err = Require(context.Background(), m, Options{Seed: 1, Workers: 2}); err != nil || r.Met || len(r.Missed) < 3 || r.Intervals[2].Agents[0] != 9 {
		t.Errorf("%+v %v", r, err)
	}
}

// A bad half-hour goes on into the next one, which needs more for it.
func TestBacklogIsCarried(t *testing.T) {
	m := single(0)
	m.Types[0].Arrivals.PerHour = sim.Periods(1800, 100, 300, 100, 100)
	m.Types[0].Patience = nil
	m.Groups[0].Staffing.Most = sim.Periods(1800, 50, 14, 50, 50)
	r, err := Require(context.Background(), m, Options{Seed: 1, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	if after, calm := r.Intervals[2].Agents[0], r.Intervals[3].Agents[0]; after < calm+3 || r.Met || !slices.ContainsFunc(r.Missed, func(x Missed) bool { return x.From == "00:30" }) {
		t.Errorf("%d agents after a half-hour with too few, %d later; %+v", after, calm, r.Missed)
	}
}

// A day like one before begins where that one ended.
func TestDaysLearnFromEachOther(t *testing.T) {
	month := Month(3)
	for _, m := range month {
		brief(m)
		m.Types, m.Groups = m.Types[:2], []sim.Group{m.Groups[0], m.Groups[1], m.Groups[10]}
		m.Groups[2].Skills = m.Groups[2].Skills[:2]
	}
	days, err := Days(context.Background(), []*sim.Model{month[0], month[7]}, Options{Seed: 1, Workers: 2, Probability: 0.8})
	if err != nil {
		t.Fatal(err)
	}
	if !days[0].Met || !days[1].Met || days[1].Contacts > days[0].Contacts/2 || days[1].Cost < 0.7*days[0].Cost || days[1].Cost > 1.3*days[0].Cost {
		t.Errorf("%g and %g contacts, cost %g and %g", days[0].Contacts, days[1].Contacts, days[0].Cost, days[1].Cost)
	}
}

func TestRequireStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Require(ctx, MadeUp(1), Options{Seed: 1}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Bad input is told with its field.
func TestBadModels(t *testing.T) {
	for want, change := range map[string]func(m *sim.Model){
		"groups[0].staffing.cost":  func(m *sim.Model) { m.Groups[0].Staffing.Cost = 0 },
		"groups[0].staffing.least": func(m *sim.Model) { m.Groups[0].Staffing.Least = sim.Constant(1.5) },
		"groups[0].staffing.most": func(m *sim.Model) {
			m.Groups[0].Staffing.Least, m.Groups[0].Staffing.Most = sim.Constant(3), sim.Constant(2)
		},
		"groups: none has staffing":  func(m *sim.Model) { m.Groups[0].Staffing, m.Groups[0].Agents = nil, sim.Constant(3) },
		"types[0].target.level":      func(m *sim.Model) { m.Types[0].Target.Level = share(1.2) },
		"types[0].target.asa":        func(m *sim.Model) { m.Types[0].Target.ASA = seconds(0) },
		"types[0].target.occupancy":  func(m *sim.Model) { m.Types[0].Target.Occupancy = share(0) },
		"types[0].target.variant":    func(m *sim.Model) { m.Types[0].Target.Variant = "sl-best" },
		"types[0].target: is empty":  func(m *sim.Model) { m.Types[0].Target = &sim.Target{} },
		"types: none has a target":   func(m *sim.Model) { m.Types[0].Target = nil },
		"mixes[0].groups[0]":         func(m *sim.Model) { m.Mixes = []sim.Mix{{Groups: []string{"nobody"}, MostShare: share(0.5)}} },
		"mixes[0].most_share":        func(m *sim.Model) { m.Mixes = []sim.Mix{{Groups: []string{"agents"}, MostShare: share(2)}} },
		"mixes[0]: limits nothing":   func(m *sim.Model) { m.Mixes = []sim.Mix{{Groups: []string{"agents"}}} },
		"types[0].arrivals.times":    func(m *sim.Model) { m.Types[0].Arrivals = &sim.Arrivals{Times: []sim.Duration{1}} },
		"types[0].arrivals.per_hour": func(m *sim.Model) { m.Types[0].Arrivals.PerHour = sim.Constant(-1) },
		"groups[0].shifts":           func(m *sim.Model) { m.Groups[0].Shifts = []sim.Shift{{From: 0, To: 3600}} },
		"days: is 2":                 func(m *sim.Model) { n := 2; m.Days = &n },
	} {
		m := single(100)
		change(m)
		if _, err := Require(context.Background(), m, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	for _, o := range []Options{{Probability: 1}, {Probability: -0.1}, {Effort: MaxEffort + 1}} {
		if _, err := Require(context.Background(), single(100), o); err == nil {
			t.Errorf("%+v", o)
		}
	}
}

// Where all-rounders are dearer than those they relieve, relief alone is never
// taken to serve a queue that only they can serve.
func TestReliefIsNoService(t *testing.T) {
	m := &sim.Model{Day: seconds(86400), Interval: seconds(1800), Threshold: seconds(20), Short: seconds(5), Hours: []sim.Span{{From: 8 * 3600, To: 18 * 3600}}}
	for i, peak := range []float64{70, 46, 12} {
		values := make([]float64, 20)
		for k := range values {
			values[k] = peak * dayShape(float64(k)+0.5, 20)
		}
		level := share(0.8)
		if i == 2 {
			level = share(0.9)
		}
		m.Types = append(m.Types, sim.Type{Name: fmt.Sprint(i), Arrivals: &sim.Arrivals{PerHour: &sim.Profile{From: 8 * 3600, Period: 1800, Values: values}},
			Service: &sim.Distribution{Distribution: sim.Exponential, Mean: seconds(335)}, Patience: &sim.Distribution{Distribution: sim.Exponential, Mean: seconds(180)},
			Target: &sim.Target{Level: level, Occupancy: share(0.88)}})
	}
	for _, g := range []struct {
		cost   float64
		skills []string
	}{{1.06, []string{"2", "0", "1"}}, {1.03, []string{"1", "0"}}, {1, []string{"0"}}} {
		x := sim.Group{Name: fmt.Sprint(len(g.skills)), Staffing: &sim.Staffing{Cost: g.cost}}
		for _, s := range g.skills {
			x.Skills = append(x.Skills, sim.Skill{Type: s})
		}
		m.Groups = append(m.Groups, x)
	}
	for t, groups := range [][]string{{"1", "2", "3"}, {"2", "3"}, {"3"}} {
		for _, name := range groups {
			m.Types[t].Route = append(m.Types[t].Route, sim.Step{Groups: []string{name}})
		}
	}
	all, err := Days(t.Context(), []*sim.Model{m, m}, Options{Seed: 2, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	for d, r := range all {
		for _, g := range r.Groups {
			if !r.Met || g.Most > 40 {
				t.Errorf("day %d: %d of group %s at once, %d targets missed", d+1, g.Most, g.Name, len(r.Missed))
			}
		}
	}
}
