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
