package ami

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/lingting/lingting/internal/telephony"
)

const (
	slackMs = 2000             // two clocks that tell whole seconds differ so much
	sameMs  = 5000             // a visit told twice begins within this
	keepMs  = 2 * 3600 * 1000  // an ended call is known for so long
	holdMs  = 24 * 3600 * 1000 // an open one for so long
	logMs   = 15 * 1000        // how long the queue_log may take to say what an abandon was
	leaveMs = 60 * 1000        // how long an announcement to the agent may take
	lostMs  = 20 * 1000        // how long an end may still be on its way after a snapshot
)

// memory is what is known of the switch.
type memory struct {
	BootMs  int64               `json:"boot_ms,omitempty"`
	Calls   map[string][]*visit `json:"calls,omitempty"`
	Members map[string]*joined  `json:"members,omitempty"`  // agent and queue
	HeardMs int64               `json:"heard_ms,omitempty"` // the newest the interface told, by the switch's clock
	pruned  int64
}

// visit is one visit of a call to one queue.
type visit struct {
	Call      string           `json:"call"`
	Queue     string           `json:"queue"`
	N         int              `json:"n"`
	Entered   int64            `json:"entered"`
	Loose     int64            `json:"loose,omitempty"` // how much later it may have entered, as a snapshot told it
	Told      bool             `json:"told,omitempty"`  // that it entered was told
	Connected int64            `json:"connected,omitempty"`
	Agent     string           `json:"agent,omitempty"`
	Ended     int64            `json:"ended,omitempty"`
	Missed    []miss           `json:"missed,omitempty"`  // offers told as missed
	Gone      *telephony.Event `json:"gone,omitempty"`    // how it seems to have left, until something says more
	GoneMs    int64            `json:"gone_ms,omitempty"` // when that was heard, by our clock; 0 until the first tick
	LostMs    int64            `json:"lost_ms,omitempty"` // when a snapshot did not know it
}

// miss is an offer an agent did not take.
type miss struct {
	Agent string `json:"agent"`
	At    int64  `json:"at"`
}

// missed is a missed offer, unless it was told: the interface and the
// queue_log give it no common name.
func (v *visit) missed(e telephony.Event) []telephony.Event {
	if slices.ContainsFunc(v.Missed, func(m miss) bool { return m.Agent == e.Agent && near(m.At, e.At) }) {
		return nil
	}
	v.Missed = append(v.Missed, miss{e.Agent, e.At})
	e.Key = v.key("missed", e.Agent, strconv.FormatInt(e.At, 10))
	return []telephony.Event{e}
}

// joined is an agent in a queue.
type joined struct {
	Agent   string `json:"agent"`
	Queue   string `json:"queue"`
	LoginS  int64  `json:"login,omitempty"` // epoch seconds as the switch tells it
	Out     bool   `json:"out,omitempty"`   // a fixed member whose device cannot be reached
	Paused  bool   `json:"paused,omitempty"`
	Reason  string `json:"reason,omitempty"`
	Dynamic bool   `json:"dynamic,omitempty"`
}

func (m *memory) restore(kept []byte) error {
	if len(kept) > 0 {
		if err := json.Unmarshal(kept, m); err != nil {
			return fmt.Errorf("what was known of the switch cannot be read: %w", err)
		}
	}
	if m.Calls == nil {
		m.Calls = map[string][]*visit{}
	}
	if m.Members == nil {
		m.Members = map[string]*joined{}
	}
	return nil
}

func (m *memory) save() []byte {
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // plain structs
	}
	return b
}

func (v *visit) key(what string, more ...string) string {
	return key(append([]string{what, v.Call, v.Queue, strconv.Itoa(v.N)}, more...)...)
}

// began reports whether the visit may have begun at the instant.
func (v *visit) began(at int64) bool { return at >= v.Entered-sameMs && at <= v.Entered+v.Loose+sameMs }

func near(a, b int64) bool { return a-b <= sameMs && b-a <= sameMs }

// enter is a caller entering a queue.
func (m *memory) enter(e telephony.Event) []telephony.Event {
	var v *visit
	for _, x := range m.Calls[e.Call] {
		again := x.Ended > 0 && e.At >= x.Ended && e.At > x.Entered // it came back
		if x.Queue == e.Queue && x.began(e.At) && !again {
			v = x
		}
	}
	if v == nil {
		v = m.add(e.Call, e.Queue, e.At)
	}
	if v.Told {
		return nil
	}
	v.Told, v.LostMs = true, 0
	e.Key = v.key("enqueued")
	return []telephony.Event{e}
}

func (m *memory) add(call, queue string, at int64) *visit {
	n := 0
	for _, x := range m.Calls[call] {
		if x.Queue == queue {
			n = x.N + 1
		}
	}
	v := &visit{Call: call, Queue: queue, N: n, Entered: at}
	m.Calls[call] = append(m.Calls[call], v)
	return v
}

// open is the visit something told belongs to: the one that began when the
// told durations say, else the latest one that had begun, else the first; a
// call nobody has heard of gets a visit.
func (m *memory) open(e telephony.Event) *visit {
	began := e.At - e.Wait.Ms() - e.Talk.Ms()
	var first, last *visit
	for _, v := range m.Calls[e.Call] {
		if v.Queue != e.Queue {
			continue
		}
		if e.Wait.Told() && v.Told && v.began(began) && !(v.Ended > 0 && began > v.Ended) {
			return v
		}
		if first == nil {
			first = v
		}
		if v.Entered <= e.At {
			last = v
		}
	}
	switch {
	case last != nil:
		return last
	case first != nil:
		return first
	}
	return m.add(e.Call, e.Queue, e.At)
}

// talking is the visit of the call that is connected now.
func (m *memory) talking(call string) *visit {
	for _, v := range m.Calls[call] {
		if v.Connected > 0 && v.Ended == 0 {
			return v
		}
	}
	return nil
}

func (v *visit) connect(e telephony.Event) telephony.Event {
	if !v.Told && e.Wait.Told() {
		v.Entered = min(v.Entered, e.At-e.Wait.Ms())
	}
	v.Connected, v.Agent, v.Gone, v.LostMs = e.At, e.Agent, nil, 0
	e.Key = v.key("connected")
	return e
}

// end is the end of the visit, of waiting or of talking. What was only
// supposed before is settled with it.
func (v *visit) end(e telephony.Event) telephony.Event {
	if !v.Told {
		v.Entered = min(v.Entered, e.At-e.Wait.Ms()-e.Talk.Ms())
	}
	if v.Gone != nil && (e.Kind == telephony.KindAbandoned || e.Kind == telephony.KindLeftQueue) {
		e.At = v.Gone.At // heard more exactly
	}
	v.Ended, v.Gone, v.LostMs = e.At, nil, 0
	e.Key = v.key("end")
	return e
}

// await keeps how the visit seems to have ended.
func (v *visit) await(e telephony.Event) {
	if v.Ended > 0 {
		return
	}
	if v.Gone == nil || e.Kind == telephony.KindAbandoned {
		v.Gone, v.GoneMs = &e, 0
	}
}

// forget closes what was open when the switch stopped.
func (m *memory) forget(at int64) {
	for _, list := range m.Calls {
		for _, v := range list {
			if latest := max(v.Entered, v.Connected); v.Ended == 0 && latest <= at {
				v.Ended, v.Gone, v.LostMs = latest, nil, 0
			}
		}
	}
	maps.DeleteFunc(m.Members, func(_ string, j *joined) bool { return j.Dynamic && j.LoginS*1000 <= at })
}

// due is what waited long enough.
func (m *memory) due(nowMs int64) []telephony.Event {
	var out []telephony.Event
	for _, call := range slices.Sorted(maps.Keys(m.Calls)) {
		for _, v := range m.Calls[call] {
			switch {
			case v.Gone != nil && v.GoneMs == 0:
				v.GoneMs = nowMs
			case v.Gone != nil && nowMs-v.GoneMs >= patience(v.Gone.Kind):
				out = append(out, v.end(*v.Gone))
			case v.LostMs > 0 && nowMs-v.LostMs >= lostMs && v.Ended == 0:
				e := telephony.Event{Key: v.key("lost"), Kind: telephony.KindLost, At: v.LostMs, Call: v.Call, Queue: v.Queue, Agent: v.Agent}
				v.Ended, v.LostMs = e.At, 0
				out = append(out, e)
			}
		}
	}
	if nowMs-m.pruned > 60_000 {
		m.pruned = nowMs
		m.prune()
	}
	return out
}

// latest is the instant of the last that is known of a visit.
func (v *visit) latest() int64 { return max(v.Entered, v.Connected, v.Ended) }

// prune lets go of calls long over. How long is told by the newest call, not
// by our clock, and by what the interface told of it: what comes late, of a
// switch whose clock is wrong, after a long gap, or of an interface that is far
// behind the queue_log, still finds its call.
func (m *memory) prune() {
	newest := int64(0)
	for _, list := range m.Calls {
		for _, v := range list {
			newest = max(newest, v.latest())
		}
	}
	if m.HeardMs > 0 {
		newest = min(newest, m.HeardMs)
	}
	maps.DeleteFunc(m.Calls, func(_ string, list []*visit) bool {
		return !slices.ContainsFunc(list, func(v *visit) bool {
			kept := int64(holdMs)
			if v.Ended > 0 {
				kept = keepMs
			}
			return newest-v.latest() < kept
		})
	})
}

func patience(k telephony.Kind) int64 {
	if k == telephony.KindAbandoned {
		return logMs
	}
	return leaveMs
}
