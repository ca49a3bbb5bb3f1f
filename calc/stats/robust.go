package stats

import (
	"math"
	"slices"
)

// consistent makes the median of absolute deviations of a normal sample its
// standard deviation.
const consistent = 1.4826

// Median of values, NaN of none. It leaves them in their order.
func Median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// Spread is the median of absolute deviations from a centre, as a standard
// deviation; one value far away does not move it.
func Spread(values []float64, centre float64) float64 {
	off := make([]float64, len(values))
	for i, v := range values {
		off[i] = math.Abs(v - centre)
	}
	return consistent * Median(off)
}

// RobustZ is how many spreads a value lies from the median of others. A spread
// less than least counts as least: of few values it may be nothing.
func RobustZ(value float64, others []float64, least float64) float64 {
	centre := Median(others)
	return (value - centre) / max(Spread(others, centre), least)
}
