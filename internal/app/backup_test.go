package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/sources"
)

const loadBegins = 1_780_000_000_000

// oneCall is the batch of the n-th call, from 1.
func oneCall(n int64) ingest.Batch {
	at, call := loadBegins+n*1000, fmt.Sprintf("c%06d", n)
	e := []telephony.Event{{Kind: telephony.KindEnqueued, Key: call + "a", At: at, Call: call, Queue: "hotline", Channel: "voice"}}
	if n%5 == 0 {
		e = append(e, telephony.Event{Kind: telephony.KindAbandoned, Key: call + "b", At: at + 7000, Call: call, Queue: "hotline", Channel: "voice"})
	} else {
		agent := fmt.Sprint("agent", n%90)
		e = append(e, telephony.Event{Kind: telephony.KindConnected, Key: call + "b", At: at + 3000 + n, Call: call, Queue: "hotline", Channel: "voice", Agent: agent},
			telephony.Event{Kind: telephony.KindEnded, Key: call + "c", At: at + 60_000, Call: call, Queue: "hotline", Channel: "voice", Agent: agent})
	}
	return ingest.Batch{Source: "pbx", Kind: "http-events", Zone: "UTC", Events: e}
}

func started(t *testing.T, c *conf.Conf) *App {
	t.Helper()
	a, err := New(t.Context(), Options{Conf: c, Version: "test", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := a.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// A backup taken while events come in, restored elsewhere, gives the numbers of
// what it holds, on both stores; and what came later can be told again.
func TestBackupUnderLoad(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := authz.With(t.Context(), authz.System("test"))
		at := func() *conf.Conf {
			flags := map[string]string{"data": t.TempDir()}
			if db.Engine() == sqldb.Postgres {
				flags["store"] = sqldbtest.Target(t, sqldb.Postgres)
			}
			c, err := conf.Load(conf.Source{File: os.DevNull, Flags: flags})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		from := at()
		a := started(t, from)
		load, end := context.WithCancel(ctx)
		var told atomic.Int64
		over := make(chan struct{})
		go func() {
			defer close(over)
			for n := int64(1); load.Err() == nil; n++ {
				if _, err := a.Ingest.Publish(ctx, oneCall(n)); err != nil {
					t.Error(err)
					return
				}
				told.Store(n)
			}
		}()
		for told.Load() < 50 {
			time.Sleep(5 * time.Millisecond)
		}
		before := told.Load()
		var file bytes.Buffer
		if err := a.Backup(ctx, &file, false); err != nil {
			t.Fatal(err)
		}
		after := told.Load()
		for told.Load() < after+20 {
			time.Sleep(5 * time.Millisecond)
		}
		end()
		<-over
		if err := a.Ingest.Wait(ctx, uint64(told.Load())); err != nil {
			t.Fatal(err)
		}

		to := at()
		if _, err := Restore(ctx, to, clock.System(), bytes.NewReader(file.Bytes())); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(ctx, to, clock.System(), bytes.NewReader(file.Bytes())); !fault.Is(err, fault.Conflict) {
			t.Errorf("a restore over a store: %v", err)
		}
		b := started(t, to)
		in, err := b.Bus.Info(ctx, ingest.Stream)
		if err != nil {
			t.Fatal(err)
		}
		if in.Last < uint64(before) || in.Last > uint64(after) {
			t.Errorf("the backup holds %d messages; %d were told before it and %d when it was done", in.Last, before, after)
		}
		if err := b.Ingest.Wait(ctx, in.Last); err != nil {
			t.Fatal(err)
		}
		until := loadBegins + int64(in.Last)*1000 + 1
		want, got := counted(ctx, t, a, until), counted(ctx, t, b, until)
		if !slices.Equal(want, got) || want[0] != fmt.Sprintf("offered %d/0", in.Last) && want[0] != fmt.Sprintf("offered %d/1", in.Last) {
			t.Errorf("the original counts %v, the restored one %v, of %d calls", want, got, in.Last)
		}
		// The source tells everything again: nothing is lost or doubled.
		var last uint64
		for n := int64(1); n <= told.Load(); n++ {
			if last, err = b.Ingest.Publish(ctx, oneCall(n)); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Ingest.Wait(ctx, last); err != nil {
			t.Fatal(err)
		}
		if want, got := counted(ctx, t, a, until+1e9), counted(ctx, t, b, until+1e9); !slices.Equal(want, got) {
			t.Errorf("told again, the original counts %v, the restored one %v", want, got)
		}
		if _, bad, err := b.Audit.Verify(ctx); err != nil || bad != 0 {
			t.Errorf("the restored audit chain: entry %d, %v", bad, err)
		}
	})
}

// A backup does not hold the key of sealed passwords: restore says when it is
// not there, or another one; and the store tells when it was last saved.
func TestBackupWithoutItsKey(t *testing.T) {
	ctx := authz.With(t.Context(), authz.System("test"))
	at := func() *conf.Conf {
		c, err := conf.Load(conf.Source{File: os.DevNull, Flags: map[string]string{"data": t.TempDir()}})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	from := at()
	a := started(t, from)
	if _, err := a.Sources.Create(ctx, sources.New{Name: "pbx", Kind: sources.KindAMI, Settings: sources.Settings{Address: "127.0.0.1:1", User: "u"}, Secret: "a-password"}); err != nil {
		t.Fatal(err)
	}
	if last, err := lastBackup(ctx, a.DB); err != nil || !last.IsZero() {
		t.Errorf("a store that was never saved was saved %v, %v", last, err)
	}
	var file bytes.Buffer
	if err := a.Backup(ctx, &file, false); err != nil {
		t.Fatal(err)
	}
	if last, err := lastBackup(ctx, a.DB); err != nil || time.Since(last) > time.Hour {
		t.Errorf("saved %v, %v", last, err)
	}
	if n := bytes.Count(file.Bytes(), []byte("a-password")); n > 0 {
		t.Error("the password is in the backup")
	}
	key, err := os.ReadFile(from.SealKeyPath())
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		key  string
		says string
	}{"no key": {"", "does not hold"}, "another key": {base64.StdEncoding.EncodeToString(make([]byte, 32)), "another key"}, "the key": {string(key), ""}} {
		to := at()
		if c.key != "" {
			if err := os.WriteFile(to.SealKeyPath(), []byte(c.key), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		m, err := Restore(ctx, to, clock.System(), bytes.NewReader(file.Bytes()))
		if err != nil || m.Sealed != 1 || !strings.Contains(m.Lacking, c.says) || (c.says == "") != (m.Lacking == "") {
			t.Errorf("%s: %d sealed, %q, %v", what, m.Sealed, m.Lacking, err)
		}
		db, err := OpenStore(ctx, to)
		if err != nil {
			t.Fatal(err)
		}
		kept, closed, err := sealedSecrets(ctx, db, seal.New(to.SealKeyPath()))
		if err != nil || kept != 1 || (len(closed) == 0) != (c.says == "") {
			t.Errorf("%s: %d kept, closed are %v, %v", what, kept, closed, err)
		}
		_ = db.Close()
	}
}

// counted are the numbers of the calls that entered before until.
func counted(ctx context.Context, t *testing.T, a *App, until int64) []string {
	t.Helper()
	q := metric.Query{FromMs: loadBegins, ToMs: until, Grain: metric.GrainTotal, Metrics: []string{"offered", "answered", "abandoned", "sl-off", "asa"}}
	answer, err := a.Metric.Query(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, name := range q.Metrics {
		if len(answer.Rows) != 1 || answer.Rows[0].Values.Of(name).Value == nil {
			t.Fatalf("no %s: %+v", name, answer.Rows)
		}
		v := answer.Rows[0].Values.Of(name)
		out = append(out, fmt.Sprintf("%s %.0f/%.0f", name, v.Num, v.Den))
	}
	return out
}
