package forecast

import (
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
)

// hours are the opening hours of a queue.
type hours struct {
	weekly  org.OpeningHours // nil: always open
	special map[string][]org.OpenSpan
}

func hoursOf(q org.Queue, days []org.SpecialDay) hours {
	h := hours{weekly: q.Hours, special: map[string][]org.OpenSpan{}}
	for _, d := range days {
		h.special[d.On] = d.Hours
	}
	return h
}

// spans are the hours of a day; always is true when the queue never closes.
func (h hours) spans(day civil.Date) (spans []org.OpenSpan, always bool) {
	if s, ok := h.special[day.String()]; ok {
		return s, false
	}
	if h.weekly == nil {
		return nil, true
	}
	return h.weekly[strings.ToLower(day.Weekday().String()[:3])], false
}

// closed reports whether the queue does not open on the day at all.
func (h hours) closed(day civil.Date) bool {
	spans, always := h.spans(day)
	return !always && len(spans) == 0
}

// open tells of each slot of a day whether the queue is open in any part of it.
func (h hours) open(day civil.Date, grainMinutes int) []bool {
	out := make([]bool, slotsOf(grainMinutes))
	spans, always := h.spans(day)
	for k := range out {
		out[k] = always
		for _, s := range spans {
			from, to := minuteOf(s[0]), minuteOf(s[1])
			if from < (k+1)*grainMinutes && to > k*grainMinutes {
				out[k] = true
			}
		}
	}
	return out
}

// minuteOf reads HH:MM, which was checked on the way in.
func minuteOf(s string) int {
	if len(s) != 5 {
		return 0
	}
	digit := func(i int) int { return int(s[i] - '0') }
	return (digit(0)*10+digit(1))*60 + digit(3)*10 + digit(4)
}
