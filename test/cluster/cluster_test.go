// Package cluster holds the product to its promise that several processes are
// one product: it starts three NATS servers and several nodes on one
// PostgreSQL, tells events, and kills one part after the other.
package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/lingting/lingting/internal/cli"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
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

// node is a process of the product.
type node struct {
	*part
	data, at string
}

func newNode(t *testing.T, name, roles, store, nats, uploads string) *node {
	t.Helper()
	n := &node{data: filepath.Join(t.TempDir(), name), at: "127.0.0.1:" + strconv.Itoa(freePort(t))}
	n.part = start(t, "lingting", name, "serve", "--data", n.data, "--listen", n.at, "--roles", roles, "--store", store, "--nats", nats,
		"--uploads", uploads, "--log-format", "json")
	return n
}

func (n *node) ready() bool {
	res, err := http.Get("http://" + n.at + "/readyz") //nolint:noctx // a test
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// call sends a request as the command line of the node's machine.
func (n *node) call(method, path string, in, out any) error {
	var run struct {
		Token string `json:"token"`
	}
	b, err := os.ReadFile(filepath.Join(n.data, "run.json"))
	if err == nil {
		err = json.Unmarshal(b, &run)
	}
	if err != nil {
		return err
	}
	return request(method, "http://"+n.at+"/api/v1"+path, map[string]string{"Authorization": "Bearer " + run.Token}, in, out)
}

var client = &http.Client{Timeout: 15 * time.Second}

func request(method, url string, header map[string]string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	r, err := http.NewRequest(method, url, body) //nolint:noctx // the client has a limit
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		r.Header.Set(k, v)
	}
	res, err := client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s %s", method, url, res.Status, text)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}

const callsPerBatch = 10

// sender tells calls over HTTP until it is stopped: a batch is sent again, to
// the next web node, until one of them has taken it.
type sender struct {
	key   string
	nodes []*node
	from  time.Time
	calls atomic.Int64 // that a node has taken
	tries atomic.Int64
	quit  chan struct{}
	done  chan struct{}
}

func (s *sender) run() {
	defer close(s.done)
	turn := 0
	for batch := 0; ; batch++ {
		var events []map[string]any
		for i := range callsPerBatch {
			n := batch*callsPerBatch + i
			call, at := fmt.Sprintf("call-%d", n), s.from.Add(time.Duration(n)*time.Second/4)
			tell := func(what string, after time.Duration, more map[string]any) {
				e := map[string]any{"id": call + what, "kind": what, "at": at.Add(after).Format(time.RFC3339Nano), "call": call, "queue": "hotline"}
				for k, v := range more {
					e[k] = v
				}
				events = append(events, e)
			}
			tell("enqueued", 0, nil)
			if n%7 == 0 {
				tell("abandoned", 9*time.Second, nil)
				continue
			}
			agent := map[string]any{"agent": fmt.Sprintf("a%d", n%300)} // enough of them for a call a minute each
			tell("connected", 5*time.Second, agent)
			tell("ended", 65*time.Second, agent)
		}
		for {
			s.tries.Add(1)
			err := request(http.MethodPost, "http://"+s.nodes[turn%len(s.nodes)].at+"/api/v1/intake/events", map[string]string{"X-Intake-Key": s.key}, map[string]any{"events": events}, nil)
			if err == nil {
				break
			}
			turn++
			time.Sleep(200 * time.Millisecond)
		}
		s.calls.Add(callsPerBatch)
		select {
		case <-s.quit:
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// TestClusterLosesItsParts kills a NATS server, the node that folds and a web
// node while events come in: every event is counted, once, and folding goes on
// in under ten seconds.
func TestClusterLosesItsParts(t *testing.T) {
	if os.Getenv("LINGTING_TEST_SQLITE_ONLY") == "1" {
		t.Log("a cluster needs PostgreSQL: nothing is tested here")
		return
	}
	store := sqldbtest.Target(t, sqldb.Postgres)
	ports, routes, urls := make([]int, 3), make([]string, 3), make([]string, 3)
	for i := range 3 {
		ports[i] = freePort(t)
		routes[i] = "127.0.0.1:" + strconv.Itoa(freePort(t))
		urls[i] = "nats://127.0.0.1:" + strconv.Itoa(ports[i])
	}
	var nats []*part
	for i := range 3 {
		_, route, _ := strings.Cut(routes[i], ":")
		nats = append(nats, start(t, "nats", fmt.Sprintf("nats-%d", i), fmt.Sprintf("n%d", i), strconv.Itoa(ports[i]), route, t.TempDir(), strings.Join(routes, ",")))
	}
	for i := range 3 {
		eventually(t, "NATS listens", 20*time.Second, func() bool {
			c, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(ports[i])) //nolint:noctx // a test
			if err == nil {
				_ = c.Close()
			}
			return err == nil
		})
	}
	time.Sleep(3 * time.Second) // the servers choose their leader
	uploads := t.TempDir()
	cluster := strings.Join(urls, ",")
	web := newNode(t, "web", "web,work", store, cluster, uploads)
	eventually(t, "the web node is ready", 60*time.Second, web.ready)
	folder := newNode(t, "ingest", "ingest", store, cluster, uploads)
	eventually(t, "the ingest node is ready", 60*time.Second, folder.ready)
	spare := newNode(t, "spare", "web,ingest", store, cluster, uploads)
	eventually(t, "the spare node is ready", 60*time.Second, spare.ready)

	if err := request(http.MethodGet, "http://"+folder.at+"/api/v1/queues", nil, nil, nil); err == nil || !strings.Contains(err.Error(), "421") {
		t.Errorf("a node without the role web answers for it: %v", err)
	}
	var source struct {
		ID string `json:"id"`
	}
	if err := web.call(http.MethodPost, "/live-sources", map[string]any{"name": "pbx", "kind": "http-events", "enabled": true}, &source); err != nil {
		t.Fatal(err)
	}
	var key struct {
		Secret string `json:"secret"`
	}
	if err := web.call(http.MethodPost, "/live-sources/"+source.ID+"/keys", map[string]any{"label": "test", "days": 1}, &key); err != nil {
		t.Fatal(err)
	}
	db, err := sqldb.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	count := func(sql string) (n int64) {
		if err := db.Handle().QueryRowContext(t.Context(), sql).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	contacts := func() int64 { return count("select count(*) from telephony_contact") }

	s := &sender{key: key.Secret, nodes: []*node{web, spare}, from: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), quit: make(chan struct{}), done: make(chan struct{})}
	go s.run()
	eventually(t, "contacts are folded", 30*time.Second, func() bool { return contacts() >= 50 })

	nats[0].kill()
	at := s.calls.Load()
	// The servers themselves take up to ten seconds to choose a new leader.
	took := eventually(t, "a NATS server less: what is told from then on is folded", 30*time.Second, func() bool { return contacts() > at+callsPerBatch })
	t.Logf("a NATS server killed: folded again after %v", took)
	if took >= 20*time.Second {
		t.Errorf("folding stood still for %v", took)
	}
	nats[0].start()

	var holder string
	if err := db.Handle().QueryRowContext(t.Context(), "select holder from kit_lease").Scan(&holder); err != nil {
		t.Fatal(err)
	}
	first, second := folder, spare
	if strings.Contains(holder, fmt.Sprintf("/%d/", spare.cmd.Process.Pid)) {
		first, second = spare, folder
	} else if !strings.Contains(holder, fmt.Sprintf("/%d/", folder.cmd.Process.Pid)) {
		t.Fatalf("the lease is with %q", holder)
	}
	first.kill()
	killed := contacts()
	took = eventually(t, "the other ingest node folds", 30*time.Second, func() bool { return contacts() > killed })
	t.Logf("the ingest node killed: folded again after %v", took)
	if took >= 10*time.Second {
		t.Errorf("folding stood still for %v", took)
	}
	first.start()

	web.kill()
	at = s.calls.Load()
	took = eventually(t, "the other web node takes events", 20*time.Second, func() bool { return s.calls.Load() > at+callsPerBatch })
	t.Logf("a web node killed: events taken again after %v", took)
	eventually(t, "the killed ingest node is back", 60*time.Second, first.ready)
	eventually(t, "events go on", 30*time.Second, func() bool { return contacts() > at+5*callsPerBatch })

	close(s.quit)
	<-s.done
	want := s.calls.Load()
	eventually(t, "every call is a contact", 30*time.Second, func() bool { return contacts() >= want })
	time.Sleep(time.Second)
	if got := contacts(); got != want {
		t.Errorf("%d contacts of %d calls told", got, want)
	}
	abandoned := (want + 6) / 7
	for sql, n := range map[string]int64{
		"select count(distinct call_id) from telephony_contact":              want,
		"select count(*) from telephony_contact where outcome = 'abandoned'": abandoned,
		"select coalesce(sum(talk_ms), 0) from telephony_contact":            (want - abandoned) * 60_000,
		"select events from telephony_source where name = 'pbx'":             3*want - abandoned,
		"select count(*) from telephony_source":                              1,
		"select count(*) from telephony_contact where flags <> 0":            0,
		"select count(*) from telephony_quarantine":                          0,
	} {
		if got := count(sql); got != n {
			t.Errorf("%s: %d, want %d", sql, got, n)
		}
	}
	t.Logf("%d calls told in %d batches sent, by one web node or the other; ingest is with %s", want, s.tries.Load(), filepath.Base(second.data))
}

// The example of deploy/cluster is a configuration that the server takes.
func TestExampleOfNATS(t *testing.T) {
	t.Setenv("NATS_PASSWORD", "a-password-of-the-tests")
	o, err := server.ProcessConfigFile("../../deploy/cluster/nats.conf")
	if err != nil {
		t.Fatal(err)
	}
	if !o.JetStream || !o.SyncAlways || o.MaxPayload < 8_000_000 || o.Cluster.Name != "lingting" || o.Username != "lingting" || o.Password == "" || o.Cluster.Password == "" {
		t.Errorf("%+v", o)
	}
}
