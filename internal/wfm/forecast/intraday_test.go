package forecast_test

import (
	"math"
	"testing"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

func (c *centre) lock(v forecast.Version) {
	c.t.Helper()
	if _, err := c.forecast.Approve(c.ctx, v.ID, 0); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.forecast.Lock(c.ctx, v.ID, 0); err != nil {
		c.t.Fatal(err)
	}
}

// Half as much again comes until ten: the rest of the day is expected higher,
// not by the whole half, and the latest intervals lie above their band.
func TestIntraday(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		office1 := c.queue("office", weekdays("08:00", "18:00"))
		second := c.queue("second", weekdays("08:00", "18:00"))
		c.queue("third", weekdays("08:00", "18:00"))
		for _, code := range []string{"office", "second"} {
			c.came(code, today.Add(-56), today, office)
		}
		none, err := c.forecast.Intraday(c.ctx, "")
		if err != nil || len(none.Queues) != 0 || len(none.Without) != 3 || none.Total.Forecast != 0 {
			t.Fatalf("without a forecast in use: %+v %v", none, err)
		}
		v := c.make(forecast.Request{Weeks: 1, AsOf: today.String(), QueueIDs: []string{office1, second}})
		c.lock(v)
		c.clock.at = today.Start(c.zone) + 10*3_600_000 + 60_000
		c.came("office", today, today.Add(1), func(d civil.Date, minute int) (int64, int64) {
			if minute >= 600 {
				return 0, 0
			}
			n, s := office(d, minute)
			return n * 3 / 2, s * 2
		})
		x, err := c.forecast.Intraday(c.ctx, "")
		if err != nil {
			t.Fatal(err)
		}
		if x.On != today || x.Until != "10:00" || len(x.Queues) != 2 || len(x.Without) != 1 || len(x.Slots) != 48 {
			t.Fatalf("%s until %s: %d queues, without %v", x.On, x.Until, len(x.Queues), x.Without)
		}
		q := x.Queues[0]
		days, err := c.forecast.Days(c.ctx, v.ID, office1, 0)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(q.Forecast-*days[0].Forecast) > 1e-6 || q.Name != "office" || q.VersionID != v.ID || q.Outside != 4 {
			t.Errorf("%+v, the day is forecast at %v", q, *days[0].Forecast)
		}
		if q.Actual == nil || *q.Actual < 1.4*q.ForecastPast || math.Abs(q.Forecast-q.ForecastPast-q.ForecastRest) > 1e-6 || math.Abs(*q.Actual+q.Rest-q.Now) > 1e-3 {
			t.Errorf("%+v does not add up", q)
		}
		if r := q.Rest / q.ForecastRest; r < 1.05 || r > 1.5 {
			t.Errorf("the rest is expected %.2f times as high", r)
		}
		if w := *q.RestWorkload / *q.ForecastWork; w < 1.5*q.Rest/q.ForecastRest || *q.ActualHandle < 1.8**q.Handle {
			t.Errorf("work by %.2f, handle time %.1f of %.1f", w, *q.ActualHandle, *q.Handle)
		}
		if o := x.Queues[1]; *o.Actual != 0 || o.Outside != -4 || o.Rest >= o.ForecastRest {
			t.Errorf("a queue in which nothing came: %+v", o)
		}
		one, err := c.forecast.Intraday(c.ctx, office1)
		if err != nil || one.Total != q.RunningFigures && math.Abs(one.Total.Now-q.Now) > 1e-6 || len(one.Queues) != 2 {
			t.Errorf("one queue: %+v %v", one.Total, err)
		}
		sum, past := 0.0, 0.0
		for _, s := range x.Slots {
			if s.Over != (s.At < "10:00") || s.Over == (s.Now != nil && *s.Now > 0) && s.Forecast > 0 {
				t.Errorf("%+v", s)
			}
			sum += s.Forecast
			if s.Now != nil {
				sum, past = sum-s.Forecast+*s.Now, past+s.Forecast
			} else if s.Actual != nil {
				sum += *s.Actual - s.Forecast
			}
		}
		if math.Abs(sum-x.Total.Now) > 1e-3 || math.Abs(past-x.Total.ForecastRest) > 1e-3 {
			t.Errorf("intervals sum to %.3f, the day is expected at %.3f", sum, x.Total.Now)
		}
		var halves []forecast.HalfHours
		if err := db.Read(c.ctx, func(tx *sqldb.Tx) error {
			halves, err = c.forecast.HalfHours(c.ctx, tx, today)
			return err
		}); err != nil || len(halves) != 2 || len(halves[0].Offered) != 48 {
			t.Fatalf("%d %v", len(halves), err)
		}
		total := 0.0
		for k, v := range halves[0].Offered {
			total += v
			if v > 0 && !(halves[0].Low[k] < v && v < halves[0].High[k]) {
				t.Errorf("half-hour %d: %v", k, halves[0])
			}
		}
		if math.Abs(total-q.Forecast) > 1e-3 {
			t.Errorf("half-hours sum to %.4f of %.4f", total, q.Forecast)
		}
	})
}

// The day the clock goes back has fifty half-hours, and the forecast none more
// than the day.
func TestHalfHoursOfALongDay(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite)
	c := newCentre(t, db, "Europe/Berlin")
	queue := c.queue("night", nil)
	c.came("night", today.Add(-57), today.Add(-1), func(civil.Date, int) (int64, int64) { return 40, 100 })
	long := today.Add(-1)
	v := c.make(forecast.Request{Weeks: 1, AsOf: long.String()})
	c.lock(v)
	days, err := c.forecast.Days(c.ctx, v.ID, queue, 0)
	if err != nil {
		t.Fatal(err)
	}
	var halves []forecast.HalfHours
	if err := db.Read(c.ctx, func(tx *sqldb.Tx) error {
		halves, err = c.forecast.HalfHours(c.ctx, tx, long)
		return err
	}); err != nil || len(halves) != 1 || len(halves[0].Offered) != 50 {
		t.Fatalf("%+v %v", halves, err)
	}
	total := 0.0
	for _, v := range halves[0].Offered {
		total += v
	}
	if math.Abs(total-*days[0].Forecast) > 0.01 || math.Abs(halves[0].Offered[5]-halves[0].Offered[9]) > 3 {
		t.Errorf("%.4f of %.4f: %v", total, *days[0].Forecast, halves[0].Offered)
	}
}
