package staffing_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/lingting/lingting/calc/queueing"
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
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

// ticking is a clock on which every look is a second later than the one before.
type ticking struct{ at atomic.Int64 }

func (c *ticking) Now() time.Time { return time.UnixMilli(c.at.Add(1000)) }

// centre is a working centre in Berlin with made-up queues. The clock goes
// back on the Sunday before its first week is over.
type centre struct {
	t         testing.TB
	ctx       context.Context
	db        *sqldb.DB
	org       *org.Service
	ingest    *ingest.Service
	facts     *rollup.Service
	forecasts *forecast.Service
	staffing  *staffing.Service
	audit     *kept
	zone      *time.Location
	queues    map[string]string // ids by code
	seq       uint64
}

var today = civil.Of(2026, time.October, 19)

func newCentre(t testing.TB, db *sqldb.DB) *centre {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	clk := &ticking{}
	clk.at.Store(today.Start(zone) + (10 * time.Hour).Milliseconds())
	c := &centre{t: t, ctx: authz.With(t.Context(), authz.System("test")), db: db, audit: &kept{}, zone: zone, queues: map[string]string{}}
	c.org = org.New(db, clk, nil)
	c.ingest = ingest.New(db, c.org, nil, clk)
	c.facts = rollup.New(db, 64<<20)
	numbers := metric.New(db, clk, nil, c.org, c.facts)
	work := jobs.New(db, nil, clk, slog.New(slog.NewTextHandler(io.Discard, nil)))
	c.forecasts = forecast.New(db, c.org, numbers, work, clk, nil)
	c.staffing = staffing.New(db, c.org, numbers, c.forecasts, work, clk, c.audit)
	v, err := c.org.ReadCentre(c.ctx)
	if err != nil {
		t.Fatal(err)
	}
	v.Timezone = zone.String()
	if _, err := c.org.PutCentre(c.ctx, v, org.Since{}); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *centre) queue(q org.Queue) {
	c.t.Helper()
	q.Name, q.Aliases = q.Code, []org.Alias{{Source: "switch", External: q.Code}}
	made, err := c.org.CreateQueue(c.ctx, q)
	if err != nil {
		c.t.Fatal(err)
	}
	c.queues[q.Code] = made.ID
}

// came tells three weeks of half-hours, every day from 8 to 18 o'clock: so
// many contacts of 180 seconds, of which some give up; all waits are 10 s.
func (c *centre) came(code string, offered, abandoned int64) {
	c.t.Helper()
	var rows []telephony.IntervalSums
	for d := today.Add(-21); d.Before(today); d = d.Add(1) {
		for at := d.Start(c.zone) + 8*3_600_000; at < d.Start(c.zone)+18*3_600_000; at += 1_800_000 {
			answered := offered - abandoned
			rows = append(rows, telephony.IntervalSums{Key: fmt.Sprintf("%s/%d", code, at), Queue: code, StartMs: at, LengthMs: 1_800_000, Offered: offered, Answered: answered, Abandoned: abandoned,
				AnsweredWaitMs: answered * 10_000, AbandonedWaitMs: abandoned * 10_000, TalkMs: answered * 180_000,
				Told: telephony.ToldOffered | telephony.ToldAnswered | telephony.ToldAbandoned | telephony.ToldLeft | telephony.ToldAnsweredWait | telephony.ToldAbandonedWait | telephony.ToldTalk | telephony.ToldHold | telephony.ToldWrapUp})
		}
	}
	c.seq++
	if _, err := c.ingest.Apply(c.ctx, c.seq, []ingest.Batch{{Source: "switch", Kind: "intervals", Intervals: rows}}); err != nil {
		c.t.Fatal(err)
	}
}

// forecast makes a version and, if wanted, locks it.
func (c *centre) forecast(lock bool) forecast.Version {
	c.t.Helper()
	v, err := c.forecasts.Make(c.ctx, c.forecasts.NewID(), forecast.Request{Name: "the weeks to come", Weeks: 1}, nil)
	if err == nil && lock {
		if _, err = c.forecasts.Approve(c.ctx, v.ID, 0); err == nil {
			v, err = c.forecasts.Lock(c.ctx, v.ID, 0)
		}
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

func faultOf(t testing.TB, err error, code, field string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code || field != "" && (len(f.Fields) == 0 || f.Fields[0].Name != field) {
		t.Errorf("wanted %s %s, got %v", code, field, err)
	}
}

func TestPlanFromTheStore(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db)
		threshold, target := int64(15_000), 90.0
		c.queue(org.Queue{Code: "loyal", Channel: "voice"})
		c.queue(org.Queue{Code: "hasty", Channel: "voice", ThresholdMs: &threshold, TargetPercent: &target})
		c.queue(org.Queue{Code: "quiet", Channel: "voice"})
		c.came("loyal", 40, 0)
		c.came("hasty", 40, 4) // each contact waited 10 s, a tenth gave up: 100 s of patience

		draft := c.forecast(false)
		request := staffing.Request{Name: "who is needed", ForecastID: draft.ID, Settings: staffing.Settings{Target: staffing.Target{LevelFrom: staffing.LevelOfQueue}, Shrinkage: staffing.Shrinkage{InOfficePercent: 20, OutOfOfficePercent: 10}}}
		_, err := c.staffing.Run(c.ctx, request)
		faultOf(t, err, "staffing.plan.not_locked", "body.forecast_id")
		missing := request
		missing.ForecastID = "nothing"
		_, err = c.staffing.Run(c.ctx, missing)
		faultOf(t, err, "staffing.plan.invalid", "body.forecast_id")

		v := c.forecast(true)
		request.ForecastID = v.ID
		foreign := request
		foreign.Own = []staffing.OwnTarget{{QueueID: "nothing"}}
		_, err = c.staffing.Run(c.ctx, foreign)
		faultOf(t, err, "staffing.plan.invalid", "body.own.0.queue_id")
		if job, err := c.staffing.Run(c.ctx, request); err != nil || job == "" {
			t.Errorf("job %q: %v", job, err)
		}

		var told []float64
		p, err := c.staffing.Make(c.ctx, c.staffing.NewID(), request, func(share float64, _ string) { told = append(told, share) })
		if err != nil {
			t.Fatal(err)
		}
		if len(told) == 0 || told[len(told)-1] != 1 || !slices.IsSorted(told) {
			t.Errorf("progress %v", told)
		}
		stored, err := c.staffing.Plan(c.ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		of := map[string]staffing.Queue{}
		for _, q := range stored.Queues {
			of[q.Code] = q
		}
		if q := of["hasty"]; q.Patience.From != staffing.PatienceOfHistory || math.Abs(q.Patience.Seconds-100) > 0.01 || q.Patience.Contacts != 21*20*40 || q.Model != queueing.ModelA || q.Notation != "M/M/n+M" || q.Target.LevelPercent != 90 || q.Target.ThresholdSeconds != 15 {
			t.Errorf("hasty: %+v", q)
		}
		if q := of["loyal"]; q.Patience.From != staffing.PatienceUnknown || q.Model != queueing.ModelC || q.Target.LevelPercent != 80 || q.Target.ThresholdSeconds != 20 || q.Target.Variant != "sl-off" {
			t.Errorf("loyal: %+v", q)
		}
		if q := of["quiet"]; q.Outcome != staffing.OutcomeNoForecast || q.AgentHours != 0 {
			t.Errorf("quiet: %+v", q)
		}
		if stored.ForecastName != v.Name || stored.ModelVersion != queueing.Version || stored.Settings.ProbabilityPercent != 50 || stored.Metrics["asa"] == 0 || stored.CreatedBy == "" || stored.LockedMs != v.LockedMs {
			t.Errorf("%+v", stored.About)
		}
		c.sumsHold(stored)
		c.formulaHolds(stored, of["hasty"])

		// The same again changes nothing; there is one in the list.
		if _, err := c.staffing.Make(c.ctx, p.ID, request, nil); err != nil {
			t.Error(err)
		}
		c.listed(p)
		c.exported(p)

		for range 2 { // gone already is no error
			if err := c.staffing.Delete(c.ctx, p.ID); err != nil {
				t.Error(err)
			}
		}
		_, err = c.staffing.Plan(c.ctx, p.ID)
		faultOf(t, err, "staffing.plan.not_found", "")
		if want := []string{"staffing.plan.create", "staffing.plan.export", "staffing.plan.delete"}; !slices.Equal(c.audit.actions, want) {
			t.Errorf("audited %v", c.audit.actions)
		}
	})
}

// sumsHold checks that queues sum to the centre, intervals to days, days to
// weeks, and that people to schedule are base / (1 − s).
func (c *centre) sumsHold(p staffing.Plan) {
	c.t.Helper()
	near := func(what string, got, want float64) {
		c.t.Helper()
		if math.Abs(got-want) > 0.011*(1+math.Abs(want)/100) {
			c.t.Errorf("%s: %g, not %g", what, got, want)
		}
	}
	all, err := c.staffing.Figures(c.ctx, p.ID, "")
	if err != nil || len(all.Days) != 7 || len(all.Weeks) != 1 {
		c.t.Fatalf("%d days, %d weeks, %v", len(all.Days), len(all.Weeks), err)
	}
	byQueue, hours := map[civil.Date]float64{}, 0.0
	for _, q := range p.Queues {
		own, err := c.staffing.Figures(c.ctx, p.ID, q.QueueID)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, d := range own.Days {
			byQueue[d.On] += d.AgentHours
		}
	}
	for _, d := range all.Days {
		near("queues of "+d.On.String(), byQueue[d.On], d.AgentHours)
		slots, err := c.staffing.Slots(c.ctx, p.ID, "", d.On.String())
		if err != nil || len(slots) != 48 {
			c.t.Fatalf("%d intervals, %v", len(slots), err)
		}
		sum := 0.0
		for k, s := range slots {
			if s.Agents != d.Agents[k] {
				c.t.Errorf("%s %s: %d agents in the map, %d in the interval", d.On, s.At, d.Agents[k], s.Agents)
			}
			near("scheduled", s.Scheduled, float64(s.Agents)/0.7)
			near("at work", s.Present, float64(s.Agents)/0.7*0.9)
			length := 0.5
			if d.On == civil.Of(2026, time.October, 25) && (s.At == "02:00" || s.At == "02:30") {
				length = 1 // the clock goes back
			}
			sum += float64(s.Agents) * length
		}
		near("intervals of "+d.On.String(), sum, d.AgentHours)
		hours += d.AgentHours
	}
	w := all.Weeks[0]
	near("week", w.AgentHours, hours)
	near("plan", p.AgentHours, hours)
	near("scheduled", w.PaidHours, hours/0.7)
	near("full-time people", w.FullTimes, hours/0.7/40)
}

// formulaHolds checks an interval against the formulas asked directly.
func (c *centre) formulaHolds(p staffing.Plan, q staffing.Queue) {
	c.t.Helper()
	slots, err := c.staffing.Slots(c.ctx, p.ID, q.QueueID, today.Add(1).String())
	if err != nil {
		c.t.Fatal(err)
	}
	s := slots[20] // 10:00
	load := queueing.Load{Rate: s.Contacts / 1800, Handle: *s.Handle, Patience: queueing.Exponential{MeanTime: q.Patience.Seconds}}
	want, err := queueing.Required(queueing.ModelA, load, queueing.Targets{Level: 0.9, Threshold: 15})
	if err != nil || s.Agents != want.Agents || s.Agents < 5 || s.Binding != queueing.TargetLevel || math.Abs(*s.Level-100*want.Measures.AnsweredWithin(15)) > 0.02 || math.Abs(*s.ASA-want.Measures.ASA) > 0.02 {
		c.t.Errorf("10:00 of %s: %+v, the formula says %d agents, level %g (%v)", q.Code, s, want.Agents, want.Measures.AnsweredWithin(15), err)
	}
	if night := slots[4]; night.Agents != 0 && night.Contacts == 0 {
		c.t.Errorf("at night: %+v", night)
	}
	_, err = c.staffing.Slots(c.ctx, p.ID, "", "2020-01-01")
	faultOf(c.t, err, "staffing.plan.day", "")
	_, err = c.staffing.Slots(c.ctx, p.ID, "", "tomorrow")
	faultOf(c.t, err, "staffing.plan.day", "query.on")
	_, err = c.staffing.Figures(c.ctx, p.ID, "nothing")
	faultOf(c.t, err, "staffing.plan.queue_not_found", "")
}

func (c *centre) listed(p staffing.Plan) {
	c.t.Helper()
	second, err := c.staffing.Make(c.ctx, c.staffing.NewID(), staffing.Request{Name: "zweite", ForecastID: p.ForecastID, Settings: staffing.Settings{ProbabilityPercent: 90, Target: staffing.Target{ASASeconds: 10, LevelFrom: staffing.LevelNone, LeastAgents: 2},
		Own: []staffing.OwnTarget{{QueueID: c.queues["loyal"], Target: staffing.Target{LevelFrom: staffing.LevelGiven, LevelPercent: 70, ThresholdSeconds: 60, PatienceSeconds: 300}}}}}, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, q := range second.Queues {
		if q.QueueID == c.queues["loyal"] && (q.Model != queueing.ModelA || q.Patience.From != staffing.PatienceGiven || q.Target.LevelPercent != 70) {
			c.t.Errorf("a target of its own: %+v", q)
		}
	}
	names := func(in staffing.ListIn) (out []string) {
		c.t.Helper()
		for {
			got, err := c.staffing.List(c.ctx, in)
			if err != nil {
				c.t.Fatal(err)
			}
			for _, p := range got.Items {
				out = append(out, p.Name)
			}
			if got.NextCursor == "" {
				return out
			}
			in.Cursor = got.NextCursor
		}
	}
	for want, in := range map[string]staffing.ListIn{
		"zweite,who is needed": {Limit: 1}, "who is needed,zweite": {Sort: "name", Limit: 1}, "zweite": {Search: "ZWEI"}, "": {Forecast: "nothing"},
	} {
		if got := strings.Join(names(in), ","); got != want {
			c.t.Errorf("%+v: %s, not %s", in, got, want)
		}
	}
	_, err = c.staffing.List(c.ctx, staffing.ListIn{Sort: "colour"})
	faultOf(c.t, err, "staffing.sort", "query.sort")
	if err := c.staffing.Delete(c.ctx, second.ID); err != nil {
		c.t.Error(err)
	}
	c.audit.actions = []string{"staffing.plan.create"}
}

func (c *centre) exported(p staffing.Plan) {
	c.t.Helper()
	book, err := c.staffing.Workbook(c.ctx, p.ID, false)
	if err != nil {
		c.t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		c.t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for name, want := range map[string]struct {
		least int
		cells []string
	}{
		"Days": {15, []string{"hasty", "Erlang A", "2026-10-19"}}, "Intervals": {200, []string{"10:00", "Service level", "Erlang C (patience not known)"}},
		"Queues": {4, []string{"No forecast", "History", "M/M/n+M", "service level ≥ 90% in 15 s (sl-off)"}}, "Notes": {10, []string{p.ForecastName, "Model version"}},
	} {
		rows, err := f.GetRows(name)
		if err != nil || len(rows) < want.least {
			c.t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		for _, cell := range want.cells {
			if !slices.ContainsFunc(rows, func(row []string) bool { return slices.Contains(row, cell) }) {
				c.t.Errorf("%s has no %q", name, cell)
			}
		}
	}
}

func TestPlansNeedPermissions(t *testing.T) {
	c := newCentre(t, sqldbtest.Open(t, sqldb.SQLite))
	nobody := authz.With(t.Context(), authz.Actor{UserID: "u", Login: "u"})
	if _, err := c.staffing.List(nobody, staffing.ListIn{}); !fault.Is(err, fault.Denied) {
		t.Error(err)
	}
	if _, err := c.staffing.Run(nobody, staffing.Request{}); !fault.Is(err, fault.Denied) {
		t.Error(err)
	}
	if err := c.staffing.Delete(nobody, "x"); !fault.Is(err, fault.Denied) {
		t.Error(err)
	}
}

// The contacts of all days stray less than all intervals at their ends do
// together: they do not all err to the same side.
func TestBasisKnowsTheBandsOfSums(t *testing.T) {
	c := newCentre(t, sqldbtest.Open(t, sqldb.SQLite))
	c.queue(org.Queue{Code: "one", Channel: "voice"})
	c.queue(org.Queue{Code: "two", Channel: "voice"})
	c.came("one", 40, 4)
	c.came("two", 60, 4)
	p, err := c.staffing.Make(c.ctx, c.staffing.NewID(), staffing.Request{Name: "who is needed", ForecastID: c.forecast(true).ID, Settings: staffing.Settings{Target: staffing.Target{LevelFrom: staffing.LevelOfQueue}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.staffing.Basis(c.ctx, p.ID)
	if err != nil || len(b.Sums) != 2 || !(b.Apart.Days > 0 && b.Apart.Days < 1) || !(b.Apart.Slots > 0 && b.Apart.Slots <= 1) {
		t.Fatalf("%+v %+v %v", b.Sums, b.Apart, err)
	}
	for _, s := range b.Sums {
		contacts, high := 0.0, 0.0
		for _, d := range b.Days {
			for _, x := range d.Slots {
				if d.QueueID == s.QueueID {
					contacts, high = contacts+x.Contacts, high+x.High-x.Contacts
				}
			}
		}
		if !(s.Low > 0 && s.Low < 0.2*contacts && s.High > 0 && s.High < high) {
			t.Errorf("%.1f fewer and %.1f more of %.1f in all; intervals together %.1f more", s.Low, s.High, contacts, high)
		}
	}
}
