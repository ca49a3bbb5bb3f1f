package forecast

import (
	"math"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
)

// Day is a day of a queue as the model said it. Slots are by the clock, from
// midnight; every list has one value for each.
type Day struct {
	On     civil.Date
	Closed bool
	Slots  []float64                 // contacts, with what was changed by hand
	Model  []float64                 // contacts as the model said them; nil: as Slots
	Bands  [3]series.Band            // of the day's total: 50, 80 and 95 %
	Spread [][3]series.Band          // of each slot; nil on a closed day
	Parts  map[series.Part][]float64 // they sum to the slot exactly; nil on a closed day
	Handle []float64                 // mean handle time in seconds, with what was changed by hand; nil: not known

	HandleParts  map[HandlePart][]float64 // of what the model said; they sum to it exactly; nil: not known
	HandleModel  []float64                // mean handle time as the model said it; nil: as Handle
	HandleBands  [3]series.Band           // of the day's mean handle time
	HandleSpread [][3]series.Band         // of each slot's; nil: not known
}

// Total is the day's contacts.
func (d Day) Total() float64 { return sum(d.Slots) }

// Workload is the contacts of a slot times their handle time, in seconds; NaN
// when the handle time is not known.
func (d Day) Workload(k int) float64 {
	if d.Handle == nil {
		return math.NaN()
	}
	return d.Slots[k] * d.Handle[k]
}

// MeanHandle is the day's mean handle time, weighted by contacts; 0: not known.
func (d Day) MeanHandle() float64 { return meanHandle(d.Slots, d.Handle) }

func meanHandle(contacts, handle []float64) float64 {
	seconds, total := 0.0, 0.0
	for k := range handle {
		seconds, total = seconds+contacts[k]*handle[k], total+contacts[k]
	}
	if total <= 0 {
		return 0
	}
	return seconds / total
}

func sum(values []float64) float64 {
	out := 0.0
	for _, v := range values {
		out += v
	}
	return out
}

// fine is how exactly contacts are kept: to a ten-thousandth. Slots are the
// sums of kept parts, so that parts sum to slots and slots to days.
func fine(v float64) float64 { return math.Round(v*1e4) / 1e4 }

func rough(v float64) float64 { return math.Round(v*100) / 100 }

// dayOfModel takes a day of the model over: slots that come twice or never by
// the clock, and hours in which the queue is closed. lead is how many days after
// the history it is.
func dayOfModel(d series.Day, lead int, times []float64, open []bool, handle *handleModel, mix []float64, strays *handleSpread) Day {
	n := len(d.Slots)
	out := Day{On: d.Date, Closed: d.Closed, Slots: make([]float64, n)}
	if handle != nil {
		out.Handle, out.HandleParts = handle.parted(d.Date, mix)
	}
	if d.Closed {
		return out
	}
	out.Spread = make([][3]series.Band, n)
	out.Parts = map[series.Part][]float64{}
	for _, p := range series.Parts() {
		out.Parts[p] = make([]float64, n)
	}
	for k := range n {
		share := times[k]
		if !open[k] {
			share = 0
		}
		if share == 0 {
			continue
		}
		for p, values := range out.Parts {
			values[k] = fine(d.Parts[p][k] * share)
		}
		for _, p := range series.Parts() {
			out.Slots[k] += out.Parts[p][k]
		}
		// A sum of kept parts can miss the kept slot by their rounding.
		if out.Slots[k] = fine(out.Slots[k]); out.Slots[k] < 0 {
			out.Parts[series.PartProfile][k] = fine(out.Parts[series.PartProfile][k] - out.Slots[k])
			out.Slots[k] = 0
		}
		for l, b := range d.Spread[k] {
			out.Spread[k][l] = series.Band{Low: rough(b.Low * share), High: rough(b.High * share)}
		}
	}
	if d.Total > 0 {
		for l, b := range d.Bands {
			out.Bands[l] = scaled(b, out.Total()/d.Total)
		}
	}
	out.strayHandle(lead, strays)
	return out
}

// strayHandle fills the bands of handle times in, where contacts are forecast.
func (d *Day) strayHandle(lead int, strays *handleSpread) {
	if d.Handle == nil || strays == nil {
		return
	}
	d.HandleSpread = make([][3]series.Band, len(d.Slots))
	for k, v := range d.Slots {
		if v > 0 {
			d.HandleSpread[k] = strays.slot(lead, d.Handle[k], v)
		}
	}
	d.HandleBands = strays.whole(lead, d.MeanHandle(), d.Total())
}

func scaled(b series.Band, by float64) series.Band {
	return series.Band{Low: rough(b.Low * by), High: rough(b.High * by)}
}
