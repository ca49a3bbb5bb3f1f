package cli

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/solve"
)

// rosterTime is what a roster of a made-up centre came to.
type rosterTime struct {
	Agents    int     `json:"agents"`
	Cores     int     `json:"cores"`
	Seconds   float64 `json:"seconds"`
	Cost      float64 `json:"cost"`       // all, with pauses and activities placed
	Shortfall float64 `json:"shortfall"`  // weighted: of people missing
	Cover     float64 `json:"cover_cost"` // and too many
	Moves     float64 `json:"moves_a_second"`
	MemoryMB  float64 `json:"memory_mb"`
	Broken    int     `json:"hard_violations"`
	// Of a search Longer times as long, and how much more this one's is, in per cent.
	Longer        int     `json:"longer,omitempty"`
	LongCost      float64 `json:"long_cost,omitempty"`
	LongShortfall float64 `json:"long_shortfall,omitempty"`
	More          float64 `json:"shortfall_more_percent,omitempty"`
	CostMore      float64 `json:"cost_more_percent,omitempty"`
}

// rosterSizes are agents and seconds.
var rosterSizes = []struct{ agents, seconds int }{{125, 15}, {250, 30}, {500, 60}, {2000, 300}}

// benchRosters makes rosters of made-up contact centres: four weeks by half-hours,
// three skills, pauses; longer than 1: each also that many times as long. only: one
// size alone, 0: all.
func (e *Env) benchRosters(ctx context.Context, asJSON bool, longer, only int) error {
	if !asJSON {
		fmt.Fprintf(e.Out, "%7s %6s %7s %9s %10s %9s %8s %6s %7s %10s %10s %7s %7s\n", "agents", "cores", "s", "cost", "shortfall", "cover", "moves/s", "MB", "broken", "long cost", "shortfall", "more %", "cost %")
	}
	var all []rosterTime
	for _, size := range rosterSizes {
		if only > 0 && size.agents != only {
			continue
		}
		p := roster.MadeUpCentre(size.agents, 1)
		r := rosterTime{Agents: size.agents, Cores: runtime.GOMAXPROCS(0)}
		began := time.Now()
		made, err := rosterIn(ctx, p, time.Duration(size.seconds)*time.Second)
		if err != nil {
			return err
		}
		r.Seconds = time.Since(began).Seconds()
		cost := made.Placed.Cost
		r.Cost, r.Shortfall, r.Cover = cost.Total, cost.Under, cost.Under+cost.Over
		r.Broken, r.Moves = len(made.Placed.Violations), float64(made.Iterations)/r.Seconds
		r.MemoryMB = peakMemoryMB()
		if longer > 1 {
			long, err := rosterIn(ctx, p, time.Duration(size.seconds*longer)*time.Second)
			if err != nil {
				return err
			}
			cost := long.Placed.Cost
			r.Longer, r.LongCost, r.LongShortfall = longer, cost.Total, cost.Under
			r.More, r.CostMore = 100*(r.Shortfall/max(cost.Under, 1)-1), 100*(r.Cost/max(cost.Total, 1)-1)
		}
		all = append(all, r)
		if !asJSON {
			fmt.Fprintf(e.Out, "%7d %6d %7.1f %9.0f %10.0f %9.0f %8.0f %6.0f %7d %10.0f %10.0f %7.2f %7.2f\n", r.Agents, r.Cores, r.Seconds, r.Cost, r.Shortfall, r.Cover, r.Moves, r.MemoryMB, r.Broken, r.LongCost, r.LongShortfall, r.More, r.CostMore)
		}
	}
	if asJSON {
		return e.printJSON(all)
	}
	return nil
}

// rosterIn makes a roster in a time.
func rosterIn(ctx context.Context, p *roster.Problem, limit time.Duration) (*solve.Planned, error) {
	began := time.Now()
	limit -= min(limit/50, 2*time.Second) // for placing and checking
	return solve.Plan(ctx, p, solve.Options{Seed: 1, Workers: runtime.GOMAXPROCS(0), Spent: func() float64 { return time.Since(began).Seconds() / limit.Seconds() }})
}
