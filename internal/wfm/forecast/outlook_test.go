package forecast_test

import (
	"math"
	"testing"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// A year and a half of office days: the months ahead hold the workdays they
// have, months are the sums of days, and what came before stands beside them.
func TestOutlook(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		queue := c.queue("office", weekdays("08:00", "18:00"))
		c.queue("empty", weekdays("08:00", "18:00"))
		c.came("office", today.Add(-560), today, func(d civil.Date, minute int) (int64, int64) {
			if minute != 600 { // a row a day is enough
				return 0, 0
			}
			n, s := office(d, minute)
			return 10 * n, s
		})
		for name, bad := range map[string]forecast.OutlookRequest{"too short": {Months: 2}, "too long": {Months: 25}, "no day": {Months: 12, AsOf: "x"}, "no queue": {Months: 12, QueueIDs: []string{"x"}}} {
			if _, err := c.forecast.MakeOutlook(c.ctx, c.forecast.NewID(), bad, nil); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		id := c.forecast.NewID()
		var o forecast.Outlook
		for range 2 { // made twice it is there once
			var err error
			if o, err = c.forecast.MakeOutlook(c.ctx, id, forecast.OutlookRequest{Months: 12, AsOf: today.String()}, nil); err != nil {
				t.Fatal(err)
			}
		}
		if o.AsOfOn != today || o.LastOn != civil.Of(2027, 10, 31) || len(o.Queues) != 2 || o.Queues[0].Outcome != forecast.OutcomeEmpty || o.Queues[1].Outcome != forecast.OutcomeMade || len(o.Unpublished) != 1 || o.Unpublished[0] != 2027 {
			t.Fatalf("%+v", o)
		}
		all, err := c.forecast.Outlooks(c.ctx)
		if err != nil || len(all) != 1 || all[0].ID != id {
			t.Fatalf("%+v %v", all, err)
		}
		f, err := c.forecast.Outlook(c.ctx, id, "")
		if err != nil || len(f.Ahead) != 13 || len(f.Days) != o.LastOn.Sub(today)+1 {
			t.Fatalf("%d months, %d days, %v", len(f.Ahead), len(f.Days), err)
		}
		for _, m := range f.Ahead {
			total, workdays := 0.0, 0
			for _, d := range f.Days[m.From.Sub(today) : m.To.Sub(today)+1] {
				total += *d.Forecast
				if !d.Closed {
					workdays++
				}
			}
			b := m.Bands[1]
			if math.Abs(total-*m.Forecast) > 1e-6 || !(b.Low < total && total < b.High) || m.Workload == nil || math.Abs(*m.Workload-total*300/3600) > 0.02*total*300/3600 {
				t.Errorf("%s to %s: %.1f %v, its days %.1f, workload %v", m.From, m.To, *m.Forecast, b, total, m.Workload)
			}
			if h := m.HandleBands; h == nil || !(h[1].Low < *m.Handle && *m.Handle < h[1].High) || h[1].High > 1.3**m.Handle {
				t.Errorf("%s: handle time %v, bands %v", m.From, m.Handle, h)
			}
			// Mondays bring 634, other workdays 434.
			if mean := total / float64(workdays); mean < 420 || mean > 530 {
				t.Errorf("%s: %.0f a workday", m.From, mean)
			}
			if m.Partial != (m.From == today) || m.From.Before(civil.Of(2027, 10, 1)) && (m.LastYear == nil || math.Abs(*m.LastYear/total-1) > 0.25) {
				t.Errorf("%s: partial %v, a year before %v of %.0f", m.From, m.Partial, m.LastYear, total)
			}
		}
		if near, far := f.Ahead[1].HandleBands[1], f.Ahead[11].HandleBands[1]; far.High-far.Low <= near.High-near.Low {
			t.Errorf("handle times far ahead are as sure as near ones: %v and %v", near, far)
		}
		if d := f.Days[len(f.Days)-1]; d.Closed || d.HandleBands == nil {
			for _, d := range f.Days {
				if !d.Closed && d.HandleBands == nil {
					t.Errorf("%s has no bands of handle times", d.On)
				}
			}
		}
		last := f.Past[len(f.Past)-1]
		if len(f.Past) != 19 || last.To != today.Add(-1) || !last.Partial || last.Actual == nil || *last.Actual < 8000 || f.Past[5].Partial {
			t.Errorf("%d months before, the last %+v", len(f.Past), last)
		}
		if one, err := c.forecast.Outlook(c.ctx, id, queue); err != nil || math.Abs(*one.Ahead[3].Forecast-*f.Ahead[3].Forecast) > 1e-9 {
			t.Errorf("one queue: %v", err)
		}
		if _, err := c.forecast.Outlook(c.ctx, id, c.queues["empty"]); !fault.Is(err, fault.NotFound) {
			t.Errorf("a queue without an outlook: %v", err)
		}
		for range 2 {
			if err := c.forecast.DeleteOutlook(c.ctx, id); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.forecast.Outlook(c.ctx, id, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("after it was deleted: %v", err)
		}
		made, gone := 0, 0
		for _, a := range c.audit.actions {
			switch a {
			case "forecast.outlook.create":
				made++
			case "forecast.outlook.delete":
				gone++
			}
		}
		if made != 1 || gone != 1 {
			t.Errorf("audited: %v", c.audit.actions)
		}
	})
}
