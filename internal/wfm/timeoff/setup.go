package timeoff

import (
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Kinds gives all kinds of time off, in their order. Needs the permission
// timeoff.ask or timeoff.read.
func (s *Service) Kinds(ctx context.Context) (out []Kind, err error) {
	if authz.Require(ctx, PermissionRead) != nil {
		if err := authz.Require(ctx, PermissionAsk); err != nil {
			return nil, err
		}
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadKinds(ctx, tx)
		return err
	})
	return out, err
}

// SaveKind adds a kind (no id) or changes one; one is never deleted, only made
// inactive. rev is the revision that was read, or below 0 for any. Needs the
// permission timeoff.edit.
func (s *Service) SaveKind(ctx context.Context, kindID string, in KindRequest, rev int64) (k Kind, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return k, err
	}
	if k, err = in.kind(); err != nil {
		return k, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadKinds(ctx, tx)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(o Kind) bool { return sqldb.Fold(o.Code) == sqldb.Fold(k.Code) && o.ID != kindID }); i >= 0 {
			if kindID == "" && all[i].same(k) {
				k = all[i]
				return nil
			}
			return fault.Conflictf("timeoff.kind.code_taken", "There is another kind of this code.").WithField("body.code", "taken", "is the code of another kind")
		}
		if kindID == "" {
			if len(all) >= mostKinds {
				return fault.Conflictf("timeoff.kind.too_many", "There are %d kinds already.", len(all))
			}
			k.ID, k.Rev = id.New(s.clk), 1
			if _, err := addKind(ctx, tx, k); err != nil {
				return err
			}
			return s.tell(ctx, tx, factKind, authz.Entry{Action: "timeoff.kind.create", Object: "timeoff_kind", ObjectID: k.ID, After: k})
		}
		i := slices.IndexFunc(all, func(o Kind) bool { return o.ID == kindID })
		if i < 0 {
			return notFound("kind")
		}
		before := all[i]
		if before.same(k) {
			k = before
			return nil
		}
		k.ID, k.Rev = kindID, before.Rev+1
		done := rev < 0 || rev == before.Rev
		if done {
			done, err = setKind(ctx, tx, k)
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("timeoff.kind.stale", "Somebody has changed the kind meanwhile; load it again.")
		}
		return s.tell(ctx, tx, factKind, authz.Entry{Action: "timeoff.kind.update", Object: "timeoff_kind", ObjectID: k.ID, Before: before, After: k})
	})
	return k, err
}

// Limits gives all limits, the earliest first day first. Needs the permission
// timeoff.read.
func (s *Service) Limits(ctx context.Context) (out []Limit, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadLimits(ctx, tx)
		return err
	})
	return out, err
}

// SaveLimit adds a limit (no id) or changes one. rev is the revision that was
// read, or below 0 for any. Needs the permission timeoff.edit.
func (s *Service) SaveLimit(ctx context.Context, limitID string, in LimitRequest, rev int64) (l Limit, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return l, err
	}
	if l, err = in.limit(); err != nil {
		return l, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		if _, ok := w.dir.Team(l.TeamID); l.TeamID != "" && !ok {
			return fault.Invalidf("timeoff.limit.invalid", "The limit has wrong values.").WithField("body.team_id", "unknown", "there is no team "+l.TeamID)
		}
		same := func(o Limit) bool {
			return o.TeamID == l.TeamID && o.FromOn == l.FromOn && (o.ToOn == nil) == (l.ToOn == nil) && (o.ToOn == nil || *o.ToOn == *l.ToOn) && o.Days == l.Days && o.Most == l.Most && o.Note == l.Note
		}
		if i := slices.IndexFunc(w.limits, same); i >= 0 && (limitID == "" || w.limits[i].ID == limitID) {
			l = w.limits[i]
			return nil
		}
		l.ChangedMs, l.ChangedBy = clock.Ms(s.clk), actorName(ctx)
		if limitID == "" {
			l.ID, l.Rev = id.New(s.clk), 1
			if err := addLimit(ctx, tx, l); err != nil {
				return err
			}
			return s.tell(ctx, tx, factLimit, authz.Entry{Action: "timeoff.limit.create", Object: "timeoff_limit", ObjectID: l.ID, After: l})
		}
		i := slices.IndexFunc(w.limits, func(o Limit) bool { return o.ID == limitID })
		if i < 0 {
			return notFound("limit")
		}
		before := w.limits[i]
		l.ID, l.Rev = limitID, before.Rev+1
		done := rev < 0 || rev == before.Rev
		if done {
			done, err = setLimit(ctx, tx, l)
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("timeoff.limit.stale", "Somebody has changed the limit meanwhile; load it again.")
		}
		return s.tell(ctx, tx, factLimit, authz.Entry{Action: "timeoff.limit.update", Object: "timeoff_limit", ObjectID: l.ID, Before: before, After: l})
	})
	return l, err
}

// DeleteLimit deletes a limit; one that is gone already is no error. Needs the
// permission timeoff.edit.
func (s *Service) DeleteLimit(ctx context.Context, limitID string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadLimits(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(o Limit) bool { return o.ID == limitID })
		if i < 0 {
			return nil
		}
		if err := dropLimit(ctx, tx, limitID); err != nil {
			return err
		}
		return s.tell(ctx, tx, factLimit, authz.Entry{Action: "timeoff.limit.delete", Object: "timeoff_limit", ObjectID: limitID, Before: all[i]})
	})
}
