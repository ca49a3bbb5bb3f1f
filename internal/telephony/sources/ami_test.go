package sources

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

// A real bank's day, played by a switch over its manager interface in small
// parts, with pauses, repeated and in the wrong order, gives the numbers of
// the same day read from the queue_log.
func TestADayOverAMIGivesTheNumbersOfTheQueueLog(t *testing.T) {
	t.Parallel()
	const day = "1999-02-02"
	lines := bankLines(t, day)
	want := expected(t, "bank", bankZone, day, "bank", bankDay(t, day))
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db, bankZone)
		a := newAsterisk(t, lines, manners{chunked: true, slow: true, repeat: true, mix: true})
		r.runs()
		src := r.connect("bank", KindAMI, a.settings())
		a.awaited(1)
		a.playAll(lines)
		r.comes("over AMI", day, want, nil)
		src = r.heard(src.ID, func(s Source) bool { return s.Status.State == StateConnected && s.Status.Events > 1000 })
		if src.Status.ConnectedAt == nil || src.Status.HeardAt == nil || src.Status.Reconnects != 0 || src.Status.Problem != "" {
			t.Errorf("%+v", src.Status)
		}
	})
}

// With every outcome, sign-ins and pauses, the connection broken in the middle
// of messages while the switch goes on, and the switch crashing and starting
// again: with the queue_log beside it nothing is missing.
func TestGapsAndARestartOfTheSwitchAreMadeUpForByTheQueueLog(t *testing.T) {
	t.Parallel()
	lines := generatedDay(4, true)
	const zone = "Asia/Shanghai"
	day := dayOfLines(lines, zone)
	want := expected(t, fmt.Sprint("gaps ", lines[0].at), zone, day, "pbx", eventsOf(t, lines))
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db, zone)
		a := newAsterisk(t, lines, manners{chunked: true, repeat: true, mix: true})
		path := filepath.Join(t.TempDir(), "queue_log")
		log, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		a.mu.Lock()
		a.log = log
		a.mu.Unlock()
		set := a.settings()
		set.QueueLog = path
		r.runs()
		src := r.connect("pbx", KindAMI, set)
		a.awaited(1)
		r.heard(src.ID, func(s Source) bool { return s.Status.State == StateConnected })
		crash := 0
		for i, l := range lines {
			if l.at >= lines[0].at+600+9*3600/2-3 {
				crash = i
				break
			}
		}
		third := len(lines) / 3
		a.playAll(lines[:third])
		a.drop()
		a.playAll(lines[third : third+200]) // nobody listens
		a.awaited(2)
		r.heard(src.ID, func(s Source) bool { return s.Status.Reconnects == 1 })
		a.playAll(lines[third+200 : crash])
		a.drop()
		a.playAll(lines[crash : crash+60]) // it crashes and starts again
		a.awaited(3)
		a.playAll(lines[crash+60:])
		r.comes("over AMI with the queue_log", day, want, nil)
		src = r.heard(src.ID, func(s Source) bool { return s.Status.Reconnects == 2 })
		if src.Status.ProblemCode != "telephony.live.broken" {
			t.Errorf("%+v", src.Status)
		}
	})
}

func TestAPasswordIsSealedNeverGivenOutAndAskedForAgainElsewhere(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db, "Asia/Shanghai")
		c := r.serve()
		a := newAsterisk(t, bankishLines, manners{})
		set := a.settings()
		body := map[string]any{"name": "pbx", "kind": KindAMI, "settings": set}
		if x := c.call("POST", "/live-sources", admin, body); x.status != 422 || !strings.Contains(string(x.body), "body.secret") {
			t.Errorf("%d %s", x.status, x.body)
		}
		body["secret"] = "s3cret"
		x := c.call("POST", "/live-sources", admin, body)
		var src Source
		x.into(t, &src)
		if x.status != 201 || !src.SecretSet || strings.Contains(string(x.body), "s3cret") {
			t.Fatalf("%d %s", x.status, x.body)
		}
		var held string
		if err := db.Handle().QueryRowContext(t.Context(), "select secret from telephony_live_source").Scan(&held); err != nil || held == "" || strings.Contains(held, "s3cret") {
			t.Errorf("%q, %v", held, err)
		}
		set.Address = "elsewhere:5038"
		x = c.call("PATCH", "/live-sources/"+src.ID, admin, map[string]any{"settings": set, "rev": src.Rev})
		if x.status != 422 || !strings.Contains(string(x.body), "body.secret") {
			t.Errorf("a password went to another address: %d %s", x.status, x.body)
		}
		for _, wrong := range []Settings{{}, {Address: "a b:1", User: "u"}, {Address: "h:99999", User: "u"}, {Address: "h:1"}, {Address: "h:1", User: "u\nAction: x"}, {Address: "h:1", User: "u", QueueLog: "log"}, {Address: "h:1", User: "u", TLS: true, Certificate: "x"}} {
			if x := c.call("POST", "/live-sources", admin, map[string]any{"name": "w", "kind": KindAMI, "settings": wrong, "secret": "s"}); x.code() != "telephony.live.invalid" {
				t.Errorf("%+v: %d %s", wrong, x.status, x.body)
			}
		}
		probe := func(body map[string]any) (p Probe) {
			t.Helper()
			x := c.call("POST", "/live-sources/test", admin, body)
			x.into(t, &p)
			if strings.Contains(string(x.body), "s3cret") {
				t.Errorf("%s", x.body)
			}
			return p
		}
		set = a.settings()
		if p := probe(map[string]any{"id": src.ID, "settings": set}); !p.OK || p.Queues != 1 || p.Message != "" {
			t.Errorf("%+v", p)
		}
		if p := probe(map[string]any{"kind": KindAMI, "settings": set, "secret": "wrong"}); p.OK || p.Code != "telephony.live.login_refused" {
			t.Errorf("%+v", p)
		}
		set.QueueLog = filepath.Join(t.TempDir(), "none")
		if p := probe(map[string]any{"id": src.ID, "settings": set}); p.OK || p.Code != "telephony.live.no_file" {
			t.Errorf("%+v", p)
		}
		if p := probe(map[string]any{"kind": KindAMI, "settings": Settings{Address: "127.0.0.1:1", User: "u"}, "secret": "x"}); p.OK || p.Code != "telephony.live.unreachable" {
			t.Errorf("%+v", p)
		}
		mail := greeter(t, "220 mail.example.com ESMTP\r\n")
		if p := probe(map[string]any{"kind": KindAMI, "settings": Settings{Address: mail, User: "u"}, "secret": "x"}); p.OK || p.Code != "telephony.live.not_ami" {
			t.Errorf("%+v", p)
		}
		for _, e := range r.audit.list {
			if raw, _ := json.Marshal(e); strings.Contains(string(raw), "s3cret") {
				t.Errorf("the audit log holds a password: %s", raw)
			}
		}
	})
}

// greeter is the address of something that says a line to whoever comes.
func greeter(t testing.TB, line string) string {
	t.Helper()
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte(line))
			t.Cleanup(func() { _ = c.Close() })
		}
	}()
	return ln.Addr().String()
}

var bankishLines = []logLine{{1_800_000_000, "1800000000|1.1|sales|NONE|ENTERQUEUE||13800000000|1"}}

func TestASourceIsStoppedSwitchedOnAgainAndRunByOneProcess(t *testing.T) {
	t.Parallel()
	db := sqldbtest.Open(t, sqldb.SQLite)
	r := open(t, db, "Asia/Shanghai")
	a := newAsterisk(t, bankishLines, manners{})
	r.runs()
	src := r.connect("pbx", KindAMI, a.settings())
	a.awaited(1)
	// A second process on the same store leaves it alone.
	other := Make(db, r.ingest, r.org, r.box, r.clk, nil, r.out)
	other.pace = quickly
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- other.Run(ctx) }()
	time.Sleep(3 * quickly.look)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	a.mu.Lock()
	if a.logins != 1 {
		t.Errorf("%d logins", a.logins)
	}
	a.mu.Unlock()
	off, on := false, true
	src, err := r.Update(boss(t.Context()), src.ID, src.Rev, Patch{Enabled: &off})
	if err != nil || src.Status.State != StateOff {
		t.Fatalf("%+v, %v", src.Status, err)
	}
	r.heard(src.ID, func(s Source) bool { return s.Status.ConnectedAt == nil })
	a.drop()
	if src, err = r.Update(boss(t.Context()), src.ID, src.Rev, Patch{Enabled: &on}); err != nil {
		t.Fatal(err)
	}
	a.awaited(2)
	r.heard(src.ID, func(s Source) bool { return s.Status.State == StateConnected })
}
