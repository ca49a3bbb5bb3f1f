package org

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Follow makes f move what it keeps when two queues or people are made one.
func (s *Service) Follow(f Follower) { s.followers = append(s.followers, f) }

// Merges counts the merges so far. Who remembers which id a name of a source
// has asks again once it grew.
func (s *Service) Merges(ctx context.Context, tx *sqldb.Tx) (int64, error) {
	return loadMerges(ctx, tx)
}

// kin is how queues or people are merged.
type kin struct {
	object  string
	load    func(context.Context, *sqldb.Tx, string) (mergeable, error)
	aliases aliasing
	merging merging
	check   func(ctx context.Context, s *Service, tx *sqldb.Tx, id string) error
}

var queueKin = kin{object: "queue", aliases: queueAliases, merging: queueMerging,
	load: func(ctx context.Context, tx *sqldb.Tx, id string) (mergeable, error) {
		q, err := queueList.load(ctx, tx, id, "")
		return mergeable{q.ID, q.Name, q.Active, q.MergedInto}, err
	}}

var personKin = kin{object: "person", aliases: personAliases, merging: personMerging,
	load: func(ctx context.Context, tx *sqldb.Tx, id string) (mergeable, error) {
		p, err := personList.load(ctx, tx, id, "")
		return mergeable{p.ID, p.Name, p.Active, p.MergedInto}, err
	},
	check: func(ctx context.Context, s *Service, tx *sqldb.Tx, id string) error {
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		busy, err := sqldb.One(ctx, tx, personBusyFrom, sqldb.Value[int64], id, today)
		if err == nil && busy > 0 {
			err = fault.Conflictf("org.merge.in_team", "This person is in a team, leads one, or has a seat, today or later; end that first.")
		}
		return err
	}}

// PreviewQueueMerge tells what would count under another queue.
func (s *Service) PreviewQueueMerge(ctx context.Context, from, into string) (Merge, error) {
	return s.previewMerge(ctx, queueKin, from, into)
}

// PreviewPersonMerge tells what would count under another person.
func (s *Service) PreviewPersonMerge(ctx context.Context, from, into string) (Merge, error) {
	return s.previewMerge(ctx, personKin, from, into)
}

// MergeQueue makes a queue one with another: its names of telephony sources
// and all that was counted under it belong to the other from then on, and it
// is archived. Merging the same two again changes nothing.
func (s *Service) MergeQueue(ctx context.Context, from, into string) (Merge, error) {
	return s.merge(ctx, queueKin, from, into)
}

// MergePerson makes a person one with another, in the same way. Memberships
// of days that are over stay with the one that is archived.
func (s *Service) MergePerson(ctx context.Context, from, into string) (Merge, error) {
	return s.merge(ctx, personKin, from, into)
}

func (s *Service) previewMerge(ctx context.Context, k kin, from, into string) (Merge, error) {
	var out Merge
	if err := manage(ctx); err != nil {
		return out, err
	}
	return out, s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = s.plannedMerge(ctx, tx, k, from, into)
		return err
	})
}

func (s *Service) merge(ctx context.Context, k kin, from, into string) (Merge, error) {
	var out Merge
	if err := manage(ctx); err != nil {
		return out, err
	}
	return out, s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if out, err = s.plannedMerge(ctx, tx, k, from, into); err != nil || out.Merged {
			return err
		}
		// The followers first: they wait for whoever is writing facts.
		for _, f := range s.followers {
			if err := f.Merge(ctx, tx, k.object, from, into); err != nil {
				return err
			}
		}
		ok, err := k.merging.lead(ctx, tx, from, into)
		if err != nil {
			return err
		}
		if !ok {
			return stale()
		}
		out.Merged = true
		return s.changed(ctx, tx, authz.Entry{Action: "org." + k.object + ".merge", Object: k.object, ObjectID: from, After: mergeRecord{
			Name: out.From.Name, Into: out.Into.Name, MergedInto: into, Aliases: out.Aliases, Contacts: out.Contacts, Intervals: out.Intervals, AgentDays: out.AgentDays,
		}})
	})
}

// plannedMerge is what a merge does, or has done when Merged is set.
func (s *Service) plannedMerge(ctx context.Context, tx *sqldb.Tx, k kin, fromID, intoID string) (Merge, error) {
	var out Merge
	from, err := k.load(ctx, tx, fromID)
	if err != nil {
		return out, err
	}
	into, err := k.load(ctx, tx, intoID)
	if f, ok := fault.As(err); ok && f.Kind == fault.NotFound {
		return out, fault.Invalidf(f.Code, "%s", f.Message).WithField("body.into", "unknown", "leads to nothing")
	}
	if err != nil {
		return out, err
	}
	done, err := checkMerge(from, into)
	if err != nil {
		return out, err
	}
	out = Merge{From: Named{from.ID, from.Name}, Into: Named{into.ID, into.Name}, Aliases: []Alias{}, Merged: done}
	if done {
		return out, nil
	}
	if k.check != nil {
		if err := k.check(ctx, s, tx, fromID); err != nil {
			return out, err
		}
	}
	aliases, err := k.aliases.byOwner(ctx, tx, fromID)
	if err != nil {
		return out, err
	}
	out.Aliases = append(out.Aliases, aliases[fromID]...)
	var facts Facts
	for _, f := range s.followers {
		part, err := f.FactsOf(ctx, tx, k.object, fromID)
		if err != nil {
			return out, err
		}
		facts.add(part)
	}
	centre, err := loadCentre(ctx, tx)
	if err != nil {
		return out, err
	}
	out.Contacts, out.Intervals, out.AgentDays = facts.Contacts, facts.Intervals, facts.AgentDays
	if facts.FirstMs != 0 {
		out.FirstOn, out.LastOn = centre.Day(time.UnixMilli(facts.FirstMs)), centre.Day(time.UnixMilli(facts.LastMs))
	}
	return out, nil
}
