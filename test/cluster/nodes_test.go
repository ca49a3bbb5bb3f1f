package cluster

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

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

// token is what the command line of the node's machine shows.
func (n *node) token() (string, error) {
	var run struct {
		Token string `json:"token"`
	}
	b, err := os.ReadFile(filepath.Join(n.data, "run.json"))
	if err == nil {
		err = json.Unmarshal(b, &run)
	}
	return run.Token, err
}

// call sends a request as the command line of the node's machine.
func (n *node) call(method, path string, in, out any) error {
	token, err := n.token()
	if err != nil {
		return err
	}
	return request(method, "http://"+n.at+"/api/v1"+path, map[string]string{"Authorization": "Bearer " + token}, in, out)
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

// nodes are three event-log servers and three nodes of the product on one
// PostgreSQL, and a sender of events.
type nodes struct {
	t                  *testing.T
	store, uploads     string
	urls               []string
	nats               []*part
	web, ingest, spare *node
	db                 *sqldb.DB
	sender             *sender
	contacts           func() int64
}

func startNodes(t *testing.T) *nodes {
	t.Helper()
	c := &nodes{t: t, store: sqldbtest.Target(t, sqldb.Postgres), uploads: t.TempDir(), urls: make([]string, 3)}
	ports, routes := make([]int, 3), make([]string, 3)
	for i := range 3 {
		ports[i] = freePort(t)
		routes[i] = "127.0.0.1:" + strconv.Itoa(freePort(t))
		c.urls[i] = "nats://127.0.0.1:" + strconv.Itoa(ports[i])
	}
	for i := range 3 {
		_, route, _ := strings.Cut(routes[i], ":")
		c.nats = append(c.nats, start(t, "nats", fmt.Sprintf("nats-%d", i), fmt.Sprintf("n%d", i), strconv.Itoa(ports[i]), route, t.TempDir(), strings.Join(routes, ",")))
	}
	for i := range 3 {
		eventually(t, "NATS listens", patience, func() bool {
			conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(ports[i])) //nolint:noctx // a test
			if err == nil {
				_ = conn.Close()
			}
			return err == nil
		})
	}
	// The servers choose who leads them; until then none says how it is.
	eventually(t, "NATS has a leader", patience, func() bool {
		nc, err := natsgo.Connect(strings.Join(c.urls, ","))
		if err != nil {
			return false
		}
		defer nc.Close()
		js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(time.Second))
		if err != nil {
			return false
		}
		_, err = js.AccountInfo(t.Context())
		return err == nil
	})
	c.web = c.node("web", "web,work")
	eventually(t, "the web node is ready", patience, c.web.ready)
	c.ingest = c.node("ingest", "ingest")
	eventually(t, "the ingest node is ready", patience, c.ingest.ready)
	c.spare = c.node("spare", "web,ingest")
	eventually(t, "the spare node is ready", patience, c.spare.ready)

	var source struct {
		ID string `json:"id"`
	}
	if err := c.web.call(http.MethodPost, "/live-sources", map[string]any{"name": "pbx", "kind": "http-events", "enabled": true}, &source); err != nil {
		t.Fatal(err)
	}
	var key struct {
		Secret string `json:"secret"`
	}
	if err := c.web.call(http.MethodPost, "/live-sources/"+source.ID+"/keys", map[string]any{"label": "test", "days": 1}, &key); err != nil {
		t.Fatal(err)
	}
	var err error
	if c.db, err = sqldb.Open(t.Context(), c.store); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.db.Close() })
	c.contacts = func() int64 { return c.count("select count(*) from telephony_contact") }
	c.sender = &sender{key: key.Secret, nodes: []*node{c.web, c.spare}, from: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), quit: make(chan struct{}), done: make(chan struct{})}
	return c
}

func (c *nodes) node(name, roles string) *node {
	c.t.Helper()
	return newNode(c.t, name, roles, c.store, strings.Join(c.urls, ","), c.uploads)
}

func (c *nodes) count(sql string) (n int64) {
	c.t.Helper()
	if err := c.db.Handle().QueryRowContext(c.t.Context(), sql).Scan(&n); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// leader is the event-log server through which telephony is written.
func (c *nodes) leader() *part {
	c.t.Helper()
	nc, err := natsgo.Connect(strings.Join(c.urls, ","))
	if err != nil {
		c.t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		c.t.Fatal(err)
	}
	stream, err := js.Stream(c.t.Context(), "telephony")
	if err != nil {
		c.t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimPrefix(stream.CachedInfo().Cluster.Leader, "n"))
	if err != nil {
		c.t.Fatal(err)
	}
	return c.nats[n]
}

// parts is how many parts of the event log the node folds.
func (c *nodes) parts(n *node) int64 {
	c.t.Helper()
	return c.count(fmt.Sprintf("select count(*) from kit_lease where name like 'fold the event log #%%' and holder like '%%/%d/%%'", n.cmd.Process.Pid))
}

// folded is the position of the event log up to which all parts are folded.
func (c *nodes) folded() int64 {
	c.t.Helper()
	return c.count("select seq from telephony_position where stream = 'telephony'")
}

// furthest is the position of the part that is folded furthest.
func (c *nodes) furthest() int64 {
	c.t.Helper()
	return c.count("select max(seq) from telephony_position where stream like 'telephony/%'")
}

// page is a page open on a node: it counts what it is told of each topic.
func (n *node) page(topics string) (told func(topic string) int64, closed func()) {
	n.t.Helper()
	run, err := n.token()
	if err != nil {
		n.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+n.at+"/api/v1/events?topics="+topics, nil)
	if err != nil {
		n.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+run)
	res, err := http.DefaultClient.Do(r)
	if err != nil || res.StatusCode != http.StatusOK {
		cancel()
		n.t.Fatalf("a page cannot be opened: %v %v", res, err)
	}
	var mu sync.Mutex
	heard := map[string]int64{}
	over := make(chan struct{})
	go func() {
		defer close(over)
		defer res.Body.Close()
		lines := bufio.NewScanner(res.Body)
		for lines.Scan() {
			var m struct {
				Topic string `json:"topic"`
			}
			if data, ok := strings.CutPrefix(lines.Text(), "data:"); ok && json.Unmarshal([]byte(data), &m) == nil {
				mu.Lock()
				heard[m.Topic]++
				mu.Unlock()
			}
		}
	}()
	return func(topic string) int64 {
			mu.Lock()
			defer mu.Unlock()
			return heard[topic]
		}, func() {
			cancel()
			<-over
		}
}

// startLongJob uploads a large file and begins to read it, without taking it
// into the facts; it gives the job.
func (c *nodes) startLongJob() (job string) {
	c.t.Helper()
	var file bytes.Buffer
	form := multipart.NewWriter(&file)
	part, err := form.CreateFormFile("file", "queue_log")
	if err != nil {
		c.t.Fatal(err)
	}
	for i := range 1_200_000 {
		fmt.Fprintf(part, "%d|1772442000.%d|hotline|NONE|ENTERQUEUE||13800001234|1\n", 1772442000+i/4, i)
	}
	if err := form.Close(); err != nil {
		c.t.Fatal(err)
	}
	token, err := c.web.token()
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, "http://"+c.web.at+"/api/v1/uploads", &file)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", form.FormDataContentType())
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	var up struct {
		ID string `json:"upload_id"`
	}
	if err := json.NewDecoder(res.Body).Decode(&up); err != nil || up.ID == "" {
		c.t.Fatalf("%s %+v %v", res.Status, up, err)
	}
	var begun struct {
		ID string `json:"job_id"`
	}
	if err := c.web.call(http.MethodPost, "/imports", map[string]any{"upload_id": up.ID, "kind": "queue-log", "source": "other", "dry_run": true, "timezone": "UTC"}, &begun); err != nil {
		c.t.Fatal(err)
	}
	return begun.ID
}
