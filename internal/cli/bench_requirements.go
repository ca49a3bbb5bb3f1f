package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"time"

	"github.com/lingting/lingting/calc/staffing"
)

// requirementTime is how long four weeks took.
type requirementTime struct {
	Days     int     `json:"days"`
	Queues   int     `json:"queues"`
	Groups   int     `json:"groups"`
	Cores    int     `json:"cores"`
	Seconds  float64 `json:"seconds"`
	Contacts float64 `json:"contacts_simulated"`
	Saving   float64 `json:"saving_share"`
	Missed   int     `json:"targets_missed"`
}

// usualEffort is that of 'lingting staffing require' unless told otherwise; of
// many days each takes 1.
const usualEffort = 4

// requirementQuality is a centre searched for shortly and for long.
type requirementQuality struct {
	Model   string         `json:"model"`
	Cost    float64        `json:"cost"`
	Seconds float64        `json:"seconds"`
	Best    float64        `json:"long_search_cost"` // the cheaper of both
	Long    float64        `json:"long_search_seconds"`
	Ratio   float64        `json:"ratio"`
	Saving  float64        `json:"saving_share"`
	Check   staffing.Check `json:"check"` // of the short search's, with another seed
}

// benchRequirements times requirements of four weeks of ten queues that share
// agents, and holds the search against one that is longer times as long on made-up
// centres; 0 leaves that out.
func (e *Env) benchRequirements(ctx context.Context, asJSON bool, centres, longer int) error {
	cores := runtime.GOMAXPROCS(0)
	o := staffing.Options{Seed: 1, Workers: cores, Probability: 0.8, Separate: true}
	month := staffing.Month(1)
	began := time.Now()
	days, err := staffing.Days(ctx, month, o)
	if err != nil {
		return err
	}
	speed := requirementTime{Days: len(days), Queues: len(month[0].Types), Groups: len(month[0].Groups), Cores: cores, Seconds: time.Since(began).Seconds()}
	cost, apart := 0.0, 0.0
	for _, d := range days {
		speed.Contacts += d.Contacts
		speed.Missed += len(d.Missed)
		cost += d.Cost
		apart += d.Separate.Cost
	}
	speed.Saving = 1 - cost/apart
	if !asJSON {
		fmt.Fprintf(e.Out, "%d days, %d queues, %d groups at 30 minutes, %d cores: %.1f s, %.0f million contacts simulated, saving against separate queues %.1f %%, %d targets missed\n",
			speed.Days, speed.Queues, speed.Groups, cores, speed.Seconds, speed.Contacts/1e6, 100*speed.Saving, speed.Missed)
		if centres > 0 {
			fmt.Fprintf(e.Out, "\n%-32s %9s %7s %9s %8s %7s %8s %7s %7s %9s\n", "centre", "cost", "s", "long", "s", "ratio", "saving", "targets", "short", "by")
		}
	}
	var quality []requirementQuality
	for seed := range uint64(centres) {
		m := staffing.MadeUp(seed + 1)
		q := requirementQuality{Model: m.Name}
		began := time.Now()
		usual := o
		usual.Effort = usualEffort
		short, err := staffing.Require(ctx, m, usual)
		if err != nil {
			return err
		}
		q.Cost, q.Best, q.Seconds, q.Ratio, q.Saving = short.Cost, short.Cost, time.Since(began).Seconds(), 1, short.Separate.Share
		check := o
		check.Seed = 1000 + seed
		if q.Check, err = staffing.Verify(ctx, m, short, check, 150, 40); err != nil {
			return err
		}
		if longer > 1 {
			more := o
			more.Effort, more.Separate, more.Seed = usualEffort*longer, false, 2
			began = time.Now()
			long, err := staffing.Require(ctx, m, more)
			if err != nil {
				return err
			}
			q.Long, q.Best = time.Since(began).Seconds(), min(q.Cost, long.Cost)
			q.Ratio = q.Cost / q.Best
		}
		quality = append(quality, q)
		if !asJSON {
			fmt.Fprintf(e.Out, "%-32s %9.2f %7.1f %9.2f %8.1f %7.4f %7.1f%% %7d %7d %9.4f\n", q.Model, q.Cost, q.Seconds, q.Best, q.Long, q.Ratio, 100*q.Saving, q.Check.Cells, q.Check.Short, q.Check.Farthest)
		}
	}
	if asJSON {
		return json.NewEncoder(e.Out).Encode(map[string]any{"speed": speed, "quality": quality})
	}
	return nil
}
