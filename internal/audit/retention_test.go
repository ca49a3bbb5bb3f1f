package audit

import (
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

// Old entries go, and the chain is whole from the anchor on: which cannot be
// moved without the chain telling so, and nothing after it can be deleted.
func TestChainBeginsAtItsAnchor(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		begin := time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)
		var s *Service
		for n := range 20 {
			s = New(db, clock.Fixed(begin.AddDate(0, 0, n)))
			note(t, db, s, authz.System("t"), authz.Entry{Action: "a.b", After: n})
		}
		rule := s.Retention()
		if rule.Least < 180 {
			t.Errorf("entries may go after %d days", rule.Least)
		}
		ctx := t.Context()
		drop := func(before time.Time) (counted, deleted int64) {
			t.Helper()
			if err := db.Read(ctx, func(tx *sqldb.Tx) (err error) {
				counted, err = rule.Count(ctx, tx, before)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if err := rule.Begin(ctx, before); err != nil {
				t.Fatal(err)
			}
			for {
				var n int64
				if err := db.Write(ctx, func(tx *sqldb.Tx) (err error) {
					n, err = rule.Delete(ctx, tx, before, 3)
					return err
				}); err != nil {
					t.Fatal(err)
				}
				deleted += n
				if c, err := s.verify(ctx); err != nil || c.FirstBad != 0 { // also between two batches
					t.Fatalf("%+v %v", c, err)
				}
				if n < 3 {
					return counted, deleted
				}
			}
		}
		if c, d := drop(begin); c != 0 || d != 0 {
			t.Errorf("nothing is old: %d counted, %d deleted", c, d)
		}
		if c, d := drop(begin.AddDate(0, 0, 8)); c != 8 || d != 8 {
			t.Errorf("%d counted, %d deleted", c, d)
		}
		if c, d := drop(begin.AddDate(0, 0, 10)); c != 2 || d != 2 {
			t.Errorf("%d counted, %d deleted", c, d)
		}
		c, err := s.verify(ctx)
		if err != nil || c.Entries != 12 || c.Anchor != 10 || c.FirstBad != 0 { // ten, and two that tell of an anchor
			t.Errorf("%+v %v", c, err)
		}
		if _, err := db.Handle().ExecContext(ctx, "delete from audit_entry where seq = 15"); err == nil {
			t.Error("an entry after the anchor could be deleted")
		}
		for _, text := range []string{"update audit_anchor set seq = 12, hash = (select hash from audit_entry where seq = 12)", "delete from audit_entry where seq <= 12"} {
			if _, err := db.Handle().ExecContext(ctx, text); err != nil {
				t.Fatal(err)
			}
		}
		if _, bad, err := s.Verify(ctx); err != nil || bad != 13 {
			t.Errorf("an anchor that was moved by hand: entry %d, %v", bad, err)
		}
	})
}
