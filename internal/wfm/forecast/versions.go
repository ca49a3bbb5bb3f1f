package forecast

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// ListIn asks for one page of versions.
type ListIn struct {
	Search string // part of the name or of who made it
	Status Status // "" for all
	Queue  string // id; "" for all
	Sort   string // created (the newest first by default), name, first_on, status; a leading - turns it round
	Cursor string
	Limit  int
}

// List gives a page of versions, without their queues. Needs the permission
// forecast.read.
func (s *Service) List(ctx context.Context, in ListIn) (page.Of[Version], error) {
	var none page.Of[Version]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	if in.Sort == "" {
		in.Sort = "-created"
	}
	var all []Version
	var of map[string]bool
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if all, err = loadVersions(ctx, tx); err != nil {
			return err
		}
		if in.Queue != "" {
			if of, err = versionsOf(ctx, tx, in.Queue); err != nil {
				return err
			}
		}
		return s.markInUse(ctx, tx, all)
	})
	if err != nil {
		return none, err
	}
	search := sqldb.Fold(in.Search)
	rows := slices.DeleteFunc(all, func(v Version) bool {
		return in.Status != "" && v.Status != in.Status || of != nil && !of[v.ID] || !strings.Contains(sqldb.Fold(v.Name+"\n"+v.CreatedBy), search)
	})
	return page.Sorted(rows, page.Ask{Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit}, "forecast.sort", map[string]func(Version) string{
		"created":  func(v Version) string { return v.ID },
		"name":     func(v Version) string { return sqldb.Fold(v.Name) },
		"first_on": func(v Version) string { return v.FirstOn.String() },
		"status":   func(v Version) string { return string(rune('0' + slices.Index(Statuses, v.Status))) },
	}, func(v Version) string { return v.ID })
}

// markInUse says of each version whether it is in use from today on.
func (s *Service) markInUse(ctx context.Context, tx *sqldb.Tx, all []Version) error {
	text, err := s.org.Today(ctx, tx)
	if err != nil {
		return err
	}
	today, err := civil.Parse(text)
	if err != nil {
		return err
	}
	queues, err := loadLocked(ctx, tx, nil, today)
	if err != nil {
		return err
	}
	used := map[string]bool{}
	for _, id := range inUse(queues, func(_ locked, d civil.Date) bool { return !d.Before(today) }) {
		used[id] = true
	}
	for i := range all {
		all[i].InUse = used[all[i].ID]
	}
	return nil
}

// queueOn is a queue on a day.
type queueOn struct {
	queueID string
	on      civil.Date
}

// inUse gives the version that is, or was, in use for every queue and day for
// which counts says so: the one that was locked last. rows are in the order
// they were locked.
func inUse(rows []locked, counts func(l locked, d civil.Date) bool) map[queueOn]string {
	out := map[queueOn]string{}
	for _, l := range rows {
		for d := l.first; !l.last.Before(d); d = d.Add(1) {
			if counts(l, d) {
				out[queueOn{l.queueID, d}] = l.versionID
			}
		}
	}
	return out
}

// Version gives a version with its queues. Needs the permission forecast.read.
func (s *Service) Version(ctx context.Context, versionID string) (v Version, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return v, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		v, err = s.version(ctx, tx, versionID)
		return err
	})
	return v, err
}

func (s *Service) version(ctx context.Context, tx *sqldb.Tx, versionID string) (Version, error) {
	v, err := loadVersion(ctx, tx, versionID)
	if err != nil {
		return v, orMissing(err)
	}
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return v, err
	}
	for i, q := range v.Queues {
		if known, ok := dir.Queue(q.QueueID); ok {
			v.Queues[i].Code, v.Queues[i].Name = known.Code, known.Name
		}
	}
	mergesOf(dir).queues(&v, dir)
	slices.SortFunc(v.Queues, func(a, b Queue) int { return cmp.Compare(a.Code, b.Code) })
	one := []Version{v}
	err = s.markInUse(ctx, tx, one)
	return one[0], err
}

// Approve makes a draft an approved version. Needs the permission
// forecast.approve.
func (s *Service) Approve(ctx context.Context, versionID string, rev int64) (Version, error) {
	return s.move(ctx, PermissionApprove, "approve", versionID, rev, Approved)
}

// Reopen takes an approval back. Needs the permission forecast.approve.
func (s *Service) Reopen(ctx context.Context, versionID string, rev int64) (Version, error) {
	return s.move(ctx, PermissionApprove, "reopen", versionID, rev, Draft)
}

// Lock makes an approved version the one in use for its queues and days.
// Needs the permission forecast.edit.
func (s *Service) Lock(ctx context.Context, versionID string, rev int64) (Version, error) {
	return s.move(ctx, PermissionEdit, "lock", versionID, rev, Locked)
}

// move changes the status of the version of the revision; rev 0 takes any.
// What has the status already stays as it is.
func (s *Service) move(ctx context.Context, permission, verb, versionID string, rev int64, to Status) (v Version, err error) {
	if err := authz.RequireCentre(ctx, permission); err != nil {
		return v, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.version(ctx, tx, versionID)
		if err != nil {
			return err
		}
		if v = before; v.Status == to {
			return nil
		}
		if rev != 0 && rev != before.Rev {
			return stale()
		}
		if v, err = before.move(to, actorName(ctx), clock.Ms(s.clk)); err != nil {
			return err
		}
		moved, err := moveVersion(ctx, tx, v)
		if err != nil {
			return err
		}
		if !moved {
			return stale()
		}
		v.Rev++
		one := []Version{v}
		if err := s.markInUse(ctx, tx, one); err != nil {
			return err
		}
		v = one[0]
		return s.changed(ctx, tx, authz.Entry{Action: "forecast.version." + verb, Object: "forecast", ObjectID: v.ID, Before: before.head(), After: v.head()})
	})
	return v, err
}

// Delete takes a version away that is not locked. One that is gone already is
// no error. Needs the permission forecast.edit.
func (s *Service) Delete(ctx context.Context, versionID string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		v, err := s.version(ctx, tx, versionID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if v.Status == Locked {
			return fault.Conflictf("forecast.version.locked", "The forecast is locked and does not change any more; make a new version.")
		}
		if err := dropVersion(ctx, tx, versionID); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "forecast.version.delete", Object: "forecast", ObjectID: versionID, Before: v.head()})
	})
}
