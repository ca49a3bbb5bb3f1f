package live

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unique"

	"github.com/lingting/lingting/internal/telephony"
)

// agent is one person on the floor, or a source's name nobody knows yet.
type agent struct {
	key       string
	index     uint32 // in Floor.roster
	id        string // person id, "" while nobody knows it
	name      string // the source's name
	source    *source
	events    []stated // by instant and key
	work      map[*call][]stint
	past      []byte           // work of past calls, packed
	course    []telephony.Work // of them, see coursed; nil: to be made
	dirty     bool
	now       telephony.AgentSpan
	seen      bool   // there was a state other than signed out since the day began
	extension string // of the telephone signed in at, "" when that is not told
	nextMs    int64  // when time alone changes the state, 0: never
	againMs   int64  // when time alone changes what is said of the state, 0: never
}

// stated is what an agent's event says, and nothing that the floor never
// shows: a day has many.
type stated struct {
	at   int64
	key  string
	rank int32
	unique.Handle[said]
}

// said is what many events say alike, so it is kept once.
type said struct {
	kind                            telephony.Kind
	queue, state, reason, extension string
}

// know keeps an event; false when it was known.
func (a *agent) know(e *telephony.Event) bool {
	i, known := slices.BinarySearchFunc(a.events, e, func(s stated, e *telephony.Event) int {
		return cmp.Or(cmp.Compare(s.at, e.At), cmp.Compare(s.key, e.Key))
	})
	if known {
		return false
	}
	// The event's texts are pieces of the message it came in, which must not stay because of them.
	a.events = slices.Insert(a.events, i, stated{e.At, strings.Clone(e.Key), int32(e.Rank), //nolint:gosec // an order within an instant
		unique.Make(said{e.Kind, e.Queue, e.State, e.Reason, e.Extension})})
	return true
}

func (s *stated) event() telephony.Event {
	v := s.Value()
	return telephony.Event{Key: s.key, Kind: v.kind, At: s.at, Rank: int(s.rank), Queue: v.queue, State: v.state, Reason: v.reason, Extension: v.extension}
}

func (f *Floor) agentEvent(src *source, e *telephony.Event) {
	if e.Agent == "" || e.Agent == "NONE" || e.At < f.since() {
		return
	}
	a := f.agentOf(src, e.Agent)
	a.dirty = a.know(e) || a.dirty
}

// KnownAgent gives an agent the events the store has of him.
func (f *Floor) KnownAgent(sourceName, personID string, events []telephony.Event) {
	src := f.source(sourceName)
	a := f.agentByID(personID, src)
	for i := range events {
		a.know(&events[i])
	}
	a.dirty = true
}

func (f *Floor) agentOf(src *source, external string) *agent {
	k := nameKey{src.name, external}
	if key, ok := f.alias[k]; ok {
		a := f.agents[key]
		a.source = src
		return a
	}
	id := f.names.Agent(src.name, external)
	if id != "" {
		f.alias[k] = id
		a := f.agentByID(id, src)
		a.name = external
		return a
	}
	key := "~" + src.name + "/" + external
	f.alias[k] = key
	a := f.newAgent(key, "", src)
	a.name = external
	return a
}

func (f *Floor) agentByID(id string, src *source) *agent {
	a := f.agents[id]
	if a == nil {
		a = f.newAgent(id, id, src)
	}
	a.source = src
	return a
}

func (f *Floor) newAgent(key, id string, src *source) *agent {
	a := &agent{key: key, index: uint32(len(f.roster)), id: id, source: src, work: map[*call][]stint{}, dirty: true} //nolint:gosec // people
	f.agents[key] = a
	f.roster = append(f.roster, a)
	return a
}

// latestCalls are the calls, of those whose events are in the store only, that
// an agent worked on last and may still be wrapping up.
func (f *Floor) latestCalls() (out []callKey) {
	for _, a := range f.agents {
		var latest *call
		var end int64
		for c, stints := range a.work {
			for _, s := range stints {
				if s.toMs > end {
					end, latest = s.toMs, c
				}
			}
		}
		if latest != nil && latest.away && end > latest.source.horizon-telephony.OpenWrapUpMs {
			out = append(out, latest.key)
		}
	}
	return out
}

// Resolve asks again for the agents nobody knew and joins them with the
// people they turn out to be.
func (f *Floor) Resolve() {
	for k, key := range f.alias {
		old := f.agents[key]
		if old.id != "" {
			continue
		}
		id := f.names.Agent(k.source, k.external)
		if id == "" {
			continue
		}
		a := f.agentByID(id, old.source)
		a.name = old.name
		for i := range old.events {
			e := old.events[i].event()
			a.know(&e)
		}
		maps.Copy(a.work, old.work)
		a.past, a.course = append(a.past, old.past...), nil
		for i := range f.roster {
			if f.roster[i] == old {
				f.roster[i] = a
			}
		}
		a.dirty = true
		delete(f.agents, key)
		f.alias[k] = id
	}
}

// settle brings the agent's state to nowMs; true when it may have changed.
func (f *Floor) settle(a *agent, nowMs int64) bool {
	if !a.dirty && (a.nextMs == 0 || nowMs < a.nextMs) {
		return false
	}
	a.dirty = false
	spans := f.timeline(a, f.since(), nowMs, f.coursed(a))
	a.now = spans[len(spans)-1]
	a.seen = slices.ContainsFunc(spans, func(s telephony.AgentSpan) bool {
		return s.State != telephony.StateSignedOut && (s.ToMs == 0 || s.ToMs > f.day.StartMs)
	})
	a.extension = a.extensionAt(nowMs)
	a.nextMs = a.changesAt(nowMs)
	return true
}

// extensionAt is the telephone the newest event up to nowMs was told of, "" for
// who is signed out.
func (a *agent) extensionAt(nowMs int64) string {
	if a.now.State == telephony.StateSignedOut {
		return ""
	}
	for i := len(a.events) - 1; i >= 0; i-- {
		if e := &a.events[i]; e.at <= nowMs && e.Value().extension != "" {
			return e.Value().extension
		}
	}
	return ""
}

// timeline is the agent's course, with past work as it is given.
func (f *Floor) timeline(a *agent, fromMs, nowMs int64, work []telephony.Work) []telephony.AgentSpan {
	events := make([]telephony.Event, len(a.events))
	for i := range a.events {
		events[i] = a.events[i].event()
	}
	for c, stints := range a.work {
		for _, s := range stints {
			work = append(work, f.workOf(c.number, s))
		}
	}
	return telephony.AgentTimeline(fromMs, nowMs, events, work, a.source.about())
}

// changesAt is when time alone changes the state next.
func (a *agent) changesAt(nowMs int64) int64 {
	next := int64(0)
	at := func(ms int64) {
		if ms > nowMs && (next == 0 || ms < next) {
			next = ms
		}
	}
	last := int64(0)
	for _, e := range a.events {
		last = max(last, e.at)
		at(e.at)
	}
	for _, w := range a.course {
		last = max(last, w.ToMs)
	}
	for _, stints := range a.work {
		for _, s := range stints {
			last = max(last, s.fromMs, s.toMs)
			at(s.fromMs)
			at(s.toMs)
			if s.toMs == 0 {
				at(s.fromMs + telephony.RingLostMs)
				at(s.fromMs + telephony.OpenWrapUpMs)
				last = max(last, nowMs)
			}
		}
	}
	if last > 0 {
		at(last + telephony.AgentSilenceMs + 1)
	}
	return next
}

// History is what an agent did since the day began, up to nowMs; nil for
// someone the floor does not know.
func (f *Floor) History(key string, nowMs int64) []telephony.AgentSpan {
	a := f.agents[key]
	if a == nil {
		return nil
	}
	var work []telephony.Work
	for number, stints := range a.pastWork() {
		for _, s := range stints {
			work = append(work, f.workOf(number, s))
		}
	}
	return f.timeline(a, f.day.StartMs, max(nowMs, f.Horizon()), work)
}
