package org

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
)

const (
	maxName = 100
	// telephony sources name queues and agents as they like
	maxExternal = 200
)

func checkText(w *fault.Collector, field, s string, most int) {
	switch {
	case strings.TrimSpace(s) == "":
		w.Add(field, "required", "must not be empty")
	case utf8.RuneCountInString(s) > most:
		w.Add(field, "too_long", fmt.Sprintf("must have at most %d characters", most))
	case !printable(s):
		w.Add(field, "characters", "must not contain control characters")
	}
}

func printable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return false
		}
	}
	return true
}

func checkCode(w *fault.Collector, field, s string) {
	checkText(w, field, s, maxExternal)
}

func checkZone(w *fault.Collector, field, zone string) {
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		w.Add(field, "timezone", "must be a time zone of the IANA list, for example Asia/Shanghai")
	}
}

func checkRange(w *fault.Collector, field string, v, least, most int64) {
	if v < least || v > most {
		w.Add(field, "range", fmt.Sprintf("must be from %d to %d", least, most))
	}
}

func checkPercent(w *fault.Collector, field string, v float64) {
	if !(v >= 0 && v <= 100) {
		w.Add(field, "range", "must be from 0 to 100")
	}
}

func checkDay(w *fault.Collector, field, day string) {
	if !validDay(day) {
		w.Add(field, "date", "must be a date, YYYY-MM-DD")
	}
}

func validDay(day string) bool {
	t, err := time.Parse(time.DateOnly, day)
	return err == nil && t.Year() >= 1900 && t.Year() < 9999
}

func dayBefore(day string) string { return shiftDay(day, -1) }
func dayAfter(day string) string  { return shiftDay(day, 1) }

func shiftDay(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}
