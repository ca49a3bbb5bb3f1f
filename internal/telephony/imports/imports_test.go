package imports

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/testdata"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony/adapter"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

// room is a centre with everything an import needs, running.
type room struct {
	*Service
	db   *sqldb.DB
	work *jobs.Service
	in   *ingest.Service
}

func open(t testing.TB, db *sqldb.DB) *room {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	clk := clock.System()
	b, err := bus.Open(t.Context(), bus.Config{Dir: t.TempDir(), DB: db, Log: quiet, NoSync: true, Tick: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	o := org.New(db, clk, nil)
	in := ingest.New(db, o, b, clk)
	if err := in.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	roll := rollup.New(db, 32<<20)
	work := jobs.New(db, b, clk, quiet)
	r := &room{Service: New(db, in, roll, work, o, filepath.Join(t.TempDir(), "uploads"), 1<<20, clk, nil), db: db, work: work, in: in}
	if err := work.Open(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- in.Run(ctx, ingest.AllParts(), nil) }()
	b.Start()
	if err := work.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
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

// queueLog is a log of n calls with bad rows, restarts and calls without end.
func queueLog(n int) string {
	var b strings.Builder
	at := int64(917_820_000)
	fmt.Fprintf(&b, "%d|NONE|NONE|NONE|QUEUESTART|\n", at)
	for i := range n {
		at += int64(i%7) * 20
		call, queue, agent := fmt.Sprintf("c%06d", i), fmt.Sprintf("Q%d", i%5), fmt.Sprintf("A%d", i%17)
		fmt.Fprintf(&b, "%d|%s|%s|NONE|ENTERQUEUE||1380000%04d|1\n", at, call, queue, i%900)
		switch {
		case i%9 == 0:
			fmt.Fprintf(&b, "%d|%s|%s|NONE|ABANDON|1|1|30\n", at+30, call, queue)
		case i%50 == 1: // never ends
		default:
			fmt.Fprintf(&b, "%d|%s|%s|%s|CONNECT|10|ch|4\n%d|%s|%s|%s|COMPLETECALLER|10|90|1\n", at+10, call, queue, agent, at+100, call, queue, agent)
		}
		if i%200 == 77 {
			fmt.Fprintf(&b, "x%d|broken\n", i)
		}
		if i%1000 == 999 {
			fmt.Fprintf(&b, "%d|NONE|NONE|NONE|QUEUESTART|\n", at+200)
		}
	}
	return b.String()
}

func write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	b := []byte(content)
	if strings.HasSuffix(name, ".gz") {
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		_, _ = w.Write(b)
		_ = w.Close()
		b = z.Bytes()
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

var (
	qTestFacts = sqldb.Q(`select s.name, c.call_id, c.visit, c.channel, c.call_type, c.customer, c.entered_ms, c.answered_ms, c.ended_ms, c.wait_ms, c.ring_ms, c.talk_ms, c.hold_ms, c.outcome, c.flags, c.offers
		from telephony_contact c join telephony_source s on s.id = c.source_id order by s.name, c.call_id, c.visit`)
	qTestIntervals  = sqldb.Q(`select sums from telephony_interval order by start_ms, queue_id`)
	qTestQuarantine = sqldb.Q(`select file, line, reason, raw from telephony_quarantine order by file, line`)
)

// facts are everything the store knows, without what names this store alone.
func facts(t testing.TB, db *sqldb.DB) []string {
	t.Helper()
	var out []string
	err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
		for q, n := range map[*sqldb.Query]int{qTestFacts: 16, qTestIntervals: 1, qTestQuarantine: 4} {
			if err := sqldb.Each(t.Context(), tx, q, func(r sqldb.Row) error {
				v, p := make([]any, n), make([]any, n)
				for i := range v {
					p[i] = &v[i]
				}
				err := r.Scan(p...)
				out = append(out, fmt.Sprint(v...))
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func TestQueueLogIsImportedAndCounted(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db)
		ctx := boss(t.Context())
		log := queueLog(3000)
		path := write(t, "queue_log.gz", log)
		var last float64
		got, err := r.Run(ctx, Request{Path: path, Kind: adapter.KindQueueLog}, func(p Progress) {
			if p.Fraction < last || p.Fraction > 1 {
				t.Errorf("progress went from %v to %v", last, p.Fraction)
			}
			last = p.Fraction
		})
		if err != nil {
			t.Fatal(err)
		}
		lines := int64(strings.Count(log, "\n"))
		if got.State != StateDone || got.Rows != lines || got.Quarantined != 15 || got.Events != lines-15 || got.Contacts != 3000 || got.Repaired == 0 ||
			got.Source != "queue-log" || got.Zone != "Asia/Shanghai" || len(got.Errors) != 15 || got.Progress != 1 {
			t.Fatalf("%+v", got)
		}
		before := facts(t, db)
		again, err := r.Run(ctx, Request{Path: path, Kind: adapter.KindQueueLog}, nil)
		if err != nil || again.Events != 0 || again.Contacts != 0 || again.Repeated != got.Events || again.Rows != lines || again.Resumed {
			t.Fatalf("%+v, %v", again, err)
		}
		if after := facts(t, db); !slices.Equal(before, after) {
			t.Fatal("importing twice changed facts")
		}
		list, err := r.List(ctx, "", 1)
		if err != nil || len(list.Items) != 1 || list.Items[0].ID != again.ID || list.NextCursor == "" {
			t.Fatalf("%+v, %v", list, err)
		}
		var out bytes.Buffer
		if err := r.ErrorsCSV(ctx, got.ID, &out); err != nil || strings.Count(out.String(), "\n") != 16 {
			t.Fatalf("%q, %v", out.String(), err)
		}
		dry, err := r.Run(ctx, Request{Path: path, Kind: adapter.KindQueueLog, Source: "other", DryRun: true}, nil)
		if err != nil || dry.Rows != lines || dry.Events != lines-15 || dry.Contacts != 0 || dry.BadRows != 15 {
			t.Fatalf("%+v, %v", dry, err)
		}
	})
}

func TestAnInterruptedImportGoesOn(t *testing.T) {
	calls := 12_000
	if raced {
		calls = 3000
	}
	log := queueLog(calls)
	path := write(t, "queue_log", log)
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		calm := open(t, db)
		whole, err := calm.Run(boss(t.Context()), Request{Path: path, Kind: adapter.KindQueueLog}, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := facts(t, db)
		rnd := rand.New(rand.NewPCG(7, uint64(len(db.Engine()))))
		other := sqldbtest.Open(t, db.Engine())
		r := open(t, other)
		var got Import
		stopped := 0
		for tries := range 30 {
			ctx, stop := context.WithCancel(boss(t.Context()))
			at := rnd.Float64() * 0.9
			if tries >= 8 {
				at = 2
			}
			got, err = r.Run(ctx, Request{Path: path, Kind: adapter.KindQueueLog}, func(p Progress) {
				if p.Fraction >= at {
					stop()
				}
			})
			stop()
			if err == nil {
				break
			}
			if !errors.Is(err, context.Canceled) || got.State != StateCancelled {
				t.Fatalf("%+v, %v", got, err)
			}
			stopped++
		}
		if stopped == 0 || !got.Resumed {
			t.Errorf("stopped %d times, resumed %v", stopped, got.Resumed)
		}
		if got.Counts != whole.Counts || got.BadRows != whole.BadRows || len(got.Errors) != len(whole.Errors) {
			t.Errorf("counts %+v, undisturbed %+v", got.Counts, whole.Counts)
		}
		if have := facts(t, other); !slices.Equal(have, want) {
			t.Fatalf("%d facts, undisturbed %d", len(have), len(want))
		}
	})
}

const callsCSV = `id,queue,agent,start,wait,talk,result
1,PS,ann,1999-02-01 09:00:00,12,60,AGENT
2,PS,,1999-02-01 09:01:00,40,,HANG
3,PS,bob,1999-02-01 09:02:00,x,60,AGENT
4,NE,bob,yesterday 13812345678,5,60,AGENT
5,NE,bob,1999-02-01 09:04:00,5,60,AGENT
`

func callsMapping(t testing.TB) *adapter.Mapping {
	t.Helper()
	m, err := adapter.ParseMapping([]byte(`
kind: calls
fields:
  call: id
  queue: queue
  agent: agent
  entered: start
  wait: {column: wait, unit: s}
  talk: {column: talk, unit: s}
  outcome: {column: result, map: {AGENT: answered, HANG: abandoned}}
`))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestABadCSVImportsNothingAndTellsEveryRow(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db)
		ctx := boss(t.Context())
		path := write(t, "calls.csv", callsCSV)
		req := Request{Path: path, Kind: adapter.KindCalls, Mapping: callsMapping(t), Zone: "Asia/Jerusalem"}
		got, err := r.Run(ctx, req, nil)
		if f, ok := fault.As(err); !ok || f.Code != "telephony.import.refused" || len(f.Fields) != 2 {
			t.Fatal(err)
		}
		if got.State != StateRefused || got.BadRows != 2 || got.Events != 8 && got.Contacts != 0 || got.Quarantined != 0 {
			t.Fatalf("%+v", got)
		}
		want := []RowError{{Line: 4, Column: "wait", Value: "x", Reason: adapter.BadDuration}, {Line: 5, Column: "start", Value: "yesterday 13812345678", Reason: adapter.BadTime}}
		for i := range want {
			e := got.Errors[i]
			if e.Expected == "" {
				t.Errorf("%+v does not say what was expected", e)
			}
			if e.Expected = ""; e != want[i] {
				t.Errorf("%+v, want %+v", e, want[i])
			}
		}
		if f := facts(t, db); len(f) != 0 {
			t.Fatalf("something was imported: %v", f)
		}
		req.GoodRowsOnly = true
		got, err = r.Run(ctx, req, nil)
		if err != nil || got.State != StateDone || got.Contacts != 3 || got.Quarantined != 2 || got.BadRows != 2 || got.Rows != 6 || got.Ignored != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		if f := facts(t, db); len(f) != 5 {
			t.Fatalf("%v", f)
		}
		bad := callsMapping(t)
		bad.Fields["agent"] = adapter.Field{Column: "nobody"}
		if _, err := r.Run(ctx, Request{Path: path, Kind: adapter.KindCalls, Mapping: bad}, nil); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a mapping that does not fit: %v", err)
		}
		for name, req := range map[string]Request{"no mapping": {Path: path, Kind: adapter.KindCalls}, "kind": {Path: path, Kind: "x"}, "zone": {Path: path, Kind: adapter.KindQueueLog, Zone: "Mars"},
			"folder": {Path: t.TempDir(), Kind: adapter.KindQueueLog}} {
			if _, err := r.Run(ctx, req, nil); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := r.Run(ctx, Request{Path: "nowhere", Kind: adapter.KindQueueLog}, nil); !fault.Is(err, fault.NotFound) {
			t.Errorf("no file: %v", err)
		}
		if _, err := r.Run(authz.With(t.Context(), authz.Actor{}), req, nil); !fault.Is(err, fault.Denied) {
			t.Errorf("without the permission: %v", err)
		}
	})
}

func TestABrokenFileKeepsWhatCameBefore(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite)
	r := open(t, db)
	path := write(t, "queue_log.gz", queueLog(4000))
	b, _ := os.ReadFile(path)
	if err := os.WriteFile(path, b[:len(b)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := r.Run(boss(t.Context()), Request{Path: path, Kind: adapter.KindQueueLog}, nil)
	if f, ok := fault.As(err); !ok || f.Code != "telephony.import.broken" || got.State != StateFailed || got.Rows == 0 {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestAnUntouchedCentreTakesTheZone(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db)
		ctx := boss(t.Context())
		path := write(t, "queue_log", queueLog(5))
		req := Request{Path: path, Kind: adapter.KindQueueLog, Zone: "Asia/Jerusalem", AdoptZone: true}
		got, err := r.Run(ctx, req, nil)
		if err != nil || got.CentreTimezone != "Asia/Jerusalem" || !strings.HasSuffix(got.CreatedAt, "+02:00") && !strings.HasSuffix(got.CreatedAt, "+03:00") {
			t.Fatalf("%+v, %v", got, err)
		}
		req.Zone = "Europe/Paris"
		if got, err = r.Run(ctx, req, nil); err != nil || got.CentreTimezone != "" || got.Zone != "Europe/Paris" {
			t.Fatalf("%+v, %v", got, err)
		}
	})
}

func TestUploadsAreImportedByAJob(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db)
		ctx := boss(t.Context())
		up, err := r.Keep(ctx, `C:\data\..\queue<1>.log`, strings.NewReader(queueLog(300)))
		if err != nil || up.Name != "queue_1_.log" {
			t.Fatalf("%+v, %v", up, err)
		}
		if d, err := r.detect(ctx, up); err != nil || d.Kind != adapter.KindQueueLog {
			t.Fatalf("%+v, %v", d, err)
		}
		importID, jobID, err := r.Start(ctx, Request{UploadID: up.ID, Kind: adapter.KindQueueLog, Source: "main"})
		if err != nil {
			t.Fatal(err)
		}
		if j, err := r.work.Wait(ctx, jobID); err != nil || j.State != jobs.Done {
			t.Fatalf("%+v, %v", j, err)
		}
		got, err := r.Get(ctx, importID)
		if err != nil || got.State != StateDone || got.Contacts != 300 || got.JobID != jobID {
			t.Fatalf("%+v, %v", got, err)
		}
		if _, err := os.Stat(r.path(up.ID)); !os.IsNotExist(err) {
			t.Errorf("the uploaded file is still there: %v", err)
		}
		if _, _, err := r.Start(ctx, Request{UploadID: up.ID, Kind: adapter.KindQueueLog}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a second import: %v", err)
		}
		if _, err := r.Cancel(ctx, importID); !fault.Is(err, fault.Conflict) {
			t.Errorf("cancelling what is over: %v", err)
		}
		if _, err := r.Keep(ctx, "big", io.LimitReader(zeros{}, 2<<20)); !fault.Is(err, fault.Invalid) {
			t.Errorf("too large: %v", err)
		}
		if _, err := r.Keep(ctx, "empty", strings.NewReader("")); !fault.Is(err, fault.Invalid) {
			t.Errorf("empty: %v", err)
		}
		if left, _ := os.ReadDir(r.dir); len(left) != 0 {
			t.Errorf("files left: %v", left)
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestMappingsAreSaved(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db)
		ctx := boss(t.Context())
		first, err := r.SaveMapping(ctx, "Bank", adapter.KindCalls, callsMapping(t))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := r.SaveMapping(ctx, "bank ", adapter.KindCalls, callsMapping(t)); err != nil || again.ID != first.ID {
			t.Fatalf("%+v, %v", again, err)
		}
		list, err := r.Mappings(ctx, "")
		if err != nil || len(list) != 1 || list[0].Mapping.Fields["wait"].Unit != "s" {
			t.Fatalf("%+v, %v", list, err)
		}
		if _, err := r.SaveMapping(ctx, "x", adapter.KindCalls, &adapter.Mapping{}); !fault.Is(err, fault.Invalid) {
			t.Fatalf("an empty mapping: %v", err)
		}
		if err := r.DropMapping(ctx, first.ID); err != nil {
			t.Fatal(err)
		}
		if err := r.DropMapping(ctx, first.ID); !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
	})
}

func TestARowIsReadAgainAsItWasRead(t *testing.T) {
	how := Settings{Kind: adapter.KindCalls, Zone: "Asia/Jerusalem", Mapping: callsMapping(t), Head: "id,queue,agent,start,wait,talk,result"}
	it, err := Again(how.raw(), "bank", "calls.csv", 4, "3,PS,bob,1999-02-01 09:02:00,7,60,AGENT")
	if err != nil || len(it.Events) != 3 || it.Events[0].Line != 4 || it.Events[0].File != "calls.csv" || it.Events[0].At != time.Date(1999, 2, 1, 7, 2, 0, 0, time.UTC).UnixMilli() {
		t.Fatalf("%+v, %v", it, err)
	}
	it, err = Again(how.raw(), "bank", "calls.csv", 4, "3,PS,bob,1999-02-01 09:02:00,x,60,AGENT")
	if err != nil || it.Bad == nil || it.Bad.Line != 4 || it.Bad.Column != "wait" {
		t.Fatalf("%+v, %v", it, err)
	}
	it, err = Again(Settings{Kind: adapter.KindQueueLog}.raw(), "pbx", "queue_log", 9, "917820000|c|Q|NONE|ENTERQUEUE||1|1")
	if err != nil || len(it.Events) != 1 || it.Events[0].Line != 9 {
		t.Fatalf("%+v, %v", it, err)
	}
}

func BenchmarkImport(b *testing.B) {
	path := testdata.Shared(b, "data", "calls", "anonymous_bank_1999", "rendered", "queue_log.gz")
	n := int64(0)
	for b.Loop() {
		r := open(b, sqldbtest.Open(b, sqldb.SQLite))
		got, err := r.Run(boss(b.Context()), Request{Path: path, Kind: adapter.KindQueueLog}, nil)
		if err != nil {
			b.Fatal(err)
		}
		n += got.Events
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
}

func TestAFollowedFileEqualsItsImport(t *testing.T) {
	log := queueLog(900)
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		calm := open(t, db)
		if _, err := calm.Run(boss(t.Context()), Request{Path: write(t, "queue_log", log), Kind: adapter.KindQueueLog, Source: "pbx"}, nil); err != nil {
			t.Fatal(err)
		}
		want := contactFacts(facts(t, db))
		other := sqldbtest.Open(t, db.Engine())
		r := open(t, other)
		path := filepath.Join(t.TempDir(), "queue_log")
		lines := strings.SplitAfter(log, "\n")
		told := int64(0)
		for part := range slices.Chunk(lines, len(lines)/4+1) {
			// Each part is followed by a process of its own; the file is
			// rotated on the way.
			ctx, stop := context.WithCancel(boss(t.Context()))
			ended := make(chan error, 1)
			go func() { ended <- r.Tail(ctx, path, "pbx", "UTC") }()
			f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			wait := func() {
				for tries := 0; known(t, r) < told && tries < 3000; tries++ {
					time.Sleep(30 * time.Millisecond)
				}
			}
			for i, line := range part {
				if i == len(part)/2 {
					_ = f.Close()
					if told < int64(len(part)) {
						wait() // what was rotated away before it was ever followed is not looked for
					}
					_ = os.Rename(path, fmt.Sprintf("%s.%d", path, told))
					if f, err = os.Create(path); err != nil {
						t.Fatal(err)
					}
				}
				_, _ = f.WriteString(line)
				if !strings.HasPrefix(line, "x") && line != "" {
					told++
				}
			}
			_ = f.Close()
			wait()
			stop()
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
		}
		seq, _, _ := r.in.Position(t.Context())
		waiting, _ := r.in.Pending(t.Context())
		if err := r.in.Wait(t.Context(), seq+waiting); err != nil {
			t.Fatal(err)
		}
		if have := contactFacts(facts(t, other)); !slices.Equal(have, want) {
			t.Fatalf("%d facts, imported %d", len(have), len(want))
		}
	})
}

// contactFacts leaves quarantine out: lines count anew in a rotated file.
func contactFacts(all []string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return strings.HasPrefix(s, "queue_log") })
}

// known is how many events the followed source has told.
func known(t *testing.T, r *room) int64 {
	t.Helper()
	var b baseline
	err := r.db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		b, err = measure(t.Context(), tx, "pbx")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Events
}
