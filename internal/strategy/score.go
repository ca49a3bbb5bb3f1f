package strategy

import (
	"math"

	"github.com/lingting/lingting/internal/metric"
)

// Points of a measure.
const (
	pointsThreshold = 60
	pointsTarget    = 100
	pointsStretch   = 120
)

// States of a score.
const (
	Exceeded = "exceeded" // at the stretch
	Reached  = "reached"  // at the target
	Near     = "near"     // between threshold and target
	Missed   = "missed"   // below the threshold
	Unknown  = "unknown"  // no value, or no target yet
)

// score is what a value is worth, linear between threshold, target and stretch.
func (m *Measure) score(t *Target, value float64) float64 {
	turn := m.turn()
	v, threshold, target, stretch := turn*value, turn*t.Threshold, turn*t.Target, turn*t.Stretch
	switch {
	case v < threshold:
		return 0
	case v < target:
		return pointsThreshold + (pointsTarget-pointsThreshold)*(v-threshold)/(target-threshold)
	case stretch <= target:
		return pointsTarget
	case v < stretch:
		return pointsTarget + (pointsStretch-pointsTarget)*(v-target)/(stretch-target)
	}
	return pointsStretch
}

func stateOf(score *float64) string {
	switch {
	case score == nil:
		return Unknown
	case *score >= pointsStretch:
		return Exceeded
	case *score >= pointsTarget:
		return Reached
	case *score >= pointsThreshold:
		return Near
	}
	return Missed
}

// shown is the value as people read it, so that what is judged is what is seen.
func shown(value float64, unit string) float64 {
	digits := 1.0
	switch unit {
	case metric.UnitPercent:
		if value >= 99 && value < 100 {
			digits = 2
		}
	case metric.UnitSeconds, metric.UnitCount:
		digits = 0
	case metric.UnitRatio:
		digits = 2
	}
	by := math.Pow(10, digits)
	return math.Round(value*by) / by
}

// mean is the weighted mean of the scores that are known; nil: none is.
type mean struct{ sum, weight float64 }

func (m *mean) add(score *float64, weight float64) {
	if score != nil {
		m.sum, m.weight = m.sum+weight**score, m.weight+weight
	}
}

func (m *mean) value() *float64 {
	if m.weight == 0 {
		return nil
	}
	v := math.Round(10*m.sum/m.weight) / 10
	return &v
}
