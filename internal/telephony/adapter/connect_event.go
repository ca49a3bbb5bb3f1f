package adapter

import (
	"encoding/json"
	"io"
	"maps"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/telephony"
)

// liveRevision is that of what Amazon Connect tells while it happens: the
// contact record, which comes later, takes its place.
const liveRevision = 1

// ConnectLive reads what Amazon Connect tells while it happens: contact events
// (with or without the envelope of the event bus), agent events, and contact
// records among them. Contact events know queues and agents by their ids alone;
// Names remembers what agent events call them.
type ConnectLive struct {
	Names map[string]string // id → name
}

// agentEvent is what is read of an agent event.
type agentEvent struct {
	AgentARN                                    connectText
	EventID                                     connectText `json:"EventId"`
	EventType                                   connectText
	EventTimestamp                              connectTime
	CurrentAgentSnapshot, PreviousAgentSnapshot *agentSnapshot
}

type agentSnapshot struct {
	AgentStatus   agentStatus
	Configuration struct{ Username connectText }
	Contacts      []agentContact
}

type agentStatus struct {
	Name, Type     connectText
	StartTimestamp connectTime
}

type agentContact struct {
	ContactID                 connectText `json:"ContactId"`
	InitialContactID          connectText `json:"InitialContactId"`
	Channel, State            connectText
	StateStartTimestamp       connectTime
	ConnectedToAgentTimestamp connectTime
	QueueTimestamp            connectTime
	Queue                     *connectQueue
}

// Read gives what one JSON object tells.
func (c *ConnectLive) Read(raw string) ([]telephony.Event, *telephony.BadRow) {
	events, b := c.read(raw)
	if b != nil {
		return nil, &telephony.BadRow{Column: b.column, Value: b.value, Expected: b.expected, Reason: b.reason, Raw: raw}
	}
	for i := range events {
		events[i].Rank, events[i].Raw = i+1, raw
	}
	return events, nil
}

func (c *ConnectLive) read(raw string) ([]telephony.Event, *bad) {
	var what struct {
		Detail    json.RawMessage
		AgentARN  connectText
		EventType connectText
		ContactID connectText `json:"ContactId"`
	}
	if err := json.Unmarshal([]byte(raw), &what); err != nil {
		return nil, &bad{reason: BadJSON, value: err.Error(), expected: "an event or record of Amazon Connect"}
	}
	switch {
	case len(what.Detail) > 0 && what.Detail[0] == '{' && what.ContactID == "":
		return c.read(string(what.Detail))
	case what.AgentARN != "" && what.ContactID == "":
		var e agentEvent
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			return nil, &bad{reason: BadJSON, value: err.Error(), expected: "an agent event"}
		}
		return c.agent(&e)
	}
	var r contactRecord
	if err := json.Unmarshal([]byte(raw), &r); err != nil {
		return nil, &bad{reason: BadJSON, value: err.Error(), expected: "a contact event"}
	}
	if r.EventType == "" {
		it := Item{Raw: raw}
		b := (&connectRecords{}).read(&it)
		return it.Events, b
	}
	return c.contact(&r)
}

func (c *ConnectLive) named(id string) string {
	if n := c.Names[id]; n != "" {
		return n
	}
	return id
}

func (c *ConnectLive) learn(id, name string) {
	if id == "" || name == "" || id == name || c.Names[id] == name {
		return
	}
	if c.Names == nil {
		c.Names = map[string]string{}
	}
	c.Names[id] = name
}

// contact is what a contact event tells: every instant it knows, also those
// other events told, because any of them may never come.
func (c *ConnectLive) contact(r *contactRecord) ([]telephony.Event, *bad) {
	if r.ContactID == "" {
		return nil, &bad{reason: BadMissing, column: "contactId", expected: "the id of the contact"}
	}
	if b := r.check(); b != nil {
		return nil, b
	}
	id, q, a := string(r.ContactID), r.queue(), r.agent()
	queue := c.named(q.name())
	method := strings.ToUpper(string(r.InitiationMethod))
	callType, known := callTypes[method]
	if !known {
		callType = strings.ToLower(method)
	}
	base := telephony.Event{Call: id, Link: string(r.InitialContactID), Queue: queue, Channel: strings.ToLower(string(r.Channel)), CallType: callType, Revision: liveRevision}
	entered, connected, ended := q.EnqueueTimestamp, a.ConnectedToAgentTimestamp, r.DisconnectTimestamp
	if queue == "" || !entered.told {
		e := base
		e.Kind, e.Verb, e.Agent, e.At = telephony.KindNote, string(r.EventType), c.named(a.name()), firstTime(ended, connected, r.InitiationTimestamp).ms
		if e.At == 0 {
			return nil, &bad{reason: BadMissing, column: "initiationTimestamp", expected: "when the contact began"}
		}
		e.Key = KeyOf("connect", id, "note", string(r.EventType))
		return []telephony.Event{e}, nil
	}
	add := func(out []telephony.Event, kind telephony.Kind, at int64, what string) []telephony.Event {
		e := base
		e.Kind, e.At, e.Key = kind, at, KeyOf("connect", id, queue, what)
		return append(out, e)
	}
	out := add(nil, telephony.KindEnqueued, entered.ms, "enqueued")
	if connected.told {
		base.Agent = c.named(a.name())
		out = add(out, telephony.KindConnected, connected.ms, "connected")
		if ended.told {
			out = add(out, telephony.KindEnded, ended.ms, "end")
			out[len(out)-1].By = r.by()
		}
		return out, nil
	}
	if ended.told {
		list := r.unanswered(nil, base, entered)
		for i := range list {
			list[i].Key = KeyOf("connect", id, queue, "end")
		}
		out = append(out, list...)
	}
	return out, nil
}

// check finds the first value that is missing or cannot be read.
func (e *agentEvent) check() *bad {
	if lastPart(e.AgentARN) == "" {
		return &bad{reason: BadMissing, column: "AgentARN", value: string(e.AgentARN), expected: "the ARN of the agent"}
	}
	if !e.EventTimestamp.told || e.EventTimestamp.wrong {
		return &bad{reason: BadTime, column: "EventTimestamp", value: e.EventTimestamp.text, expected: agentTimes}
	}
	for _, s := range []struct {
		name     string
		snapshot *agentSnapshot
	}{{"CurrentAgentSnapshot", e.CurrentAgentSnapshot}, {"PreviousAgentSnapshot", e.PreviousAgentSnapshot}} {
		if s.snapshot == nil {
			continue
		}
		if t := s.snapshot.AgentStatus.StartTimestamp; t.wrong {
			return &bad{reason: BadTime, column: s.name + ".AgentStatus.StartTimestamp", value: t.text, expected: agentTimes}
		}
		for i := range s.snapshot.Contacts {
			if b := s.snapshot.Contacts[i].check(s.name + ".Contacts."); b != nil {
				return b
			}
		}
	}
	return nil
}

// agentTimes is how agent events write instants.
const agentTimes = "yyyy-mm-ddThh:mm:ss.sssZ"

func (x *agentContact) check(where string) *bad {
	for _, v := range []struct {
		column string
		t      connectTime
	}{{"QueueTimestamp", x.QueueTimestamp}, {"ConnectedToAgentTimestamp", x.ConnectedToAgentTimestamp}, {"StateStartTimestamp", x.StateStartTimestamp}} {
		if v.t.wrong {
			return &bad{reason: BadTime, column: where + v.column, value: v.t.text, expected: agentTimes}
		}
	}
	return nil
}

// agent is what an agent event tells: the agent's status since when, and the
// contacts at the agent.
func (c *ConnectLive) agent(e *agentEvent) ([]telephony.Event, *bad) {
	if b := e.check(); b != nil {
		return nil, b
	}
	id, now := lastPart(e.AgentARN), e.CurrentAgentSnapshot
	if now != nil {
		c.learn(id, string(now.Configuration.Username))
	}
	agent := c.named(id)
	var out []telephony.Event
	add := func(kind telephony.Kind, at int64, key ...string) *telephony.Event {
		out = append(out, telephony.Event{Key: KeyOf("connect agent", append([]string{id}, key...)...), Kind: kind, At: at, Agent: agent})
		return &out[len(out)-1]
	}
	at := strconv.FormatInt(e.EventTimestamp.ms, 10)
	switch strings.ToUpper(string(e.EventType)) {
	case "LOGIN":
		add(telephony.KindAgentSignedIn, e.EventTimestamp.ms, "in", at)
	case "LOGOUT":
		add(telephony.KindAgentSignedOut, e.EventTimestamp.ms, "out", at)
	}
	if now == nil {
		return out, nil
	}
	if s := now.AgentStatus; s.StartTimestamp.told {
		since := strconv.FormatInt(s.StartTimestamp.ms, 10)
		switch strings.ToUpper(string(s.Type)) {
		case "ROUTABLE":
			add(telephony.KindAgentState, s.StartTimestamp.ms, "status", since, string(s.Name)).State = telephony.StateReady
		case "CUSTOM":
			x := add(telephony.KindAgentState, s.StartTimestamp.ms, "status", since, string(s.Name))
			x.State, x.Reason = telephony.StateAux, string(s.Name)
		case "OFFLINE":
			add(telephony.KindAgentSignedOut, s.StartTimestamp.ms, "status", since, string(s.Name))
		}
	}
	for i := range now.Contacts {
		out = append(out, c.atAgent(&now.Contacts[i], id, agent)...)
	}
	if was := e.PreviousAgentSnapshot; was != nil {
		out = append(out, c.over(was, now, id, agent, e.EventTimestamp.ms)...)
	}
	return out, nil
}

func (x *agentContact) queue() connectQueue {
	if x.Queue == nil {
		return connectQueue{}
	}
	return *x.Queue
}

// base is an event of the contact, none when it waits in no queue.
func (c *ConnectLive) base(x *agentContact, agent string) (telephony.Event, bool) {
	q := x.queue()
	c.learn(lastPart(q.ARN), string(q.Name))
	e := telephony.Event{Call: string(x.ContactID), Link: string(x.InitialContactID), Queue: q.name(), Channel: strings.ToLower(string(x.Channel)), Agent: agent, Revision: liveRevision}
	return e, e.Call != "" && e.Queue != "" && x.QueueTimestamp.told
}

// atAgent is what a contact in an agent's snapshot tells.
func (c *ConnectLive) atAgent(x *agentContact, agentID, agent string) []telephony.Event {
	base, ok := c.base(x, agent)
	if !ok {
		return nil
	}
	enter := base
	enter.Kind, enter.At, enter.Agent, enter.Key = telephony.KindEnqueued, x.QueueTimestamp.ms, "", KeyOf("connect", base.Call, base.Queue, "enqueued")
	out := []telephony.Event{enter}
	if x.ConnectedToAgentTimestamp.told {
		e := base
		e.Kind, e.At, e.Key = telephony.KindConnected, x.ConnectedToAgentTimestamp.ms, KeyOf("connect", base.Call, base.Queue, "connected")
		out = append(out, e)
	}
	since := x.StateStartTimestamp
	if !since.told {
		return out
	}
	kind := map[string]telephony.Kind{"CONNECTING": telephony.KindOffered, "MISSED": telephony.KindOfferMissed, "REJECTED": telephony.KindOfferMissed, "ERROR": telephony.KindOfferMissed,
		"CONNECTED_ONHOLD": telephony.KindHeld, "ENDED": telephony.KindWrapUpStarted}[strings.ToUpper(string(x.State))]
	if kind == "" || kind == telephony.KindWrapUpStarted && !x.ConnectedToAgentTimestamp.told {
		return out // a contact the agent let ring ends too, with nothing to do after it
	}
	e := base
	e.Kind, e.At, e.Key = kind, since.ms, KeyOf("connect", base.Call, agentID, string(x.State), strconv.FormatInt(since.ms, 10))
	if kind == telephony.KindOfferMissed {
		e.Reason = ReasonNoAnswer
	}
	out = append(out, e)
	if kind == telephony.KindWrapUpStarted {
		e.Kind, e.Key = telephony.KindEnded, KeyOf("connect", base.Call, base.Queue, "end")
		out = append(out, e)
	}
	return out
}

// over is what ended between two snapshots: a hold, or the work after a contact.
func (c *ConnectLive) over(was, now *agentSnapshot, agentID, agent string, at int64) []telephony.Event {
	var out []telephony.Event
	for i := range was.Contacts {
		x := &was.Contacts[i]
		base, ok := c.base(x, agent)
		if !ok {
			continue
		}
		state := ""
		var since connectTime
		for k := range now.Contacts {
			if now.Contacts[k].ContactID == x.ContactID {
				state, since = strings.ToUpper(string(now.Contacts[k].State)), now.Contacts[k].StateStartTimestamp
			}
		}
		e := base
		e.At = at
		if since.told {
			e.At = since.ms
		}
		key := func(what string) string {
			return KeyOf("connect", base.Call, agentID, what, strconv.FormatInt(x.StateStartTimestamp.ms, 10))
		}
		switch before := strings.ToUpper(string(x.State)); {
		case before == "CONNECTED_ONHOLD" && state != before:
			e.Kind, e.Key = telephony.KindRetrieved, key("retrieved")
		case before == "ENDED" && state == "" && x.ConnectedToAgentTimestamp.told:
			e.Kind, e.Key = telephony.KindWrapUpEnded, key("wrapped up")
		default:
			continue
		}
		out = append(out, e)
	}
	return out
}

// connectEvents reads a file of what Amazon Connect told while it happened.
type connectEvents struct {
	*connectRecords
	live ConnectLive
}

func openConnectEvents(r io.Reader, opt Options) (Reader, error) {
	in, err := openConnectRecords(r, opt)
	if err != nil {
		return nil, err
	}
	return &connectEvents{in.(*connectRecords), ConnectLive{Names: maps.Clone(opt.Names)}}, nil
}

// Names are what the ids seen so far are called.
func (c *connectEvents) Names() map[string]string { return c.live.Names }

func (c *connectEvents) Next() (Item, error) {
	if c.err != nil {
		return Item{}, c.err
	}
	r, err := c.scan.next()
	if err != nil {
		c.err = err
		return Item{}, err
	}
	it := Item{Line: r.line, Offset: r.off, Raw: decode(r.text, c.encoding)}
	if r.bad != nil {
		r.bad.row(&it, c.file)
		return it, nil
	}
	it.Events, it.Bad = c.live.Read(it.Raw)
	if it.Bad != nil {
		it.Bad.File, it.Bad.Line = c.file, it.Line
	}
	for i := range it.Events {
		it.Events[i].File, it.Events[i].Line = c.file, it.Line
	}
	it.Ignored = it.Bad == nil && len(it.Events) == 0
	return it, nil
}
