package telephony

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

const sec = 1000

func ev(at int64, kind Kind, queue, agent string, more ...func(*Event)) Event {
	e := Event{At: at * sec, Kind: kind, Call: "c1", Queue: queue, Agent: agent}
	for _, m := range more {
		m(&e)
	}
	e.Key = fmt.Sprint(e.At, e.Kind, e.Queue, e.Agent, e.Wait, e.Talk)
	return e
}

func wait(s int64) func(*Event) { return func(e *Event) { e.Wait = SpanOf(s * sec) } }
func talk(s int64) func(*Event) { return func(e *Event) { e.Talk = SpanOf(s * sec) } }

func TestFoldCourses(t *testing.T) {
	cases := []struct {
		name   string
		events []Event
		about  Surroundings
		want   []Contact
	}{
		{"answered", []Event{ev(100, KindEnqueued, "A", ""), ev(110, KindConnected, "A", "x", wait(10)), ev(150, KindEnded, "A", "x", wait(10), talk(40))}, Surroundings{},
			[]Contact{{Outcome: OutcomeAnswered, EnteredMs: 100 * sec, WaitMs: 10 * sec, TalkMs: 40 * sec, Agent: "x"}}},
		{"two queues", []Event{ev(100, KindEnqueued, "A", ""), ev(120, KindLeftQueue, "A", "", wait(20)), ev(120, KindEnqueued, "B", ""), ev(125, KindAbandoned, "B", "", wait(5))}, Surroundings{},
			[]Contact{{Outcome: OutcomeLeft, EnteredMs: 100 * sec, WaitMs: 20 * sec}, {Outcome: OutcomeAbandoned, EnteredMs: 120 * sec, WaitMs: 5 * sec}}},
		{"one queue twice in one second", []Event{ev(100, KindEnqueued, "A", ""), ev(120, KindLeftQueue, "A", "", wait(20)), ev(120, KindEnqueued, "A", ""), ev(130, KindConnected, "A", "x", wait(10)), ev(140, KindEnded, "A", "x", talk(10))}, Surroundings{},
			[]Contact{{Outcome: OutcomeLeft, EnteredMs: 100 * sec, WaitMs: 20 * sec}, {Outcome: OutcomeAnswered, EnteredMs: 120 * sec, WaitMs: 10 * sec, TalkMs: 10 * sec, Agent: "x"}}},
		{"clock jumps back", []Event{ev(100, KindEnqueued, "A", ""), ev(50, KindConnected, "A", "x", wait(10)), ev(90, KindEnded, "A", "x", talk(40))}, Surroundings{},
			[]Contact{{Outcome: OutcomeAnswered, EnteredMs: 100 * sec, WaitMs: 10 * sec, TalkMs: 40 * sec, Agent: "x", Flags: FlagClockJump}}},
		{"no entry", []Event{ev(110, KindConnected, "A", "x", wait(10)), ev(150, KindEnded, "A", "x", talk(40))}, Surroundings{},
			[]Contact{{Outcome: OutcomeAnswered, EnteredMs: 100 * sec, WaitMs: 10 * sec, TalkMs: 40 * sec, Agent: "x", Flags: FlagNoEntry}}},
		{"no connect", []Event{ev(100, KindEnqueued, "A", ""), ev(150, KindEnded, "A", "x", wait(10), talk(40))}, Surroundings{},
			[]Contact{{Outcome: OutcomeAnswered, EnteredMs: 100 * sec, WaitMs: 10 * sec, TalkMs: 40 * sec, Agent: "x", Flags: FlagNoConnect}}},
		{"restart while waiting", []Event{ev(100, KindEnqueued, "A", "")}, Surroundings{Restarts: []int64{50 * sec, 130 * sec}},
			[]Contact{{Outcome: OutcomeLeft, EnteredMs: 100 * sec, WaitMs: 30 * sec, Flags: FlagNoEnd}}},
		{"restart while talking", []Event{ev(100, KindEnqueued, "A", ""), ev(110, KindConnected, "A", "x", wait(10))}, Surroundings{Restarts: []int64{130 * sec}},
			[]Contact{{Outcome: OutcomeAnswered, EnteredMs: 100 * sec, WaitMs: 10 * sec, TalkMs: 20 * sec, Agent: "x", Flags: FlagNoEnd}}},
		{"lost while waiting", []Event{ev(100, KindEnqueued, "A", ""), ev(130, KindLost, "A", "")}, Surroundings{},
			[]Contact{{Outcome: OutcomeLeft, EnteredMs: 100 * sec, WaitMs: 30 * sec, Flags: FlagNoEnd}}},
		{"lost while talking", []Event{ev(100, KindEnqueued, "A", ""), ev(110, KindConnected, "A", "x", wait(10)), ev(130, KindLost, "A", "x")}, Surroundings{HorizonMs: 9000 * sec, SilenceMs: 500 * sec},
			[]Contact{{Outcome: OutcomeAnswered, EnteredMs: 100 * sec, WaitMs: 10 * sec, TalkMs: 20 * sec, Agent: "x", Flags: FlagNoEnd}}},
		{"lost, but its end was told after all", []Event{ev(100, KindEnqueued, "A", ""), ev(130, KindLost, "A", ""), ev(120, KindAbandoned, "A", "", wait(20))}, Surroundings{},
			[]Contact{{Outcome: OutcomeAbandoned, EnteredMs: 100 * sec, WaitMs: 20 * sec}}},
		{"lost, but it went on", []Event{ev(100, KindEnqueued, "A", ""), ev(130, KindLost, "A", ""), ev(140, KindConnected, "A", "x", wait(40))}, Surroundings{},
			[]Contact{{Outcome: OutcomeTalking, EnteredMs: 100 * sec, WaitMs: 40 * sec, Agent: "x"}}},
		{"silence", []Event{ev(100, KindEnqueued, "A", "")}, Surroundings{HorizonMs: 1000 * sec, SilenceMs: 500 * sec},
			[]Contact{{Outcome: OutcomeLeft, EnteredMs: 100 * sec, Flags: FlagNoEnd}}},
		{"still waiting", []Event{ev(100, KindEnqueued, "A", "")}, Surroundings{HorizonMs: 200 * sec, SilenceMs: 500 * sec},
			[]Contact{{Outcome: OutcomeWaiting, EnteredMs: 100 * sec}}},
		{"missing end, same queue again", []Event{ev(100, KindEnqueued, "A", ""), ev(300, KindEnqueued, "A", ""), ev(310, KindConnected, "A", "x", wait(10)), ev(320, KindEnded, "A", "x", talk(10))}, Surroundings{},
			[]Contact{{Outcome: OutcomeWaiting, EnteredMs: 100 * sec}, {Outcome: OutcomeAnswered, EnteredMs: 300 * sec, WaitMs: 10 * sec, TalkMs: 10 * sec, Agent: "x"}}},
		{"hold from events", []Event{ev(100, KindEnqueued, "A", ""), ev(110, KindConnected, "A", "x", wait(10)), ev(120, KindHeld, "A", "x"), ev(125, KindRetrieved, "A", "x"), ev(150, KindEnded, "A", "x", talk(40))}, Surroundings{},
			[]Contact{{Outcome: OutcomeAnswered, EnteredMs: 100 * sec, WaitMs: 10 * sec, TalkMs: 35 * sec, HoldMs: 5 * sec, Agent: "x"}}},
		{"newest revision", []Event{rev(ev(100, KindEnqueued, "A", ""), 1), rev(ev(110, KindAbandoned, "A", "", wait(10)), 1), rev(ev(101, KindEnqueued, "A", ""), 2), rev(ev(112, KindAbandoned, "A", "", wait(11)), 2)}, Surroundings{},
			[]Contact{{Outcome: OutcomeAbandoned, EnteredMs: 101 * sec, WaitMs: 11 * sec}}},
		{"only a note", []Event{ev(100, KindNote, "A", "")}, Surroundings{}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := FoldCall(c.events, c.about)
			if len(got) != len(c.want) {
				t.Fatalf("%d visits, want %d: %+v", len(got), len(c.want), got)
			}
			for i, w := range c.want {
				g := got[i]
				pick := Contact{Outcome: g.Outcome, EnteredMs: g.EnteredMs, WaitMs: g.WaitMs, TalkMs: g.TalkMs, HoldMs: g.HoldMs, Agent: g.Agent, Flags: g.Flags}
				if !reflect.DeepEqual(pick, w) {
					t.Errorf("visit %d:\n got %+v\nwant %+v", i, pick, w)
				}
			}
		})
	}
}

func rev(e Event, r int64) Event {
	e.Revision = r
	e.Key += fmt.Sprint(r)
	return e
}

// The fold is a function of a set: any order, any repetition, same result.
func TestFoldForgetsOrderAndRepetition(t *testing.T) {
	kinds := []Kind{KindEnqueued, KindOffered, KindOfferMissed, KindConnected, KindHeld, KindRetrieved, KindTransferred, KindEnded, KindWrapUpStarted, KindWrapUpEnded, KindAbandoned, KindLeftQueue, KindNote, KindUnknown}
	one := rapid.Custom(func(r *rapid.T) Event {
		return ev(rapid.Int64Range(1, 60).Draw(r, "at"), rapid.SampledFrom(kinds).Draw(r, "kind"),
			rapid.SampledFrom([]string{"A", "B", ""}).Draw(r, "queue"), rapid.SampledFrom([]string{"", "x", "y"}).Draw(r, "agent"),
			wait(rapid.Int64Range(0, 20).Draw(r, "wait")))
	})
	rapid.Check(t, func(r *rapid.T) {
		events := rapid.SliceOfN(one, 0, 14).Draw(r, "events")
		about := Surroundings{Restarts: []int64{30 * sec}, HorizonMs: 500 * sec, SilenceMs: 100 * sec}
		want := FoldCall(events, about)
		again := append(append([]Event{}, events...), rapid.SliceOfN(rapid.SampledFrom(append(events, ev(1, KindNote, "A", ""))), 0, 5).Draw(r, "repeated")...)
		if len(events) == 0 {
			again = nil
		}
		shuffled := rapid.Permutation(again).Draw(r, "order")
		got := FoldCall(shuffled, about)
		if !reflect.DeepEqual(strip(got), strip(want)) {
			r.Fatalf("order changed the result:\n%+v\n%+v", got, want)
		}
		for _, c := range got {
			if c.WaitMs < 0 || c.TalkMs < 0 || c.HoldMs < 0 || c.WrapUpMs < 0 || c.Missed > c.Offers {
				r.Fatalf("impossible contact %+v", c)
			}
		}
	})
}

func strip(cs []Contact) []Contact {
	if len(cs) == 0 {
		return nil
	}
	return cs
}
