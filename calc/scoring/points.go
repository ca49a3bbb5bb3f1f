package scoring

import (
	"errors"
	"math"
)

// What a value is worth at the three points.
const (
	AtThreshold = 60.0
	AtTarget    = 100.0
	AtStretch   = 120.0
)

// Rules of scoring.
const (
	Linear = "linear" // straight lines between the points
	Step   = "step"   // 60, 100 or 120, by the best point reached
	Capped = "capped" // linear, with 100 as the most
	Veto   = "veto"   // 100 at the threshold or better; worse takes the whole total to 0
)

// Rules lists them in order.
var Rules = []string{Linear, Step, Capped, Veto}

// States of a score.
const (
	Exceeded = "exceeded" // at the stretch
	Reached  = "reached"  // at the target
	Near     = "near"     // between threshold and target
	Missed   = "missed"   // worse than the threshold
	Unknown  = "unknown"  // no value, or nothing to reach
)

// same is how far apart two points must be, in the unit of the metric.
const same = 1e-9

// What is wrong with points.
var (
	ErrNumber    = errors.New("must be a number")
	ErrThreshold = errors.New("must be worse than the target")
	ErrStretch   = errors.New("must be at least as good as the target")
)

// Points say what a value is to be, in the unit of the metric.
type Points struct {
	Threshold float64 `json:"threshold" doc:"60 points: the least that counts"`
	Target    float64 `json:"target" doc:"100 points"`
	Stretch   float64 `json:"stretch" doc:"120 points; the target: there is none"`
}

// Check gives ErrNumber, ErrThreshold or ErrStretch where the points are not in
// order. lessIsBetter turns the order.
func (p Points) Check(lessIsBetter bool) error {
	sum := p.Threshold + p.Target + p.Stretch
	turn := turnOf(lessIsBetter)
	switch {
	case math.IsNaN(sum) || math.IsInf(sum, 0):
		return ErrNumber
	case turn*(p.Target-p.Threshold) <= same:
		return ErrThreshold
	case turn*(p.Stretch-p.Target) < 0:
		return ErrStretch
	}
	return nil
}

// Score gives the points of a value, 0 to 120, by a rule; an unknown rule counts
// as Linear. A value worse than the threshold has 0.
func Score(rule string, p Points, lessIsBetter bool, value float64) float64 {
	turn := turnOf(lessIsBetter)
	v, threshold, target, stretch := turn*value, turn*p.Threshold, turn*p.Target, turn*p.Stretch
	if v < threshold {
		return 0
	}
	switch rule {
	case Veto:
		return AtTarget
	case Step:
		switch {
		case v < target:
			return AtThreshold
		case v < stretch || stretch <= target:
			return AtTarget
		}
		return AtStretch
	case Capped:
		stretch = target
	}
	switch {
	case v < target:
		return AtThreshold + (AtTarget-AtThreshold)*(v-threshold)/(target-threshold)
	case stretch <= target:
		return AtTarget
	case v < stretch:
		return AtTarget + (AtStretch-AtTarget)*(v-target)/(stretch-target)
	}
	return AtStretch
}

// StateOf names a score; nil is Unknown.
func StateOf(score *float64) string {
	switch {
	case score == nil:
		return Unknown
	case *score >= AtStretch:
		return Exceeded
	case *score >= AtTarget:
		return Reached
	case *score >= AtThreshold:
		return Near
	}
	return Missed
}

func turnOf(lessIsBetter bool) float64 {
	if lessIsBetter {
		return -1
	}
	return 1
}
