package strategy

import (
	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/metric"
)

// Judge is what a value is worth and how it is called.
func Judge(m Measure, value float64, unit, day string) (score float64, state string) {
	v := m.score(m.on(day), metric.Shown(value, unit))
	return v, scoring.StateOf(&v)
}

// Carried reports whether an action is looked at again in a review of an instant.
func Carried(a KeptAction, takenMs int64) bool { return a.carriedTo(takenMs) }
