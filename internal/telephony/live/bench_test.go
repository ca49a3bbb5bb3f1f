package live

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// longDay is the course of six hours: every agent takes ten contacts an hour
// and a break now and then.
func longDay(r *rand.Rand, agents int) []telephony.Event {
	var out []telephony.Event
	begin := dayStart + 8*3_600_000
	for a := range agents {
		name := fmt.Sprintf("A%05d", a)
		n := 0
		put := func(e telephony.Event) {
			n++
			e.Key, e.Agent = fmt.Sprintf("%05d%05d", a, n), name
			out = append(out, e)
		}
		put(telephony.Event{Kind: telephony.KindAgentSignedIn, At: begin + int64(r.IntN(60_000))})
		for c := range 60 {
			at := begin + int64(c)*360_000 + int64(r.IntN(60_000))
			call, queue := fmt.Sprintf("c%05d.%d", a, c), fmt.Sprintf("Q%03d", r.IntN(max(3, agents/50)))
			talk := int64(100_000 + r.IntN(120_000))
			put(telephony.Event{Kind: telephony.KindEnqueued, At: at, Call: call, Queue: queue})
			put(telephony.Event{Kind: telephony.KindOffered, At: at + 8000, Call: call, Queue: queue})
			put(telephony.Event{Kind: telephony.KindConnected, At: at + 12_000, Call: call, Queue: queue, Wait: telephony.SpanOf(12_000), Ring: telephony.SpanOf(4000)})
			if c == 59 && a%3 > 0 {
				continue // still talks
			}
			put(telephony.Event{Kind: telephony.KindEnded, At: at + 12_000 + talk, Call: call, Queue: queue, Talk: telephony.SpanOf(talk), By: telephony.ByCustomer})
			put(telephony.Event{Kind: telephony.KindWrapUpStarted, At: at + 12_000 + talk, Call: call, Queue: queue})
			put(telephony.Event{Kind: telephony.KindWrapUpEnded, At: at + 30_000 + talk, Call: call, Queue: queue})
			if r.IntN(25) == 0 {
				put(telephony.Event{Kind: telephony.KindAgentState, At: at + 31_000 + talk, State: telephony.StateAux, Reason: "小休"})
				put(telephony.Event{Kind: telephony.KindAgentState, At: at + 60_000 + talk, State: telephony.StateReady})
			}
		}
	}
	slices.SortStableFunc(out, func(x, y telephony.Event) int { return int(x.At - y.At) })
	return out
}

// BenchmarkRebuild reads the floor of a day from the store, as after a
// restart, and reckons every row.
func BenchmarkRebuild(b *testing.B) {
	for _, agents := range []int{1000, 5000} {
		b.Run(fmt.Sprintf("agents=%d", agents), func(b *testing.B) {
			h := open(b, sqldbtest.Open(b, sqldb.SQLite))
			for part := range slices.Chunk(longDay(rand.New(rand.NewPCG(1, 1)), agents), 16_000) {
				h.fold(part)
			}
			h.clk.at = time.UnixMilli(dayStart + 14*3_600_000)
			for b.Loop() {
				h.rebuild()
				h.step()
			}
			if len(h.known.agents) != agents {
				b.Fatalf("%d agents on the floor", len(h.known.agents))
			}
		})
	}
}

// longMessages are the messages of a long day, and the number of its events.
func longMessages(t testing.TB, agents int) (messages [][]byte, count int) {
	for part := range slices.Chunk(longDay(rand.New(rand.NewPCG(1, 1)), agents), 100) {
		message, err := (&ingest.Batch{Source: "pbx", Kind: "test", Events: part}).Encode()
		if err != nil {
			t.Fatal(err)
		}
		messages, count = append(messages, message), count+len(part)
	}
	return messages, count
}

// BenchmarkKept takes a day of 1,000 agents from messages as the log holds
// them, and reports what the floor keeps of it: the bytes that 100,000 events
// leave for the rest of the day, and those in use at its end.
func BenchmarkKept(b *testing.B) {
	h := open(b, sqldbtest.Open(b, sqldb.SQLite))
	h.rebuild()
	messages, count := longMessages(b, 1000)
	held := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	for b.Loop() {
		h.clk.at = time.UnixMilli(dayStart + 8*3_600_000)
		h.floor = NewFloor(testDay, h.floor.meter, h.floor.names)
		var early int64
		empty := held()
		for i, message := range messages {
			batch, err := ingest.DecodeBatch(message)
			if err != nil {
				b.Fatal(err)
			}
			h.tell(batch.Events)
			h.clk.at = time.UnixMilli(h.floor.Horizon())
			if i%5 == 0 {
				h.floor.Agents(h.floor.Horizon(), h.about, func(AgentRow) {})
				settle(b, h.floor, h.floor.Horizon())
			}
			if i == len(messages)/4 {
				early = held()
			}
		}
		late := held()
		b.ReportMetric(float64(late-early)/float64(count-count/4)*100_000, "B/100k-events")
		b.ReportMetric(float64(late-empty), "B/day")
		b.ReportMetric(float64(count), "events")
	}
}
