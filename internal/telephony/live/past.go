package live

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/telephony"
)

// past is an ended call whose events are in the store only: what it added to
// the sums, and whose work it was. A day has many, so they are kept small.
type past struct {
	id      string
	last    int64
	counted string // contributions, packed
	agents  []*agent
}

// stint is one stretch of an agent's work on a past call.
type stint struct {
	call   *past
	fromMs int64
	ms     int32
	queue  uint16 // in Floor.words
	state  uint8  // in stintStates
}

var stintStates = []string{telephony.StateRinging, telephony.StateTalking, telephony.StateHold, telephony.StateWrapUp}

// mostWords bounds the names of queues that stints can refer to.
const mostWords = math.MaxUint16

// putAway makes a past of an ended call, when nothing of it lies after edgeMs.
func (f *Floor) putAway(c *call, edgeMs int64) {
	for _, key := range c.agents {
		a := f.agents[key]
		if a == nil {
			return
		}
		for _, w := range a.work[c.key] {
			if w.ToMs == 0 || w.ToMs >= edgeMs || w.ToMs-w.FromMs > math.MaxInt32 || len(f.words) >= mostWords || !slices.Contains(stintStates, w.State) {
				return
			}
		}
	}
	p := &past{id: c.key.id, last: c.last, counted: pack(c.counted)}
	for _, key := range c.agents {
		a := f.agents[key]
		p.agents = append(p.agents, a)
		for _, w := range a.work[c.key] {
			a.putAway(stint{p, w.FromMs, int32(w.ToMs - w.FromMs), f.word(w.Queue), uint8(slices.Index(stintStates, w.State))}) //nolint:gosec // checked above
		}
		delete(a.work, c.key)
	}
	p.agents = slices.Clip(p.agents)
	delete(f.calls, c.key)
	f.past[c.key] = p
}

// revive makes a call of a past one again, for an event of it that came late.
func (f *Floor) revive(k callKey, src *source, p *past) *call {
	c := &call{key: k, source: src, away: true, last: p.last, counted: f.unpack(p.counted)}
	for _, a := range p.agents {
		kept := a.past[:0]
		for _, s := range a.past {
			if s.call == p {
				a.work[k] = append(a.work[k], f.workOf(s))
			} else {
				kept = append(kept, s)
			}
		}
		a.past, a.course = kept, nil
		c.agents = append(c.agents, a.key)
	}
	delete(f.past, k)
	f.calls[k] = c
	return c
}

func (f *Floor) word(text string) uint16 {
	i, known := f.wordAt[text]
	if !known {
		i = uint16(len(f.words)) //nolint:gosec // bounded by mostWords
		f.words, f.wordAt[text] = append(f.words, text), i
	}
	return i
}

func (f *Floor) workOf(s stint) telephony.Work {
	return telephony.Work{State: stintStates[s.state], FromMs: s.fromMs, ToMs: s.fromMs + int64(s.ms), Queue: f.words[s.queue], Call: s.call.id}
}

func (a *agent) putAway(s stint) {
	inOrder := a.course != nil && s.fromMs >= a.course[len(a.course)-1].FromMs
	a.past = append(a.past, s)
	switch {
	case inOrder:
		a.course = follow(a.course, s)
	default:
		a.course = nil
	}
}

// Stretches of work nearer to each other than courseGapMs become one, as long
// as it is not longer than courseMs: far less than the silence after which a
// sign-in is held to have ended.
const (
	courseGapMs = telephony.AgentSilenceMs / 8
	courseMs    = telephony.AgentSilenceMs / 4
)

// follow adds a stint to the course of the past work.
func follow(course []telephony.Work, s stint) []telephony.Work {
	to := s.fromMs + int64(s.ms)
	if n := len(course) - 1; n >= 0 && s.fromMs-course[n].ToMs < courseGapMs && max(to, course[n].ToMs)-course[n].FromMs <= courseMs {
		course[n].ToMs = max(to, course[n].ToMs)
		return course
	}
	return append(course, telephony.Work{State: telephony.StateTalking, FromMs: s.fromMs, ToMs: to})
}

// coursed is the past work in a few stretches that end where the work ended:
// enough to know the state now, whatever the length of the day. Work beside
// which other work goes on that began before it ended is given as it was,
// because it says since when the other is shown.
func (f *Floor) coursed(a *agent) []telephony.Work {
	if a.course == nil && len(a.past) > 0 {
		slices.SortStableFunc(a.past, func(x, y stint) int { return int(x.fromMs - y.fromMs) })
		for _, s := range a.past {
			a.course = follow(a.course, s)
		}
	}
	begun := int64(math.MaxInt64) // what goes on and began first
	for _, list := range a.work {
		for i := range list {
			if list[i].ToMs == 0 {
				begun = min(begun, list[i].FromMs)
			}
		}
	}
	if !slices.ContainsFunc(a.course, func(w telephony.Work) bool { return w.ToMs > begun }) {
		return slices.Clone(a.course)
	}
	var out, beside []telephony.Work
	for _, s := range a.past {
		if s.fromMs+int64(s.ms) > begun {
			beside = append(beside, f.workOf(s))
		} else {
			out = follow(out, s)
		}
	}
	return append(out, beside...)
}

// pack writes contributions into as few bytes as they need.
func pack(list []contribution) string {
	var out []byte
	for _, x := range list {
		out = binary.AppendUvarint(out, uint64(x.queue.index)) //nolint:gosec // an index
		out = binary.AppendUvarint(out, uint64(x.slot))        //nolint:gosec // an index
		out = binary.AppendUvarint(out, uint64(x.column))      //nolint:gosec // an index
		if whole := uint64(x.value); x.value >= 0 && x.value < 1<<53 && float64(whole) == x.value {
			out = binary.AppendUvarint(out, whole<<1)
			continue
		}
		out = binary.AppendUvarint(out, 1)
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(x.value))
	}
	return string(out)
}

// unpack reads what pack wrote.
func (f *Floor) unpack(packed string) (out []contribution) {
	rest := []byte(packed)
	next := func() uint64 {
		v, n := binary.Uvarint(rest)
		rest = rest[n:]
		return v
	}
	for len(rest) > 0 {
		x := contribution{queue: f.inOrder[next()], slot: int(next()), column: int(next())} //nolint:gosec // as pack wrote them
		if v := next(); v&1 == 0 {
			x.value = float64(v >> 1)
		} else {
			x.value = math.Float64frombits(binary.LittleEndian.Uint64(rest))
			rest = rest[8:]
		}
		out = append(out, x)
	}
	return out
}
