package forecast_test

import (
	"math"
	"testing"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// Two queues turn out to be one after a forecast was made: it is read as if
// they had been one, so that it stands beside what came to both.
func TestAForecastFromBeforeAMerge(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		office1, office2 := c.queue("office", weekdays("08:00", "18:00")), c.queue("office-2", weekdays("08:00", "18:00"))
		asOf := today.Add(-7)
		c.came("office", today.Add(-49), today, office)
		c.came("office-2", today.Add(-49), today, office)
		v := c.make(forecast.Request{Weeks: 1, AsOf: asOf.String()})
		if _, err := c.forecast.Edit(c.ctx, v.ID, 0, forecast.Rule{Kind: forecast.EditPercent, QueueIDs: []string{office2}, FromOn: asOf, ToOn: asOf, Value: 10}, "a letter"); err != nil {
			t.Fatal(err)
		}
		both, err := c.forecast.Days(c.ctx, v.ID, "", 0)
		if err != nil {
			t.Fatal(err)
		}
		c.org.Follow(c.ingest)
		if _, err := c.org.MergeQueue(c.ctx, office2, office1); err != nil {
			t.Fatal(err)
		}
		read, err := c.forecast.Version(c.ctx, v.ID)
		if err != nil || len(read.Queues) != 1 || read.Queues[0].QueueID != office1 || len(read.Merged) != 1 || read.Merged[0] != "office-2" {
			t.Fatalf("%+v %v", read.Queues, err)
		}
		for _, queue := range []string{"", office1, office2} {
			days, err := c.forecast.Days(c.ctx, v.ID, queue, 0)
			if err != nil {
				t.Fatal(err)
			}
			for i, d := range days[:5] {
				if math.Abs(*d.Forecast-*both[i].Forecast) > 1e-6 || math.Abs(*d.Handle-*both[i].Handle) > 0.02 || *d.Bands != *both[i].Bands {
					t.Errorf("%q %s: %v, both were %v", queue, d.On, *d.Forecast, *both[i].Forecast)
				}
				if d.Actual == nil || math.Abs(*d.Actual-*both[i].Actual) > 1e-9 {
					t.Errorf("%q %s: what came is %v, it was %v", queue, d.On, d.Actual, *both[i].Actual)
				}
				parts := 0.0
				for _, p := range d.Parts {
					parts += p
				}
				if math.Abs(parts-*d.Forecast) > 1e-9*math.Max(1, *d.Forecast) {
					t.Errorf("parts sum to %.6f of %.6f", parts, *d.Forecast)
				}
			}
		}
		addsUp(t, c, read)
		a, err := c.forecast.Accuracy(c.ctx, forecast.AccuracyIn{VersionID: v.ID, By: forecast.ByQueue})
		if err != nil || len(a.Rows) != 1 || a.Rows[0].Key != office1 || a.Total.Volume.WAPE == nil || *a.Total.Volume.WAPE > 0.1 {
			t.Errorf("%+v %v", a.Total.Volume, err)
		}
		if _, err := c.forecast.Edit(c.ctx, v.ID, 0, forecast.Rule{Kind: forecast.EditPercent, FromOn: asOf, ToOn: asOf, Value: 10}, "late"); !fault.Is(err, fault.Conflict) {
			t.Errorf("changed after the merge: %v", err)
		}
		said, came := 0.0, 0.0
		for _, d := range both {
			said += *d.Forecast
			if d.Actual != nil {
				came += *d.Actual
			}
		}
		if weeks, err := c.forecast.Weeks(c.ctx, v.ID, office1); err != nil || math.Abs(*weeks[0].Actual-came) > 1e-6 || math.Abs(*weeks[0].Forecast-said) > 1e-6 {
			t.Errorf("the week: %+v %v", weeks, err)
		}
	})
}
