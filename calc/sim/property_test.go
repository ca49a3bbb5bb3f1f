package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// anyModel draws a small centre with any of the features.
func anyModel(t *rapid.T) *Model {
	chance := func(name string) bool { return rapid.Bool().Draw(t, name) }
	number := func(name string, from, to int) int { return rapid.IntRange(from, to).Draw(t, name) }
	dist := func(name string, from, to int) *Distribution {
		mean := float64(number(name, from, to))
		switch number(name+" family", 0, 4) {
		case 0:
			return &Distribution{Distribution: Deterministic, Mean: seconds(mean)}
		case 1:
			return &Distribution{Distribution: Lognormal, Mean: seconds(mean), SD: seconds(mean / 2)}
		case 2:
			return &Distribution{Distribution: Uniform, Min: seconds(mean / 2), Max: seconds(mean * 3 / 2)}
		case 3:
			return &Distribution{Distribution: Empirical, Values: []Duration{Duration(mean / 3), Duration(mean), Duration(2 * mean)}}
		}
		return &Distribution{Distribution: Exponential, Mean: seconds(mean)}
	}
	days := number("days", 1, 2)
	m := &Model{Day: seconds(4 * 3600), Days: &days, Interval: seconds(1800)}
	if chance("clear") {
		m.Closing = "clear"
	}
	if chance("hours") {
		m.Hours = []Span{{1800, 3 * 3600}}
	}
	types, groups := number("types", 1, 4), number("groups", 1, 3)
	for i := range types {
		x := Type{Name: fmt.Sprint("t", i), Service: dist("service", 20, 400), Arrivals: &Arrivals{PerHour: Periods(3600, float64(number("rate", 0, 120)), float64(number("rate", 0, 120)))}}
		if chance("own hours") {
			x.Hours = []Span{{3600, 5400}, {7200, 9000}}
		}
		if chance("patience") {
			x.Patience = dist("patience", 5, 300)
		}
		if chance("balking") {
			p := 0.2
			x.Balking = &p
		}
		if chance("limit") {
			n := number("queue limit", 0, 10)
			x.QueueLimit = &n
		}
		if chance("wrap-up") {
			x.WrapUp = dist("wrap-up", 5, 60)
		}
		if chance("retrial") {
			x.Retrial = &Retrial{Probability: 0.7, Delay: dist("again", 30, 600)}
		}
		if chance("time-out") {
			x.Timeout = &Timeout{After: Duration(number("after", 0, 200))}
			if i+1 < types && chance("to another") {
				x.Timeout.To = fmt.Sprint("t", i+1)
				if chance("later") {
					x.Timeout.Delay = dist("later by", 10, 1000)
				}
			}
		}
		if i > 0 && chance("outbound") {
			x.Arrivals, x.Hours = nil, nil
			x.Outbound = &Outbound{Mode: FillIn, Reserve: number("reserve", 0, 2)}
			if chance("dialer") {
				reach := 0.5
				x.Outbound = &Outbound{Mode: Dialer, Reach: Constant(reach), Ring: dist("ring", 5, 30), Extra: float64(number("extra", 0, 2))}
			}
		}
		m.Types = append(m.Types, x)
	}
	for g := range groups {
		x := Group{Name: fmt.Sprint("g", g)}
		if chance("shifts") {
			for range number("shifts of a group", 1, 4) {
				from := Duration(900 * number("from", 0, 11))
				x.Shifts = append(x.Shifts, Shift{From: from, To: from + 3600, Breaks: []Break{{At: from + 1200, For: 300}}})
			}
		} else {
			x.Agents = Periods(3600, float64(number("agents", 1, 6)), float64(number("agents", 0, 6)), float64(number("agents", 0, 6)))
		}
		if chance("absence") {
			x.Absence = 0.2
		}
		if chance("longest wait") {
			x.Order = "longest_wait"
		}
		for i := range types {
			if i%groups == g || chance("skill") {
				x.Skills = append(x.Skills, Skill{Type: m.Types[i].Name})
			}
		}
		if len(x.Skills) == 0 {
			x.Skills = []Skill{{Type: m.Types[0].Name}}
		}
		m.Groups = append(m.Groups, x)
	}
	for i := range types {
		var with []string
		for _, g := range m.Groups {
			for _, s := range g.Skills {
				if s.Type == m.Types[i].Name {
					with = append(with, g.Name)
				}
			}
		}
		pick := rapid.SampledFrom([]string{PickList, PickLongestIdle, PickMostIdle, PickRandom}).Draw(t, "pick")
		if m.Types[i].Route = []Step{{Groups: with[:1], Pick: pick}}; len(with) > 1 {
			m.Types[i].Route = append(m.Types[i].Route, Step{Groups: with[1:], Pick: pick, After: Duration(30 * number("delay", 0, 2))})
		}
	}
	if chance("lines") {
		m.Lines = []LineGroup{{Count: number("lines", 1, 15)}}
	}
	return m
}

// Every arrival ends exactly once; agents and lines come back; what agents
// worked is what contacts were served; queue length over time is the sum of waits
// (Little's law); the parts of the results are the whole.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := Compile(anyModel(t))
		if err != nil {
			t.Fatal(err)
		}
		m := newMachine(p)
		if err := m.run(context.Background(), rapid.Uint64().Draw(t, "seed"), 0); err != nil {
			t.Fatal(err)
		}
		handle, busy, answered, served, waits, queue := 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
		moved, movedWithin := 0.0, 0.0
		for i := range m.tally {
			x := &m.tally[i]
			if ends := x[countAnswered] + x[countAbandoned] + x[countBlocked] + left(x); ends != x[countArrivals] {
				t.Fatalf("%g arrivals, %g ends: %v", x[countArrivals], ends, *x)
			}
			if x[countWithin] > x[countAnswered] || x[countAbandonedWithin] > x[countAbandoned] || x[countShort] > x[countAbandoned] || x[countBalked] > x[countShort] {
				t.Fatalf("a part is more than the whole: %v", *x)
			}
			handle, answered, waits, queue = handle+x[countHandle], answered+x[countAnswered], waits+allWaits(x), queue+x[countQueueSeconds]
			moved, movedWithin = moved+x[countEventOffered], movedWithin+x[countEventWithin]
		}
		for i := range m.flow {
			served += m.flow[i][flowAnswered]
		}
		for i := range m.agent {
			x := &m.agent[i]
			if x[agentBusy]-x[agentOvertime] > x[agentDuty]*(1+1e-9)+1e-6 {
				t.Fatalf("busier than there: %v", *x)
			}
			busy += x[agentBusy]
		}
		if answered != served || moved != 0 || movedWithin != 0 {
			t.Fatalf("%g answered, %g by groups; moved %g and %g", answered, served, moved, movedWithin)
		}
		if math.Abs(handle-busy) > 1e-6*max(handle, 1) {
			t.Fatalf("%g s of service, %g s of work", handle, busy)
		}
		if p.clear && math.Abs(waits-queue) > 1e-6*max(waits, 1) || waits < queue*(1-1e-9)-1e-6 {
			t.Fatalf("%g s of waits, %g s of queues", waits, queue)
		}
		for i, n := range m.lines {
			if n != p.lines[i] {
				t.Fatalf("%d of %d lines came back", n, p.lines[i])
			}
		}
		for g := range m.rooms {
			if x := &m.rooms[g]; x.busy != 0 || x.idle != 0 || x.duty != 0 || x.toLeave != 0 {
				t.Fatalf("the centre is not empty: %+v", *x)
			}
		}
		if m.waiting != 0 || m.idle != 0 || len(m.timers.heap) != 0 {
			t.Fatal("somebody waits")
		}
	})
}

// The same seed gives the same bytes with any number of workers, also when a
// half-width ends the run.
func TestWorkersDoNotMatter(t *testing.T) {
	m := MultiSkill(5, 4, 40)
	m.Day, m.Interval = seconds(3600), seconds(900)
	p, err := Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	for _, half := range []*HalfWidth{nil, {Measure: "sl-off", Target: 0.02}, {Measure: "occupancy", Group: "group 1", Target: 0.02}} {
		var first []byte
		for _, workers := range []int{1, 2, 3, 8} {
			r, err := Run(t.Context(), p, Options{Seed: 42, Replications: 120, Workers: workers, Intervals: true, HalfWidth: half})
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = b
				if half != nil && (!*r.Reached || r.Replications == 120 || r.Replications < 20) {
					t.Errorf("%+v ended after %d replications", half, r.Replications)
				}
			}
			if !bytes.Equal(first, b) {
				t.Errorf("%d workers give other bytes", workers)
			}
		}
	}
}

// Nothing is allocated while a replication runs, once the places are there.
func TestNoAllocationPerEvent(t *testing.T) {
	for _, m := range []*Model{SingleSkill(50), MultiSkill(6, 5, 50)} {
		m.Day, m.Interval = seconds(7200), seconds(1800)
		p, err := Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		x := newMachine(p)
		c := newCollector(p, true)
		once := func() {
			if err := x.run(t.Context(), 1, 0); err != nil {
				t.Fatal(err)
			}
			c.add(x.sheet)
		}
		if n := testing.AllocsPerRun(10, once); n != 0 {
			t.Errorf("%s: %g allocations in a replication", m.Name, n)
		}
	}
}

// With the same customers, one agent more makes no customer's wait longer: so
// of every replication, not only on average.
func TestMoreAgentsNeverHurt(t *testing.T) {
	before := map[int]float64{}
	for n := 12; n < 20; n++ {
		m := queueModel(0.1, 0.01, 0, n, -1, 1)
		m.Day, m.WarmUp = seconds(6*3600), nil
		m.Types[0].Service = &Distribution{Distribution: Lognormal, Mean: seconds(100), SD: seconds(70)}
		p, err := Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		x := newMachine(p)
		for r := range 20 {
			if err := x.run(t.Context(), 6, r); err != nil {
				t.Fatal(err)
			}
			waits := 0.0
			for i := range x.tally {
				waits += x.tally[i][countAnswerWait]
			}
			if last, ok := before[r]; ok && waits > last+1e-6 {
				t.Errorf("replication %d: %g s waited with %d agents, %g s with one less", r, waits, n, last)
			}
			before[r] = waits
		}
	}
}

// Another group or type leaves the customers of a type as they are.
func TestStreamsBelongToNames(t *testing.T) {
	m := queueModel(0.1, 0.01, 0, 12, -1, 1)
	m.WarmUp = nil
	handle := func() Estimate {
		return run(t, m, Options{Seed: 8, Replications: 5}).Types[len(m.Types)-1].Measures.Get("aht")
	}
	one := handle()
	m.Types = append([]Type{{Name: "others", Arrivals: &Arrivals{PerHour: Constant(50)}, Service: m.Types[0].Service}}, m.Types...)
	m.Groups[0].Skills = append(m.Groups[0].Skills, Skill{Type: "others"})
	if two := handle(); math.Abs(one.Mean-two.Mean) > 1e-9 {
		t.Errorf("%g, then %g", one.Mean, two.Mean)
	}
}

// Runs can be ended from outside.
func TestCancelled(t *testing.T) {
	p, err := Compile(queueModel(0.1, 0.01, 0, 12, -1, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 2} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := Run(ctx, p, Options{Replications: 1_000_000, Workers: workers, Progress: func(int) { cancel() }})
		if err == nil {
			t.Errorf("%d workers went on", workers)
		}
		cancel()
	}
}
