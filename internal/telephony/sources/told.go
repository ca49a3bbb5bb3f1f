package sources

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/telephony"
)

// Told is one normal event as a program posts it.
type Told struct {
	ID        string `json:"id" minLength:"1" maxLength:"200" doc:"Identity of the event, unique within the source. The same id again is the same event."`
	Kind      string `json:"kind" enum:"enqueued,offered,offer_missed,connected,held,retrieved,transferred,ended,wrap_up_started,wrap_up_ended,abandoned,left_queue,agent_signed_in,agent_signed_out,agent_state,restarted,note" doc:"What happened"`
	At        string `json:"at" format:"date-time" doc:"When, RFC 3339 with an offset"`
	Call      string `json:"call,omitempty" maxLength:"200" doc:"The source's id of the call; needed but for agent events, restarts and notes"`
	Link      string `json:"link,omitempty" maxLength:"200" doc:"Id shared by the calls of one customer contact"`
	Queue     string `json:"queue,omitempty" maxLength:"200" doc:"The source's name of the queue; needed for contact events. With an agent event: the queue joined or paused; without it the agent as a whole"`
	Agent     string `json:"agent,omitempty" maxLength:"200" doc:"The source's name of the agent; needed for connected and agent events"`
	Channel   string `json:"channel,omitempty" maxLength:"40" doc:"voice (default), chat, task, email, callback"`
	CallType  string `json:"call_type,omitempty" maxLength:"40" doc:"inbound (default), outbound, transfer, callback, or your own"`
	Customer  string `json:"customer,omitempty" maxLength:"200" doc:"Number or id of the customer"`
	WaitMs    *int64 `json:"wait_ms,omitempty" minimum:"0" doc:"Time in queue; at connected, abandoned, left_queue. Told durations win over differences of instants"`
	RingMs    *int64 `json:"ring_ms,omitempty" minimum:"0" doc:"Ringing at the agent"`
	TalkMs    *int64 `json:"talk_ms,omitempty" minimum:"0" doc:"Connected time without hold; at ended, transferred"`
	HoldMs    *int64 `json:"hold_ms,omitempty" minimum:"0" doc:"Total hold; at ended, transferred"`
	Holds     int    `json:"holds,omitempty" minimum:"0" maximum:"1000000" doc:"Number of holds, when told in one"`
	WrapUpMs  *int64 `json:"wrap_up_ms,omitempty" minimum:"0" doc:"After-call work"`
	State     string `json:"state,omitempty" enum:",ready,aux" doc:"Of agent_state: ready or aux. Of agent_signed_in: aux when signed in not ready"`
	Reason    string `json:"reason,omitempty" maxLength:"200" doc:"Why it left the queue (timeout, empty, key, withdrawn, callback, overflow, voicemail, system), or the reason code of aux"`
	By        string `json:"by,omitempty" enum:",customer,agent,system" doc:"Who ended it"`
	To        string `json:"to,omitempty" maxLength:"200" doc:"Transfer target"`
	Extension string `json:"extension,omitempty" maxLength:"40" doc:"The telephone an agent event was told of; the floor's seat map shows the agent at the seat with it"`
	Verb      string `json:"verb,omitempty" maxLength:"80" doc:"Your own word, of a note"`
}

// Refusal says why one posted event was not taken.
type Refusal struct {
	Index   int    `json:"index" doc:"Place in the batch, from 0"`
	ID      string `json:"id,omitempty"`
	Field   string `json:"field,omitempty"`
	Code    string `json:"code" doc:"Stable: bad_json, required, too_long, not_one_of, format, range, in_future, text"`
	Message string `json:"message" doc:"What is expected, in English"`
}

var toldKinds = []telephony.Kind{
	telephony.KindEnqueued, telephony.KindOffered, telephony.KindOfferMissed, telephony.KindConnected, telephony.KindHeld, telephony.KindRetrieved,
	telephony.KindTransferred, telephony.KindEnded, telephony.KindWrapUpStarted, telephony.KindWrapUpEnded, telephony.KindAbandoned, telephony.KindLeftQueue,
	telephony.KindAgentSignedIn, telephony.KindAgentSignedOut, telephony.KindAgentState, telephony.KindRestarted, telephony.KindNote,
}

const (
	// futureMs is how far the source's clock may be ahead. An event further
	// ahead would make every open contact look silent.
	futureMs  = 10 * 60 * 1000
	mostSpan  = 10 * 366 * 24 * 3600 * 1000
	earliest  = 0
	mostRawIn = 8 << 10
)

// readTold reads one posted event.
func readTold(raw json.RawMessage, nowMs int64) (telephony.Event, *Refusal) {
	var in Told
	if len(raw) > mostRawIn {
		return telephony.Event{}, &Refusal{Code: "too_long", Message: fmt.Sprintf("an event has at most %d bytes", mostRawIn)}
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return telephony.Event{}, &Refusal{Code: "bad_json", Field: wrongField(err), Message: err.Error()}
	}
	e, r := in.event(nowMs)
	if r != nil {
		r.ID = in.ID
		return e, r
	}
	e.Raw = string(raw)
	return e, nil
}

func wrongField(err error) string {
	if t, ok := err.(*json.UnmarshalTypeError); ok { //nolint:errorlint // the decoder gives it as it is
		return t.Field
	}
	_, name, ok := strings.Cut(err.Error(), "unknown field ")
	if !ok {
		return ""
	}
	return strings.Trim(name, `"`)
}

func (in *Told) event(nowMs int64) (telephony.Event, *Refusal) {
	e := telephony.Event{Kind: telephony.Kind(in.Kind), Call: in.Call, Link: in.Link, Queue: in.Queue, Agent: in.Agent, Channel: strings.ToLower(in.Channel),
		CallType: strings.ToLower(in.CallType), Customer: in.Customer, Holds: in.Holds, State: in.State, Reason: in.Reason, By: in.By, To: in.To, Extension: in.Extension, Verb: in.Verb}
	if r := in.texts(); r != nil {
		return e, r
	}
	if !slices.Contains(toldKinds, e.Kind) {
		return e, &Refusal{Field: "kind", Code: "not_one_of", Message: "must be one of the kinds of normal events"}
	}
	at, err := time.Parse(time.RFC3339, in.At)
	switch {
	case in.At == "":
		return e, &Refusal{Field: "at", Code: "required", Message: "must be the instant it happened"}
	case err != nil:
		return e, &Refusal{Field: "at", Code: "format", Message: "must be RFC 3339 with an offset, such as 2026-03-01T09:00:00.250+08:00"}
	case at.UnixMilli() < earliest:
		return e, &Refusal{Field: "at", Code: "range", Message: "must be after 1970"}
	case at.UnixMilli() > nowMs+futureMs:
		return e, &Refusal{Field: "at", Code: "in_future", Message: "must not be more than ten minutes ahead of this server's clock; set the clocks"}
	}
	e.At = at.UnixMilli()
	if r := in.spans(&e); r != nil {
		return e, r
	}
	if r := needs(&e); r != nil {
		return e, r
	}
	e.Key = keyOf("http", in.ID)
	return e, nil
}

func (in *Told) texts() *Refusal {
	for _, f := range []struct {
		name, value string
		most        int
	}{
		{"id", in.ID, 200}, {"call", in.Call, 200}, {"link", in.Link, 200}, {"queue", in.Queue, 200}, {"agent", in.Agent, 200}, {"channel", in.Channel, 40},
		{"call_type", in.CallType, 40}, {"customer", in.Customer, 200}, {"reason", in.Reason, 200}, {"to", in.To, 200}, {"extension", in.Extension, 40}, {"verb", in.Verb, 80},
	} {
		switch {
		case utf8.RuneCountInString(f.value) > f.most:
			return &Refusal{Field: f.name, Code: "too_long", Message: fmt.Sprintf("must be at most %d characters", f.most)}
		case strings.ContainsRune(f.value, 0) || !utf8.ValidString(f.value):
			return &Refusal{Field: f.name, Code: "text", Message: "must be text without control characters"}
		}
	}
	switch {
	case strings.TrimSpace(in.ID) == "":
		return &Refusal{Field: "id", Code: "required", Message: "must be the identity of the event"}
	case in.State != "" && in.State != telephony.StateReady && in.State != telephony.StateAux:
		return &Refusal{Field: "state", Code: "not_one_of", Message: "must be ready or aux"}
	case in.By != "" && in.By != telephony.ByCustomer && in.By != telephony.ByAgent && in.By != telephony.BySystem:
		return &Refusal{Field: "by", Code: "not_one_of", Message: "must be customer, agent or system"}
	case in.Holds < 0 || in.Holds > 1_000_000:
		return &Refusal{Field: "holds", Code: "range", Message: "must be 0 to 1000000"}
	}
	return nil
}

func (in *Told) spans(e *telephony.Event) *Refusal {
	for _, f := range []struct {
		name string
		ms   *int64
		to   *telephony.Span
	}{{"wait_ms", in.WaitMs, &e.Wait}, {"ring_ms", in.RingMs, &e.Ring}, {"talk_ms", in.TalkMs, &e.Talk}, {"hold_ms", in.HoldMs, &e.Hold}, {"wrap_up_ms", in.WrapUpMs, &e.WrapUp}} {
		if f.ms == nil {
			continue
		}
		if *f.ms < 0 || *f.ms > mostSpan {
			return &Refusal{Field: f.name, Code: "range", Message: "must be milliseconds from 0 on"}
		}
		*f.to = telephony.SpanOf(*f.ms)
	}
	return nil
}

// needs checks what a kind cannot do without.
func needs(e *telephony.Event) *Refusal {
	missing := func(field, what string) *Refusal {
		return &Refusal{Field: field, Code: "required", Message: "must be " + what + " for " + string(e.Kind)}
	}
	switch e.Kind {
	case telephony.KindRestarted, telephony.KindNote:
		return nil
	case telephony.KindAgentSignedIn, telephony.KindAgentSignedOut, telephony.KindAgentState:
		e.Call = ""
		if strings.TrimSpace(e.Agent) == "" {
			return missing("agent", "the agent")
		}
		if e.Kind == telephony.KindAgentState && e.State == "" {
			return missing("state", "ready or aux")
		}
		return nil
	}
	switch {
	case e.Call == "":
		return missing("call", "the id of the call")
	case strings.HasPrefix(e.Call, "#"):
		return &Refusal{Field: "call", Code: "format", Message: "must not begin with #"}
	case strings.TrimSpace(e.Queue) == "" && e.Kind != telephony.KindHeld && e.Kind != telephony.KindRetrieved:
		return missing("queue", "the queue")
	case strings.TrimSpace(e.Agent) == "" && e.Kind == telephony.KindConnected:
		return missing("agent", "the agent")
	}
	return nil
}

// keyOf is the identity of an event: 128 bits of the SHA-256 of its parts, 22
// characters.
func keyOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		_, _ = h.Write([]byte(p))
		_, _ = h.Write([]byte{0x1f})
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}
