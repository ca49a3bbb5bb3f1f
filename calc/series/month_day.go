package series

import (
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
)

// monthDay is a day of the month that stands out by itself: wages or pensions
// are paid, bills fall due.
type monthDay struct {
	day   int // 1 to 28
	moves moves
}

// moves is on which day it is when its own is no workday.
type moves int

const (
	staysPut moves = iota
	movesAhead
	movesBack
)

// The rule for finding them: means of so many standardised errors that stand
// so far out (of 84 candidates none does by chance once in a hundred series),
// in so many months.
const (
	standsOut  = 4.5
	fewMonths  = 3
	mostErrors = 3.5 // a single error is not taken for further off
	mostFound  = 4
)

// Prior standard deviations of what a found day and the day after it add.
const (
	monthDayReach = 0.2
	dayAfterReach = 0.05
)

// falls says whether d is the day on which m falls.
func (c *days) falls(m monthDay, d civil.Date) bool {
	is := func(x civil.Date) bool { day, _ := monthPlace(x); return day == m.day }
	works := func(x civil.Date) bool { return c.working(x) && c.open[x.SinceMonday()] && !c.closed(x) }
	if m.moves == staysPut {
		return is(d)
	}
	if !works(d) {
		return false
	}
	step := 1
	if m.moves == movesBack {
		step = -1
	}
	for x := d; ; x = x.Add(step) {
		if is(x) {
			return true
		}
		if works(x.Add(step)) || max(x.Sub(d), d.Sub(x)) > 12 {
			return false
		}
	}
}

// findMonthDays finds the days of the month that stand out of what was expected
// the day before, NaN where nothing is known: errors in standard deviations
// from the series' first day on.
func (c *days) findMonthDays(errors []float64) []monthDay {
	type candidate struct {
		monthDay
		far float64
	}
	var found []candidate
	for day := 1; day <= 28; day++ {
		best := candidate{}
		for _, way := range []moves{movesAhead, staysPut, movesBack} {
			m := monthDay{day, way}
			sum, n := 0.0, 0.0
			for i, e := range errors {
				if !math.IsNaN(e) && c.falls(m, c.first.Add(i)) {
					sum, n = sum+max(-mostErrors, min(mostErrors, e)), n+1
				}
			}
			if far := math.Abs(sum) / math.Sqrt(max(n, 1)); n >= fewMonths && far > best.far {
				best = candidate{m, far}
			}
		}
		if best.far >= standsOut {
			found = append(found, best)
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		if a.far > b.far {
			return -1
		}
		return 1
	})
	var out []monthDay
	for _, f := range found {
		beside := slices.ContainsFunc(out, func(m monthDay) bool { return max(m.day-f.day, f.day-m.day) <= 2 })
		if !beside && len(out) < mostFound {
			out = append(out, f.monthDay)
		}
	}
	return out
}
