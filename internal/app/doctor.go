package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/schema"
)

// Finding is what the doctor found in one place.
type Finding struct {
	Check  string `json:"check"`
	State  string `json:"state"` // ok, warn, fail
	Detail string `json:"detail"`
	Advice string `json:"advice,omitempty"` // what to do, where something is not as it should be
}

// Examine looks a data folder over without changing it. A server may run on
// it; what only the owner of the folder can look at is then left to it.
func Examine(ctx context.Context, c *conf.Conf, clk clock.Clock) []Finding {
	d := &doctor{conf: c, clk: clk}
	if !d.folder() {
		return d.found
	}
	holder, busy := InUse(c.Data)
	d.server(ctx, holder, busy)
	d.store(ctx)
	d.log(ctx, busy)
	return d.found
}

type doctor struct {
	conf     *conf.Conf
	clk      clock.Clock
	found    []Finding
	position uint64
}

func (d *doctor) say(check, state, format string, args ...any) {
	d.found = append(d.found, Finding{Check: check, State: state, Detail: fmt.Sprintf(format, args...)})
}

// advise says what to do about the finding said last, unless that is ok.
func (d *doctor) advise(format string, args ...any) {
	if last := &d.found[len(d.found)-1]; last.State != "ok" {
		last.Advice = fmt.Sprintf(format, args...)
	}
}

const (
	diskFail = 100 << 20
	diskWarn = 2 << 30
)

func (d *doctor) folder() bool {
	info, err := os.Stat(d.conf.Data)
	if errors.Is(err, os.ErrNotExist) {
		d.say("data folder", "warn", "%s is not there yet; serve makes it", d.conf.Data)
		return false
	}
	if err != nil || !info.IsDir() {
		d.say("data folder", "fail", "%s cannot be used: %v", d.conf.Data, err)
		return false
	}
	probe, err := os.CreateTemp(d.conf.Data, ".doctor-")
	if err != nil {
		d.say("data folder", "fail", "%s cannot be written: %v", d.conf.Data, err)
	} else {
		_ = probe.Close()
		_ = os.Remove(probe.Name())
		state, note := "ok", ""
		if info.Mode().Perm()&0o077 != 0 {
			state, note = "warn", fmt.Sprintf("; others may look into it (%v): chmod 700", info.Mode().Perm())
		}
		d.say("data folder", state, "%s can be written%s", d.conf.Data, note)
	}
	if free, known := diskFree(d.conf.Data); known {
		state := "ok"
		switch {
		case free < diskFail:
			state = "fail"
		case free < diskWarn:
			state = "warn"
		}
		d.say("disk", state, "%.1f GiB free", float64(free)/(1<<30))
		d.advise("free space below %s or give it a larger disk; a full log refuses events, their senders keep them", d.conf.Data)
	}
	now := d.clk.Now()
	if now.Year() < 2026 || now.Year() > 2100 {
		d.say("clock", "fail", "the machine says it is %s", now.Format(time.RFC3339))
	} else {
		d.say("clock", "ok", "%s", now.Format(time.RFC3339))
	}
	return true
}

func (d *doctor) server(ctx context.Context, h Holder, busy bool) {
	switch {
	case !busy:
		d.say("lock", "ok", "no process works on the folder")
		return
	case h.Address == "":
		d.say("lock", "ok", "process %d (%s) works on the folder since %s", h.PID, h.Command, h.Since)
		return
	}
	d.say("lock", "ok", "process %d (%s %s) works on the folder since %s", h.PID, h.Command, h.Version, h.Since)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+h.Address+"/readyz", nil)
	if err != nil {
		d.say("server", "fail", "%v", err)
		return
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		d.say("server", "fail", "http://%s does not answer: %v", h.Address, err)
		return
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(res.Body, 200))
	state := "ok"
	if res.StatusCode != http.StatusOK {
		state = "fail"
	}
	d.say("server", state, "http://%s says %s", h.Address, strings.TrimSpace(string(body)))
}

func (d *doctor) store(ctx context.Context) {
	if !d.conf.Postgres() {
		if _, err := os.Stat(d.conf.StoreTarget()); err != nil {
			d.say("store", "warn", "%s is not there yet; serve makes it", d.conf.StoreTarget())
			return
		}
	}
	db, err := OpenStore(ctx, d.conf)
	if err != nil {
		d.say("store", "fail", "%v", err)
		return
	}
	defer func() { _ = db.Close() }()
	have, newest, err := sqldb.Version(ctx, db, schema.Files)
	var pending []int64
	if err == nil {
		pending, err = sqldb.Pending(ctx, db, schema.Files)
	}
	switch {
	case err != nil:
		d.say("store", "fail", "%v", err)
		return
	case len(pending) > 0:
		d.say("store", "warn", "%s, version %d of %d, %d migrations to apply; serve or migrate does it", db.Engine(), have, newest, len(pending))
	default:
		d.say("store", "ok", "%s, version %d", db.Engine(), have)
	}
	if db.Engine() == sqldb.SQLite {
		var verdict string
		err := db.Handle().QueryRowContext(ctx, "pragma integrity_check(1)").Scan(&verdict)
		if err != nil || verdict != "ok" {
			d.say("integrity", "fail", "%s %v: restore a backup", verdict, err)
		} else {
			d.say("integrity", "ok", "the file is sound")
		}
	} else {
		var theirs float64
		if err := db.Handle().QueryRowContext(ctx, "select extract(epoch from now())::float8").Scan(&theirs); err == nil {
			state := "ok"
			off := d.clk.Now().Sub(time.UnixMilli(int64(theirs * 1000))).Round(time.Millisecond)
			if off.Abs() > 2*time.Second {
				state = "warn"
			}
			d.say("clocks", state, "this machine and the database are %v apart", off)
		}
	}
	if have == newest {
		d.position, _, err = ingest.New(db, nil, nil, d.clk).Position(ctx)
		if err != nil {
			d.say("store", "fail", "position in the event log: %v", err)
		}
		d.audit(ctx, db)
		d.operation(ctx, db)
	}
}

// audit walks the chain of the audit log.
func (d *doctor) audit(ctx context.Context, db *sqldb.DB) {
	n, bad, err := audit.New(db, d.clk).Verify(ctx)
	switch {
	case err != nil:
		d.say("audit log", "fail", "%v", err)
	case bad > 0:
		d.say("audit log", "fail", "entry %d is not as it was written, or is missing: compare with a backup", bad)
		d.advise("find out who could write to the store; entries from %d on are to be compared with a backup", bad)
	default:
		d.say("audit log", "ok", "%d entries, the chain is whole", n)
	}
}

func (d *doctor) log(ctx context.Context, busy bool) {
	if d.conf.EmbeddedNATS() {
		if busy {
			d.say("event log", "ok", "is with the running process")
			return
		}
		if _, err := os.Stat(filepath.Join(d.conf.LogDir(), "jetstream")); err != nil {
			state := "warn"
			if d.position > 0 {
				state = "fail"
			}
			d.say("event log", state, "%s is not there; the store has position %d", d.conf.LogDir(), d.position)
			return
		}
		lock, err := lockFolder(d.conf.Data, "lingting doctor", d.clk)
		if err != nil {
			d.say("event log", "warn", "%v", err)
			return
		}
		defer lock.release() //nolint:errcheck // the kernel releases it with the process
	}
	quiet := slog.New(slog.DiscardHandler)
	b, err := bus.Open(ctx, bus.Config{Dir: d.conf.LogDir(), URL: d.conf.NATSURL(), Replicas: d.conf.NATSReplicas, Log: quiet})
	if err != nil {
		d.say("event log", "fail", "%v", err)
		return
	}
	defer b.Stop(ctx) //nolint:errcheck // only looked at
	names, err := b.StreamNames(ctx)
	if err != nil {
		d.say("event log", "fail", "%v", err)
		return
	}
	for _, name := range names {
		in, err := b.Info(ctx, name)
		if err != nil {
			d.say("stream "+name, "fail", "%v", err)
			continue
		}
		state, note := "ok", ""
		switch {
		case name == ingest.Stream && in.Last < d.position:
			state, note = "fail", fmt.Sprintf("; the store is at %d: restore both from one backup", d.position)
		case name == ingest.Stream && in.Last > d.position:
			note = fmt.Sprintf("; %d wait to be folded", in.Last-d.position)
		case name == bus.ParkedStream && in.Messages > 0:
			state, note = "warn", "; messages that no handler could take"
		}
		d.say("stream "+name, state, "%d messages, last %d, %.1f MiB%s", in.Messages, in.Last, float64(in.Bytes)/(1<<20), note)
	}
}

// Verdict is an error when a finding failed.
func Verdict(found []Finding) error {
	for _, f := range found {
		if f.State == "fail" {
			return fault.Newf(fault.Unavailable, "app.doctor", "Something is wrong: %s.", f.Check)
		}
	}
	return nil
}
