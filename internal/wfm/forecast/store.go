package forecast

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const versionColumns = `id, name, status, grain_minutes, as_of_on, history_from_on, history_to_on, first_on, last_on, timezone, settings, inputs,
	created_ms, created_by, approved_ms, approved_by, locked_ms, locked_by, rev, (select count(*) from forecast_queue q where q.version_id = v.id)`

var (
	qVersions   = sqldb.Q(`select ` + versionColumns + ` from forecast_version v order by created_ms desc, id desc`)
	qVersion    = sqldb.Q(`select ` + versionColumns + ` from forecast_version v where id = $1`)
	qVersionAdd = sqldb.Q(`insert into forecast_version (id, name, name_fold, status, grain_minutes, as_of_on, history_from_on, history_to_on, first_on, last_on, timezone, settings, inputs, created_ms, created_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict (id) do nothing`)
	qVersionMove = sqldb.Q(`update forecast_version set status = $1, approved_ms = $2, approved_by = $3, locked_ms = $4, locked_by = $5, rev = rev + 1 where id = $6 and rev = $7`)
	qVersionDrop = sqldb.Q(`delete from forecast_version where id = $1 and status <> 'locked'`)

	qQueues     = sqldb.Q(`select queue_id, outcome, about from forecast_queue where version_id = $1 order by queue_id`)
	qQueueAdd   = sqldb.Q(`insert into forecast_queue (version_id, queue_id, outcome, about) values ($1, $2, $3, $4)`)
	qQueueOf    = sqldb.Q(`select version_id from forecast_queue where queue_id = $1`)
	qQueueInUse = sqldb.Q(`select q.version_id, q.queue_id, v.first_on, v.last_on, v.locked_ms from forecast_queue q join forecast_version v on v.id = q.version_id
		where v.status = 'locked' and q.outcome = 'made' and v.last_on >= $1 order by v.locked_ms, v.id`)
)

// dates reads days of the store.
func dates(into []*civil.Date, text []string) (err error) {
	for i, t := range text {
		if *into[i], err = civil.Parse(t); err != nil {
			return err
		}
	}
	return nil
}

func scanVersion(r sqldb.Row) (v Version, err error) {
	var on [5]string
	var settings, inputs string
	err = r.Scan(&v.ID, &v.Name, &v.Status, &v.GrainMinutes, &on[0], &on[1], &on[2], &on[3], &on[4], &v.Timezone, &settings, &inputs,
		&v.CreatedMs, &v.CreatedBy, &v.ApprovedMs, &v.ApprovedBy, &v.LockedMs, &v.LockedBy, &v.Rev, &v.QueueCount)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal([]byte(settings), &v.Settings); err != nil {
		return v, fmt.Errorf("the settings of the forecast %s cannot be read: %w", v.ID, err)
	}
	if err := json.Unmarshal([]byte(inputs), &v.Inputs); err != nil {
		return v, fmt.Errorf("the inputs of the forecast %s cannot be read: %w", v.ID, err)
	}
	return v, dates([]*civil.Date{&v.AsOfOn, &v.HistoryFrom, &v.HistoryTo, &v.FirstOn, &v.LastOn}, on[:])
}

func loadVersions(ctx context.Context, tx *sqldb.Tx) ([]Version, error) {
	return sqldb.All(ctx, tx, qVersions, scanVersion)
}

// loadVersion gives a version with its queues; names are not on them yet.
func loadVersion(ctx context.Context, tx *sqldb.Tx, id string) (Version, error) {
	v, err := sqldb.One(ctx, tx, qVersion, scanVersion, id)
	if err != nil {
		return v, err
	}
	v.Queues, err = sqldb.All(ctx, tx, qQueues, func(r sqldb.Row) (q Queue, err error) {
		var about string
		if err := r.Scan(&q.QueueID, &q.Outcome, &about); err != nil {
			return q, err
		}
		return q, json.Unmarshal([]byte(about), &q.About)
	}, id)
	return v, err
}

func addVersion(ctx context.Context, tx *sqldb.Tx, v Version) (added bool, err error) {
	settings, err := json.Marshal(v.Settings)
	if err != nil {
		return false, err
	}
	inputs, err := json.Marshal(v.Inputs)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qVersionAdd, v.ID, v.Name, sqldb.Fold(v.Name), string(v.Status), v.GrainMinutes, v.AsOfOn.String(), v.HistoryFrom.String(), v.HistoryTo.String(),
		v.FirstOn.String(), v.LastOn.String(), v.Timezone, string(settings), string(inputs), v.CreatedMs, v.CreatedBy)
	return n == 1, err
}

func addQueue(ctx context.Context, tx *sqldb.Tx, versionID string, q Queue) error {
	about, err := json.Marshal(q.About)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qQueueAdd, versionID, q.QueueID, string(q.Outcome), string(about))
	return err
}

// moveVersion stores the status of a version that has the revision.
func moveVersion(ctx context.Context, tx *sqldb.Tx, v Version) (moved bool, err error) {
	n, err := tx.Exec(ctx, qVersionMove, string(v.Status), v.ApprovedMs, v.ApprovedBy, v.LockedMs, v.LockedBy, v.ID, v.Rev)
	return n == 1, err
}

func dropVersion(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qVersionDrop, id)
	return err
}

// versionsOf are the ids of the versions that have the queue.
func versionsOf(ctx context.Context, tx *sqldb.Tx, queueID string) (map[string]bool, error) {
	ids, err := sqldb.All(ctx, tx, qQueueOf, sqldb.Value[string], queueID)
	out := map[string]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

// locked is a queue of a locked version.
type locked struct {
	versionID, queueID string
	first, last        civil.Date
	lockedMs           int64
}

// loadLocked gives the queues of locked versions with a day from `from` on,
// in the order they were locked; those that were merged are told as what they
// are now.
func loadLocked(ctx context.Context, tx *sqldb.Tx, merged merges, from civil.Date) ([]locked, error) {
	return sqldb.All(ctx, tx, qQueueInUse, func(r sqldb.Row) (l locked, err error) {
		var on [2]string
		if err := r.Scan(&l.versionID, &l.queueID, &on[0], &on[1], &l.lockedMs); err != nil {
			return l, err
		}
		l.queueID = merged.to(l.queueID)
		return l, dates([]*civil.Date{&l.first, &l.last}, on[:])
	}, from.String())
}
