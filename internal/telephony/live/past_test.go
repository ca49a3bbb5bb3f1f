package live

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/telephony"
)

// What the floor keeps of calls that ended does not hold their events, and is
// some bytes each; what is at hand is what goes on and the minutes before.
func TestWhatTheFloorKeepsOfADay(t *testing.T) {
	const agents = 20
	f := emptyFloor()
	events := longDay(rand.New(rand.NewPCG(1, 1)), agents)
	told, most := map[string]int64{}, 0 // calls and their latest event
	for part := range slices.Chunk(events, 100) {
		take(t, f, part)
		for i := range part {
			if part[i].Call != "" {
				told[part[i].Call] = part[i].At
			}
		}
		now := f.Horizon()
		f.Agents(now, surroundings{}, func(AgentRow) {})
		settle(t, f, now)
		goesOn := 0
		for _, last := range told {
			if last >= now-putAwayMs {
				goesOn++
			}
		}
		most = max(most, goesOn)
		open := 0
		for _, c := range f.calls {
			if c.open {
				open++
			}
		}
		if len(f.calls) > goesOn+open {
			t.Fatalf("%d calls are at hand, %d had an event in the last minutes and %d are open", len(f.calls), goesOn, open)
		}
		if len(f.calls)+len(f.past.at) != len(told) {
			t.Fatalf("%d calls at hand and %d of the past, %d were told", len(f.calls), len(f.past.at), len(told))
		}
	}
	if most > len(told)/10 || len(f.past.at) < len(told)*9/10 {
		t.Fatalf("a day of %d calls, of which up to %d go on and %d are past, shows nothing", len(told), most, len(f.past.at))
	}
	work, stretches, atHand := 0, 0, 0
	for _, a := range f.agents {
		work += len(a.past)
		stretches = max(stretches, len(f.coursed(a)))
		atHand += len(a.work)
	}
	if bytes := (len(f.past.data) + work) / len(f.past.at); bytes > 50 {
		t.Errorf("%d bytes are kept of a call of the past", bytes)
	}
	if atHand > len(f.calls) || stretches > 24*3_600_000/courseMs {
		t.Errorf("work on %d calls is at hand where %d calls are; the past of an agent is %d stretches", atHand, len(f.calls), stretches)
	}
}

// Calls that are told of again and again after they ended take no more room
// than others, and give the same floor.
func TestCallsThatAreToldOfAgain(t *testing.T) {
	f, want := emptyFloor(), emptyFloor()
	events := longDay(rand.New(rand.NewPCG(2, 2)), 40)
	take(t, f, events)
	take(t, want, events)
	now := f.Horizon() + telephony.DayMs/24
	journals := map[string][]telephony.Event{}
	for i := range events {
		journals[events[i].Call] = append(journals[events[i].Call], events[i])
	}
	journal := func(_, call string) ([]telephony.Event, error) { return journals[call], nil }
	tick := telephony.Event{Key: "tick", Kind: telephony.KindNote, At: now, Call: "tick", Queue: "Q000"}
	take(t, f, []telephony.Event{tick})
	take(t, want, []telephony.Event{tick})
	settle(t, f, now)
	size := len(f.past.data)
	if size == 0 || len(f.past.at) < 2000 {
		t.Fatalf("%d calls of the past", len(f.past.at))
	}
	for round := range 8 {
		for call, kept := range journals {
			if call == "" || round%3 > 0 && len(call)%2 > 0 {
				continue
			}
			e := kept[0]
			e.Key, e.Kind = fmt.Sprintf("late%d", round), telephony.KindNote
			if err := f.Take("pbx", dayStart, []telephony.Event{e, kept[0]}, journal); err != nil {
				t.Fatal(err)
			}
		}
		settle(t, f, now)
		if len(f.past.data) > 2*size+pastSpareBytes || f.past.dead > len(f.past.data) {
			t.Fatalf("round %d: %d bytes, %d of them dead; there were %d", round, len(f.past.data), f.past.dead, size)
		}
	}
	if a, b := pictureOf(want, now), pictureOf(f, now); !reflect.DeepEqual(a, b) {
		t.Fatalf("told again, the floor is another one:\n%+v\n%+v", a, b)
	}
}
