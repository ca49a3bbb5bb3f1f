package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
)

// forecastSize is how much is forecast at once.
type forecastSize struct {
	Queues int `json:"queues"`
	Days   int `json:"days"`
}

var forecastSizes = []forecastSize{{1, 180}, {1, 365}, {1, 730}, {50, 365}, {200, 365}}

// forecastTime is how long it took.
type forecastTime struct {
	forecastSize
	Seconds  float64 `json:"seconds"`
	PerQueue float64 `json:"core_seconds_per_queue"`
}

// benchForecast times learning from days of half-hours and forecasting four
// weeks of them, on all cores.
func (e *Env) benchForecast(ctx context.Context, asJSON bool) error {
	if !asJSON {
		fmt.Fprintf(e.Out, "%8s %6s %10s %16s\n", "queues", "days", "seconds", "core s a queue")
	}
	cores := runtime.GOMAXPROCS(0)
	var all []forecastTime
	for _, size := range forecastSizes {
		began := time.Now()
		work, inner := errgroup.WithContext(ctx)
		work.SetLimit(cores)
		for q := range size.Queues {
			work.Go(func() error {
				if err := inner.Err(); err != nil {
					return err
				}
				m, err := series.Fit(halfHours(uint64(q), size.Days), series.Options{})
				if err != nil {
					return err
				}
				m.Forecast(28)
				return nil
			})
		}
		if err := work.Wait(); err != nil {
			return err
		}
		t := forecastTime{size, time.Since(began).Seconds(), 0}
		t.PerQueue = t.Seconds * float64(min(cores, size.Queues)) / float64(size.Queues)
		all = append(all, t)
		if !asJSON {
			fmt.Fprintf(e.Out, "%8d %6d %10.2f %16.3f\n", t.Queues, t.Days, t.Seconds, t.PerQueue)
		}
	}
	if asJSON {
		return json.NewEncoder(e.Out).Encode(all)
	}
	return nil
}

// halfHours is a made-up queue: weekdays, a day's course, weeks that wander.
func halfHours(seed uint64, days int) series.Series {
	random := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // counts to measure on, the same every time
	const slots = 48
	values := make([]float64, 0, days*slots)
	wander := 0.0
	for d := range days {
		wander = 0.9*wander + 0.05*random.NormFloat64()
		total := (300 + 20*float64(seed%40)) * []float64{1.2, 1.1, 1, 1, 1, 0.5, 0.4}[d%7] * math.Exp(wander)
		for k := range slots {
			rate := total * math.Exp(-math.Pow((float64(k)-24)/9, 2)) / 15.9
			values = append(values, distuv.Poisson{Lambda: max(rate, 1e-9), Src: random}.Rand())
		}
	}
	s, err := series.New(civil.Of(2025, time.January, 6), slots, values)
	if err != nil {
		panic(err) // the values are whole days
	}
	return s
}
