package load

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/sources"
)

// Event is one event as a switch tells it. Agent and Queue are indexes, -1
// where the event names none.
type Event struct {
	AtMs  int64
	Agent int
	Queue int
	Told  sources.Told
}

// Body is the body of a request of the event intake.
func Body(events []Event) ([]byte, error) {
	in := struct {
		Events []*sources.Told `json:"events"`
	}{make([]*sources.Told, len(events))}
	for i := range events {
		in.Events[i] = &events[i].Told
	}
	return json.Marshal(in)
}

// AgentNo is the number of the i-th agent, and the switch's name for them.
func AgentNo(i int) string { return fmt.Sprintf("%06d", 100000+i) }

// QueueCode is the code of the i-th queue, and the switch's name for it.
func QueueCode(i int) string { return fmt.Sprintf("queue-%03d", i) }

// Counts is what was told of one queue or of one agent.
type Counts struct {
	Events    int
	Entered   int // contacts that entered the queue
	Answered  int
	Abandoned int
}

func (c *Counts) count(kind telephony.Kind) {
	c.Events++
	switch kind {
	case telephony.KindEnqueued:
		c.Entered++
	case telephony.KindConnected:
		c.Answered++
	case telephony.KindAbandoned:
		c.Abandoned++
	}
}

// Truth is what was told in all. Events that name a queue and an agent count
// for both.
type Truth struct {
	Events int
	Queues []Counts
	Agents []Counts
}

// emit tells an event of now.
func (g *Generator) emit(kind telephony.Kind, agent, queue int, fill func(*sources.Told)) {
	g.truth.Events++
	e := Event{AtMs: g.now, Agent: agent, Queue: queue}
	e.Told.ID = fmt.Sprintf("e%09d", g.truth.Events)
	e.Told.Kind = string(kind)
	e.Told.At = time.UnixMilli(g.now).UTC().Format("2006-01-02T15:04:05.000Z07:00")
	if agent >= 0 {
		e.Told.Agent = AgentNo(agent)
		g.truth.Agents[agent].count(kind)
	}
	if queue >= 0 {
		e.Told.Queue = QueueCode(queue)
		g.truth.Queues[queue].count(kind)
	}
	if fill != nil {
		fill(&e.Told)
	}
	g.out = append(g.out, e)
}

// about fills in the call.
func (c *contact) about(more func(*sources.Told)) func(*sources.Told) {
	return func(t *sources.Told) {
		t.Call = c.id
		if more != nil {
			more(t)
		}
	}
}

func ms(v int64) *int64 { return &v }
