package people

import (
	"context"
	"reflect"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// ExitReasons gives the reasons files may name, also those that have ended. Needs the
// permission people.read.
func (s *Service) ExitReasons(ctx context.Context) (out Reasons, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadReasons(ctx, tx)
		return err
	})
	return out, err
}

// SetExitReasons renames, orders, adds and ends reasons; none is taken away. The same
// once more changes nothing. rev is the revision that was read, or below 0 for any.
// Needs the permission people.edit.
func (s *Service) SetExitReasons(ctx context.Context, in Reasons, rev int64) (out Reasons, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := loadReasons(ctx, tx)
		if err != nil {
			return err
		}
		today, err := s.org.Today(ctx, tx)
		if err != nil {
			return err
		}
		in.Reasons = slices.Clone(in.Reasons)
		if err := in.change(before.Reasons, today, func() string { return id.New(s.clk) }); err != nil {
			return err
		}
		if out = before; reflect.DeepEqual(in.Reasons, before.Reasons) {
			return nil
		}
		done := rev < 0 || rev == before.Rev
		if done {
			done, err = saveReasons(ctx, tx, in.Reasons, before.Rev, clock.Ms(s.clk), actorName(ctx))
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("people.reason.stale", "Somebody has changed the reasons meanwhile; load them again.")
		}
		out = Reasons{in.Reasons, before.Rev + 1}
		return s.tell(ctx, tx, authz.Entry{Action: "people.exit_reasons.update", Object: "people_exit_reasons", ObjectID: "reasons", Before: before.Reasons, After: in.Reasons})
	})
	return out, err
}
