package org_test

import (
	"context"
	"testing"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
)

func kindOn(c *client, on, queue string) string {
	c.t.Helper()
	out := c.ok("GET", "/calendar/days?from="+on+"&to="+on+"&queue="+queue, nil)
	days, _ := out["days"].([]any)
	d, _ := days[0].(map[string]any)
	return doc(d).str("kind")
}

func TestOwnCalendarEntries(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := open(t, db)
		queue := c.ok("POST", "/queues", doc{"code": "VIP", "name": "贵宾"}).str("id")
		if k := kindOn(c, "2026-02-15", ""); k != "holiday" {
			t.Fatalf("Spring Festival is %s", k)
		}
		entry := c.ok("POST", "/calendar/entries", doc{"kind": "holiday", "name": "行庆日", "name_en": "Founding day", "from_on": "2026-03-11", "to_on": "2026-03-11", "queue_ids": []string{queue}})
		if a, b := kindOn(c, "2026-03-11", ""), kindOn(c, "2026-03-11", queue); a != "workday" || b != "holiday" {
			t.Errorf("the centre has a %s, the queue a %s", a, b)
		}
		path := "/calendar/entries/" + entry.str("id")
		body := doc{"kind": "holiday", "name": "行庆日", "from_on": "2026-03-11", "to_on": "2026-03-12"}
		c.fails(422, "org.rev_needed", "body.rev required", "PUT", path, body)
		c.fails(412, "org.stale", "", "PUT", path, body, "If-Match", `"9"`)
		changed := c.ok("PUT", path, body, "If-Match", `"1"`)
		if changed.num("rev") != 2 || kindOn(c, "2026-03-12", "") != "holiday" {
			t.Errorf("changed %v", changed)
		}
		for _, x := range []struct{ field, key, value string }{
			{"body.name required", "name", " "}, {"body.kind one_of", "kind", "party"}, {"body.from_on date", "from_on", "tomorrow"},
			{"body.to_on order", "to_on", "2026-03-01"}, {"body.to_on too_long", "to_on", "2028-03-01"},
		} {
			wrong := doc{"kind": "event", "name": "积分活动", "from_on": "2026-03-11", "to_on": "2026-03-12"}
			wrong[x.key] = x.value
			c.fails(422, "org.calendar.invalid", x.field, "POST", "/calendar/entries", wrong)
		}
		c.fails(422, "org.queue.not_found", "body.queue_ids unknown", "POST", "/calendar/entries",
			doc{"kind": "event", "name": "x", "from_on": "2026-03-11", "to_on": "2026-03-12", "queue_ids": []string{"none"}})
		c.fails(409, "org.calendar.statutory", "", "DELETE", "/calendar/entries/statutory-2026-02-15?rev=1", nil)
		c.fails(422, "org.calendar.days", "query.to range", "GET", "/calendar/days?from=2026-03-11&to=2020-01-01", nil)

		list := c.ok("GET", "/calendar/entries?year=2026&limit=4", nil)
		seen := len(list.items())
		for cursor := list.str("next_cursor"); cursor != ""; cursor = list.str("next_cursor") {
			list = c.ok("GET", "/calendar/entries?year=2026&limit=4&cursor="+cursor, nil)
			seen += len(list.items())
		}
		if int64(seen) != list.num("total") || seen != 14 { // 7 holidays, 6 make-up workdays, one own
			t.Errorf("%d entries on the pages of %d", seen, list.num("total"))
		}
		if own := c.ok("GET", "/calendar/entries?origin=own&search=%E8%A1%8C%E5%BA%86&sort=-name", nil); len(own.items()) != 1 {
			t.Errorf("own entries %v", own)
		}
		c.ok("DELETE", path+"?rev=2", nil)
		c.fails(404, "org.calendar.not_found", "", "GET", path, nil)
		if kindOn(c, "2026-03-11", "") != "workday" {
			t.Error("the entry still counts")
		}
		entries, err := c.log.List(authz.With(t.Context(), authz.System("test")), audit.Filter{Object: "calendar"})
		if err != nil || len(entries.Items) != 3 {
			t.Errorf("audit: %d entries, %v", len(entries.Items), err)
		}
	})
}

const year2027 = `{"year": 2027, "days": [
  {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
  {"name": "元旦", "date": "2027-01-02", "isOffDay": true},
  {"name": "元旦", "date": "2026-12-27", "isOffDay": false}
]}`

func TestCalendarImport(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := open(t, db)
		look := c.ok("POST", "/calendar/imports", doc{"content": year2027, "file_name": "2027.json", "check": true})
		if look["applied"] != false || len(look["changes"].([]any)) != 3 || kindOn(c, "2027-01-01", "") != "workday" {
			t.Fatalf("a look changed something, or told wrong: %v", look)
		}
		for range 2 { // twice is once
			if done := c.ok("POST", "/calendar/imports", doc{"content": year2027, "file_name": "2027.json"}); done["applied"] != true {
				t.Fatalf("import %v", done)
			}
		}
		if a, b, d := kindOn(c, "2027-01-01", ""), kindOn(c, "2027-01-02", ""), kindOn(c, "2026-12-27", ""); a != "holiday" || b != "holiday" || d != "makeup_workday" {
			t.Errorf("after the import: %s %s %s", a, b, d)
		}

		broken := `{"year": 2027, "days": [
  {"name": "元旦", "date": "2027-01-03", "isOffDay": true},
  {"name": "元旦", "date": "2027-01-33", "isOffDay": true}
]}`
		c.fails(422, "org.calendar.file", "file.3.date date", "POST", "/calendar/imports", doc{"content": broken})
		if kindOn(c, "2027-01-01", "") != "holiday" {
			t.Error("a refused file changed something")
		}
		c.ok("POST", "/calendar/imports", doc{"content": broken, "good_only": true})
		if a, b := kindOn(c, "2027-01-01", ""), kindOn(c, "2027-01-03", ""); a != "holiday" || b != "holiday" {
			t.Errorf("good rows are added to what is known: %s %s", a, b)
		}

		// an import goes before the shipped year, and the shipped one comes back
		c.ok("POST", "/calendar/imports", doc{"content": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:春节假期\nDTSTART;VALUE=DATE:20260301\nEND:VEVENT\nEND:VCALENDAR"})
		if a, b := kindOn(c, "2026-03-01", ""), kindOn(c, "2026-02-16", ""); a != "holiday" || b != "workday" {
			t.Errorf("imported year: %s %s", a, b)
		}
		c.ok("DELETE", "/calendar/years/2026", nil)
		if a, b := kindOn(c, "2026-03-01", ""), kindOn(c, "2026-02-16", ""); a != "weekend" || b != "holiday" {
			t.Errorf("shipped year: %s %s", a, b)
		}
		c.fails(404, "org.calendar.year_not_found", "", "DELETE", "/calendar/years/2026", nil)
		if years := c.ok("GET", "/calendar/years", nil); len(years.items()) != 9 {
			t.Errorf("years %v", years)
		}
	})
}

func TestCalendarNeedsItsPermission(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		svc := org.New(db, clock.Fixed(march9), nil)
		as := func(scope authz.Scope, permissions ...string) context.Context {
			a := authz.Actor{UserID: "u", Permissions: map[string]bool{}, Scope: scope}
			for _, p := range permissions {
				a.Permissions[p] = true
			}
			return authz.With(t.Context(), a)
		}
		in := org.CalendarWrite{Kind: org.EntryEvent, Name: "积分活动", FromOn: "2026-03-11", ToOn: "2026-03-12"}
		for _, ctx := range []context.Context{as(authz.Scope{Centre: true}, "org.read", "org.manage"), as(authz.Scope{}, "org.read", "calendar.manage")} {
			if _, err := svc.CreateCalendarEntry(ctx, in); !fault.Is(err, fault.Denied) {
				t.Errorf("create: %v", err)
			}
			if _, err := svc.ImportCalendar(ctx, org.CalendarImport{Content: year2027}); !fault.Is(err, fault.Denied) {
				t.Errorf("import: %v", err)
			}
			if err := svc.DropCalendarYear(ctx, 2027); !fault.Is(err, fault.Denied) {
				t.Errorf("drop: %v", err)
			}
		}
		allowed := as(authz.Scope{Centre: true}, "calendar.manage")
		if _, err := svc.CreateCalendarEntry(allowed, in); err != nil {
			t.Errorf("with the permission: %v", err)
		}
		if _, err := svc.CalendarYears(allowed); !fault.Is(err, fault.Denied) {
			t.Errorf("reading needs org.read: %v", err)
		}
		cal := write(t, db, svc.Calendar)
		if d := cal.Day(civil.Of(2026, 3, 11), ""); len(d.Events) != 1 {
			t.Errorf("other rooms see the entry: %+v", d)
		}
	})
}
