package demo

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/performance/target"
)

// targetMonths are how many months have targets, this one included.
const targetMonths = 3

// monthly are the targets of every month, of the whole centre and how far down
// they go.
var monthly = []struct {
	metric  string
	seconds int
	points  scoring.Points
	to      string
	levels  []target.LevelOffset
	goal    string
}{
	{"sl-off", 20, scoring.Points{Threshold: 75, Target: 80, Stretch: 90}, target.Team, nil, "客户打得进来"},
	{"aht", -1, scoring.Points{Threshold: 360, Target: 320, Stretch: 280}, target.Person, []target.LevelOffset{{Level: people.Newcomer, Offset: 30}, {Level: people.Expert, Offset: -20}}, "处理利落"},
	{"qa-score", -1, scoring.Points{Threshold: 80, Target: 90, Stretch: 95}, target.Person, []target.LevelOffset{{Level: people.Newcomer, Offset: -3}, {Level: people.Expert, Offset: 2}}, "服务规范"},
	{"complaints", -1, scoring.Points{Threshold: 12, Target: 6, Stretch: 2}, target.Team, nil, "一次把事办好"},
	{"csat", -1, scoring.Points{Threshold: 90, Target: 93, Stretch: 96}, target.Centre, nil, "一次把事办好"},
}

// targets are what the centre, its teams and people are to reach in this month
// and the two before.
func (p *planning) targets(ctx context.Context) error {
	ctx = authz.With(ctx, authz.System(director))
	there, err := p.in.Targets.Of(ctx, target.SubjectsIn{Scope: target.Centre}, p.today.Add(-400).String(), p.today.String())
	if err != nil || len(there) > 0 {
		return err
	}
	goals := map[string]string{}
	all, err := p.in.Strategy.Goals(ctx)
	if err != nil {
		return err
	}
	for _, g := range all {
		goals[g.Name] = g.ID
	}
	on := p.today.Month()
	for range targetMonths {
		for _, m := range monthly {
			in := target.Request{Metric: m.metric, Scope: target.Centre, Period: target.Month, On: on.String(), Points: m.points, GoalID: goals[m.goal]}
			if m.seconds >= 0 {
				in.Seconds = &m.seconds
			}
			x, err := p.in.Targets.Set(ctx, in)
			if err == nil && m.to != target.Centre {
				_, err = p.in.Targets.Cascade(ctx, target.CascadeIn{ParentID: x.ID, To: m.to, Weights: target.ByHeads, Levels: m.levels, Balance: true})
			}
			if err != nil {
				return fmt.Errorf("set the target of %s for %s: %w", m.metric, on, err)
			}
		}
		on = on.Add(-1).Month()
	}
	return nil
}
