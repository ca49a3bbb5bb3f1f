package app

import (
	"context"
	"crypto/subtle"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/obs"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// meterSet is what Prometheus is told; docs/operations/metrics.md lists it.
type meterSet struct {
	registry *prometheus.Registry

	requests       *prometheus.CounterVec
	requestSeconds *prometheus.HistogramVec
	refused        prometheus.Counter

	transactions       *prometheus.CounterVec
	transactionSeconds *prometheus.HistogramVec

	events, repeated, contacts, badRows prometheus.Counter
	foldSeconds, foldDelay              prometheus.Histogram

	jobs       *prometheus.CounterVec
	jobSeconds *prometheus.HistogramVec
}

var (
	quick = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}
	slow  = []float64{.1, .5, 1, 5, 15, 60, 300, 900, 3600}
)

func newMeterSet(version string) *meterSet {
	m := &meterSet{registry: prometheus.NewRegistry()}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		m.registry.MustRegister(v)
		return v
	}
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		v := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
		m.registry.MustRegister(v)
		return v
	}
	m.requests = counter("lingting_http_requests_total", "Answered requests.", "operation", "method", "code")
	m.requestSeconds = histogram("lingting_http_request_seconds", "Time to answer a request; event streams are left out.", quick, "operation", "method")
	m.refused = counter("lingting_sign_ins_refused_total", "Sign-ins that were refused: wrong, locked or too many.").WithLabelValues()
	m.transactions = counter("lingting_store_transactions_total", "Transactions of the store.", "kind", "result")
	m.transactionSeconds = histogram("lingting_store_transaction_seconds", "Time of a transaction of the store, with the wait for its turn.", quick, "kind")
	m.events = counter("lingting_ingest_events_total", "New events folded.").WithLabelValues()
	m.repeated = counter("lingting_ingest_repeated_total", "Events that were known already.").WithLabelValues()
	m.contacts = counter("lingting_ingest_contacts_total", "Contacts made or changed.").WithLabelValues()
	m.badRows = counter("lingting_ingest_bad_rows_total", "Rows put into quarantine.").WithLabelValues()
	m.foldSeconds = histogram("lingting_ingest_fold_seconds", "Time of one folding transaction.", quick).WithLabelValues().(prometheus.Histogram)
	m.foldDelay = histogram("lingting_ingest_delay_seconds", "From the event log taking a message until it was folded.", append(quick, slow[5:]...)).WithLabelValues().(prometheus.Histogram)
	m.jobs = counter("lingting_jobs_ended_total", "Runs of jobs that ended, by the state they led to.", "kind", "state")
	m.jobSeconds = histogram("lingting_job_seconds", "Time of a run of a job.", slow, "kind")
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "lingting_build_info", Help: "Always 1; the label tells the version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	// What a garbage collection left tells a leak from a heap that waits for the next one.
	left := collectors.GoRuntimeMetricsRule{Matcher: regexp.MustCompile(`^/gc/heap/live:bytes$`)}
	m.registry.MustRegister(build, collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(left)), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// served counts an answered request.
func (m *meterSet) served(s web.Served) {
	name := s.Operation
	if name == "" {
		name = "none"
	}
	method := s.Method
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "other"
	}
	m.requests.WithLabelValues(name, method, strconv.Itoa(s.Status)).Inc()
	if !s.Stream {
		m.requestSeconds.WithLabelValues(name, method).Observe(s.Took.Seconds())
	}
	if s.Operation == "sign-in" && s.Status >= 400 && s.Status < 500 {
		m.refused.Inc()
	}
}

// transacted counts a transaction of the store.
func (m *meterSet) transacted(write bool, took time.Duration, err error) {
	kind, result := "read", "done"
	if write {
		kind = "write"
	}
	if err != nil {
		result = "failed"
	}
	m.transactions.WithLabelValues(kind, result).Inc()
	m.transactionSeconds.WithLabelValues(kind).Observe(took.Seconds())
}

// folded counts one application of events.
func (m *meterSet) folded(d ingest.Done) {
	m.events.Add(float64(d.Events))
	m.repeated.Add(float64(d.Repeated))
	m.contacts.Add(float64(d.Contacts))
	m.badRows.Add(float64(d.Bad))
	m.foldSeconds.Observe(d.Took.Seconds())
	m.foldDelay.Observe(max(d.Delay, 0).Seconds())
}

// jobEnded counts a run of a job.
func (m *meterSet) jobEnded(kind string, to jobs.State, took time.Duration) {
	m.jobs.WithLabelValues(kind, string(to)).Inc()
	m.jobSeconds.WithLabelValues(kind).Observe(took.Seconds())
}

// gauges are asked for when Prometheus comes.
type gauges struct{ a *App }

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

var (
	logLast     = gauge("lingting_log_position", "Last position of the event log.")
	logBytes    = gauge("lingting_log_bytes", "Size of the event log.")
	logBacklog  = gauge("lingting_log_backlog", "Messages of the event log that are not folded yet.")
	folded      = gauge("lingting_ingest_position", "Position of the event log that the facts contain.")
	jobsOpen    = gauge("lingting_jobs", "Jobs of all nodes that wait or run.", "state")
	subscribers = gauge("lingting_page_subscribers", "Open pages that are told what changes.")
)

// Describe lists the gauges.
func (gauges) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{logLast, logBytes, logBacklog, folded, jobsOpen, subscribers} {
		out <- d
	}
}

// Collect reads the gauges; what does not answer is left out.
func (g gauges) Collect(out chan<- prometheus.Metric) {
	put := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	put(subscribers, float64(g.a.Web.Events.Listeners()))
	if waiting, running, err := g.a.Jobs.Counts(ctx); err == nil {
		put(jobsOpen, float64(waiting), "waiting")
		put(jobsOpen, float64(running), "running")
	}
	seq, _, err := g.a.Ingest.Position(ctx)
	if err == nil {
		put(folded, float64(seq))
	}
	if in, ierr := g.a.Bus.Info(ctx, ingest.Stream); ierr == nil {
		put(logLast, float64(in.Last))
		put(logBytes, float64(in.Bytes))
		if err == nil {
			put(logBacklog, float64(in.Last-min(seq, in.Last)))
		}
	}
}

// metrics is the page Prometheus reads.
func (a *App) metrics() http.Handler {
	return promhttp.HandlerFor(a.meters.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 20 * time.Second})
}

// metricsOnWeb is /metrics of the web server, for those who have the token;
// nil when no token is set.
func (a *App) metricsOnWeb() http.Handler {
	token := a.Conf.MetricsToken
	if token == "" {
		return nil
	}
	page := a.metrics()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if subtle.ConstantTimeCompare([]byte(got), []byte(token)) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "The metrics token is missing or wrong.", http.StatusUnauthorized)
			return
		}
		page.ServeHTTP(w, r)
	})
}

// serveMetrics answers Prometheus on a listener of its own until ctx ends.
func (a *App) serveMetrics(ctx context.Context) error {
	at := a.Conf.MetricsListen
	if at == "" || at == "none" {
		return nil
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", at)
	if err != nil {
		return fault.Newf(fault.Conflict, "app.listen_metrics", "Cannot listen on %s for Prometheus: %v. Choose another address with --metrics-listen.", at, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.metrics())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: time.Minute}
	a.metricsAt = ln.Addr().String()
	a.loops.Go(func() { _ = srv.Serve(ln) })
	context.AfterFunc(ctx, func() { _ = srv.Close() })
	a.Log.Info("metrics", "address", a.metricsAt)
	return nil
}

// startTraces has spans sent where the configuration says.
func (a *App) startTraces(ctx context.Context) error {
	to := strings.TrimSuffix(a.Conf.Traces, "/")
	if to == "" || to == "none" {
		return nil
	}
	stop, err := obs.StartTraces(ctx, to, "lingting", a.version, a.Conf.TracesShare)
	a.stopTraces = stop
	return err
}
