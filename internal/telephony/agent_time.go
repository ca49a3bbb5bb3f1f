package telephony

import (
	"cmp"
	"slices"
	"strings"
)

// AgentSlotMs is the length of an agent slot: 15 minutes.
const AgentSlotMs = 15 * 60 * 1000

// AgentSlotsPerDay is the number of agent slots in a UTC day.
const AgentSlotsPerDay = 96

// AgentSilenceMs is how long a signed-in agent may give no sign of life
// before the sign-in is held to have ended at the last sign.
const AgentSilenceMs = 4 * 3600 * 1000

// AgentMeasure is one sum kept per agent and slot, in milliseconds unless
// its name says otherwise.
type AgentMeasure int

// The sums of an agent slot.
const (
	AgentSignedIn AgentMeasure = iota
	AgentReady                 // signed in, not on a contact, not AUX
	AgentAuxBreak
	AgentAuxMeal
	AgentAuxTraining
	AgentAuxMeeting
	AgentAuxOther
	AgentOnContact // wall clock with at least one contact, ring and wrap-up included
	AgentTalk
	AgentHold
	AgentWrapUp
	AgentRing
	AgentMeasures // how many there are
)

// AgentDay is what one agent did in one UTC day, by 15-minute slot.
type AgentDay struct {
	Slots [AgentSlotsPerDay][AgentMeasures]int32 // milliseconds; a slot has 900,000
}

// Empty reports whether nothing was done.
func (d *AgentDay) Empty() bool {
	return *d == AgentDay{}
}

// AuxMeasure classes a reason code of a source into a kind of AUX time.
func AuxMeasure(reason string) AgentMeasure {
	r := strings.ToLower(reason)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(r, w) })
	}
	switch {
	case has("meal", "lunch", "dinner", "用餐", "就餐", "午餐", "晚餐", "吃饭"):
		return AgentAuxMeal
	case has("break", "rest", "小休", "休息", "toilet", "wc", "tea"):
		return AgentAuxBreak
	case has("train", "培训", "学习"):
		return AgentAuxTraining
	case has("meet", "会议", "班前会", "班后会", "briefing", "coach", "辅导"):
		return AgentAuxMeeting
	}
	return AgentAuxOther
}

// Busy is one stretch an agent spent on a contact, by instants in ms UTC.
type Busy struct {
	ContactID string
	RingFrom  int64 // start of ringing; equals Answered when ringing is not told
	Answered  int64
	Ended     int64 // end of the conversation
	HoldMs    int64
	WrapUpMs  int64 // after Ended
}

// BusyOf is the stretch of an answered contact; ok is false for others.
func BusyOf(c *Contact) (Busy, bool) {
	if c.Outcome != OutcomeAnswered || c.AgentID == "" {
		return Busy{}, false
	}
	// The told talk time decides, so that a jumping clock cannot stretch it.
	return Busy{ContactID: c.ID, RingFrom: c.AnsweredMs - c.RingMs, Answered: c.AnsweredMs,
		Ended: c.AnsweredMs + c.TalkMs + c.HoldMs, HoldMs: c.HoldMs, WrapUpMs: c.WrapUpMs}, true
}

type stretch struct{ from, to int64 }

// FoldAgentDay splits what an agent did over the slots of the UTC day that
// starts at dayMs. events are the agent's events from a day before dayMs to
// the end of the day, busy the contacts that touch the same span; both in any
// order. The result depends only on the sets and the surroundings.
func FoldAgentDay(dayMs int64, events []Event, busy []Busy, about Surroundings) AgentDay {
	var day AgentDay
	end := dayMs + AgentSlotsPerDay*AgentSlotMs
	signed, aux := agentStretches(events, busy, about)
	contact := make([]stretch, 0, len(busy))
	for _, b := range busy {
		day.add(dayMs, AgentRing, b.RingFrom, b.Answered)
		talkTo := b.Ended - b.HoldMs // when within the conversation the hold lay is not always told
		day.add(dayMs, AgentTalk, b.Answered, talkTo)
		day.add(dayMs, AgentHold, talkTo, b.Ended)
		day.add(dayMs, AgentWrapUp, b.Ended, b.Ended+b.WrapUpMs)
		contact = append(contact, stretch{b.RingFrom, b.Ended + b.WrapUpMs})
	}
	contact = union(contact)
	for _, s := range contact {
		day.add(dayMs, AgentOnContact, s.from, s.to)
	}
	for _, s := range signed {
		day.add(dayMs, AgentSignedIn, s.from, s.to)
	}
	occupied := slices.Clone(contact)
	for reason, list := range aux {
		for _, s := range minus(list, contact) {
			day.add(dayMs, AuxMeasure(reason), s.from, s.to)
		}
		occupied = append(occupied, list...)
	}
	for _, s := range minus(signed, union(occupied)) {
		day.add(dayMs, AgentReady, s.from, min(s.to, end))
	}
	return day
}

// add spreads the stretch over the day's slots.
func (d *AgentDay) add(dayMs int64, m AgentMeasure, from, to int64) {
	from, to = max(from, dayMs), min(to, dayMs+AgentSlotsPerDay*AgentSlotMs)
	for from < to {
		i := (from - dayMs) / AgentSlotMs
		next := min(to, dayMs+(i+1)*AgentSlotMs)
		d.Slots[i][m] += int32(next - from)
		from = next
	}
}

// agentStretches reckons when the agent was signed in and, by reason, in AUX.
func agentStretches(events []Event, busy []Busy, about Surroundings) ([]stretch, map[string][]stretch) {
	events = slices.Clone(events)
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Rank, b.Rank), cmp.Compare(agentRank(&a), agentRank(&b)), cmp.Compare(a.Key, b.Key))
	})
	seen := map[string]bool{}
	events = slices.DeleteFunc(events, func(e Event) bool {
		was := seen[e.Key]
		seen[e.Key] = true
		return was
	})
	signs := make([]int64, 0, len(events)+2*len(busy)) // signs of life
	for i := range events {
		signs = append(signs, events[i].At)
	}
	for _, b := range busy {
		signs = append(signs, b.Answered, b.Ended+b.WrapUpMs)
	}
	slices.Sort(signs)

	var signed []stretch
	aux := map[string][]stretch{}
	in, whole := false, false // signed in; by a sign-in that names no queue
	member := map[string]bool{}
	paused := map[string]string{} // queue → reason; "" holds for all
	var since, auxSince int64
	auxReason, inAux := "", false

	setAux := func(at int64) {
		reason, now := pausedEverywhere(member, paused, whole)
		if !in {
			now = false
		}
		if inAux && (!now || reason != auxReason) && at > auxSince {
			aux[auxReason] = append(aux[auxReason], stretch{auxSince, at})
		}
		if now && (!inAux || reason != auxReason) {
			auxSince = at
		}
		inAux, auxReason = now, reason
	}
	out := func(at int64) {
		if in && at > since {
			signed = append(signed, stretch{since, at})
		}
		in, whole = false, false
		clear(member)
		clear(paused)
		setAux(at)
	}
	last := int64(0) // latest sign of life handled
	silence := func(until int64) {
		// Close the sign-in where the agent fell silent or the source restarted.
		if !in {
			return
		}
		i, _ := slices.BinarySearch(signs, last+1)
		for ; ; i++ {
			next := until
			if i < len(signs) && signs[i] < until {
				next = signs[i]
			}
			if r, _ := slices.BinarySearch(about.Restarts, last+1); r < len(about.Restarts) && about.Restarts[r] <= next && about.Restarts[r]-last <= AgentSilenceMs {
				out(about.Restarts[r])
				return
			}
			if next-last > AgentSilenceMs {
				out(last)
				return
			}
			if next == until {
				return
			}
			last = next
		}
	}
	signIn := func(at int64) {
		if !in {
			in, since = true, at
		}
	}
	for i := range events {
		e := &events[i]
		silence(e.At)
		last = e.At
		switch e.Kind {
		case KindAgentSignedIn:
			signIn(e.At)
			if e.Queue == "" {
				whole = true
			} else {
				member[e.Queue] = true
			}
			if e.State == StateAux {
				paused[e.Queue] = e.Reason
			}
			setAux(e.At)
		case KindAgentSignedOut:
			delete(member, e.Queue)
			delete(paused, e.Queue)
			if e.Queue == "" || (len(member) == 0 && !whole) {
				out(e.At)
			} else {
				setAux(e.At)
			}
		case KindAgentState:
			signIn(e.At) // who changes state is there
			switch {
			case e.State == StateAux:
				paused[e.Queue] = e.Reason
			case e.Queue == "":
				clear(paused)
			default:
				delete(paused, e.Queue)
				delete(paused, "")
			}
			setAux(e.At)
		}
	}
	horizon := about.HorizonMs
	if len(signs) > 0 {
		horizon = max(horizon, signs[len(signs)-1])
	}
	silence(horizon)
	if in {
		out(horizon)
	}
	for reason := range aux {
		aux[reason] = union(aux[reason])
	}
	return union(signed), aux
}

// agentRank orders agent events of one instant as a switch writes them: a
// new sign-in follows the old sign-out, a new reason follows the end of the
// old one.
func agentRank(e *Event) int {
	switch {
	case e.Kind == KindAgentSignedOut:
		return 0
	case e.Kind == KindAgentSignedIn:
		return 1
	case e.State != StateAux:
		return 2
	}
	return 3
}

// pausedEverywhere reports whether the agent takes contacts from no queue,
// and the reason.
func pausedEverywhere(member map[string]bool, paused map[string]string, whole bool) (string, bool) {
	if reason, ok := paused[""]; ok {
		return reason, true
	}
	if len(paused) == 0 {
		return "", false
	}
	if whole && len(member) == 0 {
		return "", false
	}
	for q := range member {
		if _, ok := paused[q]; !ok {
			return "", false
		}
	}
	queues := make([]string, 0, len(paused))
	for q := range paused {
		queues = append(queues, q)
	}
	slices.Sort(queues)
	return paused[queues[0]], true
}

func union(list []stretch) []stretch {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b stretch) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	out := list[:0]
	for _, s := range list {
		switch {
		case s.to <= s.from:
		case len(out) > 0 && s.from <= out[len(out)-1].to:
			out[len(out)-1].to = max(out[len(out)-1].to, s.to)
		default:
			out = append(out, s)
		}
	}
	return out
}

// minus is what of a lies outside b; b is a union.
func minus(a, b []stretch) []stretch {
	var out []stretch
	for _, s := range a {
		from := s.from
		for _, cut := range b {
			if cut.to <= from || cut.from >= s.to {
				continue
			}
			if cut.from > from {
				out = append(out, stretch{from, cut.from})
			}
			from = max(from, cut.to)
		}
		if from < s.to {
			out = append(out, stretch{from, s.to})
		}
	}
	return out
}
