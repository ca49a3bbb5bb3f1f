package cli

import (
	"testing"
	"time"

	"github.com/lingting/lingting/internal/cli/load"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/sources"
)

func TestLatencies(t *testing.T) {
	var l latencies
	for i := range int64(100) {
		l.add(i + 1)
	}
	if l.share(0.5) != 50 || l.share(0.99) != 99 || l.share(1) != 100 || l.most != 100 {
		t.Errorf("p50 %d, p99 %d, all %d, most %d", l.share(0.5), l.share(0.99), l.share(1), l.most)
	}
	var late latencies
	late.add(mostLatency * 2) // counted, though no longer to the millisecond
	l.join(&late)
	if l.n != 101 || l.most != mostLatency*2 || l.share(1) != mostLatency {
		t.Errorf("%d, most %d, all %d", l.n, l.most, l.share(1))
	}
	if (&latencies{}).share(0.99) != 0 {
		t.Error("nothing measured is something")
	}
}

// A page has seen an event with the first message that contains it, and what
// it never shows is found.
func TestSeen(t *testing.T) {
	told := newTold(2, 1)
	tell := func(at int64, agent, queue int, kind telephony.Kind) {
		told.add([]load.Event{{AtMs: at, Agent: agent, Queue: queue, Told: sources.Told{Kind: string(kind)}}})
	}
	tell(1000, 0, -1, telephony.KindAgentSignedIn)
	tell(1000, 1, -1, telephony.KindAgentSignedIn)
	tell(1500, -1, 0, telephony.KindEnqueued)
	s := &seen{told: told}
	first := floorMessage{Whole: true, Agents: []agentShown{{No: load.AgentNo(0), Since: 1000}}, Queues: []queueShown{{Code: load.QueueCode(0), Offered: 1}}}
	s.begin(&first)

	tell(2000, -1, 0, telephony.KindEnqueued)
	tell(2100, 0, 0, telephony.KindOffered)
	tell(2200, 0, 0, telephony.KindConnected)
	tell(2300, 1, -1, telephony.KindAgentState) // not in sight of this page
	tell(2400, -1, 0, telephony.KindAbandoned)
	s.take(&floorMessage{Agents: []agentShown{{No: load.AgentNo(0), Since: 2200}, {No: load.AgentNo(1), Since: 2300}},
		Queues: []queueShown{{Code: load.QueueCode(0), Offered: 2}}}, 2250)
	if s.agent.n != 2 || s.agent.most != 150 || s.agent.share(0.5) != 50 || s.queue.n != 1 || s.queue.most != 250 {
		t.Errorf("agent events: %d, most %d; of the queue: %d, most %d", s.agent.n, s.agent.most, s.queue.n, s.queue.most)
	}
	if n := s.unseen(2500); n != 1 {
		t.Errorf("%d events were not seen; the abandoned contact was not", n)
	}
	s.fromMs = 3000
	s.take(&floorMessage{Queues: []queueShown{{Code: load.QueueCode(0), Offered: 2, Abandoned: 1}}}, 3100)
	if n := s.unseen(2500); n != 0 || s.queue.n != 1 {
		t.Errorf("%d were not seen, %d were measured: those before the measurement are not", n, s.queue.n)
	}
}

// Every kind of loss and doubling is a difference.
func TestCounts(t *testing.T) {
	truth := load.Truth{Events: 5, Queues: []load.Counts{{Events: 4, Entered: 2, Answered: 1, Abandoned: 1}}, Agents: []load.Counts{{Events: 2, Answered: 1}}}
	queue, agent := load.QueueCode(0), load.AgentNo(0)
	queues := map[string]map[telephony.Kind]int{queue: {telephony.KindEnqueued: 2, telephony.KindConnected: 1, telephony.KindAbandoned: 1}}
	agents := map[string]map[telephony.Kind]int{agent: {telephony.KindConnected: 1, telephony.KindAgentSignedIn: 1}}
	byQueue, byAgent := map[string][3]int{queue: {2, 1, 1}}, map[string][3]int{agent: {1, 1, 0}}
	var same counted
	same.compare(truth, 5, queues, agents, byQueue, byAgent)
	if len(same.differences) > 0 {
		t.Errorf("what is the same differs: %v", same.differences)
	}
	var c counted
	c.compare(truth, 6, queues, agents, byQueue, byAgent)
	if len(c.differences) != 1 || c.differences[0] != (difference{"events", 5, 6}) {
		t.Errorf("a doubled event: %v", c.differences)
	}
	c = counted{}
	c.compare(truth, 5, queues, nil, map[string][3]int{queue: {2, 0, 1}}, byAgent)
	if len(c.differences) != 2 { // the contact that is not answered, the agent's events
		t.Errorf("a lost contact and a lost agent: %v", c.differences)
	}
}

func TestRowsChangedByARestart(t *testing.T) {
	before := shownRows{map[string]agentShown{"1": {"1", "ready", 5}, "2": {"2", "talking", 5}}, map[string]queueShown{"q": {Code: "q", Offered: 2}}}
	after := shownRows{map[string]agentShown{"1": {"1", "ready", 5}, "2": {"2", "talking", 4}}, map[string]queueShown{"q": {Code: "q", Offered: 2}}}
	if n := len(changedRows(before, after)); n != 0 {
		t.Errorf("%d rows changed", n)
	}
	after.agents["1"], after.queues["q"] = agentShown{"1", "aux", 5}, queueShown{Code: "q", Offered: 3}
	after.agents["3"] = agentShown{No: "3"}
	if n := len(changedRows(before, after)); n != 3 {
		t.Errorf("%d rows changed, not three", n)
	}
}

func TestAfternoon(t *testing.T) {
	for hour := range 24 {
		now := time.Date(2026, 3, 2, hour, 20, 0, 0, time.UTC)
		zone, err := time.LoadLocation(afternoon(now))
		if err != nil {
			t.Fatal(err)
		}
		if h := now.In(zone).Hour(); h != 14 {
			t.Errorf("at %d UTC it is %d in %v", hour, h, zone)
		}
	}
}
