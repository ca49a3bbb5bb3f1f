// Package civil is calendar arithmetic without a clock: dates, ranges of whole
// days, weeks that begin on Monday, and when a day really begins in a time
// zone, on the days of a clock change too. A day has 23, 24 or 25 hours; in a
// few zones some begin at 01:00.
package civil

import (
	"fmt"
	"time"
)

// Date is a calendar day without a zone, on the wire and in the store
// YYYY-MM-DD. Dates compare with == and, as text, with <.
type Date struct{ days int32 } // since 1970-01-01

// Of is the date of a year, month and day; values out of range carry over.
func Of(year int, month time.Month, day int) Date {
	return Date{int32(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)}
}

// At is the date of an instant (ms UTC) in a zone.
func At(ms int64, zone *time.Location) Date {
	return Of(time.UnixMilli(ms).In(zone).Date())
}

// Parse reads YYYY-MM-DD and nothing else.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date such as 2026-11-22", s)
	}
	return Of(t.Date()), nil
}

// String is YYYY-MM-DD.
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// MarshalText writes YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = Parse(string(b))
	return err
}

func (d Date) utc() time.Time { return time.Unix(int64(d.days)*86400, 0).UTC() }

// Add is the date n days later.
func (d Date) Add(n int) Date { return Date{d.days + int32(n)} }

// Sub is the number of days from o to d.
func (d Date) Sub(o Date) int { return int(d.days - o.days) }

// Before reports whether d is an earlier day than o.
func (d Date) Before(o Date) bool { return d.days < o.days }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// SinceMonday is the weekday as the number of days since Monday, 0 to 6.
func (d Date) SinceMonday() int { return (int(d.Weekday()) + 6) % 7 }

// Civil is the year, month and day.
func (d Date) Civil() (year int, month time.Month, day int) { return d.utc().Date() }

// Week is the Monday on or before d.
func (d Date) Week() Date { return d.WeekFrom(time.Monday) }

// WeekFrom is the first day of d's week, when weeks begin on start.
func (d Date) WeekFrom(start time.Weekday) Date {
	return d.Add(-((int(d.Weekday()) - int(start) + 7) % 7))
}

// Month is the first day of d's month.
func (d Date) Month() Date {
	y, m, _ := d.Civil()
	return Of(y, m, 1)
}

// Quarter is the first day of d's quarter.
func (d Date) Quarter() Date {
	y, m, _ := d.Civil()
	return Of(y, (m-1)/3*3+1, 1)
}

// Year is the first day of d's year.
func (d Date) Year() Date {
	y, _, _ := d.Civil()
	return Of(y, time.January, 1)
}

// Start is the first instant (ms UTC) of the day in the zone: midnight, or
// where the clock jumps over midnight the instant of the jump.
func (d Date) Start(zone *time.Location) int64 {
	y, m, day := d.Civil()
	t := time.Date(y, m, day, 0, 0, 0, 0, zone)
	// time.Date may give the day before (23:00) or 01:00 when midnight does
	// not exist, and either of two midnights when it comes twice.
	if At(t.UnixMilli(), zone) != d {
		_, end := t.ZoneBounds() // the jump
		return end.UnixMilli()
	}
	begin, _ := t.ZoneBounds()
	if begin.IsZero() {
		return t.UnixMilli()
	}
	if h, mi, s := t.Clock(); h+mi+s > 0 { // after a jump over midnight
		return begin.UnixMilli()
	}
	// Midnight twice: the first is in the time before the change.
	if before := begin.Add(-time.Millisecond); !begin.After(t) && At(before.UnixMilli(), zone) == d {
		_, off := before.In(zone).Zone()
		first := int64(d.days)*86400 - int64(off)
		if At(first*1000, zone) == d && first*1000 < t.UnixMilli() {
			return first * 1000
		}
	}
	return t.UnixMilli()
}

// Range is whole days from From to To, both included.
type Range struct{ From, To Date }

// Days is the number of days, 0 when To is before From.
func (r Range) Days() int { return max(r.To.Sub(r.From)+1, 0) }

// Has reports whether the range includes d.
func (r Range) Has(d Date) bool { return !d.Before(r.From) && !r.To.Before(d) }

// Bounds is the range in instants (ms UTC), the end not included.
func (r Range) Bounds(zone *time.Location) (from, until int64) {
	return r.From.Start(zone), r.To.Add(1).Start(zone)
}
