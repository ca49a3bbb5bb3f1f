package metric

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/lingting/lingting/calc/formula"
)

// Units of definitions. Rates are per cent, times are seconds.
const (
	UnitCount   = "count"
	UnitPercent = "percent"
	UnitSeconds = "seconds"
	UnitPerHour = "per_hour"
	UnitRatio   = "ratio"
	UnitErlang  = "erlang"
	UnitPoints  = "points" // of a score
	UnitHours   = "hours"
	UnitMoney   = "money" // the centre's currency
)

// Which way is good.
const (
	DirectionUp   = "up"
	DirectionDown = "down"
	DirectionNone = "none"
)

// Groups of the catalogue.
const (
	GroupVolume       = "volume"
	GroupServiceLevel = "service_level"
	GroupWaiting      = "waiting"
	GroupHandling     = "handling"
	GroupAgent        = "agent"
	GroupResolution   = "resolution"
	GroupReported     = "reported" // told by people or other systems
	GroupCustom       = "custom"
)

// In which interval a contact counts.
const (
	AttributionArrival = "arrival" // when it entered the queue
	AttributionAnswer  = "answer"  // when it was answered; otherwise when it entered
	AttributionEnd     = "end"     // when it ended
	AttributionEvent   = "event"   // when it was answered, abandoned or gone within T, or else when T was reached
)

// How a wait is held against a limit.
const (
	CompareAtMost = "<="
	CompareLess   = "<"
)

// Moments at which a clock starts or stops.
const (
	ClockQueueEntered = "queue_entered"
	ClockAnswered     = "agent_answered"
	ClockAbandoned    = "abandoned"
	ClockQueueLeft    = "queue_left" // answered, abandoned or left, whichever came
	ClockWrapUpEnded  = "wrap_up_ended"
	ClockSignedIn     = "signed_in"
	ClockSignedOut    = "signed_out"
)

// Parameters pins what a definition would otherwise take from the question,
// the queue or the centre. Keys are the Param constants; times are in ms or
// hours as the key says; switches are 0 or 1 and may be used in formulas.
type Parameters map[string]float64

// Keys of Parameters.
const (
	ParamThreshold    = "threshold_ms"
	ParamShortAbandon = "short_abandon_ms"
	ParamRepeatWindow = "repeat_window_hours"
	ParamFlowOn       = "flow_on"     // switch: flow-outs belong to the denominator
	ParamShortOff     = "short_off"   // switch: short abandons do not
	ParamAbandonOff   = "abandon_off" // switch: no abandons do
)

var switches = []string{ParamFlowOn, ParamShortOff, ParamAbandonOff}

// Use is a place that mentions a metric.
type Use struct {
	Kind string `json:"kind" doc:"view, derived, queue_target or centre"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Definition is one version of one metric: value = Scale · Numerator ÷
// Denominator. It never changes once made.
type Definition struct {
	ID          string `json:"id"`
	Version     int    `json:"version"`
	EffectiveOn string `json:"effective_on" doc:"first day of the version, YYYY-MM-DD"`
	NameZH      string `json:"name_zh"`
	NameEN      string `json:"name_en"`
	Unit        string `json:"unit" enum:"count,percent,seconds,per_hour,ratio,erlang,points,hours,money"`
	Direction   string `json:"direction" enum:"up,down,none"`
	// Formula is what a manager wrote; empty for built-in definitions.
	Formula string `json:"formula,omitempty"`
	// Numerator and Denominator are formulas over measures and switches; an
	// empty denominator counts as 1.
	Numerator   string  `json:"numerator"`
	Denominator string  `json:"denominator"`
	Scale       float64 `json:"scale"`
	ClockStart  string  `json:"clock_start,omitempty"`
	ClockStop   string  `json:"clock_stop,omitempty"`
	Comparison  string  `json:"comparison,omitempty" enum:"<=,<"`
	// Attribution is empty for agent time, which counts where it passes.
	Attribution  string     `json:"attribution" enum:"arrival,answer,end,event"`
	ExclusionsZH string     `json:"exclusions_zh,omitempty"`
	ExclusionsEN string     `json:"exclusions_en,omitempty"`
	Source       string     `json:"source,omitempty" doc:"where the definition comes from"`
	Note         string     `json:"note,omitempty" doc:"why this version was made"`
	Author       string     `json:"author,omitempty"`
	Uses         []string   `json:"uses,omitempty" doc:"measures and versions of metrics the formula refers to"`
	Group        string     `json:"group" enum:"volume,service_level,waiting,handling,agent,resolution,reported,custom"`
	Parameters   Parameters `json:"parameters"`
	Builtin      bool       `json:"builtin"`
	CreatedMs    int64      `json:"created_ms,omitempty"`
}

// Ref names the version: sl-off@2.
func (d Definition) Ref() string { return fmt.Sprintf("%s@%d", d.ID, d.Version) }

// Compiled is a definition ready to be computed many times. Values are slices
// of len(Measures()) in the order of Measures; NaN stands for "not known".
type Compiled struct {
	Definition
	NumWeights []Weight // how the numerator adds up over rows
	DenWeights []Weight // the same for the denominator
	NumAdds    bool     // the numerator is a weighted sum of additive measures
	DenAdds    bool     // so is the denominator; false when there is none

	num, den         formula.Program // den nil: 1
	numNode, denNode formula.Node
	needs            []int
}

// Weight is the share of one measure in a sum.
type Weight struct {
	Measure int // index in Measures
	By      float64
}

// Compile reads the formulas. It errs when they cannot be read or use
// anything but measures and switches.
func (d Definition) Compile() (*Compiled, error) {
	c := &Compiled{Definition: d}
	seen := map[int]bool{}
	one := func(src string) (formula.Node, []Weight, bool, error) {
		n, err := formula.Parse(src, nil)
		if err != nil {
			return nil, nil, false, fmt.Errorf("metric %s: %q: %w", d.Ref(), src, err)
		}
		n = d.settle(n)
		var usesMax bool
		for _, name := range formula.Names(n) {
			i, ok := MeasureIndex(name)
			if !ok {
				return nil, nil, false, fmt.Errorf("metric %s: %q is not a measure", d.Ref(), name)
			}
			usesMax = usesMax || measures[i].Max || measures[i].Distinct
			if !seen[i] {
				seen[i] = true
				c.needs = append(c.needs, i)
			}
		}
		var ws []Weight
		weights, constant, adds := formula.Linear(n)
		if adds = adds && constant == 0 && !usesMax; adds {
			for name, by := range weights {
				i, _ := MeasureIndex(name)
				ws = append(ws, Weight{i, by})
			}
			sort.Slice(ws, func(a, b int) bool { return ws[a].Measure < ws[b].Measure })
		}
		return n, ws, adds, nil
	}
	var err error
	if c.numNode, c.NumWeights, c.NumAdds, err = one(d.Numerator); err != nil {
		return nil, err
	}
	if d.Denominator != "" {
		if c.denNode, c.DenWeights, c.DenAdds, err = one(d.Denominator); err != nil {
			return nil, err
		}
	}
	c.num = formula.Bind(c.numNode, MeasureIndex)
	if c.denNode != nil {
		c.den = formula.Bind(c.denNode, MeasureIndex)
	}
	sort.Ints(c.needs)
	return c, nil
}

// settle puts the switches into a formula and computes what is constant.
func (d Definition) settle(n formula.Node) formula.Node {
	return formula.Simplify(formula.Replace(n, func(ref string) (formula.Node, bool) {
		for _, s := range switches {
			if ref == s {
				return &formula.Number{Value: d.Parameters[s]}, true
			}
		}
		return nil, false
	}))
}

// Needs lists the indexes in Measures of what the formulas use.
func (c *Compiled) Needs() []int { return c.needs }

// Eval computes the value from the sums of a cell. When it cannot be computed
// ok is false and reason a stable code; num and den still tell what is known.
func (c *Compiled) Eval(values []float64) (value, num, den float64, ok bool, reason string) {
	num, den = c.num(values), 1
	if c.den != nil {
		den = c.den(values)
	}
	switch {
	case math.IsNaN(num):
		reason, num = whyNull(c.numNode, values), 0
		if math.IsNaN(den) {
			den = 0
		}
		return 0, num, den, false, reason
	case math.IsNaN(den):
		return 0, num, 0, false, whyNull(c.denNode, values)
	case den == 0:
		return 0, num, den, false, formula.ReasonDivisionByZero
	}
	value = scaledRatio(c.Scale, num, den)
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return 0, num, den, false, formula.ReasonTooGreat
	}
	return value, num, den, true, ""
}

// whyNull tells the reason of a null, which the bound formula does not keep.
func whyNull(n formula.Node, values []float64) string {
	_, _, reason := formula.Eval(n, func(name string) (float64, bool) {
		i, ok := MeasureIndex(name)
		if !ok || math.IsNaN(values[i]) {
			return 0, false
		}
		return values[i], true
	})
	return reason
}

// scaledRatio is scale·num/den. A scale like 0.001 is divided by its inverse, which
// has no rounding error of its own.
func scaledRatio(scale, num, den float64) float64 {
	if inverse := math.Round(1 / scale); math.Abs(scale) < 1 && 1/inverse == scale {
		return num / (den * inverse)
	}
	return scale * num / den
}

// Eval computes the value from sums by measure id; a measure that is not
// there is not known. Compile once for more than a few cells.
func (d Definition) Eval(sums map[string]float64) (value, num, den float64, ok bool, reason string) {
	c, err := d.Compile()
	if err != nil {
		return 0, 0, 0, false, formula.ReasonNull
	}
	values := make([]float64, len(measures))
	for i, m := range measures {
		v, ok := sums[m.ID]
		if !ok {
			v = math.NaN()
		}
		values[i] = v
	}
	return c.Eval(values)
}

// Needs lists the measures the formulas use, in the order of Measures.
func (d Definition) Needs() []string {
	c, err := d.Compile()
	if err != nil {
		return nil
	}
	out := make([]string, len(c.needs))
	for i, m := range c.needs {
		out[i] = measures[m].ID
	}
	return out
}

// Takes lists the parameters the definition depends on, pinned or not.
func (d Definition) Takes() []string {
	takes := map[string]bool{}
	for _, m := range d.Needs() {
		switch {
		case m == "abandoned_within_not_short":
			takes[ParamThreshold], takes[ParamShortAbandon] = true, true
		case strings.HasSuffix(m, "_within") || m == "late_answered":
			takes[ParamThreshold] = true
		case m == "short_abandoned":
			takes[ParamShortAbandon] = true
		case m == "repeat_answered":
			takes[ParamRepeatWindow] = true
		}
	}
	if d.Attribution == AttributionEvent {
		takes[ParamThreshold] = true
	}
	out := []string{}
	for _, p := range []string{ParamThreshold, ParamShortAbandon, ParamRepeatWindow} {
		if takes[p] {
			out = append(out, p)
		}
	}
	return out
}

// Limit turns a limit in ms into the greatest wait that is still within it:
// the limit itself, or one ms less when the definition compares with "<".
func (d Definition) Limit(ms int64) int64 {
	if d.Comparison == CompareLess {
		return ms - 1
	}
	return ms
}

// Pinned is a parameter the definition itself fixes.
func (d Definition) Pinned(name string) (float64, bool) {
	v, ok := d.Parameters[name]
	return v, ok
}
