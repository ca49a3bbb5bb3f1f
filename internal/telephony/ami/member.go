package ami

import (
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/telephony"
)

// Device states of a member that cannot be rung.
const (
	deviceInvalid     = "4"
	deviceUnavailable = "5"
)

func unreachable(m Message) bool {
	s := m.Get("Status")
	return s == deviceInvalid || s == deviceUnavailable
}

func dynamic(m Message) bool {
	s := m.Get("Membership")
	return s == "" || strings.EqualFold(s, "dynamic")
}

// extension is the telephone the member is rung at, such as 8101 of
// PJSIP/8101 or Local/8101@agents/n; "" when the switch names none.
func extension(m Message) string {
	for _, name := range []string{"StateInterface", "Interface", "Location"} {
		technology, rest, ok := strings.Cut(m.text(name), "/")
		if !ok || strings.EqualFold(technology, "Agent") { // a login, wherever it is used
			continue
		}
		if i := strings.IndexAny(rest, "@/"); i >= 0 {
			rest = rest[:i]
		}
		if rest != "" && len(rest) <= 40 {
			return rest
		}
	}
	return ""
}

func memberID(agent, queue string) string { return agent + "\x1f" + queue }

// stamp makes an agent event's key stable: the switch tells since when, else
// the instant of the message serves.
func stamp(s, at int64) string {
	if s > 0 {
		return strconv.FormatInt(s, 10)
	}
	return "@" + strconv.FormatInt(at, 10)
}

func (t *Translator) member(name, agent, queue string, at int64, m Message) []telephony.Event {
	id := memberID(agent, queue)
	j := t.mem.Members[id]
	switch name {
	case "QueueMemberAdded":
		return t.joined(agent, queue, at, m)
	case "QueueMemberRemoved":
		login, _ := m.number("LoginTime")
		if login == 0 && j != nil {
			login = j.LoginS
		}
		delete(t.mem.Members, id)
		return []telephony.Event{{Key: key("out", agent, queue, stamp(login, at)), Kind: telephony.KindAgentSignedOut, At: at, Agent: agent, Queue: queue}}
	case "QueueMemberPause", "QueueMemberPaused":
		if j == nil {
			j = &joined{Agent: agent, Queue: queue, Dynamic: dynamic(m)}
			t.mem.Members[id] = j
		}
		return []telephony.Event{j.pause(at, m)}
	case "QueueMemberStatus":
		if j == nil || j.Dynamic {
			return nil // a device that rings or is busy changes nothing for a member that signs in and out
		}
		return j.device(at, m)
	}
	return nil
}

// joined is a member that is in a queue.
func (t *Translator) joined(agent, queue string, at int64, m Message) []telephony.Event {
	login, _ := m.number("LoginTime")
	j := &joined{Agent: agent, Queue: queue, LoginS: login, Paused: m.flag("Paused"), Reason: m.text("PausedReason"), Dynamic: dynamic(m)}
	t.mem.Members[memberID(agent, queue)] = j
	if !j.Dynamic && unreachable(m) {
		j.Out = true
		return nil
	}
	e := telephony.Event{Key: key("in", agent, queue, stamp(login, at)), Kind: telephony.KindAgentSignedIn, At: at, Agent: agent, Queue: queue, Extension: extension(m)}
	if j.Paused {
		e.State, e.Reason = telephony.StateAux, j.Reason
	}
	return []telephony.Event{e}
}

func (j *joined) pause(at int64, m Message) telephony.Event {
	j.Paused, j.Reason = m.flag("Paused"), m.text("PausedReason")
	if j.Reason == "" {
		j.Reason = m.text("Reason") // before Asterisk 12
	}
	last, _ := m.number("LastPause")
	e := telephony.Event{Kind: telephony.KindAgentState, At: at, Agent: j.Agent, Queue: j.Queue, State: telephony.StateReady, Reason: j.Reason, Extension: extension(m)}
	if j.Paused {
		e.State = telephony.StateAux
	}
	e.Key = key("state", j.Agent, j.Queue, e.State, stamp(last, at), j.Reason)
	return e
}

// device is a fixed member whose telephone comes or goes.
func (j *joined) device(at int64, m Message) []telephony.Event {
	out := unreachable(m)
	if out == j.Out {
		return nil
	}
	j.Out = out
	kind := telephony.KindAgentSignedIn
	if out {
		kind = telephony.KindAgentSignedOut
	}
	return []telephony.Event{{Key: key("device", j.Agent, j.Queue, string(kind), strconv.FormatInt(at, 10)), Kind: kind, At: at, Agent: j.Agent, Queue: j.Queue, Extension: extension(m)}}
}
