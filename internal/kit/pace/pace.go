// Package pace slows down callers who ask too often: a token bucket for each
// of them, forgotten once it is full again.
package pace

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/lingting/lingting/internal/kit/clock"
)

// many is from how many buckets on the full ones are looked for.
const many = 10_000

// Limit gives each caller burst requests at once and then perSecond of them.
type Limit struct {
	clk       clock.Clock
	perSecond float64
	burst     int

	mu      sync.Mutex
	callers map[string]*rate.Limiter
	sweep   int // buckets from which the next search for full ones pays
}

// New makes a limit. Without a positive perSecond nobody is slowed down.
func New(clk clock.Clock, perSecond float64, burst int) *Limit {
	return &Limit{clk: clk, perSecond: perSecond, burst: max(burst, 1), callers: map[string]*rate.Limiter{}, sweep: many}
}

// Take counts a request of the caller; wait is 0 when it may pass, else how
// long until one may.
func (l *Limit) Take(caller string) (wait time.Duration) {
	b, now := l.bucket(caller)
	if b == nil {
		return 0
	}
	r := b.ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now) // who is refused is not also charged
	}
	return wait
}

// Left reports whether the caller has a request left, without counting one.
func (l *Limit) Left(caller string) bool {
	b, now := l.bucket(caller)
	return b == nil || b.TokensAt(now) >= 1
}

// Charge counts a request of the caller whether it may pass or not.
func (l *Limit) Charge(caller string) {
	if b, now := l.bucket(caller); b != nil {
		b.ReserveN(now, 1)
	}
}

func (l *Limit) bucket(caller string) (*rate.Limiter, time.Time) {
	now := l.clk.Now()
	if l.perSecond <= 0 {
		return nil, now
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.callers[caller]
	if b == nil {
		if len(l.callers) >= l.sweep {
			for k, c := range l.callers {
				if c.TokensAt(now) >= float64(l.burst) {
					delete(l.callers, k)
				}
			}
			l.sweep = max(many, 2*len(l.callers))
		}
		b = rate.NewLimiter(rate.Limit(l.perSecond), l.burst)
		l.callers[caller] = b
	}
	return b, now
}

// Subscriber is the address as limits count it: of IPv6 one subscriber has a
// whole network of 64 bits.
func Subscriber(address string) string {
	if a, err := netip.ParseAddr(address); err == nil && a.Is6() && !a.Is4In6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return address
}
