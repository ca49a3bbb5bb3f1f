package esl

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

const (
	keepMs = 2 * 3600 * 1000  // an ended visit is known for so long
	holdMs = 24 * 3600 * 1000 // an open one for so long
	lostMs = 45 * 1000        // how long an end may still be on its way
)

// Translator turns events of one switch into normal events. It is used by one
// goroutine at a time.
type Translator struct{ mem memory }

type memory struct {
	Core   string            `json:"core,omitempty"` // id of the running switch
	Visits map[string]*visit `json:"visits,omitempty"`
	Agents map[string]string `json:"agents,omitempty"` // status by name
	Phones map[string]string `json:"phones,omitempty"` // extension by name
}

// visit is one member of a queue.
type visit struct {
	Member    string `json:"member"`
	Call      string `json:"call"`
	Queue     string `json:"queue"`
	Entered   int64  `json:"entered,omitempty"` // 0: not heard
	Connected int64  `json:"connected,omitempty"`
	Agent     string `json:"agent,omitempty"`
	Ended     int64  `json:"ended,omitempty"`
	LostMs    int64  `json:"lost_ms,omitempty"`
	Seen      int64  `json:"seen"` // by our clock
}

// NewTranslator goes on from kept memory, which may be empty.
func NewTranslator(kept []byte) (*Translator, error) {
	t := &Translator{}
	if len(kept) > 0 {
		if err := json.Unmarshal(kept, &t.mem); err != nil {
			return nil, fmt.Errorf("what was known of the switch cannot be read: %w", err)
		}
	}
	if t.mem.Visits == nil {
		t.mem.Visits = map[string]*visit{}
	}
	if t.mem.Agents == nil {
		t.mem.Agents = map[string]string{}
	}
	if t.mem.Phones == nil {
		t.mem.Phones = map[string]string{}
	}
	return t, nil
}

// Memory is what must be known again after a restart.
func (t *Translator) Memory() []byte {
	b, err := json.Marshal(t.mem)
	if err != nil {
		panic(err) // plain structs
	}
	return b
}

func key(parts ...string) string { return adapter.KeyOf("esl", parts...) }

// Event gives what an event tells; bad is set when it should tell something
// and cannot be read. Events of no concern give neither.
func (t *Translator) Event(h Header, nowMs int64) (out []telephony.Event, bad *telephony.BadRow) {
	action := h.Get("CC-Action")
	if h.Get("Event-Subclass") != "callcenter::info" {
		return nil, nil
	}
	at := h.at(nowMs)
	switch action {
	case "agent-status-change":
		agent := h.Get("CC-Agent")
		if agent == "" {
			return nil, unreadable(h, "CC-Agent", "the agent")
		}
		out = t.status(agent, h.Get("CC-Agent-Status"), at)
	case "member-queue-start", "member-queue-resume", "member-queue-end", "agent-offering", "bridge-agent-start", "bridge-agent-end", "bridge-agent-fail":
		member, call, queue := h.Get("CC-Member-UUID"), h.Get("CC-Member-Session-UUID"), h.Get("CC-Queue")
		if member == "" || call == "" || queue == "" || strings.HasPrefix(call, "#") {
			return nil, unreadable(h, "CC-Member-UUID", "the member, the session and the queue of "+action)
		}
		out = t.member(action, t.visit(member, call, queue, nowMs), at, h)
	default:
		return nil, nil // reads, counts, and what changes no number
	}
	raw := h.String()
	for i := range out {
		out[i].Raw = raw
	}
	return out, nil
}

// String is what an event says of the queues, one field per line.
func (h Header) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if strings.HasPrefix(name, "cc-") || name == "event-date-timestamp" || name == "core-uuid" {
			fmt.Fprintf(&b, "%s: %s\n", name, h[name])
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func unreadable(h Header, column, expected string) *telephony.BadRow {
	return &telephony.BadRow{Column: column, Value: h.Get(column), Expected: expected, Reason: adapter.BadMissing, Raw: h.String()}
}

// visit finds the visit of a member. A caller who comes back keeps the
// member's id, but it is another call.
func (t *Translator) visit(member, call, queue string, nowMs int64) *visit {
	id := member + " " + call
	v := t.mem.Visits[id]
	if v == nil {
		v = &visit{Member: member, Call: call, Queue: queue}
		t.mem.Visits[id] = v
	}
	v.Seen = nowMs
	return v
}

func (v *visit) event(kind telephony.Kind, at int64, what string, more ...string) telephony.Event {
	return telephony.Event{Key: key(append([]string{what, v.Member, v.Call}, more...)...), Kind: kind, At: at, Call: v.Call, Queue: v.Queue}
}

// between is a duration of two told instants, told when both are.
func between(from, to int64) telephony.Span {
	if from == 0 || to == 0 {
		return telephony.Span{}
	}
	return telephony.SpanOf(to - from)
}

func (t *Translator) member(action string, v *visit, at int64, h Header) []telephony.Event {
	agent := h.Get("CC-Agent")
	joined, called, answered := h.seconds("CC-Member-Joined-Time"), h.seconds("CC-Agent-Called-Time"), h.seconds("CC-Agent-Answered-Time")
	switch action {
	case "member-queue-start", "member-queue-resume":
		v.Entered, v.LostMs = at, 0
		e := v.event(telephony.KindEnqueued, at, "enqueued")
		if n := h.Get("CC-Member-CID-Number"); n != "0" && n != "unknown" && n != "anonymous" {
			e.Customer = n
		}
		return []telephony.Event{e}
	case "agent-offering":
		e := v.event(telephony.KindOffered, at, "offered", agent, strconv.FormatInt(at, 10))
		e.Agent = agent
		return []telephony.Event{e}
	case "bridge-agent-fail":
		e := v.event(telephony.KindOfferMissed, at, "missed", agent, strconv.FormatInt(called, 10))
		e.Agent, e.Reason, e.Ring = agent, adapter.ReasonNoAnswer, between(called, h.seconds("CC-Agent-Aborted-Time"))
		return []telephony.Event{e}
	case "bridge-agent-start":
		v.Connected, v.Agent, v.LostMs = at, agent, 0
		e := v.event(telephony.KindConnected, at, "connected")
		e.Agent, e.Ring = agent, between(called, answered)
		if v.Entered == 0 { // else the instants are more exact than whole seconds
			e.Wait = between(joined, answered)
		}
		return []telephony.Event{e}
	case "bridge-agent-end":
		return t.ended(v, at, h)
	}
	// member-queue-end
	if strings.EqualFold(h.Get("CC-Cause"), "Terminated") {
		if v.Ended > 0 {
			return nil // bridge-agent-end said it
		}
		return t.ended(v, at, h)
	}
	v.Ended, v.LostMs = at, 0
	e := v.event(telephony.KindAbandoned, at, "end")
	if v.Entered == 0 {
		e.Wait = between(joined, h.seconds("CC-Member-Leaving-Time"))
	}
	switch reason := strings.ToUpper(h.Get("CC-Cancel-Reason")); reason {
	case "BREAK_OUT":
		e.By = telephony.ByCustomer
	case "TIMEOUT":
		e.Kind, e.Reason = telephony.KindLeftQueue, telephony.LeftTimeout
	case "NO_AGENT_TIMEOUT":
		e.Kind, e.Reason = telephony.KindLeftQueue, telephony.LeftEmpty
	case "EXIT_WITH_KEY":
		e.Kind, e.Reason = telephony.KindLeftQueue, telephony.LeftKey
	default:
		e.Kind, e.Reason, e.By = telephony.KindLeftQueue, telephony.LeftSystem, telephony.BySystem
	}
	return []telephony.Event{e}
}

func (t *Translator) ended(v *visit, at int64, h Header) []telephony.Event {
	agent, answered := h.Get("CC-Agent"), h.seconds("CC-Agent-Answered-Time")
	over := h.seconds("CC-Bridge-Terminated-Time")
	if over == 0 {
		over = h.seconds("CC-Member-Leaving-Time")
	}
	v.Ended, v.LostMs = at, 0
	e := v.event(telephony.KindEnded, at, "end")
	if e.Agent = agent; agent == "" {
		e.Agent = v.Agent
	}
	if v.Connected == 0 {
		e.Wait, e.Talk = between(h.seconds("CC-Member-Joined-Time"), answered), between(answered, over)
	}
	return []telephony.Event{e}
}

// The statuses of an agent; On Break is the only one that is signed in and not
// available.
const (
	loggedOut = "Logged Out"
	onBreak   = "On Break"
)

func (t *Translator) status(agent, status string, at int64) []telephony.Event {
	was, known := t.mem.Agents[agent]
	if known && was == status {
		return nil
	}
	t.mem.Agents[agent] = status
	stamp := strconv.FormatInt(at/1000, 10)
	e := telephony.Event{Key: key("status", agent, status, stamp), At: at, Agent: agent, Extension: t.mem.Phones[agent]}
	switch {
	case status == loggedOut:
		e.Kind = telephony.KindAgentSignedOut
		return []telephony.Event{e}
	case status == onBreak:
		e.Kind, e.State, e.Reason = telephony.KindAgentState, telephony.StateAux, onBreak
	case strings.HasPrefix(status, "Available"):
		e.Kind, e.State = telephony.KindAgentState, telephony.StateReady
	default:
		return nil
	}
	if known && was != loggedOut {
		return []telephony.Event{e}
	}
	in := telephony.Event{Key: key("in", agent, stamp), Kind: telephony.KindAgentSignedIn, At: at, Agent: agent, Extension: e.Extension}
	return []telephony.Event{in, e}
}

// extension is the telephone of an agent's contact, such as 1001 of
// [leg_timeout=10]user/1001@example.org; "" when it names none.
func extension(contact string) string {
	if i := strings.LastIndexAny(contact, "]}>"); i >= 0 {
		contact = contact[i+1:]
	}
	parts := strings.Split(contact, "/")
	if len(parts) < 2 {
		return ""
	}
	name, _, _ := strings.Cut(parts[len(parts)-1], "@")
	if len(name) > 40 {
		return ""
	}
	return name
}

// List is what the switch itself holds at one moment.
type List struct {
	Core    string
	UptimeS int64           // 0: not told
	Members []Header        // rows of "queue list members" of every queue
	Agents  []Header        // rows of "agent list"
	Gone    map[string]bool // sessions that have no channel any more
}

// Reconcile holds the switch's lists against what was heard.
func (t *Translator) Reconcile(l *List, nowMs int64) []telephony.Event {
	var out []telephony.Event
	if l.Core != "" && l.Core != t.mem.Core {
		if t.mem.Core != "" {
			at := nowMs - l.UptimeS*1000
			out = append(out, t.restarted(l.Core, at)...)
		}
		t.mem.Core = l.Core
	}
	there := map[string]bool{}
	for _, row := range l.Members {
		member, call, queue := row["uuid"], row["session_uuid"], row["queue"]
		state := row["state"]
		if member == "" || call == "" || queue == "" || strings.HasPrefix(call, "#") || state == "Abandoned" || l.Gone[call] {
			continue // a member without a channel stays in the list for hours
		}
		id := member + " " + call
		there[id] = true
		v := t.visit(member, call, queue, nowMs)
		raw := "callcenter_config queue list members: " + strings.Join([]string{queue, member, call, state}, "|")
		if v.Entered == 0 && v.Ended == 0 {
			if at := row.seconds("joined_epoch"); at > 0 {
				v.Entered = at
				e := v.event(telephony.KindEnqueued, at, "enqueued")
				e.Customer, e.Raw = row["cid_number"], raw
				out = append(out, e)
			}
		}
		if at := row.seconds("bridge_epoch"); state == "Answered" && v.Connected == 0 && at > 0 && row["serving_agent"] != "" {
			v.Connected, v.Agent = at, row["serving_agent"]
			e := v.event(telephony.KindConnected, at, "connected")
			e.Agent, e.Raw = v.Agent, raw
			out = append(out, e)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.mem.Visits)) {
		v := t.mem.Visits[id]
		switch {
		case v.Ended > 0 && nowMs-v.Seen > keepMs, nowMs-v.Seen > holdMs:
			delete(t.mem.Visits, id)
		case v.Ended > 0, there[id]:
			v.LostMs = 0
		case v.LostMs == 0:
			v.LostMs = nowMs
		case nowMs-v.LostMs >= lostMs:
			e := v.event(telephony.KindLost, v.LostMs, "lost")
			e.Agent = v.Agent
			v.Ended, v.LostMs = e.At, 0
			out = append(out, e)
		}
	}
	for _, row := range l.Agents {
		if row["name"] == "" {
			continue
		}
		t.mem.Phones[row["name"]] = extension(row["contact"])
		at := row.seconds("last_status_change")
		if at == 0 {
			at = nowMs
		}
		if was, known := t.mem.Agents[row["name"]]; !known && row["status"] == loggedOut {
			t.mem.Agents[row["name"]] = loggedOut // nothing to say of who was never there
		} else if was != row["status"] {
			out = append(out, t.status(row["name"], row["status"], at)...)
		}
	}
	return out
}

// restarted forgets what the stopped switch held.
func (t *Translator) restarted(core string, at int64) []telephony.Event {
	for _, v := range t.mem.Visits {
		if latest := max(v.Entered, v.Connected); v.Ended == 0 && latest <= at {
			v.Ended, v.LostMs = max(latest, 1), 0
		}
	}
	clear(t.mem.Agents)
	return []telephony.Event{{Key: key("restart", core), Kind: telephony.KindRestarted, At: at, Raw: "core-uuid: " + core}}
}
