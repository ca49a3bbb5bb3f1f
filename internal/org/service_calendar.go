package org

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// versioned is a calendar with the version of the organisation it was read at.
type versioned struct {
	version  int64
	calendar Calendar
}

// Calendar gives the calendar in memory: what kind of day a date is, its
// holiday, and the distance to the next one. Like Directory it reads one
// number and gives the copy it already has when nothing changed.
func (s *Service) Calendar(ctx context.Context, tx *sqldb.Tx) (Calendar, error) {
	version, err := loadVersion(ctx, tx)
	if err != nil {
		return Calendar{}, err
	}
	if c := s.cal.Load(); c != nil && c.version == version {
		return c.calendar, nil
	}
	notices, err := currentNotices(ctx, tx)
	if err != nil {
		return Calendar{}, err
	}
	own, err := loadOwnEntries(ctx, tx)
	if err != nil {
		return Calendar{}, err
	}
	c := newCalendar(notices, own)
	tx.AfterCommit(func() { s.cal.Store(&versioned{version, c}) })
	return c, nil
}

// ShippedCalendar is the calendar with the years that come with the program
// and nothing else.
func ShippedCalendar() Calendar { return newCalendar(shippedNotices(), nil) }

// currentNotices are the imported years, and the shipped ones beside them.
func currentNotices(ctx context.Context, tx *sqldb.Tx) ([]notice, error) {
	out, err := loadNotices(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, n := range shippedNotices() {
		if !slices.ContainsFunc(out, func(x notice) bool { return x.year == n.year }) {
			out = append(out, n)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].year < out[j].year })
	return out, nil
}

// readCalendar is the calendar for whoever may read the organisation.
func (s *Service) readCalendar(ctx context.Context) (Calendar, error) {
	var c Calendar
	if err := authz.Require(ctx, "org.read"); err != nil {
		return c, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		c, err = s.Calendar(ctx, tx)
		return err
	})
	return c, err
}

// CalendarYears gives the years whose statutory holidays are known.
func (s *Service) CalendarYears(ctx context.Context) ([]CalendarYear, error) {
	c, err := s.readCalendar(ctx)
	return c.years, err
}

// CalendarOutlook is a run of days, with the holidays around the first one.
type CalendarOutlook struct {
	Days         []CalendarDay `json:"days"`
	SinceHoliday *HolidayGap   `json:"since_holiday,omitempty" doc:"the last holiday up to the first day"`
	ToHoliday    *HolidayGap   `json:"to_holiday,omitempty" doc:"the next holiday from the first day on"`
}

// HolidayGap is how far a holiday is away.
type HolidayGap struct {
	Days    int         `json:"days" doc:"0: the day itself"`
	Holiday CalendarDay `json:"holiday"`
}

// maxOutlook is the longest run of days, two years.
const maxOutlook = 732

// CalendarDays gives the days of a range (YYYY-MM-DD, both included) for a
// queue, or for the centre with queueID "".
func (s *Service) CalendarDays(ctx context.Context, from, to, queueID string) (CalendarOutlook, error) {
	var out CalendarOutlook
	var w fault.Collector
	r := civil.Range{From: readDay(&w, "query.from", from), To: readDay(&w, "query.to", to)}
	if err := w.Err("org.calendar.days", "The question has wrong values."); err != nil {
		return out, err
	}
	if n := r.Days(); n < 1 || n > maxOutlook {
		return out, fault.Invalidf("org.calendar.days", "The question has wrong values.").
			WithField("query.to", "range", "must be from the first day up to 732 days later")
	}
	c, err := s.readCalendar(ctx)
	if err != nil {
		return out, err
	}
	out.Days = make([]CalendarDay, 0, r.Days())
	for d := r.From; r.Has(d); d = d.Add(1) {
		out.Days = append(out.Days, c.Day(d, queueID))
	}
	if n, d, ok := c.SinceHoliday(r.From, queueID); ok {
		out.SinceHoliday = &HolidayGap{n, d}
	}
	if n, d, ok := c.ToHoliday(r.From, queueID); ok {
		out.ToHoliday = &HolidayGap{n, d}
	}
	return out, nil
}

func readDay(w *fault.Collector, field, text string) civil.Date {
	d, err := civil.Parse(text)
	if err != nil || !validDay(text) {
		w.Add(field, "date", "must be a date, YYYY-MM-DD")
	}
	return d
}

// CalendarListIn asks for one page of calendar entries.
type CalendarListIn struct {
	ListIn
	Kind   string // one of EntryKinds; "" for all
	Origin string // "" for all
	Year   int    // entries with a day in it; 0 for all
}

// ListCalendar gives a page of entries of every origin, sorted by from_on
// (default), name or kind.
func (s *Service) ListCalendar(ctx context.Context, in CalendarListIn) (page.Of[CalendarEntry], error) {
	var none page.Of[CalendarEntry]
	c, err := s.readCalendar(ctx)
	if err != nil {
		return none, err
	}
	after, err := page.Parse(in.Cursor, 2)
	if err != nil {
		return none, err
	}
	by := strings.TrimPrefix(in.Sort, "-")
	key := map[string]func(CalendarEntry) string{
		"":        func(e CalendarEntry) string { return e.FromOn.String() },
		"from_on": func(e CalendarEntry) string { return e.FromOn.String() },
		"name":    func(e CalendarEntry) string { return sqldb.Fold(e.Name) },
		"kind":    func(e CalendarEntry) string { return e.Kind },
	}[by]
	if key == nil {
		return none, fault.Invalidf("org.sort", "The list cannot be sorted by %s.", in.Sort).
			WithField("query.sort", "one_of", "must be from_on, name or kind, with a leading - for the other direction")
	}
	order := func(a, b CalendarEntry) int {
		n := cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a.ID, b.ID))
		if strings.HasPrefix(in.Sort, "-") {
			return -n
		}
		return n
	}
	search := sqldb.Fold(in.Search)
	year := civil.Range{From: civil.Of(in.Year, 1, 1), To: civil.Of(in.Year, 12, 31)}
	rows := []CalendarEntry{}
	for _, e := range c.entries {
		if in.Kind != "" && e.Kind != in.Kind || in.Origin != "" && e.Origin != in.Origin ||
			in.Year != 0 && (e.ToOn.Before(year.From) || year.To.Before(e.FromOn)) ||
			search != "" && !strings.Contains(sqldb.Fold(e.Name+"\n"+e.NameEN+"\n"+e.Note), search) {
			continue
		}
		rows = append(rows, e)
	}
	slices.SortFunc(rows, order)
	total := int64(len(rows))
	if in.Cursor != "" {
		rows = slices.DeleteFunc(rows, func(e CalendarEntry) bool {
			n := cmp.Or(cmp.Compare(key(e), after[0]), cmp.Compare(e.ID, after[1]))
			return strings.HasPrefix(in.Sort, "-") && n >= 0 || !strings.HasPrefix(in.Sort, "-") && n <= 0
		})
	}
	return page.Cut(rows, page.Limit(in.Limit), total, func(e CalendarEntry) string { return page.Cursor(key(e), e.ID) }), nil
}

// CalendarEntry gives one entry of any origin.
func (s *Service) CalendarEntry(ctx context.Context, entryID string) (CalendarEntry, error) {
	c, err := s.readCalendar(ctx)
	if err != nil {
		return CalendarEntry{}, err
	}
	return findEntry(c.entries, entryID)
}

func findEntry(entries []CalendarEntry, entryID string) (CalendarEntry, error) {
	i := slices.IndexFunc(entries, func(e CalendarEntry) bool { return e.ID == entryID })
	if i < 0 {
		return CalendarEntry{}, fault.NotFoundf("org.calendar.not_found", "There is no such calendar entry.")
	}
	return entries[i], nil
}

// CalendarWrite is what an own entry says; days are YYYY-MM-DD.
type CalendarWrite struct {
	Kind, Name, NameEN, FromOn, ToOn, Note string
	QueueIDs                               []string
}

// into puts what was written onto an entry and checks it; only days that are
// none are told before the rest is looked at.
func (in CalendarWrite) into(e *CalendarEntry) error {
	var w fault.Collector
	e.FromOn, e.ToOn = readDay(&w, "body.from_on", in.FromOn), readDay(&w, "body.to_on", in.ToOn)
	if err := w.Err("org.calendar.invalid", "The calendar entry has wrong values."); err != nil {
		return err
	}
	e.Kind, e.Name, e.NameEN, e.Note = in.Kind, strings.TrimSpace(in.Name), strings.TrimSpace(in.NameEN), strings.TrimSpace(in.Note)
	e.QueueIDs = slices.Compact(slices.Sorted(slices.Values(in.QueueIDs)))
	if e.QueueIDs == nil {
		e.QueueIDs = []string{}
	}
	return e.check()
}

// manageCalendar lets through who may change the calendar of the centre.
func manageCalendar(ctx context.Context) error {
	if err := authz.Require(ctx, "calendar.manage"); err != nil {
		return err
	}
	if a, _ := authz.From(ctx); !a.Scope.Centre {
		return fault.New(fault.Denied, "org.scope", "Your role covers only a part of the centre; the organisation is changed by someone whose role covers all of it.")
	}
	return nil
}

// CreateCalendarEntry adds an own holiday, make-up workday or event.
func (s *Service) CreateCalendarEntry(ctx context.Context, in CalendarWrite) (CalendarEntry, error) {
	e := CalendarEntry{ID: id.New(s.clk), Origin: OriginOwn, Rev: 1}
	if err := manageCalendar(ctx); err != nil {
		return e, err
	}
	if err := in.into(&e); err != nil {
		return e, err
	}
	return e, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := entryRefs(ctx, tx, e); err != nil {
			return err
		}
		if err := addCalendarEntry(ctx, tx, e); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "org.calendar.create", Object: "calendar", ObjectID: e.ID, After: e})
	})
}

func entryRefs(ctx context.Context, tx *sqldb.Tx, e CalendarEntry) error {
	for _, q := range e.QueueIDs {
		if err := refer(ctx, tx, queueList, "body.queue_ids", q); err != nil {
			return err
		}
	}
	return nil
}

// ownEntry loads an own entry for a change of the revision.
func ownEntry(ctx context.Context, tx *sqldb.Tx, entryID string, rev int64) (CalendarEntry, error) {
	if strings.HasPrefix(entryID, "statutory-") {
		return CalendarEntry{}, fault.Conflictf("org.calendar.statutory", "Statutory days are changed by importing a file; an own entry goes before them.")
	}
	own, err := loadOwnEntries(ctx, tx)
	if err != nil {
		return CalendarEntry{}, err
	}
	e, err := findEntry(own, entryID)
	if err != nil {
		return e, err
	}
	return e, checkRev(rev, e.Rev)
}

// UpdateCalendarEntry changes an own entry that has the revision.
func (s *Service) UpdateCalendarEntry(ctx context.Context, entryID string, rev int64, in CalendarWrite) (CalendarEntry, error) {
	var e CalendarEntry
	if err := manageCalendar(ctx); err != nil {
		return e, err
	}
	return e, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := ownEntry(ctx, tx, entryID, rev)
		if err != nil {
			return err
		}
		e = before
		if err := in.into(&e); err != nil {
			return err
		}
		if err := entryRefs(ctx, tx, e); err != nil {
			return err
		}
		saved, err := saveCalendarEntry(ctx, tx, e)
		if err != nil {
			return err
		}
		if !saved {
			return stale()
		}
		e.Rev++
		return s.changed(ctx, tx, authz.Entry{Action: "org.calendar.update", Object: "calendar", ObjectID: e.ID, Before: before, After: e})
	})
}

// DeleteCalendarEntry takes an own entry of the revision away.
func (s *Service) DeleteCalendarEntry(ctx context.Context, entryID string, rev int64) error {
	if err := manageCalendar(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := ownEntry(ctx, tx, entryID, rev)
		if err != nil {
			return err
		}
		gone, err := dropCalendarEntry(ctx, tx, entryID, rev)
		if err != nil {
			return err
		}
		if !gone {
			return stale()
		}
		return s.changed(ctx, tx, authz.Entry{Action: "org.calendar.delete", Object: "calendar", ObjectID: entryID, Before: before})
	})
}
