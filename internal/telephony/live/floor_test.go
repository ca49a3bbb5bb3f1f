package live

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/telephony"
)

// tally counts what the floor's rows need with plain rules, so that the fold
// is tested without a catalogue; that the catalogue's numbers come out is the
// matter of TestNumbersEqualTheCatalogue.
type tally struct{}

func (tally) Columns() int { return 4 }

func (tally) Count(_ string, c *telephony.Contact, add func(int, int64, float64)) {
	add(0, c.EnteredMs, 1)
	if c.Answered() {
		add(1, c.EnteredMs, 1)
		if c.WaitMs <= 20_000 {
			add(3, c.EnteredMs, 1)
		}
	}
	if c.Outcome == telephony.OutcomeAbandoned {
		add(2, c.EnteredMs, 1)
	}
}

func (tally) Value(i int, sums []float64) (value, num, den float64, ok bool) {
	switch i {
	case numberOffered:
		return sums[0], sums[0], 1, true
	case numberAnswered:
		return sums[1], sums[1], 1, true
	case numberAbandoned:
		return sums[2], sums[2], 1, true
	case numberLevel:
		return 0, sums[3], sums[0], sums[0] > 0
	}
	return 0, 0, 0, false
}

const dayStart = int64(1_767_196_800_000) // 2026-01-01 00:00 in Shanghai

var testDay = Day{On: "2026-01-01", StartMs: dayStart, EndMs: dayStart + telephony.DayMs}

func emptyFloor() *Floor {
	same := func(_, external string) string { return external }
	return NewFloor(testDay, tally{}, Names{Queue: same, Agent: same})
}

// picture is everything a floor shows, in a form that can be compared.
type picture struct {
	Queues []QueueRow
	Agents []AgentRow
	Strips []Strip
	Spans  map[string][]telephony.AgentSpan
}

func pictureOf(f *Floor, now int64) picture {
	p := picture{Queues: f.Queues(now, surroundings{}), Strips: f.Strips(surroundings{}), Spans: map[string][]telephony.AgentSpan{}}
	f.Agents(now, surroundings{}, func(r AgentRow) { p.Agents = append(p.Agents, r) })
	slices.SortFunc(p.Agents, func(a, b AgentRow) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	for _, a := range p.Agents {
		p.Spans[a.ID] = f.History(a.ID, now)
	}
	return p
}

// morning is the course of some calls and agents from eight o'clock on.
func morning(r *rand.Rand, calls, agents int) []telephony.Event {
	var out []telephony.Event
	n := 0
	add := func(e telephony.Event) {
		n++
		e.Key = fmt.Sprintf("k%05d", n)
		out = append(out, e)
	}
	eight := dayStart + 8*3_600_000
	name := func(i int) string { return fmt.Sprintf("A%02d", i) }
	for i := range agents {
		at := eight + int64(r.IntN(600_000))
		add(telephony.Event{Kind: telephony.KindAgentSignedIn, At: at, Agent: name(i)})
		if i%3 == 0 {
			at += int64(r.IntN(3_000_000))
			add(telephony.Event{Kind: telephony.KindAgentState, State: telephony.StateAux, Reason: []string{"小休", "lunch"}[i%2], At: at, Agent: name(i)})
			if i%2 == 0 {
				add(telephony.Event{Kind: telephony.KindAgentState, State: telephony.StateReady, At: at + int64(r.IntN(900_000)) + 1, Agent: name(i)})
			}
		}
		if i%7 == 6 {
			add(telephony.Event{Kind: telephony.KindAgentSignedOut, At: at + 5_000_000, Agent: name(i)})
		}
	}
	for i := range calls {
		call, queue, agent := fmt.Sprintf("c%04d", i), fmt.Sprintf("Q%d", r.IntN(3)), name(r.IntN(agents))
		at := eight + int64(r.IntN(3_600_000))
		add(telephony.Event{Kind: telephony.KindEnqueued, At: at, Call: call, Queue: queue})
		at += int64(r.IntN(40_000)) + 1
		switch r.IntN(8) {
		case 0:
			add(telephony.Event{Kind: telephony.KindAbandoned, At: at, Call: call, Queue: queue})
			continue
		case 1:
			continue // still waits
		case 2:
			add(telephony.Event{Kind: telephony.KindOffered, At: at, Call: call, Queue: queue, Agent: agent})
			continue // rings
		case 3:
			add(telephony.Event{Kind: telephony.KindOffered, At: at, Call: call, Queue: queue, Agent: agent})
			at += 8000
			add(telephony.Event{Kind: telephony.KindOfferMissed, At: at, Call: call, Queue: queue, Agent: agent})
			agent = name(r.IntN(agents))
		}
		add(telephony.Event{Kind: telephony.KindConnected, At: at, Call: call, Queue: queue, Agent: agent, Wait: telephony.SpanOf(at - out[len(out)-1].At)})
		at += int64(r.IntN(300_000)) + 1
		if r.IntN(4) == 0 {
			add(telephony.Event{Kind: telephony.KindHeld, At: at - 1, Call: call, Queue: queue, Agent: agent})
			if r.IntN(2) == 0 {
				continue // on hold
			}
		}
		if r.IntN(5) > 0 {
			add(telephony.Event{Kind: telephony.KindEnded, At: at, Call: call, Queue: queue, Agent: agent, WrapUp: telephony.SpanOf(int64(r.IntN(30_000)))})
		}
	}
	slices.SortStableFunc(out, func(a, b telephony.Event) int { return int(a.At - b.At) })
	return out
}

func take(t interface{ Fatal(...any) }, f *Floor, batches ...[]telephony.Event) {
	for _, b := range batches {
		if err := f.Take("pbx", dayStart, b, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func settle(t interface{ Fatal(...any) }, f *Floor, now int64) {
	if err := f.Settle(now); err != nil {
		t.Fatal(err)
	}
}

func TestTheFloorIsAFoldOfASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		events := morning(r, rapid.IntRange(1, 60).Draw(t, "calls"), rapid.IntRange(1, 12).Draw(t, "agents"))
		if rapid.Bool().Draw(t, "restart") {
			events = append(events, telephony.Event{Key: "restart", Kind: telephony.KindRestarted, At: events[len(events)/2].At})
			slices.SortStableFunc(events, func(a, b telephony.Event) int { return int(a.At - b.At) })
		}
		now := events[len(events)-1].At + int64(rapid.IntRange(0, 400_000).Draw(t, "later"))
		want := emptyFloor()
		take(t, want, events)

		// Shuffled within half a minute, some twice or an hour late, in batches
		// of any size, with looks at the floor in between, and ended calls put
		// away: the store knows their events, and may know more than was taken.
		mixed := slices.Clone(events)
		for range len(events) / 4 {
			mixed = append(mixed, events[r.IntN(len(events))])
		}
		late := map[int]int64{}
		order := make([]int, len(mixed))
		for i := range mixed {
			order[i], late[i] = i, mixed[i].At+int64(r.IntN(30_000))
			if r.IntN(20) == 0 {
				late[i] += 3_600_000
			}
		}
		journal := func(_, call string) (out []telephony.Event, err error) {
			for _, e := range events {
				if e.Call == call {
					out = append(out, e)
				}
			}
			return out, nil
		}
		slices.SortFunc(order, func(a, b int) int { return int(late[a] - late[b]) })
		got := emptyFloor()
		for len(order) > 0 {
			n := min(1+r.IntN(20), len(order))
			batch := make([]telephony.Event, n)
			for i := range batch {
				batch[i] = mixed[order[i]]
			}
			order = order[n:]
			if err := got.Take("pbx", dayStart, batch, journal); err != nil {
				t.Fatal(err)
			}
			if r.IntN(3) == 0 {
				pictureOf(got, got.Horizon())
				settle(t, got, got.Horizon())
			}
		}
		settle(t, got, now+2*putAwayMs)
		a, b := pictureOf(want, now), pictureOf(got, now)
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("another order gives another floor:\n%+v\n%+v", a, b)
		}
	})
}

func at(minute, second int) int64 { return dayStart + 9*3_600_000 + int64(minute*60+second)*1000 }

func TestWhatAnAgentDoes(t *testing.T) {
	f := emptyFloor()
	state := func(now int64) AgentRow {
		var row AgentRow
		f.Agents(now, surroundings{}, func(r AgentRow) { row = r })
		return row
	}
	key := 0
	tell := func(e telephony.Event) {
		key++
		e.Key, e.Agent = fmt.Sprint(key), "A"
		take(t, f, []telephony.Event{e})
	}
	check := func(now int64, want, reason string, since int64) {
		t.Helper()
		if r := state(now); r.State != want || r.Reason != reason || r.Since != since {
			t.Errorf("at %d: %s %q since %d, want %s %q since %d", now, r.State, r.Reason, r.Since, want, reason, since)
		}
	}
	tell(telephony.Event{Kind: telephony.KindAgentSignedIn, At: at(0, 0)})
	check(at(1, 0), telephony.StateReady, "", at(0, 0))
	tell(telephony.Event{Kind: telephony.KindAgentState, State: telephony.StateAux, Reason: "小休", At: at(2, 0)})
	check(at(3, 0), telephony.StateAux, "小休", at(2, 0))
	tell(telephony.Event{Kind: telephony.KindAgentState, State: telephony.StateReady, At: at(4, 0)})
	tell(telephony.Event{Kind: telephony.KindEnqueued, At: at(4, 30), Call: "c", Queue: "Q"})
	tell(telephony.Event{Kind: telephony.KindOffered, At: at(5, 0), Call: "c", Queue: "Q"})
	check(at(5, 1), telephony.StateRinging, "", at(5, 0))
	tell(telephony.Event{Kind: telephony.KindConnected, At: at(5, 5), Call: "c", Queue: "Q"})
	check(at(6, 0), telephony.StateTalking, "", at(5, 5))
	tell(telephony.Event{Kind: telephony.KindHeld, At: at(6, 0), Call: "c", Queue: "Q"})
	check(at(6, 10), telephony.StateHold, "", at(6, 0))
	tell(telephony.Event{Kind: telephony.KindRetrieved, At: at(6, 30), Call: "c", Queue: "Q"})
	check(at(6, 31), telephony.StateTalking, "", at(6, 30))
	tell(telephony.Event{Kind: telephony.KindEnded, At: at(7, 0), Call: "c", Queue: "Q", WrapUp: telephony.SpanOf(20_000)})
	check(at(7, 10), telephony.StateWrapUp, "", at(7, 0))
	check(at(7, 21), telephony.StateReady, "", at(7, 20)) // by time alone
	tell(telephony.Event{Kind: telephony.KindAgentSignedOut, At: at(8, 0)})
	check(at(8, 1), telephony.StateSignedOut, "", at(8, 0))
	spans := f.History("A", at(8, 1))
	var states []string
	for _, s := range spans {
		states = append(states, s.State)
	}
	want := []string{"signed_out", "ready", "aux", "ready", "ringing", "talking", "hold", "talking", "wrap_up", "ready", "signed_out"}
	if !slices.Equal(states, want) {
		t.Errorf("history %v, want %v", states, want)
	}
}

// An agent is where the newest event says, whatever came first, until signed
// out.
func TestWhereAnAgentSits(t *testing.T) {
	f := emptyFloor()
	for i, x := range []struct {
		e    telephony.Event
		now  int64
		want string
	}{
		{telephony.Event{Kind: telephony.KindAgentSignedIn, At: at(0, 0)}, at(0, 1), ""},
		{telephony.Event{Kind: telephony.KindAgentSignedIn, At: at(2, 0), Queue: "Q", Extension: "6002"}, at(2, 1), "6002"},
		{telephony.Event{Kind: telephony.KindAgentSignedIn, At: at(1, 0), Queue: "R", Extension: "6001"}, at(2, 2), "6002"},
		{telephony.Event{Kind: telephony.KindAgentState, State: telephony.StateAux, At: at(3, 0)}, at(3, 1), "6002"},
		{telephony.Event{Kind: telephony.KindAgentSignedOut, At: at(4, 0)}, at(4, 1), ""},
		{telephony.Event{Kind: telephony.KindAgentSignedIn, At: at(5, 0), Extension: "6003"}, at(5, 1), "6003"},
	} {
		x.e.Key, x.e.Agent = fmt.Sprint(i), "A"
		take(t, f, []telephony.Event{x.e})
		var got string
		f.Agents(x.now, surroundings{}, func(r AgentRow) { got = r.Extension })
		if got != x.want {
			t.Errorf("after %d on %q, want %q", i, got, x.want)
		}
	}
}

func TestQueuesNow(t *testing.T) {
	f := emptyFloor()
	take(t, f, []telephony.Event{
		{Key: "1", Kind: telephony.KindEnqueued, At: at(0, 0), Call: "a", Queue: "Q"},
		{Key: "2", Kind: telephony.KindEnqueued, At: at(0, 30), Call: "b", Queue: "Q"},
		{Key: "3", Kind: telephony.KindEnqueued, At: at(31, 0), Call: "c", Queue: "Q"},
		{Key: "4", Kind: telephony.KindAbandoned, At: at(31, 20), Call: "c", Queue: "Q"},
	})
	rows := f.Queues(at(32, 0), surroundings{})
	if len(rows) != 1 || rows[0].Waiting != 2 || rows[0].Since != at(0, 0) || rows[0].Offered != 3 || rows[0].Abandoned != 1 ||
		rows[0].HalfOffered != 1 || rows[0].HalfAbandoned != 1 {
		t.Errorf("%+v", rows)
	}
	// Who waits is known of open calls only; the longest waiting goes on when the first is answered.
	take(t, f, []telephony.Event{{Key: "5", Kind: telephony.KindConnected, At: at(32, 30), Call: "a", Queue: "Q", Agent: "A"}})
	if rows = f.Queues(at(33, 0), surroundings{}); rows[0].Waiting != 1 || rows[0].Since != at(0, 30) || rows[0].Answered != 1 {
		t.Errorf("%+v", rows)
	}
	// After four hours without a row a call is over.
	take(t, f, []telephony.Event{{Key: "6", Kind: telephony.KindEnqueued, At: at(300, 0), Call: "d", Queue: "Q"}})
	settle(t, f, at(300, 0))
	if rows = f.Queues(at(300, 1), surroundings{}); rows[0].Waiting != 1 || rows[0].Since != at(300, 0) {
		t.Errorf("%+v", rows)
	}
}

func TestALateEventReadsTheJournal(t *testing.T) {
	f := emptyFloor()
	events := []telephony.Event{
		{Key: "1", Kind: telephony.KindEnqueued, At: at(0, 0), Call: "a", Queue: "Q"},
		{Key: "2", Kind: telephony.KindConnected, At: at(0, 10), Call: "a", Queue: "Q", Agent: "A"},
		{Key: "3", Kind: telephony.KindEnded, At: at(1, 0), Call: "a", Queue: "Q", Agent: "A"},
	}
	take(t, f, events, []telephony.Event{{Key: "4", Kind: telephony.KindEnqueued, At: at(40, 0), Call: "b", Queue: "Q"}})
	settle(t, f, at(40, 0))
	if _, kept := f.past.at[callKey{"pbx", "a"}.number()]; !kept || f.calls[callKey{"pbx", "a"}] != nil {
		t.Fatal("an ended call is not put away")
	}
	asked := 0
	err := f.Take("pbx", 0, []telephony.Event{{Key: "5", Kind: telephony.KindWrapUpEnded, At: at(1, 45), Call: "a", Queue: "Q", Agent: "A"}}, func(source, call string) ([]telephony.Event, error) {
		asked++
		if source != "pbx" || call != "a" {
			t.Errorf("asked for %s %s", source, call)
		}
		return events, nil
	})
	rows := f.Queues(at(40, 0), surroundings{})
	if err != nil || asked != 1 || rows[0].Offered != 2 || rows[0].Answered != 1 {
		t.Errorf("asked %d: %+v %v", asked, rows, err)
	}
	if spans := f.History("A", at(2, 0)); len(spans) != 4 || spans[2].State != telephony.StateWrapUp || spans[2].ToMs != at(1, 45) {
		t.Errorf("%+v", spans)
	}
}

func TestAnAgentNobodyKnewIsJoined(t *testing.T) {
	known := ""
	f := NewFloor(testDay, tally{}, Names{Queue: func(_, e string) string { return e }, Agent: func(string, string) string { return known }})
	take(t, f, []telephony.Event{
		{Key: "1", Kind: telephony.KindAgentSignedIn, At: at(0, 0), Agent: "8001"},
		{Key: "2", Kind: telephony.KindConnected, At: at(1, 0), Call: "a", Queue: "Q", Agent: "8001"},
	})
	known = "person"
	f.Resolve()
	var rows []AgentRow
	f.Agents(at(2, 0), surroundings{}, func(r AgentRow) { rows = append(rows, r) })
	if len(rows) != 1 || rows[0].ID != "person" || rows[0].State != telephony.StateTalking {
		t.Fatalf("%+v", rows)
	}
	take(t, f, []telephony.Event{{Key: "3", Kind: telephony.KindEnded, At: at(3, 0), Call: "a", Queue: "Q", Agent: "8001"}})
	rows = nil
	f.Agents(at(4, 0), surroundings{}, func(r AgentRow) { rows = append(rows, r) })
	if len(rows) != 1 || rows[0].State != telephony.StateReady {
		t.Fatalf("%+v", rows)
	}
}

func TestASourceIsSilentOnlyWhilePeopleWork(t *testing.T) {
	f := emptyFloor()
	if err := f.Take("pbx", at(0, 0), []telephony.Event{{Key: "1", Kind: telephony.KindAgentSignedIn, At: at(0, 0), Agent: "A"}}, nil); err != nil {
		t.Fatal(err)
	}
	silent := func(now int64) bool {
		f.Agents(now, surroundings{}, func(AgentRow) {})
		return f.Sources(now, 60_000)[0].Silent
	}
	if silent(at(0, 30)) || !silent(at(2, 0)) {
		t.Error("silence is not seen as it is")
	}
	if err := f.Take("pbx", at(3, 0), []telephony.Event{{Key: "2", Kind: telephony.KindAgentSignedOut, At: at(3, 0), Agent: "A"}}, nil); err != nil {
		t.Fatal(err)
	}
	if silent(at(30, 0)) {
		t.Error("at night nobody is missed")
	}
}
