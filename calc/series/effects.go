package series

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/lingting/lingting/internal/kit/civil"
)

// EffectKind is what an effect is of.
type EffectKind string

// The kinds of effects.
const (
	EffectHoliday  EffectKind = "holiday"
	EffectMakeUp   EffectKind = "makeup_workday"
	EffectMonthDay EffectKind = "month-day"
	EffectEvent    EffectKind = "event"
	EffectDriver   EffectKind = "driver"
)

// Effect is how much more comes on a kind of day, as a share: 0.1 is ten per
// cent more. A holiday and a make-up workday are held against a usual workday,
// a day of the month and an event against the same day without it; of a
// driver it is that of a tenth more of a stock, or of the usual amount of a
// flow on its day.
type Effect struct {
	Kind  EffectKind
	Name  string  // of the holiday, event or driver
	Day   int     // of a day of the month
	Moves string  // of it, when it falls on no workday: "ahead", "back" or ""
	Share float64 // the most likely
	Band  Band    // 80 %
	Seen  int     // how often it was learnt from; days in a row are once
	Dates []civil.Date
}

// Effects gives what the history taught of kinds of days, and the dates in the
// calendar's and the history's reach, up to n days after the history.
func (m *Model) Effects(n int) (out []Effect) {
	state := m.state
	weekday := func(rest bool) map[int]float64 {
		days := map[int]float64{}
		for w := range 7 {
			if state.open[w] && state.rest[w] == rest {
				days[state.weekday.at+w] = 1
			}
		}
		for i := range days {
			days[i] = 1 / float64(len(days))
		}
		return days
	}
	names := state.calendar.names()
	for _, name := range names {
		row := map[int]float64{state.holiday: 1, state.names[name]: 1}
		if rest, work := weekday(true), weekday(false); len(rest) > 0 && len(work) > 0 {
			for i, v := range rest {
				row[i] += v
			}
			for i, v := range work {
				row[i] -= v
			}
		}
		out = append(out, m.effect(Effect{Kind: EffectHoliday, Name: name}, row, n, func(d civil.Date) bool { return state.calendar[d].Holiday == name }))
	}
	if makeUp := m.effect(Effect{Kind: EffectMakeUp}, map[int]float64{state.makeUp: 1}, n, func(d civil.Date) bool { return state.calendar[d].MakeUp }); len(makeUp.Dates) > 0 {
		out = append(out, makeUp)
	}
	for k, day := range state.monthDays {
		e := Effect{Kind: EffectMonthDay, Day: day.day, Moves: [...]string{staysPut: "", movesAhead: "ahead", movesBack: "back"}[day.moves]}
		out = append(out, m.effect(e, map[int]float64{state.monthDay.at + 2*k: 1}, n, func(d civil.Date) bool { return state.falls(day, d) }))
	}
	for _, name := range state.eventNames {
		out = append(out, m.effect(Effect{Kind: EffectEvent, Name: name}, map[int]float64{state.events[name]: 1}, n, func(d civil.Date) bool {
			return slices.Contains(state.calendar[d].Events, name)
		}))
	}
	for _, c := range state.drivers {
		e, row, on := c.effect()
		out = append(out, m.effect(e, row, n, on))
	}
	return out
}

// effect fills in what is known of an effect that is the row of the states, as
// the dynamic members see it by their weights.
func (m *Model) effect(e Effect, row map[int]float64, n int, on func(civil.Date) bool) Effect {
	last := false
	for i := range m.series.Days() + n {
		d := m.series.First.Add(i)
		if !on(d) {
			last = false
			continue
		}
		e.Dates = append(e.Dates, d)
		if i < len(m.totals) && m.totals[i] > 0 {
			if !last {
				e.Seen++
			}
			last = true
		}
	}
	weight, mean, square := 0.0, 0.0, 0.0
	for k, member := range m.members {
		if member.dynamic == nil {
			continue
		}
		w, f := max(m.weights[0][k], 1e-6), member.dynamic.now
		at, variance := 0.0, 0.0
		for i, a := range row {
			at += a * f.mean[i]
			for j, b := range row {
				variance += a * b * f.cov[i*f.n+j]
			}
		}
		weight, mean, square = weight+w, mean+w*at, square+w*(variance+at*at)
	}
	mean /= weight
	sd := math.Sqrt(max(square/weight-mean*mean, 0))
	z := distuv.UnitNormal.Quantile(0.9)
	e.Share, e.Band = math.Expm1(mean), Band{math.Expm1(mean - z*sd), math.Expm1(mean + z*sd)}
	return e
}
