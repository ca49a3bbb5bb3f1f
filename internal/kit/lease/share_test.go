package lease_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

// floor is who works on which part.
type floor struct {
	t  *testing.T
	mu sync.Mutex
	on map[int]string
}

func (f *floor) begin(who string, mine []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, part := range mine {
		if other := f.on[part]; other != "" {
			f.t.Errorf("%s begins part %d while %s works on it", who, part, other)
		}
		f.on[part] = who
	}
}

func (f *floor) end(mine []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, part := range mine {
		f.on[part] = ""
	}
}

// shares is how many parts each has, ascending; nil unless all are worked on.
func (f *floor) shares() (out []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	of := map[string]int{}
	for _, who := range f.on {
		if who == "" {
			return nil
		}
		of[who]++
	}
	if len(f.on) < 8 {
		return nil
	}
	for _, n := range of {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

func (f *floor) until(want ...int) {
	f.t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if slices.Equal(f.shares(), want) {
			return
		}
	}
	f.t.Fatalf("the parts are shared as %v, want %v", f.shares(), want)
}

// Parts are shared about equally, none is worked on by two at a time, and who
// joins or leaves changes the shares.
func TestShare(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		t.Parallel() // most of it is waiting
		f := &floor{t: t, on: map[int]string{}}
		var all sync.WaitGroup
		join := func(who string) (leave func()) {
			ctx, end := context.WithCancel(t.Context())
			over := make(chan struct{})
			all.Go(func() {
				defer close(over)
				if err := keeper(db).Share(ctx, "fold", 8, func(ctx context.Context, mine []int) error {
					f.begin(who, mine)
					<-ctx.Done()
					f.end(mine)
					return ctx.Err()
				}); err != nil {
					t.Errorf("%s: %v", who, err)
				}
			})
			return func() {
				end()
				<-over
			}
		}
		first := join("first")
		f.until(8)
		second := join("second")
		f.until(4, 4)
		third := join("third")
		f.until(2, 3, 3)
		first()
		f.until(4, 4)
		second()
		f.until(8)
		third()
		all.Wait()
	})
}

// Work that fails ends the share, frees its parts, and its error is given.
func TestShareFails(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		want := errors.New("no")
		for range 2 {
			if err := keeper(db).Share(t.Context(), "fold", 2, func(context.Context, []int) error { return want }); !errors.Is(err, want) {
				t.Error(err)
			}
		}
	})
}
