package adherence

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Rule gives the centre's rule of adherence. Needs the permission
// adherence.read.
func (s *Service) Rule(ctx context.Context) (r Rule, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return r, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		r, err = loadRule(ctx, tx)
		return err
	})
	return r, err
}

// SetRule sets the centre's rule; the days that may still change are reckoned
// anew. rev is the revision that was read, or below 0 for any. Needs the
// permission adherence.edit.
func (s *Service) SetRule(ctx context.Context, in Settings, rev int64) (Rule, error) {
	r := Rule{Settings: in}
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return r, err
	}
	if err := r.check(); err != nil {
		return r, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := loadRule(ctx, tx)
		if err != nil {
			return err
		}
		if rev >= 0 && rev != before.Rev {
			return fault.Conflictf("adherence.rule.stale", "Somebody has changed the rule meanwhile; load it again.")
		}
		r.Rev, r.ChangedMs, r.ChangedBy = before.Rev+1, clock.Ms(s.clk), actorName(ctx)
		if err := setRule(ctx, tx, r); err != nil {
			return err
		}
		return s.tell(ctx, tx, factRule, authz.Entry{Action: "adherence.rule.change", Object: "adherence_rule", ObjectID: "centre", Before: before, After: r})
	})
	return r, err
}
