package org

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/testdata"
)

func on(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The shipped facts are those of the public files, in both forms.
func TestShippedYearsEqualThePublicFiles(t *testing.T) {
	dir := testdata.Shared(t, "data", "calendar_cn")
	files, err := filepath.Glob(filepath.Join(dir, "*.*"))
	if err != nil || len(files) < 12 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := readCalendarFile(string(content))
		if len(f.issues) > 0 || len(f.notices) != 1 {
			t.Fatalf("%s: %d years, issues %+v", filepath.Base(path), len(f.notices), f.issues)
		}
		n := f.notices[0]
		found := false
		for _, s := range shippedNotices() {
			if s.year == n.year {
				found = true
				if d := differences(s.days, n.days); len(d) > 0 {
					t.Errorf("%s differs: %+v", filepath.Base(path), d)
				}
			}
		}
		if !found {
			t.Errorf("%s: the year %d is not shipped", filepath.Base(path), n.year)
		}
	}
}

func TestShippedYearsHoldTogether(t *testing.T) {
	all := shippedNotices()
	if all[0].year != 2019 || all[len(all)-1].year < 2026 || len(all) != all[len(all)-1].year-2018 {
		t.Fatalf("years %d to %d, %d of them", all[0].year, all[len(all)-1].year, len(all))
	}
	seen := map[civil.Date]bool{}
	for _, n := range all {
		off := 0
		for _, d := range n.days {
			if seen[d.on] {
				t.Errorf("%s is named twice", d.on)
			}
			seen[d.on] = true
			weekend := d.on.Weekday() == time.Saturday || d.on.Weekday() == time.Sunday
			if d.kind == MakeupWorkday && !weekend && d.on != on(t, "2020-02-03") { // the Monday after the holiday was made longer
				t.Errorf("%s is a weekday and no make-up workday", d.on)
			}
			if d.kind == Holiday {
				off++
			}
			if holidayEN(d.name) == d.name {
				t.Errorf("%s has no English name", d.name)
			}
		}
		if off < 19 || off > 34 {
			t.Errorf("%d has %d days off", n.year, off)
		}
	}
}

func TestKindOfDay(t *testing.T) {
	c := newCalendar(shippedNotices(), []CalendarEntry{
		{ID: "1", Kind: EntryHoliday, Name: "行庆日", FromOn: on(t, "2026-03-04"), ToOn: on(t, "2026-03-04")},
		{ID: "2", Kind: EntryWorkday, Name: "年终决算", FromOn: on(t, "2026-01-01"), ToOn: on(t, "2026-01-02"), QueueIDs: []string{"q1"}},
		{ID: "3", Kind: EntryEvent, Name: "积分活动", FromOn: on(t, "2026-03-04"), ToOn: on(t, "2026-03-06")},
		{ID: "4", Kind: EntryWorkday, Name: "系统切换", FromOn: on(t, "2026-03-06"), ToOn: on(t, "2026-03-07")},
	})
	for _, x := range []struct {
		on, queue string
		kind      DayKind
		name      string
		events    int
	}{
		{"2026-02-13", "", Workday, "", 0},
		{"2026-02-14", "", MakeupWorkday, "春节", 0}, // a Saturday
		{"2026-02-15", "", Holiday, "春节", 0},
		{"2026-02-23", "", Holiday, "春节", 0},
		{"2026-02-24", "", Workday, "", 0},
		{"2026-03-01", "", Weekend, "", 0},
		{"2026-03-04", "", Holiday, "行庆日", 1},
		{"2026-03-05", "", Workday, "", 1},
		{"2026-03-06", "", Workday, "", 1}, // a make-up workday on a Friday changes nothing
		{"2026-03-07", "", MakeupWorkday, "系统切换", 0},
		{"2026-01-01", "", Holiday, "元旦", 0},
		{"2026-01-01", "q1", MakeupWorkday, "年终决算", 0},
		{"2026-01-01", "q2", Holiday, "元旦", 0},
		{"2020-02-03", "", Workday, "", 0},
		{"2018-12-29", "", MakeupWorkday, "元旦", 0},
		{"2031-05-01", "", Workday, "", 0}, // nothing is published yet
	} {
		d := c.Day(on(t, x.on), x.queue)
		if d.Kind != x.kind || d.Name != x.name || len(d.Events) != x.events {
			t.Errorf("%s %s: %+v", x.on, x.queue, d)
		}
	}
	if c.Published(2031) || !c.Published(2026) {
		t.Error("published years")
	}
}

func TestDistanceToHoliday(t *testing.T) {
	c := newCalendar(shippedNotices(), nil)
	for _, x := range []struct {
		on           string
		to, since    int
		next, since2 string
	}{
		{"2026-02-12", 3, 40, "春节", "元旦"},
		{"2026-02-15", 0, 0, "春节", "春节"},
		{"2026-02-24", 39, 1, "清明节", "春节"},
	} {
		to, next, ok := c.ToHoliday(on(t, x.on), "")
		if !ok || to != x.to || next.Name != x.next {
			t.Errorf("%s: %d days to %+v", x.on, to, next)
		}
		since, last, ok := c.SinceHoliday(on(t, x.on), "")
		if !ok || since != x.since || last.Name != x.since2 {
			t.Errorf("%s: %d days since %+v", x.on, since, last)
		}
	}
	if _, _, ok := c.ToHoliday(on(t, "2035-01-01"), ""); ok {
		t.Error("a holiday was found where none is known")
	}
}

func TestFileIssuesNameTheirLine(t *testing.T) {
	f := readCalendarFile(`{
  "year": 2027,
  "days": [
    {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
    {"name": "元旦", "date": "2027-13-01", "isOffDay": true},
    {"name": "元旦", "date": "2027-01-02"},
    {"name": "元旦", "date": "2027-01-01", "isOffDay": false},
    {"name": " ", "date": "2027-01-03", "isOffDay": true},
    {"name": "元旦", "date": 20270104, "isOffDay": true},
    {"name": "元旦", "date": "2025-01-04", "isOffDay": true},
    {"name": "元旦", "date": "2026-12-31", "isOffDay": true}
  ]
}`)
	want := map[int]string{5: "date", 6: "missing", 7: "date_twice", 8: "missing", 9: "day", 10: "date_year"}
	for _, i := range f.issues {
		if want[i.Line] != i.Code {
			t.Errorf("line %d: %+v", i.Line, i)
		}
		delete(want, i.Line)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
	if len(f.notices) != 1 || len(f.notices[0].days) != 2 || f.notices[0].year != 2027 {
		t.Errorf("good days: %+v", f.notices)
	}
	for content, line := range map[string]int{
		"{\n \"year\": 2027,\n \"days\": [\n {\"name\": \"元旦\",,}\n]}":                                           4,
		"{\n \"year\": 2027,\n \"days\": [\n {\"name\": \"元旦\", \"date\": \"2027-01-01\", \"isOffDay\": true}\n": 5,
		"{\"year\": 2027}":               1,
		"{\"year\": 2027,\n\"days\": 5}": 2,
		"日期,名称\n2027-01-01,元旦":           1,
		"":                               1,
		"BEGIN:VCALENDAR\nEND:VCALENDAR": 1,
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:会议\nDTSTART;VALUE=DATE:20270101\nEND:VEVENT\nEND:VCALENDAR":                      3,
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:元旦假期\nDTSTART;VALUE=DATE:20270199\nEND:VEVENT\nEND:VCALENDAR":                    4,
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:元旦假期\nDTSTART;VALUE=DATE:20270102\nDTEND;VALUE=DATE:20270101\nEND:VEVENT\nEND:V": 5,
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270102\nEND:VEVENT":                                                 2,
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:元旦假期\nDTSTART;VALUE=DATE:20270102":                                               2,
	} {
		f := readCalendarFile(content)
		if len(f.issues) != 1 || f.issues[0].Line != line {
			t.Errorf("%q: %+v, expected one issue in line %d", content, f.issues, line)
		}
	}
}

func TestICSNames(t *testing.T) {
	for summary, want := range map[string]noticeDay{
		"春节假期":      {kind: Holiday, name: "春节"},
		"上班(补春节假期)": {kind: MakeupWorkday, name: "春节"},
		"春节（休）":     {kind: Holiday, name: "春节"},
		"春节（班）":     {kind: MakeupWorkday, name: "春节"},
		"国庆节、中秋节假期": {kind: Holiday, name: "国庆节、中秋节"},
		"部门例会":      {},
		"（休）":       {},
	} {
		if name, kind := icsName(summary); name != want.name || kind != want.kind {
			t.Errorf("%s: %s %s", summary, kind, name)
		}
	}
}

// What a year says comes back from both forms of file.
func TestFileFormsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"元旦", "春节", "清明节", "劳动节"}
		first := civil.Of(2030, 1, 2)
		at := first
		var js, ics strings.Builder
		js.WriteString(`{"year":2030,"days":[`)
		ics.WriteString("BEGIN:VCALENDAR\r\n")
		for i := range rapid.IntRange(1, 12).Draw(t, "spans") {
			at = at.Add(rapid.IntRange(1, 20).Draw(t, "gap"))
			name, off := rapid.SampledFrom(names).Draw(t, "name"), rapid.Bool().Draw(t, "off")
			from := at
			for range rapid.IntRange(1, 9).Draw(t, "days") {
				if js.Len() > 30 {
					js.WriteString(",")
				}
				js.WriteString(`{"name":"` + name + `","date":"` + at.String() + `","isOffDay":` + map[bool]string{true: "true", false: "false"}[off] + `}`)
				at = at.Add(1)
			}
			summary := name + "假期"
			if !off {
				summary = "上班(补" + name + "假期)"
			}
			compact := func(d civil.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
			ics.WriteString("BEGIN:VEVENT\r\nSUMMARY:" + summary[:3] + "\r\n " + summary[3:] + "\r\nDTSTART;VALUE=DATE:" + compact(from) + "\r\nDTEND;VALUE=DATE:" + compact(at) + "\r\nEND:VEVENT\r\n")
			_ = i
		}
		js.WriteString("]}")
		ics.WriteString("END:VCALENDAR\r\n")
		a, b := readCalendarFile(js.String()), readCalendarFile(ics.String())
		if len(a.issues)+len(b.issues) > 0 {
			t.Fatalf("issues %+v %+v", a.issues, b.issues)
		}
		if len(a.notices) != 1 || len(b.notices) != 1 {
			t.Skip("the days crossed into the next year")
		}
		if d := differences(a.notices[0].days, b.notices[0].days); len(d) > 0 {
			t.Fatalf("the forms differ: %+v", d)
		}
	})
}

func FuzzCalendarFile(f *testing.F) {
	f.Add(`{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}]}`)
	f.Add("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:元旦假期\nDTSTART;VALUE=DATE:20270101\nEND:VEVENT\nEND:VCALENDAR")
	f.Fuzz(func(t *testing.T, content string) {
		file := readCalendarFile(content)
		if len(file.issues) == 0 && len(file.notices) == 0 {
			t.Error("neither days nor issues")
		}
		lines := strings.Count(content, "\n") + 1
		for _, i := range file.issues {
			if i.Line < 1 || i.Line > lines {
				t.Errorf("line %d of %d", i.Line, lines)
			}
		}
	})
}
