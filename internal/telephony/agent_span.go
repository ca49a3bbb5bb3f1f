package telephony

import (
	"cmp"
	"slices"
)

// States of an agent at an instant, besides StateReady and StateAux.
const (
	StateRinging   = "ringing"
	StateTalking   = "talking"
	StateHold      = "hold"
	StateWrapUp    = "wrap_up"
	StateSignedOut = "signed_out"
)

// RingLostMs is how long a ringing without an answer, a miss or an end is
// believed; OpenWrapUpMs the same of a wrap-up that nothing ends.
const (
	RingLostMs   = 3 * 60 * 1000
	OpenWrapUpMs = 30 * 60 * 1000
)

// Work is one stretch an agent spent with a contact: ringing, talking, on
// hold or in wrap-up. Instants are ms UTC; ToMs is 0 while it lasts.
type Work struct {
	State  string
	FromMs int64
	ToMs   int64
	Queue  string // the source's name, or an id: whoever made the stretch knows
	Call   string
}

// AgentSpan is a stretch of an agent's day in one state. ToMs is 0 of the
// last one, which lasts.
type AgentSpan struct {
	State  string `json:"state" enum:"signed_out,ready,aux,ringing,talking,hold,wrap_up"`
	Reason string `json:"reason,omitempty" doc:"reason code of aux"`
	Queue  string `json:"queue,omitempty"`
	Call   string `json:"-"` // as the work names it
	FromMs int64  `json:"from_ms"`
	ToMs   int64  `json:"to_ms" doc:"0 while it lasts"`
}

// workOrder says which state is shown when several hold at once: the highest.
var workOrder = map[string]int{StateWrapUp: 1, StateRinging: 2, StateTalking: 3, StateHold: 4}

// WorkOf derives from the events of one call, and the visits they fold into,
// what each agent (by the source's name) did with it. The result depends only
// on the sets.
func WorkOf(events []Event, visits []Contact) map[string][]Work {
	out := map[string][]Work{}
	add := func(agent string, w Work) {
		if agent != "" && (w.ToMs == 0 || w.ToMs > w.FromMs) {
			out[agent] = append(out[agent], w)
		}
	}
	course := newestRevision(events)
	slices.SortFunc(course, inCourse)
	rings := map[string]*Event{}
	stop := func(agent string, at int64) {
		if e := rings[agent]; e != nil {
			delete(rings, agent)
			add(agent, Work{State: StateRinging, FromMs: e.At, ToMs: max(at, e.At+1), Queue: e.Queue, Call: e.Call})
		}
	}
	stopAll := func(at int64) {
		for agent := range rings {
			stop(agent, at)
		}
	}
	var holds []stretch
	rang := map[string]bool{}
	for _, e := range course {
		switch e.Kind {
		case KindOffered:
			if e.Agent != "" {
				stop(e.Agent, e.At)
				rings[e.Agent] = e
				rang[e.Agent] = true
			}
		case KindOfferMissed:
			stop(e.Agent, e.At)
		case KindConnected, KindAbandoned, KindLeftQueue, KindEnded, KindTransferred:
			stopAll(e.At)
		case KindHeld:
			if n := len(holds); n == 0 || holds[n-1].to != 0 {
				holds = append(holds, stretch{e.At, 0})
			}
		case KindRetrieved:
			if n := len(holds); n > 0 && holds[n-1].to == 0 {
				holds[n-1].to = e.At
			}
		}
	}
	for agent, e := range rings {
		add(agent, Work{State: StateRinging, FromMs: e.At, Queue: e.Queue, Call: e.Call})
	}
	for i := range visits {
		v := &visits[i]
		if v.Agent == "" || !v.Answered() {
			continue
		}
		if v.RingMs > 0 && !rang[v.Agent] {
			add(v.Agent, Work{State: StateRinging, FromMs: v.AnsweredMs - v.RingMs, ToMs: v.AnsweredMs, Queue: v.Queue, Call: v.Call})
		}
		talk := Work{State: StateTalking, FromMs: v.AnsweredMs, Queue: v.Queue, Call: v.Call}
		if v.Outcome == OutcomeAnswered {
			talk.ToMs = max(v.AnsweredMs+v.TalkMs+v.HoldMs, v.AnsweredMs+1)
		}
		add(v.Agent, talk)
		for _, h := range holds {
			if h.from < talk.FromMs || (talk.ToMs != 0 && h.from >= talk.ToMs) {
				continue
			}
			w := Work{State: StateHold, FromMs: h.from, ToMs: h.to, Queue: v.Queue, Call: v.Call}
			if talk.ToMs != 0 && (w.ToMs == 0 || w.ToMs > talk.ToMs) {
				w.ToMs = talk.ToMs
			}
			add(v.Agent, w)
		}
		if v.WrapUpMs > 0 && talk.ToMs != 0 {
			add(v.Agent, Work{State: StateWrapUp, FromMs: talk.ToMs, ToMs: talk.ToMs + v.WrapUpMs, Queue: v.Queue, Call: v.Call})
		}
	}
	openWrapUp(course, visits, add)
	return out
}

// openWrapUp adds the wrap-up that was begun and not ended.
func openWrapUp(events []*Event, visits []Contact, add func(string, Work)) {
	for _, e := range events {
		if e.Kind != KindWrapUpStarted {
			continue
		}
		ended := slices.ContainsFunc(events, func(o *Event) bool { return o.Kind == KindWrapUpEnded && o.At >= e.At && o.Queue == e.Queue })
		if ended {
			continue
		}
		agent := e.Agent
		for k := range visits {
			if agent == "" && visits[k].Queue == e.Queue && visits[k].AnsweredMs <= e.At {
				agent = visits[k].Agent
			}
		}
		add(agent, Work{State: StateWrapUp, FromMs: e.At, Queue: e.Queue, Call: e.Call})
	}
}

// WorkOfContact is what an answered contact, known without its events, says
// of its agent's time. Where in the conversation the hold lay is not known,
// so it counts as talking.
func WorkOfContact(c *Contact) []Work {
	if !c.Answered() {
		return nil
	}
	var out []Work
	if c.RingMs > 0 {
		out = append(out, Work{State: StateRinging, FromMs: c.AnsweredMs - c.RingMs, ToMs: c.AnsweredMs, Queue: c.QueueID, Call: c.Call})
	}
	talk := Work{State: StateTalking, FromMs: c.AnsweredMs, Queue: c.QueueID, Call: c.Call}
	if c.Outcome == OutcomeAnswered {
		talk.ToMs = max(c.AnsweredMs+c.TalkMs+c.HoldMs, c.AnsweredMs+1)
	}
	out = append(out, talk)
	if c.WrapUpMs > 0 && talk.ToMs != 0 {
		out = append(out, Work{State: StateWrapUp, FromMs: talk.ToMs, ToMs: talk.ToMs + c.WrapUpMs, Queue: c.QueueID, Call: c.Call})
	}
	return out
}

// AgentTimeline reckons an agent's states from fromMs up to nowMs, from the
// agent's own events and the work of contacts, in any order. The spans touch
// and cover the whole stretch; the last one lasts.
func AgentTimeline(fromMs, nowMs int64, events []Event, work []Work, about Surroundings) []AgentSpan {
	if nowMs <= fromMs {
		nowMs = fromMs + 1
	}
	work = settleWork(work, events, nowMs)
	busy := make([]Busy, 0, len(work))
	for _, w := range work {
		busy = append(busy, Busy{RingFrom: w.FromMs, Answered: w.FromMs, Ended: min(w.ToMs, nowMs)})
	}
	// One millisecond more than now, so that what ends now is told from what lasts.
	about.HorizonMs = nowMs + 1
	signed, aux := agentStretches(events, busy, about)
	return paint(fromMs, nowMs, signed, aux, work)
}

// settleWork gives open stretches their end: what lasts ends after now, a
// lost ringing or wrap-up where it is no longer believed.
func settleWork(work []Work, events []Event, nowMs int64) []Work {
	work = slices.Clone(work)
	for i := range work {
		w := &work[i]
		if w.ToMs != 0 {
			continue
		}
		w.ToMs = nowMs + 1
		switch w.State {
		case StateRinging:
			w.ToMs = min(w.ToMs, w.FromMs+RingLostMs)
		case StateWrapUp:
			w.ToMs = min(w.ToMs, w.FromMs+OpenWrapUpMs)
			for k := range events { // who says he is ready, or away, is done
				if e := &events[k]; e.At > w.FromMs && e.Kind != KindAgentSignedIn {
					w.ToMs = min(w.ToMs, e.At)
				}
			}
			for k := range work {
				if o := &work[k]; o.State != StateWrapUp && o.FromMs > w.FromMs {
					w.ToMs = min(w.ToMs, o.FromMs)
				}
			}
		}
	}
	return work
}

// layer is one thing that holds from one instant to another.
type layer struct {
	from, to int64
	order    int
	span     AgentSpan
}

func paint(fromMs, nowMs int64, signed []stretch, aux map[string][]stretch, work []Work) []AgentSpan {
	layers := make([]layer, 0, len(signed)+len(work)+8)
	for _, s := range signed {
		layers = append(layers, layer{s.from, s.to, -1, AgentSpan{State: StateReady}})
	}
	for reason, list := range aux {
		for _, s := range list {
			layers = append(layers, layer{s.from, s.to, 0, AgentSpan{State: StateAux, Reason: reason}})
		}
	}
	for _, w := range work {
		layers = append(layers, layer{w.FromMs, w.ToMs, workOrder[w.State], AgentSpan{State: w.State, Queue: w.Queue, Call: w.Call}})
	}
	cuts := make([]int64, 0, 2*len(layers)+1)
	cuts = append(cuts, fromMs)
	for _, l := range layers {
		for _, at := range []int64{l.from, l.to} {
			if at > fromMs && at <= nowMs {
				cuts = append(cuts, at)
			}
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	slices.SortFunc(layers, func(a, b layer) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.order, b.order), cmp.Compare(a.span.Call, b.span.Call), cmp.Compare(a.span.Reason, b.span.Reason))
	})
	var out []AgentSpan
	var open []layer
	next := 0
	for _, at := range cuts {
		for next < len(layers) && layers[next].from <= at {
			open = append(open, layers[next])
			next++
		}
		open = slices.DeleteFunc(open, func(l layer) bool { return l.to <= at })
		top := AgentSpan{State: StateSignedOut}
		best := -2
		for _, l := range open {
			if l.order > best {
				best, top = l.order, l.span
			}
		}
		if n := len(out); n > 0 {
			if last := &out[n-1]; last.State == top.State && last.Reason == top.Reason && last.Call == top.Call && last.Queue == top.Queue {
				continue
			}
			out[n-1].ToMs = at
		}
		top.FromMs, top.ToMs = at, 0
		out = append(out, top)
	}
	return out
}
