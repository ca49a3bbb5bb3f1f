package live

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

func msText(ms int64) string { return strconv.FormatInt(ms, 10) }

func parseMs(text string) (int64, error) {
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fault.Invalidf("page.cursor", "The cursor is not one of this list; start again without it.")
	}
	return ms, nil
}

func stale() error {
	return fault.New(fault.Conflict, "telephony.floor.stale", "Someone else changed this meanwhile; load it again and repeat the change.")
}

// manage lets through who may change what holds for the whole centre.
func manage(ctx context.Context) error {
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return err
	}
	if a, _ := authz.From(ctx); !a.Scope.Centre {
		return fault.New(fault.Denied, "telephony.floor.scope", "Your role covers only a part of the centre; this is set by someone whose role covers all of it.")
	}
	return nil
}

// ThresholdList gives every threshold that holds: those set, and those the
// product comes with where none was set.
func (s *Service) ThresholdList(ctx context.Context) ([]Threshold, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	var set []Threshold
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		set, err = loadThresholds(ctx, tx)
		return err
	})
	return NewThresholds(set).List(), err
}

// AddThreshold sets a threshold where none was set. The same values again
// answer the same threshold.
func (s *Service) AddThreshold(ctx context.Context, t Threshold) (Threshold, error) {
	if err := manage(ctx); err != nil {
		return t, err
	}
	t.Reason = strings.TrimSpace(t.Reason)
	if err := t.check(); err != nil {
		return t, err
	}
	t.ID, t.Rev = id.New(s.clk), 1
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if t.TargetID != "" {
			if ok, err := s.org.Exists(ctx, tx, t.Target, t.TargetID); err != nil || !ok {
				return errors.Join(err, fault.Invalidf("telephony.floor.threshold_invalid", "The threshold has wrong values.").WithField("body.target_id", "unknown", "leads to nothing"))
			}
		}
		added, err := addThreshold(ctx, tx, t, clock.Ms(s.clk))
		if err != nil {
			return err
		}
		if added {
			return s.changed(ctx, tx, authz.Entry{Action: "live.threshold.create", Object: "threshold", ObjectID: t.ID, After: t})
		}
		all, err := loadThresholds(ctx, tx)
		if err != nil {
			return err
		}
		for _, old := range all {
			if old.key() != t.key() {
				continue
			}
			same := t
			same.ID, same.Rev = old.ID, old.Rev
			if same == old {
				t = old
				return nil
			}
		}
		return fault.Conflictf("telephony.floor.threshold_taken", "There is a threshold for this already; change that one.").WithField("body.target_id", "taken", "has a threshold already")
	})
	return t, err
}

// ChangeThreshold changes the values of a threshold; what it is for stays.
func (s *Service) ChangeThreshold(ctx context.Context, thresholdID string, in Threshold, rev int64) (Threshold, error) {
	if err := manage(ctx); err != nil {
		return in, err
	}
	var out Threshold
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		old, err := loadThreshold(ctx, tx, thresholdID)
		if err != nil {
			return orMissing(err, "telephony.floor.threshold_not_found", "There is no such threshold.")
		}
		if rev != 0 && rev != old.Rev {
			return stale()
		}
		out = old
		out.RaiseAt, out.ClearAt, out.HoldS, out.Least, out.Severity, out.Enabled = in.RaiseAt, in.ClearAt, in.HoldS, in.Least, in.Severity, in.Enabled
		if err := out.check(); err != nil {
			return err
		}
		if ok, err := saveThreshold(ctx, tx, out, clock.Ms(s.clk)); err != nil || !ok {
			return errors.Join(err, stale())
		}
		out.Rev++
		return s.changed(ctx, tx, authz.Entry{Action: "live.threshold.update", Object: "threshold", ObjectID: out.ID, Before: old, After: out})
	})
	return out, err
}

// RemoveThreshold takes a threshold away, so that what held before holds
// again. One that is gone already is no error.
func (s *Service) RemoveThreshold(ctx context.Context, thresholdID string) error {
	if err := manage(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		old, err := loadThreshold(ctx, tx, thresholdID)
		if errors.Is(err, sqldb.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := removeThreshold(ctx, tx, thresholdID); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "live.threshold.delete", Object: "threshold", ObjectID: thresholdID, Before: old})
	})
}

func orMissing(err error, code, message string) error {
	if errors.Is(err, sqldb.ErrNotFound) {
		return fault.New(fault.NotFound, code, message)
	}
	return err
}

// GoalsNow are the targets of the floor's figures and their revision.
func (s *Service) GoalsNow(ctx context.Context) (g Goals, rev int64, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return g, 0, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		g, rev, err = loadGoals(ctx, tx)
		return err
	})
	return g, rev, err
}

// SetGoals replaces the targets of the floor's figures.
func (s *Service) SetGoals(ctx context.Context, g Goals, rev int64) (Goals, int64, error) {
	if err := manage(ctx); err != nil {
		return g, 0, err
	}
	if err := g.check(); err != nil {
		return g, 0, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		old, have, err := loadGoals(ctx, tx)
		if err != nil {
			return err
		}
		if rev != 0 && rev != have {
			return stale()
		}
		rev = have + 1
		if err := saveGoals(ctx, tx, g, rev, clock.Ms(s.clk)); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "live.goal.update", Object: "goal", ObjectID: "centre", Before: old, After: g})
	})
	return g, rev, err
}
