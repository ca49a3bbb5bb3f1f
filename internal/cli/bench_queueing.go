package cli

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/lingting/lingting/calc/queueing"
)

// queueingTime is how long Erlang A takes for so many agents.
type queueingTime struct {
	Agents   int     `json:"agents"`
	Measures float64 `json:"measures_us"` // microseconds
	Inverse  float64 `json:"inverse_us"`
}

// benchQueueing times Erlang A at 97 % load and the fewest agents for 80 % in
// 20 seconds, on one core.
func (e *Env) benchQueueing(asJSON bool) error {
	if !asJSON {
		fmt.Fprintf(e.Out, "%8s %14s %14s\n", "agents", "measures µs", "inverse µs")
	}
	var all []queueingTime
	for _, n := range []int{10, 100, 1000, 10_000} {
		l := queueing.Load{Rate: 0.97 * float64(n) / 180, Handle: 180, Patience: queueing.Exponential{MeanTime: 120}}
		t := queueingTime{Agents: n}
		var err error
		if t.Measures, err = microseconds(func() error {
			m, err := queueing.ErlangA(l, n)
			if err == nil {
				m.Level(queueing.LevelOffered, 20, 5)
			}
			return err
		}); err != nil {
			return err
		}
		if t.Inverse, err = microseconds(func() error {
			_, err := queueing.Required(queueing.ModelA, l, queueing.Targets{Level: 0.8, Threshold: 20})
			return err
		}); err != nil {
			return err
		}
		all = append(all, t)
		if !asJSON {
			fmt.Fprintf(e.Out, "%8d %14.1f %14.1f\n", t.Agents, t.Measures, t.Inverse)
		}
	}
	if asJSON {
		return json.NewEncoder(e.Out).Encode(all)
	}
	return nil
}

// microseconds is how long work takes on average, over a quarter of a second.
func microseconds(work func() error) (float64, error) {
	began, times := time.Now(), 0
	for time.Since(began) < 250*time.Millisecond {
		if err := work(); err != nil {
			return 0, err
		}
		times++
	}
	return float64(time.Since(began).Microseconds()) / float64(times), nil
}
