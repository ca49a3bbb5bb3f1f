package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Finding is what the doctor found in one place.
type Finding struct {
	Check  string `json:"check"`           // stable name of what was looked at, in English
	About  string `json:"about,omitempty"` // which one, where there are several: a source, a stream
	Title  string `json:"title"`           // both, in the language asked for
	State  string `json:"state"`           // ok, warn, fail
	Detail string `json:"detail"`
	Advice string `json:"advice,omitempty"` // what to do, where something is not as it should be
}

// The states of a finding.
const (
	stateOK   = "ok"
	stateWarn = "warn"
	stateFail = "fail"
)

// Examine looks a data folder over without changing it, and speaks English
// (en) or Chinese (zh). A server may run on the folder; what only the owner of
// the folder can look at is then left to it. It takes some seconds where
// something stands still.
func Examine(ctx context.Context, c *conf.Conf, clk clock.Clock, language string) []Finding {
	return newDoctor(c, clk, language).examine(ctx)
}

// doctorPatience is how long the doctor waits for a sign of life: longer than
// another node takes to follow one that is gone.
const doctorPatience = 15 * time.Second

type doctor struct {
	conf     *conf.Conf
	clk      clock.Clock
	language string
	patience time.Duration
	found    []Finding

	holder   Holder // who works on the folder
	busy     bool
	db       *sqldb.DB // nil when it cannot be read, or is not of this version
	position uint64    // that the facts of db contain
}

func newDoctor(c *conf.Conf, clk clock.Clock, language string) *doctor {
	return &doctor{conf: c, clk: clk, language: language, patience: doctorPatience}
}

func (d *doctor) examine(ctx context.Context) []Finding {
	if !d.folder() {
		return d.found
	}
	d.disk()
	d.holder, d.busy = InUse(d.conf.Data)
	d.server(ctx)
	if db := d.store(ctx); db != nil {
		defer func() { _ = db.Close() }()
	}
	d.clock(ctx)
	if d.db != nil {
		d.audit(ctx)
		d.facts(ctx)
		d.sealed(ctx)
		d.backup(ctx)
		d.sources(ctx)
	}
	d.log(ctx)
	return d.found
}

func (d *doctor) say(check, state, format string, args ...any) {
	d.sayOf(check, "", state, format, args...)
}

// sayOf is say about one of several.
func (d *doctor) sayOf(check, about, state, format string, args ...any) {
	title := d.word(check)
	if about != "" {
		title += " " + about
	}
	d.found = append(d.found, Finding{Check: check, About: about, Title: title, State: state, Detail: fmt.Sprintf(d.word(format), args...)})
}

// advise says what to do about the finding said last, unless that is ok.
func (d *doctor) advise(format string, args ...any) {
	if last := &d.found[len(d.found)-1]; last.State != stateOK {
		last.Advice = fmt.Sprintf(d.word(format), args...)
	}
}

// unreadable says that a check could not be made.
func (d *doctor) unreadable(check string, err error) {
	d.say(check, stateFail, "cannot be read: %v", err)
	d.advise("see what is said about the store; lingting migrate brings an older one up to date")
}

// until asks again and again until yes, or until the doctor's patience ends.
func (d *doctor) until(ctx context.Context, yes func(ctx context.Context) bool) bool {
	ctx, cancel := context.WithTimeout(ctx, d.patience)
	defer cancel()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for !yes(ctx) {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}

func (d *doctor) folder() bool {
	info, err := os.Stat(d.conf.Data)
	if errors.Is(err, os.ErrNotExist) {
		d.say("data folder", stateWarn, "%s is not there yet", d.conf.Data)
		d.advise("lingting serve makes it; check data in the configuration if it should be there")
		return false
	}
	if err != nil || !info.IsDir() {
		d.say("data folder", stateFail, "%s is not a folder that can be used: %v", d.conf.Data, err)
		d.advise("check data in the configuration, and that this user may use the folder")
		return false
	}
	probe, err := os.CreateTemp(d.conf.Data, ".doctor-")
	switch {
	case err != nil:
		d.say("data folder", stateFail, "%s cannot be written: %v", d.conf.Data, err)
		d.advise("give the folder to the user the server runs as; free space if the disk is full")
		return true
	case info.Mode().Perm()&0o077 != 0:
		d.say("data folder", stateWarn, "%s can be looked into by other users of this machine (%v)", d.conf.Data, info.Mode().Perm())
		d.advise("chmod 700 %s", d.conf.Data)
	default:
		d.say("data folder", stateOK, "%s can be written", d.conf.Data)
	}
	_ = probe.Close()
	_ = os.Remove(probe.Name())
	return true
}

const (
	diskFail = 100 << 20
	diskWarn = 2 << 30
)

func (d *doctor) disk() {
	free, known := diskFree(d.conf.Data)
	if !known {
		return
	}
	state := stateOK
	switch {
	case free < diskFail:
		state = stateFail
	case free < diskWarn:
		state = stateWarn
	}
	d.say("disk", state, "%s free", size(int64(free))) //nolint:gosec // no disk has that many bytes
	d.advise("free space below %s or give it a larger disk; a full log refuses events, their senders keep them", d.conf.Data)
}

// size is a number of bytes for people.
func size(n int64) string {
	if n >= 1<<30 {
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}

// fileSize is 0 for a file that is not there.
func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (d *doctor) server(ctx context.Context) {
	h := d.holder
	switch {
	case !d.busy:
		d.say("lock", stateOK, "no process works on the folder")
		return
	case h.Address == "":
		d.say("lock", stateOK, "process %d (%s) works on the folder since %s", h.PID, h.Command, h.Since)
		return
	}
	d.say("lock", stateOK, "process %d (%s) works on the folder since %s", h.PID, h.Command+" "+h.Version, h.Since)
	status, body, err := d.ask(ctx, "/readyz")
	if err != nil {
		d.say("server", stateFail, "http://%s does not answer: %v", h.Address, err)
		d.advise("see the log of process %d; end it and start the server again: what was acknowledged is kept", h.PID)
		return
	}
	state := stateOK
	if status != http.StatusOK {
		state = stateFail
	}
	d.say("server", state, "http://%s says %s", h.Address, strings.TrimSpace(string(body[:min(len(body), 200)])))
	d.advise("while it starts or stops, wait; else the store or the event log does not answer: see below and in its log")
}

// askWait is how long the server may take for an answer.
const askWait = 30 * time.Second

// ask asks the server that runs on the folder, as its command line.
func (d *doctor) ask(ctx context.Context, path string) (status int, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+d.holder.Address+path, nil)
	if err != nil {
		return 0, nil, err
	}
	if d.holder.Token != "" {
		req.Header.Set("Authorization", "Bearer "+d.holder.Token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	body, err = io.ReadAll(io.LimitReader(res.Body, 4<<20))
	return res.StatusCode, body, err
}

// Verdict is an error when a finding failed.
func Verdict(found []Finding) error {
	for _, f := range found {
		if f.State == stateFail {
			return fault.Newf(fault.Unavailable, "app.doctor", "Something is wrong: %s.", strings.TrimSpace(f.Check+" "+f.About))
		}
	}
	return nil
}

// logThere reports whether the folder holds an event log.
func (d *doctor) logThere() bool {
	_, err := os.Stat(filepath.Join(d.conf.LogDir(), "jetstream"))
	return err == nil
}
