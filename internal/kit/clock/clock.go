// Package clock is the only source of now.
package clock

import "time"

// Clock tells the time.
type Clock interface{ Now() time.Time }

type system struct{}

func (system) Now() time.Time { return time.Now() }

// System is the machine's clock.
func System() Clock { return system{} }

// Fixed is a clock that stands still, for tests and reproducible data.
type Fixed time.Time

// Now is the fixed instant.
func (f Fixed) Now() time.Time { return time.Time(f) }

// Ms is the clock's instant in milliseconds UTC.
func Ms(c Clock) int64 { return c.Now().UnixMilli() }

// faster runs ahead of another clock.
type faster struct {
	base  Clock
	begin time.Time
	from  time.Time
	speed float64
}

// Faster is a clock that shows the instant from when it is made, and then runs speed times as
// fast as base.
func Faster(base Clock, from time.Time, speed float64) Clock {
	return faster{base: base, begin: base.Now(), from: from, speed: speed}
}

// Now is the instant by the faster clock.
func (f faster) Now() time.Time {
	return f.from.Add(time.Duration(float64(f.base.Now().Sub(f.begin)) * f.speed))
}
