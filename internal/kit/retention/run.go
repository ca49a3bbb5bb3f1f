package retention

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// batch is how many rows one transaction deletes: others wait no longer than
// that takes. Between two of them the job pauses, so that it never takes all of
// a store for itself.
const (
	batch = 500
	pause = 5 * time.Millisecond
)

// Hour of the night, in the centre's zone, from which on the deletion is
// started.
const hour = 3

func numeral(n int) string { return strconv.Itoa(n) }

// Start begins a run as a job.
func (s *Service) Start(ctx context.Context) (jobID string, err error) {
	if err := authz.RequireCentre(ctx, Permission); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		busy, err := jobs.Active(ctx, tx, JobKind)
		if err != nil {
			return err
		}
		if busy {
			return fault.Conflictf("retention.running", "Old data is being deleted already.")
		}
		jobID, err = jobs.Start(ctx, tx, JobKind, struct{}{})
		return err
	})
	return jobID, err
}

// Nightly starts a run each night until ctx ends. Of several nodes one does.
func (s *Service) Nightly(ctx context.Context) error {
	ctx = authz.With(ctx, authz.System("retention"))
	for {
		if err := s.night(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(5 * time.Minute):
		}
	}
}

// night starts tonight's run if it is time, nobody did, and anything has an
// end.
func (s *Service) night(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		now, err := s.now(ctx, tx)
		if err != nil || now.Hour() < hour {
			return err
		}
		have, err := load(ctx, tx)
		if err != nil {
			return err
		}
		ends := false
		for _, v := range have {
			ends = ends || v.Days > 0
		}
		if !ends {
			return nil
		}
		if _, err := tx.Exec(ctx, qNightMake); err != nil {
			return err
		}
		y, m, d := now.Date()
		mine, err := tx.Exec(ctx, qNightTake, time.Date(y, m, d, 0, 0, 0, 0, time.UTC).UnixMilli())
		if err != nil || mine == 0 {
			return err
		}
		if busy, err := jobs.Active(ctx, tx, JobKind); err != nil || busy {
			return err
		}
		_, err = jobs.Start(ctx, tx, JobKind, struct{}{})
		return err
	})
}

// Done is what a run deleted, by kind.
type Done map[string]int64

func (s *Service) job(ctx context.Context, run *jobs.Run) error {
	done := Done{}
	defer func() { run.Result(done) }()
	return s.run(ctx, done, func(share float64, kind string) { run.Progress(share, kind) })
}

// run applies every rule whose kind has an end. It can be broken off between
// any two batches and begun again.
func (s *Service) run(ctx context.Context, done Done, progress func(share float64, kind string)) error {
	var have map[string]Setting
	var now time.Time
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if have, err = load(ctx, tx); err == nil {
			now, err = s.now(ctx, tx)
		}
		return err
	})
	if err != nil {
		return err
	}
	var all error
	for i, r := range s.rules {
		if ctx.Err() != nil {
			break
		}
		if have[r.Kind].Days == 0 {
			continue
		}
		from, to := float64(i)/float64(len(s.rules)), float64(i+1)/float64(len(s.rules))
		n, err := s.apply(ctx, r, cutoff(now, have[r.Kind].Days), func(share float64) { progress(from+share*(to-from), r.Kind) })
		if n > 0 {
			done[r.Kind] = n
		}
		all = errors.Join(all, err) // one kind that fails does not keep the others
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return all
}

// apply deletes what is older of one kind, and notes in the audit log how much
// that was, also when it was broken off.
func (s *Service) apply(ctx context.Context, r Rule, before time.Time, progress func(share float64)) (deleted int64, err error) {
	progress(0)
	var total int64
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		total, err = r.Count(ctx, tx, before)
		return err
	}); err != nil {
		return 0, err
	}
	if total > 0 && r.Begin != nil {
		if err := r.Begin(ctx, before); err != nil {
			return 0, err
		}
	}
	for more := total > 0; more && ctx.Err() == nil; {
		var n int64
		err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
			if n, err = r.Delete(ctx, tx, before, batch); err != nil || n == 0 {
				return err
			}
			_, err = tx.Exec(ctx, qDeleted, r.Kind, n)
			return err
		})
		if err != nil {
			return deleted, errors.Join(err, s.end(ctx, r.Kind, before))
		}
		deleted += n
		more = n >= batch
		progress(min(float64(deleted)/float64(total), 1))
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	return deleted, s.end(ctx, r.Kind, before)
}

// end notes what was deleted of a kind since that was last noted.
func (s *Service) end(ctx context.Context, kind string, before time.Time) error {
	ctx = context.WithoutCancel(ctx)
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := sqldb.One(ctx, tx, qRun, sqldb.Value[int64], kind)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qEnd, kind, clock.Ms(s.clk), before.UnixMilli()); err != nil || n == 0 {
			return err
		}
		return s.record(ctx, tx, "delete", kind, nil, map[string]any{"rows": n, "before": before.Format(time.DateOnly)})
	})
}
