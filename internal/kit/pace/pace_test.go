package pace

import (
	"fmt"
	"testing"
	"time"
)

type hands struct{ at time.Time }

func (h *hands) Now() time.Time { return h.at }

func TestALimitLetsABurstThroughAndThenAsManyAsItSays(t *testing.T) {
	clk := &hands{time.Unix(1_700_000_000, 0)}
	l := New(clk, 2, 5)
	for i := range 5 {
		if wait := l.Take("a"); wait != 0 {
			t.Fatalf("request %d waits %v", i, wait)
		}
	}
	for range 3 { // who is refused is not charged: the wait does not grow
		if wait := l.Take("a"); wait != 500*time.Millisecond {
			t.Fatalf("the sixth waits %v", wait)
		}
	}
	if wait := l.Take("b"); wait != 0 {
		t.Fatalf("another caller waits %v", wait)
	}
	clk.at = clk.at.Add(time.Second)
	passed := 0
	for range 5 {
		if l.Take("a") == 0 {
			passed++
		}
	}
	if passed != 2 {
		t.Fatalf("a second later %d pass", passed)
	}
	for range 6 {
		l.Charge("c")
	}
	if l.Left("c") || !l.Left("d") {
		t.Fatal("what was charged is not counted")
	}
	off := New(clk, 0, 1)
	for range 100 {
		if off.Take("a") != 0 || !off.Left("a") {
			t.Fatal("a limit that is off slows down")
		}
	}
}

func TestFullBucketsAreForgotten(t *testing.T) {
	clk := &hands{time.Unix(1_700_000_000, 0)}
	l := New(clk, 1, 1)
	for i := range many {
		l.Take(fmt.Sprint(i))
	}
	clk.at = clk.at.Add(time.Hour)
	l.Take("held")
	if n := len(l.callers); n != 1 {
		t.Fatalf("%d buckets are kept", n)
	}
	if l.Take("held") == 0 {
		t.Fatal("the new bucket is forgotten")
	}
}
