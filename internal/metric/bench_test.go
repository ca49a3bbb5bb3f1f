package metric_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/telephony"
)

var (
	benchContact = sqldb.Q(`insert into telephony_contact (id, source_id, call_id, visit, queue_id, agent_id, channel, call_type, customer, entered_ms, answered_ms, ended_ms,
		wait_ms, ring_ms, talk_ms, hold_ms, wrap_up_ms, outcome, left_reason, ended_by, sent_to, offers, missed, holds, transferred, flags)
		values ($1, 's', $2, 0, $3, $4, 'voice', 'inbound', $5, $6, $7, $8, $9, 3000, $10, 0, 20000, $11, '', 'customer', '', 1, 0, 0, 0, 0)`)
	benchDay      = sqldb.Q(`insert into telephony_day (day, queue_id, epoch) values ($1, $2, 1)`)
	benchPosition = sqldb.Q(`insert into telephony_position (stream, seq, epoch, applied_ms) values ('telephony', 1, 1, 0)`)
)

// benchCentre is a centre of so many queues, agents and months with about 70
// contacts per queue and day, as folded facts.
func benchCentre(b *testing.B, queues, agents, months int) *centre {
	b.Helper()
	c := newCentre(b, sqldbtest.Open(b, sqldb.SQLite), "Asia/Shanghai")
	rnd := rand.New(rand.NewPCG(1, uint64(queues)))
	first := telephony.DayOf(time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
	days := int64(months) * 30
	var queueIDs, agentIDs []string
	err := c.db.Write(c.ctx, func(tx *sqldb.Tx) error {
		for i := range queues {
			q, err := c.org.EnsureQueue(c.ctx, tx, "s", fmt.Sprintf("q%02d", i), "voice")
			if err != nil {
				return err
			}
			queueIDs = append(queueIDs, q)
		}
		for i := range agents {
			a, err := c.org.EnsureAgent(c.ctx, tx, "s", fmt.Sprintf("a%04d", i))
			if err != nil {
				return err
			}
			agentIDs = append(agentIDs, a)
		}
		_, err := tx.Exec(c.ctx, benchPosition)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for day := first; day < first+days; day++ {
		err := c.db.Write(c.ctx, func(tx *sqldb.Tx) error {
			for _, q := range queueIDs {
				if _, err := tx.Exec(c.ctx, benchDay, day, q); err != nil {
					return err
				}
				for range 50 + rnd.IntN(40) {
					n++
					at := day*telephony.DayMs + int64(rnd.IntN(14*3600))*1000
					wait, talk, outcome, agent := int64(rnd.IntN(60))*1000, int64(60+rnd.IntN(300))*1000, "answered", agentIDs[rnd.IntN(agents)]
					answeredMs := at + wait
					if rnd.IntN(12) == 0 {
						outcome, agent, talk, answeredMs = "abandoned", "", 0, 0
					}
					if _, err := tx.Exec(c.ctx, benchContact, id.Of(at, q, strconv.Itoa(n)), strconv.Itoa(n), q, agent, fmt.Sprintf("138%08d", rnd.IntN(300000)), at, answeredMs, at+wait+talk, wait, talk, outcome); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := c.rollup.Settle(c.ctx); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d contacts", n)
	return c
}

// BenchmarkNumbers asks what pages ask, over growing centres. The first
// question after a start reads the stored sheets; the others find them in
// memory.
func BenchmarkNumbers(b *testing.B) {
	for _, size := range []struct{ queues, agents, months int }{{10, 100, 1}, {10, 100, 13}, {50, 500, 1}, {50, 500, 13}} {
		b.Run(fmt.Sprintf("queues=%d/agents=%d/months=%d", size.queues, size.agents, size.months), func(b *testing.B) {
			c := benchCentre(b, size.queues, size.agents, size.months)
			c.ctx = context.WithoutCancel(c.ctx)
			to := time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 30*size.months-1).Format(time.DateOnly)
			ask := func(grain metric.Grain, metrics []string, by ...metric.Dimension) metric.Query {
				return metric.Query{From: "2025-10-01", To: to, Grain: grain, By: by, Metrics: metrics}
			}
			for _, q := range []struct {
				name  string
				query metric.Query
			}{
				{"heat-map", ask(metric.Grain30m, []string{"sl-off", "offered"})},
				{"trend", ask(metric.GrainDay, []string{"offered", "sl-off", "asa", "aht", "abandon-rate"})},
				{"by-queue-day", ask(metric.GrainDay, []string{"offered", "sl-off"}, metric.ByQueue)},
				{"by-agent", ask(metric.GrainTotal, []string{"answered", "aht"}, metric.ByAgent)},
				{"repeat", ask(metric.GrainMonth, []string{"repeat-rate"})},
			} {
				b.Run(q.name, func(b *testing.B) {
					percentiles(b, func() error {
						a, err := c.metrics.Query(c.ctx, q.query)
						if err != nil {
							return err
						}
						return web.WriteJSON(io.Discard, a)
					})
				})
			}
			b.Run("drill", func(b *testing.B) {
				at := time.Date(2025, 10, 20, 2, 0, 0, 0, time.UTC).UnixMilli()
				percentiles(b, func() error {
					at += 1_800_000
					if at > time.Date(2025, 10, 29, 0, 0, 0, 0, time.UTC).UnixMilli() {
						at = time.Date(2025, 10, 20, 2, 0, 0, 0, time.UTC).UnixMilli()
					}
					_, err := c.metrics.Drill(c.ctx, metric.Query{FromMs: at, ToMs: at + 1_800_000, Grain: metric.GrainTotal, Metrics: []string{"sl-off"}}, metric.PartDen, 0, 50)
					return err
				})
			})
			b.Run("drill-everything", func(b *testing.B) {
				percentiles(b, func() error {
					q := ask(metric.GrainTotal, []string{"sl-off"})
					_, err := c.metrics.Drill(c.ctx, q, metric.PartDen, 0, 50)
					return err
				})
			})
		})
	}
}

// percentiles runs fn and reports its median and 95th percentile, and the
// memory in use.
func percentiles(b *testing.B, fn func() error) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if err := fn(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys-m.HeapReleased)/(1<<20), "MB")
}
