package adapter

import (
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/telephony"
)

// Reasons of missed offers and of abandons that the switch itself caused.
const (
	ReasonNoAnswer = "no_answer" // the agent did not answer
	ReasonCanceled = "canceled"  // the ringing stopped: another agent answered, or the caller left
	ReasonCodec    = "codec"     // no common codec; Asterisk counts it as abandoned
	ReasonBlind    = "blind"     // transfer without asking the target first
	ReasonAttended = "attended"  // transfer after asking the target
)

// told says what a row tells. Decisions beyond the words of the log:
//
//   - PAUSEALL and UNPAUSEALL give an event with an empty Queue; the rows per
//     queue that follow give theirs with the queue. Whoever counts takes one of both.
//   - ADDMEMBER with PAUSED is a sign-in whose State is aux.
//   - AGENTDUMP, the agent refusing the caller during the announcement, is
//     left_queue for the reason "system", ended by the agent.
//   - SYSCOMPAT is abandoned for the reason "codec", as Asterisk counts it.
//   - TRANSFER (before Asterisk 12) is a blind transfer.
//   - FULL, CLOSED and JOINEMPTY, callers who never got in, are notes.
//   - An exit key, or what WITHDRAW tells, stands in To.
func (r *queueRow) told() (telephony.Event, *bad) {
	e := telephony.Event{At: r.at.UnixMilli(), Call: r.call, Queue: r.queue, Agent: r.agent}
	d := dataReader{data: r.data}
	switch r.event {
	case "ENTERQUEUE":
		e.Kind, e.Customer = telephony.KindEnqueued, customer(d.text(1))
	case "CONNECT":
		e.Kind, e.Wait, e.Ring = telephony.KindConnected, d.seconds(0), d.seconds(2)
	case "COMPLETEAGENT":
		e.Kind, e.Wait, e.Talk, e.By = telephony.KindEnded, d.seconds(0), d.seconds(1), telephony.ByAgent
	case "COMPLETECALLER":
		e.Kind, e.Wait, e.Talk, e.By = telephony.KindEnded, d.seconds(0), d.seconds(1), telephony.ByCustomer
	case "ABANDON":
		e.Kind, e.Wait, e.By = telephony.KindAbandoned, d.seconds(2), telephony.ByCustomer
	case "SYSCOMPAT":
		e.Kind, e.Reason, e.By = telephony.KindAbandoned, ReasonCodec, telephony.BySystem
	case "EXITWITHTIMEOUT":
		e.Kind, e.Reason, e.Wait = telephony.KindLeftQueue, telephony.LeftTimeout, d.seconds(2)
	case "EXITEMPTY":
		e.Kind, e.Reason, e.Wait = telephony.KindLeftQueue, telephony.LeftEmpty, d.seconds(2)
	case "EXITWITHKEY":
		e.Kind, e.Reason, e.Wait, e.To = telephony.KindLeftQueue, telephony.LeftKey, d.seconds(3), d.text(0)
	case "WITHDRAW":
		e.Kind, e.Reason, e.Wait, e.To = telephony.KindLeftQueue, telephony.LeftWithdrawn, d.seconds(2), d.tail(3)
	case "AGENTDUMP":
		e.Kind, e.Reason, e.By = telephony.KindLeftQueue, telephony.LeftSystem, telephony.ByAgent
	case "RINGNOANSWER":
		e.Kind, e.Reason, e.Ring = telephony.KindOfferMissed, ReasonNoAnswer, d.millis(0)
	case "RINGCANCELED":
		e.Kind, e.Reason, e.Ring = telephony.KindOfferMissed, ReasonCanceled, d.millis(0)
	case "BLINDTRANSFER", "TRANSFER":
		e.Kind, e.Reason, e.By = telephony.KindTransferred, ReasonBlind, telephony.ByAgent
		e.To, e.Wait, e.Talk = joinFilled("@", d.text(0), d.text(1)), d.seconds(2), d.seconds(3)
	case "ATTENDEDTRANSFER":
		e.Kind, e.Reason, e.By = telephony.KindTransferred, ReasonAttended, telephony.ByAgent
		at := 2
		e.To = d.text(1)
		if d.text(0) == "LINK" {
			at, e.To = 3, joinFilled(" ", d.text(1), d.text(2))
		}
		e.Wait, e.Talk = d.seconds(at), d.seconds(at+1)
	case "CALLERONHOLD":
		e.Kind = telephony.KindHeld
	case "CALLEROFFHOLD":
		e.Kind = telephony.KindRetrieved
	case "ADDMEMBER":
		e.Kind = telephony.KindAgentSignedIn
		if strings.EqualFold(d.text(0), "PAUSED") {
			e.State = telephony.StateAux
		}
	case "REMOVEMEMBER":
		e.Kind = telephony.KindAgentSignedOut
	case "AGENTLOGIN", "AGENTCALLBACKLOGIN":
		e.Kind, e.To = telephony.KindAgentSignedIn, d.text(0)
	case "AGENTLOGOFF", "AGENTCALLBACKLOGOFF":
		e.Kind, e.To, e.Reason = telephony.KindAgentSignedOut, d.text(0), d.text(2)
	case "PAUSE", "PAUSEALL":
		e.Kind, e.State, e.Reason = telephony.KindAgentState, telephony.StateAux, d.tail(0)
	case "UNPAUSE", "UNPAUSEALL":
		e.Kind, e.State, e.Reason = telephony.KindAgentState, telephony.StateReady, d.tail(0)
	case "QUEUESTART":
		e.Kind = telephony.KindRestarted
	case "OUTCALL":
		e.Kind, e.Verb, e.Reason, e.Talk = telephony.KindNote, r.event, d.text(0), d.seconds(1)
	case "DID":
		e.Kind, e.Verb, e.To = telephony.KindNote, r.event, d.text(0)
	case "CONFIGRELOAD", "PENALTY", "RINGINUSE", "STARTCALL", "MAP", "CALLOUTBOUND", "FULL", "CLOSED", "JOINEMPTY":
		e.Kind, e.Verb = telephony.KindNote, r.event
	default:
		e.Kind, e.Verb = telephony.KindUnknown, r.event
	}
	if d.bad != nil {
		return e, d.bad
	}
	if b := r.require(&e); b != nil {
		return e, b
	}
	return e, nil
}

// require checks the identity a kind needs, and drops the call of an agent event.
func (r *queueRow) require(e *telephony.Event) *bad {
	switch e.Kind {
	case telephony.KindNote, telephony.KindUnknown, telephony.KindRestarted:
		return nil
	case telephony.KindAgentSignedIn, telephony.KindAgentSignedOut, telephony.KindAgentState:
		e.Call = ""
		if e.Agent == "" {
			return &bad{reason: BadNoAgent, column: "agent", value: r.rawAgent, expected: "the agent of " + r.event}
		}
		return nil
	}
	if e.Call == "" {
		return &bad{reason: BadNoCall, column: "callid", value: r.rawCall, expected: "the call of " + r.event}
	}
	if e.Queue == "" && e.Kind != telephony.KindHeld && e.Kind != telephony.KindRetrieved {
		return &bad{reason: BadNoQueue, column: "queuename", value: r.rawQueue, expected: "the queue of " + r.event}
	}
	return nil
}

// customer is a caller's number, empty when it is not known.
func customer(s string) string {
	switch s {
	case "0", "<unknown>", "unknown", "anonymous", "NULL":
		return ""
	}
	return s
}

func joinFilled(sep string, parts ...string) string {
	out := ""
	for _, p := range parts {
		switch {
		case p == "":
		case out == "":
			out = p
		default:
			out += sep + p
		}
	}
	return out
}

// dataReader reads the data fields of a row and keeps the first mistake.
type dataReader struct {
	data []string
	bad  *bad
}

func (d *dataReader) text(i int) string {
	if i < len(d.data) {
		return d.data[i]
	}
	return ""
}

// tail is field i with all that follows, where a text may hold pipes.
func (d *dataReader) tail(i int) string {
	if i >= len(d.data) {
		return ""
	}
	if i == len(d.data)-1 {
		return d.data[i]
	}
	return strings.Join(d.data[i:], "|")
}

func (d *dataReader) seconds(i int) telephony.Span { return d.span(i, 1000, "seconds") }
func (d *dataReader) millis(i int) telephony.Span  { return d.span(i, 1, "milliseconds") }

// span is field i times unit in milliseconds; not told when the field is
// missing. A negative number, which a clock set back makes, counts as 0.
func (d *dataReader) span(i int, unit int64, name string) telephony.Span {
	s := d.text(i)
	if s == "" {
		return telephony.Span{}
	}
	num, negative := strings.CutPrefix(s, "-")
	whole, nanos, ok := parseDecimal(num)
	if !ok || whole > maxSpanMs/unit {
		if d.bad == nil {
			d.bad = &bad{reason: BadNumber, column: "data" + strconv.Itoa(i+1), value: s, expected: "whole " + name}
		}
		return telephony.Span{}
	}
	if negative {
		return telephony.SpanOf(0)
	}
	return telephony.SpanOf(whole*unit + nanos*unit/1_000_000_000)
}

// maxSpanMs bounds a duration: ten years.
const maxSpanMs = 10 * 366 * 24 * 3600 * 1000

func appendInt(b []byte, n int64) []byte { return strconv.AppendInt(b, n, 10) }
