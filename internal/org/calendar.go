package org

import (
	"slices"
	"sort"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// DayKind is what kind of day a date is.
type DayKind string

// The kinds of day. Saturday and Sunday are weekends; a statutory or own
// holiday makes a date a holiday, a make-up workday (调休) a weekend day one
// on which people work.
const (
	Workday       DayKind = "workday"
	Weekend       DayKind = "weekend"
	Holiday       DayKind = "holiday"
	MakeupWorkday DayKind = "makeup_workday"
)

// DayKinds are all kinds of day.
var DayKinds = []DayKind{Workday, Weekend, Holiday, MakeupWorkday}

// Works reports whether offices work on such a day.
func (k DayKind) Works() bool { return k == Workday || k == MakeupWorkday }

// Kinds of calendar entries. An event does not change what kind of day it is.
const (
	EntryHoliday = "holiday"
	EntryWorkday = "makeup_workday"
	EntryEvent   = "event"
)

// EntryKinds are the kinds of calendar entries.
var EntryKinds = []string{EntryHoliday, EntryWorkday, EntryEvent}

// Where a calendar entry comes from.
const (
	OriginShipped  = "shipped"  // comes with the program
	OriginImported = "imported" // from an imported file
	OriginOwn      = "own"      // entered in this centre
)

// CalendarEntry is a holiday, make-up workday or event over whole days.
type CalendarEntry struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind" enum:"holiday,makeup_workday,event"`
	Name     string     `json:"name"`
	NameEN   string     `json:"name_en"`
	FromOn   civil.Date `json:"from_on" format:"date"`
	ToOn     civil.Date `json:"to_on" format:"date" doc:"last day, included"`
	QueueIDs []string   `json:"queue_ids" doc:"only for these queues; empty: for all"`
	Note     string     `json:"note,omitempty"`
	Origin   string     `json:"origin" enum:"shipped,imported,own"`
	Rev      int64      `json:"rev,omitempty" doc:"of own entries"`
}

func (e CalendarEntry) has(d civil.Date) bool { return civil.Range{From: e.FromOn, To: e.ToOn}.Has(d) }

// applies reports whether the entry is for the queue; "" asks for the centre.
func (e CalendarEntry) applies(queueID string) bool {
	return len(e.QueueIDs) == 0 || slices.Contains(e.QueueIDs, queueID)
}

const (
	firstCalendarYear = 2000
	lastCalendarYear  = 2100
	maxEntryDays      = 366
)

func (e CalendarEntry) check() error {
	var w fault.Collector
	if !slices.Contains(EntryKinds, e.Kind) {
		w.Add("body.kind", "one_of", "must be holiday, makeup_workday or event")
	}
	checkText(&w, "body.name", e.Name, maxName)
	if e.NameEN != "" {
		checkText(&w, "body.name_en", e.NameEN, maxName)
	}
	if e.Note != "" {
		checkText(&w, "body.note", e.Note, 500)
	}
	for _, at := range []struct {
		field string
		on    civil.Date
	}{{"body.from_on", e.FromOn}, {"body.to_on", e.ToOn}} {
		if y, _, _ := at.on.Civil(); y < firstCalendarYear || y > lastCalendarYear {
			w.Add(at.field, "date", "must be a date from 2000 to 2100, YYYY-MM-DD")
		}
	}
	switch days := e.ToOn.Sub(e.FromOn) + 1; {
	case days < 1:
		w.Add("body.to_on", "order", "must not be before the first day")
	case days > maxEntryDays:
		w.Add("body.to_on", "too_long", "must be within 366 days of the first day")
	}
	return w.Err("org.calendar.invalid", "The calendar entry has wrong values.")
}

// CalendarDay is one date as the calendar knows it.
type CalendarDay struct {
	On     civil.Date      `json:"on" format:"date"`
	Kind   DayKind         `json:"kind" enum:"workday,weekend,holiday,makeup_workday"`
	Name   string          `json:"name,omitempty" doc:"of the holiday, or of the holiday a make-up workday belongs to"`
	NameEN string          `json:"name_en,omitempty"`
	Origin string          `json:"origin,omitempty" enum:"shipped,imported,own"`
	Events []CalendarEntry `json:"events,omitempty" doc:"events of the day; they do not change its kind"`
}

// Calendar is the calendar in memory, as one version of it. It is shared
// between callers and must not be changed.
type Calendar struct {
	statutory map[civil.Date]CalendarDay
	years     []CalendarYear  // by year
	entries   []CalendarEntry // of every origin, by first day
	own       []CalendarEntry // by first day; those of all queues first
}

// CalendarYear is a year's statutory holidays.
type CalendarYear struct {
	Year       int    `json:"year"`
	Origin     string `json:"origin" enum:"shipped,imported"`
	Source     string `json:"source" doc:"the State Council's notice, or the imported file"`
	ImportedMs int64  `json:"imported_ms,omitempty"`
	Holidays   int    `json:"holidays" doc:"days off"`
	Makeups    int    `json:"makeup_workdays"`
}

// newCalendar joins the years' statutory days with a centre's own entries.
func newCalendar(notices []notice, own []CalendarEntry) Calendar {
	c := Calendar{statutory: map[civil.Date]CalendarDay{}}
	for _, n := range notices {
		y := CalendarYear{Year: n.year, Origin: n.origin, Source: n.source, ImportedMs: n.importedMs}
		for _, d := range n.days {
			if d.kind == Holiday {
				y.Holidays++
			} else {
				y.Makeups++
				if isWorkingWeekday(d.on) {
					continue // a notice may say of a weekday that people work
				}
			}
			c.statutory[d.on] = CalendarDay{On: d.on, Kind: d.kind, Name: d.name, NameEN: holidayEN(d.name), Origin: n.origin}
		}
		c.years = append(c.years, y)
		c.entries = append(c.entries, n.entries()...)
	}
	sort.Slice(c.years, func(i, j int) bool { return c.years[i].Year < c.years[j].Year })
	c.own = slices.Clone(own)
	sort.SliceStable(c.own, func(i, j int) bool {
		a, b := c.own[i], c.own[j]
		if all := len(a.QueueIDs) == 0; all != (len(b.QueueIDs) == 0) {
			return all
		}
		return a.FromOn.Before(b.FromOn)
	})
	c.entries = append(c.entries, own...)
	sort.SliceStable(c.entries, func(i, j int) bool { return c.entries[i].FromOn.Before(c.entries[j].FromOn) })
	return c
}

func isWorkingWeekday(on civil.Date) bool {
	w := on.Weekday()
	return w != time.Saturday && w != time.Sunday
}

// Day says what kind of day a date is for a queue; "" asks for the centre as
// a whole, which only entries without named queues change. Own entries go
// before statutory ones, those of named queues before those of all.
func (c Calendar) Day(on civil.Date, queueID string) CalendarDay {
	out, ok := c.statutory[on]
	if !ok {
		out = CalendarDay{On: on, Kind: Weekend}
		if isWorkingWeekday(on) {
			out.Kind = Workday
		}
	}
	for _, e := range c.own {
		if !e.has(on) || !e.applies(queueID) {
			continue
		}
		switch e.Kind {
		case EntryEvent:
			out.Events = append(slices.Clip(out.Events), e)
			continue
		case EntryHoliday:
			out.Kind = Holiday
		case EntryWorkday:
			if out.Kind == Workday {
				continue // it is one anyway
			}
			out.Kind = MakeupWorkday
		}
		out.Name, out.NameEN, out.Origin = e.Name, e.NameEN, e.Origin
	}
	return out
}

// holidayReach is how far a holiday is looked for, in days.
const holidayReach = 200

// ToHoliday is the number of days from a date to the next holiday and that
// holiday; 0 on a holiday. ok is false when none is known within 200 days.
func (c Calendar) ToHoliday(on civil.Date, queueID string) (days int, holiday CalendarDay, ok bool) {
	return c.seek(on, queueID, 1)
}

// SinceHoliday is the number of days since the last holiday and that holiday;
// 0 on a holiday. ok is false when none is known within 200 days.
func (c Calendar) SinceHoliday(on civil.Date, queueID string) (days int, holiday CalendarDay, ok bool) {
	return c.seek(on, queueID, -1)
}

func (c Calendar) seek(on civil.Date, queueID string, step int) (int, CalendarDay, bool) {
	for n := 0; n <= holidayReach; n++ {
		if d := c.Day(on.Add(n*step), queueID); d.Kind == Holiday {
			return n, d, true
		}
	}
	return 0, CalendarDay{}, false
}

// Published reports whether the statutory holidays of a year are known. Days
// of other years are told apart by weekday and own entries only.
func (c Calendar) Published(year int) bool {
	return slices.ContainsFunc(c.years, func(y CalendarYear) bool { return y.Year == year })
}

// Entries are the entries of every origin, by first day; not to be changed.
func (c Calendar) Entries() []CalendarEntry { return c.entries }
