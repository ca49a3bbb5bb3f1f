package calibration

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// outcome is what became of contacts of a queue on a simulated day, or a mean of that.
type outcome struct {
	offered, answered, within, wait  float64
	gone, goneWithin, short, handled float64
}

func (o *outcome) add(b outcome, factor float64) {
	o.offered += factor * b.offered
	o.answered += factor * b.answered
	o.within += factor * b.within
	o.wait += factor * b.wait
	o.gone += factor * b.gone
	o.goneWithin += factor * b.goneWithin
	o.short += factor * b.short
	o.handled += factor * b.handled
}

// level is numerator and denominator of a service level, as the catalogue has
// them. left is the share of those gone that left for something else and did not give up.
func (o outcome) level(variant string, left float64) (num, den float64) {
	gaveUp := o.gone * (1 - left)
	early, short := o.goneWithin*(1-left), o.short*(1-left)
	ended := o.answered + gaveUp
	switch variant {
	case "sl-ans":
		return o.within, o.answered
	case "sl-neg":
		return o.within, ended
	case "sl-pos":
		return o.within + early, ended
	case "sl-ign":
		return o.within, ended - early
	case "sl-shc":
		return o.within + short, ended
	case "sl-shx":
		return o.within, ended - short
	case "sl-flo":
		return o.within, o.answered + o.gone
	case "sl-nob":
		return o.within, o.answered + o.gone - short
	case "sl-rem":
		return o.within + o.goneWithin, o.offered
	}
	return o.within, o.offered // sl-off, sl-evt by day, and sl-pen, where nobody is left waiting
}

// shown is replications as one side, with the half-width of the mean's interval
// and the spread of one day, in points.
func shown(runs []outcome, variant string, left float64) (s Side, half, spread *float64) {
	var mean outcome
	n := float64(len(runs))
	for _, r := range runs {
		mean.add(r, 1/n)
	}
	s = Side{Offered: round(mean.offered, 100), Answered: round(mean.answered, 100), Gone: round(mean.gone, 100)}
	num, den := mean.level(variant, left)
	s.Num, s.Den = round(num, 1e6), round(den, 1e6)
	s.Level = percent(num, den)
	if mean.answered > 0 {
		v := round(mean.wait/mean.answered, 100)
		s.ASA = &v
	}
	if den > 0 && len(runs) > 1 {
		squares := 0.0
		for _, r := range runs {
			a, b := r.level(variant, left)
			d := (a - num/den*b) / den
			squares += d * d
		}
		sd := 100 * math.Sqrt(squares/(n-1))
		h := round(sd/math.Sqrt(n)*distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975), 100)
		sd = round(sd, 100)
		half, spread = &h, &sd
	}
	return s, half, spread
}

// summarise takes days of one queue, or of several.
func summarise(days []Figures) (s Summary) {
	var actual, simulated Side
	weight, absolute := 0.0, 0.0
	for i := range days {
		d := &days[i]
		if d.Deviation == nil {
			continue
		}
		s.Days++
		off := math.Abs(*d.Deviation)
		switch {
		case off <= BoundPoints:
			s.Within++
		case d.chance():
			s.Chance++
		}
		weight += d.Actual.Offered
		absolute += off * d.Actual.Offered
		actual.Num, actual.Den = actual.Num+d.Actual.Num, actual.Den+d.Actual.Den
		simulated.Num, simulated.Den = simulated.Num+d.Simulated.Num, simulated.Den+d.Simulated.Den
	}
	s.Actual, s.Simulated = percent(actual.Num, actual.Den), percent(simulated.Num, simulated.Den)
	if s.Actual != nil && s.Simulated != nil {
		v := round(*s.Simulated-*s.Actual, 100)
		s.Deviation = &v
	}
	if weight > 0 {
		v := round(absolute/weight, 100)
		s.Absolute = &v
	}
	return s
}

// chance says that a deviation is not further than chance moves nineteen of twenty
// such days.
func (s *Sides) chance() bool {
	return s.Deviation != nil && s.Spread != nil && math.Abs(*s.Deviation) <= 1.96**s.Spread
}
