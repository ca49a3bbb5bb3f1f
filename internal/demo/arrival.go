package demo

import (
	"math"
	"math/rand/v2"
	"sort"
	"time"
)

// profile is the share of a day's calls per half-hour from 08:00 to 22:00:
// a steep morning, a lunch dip, an afternoon and a small evening.
var profile = [28]float64{
	2.2, 3.4, 5.0, 5.8, 6.2, 6.0, 5.2, 4.2, 3.3, 3.0, 3.6, 4.4, 5.2, 5.4,
	5.2, 4.8, 4.4, 3.8, 3.1, 2.7, 2.6, 2.9, 3.1, 2.9, 2.4, 1.9, 1.5, 1.1,
}

// night is the weight of a half-hour outside the profile, for lines that are
// open round the clock.
const night = 0.22

var weekday = [7]float64{
	time.Sunday: 0.64, time.Monday: 1.14, time.Tuesday: 1.05, time.Wednesday: 1.0,
	time.Thursday: 0.97, time.Friday: 1.01, time.Saturday: 0.74,
}

// dayFactor is how busy a day is: weekday, pay-days (10th and 25th), the
// card's bill day (5th), and chance.
func dayFactor(day time.Time, rng *rand.Rand) float64 {
	f := weekday[day.Weekday()]
	switch day.Day() {
	case 10, 25:
		f *= 1.2
	case 11, 26:
		f *= 1.08
	case 5:
		f *= 1.12
	}
	return f * math.Exp(0.035*rng.NormFloat64())
}

// surge is a planted bad half-hour: a text message sent to many customers, a
// payment outage. Every sixth day or so has one; none: ok is false.
func surge(seed uint64, day time.Time) (slot int, factor float64, ok bool) {
	rng := rand.New(rand.NewPCG(seed^0x5375726765, uint64(dayNumber(day))))
	if rng.IntN(6) != 0 {
		return 0, 1, false
	}
	return 19 + rng.IntN(20), 2.0 + rng.Float64(), true // 09:30 to 19:00
}

// arrivals are the instants (ms UTC) at which customers enter queue q on the
// day that begins at midnight, ascending.
func arrivals(seed uint64, midnight time.Time, q Queue, index int) []int64 {
	rng := rand.New(rand.NewPCG(seed+uint64(index)*0x9e3779b97f4a7c15, uint64(dayNumber(midnight))))
	busy := dayFactor(midnight, rng)
	bad, factor, planted := surge(seed, midnight)

	var weights [48]float64
	sum := 0.0
	for slot := range weights {
		minute := slot * 30
		if minute < q.Opens || minute >= q.Closes {
			continue
		}
		w := night
		if slot >= 16 && slot < 44 {
			w = profile[slot-16]
		}
		weights[slot] = w
		sum += w
	}
	year, month, dayOfMonth := midnight.Date()
	var out []int64
	for slot, w := range weights {
		if w == 0 {
			continue
		}
		mean := q.PerDay * busy * w / sum
		if planted && slot == bad {
			mean *= factor
		}
		start := time.Date(year, month, dayOfMonth, 0, slot*30, 0, 0, midnight.Location()).UnixMilli()
		for range poisson(rng, mean) {
			out = append(out, start+rng.Int64N(30*60*1000))
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// poisson draws a count with the given mean.
func poisson(rng *rand.Rand, mean float64) int {
	if mean > 60 { // the normal shape is close enough for large means
		return max(0, int(math.Round(mean+math.Sqrt(mean)*rng.NormFloat64())))
	}
	limit, product, n := math.Exp(-mean), rng.Float64(), 0
	for product > limit {
		product *= rng.Float64()
		n++
	}
	return n
}

// dayNumber counts days, whatever the zone.
func dayNumber(day time.Time) int64 {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
}
