package series

import (
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
)

// meanWeeks is how many same weekdays a mean is made of.
const meanWeeks = 8

// means forecasts a day by earlier days of the same weekday: the last one
// (seasonal naive), or the mean of the last eight without the highest and the
// lowest. Such means are hard to beat weeks ahead (Taylor 2008).
type means struct {
	series Series
	totals []float64
	days   *days
	weeks  int
}

// day is the forecast of a day by what was known after the first `known` days.
func (m *means) day(d civil.Date, known int) []float64 {
	var like [][]float64
	for i := m.back(d, known); i >= 0 && len(like) < m.weeks; i -= 7 {
		if !math.IsNaN(m.totals[i]) {
			like = append(like, m.series.Day(i))
		}
	}
	out := make([]float64, m.series.Slots)
	column := make([]float64, 0, len(like))
	for k := range out {
		column = column[:0]
		for _, l := range like {
			if !math.IsNaN(l[k]) {
				column = append(column, l[k])
			}
		}
		out[k] = trimmed(column)
	}
	return out
}

// back is the last known day of d's weekday.
func (m *means) back(d civil.Date, known int) int {
	i := d.Sub(m.series.First)
	for i >= known {
		i -= 7
	}
	return i
}

// total is the forecast of a day's total.
func (m *means) total(d civil.Date, known int) float64 {
	var like []float64
	for i := m.back(d, known); i >= 0 && len(like) < m.weeks; i -= 7 {
		if !math.IsNaN(m.totals[i]) {
			like = append(like, m.totals[i])
		}
	}
	return trimmed(like)
}

// trimmed is the mean without the highest and lowest, from five values on; 0
// of nothing.
func trimmed(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	if len(x) >= 5 {
		x = slices.Clone(x)
		slices.Sort(x)
		x = x[1 : len(x)-1]
	}
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
