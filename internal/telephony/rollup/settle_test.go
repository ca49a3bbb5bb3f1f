package rollup

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// someDays are contacts and states of a few agents over days with gaps: a
// sign-in that lasts over midnight, a conversation over midnight, two
// conversations at once.
func someDays(seed uint64) []telephony.Event {
	rnd := rand.New(rand.NewPCG(seed, 1))
	start := int64(20_500) * telephony.DayMs
	var out []telephony.Event
	put := func(e telephony.Event) {
		e.Key = fmt.Sprintf("%016x", len(out))
		out = append(out, e)
	}
	for n := range 400 {
		day := []int64{0, 1, 2, 3, 7, 8, 20}[rnd.IntN(7)]
		at := start + day*telephony.DayMs + int64(rnd.IntN(24*3600))*1000
		agent, call := fmt.Sprintf("agent-%d", rnd.IntN(4)), fmt.Sprintf("call-%d", n)
		switch rnd.IntN(6) {
		case 0:
			put(telephony.Event{Kind: telephony.KindAgentSignedIn, At: at, Agent: agent})
		case 1:
			put(telephony.Event{Kind: telephony.KindAgentState, At: at, Agent: agent, State: telephony.StateAux, Reason: "break"})
		case 2:
			put(telephony.Event{Kind: telephony.KindAgentSignedOut, At: at, Agent: agent})
		default:
			talk := int64(rnd.IntN(4*3600)) * 1000
			put(telephony.Event{Kind: telephony.KindEnqueued, At: at, Call: call, Queue: "q"})
			put(telephony.Event{Kind: telephony.KindConnected, At: at + 5000, Call: call, Queue: "q", Agent: agent, Wait: telephony.SpanOf(5000), Ring: telephony.SpanOf(2000)})
			put(telephony.Event{Kind: telephony.KindEnded, At: at + 5000 + talk, Call: call, Queue: "q", Agent: agent, Talk: telephony.SpanOf(talk)})
		}
	}
	return out
}

// Days made together, from rows read once, are those made one by one.
func TestDaysMadeTogetherAreThoseMadeAlone(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		clk := clock.System()
		in := ingest.New(db, org.New(db, clk, nil), nil, clk)
		s := New(db, 1<<20)
		settled := func(limit int) map[string]telephony.AgentDay {
			t.Helper()
			for more := true; more; {
				var err error
				if more, err = s.SettleAgents(ctx, limit); err != nil {
					t.Fatal(err)
				}
			}
			out := map[string]telephony.AgentDay{}
			err := db.Read(ctx, func(tx *sqldb.Tx) error {
				return s.AgentDays(ctx, tx, 20_400, 20_600, func(agent string, day int64, sums *telephony.AgentDay) error {
					out[fmt.Sprint(agent, day)] = *sums
					return nil
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if _, err := in.Apply(ctx, 1, []ingest.Batch{{Source: "pbx", Kind: "queue-log", Events: someDays(7)}}); err != nil {
			t.Fatal(err)
		}
		together := settled(1000)
		if len(together) < 20 {
			t.Fatalf("only %d agent days", len(together))
		}
		// Every day is due once more, and made alone.
		err := db.Write(ctx, func(tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, qTestAllDue)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if due, _, err := s.Pending(ctx); err != nil || due != int64(len(together)) {
			t.Fatalf("%d due of %d, %v", due, len(together), err)
		}
		if alone := settled(1); !maps.Equal(alone, together) {
			t.Errorf("made alone they differ")
		}
	})
}

var qTestAllDue = sqldb.Q(`insert into telephony_agent_due (agent_id, day, source_id) select d.agent_id, d.day, (select min(id) from telephony_source) from telephony_agent_day d`)

func TestRuns(t *testing.T) {
	list := []due{{"a", "s", 1}, {"a", "s", 2}, {"a", "s", 4}, {"a", "x", 5}, {"b", "s", 6}, {"b", "s", 7}}
	var sizes []int
	for _, r := range runs(list) {
		sizes = append(sizes, len(r))
	}
	if fmt.Sprint(sizes) != "[2 1 1 2]" || runs(nil) != nil {
		t.Errorf("runs of %v", sizes)
	}
}
