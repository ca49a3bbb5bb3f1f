package series

import (
	"context"
	"fmt"
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
}

// Result is what came of an evaluation.
type Result struct {
	Origins  int
	Accuracy map[string][]Accuracy // by model; one for each horizon
	Elapsed  time.Duration
	Origin   []Origin
}

// Origin is one forecast of an evaluation.
type Origin struct {
	First    civil.Date // the first day that was forecast
	Forecast *Forecast
}

// Evaluate forecasts the series again and again as if later days were not
// known, and scores what was forecast. A day of the future is known to be
// closed when the calendar says so, and, as a centre knows its own days, when
// the series has nothing on it. now is asked for the time spent; progress (may
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
	e.Calendar = withClosedDays(s, e.Calendar)
	out := &Result{Accuracy: map[string][]Accuracy{}}
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
			actual := s.Day(o + i)
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

// withClosedDays adds usual days of which the series has nothing.
func withClosedDays(s Series, calendar Calendar) Calendar {
	totals, _ := prepare(s, calendar, nil)
	w := weekOf(s.First, totals)
	out := Calendar{}
	for d, f := range calendar {
		out[d] = f
	}
	for i := range totals {
		d := s.First.Add(i)
		if w.open[d.SinceMonday()] && !(s.Total(i) > 0) && !(totals[i] >= 0) {
			f := out[d]
			f.Closed = true
			out[d] = f
		}
	}
	return out
}
