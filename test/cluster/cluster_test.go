// Package cluster holds the product to its promise that several processes are
// one product: it starts three NATS servers and several nodes on one
// PostgreSQL, tells events, and kills one part after the other.
package cluster

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/lingting/lingting/internal/cli"
)

// The test binary is also the nodes: started again with this variable, it is
// the product's command line, or a NATS server.
const beAs = "CLUSTER_TEST_BE"

func TestMain(m *testing.M) {
	switch os.Getenv(beAs) {
	case "lingting":
		os.Exit(cli.Main("test"))
	case "nats":
		os.Exit(natsServer(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// natsServer runs a server of a cluster: name, client port, route port, folder,
// routes of all.
func natsServer(args []string) int {
	var routes []*url.URL
	for r := range strings.SplitSeq(args[4], ",") {
		u, err := url.Parse("nats://" + r)
		if err != nil {
			return 1
		}
		routes = append(routes, u)
	}
	port, _ := strconv.Atoi(args[1])
	route, _ := strconv.Atoi(args[2])
	s, err := server.NewServer(&server.Options{
		ServerName: args[0], Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true, JetStream: true, StoreDir: args[3],
		JetStreamMaxMemory: 64 << 20, JetStreamMaxStore: 1 << 50, MaxPayload: 8 << 20,
		Cluster: server.ClusterOpts{Name: "c", Host: "127.0.0.1", Port: route}, Routes: routes,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	s.Start()
	s.WaitForShutdown()
	return 0
}

// part is a process of the cluster.
type part struct {
	t    *testing.T
	as   string
	args []string
	cmd  *exec.Cmd
	log  string
	once sync.Once
}

func start(t *testing.T, as, name string, args ...string) *part {
	t.Helper()
	p := &part{t: t, as: as, args: args, log: filepath.Join(t.TempDir(), name+".log")}
	p.start()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			b, _ := os.ReadFile(p.log)
			t.Logf("%s:\n%s", name, b[max(0, len(b)-4000):])
		}
	})
	return p
}

func (p *part) start() {
	p.t.Helper()
	out, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer out.Close()
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	p.cmd = exec.CommandContext(context.Background(), self, p.args...)
	p.cmd.Env = append(os.Environ(), beAs+"="+p.as)
	p.cmd.Stdout, p.cmd.Stderr = out, out
	p.cmd.Dir = filepath.Dir(p.log)
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.once = sync.Once{}
}

// kill ends the process as a power failure would.
func (p *part) kill() {
	p.once.Do(func() {
		_ = p.cmd.Process.Signal(syscall.SIGKILL)
		_ = p.cmd.Wait()
	})
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // only to find a free port
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

func eventually(t *testing.T, what string, within time.Duration, ok func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	for ; time.Since(began) < within; time.Sleep(50 * time.Millisecond) {
		if ok() {
			return time.Since(began)
		}
	}
	t.Fatalf("did not happen within %v: %s", within, what)
	return 0
}

// promised is how long folding may stand still. The test prints what it took;
// it waits for much longer, for the machine that runs it may be busy.
const (
	promised = 10 * time.Second
	patience = 2 * time.Minute
)

func report(t *testing.T, what string, took time.Duration) {
	t.Helper()
	verdict := "as promised"
	if took >= promised {
		verdict = "longer than promised"
	}
	t.Logf("%s after %v: %s (%v)", what, took.Round(10*time.Millisecond), verdict, promised)
}

// TestClusterLosesItsParts kills the event-log server that leads, one of the two
// nodes that fold, and a web node in the middle of a job, while events come in: every
// event is counted, once, folding and jobs go on, and pages hear of what other
// nodes did.
func TestClusterLosesItsParts(t *testing.T) {
	if os.Getenv("LINGTING_TEST_SQLITE_ONLY") == "1" {
		t.Log("a cluster needs PostgreSQL: nothing is tested here")
		return
	}
	c := startNodes(t)
	if err := request(http.MethodGet, "http://"+c.ingest.at+"/api/v1/queues", nil, nil, nil); err == nil || !strings.Contains(err.Error(), "421") {
		t.Errorf("a node without the role web answers for it: %v", err)
	}

	// A page open on the web node, which never folds.
	told, closed := c.web.page("org,telephony,live-sources")
	if err := c.spare.call(http.MethodPost, "/skills", map[string]any{"code": "gold", "name": "Gold"}, nil); err != nil {
		t.Fatal(err)
	}
	report(t, "a page heard of a fact told on another node", eventually(t, "the page hears of the skill", patience, func() bool { return told("org") > 0 }))

	go c.sender.run()
	eventually(t, "contacts are folded", patience, func() bool { return c.contacts() >= 50 })
	eventually(t, "the page hears of what another node folded", patience, func() bool { return told("telephony") > 0 })

	leader := c.leader()
	leader.kill()
	at := c.sender.calls.Load()
	report(t, "the leading NATS server killed: folded again", eventually(t, "a NATS server less: what is told from then on is folded", patience, func() bool { return c.contacts() > at+callsPerBatch }))
	leader.start()

	first, second := c.ingest, c.spare
	shared := func() bool { return c.parts(first) == 4 && c.parts(second) == 4 }
	report(t, "two ingest nodes share the parts of the event log", eventually(t, "each node folds half of the parts", patience, shared))
	first.kill()
	killed, heard := c.furthest(), told("telephony")
	report(t, "an ingest node killed: its parts folded again", eventually(t, "the other ingest node folds all parts", patience, func() bool { return c.folded() > killed }))
	if n := c.parts(second); n != 8 {
		t.Errorf("the node that is left folds %d parts", n)
	}
	eventually(t, "the page hears of what the node that followed folds", patience, func() bool { return told("telephony") > heard })
	closed()
	first.start()

	job := c.startLongJob()
	state := func() (s string) {
		if err := c.db.Handle().QueryRowContext(t.Context(), "select state from kit_job where id = $1", job).Scan(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	eventually(t, "the job runs", patience, func() bool { return state() != "waiting" })
	c.web.kill()
	if s := state(); s != "running" {
		t.Errorf("the job was %s when its node was killed", s)
	}
	died := time.Now()
	at = c.sender.calls.Load()
	report(t, "a web node killed: events taken again", eventually(t, "the other web node takes events", patience, func() bool { return c.sender.calls.Load() > at+callsPerBatch }))
	c.node("worker", "work")
	eventually(t, "the killed ingest node is back", patience, first.ready)
	eventually(t, "it is given half of the parts again", patience, shared)
	eventually(t, "events go on", patience, func() bool { return c.contacts() > at+5*callsPerBatch })

	close(c.sender.quit)
	<-c.sender.done
	want := c.sender.calls.Load()
	eventually(t, "every call is a contact", patience, func() bool { return c.contacts() >= want })
	eventually(t, "another node ends the job of the node that died", patience, func() bool { s := state(); return s != "running" && s != "waiting" })
	t.Logf("the node of a job killed: another one has ended it after %v", time.Since(died).Round(10*time.Millisecond))
	if s, n := state(), c.count("select attempt from kit_job where id = '"+job+"'"); s != "done" || n != 2 {
		t.Errorf("the job is %s after %d attempts", s, n)
	}
	abandoned := (want + 6) / 7
	for sql, n := range map[string]int64{
		"select count(*) from telephony_contact":                             want,
		"select count(distinct call_id) from telephony_contact":              want,
		"select count(*) from telephony_contact where outcome = 'abandoned'": abandoned,
		"select coalesce(sum(talk_ms), 0) from telephony_contact":            (want - abandoned) * 60_000,
		"select events from telephony_source where name = 'pbx'":             3*want - abandoned,
		"select count(*) from telephony_contact where flags <> 0":            0,
		"select count(*) from telephony_quarantine":                          0,
	} {
		if got := c.count(sql); got != n {
			t.Errorf("%s: %d, want %d", sql, got, n)
		}
	}
	t.Logf("%d calls told in %d batches sent, by one web node or the other; two ingest nodes folded", want, c.sender.tries.Load())
}
