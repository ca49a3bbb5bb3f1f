package series

import (
	"errors"
	"fmt"
	"math"

	"github.com/lingting/lingting/internal/kit/civil"
)

// Series is counts by day and slot. A slot nobody knows is NaN; a slot in
// which nothing came is 0.
type Series struct {
	First  civil.Date
	Slots  int       // slots of a day
	Values []float64 // days × Slots, day after day
}

// errShape says that values do not make whole days.
var errShape = errors.New("series: the values do not make whole days")

// New makes a series of days × slots values.
func New(first civil.Date, slots int, values []float64) (Series, error) {
	if slots < 1 || len(values)%slots != 0 {
		return Series{}, errShape
	}
	for i, v := range values {
		if math.IsInf(v, 0) || v < 0 {
			return Series{}, fmt.Errorf("series: %s slot %d holds %g; counts are 0 or more", first.Add(i/slots), i%slots, v)
		}
	}
	return Series{First: first, Slots: slots, Values: values}, nil
}

// Days is the number of days.
func (s Series) Days() int { return len(s.Values) / max(s.Slots, 1) }

// Day is the slots of day d, 0 the first; a view, not a copy.
func (s Series) Day(d int) []float64 { return s.Values[d*s.Slots : (d+1)*s.Slots] }

// Until is the first n days; a view, not a copy.
func (s Series) Until(n int) Series {
	return Series{First: s.First, Slots: s.Slots, Values: s.Values[: n*s.Slots : n*s.Slots]}
}

// Total is the sum of day d; NaN when no slot of it is known.
func (s Series) Total(d int) float64 {
	sum, known := 0.0, false
	for _, v := range s.Day(d) {
		if !math.IsNaN(v) {
			sum, known = sum+v, true
		}
	}
	if !known {
		return math.NaN()
	}
	return sum
}
