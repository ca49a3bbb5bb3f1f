package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/lingting/lingting/internal/identity"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/lease"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/sources"
)

// configured is a configuration with a new data folder.
func configured(t *testing.T, flags map[string]string) *conf.Conf {
	t.Helper()
	all := map[string]string{"data": filepath.Join(t.TempDir(), "data")}
	if err := os.Mkdir(all["data"], 0o700); err != nil {
		t.Fatal(err)
	}
	for k, v := range flags {
		all[k] = v
	}
	c, err := conf.Load(conf.Source{File: os.DevNull, Flags: all})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// examined is what the doctor finds; whatever is wrong comes with advice, in
// both languages.
func examined(t *testing.T, c *conf.Conf, clk clock.Clock, patience time.Duration) []Finding {
	t.Helper()
	d := newDoctor(c, clk, "zh")
	d.patience = patience
	for _, f := range d.examine(t.Context()) {
		if (f.State != stateOK) != (f.Advice != "") || f.Title == f.Check {
			t.Errorf("%+v", f)
		}
	}
	d.language, d.found = "en", nil
	return d.examine(t.Context())
}

// finding looks for what the doctor said of a check.
func finding(t *testing.T, found []Finding, check, about, state string, says ...string) {
	t.Helper()
	for _, f := range found {
		if f.Check != check || f.About != about {
			continue
		}
		for _, want := range says {
			if f.State != state || !strings.Contains(f.Detail, want) {
				t.Errorf("want %s with %q: %+v", state, want, f)
			}
		}
		if f.State != state {
			t.Errorf("want %s: %+v", state, f)
		}
		return
	}
	t.Errorf("the doctor says nothing of %s %s: %+v", check, about, found)
}

var plantTaken = sqldb.Q(`insert into kit_inbox (consumer, message_id, seen_ms) values ('planted', 'planted', $1)`)

// Faults planted into a running system are found: a source that fell silent or
// whose clock is ahead, rows in quarantine, a backup that is old or was never
// taken, facts nobody publishes, notes nobody tidies up, a clock that was set
// back, and secrets nobody can open.
func TestDoctorFindsPlantedFaults(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		flags := map[string]string{}
		if db.Engine() == sqldb.Postgres {
			flags["store"] = sqldbtest.Target(t, sqldb.Postgres)
		}
		c := configured(t, flags)
		a := started(t, c)
		ctx := authz.With(t.Context(), authz.System("test"))
		now := time.Now()
		at := func(after time.Duration) []Finding {
			t.Helper()
			return examined(t, c, clock.Fixed(now.Add(after)), doctorPatience)
		}
		b := ingest.Batch{Source: "pbx", Kind: "http-events", Zone: "UTC", Bad: []telephony.BadRow{{File: "f", Line: 3, Raw: "?", Reason: "unreadable"}}}
		for i := range 200 {
			call := fmt.Sprint("c", i)
			b.Events = append(b.Events, telephony.Event{Kind: telephony.KindEnqueued, Key: call, At: now.UnixMilli(), Call: call, Queue: "hotline", Channel: "voice"})
		}
		seq, err := a.Ingest.Publish(ctx, b)
		if err == nil {
			err = a.Ingest.Wait(ctx, seq)
		}
		if err != nil {
			t.Fatal(err)
		}
		sealEverything(ctx, t, a)

		found := at(0)
		for _, check := range []string{"data folder", "clock", "store", "store size", "audit log", "facts"} {
			finding(t, found, check, "", stateOK)
		}
		finding(t, found, "seal key", "", stateOK, "3 sealed secrets")
		finding(t, found, "source", "pbx", stateOK)
		finding(t, found, "quarantine", "pbx", stateWarn, "1 rows")
		finding(t, found, "backup", "", stateWarn, "ever")
		if err := Verdict(found); err != nil {
			t.Error(err)
		}

		// Nobody takes this fact, and this note is never forgotten.
		if err := a.DB.Write(ctx, func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(ctx, plantTaken, now.UnixMilli()); err != nil {
				return err
			}
			return bus.Enqueue(ctx, tx, "nobody.takes.this", "fact")
		}); err != nil {
			t.Fatal(err)
		}
		if err := a.Backup(ctx, io.Discard, false); err != nil {
			t.Fatal(err)
		}
		found = at(2 * time.Hour)
		finding(t, found, "facts", "", stateWarn, "1 wait to be published", "nobody.takes.this")
		finding(t, found, "source", "pbx", stateWarn, "silent")
		finding(t, found, "backup", "", stateOK)
		finding(t, at(9*24*time.Hour+time.Hour), "backup", "", stateWarn, "9 days ago")

		found = at(-time.Hour)
		finding(t, found, "clock", "", stateFail, "the audit log has an entry")
		finding(t, found, "source clock", "pbx", stateWarn, "1h0m0s from now")
		if db.Engine() == sqldb.Postgres {
			finding(t, found, "clocks", "PostgreSQL", stateWarn, "1h")
		}

		if err := os.Remove(c.SealKeyPath()); err != nil {
			t.Fatal(err)
		}
		found = at(0)
		finding(t, found, "seal key", "", stateFail, "switch", "company", "wang.fang")
		if Verdict(found) == nil {
			t.Error("nothing is wrong, says the verdict")
		}

		if err := a.Stop(ctx); err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(c.LogDir()); err != nil {
			t.Fatal(err)
		}
		finding(t, at(0), "event log", "", stateFail, "the store has position 1")
	})
}

// sealEverything keeps a sealed secret of every kind there is.
func sealEverything(ctx context.Context, t *testing.T, a *App) {
	t.Helper()
	if _, err := a.Sources.Create(ctx, sources.New{Name: "switch", Kind: sources.KindAMI, Settings: sources.Settings{Address: "127.0.0.1:1", User: "u"}, Secret: "a-password"}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Identity.CreateProvider(ctx, identity.NewProvider{Name: "company", Kind: identity.KindOpenID, Secret: "a-client-secret", Settings: identity.ProviderSettings{
		Issuer: "https://id.example.com", ClientID: "lingting", Address: "https://lingting.example.com",
	}}); err != nil {
		t.Fatal(err)
	}
	u, err := a.Identity.CreateUser(ctx, identity.NewUser{Login: "wang.fang", Name: "王芳", Roles: []string{"agent"}, Outside: true})
	if err == nil {
		_, err = a.Identity.Enrol(authz.With(ctx, authz.Actor{UserID: u.ID, Login: u.Login}))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Notes of taken facts are overdue only once the relay should have forgotten
// them.
func TestDoctorFindsNotesNobodyForgets(t *testing.T) {
	c := configured(t, nil)
	sqldbtest.CopySQLite(t, c.StoreTarget())
	db, err := sqldb.Open(t.Context(), c.StoreTarget())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), plantTaken, now.UnixMilli())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	finding(t, examined(t, c, clock.Fixed(now.Add(14*24*time.Hour)), doctorPatience), "facts", "", stateOK, "1 notes")
	finding(t, examined(t, c, clock.Fixed(now.Add(16*24*time.Hour)), doctorPatience), "facts", "", stateWarn, "not tidied up")
}

// The sizes of a store and its journal are held against what they should be
// and against the disk.
func TestDoctorWeighsTheStore(t *testing.T) {
	c := configured(t, nil)
	sqldbtest.CopySQLite(t, c.StoreTarget())
	finding(t, examined(t, c, clock.System(), doctorPatience), "store size", "", stateOK)
	wal, err := os.Create(c.StoreTarget() + "-wal")
	if err == nil {
		err = wal.Truncate(walWarn + 1) // takes no room on the disk
	}
	if err != nil {
		t.Fatal(err)
	}
	defer wal.Close() //nolint:errcheck // nothing was written
	d := newDoctor(c, clock.System(), "en")
	finding(t, d.examine(t.Context()), "store size", "", stateWarn, "has grown to 1.0 GiB")
	d.found = nil
	d.size(1<<60, 0)
	finding(t, d.found, "store size", "", stateWarn, "of disk are free")
}

// A running server whose log position does not move is found; once the server
// is gone, messages that wait are no fault.
func TestDoctorFindsAFoldThatStandsStill(t *testing.T) {
	c := configured(t, map[string]string{"listen": "127.0.0.1:0"})
	a, err := New(t.Context(), Options{Conf: c, Version: "test", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	a.tasks = slices.DeleteFunc(a.tasks, func(t task) bool { return t.name == folding })
	stop := context.WithoutCancel(t.Context())
	defer a.Stop(stop) //nolint:errcheck // stopped below unless the test failed
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	serving, end := context.WithCancel(t.Context())
	defer end()
	up, over := make(chan string, 1), make(chan error, 1)
	go func() { over <- a.Serve(serving, func(address string) { up <- address }) }()
	select {
	case <-up:
	case err := <-over:
		t.Fatal(err)
	}
	found := examined(t, c, clock.System(), time.Minute)
	finding(t, found, "server", "", stateOK, "ready")
	finding(t, found, "folding", "", stateOK, "all messages")
	if _, err := a.Ingest.Publish(t.Context(), oneCall(1)); err != nil {
		t.Fatal(err)
	}
	found = examined(t, c, clock.System(), 500*time.Millisecond)
	finding(t, found, "folding", "", stateFail, "stands still at 0: 1 messages wait")
	if Verdict(found) == nil {
		t.Error("nothing is wrong, says the verdict")
	}

	end()
	if err := <-over; err != nil {
		t.Error(err)
	}
	if err := a.Stop(stop); err != nil {
		t.Error(err)
	}
	found = examined(t, c, clock.System(), time.Minute)
	finding(t, found, "folding", "", stateOK, "1 messages wait for the next start")
	finding(t, found, "stream", ingest.Stream, stateOK)
}

var plantHolder = sqldb.Q(`insert into kit_lease (name, holder, term, beat) values ($1, $2, 3, 9)
	on conflict (name) do update set holder = excluded.holder, term = excluded.term, beat = excluded.beat`)

// Of nodes that share PostgreSQL and NATS the doctor says which one folds, and
// finds that none does, or that the one that should is gone.
func TestDoctorLooksForTheFoldingNode(t *testing.T) {
	if os.Getenv("LINGTING_TEST_SQLITE_ONLY") == "1" {
		t.Skip("nodes share a PostgreSQL")
	}
	nats, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true, JetStream: true, StoreDir: t.TempDir(), JetStreamMaxMemory: 64 << 20, JetStreamMaxStore: 1 << 40})
	if err != nil {
		t.Fatal(err)
	}
	nats.Start()
	defer func() { nats.Shutdown(); nats.WaitForShutdown() }()
	if !nats.ReadyForConnections(time.Minute) {
		t.Fatal("the NATS server did not start")
	}
	shared := map[string]string{"store": sqldbtest.Target(t, sqldb.Postgres), "nats": nats.ClientURL(), "nats_replicas": "1", "uploads": t.TempDir()}
	pages := map[string]string{"roles": "web"}
	for k, v := range shared {
		pages[k] = v
	}
	c := configured(t, pages)
	a := started(t, c)
	if _, err := a.Ingest.Publish(t.Context(), oneCall(1)); err != nil {
		t.Fatal(err)
	}
	// long waits for what will come, short for what will not.
	const long, short = 2 * time.Minute, 500 * time.Millisecond

	found := examined(t, c, clock.System(), short)
	finding(t, found, "folding node", "", stateFail, "no node folds")
	finding(t, found, "folding", "", stateOK, "1 messages wait for the next start")
	finding(t, found, "clocks", "PostgreSQL", stateOK)
	finding(t, found, "clocks", "NATS", stateOK)

	plant := func(holder string) {
		t.Helper()
		if err := a.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			for part := range ingest.Parts {
				if _, err := tx.Exec(t.Context(), plantHolder, lease.PartName(folding, part), holder); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	plant("node-7/42/gone")
	finding(t, examined(t, c, clock.System(), short), "folding node", "", stateFail, "node-7/42/gone", "no sign of life")
	finding(t, examined(t, c, clock.Fixed(time.Now().Add(-time.Hour)), short), "clocks", "NATS", stateWarn, "1h")

	plant("") // it comes back to life and ends in order: the next one need not wait
	started(t, configured(t, shared))
	if err := a.Ingest.Wait(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	found = examined(t, c, clock.System(), long)
	finding(t, found, "folding node", "", stateOK, host, "has the parts 0, 1, 2, 3, 4, 5, 6, 7 of 8")
	finding(t, found, "folding", "", stateOK, "all messages")
}

// Where there is nothing yet the doctor says so.
func TestDoctorOfNothing(t *testing.T) {
	c := configured(t, nil)
	found := examined(t, c, clock.System(), doctorPatience)
	finding(t, found, "store", "", stateWarn, "not there yet")
	finding(t, found, "event log", "", stateWarn, "not there")
	c.Data = filepath.Join(c.Data, "none")
	finding(t, examined(t, c, clock.System(), doctorPatience), "data folder", "", stateWarn, "not there yet")
}
