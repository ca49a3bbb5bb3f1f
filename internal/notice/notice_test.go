package notice_test

import (
	"context"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/notice"
)

func as(ctx context.Context, personID string) context.Context {
	return authz.With(ctx, authz.Actor{UserID: "u" + personID, PersonID: personID})
}

func TestNoticesAreOfOnePerson(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
		tell := func(at time.Time, by string, n notice.Told) {
			t.Helper()
			s := notice.New(db, clock.Fixed(at))
			if err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return s.Tell(as(t.Context(), by), tx, n) }); err != nil {
				t.Fatal(err)
			}
		}
		tell(now.AddDate(0, 0, -91), "", notice.Told{People: []string{"a"}, Kind: "lent"})
		tell(now, "b", notice.Told{People: []string{"a", "b", "a", ""}, Kind: "roster_changed", About: map[string]string{"on": "2026-11-24"}, Link: "/my-roster"})
		s := notice.New(db, clock.Fixed(now))
		own := func(person string) notice.Own {
			t.Helper()
			o, err := s.Own(as(t.Context(), person))
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		// Once, not of what one did oneself, and what is older than ninety days is gone.
		if o := own("a"); o.Unread != 1 || len(o.Notices) != 1 || o.Notices[0].About["on"] != "2026-11-24" || !o.Notices[0].Unread {
			t.Errorf("%+v", o)
		}
		for _, nobody := range []string{"b", "c", ""} {
			if o := own(nobody); o.Unread != 0 || len(o.Notices) != 0 {
				t.Errorf("%q is told %+v", nobody, o)
			}
		}
		if err := s.Read(as(t.Context(), "a"), now.UnixMilli()-1); err != nil || own("a").Unread != 1 {
			t.Errorf("read before it came: %v", err)
		}
		for range 2 {
			if err := s.Read(as(t.Context(), "a"), now.UnixMilli()); err != nil {
				t.Fatal(err)
			}
		}
		if o := own("a"); o.Unread != 0 || len(o.Notices) != 1 || o.Notices[0].Unread {
			t.Errorf("%+v", o)
		}
	})
}

// What is told together of many is one notice that counts them until it is read;
// the same thing twice counts once.
func TestManyAreToldAsOne(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := notice.New(db, clock.Fixed(time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)))
		tell := func(link string) {
			t.Helper()
			err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
				return s.Tell(as(t.Context(), "b"), tx, notice.Told{People: []string{"a"}, Kind: "contract_sign_off", About: map[string]string{"name": link}, Link: link, Together: "/contracts"})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		own := func(unread, all int, n, name, link string) {
			t.Helper()
			o, err := s.Own(as(t.Context(), "a"))
			if err != nil || o.Unread != unread || len(o.Notices) != all || o.Notices[0].About["n"] != n || o.Notices[0].About["name"] != name || o.Notices[0].Link != link {
				t.Errorf("%+v, %v", o, err)
			}
		}
		tell("/contracts/1")
		tell("/contracts/1")
		own(1, 1, "", "/contracts/1", "/contracts/1")
		tell("/contracts/2")
		tell("/contracts/3")
		own(1, 1, "3", "", "/contracts")
		if err := s.Read(as(t.Context(), "a"), clock.Ms(clock.Fixed(time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)))); err != nil {
			t.Fatal(err)
		}
		tell("/contracts/4")
		if o, err := s.Own(as(t.Context(), "a")); err != nil || o.Unread != 1 || len(o.Notices) != 2 {
			t.Errorf("%+v, %v", o, err)
		}
	})
}
