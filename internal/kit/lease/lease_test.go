package lease_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/lease"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

// takeLease makes the row a stranger's, as after a node that died.
var takeLease = sqldb.Q(`update kit_lease set holder = 'stranger', term = term + 1, beat = beat + 1 where name = $1`)

func keeper(db *sqldb.DB) *lease.Keeper { return lease.New(db, slog.New(slog.DiscardHandler)) }

// One of several does the work; another follows at once when it ends in
// order.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		var working, most, turns atomic.Int32
		ctx, end := context.WithCancel(t.Context())
		defer end()
		over := make(chan error, 3)
		for range 3 {
			mine, leave := context.WithCancel(ctx)
			k := keeper(db)
			go func() {
				over <- k.Run(mine, "fold", func(ctx context.Context) error {
					n := working.Add(1)
					most.Store(max(most.Load(), n))
					if !k.Holds("fold") {
						t.Error("the holder does not know that it holds")
					}
					time.Sleep(50 * time.Millisecond)
					working.Add(-1)
					turns.Add(1)
					leave()
					<-ctx.Done()
					return nil
				})
			}()
		}
		for range 3 {
			select {
			case err := <-over:
				if err != nil {
					t.Fatal(err)
				}
			case <-time.After(2 * time.Minute):
				t.Fatal("a node never got its turn")
			}
		}
		if most.Load() != 1 || turns.Load() != 3 {
			t.Errorf("%d at once, %d turns", most.Load(), turns.Load())
		}
	})
}

// A lease whose holder is silent is taken over in under ten seconds, and a
// holder that lost it is told.
func TestTakeover(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		t.Parallel() // most of it is waiting
		ctx, end := context.WithCancel(t.Context())
		defer end()
		began, lost := make(chan time.Time, 2), make(chan struct{}, 2)
		over := make(chan error, 1)
		go func() {
			over <- keeper(db).Run(ctx, "fold", func(ctx context.Context) error {
				began <- time.Now()
				<-ctx.Done()
				lost <- struct{}{}
				return ctx.Err()
			})
		}()
		<-began
		stolen := time.Now()
		if err := db.Write(ctx, func(tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, takeLease, "fold")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		select {
		case <-lost:
		case <-time.After(time.Minute):
			t.Fatal("the holder does not hear that it lost the lease")
		}
		select {
		case at := <-began:
			if took := at.Sub(stolen); took < 5*time.Second {
				t.Errorf("the lease of a silent holder was taken after %v", took)
			}
		case <-time.After(2 * time.Minute):
			t.Fatal("the lease of a silent holder is not taken over")
		}
		end()
		if err := <-over; err != nil {
			t.Error(err)
		}
	})
}

// Work that fails frees the lease and its error is given.
func TestWorkFails(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		want := errors.New("no")
		if err := keeper(db).Run(t.Context(), "fold", func(context.Context) error { return want }); !errors.Is(err, want) {
			t.Error(err)
		}
		if h, err := lease.Look(t.Context(), db, "fold"); err != nil || h.Holder != "" {
			t.Errorf("after the work failed %q has it: %v", h.Holder, err)
		}
		if err := keeper(db).Run(t.Context(), "fold", func(context.Context) error { return want }); !errors.Is(err, want) {
			t.Error(err)
		}
	})
}
