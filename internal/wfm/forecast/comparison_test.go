package forecast_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// Ten weeks of two uneven queues without a holiday: the models are tried on
// the last four, their errors are those of a reckoning by hand, and queues are
// pooled by their sums.
func TestComparison(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		from, until := civil.Of(2026, time.July, 6), civil.Of(2026, time.September, 12) // Monday to Friday
		rate := func(busy int64) func(civil.Date, int) (int64, int64) {
			return func(d civil.Date, minute int) (int64, int64) {
				n, s := office(d, minute)
				if n == 0 || minute%120 != 0 { // few rows, quick
					return 0, 0
				}
				noise := int64(d.Sub(civil.Of(2026, time.January, 1))*7919+minute*31) % 17
				return busy * (n + noise), s
			}
		}
		large := c.queue("large", weekdays("08:00", "18:00"))
		small := c.queue("small", weekdays("08:00", "18:00"))
		c.queue("young", weekdays("08:00", "18:00"))
		c.queue("empty", weekdays("08:00", "18:00"))
		c.came("large", from, until, rate(9))
		c.came("small", from, until, rate(1))
		c.came("young", until.Add(-18), until, rate(1))
		if _, err := c.forecast.Compare(c.ctx, c.forecast.NewID(), forecast.ComparisonRequest{QueueIDs: []string{"x"}}, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("no queue: %v", err)
		}
		// What is cancelled leaves nothing.
		cancelled, cancel := context.WithCancel(c.ctx)
		if _, err := c.forecast.Compare(cancelled, c.forecast.NewID(), forecast.ComparisonRequest{}, func(float64, string) { cancel() }); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		if all, err := c.forecast.Comparisons(c.ctx); err != nil || len(all) != 0 {
			t.Fatalf("%+v %v", all, err)
		}
		id := c.forecast.NewID()
		var said forecast.Comparison
		for range 2 { // made twice it is there once
			var err error
			reached := 0.0
			if said, err = c.forecast.Compare(c.ctx, id, forecast.ComparisonRequest{}, func(f float64, _ string) {
				if f < reached {
					t.Errorf("progress went back from %g to %g", reached, f)
				}
				reached = f
			}); err != nil {
				t.Fatal(err)
			}
		}
		if len(said.Queues) != 4 || said.HistoryTo != until.Add(-1) || said.Queues[0].Outcome != forecast.OutcomeEmpty || said.Queues[3].Outcome != forecast.OutcomeShort || said.Queues[3].HistoryDays != 18 {
			t.Fatalf("%+v", said)
		}
		for _, q := range said.Queues[1:3] {
			if q.Outcome != forecast.OutcomeMade || q.Origins != 4 || q.KnownDays != 40 || q.TriedFrom != until.Add(-28) || q.TriedTo != until.Add(-1) {
				t.Errorf("%+v", q)
			}
		}
		off, came := 0.0, 0.0
		for d := until.Add(-28); d.Before(until); d = d.Add(1) {
			for minute := 0; minute < 1440; minute += 30 {
				now, _ := rate(9)(d, minute)
				before, _ := rate(9)(d.Add(-7), minute)
				off, came = off+math.Abs(float64(before-now)), came+float64(now)
			}
		}
		one := func(queue string) map[string]forecast.ModelScore {
			f, err := c.forecast.Comparison(c.ctx, id, queue)
			if err != nil || len(f.Horizons) != 2 || f.Horizons[0].Days != 7 || f.Horizons[1].Days != 28 || len(f.Horizons[0].Queues) != 2 {
				t.Fatalf("%+v %v", f, err)
			}
			if sum := 0.0; queue != "" {
				for _, w := range f.Weights {
					sum += w.Later
				}
				if math.Abs(sum-1) > 0.001 {
					t.Errorf("weights sum to %g", sum)
				}
			}
			out := map[string]forecast.ModelScore{}
			last := 0.0
			for _, m := range f.Horizons[0].Models {
				if out[m.Model] = m; *m.WAPE < last {
					t.Errorf("%s: the best does not come first", m.Model)
				}
				last = *m.WAPE
			}
			j := f.Horizons[0].Judged
			if math.Abs(*j.Gain-(1 - *out[series.NameEnsemble].WAPE / *out[j.Simple].WAPE)) > 1e-12 || j.Best != f.Horizons[0].Models[0].Model {
				t.Errorf("judged %+v", j)
			}
			return out
		}
		l, s, both := one(large), one(small), one("")
		naive := l[series.NameNaive]
		if math.Abs(*naive.WAPE-off/came) > 1e-9 || naive.Actual != came || naive.Coverage80 != nil {
			t.Errorf("naive %+v, by hand %g of %g", naive, off/came, came)
		}
		for name, m := range both {
			pooled := (*l[name].WAPE*l[name].Actual + *s[name].WAPE*s[name].Actual) / (l[name].Actual + s[name].Actual)
			if math.Abs(*m.WAPE-pooled) > 1e-9 {
				t.Errorf("%s: %g of both, their sums give %g", name, *m.WAPE, pooled)
			}
		}
		if e := both[series.NameEnsemble]; len(both) < 6 || *e.WAPE > *both[series.NameNaive].WAPE || *e.Coverage80 < 0.5 || *e.Coverage50 > *e.Coverage95 || *e.Pinball <= 0 {
			t.Errorf("%d models, the ensemble %+v", len(both), e)
		}
		if _, err := c.forecast.Comparison(c.ctx, id, c.queues["young"]); !fault.Is(err, fault.NotFound) {
			t.Errorf("a queue that was not tried: %v", err)
		}
		for range 2 {
			if err := c.forecast.DeleteComparison(c.ctx, id); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.forecast.Comparison(c.ctx, id, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("after it was deleted: %v", err)
		}
		if made, gone := c.audited("forecast.comparison"); made != 1 || gone != 1 {
			t.Errorf("audited: %v", c.audit.actions)
		}
	})
}

// The newest twenty comparisons stay.
func TestComparisonsKept(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		young := c.queue("young", weekdays("08:00", "18:00"))
		c.came("young", today.Add(-18), today, office)
		var ids []string
		for range 22 {
			ids = append(ids, c.forecast.NewID())
			if _, err := c.forecast.Compare(c.ctx, ids[len(ids)-1], forecast.ComparisonRequest{QueueIDs: []string{young}}, nil); err != nil {
				t.Fatal(err)
			}
		}
		all, err := c.forecast.Comparisons(c.ctx)
		if err != nil || len(all) != 20 || all[0].ID != ids[21] || all[19].ID != ids[2] {
			t.Errorf("%d are kept: %v", len(all), err)
		}
		if made, gone := c.audited("forecast.comparison"); made != 22 || gone != 2 {
			t.Errorf("%d made, %d gone", made, gone)
		}
	})
}

// audited counts what was made and taken away.
func (c *centre) audited(what string) (made, gone int) {
	for _, a := range c.audit.actions {
		switch a {
		case what + ".create":
			made++
		case what + ".delete":
			gone++
		}
	}
	return made, gone
}
