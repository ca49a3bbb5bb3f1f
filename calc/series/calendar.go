package series

import (
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
)

// DayFact is what is known of a day before it comes.
type DayFact struct {
	Closed  bool     // the centre is shut
	Holiday string   // the statutory holiday's name; "" on other days
	MakeUp  bool     // a rest day that is worked in place of another (调休)
	Events  []string // names of events: a campaign, bills sent
}

// Calendar is what is known of days; a day that is not in it is an ordinary one.
type Calendar map[civil.Date]DayFact

// week is what a series shows of its weekdays.
type week struct {
	open  [7]bool // counts come on at least half of these weekdays
	rest  [7]bool // Saturday and Sunday
	first int     // the first open weekday after the longest run of closed ones
	lean  [7]float64
}

// weekOf reads the open weekdays out of day totals (NaN: not known); days left
// out tell nothing. lean is a weekday's median log total less that of all days.
func weekOf(first civil.Date, totals []float64, treat map[civil.Date]Treatment) (w week) {
	var seen, came [7]int
	var logs [7][]float64
	var all []float64
	for i, v := range totals {
		if treat[first.Add(i)] == TreatLeaveOut {
			continue
		}
		d := first.Add(i).SinceMonday()
		seen[d]++
		if v > 0 {
			came[d]++
			logs[d] = append(logs[d], logTotal(v))
			all = append(all, logTotal(v))
		}
	}
	middle := median(all)
	for d := range 7 {
		w.open[d] = came[d] > 0 && 2*came[d] >= seen[d]
		w.rest[d] = d >= 5
		if len(logs[d]) > 0 {
			w.lean[d] = median(logs[d]) - middle
		}
	}
	longest := 0
	for d := range 7 {
		run := 0
		for run < 7 && !w.open[(d+6-run)%7] {
			run++
		}
		if w.open[d] && (run > longest || longest == 0 && run == 0 && d == 0) {
			w.first, longest = d, run
		}
	}
	return w
}

// days answers of single days: open by the calendar and by what was counted.
type days struct {
	week
	first    civil.Date
	totals   []float64
	calendar Calendar
	treat    map[civil.Date]Treatment
}

// closed says that nothing is expected on a day: by the calendar, or because
// it is a day of the past on which nothing came.
func (c *days) closed(d civil.Date) bool {
	if c.calendar[d].Closed {
		return true
	}
	if c.treat[d] == TreatLeaveOut {
		return false // nothing is known of it
	}
	i := d.Sub(c.first)
	return i >= 0 && i < len(c.totals) && !(c.totals[i] > 0)
}

// missing counts the usual days before d, one after the other, that were closed.
func (c *days) missing(d civil.Date) (n int) {
	for x := d.Add(-1); d.Sub(x) < 15 && c.first.Before(x); x = x.Add(-1) {
		if !c.open[x.SinceMonday()] {
			continue
		}
		if !c.closed(x) {
			return n
		}
		n++
	}
	return 0 // shut for long, or before the first day: that is another matter
}

// before is the last usual open day before d.
func (c *days) before(d civil.Date) civil.Date {
	for x := d.Add(-1); d.Sub(x) < 8; x = x.Add(-1) {
		if c.open[x.SinceMonday()] && !c.closed(x) {
			return x
		}
	}
	return d.Add(-1)
}

// shutAfter says that the next usual day is closed.
func (c *days) shutAfter(d civil.Date) bool {
	for x := d.Add(1); x.Sub(d) < 7; x = x.Add(1) {
		if c.open[x.SinceMonday()] {
			return c.closed(x)
		}
	}
	return false
}

// holidayBefore says that d is the first day that is no holiday and no rest
// day after one that is a holiday.
func (c *days) holidayBefore(d civil.Date) bool {
	if !c.working(d) {
		return false
	}
	for x := d.Add(-1); d.Sub(x) < 6; x = x.Add(-1) {
		if c.calendar[x].Holiday != "" {
			return true
		}
		if c.working(x) {
			return false
		}
	}
	return false
}

// working says that d is a workday: a weekday that is no holiday, or a make-up
// workday.
func (c *days) working(d civil.Date) bool {
	f := c.calendar[d]
	return f.MakeUp || f.Holiday == "" && !f.Closed && !c.rest[d.SinceMonday()]
}

// monthPlace is a day's number in its month from 1, and the month's length.
func monthPlace(d civil.Date) (day, length int) {
	_, _, day = d.Civil()
	first := d.Month()
	return day, first.Add(31).Month().Sub(first)
}

// yearPlace is the share of the year that is over at noon of d.
func yearPlace(d civil.Date) float64 {
	first := d.Year()
	y, _, _ := d.Civil()
	return (float64(d.Sub(first)) + 0.5) / float64(civil.Of(y+1, time.January, 1).Sub(first))
}
