package series

import (
	"cmp"
	"math"
	"slices"
)

// logTotal is the log of a count; nothing counts as half.
func logTotal(v float64) float64 { return math.Log(max(v, 0.5)) }

// median is NaN of nothing.
func median(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	y := slices.Clone(x)
	slices.Sort(y)
	if k := len(y) / 2; len(y)%2 == 0 {
		return (y[k-1] + y[k]) / 2
	}
	return y[len(y)/2]
}

// quantile is the value below which the share p of x lies; x is sorted by it.
func quantile(x []float64, p float64) float64 {
	slices.Sort(x)
	at := p * float64(len(x)-1)
	i := int(at)
	if i+1 >= len(x) {
		return x[len(x)-1]
	}
	return x[i] + (at-float64(i))*(x[i+1]-x[i])
}

// weighed is a value that counts for more or less.
type weighed struct{ value, worth float64 }

// weighedQuantile is the value below which the share p of the worth lies; x is
// sorted by it.
func weighedQuantile(x []weighed, p float64) float64 {
	slices.SortFunc(x, func(a, b weighed) int { return cmp.Compare(a.value, b.value) })
	all := 0.0
	for _, v := range x {
		all += v.worth
	}
	sum := 0.0
	for _, v := range x {
		if sum += v.worth; sum >= p*all {
			return v.value
		}
	}
	return x[len(x)-1].value
}
