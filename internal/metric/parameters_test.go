package metric_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

// newCentreAt is a centre whose clock stands still.
func newCentreAt(t *testing.T, db *sqldb.DB, timezone, at string) *centre {
	t.Helper()
	loc, err := time.LoadLocation(timezone)
	if err != nil {
		t.Fatal(err)
	}
	now, err := time.ParseInLocation("2006-01-02 15:04", at, loc)
	if err != nil {
		t.Fatal(err)
	}
	c := newCentre(t, db, timezone)
	clk := clock.Fixed(now)
	c.org = org.New(db, clk, noAudit{})
	c.ingest = ingest.New(db, c.org, nil, clk)
	c.rollup = rollup.New(db, 160<<20)
	c.metrics = metric.New(db, clk, noAudit{}, c.org, c.rollup)
	return c
}

// call is one contact: when it came, local time of the centre, and how long it waited.
type call struct {
	at       string
	waitS    int64
	answered bool
	customer string
}

func (c *centre) take(t *testing.T, queue string, calls ...call) {
	t.Helper()
	var events []telephony.Event
	for i, x := range calls {
		at, err := time.ParseInLocation("2006-01-02 15:04:05", x.at, c.zone(t))
		if err != nil {
			t.Fatal(err)
		}
		ms, key := at.UnixMilli(), fmt.Sprintf("%s-%s-%d", queue, x.at, i)
		events = append(events, telephony.Event{Key: key + "e", Call: key, Kind: telephony.KindEnqueued, At: ms, Queue: queue, Customer: x.customer})
		wait := telephony.SpanOf(x.waitS * 1000)
		if x.answered {
			events = append(events, telephony.Event{Key: key + "c", Call: key, Kind: telephony.KindConnected, At: ms + x.waitS*1000, Queue: queue, Agent: "a", Wait: wait},
				telephony.Event{Key: key + "x", Call: key, Kind: telephony.KindEnded, At: ms + x.waitS*1000 + 60_000, Queue: queue, Agent: "a", Wait: wait})
		} else {
			events = append(events, telephony.Event{Key: key + "x", Call: key, Kind: telephony.KindAbandoned, At: ms + x.waitS*1000, Queue: queue, Wait: wait})
		}
	}
	c.tell(t, events)
	if err := c.rollup.Settle(c.ctx); err != nil {
		t.Fatal(err)
	}
}

func (c *centre) set(t *testing.T, parameter string, value float64, from string) {
	t.Helper()
	n := org.NewParameter{Parameter: parameter, Value: &value, Since: org.Since{FromOn: from, Correction: from != "", Why: "test"}}
	if _, err := c.org.SetCentreParameter(c.ctx, n); err != nil {
		t.Fatal(err)
	}
}

func (c *centre) setQueue(t *testing.T, code, parameter string, value *float64, from string) {
	t.Helper()
	n := org.NewParameter{Parameter: parameter, Value: value, Since: org.Since{FromOn: from, Correction: true, Why: "test"}}
	if _, err := c.org.SetQueueParameter(c.ctx, c.queue(t, code), n); err != nil {
		t.Fatal(err)
	}
}

func (c *centre) queue(t *testing.T, code string) string {
	t.Helper()
	var id string
	err := c.db.Read(c.ctx, func(tx *sqldb.Tx) error {
		dir, err := c.org.Directory(c.ctx, tx)
		for _, q := range dir.Queues {
			if q.Code == code {
				id = q.ID
			}
		}
		return err
	})
	if err != nil || id == "" {
		t.Fatalf("no queue %s: %v", code, err)
	}
	return id
}

// nums asks the numerators of one metric, day by day; every cell is opened.
func (c *centre) nums(t *testing.T, id, from, to string, grain metric.Grain, more ...func(*metric.Query)) []float64 {
	t.Helper()
	q := metric.Query{From: from, To: to, Grain: grain, Metrics: []string{id}}
	for _, m := range more {
		m(&q)
	}
	var out []float64
	for _, row := range c.ask(t, q).Rows {
		out = append(out, row.Values.Of(id).Num)
		c.holdCell(t, q, row)
	}
	return out
}

func want(t *testing.T, what string, got []float64, want ...float64) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// What changes today leaves yesterday's numbers as they were, in a query, in
// the rows they open and in the half-hours; a correction changes them.
func TestAChangeTodayLeavesYesterday(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentreAt(t, db, "Asia/Shanghai", "2026-11-10 12:00")
		for _, day := range []string{"2026-11-09", "2026-11-10"} {
			c.take(t, "Q", call{day + " 10:00:00", 15, true, "x"}, call{day + " 10:05:00", 25, true, "y"}, call{day + " 10:40:00", 25, true, "z"},
				call{day + " 10:50:00", 8, false, "u"}, call{day + " 10:55:00", 3, false, "v"})
		}
		days := func(id string) []float64 { return c.nums(t, id, "2026-11-09", "2026-11-10", metric.GrainDay) }
		halves := func() []float64 { return c.nums(t, "sl-off", "2026-11-09", "2026-11-10", metric.Grain30m) }
		want(t, "before", days("sl-off"), 1, 1)
		c.set(t, org.ParameterThreshold, 30_000, "")
		c.set(t, org.ParameterShortAbandon, 10_000, "")
		want(t, "changed today", days("sl-off"), 1, 3)
		want(t, "half-hours", halves(), 1, 0, 2, 1)
		want(t, "by event", days("sl-evt"), 1, 3)
		want(t, "short abandons", days("short-abandoned"), 1, 2)
		want(t, "both days in one", c.nums(t, "sl-off", "2026-11-09", "2026-11-10", metric.GrainTotal), 4)
		want(t, "by hour", c.nums(t, "sl-off", "2026-11-09", "2026-11-10", metric.GrainTotal, func(q *metric.Query) { q.By = []metric.Dimension{metric.ByHour, metric.ByQueue} }), 4)
		asked := int64(5_000)
		want(t, "the question's own", c.nums(t, "sl-off", "2026-11-09", "2026-11-10", metric.GrainDay, func(q *metric.Query) { q.ThresholdMs = &asked }), 0, 0)

		c.set(t, org.ParameterThreshold, 30_000, "2026-11-09")
		want(t, "corrected", days("sl-off"), 3, 3)
		want(t, "the rest of the past", c.nums(t, "short-abandoned", "2026-11-09", "2026-11-10", metric.GrainDay), 1, 2)

		// A planned value holds from its day.
		c.set(t, org.ParameterThreshold, 1_000, "2026-11-11")
		want(t, "planned", days("sl-off"), 3, 3)
	})
}

// The day begins at the centre's midnight, also where a day has 23 hours and
// whatever zone the question counts in.
func TestParametersChangeAtTheCentresMidnight(t *testing.T) {
	for _, x := range []struct{ zone, on string }{{"Asia/Shanghai", "2026-11-09"}, {"America/New_York", "2026-03-08"}, {"America/New_York", "2026-03-09"}, {"America/Santiago", "2026-09-06"}, {"Asia/Jerusalem", "2026-10-25"}} {
		sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
			c := newCentreAt(t, db, x.zone, "2026-11-20 12:00")
			day, _ := time.Parse(time.DateOnly, x.on)
			before := day.AddDate(0, 0, -1).Format(time.DateOnly)
			// 30 s either side of the first instant of the day, wherever the clock puts it.
			first := "00:00:30"
			if x.zone == "America/Santiago" {
				first = "01:00:30"
			}
			c.take(t, "Q", call{before + " 23:59:30", 25, true, ""}, call{before + " 23:59:50", 25, true, ""}, call{x.on + " " + first, 25, true, ""})
			c.set(t, org.ParameterThreshold, 30_000, x.on)
			span := func(id string, more ...func(*metric.Query)) []float64 {
				return c.nums(t, id, before, x.on, metric.GrainDay, more...)
			}
			want(t, x.zone+" by arrival", span("sl-off"), 0, 1)
			// By event the contact of 23:59:50 is judged by 20 s, the threshold of its
			// arrival, and counts when those have passed: on the next day.
			want(t, x.zone+" by event", span("sl-evt"), 0, 1)
			rows := c.ask(t, metric.Query{From: before, To: x.on, Grain: metric.GrainDay, Metrics: []string{"sl-evt"}}).Rows
			if len(rows) != 2 || rows[0].Values.Of("sl-evt").Den != 1 || rows[1].Values.Of("sl-evt").Den != 2 {
				t.Errorf("%s by event: %+v", x.zone, rows)
			}
			want(t, x.zone+" asked in UTC", c.nums(t, "sl-off", before, x.on, metric.GrainTotal, func(q *metric.Query) {
				q.Zone = "Pacific/Kiritimati"
				q.To = day.AddDate(0, 0, 2).Format(time.DateOnly)
			}), 1)
		})
	}
}

func TestQueuesHaveTheirOwnHistory(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentreAt(t, db, "Asia/Shanghai", "2026-11-12 12:00")
		for _, queue := range []string{"A", "B"} {
			for _, day := range []string{"2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12"} {
				c.take(t, queue, call{day + " 10:00:00", 15, true, ""}, call{day + " 10:05:00", 25, true, ""}, call{day + " 11:05:00", 35, true, ""})
			}
		}
		own, target := 30_000., 90.
		c.setQueue(t, "A", org.ParameterThreshold, &own, "2026-11-10")
		c.setQueue(t, "A", org.ParameterTarget, &target, "2026-11-11")
		c.setQueue(t, "A", org.ParameterThreshold, nil, "2026-11-12")
		c.set(t, org.ParameterThreshold, 40_000, "2026-11-11")
		of := func(queue string, compare metric.Compare) func(*metric.Query) {
			return func(q *metric.Query) { q.Filter.Queues, q.Compare = []string{queue}, compare }
		}
		want(t, "A", c.nums(t, "sl-off", "2026-11-09", "2026-11-12", metric.GrainDay, of("A", "")), 1, 2, 2, 3)
		want(t, "B", c.nums(t, "sl-off", "2026-11-09", "2026-11-12", metric.GrainDay, of("B", "")), 1, 1, 3, 3)
		want(t, "both", c.nums(t, "sl-off", "2026-11-09", "2026-11-12", metric.GrainDay), 2, 3, 5, 6)

		// The target that stands beside a cell is the one of its days.
		targets := func(q metric.Query) (out []string) {
			q.Metrics, q.Compare = []string{"sl-off", "asa"}, metric.CompareTarget
			a := c.ask(t, q)
			for _, row := range append(a.Rows, *cmpOr(a.Total, &metric.Row{})) {
				n := row.Values.Of("sl-off")
				if n.Target == nil {
					out = append(out, "none")
					continue
				}
				out = append(out, fmt.Sprint(*n.Target, n.TargetMixed))
				if row.Values.Of("asa").Target != nil {
					t.Error("a target of the service level stands beside another metric")
				}
			}
			return out
		}
		c.set(t, org.ParameterTarget, 70, "2026-11-13") // not yet
		for what, x := range map[string]struct {
			q    metric.Query
			want []string
		}{
			"days of A":               {metric.Query{From: "2026-11-09", To: "2026-11-12", Grain: metric.GrainDay, Filter: metric.Filter{Queues: []string{"A"}}}, []string{"80 false", "80 false", "90 false", "90 false", "90 true"}},
			"A in one":                {metric.Query{From: "2026-11-09", To: "2026-11-12", Grain: metric.GrainTotal, Filter: metric.Filter{Queues: []string{"A"}}}, []string{"90 true", "none"}},
			"by queue":                {metric.Query{From: "2026-11-11", To: "2026-11-12", Grain: metric.GrainTotal, By: []metric.Dimension{metric.ByQueue}}, []string{"90 false", "80 false", "80 false"}},
			"both queues":             {metric.Query{From: "2026-11-12", To: "2026-11-12", Grain: metric.GrainTotal}, []string{"80 false", "none"}},
			"a week that is not over": {metric.Query{From: "2026-11-09", To: "2026-11-15", Grain: metric.GrainTotal}, []string{"80 false", "none"}},
		} {
			if got := targets(x.q); !slices.Equal(got, x.want) {
				t.Errorf("%s: %v, want %v", what, got, x.want)
			}
		}
		a := c.ask(t, metric.Query{From: "2026-11-10", To: "2026-11-11", Grain: metric.GrainTotal, Metrics: []string{"offered"}})
		var told []string
		for _, p := range a.InForce {
			queue := "centre"
			if p.Queue != nil {
				queue = p.Queue.Code
			}
			told = append(told, fmt.Sprint(queue, " ", p.FromOn, " ", p.ToOn, " ", p.ThresholdMs))
		}
		if !slices.Equal(told, []string{"centre  2026-11-10 20000", "centre 2026-11-11 2026-11-12 40000", "A 2026-11-10 2026-11-10 30000", "A 2026-11-11 2026-11-11 30000"}) {
			t.Errorf("parameters told: %q", told)
		}
	})
}

func cmpOr[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

// The repeat window of the day on which the second contact comes decides.
func TestRepeatWindowHasAHistory(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentreAt(t, db, "Asia/Shanghai", "2026-11-12 12:00")
		for _, day := range []string{"2026-11-08", "2026-11-10", "2026-11-12"} {
			c.take(t, "Q", call{day + " 10:00:00", 5, true, "x"})
		}
		repeats := func() []float64 { return c.nums(t, "repeat-rate", "2026-11-08", "2026-11-12", metric.GrainDay) }
		want(t, "168 h", repeats(), 0, 1, 1)
		c.set(t, org.ParameterRepeatWindow, 24, "2026-11-11")
		want(t, "24 h from the 11th", repeats(), 0, 1, 0)
		c.set(t, org.ParameterRepeatWindow, 24, "2026-11-01")
		c.set(t, org.ParameterRepeatWindow, 72, "2026-11-12")
		want(t, "24 h, 72 h from the 12th", repeats(), 0, 0, 1)
	})
}

// Where nobody waited there is no longest wait.
func TestNoLongestWaitWithoutContacts(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentreAt(t, db, "Asia/Shanghai", "2026-11-12 12:00")
		c.take(t, "Q", call{"2026-11-09 10:00:00", 0, true, ""})
		ask := func(day string) metric.Number {
			return c.ask(t, metric.Query{From: day, To: day, Grain: metric.GrainTotal, Metrics: []string{"max-wait"}}).Rows[0].Values.Of("max-wait")
		}
		if n := ask("2026-11-09"); n.Value == nil || *n.Value != 0 {
			t.Errorf("one contact without a wait: %+v", n)
		}
		if n := ask("2026-11-10"); n.Value != nil || n.Reason != "no_contacts" {
			t.Errorf("no contacts: %+v", n)
		}
	})
}

// givePeriods gives a centre and its queues parameters that change every few
// days, at random.
func (c *centre) givePeriods(t *testing.T, rnd *rand.Rand, from, to string) {
	t.Helper()
	first, _ := time.Parse(time.DateOnly, from)
	last, _ := time.Parse(time.DateOnly, to)
	most := map[string]int{org.ParameterThreshold: 60, org.ParameterShortAbandon: 15, org.ParameterRepeatWindow: 100, org.ParameterTarget: 100}
	var queues []string
	if err := c.db.Read(c.ctx, func(tx *sqldb.Tx) error {
		dir, err := c.org.Directory(c.ctx, tx)
		for _, q := range dir.Queues {
			queues = append(queues, q.Code)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1+rnd.IntN(3)) {
		on := day.Format(time.DateOnly)
		for parameter, n := range most {
			value := float64(1 + rnd.IntN(n))
			if parameter == org.ParameterThreshold || parameter == org.ParameterShortAbandon {
				value *= 1000
			}
			if rnd.IntN(2) == 0 {
				c.set(t, parameter, value, on)
			}
			if own := []*float64{nil, &value}[rnd.IntN(2)]; parameter == org.ParameterThreshold || parameter == org.ParameterTarget {
				c.setQueue(t, queues[rnd.IntN(len(queues))], parameter, own, on)
			}
		}
	}
}
