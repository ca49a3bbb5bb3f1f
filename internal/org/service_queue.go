package org

import (
	"context"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var queues = noun[Queue]{name: "queue", code: "code", list: queueList, check: Queue.check,
	revOf: func(q Queue) int64 { return q.Rev }, add: addQueue, save: saveQueue,
	finish: func(ctx context.Context) func(*sqldb.Tx, []Queue) error {
		return func(tx *sqldb.Tx, rows []Queue) error { return withQueueAliases(ctx, tx, rows) }
	}}

func withQueueAliases(ctx context.Context, tx *sqldb.Tx, rows []Queue) error {
	return hang(ctx, tx, queueAliases, rows, func(q Queue) string { return q.ID }, func(q *Queue, a []Alias) { q.Aliases = a })
}

// hang puts their aliases on rows: one query for one row, one for many.
func hang[T any](ctx context.Context, tx *sqldb.Tx, a aliasing, rows []T, id func(T) string, put func(*T, []Alias)) error {
	owner := ""
	switch len(rows) {
	case 0:
		return nil
	case 1:
		owner = id(rows[0])
	}
	all, err := a.byOwner(ctx, tx, owner)
	if err != nil {
		return err
	}
	for i := range rows {
		if x := all[id(rows[i])]; x != nil {
			put(&rows[i], x)
		}
	}
	return nil
}

// giveAliases replaces the aliases of a queue or person.
func giveAliases(ctx context.Context, tx *sqldb.Tx, a aliasing, k known, owner string, aliases []Alias) error {
	taken, err := a.replace(ctx, tx, k, owner, aliases)
	if err == nil && taken != nil {
		err = fault.Conflictf("org.alias_taken", "The name %s of the source %s belongs to another already; take it away there first.", taken.External, taken.Source).
			WithField("body.aliases", "taken", taken.Source+"/"+taken.External+" belongs to another")
	}
	return err
}

func trimAliases(in []Alias) []Alias {
	out := make([]Alias, len(in))
	for i, a := range in {
		out[i] = Alias{strings.TrimSpace(a.Source), strings.TrimSpace(a.External)}
	}
	return out
}

// ListQueues gives a page of queues.
func (s *Service) ListQueues(ctx context.Context, in ListIn) (page.Of[Queue], error) {
	return list(ctx, s, queueList, in, queues.hung(ctx))
}

// Queue gives one queue.
func (s *Service) Queue(ctx context.Context, id string) (Queue, error) {
	return get(ctx, s, queueList, id, queues.hung(ctx))
}

// CreateQueue adds a queue.
func (s *Service) CreateQueue(ctx context.Context, in Queue) (Queue, error) {
	in.ID, in.Code, in.Name, in.Active, in.Discovered = id.New(s.clk), strings.TrimSpace(in.Code), strings.TrimSpace(in.Name), true, false
	if in.Channel == "" {
		in.Channel = "voice"
	}
	in.Aliases = trimAliases(in.Aliases)
	return queues.create(ctx, s, in.ID, in, func(tx *sqldb.Tx) error { return s.queueRefs(ctx, tx, in) }, func(tx *sqldb.Tx) error {
		if err := s.startParameters(ctx, tx, in); err != nil {
			return err
		}
		return giveAliases(ctx, tx, queueAliases, queueKnown, in.ID, in.Aliases)
	})
}

// QueuePatch changes what is not nil; an empty reference, or a number below
// zero, takes the value away. A threshold or target changes from the day Since
// tells.
type QueuePatch struct {
	Code, Name, Channel, SkillID, SiteID *string
	Aliases                              *[]Alias
	ThresholdMs                          *int64
	TargetPercent                        *float64
	Hours                                *OpeningHours
	Active                               *bool
	Since                                Since
}

func (p QueuePatch) completes() bool {
	p.Active, p.Since = nil, Since{}
	return p != (QueuePatch{})
}

// UpdateQueue changes a queue. A discovered queue that is edited counts as
// completed.
func (s *Service) UpdateQueue(ctx context.Context, id string, rev int64, in QueuePatch) (Queue, error) {
	return queues.update(ctx, s, id, rev, func(tx *sqldb.Tx, q *Queue) error {
		if q.MergedInto != "" {
			return alreadyMerged()
		}
		before := queueValues(*q)
		setText(&q.Code, in.Code)
		setText(&q.Name, in.Name)
		set(&q.Channel, in.Channel)
		set(&q.SkillID, in.SkillID)
		set(&q.SiteID, in.SiteID)
		set(&q.Hours, in.Hours)
		set(&q.Active, in.Active)
		if in.ThresholdMs != nil {
			q.ThresholdMs = nonNegative(in.ThresholdMs)
		}
		if in.TargetPercent != nil {
			q.TargetPercent = nonNegative(in.TargetPercent)
		}
		if in.completes() {
			q.Discovered = false
		}
		if in.Aliases != nil {
			q.Aliases = trimAliases(*in.Aliases)
		}
		if err := q.check(); err != nil {
			return err
		}
		if err := in.Since.check(); err != nil {
			return err
		}
		if err := s.queueRefs(ctx, tx, *q); err != nil {
			return err
		}
		if err := s.changeParameters(ctx, tx, id, before, queueValues(*q), in.Since); err != nil {
			return err
		}
		if in.Aliases == nil {
			return nil
		}
		return giveAliases(ctx, tx, queueAliases, queueKnown, id, q.Aliases)
	})
}

func (s *Service) queueRefs(ctx context.Context, tx *sqldb.Tx, q Queue) error {
	if err := refer(ctx, tx, skillList, "body.skill_id", q.SkillID); err != nil {
		return err
	}
	return refer(ctx, tx, siteList, "body.site_id", q.SiteID)
}

func nonNegative[T int64 | float64](v *T) *T {
	if *v < 0 {
		return nil
	}
	return v
}

// SpecialDays gives the dates on which a queue keeps other hours.
func (s *Service) SpecialDays(ctx context.Context, queueID string) ([]SpecialDay, error) {
	if err := authz.Require(ctx, "org.read"); err != nil {
		return nil, err
	}
	var out []SpecialDay
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if _, err := queueList.load(ctx, tx, queueID, ""); err != nil {
			return err
		}
		var err error
		out, err = loadSpecialDays(ctx, tx, queueID)
		return err
	})
	return out, err
}

// PutSpecialDay sets a queue's hours on one date.
func (s *Service) PutSpecialDay(ctx context.Context, queueID string, d SpecialDay) (SpecialDay, error) {
	if err := manage(ctx); err != nil {
		return d, err
	}
	var w fault.Collector
	checkDay(&w, "path.on", d.On)
	checkSpans(&w, "body.hours", d.Hours)
	if d.Note != "" {
		checkText(&w, "body.note", d.Note, 200)
	}
	if err := w.Err("org.queue.invalid", "The special day has wrong values."); err != nil {
		return d, err
	}
	if d.Hours == nil {
		d.Hours = []OpenSpan{}
	}
	return d, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := queueList.load(ctx, tx, queueID, ""); err != nil {
			return err
		}
		if err := putSpecialDay(ctx, tx, queueID, d); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "org.queue.special_day", Object: "queue", ObjectID: queueID, After: d})
	})
}

// DropSpecialDay gives a date its weekday's hours again.
func (s *Service) DropSpecialDay(ctx context.Context, queueID, on string) error {
	if err := manage(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := dropSpecialDay(ctx, tx, queueID, on)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.NotFoundf("org.queue.day_not_found", "The queue has no special hours on this date.")
		}
		return s.changed(ctx, tx, authz.Entry{Action: "org.queue.usual_day", Object: "queue", ObjectID: queueID, Before: SpecialDay{On: on}})
	})
}
