package adapter

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/telephony"
)

// openIntervals reads a file with one row per queue and interval: counts as
// they are, durations as sums or as averages or shares of a count.
func openIntervals(r io.Reader, opt Options) (Reader, error) {
	return openMapped(KindIntervals, r, opt, func(p *plan) func(*Item, []string) *bad {
		return func(it *Item, cells []string) *bad { return p.interval(it, cells, opt.File) }
	})
}

func (p *plan) interval(it *Item, cells []string, file string) *bad {
	queue, _ := p.text(p.fields["queue"], cells)
	if queue == "" {
		return &bad{reason: BadMissing, column: p.where(p.fields["queue"], -1), expected: "the queue of the interval"}
	}
	channel, _ := p.text(p.fields["channel"], cells)
	start, told, b := p.instant("start", cells, 0, false)
	if b != nil {
		return b
	}
	if !told {
		return &bad{reason: BadMissing, column: p.where(p.fields["start"], -1), expected: "the start of the interval"}
	}
	word, col := p.text(p.fields["length"], cells)
	length, ok := parseLength(word)
	if !ok {
		return &bad{reason: BadLength, column: p.where(p.fields["length"], col), value: word, expected: "a length like 15mins, 1h, daily, month"}
	}
	s := &telephony.IntervalSums{Queue: queue, Channel: strings.ToLower(channel), StartMs: start, LengthMs: length.ms(start, p.zone),
		File: file, Line: it.Line, Raw: it.Raw}
	for _, x := range []struct {
		name string
		into *int64
		bit  uint32
	}{
		{"offered", &s.Offered, telephony.ToldOffered}, {"answered", &s.Answered, telephony.ToldAnswered},
		{"abandoned", &s.Abandoned, telephony.ToldAbandoned}, {"left", &s.Left, telephony.ToldLeft},
		{"answered_within", &s.AnsweredWithin, telephony.ToldAnsweredWithin},
		{"abandoned_within", &s.AbandonedWithin, telephony.ToldAbandonedWithin},
	} {
		n, told, b := p.count(x.name, cells)
		if b != nil {
			return b
		}
		if told {
			*x.into = n
			s.Told |= x.bit
		}
	}
	for _, x := range []struct {
		name string
		into *int64
		bit  uint32
	}{
		{"threshold", &s.ThresholdMs, 0}, {"answered_wait", &s.AnsweredWaitMs, telephony.ToldAnsweredWait},
		{"abandoned_wait", &s.AbandonedWaitMs, telephony.ToldAbandonedWait}, {"max_wait", &s.MaxWaitMs, telephony.ToldMaxWait},
		{"talk", &s.TalkMs, telephony.ToldTalk}, {"hold", &s.HoldMs, telephony.ToldHold}, {"wrap_up", &s.WrapUpMs, telephony.ToldWrapUp},
	} {
		ms, told, b := p.duration(x.name, cells)
		if b != nil {
			return b
		}
		if told {
			*x.into = ms
			s.Told |= x.bit
		}
	}
	s.Key = keyOf([]byte(s.Queue + "\x1f" + s.Channel + "\x1f" + strconv.FormatInt(s.StartMs, 10) + "\x1f" + strconv.FormatInt(s.LengthMs, 10)))
	it.Interval = s
	return nil
}

// length is a fixed length, or a number of days or months of the calendar.
type length struct {
	fixed        int64
	days, months int
}

// ms is the length of the interval that starts at an instant.
func (l length) ms(start int64, zone *time.Location) int64 {
	if l.fixed > 0 {
		return l.fixed
	}
	t := time.UnixMilli(start).In(zone)
	return t.AddDate(0, l.months, l.days).UnixMilli() - start
}

// parseLength reads 15m, 15mins, 30 minutes, 1h, 900s, 15 (minutes), 00:15,
// day, daily, week, weekly, month, monthly, a month's name, quarter, year.
func parseLength(s string) (length, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	switch s {
	case "day", "daily", "1d":
		return length{days: 1}, true
	case "week", "weekly":
		return length{days: 7}, true
	case "month", "monthly":
		return length{months: 1}, true
	case "quarter", "quarterly":
		return length{months: 3}, true
	case "year", "yearly":
		return length{months: 12}, true
	}
	if len(s) >= 3 && s[0] >= 'a' && s[0] <= 'z' {
		for i, name := range monthNames {
			full := strings.ToLower(time.Month(i + 1).String())
			word, _, _ := strings.Cut(strings.NewReplacer("-", " ", "/", " ", ",", " ").Replace(s), " ")
			if word == name || word == full || word == name+"." {
				return length{months: 1}, true
			}
		}
		return length{}, false
	}
	if h, m, ok := strings.Cut(s, ":"); ok {
		hours, err1 := strconv.ParseUint(h, 10, 8)
		minutes, err2 := strconv.ParseUint(strings.TrimSuffix(m, ":00"), 10, 8)
		ms := int64(hours*60+minutes) * 60_000
		return length{fixed: ms}, err1 == nil && err2 == nil && minutes < 60 && ms > 0 && ms <= dayMs
	}
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	v, err := strconv.ParseInt(s[:n], 10, 32)
	if err != nil || v <= 0 {
		return length{}, false
	}
	unit := int64(0)
	switch strings.TrimSpace(s[n:]) {
	case "", "m", "min", "mins", "minute", "minutes", "分钟":
		unit = 60_000
	case "h", "hour", "hours", "小时":
		unit = 3_600_000
	case "s", "sec", "secs", "second", "seconds", "秒":
		unit = 1000
	}
	if unit == 0 || v > dayMs/unit {
		return length{}, false
	}
	return length{fixed: v * unit}, true
}
