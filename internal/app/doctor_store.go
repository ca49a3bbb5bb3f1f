package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/schema"
)

// store looks at the store and gives it, open; d.db is set when the other
// checks can read it.
func (d *doctor) store(ctx context.Context) *sqldb.DB {
	if !d.conf.Postgres() {
		if _, err := os.Stat(d.conf.StoreTarget()); err != nil {
			d.say("store", stateWarn, "%s is not there yet", d.conf.StoreTarget())
			d.advise("lingting serve makes it; restore a backup if it should be there")
			return nil
		}
		d.size(fileSize(d.conf.StoreTarget()), fileSize(d.conf.StoreTarget()+"-wal"))
	}
	db, err := OpenStore(ctx, d.conf)
	if err != nil {
		d.say("store", stateFail, "%v", err)
		d.advise("check store in the configuration, that the database runs and that this user may use it")
		return nil
	}
	have, newest, err := sqldb.Version(ctx, db, schema.Files)
	var pending []int64
	if err == nil {
		pending, err = sqldb.Pending(ctx, db, schema.Files)
	}
	switch {
	case err != nil:
		d.unreadable("store", err)
		return db
	case len(pending) > 0:
		d.say("store", stateWarn, "%s, version %d of %d, %d migrations to apply; the checks of its content are left out", db.Engine(), have, newest, len(pending))
		d.advise("lingting serve or lingting migrate applies them; take a backup before")
	default:
		d.say("store", stateOK, "%s, version %d", db.Engine(), have)
	}
	if db.Engine() == sqldb.SQLite {
		d.integrity(ctx, db)
	} else {
		d.databaseSize(ctx, db)
		d.databaseClock(ctx, db)
	}
	if len(pending) > 0 {
		return db
	}
	if d.position, _, err = ingest.New(db, nil, nil, d.clk).Position(ctx); err != nil {
		d.unreadable("folding", err)
		return db
	}
	d.db = db
	return db
}

// walWarn is the size from which on the journal of an SQLite store is worth a
// word: it is emptied every 64 MiB unless somebody reads for long.
const walWarn = 1 << 30

// size judges the sizes of an SQLite store and its journal, in bytes, against
// the disk.
func (d *doctor) size(store, wal int64) {
	free, known := diskFree(d.conf.Data)
	need := store + wal
	switch {
	case wal > walWarn:
		d.say("store size", stateWarn, "%s; its journal (WAL) has grown to %s", size(store), size(wal))
		d.advise("somebody has been reading for very long, or a process ended hard: look for exports that do not end, then restart the server; the journal goes when it stops")
	case known && int64(free) < need: //nolint:gosec // no disk has that many bytes
		d.say("store size", stateWarn, "%s with its journal, and only %s of disk are free", size(need), size(int64(free))) //nolint:gosec // the same
		d.advise("a backup copies the store into the data folder first: free %s, or keep old data for a shorter time (settings, data retention)", size(need))
	default:
		d.say("store size", stateOK, "%s, journal (WAL) %s", size(store), size(wal))
	}
}

func (d *doctor) integrity(ctx context.Context, db *sqldb.DB) {
	var verdict string
	if err := db.Handle().QueryRowContext(ctx, "pragma integrity_check(1)").Scan(&verdict); err != nil {
		verdict = err.Error()
	}
	if verdict != "ok" {
		d.say("integrity", stateFail, "the file %s is damaged: %s", db.Path(), verdict)
		d.advise("stop the server, keep the damaged file aside, and restore the last backup; check the disk")
		return
	}
	d.say("integrity", stateOK, "the file is sound")
}

func (d *doctor) databaseSize(ctx context.Context, db *sqldb.DB) {
	var n int64
	if err := db.Handle().QueryRowContext(ctx, "select pg_database_size(current_database())").Scan(&n); err != nil {
		d.unreadable("store size", err)
		return
	}
	d.say("store size", stateOK, "%s in the database; its server's disk is looked after there", size(n))
}

// clocksApart is how far the clocks of two machines may be apart, and
// clockBack how far this one may be behind what the store was told.
const (
	clocksApart = 2 * time.Second
	clockBack   = 2 * time.Minute
)

func (d *doctor) databaseClock(ctx context.Context, db *sqldb.DB) {
	var seconds float64
	before := d.clk.Now()
	if err := db.Handle().QueryRowContext(ctx, "select extract(epoch from clock_timestamp())::float8").Scan(&seconds); err != nil {
		d.unreadable("clocks", err)
		return
	}
	d.clocks("PostgreSQL", before, time.UnixMilli(int64(seconds*1000)))
}

// clocks compares this machine's clock with another one, which was asked after
// before and has answered by now. The time of the answer is nobody's fault.
func (d *doctor) clocks(whose string, before, theirs time.Time) {
	after, off := d.clk.Now(), time.Duration(0)
	switch {
	case theirs.Before(before):
		off = theirs.Sub(before)
	case theirs.After(after):
		off = theirs.Sub(after)
	}
	state := stateOK
	if off.Abs() > clocksApart {
		state = stateWarn
	}
	d.sayOf("clocks", whose, state, "%v from the clock of this machine", off.Round(time.Millisecond))
	d.advise("have all machines follow one time server (chrony, systemd-timesyncd); ages, alarms and sign-ins go by these clocks")
}

// clock looks whether this machine's clock can be right.
func (d *doctor) clock(ctx context.Context) {
	now := d.clk.Now()
	var newest time.Time
	if d.db != nil {
		var err error
		if newest, err = audit.New(d.db, d.clk).Newest(ctx); err != nil {
			d.unreadable("clock", err)
			return
		}
	}
	switch {
	case now.Year() < 2026 || now.Year() > 2100:
		d.say("clock", stateFail, "the machine says it is %s", now.Format(time.RFC3339))
	case newest.Sub(now) > clockBack:
		d.say("clock", stateFail, "the machine says it is %s, but the audit log has an entry of %s", now.Format(time.RFC3339), newest.In(now.Location()).Format(time.RFC3339))
	default:
		d.say("clock", stateOK, "%s", now.Format(time.RFC3339))
	}
	d.advise("set the machine's clock and have it follow a time server (chrony, systemd-timesyncd); what is written meanwhile has the wrong time")
}

// audit walks the chain of the audit log.
func (d *doctor) audit(ctx context.Context) {
	n, bad, err := audit.New(d.db, d.clk).Verify(ctx)
	switch {
	case err != nil:
		d.unreadable("audit log", err)
	case bad > 0:
		d.say("audit log", stateFail, "entry %d is not as it was written, or is missing", bad)
		d.advise("find out who could write to the store; entries from %d on are to be compared with a backup", bad)
	default:
		d.say("audit log", stateOK, "%d entries, the chain is whole", n)
	}
}

// factsLate is how long a fact may wait to be published.
const factsLate = 5 * time.Minute

// facts looks at what waits to be told, and at the notes of what was taken.
func (d *doctor) facts(ctx context.Context) {
	b, err := bus.Look(ctx, d.db)
	if err != nil {
		d.unreadable("facts", err)
		return
	}
	now := d.clk.Now()
	switch {
	case b.Waiting > 0 && now.Sub(b.Since) > factsLate:
		d.say("facts", stateWarn, "%d wait to be published since %s; the oldest is %s", b.Waiting, b.Since.UTC().Format(time.RFC3339), b.Subject)
		d.advise("without a server they go out at its next start; with one, its log says \"facts wait to be published\" and why: the event log does not answer, is full, or no stream takes this subject")
	case b.Overdue(now):
		d.say("facts", stateWarn, "%d notes of taken facts, the oldest of %s: they are not tidied up", b.Taken, b.TakenMin.UTC().Format(time.RFC3339))
		d.advise("a running server forgets them every hour; its log says \"forget old message ids\" and why when it cannot")
	default:
		d.say("facts", stateOK, "%d wait to be published, %d notes of taken ones", b.Waiting, b.Taken)
	}
}

// sealed looks whether sealed secrets can be opened.
func (d *doctor) sealed(ctx context.Context) {
	path := d.conf.SealKeyPath()
	kept, closed, err := sealedSecrets(ctx, d.db, seal.New(path))
	switch {
	case err != nil:
		d.unreadable("seal key", err)
	case len(closed) > 0:
		d.say("seal key", stateFail, "the key at %s does not open the secrets of %s", path, strings.Join(closed, ", "))
		d.advise("put the seal.key of the server that sealed them at %s; else enter the passwords of live sources and sign-in providers again, and reset the second factors of the users named", filepath.Clean(path))
	default:
		d.say("seal key", stateOK, "%d sealed secrets can be opened", kept)
	}
}
