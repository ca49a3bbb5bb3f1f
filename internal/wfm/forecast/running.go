package forecast

import (
	"math"

	"github.com/lingting/lingting/calc/series"
)

// runningQueue is a queue's day of which a part is over.
type runningQueue struct {
	day     queueDay
	grain   int // minutes of a slot
	offered []float64
	series.Running
	handle float64 // today's handle time as a multiple of what was forecast
	// answered contacts of the slots that are over, the seconds they took, and
	// the seconds the forecast had for them
	answered, took, said float64
	outside              int // slots in a row, the latest first, outside the 95 % band; below 0: under it
}

// handleTrust is how many contacts' worth of trust the forecast's handle time
// has against what is seen today.
const handleTrust = 50

// run holds what came in the slots that are over against the forecast: offered
// (NaN: not known), answered contacts and the seconds they took.
func run(d queueDay, grain int, offered, answered, seconds []float64) runningQueue {
	out := runningQueue{day: d, grain: grain, offered: offered, handle: 1}
	spread := d.Spread
	if spread == nil {
		spread = make([][3]series.Band, len(d.Slots))
	}
	out.Running = series.Continue(series.Expected{Slots: d.Slots, Bands: d.Bands, Spread: spread, Minutes: grain}, offered)
	if d.Handle != nil {
		for k := range offered {
			if answered[k] > 0 && d.Handle[k] > 0 {
				out.said, out.took, out.answered = out.said+answered[k]*d.Handle[k], out.took+seconds[k], out.answered+answered[k]
			}
		}
		if out.answered > 0 {
			trust := handleTrust * out.said / out.answered
			out.handle = (out.took + trust) / (out.said + trust)
		}
	}
	for k := len(offered) - 1; k >= 0; k-- {
		side := beside(offered[k], spread[k][2])
		if side == 0 || side*out.outside < 0 {
			break
		}
		out.outside += side
	}
	return out
}

// beside is 1 above the band, -1 below it, 0 within or where nothing is known
// or nothing was forecast.
func beside(v float64, b series.Band) int {
	switch {
	case math.IsNaN(v) || b.High == 0:
		return 0
	case v > b.High:
		return 1
	case v < b.Low:
		return -1
	}
	return 0
}

// workload is what the contacts of a slot take, in seconds, by today's handle
// time; NaN: not known.
func (r runningQueue) workload(k int, contacts float64) float64 {
	if r.day.Handle == nil {
		return math.NaN()
	}
	return contacts * r.day.Handle[k] * r.handle
}
