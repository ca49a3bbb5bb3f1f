package app

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/contacts"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// kept is a centre with calls of three times: 300, 100 and 5 days ago.
type kept struct {
	*App
	t   *testing.T
	ctx context.Context
	day time.Time // today's noon, UTC
}

var daysAgo = []int{300, 100, 5}

const callsADay = 20

func (k *kept) instant(days, n int) int64 {
	return k.day.AddDate(0, 0, -days).Add(time.Duration(n) * time.Minute).UnixMilli()
}

// callsOf are the calls of a day, of two queues and two agents; every fifth
// caller gives up.
func (k *kept) callsOf(days int) ingest.Batch {
	b := ingest.Batch{Source: "pbx", Kind: "http-events", Zone: "UTC"}
	for n := range callsADay {
		at, call := k.instant(days, n), fmt.Sprintf("c%d-%d", days, n)
		e := telephony.Event{At: at, Call: call, Queue: fmt.Sprint("queue", n%2), Channel: "voice", Customer: fmt.Sprintf("1380000%04d", n)}
		tell := func(kind telephony.Kind, after int64, agent string) {
			x := e
			x.Kind, x.Key, x.At, x.Agent = kind, call+string(kind), at+after, agent
			b.Events = append(b.Events, x)
		}
		tell(telephony.KindEnqueued, 0, "")
		if n%5 == 0 {
			tell(telephony.KindAbandoned, 9000, "")
			continue
		}
		tell(telephony.KindConnected, 5000, fmt.Sprint("agent", n%2))
		tell(telephony.KindEnded, 35_000, fmt.Sprint("agent", n%2))
	}
	return b
}

func (k *kept) fold(b ingest.Batch) {
	k.t.Helper()
	seq, err := k.Ingest.Publish(k.ctx, b)
	if err == nil {
		err = k.Ingest.Wait(k.ctx, seq)
	}
	if err == nil {
		err = k.Rollup.Settle(k.ctx)
	}
	if err != nil {
		k.t.Fatal(err)
	}
}

// numbers are what is counted of the days from so many ago until today.
func (k *kept) numbers(days int, by ...metric.Dimension) []string {
	k.t.Helper()
	q := metric.Query{FromMs: k.instant(days, 0) - 12*3600_000, ToMs: k.day.UnixMilli(), Grain: metric.GrainTotal, By: by, Metrics: []string{"offered", "answered", "abandoned", "asa", "aht"}}
	a, err := k.Metric.Query(k.ctx, q)
	if err != nil {
		k.t.Fatal(err)
	}
	var out []string
	for _, r := range a.Rows {
		for _, m := range q.Metrics {
			v := r.Values.Of(m)
			name := fmt.Sprint(m, " ", r.Dims[metric.ByQueue].Code, r.Dims[metric.ByAgent].Code)
			if v.Value == nil {
				out = append(out, name+" "+v.Reason)
				continue
			}
			out = append(out, fmt.Sprintf("%s %.0f/%.0f", name, v.Num, v.Den))
		}
	}
	return out
}

func (k *kept) set(kind string, days int64) error {
	k.t.Helper()
	list, err := k.Retention.Settings(k.ctx)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, s := range list {
		if s.Kind == kind {
			_, err = k.Retention.Set(k.ctx, kind, days, s.Rev)
			return err
		}
	}
	k.t.Fatalf("no kind %s", kind)
	return nil
}

// run deletes what is older, and gives what the job says it deleted.
func (k *kept) run() map[string]any {
	k.t.Helper()
	id, err := k.Retention.Start(k.ctx)
	if err != nil {
		k.t.Fatal(err)
	}
	j, err := k.Jobs.Wait(k.ctx, id)
	if err != nil || j.State != jobs.Done {
		k.t.Fatalf("%+v %v", j, err)
	}
	done, _ := j.Result.(map[string]any)
	return done
}

func (k *kept) rows(sql string) (n int64) {
	k.t.Helper()
	if err := k.DB.Handle().QueryRowContext(k.ctx, sql).Scan(&n); err != nil {
		k.t.Fatal(err)
	}
	return n
}

// Rows that are no longer kept go, and no number becomes another: sums stay
// while their sheets do, through late rows and merges, and then are not known.
func TestRetentionKeepsNumbers(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		flags := map[string]string{"data": t.TempDir()}
		if db.Engine() == sqldb.Postgres {
			flags["store"] = sqldbtest.Target(t, sqldb.Postgres)
		}
		c, err := conf.Load(conf.Source{File: os.DevNull, Flags: flags})
		if err != nil {
			t.Fatal(err)
		}
		k := &kept{App: started(t, c), t: t, ctx: authz.With(t.Context(), authz.System("test")), day: time.Now().UTC().Truncate(24 * time.Hour).Add(-12 * time.Hour)}
		for _, d := range daysAgo {
			k.fold(k.callsOf(d))
		}
		all, byAgent := k.numbers(300), k.numbers(300, metric.ByAgent)
		if all[0] != "offered  60/1" {
			t.Fatal(all)
		}

		if err := k.set(ingest.KindContacts, 60); !fault.Is(err, fault.Invalid) {
			t.Errorf("contacts kept for less than the journal, which is kept for ever: %v", err)
		}
		for _, step := range []struct {
			kind string
			days int64
			fine bool
		}{{ingest.KindJournal, 3, false}, {ingest.KindJournal, 30, true}, {ingest.KindContacts, 20, false}, {ingest.KindContacts, 60, true}, {ingest.KindJournal, 90, false}, {ingest.KindSheets, 30, false}, {"no.such", 30, false}} {
			if err := k.set2(step.kind, step.days); (err == nil) != step.fine {
				t.Errorf("%s for %d days: %v", step.kind, step.days, err)
			}
		}
		if p, err := k.Retention.Preview(k.ctx, ingest.KindContacts, 60); err != nil || p.Rows != 2*callsADay {
			t.Errorf("%+v %v", p, err)
		}
		if done := k.run(); done[ingest.KindContacts] != float64(2*callsADay) || done[ingest.KindJournal] != float64(2*callsADay) {
			t.Errorf("deleted %v", done)
		}
		if got := k.rows("select count(*) from telephony_contact"); got != callsADay {
			t.Errorf("%d contacts are left", got)
		}
		if got := k.rows("select count(*) from telephony_call"); got != callsADay {
			t.Errorf("%d journals are left", got)
		}
		k.same("after the deletion", all, k.numbers(300))
		k.same("after the deletion, by agent", byAgent, k.numbers(300, metric.ByAgent))
		if done := k.run(); len(done) != 0 {
			t.Errorf("a second run deleted %v", done)
		}

		// A number of such a day is opened: its rows are there, without the contacts.
		q := metric.Query{FromMs: k.instant(300, 0), ToMs: k.instant(299, 0), Grain: metric.GrainTotal, Metrics: []string{"offered"}}
		d, err := k.Metric.Drill(k.ctx, q, metric.PartNum, 0, 50)
		if err != nil || d.Total != callsADay || d.Sum != callsADay || len(d.Items) != callsADay || !d.Items[0].Gone || d.Items[0].ID != "" {
			t.Errorf("%+v %v", d, err)
		}
		if s, err := k.Contacts.Kept(k.ctx); err != nil || s.Contacts == "" || s.Events == "" || s.Numbers != "" {
			t.Errorf("%+v %v", s, err)
		}
		if list, err := k.Contacts.List(k.ctx, contacts.Filter{Limit: 100}); err != nil || len(list.Items) != callsADay {
			t.Errorf("%d contacts listed, %v", len(list.Items), err)
		}

		// The source tells everything again, and something new of an old call.
		for _, d := range daysAgo {
			k.fold(k.callsOf(d))
		}
		late := k.callsOf(100)
		late.Events = late.Events[1:3]
		late.Events[0].Key, late.Events[1].Key = "new", "newer"
		k.fold(late)
		k.same("after late rows", all, k.numbers(300))
		if got := k.rows("select count(*) from telephony_contact"); got != callsADay {
			t.Errorf("late rows made contacts again: %d", got)
		}
		if got := k.rows("select expired from telephony_source"); got == 0 {
			t.Error("nobody counted the rows that came too late")
		} else if list, err := k.Quality.Sources(k.ctx); err != nil || len(list) != 1 || fmt.Sprint(list[0].Expired) != fmt.Sprint(got) {
			t.Errorf("the data quality does not tell the %v rows that came too late: %+v, %v", got, list, err)
		}

		k.mergeAll()
		k.same("after merges", all, k.numbers(300))
		if got := k.numbers(300, metric.ByQueue); len(got) != 5 || got[0] != "offered queue1 60/1" {
			t.Errorf("one queue is left: %v", got)
		}
		if got := k.numbers(300, metric.ByAgent); !slices.Contains(got, "answered agent1 48/1") {
			t.Errorf("one agent is left: %v", got)
		}

		// Sheets go too: the numbers of that time are not known, the others stay.
		since150 := k.numbers(150)
		if err := k.set(ingest.KindSheets, 200); err != nil {
			t.Fatal(err)
		}
		k.run()
		for _, v := range k.numbers(300) {
			if v[len(v)-len("not_kept"):] != "not_kept" {
				t.Errorf("a number of a time without rows: %s", v)
			}
		}
		k.same("of the time that is kept", since150, k.numbers(150))
		if _, err := k.Metric.Drill(k.ctx, q, metric.PartNum, 0, 50); !fault.Is(err, fault.NotFound) {
			t.Errorf("a number that is not known is opened: %v", err)
		}

		list, err := k.Audit.List(k.ctx, audit.Filter{Action: "retention.delete", Limit: 50})
		if err != nil || len(list.Items) != 3 {
			t.Errorf("%+v %v", list.Items, err)
		}
		if _, bad, err := k.Audit.Verify(k.ctx); bad != 0 || err != nil {
			t.Errorf("the audit chain: %d, %v", bad, err)
		}
	})
}

// set2 is set that also asks for kinds there are not.
func (k *kept) set2(kind string, days int64) error {
	if kind == "no.such" {
		_, err := k.Retention.Set(k.ctx, kind, days, 0)
		return err
	}
	return k.set(kind, days)
}

func (k *kept) same(when string, want, got []string) {
	k.t.Helper()
	if !slices.Equal(want, got) {
		k.t.Errorf("%s: %v, before %v", when, got, want)
	}
}

// mergeAll makes queue0 and agent0 others.
func (k *kept) mergeAll() {
	k.t.Helper()
	var queues, people [2]string
	err := k.DB.Read(k.ctx, func(tx *sqldb.Tx) error {
		dir, err := k.Org.Directory(k.ctx, tx)
		if err != nil {
			return err
		}
		for i := range 2 {
			for _, q := range dir.Queues {
				if q.Code == fmt.Sprint("queue", i) {
					queues[i] = q.ID
				}
			}
			for _, p := range dir.People {
				if p.AgentNo == fmt.Sprint("agent", i) {
					people[i] = p.ID
				}
			}
		}
		return nil
	})
	if err == nil {
		_, err = k.Org.MergeQueue(k.ctx, queues[0], queues[1])
	}
	if err == nil {
		_, err = k.Org.MergePerson(k.ctx, people[0], people[1])
	}
	if err == nil {
		err = k.Rollup.Settle(k.ctx)
	}
	if err != nil {
		k.t.Fatal(err)
	}
}
