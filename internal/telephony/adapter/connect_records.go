package adapter

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/lingting/lingting/internal/telephony"
)

// connectRecords reads Amazon Connect contact records, one item per record.
//
// A contact (ContactId) is one visit of one queue: a transfer makes a new
// contact, linked by InitialContactId. Records come at least once and again
// when they change; LastUpdateTimestamp is the revision of their events.
type connectRecords struct {
	scan     jsonScan
	file     string
	encoding string
	err      error
}

func openConnectRecords(r io.Reader, opt Options) (Reader, error) {
	enc, err := checkEncoding(opt.Encoding)
	if err != nil {
		return nil, err
	}
	w, err := newWindow(r)
	if err != nil {
		return nil, err
	}
	if err := w.skipTo(opt.From); err != nil {
		return nil, err
	}
	return &connectRecords{scan: jsonScan{w: w, gb: enc == EncodingGB18030}, file: opt.File, encoding: enc}, nil
}

func (c *connectRecords) Checkpoint() Checkpoint {
	return Checkpoint{Offset: c.scan.w.off, Line: c.scan.w.line}
}

func (c *connectRecords) Next() (Item, error) {
	if c.err != nil {
		return Item{}, c.err
	}
	r, err := c.scan.next()
	if err != nil {
		c.err = err
		return Item{}, err
	}
	it := Item{Line: r.line, Offset: r.off, Raw: decode(r.text, c.encoding)}
	b := r.bad
	if b == nil {
		b = c.read(&it)
	}
	if b != nil {
		b.row(&it, c.file)
	}
	return it, nil
}

func (c *connectRecords) read(it *Item) *bad {
	var rec contactRecord
	if err := json.Unmarshal([]byte(it.Raw), &rec); err != nil {
		b := &bad{reason: BadJSON, value: err.Error(), expected: "a contact record"}
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			b.column, b.value, b.expected = wrong.Field, wrong.Value, "an object"
		}
		return b
	}
	if rec.ContactID == "" && rec.Contact != nil {
		rec = *rec.Contact // the answer of DescribeContact
	}
	events, b := rec.events()
	if b != nil {
		return b
	}
	revision := rec.LastUpdateTimestamp.text
	if !rec.LastUpdateTimestamp.told {
		revision = keyOf([]byte(it.Raw))
	}
	content := []byte(string(rec.ContactID) + "\x1f" + revision + "\x1f")
	for i := range events {
		e := &events[i]
		e.Key = keyOf(append(content, e.Kind...))
		e.Rank = i + 1
		e.File, e.Line, e.Raw = c.file, it.Line, it.Raw
	}
	it.Events = events
	return nil
}

// callTypes are the call types of initiation methods; others are told in
// lower case.
var callTypes = map[string]string{
	"INBOUND": "inbound", "OUTBOUND": "outbound", "EXTERNAL_OUTBOUND": "outbound",
	"TRANSFER": "transfer", "QUEUE_TRANSFER": "transfer", "CALLBACK": "callback",
}

// events says what a record tells, in the order it happened.
//
// Decisions: the wait is Queue.Duration, else dequeue or connect minus
// enqueue. Talk is AgentInteractionDuration and Hold CustomerHoldDuration. A
// contact that was queued, never connected and is no callback is abandoned,
// whoever disconnected (By says who); with a next contact it left the queue:
// for "overflow" when a transfer is told, else for a "callback". A record
// without a queue is a note. More than one attempt to connect an agent is a
// note AGENT_CONNECTION_ATTEMPTS with their number in Reason.
func (r *contactRecord) events() ([]telephony.Event, *bad) {
	if r.ContactID == "" {
		return nil, &bad{reason: BadMissing, column: "ContactId", expected: "the id of the contact"}
	}
	if b := r.check(); b != nil {
		return nil, b
	}
	method := strings.ToUpper(string(r.InitiationMethod))
	callType, known := callTypes[method]
	if !known {
		callType = strings.ToLower(method)
	}
	queue, agent := r.queue(), r.agent()
	base := telephony.Event{
		Call: string(r.ContactID), Link: string(r.InitialContactID), Queue: queue.name(),
		Channel: strings.ToLower(string(r.Channel)), CallType: callType,
		Revision: firstTime(r.LastUpdateTimestamp, r.DisconnectTimestamp, r.InitiationTimestamp).ms,
	}
	if r.CustomerEndpoint != nil {
		base.Customer = customer(string(r.CustomerEndpoint.Address))
	}
	connected := agent.ConnectedToAgentTimestamp
	outbound := callType == "outbound" && !queue.EnqueueTimestamp.told
	if base.Queue == "" || outbound || r.EventType != "" {
		return r.note(base, method)
	}

	entered := queue.EnqueueTimestamp
	if !entered.told && connected.told && queue.Duration.told {
		entered = connectTime{ms: connected.ms - queue.Duration.ms, told: true}
	}
	if !entered.told {
		entered = r.InitiationTimestamp
	}
	if !entered.told {
		return nil, &bad{reason: BadMissing, column: "Queue.EnqueueTimestamp", expected: "when the contact entered the queue"}
	}
	out := make([]telephony.Event, 0, 4)
	enqueued := base
	enqueued.Kind, enqueued.At = telephony.KindEnqueued, entered.ms
	out = append(out, enqueued)
	if connected.told {
		out = r.handled(out, base, entered, connected)
	} else {
		out = r.unanswered(out, base, entered)
	}
	if r.AgentConnectionAttempts.told && r.AgentConnectionAttempts.ms > 1000 {
		n := base
		n.Kind, n.At, n.Verb = telephony.KindNote, entered.ms, "AGENT_CONNECTION_ATTEMPTS"
		n.Reason = string(appendInt(nil, r.AgentConnectionAttempts.ms/1000))
		out = append(out, n)
	}
	return out, nil
}

// note is a record that is no visit of a queue.
func (r *contactRecord) note(e telephony.Event, method string) ([]telephony.Event, *bad) {
	at := firstTime(r.queue().EnqueueTimestamp, r.InitiationTimestamp, r.agent().ConnectedToAgentTimestamp,
		r.DisconnectTimestamp, r.LastUpdateTimestamp)
	if !at.told {
		return nil, &bad{reason: BadMissing, column: "InitiationTimestamp", expected: "when the contact began"}
	}
	a := r.agent()
	e.Kind, e.At, e.Agent, e.Verb = telephony.KindNote, at.ms, a.name(), method
	if r.EventType != "" {
		e.Verb = string(r.EventType)
	}
	if e.Verb == "" {
		e.Verb = "CONTACT"
	}
	e.Talk, e.Hold, e.By = a.AgentInteractionDuration.span(), a.CustomerHoldDuration.span(), r.by()
	return []telephony.Event{e}, nil
}

// handled are the events of a contact that an agent answered.
func (r *contactRecord) handled(out []telephony.Event, base telephony.Event, entered, connected connectTime) []telephony.Event {
	queue, a := r.queue(), r.agent()
	base.Agent = a.name()
	e := base
	e.Kind, e.At = telephony.KindConnected, connected.ms
	switch {
	case queue.Duration.told:
		e.Wait = queue.Duration.span()
	case queue.DequeueTimestamp.told:
		e.Wait = telephony.SpanOf(queue.DequeueTimestamp.ms - entered.ms)
	default:
		e.Wait = telephony.SpanOf(connected.ms - entered.ms)
	}
	out = append(out, e)

	wait := e.Wait
	target := ""
	if r.TransferredToEndpoint != nil {
		target = string(r.TransferredToEndpoint.Address)
	}
	transferred := r.TransferCompletedTimestamp.told || target != "" || r.NextContactID != ""
	end := r.DisconnectTimestamp
	if transferred {
		end = firstTime(r.TransferCompletedTimestamp, r.DisconnectTimestamp)
	}
	if end.told {
		e = base
		e.Kind, e.At, e.Wait, e.By = telephony.KindEnded, end.ms, wait, r.by()
		e.Talk, e.Hold = a.AgentInteractionDuration.span(), a.CustomerHoldDuration.span()
		e.Holds = int(a.NumberOfHolds.ms / 1000)
		if transferred {
			e.Kind, e.By, e.To = telephony.KindTransferred, telephony.ByAgent, firstText(target, string(r.NextContactID))
		}
		out = append(out, e)
	}
	started := a.AfterContactWorkStartTimestamp
	length := a.AfterContactWorkDuration
	ended := a.AfterContactWorkEndTimestamp
	if !started.told && length.told && length.ms > 0 {
		started = end
	}
	if started.told && !ended.told && length.told {
		ended = connectTime{ms: started.ms + length.ms, told: true}
	}
	if started.told {
		e = base
		e.Kind, e.At = telephony.KindWrapUpStarted, started.ms
		out = append(out, e)
		if ended.told {
			e.Kind, e.At, e.WrapUp = telephony.KindWrapUpEnded, ended.ms, telephony.SpanOf(ended.ms-started.ms)
			if length.told {
				e.WrapUp = length.span()
			}
			out = append(out, e)
		}
	}
	return out
}

// unanswered is the end of a contact that no agent answered, if it has ended.
func (r *contactRecord) unanswered(out []telephony.Event, e telephony.Event, entered connectTime) []telephony.Event {
	queue := r.queue()
	left := queue.DequeueTimestamp
	if !left.told && queue.Duration.told && r.DisconnectTimestamp.told {
		left = connectTime{ms: entered.ms + queue.Duration.ms, told: true}
	}
	left = firstTime(left, r.DisconnectTimestamp)
	if !left.told {
		return out // still waiting
	}
	e.Kind, e.At, e.By = telephony.KindAbandoned, left.ms, r.by()
	e.Wait = telephony.SpanOf(left.ms - entered.ms)
	if queue.Duration.told {
		e.Wait = queue.Duration.span()
	}
	transfer := r.TransferCompletedTimestamp.told || r.TransferredToEndpoint != nil && r.TransferredToEndpoint.Address != ""
	switch {
	case transfer:
		e.Kind, e.Reason = telephony.KindLeftQueue, telephony.LeftOverflow
		if r.TransferredToEndpoint != nil {
			e.To = string(r.TransferredToEndpoint.Address)
		}
		e.To = firstText(e.To, string(r.NextContactID))
	case r.NextContactID != "", e.CallType == "callback", e.Channel == "callback":
		e.Kind, e.Reason, e.To = telephony.KindLeftQueue, telephony.LeftCallback, string(r.NextContactID)
	}
	return append(out, e)
}

// by says who ended the contact.
func (r *contactRecord) by() string {
	switch strings.ToUpper(string(r.DisconnectReason)) {
	case "":
		return ""
	case "CUSTOMER_DISCONNECT":
		return telephony.ByCustomer
	case "AGENT_DISCONNECT":
		return telephony.ByAgent
	}
	return telephony.BySystem
}

func firstText(s ...string) string {
	for _, x := range s {
		if x != "" {
			return x
		}
	}
	return ""
}
