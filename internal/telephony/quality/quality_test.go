package quality

import (
	"context"
	"fmt"
	"log/slog"
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
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony/adapter"
	"github.com/lingting/lingting/internal/telephony/imports"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

type room struct {
	*Service
	imports *imports.Service
	work    *jobs.Service
}

func open(t *testing.T, db *sqldb.DB) *room {
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
	work := jobs.New(db, b, clk, quiet)
	r := &room{imports: imports.New(db, in, rollup.New(db, 8<<20), nil, o, t.TempDir(), 1<<20, clk, nil), work: work}
	r.Service = New(db, in, work, o, clk, nil)
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

func (r *room) take(t *testing.T, name, content string, req imports.Request) imports.Import {
	t.Helper()
	req.Path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(req.Path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := r.imports.Run(boss(t.Context()), req, nil)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (r *room) replayed(t *testing.T, in Replay) jobs.Job {
	t.Helper()
	ctx := boss(t.Context())
	id, err := r.StartReplay(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	j, err := r.work.Wait(ctx, id)
	if err != nil || j.State != jobs.Done {
		t.Fatalf("%+v, %v", j, err)
	}
	return j
}

func boss(ctx context.Context) context.Context { return authz.With(ctx, authz.System("test")) }

func reader(ctx context.Context) context.Context {
	return authz.With(ctx, authz.Actor{UserID: "u", Permissions: map[string]bool{PermissionRead: true, PermissionSources: true}})
}

func TestRowsAreReplayedAfterTheMappingIsCorrected(t *testing.T) {
	mapping := func(format string) *adapter.Mapping {
		m, err := adapter.ParseMapping([]byte(`{kind: calls, fields: {call: id, queue: queue, agent: agent, entered: {column: start, format: "` + format + `"}, wait: {column: wait, unit: s}, talk: {column: talk, unit: s}}}`))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db)
		ctx := boss(t.Context())
		got := r.take(t, "calls.csv", "id,queue,agent,start,wait,talk\n1,PS,ann,1999-02-01 09:00:00,12,60\n2,PS,ann,02.02.1999 09:00:00,3,60\n3,PS,ann,31.02.1999 09:00:00,3,60\n",
			imports.Request{Kind: adapter.KindCalls, Source: "bank", Mapping: mapping("yyyy-MM-dd HH:mm:ss"), GoodRowsOnly: true})
		if got.Contacts != 1 || got.Quarantined != 2 {
			t.Fatalf("%+v", got)
		}
		list, err := r.Quarantine(ctx, Filter{})
		if err != nil || len(list.Items) != 2 || list.Total != 2 || list.Items[0].Source != "bank" || list.Items[0].Column != "start" || list.Items[0].File != "calls.csv" {
			t.Fatalf("%+v, %v", list, err)
		}
		// As it was read, nothing changes.
		r.replayed(t, Replay{All: true})
		if list, err = r.Quarantine(ctx, Filter{Status: StatusOpen}); err != nil || len(list.Items) != 2 {
			t.Fatalf("%+v, %v", list, err)
		}
		j := r.replayed(t, Replay{All: true, Source: "bank", Reason: adapter.BadTime, Mapping: mapping("dd.MM.yyyy HH:mm:ss")})
		if fmt.Sprint(j.Result) != "map[open:1 replayed:1]" {
			t.Fatalf("%v", j.Result)
		}
		done, err := r.Quarantine(ctx, Filter{Status: StatusReplayed})
		if err != nil || len(done.Items) != 1 || done.Items[0].Line != 3 || done.Items[0].SettledAt == nil {
			t.Fatalf("%+v, %v", done, err)
		}
		rest, err := r.Quarantine(ctx, Filter{Status: StatusOpen, Source: "bank"})
		if err != nil || len(rest.Items) != 1 || rest.Items[0].Value != "31.02.1999 09:00:00" {
			t.Fatalf("%+v, %v", rest, err)
		}
		// The last one is corrected by hand.
		r.replayed(t, Replay{IDs: []string{rest.Items[0].ID}, Row: "3,PS,ann,1999-02-28 09:00:00,3,60"})
		sources, err := r.Sources(ctx)
		if err != nil || len(sources) != 1 || sources[0].Quarantined != 0 {
			t.Fatalf("%+v, %v", sources, err)
		}
		report, err := r.Report(ctx, "1999-02-01", "1999-02-28")
		if err != nil || report.Contacts != 3 || len(report.ByDay) != 28 || report.ByDay[1].Contacts != 1 || report.ByDay[27].Contacts != 1 || report.Grade != "A" || report.ByDay[3].Grade != "" {
			t.Fatalf("%+v, %v", report, err)
		}
	})
}

func TestQuarantineIsListedDiscardedAndMasked(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db)
		ctx := boss(t.Context())
		var log strings.Builder
		for i := range 45 {
			fmt.Fprintf(&log, "917820%03d|c%d|Q|NONE|ENTERQUEUE||1|1\nbad %d 13812345678\n", i, i, i)
		}
		r.take(t, "queue_log", log.String(), imports.Request{Kind: adapter.KindQueueLog, Source: "pbx"})
		r.take(t, "queue_log", "oops\n", imports.Request{Kind: adapter.KindQueueLog, Source: "other"})
		var ids []string
		f := Filter{Limit: 7, Source: "pbx"}
		for {
			p, err := r.Quarantine(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range p.Items {
				ids = append(ids, v.ID)
			}
			if f.Cursor = p.NextCursor; f.Cursor == "" {
				break
			}
		}
		slices.Sort(ids)
		if len(slices.Compact(ids)) != 45 {
			t.Fatalf("%d rows", len(ids))
		}
		masked, err := r.Quarantine(reader(t.Context()), Filter{Source: "pbx"})
		if err != nil || strings.Contains(masked.Items[0].Raw, "13812345678") || !strings.Contains(masked.Items[0].Raw, "138******78") {
			t.Fatalf("%+v, %v", masked.Items[0], err)
		}
		if n, err := r.Discard(ctx, append(ids[:3:3], "nothing"), "test calls"); err != nil || n != 3 {
			t.Fatal(n, err)
		}
		if gone, err := r.Quarantine(ctx, Filter{Status: StatusDiscarded}); err != nil || gone.Total != 3 || gone.Items[0].Note != "test calls" {
			t.Fatalf("%+v, %v", gone, err)
		}
		sources, err := r.Sources(ctx)
		if err != nil || len(sources) != 2 || sources[1].Name != "pbx" || sources[1].Health != HealthFailing || sources[1].Quarantined != 42 || sources[1].LagMs != nil || sources[1].Contacts != 45 {
			t.Fatalf("%+v, %v", sources, err)
		}
		if _, err := r.Discard(ctx, ids[:1], " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := r.Discard(reader(t.Context()), ids[:1], "x"); !fault.Is(err, fault.Denied) {
			t.Errorf("without the permission: %v", err)
		}
		for _, in := range []Replay{{}, {All: true, IDs: ids}, {IDs: ids, Row: "x"}, {IDs: ids[:1], Zone: "Mars"}, {All: true, Mapping: &adapter.Mapping{}}} {
			if _, err := r.StartReplay(ctx, in); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", in, err)
			}
		}
		if _, err := r.Report(ctx, "2020-01-01", "2019-01-01"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a range that ends before it begins: %v", err)
		}
		report, err := r.Report(ctx, "", "")
		if err != nil || len(report.ByDay) != 30 || report.To != "1999-02-01" || report.Ingest.StreamPending != 0 || report.Ingest.Position == 0 || len(report.Flags) != 6 {
			t.Fatalf("%+v, %v", report, err)
		}
	})
}

func TestHealth(t *testing.T) {
	const now = int64(1_760_000_000_000)
	minute := int64(60_000)
	for _, c := range []struct {
		name         string
		s            Source
		newest, seen int64
		health       string
		lag          int64
	}{
		{"just now", Source{Events: 10}, now - minute, now, HealthOK, minute},
		{"late", Source{Events: 10}, now - 6*minute, now - 6*minute, HealthLate, 6 * minute},
		{"silent", Source{Events: 10}, now - 61*minute, now - 61*minute, HealthSilent, 61 * minute},
		{"a file of the past", Source{Events: 10}, now - 1e9, now, HealthOK, -1},
		{"long gone", Source{Events: 10}, now - pastMs - 1, now - pastMs, HealthOK, -1},
		{"followed and silent", Source{Events: 10, Followed: "/x"}, now - pastMs - 1, now - pastMs, HealthSilent, pastMs + 1},
		{"following fails", Source{Followed: "/x", Problem: "gone"}, now, now, HealthFailing, 0},
		{"bad rows", Source{Events: 98, Quarantined: 1}, now, now, HealthFailing, 0},
		{"few bad rows", Source{Events: 99, Quarantined: 1}, now, now, HealthOK, 0},
		{"nothing yet", Source{}, 0, 0, HealthOK, -1},
	} {
		s := c.s
		s.judge(now, c.newest, c.seen)
		lag := int64(-1)
		if s.LagMs != nil {
			lag = *s.LagMs
		}
		if s.Health != c.health || lag != c.lag {
			t.Errorf("%s: %s %d, want %s %d", c.name, s.Health, lag, c.health, c.lag)
		}
	}
}
