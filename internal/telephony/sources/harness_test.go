package sources

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/testdata"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

type noAudit struct{}

func (noAudit) Record(context.Context, *sqldb.Tx, authz.Entry) error { return nil }

// entries keeps what was recorded for the audit log.
type entries struct{ list []authz.Entry }

func (e *entries) Record(_ context.Context, _ *sqldb.Tx, x authz.Entry) error {
	e.list = append(e.list, x)
	return nil
}

// room is a working centre on one store, its log folded as it grows.
type room struct {
	*Service
	t       testing.TB
	db      *sqldb.DB
	ingest  *ingest.Service
	metrics *metric.Service
	audit   *entries
	folding func() // lets folding begin; called by open unless told otherwise
}

const bankZone = "Asia/Jerusalem"

// quickly is the pace of the tests.
var quickly = pace{look: 200 * time.Millisecond, pause: 50 * time.Millisecond, note: 100 * time.Millisecond, folder: 150 * time.Millisecond, sweep: time.Minute}

func open(t testing.TB, db *sqldb.DB, timezone string) *room {
	t.Helper()
	r := prepare(t, db, timezone)
	r.folding()
	return r
}

func prepare(t testing.TB, db *sqldb.DB, timezone string) *room {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	clk := clock.System()
	b, err := bus.Open(t.Context(), bus.Config{Dir: t.TempDir(), DB: db, Log: quiet, NoSync: true, Tick: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	o := org.New(db, clk, noAudit{})
	r := &room{t: t, db: db, audit: &entries{}}
	r.ingest = ingest.New(db, o, b, clk)
	if err := r.ingest.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.metrics = metric.New(db, clk, noAudit{}, o, rollup.New(db, 64<<20))
	r.Service = Make(db, r.ingest, o, seal.New(filepath.Join(t.TempDir(), "seal.key")), clk, r.audit, quiet)
	r.pace = quickly
	v, err := o.ReadCentre(boss(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	v.Timezone = timezone
	if _, err := o.PutCentre(boss(t.Context()), v, org.Since{}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	begun := false
	r.folding = func() {
		begun = true
		go func() { ended <- r.ingest.Run(ctx, ingest.AllParts(), nil) }()
	}
	t.Cleanup(func() {
		stop()
		if begun {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		late, over := context.WithTimeout(context.Background(), 10*time.Second)
		defer over()
		if err := b.Stop(late); err != nil {
			t.Error(err)
		}
	})
	return r
}

func boss(ctx context.Context) context.Context { return authz.With(ctx, authz.System("test")) }

// folded waits until all that was published is folded.
func (r *room) folded() {
	r.t.Helper()
	deadline := time.Now().Add(3 * time.Minute)
	for {
		n, err := r.ingest.Pending(r.t.Context())
		if err != nil {
			r.t.Fatal(err)
		}
		if n == 0 {
			return
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("%d batches are not folded", n)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// tell publishes events under a source.
func (r *room) tell(source, kind string, events []telephony.Event) {
	r.t.Helper()
	for part := range slices.Chunk(events, 1000) {
		if _, err := r.ingest.Publish(r.t.Context(), ingest.Batch{Source: source, Kind: kind, Events: part}); err != nil {
			r.t.Fatal(err)
		}
	}
	r.folded()
}

// bankDays are the days of the bank that were asked for.
var bankDays struct {
	sync.Mutex
	read map[string][]telephony.Event
}

// bankDay is one day of a real bank's queue log.
func bankDay(t testing.TB, day string) []telephony.Event {
	t.Helper()
	bankDays.Lock()
	defer bankDays.Unlock()
	if bankDays.read[day] == nil {
		bankDays.read = map[string][]telephony.Event{day: readBankDay(t, day)}
	}
	return slices.Clone(bankDays.read[day])
}

func readBankDay(t testing.TB, day string) []telephony.Event {
	t.Helper()
	f, err := adapter.OpenFile(testdata.Shared(t, "data", "calls", "anonymous_bank_1999", "rendered", "queue_log.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zone, err := time.LoadLocation(bankZone)
	if err != nil {
		t.Fatal(err)
	}
	from, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		t.Fatal(err)
	}
	in, err := adapter.Open(adapter.KindQueueLog, f, adapter.Options{Source: "bank", Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	var out []telephony.Event
	for {
		it, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || it.Bad != nil {
			t.Fatal(err, it.Bad)
		}
		for _, e := range it.Events {
			if e.At >= from.UnixMilli() && e.At < from.AddDate(0, 0, 1).UnixMilli() {
				out = append(out, e)
			}
		}
	}
	if len(out) < 1000 {
		t.Fatalf("only %d events on %s", len(out), day)
	}
	return out
}

// expectations are numbers that were reckoned already, by name.
var expectations sync.Map

type expectation struct {
	mu      sync.Mutex
	numbers map[string]string
}

// expected are the numbers of a day of which a queue_log tells these events.
// They are reckoned once for all tests that ask under one name.
func expected(t testing.TB, name, zone, day, source string, events []telephony.Event) map[string]string {
	t.Helper()
	v, _ := expectations.LoadOrStore(name, &expectation{})
	e := v.(*expectation)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.numbers == nil {
		r := open(t, sqldbtest.Open(t, sqldb.SQLite), zone)
		r.tell(source, "queue-log", events)
		e.numbers = r.numbers(day)
	}
	return maps.Clone(e.numbers)
}

// comes waits until the numbers of a day are those wanted and nothing more
// comes, and says what differs when that does not happen. leave (may be nil)
// takes out what cannot be compared.
func (r *room) comes(name, day string, want map[string]string, leave func(key, value string) bool) {
	r.t.Helper()
	contacts := maps.Clone(want)
	maps.DeleteFunc(contacts, func(k, _ string) bool { return !strings.HasPrefix(k, "contact ") })
	numbers := func() map[string]string {
		out := r.numbers(day)
		if leave != nil {
			maps.DeleteFunc(out, leave)
		}
		return out
	}
	if leave != nil {
		maps.DeleteFunc(want, leave)
	}
	for end := time.Now().Add(4 * time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if maps.Equal(r.contacts(), contacts) && maps.Equal(numbers(), want) {
			break
		}
	}
	r.rest()
	same(r.t, name, numbers(), want)
}

// until waits for something to be so.
func (r *room) until(what string, so func() bool) {
	r.t.Helper()
	for end := time.Now().Add(4 * time.Minute); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("it never came that %s", what)
		}
	}
}

// rest waits until nothing was folded for a moment.
func (r *room) rest() {
	r.t.Helper()
	last := uint64(0)
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		seq, _, err := r.ingest.Position(r.t.Context())
		if err != nil {
			r.t.Fatal(err)
		}
		if seq == last {
			return
		}
		last = seq
	}
	r.t.Fatal("it never came to rest")
}

// numbers gives every built-in number of a day by half-hour, queue and agent,
// and every contact, as texts that can be compared.
func (r *room) numbers(day string) map[string]string {
	r.t.Helper()
	out := map[string]string{}
	var ids []string
	for _, d := range metric.Builtins() {
		ids = append(ids, d.ID)
	}
	threshold, short := int64(20000), int64(5000)
	for _, by := range [][]metric.Dimension{{metric.ByQueue}, {metric.ByAgent}} {
		for part := range slices.Chunk(ids, 20) {
			a, err := r.metrics.Query(boss(r.t.Context()), metric.Query{From: day, To: day, Grain: metric.Grain30m, By: by, Metrics: part, ThresholdMs: &threshold, ShortAbandonMs: &short})
			if err != nil {
				r.t.Fatal(err)
			}
			for _, row := range a.Rows {
				where := row.Start
				for _, d := range by {
					where += " " + string(d) + "=" + row.Dims[d].Code
				}
				for id, n := range row.Values.All() {
					value := "none"
					if n.Value != nil {
						value = fmt.Sprintf("%.6f = %v / %v", *n.Value, n.Num, n.Den)
					}
					out[where+" "+id] = value
				}
			}
		}
	}
	maps.Copy(out, r.contacts())
	return out
}

// contacts gives every contact of the store as a text under its call and visit.
func (r *room) contacts() map[string]string {
	r.t.Helper()
	rows, err := r.db.Handle().QueryContext(r.t.Context(), `select c.call_id, c.visit, q.code, coalesce(p.agent_no, ''), c.outcome, c.entered_ms, c.answered_ms, c.ended_ms, c.wait_ms, c.ring_ms, c.talk_ms,
		c.hold_ms, c.wrap_up_ms, c.left_reason, c.missed, c.transferred, c.flags, c.customer
		from telephony_contact c join org_queue q on q.id = c.queue_id left join org_person p on p.id = c.agent_id`)
	if err != nil {
		r.t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var call, queue, agent, outcome, left, customer string
		var visit int
		var n [12]int64
		if err := rows.Scan(&call, &visit, &queue, &agent, &outcome, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6], &n[7], &left, &n[8], &n[9], &n[10], &customer); err != nil {
			r.t.Fatal(err)
		}
		out[fmt.Sprintf("contact %s %d", call, visit)] = fmt.Sprint(queue, agent, outcome, left, customer, n[:11])
	}
	if err := rows.Err(); err != nil {
		r.t.Fatal(err)
	}
	return out
}

// same reports the first differences between two sets of numbers.
func same(t testing.TB, name string, got, want map[string]string) {
	t.Helper()
	if len(want) < 100 {
		t.Fatalf("%s: only %d numbers to compare with", name, len(want))
	}
	keys := slices.SortedFunc(maps.Keys(want), func(a, b string) int { // contacts first: they say why
		if c := strings.Compare(strings.TrimPrefix(a, "contact"), a) - strings.Compare(strings.TrimPrefix(b, "contact"), b); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	for k := range got {
		if _, ok := want[k]; !ok {
			keys = append(keys, k)
		}
	}
	wrong := 0
	for _, k := range keys {
		if got[k] == want[k] {
			continue
		}
		if wrong++; wrong <= 8 {
			t.Errorf("%s: %s\n got  %s\n want %s", name, k, got[k], want[k])
		}
	}
	if wrong > 8 {
		t.Errorf("%s: and %d more of %d differ", name, wrong-8, len(want))
	}
	t.Logf("%s: %s compared", name, strings.TrimSpace(fmt.Sprintf("%d numbers and contacts", len(want))))
}
