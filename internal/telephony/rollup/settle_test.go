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

var qTestAllDue = sqldb.Q(`insert into telephony_agent_due (agent_id, day, source_id, epoch) select d.agent_id, d.day, (select min(id) from telephony_source), 1 from telephony_agent_day d`)

// Facts that change while days are reckoned beside them leave those days due,
// and what was reckoned of them is not kept.
func TestADayThatChangesMeanwhileStaysDue(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		clk := clock.System()
		in := ingest.New(db, org.New(db, clk, nil), nil, clk)
		s := New(db, 1<<20)
		at := int64(20_500)*telephony.DayMs + 9*3_600_000
		apply := func(seq uint64, events ...telephony.Event) {
			t.Helper()
			if _, err := in.Apply(ctx, seq, []ingest.Batch{{Source: "pbx", Kind: "queue-log", Events: events}}); err != nil {
				t.Fatal(err)
			}
		}
		apply(1,
			telephony.Event{Key: "1", Kind: telephony.KindAgentSignedIn, At: at, Agent: "a"},
			telephony.Event{Key: "2", Kind: telephony.KindAgentSignedOut, At: at + 600_000, Agent: "a"},
			telephony.Event{Key: "3", Kind: telephony.KindAgentSignedIn, At: at, Agent: "b"},
			telephony.Event{Key: "4", Kind: telephony.KindAgentSignedOut, At: at + 600_000, Agent: "b"},
			telephony.Event{Key: "5", Kind: telephony.KindEnqueued, At: at, Call: "c", Queue: "q", Revision: 1},
			telephony.Event{Key: "6", Kind: telephony.KindConnected, At: at + 1000, Call: "c", Queue: "q", Agent: "b", Revision: 1},
			telephony.Event{Key: "7", Kind: telephony.KindEnded, At: at + 301_000, Call: "c", Queue: "q", Agent: "b", Talk: telephony.SpanOf(300_000), Revision: 1},
			telephony.Event{Key: "8", Kind: telephony.KindEnqueued, At: at, Call: "d", Queue: "q"},
			telephony.Event{Key: "9", Kind: telephony.KindConnected, At: at + 60_000, Call: "d", Queue: "q", Agent: "b"},
			telephony.Event{Key: "10", Kind: telephony.KindEnded, At: at + 120_000, Call: "d", Queue: "q", Agent: "b", Talk: telephony.SpanOf(60_000)},
		)
		var made []madeDay
		if err := db.Read(ctx, func(tx *sqldb.Tx) error {
			list, err := loadDue(ctx, tx, 100)
			if err == nil {
				made, err = makeAgentDays(ctx, tx, list)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		// The call that overlapped was shorter, and no longer does.
		apply(2, telephony.Event{Key: "11", Kind: telephony.KindEnded, At: at + 30_000, Call: "c", Queue: "q", Agent: "b", Talk: telephony.SpanOf(29_000), Revision: 2},
			telephony.Event{Key: "12", Kind: telephony.KindEnqueued, At: at, Call: "c", Queue: "q", Revision: 2},
			telephony.Event{Key: "13", Kind: telephony.KindConnected, At: at + 1000, Call: "c", Queue: "q", Agent: "b", Revision: 2})
		if err := db.Write(ctx, func(tx *sqldb.Tx) error { return saveAgentDays(ctx, tx, made) }); err != nil {
			t.Fatal(err)
		}
		look := func() (days, overlaps int, due int64) {
			t.Helper()
			if err := db.Read(ctx, func(tx *sqldb.Tx) (err error) {
				if overlaps, err = sqldb.One(ctx, tx, qTestOverlaps, sqldb.Value[int], int64(telephony.FlagTalkOverlap)); err != nil {
					return err
				}
				return s.AgentDays(ctx, tx, 20_500, 20_500, func(_ string, _ int64, sums *telephony.AgentDay) error {
					days++
					for _, slot := range sums.Slots {
						if slot[telephony.AgentTalk] == 300_000 {
							t.Error("a call counts as it was before")
						}
					}
					return nil
				})
			}); err != nil {
				t.Fatal(err)
			}
			due, _, err := s.Pending(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return days, overlaps, due
		}
		if days, overlaps, due := look(); days != 1 || overlaps != 0 || due == 0 {
			t.Errorf("after the change: %d days made, %d overlaps, %d due", days, overlaps, due)
		}
		if err := s.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		if days, overlaps, due := look(); days != 2 || overlaps != 0 || due != 0 {
			t.Errorf("in the end: %d days made, %d overlaps, %d due", days, overlaps, due)
		}
	})
}

var qTestOverlaps = sqldb.Q(`select count(*) from telephony_contact where flags >= $1 and flags < 2 * $1`)

func TestRuns(t *testing.T) {
	list := []due{{"a", "s", 1, 0}, {"a", "s", 2, 0}, {"a", "s", 4, 0}, {"a", "x", 5, 0}, {"b", "s", 6, 0}, {"b", "s", 7, 0}}
	var sizes []int
	for _, r := range runs(list) {
		sizes = append(sizes, len(r))
	}
	if fmt.Sprint(sizes) != "[2 1 1 2]" || runs(nil) != nil {
		t.Errorf("runs of %v", sizes)
	}
}
