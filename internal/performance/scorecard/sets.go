package scorecard

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
	"github.com/lingting/lingting/internal/metric"
)

// KeptSet is a set as it is kept; the shipped one has the revision 0.
type KeptSet struct {
	Set
	Rev       int64  `json:"rev"`
	ChangedMs int64  `json:"changed_ms"`
	ChangedBy string `json:"changed_by"`
}

// Sets gives all sets, in order of days, the shipped one first. Needs the
// permission performance.own.
func (s *Service) Sets(ctx context.Context) (out []KeptSet, err error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadSets(ctx, tx)
		return err
	})
	return append([]KeptSet{{Set: Template()}}, out...), err
}

// catalogue are the metrics by id.
func (s *Service) catalogue(ctx context.Context) (map[string]metric.Metric, error) {
	all, err := s.numbers.List(within(ctx, authz.Scope{Centre: true}))
	out := make(map[string]metric.Metric, len(all))
	for _, m := range all {
		out[m.ID] = m
	}
	return out, err
}

// SaveSet keeps the set that begins on a day; rev is the revision that was read,
// 0 for a new one, below 0 for any. What is over stays as it was counted: a set
// begins at the earliest with the running month. Needs the permission board.manage.
func (s *Service) SaveSet(ctx context.Context, fromOn string, lines []SetLine, rev int64) (out KeptSet, err error) {
	if err := authz.RequireCentre(ctx, PermissionManage); err != nil {
		return out, err
	}
	known, err := s.catalogue(ctx)
	if err != nil {
		return out, err
	}
	out.Set = Set{FromOn: fromOn, Lines: lines}
	if err := out.check(known); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.set(ctx, tx, fromOn)
		if err != nil {
			return err
		}
		same, err := equalLines(before, lines)
		if err != nil {
			return err
		}
		if same {
			out = *before
			return nil
		}
		entry := authz.Entry{Action: "scorecard.set.create", Object: "scorecard_set", ObjectID: fromOn, After: out.Set}
		out.Rev, out.ChangedMs, out.ChangedBy = 1, clock.Ms(s.clk), actorName(ctx)
		if before != nil {
			out.Rev, entry.Action, entry.Before = before.Rev+1, "scorecard.set.update", before.Set
		}
		done := rev < 0 || rev == out.Rev-1
		if done {
			done, err = saveSet(ctx, tx, out)
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("scorecard.set_stale", "Somebody has changed the set meanwhile; load it again.")
		}
		return s.tell(ctx, tx, entry)
	})
	return out, err
}

func equalLines(before *KeptSet, lines []SetLine) (bool, error) {
	if before == nil {
		return false, nil
	}
	a, err := json.Marshal(before.Lines)
	if err != nil {
		return false, err
	}
	b, err := json.Marshal(lines)
	return string(a) == string(b), err
}

// set is the one that begins on a day, nil for none; refused for days on which a
// set can no longer be changed.
func (s *Service) set(ctx context.Context, tx *sqldb.Tx, fromOn string) (*KeptSet, error) {
	text, err := s.org.Today(ctx, tx)
	if err != nil {
		return nil, err
	}
	today, err := civil.Parse(text)
	if err != nil {
		return nil, err
	}
	if on, err := civil.Parse(fromOn); err != nil || on.Before(today.Month()) {
		return nil, fault.Invalidf("scorecard.set_day", "A set begins at the earliest on the first day of the running month.").
			WithField("path.from_on", "date", "must be a date, YYYY-MM-DD, from "+today.Month().String()+" on")
	}
	all, err := loadSets(ctx, tx)
	if err != nil {
		return nil, err
	}
	i, found := slices.BinarySearchFunc(all, fromOn, func(x KeptSet, day string) int { return cmp.Compare(x.FromOn, day) })
	if !found {
		return nil, nil
	}
	return &all[i], nil
}

// DropSet takes away a set that begins on a day; one that is gone is no error.
// Needs the permission board.manage.
func (s *Service) DropSet(ctx context.Context, fromOn string) error {
	if err := authz.RequireCentre(ctx, PermissionManage); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.set(ctx, tx, fromOn)
		if err != nil || before == nil {
			return err
		}
		if err := dropSet(ctx, tx, fromOn); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "scorecard.set.delete", Object: "scorecard_set", ObjectID: fromOn, Before: before.Set})
	})
}
