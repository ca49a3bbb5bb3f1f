package live

import (
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// A wrap-up that lasts is known after a restart: of a contact that has ended
// only its journal says so.
func TestARestartInTheMiddleOfAWrapUp(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := open(t, db)
		h.fold([]telephony.Event{
			{Key: "1", Kind: telephony.KindAgentSignedIn, At: at(0, 0), Agent: "A"},
			{Key: "2", Kind: telephony.KindEnqueued, At: at(1, 0), Call: "a", Queue: "Q"},
			{Key: "3", Kind: telephony.KindConnected, At: at(1, 10), Call: "a", Queue: "Q", Agent: "A"},
			{Key: "4", Kind: telephony.KindEnded, At: at(3, 0), Call: "a", Queue: "Q", Agent: "A"},
			{Key: "5", Kind: telephony.KindWrapUpStarted, At: at(3, 0), Call: "a", Queue: "Q", Agent: "A"},
		})
		row := func() (out AgentRow) {
			h.floor.Agents(clock.Ms(h.clk), h.about, func(r AgentRow) { out = r })
			return out
		}
		h.clk.at = time.UnixMilli(at(4, 0))
		h.rebuild()
		if r := row(); r.State != telephony.StateWrapUp || r.Since != at(3, 0) {
			t.Fatalf("after a restart: %+v", r)
		}
		h.tell([]telephony.Event{{Key: "6", Kind: telephony.KindWrapUpEnded, At: at(3, 50), Call: "a", Queue: "Q", Agent: "A"}})
		if r := row(); r.State != telephony.StateReady || r.Since != at(3, 50) {
			t.Fatalf("when it has ended: %+v", r)
		}
		if q := h.floor.Queues(clock.Ms(h.clk), h.about); len(q) != 1 || q[0].Answered != 1 {
			t.Fatalf("the contact is counted otherwise: %+v", q)
		}
	})
}

// At whom a call rang who did not answer is known after a restart, and since
// when they are ready again: of a contact another agent answered, or nobody,
// only the journal says so.
func TestARestartAfterAMissedOffer(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := open(t, db)
		events := []telephony.Event{
			{Key: "01", Kind: telephony.KindAgentSignedIn, At: at(0, 0), Agent: "A"},
			{Key: "02", Kind: telephony.KindAgentSignedIn, At: at(0, 0), Agent: "B"},
			{Key: "03", Kind: telephony.KindAgentSignedIn, At: at(0, 0), Agent: "C"},
			// Answered by another one, told as a miss.
			{Key: "11", Kind: telephony.KindEnqueued, At: at(1, 0), Call: "a", Queue: "Q"},
			{Key: "12", Kind: telephony.KindOffered, At: at(1, 5), Call: "a", Queue: "Q", Agent: "A"},
			{Key: "13", Kind: telephony.KindOfferMissed, At: at(1, 20), Call: "a", Queue: "Q", Agent: "A"},
			{Key: "14", Kind: telephony.KindOffered, At: at(1, 21), Call: "a", Queue: "Q", Agent: "B"},
			{Key: "15", Kind: telephony.KindConnected, At: at(1, 25), Call: "a", Queue: "Q", Agent: "B"},
			{Key: "16", Kind: telephony.KindEnded, At: at(4, 0), Call: "a", Queue: "Q", Agent: "B"},
			// Given up while it rang.
			{Key: "21", Kind: telephony.KindEnqueued, At: at(2, 0), Call: "b", Queue: "Q"},
			{Key: "22", Kind: telephony.KindOffered, At: at(2, 10), Call: "b", Queue: "Q", Agent: "C"},
			{Key: "23", Kind: telephony.KindAbandoned, At: at(2, 30), Call: "b", Queue: "Q"},
			// The day goes on elsewhere.
			{Key: "31", Kind: telephony.KindEnqueued, At: at(40, 0), Call: "c", Queue: "Q"},
		}
		h.fold(events)
		h.clk.at = time.UnixMilli(at(40, 0))
		type view struct {
			Rows  map[string]AgentRow
			Spans map[string][]telephony.AgentSpan
			Left  int
		}
		look := func() view {
			settle(t, h.floor, clock.Ms(h.clk))
			v := view{map[string]AgentRow{}, map[string][]telephony.AgentSpan{}, len(h.floor.calls)}
			h.floor.Agents(clock.Ms(h.clk), h.about, func(r AgentRow) {
				v.Rows[r.No], v.Spans[r.No] = r, h.floor.History(r.ID, clock.Ms(h.clk))
			})
			return v
		}
		h.rebuild()
		after := look()
		h.floor = NewFloor(h.floor.day, h.floor.meter, h.floor.names)
		h.tell(events)
		before := look()
		if !reflect.DeepEqual(before, after) {
			t.Errorf("after a restart the floor is another one:\n%+v\n%+v", before, after)
		}
		for agent, since := range map[string]int64{"A": at(1, 20), "B": at(4, 0), "C": at(2, 30)} {
			if r := after.Rows[agent]; r.State != telephony.StateReady || r.Since != since {
				t.Errorf("%s: %+v, want ready since %d", agent, r, since)
			}
		}
		if after.Left != 1 {
			t.Errorf("%d calls are at hand", after.Left)
		}
	})
}

// A floor that begins while some parts of the event log are folded and others
// are not, follows it from where all are: what the store knew already is told
// once more, and changes nothing.
func TestARestartWhilePartsAreBehind(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := open(t, db)
		events := morning(rand.New(rand.NewPCG(11, 12)), 300, 25)
		h.clk.at = time.UnixMilli(events[len(events)-1].At)
		var head uint64
		for chunk := range slices.Chunk(events, 100) {
			var err error
			if head, err = h.ingest.Publish(t.Context(), ingest.Batch{Source: "pbx", Kind: "test", Events: chunk}); err != nil {
				t.Fatal(err)
			}
		}
		folded := func(parts []int) {
			ctx, end := context.WithCancel(t.Context())
			defer end()
			done := make(chan error, 1)
			go func() {
				done <- h.ingest.Run(ctx, parts, func(d ingest.Done) {
					if d.Last == head {
						end()
					}
				})
			}()
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		type view struct {
			Rows   map[string]AgentRow
			Spans  map[string][]telephony.AgentSpan
			Queues []QueueRow
			Left   int
		}
		look := func() view {
			settle(t, h.floor, clock.Ms(h.clk))
			v := view{map[string]AgentRow{}, map[string][]telephony.AgentSpan{}, h.floor.Queues(clock.Ms(h.clk), h.about), len(h.floor.calls)}
			h.floor.Agents(clock.Ms(h.clk), h.about, func(r AgentRow) {
				v.Rows[r.No], v.Spans[r.No] = r, h.floor.History(r.ID, clock.Ms(h.clk))
			})
			return v
		}
		folded([]int{1, 3, 4, 6})
		seq, err := h.build(t.Context())
		if err != nil || seq != 0 {
			t.Fatalf("begins at %d: %v", seq, err)
		}
		h.tell(events)
		between := look()
		h.floor = NewFloor(h.floor.day, h.floor.meter, h.floor.names)
		h.tell(events)
		for name, row := range look().Rows {
			if between.Rows[name] != row {
				t.Errorf("%s is %+v, want %+v", name, between.Rows[name], row)
			}
		}
		if want := look(); !reflect.DeepEqual(between.Spans, want.Spans) || !reflect.DeepEqual(between.Queues, want.Queues) || between.Left != want.Left {
			t.Errorf("the floor is another one: %d and %d calls at hand\n%+v\n%+v", between.Left, want.Left, between.Queues, want.Queues)
		}
		folded(ingest.AllParts())
		if seq, err = h.build(t.Context()); err != nil || seq != head {
			t.Fatalf("begins at %d, want %d: %v", seq, head, err)
		}
		if len(between.Queues) == 0 || len(between.Rows) != 25 {
			t.Errorf("%d queues, %d agents", len(between.Queues), len(between.Rows))
		}
	})
}
