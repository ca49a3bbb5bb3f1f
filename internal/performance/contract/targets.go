package contract

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/performance/target"
)

// TargetLines gives lines made of the targets of whom the contract is about, for
// its very period, as they hold on its day; they weigh the same. Needs the
// permission performance.read.
func (s *Service) TargetLines(ctx context.Context, contractID string) ([]Line, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	var c Contract
	var w world
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if w, err = s.world(ctx, tx); err != nil {
			return err
		}
		if c, err = loadContract(ctx, tx, contractID); err == nil && !w.reaches(ctx, PermissionRead, &c.Head) {
			err = notFound()
		}
		return err
	})
	if err != nil || s.targets == nil {
		return []Line{}, err
	}
	of := target.SubjectsIn{Scope: target.Person, IDs: []string{c.subject()}}
	if c.Scope == ScopeTeam {
		of.Scope = target.Team
	}
	found, err := s.targets.Of(ctx, of, c.FromOn, c.ToOn)
	if err != nil {
		return nil, err
	}
	on := c.on(w.today)
	out := []Line{}
	for _, t := range found {
		v, ok := t.On(on)
		if !ok || t.FromOn != c.FromOn || t.ToOn != c.ToOn {
			continue
		}
		out = append(out, Line{Metric: t.Metric, Version: v.MetricVersion, ThresholdSeconds: t.Seconds, Direction: t.Direction, Threshold: v.Threshold, Target: v.Points.Target, Stretch: v.Stretch, Rule: scoring.Linear, TargetID: t.ID})
	}
	slices.SortStableFunc(out, func(a, b Line) int { return cmp.Compare(a.Metric, b.Metric) })
	spread(out)
	return out, nil
}

// spread gives lines the same weight, whole in sum.
func spread(lines []Line) {
	left := whole
	for i := range lines {
		lines[i].Weight = math.Round(100*left/float64(len(lines)-i)) / 100
		left -= lines[i].Weight
	}
}
