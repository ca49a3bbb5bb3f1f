package series

import (
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
)

// Part names what a forecast is made of.
type Part string

// The parts of a forecast.
const (
	PartLevel    Part = "level"
	PartTrend    Part = "trend"
	PartWeekday  Part = "weekday"
	PartProfile  Part = "profile"
	PartCalendar Part = "calendar"
	PartEvents   Part = "events"
	PartDrivers  Part = "drivers"
)

// spread is how far the parts of a day's log total reach, as standard
// deviations; the states' priors are normal.
type spread struct {
	noise   float64 // a day by itself
	level   float64 // the level's walk of a day
	wave    float64 // what comes each day to what fades
	keep    float64 // how much of that is left a day later
	weekday float64 // a weekday's walk of a day
	month   float64 // the smooth course of the month
	turn    float64 // the first and last days of the month
}

// The spreads' priors have their middle here. What fades may fade within days
// or within weeks: both are tried, and weighted by how well they did.
var (
	swiftSpread = spread{noise: 0.03, level: 0.0005, wave: 0.02, keep: 0.7, weekday: 0.0005, month: 0.07, turn: 0.006}
	slowSpread  = spread{noise: 0.03, level: 0.0005, wave: 0.015, keep: 0.96, weekday: 0.0005, month: 0.07, turn: 0.006}
	shapeSpread = spread{noise: 0.03, level: 0.0005, wave: 0.02, keep: 0.7, weekday: 0.0005, month: 0.05, turn: 0.03}
	// wideSpread is the prior's standard deviation of the spreads' logarithms
	// (of keep's logit).
	wideSpread = [spreads]float64{0.35, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5}
)

const spreads = 7

func (s spread) coordinates() [spreads]float64 {
	return [spreads]float64{math.Log(s.noise), math.Log(s.level), math.Log(s.wave), math.Log(s.keep / (1 - s.keep)), math.Log(s.weekday), math.Log(s.month), math.Log(s.turn)}
}

func spreadAt(x []float64) spread {
	return spread{math.Exp(x[0]), math.Exp(x[1]), math.Exp(x[2]), 1 / (1 + math.Exp(-x[3])), math.Exp(x[4]), math.Exp(x[5]), math.Exp(x[6])}
}

// Numbers of states of a kind.
const (
	bumps     = 6 // smooth humps over a month
	turnFirst = 4 // days of the month's beginning that stand alone
	turnLast  = 3 // and of its end
	waves     = 3 // pairs of annual sine waves
	yearDays  = 400
	waveReach = 0.05 // prior standard deviation of the longest wave, in logs
)

// gapNoise is how much single days after a closed day differ from what such
// days have in common (standard deviation in logs).
const gapNoise = 0.18

// Events of a name have an effect in common, about none (or what the planner
// assumes) before any was seen, and differ from it each by itself; days in a
// row are one event. So one that was seen once tells less than many.
const (
	eventReach   = 0.2 // standard deviations in logs
	eventDiffers = 0.1
)

// assumed is an assumption (a share) in logs.
func assumed(share float64) float64 { return math.Log1p(max(share, -0.99)) }

// place is where a group of states stands.
type place struct{ at, n int }

// dayState is the states a day's log total is the sum of, and the row of
// every day in them.
type dayState struct {
	days
	n                                   int
	level, slope, wave                  int
	weekday, month, turn, year          place
	after, afterFirst, before, second   int
	holiday, holidayFirst, holidayAfter int
	holidayBefore, makeUp               int
	monthDays                           []monthDay
	monthDay                            place          // of each the day itself and the day after
	names, events                       map[string]int // of an event its usual effect; what one differs from it follows
	eventNames                          []string
	drivers                             []*course
	part                                []Part
	mean, variance                      []float64 // the priors that do not hang on the spread
	workdays                            float64
}

func (s *dayState) add(part Part, mean, deviation float64) int {
	s.n++
	s.part = append(s.part, part)
	s.mean, s.variance = append(s.mean, mean), append(s.variance, deviation*deviation)
	return s.n - 1
}

func (s *dayState) group(part Part, n int, deviation float64) place {
	p := place{s.n, n}
	for range n {
		s.add(part, 0, deviation)
	}
	return p
}

// newShapeState is the states a factor of a day's shape is the sum of: the
// same as those of its total, but weekdays and level are in the profile.
func newShapeState(total *dayState) *dayState {
	s := *total
	s.mean, s.variance = make([]float64, s.n), slices.Clone(total.variance)
	s.variance[s.level], s.variance[s.slope] = 0.01*0.01, 0
	for w := range 7 {
		s.variance[s.weekday.at+w] = 0.01 * 0.01
	}
	s.variance[s.afterFirst] = 0.1 * 0.1
	for k := range s.monthDay.n {
		s.variance[s.monthDay.at+k] = dayAfterReach * dayAfterReach
	}
	for _, at := range s.events {
		s.variance[at], s.variance[at+1] = 0.1*0.1, 0.05*0.05
	}
	for _, c := range s.drivers {
		for k := range c.states.n {
			s.variance[c.states.at+k] = driverShape * driverShape
		}
	}
	for _, i := range []int{s.after, s.before, s.second} {
		s.variance[i] = 0.08 * 0.08
	}
	return &s
}

func newDayState(first civil.Date, totals []float64, o Options, monthDays []monthDay) *dayState {
	calendar := o.Calendar
	s := &dayState{monthDays: monthDays, days: days{week: weekOf(first, totals, o.Treatments), first: first, totals: totals, calendar: calendar, treat: o.Treatments}, names: map[string]int{}, events: map[string]int{}}
	middle, n := 0.0, 0.0
	for _, v := range totals {
		if v > 0 {
			middle, n = middle+logTotal(v), n+1
		}
	}
	s.level = s.add(PartLevel, middle/max(n, 1), 1)
	s.slope = s.add(PartTrend, 0, 0.00005)
	s.wave = s.add(PartLevel, 0, 0)
	s.weekday = s.group(PartWeekday, 7, 0.55)
	s.month = s.group(PartCalendar, bumps, 0)
	s.turn = s.group(PartCalendar, turnFirst+turnLast, 0)
	s.monthDay = place{s.n, 2 * len(monthDays)}
	for range monthDays {
		s.add(PartCalendar, 0, monthDayReach)
		s.add(PartCalendar, 0, dayAfterReach)
	}
	if len(totals) >= yearDays {
		s.year = s.group(PartCalendar, 2*waves, 0)
		for k := range waves {
			deviation := waveReach / float64(k+1)
			s.variance[s.year.at+2*k], s.variance[s.year.at+2*k+1] = deviation*deviation, deviation*deviation
		}
	}
	// Part of what a closed day keeps back comes on the next day, which is
	// also like the first day of a week.
	s.after, s.afterFirst = s.add(PartCalendar, 0.07, 0.06), s.add(PartCalendar, 0.8, 0.3)
	s.before, s.second = s.add(PartCalendar, 0, 0.05), s.add(PartCalendar, 0.02, 0.05)
	if len(calendar) > 0 {
		s.holiday, s.holidayFirst = s.add(PartCalendar, 0, 0.4), s.add(PartCalendar, 0, 0.1)
		s.holidayAfter, s.holidayBefore = s.add(PartCalendar, 0.05, 0.1), s.add(PartCalendar, 0, 0.1)
		s.makeUp = s.add(PartCalendar, 0, 0.15)
	}
	for _, name := range calendar.names() {
		s.names[name] = s.add(PartCalendar, 0, 0.25)
	}
	s.eventNames = calendar.eventNames()
	for _, name := range s.eventNames {
		s.events[name] = s.add(PartEvents, assumed(o.Assumptions[name]), eventReach)
		s.add(PartEvents, 0, eventDiffers)
	}
	s.addDrivers(o.Drivers)
	for d := range 7 {
		if s.open[d] && !s.rest[d] {
			s.workdays++
		}
	}
	return s
}

// names gives the names of holidays, in order.
func (c Calendar) names() (out []string) {
	for _, f := range c {
		if f.Holiday != "" && !slices.Contains(out, f.Holiday) {
			out = append(out, f.Holiday)
		}
	}
	slices.Sort(out)
	return out
}

// eventNames gives the names of events, in order.
func (c Calendar) eventNames() (out []string) {
	for _, f := range c {
		for _, e := range f.Events {
			if !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
	}
	slices.Sort(out)
	return out
}

// row is day d in the states.
func (s *dayState) row(d civil.Date) (r row) {
	r.add(s.level, 1)
	r.add(s.wave, 1)
	s.addWeekday(&r, d)
	s.addMonth(&r, d)
	for k, m := range s.monthDays {
		switch {
		case s.falls(m, d):
			r.add(s.monthDay.at+2*k, 1)
		case s.falls(m, d.Add(-1)):
			r.add(s.monthDay.at+2*k+1, 1)
		}
	}
	if s.year.n > 0 {
		u := 2 * math.Pi * yearPlace(d)
		for k := range waves {
			sin, cos := math.Sincos(float64(k+1) * u)
			r.add(s.year.at+2*k, sin)
			r.add(s.year.at+2*k+1, cos)
		}
	}
	w := d.SinceMonday()
	if s.missing(d) > 0 {
		r.add(s.after, 1)
		r.add(s.afterFirst, s.lean[s.week.first]-s.lean[w])
	} else if s.missing(s.days.before(d)) > 0 {
		r.add(s.second, 1)
	}
	if s.shutAfter(d) {
		r.add(s.before, 1)
	}
	fact := s.calendar[d]
	if fact.Holiday != "" {
		r.add(s.holiday, 1)
		r.add(s.names[fact.Holiday], 1)
		if s.calendar[d.Add(-1)].Holiday != fact.Holiday {
			r.add(s.holidayFirst, 1)
		}
	}
	if len(s.calendar) > 0 {
		if s.eve(d) {
			r.add(s.holidayBefore, 1)
		}
		if s.days.holidayBefore(d) {
			r.add(s.holidayAfter, 1)
		}
		if fact.MakeUp {
			r.add(s.makeUp, 1)
		}
	}
	for _, e := range fact.Events {
		at := s.events[e]
		r.add(at, 1)
		r.add(at+1, 1)
		if !slices.Contains(s.calendar[d.Add(-1)].Events, e) {
			r.fresh = append(r.fresh, at+1)
		}
	}
	for _, c := range s.drivers {
		c.add(&r, d)
	}
	return r
}

// eve says that d is a workday and the next day a holiday.
func (s *dayState) eve(d civil.Date) bool {
	return s.working(d) && s.calendar[d.Add(1)].Holiday != ""
}

// addWeekday adds the weekday; a make-up workday is like the mean workday, an
// open holiday like the mean rest day of a centre that works on those.
func (s *dayState) addWeekday(r *row, d civil.Date) {
	fact := s.calendar[d]
	mean := func(rest bool) bool {
		n := 0.0
		for w := range 7 {
			if s.open[w] && s.rest[w] == rest {
				n++
			}
		}
		for w := range 7 {
			if n > 0 && s.open[w] && s.rest[w] == rest {
				r.add(s.weekday.at+w, 1/n)
			}
		}
		return n > 0
	}
	switch {
	case fact.MakeUp && mean(false):
	case fact.Holiday != "" && mean(true):
	default:
		r.add(s.weekday.at+d.SinceMonday(), 1)
	}
}

// addMonth adds the place in the month: smooth humps, and its first and last
// days by themselves.
func (s *dayState) addMonth(r *row, d civil.Date) {
	day, length := monthPlace(d)
	u := (float64(day) - 0.5) / float64(length)
	for k := range bumps {
		x := u - float64(k)/bumps
		x = (x - math.Round(x)) * bumps
		if b := math.Exp(-x * x); b > 0.01 {
			r.add(s.month.at+k, b)
		}
	}
	if day <= turnFirst {
		r.add(s.turn.at+day-1, 1)
	}
	if length-day < turnLast {
		r.add(s.turn.at+turnFirst+length-day, 1)
	}
}

// filter is the Kalman filter before the first day.
func (s *dayState) filter(by spread) *filter {
	variance, walk := slices.Clone(s.variance), make([]float64, s.n)
	walk[s.level] = by.level * by.level
	walk[s.wave] = by.wave * by.wave
	variance[s.wave] = by.wave * by.wave / (1 - by.keep*by.keep)
	for w := range 7 {
		walk[s.weekday.at+w] = by.weekday * by.weekday
	}
	for k := range s.month.n {
		variance[s.month.at+k] = by.month * by.month
	}
	for k := range s.turn.n {
		variance[s.turn.at+k] = by.turn * by.turn
	}
	f := newFilter(s.mean, variance, walk)
	f.level, f.slope, f.damp = s.level, s.slope, slopeDamp
	f.fade, f.keep = s.wave, by.keep
	return f
}

// slopeDamp is how much of a slope is left a day later: half in half a year.
const slopeDamp = 0.996
