package demo

import (
	"math"
	"math/rand/v2"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
)

// An operating day begins at 06:00, when the floor is nearly empty, and ends
// at 06:00 of the next day. Each is a story of its own: it depends on the seed
// and its date only, so days can be told in any order.
const (
	opens   = 6 * 60 // minute of the date at which its operating day begins
	closes  = opens + 1440
	perHalf = 30
	halves  = 48
)

// Shapes of a day: weights of the half-hours from 06:00, for workdays and for
// weekends and holidays.
var (
	workdayShape = [halves]float64{
		0.5, 0.7, 1.1, 1.7, 2.9, 4.3, 5.4, 6.0, 6.2, 5.8, 4.9, 4.0, 3.3, 3.1, 3.7, 4.5, 5.1, 5.3, 5.1, 4.7, 4.3, 3.8, 3.2, 2.8,
		2.7, 2.9, 3.0, 2.8, 2.4, 2.0, 1.6, 1.2, 0.8, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.2, 0.15, 0.15, 0.15, 0.15, 0.2, 0.2, 0.25, 0.35,
	}
	weekendShape = [halves]float64{
		0.4, 0.5, 0.7, 1.1, 1.9, 2.8, 3.7, 4.4, 4.8, 4.8, 4.4, 4.0, 3.7, 3.6, 3.8, 4.1, 4.4, 4.5, 4.4, 4.2, 4.0, 3.8, 3.6, 3.5,
		3.5, 3.6, 3.6, 3.3, 2.9, 2.4, 1.9, 1.5, 1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.2, 0.15, 0.15, 0.15, 0.2, 0.2, 0.25, 0.3,
	}
)

// expected is how many customers a planner expects per half-hour of the
// operating day.
func expected(on civil.Date, q Queue) [halves]float64 {
	shape := &workdayShape
	if !calendar.Day(on, "").Kind.Works() {
		shape = &weekendShape
	}
	var out [halves]float64
	sum := 0.0
	for i := range out {
		if q.openAt(opens + i*perHalf) {
			out[i] = shape[i]
			sum += shape[i]
		}
	}
	total := q.PerDay * expectedFactor(on)
	for i := range out {
		out[i] *= total / sum
	}
	return out
}

// openAt reports whether the queue takes calls at a minute counted from the
// midnight the operating day's date begins with.
func (q Queue) openAt(minute int) bool {
	m := minute % 1440
	return m >= q.Opens && m < q.Closes
}

// arrivals are the instants (ms after the date's midnight) at which customers
// enter the queue, ascending: a Poisson process whose rate runs straight from
// the middle of one half-hour to the next, by inversion of its integral.
func arrivals(seed uint64, on civil.Date, q Queue, index int) []int64 {
	rng := rand.New(rand.NewPCG(seed+uint64(index+1)*0x9e3779b97f4a7c15, dayNumber(on)))
	mean := expected(on, q)
	luck := math.Exp(0.03*rng.NormFloat64() - 0.0005)
	hour := 1.0
	for i := range mean {
		if i%2 == 0 {
			hour = math.Exp(0.04 * rng.NormFloat64())
		}
		mean[i] *= luck * hour
	}
	planted := plantedOn(on)
	if s, ok := surgeOn(seed, on); ok {
		planted = append(planted, s)
	}
	// steps of five minutes are fine enough for a planted minute to show
	const step = 5
	rate := func(minute int) float64 { // customers per step
		if !q.openAt(minute) {
			return 0
		}
		at := float64(minute-opens)/perHalf + float64(step)/2/perHalf - 0.5
		i := int(math.Floor(at))
		lo, hi := mean[max(i, 0)], mean[min(i+1, halves-1)]
		if lo == 0 || hi == 0 { // at the edge of the opening hours
			lo = mean[(minute-opens)/perHalf]
			hi = lo
		}
		r := (lo + (hi-lo)*(at-float64(i))) * step / perHalf
		for _, p := range planted {
			if p.Arrivals > 0 && p.at(minute%1440, q.Code) {
				r *= p.Arrivals
			}
		}
		return r
	}
	var out []int64
	due, gone := rng.ExpFloat64(), 0.0
	for minute := opens; minute < closes; minute += step {
		r := rate(minute)
		for due <= gone+r {
			share := (due - gone) / r
			out = append(out, int64((float64(minute)+share*step)*60_000))
			due += rng.ExpFloat64()
		}
		gone += r
	}
	return out
}

// poissonLoad is the mean number of agents at work on a half-hour's customers.
func poissonLoad(customers float64, q Queue) float64 {
	return customers * (q.Talk + q.WrapUp).Seconds() / (perHalf * 60)
}

// quiet reports whether offices are closed on the day.
func quiet(on civil.Date) bool { return calendar.Day(on, "").Kind == org.Holiday }
