package intraday

import (
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Plans gives the emergency plans by name. Needs the permission intraday.read.
func (s *Service) Plans(ctx context.Context) (out []Plan, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadPlans(ctx, tx)
		return err
	})
	if out == nil {
		out = []Plan{}
	}
	return out, err
}

// SavePlan adds an emergency plan (no id) or changes one; one is never deleted,
// only taken out of force. rev is the revision that was read, or below 0 for any.
// Needs the permission intraday.act.
func (s *Service) SavePlan(ctx context.Context, planID string, in PlanRequest, rev int64) (p Plan, err error) {
	if err := authz.RequireCentre(ctx, PermissionAct); err != nil {
		return p, err
	}
	taken := fault.Conflictf("intraday.plan.name_taken", "There is another emergency plan of this name.").WithField("body.name", "taken", "is the name of another plan")
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		if p, err = in.plan(func(skill string) bool { _, ok := dir.Skill(skill); return ok }); err != nil {
			return err
		}
		all, err := loadPlans(ctx, tx)
		if err != nil {
			return err
		}
		p.ChangedMs, p.ChangedBy = clock.Ms(s.clk), actorName(ctx)
		if i := slices.IndexFunc(all, func(o Plan) bool { return sqldb.Fold(o.Name) == sqldb.Fold(p.Name) && o.ID != planID }); i >= 0 {
			if planID == "" && all[i].same(p) { // told twice
				p = all[i]
				return nil
			}
			return taken
		}
		if planID == "" {
			if len(all) >= mostPlans {
				return fault.Conflictf("intraday.plan.too_many", "There are %d emergency plans already.", len(all))
			}
			p.ID, p.Rev = id.New(s.clk), 1
			if added, err := addPlan(ctx, tx, &p); err != nil || !added {
				return err
			}
			return s.tell(ctx, tx, factPlan, authz.Entry{Action: "intraday.plan.create", Object: "intraday_plan", ObjectID: p.ID, After: p})
		}
		i := slices.IndexFunc(all, func(o Plan) bool { return o.ID == planID })
		if i < 0 {
			return fault.NotFoundf("intraday.plan.not_found", "There is no such emergency plan.")
		}
		before := all[i]
		if before.same(p) {
			p = before
			return nil
		}
		p.ID, p.Rev = planID, before.Rev+1
		ok := rev < 0 || rev == before.Rev
		if ok {
			ok, err = setPlan(ctx, tx, &p, before.Rev)
		}
		if err != nil {
			return err
		}
		if !ok {
			return fault.Conflictf("intraday.plan.stale", "Somebody has changed the emergency plan meanwhile; load it again.")
		}
		return s.tell(ctx, tx, factPlan, authz.Entry{Action: "intraday.plan.update", Object: "intraday_plan", ObjectID: p.ID, Before: before, After: p})
	})
	return p, err
}
