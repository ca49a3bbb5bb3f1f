package ingest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// callsOf makes the events of n answered calls over the queues and agents, 25
// calls a second, 3.5 events a call, as a queue log tells them.
func callsOf(n, queues, agents int) []telephony.Event {
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).UnixMilli()
	out := make([]telephony.Event, 0, n*7/2)
	for i := range n {
		at := start + int64(i)*40
		at -= at % 1000
		call := fmt.Sprintf("%d.%d", at/1000, i)
		queue, agent := fmt.Sprintf("queue-%02d", i%queues), fmt.Sprintf("SIP/%04d", i%agents)
		put := func(e telephony.Event) {
			e.Call, e.Queue = call, queue
			e.Key = fmt.Sprintf("%016x%02x", i, len(out)%256)
			e.Raw = fmt.Sprintf("%d|%s|%s|%s|%s|12|%s|3", e.At/1000, call, queue, agent, e.Kind, call)
			e.File, e.Line = "queue_log", int64(len(out)+1)
			out = append(out, e)
		}
		put(telephony.Event{Kind: telephony.KindEnqueued, At: at, Customer: fmt.Sprintf("138%08d", i%200000)})
		if i%2 == 0 {
			put(telephony.Event{Kind: telephony.KindOfferMissed, At: at + 5000, Agent: agent, Ring: telephony.SpanOf(5000)})
		}
		put(telephony.Event{Kind: telephony.KindConnected, At: at + 12000, Agent: agent, Wait: telephony.SpanOf(12000), Ring: telephony.SpanOf(3000)})
		put(telephony.Event{Kind: telephony.KindEnded, At: at + 192000, Agent: agent, Wait: telephony.SpanOf(12000), Talk: telephony.SpanOf(180000), By: telephony.ByCustomer})
	}
	return out
}

// BenchmarkIngest is the whole way: into the durable event log, out of it,
// folded and committed with the position, on SQLite.
func BenchmarkIngest(b *testing.B) {
	for _, size := range []struct{ queues, agents int }{{5, 60}, {50, 500}, {200, 5000}} {
		b.Run(fmt.Sprintf("queues=%d/agents=%d", size.queues, size.agents), func(b *testing.B) {
			const calls = 60_000
			events := callsOf(calls, size.queues, size.agents)
			total := 0
			for b.Loop() {
				b.StopTimer()
				ctx, cancel := context.WithCancel(b.Context())
				db := sqldbtest.Open(b, sqldb.SQLite)
				log, err := bus.Open(ctx, bus.Config{Dir: filepath.Join(b.TempDir(), "log"), DB: db})
				if err != nil {
					b.Fatal(err)
				}
				clk := clock.System()
				s := New(db, org.New(db, clk, noAudit{}), log, clk)
				if err := s.Open(ctx); err != nil {
					b.Fatal(err)
				}
				ran := make(chan error, 1)
				go func() { ran <- s.Run(ctx, AllParts(), nil) }()
				b.StartTimer()
				var last *bus.Pending
				const size = 1000
				for from := 0; from < len(events); from += size {
					if last, err = s.PublishAsync(ctx, Batch{Source: "pbx", Kind: "queue-log", Events: events[from:min(from+size, len(events))]}); err != nil {
						b.Fatal(err)
					}
				}
				seq, err := last.Wait(ctx)
				if err != nil {
					b.Fatal(err)
				}
				if err := s.Wait(ctx, seq); err != nil {
					b.Fatal(err)
				}
				total += len(events)
				b.StopTimer()
				cancel()
				if err := <-ran; err != nil {
					b.Fatal(err)
				}
				_ = log.Stop(context.Background())
				_ = db.Close()
				b.StartTimer()
			}
			b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// BenchmarkParts is the folding alone of one log by one to four nodes that
// share its parts on one PostgreSQL, each reading the log for itself.
func BenchmarkParts(b *testing.B) {
	const calls, size = 60_000, 1000
	events := callsOf(calls, 50, 1000)
	var messages [][]byte
	for chunk := range slices.Chunk(events, size) {
		batch := Batch{Source: "pbx", Kind: "queue-log", Events: chunk}
		data, err := batch.Encode()
		if err != nil {
			b.Fatal(err)
		}
		messages = append(messages, data)
	}
	for _, nodes := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("nodes=%d", nodes), func(b *testing.B) {
			total := 0
			for b.Loop() {
				b.StopTimer()
				db := sqldbtest.Open(b, sqldb.Postgres)
				b.StartTimer()
				var all errgroup.Group
				for node := range nodes {
					s := serviceOn(db)
					mine := partsOf(AllParts()[node*Parts/nodes : (node+1)*Parts/nodes])
					all.Go(func() error {
						seq := uint64(0)
						for portion := range slices.Chunk(messages, 16) {
							batches := make([]Batch, len(portion))
							for i, data := range portion {
								var err error
								if batches[i], err = DecodeBatch(data); err != nil {
									return err
								}
							}
							seq += uint64(len(portion))
							if _, err := s.applyParts(b.Context(), mine, nil, seq, batches); err != nil {
								return err
							}
						}
						return nil
					})
				}
				if err := all.Wait(); err != nil {
					b.Fatal(err)
				}
				total += len(events)
			}
			b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
