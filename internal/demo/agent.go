package demo

import "github.com/lingting/lingting/internal/telephony"

// state tells what the switch says about an agent.
func (f *floor) state(agent int, state, reason string) {
	f.tellAgent(agent, telephony.Event{Kind: telephony.KindAgentState, State: state, Reason: reason})
}

// begin starts a shift.
func (f *floor) begin(agent int, d *duty) {
	w := &f.workers[agent]
	if w.on {
		return
	}
	*w = worker{on: true, mute: d.forgot, said: w.said}
	f.tellAgent(agent, telephony.Event{Kind: telephony.KindAgentSignedIn, Extension: extension(f.agents[agent].AgentNo)})
	f.state(agent, telephony.StateReady, "")
	f.plan(moment{at: max(f.midnight+d.to, f.now), do: doSignOut, agent: int16(agent)})
	for _, p := range d.breaks {
		if at := f.midnight + p.at; at > f.now {
			f.plan(moment{at: at, do: doPause, agent: int16(agent), pause: p})
		}
	}
	f.free(agent)
}

// finish ends a shift, or notes that it ends after the contact.
func (f *floor) finish(agent int) {
	if f.workers[agent].idle {
		f.signOut(agent)
		return
	}
	f.workers[agent].leave = true
}

func (f *floor) signOut(agent int) {
	w := &f.workers[agent]
	if !w.mute {
		f.tellAgent(agent, telephony.Event{Kind: telephony.KindAgentSignedOut})
	}
	*w = worker{said: w.said}
}

// pauseDue starts a break, or notes that it starts after the contact.
func (f *floor) pauseDue(agent int, p pause) {
	w := &f.workers[agent]
	if !w.on || w.leave {
		return
	}
	w.due = &p
	if w.idle {
		f.free(agent)
	}
}

// free gives an agent the next thing to do: go home, a break, a contact, or
// waiting for one.
func (f *floor) free(agent int) {
	w := &f.workers[agent]
	w.idle = false
	switch {
	case w.leave && !f.lastCalls(agent):
		f.signOut(agent)
		return
	case w.due != nil:
		p := *w.due
		w.due = nil
		f.state(agent, telephony.StateAux, p.reason)
		f.plan(moment{at: f.now + p.length, do: doReady, agent: int16(agent)})
		return
	}
	w.idle, w.since = true, f.now
	if q := f.nextLine(agent); q >= 0 {
		c := f.lines[q][0]
		f.lines[q] = f.lines[q][1:]
		f.offer(c, agent)
	}
}

// lastCalls reports whether customers are left in a line that takes no more:
// who can serve them stays until they are served.
func (f *floor) lastCalls(agent int) bool {
	q := f.nextLine(agent)
	return q >= 0 && !f.open(q)
}

// nextLine is the queue an idle agent serves next: the most urgent, then the
// one whose customer has waited longest; -1 when nobody waits.
func (f *floor) nextLine(agent int) int {
	best := -1
	for q := range f.lines {
		if len(f.lines[q]) == 0 || f.agents[agent].skill[f.centre.Queues[q].Skill] == 0 {
			continue
		}
		if best < 0 {
			best = q
			continue
		}
		a, b := f.centre.Queues[q], f.centre.Queues[best]
		if a.Urgency > b.Urgency || a.Urgency == b.Urgency && f.lines[q][0].entered < f.lines[best][0].entered {
			best = q
		}
	}
	return best
}

// nextAgent is the agent to offer a contact of queue q to: of the idle ones
// who are best at it, the one idle longest; -1 when none is idle. Whoever has
// a rarer skill is so kept free for it.
func (f *floor) nextAgent(q int) int {
	skill := f.centre.Queues[q].Skill
	best, level := -1, 0
	for i := range f.workers {
		w := &f.workers[i]
		if !w.idle {
			continue
		}
		has := f.agents[i].skill[skill]
		if has > level || has == level && has > 0 && w.since < f.workers[best].since {
			best, level = i, has
		}
	}
	return best
}
