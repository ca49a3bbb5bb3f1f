package live

import (
	"slices"
	"strings"
	"unique"

	"github.com/lingting/lingting/internal/telephony"
)

// agent is one person on the floor, or a source's name nobody knows yet.
type agent struct {
	key       string
	id        string // person id, "" while nobody knows it
	name      string // the source's name
	source    *source
	events    map[string]stated // by key
	work      map[callKey][]telephony.Work
	past      []stint          // work of past calls
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
	at                              int64
	rank                            int
	kind                            telephony.Kind
	queue, state, reason, extension string
}

// know keeps an event. Its texts are few and kept once; the event's own are
// pieces of the message it came in, which must not stay because of them.
func (a *agent) know(e *telephony.Event) {
	once := func(text string) string { return unique.Make(text).Value() }
	a.events[strings.Clone(e.Key)] = stated{e.At, e.Rank, telephony.Kind(once(string(e.Kind))), once(e.Queue), once(e.State), once(e.Reason), once(e.Extension)}
}

func (s *stated) event(key string) telephony.Event {
	return telephony.Event{Key: key, Kind: s.kind, At: s.at, Rank: s.rank, Queue: s.queue, State: s.state, Reason: s.reason, Extension: s.extension}
}

func (f *Floor) agentEvent(src *source, e telephony.Event) {
	if e.Agent == "" || e.Agent == "NONE" || e.At < f.since() {
		return
	}
	a := f.agentOf(src, e.Agent)
	if _, known := a.events[e.Key]; known {
		return
	}
	a.know(&e)
	a.dirty = true
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
	a := newAgent(key, "", src)
	a.name = external
	f.agents[key] = a
	return a
}

func (f *Floor) agentByID(id string, src *source) *agent {
	a := f.agents[id]
	if a == nil {
		a = newAgent(id, id, src)
		f.agents[id] = a
	}
	a.source = src
	return a
}

func newAgent(key, id string, src *source) *agent {
	return &agent{key: key, id: id, source: src, events: map[string]stated{}, work: map[callKey][]telephony.Work{}, dirty: true}
}

// latestCalls are the calls, of those whose events are in the store only, that
// an agent worked on last and may still be wrapping up.
func (f *Floor) latestCalls() (out []callKey) {
	for _, a := range f.agents {
		var latest callKey
		var end int64
		for k, list := range a.work {
			for i := range list {
				if list[i].ToMs > end {
					end, latest = list[i].ToMs, k
				}
			}
		}
		if c := f.calls[latest]; c != nil && c.away && end > c.source.horizon-telephony.OpenWrapUpMs {
			out = append(out, latest)
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
		for event, e := range old.events {
			a.events[event] = e
		}
		for call, w := range old.work {
			a.work[call] = w
			if c := f.calls[call]; c != nil {
				if i := slices.Index(c.agents, key); i >= 0 {
					c.agents[i] = id
				}
			}
		}
		for _, s := range old.past {
			if i := slices.Index(s.call.agents, old); i >= 0 {
				s.call.agents[i] = a
			}
		}
		a.past, a.course = append(a.past, old.past...), nil
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
	spans := a.timeline(f.since(), nowMs, f.coursed(a))
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
	newest, of := stated{}, ""
	for key, e := range a.events {
		if e.extension != "" && e.at <= nowMs && (of == "" || e.at > newest.at || e.at == newest.at && key > of) {
			newest, of = e, key
		}
	}
	return newest.extension
}

// timeline is the agent's course, with past work as it is given.
func (a *agent) timeline(fromMs, nowMs int64, work []telephony.Work) []telephony.AgentSpan {
	events := make([]telephony.Event, 0, len(a.events))
	for key, e := range a.events {
		events = append(events, e.event(key))
	}
	for _, w := range a.work {
		work = append(work, w...)
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
	for _, list := range a.work {
		for _, w := range list {
			last = max(last, w.FromMs, w.ToMs)
			at(w.FromMs)
			at(w.ToMs)
			if w.ToMs == 0 {
				at(w.FromMs + telephony.RingLostMs)
				at(w.FromMs + telephony.OpenWrapUpMs)
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
	work := make([]telephony.Work, 0, len(a.past))
	for _, s := range a.past {
		work = append(work, f.workOf(s))
	}
	return a.timeline(f.day.StartMs, max(nowMs, f.Horizon()), work)
}
