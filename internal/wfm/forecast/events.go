package forecast

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// factAssumption is told when something was assumed of events, or taken back.
const factAssumption = "forecast.assumption.changed"

// Assume says what events of a name are taken to bring before any was seen,
// instead of what was assumed. rev is the revision that was read (0: nothing),
// or below 0 for any. Said twice, the first stands. Needs the permission
// forecast.edit.
func (s *Service) Assume(ctx context.Context, name string, percent float64, reason string, rev int64) (a Assumption, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return a, err
	}
	a = Assumption{ID: id.New(s.clk), Name: strings.TrimSpace(name), Percent: percent, Reason: strings.TrimSpace(reason), CreatedMs: clock.Ms(s.clk), CreatedBy: actorName(ctx)}
	if err := a.check(); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadAssumptions(ctx, tx)
		if err != nil {
			return err
		}
		var was any
		var before Assumption
		if i := slices.IndexFunc(all, func(x Assumption) bool { return x.Name == a.Name }); i >= 0 {
			before, was = all[i], all[i]
		}
		if was != nil && before.Percent == a.Percent && before.Reason == a.Reason {
			a = before
			return nil
		}
		if rev >= 0 && rev != before.CreatedMs {
			return staleAssumption()
		}
		if was != nil {
			before.UndoneMs, before.UndoneBy = a.CreatedMs, a.CreatedBy
			if _, err := undoAssumption(ctx, tx, before); err != nil {
				return err
			}
		}
		added, err := addAssumption(ctx, tx, a)
		if err != nil {
			return err
		}
		if !added {
			return staleAssumption()
		}
		return s.tell(ctx, tx, factAssumption, authz.Entry{Action: "forecast.assumption.set", Object: "forecast_assumption", ObjectID: a.ID, Before: was, After: a})
	})
	return a, err
}

func staleAssumption() error {
	return fault.Conflictf("forecast.assumption.stale", "Somebody has assumed something else meanwhile; load it again.")
}

// UndoAssumption takes an assumption back. One that is taken back already
// stays so. Needs the permission forecast.edit.
func (s *Service) UndoAssumption(ctx context.Context, assumptionID string) (a Assumption, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if a, err = loadAssumption(ctx, tx, assumptionID); err != nil {
			if errors.Is(err, sqldb.ErrNotFound) {
				return fault.NotFoundf("forecast.assumption.not_found", "There is no such assumption.")
			}
			return err
		}
		if a.UndoneMs != 0 {
			return nil
		}
		before := a
		a.UndoneMs, a.UndoneBy = clock.Ms(s.clk), actorName(ctx)
		done, err := undoAssumption(ctx, tx, a)
		if err != nil || !done {
			return err
		}
		return s.tell(ctx, tx, factAssumption, authz.Entry{Action: "forecast.assumption.undo", Object: "forecast_assumption", ObjectID: a.ID, Before: before, After: a})
	})
	return a, err
}

// CalendarIn asks for one page of what is not like other days.
type CalendarIn struct {
	From, To string // days, both included
	QueueID  string // "" for all
	Kind     string // holiday, makeup_workday, month-day or event; "" for all
	Search   string // part of a name or note
	Sort     string // from (default) or name; a leading - turns it round
	Cursor   string
	Limit    int
}

// maxCalendar is for how many days the calendar is asked at once.
const maxCalendar = 800

// Calendar gives a page of the holidays, make-up workdays, events and days of
// the month that fall into some days, with what the newest forecasts learnt of
// them. Needs the permission forecast.read.
func (s *Service) Calendar(ctx context.Context, in CalendarIn) (page.Of[CalendarItem], error) {
	var none page.Of[CalendarItem]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	after, err := page.Parse(in.Cursor, 2)
	if err != nil {
		return none, err
	}
	var w fault.Collector
	from, err := civil.Parse(in.From)
	if err != nil {
		w.Add("query.from", "date", "must be a date, YYYY-MM-DD")
	}
	to, err := civil.Parse(in.To)
	switch {
	case err != nil:
		w.Add("query.to", "date", "must be a date, YYYY-MM-DD")
	case to.Before(from) || to.Sub(from) >= maxCalendar:
		w.Add("query.to", "range", "must be within 800 days from the first")
	}
	key := map[string]func(CalendarItem) string{
		"from": func(x CalendarItem) string { return x.From.String() },
		"name": func(x CalendarItem) string { return sqldb.Fold(x.Name) },
	}[strings.TrimPrefix(cmp.Or(in.Sort, "from"), "-")]
	if key == nil {
		w.Add("query.sort", "one_of", "must be from or name, with a leading - for the other direction")
	}
	if err := w.Err("forecast.calendar.invalid", "The calendar cannot be told as it is asked."); err != nil {
		return none, err
	}
	var rows []CalendarItem
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		rows, err = s.calendarItems(ctx, tx, civil.Range{From: from, To: to}, in.QueueID)
		return err
	})
	if err != nil {
		return none, err
	}
	search := sqldb.Fold(in.Search)
	rows = slices.DeleteFunc(rows, func(x CalendarItem) bool {
		return in.Kind != "" && string(x.Kind) != in.Kind || !strings.Contains(sqldb.Fold(x.Name+"\n"+x.NameEN+"\n"+x.Note), search)
	})
	turn := 1
	if strings.HasPrefix(in.Sort, "-") {
		turn = -1
	}
	order := func(a, b, x, y string) int { return turn * cmp.Or(cmp.Compare(a, b), cmp.Compare(x, y)) }
	slices.SortFunc(rows, func(a, b CalendarItem) int { return order(key(a), key(b), a.ID, b.ID) })
	total := int64(len(rows))
	if in.Cursor != "" {
		rows = slices.DeleteFunc(rows, func(x CalendarItem) bool { return order(key(x), after[0], x.ID, after[1]) <= 0 })
	}
	return page.Cut(rows, page.Limit(in.Limit), total, func(x CalendarItem) string { return page.Cursor(key(x), x.ID) }), nil
}

// calendarItems joins the calendar's entries with what forecasts learnt.
func (s *Service) calendarItems(ctx context.Context, tx *sqldb.Tx, r civil.Range, queueID string) ([]CalendarItem, error) {
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return nil, err
	}
	calendar, err := s.org.Calendar(ctx, tx)
	if err != nil {
		return nil, err
	}
	assumed, err := loadAssumptions(ctx, tx)
	if err != nil {
		return nil, err
	}
	newest, err := newestOfQueues(ctx, tx, dir)
	if err != nil {
		return nil, err
	}
	learnt := func(x CalendarItem) []QueueEffect {
		out := []QueueEffect{}
		for _, q := range dir.Queues {
			v, ok := newest[q.ID]
			if !ok || queueID != "" && q.ID != queueID || len(x.QueueIDs) > 0 && !slices.Contains(x.QueueIDs, q.ID) {
				continue
			}
			for _, e := range v.queue.Effects {
				if e.Kind == x.Kind && e.Day == x.Day && (e.Name == x.Name || e.Kind == series.EffectMakeUp || e.Kind == series.EffectMonthDay) {
					out = append(out, QueueEffect{q.ID, q.Name, e.Percent, e.Low, e.High, e.Seen})
				}
			}
		}
		return out
	}
	kinds := map[string]series.EffectKind{org.EntryHoliday: series.EffectHoliday, org.EntryWorkday: series.EffectMakeUp, org.EntryEvent: series.EffectEvent}
	var out []CalendarItem
	for _, e := range calendar.Entries() {
		if e.ToOn.Before(r.From) || r.To.Before(e.FromOn) || queueID != "" && len(e.QueueIDs) > 0 && !slices.Contains(e.QueueIDs, queueID) {
			continue
		}
		x := CalendarItem{ID: e.ID, Kind: kinds[e.Kind], Name: e.Name, NameEN: e.NameEN, From: e.FromOn, To: e.ToOn, QueueIDs: slices.Clone(e.QueueIDs), Note: e.Note, Own: e.Origin == org.OriginOwn, Rev: e.Rev}
		if x.QueueIDs == nil {
			x.QueueIDs = []string{}
		}
		if i := slices.IndexFunc(assumed, func(a Assumption) bool { return a.Name == e.Name }); i >= 0 && x.Kind == series.EffectEvent {
			x.Assumption = &assumed[i]
		}
		x.Effects = learnt(x)
		out = append(out, x)
	}
	// Days of the month belong to the queues in which they stand out.
	found := map[string]*CalendarItem{}
	for id, v := range newest {
		for _, e := range v.queue.Effects {
			for _, on := range e.Dates {
				if !r.Has(on) || queueID != "" && id != queueID {
					continue
				}
				key := fmt.Sprintf("day-%02d-%s", e.Day, on)
				if found[key] == nil {
					found[key] = &CalendarItem{ID: key, Kind: series.EffectMonthDay, Day: e.Day, From: on, To: on, QueueIDs: []string{}}
				}
				found[key].QueueIDs = append(found[key].QueueIDs, id)
			}
		}
	}
	for _, x := range found {
		slices.Sort(x.QueueIDs)
		x.Effects = learnt(*x)
		out = append(out, *x)
	}
	return out, nil
}
