package segment

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

// Schemes gives all schemes, in order of days, the shipped one first. Needs the
// permission segment.read.
func (s *Service) Schemes(ctx context.Context) (out []Scheme, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadSchemes(ctx, tx)
		return err
	})
	return append([]Scheme{Template()}, out...), err
}

// SaveScheme keeps the scheme that begins on a day; rev is the revision that was
// read, 0 for a new one, below 0 for any. It begins at the earliest with the running
// month: months that are over stay as they were divided. Needs the permission
// segment.edit.
func (s *Service) SaveScheme(ctx context.Context, fromOn string, in Body, rev int64) (out Scheme, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	known, err := s.catalogue(ctx)
	if err != nil {
		return out, err
	}
	if err := in.check(known); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.ownScheme(ctx, tx, fromOn)
		if err != nil {
			return err
		}
		if before != nil && same(before.Body, in) {
			out = *before
			return nil
		}
		out = Scheme{FromOn: fromOn, Body: in, Rev: 1, ChangedMs: clock.Ms(s.clk), ChangedBy: actorName(ctx)}
		e := authz.Entry{Action: "segment.scheme.create", Object: "segment_scheme", ObjectID: fromOn, After: in}
		if before != nil {
			out.Rev, e.Action, e.Before = before.Rev+1, "segment.scheme.update", before.Body
		}
		done := rev < 0 || rev == out.Rev-1
		if done {
			done, err = saveScheme(ctx, tx, &out)
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("segment.scheme_stale", "Somebody has changed the scheme meanwhile; load it again.")
		}
		return s.tell(ctx, tx, e)
	})
	return out, err
}

func same(a, b any) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

// ownScheme is the one that begins on a day, nil for none; refused for days on
// which a scheme can no longer be changed.
func (s *Service) ownScheme(ctx context.Context, tx *sqldb.Tx, fromOn string) (*Scheme, error) {
	w, err := s.world(ctx, tx)
	if err != nil {
		return nil, err
	}
	if on, err := civil.Parse(fromOn); err != nil || on.Before(w.today.Month()) {
		return nil, fault.Invalidf("segment.scheme_day", "A scheme begins at the earliest on the first day of the running month.").
			WithField("path.from_on", "date", "must be a date, YYYY-MM-DD, from "+w.today.Month().String()+" on")
	}
	i, found := slices.BinarySearchFunc(w.schemes, fromOn, func(x Scheme, day string) int { return cmp.Compare(x.FromOn, day) })
	if !found {
		return nil, nil
	}
	return &w.schemes[i], nil
}

// DropScheme takes away a scheme that begins on a day; one that is gone is no
// error. Needs the permission segment.edit.
func (s *Service) DropScheme(ctx context.Context, fromOn string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.ownScheme(ctx, tx, fromOn)
		if err != nil || before == nil {
			return err
		}
		if err := dropScheme(ctx, tx, fromOn); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "segment.scheme.delete", Object: "segment_scheme", ObjectID: fromOn, Before: before.Body})
	})
}
