package queueing

import (
	"cmp"
	"math"
	"slices"
)

// Waited is how long a contact waited, and how that ended. Who was answered
// had patience for longer: how much longer is not known.
type Waited struct {
	Seconds   float64
	Abandoned bool
}

// SurvivalPoint is a wait after which contacts gave up.
type SurvivalPoint struct {
	Seconds       float64
	Waiting       int     // contacts that had waited as long
	Abandoned     int     // that gave up then
	Survival      float64 // share whose patience is longer
	StandardError float64 // of Survival, by Greenwood
	Hazard        float64 // Abandoned / Waiting: share of the waiting that give up then
}

// Patience is what waits tell of patience.
type Patience struct {
	Contacts  int
	Abandoned int
	Mean      float64 // of exponential patience: total wait ÷ abandoned, seconds
	MeanError float64 // its standard error
	LogLikely float64 // of exponential patience
	Median    float64 // the first wait at which half would have given up; +Inf when not so many did
	Points    []SurvivalPoint
}

// EstimatePatience takes waits of answered and abandoned contacts. The curve is
// Kaplan & Meier's (1958): at each wait after which somebody gave up, the share
// of those still waiting that did not. Who is answered at the same second as
// another gives up counts as still waiting then. The exponential law of
// greatest likelihood stands beside it. Someone must have given up.
func EstimatePatience(waits []Waited) (Patience, error) {
	var out Patience
	total, abandoned := 0.0, 0
	for i, w := range waits {
		if !(w.Seconds >= 0 && w.Seconds <= longest) {
			return out, wrong("waits", "row %d: %g seconds; 0 or more are needed", i+1, w.Seconds)
		}
		total += w.Seconds
		if w.Abandoned {
			abandoned++
		}
	}
	out, err := PatienceOfSums(total, len(waits), abandoned)
	if err != nil {
		return out, err
	}
	out.curve(waits)
	return out, nil
}

// PatienceOfSums is the exponential law of greatest likelihood where only sums
// are known: the seconds all contacts waited, whatever ended it, and how many
// of them gave up. There is no curve.
func PatienceOfSums(waited float64, contacts, abandoned int) (Patience, error) {
	out := Patience{Contacts: contacts, Abandoned: abandoned}
	switch {
	case !(waited >= 0) || math.IsInf(waited, 0):
		return out, wrong("waits", "%g seconds in all; 0 or more are needed", waited)
	case abandoned <= 0:
		return out, wrong("waits", "nobody gave up in %d contacts: patience cannot be known from them", contacts)
	case abandoned > contacts:
		return out, wrong("waits", "%d gave up of %d contacts", abandoned, contacts)
	case waited == 0:
		return out, wrong("waits", "all waits are 0 seconds: patience cannot be known from them")
	}
	gone := float64(abandoned)
	out.Mean = waited / gone
	out.MeanError = out.Mean / math.Sqrt(gone)
	out.LogLikely = -gone * (math.Log(out.Mean) + 1)
	return out, nil
}

func (p *Patience) curve(waits []Waited) {
	sorted := slices.Clone(waits)
	slices.SortFunc(sorted, func(a, b Waited) int { return cmp.Compare(a.Seconds, b.Seconds) })
	survival, greenwood := 1.0, 0.0
	p.Median = math.Inf(1)
	for i := 0; i < len(sorted); {
		at, waiting, gone := sorted[i].Seconds, len(sorted)-i, 0
		for ; i < len(sorted) && sorted[i].Seconds == at; i++ {
			if sorted[i].Abandoned {
				gone++
			}
		}
		if gone == 0 {
			continue
		}
		d, r := float64(gone), float64(waiting)
		survival *= 1 - d/r
		spread := 0.0
		if gone < waiting { // of the last, with nobody left, nothing is known
			greenwood += d / (r * (r - d))
			spread = survival * math.Sqrt(greenwood)
		}
		p.Points = append(p.Points, SurvivalPoint{Seconds: at, Waiting: waiting, Abandoned: gone, Survival: survival, StandardError: spread, Hazard: d / r})
		if survival <= 0.5 && math.IsInf(p.Median, 1) {
			p.Median = at
		}
	}
}

// Exponential is the exponential law of greatest likelihood.
func (p Patience) Exponential() Exponential { return Exponential{MeanTime: p.Mean} }

// Empirical is the law of the curve, through at most so many of its points,
// evenly by share; after the last one patience ends at the exponential rate.
func (p Patience) Empirical(most int) (*Empirical, error) {
	most = max(most, 2)
	at, survival := []float64{0}, []float64{1}
	lowest := p.Points[len(p.Points)-1].Survival
	next := 1.0
	for i, x := range p.Points {
		if x.Seconds == 0 {
			survival[0] = x.Survival
			continue
		}
		if x.Survival <= next || i == len(p.Points)-1 {
			at, survival = append(at, x.Seconds), append(survival, x.Survival)
			next = x.Survival - (1-lowest)/float64(most)
		}
	}
	if len(at) == 1 { // all who gave up did so at once
		at, survival = append(at, p.Mean), append(survival, survival[0])
	}
	return NewEmpirical(at, survival, 1/p.Mean)
}
