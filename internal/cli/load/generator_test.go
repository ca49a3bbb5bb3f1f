package load

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"github.com/lingting/lingting/internal/telephony"
)

const start = int64(1_790_000_000_000)

func TestTheSameSeedMakesTheSameDay(t *testing.T) {
	day := func(seed uint64, stepMs int64) []Event {
		g := New(Centre{Agents: 40, Queues: 5, Seed: seed}, start, 8)
		var out []Event
		for at := start; at <= start+600_000; at += stepMs {
			out = append(out, g.Until(at)...)
		}
		return out
	}
	a := day(7, 600_000)
	if len(a) < 3000 {
		t.Fatalf("only %d events in ten minutes", len(a))
	}
	if b := day(7, 50); !reflect.DeepEqual(a, b) {
		t.Error("the day depends on how often it is asked for")
	}
	if c := day(8, 600_000); reflect.DeepEqual(a, c) {
		t.Error("another seed makes the same day")
	}
}

// The pace holds, before and after a change, and agents stay occupied.
func TestPace(t *testing.T) {
	g := New(Centre{Agents: 500, Queues: 20, Seed: 1}, start, OrdinaryPace(500))
	g.Until(start + 3_600_000)
	at := start + 3_600_000
	for _, pace := range []float64{OrdinaryPace(500), 100, 250} {
		g.SetPace(pace)
		at += 120_000
		g.Until(at)
		at += 600_000
		n := len(g.Until(at))
		if told := float64(n) / 600; math.Abs(told-pace) > 0.06*pace {
			t.Errorf("asked for %.1f events a second, %.1f were told", pace, told)
		}
		if free := len(g.free); free == 0 || free > 300 {
			t.Errorf("at %.0f events a second %d of 500 agents are free", pace, free)
		}
	}
	abandoned, entered := 0, 0
	for _, q := range g.Truth().Queues {
		abandoned += q.Abandoned
		entered += q.Entered
	}
	if share := float64(abandoned) / float64(entered); share > 0.15 {
		t.Errorf("%.0f %% abandon", 100*share)
	}
}

// What the generator says it told is what it told, every contact ends once,
// and told lengths fit the instants.
func TestTruth(t *testing.T) {
	g := New(Centre{Agents: 60, Queues: 4, Seed: 3}, start, 40)
	events := append(g.Until(start+900_000), g.Close(start+900_500)...)
	queues, agents := make([]Counts, 4), make([]Counts, 60)
	ends, connected := map[string]int{}, map[string]int64{}
	last := int64(0)
	for _, e := range events {
		if e.AtMs < last {
			t.Fatalf("%s is told out of order", e.Told.ID)
		}
		last = e.AtMs
		kind := telephony.Kind(e.Told.Kind)
		if e.Queue >= 0 {
			queues[e.Queue].count(kind)
		}
		if e.Agent >= 0 {
			agents[e.Agent].count(kind)
		}
		switch kind {
		case telephony.KindAbandoned:
			ends[e.Told.Call]++
		case telephony.KindConnected:
			connected[e.Told.Call] = e.AtMs
		case telephony.KindEnded:
			ends[e.Told.Call]++
			if got := *e.Told.TalkMs + *e.Told.HoldMs; got != e.AtMs-connected[e.Told.Call] {
				t.Fatalf("call %s: talk and hold are %d ms, it lasted %d", e.Told.Call, got, e.AtMs-connected[e.Told.Call])
			}
		}
	}
	truth := g.Truth()
	if truth.Events != len(events) || !reflect.DeepEqual(queues, truth.Queues) || !reflect.DeepEqual(agents, truth.Agents) {
		t.Errorf("the truth tells %d events, %d were told; %v %v", truth.Events, len(events), truth.Queues, queues)
	}
	entered := 0
	for _, q := range queues {
		entered += q.Entered
	}
	if entered != len(ends) {
		t.Errorf("%d contacts entered, %d ended", entered, len(ends))
	}
	for call, n := range ends {
		if n != 1 {
			t.Errorf("call %s ends %d times", call, n)
		}
	}
	var body struct{ Events []map[string]any }
	raw, err := Body(events[:3])
	if err == nil {
		err = json.Unmarshal(raw, &body)
	}
	if err != nil || len(body.Events) != 3 || body.Events[0]["id"] != events[0].Told.ID {
		t.Errorf("body %s: %v", raw, err)
	}
}
