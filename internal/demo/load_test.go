package demo

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/telephony/ingest"
)

// keeper is an intake that keeps keys and fails when told to.
type keeper struct {
	keys  map[string]int
	order []int64
	fail  int
	seq   uint64
}

var errFull = errors.New("the disk is full")

func (k *keeper) Publish(_ context.Context, b ingest.Batch) (uint64, error) {
	if k.fail > 0 {
		if k.fail--; k.fail == 0 {
			return 0, errFull
		}
	}
	for _, e := range b.Events {
		k.keys[e.Key]++
		k.order = append(k.order, e.At)
	}
	k.seq++
	return k.seq, nil
}

func TestLoadRecentDaysFirstAndOnlyWhatIsMissing(t *testing.T) {
	now := time.Date(2026, 3, 20, 15, 30, 0, 0, zone(t))
	in := &keeper{keys: map[string]int{}}
	dir := t.TempDir()
	load := func(at time.Time) {
		t.Helper()
		l := &Loader{Intake: in, Dir: dir}
		if _, err := l.Open(3, 8, at); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Load(t.Context(), at); err != nil {
			t.Fatal(err)
		}
	}
	load(now)
	if first := time.UnixMilli(in.order[0]).In(zone(t)); first.Day() != 13 {
		t.Errorf("the load began with %s", first)
	}
	count := len(in.keys)
	load(now)
	if len(in.keys) != count {
		t.Error("a second load at the same time sent more")
	}
	load(now.Add(20 * time.Hour))
	if len(in.keys) <= count {
		t.Error("a later load sent nothing")
	}
	for key, times := range in.keys {
		if times != 1 {
			t.Fatalf("%s was sent %d times", key, times)
		}
	}
	whole := generate(t, 3, now.AddDate(0, 0, -8), now.Add(20*time.Hour))
	if len(whole) != len(in.keys) {
		t.Errorf("%d events of %d were sent", len(in.keys), len(whole))
	}
}

func TestLoadGoesOnAfterAFailure(t *testing.T) {
	now := time.Date(2026, 3, 20, 15, 30, 0, 0, zone(t))
	dir := t.TempDir()
	in := &keeper{keys: map[string]int{}, fail: 7}
	for range 3 {
		l := &Loader{Intake: in, Dir: dir}
		if _, err := l.Open(3, 8, now); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Load(t.Context(), now); err != nil && !errors.Is(err, errFull) {
			t.Fatal(err)
		}
	}
	if whole := generate(t, 3, now.AddDate(0, 0, -8), now); len(whole) != len(in.keys) {
		t.Errorf("%d events of %d were sent", len(in.keys), len(whole))
	}
}
