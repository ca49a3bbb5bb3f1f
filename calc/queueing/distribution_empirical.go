package queueing

import (
	"math"
	"sort"
)

// Empirical is a law drawn through points of a survival curve, straight
// between them. After the last point it ends at the rate Tail.
type Empirical struct {
	at, survival []float64 // survival[0] < 1 at 0: some never wait
	area         []float64 // integral of the survival up to each point
	tail         float64
}

// NewEmpirical takes points of a survival curve: times rising from 0, shares
// falling from at most 1, and the rate a second of ending after the last
// point, which only matters when some last longer.
func NewEmpirical(at, survival []float64, tail float64) (*Empirical, error) {
	if len(at) < 2 || len(at) != len(survival) {
		return nil, wrong("points", "%d times and %d shares; as many of each, two at least, are needed", len(at), len(survival))
	}
	d := &Empirical{at: at, survival: survival, area: make([]float64, len(at)), tail: tail}
	for i := range at {
		switch {
		case !finite(at[i]) || i == 0 && at[i] != 0 || i > 0 && !(at[i] > at[i-1]):
			return nil, wrong("points", "time %g at place %d; times rising from 0 are needed", at[i], i+1)
		case !(survival[i] >= 0 && survival[i] <= 1) || i > 0 && survival[i] > survival[i-1]:
			return nil, wrong("points", "share %g at place %d; falling shares from 1 to 0 are needed", survival[i], i+1)
		case i > 0:
			d.area[i] = d.area[i-1] + (at[i]-at[i-1])*(survival[i]+survival[i-1])/2
		}
	}
	if survival[len(at)-1] > 0 {
		if err := positive("tail", tail, 1e9, "a second"); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// Name is empirical.
func (*Empirical) Name() string { return "empirical" }

// Mean is the mean.
func (d *Empirical) Mean() float64 { return d.Between(0, math.Inf(1)) }

// place is the last point at or before x.
func (d *Empirical) place(x float64) int {
	return max(sort.Search(len(d.at), func(i int) bool { return d.at[i] > x })-1, 0)
}

// Survival is the share above x.
func (d *Empirical) Survival(x float64) float64 {
	i := d.place(max(x, 0))
	if i == len(d.at)-1 {
		if d.survival[i] == 0 {
			return 0
		}
		return d.survival[i] * math.Exp(-d.tail*(x-d.at[i]))
	}
	return d.survival[i] + (d.survival[i+1]-d.survival[i])*(max(x, 0)-d.at[i])/(d.at[i+1]-d.at[i])
}

// CDF is the share up to x.
func (d *Empirical) CDF(x float64) float64 { return 1 - d.Survival(x) }

// Quantile is the time below which the share p lies.
func (d *Empirical) Quantile(p float64) float64 {
	left := 1 - p
	i := sort.Search(len(d.at), func(i int) bool { return d.survival[i] <= left })
	switch last := len(d.at) - 1; {
	case i == 0:
		return 0
	case i > last && left <= 0:
		return math.Inf(1)
	case i > last:
		return d.at[last] + math.Log(d.survival[last]/left)/d.tail
	}
	return d.at[i-1] + (d.at[i]-d.at[i-1])*(d.survival[i-1]-left)/(d.survival[i-1]-d.survival[i])
}

// until is the integral of Survival from 0 to x.
func (d *Empirical) until(x float64) float64 {
	i := d.place(x)
	if i == len(d.at)-1 {
		if d.survival[i] == 0 {
			return d.area[i]
		}
		return d.area[i] - d.survival[i]*math.Expm1(-d.tail*(x-d.at[i]))/d.tail
	}
	return d.area[i] + (x-d.at[i])*(d.survival[i]+d.Survival(x))/2
}

// Between is the integral of Survival from a to b.
func (d *Empirical) Between(a, b float64) float64 { return d.until(b) - d.until(a) }

// Hazard is the rate of ending at x.
func (d *Empirical) Hazard(x float64) float64 {
	i := d.place(max(x, 0))
	if i == len(d.at)-1 {
		return d.tail
	}
	return (d.survival[i] - d.survival[i+1]) / (d.at[i+1] - d.at[i]) / max(d.Survival(x), 1e-12)
}

func (d *Empirical) check(field string) error {
	if d == nil || len(d.at) < 2 {
		return wrong(field, "an empirical law without points; make it with NewEmpirical")
	}
	return nil
}

func (d *Empirical) bends() []float64 {
	out := append([]float64(nil), d.at[1:]...)
	if last := len(d.at) - 1; d.survival[last] > 0 {
		for f := 0.25; f <= 32; f *= 2 {
			out = append(out, d.at[last]+f/d.tail)
		}
	}
	return out
}
