package identity

import (
	"time"

	"github.com/lingting/lingting/internal/kit/fault"
)

const (
	maxFailures   = 5
	failureWindow = 15 * time.Minute
	firstLock     = 5 * time.Minute
	longestLock   = 8 * time.Hour
	forgetAfter   = 24 * time.Hour // without an attempt, locks stop growing
)

// attempts counts what went wrong with one login lately.
type attempts struct {
	failures    int
	first       int64 // ms, of the window
	locks       int
	lockedUntil int64 // ms
	last        int64 // ms
}

// try counts an attempt that is about to be made as failed; success forgets it.
// locked is true when it must not be made at all.
func (a attempts) try(now int64) (next attempts, locked bool) {
	if a.lockedUntil > now {
		return a, true
	}
	if a.last != 0 && now-a.last > forgetAfter.Milliseconds() {
		a = attempts{}
	}
	if a.failures == 0 || now-a.last > failureWindow.Milliseconds() {
		a.failures, a.first = 0, now
	}
	if a.failures >= maxFailures { // as many are under way or have failed
		return a.lock(now), true
	}
	a.failures++
	a.last = now
	return a, false
}

// failed says what a failed attempt leads to.
func (a attempts) failed(now int64) attempts {
	if a.failures >= maxFailures && a.lockedUntil <= now {
		return a.lock(now)
	}
	return a
}

// forgiven takes one attempt back that could not be made.
func (a attempts) forgiven() attempts {
	a.failures = max(a.failures-1, 0)
	return a
}

func (a attempts) lock(now int64) attempts {
	span := longestLock
	if a.locks < 7 {
		span = min(firstLock<<a.locks, longestLock)
	}
	a.locks++
	a.failures, a.last = 0, now
	a.lockedUntil = now + span.Milliseconds()
	return a
}

func lockedFault(until, now int64) error {
	left := time.Duration(until-now) * time.Millisecond
	minutes := int((left + time.Minute - 1) / time.Minute)
	return fault.Newf(fault.TooMany, "identity.locked", "Too many wrong passwords or codes: this login is locked for %d minutes. An administrator can set a new password, which unlocks it.", minutes)
}

func badCredentials() error {
	return fault.New(fault.Unauthenticated, "identity.bad_credentials", "The login or the password is wrong.")
}
