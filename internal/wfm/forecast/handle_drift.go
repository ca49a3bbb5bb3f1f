package forecast

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/lingting/lingting/calc/series"
)

// handleDrift is how far mean handle times of whole months stray, in logarithms:
// by themselves, and the further ahead the more, as their level walks.
type handleDrift struct {
	month   float64 // variance of a month's mean, beyond chance of its contacts
	walk    float64 // variance the level gains in a day
	contact float64 // of one contact's handle time, relative to its mean
	freedom float64 // how well it is known, as degrees of freedom
}

// Before anything was tried a month strays by one and a half per cent, and the level by six
// per cent in half a year; what these count for in months that were tried. Months
// from one origin, and origins a month apart, tell the same in part.
const (
	blockDays        = 28
	monthStrays      = 0.015
	usualWalk        = 0.06 * 0.06 / 180
	walkPriorDays    = 180
	driftPrior       = 1
	mostBlocks       = 13
	blockIndependent = 0.3
	blockAtMost      = 0.25 // what a single month counts for, as a variance
)

// fitHandleDrift tries handle times on the months that came: every four weeks
// they are learnt from the days before and held against up to a year after.
func fitHandleDrift(h handleHistory, spread *handleSpread) *handleDrift {
	out := &handleDrift{contact: spread.contact, freedom: 3 + float64(h.days())/blockDays/4}
	type tried struct{ lead, square float64 }
	var all []tried
	for known := h.days() - blockDays; known >= leastTried; known -= blockDays {
		m := fitHandle(h.until(known))
		if m == nil {
			continue
		}
		for b := range mostBlocks {
			from := known + b*blockDays
			if from+blockDays > h.days() {
				break
			}
			answered, seconds, expected := 0.0, 0.0, 0.0
			for d := from; d < from+blockDays; d++ {
				said := m.day(h.first.Add(d))
				for k := range h.slots {
					a, s := h.answered[d*h.slots+k], h.seconds[d*h.slots+k]
					if a > 0 && s > 0 {
						answered, seconds, expected = answered+a, seconds+s, expected+a*said[k]
					}
				}
			}
			if answered > 0 {
				off := math.Log(seconds / expected)
				all = append(all, tried{float64(b * blockDays), min(off*off, blockAtMost) - out.contact/answered})
			}
		}
	}
	// A line through the squares, drawn towards what is usual: its height and its
	// slope, each by the other, until they agree.
	out.month, out.walk = monthStrays*monthStrays, usualWalk
	for range 20 {
		sum, n := driftPrior*monthStrays*monthStrays, float64(driftPrior)
		slope, weight := driftPrior*usualWalk*walkPriorDays*walkPriorDays, float64(driftPrior*walkPriorDays*walkPriorDays)
		for _, x := range all {
			// Far months stray more, and tell the less of it.
			w := blockIndependent * out.month / (out.month + out.walk*x.lead)
			sum, n = sum+w*(x.square-out.walk*x.lead), n+w
			slope, weight = slope+w*x.lead*(x.square-out.month), weight+w*x.lead*x.lead
		}
		out.month = max(sum/n, leastStrays*leastStrays)
		out.walk = max(slope/weight, 0)
	}
	return out
}

// further is what days beyond those tried one by one gain.
func (d *handleDrift) further(lead int) float64 { return d.walk * float64(max(lead-blockDays, 0)) }

// whole are the bands of the mean handle time of so many contacts, of days that
// begin and end so many days after the history.
func (d *handleDrift) whole(from, until int, mean, contacts float64) (out [3]series.Band) {
	lead := float64(from+until)/2 - blockDays/2
	var wide [3]float64 // of a spread learnt from few months, Student's law
	for l, p := range series.Levels {
		wide[l] = distuv.StudentsT{Mu: 0, Sigma: 1, Nu: d.freedom}.Quantile(0.5+p/2) / distuv.UnitNormal.Quantile(0.5+p/2)
	}
	return bandsAround(mean, d.month+d.walk*max(lead, 0)+d.contact/max(contacts, 1), wide)
}
