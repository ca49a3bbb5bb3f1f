package retention

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

// The rows of the tests lie in the inbox: a table of kit with an instant.
var (
	testAdd   = sqldb.Q(`insert into kit_inbox (consumer, message_id, seen_ms) values ('t', $1, $2)`)
	testCount = sqldb.Q(`select count(*) from kit_inbox where consumer = 't' and seen_ms < $1`)
	testDrop  = sqldb.Q(`delete from kit_inbox where (consumer, message_id) in (select consumer, message_id from kit_inbox where consumer = 't' and seen_ms < $1 order by message_id limit $2)`)
)

// log is a recorder that remembers.
type log struct {
	mu      sync.Mutex
	entries []string
}

func (l *log) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, fmt.Sprint(e.Action, " ", e.ObjectID, " ", e.After))
	return nil
}

type world struct {
	*Service
	db    *sqldb.DB
	log   *log
	begun int
	after func(batches int) error // called after each batch
	done  int
}

var now = time.Date(2026, 3, 29, 4, 0, 0, 0, time.UTC)

func open(t *testing.T, db *sqldb.DB) *world {
	t.Helper()
	w := &world{db: db, log: &log{}, after: func(int) error { return nil }}
	zone, err := time.LoadLocation("Europe/Berlin") // its clocks change on this day
	if err != nil {
		t.Fatal(err)
	}
	w.Service = New(db, nil, clock.Fixed(now), w.log, func(context.Context, *sqldb.Tx) (*time.Location, error) { return zone, nil })
	w.Register(Rule{Kind: "whole"}, Rule{
		Kind: "part", Least: 3, Within: "whole",
		Count: func(ctx context.Context, tx *sqldb.Tx, before time.Time) (int64, error) {
			return sqldb.One(ctx, tx, testCount, sqldb.Value[int64], before.UnixMilli())
		},
		Begin: func(context.Context, time.Time) error { w.begun++; return nil },
		Delete: func(ctx context.Context, tx *sqldb.Tx, before time.Time, limit int) (int64, error) {
			n, err := tx.Exec(ctx, testDrop, before.UnixMilli(), limit)
			if err == nil {
				w.done++
				err = w.after(w.done)
			}
			return n, err
		},
	})
	w.rules[0].Count = func(context.Context, *sqldb.Tx, time.Time) (int64, error) { return 0, nil }
	return w
}

func (w *world) fill(t *testing.T, old, young int) {
	t.Helper()
	if err := w.db.Write(t.Context(), func(tx *sqldb.Tx) error {
		for i := range old + young {
			at := now.AddDate(0, 0, -30)
			if i >= old {
				at = now.AddDate(0, 0, -5)
			}
			if _, err := tx.Exec(t.Context(), testAdd, strconv.Itoa(i), at.UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func (w *world) left(t *testing.T) (n int64) {
	t.Helper()
	if err := w.db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(t.Context(), tx, testCount, sqldb.Value[int64], now.UnixMilli())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// A run deletes what is older in small transactions; broken off, it goes on,
// and every row it deleted is told once.
func TestRunIsBrokenOffAndGoesOn(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := open(t, db)
		ctx := authz.With(t.Context(), authz.System("test"))
		w.fill(t, 2*batch+7, 11)
		if err := w.run(ctx, Done{}, func(float64, string) {}); err != nil || w.left(t) != 2*batch+18 {
			t.Fatalf("without a setting everything stays: %d, %v", w.left(t), err)
		}
		if p, err := w.Preview(ctx, "part", 10); err != nil || p.Rows != 2*batch+7 || p.Before != "2026-03-19" {
			t.Errorf("%+v %v", p, err)
		}
		if _, err := w.Set(ctx, "part", 10, 0); err != nil {
			t.Fatal(err)
		}
		// The process dies in the second batch: that one is undone.
		w.after = func(n int) error {
			if n == 2 {
				return errors.New("killed")
			}
			return nil
		}
		done := Done{}
		if err := w.run(ctx, done, func(float64, string) {}); err == nil || done["part"] != batch || w.left(t) != batch+18 {
			t.Errorf("%v, %d are left, %v", done, w.left(t), err)
		}
		// Cancelled after one more.
		cancelled, cancel := context.WithCancel(ctx)
		w.after = func(int) error { cancel(); return nil }
		if err := w.run(cancelled, Done{}, func(float64, string) {}); !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled run ended with %v", err)
		}
		w.after = func(int) error { return nil }
		shares := []float64{}
		if err := w.run(ctx, Done{}, func(s float64, _ string) { shares = append(shares, s) }); err != nil || w.left(t) != 11 {
			t.Errorf("%d are left, %v", w.left(t), err)
		}
		if len(shares) < 2 || shares[len(shares)-1] != 1 {
			t.Errorf("progress went %v", shares)
		}
		told := 0
		for _, e := range w.log.entries {
			var rows int
			if n, _ := fmt.Sscanf(e, "retention.delete part map[before:2026-03-19 rows:%d]", &rows); n == 1 {
				told += rows
			}
		}
		if told != 2*batch+7 || w.begun == 0 {
			t.Errorf("%d rows are told of in %v", told, w.log.entries)
		}
		list, err := w.Settings(ctx)
		if err != nil || list[1].Days != 10 || list[1].LastRun == nil || list[1].LastBefore != "2026-03-19" || list[0].LastRun != nil {
			t.Errorf("%+v %v", list, err)
		}
	})
}

// A kind is not kept longer than what it lives on, and not shorter than it
// must; who changed it meanwhile is not overwritten.
func TestSet(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := open(t, db)
		ctx := authz.With(t.Context(), authz.System("test"))
		for i, c := range []struct {
			kind string
			days int64
			rev  int64
			want fault.Kind
			fine bool
		}{
			{"part", 2, 0, fault.Invalid, false}, {"part", MostDays + 1, 0, fault.Invalid, false}, {"whole", 10, 0, fault.Invalid, false},
			{"part", 5, 0, 0, true}, {"part", 5, 0, 0, true}, // sent again
			{"part", 6, 0, fault.Conflict, false}, {"whole", 4, 0, fault.Invalid, false}, {"whole", 6, 0, 0, true},
			{"part", 0, 1, fault.Invalid, false}, {"part", 7, 1, fault.Invalid, false}, {"part", 6, 1, 0, true}, {"none", 6, 0, fault.NotFound, false},
		} {
			_, err := w.Set(ctx, c.kind, c.days, c.rev)
			if (err == nil) != c.fine || err != nil && !fault.Is(err, c.want) {
				t.Errorf("%d: %s for %d days: %v", i, c.kind, c.days, err)
			}
		}
		if len(w.log.entries) != 3 {
			t.Errorf("three changes are told as %v", w.log.entries)
		}
		weak := authz.With(t.Context(), authz.Actor{UserID: "x"})
		if _, err := w.Set(weak, "part", 9, 2); !fault.Is(err, fault.Denied) {
			t.Errorf("anybody sets: %v", err)
		}
		if _, err := w.Settings(weak); !fault.Is(err, fault.Denied) {
			t.Errorf("anybody reads: %v", err)
		}
	})
}

// Of the nodes that look, one starts the night's run, once, and none when
// nothing has an end.
func TestNight(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b, err := bus.Open(t.Context(), bus.Config{Dir: t.TempDir(), DB: db, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = b.Stop(context.Background()) }()
		j := jobs.New(db, b, clock.System(), slog.New(slog.DiscardHandler))
		w := open(t, db)
		ctx := authz.With(t.Context(), authz.System("test"))
		started := func() int {
			list, err := j.List(ctx, jobs.Filter{Kind: JobKind, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		night := func(at time.Time) int {
			w.clk = clock.Fixed(at)
			for range 3 {
				if err := w.night(ctx); err != nil {
					t.Fatal(err)
				}
			}
			return started()
		}
		if n := night(now); n != 0 {
			t.Errorf("%d runs although everything is kept", n)
		}
		if _, err := w.Set(ctx, "part", 10, 0); err != nil {
			t.Fatal(err)
		}
		if n := night(now.Add(-4 * time.Hour)); n != 0 {
			t.Errorf("%d runs before three", n)
		}
		if n := night(now); n != 1 {
			t.Errorf("%d runs in the first night", n)
		}
		if _, err := w.Start(ctx); !fault.Is(err, fault.Conflict) {
			t.Errorf("two runs at once: %v", err)
		}
		list, _ := j.List(ctx, jobs.Filter{Kind: JobKind, Limit: 10})
		if _, err := j.Cancel(ctx, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if n := night(now.Add(time.Hour)); n != 1 {
			t.Errorf("%d runs in one night", n)
		}
		if n := night(now.Add(24 * time.Hour)); n != 2 {
			t.Errorf("%d runs in two nights", n)
		}
	})
}
