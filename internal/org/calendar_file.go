package org

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
)

// CalendarIssue is a place of a calendar file that cannot be used.
type CalendarIssue struct {
	Line     int    `json:"line"`
	Field    string `json:"field" doc:"the field of the file: date, name, isOffDay, SUMMARY, DTSTART …"`
	Code     string `json:"code" doc:"stable; the key of the translation"`
	Value    string `json:"value,omitempty"`
	Expected string `json:"expected"`
}

// calendarFile is what a file of statutory holidays holds.
type calendarFile struct {
	format  string // "json" or "ics"
	notices []notice
	issues  []CalendarIssue
}

// maxCalendarDays bounds what one file may say.
const maxCalendarDays = 5000

// readCalendarFile reads the public JSON form (year, days with name, date and
// isOffDay) or the ICS form (all-day events named 春节假期, 上班(补春节假期),
// 春节（休） or 春节（班）).
func readCalendarFile(content string) calendarFile {
	content = strings.TrimPrefix(content, "\ufeff")
	r := calendarReader{days: map[civil.Date]int{}, years: map[int]*notice{}}
	f := calendarFile{format: "ics"}
	if strings.HasPrefix(strings.TrimSpace(content), "{") {
		f.format = "json"
		r.json([]byte(content))
	} else {
		r.ics(content)
	}
	if len(r.issues) == 0 && len(r.days) == 0 {
		r.issue(1, "days", "empty", "", "at least one holiday or make-up workday")
	}
	for _, n := range r.years {
		n.sort()
		f.notices = append(f.notices, *n)
	}
	sort.Slice(f.notices, func(i, j int) bool { return f.notices[i].year < f.notices[j].year })
	f.issues = r.issues
	if f.issues == nil {
		f.issues = []CalendarIssue{}
	}
	return f
}

// CalendarFileDay is a day a calendar file tells of.
type CalendarFileDay struct {
	On   civil.Date
	Kind DayKind // Holiday or MakeupWorkday
	Name string  // of the holiday
}

// ReadCalendarFile reads a file of statutory holidays (JSON or ICS) without
// keeping it; the places that cannot be used are told beside the days that can.
func ReadCalendarFile(content string) ([]CalendarFileDay, []CalendarIssue) {
	f := readCalendarFile(content)
	var out []CalendarFileDay
	for _, n := range f.notices {
		for _, d := range n.days {
			out = append(out, CalendarFileDay{On: d.on, Kind: d.kind, Name: d.name})
		}
	}
	return out, f.issues
}

type calendarReader struct {
	issues []CalendarIssue
	days   map[civil.Date]int // the line that said it
	years  map[int]*notice
}

func (r *calendarReader) issue(line int, field, code, value, expected string) {
	if runes := []rune(value); len(runes) > 80 {
		value = string(runes[:80]) + "…"
	}
	r.issues = append(r.issues, CalendarIssue{Line: line, Field: field, Code: code, Value: value, Expected: expected})
}

// add keeps one day; year 0 is found from the date.
func (r *calendarReader) add(line, year int, field string, d noticeDay) {
	if y, _, _ := d.on.Civil(); y < firstCalendarYear || y > lastCalendarYear {
		r.issue(line, field, "date_range", d.on.String(), "a date from 2000 to 2100")
		return
	}
	if before, said := r.days[d.on]; said {
		r.issue(line, field, "date_twice", d.on.String(), fmt.Sprintf("each date once; line %d names it already", before))
		return
	}
	if len(r.days) >= maxCalendarDays {
		r.issue(line, field, "too_many", d.on.String(), fmt.Sprintf("at most %d days", maxCalendarDays))
		return
	}
	own := noticeYear(d.on, d.name)
	if year == 0 {
		year = own
	} else if y, _, _ := d.on.Civil(); y != year && y+1 != year {
		r.issue(line, field, "date_year", d.on.String(), fmt.Sprintf("a date of %d, or of the December before", year))
		return
	}
	r.days[d.on] = line
	n := r.years[year]
	if n == nil {
		n = &notice{year: year, origin: OriginImported}
		r.years[year] = n
	}
	n.days = append(n.days, d)
}

// json reads {"year": 2026, "days": [{"name": …, "date": …, "isOffDay": …}]}.
func (r *calendarReader) json(content []byte) {
	line := func(offset int64) int {
		return 1 + bytes.Count(content[:min(int(offset), len(content))], []byte("\n"))
	}
	dec := json.NewDecoder(bytes.NewReader(content))
	broken := func(err error) {
		at, what := dec.InputOffset(), "well-formed JSON"
		if s, ok := errors.AsType[*json.SyntaxError](err); ok {
			at = s.Offset
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			at, what = int64(len(content)), "the end of the JSON; the file is cut off"
		}
		r.issue(line(at), "file", "json", "", what)
	}
	type rawDay struct {
		line int
		text json.RawMessage
	}
	year, listed := 0, false
	var days []rawDay
	if _, err := dec.Token(); err != nil {
		broken(err)
		return
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			broken(err)
			return
		}
		switch key {
		case "year":
			at := line(dec.InputOffset())
			var raw json.RawMessage
			if err := dec.Decode(&raw); err != nil {
				broken(err)
				return
			}
			if json.Unmarshal(raw, &year) != nil || year < firstCalendarYear || year > lastCalendarYear {
				r.issue(at, "year", "year", string(raw), "a year from 2000 to 2100")
				year = 0
			}
		case "days":
			listed = true
			at := line(dec.InputOffset())
			if t, err := dec.Token(); err != nil {
				broken(err)
				return
			} else if t != json.Delim('[') {
				r.issue(at, "days", "list", fmt.Sprint(t), "a list of days")
				return
			}
			for dec.More() {
				var raw json.RawMessage
				if err := dec.Decode(&raw); err != nil {
					broken(err)
					return
				}
				days = append(days, rawDay{line(dec.InputOffset() - int64(len(raw))), raw})
			}
			if _, err := dec.Token(); err != nil {
				broken(err)
				return
			}
		default:
			var skip json.RawMessage
			if err := dec.Decode(&skip); err != nil {
				broken(err)
				return
			}
		}
	}
	if _, err := dec.Token(); err != nil {
		broken(err)
	}
	if !listed && len(r.issues) == 0 {
		r.issue(1, "days", "list", "", `a list "days"`)
	}
	for _, d := range days {
		r.jsonDay(d.line, year, d.text)
	}
}

func (r *calendarReader) jsonDay(line, year int, raw json.RawMessage) {
	var d struct {
		Name *string `json:"name"`
		Date *string `json:"date"`
		Off  *bool   `json:"isOffDay"`
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		field := "days"
		if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && t.Field != "" {
			field = t.Field
		}
		r.issue(line, field, "day", string(raw), "a day with name (text), date (text) and isOffDay (true or false)")
		return
	}
	switch {
	case d.Date == nil:
		r.issue(line, "date", "missing", string(raw), "a date, YYYY-MM-DD")
		return
	case d.Off == nil:
		r.issue(line, "isOffDay", "missing", string(raw), "true for a day off, false for a make-up workday")
		return
	case d.Name == nil || strings.TrimSpace(*d.Name) == "" || len([]rune(*d.Name)) > maxName || !printable(*d.Name):
		r.issue(line, "name", "missing", string(raw), "the holiday's name, up to 100 characters")
		return
	}
	on, err := civil.Parse(*d.Date)
	if err != nil {
		r.issue(line, "date", "date", *d.Date, "a date, YYYY-MM-DD")
		return
	}
	kind := MakeupWorkday
	if *d.Off {
		kind = Holiday
	}
	r.add(line, year, "date", noticeDay{on: on, kind: kind, name: strings.TrimSpace(*d.Name)})
}

var (
	icsMakeup  = regexp.MustCompile(`^(?:上班|补班)\s*[(（]补(.+?)(?:假期)?[)）]$|^(.+?)\s*[(（](?:班|补班|上班)[)）]$|^(.+?)(?:补班|上班)$`)
	icsHoliday = regexp.MustCompile(`^(.+?)\s*[(（](?:休|放假|假期)[)）]$|^(.+?)(?:假期|放假|休假)$`)
)

// icsName is the holiday's name and kind out of an event's summary.
func icsName(summary string) (name string, kind DayKind) {
	for _, form := range []struct {
		re   *regexp.Regexp
		kind DayKind
	}{{icsMakeup, MakeupWorkday}, {icsHoliday, Holiday}} {
		for i, group := range form.re.FindStringSubmatch(summary) {
			if i > 0 && group != "" {
				return group, form.kind
			}
		}
	}
	return "", ""
}

// ics reads the all-day events of an iCalendar file. A library would not tell
// the line of a mistake, and only three properties matter.
func (r *calendarReader) ics(content string) {
	type property struct {
		line  int
		value string
	}
	var event map[string]property
	began, calendar := 0, false
	number := 0
	var unfolded []property // value: the whole content line
	for text := range strings.Lines(content) {
		number++
		text = strings.TrimRight(text, "\r\n")
		if len(unfolded) > 0 && (strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\t")) {
			unfolded[len(unfolded)-1].value += text[1:]
			continue
		}
		unfolded = append(unfolded, property{number, text})
	}
	for _, l := range unfolded {
		head, value, _ := strings.Cut(l.value, ":")
		name, _, _ := strings.Cut(strings.ToUpper(head), ";")
		value = strings.TrimSpace(value)
		switch {
		case name == "BEGIN" && value == "VCALENDAR":
			calendar = true
		case name == "BEGIN" && value == "VEVENT":
			event, began = map[string]property{}, l.line
		case name == "END" && value == "VEVENT" && event != nil:
			at := func(key string) (property, bool) { p, ok := event[key]; return p, ok }
			summary, ok := at("SUMMARY")
			if !ok {
				r.issue(began, "SUMMARY", "missing", "", "the event's name")
				event = nil
				continue
			}
			start, ok := at("DTSTART")
			if !ok {
				r.issue(began, "DTSTART", "missing", summary.value, "the first day")
				event = nil
				continue
			}
			end, ends := at("DTEND")
			if !ends {
				end = start
			}
			r.icsEvent(summary.line, summary.value, start.line, start.value, end.line, end.value, ends)
			event = nil
		case event != nil:
			if _, said := event[name]; !said {
				event[name] = property{l.line, value}
			}
		}
	}
	if !calendar {
		r.issue(1, "file", "format", "", "a JSON object with days, or an iCalendar file that begins with BEGIN:VCALENDAR")
	} else if event != nil {
		r.issue(began, "VEVENT", "cut_off", "", "END:VEVENT; the file is cut off")
	}
}

func (r *calendarReader) icsEvent(line int, summary string, startLine int, start string, endLine int, end string, ends bool) {
	name, kind := icsName(summary)
	if name == "" {
		r.issue(line, "SUMMARY", "summary", summary, "a name such as 春节假期 or 上班(补春节假期), 春节（休） or 春节（班）")
		return
	}
	from, err := icsDate(start)
	if err != nil {
		r.issue(startLine, "DTSTART", "date", start, "a date, YYYYMMDD")
		return
	}
	until, err := icsDate(end)
	if err != nil {
		r.issue(endLine, "DTEND", "date", end, "the day after the last, YYYYMMDD")
		return
	}
	if !ends || until == from {
		until = from.Add(1)
	}
	if days := until.Sub(from); days < 1 || days > 60 {
		r.issue(endLine, "DTEND", "order", end, "1 to 60 days after DTSTART")
		return
	}
	for d := from; d.Before(until); d = d.Add(1) {
		r.add(startLine, 0, "DTSTART", noticeDay{on: d, kind: kind, name: name})
	}
}

func icsDate(s string) (civil.Date, error) {
	t, err := time.Parse("20060102", s)
	if err != nil {
		return civil.Date{}, err
	}
	return civil.Of(t.Date()), nil
}
