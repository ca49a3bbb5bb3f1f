package cli

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/check"
	"github.com/lingting/lingting/calc/roster/solve"
)

// rosterTime is what a roster of a made-up centre came to.
type rosterTime struct {
	Agents   int     `json:"agents"`
	Cores    int     `json:"cores"`
	Seconds  float64 `json:"seconds"`
	Cost     float64 `json:"cost"`
	Cover    float64 `json:"cover_cost"` // of people missing and too many
	Moves    float64 `json:"moves_a_second"`
	MemoryMB float64 `json:"memory_mb"`
	Broken   int     `json:"hard_violations"`
	Long     float64 `json:"long_cost,omitempty"` // of a search Longer times as long
	Longer   int     `json:"longer,omitempty"`
	Ratio    float64 `json:"ratio,omitempty"`
}

// rosterSizes are agents and seconds.
var rosterSizes = []struct{ agents, seconds int }{{125, 15}, {250, 30}, {500, 60}}

// benchRosters makes rosters of made-up contact centres: four weeks by half-hours,
// three skills; longer than 1: each also that many times as long.
func (e *Env) benchRosters(ctx context.Context, asJSON bool, longer int) error {
	if !asJSON {
		fmt.Fprintf(e.Out, "%7s %6s %8s %10s %10s %9s %6s %7s %10s %7s\n", "agents", "cores", "s", "cost", "cover", "moves/s", "MB", "broken", "long", "ratio")
	}
	var all []rosterTime
	for _, size := range rosterSizes {
		p := roster.MadeUpCentre(size.agents, 1)
		r := rosterTime{Agents: size.agents, Cores: runtime.GOMAXPROCS(0)}
		began := time.Now()
		made, checked, err := rosterIn(ctx, p, time.Duration(size.seconds)*time.Second)
		if err != nil {
			return err
		}
		r.Seconds = time.Since(began).Seconds()
		r.Cost, r.Broken, r.Moves = checked.Cost.Total, len(checked.Violations), float64(made.Iterations)/r.Seconds
		r.Cover = checked.Cost.Under + checked.Cost.Over
		r.MemoryMB = peakMemoryMB()
		if longer > 1 {
			if _, checked, err = rosterIn(ctx, p, time.Duration(size.seconds*longer)*time.Second); err != nil {
				return err
			}
			r.Long, r.Longer = checked.Cost.Total, longer
			r.Ratio = r.Cost / min(r.Cost, r.Long)
		}
		all = append(all, r)
		if !asJSON {
			fmt.Fprintf(e.Out, "%7d %6d %8.1f %10.0f %10.0f %9.0f %6.0f %7d %10.0f %7.4f\n", r.Agents, r.Cores, r.Seconds, r.Cost, r.Cover, r.Moves, r.MemoryMB, r.Broken, r.Long, r.Ratio)
		}
	}
	if asJSON {
		return e.printJSON(all)
	}
	return nil
}

// rosterIn makes a roster in a time.
func rosterIn(ctx context.Context, p *roster.Problem, limit time.Duration) (*solve.Result, *check.Result, error) {
	began := time.Now()
	r, err := solve.Solve(ctx, p, solve.Options{Seed: 1, Workers: runtime.GOMAXPROCS(0), Spent: func() float64 { return time.Since(began).Seconds() / limit.Seconds() }})
	if err != nil {
		return nil, nil, err
	}
	checked, err := check.Check(p, r.Roster)
	return r, checked, err
}
