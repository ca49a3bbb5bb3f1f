package series

import (
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
)

// outage is a stretch of slots in the middle of an open day in which nothing,
// or nearly nothing, came where plenty was to be expected.
type outage struct{ from, until int } // slots

// What makes an outage: as many days are looked at to know what is usual, a
// slot is quiet with so small a share of the expected, and the stretch must
// have missed so many contacts: by chance alone that happens once in a hundred
// million stretches.
const (
	usualDays    = 8
	leastUsual   = 3
	quietShare   = 0.1
	leastMissed  = 20
	tellingCount = 0.5 // expected counts below say nothing of a slot
)

// findOutages gives the outages of a series' days. Slots not known, days
// without counts and series of whole days have none.
func findOutages(s Series) map[int]outage {
	out := map[int]outage{}
	if s.Slots < 4 {
		return out
	}
	totals := make([]float64, s.Days())
	for d := range totals {
		totals[d] = s.Total(d)
	}
	for d := range totals {
		if !(totals[d] > 0) {
			continue
		}
		usual := usualCounts(s, totals, d)
		if usual == nil {
			continue
		}
		if o, found := quietStretch(s.Day(d), usual); found {
			out[d] = o
		}
	}
	return out
}

// usualCounts are the middle counts of the slots on the nearest days of the
// same weekday or, while there are few, on the nearest days at all; nil when
// nothing is known.
func usualCounts(s Series, totals []float64, d int) []float64 {
	near := func(step int) (days []int) {
		for away := step; away <= step*usualDays; away += step {
			for _, x := range [2]int{d - away, d + away} {
				if x >= 0 && x < len(totals) && totals[x] > 0 && len(days) < usualDays {
					days = append(days, x)
				}
			}
		}
		return days
	}
	days := near(7)
	if len(days) < leastUsual {
		days = near(1)
	}
	if len(days) < leastUsual {
		return nil
	}
	out := make([]float64, s.Slots)
	column := make([]float64, 0, len(days))
	for k := range out {
		column = column[:0]
		for _, x := range days {
			if v := s.Day(x)[k]; !math.IsNaN(v) {
				column = append(column, v)
			}
		}
		if len(column) > 0 {
			out[k] = median(column)
		}
	}
	return out
}

// quietStretch finds the stretch of a day that missed the most; usual are the
// middle counts of such days, which the day's other slots say how to scale.
func quietStretch(counts, usual []float64) (best outage, found bool) {
	came, like := 0.0, 0.0
	for k, v := range counts {
		if v > quietShare*usual[k] {
			came, like = came+v, like+usual[k]
		}
	}
	if like <= 0 {
		return best, false
	}
	missed := 0.0
	for from := 0; from < len(counts); from++ {
		until, sum := from, 0.0
		for k := from; k < len(counts); k++ {
			e := usual[k] * came / like
			if math.IsNaN(counts[k]) || e < tellingCount {
				if k == from {
					break // a stretch begins with a quiet slot
				}
				continue
			}
			if counts[k] > quietShare*e {
				break
			}
			until, sum = k+1, sum+e-counts[k]
		}
		if sum < leastMissed || sum <= missed || !busyAt(counts[:from], usual) || !busyAt(counts[until:], usual[until:]) {
			continue
		}
		best, missed, found = outage{from, until}, sum, true
	}
	return best, found
}

// busyAt says that contacts came in a usual slot: the day had begun, or went
// on.
func busyAt(counts, usual []float64) bool {
	for k, v := range counts {
		if v > 0 && usual[k] >= tellingCount {
			return true
		}
	}
	return false
}

// repaired is the series with its outages as not known, but for days the
// planner keeps or leaves out, and the flags of all of them.
func repaired(s Series, treat map[civil.Date]Treatment) (Series, []Flag) {
	found := findOutages(s)
	if len(found) == 0 {
		return s, nil
	}
	out, flags := s, []Flag(nil)
	out.Values = slices.Clone(s.Values)
	for d := range s.Days() {
		o, ok := found[d]
		date := s.First.Add(d)
		if !ok || treat[date] == TreatLeaveOut {
			continue
		}
		flags = append(flags, Flag{Day: date, Kind: FlagOutage, Actual: s.Total(d), Treated: treat[date], From: o.from, Until: o.until})
		if treat[date] == TreatKeep {
			continue
		}
		for k := o.from; k < o.until; k++ {
			out.Day(d)[k] = math.NaN()
		}
	}
	return out, flags
}
