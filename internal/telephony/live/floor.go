package live

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// Day is a calendar day of the centre: its date and its bounds, ms UTC.
type Day struct {
	On      string
	StartMs int64
	EndMs   int64
}

// halfHourMs is the length of the slots numbers are kept in.
const halfHourMs = 30 * 60 * 1000

// slots is how many half-hours the day has.
func (d Day) slots() int { return int((d.EndMs - d.StartMs + halfHourMs - 1) / halfHourMs) }

// slot is the half-hour of an instant, -1 outside the day.
func (d Day) slot(ms int64) int {
	if ms < d.StartMs || ms >= d.EndMs {
		return -1
	}
	return int((ms - d.StartMs) / halfHourMs)
}

const (
	// putAwayMs is how long after its last event an ended call keeps its events
	// in memory; later ones make the floor read the journal again.
	putAwayMs = 10 * 60 * 1000
	// agentPastMs is how far before the day an agent's events still matter.
	agentPastMs = telephony.DayMs
)

// Journal gives every event kept of a call, nil when there is none.
type Journal func(source, call string) ([]telephony.Event, error)

// Names tells which queue and which person a source means; "" when it is not
// known yet.
type Names struct {
	Queue func(source, external string) string
	Agent func(source, external string) string
}

// Floor is the state of the centre at this moment: a fold over the set of
// events of the day. Events that come twice, late or in another order give
// the same floor.
type Floor struct {
	day   Day
	meter Meter
	names Names

	sources map[string]*source
	queues  map[nameKey]*queue
	calls   map[callKey]*call // open, or ended a short while ago
	past    past              // the others of the day
	agents  map[string]*agent
	alias   map[nameKey]string // agent names → key of agents

	unresolved map[nameKey]bool // queue names nobody knows yet

	inOrder []*queue // by index
	roster  []*agent // by index; one who turned out to be another is that one
	words   []string // of stints
	wordAt  map[string]uint32
}

type nameKey struct{ source, external string }

type callKey struct{ source, id string }

// hashSeed makes the numbers of calls.
var hashSeed = maphash.MakeSeed()

// number is what a call is known by once its events are put away: 64 bits,
// which tell the calls of a day apart.
func (k callKey) number() uint64 { return maphash.Comparable(hashSeed, k) }

// source is one telephony source as the floor knows it.
type source struct {
	name     string
	horizon  int64 // newest instant it told, ms UTC
	heard    int64 // when its latest batch was taken into the log, ms UTC
	restarts []int64
}

func (s *source) about() telephony.Surroundings {
	return telephony.Surroundings{Restarts: s.restarts, HorizonMs: s.horizon, SilenceMs: ingest.SilenceMs}
}

// queue is one queue by one source's name for it, with the day's sums.
type queue struct {
	key     nameKey
	index   int    // in Floor.inOrder
	id      string // "" while nobody knows it
	slots   [][]float64
	total   []float64
	waiting map[callKey][]int64 // instants of entering
}

// call is one call of the day, open or ended a short while ago. There are many
// of them too, so what is not needed at every turn is kept packed.
type call struct {
	key     callKey
	number  uint64
	source  *source
	journal []byte // its events in their stored form
	away    bool   // the events are in the store's journal only
	open    bool
	last    int64
	counted []byte   // contributions, packed
	queues  []*queue // where it waits
	agents  []uint32 // whom it gave work, in Floor.roster
}

// NewFloor is the empty floor of a day.
func NewFloor(day Day, meter Meter, names Names) *Floor {
	return &Floor{day: day, meter: meter, names: names, sources: map[string]*source{}, queues: map[nameKey]*queue{}, calls: map[callKey]*call{},
		agents: map[string]*agent{}, alias: map[nameKey]string{}, unresolved: map[nameKey]bool{},
		past: newPast(), wordAt: map[string]uint32{}}
}

func (f *Floor) source(name string) *source {
	s := f.sources[name]
	if s == nil {
		s = &source{name: name}
		f.sources[name] = s
	}
	return s
}

// Horizon is the newest instant any source told.
func (f *Floor) Horizon() (newest int64) {
	for _, s := range f.sources {
		newest = max(newest, s.horizon)
	}
	return newest
}

// since is the instant before which events are too long ago to matter, ms UTC.
func (f *Floor) since() int64 { return f.day.StartMs - agentPastMs }

// Heard notes that the log took something of a source at heardMs, the newest
// of it from the instant newestMs.
func (f *Floor) Heard(sourceName string, heardMs, newestMs int64) {
	src := f.source(sourceName)
	src.heard, src.horizon = max(src.heard, heardMs), max(src.horizon, newestMs)
}

// Take folds events of one source, which the log took at heardMs. A call
// whose beginning it has not seen is looked up with journal (may be nil).
func (f *Floor) Take(sourceName string, heardMs int64, events []telephony.Event, journal Journal) error {
	f.Heard(sourceName, heardMs, 0)
	src := f.source(sourceName)
	touched := map[*call]bool{}
	var order []*call
	touch := func(c *call) {
		if !touched[c] {
			touched[c] = true
			order = append(order, c)
		}
	}
	for i := range events {
		e := events[i]
		src.horizon = max(src.horizon, e.At)
		switch {
		case e.Kind == telephony.KindRestarted:
			f.restart(src, e.At, touch)
		case e.AboutAgent():
			f.agentEvent(src, &e)
		case e.Call == "":
		default:
			c, more, err := f.callOf(src, e, journal)
			if err != nil {
				return err
			}
			if c != nil && (c.take(&e) || more) {
				touch(c)
			}
		}
	}
	for _, c := range order {
		if err := f.fold(c); err != nil {
			return err
		}
	}
	return nil
}

func (f *Floor) restart(src *source, at int64, touch func(*call)) {
	i, known := slices.BinarySearch(src.restarts, at)
	if known {
		return
	}
	src.restarts = slices.Insert(src.restarts, i, at)
	for _, c := range f.calls {
		if c.source == src && c.open && !c.away {
			touch(c)
		}
	}
	for _, a := range f.agents {
		if a.source == src {
			a.dirty = true
		}
	}
}

// callOf finds the call of an event, with its events at hand; nil when it is
// too long ago to matter. more reports whether the journal told events of it,
// which may be this one already: the store may be ahead of the floor.
func (f *Floor) callOf(src *source, e telephony.Event, journal Journal) (c *call, more bool, err error) {
	k := callKey{src.name, e.Call}
	c = f.calls[k]
	if c == nil {
		c = f.revive(k, src)
	}
	if c == nil {
		if e.At < f.since() {
			return nil, false, nil
		}
		c = f.newCall(k, src)
		// A call that begins with its first row is new; of others the store may know more.
		c.away = e.Kind != telephony.KindEnqueued
	}
	if c.away && journal != nil {
		kept, err := journal(src.name, e.Call)
		if err != nil {
			return nil, false, err
		}
		for i := range kept {
			more = c.take(&kept[i]) || more
		}
	}
	c.away = false
	return c, more, nil
}

func (f *Floor) newCall(k callKey, src *source) *call {
	k.id = strings.Clone(k.id) // the message it is a piece of must not stay because of it
	c := &call{key: k, number: k.number(), source: src}
	f.calls[k] = c
	return c
}

// take adds an event, without what the floor never shows; false when it was
// known.
func (c *call) take(e *telephony.Event) bool {
	if telephony.StoredKey(c.journal, e.Key) {
		return false
	}
	slim := *e
	slim.Call, slim.Link, slim.Customer, slim.Verb, slim.To, slim.File, slim.Raw, slim.Line = "", "", "", "", "", "", "", 0
	c.journal = slim.AppendTo(c.journal)
	c.last = max(c.last, e.At)
	return true
}

// fold reckons a call anew and replaces what it had added.
func (f *Floor) fold(c *call) error {
	events, err := telephony.DecodeEvents(c.journal)
	if err != nil {
		return fmt.Errorf("the events of call %s: %w", c.key.id, err)
	}
	visits := telephony.FoldCall(events, c.source.about())
	c.open = false
	f.undo(c)
	for i := range visits {
		f.count(c, &visits[i], f.queueOf(nameKey{c.key.source, visits[i].Queue}))
	}
	for agentName, work := range telephony.WorkOf(events, visits) {
		a := f.agentOf(c.source, agentName)
		stints := make([]stint, len(work))
		for i := range work {
			stints[i] = f.stintOf(&work[i], f.queueOf(nameKey{c.key.source, work[i].Queue}).rowID())
			c.open = c.open || work[i].ToMs == 0
		}
		a.work[c] = stints
		a.dirty = true
		c.agents = append(c.agents, a.index)
	}
	return nil
}

// undo takes back what a call had added.
func (f *Floor) undo(c *call) {
	for x := range f.unpack(c.counted) {
		x.queue.slots[x.slot][x.column] -= x.value
		x.queue.total[x.column] -= x.value
	}
	c.counted = c.counted[:0]
	for _, q := range c.queues {
		delete(q.waiting, c.key)
	}
	c.queues = c.queues[:0]
	for _, i := range c.agents {
		a := f.roster[i]
		delete(a.work, c)
		a.dirty = true
	}
	c.agents = c.agents[:0]
}

// count adds a visit to the sums of its queue.
func (f *Floor) count(c *call, v *telephony.Contact, q *queue) {
	switch v.Outcome {
	case telephony.OutcomeWaiting:
		c.open = true
		q.waiting[c.key] = append(q.waiting[c.key], v.EnteredMs)
		if !slices.Contains(c.queues, q) {
			c.queues = append(c.queues, q)
		}
	case telephony.OutcomeTalking:
		c.open = true
	}
	var before *contribution
	f.meter.Count(q.id, v, func(column int, at int64, value float64) {
		slot := f.day.slot(at)
		if slot < 0 {
			return
		}
		q.slots[slot][column] += value
		q.total[column] += value
		x := contribution{q, slot, column, value}
		c.counted, before = pack(c.counted, before, x), &x
	})
}

func (f *Floor) queueOf(k nameKey) *queue {
	q := f.queues[k]
	if q == nil {
		q = &queue{key: k, waiting: map[callKey][]int64{}}
		if k.source == "" {
			q.id = k.external
		} else if q.id = f.names.Queue(k.source, k.external); q.id == "" {
			f.unresolved[k] = true
		}
		f.room(q)
		q.index = len(f.inOrder)
		f.inOrder = append(f.inOrder, q)
		f.queues[k] = q
	}
	return q
}

func (f *Floor) room(q *queue) {
	n := f.meter.Columns()
	all := make([]float64, n*(f.day.slots()+1))
	q.total = all[:n]
	q.slots = make([][]float64, f.day.slots())
	for i := range q.slots {
		q.slots[i] = all[n*(i+1) : n*(i+2)]
	}
}

// rowID is how pages know the queue: its id, or the source's name for it
// while nobody knows it.
func (q *queue) rowID() string {
	return cmp.Or(q.id, "~"+q.key.source+"/"+q.key.external)
}

// Known counts a contact the store has, whose events stay there. Contacts of
// one call must all be given before any event of it.
func (f *Floor) Known(sourceName string, v *telephony.Contact) {
	k, src := callKey{sourceName, v.Call}, f.source(sourceName)
	c := f.calls[k]
	if c == nil {
		c = f.revive(k, src)
	}
	if c == nil {
		c = f.newCall(k, src)
		c.away = true
	}
	c.last = max(c.last, v.EndedMs, v.AnsweredMs, v.EnteredMs)
	f.count(c, v, f.queueOf(nameKey{"", v.QueueID}))
	if v.AgentID == "" {
		return
	}
	a := f.agentByID(v.AgentID, c.source)
	for _, w := range telephony.WorkOfContact(v) {
		a.work[c] = append(a.work[c], f.stintOf(&w, w.Queue))
	}
	a.dirty = true
	if !slices.Contains(c.agents, a.index) {
		c.agents = append(c.agents, a.index)
	}
}

// Open gives a call its events back.
func (f *Floor) Open(sourceName, id string, events []telephony.Event) error {
	k, src := callKey{sourceName, id}, f.source(sourceName)
	c := f.calls[k]
	if c == nil {
		c = f.revive(k, src)
	}
	if c == nil {
		c = f.newCall(k, src)
	}
	c.away = false
	for i := range events {
		c.take(&events[i])
	}
	return f.fold(c)
}

// Settle closes what silence decides, and puts calls that ended a while before
// nowMs away.
func (f *Floor) Settle(nowMs int64) error { return f.settleAfter(nowMs, putAwayMs) }

func (f *Floor) settleAfter(nowMs, afterMs int64) error {
	for _, c := range f.calls {
		edge := min(nowMs, c.source.horizon) - afterMs
		switch {
		case c.open && c.last < c.source.horizon-ingest.SilenceMs && !c.away:
			if err := f.fold(c); err != nil {
				return err
			}
		case !c.open && c.last < edge:
			c.journal, c.away = nil, true
			f.putAway(c, edge)
		}
	}
	return nil
}

// Unresolved reports whether a queue of the floor is not known to the
// organisation.
func (f *Floor) Unresolved() bool { return len(f.unresolved) > 0 }

// WaitingIn counts who waits, and since when the longest does, of all names
// of one queue.
func (q *queue) longest() (n int, since int64) {
	for _, entered := range q.waiting {
		for _, at := range entered {
			n++
			if since == 0 || at < since {
				since = at
			}
		}
	}
	return n, since
}
