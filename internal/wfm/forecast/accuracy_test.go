package forecast_test

import (
	"math"
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// What comes on the second day is twice as much as ever, and the planner said
// so; everything else is as before. The record tells all of it by the rules of
// its measures, reckoned here from the figures of the pages.
func TestAccuracyOfAVersion(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		queue := c.queue("office", weekdays("08:00", "18:00"))
		asOf := today.Add(-7)
		c.came("office", today.Add(-49), asOf, office)
		c.came("office", asOf, today, func(d civil.Date, m int) (int64, int64) {
			n, s := office(d, m)
			if d == asOf.Add(1) {
				n *= 2
			}
			return n, s
		})
		v := c.make(forecast.Request{Weeks: 2, AsOf: asOf.String()})
		if _, err := c.forecast.Edit(c.ctx, v.ID, 0, forecast.Rule{Kind: forecast.EditPercent, FromOn: asOf.Add(1), ToOn: asOf.Add(1), Value: 100}, "a letter"); err != nil {
			t.Fatal(err)
		}
		a, err := c.forecast.Accuracy(c.ctx, forecast.AccuracyIn{VersionID: v.ID, By: forecast.ByDay})
		if err != nil {
			t.Fatal(err)
		}
		var off, signed, came, model, naive, within, slots float64
		for d := asOf; d.Before(today); d = d.Add(1) {
			said, err := c.forecast.Slots(c.ctx, v.ID, queue, d.String())
			if err != nil {
				t.Fatal(err)
			}
			for m, s := range said {
				if s.Actual == nil || *s.Actual == 0 && *s.Forecast == 0 {
					continue
				}
				e := *s.Forecast - *s.Actual
				before, _ := office(d.Add(-7), m*30)
				off, signed, came, model, naive = off+math.Abs(e), signed+e, came+*s.Actual, model+math.Abs(*s.Model-*s.Actual), naive+math.Abs(float64(before)-*s.Actual)
				slots++
				if math.Abs(e) <= 0.1**s.Actual {
					within++
				}
			}
		}
		near := func(what string, got *float64, want float64) {
			t.Helper()
			if got == nil || math.Abs(*got-want) > 1e-9 {
				t.Errorf("%s: %v, want %v", what, got, want)
			}
		}
		near("WAPE", a.Total.Volume.WAPE, off/came)
		near("bias", a.Total.Volume.Bias, signed/came)
		near("MASE", a.Total.Volume.MASE, off/naive)
		near("within", a.Total.Volume.Within, within/slots)
		near("WAPE of the model", a.Total.Model.WAPE, model/came)
		if a.From != asOf || a.To != today.Add(-1) || len(a.Rows) != 5 || a.Total.Edited != 20 {
			t.Errorf("%s to %s, %d rows, %d edited", a.From, a.To, len(a.Rows), a.Total.Edited)
		}
		// The change helped: half of what came was missing without it.
		if w, m := *a.Hand.Volume.WAPE, *a.Hand.Model.WAPE; w > 0.1 || math.Abs(m-0.5) > 0.05 || a.Hand.Volume.Intervals != 20 {
			t.Errorf("with the change %.3f, without %.3f", w, m)
		}
		if w := *a.Total.Handle.WAPE; w > 0.05 {
			t.Errorf("handle time is as ever: %.3f", w)
		}
		if c := *a.Total.Volume.Coverage95; c < 0.8 {
			t.Errorf("95 %% bands held %.2f", c)
		}
		for by, rows := range map[forecast.By]int{forecast.ByWeek: 1, forecast.ByLead: 5, forecast.ByInterval: 20, forecast.ByQueue: 1} {
			x, err := c.forecast.Accuracy(c.ctx, forecast.AccuracyIn{VersionID: v.ID, By: by, QueueID: queue})
			if err != nil {
				t.Fatal(err)
			}
			sum, intervals := 0.0, 0
			for _, r := range x.Rows {
				sum, intervals = sum+*r.Volume.WAPE*r.Volume.Actual, intervals+r.Volume.Intervals
			}
			if len(x.Rows) != rows || math.Abs(sum/came-off/came) > 1e-6 || intervals != int(slots) {
				t.Errorf("by %s: %d rows of %d intervals, WAPE %.6f", by, len(x.Rows), intervals, sum/came)
			}
		}
		for name, bad := range map[string]struct {
			in     forecast.AccuracyIn
			fields []string
		}{
			"nothing can be read": {forecast.AccuracyIn{From: "x", To: "y", By: "colour"}, []string{"query.from", "query.to", "query.by"}},
			"no first day":        {forecast.AccuracyIn{From: "x", To: "2026-01-01", By: forecast.ByDay}, []string{"query.from"}},
			"turned round":        {forecast.AccuracyIn{From: "2026-01-02", To: "2026-01-01", By: forecast.ByDay}, []string{"query.to"}},
			"too long":            {forecast.AccuracyIn{From: "2026-01-01", To: "2026-04-03", By: forecast.ByDay}, []string{"query.to"}},
		} {
			_, err := c.forecast.Accuracy(c.ctx, bad.in)
			var fields []string
			if f, ok := fault.As(err); ok {
				for _, x := range f.Fields {
					fields = append(fields, x.Name)
				}
			}
			if !fault.Is(err, fault.Invalid) || !slices.Equal(fields, bad.fields) {
				t.Errorf("%s: %v %v", name, err, fields)
			}
		}
	})
}

// Only what was locked while the day was not over was used.
func TestAccuracyOfWhatWasUsed(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite)
	c := newCentre(t, db, "Asia/Shanghai")
	c.queue("office", weekdays("08:00", "18:00"))
	c.came("office", today.Add(-49), today, office)
	lock := func(v forecast.Version) {
		t.Helper()
		if _, err := c.forecast.Approve(c.ctx, v.ID, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := c.forecast.Lock(c.ctx, v.ID, 0); err != nil {
			t.Fatal(err)
		}
	}
	now := c.clock.at
	c.clock.at = today.Add(-5).Start(c.zone) + 9*3_600_000 // a Wednesday
	first := c.make(forecast.Request{Name: "first", Weeks: 1, AsOf: today.Add(-7).String()})
	if _, err := c.forecast.Edit(c.ctx, first.ID, 0, forecast.Rule{Kind: forecast.EditPercent, FromOn: today.Add(-7), ToOn: today.Add(-1), Value: 100}, "wrong"); err != nil {
		t.Fatal(err)
	}
	lock(first)
	c.clock.at = now
	lock(c.make(forecast.Request{Name: "after", Weeks: 1, AsOf: today.Add(-7).String()})) // good, and too late
	a, err := c.forecast.Accuracy(c.ctx, forecast.AccuracyIn{From: today.Add(-14).String(), To: today.String(), By: forecast.ByDay})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Rows) != 3 || a.Rows[0].Key != today.Add(-5).String() || math.Abs(*a.Total.Volume.Bias-1) > 0.1 || *a.Total.Model.WAPE > 0.1 {
		t.Errorf("%d rows from %s, bias %.2f", len(a.Rows), a.Rows[0].Key, *a.Total.Volume.Bias)
	}
}
