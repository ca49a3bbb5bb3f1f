package app

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// memoryLook is how often the work of the garbage collector is looked at.
const memoryLook = 5 * time.Second

// effort is the time the process and its garbage collector worked, in
// seconds of one core.
type effort struct{ all, garbage float64 }

// room is the runtime's memory limit. It is soft: a centre that needs more
// than the configured limit is not brought to a standstill by a collector that
// never stops looking for what is not there.
type room struct {
	least, now int64 // bytes; least is what the configuration leaves
	was        effort
}

// newRoom leaves of a process's limit what is neither the program itself, nor
// space between objects, nor kept by the store's engine outside of the
// runtime's heap.
func newRoom(limit int64, store string) *room {
	least := max(limit/100*72-sqldb.CacheBytes(store), limit/2)
	return &room{least: least, now: least}
}

// next gives the limit after another look: wider by a fifth when more than
// half of the work was the collector's and that was no trifle, narrower by a
// twentieth when it was less than a tenth, never under what is configured.
func (r *room) next(now effort, over time.Duration) int64 {
	all, garbage := now.all-r.was.all, now.garbage-r.was.garbage
	r.was = now
	switch {
	case all > 0.3*over.Seconds() && garbage > all/2:
		r.now += r.now / 5
	case garbage < all/10:
		r.now = max(r.least, r.now-r.now/20)
	}
	return r.now
}

// measure reads what the collector did so far. Collecting while nothing else
// is to be done costs nothing and does not count.
func measure() effort {
	s := []metrics.Sample{{Name: "/cpu/classes/gc/total:cpu-seconds"}, {Name: "/cpu/classes/gc/mark/idle:cpu-seconds"}, {Name: "/cpu/classes/total:cpu-seconds"}, {Name: "/cpu/classes/idle:cpu-seconds"}}
	metrics.Read(s)
	idle := s[1].Value.Float64()
	return effort{garbage: s[0].Value.Float64() - idle, all: s[2].Value.Float64() - s[3].Value.Float64() - idle}
}

// keepRoom looks after the limit until ctx ends.
func (a *App) keepRoom(ctx context.Context) error {
	r := newRoom(int64(a.Conf.MemoryLimit), a.Conf.StoreTarget())
	r.was = measure()
	tick := time.NewTicker(memoryLook)
	defer tick.Stop()
	told := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		was := r.now
		if limit := r.next(measure(), memoryLook); limit != was {
			debug.SetMemoryLimit(limit)
		}
		if r.now > r.least*3/2 && !told {
			told = true
			a.Log.Warn("this centre needs more memory than memory_limit leaves: more is taken; set memory_limit higher", "memory_limit", a.Conf.MemoryLimit, "needed_mb", r.now>>20)
		}
	}
}
