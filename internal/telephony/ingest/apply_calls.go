package ingest

import (
	"context"
	"slices"
	"strconv"

	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// told is what batches say of one call: its events and their stored forms.
type told struct {
	events []*telephony.Event
	stored [][]byte
}

// size is the length of the stored forms together.
func (t *told) size() (n int) {
	for _, s := range t.stored {
		n += len(s)
	}
	return n
}

// callRows are new rows of calls and contacts that wait to be written many at
// a time.
type callRows struct {
	journals []any // arguments of callInserts, row after row
	contacts []any // arguments of contactInserts, row after row
}

// applyCalls adds what was told to the journals of calls and folds them anew.
// calls are distinct; a call of which nothing is told is folded for what its
// surroundings decide.
func (w *work) applyCalls(ctx context.Context, source, sourceID string, calls []string, tell map[string]*told, about telephony.Surroundings) error {
	for block := range slices.Chunk(calls, journalBlock) {
		journals, err := loadJournals(ctx, w.tx, sourceID, block)
		if err != nil {
			return err
		}
		for _, call := range block {
			t := tell[call]
			if t == nil {
				t = &told{}
			}
			if err := w.call(ctx, source, sourceID, call, journals[call], t, about); err != nil {
				return err
			}
		}
	}
	return w.flush(ctx, true)
}

// call adds events to the journal of a call and folds it anew.
func (w *work) call(ctx context.Context, source, sourceID, call string, j journal, t *told, about telephony.Surroundings) error {
	fresh := 0
	known := telephony.KeysOf(j.events, len(t.events))
	j.events, j.form = slices.Grow(j.events, len(t.events)), slices.Grow(j.form, t.size())
	for i, e := range t.events {
		if !j.stored && w.kept.Frozen(e.At) {
			// Without the rest of the call, which is gone, it would be another one.
			w.done.Expired++
			continue
		}
		if !known.Add(e.Key) {
			w.done.Repeated++
			continue
		}
		j.events = append(j.events, *e)
		j.form = append(j.form, t.stored[i]...)
		fresh++
		if e.Kind == telephony.KindUnknown {
			w.done.Unknown++
		}
	}
	w.done.Events += fresh
	if fresh == 0 && (len(t.events) > 0 || !j.stored) {
		return nil
	}
	visits := []telephony.Contact{}
	if call[0] != '#' {
		visits = telephony.FoldCall(j.events, about)
	}
	standing := standingDone
	for i := range visits {
		v := &visits[i]
		v.SourceID, v.Call = sourceID, call
		var err error
		if v.QueueID, err = w.queue(ctx, source, v.Queue, v.Channel); err != nil {
			return err
		}
		if v.Answered() && v.Agent != "" {
			if v.AgentID, err = w.agent(ctx, source, v.Agent); err != nil {
				return err
			}
		}
		switch {
		case v.Outcome == telephony.OutcomeWaiting || v.Outcome == telephony.OutcomeTalking:
			standing = standingOpen
		case v.Flags&telephony.FlagNoEnd != 0 && standing == standingDone:
			standing = standingClosed
		}
	}
	if err := w.contacts(ctx, sourceID, call, j, visits); err != nil {
		return err
	}
	if fresh == 0 {
		_, err := w.tx.Exec(ctx, qCallStand, sourceID, call, standing)
		return err
	}
	var last int64
	for i := range j.events {
		last = max(last, j.events[i].At)
	}
	if j.stored {
		_, err := w.tx.Exec(ctx, qCallSave, sourceID, call, last, standing, j.form)
		return err
	}
	w.calls.journals = append(w.calls.journals, sourceID, call, last, standing, j.form)
	return w.flush(ctx, false)
}

// contacts replaces the contacts of a call by visits where they differ.
func (w *work) contacts(ctx context.Context, sourceID, call string, j journal, visits []telephony.Contact) error {
	var old []telephony.Contact
	if j.stored {
		var err error
		if old, err = sqldb.All(ctx, w.tx, qContactsOfCall, scanContact, sourceID, call); err != nil {
			return err
		}
	}
	gone := func(c telephony.Contact) bool { return telephony.DayOf(c.EnteredMs) < w.kept.Contacts }
	visits, old = slices.DeleteFunc(visits, gone), slices.DeleteFunc(old, gone)
	keepIdentity(visits, old)
	for i := range visits {
		v := &visits[i]
		v.Queue, v.Agent = "", ""
		if v.ID == "" {
			v.ID = id.Of(v.EnteredMs, sourceID, call, v.QueueID, strconv.Itoa(v.Visit))
		}
	}
	if slices.Equal(old, visits) {
		return nil
	}
	if len(old) > 0 {
		if _, err := w.tx.Exec(ctx, qContactDelete, sourceID, call); err != nil {
			return err
		}
	}
	for i := range visits {
		w.calls.contacts = appendContact(w.calls.contacts, &visits[i])
		w.done.Contacts++
		if visits[i].Repaired() {
			w.done.Repaired++
		}
		w.touch(&visits[i])
	}
	for i := range old {
		w.touch(&old[i])
	}
	return w.flush(ctx, false)
}

// keepIdentity gives visits the ids of the contacts they were before, and
// what was learnt about those across calls.
func keepIdentity(visits, old []telephony.Contact) {
	if len(old) == 0 {
		return
	}
	taken := map[string]bool{}
	match := func(same func(v, o *telephony.Contact) bool) {
		for i := range visits {
			for k := range old {
				if visits[i].ID == "" && !taken[old[k].ID] && visits[i].QueueID == old[k].QueueID && same(&visits[i], &old[k]) {
					visits[i].ID = old[k].ID
					visits[i].Flags |= old[k].Flags & telephony.FlagTalkOverlap
					taken[old[k].ID] = true
				}
			}
		}
	}
	match(func(v, o *telephony.Contact) bool { return v.EnteredMs == o.EnteredMs })
	match(func(v, o *telephony.Contact) bool { return v.Visit == o.Visit })
}

// flush writes the rows that wait: full blocks, or all.
func (w *work) flush(ctx context.Context, all bool) error {
	var err error
	if w.calls.journals, err = insertRows(ctx, w.tx, callInserts, w.calls.journals, all); err != nil {
		return err
	}
	w.calls.contacts, err = insertRows(ctx, w.tx, contactInserts, w.calls.contacts, all)
	return err
}
