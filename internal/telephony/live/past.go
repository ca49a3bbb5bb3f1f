package live

import (
	"encoding/binary"
	"iter"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/telephony"
)

// past holds the calls of the day whose events are in the store only: what
// each added to the sums, and whose work it was. A day has so many that they
// are packed into one piece of memory.
type past struct {
	at   map[uint64]uint32 // by number of the call: where in data
	data []byte
	dead int // bytes of data nothing leads to
}

// pastSpareBytes is how much dead data is not worth clearing away.
const pastSpareBytes = 64 << 10

func newPast() past { return past{at: map[uint64]uint32{}} }

// keep puts a call in: what it added, packed, and indexes of agents.
func (p *past) keep(number uint64, counted []byte, agents []uint32) {
	p.at[number] = uint32(len(p.data)) //nolint:gosec // a day's calls have less than 4 GB
	p.data = binary.AppendUvarint(p.data, uint64(len(counted)))
	p.data = append(p.data, counted...)
	p.data = binary.AppendUvarint(p.data, uint64(len(agents)))
	for _, i := range agents {
		p.data = binary.AppendUvarint(p.data, uint64(i))
	}
}

// read gives what keep put in at a place, and the length of it.
func (p *past) read(at uint32) (counted []byte, agents []uint32, length int) {
	r := reader(p.data[at:])
	n := int(r.uint()) //nolint:gosec // as keep wrote it
	counted, r = r[:n], r[n:]
	agents = make([]uint32, r.uint())
	for i := range agents {
		agents[i] = uint32(r.uint()) //nolint:gosec // as keep wrote it
	}
	return counted, agents, len(p.data) - int(at) - len(r)
}

// take takes a call out; ok is false when it is not there.
func (p *past) take(number uint64) (counted []byte, agents []uint32, ok bool) {
	at, ok := p.at[number]
	if !ok {
		return nil, nil, false
	}
	counted, agents, length := p.read(at)
	counted = slices.Clone(counted)
	delete(p.at, number)
	if p.dead += length; p.dead > pastSpareBytes && p.dead > len(p.data)/2 {
		p.tidy()
	}
	return counted, agents, true
}

// tidy leaves out what nothing leads to.
func (p *past) tidy() {
	data := make([]byte, 0, len(p.data)-p.dead)
	for number, at := range p.at {
		_, _, length := p.read(at)
		p.at[number] = uint32(len(data)) //nolint:gosec // less than there was
		data = append(data, p.data[at:int(at)+length]...)
	}
	p.data, p.dead = data, 0
}

// reader reads what was packed.
type reader []byte

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(*r)
	*r = (*r)[n:]
	return v
}

func (r *reader) int() int64 {
	v, n := binary.Varint(*r)
	*r = (*r)[n:]
	return v
}

// stint is one stretch of an agent's work on a call; toMs is 0 while it lasts.
type stint struct {
	fromMs int64
	toMs   int64
	queue  uint32 // in Floor.words
	state  uint8  // in stintStates
}

var stintStates = []string{telephony.StateRinging, telephony.StateTalking, telephony.StateHold, telephony.StateWrapUp}

// stintStateBits is how many bits of a packed stint tell the state.
const stintStateBits = 2

func (f *Floor) stintOf(w *telephony.Work, queue string) stint {
	return stint{w.FromMs, w.ToMs, f.word(queue), uint8(slices.Index(stintStates, w.State))} //nolint:gosec // work has no other state
}

func (f *Floor) workOf(number uint64, s stint) telephony.Work {
	var call [8]byte
	binary.LittleEndian.PutUint64(call[:], number)
	return telephony.Work{State: stintStates[s.state], FromMs: s.fromMs, ToMs: s.toMs, Queue: f.words[s.queue], Call: string(call[:])}
}

func (f *Floor) word(text string) uint32 {
	i, known := f.wordAt[text]
	if !known {
		i = uint32(len(f.words)) //nolint:gosec // names of queues
		f.words, f.wordAt[text] = append(f.words, text), i
	}
	return i
}

// putAway makes an ended call one of the past, when nothing of it lies after
// edgeMs.
func (f *Floor) putAway(c *call, edgeMs int64) {
	for _, i := range c.agents {
		for _, s := range f.roster[i].work[c] {
			if s.toMs == 0 || s.toMs >= edgeMs {
				return
			}
		}
	}
	for _, i := range c.agents {
		a := f.roster[i]
		if stints := a.work[c]; len(stints) > 0 {
			a.putAway(c.number, stints)
		}
		delete(a.work, c)
	}
	delete(f.calls, c.key)
	f.past.keep(c.number, c.counted, c.agents)
}

// revive makes a call of the past one that is at hand again, for an event of
// it that came late; nil when the day had no such call.
func (f *Floor) revive(k callKey, src *source) *call {
	counted, agents, ok := f.past.take(k.number())
	if !ok {
		return nil
	}
	c := f.newCall(k, src)
	c.away, c.counted, c.agents = true, counted, agents
	for _, i := range agents {
		a := f.roster[i]
		if stints := a.takeBack(c.number); len(stints) > 0 {
			a.work[c] = stints
		}
	}
	return c
}

// putAway adds the work on a call to the packed work of the agent: the call,
// how many stretches, and each by what it was, how long after the one before
// it began, and how long it was.
func (a *agent) putAway(number uint64, stints []stint) {
	a.past = binary.LittleEndian.AppendUint64(a.past, number)
	a.past = binary.AppendUvarint(a.past, uint64(len(stints)))
	before := int64(0)
	for _, s := range stints {
		a.past = binary.AppendUvarint(a.past, uint64(s.queue)<<stintStateBits|uint64(s.state))
		a.past = binary.AppendVarint(a.past, s.fromMs-before)
		a.past = binary.AppendVarint(a.past, s.toMs-s.fromMs)
		before = s.toMs
		if a.course != nil && s.fromMs >= a.course[len(a.course)-1].FromMs {
			a.course = follow(a.course, s)
		} else {
			a.course = nil
		}
	}
}

// readPast gives the call and the stretches an entry of the packed work tells,
// and the entries behind it.
func readPast(r reader) (number uint64, stints []stint, rest reader) {
	number, r = binary.LittleEndian.Uint64(r), r[8:]
	stints = make([]stint, r.uint())
	before := int64(0)
	for i := range stints {
		what := r.uint()
		from := before + r.int()
		before = from + r.int()
		stints[i] = stint{from, before, uint32(what >> stintStateBits), uint8(what & (1<<stintStateBits - 1))} //nolint:gosec // as putAway wrote them
	}
	return number, stints, r
}

// pastWork gives the agent's work on calls of the past, call by call.
func (a *agent) pastWork() iter.Seq2[uint64, []stint] {
	return func(yield func(uint64, []stint) bool) {
		for rest := reader(a.past); len(rest) > 0; {
			var number uint64
			var stints []stint
			if number, stints, rest = readPast(rest); !yield(number, stints) {
				return
			}
		}
	}
}

// takeBack takes the work on one call out of the packed work.
func (a *agent) takeBack(number uint64) (out []stint) {
	kept := a.past[:0]
	for rest := reader(a.past); len(rest) > 0; {
		entry := rest
		of, stints, behind := readPast(rest)
		rest = behind
		if of == number {
			out = append(out, stints...)
			continue
		}
		kept = append(kept, entry[:len(entry)-len(rest)]...)
	}
	if len(out) > 0 {
		a.past, a.course = kept, nil
	}
	return out
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
	if n := len(course) - 1; n >= 0 && s.fromMs-course[n].ToMs < courseGapMs && max(s.toMs, course[n].ToMs)-course[n].FromMs <= courseMs {
		course[n].ToMs = max(s.toMs, course[n].ToMs)
		return course
	}
	return append(course, telephony.Work{State: telephony.StateTalking, FromMs: s.fromMs, ToMs: s.toMs})
}

// coursed is the past work in a few stretches that end where the work ended:
// enough to know the state now, whatever the length of the day. Work beside
// which other work goes on that began before it ended is given as it was,
// because it says since when the other is shown.
func (f *Floor) coursed(a *agent) []telephony.Work {
	begun := int64(math.MaxInt64) // what goes on and began first
	for _, stints := range a.work {
		for _, s := range stints {
			if s.toMs == 0 {
				begun = min(begun, s.fromMs)
			}
		}
	}
	inOrder := func() []stint {
		var all []stint
		for _, stints := range a.pastWork() {
			all = append(all, stints...)
		}
		slices.SortStableFunc(all, func(x, y stint) int { return int(x.fromMs - y.fromMs) })
		return all
	}
	if a.course == nil && len(a.past) > 0 {
		for _, s := range inOrder() {
			a.course = follow(a.course, s)
		}
	}
	if !slices.ContainsFunc(a.course, func(w telephony.Work) bool { return w.ToMs > begun }) {
		return slices.Clone(a.course)
	}
	var out, beside []telephony.Work
	for number, stints := range a.pastWork() {
		for _, s := range stints {
			if s.toMs > begun {
				beside = append(beside, f.workOf(number, s))
			}
		}
	}
	for _, s := range inOrder() {
		if s.toMs <= begun {
			out = follow(out, s)
		}
	}
	return append(out, beside...)
}

// contribution is what a call added to one sum.
type contribution struct {
	queue  *queue
	slot   int
	column int
	value  float64
}

// How a packed contribution goes on behind its column.
const (
	packedOne   = iota // it is one: nothing follows
	packedWhole        // a whole number
	packedBits         // any other
	packedValue = 3    // the bits that say which
	packedPlace = 4    // this bit: queue and slot follow first, else they are those of the one before
	packedShift = 3
)

// pack adds a contribution to packed ones in as few bytes as it needs; before
// is the one packed last, nil at the beginning.
func pack(packed []byte, before *contribution, x contribution) []byte {
	what := uint64(x.column) << packedShift //nolint:gosec // an index
	whole := uint64(x.value)
	switch {
	case x.value == 1:
		what |= packedOne
	case x.value >= 0 && x.value < 1<<53 && float64(whole) == x.value:
		what |= packedWhole
	default:
		what |= packedBits
	}
	if elsewhere := before == nil || before.queue != x.queue || before.slot != x.slot; elsewhere {
		packed = binary.AppendUvarint(packed, what|packedPlace)
		packed = binary.AppendUvarint(packed, uint64(x.queue.index)) //nolint:gosec // an index
		packed = binary.AppendUvarint(packed, uint64(x.slot))        //nolint:gosec // an index
	} else {
		packed = binary.AppendUvarint(packed, what)
	}
	switch what & packedValue {
	case packedWhole:
		packed = binary.AppendUvarint(packed, whole)
	case packedBits:
		packed = binary.LittleEndian.AppendUint64(packed, math.Float64bits(x.value))
	}
	return packed
}

// unpack reads what pack wrote.
func (f *Floor) unpack(packed []byte) iter.Seq[contribution] {
	return func(yield func(contribution) bool) {
		var x contribution
		for r := reader(packed); len(r) > 0; {
			what := r.uint()
			if what&packedPlace != 0 {
				x.queue, x.slot = f.inOrder[r.uint()], int(r.uint()) //nolint:gosec // as pack wrote them
			}
			x.column, x.value = int(what>>packedShift), 1 //nolint:gosec // as pack wrote it
			switch what & packedValue {
			case packedWhole:
				x.value = float64(r.uint())
			case packedBits:
				x.value = math.Float64frombits(binary.LittleEndian.Uint64(r))
				r = r[8:]
			}
			if !yield(x) {
				return
			}
		}
	}
}
