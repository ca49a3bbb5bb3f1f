package forecast

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/lingting/lingting/calc/series"
)

// handleSpread is how far mean handle times stray from the forecast, in
// logarithms: whole days by themselves, and slots by the contacts they are the
// mean of. It is learnt from what would have been said earlier.
type handleSpread struct {
	day     [2]float64    // variance of a day's mean, of days up to a week ahead and of later ones
	contact float64       // of one contact's handle time, relative to its mean
	stretch [2][3]float64 // of the slots' 50, 80 and 95 % bands
}

// Before anything was tried: a day strays by a twentieth, a contact by its
// mean; and what these count for, in days and in slots.
const (
	dayStrays      = 0.05
	leastStrays    = 0.005
	contactStrays  = 1.0
	dayPrior       = 6
	slotPrior      = 100
	mostHandle     = 26 // weeks that are tried
	leastTried     = 14 // days that are known before
	fewAnswered    = 5  // from where a slot's mean tells of how far slots stray
	straysAtMost   = 25 // what a single slot counts for, as a multiple of what is usual
	dayIndependent = 0.4
)

// leadOf is the range of lead times day i after the history is in.
func leadOf(i int) int {
	if i < 7 {
		return 0
	}
	return 1
}

// triedSlot is a slot that was forecast when it was not known.
type triedSlot struct{ off, answered float64 }

// fitHandleSpread tries the handle times on what came: every week of the last
// half year they are learnt from the days before and held against the four
// weeks after.
func fitHandleSpread(h handleHistory) *handleSpread {
	out := &handleSpread{}
	type triedDay struct{ off, answered float64 }
	var days [2][]triedDay
	var slots [2][]triedSlot
	within, n := contactStrays*slotPrior, float64(slotPrior)
	for known := h.days() - 7; known >= max(leastTried, h.days()-7*mostHandle); known -= 7 {
		m := fitHandle(h.until(known))
		if m == nil {
			continue
		}
		for d := known; d < min(known+28, h.days()); d++ {
			said := m.day(h.first.Add(d))
			r := leadOf(d - known)
			answered, seconds, expected := 0.0, 0.0, 0.0
			from := len(slots[r])
			for k := range h.slots {
				a, s := h.answered[d*h.slots+k], h.seconds[d*h.slots+k]
				if !(a > 0) || !(s > 0) {
					continue
				}
				answered, seconds, expected = answered+a, seconds+s, expected+a*said[k]
				slots[r] = append(slots[r], triedSlot{math.Log(s / (a * said[k])), a})
			}
			if answered == 0 {
				continue
			}
			off := math.Log(seconds / expected)
			days[r] = append(days[r], triedDay{off, answered})
			for _, x := range slots[r][from:] {
				rest := math.Expm1(x.off - off)
				within, n = within+min(x.answered*rest*rest, straysAtMost), n+1
			}
		}
	}
	out.contact = within / n
	for r := range out.day {
		sum, weight := dayStrays*dayStrays*dayPrior, float64(dayPrior)
		for _, d := range days[r] {
			sum += dayIndependent * (d.off*d.off - out.contact/d.answered)
			weight += dayIndependent
		}
		out.day[r] = max(sum/weight, leastStrays*leastStrays)
		out.stretch[r] = out.stretchOf(r, slots[r], float64(len(days[r])))
	}
	return out
}

// stretchOf is how much further than their variance says the bands of slots
// reach, by how far slots were off.
func (s *handleSpread) stretchOf(r int, slots []triedSlot, days float64) (out [3]float64) {
	var off []float64
	for _, x := range slots {
		if x.answered >= fewAnswered {
			off = append(off, math.Abs(x.off)/math.Sqrt(s.variance(r, x.answered)))
		}
	}
	slices.SortFunc(off, func(a, b float64) int { return cmp.Compare(a, b) })
	for l, p := range series.Levels {
		out[l] = 1
		if len(off) > 0 {
			seen := off[min(int(p*float64(len(off))), len(off)-1)] / distuv.UnitNormal.Quantile(0.5+p/2)
			out[l] = (dayPrior + dayIndependent*days*seen) / (dayPrior + dayIndependent*days)
		}
	}
	return out
}

// variance is that of the logarithm of a mean of so many contacts. Less than
// one is taken for one: of a contact that hardly comes nothing else is known.
func (s *handleSpread) variance(r int, contacts float64) float64 {
	return s.day[r] + s.contact/max(contacts, 1)
}

// slot are the bands of a slot's mean handle time, i days after the history.
func (s *handleSpread) slot(i int, mean, contacts float64) [3]series.Band {
	return bandsAround(mean, s.variance(leadOf(i), contacts), s.stretch[leadOf(i)])
}

// whole are the bands of a day's mean.
func (s *handleSpread) whole(i int, mean, contacts float64) [3]series.Band {
	return bandsAround(mean, s.variance(leadOf(i), contacts), [3]float64{1, 1, 1})
}

// bandsAround are the bands of a mean whose logarithm has the variance.
func bandsAround(mean, variance float64, stretch [3]float64) (out [3]series.Band) {
	for l, p := range series.Levels {
		reach := math.Exp(distuv.UnitNormal.Quantile(0.5+p/2) * stretch[l] * math.Sqrt(variance))
		out[l] = series.Band{Low: rough(mean / reach), High: rough(mean * reach)}
	}
	return out
}
