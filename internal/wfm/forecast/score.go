package forecast

import (
	"math"

	"github.com/lingting/lingting/calc/series"
)

// Score sums up how forecasts met what came. Shares, not per cent; a measure
// that cannot be computed is null.
type Score struct {
	Intervals  int      `json:"intervals" doc:"intervals that were scored"`
	Actual     float64  `json:"actual" doc:"Σ actual: contacts, contacts weighing handle time, or hours of workload"`
	WAPE       *float64 `json:"wape" doc:"Σ|forecast − actual| ÷ Σ actual, by interval"`
	Bias       *float64 `json:"bias" doc:"Σ(forecast − actual) ÷ Σ actual; above 0 too much was forecast"`
	DayWAPE    *float64 `json:"day_wape,omitempty" doc:"WAPE of the days' totals"`
	MASE       *float64 `json:"mase,omitempty" doc:"error as a multiple of taking the same slot of the week before the forecast"`
	Within     *float64 `json:"within_10_percent" doc:"share of intervals within 10 % of what came"`
	Coverage80 *float64 `json:"coverage_80,omitempty"`
	Coverage95 *float64 `json:"coverage_95,omitempty"`
	Pinball    *float64 `json:"pinball,omitempty" doc:"mean quantile loss of the ends of the 50, 80 and 95 % bands, in contacts: the smaller the better"`
}

// scoring adds up errors.
type scoring struct {
	intervals, within        int
	actual, absolute, signed float64
	dayActual, dayAbsolute   float64
	banded                   int
	inside                   [3]int
	pinball                  float64
	naive, naiveOwnError     float64
}

// slot takes in a slot; weight is what the error counts for: 1 for sums, the
// contacts for means.
func (s *scoring) slot(forecast, actual, weight float64) {
	e := forecast - actual
	s.intervals++
	s.actual += actual * weight
	s.absolute += math.Abs(e) * weight
	s.signed += e * weight
	if math.Abs(e) <= 0.1*actual {
		s.within++
	}
}

// band takes in whether what came was inside the bands.
func (s *scoring) band(actual float64, bands [3]series.Band) {
	s.banded++
	for l, b := range bands {
		if actual >= b.Low && actual <= b.High {
			s.inside[l]++
		}
	}
	s.pinball += series.Pinball(actual, bands) / float64(2*len(bands))
}

// beside takes in what the seasonal naive forecast would have said.
func (s *scoring) beside(naive, forecast, actual float64) {
	s.naive += math.Abs(naive - actual)
	s.naiveOwnError += math.Abs(forecast - actual)
}

func (s *scoring) day(forecast, actual float64) {
	s.dayActual += actual
	s.dayAbsolute += math.Abs(forecast - actual)
}

func (s *scoring) score() Score {
	out := Score{Intervals: s.intervals, Actual: rough(s.actual), WAPE: finite(s.absolute / s.actual), Bias: finite(s.signed / s.actual), Within: finite(float64(s.within) / float64(s.intervals))}
	if s.dayActual > 0 {
		out.DayWAPE = finite(s.dayAbsolute / s.dayActual)
	}
	if s.naive > 0 {
		out.MASE = finite(s.naiveOwnError / s.naive)
	}
	if s.banded > 0 {
		out.Coverage80, out.Coverage95 = finite(float64(s.inside[1])/float64(s.banded)), finite(float64(s.inside[2])/float64(s.banded))
		out.Pinball = finite(s.pinball / float64(s.banded))
	}
	return out
}
