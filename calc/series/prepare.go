package series

import (
	"math"

	"github.com/lingting/lingting/internal/kit/civil"
)

// Flag says that a day stands out, and was not taken as it is unless the
// planner said so.
type Flag struct {
	Day      civil.Date `json:"day"`
	Kind     FlagKind   `json:"kind"`
	Actual   float64    `json:"actual"`   // counted; NaN when nothing is known
	Expected float64    `json:"expected"` // by what was known the day before
	Treated  Treatment  `json:"treated"`  // what the planner said of the day; "" where the rule holds
	From     int        `json:"from"`     // of an outage: its first slot
	Until    int        `json:"until"`    // and the one after its last
}

// FlagKind is why.
type FlagKind string

// The kinds of flags.
const (
	FlagClosed  FlagKind = "closed"   // a usual day without counts: taken as closed
	FlagPartial FlagKind = "partial"  // some slots are not known: the day's total is reckoned from the others
	FlagOutlier FlagKind = "outlier"  // far from what was expected: learnt from as if it were less far
	FlagOutage  FlagKind = "outage"   // nothing came in the middle of an open day: those slots are taken as not known
	FlagLeftOut FlagKind = "left-out" // left out on demand
)

// Treatment is what the planner wants of a day, over the rule.
type Treatment string

// The treatments of a day.
const (
	TreatKeep     Treatment = "keep"      // as it is, however far, and whatever of it is not known
	TreatLeaveOut Treatment = "leave-out" // as if it were not known: neither learnt from nor taken as closed
)

// busy is the median day from which on a day without counts is a closed one;
// below it such days happen.
const busy = 20

// prepare gives what is learnt from: every day's total, NaN where nothing is
// to be learnt, and the flags of days that were not taken as they are. Outages
// are flagged and not known already.
func prepare(s Series, calendar Calendar, treat map[civil.Date]Treatment, outages ...Flag) (totals []float64, flags []Flag) {
	n := s.Days()
	out := map[civil.Date]Flag{}
	for _, f := range outages {
		out[f.Day] = f
	}
	totals = make([]float64, n)
	var came []float64
	for d := range n {
		totals[d] = s.Total(d)
		if totals[d] > 0 {
			came = append(came, totals[d])
		}
	}
	middle := median(came)
	for d := range n {
		if totals[d] == 0 && middle >= busy {
			totals[d] = math.NaN()
		}
	}
	w := weekOf(s.First, totals, treat)
	shares := usualShares(s)
	for d := range n {
		date := s.First.Add(d)
		day := date.SinceMonday()
		switch {
		case calendar[date].Closed:
			totals[d] = math.NaN()
		case treat[date] == TreatLeaveOut:
			flags = append(flags, Flag{Day: date, Kind: FlagLeftOut, Actual: s.Total(d), Treated: TreatLeaveOut})
			totals[d] = math.NaN()
		case math.IsNaN(totals[d]):
			if w.open[day] {
				flags = append(flags, Flag{Day: date, Kind: FlagClosed, Actual: s.Total(d), Treated: treat[date]})
			}
		default:
			known := 0.0
			for k, v := range s.Day(d) {
				if !math.IsNaN(v) {
					known += shares[day][k]
				}
			}
			broken, is := out[date]
			if is {
				flags = append(flags, broken)
			}
			if known > 0.999 || known == 0 {
				break
			}
			if !is {
				flags = append(flags, Flag{Day: date, Kind: FlagPartial, Actual: totals[d], Treated: treat[date]})
			}
			if treat[date] == TreatKeep {
				break
			}
			if totals[d] /= known; known < 0.5 {
				totals[d] = math.NaN()
			}
		}
	}
	return totals, flags
}

// usualShares is each slot's share of all counts of its weekday.
func usualShares(s Series) (out [7][]float64) {
	var sums [7]float64
	for w := range out {
		out[w] = make([]float64, s.Slots)
	}
	for d := range s.Days() {
		w := s.First.Add(d).SinceMonday()
		for k, v := range s.Day(d) {
			if v > 0 {
				out[w][k] += v
				sums[w] += v
			}
		}
	}
	for w := range out {
		for k := range out[w] {
			if sums[w] > 0 {
				out[w][k] /= sums[w]
			}
		}
	}
	return out
}
