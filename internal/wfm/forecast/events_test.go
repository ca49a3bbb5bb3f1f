package forecast_test

import (
	"math"
	"slices"
	"testing"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// Bills went out three times and brought a third more each time; the coming
// one is priced by that. Of a sale that was never held there is only what the
// planner assumes; it can be taken back.
func TestEventsOfTheCalendarAreLearnt(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		queue := c.queue("office", weekdays("08:00", "18:00"))
		other := c.queue("other", weekdays("08:00", "18:00"))
		var bills []civil.Date
		for _, before := range []int{60, 39, 18} { // a Thursday, Thursday, Thursday
			bills = append(bills, today.Add(-before))
		}
		c.came("office", today.Add(-84), today, func(d civil.Date, m int) (int64, int64) {
			n, s := office(d, m)
			if slices.Contains(bills, d) {
				n = n * 4 / 3
			}
			return n, s
		})
		c.came("other", today.Add(-84), today, office)
		event := func(name string, on civil.Date, queues ...string) {
			t.Helper()
			if _, err := c.org.CreateCalendarEntry(c.ctx, org.CalendarWrite{Kind: org.EntryEvent, Name: name, FromOn: on.String(), ToOn: on.String(), QueueIDs: queues}); err != nil {
				t.Fatal(err)
			}
		}
		for _, d := range bills {
			event("账单日", d, queue)
		}
		bill, sale := today.Add(3), today.Add(8) // a Thursday, a Tuesday
		event("账单日", bill, queue)
		event("促销", sale)

		for name, bad := range map[string]struct {
			name, reason string
			percent      float64
		}{"no name": {" ", "x", 10}, "no reason": {"促销", " ", 10}, "too much": {"促销", "x", 501}, "no number": {"促销", "x", math.NaN()}} {
			if _, err := c.forecast.Assume(c.ctx, bad.name, bad.percent, bad.reason, -1); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		first, err := c.forecast.Assume(c.ctx, "促销", 10, "a guess", 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.forecast.Assume(c.ctx, "促销", 20, "an old look", 0); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old look won: %v", err)
		}
		assumed, err := c.forecast.Assume(c.ctx, "促销", 25, "marketing says so", first.CreatedMs)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := c.forecast.Assume(c.ctx, "促销", 25, "marketing says so", 0); err != nil || again.ID != assumed.ID {
			t.Errorf("%+v %v", again, err)
		}

		v := c.make(forecast.Request{Weeks: 2, AsOf: today.String()})
		if a := v.Inputs.Assumptions; len(a) != 1 || a[0].ID != assumed.ID {
			t.Errorf("inputs %+v", a)
		}
		total := func(queueID string, on civil.Date) (total, events float64) {
			t.Helper()
			days, err := c.forecast.Days(c.ctx, v.ID, queueID, 0)
			if err != nil {
				t.Fatal(err)
			}
			d := days[on.Sub(v.FirstOn)]
			return *d.Forecast, d.Parts[series.PartEvents]
		}
		near := func(what string, got, want, most float64) {
			t.Helper()
			if math.Abs(got/want-1) > most {
				t.Errorf("%s: %.1f, want %.1f", what, got, want)
			}
		}
		plain, none := total(other, bill)
		if none != 0 {
			t.Errorf("the other queue has no bill on %s: %.1f", bill, none)
		}
		billed, part := total(queue, bill)
		near("the bill's day", billed, plain*4/3, 0.06)
		near("what the bill brings", part, billed-plain, 0.25)
		usual, _ := total(other, sale.Add(1))
		sold, part := total(other, sale)
		near("the sale's day", sold, usual*1.25, 0.04)
		near("what the sale brings", part, sold*0.2, 0.02)
		addsUp(t, c, v)

		list := func(in forecast.CalendarIn) []forecast.CalendarItem {
			t.Helper()
			in.From, in.To = today.Add(-84).String(), today.Add(30).String()
			p, err := c.forecast.Calendar(c.ctx, in)
			if err != nil {
				t.Fatal(err)
			}
			return p.Items
		}
		items := list(forecast.CalendarIn{Kind: "event"})
		if len(items) != 5 || items[0].From != bills[0] || !items[0].Own || items[0].Rev == 0 || len(items[0].Effects) != 1 {
			t.Fatalf("%+v", items)
		}
		if e := items[0].Effects[0]; e.QueueID != queue || e.Seen != 3 || e.Percent < 22 || e.Percent > 36 || e.Low >= e.Percent || e.High <= e.Percent {
			t.Errorf("bills %+v", e)
		}
		if x := items[4]; x.Name != "促销" || x.Assumption == nil || x.Assumption.Percent != 25 || len(x.Effects) != 2 || x.Effects[0].Seen != 0 || x.Effects[0].Percent != 25 {
			t.Errorf("%+v", x)
		}
		if got := list(forecast.CalendarIn{QueueID: other, Kind: "event"}); len(got) != 1 {
			t.Errorf("of the other queue: %+v", got)
		}
		if got := list(forecast.CalendarIn{Search: "国庆", Kind: "holiday", Sort: "-name"}); len(got) == 0 || got[0].Kind != series.EffectHoliday || got[0].Own {
			t.Errorf("holidays: %+v", got)
		}
		p, err := c.forecast.Calendar(c.ctx, forecast.CalendarIn{From: bills[0].String(), To: sale.String(), Kind: "event", Limit: 2})
		if err != nil || len(p.Items) != 2 || p.Total != 5 {
			t.Fatalf("%+v %v", p, err)
		}
		if p, err = c.forecast.Calendar(c.ctx, forecast.CalendarIn{From: bills[0].String(), To: sale.String(), Kind: "event", Limit: 3, Cursor: p.NextCursor}); err != nil || len(p.Items) != 3 || p.Items[0].From != bills[2] || p.NextCursor != "" {
			t.Errorf("%+v %v", p, err)
		}
		for _, bad := range []forecast.CalendarIn{{From: "x", To: "2026-01-01"}, {From: "2026-01-02", To: "2026-01-01"}, {From: "2026-01-01", To: "2026-01-02", Sort: "rev"}} {
			if _, err := c.forecast.Calendar(c.ctx, bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}

		for range 2 {
			if a, err := c.forecast.UndoAssumption(c.ctx, assumed.ID); err != nil || a.UndoneMs == 0 {
				t.Errorf("%+v %v", a, err)
			}
		}
		if _, err := c.forecast.UndoAssumption(c.ctx, "nothing"); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		v = c.make(forecast.Request{Weeks: 2, AsOf: today.String()})
		sold, part = total(other, sale)
		near("the sale's day with nothing assumed", sold, usual, 0.03)
		if math.Abs(part) > 1e-6 || len(v.Inputs.Assumptions) != 0 {
			t.Errorf("a sale nobody assumes anything of brings %.3f", part)
		}
	})
}
