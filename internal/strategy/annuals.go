package strategy

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// AnnualPlans gives all versions, the newest year and version first, without what
// was reached. Needs the permission strategy.read.
func (s *Service) AnnualPlans(ctx context.Context) ([]AnnualPlan, error) {
	rows, err := read[keptPlan](ctx, s, &annualPlans)
	if err != nil {
		return nil, err
	}
	out := make([]AnnualPlan, 0, len(rows))
	for _, x := range rows {
		out = append(out, annualPlan(x, rows))
	}
	slices.SortFunc(out, func(a, b AnnualPlan) int {
		return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(b.Version, a.Version))
	})
	return out, nil
}

func annualPlan(x row[keptPlan], all []row[keptPlan]) AnnualPlan {
	p := AnnualPlan{Stamp: x.Stamp, AnnualPlanRequest: x.Content.AnnualPlanRequest, Version: x.Content.Version, State: x.Content.State, ApprovedMs: x.Content.ApprovedMs, ApprovedBy: x.Content.ApprovedBy, Quarters: []QuarterRead{}}
	p.Money = p.money()
	p.Current = p.State == Approved && !slices.ContainsFunc(all, func(o row[keptPlan]) bool {
		return o.Content.Year == p.Year && o.Content.State == Approved && o.Content.Version > p.Version
	})
	return p
}

// AnnualPlan gives one version with what was reached in the quarters that have
// begun. Needs the permission strategy.read.
func (s *Service) AnnualPlan(ctx context.Context, planID string) (out AnnualPlan, err error) {
	all, err := s.AnnualPlans(ctx)
	if err != nil {
		return out, err
	}
	i := slices.IndexFunc(all, func(p AnnualPlan) bool { return p.ID == planID })
	if i < 0 {
		return out, notFound()
	}
	out = all[i]
	var today civil.Date
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error { today, err = s.today(ctx, tx); return err }); err != nil {
		return out, err
	}
	for q := range 4 {
		days := quarterOf(out.Year, q)
		if today.Before(days.From) {
			break
		}
		var asked []GoalOnMap
		for _, g := range out.Goals {
			one := GoalOnMap{Goal: Goal{Stamp: Stamp{ID: g.GoalID}}}
			for _, t := range g.Targets {
				one.Measures = append(one.Measures, t.measure(out.Year))
			}
			asked = append(asked, one)
		}
		if _, err := s.readAll(ctx, asked, days, today); err != nil {
			return out, err
		}
		reached := QuarterRead{Quarter: q + 1, From: days.From.String(), To: days.To.String(), Goals: []QuarterOfGoal{}}
		for _, g := range asked {
			reached.Goals = append(reached.Goals, QuarterOfGoal{GoalID: g.ID, Readings: g.Readings})
		}
		out.Quarters = append(out.Quarters, reached)
	}
	return out, nil
}

// SaveAnnualPlan adds the draft of a year (no id) or changes one. A year has one
// draft at a time; what is approved does not change. Needs the permission
// strategy.edit.
func (s *Service) SaveAnnualPlan(ctx context.Context, planID string, in AnnualPlanRequest, rev int64) (out AnnualPlan, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		ends, err := load[GoalRequest](ctx, tx, &goals)
		if err != nil {
			return err
		}
		work, err := load[InitiativeRequest](ctx, tx, &initiatives)
		if err != nil {
			return err
		}
		if err := in.tidy(ends, work); err != nil {
			return err
		}
		all, err := load[keptPlan](ctx, tx, &annualPlans)
		if err != nil {
			return err
		}
		kept := keptPlan{AnnualPlanRequest: in, State: Draft, Version: 1}
		if planID != "" {
			before, err := find(all, planID)
			if err != nil {
				return err
			}
			if before.Content.State == Approved {
				return fault.Conflictf("strategy.approved", "The version has been approved; make a new one.")
			}
			if before.Content.Year != in.Year {
				return fault.Invalidf("strategy.invalid", "What was entered has wrong values.").WithField("body.year", "wrong", "the year of a plan does not change")
			}
			kept.Version = before.Content.Version
		}
		for _, x := range all {
			if planID != "" || x.Content.Year != in.Year {
				continue
			}
			if x.Content.State == Draft {
				kept.Version = x.Content.Version
				if about, err := json.Marshal(kept); err != nil || string(about) != x.about {
					return cmp.Or(err, error(fault.Conflictf("strategy.draft_there", "The year has a draft already.").WithField("body.year", "taken", "has a draft already")))
				}
				break // it is told twice
			}
			kept.Version = max(kept.Version, x.Content.Version+1)
		}
		x, err := put(ctx, s, tx, &annualPlans, planID, rev, kept.key(), kept)
		out = annualPlan(x, append(all, x))
		return err
	})
	return out, err
}

// ApproveAnnualPlan makes a draft the plan of its year: from now on the map judges
// by its targets. Quarters that are over keep those they were judged by. Needs the
// permission strategy.approve.
func (s *Service) ApproveAnnualPlan(ctx context.Context, planID string) (out AnnualPlan, err error) {
	if err := authz.RequireCentre(ctx, PermissionApprove); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := load[keptPlan](ctx, tx, &annualPlans)
		if err != nil {
			return err
		}
		x, err := find(all, planID)
		if err != nil {
			return err
		}
		if x.Content.State == Approved {
			out = annualPlan(*x, all)
			return nil
		}
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		ends, err := load[GoalRequest](ctx, tx, &goals)
		if err != nil {
			return err
		}
		for _, g := range x.Content.Goals {
			end, err := find(ends, g.GoalID)
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(g.Targets, func(t PlanTarget) bool { return t.same(end.Content.Measures) < 0 }); i >= 0 {
				return fault.Conflictf("strategy.measure_gone", "The goal %s no longer has the measure %s; change the plan first.", end.Content.Name, g.Targets[i].Metric)
			}
			if g.setTargets(&end.Content, x.Content.Year, today) {
				if _, err := put(ctx, s, tx, &goals, end.ID, -1, end.Content.Name, end.Content); err != nil {
					return err
				}
			}
		}
		kept := x.Content
		kept.State, kept.ApprovedMs, kept.ApprovedBy = Approved, clock.Ms(s.clk), actorName(ctx)
		done, err := put(ctx, s, tx, &annualPlans, planID, -1, kept.key(), kept)
		if err != nil {
			return err
		}
		*x = done
		out = annualPlan(done, all)
		return nil
	})
	return out, err
}

// DeleteAnnualPlan takes a draft away. Needs the permission strategy.edit.
func (s *Service) DeleteAnnualPlan(ctx context.Context, planID string) error {
	all, err := s.AnnualPlans(ctx)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(all, func(p AnnualPlan) bool { return p.ID == planID }); i >= 0 && all[i].State == Approved {
		return fault.Conflictf("strategy.approved", "The version has been approved; it stays.")
	}
	return take[keptPlan](ctx, s, &annualPlans, planID)
}
