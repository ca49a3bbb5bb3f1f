package org

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	calendarYears   = sqldb.Q(`select year, source, imported_ms from org_calendar_year order by year`)
	calendarDays    = sqldb.Q(`select year, day_on, kind, name from org_calendar_day order by year, day_on`)
	calendarYearPut = sqldb.Q(`insert into org_calendar_year (year, source, imported_ms) values ($1, $2, $3)
		on conflict (year) do update set source = excluded.source, imported_ms = excluded.imported_ms`)
	calendarYearDrop = sqldb.Q(`delete from org_calendar_year where year = $1`)
	calendarDaysDrop = sqldb.Q(`delete from org_calendar_day where year = $1`)
	calendarDayAdd   = sqldb.Q(`insert into org_calendar_day (year, day_on, kind, name) values ($1, $2, $3, $4)`)

	calendarEntries     = sqldb.Q(`select id, kind, name, name_en, from_on, to_on, note, rev from org_calendar_entry order by from_on, id`)
	calendarEntryQueues = sqldb.Q(`select entry_id, queue_id from org_calendar_entry_queue order by entry_id, queue_id`)
	calendarEntryAdd    = sqldb.Q(`insert into org_calendar_entry (id, kind, name, name_en, from_on, to_on, note) values ($1, $2, $3, $4, $5, $6, $7)`)
	calendarEntrySave   = sqldb.Q(`update org_calendar_entry set kind = $1, name = $2, name_en = $3, from_on = $4, to_on = $5, note = $6, rev = rev + 1
		where id = $7 and rev = $8`)
	calendarEntryDrop      = sqldb.Q(`delete from org_calendar_entry where id = $1 and rev = $2`)
	calendarEntryQueueAdd  = sqldb.Q(`insert into org_calendar_entry_queue (entry_id, queue_id) values ($1, $2)`)
	calendarEntryQueueDrop = sqldb.Q(`delete from org_calendar_entry_queue where entry_id = $1`)
)

// loadNotices gives the imported years.
func loadNotices(ctx context.Context, tx *sqldb.Tx) ([]notice, error) {
	out, err := sqldb.All(ctx, tx, calendarYears, func(r sqldb.Row) (n notice, err error) {
		n.origin = OriginImported
		err = r.Scan(&n.year, &n.source, &n.importedMs)
		return n, err
	})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	at := map[int]int{}
	for i, n := range out {
		at[n.year] = i
	}
	return out, sqldb.Each(ctx, tx, calendarDays, func(r sqldb.Row) error {
		var year int
		var on string
		var d noticeDay
		if err := r.Scan(&year, &on, &d.kind, &d.name); err != nil {
			return err
		}
		if err := d.on.UnmarshalText([]byte(on)); err != nil {
			return err
		}
		out[at[year]].days = append(out[at[year]].days, d)
		return nil
	})
}

// putNotice gives a year exactly the notice's days.
func putNotice(ctx context.Context, tx *sqldb.Tx, n notice) error {
	if _, err := tx.Exec(ctx, calendarDaysDrop, n.year); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, calendarYearPut, n.year, n.source, n.importedMs); err != nil {
		return err
	}
	for _, d := range n.days {
		if _, err := tx.Exec(ctx, calendarDayAdd, n.year, d.on.String(), string(d.kind), d.name); err != nil {
			return err
		}
	}
	return nil
}

// dropNotice takes an imported year away and reports whether there was one.
func dropNotice(ctx context.Context, tx *sqldb.Tx, year int) (bool, error) {
	if _, err := tx.Exec(ctx, calendarDaysDrop, year); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, calendarYearDrop, year)
	return n == 1, err
}

// loadOwnEntries gives the centre's own entries by first day.
func loadOwnEntries(ctx context.Context, tx *sqldb.Tx) ([]CalendarEntry, error) {
	out, err := sqldb.All(ctx, tx, calendarEntries, func(r sqldb.Row) (e CalendarEntry, err error) {
		var from, to string
		e.QueueIDs, e.Origin = []string{}, OriginOwn
		if err = r.Scan(&e.ID, &e.Kind, &e.Name, &e.NameEN, &from, &to, &e.Note, &e.Rev); err != nil {
			return e, err
		}
		if e.FromOn, err = civil.Parse(from); err != nil {
			return e, err
		}
		e.ToOn, err = civil.Parse(to)
		return e, err
	})
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, e := range out {
		at[e.ID] = i
	}
	return out, sqldb.Each(ctx, tx, calendarEntryQueues, func(r sqldb.Row) error {
		var entry, queue string
		if err := r.Scan(&entry, &queue); err != nil {
			return err
		}
		out[at[entry]].QueueIDs = append(out[at[entry]].QueueIDs, queue)
		return nil
	})
}

func addCalendarEntry(ctx context.Context, tx *sqldb.Tx, e CalendarEntry) error {
	if _, err := tx.Exec(ctx, calendarEntryAdd, e.ID, e.Kind, e.Name, e.NameEN, e.FromOn.String(), e.ToOn.String(), e.Note); err != nil {
		return err
	}
	return addEntryQueues(ctx, tx, e)
}

// saveCalendarEntry reports whether the row still had the revision.
func saveCalendarEntry(ctx context.Context, tx *sqldb.Tx, e CalendarEntry) (bool, error) {
	n, err := tx.Exec(ctx, calendarEntrySave, e.Kind, e.Name, e.NameEN, e.FromOn.String(), e.ToOn.String(), e.Note, e.ID, e.Rev)
	if err != nil || n == 0 {
		return false, err
	}
	if _, err := tx.Exec(ctx, calendarEntryQueueDrop, e.ID); err != nil {
		return false, err
	}
	return true, addEntryQueues(ctx, tx, e)
}

func addEntryQueues(ctx context.Context, tx *sqldb.Tx, e CalendarEntry) error {
	for _, q := range e.QueueIDs {
		if _, err := tx.Exec(ctx, calendarEntryQueueAdd, e.ID, q); err != nil {
			return err
		}
	}
	return nil
}

// dropCalendarEntry reports whether the row still had the revision.
func dropCalendarEntry(ctx context.Context, tx *sqldb.Tx, id string, rev int64) (bool, error) {
	if _, err := tx.Exec(ctx, calendarEntryQueueDrop, id); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, calendarEntryDrop, id, rev)
	return n == 1, err
}
