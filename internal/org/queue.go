package org

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Channels are the ways contacts arrive.
var Channels = []string{"voice", "chat", "email", "task", "callback"}

// CallTypes are the common types of contacts; sources may tell their own.
var CallTypes = []string{"inbound", "outbound", "transfer", "callback"}

// Queue is where contacts wait; it carries the service target.
type Queue struct {
	ID            string       `json:"id"`
	Code          string       `json:"code"`
	Name          string       `json:"name"`
	Channel       string       `json:"channel"`
	SkillID       string       `json:"skill_id,omitempty"`
	SiteID        string       `json:"site_id,omitempty"`
	Aliases       []Alias      `json:"aliases"`
	ThresholdMs   *int64       `json:"threshold_ms,omitempty" doc:"service-level threshold; absent: the centre's"`
	TargetPercent *float64     `json:"target_percent,omitempty" doc:"service-level target; absent: the centre's"`
	Hours         OpeningHours `json:"hours,omitempty" doc:"opening hours by weekday; absent: always open"`
	Discovered    bool         `json:"discovered" doc:"first seen in telephony data and not yet completed"`
	Active        bool         `json:"active"`
	MergedInto    string       `json:"merged_into,omitempty" doc:"the queue it was found to be the same as"`
	Rev           int64        `json:"rev"`
}

// OpenSpan is a span of opening, from and to as HH:MM; to may be 24:00. A span that crosses
// midnight is written as two, one on each day.
type OpenSpan [2]string

// OpeningHours are spans by weekday (mon … sun); a weekday left out is closed.
// nil means always open.
type OpeningHours map[string][]OpenSpan

// SpecialDay replaces the weekday's hours on one date; no spans: closed.
type SpecialDay struct {
	On    string     `json:"on"`
	Hours []OpenSpan `json:"hours"`
	Note  string     `json:"note,omitempty"`
}

var (
	hourDays  = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	clockTime = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$|^24:00$`)
)

func (q Queue) check() error {
	var w fault.Collector
	checkCode(&w, "body.code", q.Code)
	checkText(&w, "body.name", q.Name, maxExternal)
	if !slices.Contains(Channels, q.Channel) {
		w.Add("body.channel", "one_of", "must be one of "+strings.Join(Channels, ", "))
	}
	checkAliases(&w, q.Aliases)
	q.targetInto(&w)
	q.Hours.check(&w, "body.hours")
	return w.Err("org.queue.invalid", "The queue has wrong values.")
}

func (q Queue) targetInto(w *fault.Collector) {
	if q.ThresholdMs != nil {
		checkRange(w, "body.threshold_ms", *q.ThresholdMs, 0, 3_600_000)
	}
	if q.TargetPercent != nil {
		checkPercent(w, "body.target_percent", *q.TargetPercent)
	}
}

func (q Queue) checkTarget() error {
	var w fault.Collector
	q.targetInto(&w)
	return w.Err("org.queue.invalid", "The queue has wrong values.")
}

func (h OpeningHours) check(w *fault.Collector, field string) {
	days := make([]string, 0, len(h))
	for day := range h {
		days = append(days, day)
	}
	sort.Strings(days)
	for _, day := range days {
		if !slices.Contains(hourDays, day) {
			w.Add(field+"."+day, "weekday", "must be one of mon, tue, wed, thu, fri, sat, sun")
			continue
		}
		checkSpans(w, field+"."+day, h[day])
	}
}

func checkSpans(w *fault.Collector, field string, spans []OpenSpan) {
	last := ""
	for i, s := range spans {
		switch {
		case !clockTime.MatchString(s[0]) || !clockTime.MatchString(s[1]):
			w.Add(field, "time", fmt.Sprintf("span %d must be two times HH:MM, for example 08:00 and 20:00", i+1))
			return
		case s[0] >= s[1]:
			w.Add(field, "order", fmt.Sprintf("span %d ends before it starts; write a span over midnight as two", i+1))
			return
		case s[0] < last:
			w.Add(field, "overlap", fmt.Sprintf("span %d starts before the one before it ends", i+1))
			return
		}
		last = s[1]
	}
}
