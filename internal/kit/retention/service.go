package retention

import (
	"context"
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/web"
)

// Permission lets an actor see and set how long data is kept, and run the
// deletion.
const Permission = "settings.manage"

// JobKind is the kind of the job that deletes.
const JobKind = "retention"

// Service keeps how long each kind of data is kept, and deletes what is older.
type Service struct {
	db    *sqldb.DB
	jobs  *jobs.Service
	clk   clock.Clock
	rec   authz.Recorder
	zone  func(ctx context.Context, tx *sqldb.Tx) (*time.Location, error)
	rules []Rule
}

// New makes the service; zone tells where the centre is, whose days are meant.
func New(db *sqldb.DB, j *jobs.Service, clk clock.Clock, rec authz.Recorder, zone func(ctx context.Context, tx *sqldb.Tx) (*time.Location, error)) *Service {
	s := &Service{db: db, jobs: j, clk: clk, rec: rec, zone: zone}
	if j != nil {
		j.Register(JobKind, s.job)
	}
	return s
}

// Register adds the rules of a room, in the order in which they are to run.
func (s *Service) Register(rules ...Rule) {
	for _, r := range rules {
		if r.Least < 1 {
			r.Least = 1
		}
		s.rules = append(s.rules, r)
	}
}

func (s *Service) rule(kind string) (Rule, error) {
	i := slices.IndexFunc(s.rules, func(r Rule) bool { return r.Kind == kind })
	if i < 0 {
		return Rule{}, fault.NotFoundf("retention.kind", "There is no kind of data %s.", kind)
	}
	return s.rules[i], nil
}

// now is the present in the centre's zone.
func (s *Service) now(ctx context.Context, tx *sqldb.Tx) (time.Time, error) {
	loc, err := s.zone(ctx, tx)
	if err != nil {
		return time.Time{}, err
	}
	return s.clk.Now().In(loc), nil
}

// Settings gives every kind, in the order of the rules.
func (s *Service) Settings(ctx context.Context) ([]Setting, error) {
	if err := authz.RequireCentre(ctx, Permission); err != nil {
		return nil, err
	}
	out := make([]Setting, 0, len(s.rules))
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		have, err := load(ctx, tx)
		if err != nil {
			return err
		}
		out = out[:0]
		for _, r := range s.rules {
			out = append(out, shown(have[r.Kind], r, now.Location()))
		}
		return nil
	})
	return out, err
}

func shown(v Setting, r Rule, loc *time.Location) Setting {
	v.Kind, v.Least, v.Within = r.Kind, r.Least, r.Within
	if v.runMs > 0 {
		at := time.UnixMilli(v.runMs).In(loc).Format(time.RFC3339)
		v.LastRun, v.LastBefore = &at, time.UnixMilli(v.before).In(loc).Format(time.DateOnly)
	}
	return v
}

// Preview counts what a run would delete if the kind were kept for so many
// days.
func (s *Service) Preview(ctx context.Context, kind string, days int64) (Preview, error) {
	out := Preview{Kind: kind, Days: days}
	if err := authz.RequireCentre(ctx, Permission); err != nil {
		return out, err
	}
	r, err := s.rule(kind)
	if err != nil || days == 0 {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		before := cutoff(now, days)
		out.Before = before.Format(time.DateOnly)
		out.Rows, err = r.Count(ctx, tx, before)
		return err
	})
	return out, err
}

// Set says for how many days a kind is kept; 0: for ever. rev is the one read,
// 0 for a kind never set.
func (s *Service) Set(ctx context.Context, kind string, days, rev int64) (Setting, error) {
	var out Setting
	if err := authz.RequireCentre(ctx, Permission); err != nil {
		return out, err
	}
	rule, err := s.rule(kind)
	if err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		have, err := load(ctx, tx)
		if err != nil {
			return err
		}
		before := have[kind]
		if before.Rev != rev && before.Days != days { // sent again, it is what was asked for
			return web.Stale()
		}
		if before.Rev > 0 && before.Days == days {
			now, err := s.now(ctx, tx)
			out = shown(before, rule, now.Location())
			return err
		}
		if err := s.check(rule, days, have); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qAdd, kind, days); err != nil {
			return err
		}
		if rev > 0 {
			n, err := tx.Exec(ctx, qSave, kind, days, rev)
			if err == nil && n == 0 {
				err = web.Stale()
			}
			if err != nil {
				return err
			}
		}
		if have, err = load(ctx, tx); err != nil {
			return err
		}
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		out = shown(have[kind], rule, now.Location())
		return s.record(ctx, tx, "set", kind, map[string]any{"days": before.Days}, map[string]any{"days": days})
	})
	return out, err
}

func (s *Service) check(r Rule, days int64, have map[string]Setting) error {
	var w fault.Collector
	switch {
	case days == 0:
	case days < int64(r.Least):
		w.Add("body.days", "too_small", "must be 0, for ever, or at least "+numeral(r.Least))
	case days > MostDays:
		w.Add("body.days", "too_large", "must be at most 36500")
	}
	if r.Within != "" && !shorter(days, have[r.Within].Days) {
		w.Add("body.days", "longer_than", "must not be longer than "+r.Within+" is kept, which it belongs to")
	}
	for _, o := range s.rules {
		if o.Within == r.Kind && !shorter(have[o.Kind].Days, days) {
			w.Add("body.days", "shorter_than", "must not be shorter than "+o.Kind+" is kept, which belongs to it: shorten that first")
		}
	}
	return w.Err("retention.invalid", "The data cannot be kept for so long.")
}

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, verb, kind string, before, after any) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, authz.Entry{Action: "retention." + verb, Object: "retention", ObjectID: kind, Before: before, After: after})
}
