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
	Expired   int // told of days that do not change any more, and not taken

	Position uint64        // of the event log, afterwards
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
	learn names
	epoch int64
	done  Done
	kept  telephony.Kept

	touched  map[dayQueue]bool
	agentDue map[agentDay]string // → source id
	calls    callRows            // written together
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
	return s.applyAfter(ctx, nil, seq, batches)
}

// applyAfter is Apply that writes nothing unless the recorded position is
// after: a node that another one has followed finds it moved.
func (s *Service) applyAfter(ctx context.Context, after *uint64, seq uint64, batches []Batch) (Done, error) {
	var w *work
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		// The transaction ends with ctx; its statements need not watch for that one by one.
		ctx := context.WithoutCancel(ctx)
		epoch, err := nextEpoch(ctx, tx, Stream)
		if err != nil {
			return err
		}
		if after != nil {
			// The epoch's row is held now: nobody moves the position meanwhile.
			at, _, err := loadPosition(ctx, tx, Stream)
			if err != nil {
				return err
			}
			if at != *after {
				return errTakenOver
			}
		}
		if err := s.forgetMerged(ctx, tx); err != nil {
			return err
		}
		w = &work{s: s, tx: tx, learn: newNames(), epoch: epoch, touched: map[dayQueue]bool{}, agentDue: map[agentDay]string{}}
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
		return savePosition(ctx, tx, Stream, seq, w.epoch, clock.Ms(s.clk))
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
	var unknown, repeated int
	before := w.done
	horizon := src.horizon
	for bi := range batches {
		b := &batches[bi]
		for i := range b.Events {
			e := &b.Events[i]
			horizon = max(horizon, e.At)
			if e.Kind == telephony.KindUnknown {
				unknown++
			}
			switch {
			case e.Kind == telephony.KindRestarted:
				if w.kept.Frozen(e.At) {
					w.done.Expired++
					continue
				}
				restarts = append(restarts, e.At)
			case e.AboutAgent() && w.kept.Frozen(e.At):
				w.done.Expired++
				continue
			case e.AboutAgent():
				if err := w.agentEvent(ctx, name, src.id, e); err != nil {
					return err
				}
				continue
			}
			key := e.Call
			if key == "" {
				// Rows of no call are kept too, a journal per UTC day.
				key = "#" + strconv.FormatInt(telephony.DayOf(e.At), 10)
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
			if err := w.interval(ctx, name, src.id, &b.Intervals[i]); err != nil {
				return err
			}
		}
		for i := range b.Bad {
			if err := w.quarantine(ctx, src.id, b, &b.Bad[i]); err != nil {
				return err
			}
		}
	}
	cut, err := w.restarts(ctx, src.id, restarts)
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
	for {
		silent, err := sqldb.All(ctx, w.tx, qCallsOpen, sqldb.Value[string], src.id, horizon-SilenceMs)
		if err != nil {
			return err
		}
		if len(silent) == 0 {
			break
		}
		if err := w.applyCalls(ctx, name, src.id, silent, nil, about); err != nil {
			return err
		}
	}
	repeated = w.done.Repeated - before.Repeated
	_, err = w.tx.Exec(ctx, qSourceCount, src.id, horizon, clock.Ms(w.s.clk), w.done.Events-before.Events, repeated, unknown, w.done.Expired-before.Expired)
	return err
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
func (w *work) restarts(ctx context.Context, sourceID string, at []int64) ([]string, error) {
	var cut []string
	for _, ms := range at {
		n, err := w.tx.Exec(ctx, qRestartAdd, sourceID, ms)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue
		}
		calls, err := sqldb.All(ctx, w.tx, qCallsCut, sqldb.Value[string], sourceID, ms-SilenceMs, ms)
		if err != nil {
			return nil, err
		}
		cut = append(cut, calls...)
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

func (w *work) settle(ctx context.Context) error {
	for _, k := range slices.SortedFunc(maps.Keys(w.touched), func(a, b dayQueue) int {
		if a.day != b.day {
			return int(a.day - b.day)
		}
		return compareText(a.queue, b.queue)
	}) {
		if _, err := w.tx.Exec(ctx, qDayTouch, k.day, k.queue, w.epoch); err != nil {
			return err
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(w.agentDue), func(a, b agentDay) int {
		if a.day != b.day {
			return int(a.day - b.day)
		}
		return compareText(a.agent, b.agent)
	}) {
		if _, err := w.tx.Exec(ctx, qAgentDueAdd, k.agent, k.day, w.agentDue[k], w.epoch); err != nil {
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
