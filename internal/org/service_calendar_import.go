package org

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// CalendarImport is a file of statutory holidays.
type CalendarImport struct {
	FileName string
	Content  string
	Check    bool // only look what it would change
	GoodOnly bool // take the good rows of a file with issues; they are added to what is known
}

// CalendarChange is what an import does to one date.
type CalendarChange struct {
	On         civil.Date `json:"on" format:"date"`
	Change     string     `json:"change" enum:"added,changed,removed"`
	Kind       DayKind    `json:"kind,omitempty" doc:"after the import"`
	Name       string     `json:"name,omitempty"`
	BeforeKind DayKind    `json:"before_kind,omitempty"`
	BeforeName string     `json:"before_name,omitempty"`
}

// CalendarImported is what an import did, or would do.
type CalendarImported struct {
	Format  string           `json:"format" enum:"json,ics"`
	Applied bool             `json:"applied"`
	Years   []CalendarYear   `json:"years" doc:"the years of the file as they are after the import"`
	Changes []CalendarChange `json:"changes"`
	Issues  []CalendarIssue  `json:"issues"`
}

// ImportCalendar reads a file and replaces the statutory days of its years.
// A file with issues is refused as a whole unless GoodOnly.
func (s *Service) ImportCalendar(ctx context.Context, in CalendarImport) (CalendarImported, error) {
	var out CalendarImported
	if err := manageCalendar(ctx); err != nil {
		return out, err
	}
	file := readCalendarFile(in.Content)
	out = CalendarImported{Format: file.format, Issues: file.issues}
	if !in.Check {
		if err := file.usable(in.GoodOnly); err != nil {
			return out, err
		}
	}
	work := func(tx *sqldb.Tx) error {
		known, err := currentNotices(ctx, tx)
		if err != nil {
			return err
		}
		out.Years, out.Changes = []CalendarYear{}, []CalendarChange{}
		for _, n := range file.notices {
			n.source, n.importedMs = sourceName(in.FileName), clock.Ms(s.clk)
			before := notice{}
			if i := slices.IndexFunc(known, func(x notice) bool { return x.year == n.year }); i >= 0 {
				before = known[i]
			}
			if len(file.issues) > 0 {
				n.days = merged(before.days, n.days)
			}
			out.Changes = append(out.Changes, differences(before.days, n.days)...)
			c := newCalendar([]notice{n}, nil)
			out.Years = append(out.Years, c.years...)
			if in.Check {
				continue
			}
			if err := putNotice(ctx, tx, n); err != nil {
				return err
			}
		}
		if in.Check {
			return nil
		}
		out.Applied = true
		return s.changed(ctx, tx, authz.Entry{Action: "org.calendar.import", Object: "calendar", ObjectID: sourceName(in.FileName), After: out.Years})
	}
	if in.Check {
		return out, s.db.Read(ctx, work)
	}
	return out, s.db.Write(ctx, work)
}

func sourceName(fileName string) string {
	fileName = strings.TrimSpace(fileName)
	if i := strings.LastIndexAny(fileName, `/\`); i >= 0 {
		fileName = fileName[i+1:]
	}
	if fileName == "" || !printable(fileName) {
		return "file"
	}
	if r := []rune(fileName); len(r) > maxExternal {
		return string(r[:maxExternal])
	}
	return fileName
}

// usable refuses a file with issues, or without a good row.
func (f calendarFile) usable(goodOnly bool) error {
	if len(f.issues) == 0 || goodOnly && len(f.notices) > 0 {
		return nil
	}
	err := fault.Invalidf("org.calendar.file", "The file has %d places that cannot be used; nothing was imported.", len(f.issues))
	for _, i := range f.issues[:min(len(f.issues), 50)] {
		err = err.WithField(fmt.Sprintf("file.%d.%s", i.Line, i.Field), i.Code, "line "+strconv.Itoa(i.Line)+", "+i.Field+": expected "+i.Expected)
	}
	return err
}

// merged puts the new days over the known ones.
func merged(known, fresh []noticeDay) []noticeDay {
	out := slices.Clone(fresh)
	for _, d := range known {
		if !slices.ContainsFunc(fresh, func(x noticeDay) bool { return x.on == d.on }) {
			out = append(out, d)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].on.Before(out[j].on) })
	return out
}

// differences tells date by date what becomes of before.
func differences(before, after []noticeDay) []CalendarChange {
	was := map[civil.Date]noticeDay{}
	for _, d := range before {
		was[d.on] = d
	}
	var out []CalendarChange
	for _, d := range after {
		b, known := was[d.on]
		delete(was, d.on)
		switch {
		case !known:
			out = append(out, CalendarChange{On: d.on, Change: "added", Kind: d.kind, Name: d.name})
		case b != d:
			out = append(out, CalendarChange{On: d.on, Change: "changed", Kind: d.kind, Name: d.name, BeforeKind: b.kind, BeforeName: b.name})
		}
	}
	for _, b := range was {
		out = append(out, CalendarChange{On: b.on, Change: "removed", BeforeKind: b.kind, BeforeName: b.name})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].On.Before(out[j].On) })
	return out
}

// DropCalendarYear takes an imported year away; the shipped days of the year
// hold again, if there are any.
func (s *Service) DropCalendarYear(ctx context.Context, year int) error {
	if err := manageCalendar(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		known, err := loadNotices(ctx, tx)
		if err != nil {
			return err
		}
		gone, err := dropNotice(ctx, tx, year)
		if err != nil {
			return err
		}
		if !gone {
			return fault.NotFoundf("org.calendar.year_not_found", "No file was imported for the year %d.", year)
		}
		c := newCalendar(known, nil)
		i := slices.IndexFunc(c.years, func(y CalendarYear) bool { return y.Year == year })
		return s.changed(ctx, tx, authz.Entry{Action: "org.calendar.drop_year", Object: "calendar", ObjectID: strconv.Itoa(year), Before: c.years[i]})
	})
}
