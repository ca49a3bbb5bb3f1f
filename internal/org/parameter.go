package org

import (
	"fmt"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/fault"
)

// What numbers depend on, with the units in their names. The centre has a
// value of each on every day; a queue may have its own of the first two.
const (
	ParameterThreshold    = "threshold_ms"
	ParameterTarget       = "target_percent"
	ParameterShortAbandon = "short_abandon_ms"
	ParameterRepeatWindow = "repeat_window_hours"
)

var (
	centreParameters = []string{ParameterThreshold, ParameterTarget, ParameterShortAbandon, ParameterRepeatWindow}
	queueParameters  = []string{ParameterThreshold, ParameterTarget}
)

// ParameterPeriod is a stretch of days on which a parameter has one value. It
// lasts until the next one of the same parameter begins.
type ParameterPeriod struct {
	ID        string   `json:"id"`
	Parameter string   `json:"parameter" enum:"threshold_ms,target_percent,short_abandon_ms,repeat_window_hours"`
	Value     *float64 `json:"value" doc:"in the unit the parameter's name tells; null: the queue takes the centre's"`
	FromOn    *string  `json:"from_on" format:"date" doc:"null: from the beginning"`
	ToOn      *string  `json:"to_on" format:"date" doc:"last day; null while no other value is planned"`
	SetBy     string   `json:"set_by" doc:"name of who set it; empty for the value a centre or queue began with"`
	SetMs     int64    `json:"set_ms"`
	Why       string   `json:"why,omitempty" doc:"the reason of a correction"`
}

// Since says from which day changed parameters hold. The zero value is today.
type Since struct {
	FromOn     string `json:"from_on,omitempty" format:"date" doc:"day from which changed parameters hold; today when left out"`
	Correction bool   `json:"correction,omitempty" doc:"change days that are over, too: reports of those days are counted anew"`
	Why        string `json:"why,omitempty" doc:"the reason of a correction"`
}

// NewParameter asks to give a parameter a value from a day on.
type NewParameter struct {
	Since
	Parameter     string   `json:"parameter" enum:"threshold_ms,target_percent,short_abandon_ms,repeat_window_hours"`
	Value         *float64 `json:"value" doc:"null: the queue takes the centre's"`
	FromBeginning bool     `json:"from_beginning,omitempty" doc:"in place of from_on; needs a correction"`
	ToOn          string   `json:"to_on,omitempty" format:"date" doc:"last day; left out: until the next value planned for later than today"`
}

func (n NewParameter) check(names []string) error {
	var w fault.Collector
	if !slices.Contains(names, n.Parameter) {
		w.Add("body.parameter", "one_of", fmt.Sprintf("must be one of %v", names))
	}
	if n.FromOn != "" {
		checkDay(&w, "body.from_on", n.FromOn)
	}
	if n.ToOn != "" {
		checkDay(&w, "body.to_on", n.ToOn)
		if validDay(n.ToOn) && n.ToOn < n.FromOn {
			w.Add("body.to_on", "order", "must not be before from_on")
		}
	}
	checkWhy(&w, n.Correction, n.Why)
	checkParameter(&w, "body.value", n.Parameter, n.Value, len(names) == len(centreParameters))
	return w.Err("org.parameter.invalid", "The parameter has wrong values.")
}

// parameterMost is the greatest value of each parameter.
var parameterMost = map[string]float64{ParameterThreshold: 3_600_000, ParameterTarget: 100, ParameterShortAbandon: 600_000, ParameterRepeatWindow: 24 * 90}

func checkParameter(w *fault.Collector, field, parameter string, v *float64, needed bool) {
	least := 0.0
	if parameter == ParameterRepeatWindow {
		least = 1
	}
	switch most, known := parameterMost[parameter]; {
	case !known:
	case v == nil && needed:
		w.Add(field, "required", "must not be empty")
	case v == nil:
	case !(*v >= least && *v <= most):
		w.Add(field, "range", fmt.Sprintf("must be from %g to %g", least, most))
	case parameter != ParameterTarget && *v != math.Trunc(*v):
		w.Add(field, "whole", "must be a whole number")
	}
}

// step is one value of a parameter as it is stored: what a span is, without an
// end of its own.
type step struct {
	ID    string
	Value *float64
	From  string // "" for ever before
	By    string
	AtMs  int64
	Why   string
}

func equalValues(a, b *float64) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// stepOn is the step that holds on the day; one without value when none does.
func stepOn(steps []step, day string) step {
	out := step{}
	for _, s := range steps {
		if s.From <= day {
			out = s
		}
	}
	return out
}

// planned is the last day before the first step that begins after today and
// after from, "" when none does.
func planned(steps []step, from, today string) string {
	for _, s := range steps {
		if s.From > from && s.From > today {
			return dayBefore(s.From)
		}
	}
	return ""
}

// put makes n hold from its first day to the last ("": until what is planned
// after today). Days before today change only as a correction.
func put(steps []step, n step, to, today string, correction bool) ([]step, error) {
	if to == "" {
		to = planned(steps, n.From, today)
	}
	out := make([]step, 0, len(steps)+2)
	for _, s := range steps {
		if s.From < n.From {
			out = append(out, s)
		}
	}
	out = append(out, n)
	if to != "" {
		rest := stepOn(steps, dayAfter(to))
		rest.From = dayAfter(to)
		out = append(out, rest)
		for _, s := range steps {
			if s.From > rest.From {
				out = append(out, s)
			}
		}
	}
	out = distinctSteps(out)
	if n.From < today && !correction && !sameSteps(out, steps) {
		return nil, pastParameter()
	}
	return out, nil
}

// without takes a step away, so that the value before it holds on. The centre
// keeps a value for every day; one that began before today goes only as a
// correction.
func without(steps []step, id, today string, correction, needed bool) ([]step, error) {
	i := slices.IndexFunc(steps, func(s step) bool { return s.ID == id })
	switch {
	case i < 0:
		return nil, fault.NotFoundf("org.parameter.not_found", "There is no such value of a parameter.")
	case needed && steps[i].From == "":
		return nil, fault.Conflictf("org.parameter.first", "The first value cannot be taken away: days before the next one would have none. Correct it instead.")
	case steps[i].From < today && !correction:
		return nil, pastParameter()
	}
	return distinctSteps(slices.Delete(slices.Clone(steps), i, i+1)), nil
}

// distinctSteps leaves out steps that change nothing.
func distinctSteps(steps []step) []step {
	out := steps[:0:0]
	var before *float64
	for _, s := range steps {
		if !equalValues(before, s.Value) {
			out = append(out, s)
		}
		before = s.Value
	}
	return out
}

func sameSteps(a, b []step) bool {
	return slices.EqualFunc(a, b, func(x, y step) bool { return x.From == y.From && equalValues(x.Value, y.Value) })
}

func pastParameter() *fault.Error {
	return fault.Invalidf("org.parameter.past", "Days before today have been reported with another value. Make a correction, with its reason, to count them anew.").
		WithField("body.from_on", "past", "would change days before today")
}

// periodsOf shows steps with the days they last.
func periodsOf(parameter string, steps []step) []ParameterPeriod {
	out := make([]ParameterPeriod, 0, len(steps))
	for i, s := range steps {
		p := ParameterPeriod{ID: s.ID, Parameter: parameter, Value: s.Value, SetBy: s.By, SetMs: s.AtMs, Why: s.Why}
		if s.From != "" {
			p.FromOn = &s.From
		}
		if i+1 < len(steps) {
			to := dayBefore(steps[i+1].From)
			p.ToOn = &to
		}
		out = append(out, p)
	}
	return out
}

// Parameters are what numbers depend on, of the centre or of a queue, over a
// stretch of days that lasts until the next one begins.
type Parameters struct {
	FromOn            string // first day; "" for ever before
	ThresholdMs       int64
	TargetPercent     float64
	ShortAbandonMs    int64
	RepeatWindowHours int
	Own               bool // the queue has a threshold or target of its own
}

func (p *Parameters) set(parameter string, v *float64) {
	if v == nil {
		return
	}
	switch parameter {
	case ParameterThreshold:
		p.ThresholdMs = int64(*v)
	case ParameterTarget:
		p.TargetPercent = *v
	case ParameterShortAbandon:
		p.ShortAbandonMs = int64(*v)
	case ParameterRepeatWindow:
		p.RepeatWindowHours = int(*v)
	}
}

// stretches lays the histories of several parameters over each other. base is
// what holds where a history has no value: the centre's stretches, of a queue.
func stretches(base []Parameters, histories map[string][]step, own bool) []Parameters {
	days := []string{""}
	for _, b := range base {
		days = append(days, b.FromOn)
	}
	for _, steps := range histories {
		for _, s := range steps {
			days = append(days, s.From)
		}
	}
	slices.Sort(days)
	var out []Parameters
	for _, day := range slices.Compact(days) {
		p := ParametersOn(base, day)
		for name, steps := range histories {
			v := stepOn(steps, day).Value
			p.set(name, v)
			p.Own = p.Own || own && v != nil
		}
		p.FromOn = day
		if n := len(out); n > 0 {
			before := out[n-1]
			before.FromOn = day
			if before == p {
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// ParametersOn is what holds on the day, YYYY-MM-DD; list is in order of days.
func ParametersOn(list []Parameters, day string) Parameters {
	var out Parameters
	for _, p := range list {
		if p.FromOn <= day {
			out = p
		}
	}
	return out
}
