package series

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
)

// Evaluation says how to try a series: at origins a number of days apart, from
// a number of days of history on, for each horizon.
type Evaluation struct {
	Options
	TrainDays int
	EveryDays int
	Horizons  []int // days, each from the origin on
	Over      []int // slots of a day that are over when its rest is forecast anew (Continue); may be empty
	Minutes   int   // length of a slot, for Over
}

// Result is what came of an evaluation.
type Result struct {
	Origins  int
	Accuracy map[string][]Accuracy // by model; one for each horizon
	Elapsed  time.Duration
	Origin   []Origin
	Rest     []Rest // for each of Over
}

// Rest is how well the rest of a day was forecast, for days up to a week after
// the origin: as it was said at the origin, and as it is once a part of the
// day is over.
type Rest struct {
	Over   int // slots
	Before Accuracy
	After  Accuracy
	Totals [3]int // days whose total lay inside the band of each level, after
	Of     int    // days
}

// Origin is one forecast of an evaluation.
type Origin struct {
	First    civil.Date // the first day that was forecast
	Forecast *Forecast
}

// Evaluate forecasts the series again and again as if later days were not
// known, and scores what was forecast. A day of the future is known to be
// closed when the calendar says so, and, as a centre knows its own days, when
// the series has nothing on it. A day that is to be left out proves nothing and
// is not scored. now is asked for the time spent; progress (may
// be nil) hears the share that is done.
func Evaluate(ctx context.Context, s Series, e Evaluation, now func() time.Time, progress func(float64)) (*Result, error) {
	longest := 0
	for _, h := range e.Horizons {
		longest = max(longest, h)
	}
	if e.TrainDays < shortest || e.EveryDays < 1 || longest < 1 {
		return nil, fmt.Errorf("series: an evaluation needs %d days of history, origins a day or more apart and a horizon of a day or more", shortest)
	}
	if s.Days() <= e.TrainDays {
		return nil, fmt.Errorf("series: %d days of history leave nothing to forecast of the %d days there are", e.TrainDays, s.Days())
	}
	e.Calendar = withClosedDays(s, e.Calendar, e.Treatments)
	out := &Result{Accuracy: map[string][]Accuracy{}, Rest: make([]Rest, len(e.Over))}
	for _, name := range Names() {
		out.Accuracy[name] = make([]Accuracy, len(e.Horizons))
	}
	for o := e.TrainDays; o < s.Days(); o += e.EveryDays {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if progress != nil {
			progress(float64(o-e.TrainDays) / float64(s.Days()-e.TrainDays))
		}
		history := s.Until(o)
		began := now()
		m, err := Fit(history, e.Options)
		if err != nil {
			return nil, fmt.Errorf("origin %s: %w", s.First.Add(o), err)
		}
		n := min(longest, s.Days()-o)
		f := m.Forecast(n)
		out.Elapsed += now().Sub(began)
		out.Origins++
		out.Origin = append(out.Origin, Origin{First: s.First.Add(o), Forecast: f})
		naive := naiveError(history)
		for i, day := range f.Days {
			if e.Treatments[day.Date] == TreatLeaveOut {
				continue
			}
			actual := s.Day(o + i)
			if i < 7 {
				out.score(e, day, actual, naive)
			}
			for h, length := range e.Horizons {
				if i >= length {
					continue
				}
				out.Accuracy[NameEnsemble][h].score(day.Slots, actual, day.Spread, naive)
				for name, slots := range day.Models {
					out.Accuracy[name][h].score(slots, actual, nil, naive)
				}
			}
		}
	}
	return out, nil
}

// score forecasts the rest of a day anew.
func (r *Result) score(e Evaluation, day Day, actual []float64, naive float64) {
	for i, over := range e.Over {
		if day.Closed || over >= len(actual) {
			continue
		}
		rest := &r.Rest[i]
		rest.Over = over
		now := Continue(Expected{Slots: day.Slots, Bands: day.Bands, Spread: day.Spread, Minutes: e.Minutes}, actual[:over])
		rest.Before.score(day.Slots[over:], actual[over:], day.Spread[over:], naive)
		rest.After.score(now.Slots[over:], actual[over:], now.Spread[over:], naive)
		total := 0.0
		for k, v := range actual {
			if k < over && math.IsNaN(v) {
				v = day.Slots[k]
			}
			total += v
		}
		if math.IsNaN(total) {
			continue
		}
		rest.Of++
		for l, b := range now.Bands {
			if total >= b.Low && total <= b.High {
				rest.Totals[l]++
			}
		}
	}
}

// withClosedDays adds usual days of which the series has nothing.
func withClosedDays(s Series, calendar Calendar, treat map[civil.Date]Treatment) Calendar {
	totals, _ := prepare(s, calendar, treat)
	w := weekOf(s.First, totals, treat)
	out := Calendar{}
	for d, f := range calendar {
		out[d] = f
	}
	for i := range totals {
		d := s.First.Add(i)
		if treat[d] != TreatLeaveOut && w.open[d.SinceMonday()] && !(s.Total(i) > 0) && !(totals[i] >= 0) {
			f := out[d]
			f.Closed = true
			out[d] = f
		}
	}
	return out
}
