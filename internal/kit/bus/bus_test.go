package bus_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/schema"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func open(t testing.TB, dir string, db *sqldb.DB) *bus.Bus {
	t.Helper()
	b, err := bus.Open(t.Context(), bus.Config{Dir: dir, DB: db, Log: quiet, Tick: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, b) })
	return b
}

func stop(t testing.TB, b *bus.Bus) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := b.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("did not happen: %s", what)
}

var events = bus.StreamConfig{Name: "EVENTS", Subjects: []string{"event.>"}, MaxBytes: 64 << 20, MaxMsgSize: 1 << 20, Discard: bus.DiscardNew}

func TestLog(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir, nil)
	ctx := t.Context()
	if err := b.Stream(ctx, events); err != nil {
		t.Fatal(err)
	}
	if seq, err := b.Publish(ctx, "event.a", "one", []byte("1")); err != nil || seq != 1 {
		t.Fatal(seq, err)
	}
	if seq, err := b.Publish(ctx, "event.a", "one", []byte("again")); err != nil || seq != 1 {
		t.Fatal("a repeated id:", seq, err)
	}
	const n = 3000
	flights := make([]*bus.Pending, 0, n)
	for i := 2; i <= n; i++ {
		p, err := b.PublishAsync(ctx, "event.a", "", []byte(strconv.Itoa(i)))
		if err != nil {
			t.Fatal(err)
		}
		flights = append(flights, p)
	}
	for i, p := range flights {
		if seq, err := p.Wait(ctx); err != nil || seq != uint64(i+2) {
			t.Fatal(i, seq, err)
		}
	}
	read := func(b *bus.Bus, from, to uint64, batch int) {
		t.Helper()
		next := from
		done := errors.New("done")
		err := b.Consume(ctx, "EVENTS", from, batch, func(ms []bus.Msg) error {
			if len(ms) == 0 || len(ms) > batch {
				t.Errorf("a batch of %d", len(ms))
			}
			for _, m := range ms {
				if m.Seq != next || string(m.Data) != strconv.FormatUint(next, 10) {
					t.Fatalf("got %d %q, want %d", m.Seq, m.Data, next)
				}
				next++
			}
			if next > to {
				return done
			}
			return nil
		})
		if !errors.Is(err, done) {
			t.Fatal(err)
		}
	}
	read(b, 1, n, 100)
	read(b, 1500, n, 7)
	go func() {
		time.Sleep(50 * time.Millisecond)
		_, _ = b.Publish(ctx, "event.b", "", []byte(strconv.Itoa(n+1)))
	}()
	read(b, n+1, n+1, 100) // waits for what comes

	stop(t, b)
	b = open(t, dir, nil)
	read(b, 2000, n+1, 500)
	if err := b.Purge(ctx, "EVENTS", 2500); err != nil {
		t.Fatal(err)
	}
	if in, err := b.Info(ctx, "EVENTS"); err != nil || in.First != 2501 || in.Last != n+1 || in.Bytes == 0 {
		t.Fatal(in, err)
	}
	read(b, 2501, n+1, 500)
	if err := b.Consume(ctx, "EVENTS", n+3, 1, nil); !fault.Is(err, fault.Conflict) {
		t.Fatal("a log shorter than the position:", err)
	}
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	if err := b.Consume(short, "EVENTS", n+2, 1, func([]bus.Msg) error { return nil }); err != nil {
		t.Fatal("the end of the context is no error:", err)
	}
	if _, err := b.Publish(ctx, "nowhere", "", nil); !fault.Is(err, fault.Unavailable) {
		t.Fatal("a subject no stream takes:", err)
	}
}

func TestFullStreamRefuses(t *testing.T) {
	b := open(t, t.TempDir(), nil)
	c := events
	c.MaxBytes = 10_000
	if err := b.Stream(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	var err error
	for range 100 {
		if _, err = b.Publish(t.Context(), "event.a", "", make([]byte, 1000)); err != nil {
			break
		}
	}
	if f, ok := fault.As(err); !ok || f.Code != "bus.full" {
		t.Fatal(err)
	}
}

type fact struct {
	N int `json:"n"`
}

func emit(t testing.TB, db *sqldb.DB, n int) {
	t.Helper()
	if err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return bus.Emit(t.Context(), tx, "org.queue.changed", fact{n}) }); err != nil {
		t.Fatal(err)
	}
}

type seen struct {
	mu sync.Mutex
	n  map[int]int
}

func (s *seen) add(m bus.Msg) int {
	var f fact
	if err := json.Unmarshal(m.Data, &f); err != nil {
		panic(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n[f.N]++
	return f.N
}

func (s *seen) of(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n[n]
}

func TestFacts(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		dir := t.TempDir()
		b := open(t, dir, db)
		// Committed, and the process ends before the relay ever ran.
		emit(t, db, 1)
		// Rolled back: must never be told.
		_ = db.Write(t.Context(), func(tx *sqldb.Tx) error {
			if err := bus.Emit(t.Context(), tx, "org.queue.changed", fact{99}); err != nil {
				t.Error(err)
			}
			return errors.New("no")
		})
		stop(t, b)

		b = open(t, dir, db)
		got := &seen{n: map[int]int{}}
		var watched atomic.Int32
		if err := b.Watch(t.Context(), "org.>", func(m bus.Msg) {
			if m.Subject == "org.queue.changed" {
				watched.Add(1)
			}
		}); err != nil {
			t.Fatal(err)
		}
		handle := func(_ context.Context, _ *sqldb.Tx, m bus.Msg) error {
			if m.Subject != "org.queue.changed" {
				t.Errorf("subject %q", m.Subject)
			}
			if n := got.add(m); n == 7 && m.Attempt < 3 {
				return errors.New("not yet")
			}
			return nil
		}
		if err := b.Handle(t.Context(), "test.consumer", "org.queue.*", handle); err != nil {
			t.Fatal(err)
		}
		b.Start()
		emit(t, db, 2)
		emit(t, db, 7)
		eventually(t, "1 and 2 once, 7 three times", func() bool { return got.of(1) == 1 && got.of(2) == 1 && got.of(7) == 3 })
		eventually(t, "pages woken", func() bool { return watched.Load() == 3 })

		// The same message twice in the log, as after a relay that died
		// between publishing and deleting, past the log's own window.
		// Twice: the server may begin to wait by the window it had, not by the new one.
		for _, window := range []time.Duration{101 * time.Millisecond, 100 * time.Millisecond} {
			if err := b.Stream(t.Context(), bus.StreamConfig{Name: bus.FactStream, Subjects: []string{"fact.>"}, MaxAge: time.Hour, MaxBytes: 1 << 20, MaxMsgSize: 1 << 20, Dedup: window}); err != nil {
				t.Fatal(err)
			}
		}
		size := func() uint64 {
			in, err := b.Info(t.Context(), bus.FactStream)
			if err != nil {
				t.Fatal(err)
			}
			return in.Messages
		}
		for i := range 2 {
			before := size()
			eventually(t, "the log takes it once its window is over", func() bool {
				if _, err := b.Publish(t.Context(), "fact.org.queue.changed", "the-same-id", []byte(`{"n":40}`)); err != nil {
					t.Fatal(err)
				}
				return size() > before
			})
			emit(t, db, 50+i)
			eventually(t, "the one after it", func() bool { return got.of(50+i) == 1 })
		}
		if got.of(40) != 1 {
			t.Errorf("a message delivered twice took effect %d times", got.of(40))
		}

		// A restart gives nothing twice and forgets nothing.
		stop(t, b)
		emit(t, db, 60)
		b = open(t, dir, db)
		if err := b.Handle(t.Context(), "test.consumer", "org.queue.*", handle); err != nil {
			t.Fatal(err)
		}
		b.Start()
		eventually(t, "the fact from between", func() bool { return got.of(60) == 1 })
		for _, n := range []int{1, 2, 40, 50, 51} {
			if got.of(n) != 1 {
				t.Errorf("%d was given %d times", n, got.of(n))
			}
		}
		if got.of(99) != 0 {
			t.Error("a fact of a rolled back transaction was told")
		}
	})
}

func TestPoison(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite)
	b := open(t, t.TempDir(), db)
	var tries, after atomic.Int32
	if err := b.Work(t.Context(), bus.WorkConfig{Stream: bus.FactStream, Consumer: "poisoned", Subject: "fact.>", Tries: 2}, func(_ context.Context, m bus.Msg) error {
		if string(m.Data) == `{"n":1}` {
			tries.Add(1)
			panic("cannot")
		}
		after.Add(1)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	b.Start()
	emit(t, db, 1)
	emit(t, db, 2)
	eventually(t, "the message is parked", func() bool {
		in, err := b.Info(t.Context(), bus.ParkedStream)
		return err == nil && in.Messages == 1
	})
	if tries.Load() != 2 || after.Load() != 1 {
		t.Errorf("%d tries of the bad one, %d of the good one", tries.Load(), after.Load())
	}
}

// A worker that dies has its message given to another, one that lives long
// keeps it.
func TestWork(t *testing.T) {
	b := open(t, t.TempDir(), nil)
	if err := b.Stream(t.Context(), bus.StreamConfig{Name: "JOBS", Subjects: []string{"job.>"}, MaxBytes: 1 << 20, MaxMsgSize: 1 << 10, WorkQueue: true, Discard: bus.DiscardNew}); err != nil {
		t.Fatal(err)
	}
	var runs atomic.Int32
	if err := b.Work(t.Context(), bus.WorkConfig{Stream: "JOBS", Consumer: "jobs", Workers: 3, AckWait: time.Second}, func(context.Context, bus.Msg) error {
		runs.Add(1)
		time.Sleep(3 * time.Second)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := b.Publish(t.Context(), "job.x", "", nil); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "the queue is empty", func() bool {
		in, err := b.Info(t.Context(), "JOBS")
		return err == nil && in.Messages == 0
	})
	if runs.Load() != 3 {
		t.Errorf("%d runs of 3 messages", runs.Load())
	}
}

// The process is killed at random moments; every committed fact takes effect
// exactly once.
func TestKill(t *testing.T) {
	if target := os.Getenv("LINGTING_TEST_KILL"); target != "" {
		killed(target, os.Getenv("LINGTING_TEST_KILL_DIR"))
		return
	}
	for _, engine := range []sqldb.Engine{sqldb.SQLite, sqldb.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			if engine == sqldb.Postgres && os.Getenv("LINGTING_TEST_SQLITE_ONLY") == "1" {
				return
			}
			target, dir := sqldbtest.Target(t, engine), t.TempDir()
			db, err := sqldb.Open(t.Context(), target)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			if _, err := sqldb.Migrate(t.Context(), db, schema.Files); err != nil {
				t.Fatal(err)
			}
			for range 4 {
				cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKill$")
				cmd.Env = append(os.Environ(), "LINGTING_TEST_KILL="+target, "LINGTING_TEST_KILL_DIR="+dir)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(500+rand.IntN(900)) * time.Millisecond)
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
			}
			b, err := bus.Open(t.Context(), bus.Config{Dir: dir, DB: db, Log: quiet, AckWait: killedWait})
			if err != nil {
				t.Fatal(err)
			}
			defer stop(t, b)
			if err := b.Handle(t.Context(), "killed", "t.>", effect); err != nil {
				t.Fatal(err)
			}
			b.Start()
			count := func(like string) (n, most int) {
				row := db.Handle().QueryRowContext(t.Context(), "select count(*), coalesce(max(rev), 0) from kit_setting where key like '"+like+"%'")
				if err := row.Scan(&n, &most); err != nil {
					t.Fatal(err)
				}
				return n, most
			}
			told, _ := count("e/")
			if told == 0 {
				t.Fatal("the killed processes wrote nothing")
			}
			// A message that was with a killed process comes again after the
			// wait for its acknowledgement.
			for last, since := -1, time.Now(); ; time.Sleep(20 * time.Millisecond) {
				n, _ := count("h/")
				if n == told {
					break
				}
				if n != last {
					last, since = n, time.Now()
				}
				if time.Since(since) > time.Minute {
					t.Fatalf("%d facts, %d effects, and no more come", told, n)
				}
			}
			time.Sleep(200 * time.Millisecond)
			if n, most := count("h/"); n != told || most != 1 {
				t.Errorf("%d facts, %d effects, one as often as %d times", told, n, most)
			}
			t.Logf("%d facts over 4 kills", told)
		})
	}
}

var (
	qTold   = sqldb.Q(`insert into kit_setting (key, value, rev, changed_ms) values ($1, '', 1, 0)`)
	qEffect = sqldb.Q(`insert into kit_setting (key, value, rev, changed_ms) values ($1, '', 1, 0) on conflict (key) do update set rev = kit_setting.rev + 1`)
)

func effect(ctx context.Context, tx *sqldb.Tx, m bus.Msg) error {
	_, err := tx.Exec(ctx, qEffect, "h/"+string(m.Data))
	return err
}

// killedWait is how long a message of a killed process is waited for.
const killedWait = 2 * time.Second

func killed(target, dir string) {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, target)
	if err != nil {
		panic(err)
	}
	b, err := bus.Open(ctx, bus.Config{Dir: dir, DB: db, Log: quiet, AckWait: killedWait})
	if err != nil {
		panic(err)
	}
	if err := b.Handle(ctx, "killed", "t.>", effect); err != nil {
		panic(err)
	}
	b.Start()
	for i := range 100_000 {
		n := fmt.Sprintf("%d-%d", os.Getpid(), i)
		time.Sleep(500 * time.Microsecond)
		if err := db.Write(ctx, func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(ctx, qTold, "e/"+strconv.Quote(n)); err != nil {
				return err
			}
			return bus.Emit(ctx, tx, "t.x", n)
		}); err != nil {
			panic(err)
		}
	}
}

func BenchmarkPublish(b *testing.B) {
	bb := open(b, b.TempDir(), nil)
	if err := bb.Stream(b.Context(), bus.StreamConfig{Name: "E", Subjects: []string{"e"}, MaxBytes: 8 << 30, MaxMsgSize: 1 << 20}); err != nil {
		b.Fatal(err)
	}
	data := make([]byte, 64<<10)
	b.SetBytes(int64(len(data)))
	var last *bus.Pending
	for b.Loop() {
		p, err := bb.PublishAsync(b.Context(), "e", "", data)
		if err != nil {
			b.Fatal(err)
		}
		last = p
	}
	if _, err := last.Wait(b.Context()); err != nil {
		b.Fatal(err)
	}
}
