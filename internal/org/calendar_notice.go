package org

import (
	_ "embed" // statutory.txt
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/lingting/lingting/internal/kit/civil"
)

//go:embed statutory.txt
var statutoryText string

// notice is a year's statutory holidays as announced.
type notice struct {
	year       int
	source     string
	origin     string
	importedMs int64
	days       []noticeDay // by date
}

// noticeDay is a day off or a make-up workday of a holiday.
type noticeDay struct {
	on   civil.Date
	kind DayKind // Holiday or MakeupWorkday
	name string  // of the holiday, Chinese
}

// shippedNotices are the years that come with the program. The text is part
// of the program, so a mistake in it is one of the program's.
var shippedNotices = sync.OnceValue(func() []notice {
	out, err := readNotices(statutoryText)
	if err != nil {
		panic("statutory.txt: " + err.Error())
	}
	return out
})

// readNotices reads the form of statutory.txt.
func readNotices(text string) ([]notice, error) {
	var out []notice
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		if word == "year" {
			year, source, _ := strings.Cut(rest, " ")
			y, err := strconv.Atoi(year)
			if err != nil || source == "" {
				return nil, fmt.Errorf("line %d: expected year, number, source", number)
			}
			out = append(out, notice{year: y, source: source, origin: OriginShipped})
			continue
		}
		off, work, ok := strings.Cut(rest, " ")
		if !ok || len(out) == 0 {
			return nil, fmt.Errorf("line %d: expected name, days off, make-up workdays under a year", number)
		}
		n := &out[len(out)-1]
		for _, part := range []struct {
			spans string
			kind  DayKind
		}{{off, Holiday}, {work, MakeupWorkday}} {
			days, err := readSpans(part.spans)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
			for _, d := range days {
				n.days = append(n.days, noticeDay{on: d, kind: part.kind, name: word})
			}
		}
	}
	for i := range out {
		out[i].sort()
	}
	return out, nil
}

// readSpans reads dates and first..last with commas; "-" is none.
func readSpans(text string) ([]civil.Date, error) {
	if text == "-" {
		return nil, nil
	}
	var out []civil.Date
	for span := range strings.SplitSeq(text, ",") {
		first, last, ok := strings.Cut(span, "..")
		if !ok {
			last = first
		}
		from, err := civil.Parse(first)
		if err != nil {
			return nil, err
		}
		to, err := civil.Parse(last)
		if err != nil {
			return nil, err
		}
		for d := from; !to.Before(d); d = d.Add(1) {
			out = append(out, d)
		}
	}
	return out, nil
}

func (n *notice) sort() {
	sort.Slice(n.days, func(i, j int) bool { return n.days[i].on.Before(n.days[j].on) })
}

// entries are the notice's days as entries, neighbours joined.
func (n notice) entries() []CalendarEntry {
	var out []CalendarEntry
	for _, d := range n.days {
		if last := len(out) - 1; last >= 0 && out[last].ToOn.Add(1) == d.on && out[last].Kind == string(d.kind) && out[last].Name == d.name {
			out[last].ToOn = d.on
			continue
		}
		out = append(out, CalendarEntry{ID: "statutory-" + d.on.String(), Kind: string(d.kind), Name: d.name, NameEN: holidayEN(d.name),
			FromOn: d.on, ToOn: d.on, QueueIDs: []string{}, Origin: n.origin})
	}
	return out
}

// noticeYear is the year whose notice a day belongs to when a file does not
// say: the New Year holiday may begin in December.
func noticeYear(on civil.Date, name string) int {
	y, m, _ := on.Civil()
	if m == 12 && strings.Contains(name, "元旦") {
		return y + 1
	}
	return y
}

var holidayNames = map[string]string{
	"元旦": "New Year's Day", "春节": "Spring Festival", "清明节": "Qingming Festival", "劳动节": "Labour Day",
	"端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival", "国庆节": "National Day",
}

// holidayEN is the English name of a holiday, its own name where unknown.
func holidayEN(name string) string {
	parts := strings.Split(name, "、")
	for i, p := range parts {
		if en := holidayNames[p]; en != "" {
			parts[i] = en
		}
	}
	if slices.Equal(parts, strings.Split(name, "、")) {
		return name
	}
	return strings.Join(parts, " and ")
}
