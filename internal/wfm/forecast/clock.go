package forecast

import (
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
)

const minutesOfDay = 24 * 60

// slotsOf is the number of slots of a day by the clock.
func slotsOf(grainMinutes int) int { return minutesOfDay / grainMinutes }

// slotAt is the day and the slot by the zone's clock of an instant (ms UTC).
func slotAt(ms int64, grainMinutes int, zone *time.Location) (civil.Date, int) {
	t := time.UnixMilli(ms).In(zone)
	return civil.Of(t.Date()), (t.Hour()*60 + t.Minute()) / grainMinutes
}

// timesOf is how often each slot comes on a day: once, but on a day on which
// the clock changes some come twice, in part or not at all.
func timesOf(day civil.Date, grainMinutes int, zone *time.Location) []float64 {
	out := make([]float64, slotsOf(grainMinutes))
	const step = 5 * 60_000 // clocks change by whole five minutes
	for at, until := day.Start(zone), day.Add(1).Start(zone); at < until; at += step {
		if d, k := slotAt(at, grainMinutes, zone); d == day {
			out[k] += 5 / float64(grainMinutes)
		}
	}
	for k, v := range out {
		if v > 0.999 && v < 1.001 {
			out[k] = 1
		}
	}
	return out
}

// slotTime is when a slot begins, like 09:30.
func slotTime(k, grainMinutes int) string {
	return time.Date(2000, 1, 1, 0, k*grainMinutes, 0, 0, time.UTC).Format("15:04")
}
