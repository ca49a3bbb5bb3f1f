package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// SilenceMs is how long a contact may stay open without a row before it is
// closed with a repair.
const SilenceMs = 4 * 3600 * 1000

// Standings of a call in its journal.
const (
	standingDone   = 0 // every visit has an end row
	standingOpen   = 1 // a visit is open
	standingClosed = 2 // a visit was closed by a rule and may yet be told otherwise
)

// Done counts what one application of batches did.
type Done struct {
	Events    int // events not known before
	Repeated  int // events known before
	Contacts  int // contacts made or changed
	Repaired  int // of them with a figure put in by a rule
	Intervals int
	Bad       int
	Unknown   int // of the events, of a kind that is not known
	Expired   int // told of days that do not change any more, and not taken

	Position uint64        // of the event log up to which all parts are folded, afterwards
	Last     uint64        // position of the log that was folded, of the parts that were
	Delay    time.Duration // from the log taking the last message until it was folded
	Took     time.Duration // of the application
}

func (d *Done) add(o Done) {
	d.Events += o.Events
	d.Repeated += o.Repeated
	d.Contacts += o.Contacts
	d.Repaired += o.Repaired
	d.Intervals += o.Intervals
	d.Bad += o.Bad
	d.Unknown += o.Unknown
	d.Expired += o.Expired
}

// names remembers which ids the names of a source have. A name learnt in a
// transaction is remembered only once that is committed.
type names struct {
	merges  int64 // of the organisation when they were learnt
	sources map[string]string
	queues  map[[2]string]string
	agents  map[[2]string]string
}

func newNames() names {
	return names{0, map[string]string{}, map[[2]string]string{}, map[[2]string]string{}}
}

func (n names) merge(o names) {
	maps.Copy(n.sources, o.sources)
	maps.Copy(n.queues, o.queues)
	maps.Copy(n.agents, o.agents)
}

// work is one application of batches in one transaction.
type work struct {
	s     *Service
	tx    *sqldb.Tx
	mine  parts // of the event log that are folded
	learn names
	done  Done
	kept  telephony.Kept

	touched  map[dayQueue]bool
	agentDue map[agentDay]string // → source id
	calls    callRows            // written together
	told     []sourceTold
}

// sourceTold is what an application adds to a source's counts.
type sourceTold struct {
	id        string
	horizonMs int64
	Done
}

type dayQueue struct {
	day   int64
	queue string
}

type agentDay struct {
	agent string
	day   int64
}

// Apply folds batches into the facts and records seq as the position, in one
// transaction. Batches at or before the recorded position must not be given.
func (s *Service) Apply(ctx context.Context, seq uint64, batches []Batch) (Done, error) {
	return s.applyParts(ctx, partsOf(AllParts()), nil, seq, batches)
}

// applyParts is Apply of some parts of the event log, of batches of which
// others fold the rest. It writes nothing unless the recorded positions of the
// parts are after: a node that another one has followed finds them moved.
func (s *Service) applyParts(ctx context.Context, mine parts, after *[Parts]uint64, seq uint64, batches []Batch) (Done, error) {
	var w *work
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		// The transaction ends with ctx; its statements need not watch for that one by one.
		ctx := context.WithoutCancel(ctx)
		at, err := holdParts(ctx, tx, mine)
		if err != nil {
			return err
		}
		for i, part := range mine {
			if part && after != nil && at[i] != after[i] {
				return errTakenOver
			}
		}
		if err := s.forgetMerged(ctx, tx); err != nil {
			return err
		}
		w = &work{s: s, tx: tx, mine: mine, learn: newNames(), touched: map[dayQueue]bool{}, agentDue: map[agentDay]string{}}
		if w.kept, err = loadKept(ctx, tx); err != nil {
			return err
		}
		bySource := map[string][]Batch{}
		var order []string
		for _, b := range batches {
			if bySource[b.Source] == nil {
				order = append(order, b.Source)
			}
			bySource[b.Source] = append(bySource[b.Source], b)
		}
		for _, name := range order {
			if err := w.source(ctx, name, bySource[name]); err != nil {
				return err
			}
		}
		if err := w.settle(ctx); err != nil {
			return err
		}
		w.done.Position, err = saveParts(ctx, tx, mine, seq, clock.Ms(s.clk))
		return err
	})
	if err != nil {
		return Done{}, err
	}
	s.names.merge(w.learn)
	return w.done, nil
}

func (w *work) source(ctx context.Context, name string, batches []Batch) error {
	src, err := w.ensureSource(ctx, name, batches[0])
	if err != nil {
		return err
	}
	calls := map[string]*told{}
	var order []string
	var restarts []int64
	before := w.done
	horizon := src.horizon
	for bi := range batches {
		b := &batches[bi]
		for i := range b.Events {
			e := &b.Events[i]
			horizon = max(horizon, e.At)
			if e.Kind == telephony.KindRestarted && !w.kept.Frozen(e.At) {
				restarts = append(restarts, e.At) // it decides calls of all parts
			}
			key := thingOf(e)
			if !w.mine.has(name, key) {
				continue
			}
			switch {
			case (e.Kind == telephony.KindRestarted || e.AboutAgent()) && w.kept.Frozen(e.At):
				w.done.Expired++
				continue
			case e.AboutAgent():
				if err := w.agentEvent(ctx, name, src.id, e); err != nil {
					return err
				}
				continue
			}
			c := calls[key]
			if c == nil {
				c = &told{}
				calls[key] = c
				order = append(order, key)
			}
			c.events = append(c.events, e)
			c.stored = append(c.stored, b.storedForm(i))
		}
		for i := range b.Intervals {
			if !w.mine.has(name, thingQueue+b.Intervals[i].Queue) {
				continue
			}
			if err := w.interval(ctx, name, src.id, &b.Intervals[i]); err != nil {
				return err
			}
		}
		for i := range b.Bad {
			if !w.mine.has(name, thingSource) {
				break
			}
			if err := w.quarantine(ctx, src.id, b, &b.Bad[i]); err != nil {
				return err
			}
		}
	}
	cut, err := w.restarts(ctx, name, src.id, restarts)
	if err != nil {
		return err
	}
	about := telephony.Surroundings{HorizonMs: horizon, SilenceMs: SilenceMs}
	if about.Restarts, err = sqldb.All(ctx, w.tx, qRestarts, sqldb.Value[int64], src.id); err != nil {
		return err
	}
	if err := w.applyCalls(ctx, name, src.id, order, calls, about); err != nil {
		return err
	}
	// Calls that a restart or silence decides now.
	if err := w.applyCalls(ctx, name, src.id, cut, nil, about); err != nil {
		return err
	}
	for at, more := (silentCall{}), true; more; {
		silent, err := sqldb.All(ctx, w.tx, qCallsOpen, scanSilent, src.id, horizon-SilenceMs, at.lastMs, at.id)
		if err != nil {
			return err
		}
		var ours []string
		for _, at = range silent {
			if w.mine.has(name, at.id) {
				ours = append(ours, at.id)
			}
		}
		more = len(silent) > 0
		if err := w.applyCalls(ctx, name, src.id, ours, nil, about); err != nil {
			return err
		}
	}
	did := w.done
	did.Events -= before.Events
	did.Repeated -= before.Repeated
	did.Unknown -= before.Unknown
	did.Expired -= before.Expired
	w.told = append(w.told, sourceTold{src.id, horizon, did})
	return nil
}

// thingOf names what an event is told of: what is told of one thing is folded
// by one node. Rows of no call are kept too, a journal per UTC day.
func thingOf(e *telephony.Event) string {
	switch {
	case e.AboutAgent():
		return thingAgent + e.Agent
	case e.Call == "":
		return "#" + strconv.FormatInt(telephony.DayOf(e.At), 10)
	}
	return e.Call
}

func (w *work) ensureSource(ctx context.Context, name string, b Batch) (sourceRow, error) {
	src, err := sqldb.One(ctx, w.tx, qSourceByName, scanSource, name)
	if !errors.Is(err, sqldb.ErrNotFound) {
		return src, err
	}
	if _, err := w.tx.Exec(ctx, qSourceAdd, id.New(w.s.clk), name, b.Kind, b.Zone, clock.Ms(w.s.clk)); err != nil {
		return src, err
	}
	return sqldb.One(ctx, w.tx, qSourceByName, scanSource, name)
}

// restarts keeps new restarts and gives the calls they may have cut off.
func (w *work) restarts(ctx context.Context, source, sourceID string, at []int64) ([]string, error) {
	var cut []string
	for _, ms := range at {
		n, err := w.tx.Exec(ctx, qRestartAdd, sourceID, ms)
		if err != nil {
			return nil, err
		}
		if n == 0 && w.mine.all() {
			continue // known; of parts, another node may have kept it
		}
		calls, err := sqldb.All(ctx, w.tx, qCallsCut, sqldb.Value[string], sourceID, ms-SilenceMs, ms)
		if err != nil {
			return nil, err
		}
		for _, call := range calls {
			if w.mine.has(source, call) {
				cut = append(cut, call)
			}
		}
	}
	slices.Sort(cut)
	return slices.Compact(cut), nil
}

func (w *work) touch(c *telephony.Contact) {
	if telephony.DayOf(c.EnteredMs) < w.kept.Contacts {
		return
	}
	w.touched[dayQueue{telephony.DayOf(c.EnteredMs), c.QueueID}] = true
	if c.AgentID == "" {
		return
	}
	first, last := telephony.DayOf(c.AnsweredMs-c.RingMs-telephony.AgentSilenceMs), telephony.DayOf(c.AnsweredMs+c.TalkMs+c.HoldMs+c.WrapUpMs)
	for d := max(first, w.kept.Journal); d <= last; d++ {
		w.agentDue[agentDay{c.AgentID, d}] = c.SourceID
	}
}

// settle writes what parts have in common, from the epoch on, which is held
// until the transaction ends.
func (w *work) settle(ctx context.Context) error {
	epoch, err := nextEpoch(ctx, w.tx, Stream)
	if err != nil {
		return err
	}
	for _, x := range w.told {
		if _, err := w.tx.Exec(ctx, qSourceCount, x.id, x.horizonMs, clock.Ms(w.s.clk), x.Events, x.Repeated, x.Unknown, x.Expired); err != nil {
			return err
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(w.touched), func(a, b dayQueue) int {
		if a.day != b.day {
			return int(a.day - b.day)
		}
		return compareText(a.queue, b.queue)
	}) {
		if _, err := w.tx.Exec(ctx, qDayTouch, k.day, k.queue, epoch); err != nil {
			return err
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(w.agentDue), func(a, b agentDay) int {
		if a.day != b.day {
			return int(a.day - b.day)
		}
		return compareText(a.agent, b.agent)
	}) {
		if _, err := w.tx.Exec(ctx, qAgentDueAdd, k.agent, k.day, w.agentDue[k], epoch); err != nil {
			return err
		}
	}
	return nil
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (w *work) agentEvent(ctx context.Context, source, sourceID string, e *telephony.Event) error {
	if e.Agent == "" {
		e.Agent = "NONE"
	}
	agent, err := w.agent(ctx, source, e.Agent)
	if err != nil {
		return err
	}
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	n, err := w.tx.Exec(ctx, qAgentEventAdd, agent, e.At, e.Key, sourceID, string(text))
	if err != nil {
		return err
	}
	if n == 0 {
		w.done.Repeated++
		return nil
	}
	w.done.Events++
	// A state may last into the next day, and a sign of life ends a silence
	// that began the day before.
	for d := max(telephony.DayOf(e.At-telephony.AgentSilenceMs), w.kept.Journal); d <= telephony.DayOf(e.At)+1; d++ {
		w.agentDue[agentDay{agent, d}] = sourceID
	}
	return nil
}

func (w *work) interval(ctx context.Context, source, sourceID string, v *telephony.IntervalSums) error {
	if telephony.DayOf(v.StartMs) < w.kept.Contacts { // its sheet is never made anew
		w.done.Expired++
		return nil
	}
	queue, err := w.queue(ctx, source, v.Queue, v.Channel)
	if err != nil {
		return err
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	n, err := w.tx.Exec(ctx, qIntervalSave, sourceID, queue, strings.TrimSpace(v.Queue), v.Channel, v.StartMs, v.LengthMs, string(text))
	if err != nil || n == 0 {
		return err
	}
	w.done.Intervals++
	w.touched[dayQueue{telephony.DayOf(v.StartMs), queue}] = true
	return nil
}

func (w *work) quarantine(ctx context.Context, sourceID string, b *Batch, bad *telephony.BadRow) error {
	now := w.s.clk.Now()
	n, err := w.tx.Exec(ctx, qQuarantineAdd, id.Of(0, sourceID, bad.File, strconv.FormatInt(bad.Line, 10), bad.Raw), sourceID, b.Kind, bad.File, bad.Line,
		bad.Column, bad.Value, bad.Expected, bad.Reason, bad.Raw, string(b.Settings), now.UnixMilli())
	w.done.Bad += int(n)
	return err
}

func (w *work) queue(ctx context.Context, source, external, channel string) (string, error) {
	return w.learned(ctx, source, external, w.s.names.queues, w.learn.queues, func() (string, error) {
		return w.s.org.EnsureQueue(ctx, w.tx, source, external, channel)
	})
}

func (w *work) agent(ctx context.Context, source, external string) (string, error) {
	return w.learned(ctx, source, external, w.s.names.agents, w.learn.agents, func() (string, error) {
		return w.s.org.EnsureAgent(ctx, w.tx, source, external)
	})
}

func (w *work) learned(_ context.Context, source, external string, known, learn map[[2]string]string, ask func() (string, error)) (string, error) {
	k := [2]string{source, external}
	if v, ok := known[k]; ok {
		return v, nil
	}
	if v, ok := learn[k]; ok {
		return v, nil
	}
	v, err := ask()
	if err == nil {
		learn[k] = v
	}
	return v, err
}
