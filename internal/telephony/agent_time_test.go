package telephony

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func aev(at int64, kind Kind, queue, state, reason string) Event {
	e := Event{At: at * sec, Kind: kind, Queue: queue, Agent: "x", State: state, Reason: reason}
	e.Key = fmt.Sprint(e.At, kind, queue, state, reason)
	return e
}

func total(d AgentDay, m AgentMeasure) int64 {
	var ms int64
	for i := range d.Slots {
		ms += int64(d.Slots[i][m])
	}
	return ms / sec
}

func TestAgentDay(t *testing.T) {
	cases := []struct {
		name   string
		events []Event
		busy   []Busy
		about  Surroundings
		want   map[AgentMeasure]int64 // seconds
	}{
		{"shift with a break and a contact",
			[]Event{aev(1000, KindAgentSignedIn, "A", "", ""), aev(2000, KindAgentState, "", StateAux, "小休"), aev(2600, KindAgentState, "", StateReady, ""), aev(4600, KindAgentSignedOut, "A", "", "")},
			[]Busy{{RingFrom: 3000 * sec, Answered: 3005 * sec, Ended: 3105 * sec, HoldMs: 20 * sec, WrapUpMs: 30 * sec}}, Surroundings{},
			map[AgentMeasure]int64{AgentSignedIn: 3600, AgentAuxBreak: 600, AgentOnContact: 135, AgentRing: 5, AgentTalk: 80, AgentHold: 20, AgentWrapUp: 30, AgentReady: 3600 - 600 - 135}},
		{"PAUSEALL followed by one row per queue counts once",
			[]Event{aev(0, KindAgentSignedIn, "A", "", ""), aev(0, KindAgentSignedIn, "B", "", ""), aev(100, KindAgentState, "", StateAux, "lunch"), aev(100, KindAgentState, "A", StateAux, "lunch"), aev(100, KindAgentState, "B", StateAux, "lunch"),
				aev(200, KindAgentState, "", StateReady, ""), aev(200, KindAgentState, "A", StateReady, ""), aev(200, KindAgentState, "B", StateReady, ""), aev(300, KindAgentSignedOut, "A", "", ""), aev(300, KindAgentSignedOut, "B", "", "")},
			nil, Surroundings{}, map[AgentMeasure]int64{AgentSignedIn: 300, AgentAuxMeal: 100, AgentReady: 200}},
		{"paused in one of two queues still takes contacts",
			[]Event{aev(0, KindAgentSignedIn, "A", "", ""), aev(0, KindAgentSignedIn, "B", "", ""), aev(100, KindAgentState, "A", StateAux, "x"), aev(300, KindAgentSignedOut, "", "", "")},
			nil, Surroundings{}, map[AgentMeasure]int64{AgentSignedIn: 300, AgentReady: 300}},
		{"never signed out: ends at the last sign of life",
			[]Event{aev(0, KindAgentSignedIn, "A", "", ""), aev(40000, KindAgentSignedIn, "A", "", ""), aev(40100, KindAgentSignedOut, "A", "", "")},
			[]Busy{{RingFrom: 500 * sec, Answered: 500 * sec, Ended: 600 * sec}}, Surroundings{},
			map[AgentMeasure]int64{AgentSignedIn: 700, AgentReady: 600, AgentOnContact: 100, AgentTalk: 100}},
		{"a restart ends the sign-in", []Event{aev(0, KindAgentSignedIn, "A", "", "")}, nil, Surroundings{Restarts: []int64{500 * sec}, HorizonMs: 9000 * sec},
			map[AgentMeasure]int64{AgentSignedIn: 500, AgentReady: 500}},
		{"still signed in at the horizon", []Event{aev(0, KindAgentSignedIn, "A", "", "")}, nil, Surroundings{HorizonMs: 900 * sec},
			map[AgentMeasure]int64{AgentSignedIn: 900, AgentReady: 900}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := FoldAgentDay(0, c.events, c.busy, c.about)
			for m := range AgentMeasures {
				if got := total(d, m); got != c.want[m] {
					t.Errorf("measure %d: %d s, want %d s", m, got, c.want[m])
				}
			}
		})
	}
}

// Signed-in time is split without gap or overlap into ready, AUX and contacts
// that fall into it, whatever comes in.
func TestAgentDayAddsUp(t *testing.T) {
	kinds := []Kind{KindAgentSignedIn, KindAgentSignedOut, KindAgentState}
	rapid.Check(t, func(r *rapid.T) {
		var events []Event
		for range rapid.IntRange(0, 12).Draw(r, "n") {
			events = append(events, aev(rapid.Int64Range(0, 80000).Draw(r, "at"), rapid.SampledFrom(kinds).Draw(r, "kind"),
				rapid.SampledFrom([]string{"", "A", "B"}).Draw(r, "queue"), rapid.SampledFrom([]string{StateAux, StateReady}).Draw(r, "state"), rapid.SampledFrom([]string{"", "lunch", "break"}).Draw(r, "reason")))
		}
		about := Surroundings{HorizonMs: 80000 * sec}
		d := FoldAgentDay(0, events, nil, about)
		again := FoldAgentDay(0, rapid.Permutation(append(events, events...)).Draw(r, "order"), nil, about)
		if d != again {
			r.Fatal("order or repetition changed the day")
		}
		for i := range d.Slots {
			s := d.Slots[i]
			sum := s[AgentReady]
			for m := AgentAuxBreak; m <= AgentAuxOther; m++ {
				sum += s[m]
			}
			if sum != s[AgentSignedIn] || s[AgentSignedIn] > AgentSlotMs || s[AgentSignedIn] < 0 {
				r.Fatalf("slot %d does not add up: %v", i, s)
			}
		}
	})
}
