package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	coltrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/sqldb"

	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// run opens and starts an App with flags, and gives the address of its web
// server.
func run(t *testing.T, flags map[string]string) (*App, string) {
	t.Helper()
	all := map[string]string{"data": t.TempDir(), "listen": "127.0.0.1:0"}
	maps.Copy(all, flags)
	c, err := conf.Load(conf.Source{File: os.DevNull, Flags: all})
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(t.Context(), Options{Conf: c, Version: "test", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	serve, end := context.WithCancel(context.Background())
	served := make(chan error, 1)
	t.Cleanup(func() {
		end()
		if err := <-served; err != nil {
			t.Error(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := a.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	if err := a.Start(t.Context()); err != nil {
		served <- nil
		t.Fatal(err)
	}
	up := make(chan string, 1)
	go func() { served <- a.Serve(serve, func(at string) { up <- at }) }()
	select {
	case at := <-up:
		return a, "http://" + at
	case err := <-served:
		served <- nil
		t.Fatal(err)
	}
	return nil, ""
}

func tellOne(t *testing.T, a *App, source string, at int64) {
	t.Helper()
	b := ingest.Batch{Source: source, Kind: "intake", Zone: "UTC", Events: []telephony.Event{
		{Kind: telephony.KindEnqueued, Key: source + "e1", At: at, Call: "c1", Queue: "hotline", Channel: "voice"},
		{Kind: telephony.KindAbandoned, Key: source + "e2", At: at + 9000, Call: "c1", Queue: "hotline", Channel: "voice"},
	}}
	seq, err := a.Ingest.Publish(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Ingest.Wait(t.Context(), seq); err != nil {
		t.Fatal(err)
	}
}

func fetch(t *testing.T, url, token string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// A scrape of a running server tells what happened, on both ways to it, and
// every name of ours stands in the documentation.
func TestMetricsOfARunningServer(t *testing.T) {
	const token = "a token of the tests"
	a, at := run(t, map[string]string{"metrics_listen": "127.0.0.1:0", "metrics_token": token})
	if code, _ := fetch(t, at+"/metrics", ""); code != http.StatusUnauthorized {
		t.Errorf("without the token: %d", code)
	}
	if code, _ := fetch(t, at+"/metrics", token+"x"); code != http.StatusUnauthorized {
		t.Errorf("with a wrong token: %d", code)
	}
	fetch(t, at+"/api/v1/version", "")
	res, err := http.Post(at+"/api/v1/session", "application/json", strings.NewReader(`{"login":"nobody","password":"wrong wrong wrong"}`)) //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	a.Jobs.Observe(a.meters.jobEnded)
	a.meters.jobEnded("test", jobs.Done, time.Second)
	tellOne(t, a, "pbx", 1_780_000_000_000)
	code, page := fetch(t, at+"/metrics", token)
	if code != http.StatusOK {
		t.Fatal(code, page)
	}
	for _, want := range []string{
		`lingting_http_requests_total{code="200",method="GET",operation="version"} 1`,
		`lingting_http_requests_total{code="401",method="POST",operation="sign-in"} 1`,
		`lingting_http_request_seconds_count{method="GET",operation="version"} 1`,
		"lingting_sign_ins_refused_total 1\n",
		"lingting_ingest_events_total 2\n",
		"lingting_ingest_contacts_total 1\n",
		"lingting_ingest_position 1\n",
		"lingting_log_position 1\n",
		"lingting_log_backlog 0\n",
		"lingting_ingest_delay_seconds_count 1\n",
		`lingting_jobs{state="waiting"} 0`,
		"lingting_page_subscribers 0\n",
		`lingting_store_transactions_total{kind="write",result="done"}`,
		`lingting_build_info{version="test"} 1`,
		"go_goroutines ",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if code, own := fetch(t, "http://"+a.metricsAt+"/metrics", ""); code != http.StatusOK || !strings.Contains(own, "lingting_log_position 1\n") {
		t.Errorf("the listener of its own: %d", code)
	}
	if code, _ := fetch(t, "http://"+a.metricsAt+"/api/v1/version", ""); code != http.StatusNotFound {
		t.Errorf("the listener for Prometheus answers the API: %d", code)
	}

	names := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (lingting_\w+) `).FindAllStringSubmatch(page, -1) {
		names[m[1]] = true
	}
	for _, file := range []string{"metrics.md", "metrics.zh-CN.md"} {
		text, err := os.ReadFile("../../docs/operations/" + file)
		if err != nil {
			t.Fatal(err)
		}
		told := map[string]bool{}
		for _, m := range regexp.MustCompile("`(lingting_\\w+)`").FindAllStringSubmatch(string(text), -1) {
			told[m[1]] = true
		}
		if got, want := slices.Sorted(maps.Keys(told)), slices.Sorted(maps.Keys(names)); !slices.Equal(got, want) {
			t.Errorf("%s lists\n%v\nthe server has\n%v", file, got, want)
		}
	}
}

// Without being asked for, nothing is told.
func TestNoMetricsUnlessAsked(t *testing.T) {
	a, at := run(t, nil)
	if _, page := fetch(t, at+"/metrics", ""); strings.Contains(page, "lingting_") || a.metricsAt != "" {
		t.Error("metrics are served without being asked for")
	}
}

// collector takes spans as an OpenTelemetry collector does.
type collector struct {
	mu    sync.Mutex
	spans map[string]map[string]string // name → attributes
	trace map[string]string            // name → trace id
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, zerr := gzip.NewReader(bytes.NewReader(body))
		if zerr != nil {
			http.Error(w, zerr.Error(), http.StatusBadRequest)
			return
		}
		body, err = io.ReadAll(z)
	}
	var in coltrace.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(body, &in) != nil {
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, rs := range in.GetResourceSpans() {
		for _, ss := range rs.GetScopeSpans() {
			for _, s := range ss.GetSpans() {
				about := map[string]string{}
				for _, kv := range s.GetAttributes() {
					about[kv.GetKey()] = strings.Trim(kv.GetValue().String(), `"`)
				}
				c.spans[s.GetName()] = about
				c.trace[s.GetName()] = string(s.GetTraceId())
			}
		}
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}

// Requests, jobs and foldings arrive at a collector as spans.
func TestTraces(t *testing.T) {
	c := &collector{spans: map[string]map[string]string{}, trace: map[string]string{}}
	srv := httptest.NewServer(c)
	defer srv.Close()
	t.Run("serve", func(t *testing.T) {
		conf, err := conf.Load(conf.Source{File: os.DevNull, Flags: map[string]string{"data": t.TempDir(), "traces": srv.URL + "/"}})
		if err != nil {
			t.Fatal(err)
		}
		a, err := New(t.Context(), Options{Conf: conf, Version: "test", Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := a.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		}()
		a.Jobs.Register("test", func(context.Context, *jobs.Run) error { return nil })
		if err := a.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/version", nil)
		r.Header.Set("traceparent", "00-0102030405060708090a0b0c0d0e0f10-0102030405060708-01")
		a.Web.Handler().ServeHTTP(httptest.NewRecorder(), r)
		tellOne(t, a, "pbx", 1_780_000_000_000)
		var job string
		if err := a.DB.Write(t.Context(), func(tx *sqldb.Tx) (err error) {
			job, err = jobs.Start(t.Context(), tx, "test", nil)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if j, err := a.Jobs.Wait(t.Context(), job); err != nil || j.State != jobs.Done {
			t.Fatal(j, err)
		}
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	if got := c.spans["GET version"]; got["http.response.status_code"] != "int_value:200" || c.trace["GET version"] != "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10" {
		t.Errorf("the request: %v", got)
	}
	if got := c.spans["fold"]; got["fold.events"] != "int_value:2" {
		t.Errorf("the folding: %v", got)
	}
	if got := c.spans["job test"]; got["job.attempt"] != "int_value:1" {
		t.Errorf("the job: %v", got)
	}
}
