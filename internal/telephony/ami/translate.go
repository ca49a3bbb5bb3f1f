package ami

import (
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

// Translator turns messages of one switch into normal events. It is used by
// one goroutine at a time.
type Translator struct {
	withLog bool // the queue_log of the switch is read too
	mem     memory
}

// NewTranslator goes on from kept memory, which may be empty. withLog says
// that the switch's queue_log is read too and tells abandons from time-outs.
func NewTranslator(kept []byte, withLog bool) (*Translator, error) {
	t := &Translator{withLog: withLog}
	return t, t.mem.restore(kept)
}

// Memory is what must be known again after a restart.
func (t *Translator) Memory() []byte { return t.mem.save() }

// Event gives what a message tells; bad is set when it should tell something
// and cannot be read. Messages of no concern give neither.
func (t *Translator) Event(m Message, nowMs int64) (out []telephony.Event, bad *telephony.BadRow) {
	name := m.Get("Event")
	at := m.at(nowMs)
	switch name {
	case "QueueCallerJoin", "QueueCallerLeave", "QueueCallerAbandon", "AgentCalled", "AgentRingNoAnswer", "AgentConnect", "AgentComplete", "AgentDump":
		call, queue := m.Get("Uniqueid"), m.Get("Queue")
		if call == "" || queue == "" || strings.HasPrefix(call, "#") {
			return nil, unreadable(m, "Uniqueid", "the call and the queue of "+name)
		}
		out, bad = t.call(name, call, queue, at, m)
	case "QueueMemberAdded", "QueueMemberRemoved", "QueueMemberPause", "QueueMemberPaused", "QueueMemberStatus":
		agent, queue := member(m), m.Get("Queue")
		if agent == "" || queue == "" {
			return nil, unreadable(m, "MemberName", "the member and the queue of "+name)
		}
		out = t.member(name, agent, queue, at, m)
	case "AgentLogin", "AgentLogoff":
		agent := m.Get("Agent")
		if agent == "" {
			return nil, unreadable(m, "Agent", "the agent of "+name)
		}
		kind := telephony.KindAgentSignedIn
		if name == "AgentLogoff" {
			kind = telephony.KindAgentSignedOut
		}
		out = []telephony.Event{{Key: key(name, agent, strconv.FormatInt(at, 10)), Kind: kind, At: at, Agent: agent}}
	case "Hold", "Unhold":
		out = t.hold(name, at, m)
	case "Shutdown":
		out = t.restarted(at)
	default:
		return nil, nil
	}
	t.mem.HeardMs = max(t.mem.HeardMs, at)
	raw := m.String()
	for i := range out {
		out[i].Raw = raw
	}
	return out, bad
}

func unreadable(m Message, column, expected string) *telephony.BadRow {
	return &telephony.BadRow{Column: column, Value: m.Get(column), Expected: expected, Reason: adapter.BadMissing, Raw: m.String()}
}

// member is the agent's name as the queue_log gives it.
func member(m Message) string {
	for _, name := range []string{"MemberName", "Name", "Interface", "Location"} {
		if v := m.text(name); v != "" {
			return v
		}
	}
	return ""
}

func key(parts ...string) string { return adapter.KeyOf("ami", parts...) }

// seconds is a duration the switch tells in units of ms.
func (m Message) span(name string, unit int64) (telephony.Span, bool) {
	s := m.Get(name)
	if s == "" {
		return telephony.Span{}, true
	}
	n, ok := m.number(name)
	if !ok || n > maxSpan.Milliseconds()/unit {
		return telephony.Span{}, false
	}
	return telephony.SpanOf(n * unit), true
}

func (t *Translator) call(name, call, queue string, at int64, m Message) ([]telephony.Event, *telephony.BadRow) {
	wait, ok1 := m.span("HoldTime", 1000)
	talk, ok2 := m.span("TalkTime", 1000)
	unit := int64(1000)
	if name == "AgentRingNoAnswer" {
		unit = 1 // the only one in milliseconds
	}
	ring, ok3 := m.span("RingTime", unit)
	if !ok1 || !ok2 || !ok3 {
		return nil, &telephony.BadRow{Column: "HoldTime, TalkTime or RingTime", Expected: "whole numbers", Reason: adapter.BadNumber, Raw: m.String()}
	}
	e := telephony.Event{At: at, Call: call, Queue: queue}
	if link := m.Get("Linkedid"); link != call {
		e.Link = link
	}
	if name == "QueueCallerJoin" {
		e.Kind, e.Customer = telephony.KindEnqueued, customer(m)
		return t.mem.enter(e), nil
	}
	e.Wait, e.Talk = wait, talk
	v := t.mem.open(e)
	e.Wait, e.Talk = telephony.Span{}, telephony.Span{}
	switch name {
	case "AgentCalled", "AgentRingNoAnswer":
		e.Kind, e.Agent, e.Ring = telephony.KindOffered, member(m), ring
		if name == "AgentRingNoAnswer" {
			e.Kind, e.Reason = telephony.KindOfferMissed, adapter.ReasonNoAnswer
			return v.missed(e), nil
		}
		e.Key = v.key(string(e.Kind), e.Agent, m.Get("DestUniqueid"))
	case "AgentConnect":
		e.Kind, e.Agent, e.Wait, e.Ring = telephony.KindConnected, member(m), wait, ring
		e = v.connect(e)
	case "AgentComplete":
		e.Kind, e.Agent, e.Wait, e.Talk = telephony.KindEnded, member(m), wait, talk
		switch strings.ToLower(m.Get("Reason")) {
		case "caller":
			e.By = telephony.ByCustomer
		case "agent":
			e.By = telephony.ByAgent
		case "transfer":
			e.Kind, e.By = telephony.KindTransferred, telephony.ByAgent
		}
		e = v.end(e)
	case "AgentDump":
		e.Kind, e.Reason, e.By = telephony.KindLeftQueue, telephony.LeftSystem, telephony.ByAgent
		e = v.end(e)
	case "QueueCallerAbandon":
		e.Kind, e.Wait, e.By = telephony.KindAbandoned, wait, telephony.ByCustomer
		if t.withLog {
			v.await(e) // the queue_log says what it really was
			return nil, nil
		}
		e = v.end(e)
	case "QueueCallerLeave":
		// Either an agent is about to be connected, or the caller pressed an
		// exit key: nothing else leaves without another message.
		e.Kind, e.Reason = telephony.KindLeftQueue, telephony.LeftKey
		if v.Ended == 0 && v.Connected == 0 && v.Gone == nil {
			v.await(e)
		}
		return nil, nil
	}
	return []telephony.Event{e}, nil
}

func customer(m Message) string {
	switch v := m.text("CallerIDNum"); v {
	case "0", "unknown", "anonymous":
		return ""
	default:
		return v
	}
}

// hold is told of the channel that held; the call is the first of its chain.
func (t *Translator) hold(name string, at int64, m Message) []telephony.Event {
	call, channel := m.Get("Linkedid"), m.Get("Uniqueid")
	if call == "" || call == channel { // the customer held
		return nil
	}
	v := t.mem.talking(call)
	if v == nil {
		return nil
	}
	kind := telephony.KindHeld
	if name == "Unhold" {
		kind = telephony.KindRetrieved
	}
	return []telephony.Event{{Key: v.key(name, channel, strconv.FormatInt(at, 10)), Kind: kind, At: at, Call: call, Queue: v.Queue, Agent: v.Agent}}
}

// restarted closes what was open: the switch forgot it.
func (t *Translator) restarted(at int64) []telephony.Event {
	t.mem.forget(at)
	return []telephony.Event{{Key: key("restart", strconv.FormatInt(at/1000, 10)), Kind: telephony.KindRestarted, At: at}}
}

// Row gives what a row of the queue_log adds. The interface has told most of
// it already: the same keys make the repetition harmless. sinceMs is when the
// connection was made: what stands before it in the log may have happened
// while nobody listened.
func (t *Translator) Row(e telephony.Event, sinceMs int64) []telephony.Event {
	missed := e.At < sinceMs+slackMs
	switch e.Kind {
	case telephony.KindEnqueued:
		return t.mem.enter(e)
	case telephony.KindConnected:
		if v := t.mem.open(e); v.Connected == 0 {
			return []telephony.Event{v.connect(e)}
		}
	case telephony.KindEnded, telephony.KindTransferred, telephony.KindAbandoned, telephony.KindLeftQueue:
		if v := t.mem.open(e); v.Ended == 0 {
			return []telephony.Event{v.end(e)}
		}
	case telephony.KindRestarted:
		if missed {
			return t.restarted(e.At)
		}
	case telephony.KindOfferMissed:
		return t.mem.open(e).missed(e)
	case telephony.KindAgentSignedIn, telephony.KindAgentSignedOut, telephony.KindAgentState:
		if missed {
			return []telephony.Event{e}
		}
	}
	return nil
}

// Tick gives what waited too long for another word: an abandon the queue_log
// says nothing of, a caller that left and was not connected, a call the last
// snapshot did not know.
func (t *Translator) Tick(nowMs int64) []telephony.Event { return t.mem.due(nowMs) }
