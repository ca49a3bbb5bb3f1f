package forecast_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// A driver is added, changed and taken away; forecasts learn what follows it,
// and have a part for it.
func TestDrivers(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		queue, other := c.queue("bills", weekdays("08:00", "18:00")), c.queue("cards", weekdays("08:00", "18:00"))
		sent := func(d civil.Date) bool { return d.Sub(today)%9 == 0 }
		for _, code := range []string{"bills", "cards"} {
			c.came(code, today.Add(-120), today, func(d civil.Date, m int) (int64, int64) {
				n, s := office(d, m)
				if code == "bills" && sent(d.Add(-1)) {
					n = n * 13 / 10
				}
				return n, s
			})
		}
		ask := forecast.DriverRequest{Name: " 账单寄出 ", Kind: series.DriverFlow, LagDays: 1, QueueIDs: []string{queue}, Note: "每九天一批"}
		for i := -130; i < 30; i++ {
			if d := today.Add(i); sent(d) {
				ask.Values = append(ask.Values, forecast.DriverValueAsked{On: d.String(), Amount: 50_000})
			}
		}
		added, err := c.forecast.AddDriver(c.ctx, ask)
		if err != nil {
			t.Fatal(err)
		}
		if added.Name != "账单寄出" || added.Count != len(ask.Values) || added.Rev != 1 || added.From.String() != ask.Values[0].On {
			t.Errorf("added %+v", added)
		}
		if again, err := c.forecast.AddDriver(c.ctx, ask); err != nil || again.ID != added.ID {
			t.Errorf("added twice: %+v, %v", again, err)
		}
		taken := ask
		taken.LagDays = 2
		if _, err := c.forecast.AddDriver(c.ctx, taken); !fault.Is(err, fault.Conflict) {
			t.Errorf("a name that is taken: %v", err)
		}

		for what, change := range map[string]func(r *forecast.DriverRequest){
			"body.name":      func(r *forecast.DriverRequest) { r.Name = " " },
			"body.kind":      func(r *forecast.DriverRequest) { r.Kind = "size" },
			"body.lag_days":  func(r *forecast.DriverRequest) { r.LagDays = -1 },
			"body.queue_ids": func(r *forecast.DriverRequest) { r.QueueIDs = []string{"nobody"} },
			"body.note":      func(r *forecast.DriverRequest) { r.Note = strings.Repeat("x", 501) },
			"body.values":    func(r *forecast.DriverRequest) { r.Values = nil },
			"body.values[1]": func(r *forecast.DriverRequest) { r.Values = slices.Clone(r.Values); r.Values[1].On = "yesterday" },
			"body.values[2]": func(r *forecast.DriverRequest) { r.Values = slices.Clone(r.Values); r.Values[2].Amount = -1 },
			"body.values[3]": func(r *forecast.DriverRequest) { r.Values = slices.Clone(r.Values); r.Values[3].On = r.Values[0].On },
		} {
			bad := ask
			bad.Name = "other"
			change(&bad)
			_, err := c.forecast.AddDriver(c.ctx, bad)
			f, _ := fault.As(err)
			if f == nil || f.Kind != fault.Invalid || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == what }) {
				t.Errorf("%s: %v", what, err)
			}
		}

		v := c.make(forecast.Request{Weeks: 2, AsOf: today.String()})
		if len(v.Inputs.Drivers) != 1 || v.Inputs.Drivers[0].Rev != 1 || v.Inputs.Drivers[0].Values != nil {
			t.Errorf("inputs %+v", v.Inputs.Drivers)
		}
		all, err := c.forecast.Drivers(c.ctx)
		if err != nil || len(all) != 1 || all[0].Values != nil || len(all[0].Effects) != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		if e := all[0].Effects[0]; e.QueueID != queue || math.Abs(e.Percent-30) > 8 || e.Seen < 8 {
			t.Errorf("effect %+v", e)
		}
		for id, driven := range map[string]bool{queue: true, other: false} {
			found := false
			for d := v.FirstOn; !v.LastOn.Before(d); d = d.Add(1) {
				slots, err := c.forecast.Slots(c.ctx, v.ID, id, d.String())
				if err != nil {
					t.Fatal(err)
				}
				part := 0.0
				for _, s := range slots {
					part += s.Parts[series.PartDrivers]
				}
				found = found || part > 20
			}
			if found != driven {
				t.Errorf("the queue %s has a part of the driver: %v", id, found)
			}
		}

		// Somebody else has changed it; then it is changed from what is there.
		changed := ask
		changed.Values = changed.Values[:5]
		if _, err := c.forecast.ChangeDriver(c.ctx, added.ID, changed, 7); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old revision: %v", err)
		}
		if d, err := c.forecast.ChangeDriver(c.ctx, added.ID, changed, 1); err != nil || d.Rev != 2 || d.Count != 5 {
			t.Errorf("%+v, %v", d, err)
		}
		if d, err := c.forecast.ChangeDriver(c.ctx, added.ID, changed, 1); err != nil || d.Rev != 2 {
			t.Errorf("changed twice: %+v, %v", d, err)
		}
		if d, err := c.forecast.Driver(c.ctx, added.ID); err != nil || len(d.Values) != 5 || d.Rev != 2 {
			t.Errorf("%+v, %v", d, err)
		}
		for range 2 {
			if err := c.forecast.DeleteDriver(c.ctx, added.ID); err != nil {
				t.Error(err)
			}
		}
		if _, err := c.forecast.Driver(c.ctx, added.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("it is gone: %v", err)
		}
	})
}

func TestReadDriverValues(t *testing.T) {
	got, err := forecast.ReadDriverValues(strings.NewReader("day;policies\n2026-01-01;1,000\n2026-02-01;1200.5\n"))
	if err != nil || len(got) != 2 || got[civil.Of(2026, 2, 1)] != 1200.5 {
		t.Errorf("%v, %v", got, err)
	}
	for what, text := range map[string]string{
		"line 2": "2026-01-01,1\nyesterday,2\n",
		"twice":  "2026-01-01,1\n2026-01-01,2\n",
		"line 1": "2026-01-01,-4\n2026-01-02,2\n",
	} {
		if _, err := forecast.ReadDriverValues(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
