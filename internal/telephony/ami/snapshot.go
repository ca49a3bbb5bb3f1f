package ami

import (
	"maps"
	"slices"
	"strconv"

	"github.com/lingting/lingting/internal/telephony"
)

// Snapshot is how the queues of the switch stand at one moment.
type Snapshot struct {
	Members  []Message
	Entries  []Message       // callers that wait
	Channels map[string]bool // ids of the channels there are; nil when the switch does not tell
	UptimeS  int64           // 0: not told
	AskedMs  int64           // when it was asked for; 0: at once. The switch made it between then and its being held against what is known
}

// bootSlack is how far two reckonings of the moment the switch started may differ.
const bootSlack = 15_000

// Reconcile holds a snapshot against what is known and gives what was missed.
// A call that is not there any more is given up a little later (Tick): its end
// may be on its way, or stand in the queue_log.
func (t *Translator) Reconcile(s *Snapshot, nowMs int64) []telephony.Event {
	var out []telephony.Event
	asked := nowMs
	if s.AskedMs > 0 {
		asked = min(s.AskedMs, nowMs)
	}
	if s.UptimeS > 0 {
		boot := asked - s.UptimeS*1000
		if known := t.mem.BootMs; known > 0 && boot > known+bootSlack {
			restarted := t.restarted(boot)
			if !t.withLog { // which tells the instant exactly
				out = append(out, restarted...)
			}
		}
		t.mem.BootMs = boot
	}
	waiting := map[[2]string]bool{}
	for _, m := range s.Entries {
		call, queue := m.Get("Uniqueid"), m.Get("Queue")
		wait, _ := m.number("Wait")
		if call == "" || queue == "" {
			continue
		}
		waiting[[2]string{call, queue}] = true
		at := asked - max(wait, 0)*1000
		seen := visit{Entered: at, Loose: nowMs - asked}
		if slices.ContainsFunc(t.mem.Calls[call], func(v *visit) bool { return v.Queue == queue && (v.Ended == 0 || seen.began(v.Entered)) }) {
			continue // known, or gone since the list was made
		}
		e := telephony.Event{Kind: telephony.KindEnqueued, At: at, Call: call, Queue: queue, Customer: customer(m), Raw: m.String()}
		before := len(t.mem.Calls[call])
		out = append(out, t.mem.enter(e)...)
		if list := t.mem.Calls[call]; len(list) > before {
			list[before].Loose = seen.Loose
		}
	}
	for _, list := range t.mem.Calls {
		for _, v := range list {
			if v.Ended > 0 || v.Gone != nil || waiting[[2]string{v.Call, v.Queue}] {
				continue
			}
			there, told := s.Channels[v.Call], s.Channels != nil
			if told && !there || !told && v.Connected == 0 {
				v.LostMs = nowMs
			}
		}
	}
	return append(out, t.members(s, nowMs)...)
}

// members tells who joined, left, paused or came back while nobody listened.
func (t *Translator) members(s *Snapshot, nowMs int64) []telephony.Event {
	var out []telephony.Event
	there := map[string]bool{}
	for _, m := range s.Members {
		agent, queue := member(m), m.Get("Queue")
		if agent == "" || queue == "" {
			continue
		}
		id := memberID(agent, queue)
		there[id] = true
		j := t.mem.Members[id]
		login, _ := m.number("LoginTime")
		at := nowMs
		if login > 0 && dynamic(m) {
			at = min(login*1000, nowMs)
		}
		raw := m.String()
		add := func(list ...telephony.Event) {
			for i := range list {
				list[i].Raw = raw
			}
			out = append(out, list...)
		}
		switch {
		case j == nil || j.Dynamic && login > 0 && j.LoginS > 0 && login != j.LoginS:
			add(t.joined(agent, queue, at, m)...)
			continue
		case !j.Dynamic:
			add(j.device(nowMs, m)...)
		}
		if paused, reason := m.flag("Paused"), m.text("PausedReason"); paused != j.Paused || paused && reason != j.Reason {
			at := nowMs
			if last, _ := m.number("LastPause"); paused && last > 0 {
				at = min(last*1000, nowMs)
			}
			add(j.pause(at, m))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.mem.Members)) {
		j := t.mem.Members[id]
		if there[id] {
			continue
		}
		delete(t.mem.Members, id)
		if !j.Out {
			out = append(out, telephony.Event{Key: key("out", j.Agent, j.Queue, stamp(j.LoginS, nowMs)), Kind: telephony.KindAgentSignedOut, At: nowMs, Agent: j.Agent, Queue: j.Queue,
				Raw: "not in QueueStatus of " + strconv.FormatInt(nowMs/1000, 10)})
		}
	}
	return out
}
