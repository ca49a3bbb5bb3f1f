package app

import (
	"fmt"
	"net/http"
	"runtime/metrics"
	"strings"

	"github.com/lingting/lingting/internal/telephony/ingest"
)

// gauges of the Go runtime, and what they are called at /metrics.
var gauges = []struct{ runtime, name, help string }{
	{"/memory/classes/total:bytes", "lingting_memory_bytes", "Memory mapped by the process."},
	{"/memory/classes/heap/objects:bytes", "lingting_heap_bytes", "Memory of live and unswept objects."},
	{"/sched/goroutines:goroutines", "lingting_goroutines", "Goroutines."},
	{"/gc/cycles/total:gc-cycles", "lingting_gc_cycles_total", "Garbage collections."},
}

// metrics serves a page of counters in the Prometheus text form, or nil when
// the configuration does not ask for it.
func (a *App) metrics() http.Handler {
	if !a.Conf.Metrics {
		return nil
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		samples := make([]metrics.Sample, len(gauges))
		for i, g := range gauges {
			samples[i].Name = g.runtime
		}
		metrics.Read(samples)
		var out strings.Builder
		put := func(name, help string, value uint64) {
			kind := "gauge"
			if strings.HasSuffix(name, "_total") {
				kind = "counter"
			}
			fmt.Fprintf(&out, "# HELP %s %s\n# TYPE %s %s\n%s %d\n", name, help, name, kind, name, value)
		}
		for i, g := range gauges {
			if samples[i].Value.Kind() == metrics.KindUint64 {
				put(g.name, g.help, samples[i].Value.Uint64())
			}
		}
		if in, err := a.Bus.Info(r.Context(), ingest.Stream); err == nil {
			put("lingting_events_last", "Last position of the event log.", in.Last)
			put("lingting_events_bytes", "Size of the event log.", in.Bytes)
		}
		if seq, _, err := a.Ingest.Position(r.Context()); err == nil {
			put("lingting_events_folded", "Position of the event log the facts contain.", seq)
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_, _ = w.Write([]byte(out.String()))
	})
}
