package app

import (
	"testing"
	"time"
)

// A collector that takes most of the work is given room, step by step; the
// room is taken back when it is not needed, and never under the limit.
func TestRoomFollowsTheCollectorsWork(t *testing.T) {
	t.Parallel()
	const mb = 1 << 20
	r := newRoom(400*mb, "postgres://x")
	if r.now < 287*mb || r.now > 288*mb {
		t.Fatalf("%d", r.now)
	}
	at := effort{}
	look := func(all, garbage float64) int64 {
		at.all, at.garbage = at.all+all, at.garbage+garbage
		return r.next(at, 5*time.Second)
	}
	least := r.least
	if look(8, 6) != least+least/5 {
		t.Errorf("busy with garbage: %d", r.now)
	}
	if n := r.now; look(8, 2) != n {
		t.Errorf("a usual share: %d", r.now)
	}
	if n := r.now; look(1, 0.9) != n {
		t.Errorf("a trifle: %d", r.now)
	}
	for range 50 {
		look(8, 0.1)
	}
	if r.now != least {
		t.Errorf("not taken back: %d of %d", r.now, least)
	}
	if m := measure(); m.all < m.garbage || m.garbage < 0 {
		t.Errorf("%+v", m)
	}
}
