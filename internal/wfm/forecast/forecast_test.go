package forecast_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

// ticking is a clock on which every look is a second later than the one before.
type ticking struct{ at int64 }

func (c *ticking) Now() time.Time { return time.UnixMilli(atomic.AddInt64(&c.at, 1000)) }

// centre is a working centre with made-up queues.
type centre struct {
	t        testing.TB
	ctx      context.Context
	org      *org.Service
	ingest   *ingest.Service
	forecast *forecast.Service
	audit    *kept
	zone     *time.Location
	clock    *ticking
	seq      uint64
	queues   map[string]string // ids by code
}

// today is the day of all these tests: a Monday; the clock went back in
// Berlin on the Sunday before.
var today = civil.Of(2026, time.October, 26)

func newCentre(t testing.TB, db *sqldb.DB, timezone string) *centre {
	t.Helper()
	zone, err := time.LoadLocation(timezone)
	if err != nil {
		t.Fatal(err)
	}
	clk := &ticking{at: today.Start(zone) + 10*3_600_000}
	c := &centre{t: t, ctx: authz.With(t.Context(), authz.System("test")), audit: &kept{}, zone: zone, clock: clk, queues: map[string]string{}}
	c.org = org.New(db, clk, nil)
	c.ingest = ingest.New(db, c.org, nil, clk)
	numbers := metric.New(db, clk, nil, c.org, rollup.New(db, 64<<20))
	work := jobs.New(db, nil, clk, slog.New(slog.NewTextHandler(io.Discard, nil)))
	c.forecast = forecast.New(db, c.org, numbers, work, clk, c.audit)
	v, err := c.org.ReadCentre(c.ctx)
	if err != nil {
		t.Fatal(err)
	}
	v.Timezone = timezone
	if _, err := c.org.PutCentre(c.ctx, v, org.Since{}); err != nil {
		t.Fatal(err)
	}
	return c
}

// queue adds a queue with its opening hours.
func (c *centre) queue(code string, hours org.OpeningHours) string {
	c.t.Helper()
	q, err := c.org.CreateQueue(c.ctx, org.Queue{Code: code, Name: code, Hours: hours, Aliases: []org.Alias{{Source: "switch", External: code}}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.queues[code] = q.ID
	return q.ID
}

// came tells what came to a queue: rate gives contacts of half an hour that
// begins at the minute of the centre's clock.
func (c *centre) came(code string, from, until civil.Date, rate func(day civil.Date, minute int) (contacts int64, handleSeconds int64)) {
	c.t.Helper()
	var rows []telephony.IntervalSums
	for d := from; d.Before(until); d = d.Add(1) {
		for at := d.Start(c.zone); at < d.Add(1).Start(c.zone); at += 1_800_000 {
			local := time.UnixMilli(at).In(c.zone)
			n, seconds := rate(d, local.Hour()*60+local.Minute())
			if n == 0 {
				continue
			}
			rows = append(rows, telephony.IntervalSums{Key: fmt.Sprintf("%s/%d", code, at), Queue: code, StartMs: at, LengthMs: 1_800_000, Offered: n, Answered: n, TalkMs: n * seconds * 1000,
				Told: telephony.ToldOffered | telephony.ToldAnswered | telephony.ToldAbandoned | telephony.ToldTalk | telephony.ToldHold | telephony.ToldWrapUp})
		}
	}
	c.seq++
	if _, err := c.ingest.Apply(c.ctx, c.seq, []ingest.Batch{{Source: "switch", Kind: "intervals", Intervals: rows}}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *centre) make(in forecast.Request) forecast.Version {
	c.t.Helper()
	if in.Name == "" {
		in.Name = "a forecast"
	}
	v, err := c.forecast.Make(c.ctx, c.forecast.NewID(), in, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

// office is a queue of weekdays from 8 to 18, busier on Mondays and mornings.
func office(d civil.Date, minute int) (int64, int64) {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday || minute < 480 || minute >= 1080 {
		return 0, 0
	}
	n := int64(40)
	if d.Weekday() == time.Monday {
		n = 60
	}
	if minute < 720 {
		return n + int64(minute%7), 300
	}
	return n/2 + int64(minute%5), 200
}

func weekdays(from, to string) org.OpeningHours {
	h := org.OpeningHours{}
	for _, d := range []string{"mon", "tue", "wed", "thu", "fri"} {
		h[d] = []org.OpenSpan{{from, to}}
	}
	return h
}

func TestVersionFromTheStore(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Europe/Berlin")
		c.queue("office", weekdays("08:00", "18:00"))
		c.queue("night", nil)
		c.queue("empty", nil)
		c.queue("young", nil)
		first := today.Add(-84)
		c.came("office", first, today, office)
		c.came("night", first, today, func(civil.Date, int) (int64, int64) { return 12, 100 }) // round the clock
		c.came("young", today.Add(-5), today, office)

		v := c.make(forecast.Request{Weeks: 2})
		outcomes := map[string]forecast.Outcome{}
		for _, q := range v.Queues {
			outcomes[q.Code] = q.Outcome
		}
		if outcomes["office"] != forecast.OutcomeMade || outcomes["night"] != forecast.OutcomeMade || outcomes["empty"] != forecast.OutcomeEmpty || outcomes["young"] != forecast.OutcomeShort {
			t.Fatalf("outcomes %v", outcomes)
		}
		if v.FirstOn != today || v.LastOn != today.Add(13) || v.HistoryFrom != first || v.HistoryTo != today.Add(-1) || v.Status != forecast.Draft || v.Inputs.Metrics["offered"] != 1 {
			t.Errorf("%+v", v)
		}
		days, err := c.forecast.Days(c.ctx, v.ID, c.queues["office"], 7)
		if err != nil || len(days) != 21 {
			t.Fatalf("%d days, %v", len(days), err)
		}
		for _, d := range days {
			weekend := d.On.Weekday() == time.Saturday || d.On.Weekday() == time.Sunday
			switch {
			case d.On.Before(today):
				if d.Forecast != nil || d.Actual == nil || (*d.Actual == 0) != weekend {
					t.Errorf("%s before the forecast: %+v", d.On, d.Figures)
				}
			case weekend:
				if !d.Closed || *d.Forecast != 0 {
					t.Errorf("%s is closed: %+v", d.On, d.Figures)
				}
			default:
				want := 0.0
				for m := 0; m < 1440; m += 30 {
					n, _ := office(d.On, m)
					want += float64(n)
				}
				if e := *d.Forecast/want - 1; math.Abs(e) > 0.05 {
					t.Errorf("%s: %.0f was forecast, %.0f comes", d.On, *d.Forecast, want)
				}
				if b := d.Bands[2]; b.Low > want || b.High < want {
					t.Errorf("%s: 95 %% band %v misses %.0f", d.On, b, want)
				}
				if d.Handle == nil || *d.Handle < 240 || *d.Handle > 290 || math.Abs(*d.Workload-*d.Forecast**d.Handle/3600) > 0.1 {
					t.Errorf("%s: handle time %v, workload %v", d.On, d.Handle, d.Workload)
				}
			}
		}
		addsUp(t, c, v)

		book, err := c.forecast.Workbook(c.ctx, v.ID, true)
		if err != nil {
			t.Fatal(err)
		}
		var file strings.Builder
		if err := book.Write(&file); err != nil {
			t.Fatal(err)
		}
		x, err := excelize.OpenReader(strings.NewReader(file.String()))
		if err != nil {
			t.Fatal(err)
		}
		if rows, err := x.GetRows("按日"); err != nil || len(rows) != 1+2*14 || rows[1][0] != "night" {
			t.Errorf("%d rows of days, %v", len(rows), err)
		}
		if rows, err := x.GetRows("按时段"); err != nil || len(rows) != 1+14*48+10*20 {
			t.Errorf("%d rows of intervals, %v", len(rows), err)
		}
	})
}

// addsUp checks that parts sum to intervals, intervals to days and queues to
// the centre.
func addsUp(t *testing.T, c *centre, v forecast.Version) {
	t.Helper()
	centre, err := c.forecast.Days(c.ctx, v.ID, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	weeks, err := c.forecast.Weeks(c.ctx, v.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	for w, week := range weeks {
		days, wide := 0.0, 0.0
		for _, d := range centre[7*w : min(7*w+7, len(centre))] {
			days += *d.Forecast
			wide += d.Bands[1].High - *d.Forecast
		}
		if b := week.Bands[1]; math.Abs(days-*week.Forecast) > 1e-9 || days > 0 && !(b.Low < days && days < b.High && b.High-days < wide+1) {
			t.Errorf("week of %s: %.4f %v, its days %.4f", week.From, *week.Forecast, b, days)
		}
	}
	for i, all := range centre {
		queues := 0.0
		for _, q := range v.Queues {
			if q.Outcome != forecast.OutcomeMade {
				continue
			}
			days, err := c.forecast.Days(c.ctx, v.ID, q.QueueID, 0)
			if err != nil {
				t.Fatal(err)
			}
			slots, err := c.forecast.Slots(c.ctx, v.ID, q.QueueID, all.On.String())
			if err != nil {
				t.Fatal(err)
			}
			sum := 0.0
			for _, s := range slots {
				parts := 0.0
				for _, p := range s.Parts {
					parts += p
				}
				if math.Abs(parts-*s.Forecast) > 1e-9 {
					t.Fatalf("%s %s %s: parts %v sum to %.12f, not %.12f", q.Code, all.On, s.At, s.Parts, parts, *s.Forecast)
				}
				sum += *s.Forecast
				handle := 0.0
				for _, p := range s.HandleParts {
					handle += p
				}
				if s.HandleParts != nil && math.Abs(handle-*s.Handle) > 1e-9 || s.HandleParts == nil && *s.Forecast > 0 && s.Handle != nil {
					t.Fatalf("%s %s %s: parts %v of the handle time sum to %.12f, not %.12f", q.Code, all.On, s.At, s.HandleParts, handle, *s.Handle)
				}
			}
			if math.Abs(sum-*days[i].Forecast) > 1e-9*max(1, sum) {
				t.Fatalf("%s %s: intervals sum to %.12f, the day is %.12f", q.Code, all.On, sum, *days[i].Forecast)
			}
			queues += *days[i].Forecast
		}
		if math.Abs(queues-*all.Forecast) > 1e-9*max(1, queues) {
			t.Fatalf("%s: queues sum to %.12f, the centre is %.12f", all.On, queues, *all.Forecast)
		}
	}
}

// The clock went back on the last day of the history, and goes forward and
// back on days that are forecast: an hour that comes twice has twice as much,
// one that does not come nothing.
func TestClockChanges(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite)
	c := newCentre(t, db, "Europe/Berlin")
	queue := c.queue("night", nil)
	for _, until := range []civil.Date{civil.Of(2025, time.November, 1), civil.Of(2026, time.April, 1), today} {
		c.came("night", until.Add(-50), until, func(civil.Date, int) (int64, int64) { return 20, 100 })
	}
	for day, twice := range map[civil.Date]float64{civil.Of(2026, time.March, 29): 0, civil.Of(2025, time.October, 26): 2, civil.Of(2026, time.October, 25): 2} {
		v := c.make(forecast.Request{Weeks: 1, HistoryWeeks: 6, AsOf: day.Add(-2).String()})
		slots, err := c.forecast.Slots(c.ctx, v.ID, queue, day.String())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range slots {
			want := 20.0
			if s.At == "02:00" || s.At == "02:30" {
				want *= twice
			}
			if math.Abs(*s.Forecast-want) > 1.5 || *s.Actual != want {
				t.Errorf("%s %s: %.1f forecast, %.0f came, want %.0f", day, s.At, *s.Forecast, *s.Actual, want)
			}
		}
		addsUp(t, c, v)
	}
}

// A forecast as of a past day knows nothing of that day and later.
func TestAsOfKnowsOnlyWhatWasBefore(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite)
	c := newCentre(t, db, "Asia/Shanghai")
	queue := c.queue("office", weekdays("08:00", "18:00"))
	asOf := today.Add(-14)
	c.came("office", today.Add(-70), asOf, office)
	before := c.make(forecast.Request{Weeks: 2, AsOf: asOf.String()})
	c.came("office", asOf, today, func(d civil.Date, m int) (int64, int64) {
		n, s := office(d, m)
		return 3 * n, 2 * s
	})
	after := c.make(forecast.Request{Weeks: 2, AsOf: asOf.String()})
	for i := range 2 {
		was, err := c.forecast.Days(c.ctx, []forecast.Version{before, after}[i].ID, queue, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range was {
			n := 0.0
			for m := 0; m < 1440; m += 30 {
				x, _ := office(d.On, m)
				n += float64(x)
			}
			if math.Abs(*d.Forecast-n) > 0.08*n || n > 0 && *d.Actual != 3*n {
				t.Errorf("%s: %.0f forecast, %v came", d.On, *d.Forecast, d.Actual)
			}
		}
	}
	if before.Queues[0].Total != after.Queues[0].Total {
		t.Errorf("made twice of the same past: %v and %v", before.Queues[0].Total, after.Queues[0].Total)
	}
}

func TestTwoWeeksAreEnough(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite)
	c := newCentre(t, db, "Asia/Shanghai")
	queue := c.queue("office", weekdays("08:00", "18:00"))
	c.came("office", today.Add(-14), today, office)
	v := c.make(forecast.Request{Weeks: 1, AsOf: today.String()})
	if v.Queues[0].Outcome != forecast.OutcomeMade || v.Queues[0].Trial != nil {
		t.Fatalf("%+v", v.Queues[0])
	}
	days, err := c.forecast.Days(c.ctx, v.ID, queue, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range days[:5] {
		if b := d.Bands[2]; !(b.High-b.Low > 0.2**d.Forecast) {
			t.Errorf("%s: %v around %.0f is too sure of itself", d.On, b, *d.Forecast)
		}
	}
	var none *fault.Error
	_, err = c.forecast.Make(c.ctx, "x", forecast.Request{Name: "x", Weeks: 1, AsOf: today.Add(-100).String()}, nil)
	if none, _ = fault.As(err); none == nil || none.Code != "forecast.no_history" {
		t.Errorf("no history: %v", err)
	}
	for _, bad := range []forecast.Request{{Weeks: 1}, {Name: "x", Weeks: 7}, {Name: "x", Weeks: 1, GrainMinutes: 20}, {Name: "x", Weeks: 1, AsOf: "soon"}, {Name: "x", Weeks: 1, QueueIDs: []string{"nobody"}}, {Name: "x", Weeks: 1, AsOf: today.Add(1).String()}} {
		if _, err := c.forecast.Make(c.ctx, "x", bad, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestApproveAndLock(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		c.queue("office", nil)
		c.came("office", today.Add(-21), today, office)
		old, draft := c.make(forecast.Request{Name: "Old", Weeks: 1}), c.make(forecast.Request{Name: "Draft", Weeks: 2})
		if _, err := c.forecast.Lock(c.ctx, old.ID, 0); !fault.Is(err, fault.Conflict) {
			t.Errorf("a draft was locked: %v", err)
		}
		if _, err := c.forecast.Approve(c.ctx, old.ID, old.Rev+7); !fault.Is(err, fault.Conflict) {
			t.Errorf("a revision nobody has: %v", err)
		}
		for _, move := range []func(context.Context, string, int64) (forecast.Version, error){c.forecast.Approve, c.forecast.Reopen, c.forecast.Approve, c.forecast.Approve, c.forecast.Lock, c.forecast.Lock} {
			var err error
			if old, err = move(c.ctx, old.ID, 0); err != nil {
				t.Fatal(err)
			}
		}
		if old.Status != forecast.Locked || !old.InUse || old.ApprovedMs == 0 || old.LockedBy == "" {
			t.Errorf("%+v", old)
		}
		if _, err := c.forecast.Reopen(c.ctx, old.ID, 0); !fault.Is(err, fault.Conflict) {
			t.Errorf("a locked one was reopened: %v", err)
		}
		if err := c.forecast.Delete(c.ctx, old.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("a locked one was deleted: %v", err)
		}
		p, err := c.forecast.List(c.ctx, forecast.ListIn{Sort: "name", Limit: 1})
		if err != nil || len(p.Items) != 1 || p.Items[0].ID != draft.ID || p.Total != 2 || p.Items[0].QueueCount != 1 {
			t.Fatalf("%+v %v", p, err)
		}
		p, err = c.forecast.List(c.ctx, forecast.ListIn{Sort: "name", Limit: 1, Cursor: p.NextCursor})
		if err != nil || len(p.Items) != 1 || p.Items[0].ID != old.ID || !p.Items[0].InUse || p.NextCursor != "" {
			t.Fatalf("%+v %v", p, err)
		}
		p, err = c.forecast.List(c.ctx, forecast.ListIn{Search: "dRA", Status: forecast.Draft, Queue: c.queues["office"]})
		if err != nil || len(p.Items) != 1 || p.Items[0].ID != draft.ID {
			t.Fatalf("%+v %v", p, err)
		}
		// Locked later, it is in use instead.
		for _, move := range []func(context.Context, string, int64) (forecast.Version, error){c.forecast.Approve, c.forecast.Lock} {
			if _, err := move(c.ctx, draft.ID, 0); err != nil {
				t.Fatal(err)
			}
		}
		third := c.make(forecast.Request{Name: "third", Weeks: 1})
		for range 2 { // gone already is no error
			if err := c.forecast.Delete(c.ctx, third.ID); err != nil {
				t.Error(err)
			}
		}
		p, err = c.forecast.List(c.ctx, forecast.ListIn{})
		if err != nil || len(p.Items) != 2 || p.Items[0].ID != draft.ID || !p.Items[0].InUse || p.Items[1].InUse {
			t.Fatalf("%+v %v", p, err)
		}
		planner := authz.With(t.Context(), authz.Actor{UserID: "p", Name: "P", Permissions: map[string]bool{forecast.PermissionRead: true, forecast.PermissionEdit: true}, Scope: authz.Scope{Centre: true}})
		if _, err := c.forecast.Approve(planner, draft.ID, 0); !fault.Is(err, fault.Denied) {
			t.Errorf("a planner approved: %v", err)
		}
		if len(c.audit.actions) < 10 || c.audit.actions[0] != "forecast.version.create" || c.audit.actions[2] != "forecast.version.approve" {
			t.Errorf("%v", c.audit.actions)
		}
	})
}
