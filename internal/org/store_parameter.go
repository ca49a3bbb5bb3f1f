package org

import (
	"context"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// centreSubject is whose parameters the centre's are; others are queues' ids.
const centreSubject = "centre"

var (
	parametersAll = sqldb.Q(`select subject, parameter, id, value, from_on, set_by, set_ms, why from org_parameter
		order by subject, parameter, from_on`)
	parametersOf = sqldb.Q(`select subject, parameter, id, value, from_on, set_by, set_ms, why from org_parameter
		where subject = $1 order by parameter, from_on`)
	parameterName = sqldb.Q(`select parameter from org_parameter where subject = $1 and id = $2`)
	parameterAdd  = sqldb.Q(`insert into org_parameter (id, subject, parameter, from_on, value, set_by, set_ms, why) values ($1, $2, $3, $4, $5, $6, $7, $8)`)
	parameterDrop = sqldb.Q(`delete from org_parameter where id = $1`)

	centreLock = sqldb.Q(`update org_centre set version = version where id = 'centre'`)
	queueLock  = sqldb.Q(`update org_queue set active = active where id = $1`)
	// A new revision of the owner: whoever edits what was read before is told.
	centreTouch = sqldb.Q(`update org_centre set rev = rev + 1 where id = 'centre'`)
	queueTouch  = sqldb.Q(`update org_queue set rev = rev + 1 where id = $1`)
)

// histories are the steps of each parameter of one subject.
type histories map[string][]step

func scanStep(into map[string]histories) func(sqldb.Row) error {
	return func(r sqldb.Row) error {
		var subject, parameter string
		var s step
		if err := r.Scan(&subject, &parameter, &s.ID, &s.Value, &s.From, &s.By, &s.AtMs, &s.Why); err != nil {
			return err
		}
		if into[subject] == nil {
			into[subject] = histories{}
		}
		into[subject][parameter] = append(into[subject][parameter], s)
		return nil
	}
}

func loadHistories(ctx context.Context, tx *sqldb.Tx, subject string) (histories, error) {
	out := map[string]histories{}
	err := sqldb.Each(ctx, tx, parametersOf, scanStep(out), subject)
	return out[subject], err
}

func loadAllHistories(ctx context.Context, tx *sqldb.Tx) (map[string]histories, error) {
	out := map[string]histories{}
	return out, sqldb.Each(ctx, tx, parametersAll, scanStep(out))
}

// loadParameterName gives which of the subject's parameters a step is of, ""
// when it has no such step.
func loadParameterName(ctx context.Context, tx *sqldb.Tx, subject, stepID string) (string, error) {
	return orEmpty(sqldb.One(ctx, tx, parameterName, sqldb.Value[string], subject, stepID))
}

func touchOwner(ctx context.Context, tx *sqldb.Tx, subject string) error {
	return ofOwner(ctx, tx, subject, centreTouch, queueTouch)
}

// lockOwner lets nobody else change the subject's histories until the
// transaction ends (on PostgreSQL; SQLite has one writer).
func lockOwner(ctx context.Context, tx *sqldb.Tx, subject string) error {
	return ofOwner(ctx, tx, subject, centreLock, queueLock)
}

func ofOwner(ctx context.Context, tx *sqldb.Tx, subject string, centre, queue *sqldb.Query) error {
	if subject == centreSubject {
		_, err := tx.Exec(ctx, centre)
		return err
	}
	_, err := tx.Exec(ctx, queue, subject)
	return err
}

// saveSteps makes the stored steps of a parameter those of after.
func saveSteps(ctx context.Context, tx *sqldb.Tx, clk clock.Clock, subject, parameter string, before, after []step) error {
	same := func(a, b step) bool { return a.From == b.From && equalValues(a.Value, b.Value) }
	missing := func(s step, from []step) bool {
		for _, o := range from {
			if same(s, o) {
				return false
			}
		}
		return true
	}
	for _, s := range before {
		if missing(s, after) {
			if _, err := tx.Exec(ctx, parameterDrop, s.ID); err != nil {
				return err
			}
		}
	}
	for _, s := range after {
		if missing(s, before) {
			if _, err := tx.Exec(ctx, parameterAdd, id.New(clk), subject, parameter, s.From, s.Value, s.By, s.AtMs, s.Why); err != nil {
				return err
			}
		}
	}
	return nil
}
