package jobs

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const columns = `id, kind, input, state, progress, detail, result, error, error_code, attempt, cancel_asked, created_by, created_ms, started_ms, ended_ms, coalesce(beat_ms, created_ms)`

var (
	insertJob = sqldb.Q(`insert into kit_job (id, kind, input, state, created_by, created_ms) values ($1, $2, $3, 'waiting', $4, $5)`)
	readJob   = sqldb.Q(`select ` + columns + ` from kit_job where id = $1`)
	listJobs  = sqldb.Q(`select ` + columns + ` from kit_job
		where ($1 = '' or kind = $1) and ($2 = '' or state = $2) and ($3 = '' or created_by = $3) and id < $4
		order by id desc limit $5`)
	countJobs = sqldb.Q(`select count(case when state = 'waiting' then 1 end), count(case when state = 'running' then 1 end) from kit_job where state in ('waiting', 'running')`)
	openJobs  = sqldb.Q(`select ` + columns + ` from kit_job where state in ('waiting', 'running') order by id`)
	claimJob  = sqldb.Q(`update kit_job set state = 'running', attempt = attempt + 1, beat_ms = $2, started_ms = coalesce(started_ms, $2)
		where id = $1 and state in ('waiting', 'running') and attempt = $3`)
	beatJob   = sqldb.Q(`update kit_job set beat_ms = $3, progress = $4, detail = $5 where id = $1 and attempt = $2 and state = 'running'`)
	asked     = sqldb.Q(`select cancel_asked from kit_job where id = $1 and attempt = $2 and state = 'running'`)
	finishJob = sqldb.Q(`update kit_job set state = $3, ended_ms = $4, progress = $5, detail = $6, result = $7, error = $8, error_code = $9
		where id = $1 and attempt = $2 and state = 'running'`)
	returnJob  = sqldb.Q(`update kit_job set state = 'waiting' where id = $1 and attempt = $2 and state = 'running'`)
	releaseJob = sqldb.Q(`update kit_job set state = 'waiting', attempt = attempt - 1 where id = $1 and attempt = $2 and state = 'running'`)
	askCancel  = sqldb.Q(`update kit_job set cancel_asked = 1 where id = $1 and state in ('waiting', 'running')`)
	dropJob    = sqldb.Q(`update kit_job set state = 'cancelled', ended_ms = $2 where id = $1 and state = 'waiting'`)
	activeJobs = sqldb.Q(`select count(*) from kit_job where kind = $1 and state in ('waiting', 'running')`)

	// The time a job ended stands in its row; one that was dropped before it began has it too.
	oldJobs    = sqldb.Q(`select count(*) from kit_job where state in ('done', 'failed', 'cancelled') and ended_ms < $1`)
	forgetJobs = sqldb.Q(`delete from kit_job where id in (select id from kit_job where state in ('done', 'failed', 'cancelled') and ended_ms < $1 order by id limit $2)`)
)

func scanJob(r sqldb.Row) (Job, error) {
	var j Job
	var result string
	var cancel int64
	err := r.Scan(&j.ID, &j.Kind, &j.input, &j.State, &j.Progress, &j.Detail, &result, &j.Error, &j.ErrorCode, &j.attempt, &cancel, &j.CreatedBy, &j.CreatedMs, &j.StartedMs, &j.EndedMs, &j.beatMs)
	j.CancelAsked, j.Result = cancel == 1, parseResult(result)
	return j, err
}

func load(ctx context.Context, tx *sqldb.Tx, id string) (Job, error) {
	return sqldb.One(ctx, tx, readJob, scanJob, id)
}

// changed runs q on one job and reports whether it touched it.
func changed(ctx context.Context, tx *sqldb.Tx, q *sqldb.Query, args ...any) (bool, error) {
	n, err := tx.Exec(ctx, q, args...)
	return n == 1, err
}

// cancelAsked reports whether the run is to end; alive is false when the run
// lost its job to another.
func cancelAsked(ctx context.Context, tx *sqldb.Tx, id string, attempt int64) (ask, alive bool, err error) {
	rows, err := sqldb.All(ctx, tx, asked, sqldb.Value[int64], id, attempt)
	if err != nil || len(rows) == 0 {
		return false, false, err
	}
	return rows[0] == 1, true, nil
}
