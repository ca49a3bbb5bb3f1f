package calibration

import (
	"cmp"
	"slices"

	"github.com/lingting/lingting/internal/telephony"
)

// visit is one contact of a queue as it was. Instants are ms UTC, lengths
// seconds.
type visit struct {
	queue   int // of the centre's queues; see history
	agent   int // of the agents; -1: nobody answered
	entered int64
	wait    float64 // to the answer, ringing with it, or to the end of waiting
	ring    float64
	talk    float64 // hold with it
	wrapUp  float64
	how     uint8 // telephony.Code…
}

func (v *visit) answered() bool {
	return v.how == telephony.CodeAnswered || v.how == telephony.CodeTalking
}

// gone says that the contact ended its wait without an agent: it gave up, or
// left for a callback, a message or another queue.
func (v *visit) gone() bool { return !v.answered() && v.how != telephony.CodeWaiting }

// lost says that the contact hung up within its first second. No agent could
// have been quicker, so it is counted and not simulated.
func (v *visit) lost() bool { return v.gone() && v.wait < 1 }

// taken is when an agent began with the contact, done when the agent had
// finished with it.
func (v *visit) taken() int64 { return v.entered + msOf(v.wait-v.ring) }
func (v *visit) ended() int64 { return v.entered + msOf(v.wait) }
func (v *visit) done() int64  { return v.ended() + msOf(v.talk+v.wrapUp) }

func msOf(seconds float64) int64 { return int64(seconds * 1000) }

// span is from one instant to another, ms UTC.
type span struct{ from, to int64 }

// duty is a stretch an agent was there, and when in it the agent took nothing.
type duty struct {
	span
	away []span
}

// history is what is known of the days that are looked at.
type history struct {
	queues []string // ids
	agents []string // ids
	visits []visit  // by entered
	// told holds, of agents whose sign-ins are told, when they were there.
	told map[int][]duty
}

// sort brings the visits into their order.
func (h *history) sort() {
	slices.SortStableFunc(h.visits, func(a, b visit) int { return cmp.Compare(a.entered, b.entered) })
}

// byAgent gives the answered visits of each agent in the order they were taken.
func (h *history) byAgent() [][]*visit {
	out := make([][]*visit, len(h.agents))
	for i := range h.visits {
		if v := &h.visits[i]; v.answered() && v.agent >= 0 {
			out[v.agent] = append(out[v.agent], v)
		}
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b *visit) int { return cmp.Compare(a.taken(), b.taken()) })
	}
	return out
}

// union joins spans that touch; the result is in order.
func union(list []span) []span {
	slices.SortFunc(list, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
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

// within is how much of ordered spans lies between two instants, ms.
func within(list []span, from, to int64) (ms int64) {
	i, _ := slices.BinarySearchFunc(list, from, func(s span, at int64) int { return cmp.Compare(s.to, at) })
	for ; i < len(list) && list[i].from < to; i++ {
		ms += max(min(list[i].to, to)-max(list[i].from, from), 0)
	}
	return ms
}

// besideMs is how soon after a contact an agent must have signed out for the
// contact to have kept the agent.
const besideMs = 15_000

// settle moves sign-outs that a contact delayed to when the agent was free to
// go, which is what a simulated agent does.
func (h *history) settle() {
	for a, list := range h.byAgent() {
		for i := range h.told[a] {
			d := &h.told[a][i]
			k, _ := slices.BinarySearchFunc(list, d.to, func(v *visit, at int64) int { return cmp.Compare(v.taken(), at) })
			if k == 0 {
				continue
			}
			if last := list[k-1]; last.taken() >= d.from && d.to-last.done() < besideMs {
				d.to = min(leaves(last), d.to)
				d.away = slices.DeleteFunc(d.away, func(s span) bool { return s.from >= d.to })
			}
		}
	}
}
