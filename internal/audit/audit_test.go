package audit

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

func note(t *testing.T, db *sqldb.DB, s *Service, actor authz.Actor, e authz.Entry) {
	t.Helper()
	ctx := authz.With(t.Context(), actor)
	if err := db.Write(ctx, func(tx *sqldb.Tx) error { return s.Record(ctx, tx, e) }); err != nil {
		t.Fatal(err)
	}
}

func TestChainHoldsUnderWritersAndBreaksWhereItIsAltered(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := New(db, clock.System())
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() {
				for i := range 5 {
					note(t, db, s, authz.System("job"), authz.Entry{Action: "x.y", Object: "thing", ObjectID: fmt.Sprint(w, i), After: map[string]int{"n": i}})
				}
			})
		}
		wg.Wait()
		if n, bad, err := s.Verify(t.Context()); n != 20 || bad != 0 || err != nil {
			t.Fatalf("verify: %d entries, first bad %d, %v", n, bad, err)
		}
		alter := func(text string) {
			t.Helper()
			if _, err := db.Handle().ExecContext(t.Context(), text); err != nil {
				t.Fatal(err)
			}
		}
		expect := func(want int64) {
			t.Helper()
			if _, bad, err := s.Verify(t.Context()); bad != want || err != nil {
				t.Fatalf("first bad %d, want %d, %v", bad, want, err)
			}
		}
		for _, text := range []string{`delete from audit_entry where seq = 20`, `update audit_entry set actor = 'x' where seq = 9`, `delete from audit_entry`} {
			if _, err := db.Handle().ExecContext(t.Context(), text); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Fatalf("%s: %v", text, err)
			}
		}
		expect(0)
		// Who owns the store can take the guard away; the chain tells.
		for _, text := range map[sqldb.Engine][]string{
			sqldb.SQLite:   {`drop trigger audit_entry_no_update`, `drop trigger audit_entry_no_delete`},
			sqldb.Postgres: {`alter table audit_entry disable trigger user`},
		}[db.Engine()] {
			alter(text)
		}
		alter(`delete from audit_entry where seq = 20`)
		expect(20)
		alter(`update audit_entry set after_doc = '{"n":7}' where seq = 9`)
		expect(9)
		alter(`delete from audit_entry where seq = 4`)
		expect(4)
		alter(`delete from audit_entry where seq = 1`)
		expect(1)
	})
}

func TestRolledBackChangeLeavesNoEntry(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := New(db, clock.System())
		_ = db.Write(t.Context(), func(tx *sqldb.Tx) error {
			if err := s.Record(t.Context(), tx, authz.Entry{Action: "a.b"}); err != nil {
				t.Fatal(err)
			}
			return fault.New(fault.Invalid, "x", "changed my mind")
		})
		if n, bad, err := s.Verify(t.Context()); n != 0 || bad != 0 || err != nil {
			t.Fatalf("verify: %d, %d, %v", n, bad, err)
		}
	})
}

func TestListFilters(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		at := time.Date(2026, 3, 8, 23, 30, 0, 0, time.UTC)
		s := New(db, clock.Fixed(at))
		actor := authz.Actor{UserID: "u1", Login: "wang", RequestID: "r1"}
		note(t, db, s, actor, authz.Entry{Action: "org.queue.create", Object: "queue", ObjectID: "q1", After: map[string]string{"name": "售后<&>"}})
		note(t, db, s, actor, authz.Entry{Action: "org.queue.update", Object: "queue", ObjectID: "q1"})
		note(t, db, s, authz.System("import"), authz.Entry{Action: "org_queue", Object: "queue", ObjectID: "q2"})
		boss := authz.With(t.Context(), authz.System("test"))
		for _, c := range []struct {
			f    Filter
			want int
		}{
			{Filter{}, 3}, {Filter{Actor: "wang"}, 2}, {Filter{Actor: "u1"}, 2}, {Filter{Action: "org.queue"}, 2},
			{Filter{Action: "org_"}, 1}, {Filter{Object: "q2"}, 1}, {Filter{Object: "queue"}, 3},
			{Filter{From: "2026-03-08", To: "2026-03-08"}, 3}, {Filter{From: "2026-03-09"}, 0},
			{Filter{From: "2026-03-09T07:30:00+08:00"}, 3}, {Filter{To: "2026-03-08T23:30:00Z"}, 0},
		} {
			got, err := s.List(boss, c.f)
			if err != nil || len(got.Items) != c.want {
				t.Errorf("%+v: %d entries, want %d, %v", c.f, len(got.Items), c.want, err)
			}
		}
		first, err := s.List(boss, Filter{Limit: 2})
		if err != nil || len(first.Items) != 2 || first.NextCursor == "" {
			t.Fatalf("first page: %+v, %v", first, err)
		}
		second, err := s.List(boss, Filter{Limit: 2, Cursor: first.NextCursor})
		if err != nil || len(second.Items) != 1 || second.NextCursor != "" {
			t.Fatalf("second page: %+v, %v", second, err)
		}
		e := second.Items[0]
		if e.At != "2026-03-08T23:30:00.000Z" || string(e.After) != `{"name":"售后<&>"}` || e.Before != nil || e.RequestID != "r1" {
			t.Fatalf("entry %+v", e)
		}
		if _, err := s.List(boss, Filter{From: "March"}); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a bad date gave %v", err)
		}
		if _, err := s.List(t.Context(), Filter{}); !fault.Is(err, fault.Unauthenticated) {
			t.Fatalf("nobody read the log: %v", err)
		}
		weak := authz.With(t.Context(), authz.Actor{UserID: "x"})
		if _, err := s.List(weak, Filter{}); !fault.Is(err, fault.Denied) {
			t.Fatalf("an agent read the log: %v", err)
		}
	})
}
