package queueing_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/calc/queueing"
)

// The metric reference: 80 % within 20 s takes 14 agents by Erlang C, 12 by
// Erlang A with a patience of 120 s.
func TestRequiredOfTheReference(t *testing.T) {
	target := queueing.Targets{Level: 0.8, Threshold: 20}
	for model, want := range map[queueing.Model]int{queueing.ModelC: 14, queueing.ModelA: 12} {
		got, err := queueing.Required(model, hundred, target)
		if err != nil || got.Agents != want || got.Binding != queueing.TargetLevel || got.Model != model || got.Measures.Agents != want {
			t.Errorf("%s: %+v %v", model, got, err)
		}
	}
	// All at once: the occupancy cap asks for most. Without abandonment it would
	// be 10 / 0.75 = 13.3.
	all, err := queueing.Required(queueing.ModelA, hundred, queueing.Targets{Level: 0.8, Threshold: 20, ASA: 15, Abandonment: 0.1, Occupancy: 0.75})
	if err != nil || all.Agents != 13 || all.Binding != queueing.TargetOccupancy || all.Alone[queueing.TargetLevel] != 12 || all.Alone[queueing.TargetAbandonment] != 11 || len(all.Alone) != 4 {
		t.Errorf("%+v %v", all, err)
	}
	// Known from every table of Erlang B: 10 erlangs, 1 in 100 lost, 18 lines.
	if b, err := queueing.Required(queueing.ModelB, hundred, queueing.Targets{Blocking: 0.01}); err != nil || b.Agents != 18 || b.Binding != queueing.TargetBlocking {
		t.Errorf("%+v %v", b, err)
	}
	if nobody, err := queueing.Required(queueing.ModelA, queueing.Load{Handle: 180, Patience: hundred.Patience}, target); err != nil || nobody.Agents != 0 {
		t.Errorf("%+v %v", nobody, err)
	}
	// Without patience an occupancy near 1 still needs more agents than erlangs.
	if c, err := queueing.Required(queueing.ModelC, hundred, queueing.Targets{ASA: 1e8}); err != nil || c.Agents != 11 {
		t.Errorf("%+v %v", c, err)
	}
	limited := hundred
	limited.Line = 5
	got, err := queueing.Required(queueing.ModelA, limited, queueing.Targets{Blocking: 0.01, Level: 0.8, Threshold: 20})
	if err != nil || got.Measures.Blocked > 0.01 || got.Measures.Notation != "M/M/n/K+M" {
		t.Errorf("%+v %v", got, err)
	}
}

// aLoad draws a load from next to nothing to overload.
func aLoad(t *rapid.T, agents int) queueing.Load {
	l := queueing.Load{Handle: rapid.Float64Range(5, 2000).Draw(t, "handle")}
	l.Rate = float64(agents) * rapid.Float64Range(0.01, 3).Draw(t, "per agent") / l.Handle
	mean := l.Handle * math.Exp(rapid.Float64Range(-4, 4).Draw(t, "log patience"))
	switch rapid.IntRange(0, 4).Draw(t, "law") {
	case 0:
		l.Patience = queueing.LognormalOf(mean, rapid.Float64Range(0.3, 2).Draw(t, "variation"))
	case 1:
		l.Patience = queueing.GammaOf(mean, rapid.Float64Range(0.3, 2).Draw(t, "variation"))
	default:
		l.Patience = queueing.Exponential{MeanTime: mean}
		l.Line = rapid.SampledFrom([]int{0, 0, 1, 7, 100}).Draw(t, "line")
	}
	return l
}

func modelOf(l queueing.Load) queueing.Model {
	if l.Patience.Name() == "exponential" {
		return queueing.ModelA
	}
	return queueing.ModelGeneral
}

// One agent more never makes anything worse, in any variant; shares sum to 1.
func TestMonotoneInAgents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 200).Draw(t, "agents")
		l := aLoad(t, n)
		threshold := l.Handle * rapid.Float64Range(0, 1).Draw(t, "threshold")
		few, err := queueing.Evaluate(modelOf(l), l, n)
		if err != nil {
			t.Fatal(err)
		}
		more, err := queueing.Evaluate(modelOf(l), l, n+1)
		if err != nil {
			t.Fatal(err)
		}
		const hair = 1e-9
		for name, v := range map[string][2]float64{
			"wait": {few.Wait + few.Blocked, more.Wait + more.Blocked}, "abandoned": {few.Abandoned + few.Blocked, more.Abandoned + more.Blocked},
			"blocked": {few.Blocked, more.Blocked}, "ASA": {few.ASA, more.ASA}, "occupancy": {few.Occupancy, more.Occupancy},
			"90 % of answered": {few.AnsweredWait(0.9), more.AnsweredWait(0.9)},
		} {
			if !(v[1] <= v[0]+hair*max(1, v[0])) {
				t.Errorf("%s: %g with %d agents, %g with one more", name, v[0], n, v[1])
			}
		}
		for _, v := range queueing.Variants {
			a, b := few.Level(v, threshold, threshold/4), more.Level(v, threshold, threshold/4)
			if !(a <= b+hair) || !(a >= 0 && b <= 1) {
				t.Errorf("%s: %g with %d agents, %g with one more", v, a, n, b)
			}
		}
		if s := few.Answered + few.Abandoned + few.Blocked; !near(s, 1, 1e-9) {
			t.Errorf("answered, abandoned and blocked sum to %g", s)
		}
		if in := few.AnsweredWithin(few.AnsweredWait(0.9)); in < 0.9*few.Answered-hair {
			t.Errorf("only %g of %g answered in the time of 90 %%", in, few.Answered)
		}
	})
}

// The fewest agents meet every target; one fewer misses one.
func TestRequiredIsTheFewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := aLoad(t, rapid.IntRange(1, 300).Draw(t, "size"))
		l.Line = 0
		target := queueing.Targets{Level: rapid.Float64Range(0.3, 0.99).Draw(t, "level"), Threshold: rapid.Float64Range(0, 60).Draw(t, "threshold"),
			Variant: rapid.SampledFrom(queueing.Variants).Draw(t, "variant"), Short: 3}
		if rapid.Bool().Draw(t, "asa too") {
			target.ASA = rapid.Float64Range(0.5, 100).Draw(t, "asa")
		}
		if rapid.Bool().Draw(t, "occupancy too") {
			target.Occupancy = rapid.Float64Range(0.3, 0.99).Draw(t, "occupancy")
		}
		got, err := queueing.Required(modelOf(l), l, target)
		if err != nil {
			t.Fatal(err)
		}
		met := func(n int) bool {
			m, err := queueing.Evaluate(modelOf(l), l, n)
			if err != nil {
				t.Fatal(err)
			}
			return m.Level(target.Variant, target.Threshold, target.Short) >= target.Level && (target.ASA == 0 || m.ASA <= target.ASA) && (target.Occupancy == 0 || m.Occupancy <= target.Occupancy)
		}
		if !met(got.Agents) || got.Agents > 1 && met(got.Agents-1) {
			t.Errorf("%+v", got)
		}
	})
}

// Whatever cannot be reckoned says which field is wrong.
func TestErrorsNameTheField(t *testing.T) {
	type edit func(*queueing.Load)
	for _, c := range []struct {
		model  queueing.Model
		agents int
		field  string
		edit   edit
	}{
		{queueing.ModelA, 12, "rate", func(l *queueing.Load) { l.Rate = -1 }},
		{queueing.ModelA, 12, "rate", func(l *queueing.Load) { l.Rate = math.NaN() }},
		{queueing.ModelA, 12, "rate", func(l *queueing.Load) { l.Rate = math.Inf(1) }},
		{queueing.ModelA, 0, "agents", func(*queueing.Load) {}},
		{queueing.ModelA, -3, "agents", func(*queueing.Load) {}},
		{queueing.ModelA, 2_000_000, "agents", func(*queueing.Load) {}},
		{queueing.ModelC, 10, "agents", func(*queueing.Load) {}},
		{queueing.ModelA, 12, "handle", func(l *queueing.Load) { l.Handle = 0 }},
		{queueing.ModelA, 12, "patience", func(l *queueing.Load) { l.Patience = queueing.Exponential{} }},
		{queueing.ModelA, 12, "patience", func(l *queueing.Load) { l.Patience = nil }},
		{queueing.ModelA, 12, "patience", func(l *queueing.Load) { l.Patience = queueing.Constant{Time: 9} }},
		{queueing.ModelGeneral, 12, "patience", func(l *queueing.Load) { l.Patience = nil }},
		{queueing.ModelGeneral, 12, "patience", func(l *queueing.Load) { l.Patience = queueing.Uniform{Low: 9, High: 3} }},
		{queueing.ModelGeneral, 12, "patience", func(l *queueing.Load) { l.Patience = &queueing.Empirical{} }},
		{queueing.ModelGeneral, 12, "patience.sigma", func(l *queueing.Load) { l.Patience = queueing.Lognormal{Mu: 3} }},
		{queueing.ModelGeneral, 12, "line", func(l *queueing.Load) { l.Patience, l.Line = queueing.Constant{Time: 9}, 3 }},
		{queueing.ModelA, 12, "line", func(l *queueing.Load) { l.Line = -1 }},
		{queueing.ModelFluid, 12, "line", func(l *queueing.Load) { l.Line = 2 }},
		{queueing.ModelFluid, 9, "interval", func(l *queueing.Load) { l.Patience = nil }},
		{queueing.ModelSquareRoot, 9, "agents", func(l *queueing.Load) { l.Patience = nil }},
		{"erlang-d", 12, "model", func(*queueing.Load) {}},
	} {
		l := hundred
		c.edit(&l)
		_, err := queueing.Evaluate(c.model, l, c.agents)
		var field *queueing.FieldError
		if !errors.As(err, &field) || field.Field != c.field || !strings.HasPrefix(err.Error(), c.field+": ") {
			t.Errorf("%s %d %s: %v", c.model, c.agents, c.field, err)
		}
	}
	for field, target := range map[string]queueing.Targets{
		"target": {}, "target.level": {Level: 1}, "target.abandonment": {Abandonment: -0.1}, "target.occupancy": {Occupancy: 85}, "target.asa": {ASA: math.NaN()},
		"target.threshold": {Level: 0.8, Threshold: -1}, "target.short": {Level: 0.8, Short: math.Inf(1)}, "target.variant": {Level: 0.8, Variant: "sl-off2"}, "target.blocking": {Blocking: 0.01},
	} {
		_, err := queueing.Required(queueing.ModelA, hundred, target)
		var got *queueing.FieldError
		if !errors.As(err, &got) || got.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	huge := queueing.Load{Rate: 1e6, Handle: 180, Patience: queueing.Exponential{MeanTime: 60}}
	if _, err := queueing.Required(queueing.ModelA, huge, queueing.Targets{Level: 0.8}); err == nil {
		t.Error("180 million agents")
	}
}
