package telephony

import (
	"cmp"
	"encoding/json"
	"fmt"
)

// Kind names what happened in a normal event.
type Kind string

// The kinds of normal events. Contact events carry Call and Queue, agent
// events carry Agent.
const (
	KindEnqueued       Kind = "enqueued"         // the contact entered a queue
	KindOffered        Kind = "offered"          // it was offered to an agent (ringing)
	KindOfferMissed    Kind = "offer_missed"     // the agent did not take it
	KindConnected      Kind = "connected"        // an agent answered
	KindHeld           Kind = "held"             // the agent put the customer on hold
	KindRetrieved      Kind = "retrieved"        // the hold ended
	KindTransferred    Kind = "transferred"      // the agent passed the contact on; ends the visit
	KindEnded          Kind = "ended"            // a connected contact ended
	KindWrapUpStarted  Kind = "wrap_up_started"  // after-call work began
	KindWrapUpEnded    Kind = "wrap_up_ended"    // after-call work ended
	KindAbandoned      Kind = "abandoned"        // the customer gave up while waiting
	KindLeftQueue      Kind = "left_queue"       // left the queue alive: timeout, key, empty, callback, overflow…
	KindLost           Kind = "lost"             // the source no longer knows the contact; how it ended was not heard
	KindAgentSignedIn  Kind = "agent_signed_in"  // Queue names the queue joined; empty: the agent as a whole
	KindAgentSignedOut Kind = "agent_signed_out" //
	KindAgentState     Kind = "agent_state"      // State and Reason say which
	KindRestarted      Kind = "restarted"        // the source restarted: calls and sign-ins open before have no end row
	KindNote           Kind = "note"             // a known verb that changes no number (penalty, DID, configuration)
	KindUnknown        Kind = "unknown"          // a verb we do not know; kept, counted, shown
)

// Agent states as told by a source; KindAgentState carries one in State.
const (
	StateReady = "ready" // available for contacts
	StateAux   = "aux"   // signed in but not available; Reason holds the reason code
)

// Reasons of KindLeftQueue.
const (
	LeftTimeout   = "timeout"
	LeftEmpty     = "empty" // no agents left in the queue
	LeftKey       = "key"   // the customer pressed an exit key
	LeftWithdrawn = "withdrawn"
	LeftCallback  = "callback"
	LeftOverflow  = "overflow" // sent to another queue or place
	LeftVoicemail = "voicemail"
	LeftSystem    = "system" // dropped by the switch
)

// Who ended a contact, in By.
const (
	ByCustomer = "customer"
	ByAgent    = "agent"
	BySystem   = "system"
)

// Span is a duration a source may or may not have told. The zero value is
// "not told", so a span left out of JSON stays not told.
type Span struct {
	ms   int64
	told bool
}

// SpanOf is a told span of ms milliseconds; a negative span counts as 0.
func SpanOf(ms int64) Span { return Span{ms: max(ms, 0), told: true} }

// Told reports whether the source gave the duration.
func (s Span) Told() bool { return s.told }

// Ms is the duration in milliseconds, 0 when not told.
func (s Span) Ms() int64 { return s.ms }

// Or is the duration in milliseconds, or other when not told.
func (s Span) Or(other int64) int64 {
	if s.told {
		return s.ms
	}
	return other
}

// IsZero lets encoding/json leave a span that was not told out (omitzero).
func (s Span) IsZero() bool { return !s.told }

// MarshalJSON writes the milliseconds, or null.
func (s Span) MarshalJSON() ([]byte, error) {
	if !s.told {
		return []byte("null"), nil
	}
	return fmt.Appendf(nil, "%d", s.ms), nil
}

// UnmarshalJSON reads milliseconds or null.
func (s *Span) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*s = Span{}
		return nil
	}
	var ms int64
	if err := json.Unmarshal(b, &ms); err != nil {
		return fmt.Errorf("a span is whole milliseconds: %w", err)
	}
	*s = SpanOf(ms)
	return nil
}

// Event is one normal event: what any telephony source says, in one form.
//
// Identity: within a source, Key is made from the content of the raw row, so
// a row read twice is one event. Sources that resend whole records (contact
// records) set Revision to the record's last-update instant; of one call only
// the events of the highest revision count.
type Event struct {
	Key      string `json:"k"`                   // content identity within the source, 16–32 characters
	Kind     Kind   `json:"t"`                   //
	At       int64  `json:"at"`                  // instant by the source's clock, ms UTC
	Call     string `json:"call,omitempty"`      // the source's call id; empty for agent events
	Link     string `json:"link,omitempty"`      // id shared by the calls of one customer contact, when the source tells one
	Queue    string `json:"queue,omitempty"`     // the source's queue name
	Agent    string `json:"agent,omitempty"`     // the source's agent name
	Revision int64  `json:"rev,omitempty"`       // ms UTC; 0 for sources without revisions
	Rank     int    `json:"rank,omitempty"`      // order within one instant as the source told it, when it is known from the row itself
	Channel  string `json:"channel,omitempty"`   // voice (default), chat, task, email, callback
	CallType string `json:"call_type,omitempty"` // inbound (default), outbound, transfer, callback, or the source's own type
	Customer string `json:"customer,omitempty"`  // number or customer id; empty or "0" when unknown

	// Durations told by the source; they win over differences of instants,
	// because they survive a clock that jumps.
	Wait   Span `json:"wait,omitzero"`    // time in queue, at connected, abandoned, left
	Ring   Span `json:"ring,omitzero"`    // ringing at the agent
	Talk   Span `json:"talk,omitzero"`    // connected time without hold
	Hold   Span `json:"hold,omitzero"`    // total hold
	Holds  int  `json:"holds,omitempty"`  // number of holds, when told
	WrapUp Span `json:"wrap_up,omitzero"` // after-call work

	State     string `json:"state,omitempty"`     // agent state
	Extension string `json:"extension,omitempty"` // telephone an agent event was told of: where the agent sits
	Reason    string `json:"reason,omitempty"`    // why left, reason code, transfer kind
	By        string `json:"by,omitempty"`        // who ended it
	To        string `json:"to,omitempty"`        // transfer target
	Verb      string `json:"verb,omitempty"`      // the source's own word, for KindNote and KindUnknown

	File string `json:"file,omitempty"` // file the row came from
	Line int64  `json:"line,omitempty"` // 1-based line in it
	Raw  string `json:"raw,omitempty"`  // the raw row, untouched
}

// AboutAgent reports whether the event belongs to an agent's day and to no call.
func (e *Event) AboutAgent() bool {
	switch e.Kind {
	case KindAgentSignedIn, KindAgentSignedOut, KindAgentState:
		return true
	}
	return false
}

// ByInstant orders events as they are shown: by instant, then by line.
func ByInstant(a, b Event) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Key, b.Key))
}

// IntervalSums is one row of an imported interval report: sums of one queue
// over one interval, where no single contacts exist.
type IntervalSums struct {
	Key             string `json:"k"` // identity: queue, channel, start, length
	Queue           string `json:"queue"`
	Channel         string `json:"channel,omitempty"`
	StartMs         int64  `json:"start_ms"`
	LengthMs        int64  `json:"length_ms"`
	Offered         int64  `json:"offered"`
	Answered        int64  `json:"answered"`
	Abandoned       int64  `json:"abandoned"`
	Left            int64  `json:"left"`
	AnsweredWithin  int64  `json:"answered_within"` // within ThresholdMs
	AbandonedWithin int64  `json:"abandoned_within"`
	ThresholdMs     int64  `json:"threshold_ms"` // 0: the report tells no threshold counts
	AnsweredWaitMs  int64  `json:"answered_wait_ms"`
	AbandonedWaitMs int64  `json:"abandoned_wait_ms"`
	MaxWaitMs       int64  `json:"max_wait_ms"`
	TalkMs          int64  `json:"talk_ms"`
	HoldMs          int64  `json:"hold_ms"`
	WrapUpMs        int64  `json:"wrap_up_ms"`
	Told            uint32 `json:"told"` // bit set of Told… : which sums the report has
	File            string `json:"file,omitempty"`
	Line            int64  `json:"line,omitempty"`
	Raw             string `json:"raw,omitempty"`
}

// Bits of IntervalSums.Told.
const (
	ToldOffered uint32 = 1 << iota
	ToldAnswered
	ToldAbandoned
	ToldLeft
	ToldAnsweredWithin
	ToldAbandonedWithin
	ToldAnsweredWait
	ToldAbandonedWait
	ToldMaxWait
	ToldTalk
	ToldHold
	ToldWrapUp
)

// BadRow is a raw row that could not be read, with what was wrong.
type BadRow struct {
	File     string `json:"file,omitempty"`
	Line     int64  `json:"line"`
	Column   string `json:"column,omitempty"`   // name or 1-based number
	Value    string `json:"value,omitempty"`    // what stood there
	Expected string `json:"expected,omitempty"` // what was expected, in English; the page translates Reason
	Reason   string `json:"reason"`             // stable code: "too_few_fields", "bad_time", "bad_number", …
	Raw      string `json:"raw"`
}
