package forecast

import (
	"context"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Edits gives the edits of a version in the order they are applied, undone
// ones too. Needs the permission forecast.read.
func (s *Service) Edits(ctx context.Context, versionID string) (out []Edit, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if _, err := s.version(ctx, tx, versionID); err != nil {
			return err
		}
		out, err = loadEdits(ctx, tx, versionID)
		return err
	})
	return out, err
}

// Edit lays a change over a draft of the revision; rev 0 takes any. With the
// revision that was read, a change that is told twice is made once. Needs the
// permission forecast.edit.
func (s *Service) Edit(ctx context.Context, versionID string, rev int64, r Rule, reason string) (e Edit, err error) {
	if r.ToMinute == 0 {
		r.ToMinute = minutesOfDay
	}
	if r.QueueIDs == nil {
		r.QueueIDs = []string{}
	}
	if r.Measure == "" {
		r.Measure = EditContacts
	}
	r.QueueIDs = slices.Compact(slices.Sorted(slices.Values(r.QueueIDs)))
	if r.QueueIDs == nil {
		r.QueueIDs = []string{}
	}
	e = Edit{ID: id.New(s.clk), Rule: r, Reason: strings.TrimSpace(reason), CreatedMs: clock.Ms(s.clk), CreatedBy: actorName(ctx)}
	err = s.onDraft(ctx, versionID, rev, func(tx *sqldb.Tx, v Version) error {
		if len(v.Merged) > 0 {
			return fault.Conflictf("forecast.edit.merged", "Queues of this forecast were merged after it was made; make a new version.")
		}
		if err := r.check(v, reason); err != nil {
			return err
		}
		if err := addEdit(ctx, tx, versionID, e); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "forecast.version.edit", Object: "forecast", ObjectID: versionID, After: e})
	})
	return e, err
}

// Undo takes an edit of a draft back. One that is undone already stays so.
// Needs the permission forecast.edit.
func (s *Service) Undo(ctx context.Context, versionID, editID string) (e Edit, err error) {
	err = s.onDraft(ctx, versionID, 0, func(tx *sqldb.Tx, _ Version) error {
		all, err := loadEdits(ctx, tx, versionID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x Edit) bool { return x.ID == editID })
		if i < 0 {
			return fault.NotFoundf("forecast.edit.not_found", "The forecast does not have this change.")
		}
		if e = all[i]; e.UndoneMs != 0 {
			return nil
		}
		before := e
		e.UndoneMs, e.UndoneBy = clock.Ms(s.clk), actorName(ctx)
		done, err := undoEdit(ctx, tx, versionID, e)
		if err != nil || !done {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "forecast.version.undo", Object: "forecast", ObjectID: versionID, Before: before, After: e})
	})
	return e, err
}

// onDraft runs fn for a version that is a draft of the revision (0: any) and
// counts the change.
func (s *Service) onDraft(ctx context.Context, versionID string, rev int64, fn func(tx *sqldb.Tx, v Version) error) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		v, err := s.version(ctx, tx, versionID)
		if err != nil {
			return err
		}
		if rev != 0 && rev != v.Rev {
			return stale()
		}
		draft, err := touchDraft(ctx, tx, versionID)
		if err != nil {
			return err
		}
		if !draft {
			return fault.Conflictf("forecast.edit.not_draft", "Only a draft can be changed: take the approval back, or make a new version.")
		}
		return fn(tx, v)
	})
}
