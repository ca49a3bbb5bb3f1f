package demo

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// keeper is an intake that keeps keys and fails when told to.
type keeper struct {
	mu    sync.Mutex
	keys  map[string]int
	order []int64
	fail  int
	seq   uint64
}

var errFull = errors.New("the disk is full")

func (k *keeper) Send(_ context.Context, b ingest.Batch) (func(context.Context) (uint64, error), error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fail > 0 {
		if k.fail--; k.fail == 0 {
			return nil, errFull
		}
	}
	for _, e := range b.Events {
		k.keys[e.Key]++
		k.order = append(k.order, e.At)
	}
	k.seq++
	seq := k.seq
	return func(context.Context) (uint64, error) { return seq, nil }, nil
}

func (k *keeper) Wait(context.Context, uint64) error { return nil }

func open(t *testing.T, in Intake, dir string, at time.Time) *Speaker {
	t.Helper()
	s, err := Open(in, dir, 3, 4, at)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// story is what should have been told up to an instant, by key.
func story(t *testing.T, until time.Time) map[string]bool {
	t.Helper()
	s := NewStory(3, zone(t))
	out := map[string]bool{}
	for on := date(t, "2026-03-16"); on != date(t, "2026-03-24"); on = on.Add(1) {
		for _, e := range s.Day(on) {
			if e.At < until.UnixMilli() {
				out[e.Key] = true
			}
		}
	}
	return out
}

func (k *keeper) equals(t *testing.T, want map[string]bool, once bool) {
	t.Helper()
	if len(k.keys) != len(want) {
		t.Errorf("%d events of %d were told", len(k.keys), len(want))
	}
	for key, times := range k.keys {
		if !want[key] || once && times != 1 {
			t.Fatalf("%s was told %d times, expected: %v", key, times, want[key])
		}
	}
}

// livesOn lets the speaker live for a while of a bubble's time.
func livesOn(t *testing.T, s *Speaker, length time.Duration, clk clock.Clock) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), length)
	defer stop()
	if err := s.Live(ctx, clk); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
}

func TestHistoryThenLiveIsTheWholeStory(t *testing.T) {
	z := zone(t)
	synctest.Test(t, func(t *testing.T) {
		begin := time.Date(2026, 3, 20, 6, 2, 0, 0, z) // the night's last contacts are still on
		clk := shifted(time.Until(begin))
		in, dir := &keeper{keys: map[string]int{}}, t.TempDir()
		s := open(t, in, dir, begin)
		var days []civil.Date
		if err := s.History(t.Context(), func(share float64, day civil.Date) {
			if share <= 0 || share > 1 {
				t.Errorf("share %f", share)
			}
			days = append(days, day)
		}); err != nil {
			t.Fatal(err)
		}
		if len(days) != 5 || days[0] != date(t, "2026-03-20") || days[4] != date(t, "2026-03-16") || !s.State().Complete() {
			t.Errorf("history told %v, complete: %v", days, s.State().Complete())
		}
		in.equals(t, story(t, begin), true)

		livesOn(t, s, 3*time.Hour+tick/2, clk) // half a tick more, so that the last tick surely came
		in.equals(t, story(t, clk.Now().Add(-tick/2)), false)

		// off for two nights; a new process fills the gap and goes on
		time.Sleep(40 * time.Hour)
		again := open(t, in, dir, clk.Now())
		if err := again.History(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		livesOn(t, again, 2*time.Second, clk)
		want := story(t, clk.Now())
		if missing := len(want) - len(in.keys); missing < 0 || missing > 30 { // what happened in the last tick
			t.Errorf("%d events are missing after the gap", missing)
		}
	})
}

// shifted is the bubble's clock, moved.
type shifted time.Duration

func (s shifted) Now() time.Time { return time.Now().Add(time.Duration(s)) }

func TestHistoryGoesOnAfterAFailure(t *testing.T) {
	now := time.Date(2026, 3, 20, 15, 30, 0, 0, zone(t))
	in, dir := &keeper{keys: map[string]int{}, fail: 8}, t.TempDir()
	if err := open(t, in, dir, now).History(t.Context(), nil); !errors.Is(err, errFull) {
		t.Fatalf("the failure is not told: %v", err)
	}
	if err := open(t, in, dir, now.Add(time.Hour)).History(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	in.equals(t, story(t, now), false)
}

func TestAnotherVersionsDemoIsRefused(t *testing.T) {
	dir := t.TempDir()
	for _, content := range []string{`{"seed":1,"first":"2026-01-01"}`, `{"version":`} {
		if err := os.WriteFile(filepath.Join(dir, stateFile), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(&keeper{}, dir, 1, 3, time.Now()); err == nil {
			t.Errorf("%s was taken", content)
		}
	}
}
