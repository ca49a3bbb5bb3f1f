package calibration_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
	"github.com/lingting/lingting/internal/wfm/staffing/calibration"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

var first = civil.Of(2026, time.November, 2)

const days = 2

// truth is a centre whose laws are known: contacts come by a Poisson process,
// patience and work are exponential, free agents take who waits longest, the agent idle
// longest goes first. Agents 1 to 6 work for both queues, 7 to 9 for one; they come and go at
// different times, and have a break.
func truth(zone *time.Location) (out []telephony.Event) {
	rng := rand.New(rand.NewPCG(7, 7))
	key := 0
	tell := func(e telephony.Event) {
		key++
		e.Key = fmt.Sprintf("event-%012d", key)
		out = append(out, e)
	}
	type contact struct {
		call, queue    string
		entered, until int64
	}
	type agent struct {
		name       string
		on, off    int64
		rest       int64
		free       int64 // since when, or from when on
		queues     string
		gone, away bool
	}
	for d := range days {
		midnight := first.Add(d).Start(zone)
		second := func(s int) int64 { return midnight + int64(s)*1000 }
		var agents []*agent
		for i := range 9 {
			a := &agent{name: fmt.Sprintf("a%d", i+1), on: second(8*3600 + i*600), off: second(18*3600 + i*900), rest: second(12*3600 + i*1200), queues: "sales service"}
			if i >= 6 {
				a.queues = "sales"
			}
			a.free = a.on
			agents = append(agents, a)
			tell(telephony.Event{Kind: telephony.KindAgentSignedIn, At: a.on, Agent: a.name})
		}
		var waiting []contact
		n := 0
		for s := 8 * 3600; s < 22*3600; s++ {
			now := second(s)
			for queue, rate := range []float64{70, 25} {
				if s < 20*3600 && rng.Float64() < rate/3600 {
					n++
					c := contact{fmt.Sprintf("c-%d-%d", d, n), []string{"sales", "service"}[queue], now, now + int64(180*rng.ExpFloat64())*1000}
					waiting = append(waiting, c)
					tell(telephony.Event{Kind: telephony.KindEnqueued, At: now, Call: c.call, Queue: c.queue})
				}
			}
			waiting = slices.DeleteFunc(waiting, func(c contact) bool {
				if c.until > now {
					return false
				}
				tell(telephony.Event{Kind: telephony.KindAbandoned, At: now, Call: c.call, Queue: c.queue, Wait: telephony.SpanOf(now - c.entered)})
				return true
			})
			slices.SortStableFunc(agents, func(a, b *agent) int { return int(a.free - b.free) })
			for _, a := range agents {
				switch {
				case a.gone || a.free > now:
					continue
				case now >= a.off:
					a.gone = true
					tell(telephony.Event{Kind: telephony.KindAgentSignedOut, At: now, Agent: a.name})
					continue
				case now >= a.rest && !a.away:
					a.away = true
					a.free = now + 1800_000
					tell(telephony.Event{Kind: telephony.KindAgentState, At: now, Agent: a.name, State: telephony.StateAux, Reason: "lunch"})
					tell(telephony.Event{Kind: telephony.KindAgentState, At: a.free, Agent: a.name, State: telephony.StateReady})
					continue
				}
				i := slices.IndexFunc(waiting, func(c contact) bool { return c.queue == "sales" || a.queues != "sales" })
				if i < 0 {
					continue
				}
				c := waiting[i]
				waiting = slices.Delete(waiting, i, i+1)
				talk := 1000 + int64(240*rng.ExpFloat64())*1000
				tell(telephony.Event{Kind: telephony.KindConnected, At: now, Call: c.call, Queue: c.queue, Agent: a.name, Wait: telephony.SpanOf(now - c.entered)})
				tell(telephony.Event{Kind: telephony.KindEnded, At: now + talk, Call: c.call, Queue: c.queue, Agent: a.name, Talk: telephony.SpanOf(talk), WrapUp: telephony.SpanOf(20_000)})
				a.free = now + talk + 20_000
			}
		}
	}
	return out
}

// centre is a working centre in Berlin that may have been told the truth.
type centre struct {
	calibration *calibration.Service
	db          *sqldb.DB
	org         *org.Service
	audit       *kept
	ctx         context.Context
}

func onBoth(t *testing.T, told bool, test func(t *testing.T, c *centre)) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		at := clock.Fixed(time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC))
		c := &centre{db: db, audit: &kept{}, ctx: authz.With(t.Context(), authz.System("test")), org: org.New(db, at, nil)}
		in, facts := ingest.New(db, c.org, nil, at), rollup.New(db, 64<<20)
		work := jobs.New(db, nil, at, slog.New(slog.NewTextHandler(io.Discard, nil)))
		c.calibration = calibration.New(db, c.org, metric.New(db, at, nil, c.org, facts), facts, work, at, c.audit)
		v, err := c.org.ReadCentre(c.ctx)
		if err != nil {
			t.Fatal(err)
		}
		v.Timezone = zone.String()
		if _, err := c.org.PutCentre(c.ctx, v, org.Since{}); err != nil {
			t.Fatal(err)
		}
		if told {
			if _, err := in.Apply(c.ctx, 1, []ingest.Batch{{Source: "switch", Kind: "queue-log", Events: truth(zone)}}); err != nil {
				t.Fatal(err)
			}
			if err := facts.Settle(c.ctx); err != nil {
				t.Fatal(err)
			}
		}
		test(t, c)
	})
}

func request() calibration.Request {
	return calibration.Request{FirstOn: first, LastOn: first.Add(days - 1), Replications: 12, Seed: 5}
}

func TestKnownTruthIsGivenBack(t *testing.T) {
	onBoth(t, true, func(t *testing.T, c *centre) {
		made, figures, err := c.calibration.Make(c.ctx, "one", request(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if made.Inferred != 0 || made.Agents != 9 || len(made.Queues) != 2 || made.Whole.Days != days || len(figures) != 3*days {
			t.Fatalf("%+v, %d figures", made.About, len(figures))
		}
		if made.DeadMean != nil && *made.DeadMean > 2 {
			t.Errorf("dead time of %g s was seen although there is none", *made.DeadMean)
		}
		if math.Abs(*made.Whole.Deviation) > calibration.BoundPoints {
			t.Errorf("bias %+.2f of a service level of %.1f", *made.Whole.Deviation, *made.Whole.Actual)
		}
		for _, d := range figures {
			t.Logf("%s %q actual %.1f simulated %.1f deviation %+.1f spread %.1f gone %.0f %.1f", d.On, d.QueueID, *d.Actual.Level, *d.Simulated.Level, *d.Deviation, *d.Spread, d.Actual.Gone, d.Simulated.Gone)
			// The truth is one day's chance itself: three standard deviations and the interval of the mean.
			if math.Abs(*d.Deviation) > 3**d.Spread+*d.HalfWidth {
				t.Errorf("%s %q is %+.1f points off, with a spread of %.1f", d.On, d.QueueID, *d.Deviation, *d.Spread)
			}
			if math.Abs(d.Simulated.Offered-d.Actual.Offered) > 1e-6 || math.Abs(d.Actual.Offered-d.Actual.Answered-d.Actual.Gone) > 1e-6 {
				t.Errorf("%s %q: %+v against %+v", d.On, d.QueueID, d.Simulated, d.Actual)
			}
		}
		if whole := figures[0]; whole.QueueID != "" || whole.Actual.Occupancy == nil || math.Abs(*whole.Actual.Occupancy-*whole.Simulated.Occupancy) > 4 {
			t.Errorf("occupancy of %+v and %+v", whole.Actual, whole.Simulated)
		}
		// The same seed gives the same figures; another one does not.
		_, again, err := c.calibration.Make(c.ctx, "two", request(), nil)
		if err != nil || !reflect.DeepEqual(figures, again) {
			t.Errorf("%v: another run with the same seed differs", err)
		}
		other := request()
		other.Seed = 6
		if _, again, err = c.calibration.Make(c.ctx, "three", other, nil); err != nil || reflect.DeepEqual(figures, again) {
			t.Errorf("%v: another seed gives the same figures", err)
		}
	})
}

func TestCalibrationsAreKept(t *testing.T) {
	onBoth(t, true, func(t *testing.T, c *centre) {
		in := request()
		in.Replications = 5
		p, err := c.org.ListQueues(c.ctx, org.ListIn{Search: "sales"})
		if err != nil || len(p.Items) != 1 {
			t.Fatal(err, p)
		}
		in.QueueIDs = []string{p.Items[0].ID}
		made, _, err := c.calibration.Make(c.ctx, c.calibration.NewID(), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		list, err := c.calibration.List(c.ctx, calibration.ListIn{Search: "2026-11", Queue: in.QueueIDs[0]})
		if err != nil || len(list.Items) != 1 || list.Items[0].ModelVersion != calibration.ModelVersion || list.Items[0].Name != "2026-11-02 – 2026-11-03" {
			t.Fatalf("%v %+v", err, list)
		}
		if list, err = c.calibration.List(c.ctx, calibration.ListIn{Queue: "another"}); err != nil || len(list.Items) != 0 {
			t.Errorf("%v %+v", err, list)
		}
		opened, err := c.calibration.Open(c.ctx, made.ID)
		if err != nil || len(opened.Days) != 2*days || opened.Days[0].QueueID != "" || opened.Days[1].QueueID != in.QueueIDs[0] || *opened.Days[0].Deviation != *opened.Days[1].Deviation {
			t.Fatalf("%v %+v", err, opened.Days)
		}
		for _, zh := range []bool{true, false} {
			book, err := c.calibration.Workbook(c.ctx, made.ID, zh)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := book.Write(&b); err != nil {
				t.Fatal(err)
			}
			x, err := excelize.OpenReader(&b)
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"Days", "Queues", "Definitions"}
			if zh {
				want = []string{"按日", "队列", "口径"}
			}
			if got := x.GetSheetList(); !slices.Equal(got, want) {
				t.Errorf("sheets %v", got)
			}
			if rows, err := x.GetRows(want[0]); err != nil || len(rows) != 1+2*days {
				t.Errorf("%v: %d rows", err, len(rows))
			}
		}
		for range 2 { // a client may ask twice
			if err := c.calibration.Delete(c.ctx, made.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.calibration.Open(c.ctx, made.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
		want := []string{"staffing.calibration.create", "staffing.calibration.export", "staffing.calibration.export", "staffing.calibration.delete"}
		if !slices.Equal(c.audit.actions, want) {
			t.Errorf("audited %v", c.audit.actions)
		}
		wrong := func(change func(*calibration.Request), field string) {
			t.Helper()
			in := request()
			change(&in)
			_, _, err := c.calibration.Make(c.ctx, "x", in, nil)
			if f, ok := fault.As(err); !ok || len(f.Fields) == 0 || f.Fields[0].Name != field {
				t.Errorf("%v, want a fault at %s", err, field)
			}
		}
		wrong(func(r *calibration.Request) { r.LastOn = first.Add(-1) }, "body.last_on")
		wrong(func(r *calibration.Request) { r.LastOn = first.Add(100) }, "body.last_on")
		wrong(func(r *calibration.Request) { r.Replications = 2 }, "body.replications")
		wrong(func(r *calibration.Request) { r.QueueIDs = []string{"nothing"} }, "body.queue_ids.0")
		wrong(func(r *calibration.Request) { r.FirstOn, r.LastOn = first.Add(-30), first.Add(-20) }, "body.first_on")
		notPast := request()
		notPast.LastOn = civil.Of(2026, time.November, 23)
		notPast.FirstOn = notPast.LastOn.Add(-3)
		_, err = c.calibration.Run(c.ctx, notPast)
		if f, ok := fault.As(err); !ok || len(f.Fields) == 0 || f.Fields[0].Name != "body.last_on" {
			t.Errorf("today is not over: %v", err)
		}
	})
}

func TestOnlyThoseWhoMay(t *testing.T) {
	onBoth(t, false, func(t *testing.T, c *centre) {
		nobody := authz.With(t.Context(), authz.Actor{Login: "x"})
		if _, err := c.calibration.Run(nobody, request()); !fault.Is(err, fault.Denied) {
			t.Errorf("run: %v", err)
		}
		if _, err := c.calibration.List(nobody, calibration.ListIn{}); !fault.Is(err, fault.Denied) {
			t.Errorf("list: %v", err)
		}
		if err := c.calibration.Delete(nobody, "one"); !fault.Is(err, fault.Denied) {
			t.Errorf("delete: %v", err)
		}
	})
}
