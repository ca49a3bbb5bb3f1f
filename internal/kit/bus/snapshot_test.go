package bus_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/bus"
)

// A snapshot brings back messages with their sequences, and consumers with
// what they have taken.
func TestSnapshot(t *testing.T) {
	ctx := t.Context()
	b := open(t, t.TempDir(), nil)
	if err := b.Stream(ctx, events); err != nil {
		t.Fatal(err)
	}
	var taken atomic.Int32
	work := bus.WorkConfig{Stream: "EVENTS", Consumer: "worker"}
	count := func(context.Context, bus.Msg) error { taken.Add(1); return nil }
	if err := b.Work(ctx, work, count); err != nil {
		t.Fatal(err)
	}
	if names, err := b.StreamNames(ctx); err != nil || fmt.Sprint(names) != "[EVENTS]" {
		t.Fatal(names, err)
	}
	for i := range 300 {
		if _, err := b.Publish(ctx, "event.a", "", []byte(fmt.Sprintf("%d %s", i, strings.Repeat("x", 4000)))); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "all taken", func() bool { return taken.Load() == 300 })
	time.Sleep(time.Second) // the last acknowledgement
	if err := b.Purge(ctx, "EVENTS", 100); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	meta, err := b.Snapshot(ctx, "EVENTS", &file)
	if err != nil {
		t.Fatal(err)
	}
	before, err := b.Info(ctx, "EVENTS")
	if err != nil {
		t.Fatal(err)
	}

	c := open(t, t.TempDir(), nil)
	if err := c.Restore(ctx, meta, bytes.NewReader(file.Bytes())); err != nil {
		t.Fatal(err)
	}
	after, err := c.Info(ctx, "EVENTS")
	if err != nil || after.First != before.First || after.Last != before.Last || after.Messages != before.Messages {
		t.Fatalf("%+v, want %+v: %v", after, before, err)
	}
	if seq, err := c.Publish(ctx, "event.a", "", []byte("next")); err != nil || seq != before.Last+1 {
		t.Error(seq, err)
	}
	if err := c.Work(ctx, work, count); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the next one taken", func() bool { return taken.Load() > 300 })
	time.Sleep(200 * time.Millisecond)
	if taken.Load() != 301 {
		t.Errorf("%d messages taken, want 301: the consumer forgot what it had taken", taken.Load())
	}
	if err := c.Restore(ctx, meta, bytes.NewReader(file.Bytes())); err == nil {
		t.Error("a stream that exists was restored over")
	}
	half := open(t, t.TempDir(), nil)
	if err := half.Restore(ctx, meta, bytes.NewReader(file.Bytes()[:file.Len()/2])); err == nil {
		t.Error("half a snapshot was taken for whole")
	}
	if _, err := b.Snapshot(ctx, "NONE", &file); err == nil {
		t.Error("a snapshot of a stream that does not exist")
	}
}
