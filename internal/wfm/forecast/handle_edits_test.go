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

// Handle times have bands and are changed by hand as contacts are: with a
// reason, undoable, beside what the model said, and held against what came.
func TestEditsOfHandleTime(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		queue := c.queue("office", weekdays("08:00", "18:00"))
		asOf := today.Add(-7)
		c.came("office", today.Add(-49), asOf, office)
		c.came("office", asOf, today, func(d civil.Date, m int) (int64, int64) { // a new screen: a quarter longer on the second day
			n, s := office(d, m)
			if d == asOf.Add(1) {
				s = s * 5 / 4
			}
			return n, s
		})
		v := c.make(forecast.Request{Weeks: 2, AsOf: asOf.String()})
		rule := forecast.Rule{Measure: forecast.EditHandle, Kind: forecast.EditPercent, FromOn: asOf.Add(1), ToOn: asOf.Add(1), Value: 25}
		for name, change := range map[string]func(*forecast.Rule){
			"no time at all":     func(r *forecast.Rule) { r.Value = -100 },
			"half a second":      func(r *forecast.Rule) { r.Kind, r.Value = forecast.EditSet, 0.5 },
			"a day of a contact": func(r *forecast.Rule) { r.Kind, r.Value = forecast.EditAdd, 86400 },
			"no measure":         func(r *forecast.Rule) { r.Measure = "calls" },
		} {
			bad := rule
			change(&bad)
			if _, err := c.forecast.Edit(c.ctx, v.ID, 0, bad, "x"); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		before, err := c.forecast.Days(c.ctx, v.ID, queue, 0)
		if err != nil {
			t.Fatal(err)
		}
		if d := before[1]; d.HandleBands == nil || d.HandleModel != nil || !(d.HandleBands[2].Low < d.HandleBands[1].Low && d.HandleBands[1].Low < *d.Handle && *d.Handle < d.HandleBands[1].High) {
			t.Fatalf("bands of the handle time: %v of %v", d.HandleBands, *d.Handle)
		}
		e, err := c.forecast.Edit(c.ctx, v.ID, 0, rule, "a new screen")
		if err != nil {
			t.Fatal(err)
		}
		after, err := c.forecast.Days(c.ctx, v.ID, queue, 0)
		if err != nil {
			t.Fatal(err)
		}
		was, is := before[1], after[1]
		if math.Abs(*is.Handle / *was.Handle - 1.25) > 1e-3 || math.Abs(*is.Workload / *was.Workload - 1.25) > 1e-2 || *is.Forecast != *was.Forecast {
			t.Errorf("handle time %v of %v, workload %v of %v, contacts %v of %v", *is.Handle, *was.Handle, *is.Workload, *was.Workload, *is.Forecast, *was.Forecast)
		}
		if is.HandleModel == nil || math.Abs(*is.HandleModel-*was.Handle) > 0.01 {
			t.Errorf("the model's handle time: %v", is.HandleModel)
		}
		if w := is.HandleBands[1].High / was.HandleBands[1].High; math.Abs(w-1.25) > 1e-2 {
			t.Errorf("the band moved by %.3f", w)
		}
		if *after[2].Handle != *before[2].Handle || after[2].HandleModel != nil {
			t.Error("another day was changed")
		}
		a, err := c.forecast.Accuracy(c.ctx, forecast.AccuracyIn{VersionID: v.ID, By: forecast.ByDay})
		if err != nil {
			t.Fatal(err)
		}
		if h := a.HandHandle; h.Handle.Intervals == 0 || h.Handle.WAPE == nil || h.HandleModel.WAPE == nil || !(*h.Handle.WAPE < 0.02 && *h.HandleModel.WAPE > 0.15) {
			t.Errorf("with the change %+v, without %+v", h.Handle, h.HandleModel)
		}
		if a.Hand.Volume.Intervals != 0 || a.Total.Handle.Coverage80 == nil {
			t.Errorf("%+v", a.Hand)
		}
		// What staffing reads has it; taken back, it has not.
		slots, err := c.forecast.Slots(c.ctx, v.ID, queue, asOf.Add(1).String())
		if err != nil {
			t.Fatal(err)
		}
		_, loads, err := c.forecast.Loads(c.ctx, v.ID)
		if err != nil || loads[1].Slots[24].Handle != *slots[24].Handle || slots[24].HandleModel == nil {
			t.Errorf("staffing reads %v, %v", loads[1].Slots[24], err)
		}
		if _, err := c.forecast.Undo(c.ctx, v.ID, e.ID); err != nil {
			t.Fatal(err)
		}
		if after, err = c.forecast.Days(c.ctx, v.ID, queue, 0); err != nil || *after[1].Handle != *before[1].Handle || *after[1].HandleBands != *before[1].HandleBands {
			t.Errorf("undone: %v %v", *after[1].Handle, err)
		}
	})
}
