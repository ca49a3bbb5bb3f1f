package metric

import "math"

// Shown is a value as people read it, so that what is judged is what is seen.
func Shown(value float64, unit string) float64 {
	digits := 1.0
	switch unit {
	case UnitPercent:
		if value >= 99 && value < 100 {
			digits = 2
		}
	case UnitSeconds, UnitCount:
		digits = 0
	case UnitRatio:
		digits = 2
	}
	by := math.Pow(10, digits)
	return math.Round(value*by) / by
}
