package org_test

import (
	"context"
	"sync"
	"testing"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
)

func write[T any](t *testing.T, db *sqldb.DB, fn func(ctx context.Context, tx *sqldb.Tx) (T, error)) T {
	t.Helper()
	var out T
	err := db.Write(t.Context(), func(tx *sqldb.Tx) (err error) {
		out, err = fn(t.Context(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEnsureFindsByAliasThenCodeThenDiscovers(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		svc := org.New(db, clock.System(), nil)
		ensure := func(source, external string) string {
			return write(t, db, func(ctx context.Context, tx *sqldb.Tx) (string, error) {
				return svc.EnsureQueue(ctx, tx, source, external, "VOICE")
			})
		}
		a := ensure("asterisk", "PS")
		if again := ensure("asterisk", "PS"); again != a {
			t.Fatalf("the same name gave %s and %s", a, again)
		}
		if other := ensure("connect", "ps"); other != a {
			t.Fatalf("the same code from another source gave %s and %s", a, other)
		}
		if b := ensure("asterisk", "NE"); b == a {
			t.Fatal("two names gave one queue")
		}
		dir := write(t, db, svc.Directory)
		if len(dir.Queues) != 2 || dir.Queues[0].Code != "NE" || dir.Queues[1].Channel != "voice" {
			t.Fatalf("directory: %+v", dir.Queues)
		}
		again := write(t, db, svc.Directory)
		if again.Version != dir.Version {
			t.Fatalf("versions %d and %d with no change between", dir.Version, again.Version)
		}
		agent := write(t, db, func(ctx context.Context, tx *sqldb.Tx) (string, error) {
			return svc.EnsureAgent(ctx, tx, "asterisk", "Agent/1001")
		})
		next := write(t, db, svc.Directory)
		if p, ok := next.Person(agent); !ok || p.AgentNo != "Agent/1001" || next.Version == dir.Version {
			t.Fatalf("person %+v %v, version %d after %d", p, ok, next.Version, dir.Version)
		}
	})
}

func TestEnsureIsSafeTogether(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		svc := org.New(db, clock.System(), nil)
		ids := make([]string, 8)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				err := db.Write(ctx, func(tx *sqldb.Tx) (err error) {
					// two names in two orders, as two streams would
					names := []string{"A", "B"}
					if _, err = svc.EnsureAgent(ctx, tx, "s", names[i%2]); err != nil {
						return err
					}
					if _, err = svc.EnsureAgent(ctx, tx, "s", names[1-i%2]); err != nil {
						return err
					}
					ids[i], err = svc.EnsureQueue(ctx, tx, "s", "Q", "voice")
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Fatalf("different queues for one name: %v", ids)
			}
		}
	})
}

func TestEnsureRefusesNothing(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		svc := org.New(db, clock.System(), nil)
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := svc.EnsureQueue(t.Context(), tx, "s", " ", "voice")
			return err
		})
		if err == nil {
			t.Fatal("an empty name made a queue")
		}
	})
}

func TestCentreIsThereFromTheStart(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		svc := org.New(db, clock.System(), nil)
		c := write(t, db, svc.Centre)
		if c.Timezone != "Asia/Shanghai" || c.WeekStart != "monday" || c.Weekday() != 1 || c.Location().String() != "Asia/Shanghai" {
			t.Fatalf("centre %+v", c)
		}
	})
}
