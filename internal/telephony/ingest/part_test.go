package ingest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/telephony"
)

// anything is what a source may tell of three days: calls of several queues,
// transfers, open ends, restarts, agents, imported intervals and rows that
// cannot be read.
func anything(rnd *rand.Rand, batches int) (out []Batch) {
	const start = 1_700_000_000_000
	at := int64(start)
	type open struct {
		call, queue string
		connected   bool
	}
	var calls []open
	n := 0
	event := func(kind telephony.Kind, call, queue, agent string) telephony.Event {
		n++
		return telephony.Event{Key: fmt.Sprintf("k%d", n), Kind: kind, At: at, Call: call, Queue: queue, Agent: agent}
	}
	pick := func(letter string, of int) string { return fmt.Sprintf("%s%02d", letter, rnd.IntN(of)) }
	for i := range batches {
		b := Batch{Source: pick("switch", 2), Kind: "test"}
		for range 40 {
			at += int64(rnd.ExpFloat64() * 3 * 86_400_000 / float64(40*batches))
			switch d := rnd.IntN(100); {
			case d < 40 || len(calls) == 0:
				c := open{call: fmt.Sprintf("c%05d", n), queue: pick("q", 12)}
				calls = append(calls, c)
				b.Events = append(b.Events, event(telephony.KindEnqueued, c.call, c.queue, ""))
			case d < 90:
				k := rnd.IntN(len(calls))
				c := &calls[k]
				switch {
				case !c.connected && d%5 > 0:
					c.connected = true
					b.Events = append(b.Events, event(telephony.KindConnected, c.call, c.queue, pick("a", 30)))
					continue
				case !c.connected:
					b.Events = append(b.Events, event(telephony.KindAbandoned, c.call, c.queue, ""))
				case d%7 == 0:
					b.Events = append(b.Events, event(telephony.KindTransferred, c.call, c.queue, pick("a", 30)))
					c.queue, c.connected = pick("q", 12), false
					b.Events = append(b.Events, event(telephony.KindEnqueued, c.call, c.queue, ""))
					continue
				default:
					b.Events = append(b.Events, event(telephony.KindEnded, c.call, c.queue, pick("a", 30)))
				}
				calls = slices.Delete(calls, k, k+1)
			case d < 97:
				b.Events = append(b.Events, event(telephony.KindAgentState, "", "", pick("a", 30)))
			case d < 98:
				b.Events = append(b.Events, event(telephony.KindRestarted, "", "", ""))
			default:
				b.Events = append(b.Events, event(telephony.KindUnknown, "", "", ""))
			}
		}
		b.Intervals = []telephony.IntervalSums{{Queue: pick("q", 12), Channel: "voice", StartMs: start - start%1_800_000 + int64(i)*1_800_000, LengthMs: 1_800_000, Offered: int64(i)}}
		b.Bad = []telephony.BadRow{{File: "f", Line: int64(i), Raw: "?", Reason: "test"}}
		out = append(out, b)
	}
	return out
}

var (
	qTestAgents = sqldb.Q(`select s.name, p.agent_no, e.at_ms, e.event_key from telephony_agent_event e join telephony_source s on s.id = e.source_id join org_person p on p.id = e.agent_id order by 1, 2, 3, 4`)
	qTestSource = sqldb.Q(`select name, horizon_ms, events, unknown, expired from telephony_source order by name`)
	qTestDays   = sqldb.Q(`select d.day, q.code from telephony_day d join org_queue q on q.id = d.queue_id order by 1, 2`)
	qTestDue    = sqldb.Q(`select p.agent_no, d.day from telephony_agent_due d join org_person p on p.id = d.agent_id order by 1, 2`)
	qTestBad    = sqldb.Q(`select line from telephony_quarantine order by line`)
	qTestPeriod = sqldb.Q(`select q.code, i.start_ms, i.sums from telephony_interval i join org_queue q on q.id = i.queue_id order by 1, 2, 3`)
	qTestCut    = sqldb.Q(`select s.name, r.at_ms from telephony_restart r join telephony_source s on s.id = r.source_id order by 1, 2`)
	qTestCalls  = sqldb.Q(`select s.name, c.call_id, c.last_ms, c.standing from telephony_call c join telephony_source s on s.id = c.source_id order by 1, 2`)
)

// everything the store keeps of what was told, without what names this store.
func everything(t *testing.T, db *sqldb.DB) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, c := range facts(t, db) {
		out["contacts"] = append(out["contacts"], fmt.Sprintf("%+v", c))
	}
	slices.Sort(out["contacts"]) // two sources may use one name for a call
	err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
		for name, x := range map[string]struct {
			q       *sqldb.Query
			columns int
		}{"agents": {qTestAgents, 4}, "sources": {qTestSource, 5}, "days": {qTestDays, 2}, "due": {qTestDue, 2}, "bad": {qTestBad, 1},
			"intervals": {qTestPeriod, 3}, "restarts": {qTestCut, 2}, "calls": {qTestCalls, 4}} {
			if err := sqldb.Each(t.Context(), tx, x.q, func(r sqldb.Row) error {
				row, to := make([]any, x.columns), make([]any, x.columns)
				for i := range row {
					to[i] = &row[i]
				}
				err := r.Scan(to...)
				out[name] = append(out[name], fmt.Sprint(row...))
				return err
			}, nil...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Parts that several nodes fold at once, at their own speed, and take over from
// each other in the middle, come to the same as one node that folds all.
func TestPartsComeToTheSame(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		batches := anything(rand.New(rand.NewPCG(3, 4)), 60)
		alone := sqldbtest.Open(t, db.Engine())
		s := serviceOn(alone)
		for i := range batches {
			if _, err := s.Apply(t.Context(), uint64(i+1), batches[i:i+1]); err != nil {
				t.Fatal(err)
			}
		}
		want := everything(t, alone)

		// fold is a node: it folds its parts up to the batch before until, in
		// portions of its own.
		fold := func(s *Service, list []int, until, portion int) error {
			mine := partsOf(list)
			var at [Parts]uint64
			if err := db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
				at, err = loadParts(t.Context(), tx)
				return err
			}); err != nil {
				return err
			}
			for i := int(mine.first(at)); i < until; {
				n := min(portion, until-i)
				behind := mine.behind(at, uint64(i+n))
				if _, err := s.applyParts(t.Context(), behind, &at, uint64(i+n), batches[i:i+n]); err != nil {
					return err
				}
				for k, part := range behind {
					if part {
						at[k] = uint64(i + n)
					}
				}
				i += n
			}
			return nil
		}
		nodes := []*Service{serviceOn(db), serviceOn(db), serviceOn(db)}
		for _, stage := range []struct {
			parts    [3][]int
			until    [3]int
			portions [3]int
		}{
			{[3][]int{{0, 1, 2}, {3, 4, 5}, {6, 7}}, [3]int{25, 9, 40}, [3]int{1, 2, 3}},
			{[3][]int{{0, 1, 2, 3}, {}, {4, 5, 6, 7}}, [3]int{45, 0, 60}, [3]int{2, 1, 4}}, // the second is gone
			{[3][]int{{}, AllParts(), {}}, [3]int{0, 60, 0}, [3]int{1, 7, 1}},              // it is back, alone
		} {
			var all sync.WaitGroup
			for i, node := range nodes {
				all.Go(func() {
					if err := fold(node, stage.parts[i], stage.until[i], stage.portions[i]); err != nil {
						t.Errorf("node %d: %v", i, err)
					}
				})
			}
			all.Wait()
		}
		got := everything(t, db)
		for name := range want {
			if !reflect.DeepEqual(got[name], want[name]) {
				t.Errorf("%s differ: %d rows, want %d", name, len(got[name]), len(want[name]))
				for i := range min(len(got[name]), len(want[name])) {
					if got[name][i] != want[name][i] {
						t.Errorf("first:\n%s\n%s", got[name][i], want[name][i])
						break
					}
				}
			}
		}
		if seq, _, err := nodes[0].Position(t.Context()); err != nil || seq != 60 {
			t.Errorf("all parts are folded up to %d: %v", seq, err)
		}

		// Who was paused while another node folded its part writes nothing.
		var late [Parts]uint64
		if _, err := nodes[0].applyParts(t.Context(), partsOf([]int{1}), &late, 61, batches[:1]); !errors.Is(err, errTakenOver) {
			t.Errorf("a part folded by two: %v", err)
		}
	})
}

// The position that readers are told is the one of the part furthest behind.
func TestThePositionOfAllParts(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := serviceOn(db)
		batches := anything(rand.New(rand.NewPCG(5, 6)), 3)
		for _, x := range []struct {
			part      int
			seq, want uint64
		}{{0, 3, 0}, {1, 2, 0}, {2, 2, 0}, {3, 2, 0}, {4, 2, 0}, {5, 2, 0}, {6, 2, 0}, {7, 1, 1}, {7, 3, 2}} {
			done, err := s.applyParts(t.Context(), partsOf([]int{x.part}), nil, x.seq, batches[:x.seq])
			if err != nil {
				t.Fatal(err)
			}
			seq, _, err := s.Position(t.Context())
			if err != nil || seq != x.want || done.Position != x.want {
				t.Errorf("part %d at %d: all at %d and %d, want %d: %v", x.part, x.seq, seq, done.Position, x.want, err)
			}
		}
	})
}
