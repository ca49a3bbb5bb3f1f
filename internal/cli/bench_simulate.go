package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"time"

	"github.com/lingting/lingting/calc/sim"
)

// simulateTime is how fast a centre is simulated.
type simulateTime struct {
	Model   string  `json:"model"`
	OneCore float64 `json:"contacts_per_second_one_core"`
	Cores   int     `json:"cores"`
	All     float64 `json:"contacts_per_second_all_cores"`
}

// benchSimulate times the simulator on one type and group of 10 to 10,000
// agents, and on 20 types, 15 groups and 300 agents: the best of five.
func (e *Env) benchSimulate(ctx context.Context, asJSON bool) error {
	models := []*sim.Model{}
	for _, agents := range []int{10, 100, 1000, 10_000} {
		models = append(models, sim.SingleSkill(agents))
	}
	models = append(models, sim.MultiSkill(20, 15, 300))
	cores := runtime.GOMAXPROCS(0)
	if !asJSON {
		fmt.Fprintf(e.Out, "%34s %22s %22s\n", "model", "million contacts/s, 1", fmt.Sprintf("%d cores", cores))
	}
	var all []simulateTime
	for _, m := range models {
		program, err := sim.Compile(m)
		if err != nil {
			return err
		}
		rate := func(workers int) (float64, error) {
			best := 0.0
			for seed := range uint64(5) {
				began := time.Now()
				r, err := sim.Run(ctx, program, sim.Options{Seed: seed, Replications: 2 * workers, Workers: workers})
				if err != nil {
					return 0, err
				}
				best = max(best, r.Contacts/time.Since(began).Seconds())
			}
			return best, nil
		}
		x := simulateTime{Model: m.Name, Cores: cores}
		if x.OneCore, err = rate(1); err != nil {
			return err
		}
		if x.All, err = rate(cores); err != nil {
			return err
		}
		all = append(all, x)
		if !asJSON {
			fmt.Fprintf(e.Out, "%34s %22.2f %22.2f\n", x.Model, x.OneCore/1e6, x.All/1e6)
		}
	}
	if asJSON {
		return json.NewEncoder(e.Out).Encode(all)
	}
	return nil
}
