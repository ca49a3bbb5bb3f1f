package app

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/internal/performance/scorecard"
	"github.com/lingting/lingting/internal/performance/target"
)

func (a *App) buildScorecard() {
	a.Scorecard = scorecard.New(a.DB, a.Org, a.Metric, employeeLevels{a.DB, a.People}, ownTargets{a.Targets}, a.Clock, teller{a})
	a.Scorecard.Register(a.Web.API)
	a.Org.Follow(a.Scorecard)
}

// ownTargets gives the targets of people in force on a day; of several periods
// the shortest.
type ownTargets struct{ targets *target.Service }

func (o ownTargets) TargetsOn(ctx context.Context, on string) (map[string]map[string]scorecard.OwnTarget, error) {
	all, err := o.targets.Of(ctx, target.SubjectsIn{Scope: target.Person}, on, on)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b target.Target) int {
		return cmp.Compare(slices.Index(target.Periods, b.Period), slices.Index(target.Periods, a.Period))
	})
	out := map[string]map[string]scorecard.OwnTarget{}
	for i := range all {
		t := &all[i]
		v, ok := t.On(on)
		if !ok {
			continue
		}
		if out[t.ScopeID] == nil {
			out[t.ScopeID] = map[string]scorecard.OwnTarget{}
		}
		out[t.ScopeID][t.Metric] = scorecard.OwnTarget{Points: v.Points, Seconds: t.Seconds}
	}
	return out, nil
}
