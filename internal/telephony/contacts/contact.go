package contacts

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// Contact is one queue visit as it is shown.
type Contact struct {
	ID           string   `json:"id"`
	Source       string   `json:"source" doc:"name of the telephony source"`
	CallID       string   `json:"call_id" doc:"the source's id of the call"`
	Visit        int      `json:"visit" doc:"0-based order of this queue visit within the call"`
	Queue        QueueRef `json:"queue"`
	Agent        *Agent   `json:"agent" doc:"who answered; null when nobody did"`
	Channel      string   `json:"channel"`
	CallType     string   `json:"call_type"`
	Customer     string   `json:"customer" doc:"masked; empty when unknown"`
	EnteredAt    string   `json:"entered_at" doc:"entered the queue, with the centre's offset"`
	AnsweredAt   *string  `json:"answered_at"`
	EndedAt      *string  `json:"ended_at" doc:"end of the conversation, or of waiting"`
	WaitMs       int64    `json:"wait_ms"`
	RingMs       int64    `json:"ring_ms"`
	TalkMs       int64    `json:"talk_ms" doc:"without hold"`
	HoldMs       int64    `json:"hold_ms"`
	WrapUpMs     int64    `json:"wrap_up_ms"`
	Outcome      string   `json:"outcome" enum:"answered,abandoned,left,waiting,talking"`
	LeftReason   string   `json:"left_reason"`
	EndedBy      string   `json:"ended_by"`
	Offers       int      `json:"offers"`
	MissedOffers int      `json:"missed_offers"`
	Transferred  bool     `json:"transferred"`
	Flags        []string `json:"flags" doc:"what is known about the quality of the data"`
	Grade        string   `json:"grade" enum:"A,B,C,D" doc:"A no flags, B flags but no figure put in, C one figure put in by a rule, D several"`
}

// QueueRef names a queue.
type QueueRef struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
}

// Agent names who answered.
type Agent struct {
	ID      string `json:"id"`
	AgentNo string `json:"agent_no"`
	Name    string `json:"name"`
}

// Event is one event a contact was folded from.
type Event struct {
	At     string         `json:"at"`
	Kind   string         `json:"kind"`
	Queue  string         `json:"queue" doc:"the source's name of the queue"`
	Agent  string         `json:"agent" doc:"the source's name of the agent"`
	Detail map[string]any `json:"detail" doc:"whatever else the source told"`
	Raw    string         `json:"raw" doc:"the raw row"`
	Line   int64          `json:"line"`
	File   string         `json:"file"`
}

// Detail is a contact with its surroundings.
type Detail struct {
	Contact
	Siblings []Contact `json:"siblings" doc:"the other queue visits of the same call"`
	Events   []Event   `json:"events" doc:"what the source told about the call, in order"`

	EventsGone bool `json:"events_gone,omitempty" doc:"what the source told is not kept any more"`
}

// Mask hides a customer: of eight characters or more the first three and the
// last four stay, of fewer the last two; one or two characters hide whole.
func Mask(customer string) string {
	r := []rune(customer)
	n := len(r)
	switch {
	case n >= 8:
		return string(r[:3]) + strings.Repeat("*", n-7) + string(r[n-4:])
	case n > 2:
		return strings.Repeat("*", n-2) + string(r[n-2:])
	}
	return strings.Repeat("*", n)
}

// maskIn hides a customer wherever it stands in a raw row. A short one is
// replaced only where it stands alone, since it may be part of anything.
func maskIn(raw, customer string) string {
	if customer == "" || raw == "" {
		return raw
	}
	masked := Mask(customer)
	if utf8.RuneCountInString(customer) >= 7 {
		return strings.ReplaceAll(raw, customer, masked)
	}
	var out strings.Builder
	for {
		i := strings.Index(raw, customer)
		if i < 0 {
			break
		}
		end := i + len(customer)
		before, _ := utf8.DecodeLastRuneInString(raw[:i])
		after, _ := utf8.DecodeRuneInString(raw[end:])
		out.WriteString(raw[:i])
		if wordRune(before) || wordRune(after) {
			out.WriteString(customer)
		} else {
			out.WriteString(masked)
		}
		raw = raw[end:]
	}
	out.WriteString(raw)
	return out.String()
}

// isNumber reports whether the text can be dialled from outside.
func isNumber(s string) bool {
	digits := strings.TrimPrefix(s, "+")
	return len(digits) >= 7 && strings.Trim(digits, "0123456789") == ""
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// instant is the layout of instants.
const instant = "2006-01-02T15:04:05.000Z07:00"

// lens turns stored contacts into what is shown.
type lens struct {
	dir     org.Directory
	zone    *time.Location
	sources map[string]string // id → name
	full    bool              // the customer unmasked
}

func (l *lens) at(ms int64) string { return time.UnixMilli(ms).In(l.zone).Format(instant) }

func (l *lens) atOrNull(ms int64) *string {
	if ms == 0 {
		return nil
	}
	s := l.at(ms)
	return &s
}

func (l *lens) customer(s string) string {
	if l.full {
		return s
	}
	return Mask(s)
}

func (l *lens) view(c *telephony.Contact) Contact {
	v := Contact{
		ID: c.ID, Source: l.sources[c.SourceID], CallID: c.Call, Visit: c.Visit, Queue: QueueRef{ID: c.QueueID},
		Channel: c.Channel, CallType: c.CallType, Customer: l.customer(c.Customer),
		EnteredAt: l.at(c.EnteredMs), AnsweredAt: l.atOrNull(c.AnsweredMs), EndedAt: l.atOrNull(c.EndedMs),
		WaitMs: c.WaitMs, RingMs: c.RingMs, TalkMs: c.TalkMs, HoldMs: c.HoldMs, WrapUpMs: c.WrapUpMs,
		Outcome: string(c.Outcome), LeftReason: c.LeftReason, EndedBy: c.EndedBy, Offers: c.Offers, MissedOffers: c.Missed,
		Transferred: c.Transferred, Flags: c.Flags.Names(), Grade: c.Grade(),
	}
	if q, ok := l.dir.Queue(c.QueueID); ok {
		v.Queue.Code, v.Queue.Name = q.Code, q.Name
	}
	if c.AgentID != "" {
		v.Agent = &Agent{ID: c.AgentID}
		if p, ok := l.dir.Person(c.AgentID); ok {
			v.Agent.AgentNo, v.Agent.Name = p.AgentNo, p.Name
		}
	}
	return v
}

// events shows the journal of a call.
func (l *lens) events(journal []telephony.Event) []Event {
	customers := map[string]bool{}
	for i := range journal {
		if c := journal[i].Customer; c != "" && c != "0" {
			customers[c] = true
		}
	}
	out := make([]Event, 0, len(journal))
	for i := range journal {
		e := &journal[i]
		raw := e.Raw
		if !l.full {
			for c := range customers {
				raw = maskIn(raw, c)
			}
		}
		out = append(out, Event{At: l.at(e.At), Kind: string(e.Kind), Queue: e.Queue, Agent: e.Agent, Detail: l.detail(e),
			Raw: raw, Line: e.Line, File: e.File})
	}
	return out
}

func (l *lens) detail(e *telephony.Event) map[string]any {
	d := map[string]any{}
	for _, x := range []struct {
		name string
		span telephony.Span
	}{{"wait_ms", e.Wait}, {"ring_ms", e.Ring}, {"talk_ms", e.Talk}, {"hold_ms", e.Hold}, {"wrap_up_ms", e.WrapUp}} {
		if x.span.Told() {
			d[x.name] = x.span.Ms()
		}
	}
	to := e.To
	if e.Customer != "" && e.Customer != "0" {
		d["customer"] = l.customer(e.Customer)
	}
	if to == e.Customer || isNumber(to) {
		to = l.customer(to)
	}
	for _, x := range []struct{ name, value string }{
		{"channel", e.Channel}, {"call_type", e.CallType}, {"state", e.State}, {"reason", e.Reason}, {"by", e.By},
		{"to", to}, {"verb", e.Verb}, {"link", e.Link},
	} {
		if x.value != "" {
			d[x.name] = x.value
		}
	}
	if e.Holds > 0 {
		d["holds"] = e.Holds
	}
	if e.Revision > 0 {
		d["revision_at"] = l.at(e.Revision)
	}
	return d
}
