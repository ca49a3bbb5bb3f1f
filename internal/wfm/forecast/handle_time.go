package forecast

import (
	"math"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
)

// handleHistory is what is known of handle times: of each day and slot the
// contacts that were answered and the seconds they took.
type handleHistory struct {
	first    civil.Date
	slots    int
	answered []float64 // days × slots
	seconds  []float64
}

func (h handleHistory) days() int { return len(h.answered) / max(h.slots, 1) }

func (h handleHistory) until(n int) handleHistory {
	h.answered, h.seconds = h.answered[:n*h.slots], h.seconds[:n*h.slots]
	return h
}

// How fast handle times of the past lose weight, in days, and how many
// answered contacts the wider group counts for beside a narrower one. A
// contact's handle time scatters by about its mean, so fifty contacts know
// their mean to a seventh.
const (
	levelHalfLife   = 21
	profileHalfLife = 56
	weekdayTrust    = 200
	slotTrust       = 50
	weekdaySlot     = 150
)

// handleModel gives the mean handle time by weekday and slot: a recent level,
// times how the weekday differs from it, times how the slot differs within the
// weekday. Each is a mean weighted by contacts, drawn towards the wider group
// as far as contacts are few (a credibility mean; Bühlmann 1967).
type handleModel struct {
	level   float64 // seconds
	weekday [7]float64
	slot    [7][]float64
}

// sums of answered contacts and their seconds.
type handled struct{ answered, seconds float64 }

func (s *handled) add(answered, seconds, weight float64) {
	s.answered += weight * answered
	s.seconds += weight * seconds
}

// drawn is the ratio to usual of the sums, with `trust` contacts at the prior.
func (s handled) drawn(usual, prior, trust float64) float64 {
	return (s.seconds + trust*usual*prior) / (s.answered + trust) / usual
}

// fitHandle learns from the history; nil when nothing was answered in it.
func fitHandle(h handleHistory) *handleModel {
	n := h.days()
	var level, usual handled
	var weekdays [7]handled
	slots := make([]handled, h.slots)
	var cells [7][]handled
	for w := range cells {
		cells[w] = make([]handled, h.slots)
	}
	for d := range n {
		w := h.first.Add(d).SinceMonday()
		old := float64(n - 1 - d)
		recent, lasting := math.Exp2(-old/levelHalfLife), math.Exp2(-old/profileHalfLife)
		for k := range h.slots {
			a, s := h.answered[d*h.slots+k], h.seconds[d*h.slots+k]
			if !(a > 0) || !(s >= 0) {
				continue
			}
			level.add(a, s, recent)
			usual.add(a, s, lasting)
			weekdays[w].add(a, s, lasting)
			slots[k].add(a, s, lasting)
			cells[w][k].add(a, s, lasting)
		}
	}
	if usual.seconds <= 0 {
		return nil
	}
	mean := usual.seconds / usual.answered
	m := &handleModel{level: level.drawn(mean, 1, slotTrust) * mean}
	for w := range 7 {
		m.weekday[w] = weekdays[w].drawn(mean, 1, weekdayTrust)
		m.slot[w] = make([]float64, h.slots)
		// The slots of a weekday mean 1 over its contacts, or over all days'
		// contacts on a weekday that had none.
		sum, weight := 0.0, 0.0
		for k := range h.slots {
			usualSlot := slots[k].drawn(mean, 1, slotTrust)
			m.slot[w][k] = cells[w][k].drawn(mean*m.weekday[w], usualSlot, weekdaySlot)
			c := cells[w][k].answered
			if weekdays[w].answered == 0 {
				c = slots[k].answered
			}
			sum, weight = sum+c*m.slot[w][k], weight+c
		}
		if weight > 0 {
			for k := range m.slot[w] {
				m.slot[w][k] *= weight / sum
			}
		}
	}
	return m
}

// day is the mean handle time of each slot of a day, in seconds.
func (m *handleModel) day(d civil.Date) []float64 {
	w := d.SinceMonday()
	out := make([]float64, len(m.slot[w]))
	for k, f := range m.slot[w] {
		out[k] = m.level * m.weekday[w] * f
	}
	return out
}

// HandlePart is a part of a mean handle time.
type HandlePart string

// The parts, in seconds: the recent level, what the weekday, the interval and
// who works bring, and what was changed by hand.
const (
	HandleLevel   HandlePart = "level"
	HandleWeekday HandlePart = "weekday"
	HandleProfile HandlePart = "profile"
	HandlePeople  HandlePart = "people"
	HandleManual  HandlePart = "manual"
)

// HandleParts are all parts, in order.
var HandleParts = []HandlePart{HandleLevel, HandleWeekday, HandleProfile, HandlePeople, HandleManual}

// parted is the mean handle time of each slot of a day when people who take
// mix times as long as usual work (nil: as usual), and its parts, which sum to
// it as they are kept: to a hundredth of a second.
func (m *handleModel) parted(d civil.Date, mix []float64) (handle []float64, parts map[HandlePart][]float64) {
	w := d.SinceMonday()
	handle = m.day(d)
	parts = map[HandlePart][]float64{}
	for _, p := range HandleParts[:4] {
		parts[p] = make([]float64, len(handle))
	}
	for k, plain := range handle {
		with := plain
		if mix != nil {
			with *= mix[k]
		}
		level, weekday := rough(m.level), rough(m.level*m.weekday[w])
		handle[k] = rough(with)
		parts[HandleLevel][k] = level
		parts[HandleWeekday][k] = rough(weekday - level)
		parts[HandlePeople][k] = rough(handle[k] - rough(plain))
		parts[HandleProfile][k] = rough(rough(plain) - weekday)
	}
	return handle, parts
}

// try forecasts the last n days from those before; the result is the mean
// absolute error of the slots weighted by contacts, as a share of the mean
// handle time. NaN when there is nothing to try.
func (h handleHistory) try(n int) float64 {
	known := h.days() - n
	if known < 14 {
		return math.NaN()
	}
	m := fitHandle(h.until(known))
	if m == nil {
		return math.NaN()
	}
	off, sum := 0.0, 0.0
	for d := known; d < h.days(); d++ {
		said := m.day(h.first.Add(d))
		for k := range h.slots {
			a, s := h.answered[d*h.slots+k], h.seconds[d*h.slots+k]
			if a > 0 && s >= 0 {
				off += math.Abs(said[k]*a - s)
				sum += s
			}
		}
	}
	if sum <= 0 {
		return math.NaN()
	}
	return off / sum
}

// dayOf is the calendar day of a time.
func dayOf(t time.Time) civil.Date { return civil.Of(t.Date()) }
