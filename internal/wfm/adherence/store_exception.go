package adherence

import (
	"context"
	"errors"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const exceptionColumns = `id, person_id, team_id, from_ms, to_ms, reason, note, state, origin, asked_ms, asked_by, decided_ms, decided_by, answer, rev`

var (
	qExceptions     = sqldb.Q(`select ` + exceptionColumns + ` from adherence_exception where to_ms > $1 and from_ms < $2 order by from_ms, id`)
	qExceptionsOf   = sqldb.Q(`select ` + exceptionColumns + ` from adherence_exception where (person_id = $1 or person_id = '') and to_ms > $2 and from_ms < $3 order by from_ms, id`)
	qException      = sqldb.Q(`select ` + exceptionColumns + ` from adherence_exception where id = $1`)
	qExceptionAdd   = sqldb.Q(`insert into adherence_exception (` + exceptionColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`)
	qExceptionSet   = sqldb.Q(`update adherence_exception set state = $1, decided_ms = $2, decided_by = $3, answer = $4, rev = $5 where id = $6 and rev = $5 - 1`)
	qExceptionsOld  = sqldb.Q(`select count(*) from adherence_exception where to_ms < $1`)
	qExceptionsDrop = sqldb.Q(`delete from adherence_exception where id in (select id from adherence_exception where to_ms < $1 order by to_ms, id limit $2)`)
)

func scanException(r sqldb.Row) (e Exception, err error) {
	return e, r.Scan(&e.ID, &e.PersonID, &e.TeamID, &e.FromMs, &e.ToMs, &e.Reason, &e.Note, &e.State, &e.Origin, &e.AskedMs, &e.AskedBy, &e.DecidedMs, &e.DecidedBy, &e.Answer, &e.Rev)
}

// loadExceptions gives the exceptions that touch a time.
func loadExceptions(ctx context.Context, tx *sqldb.Tx, fromMs, toMs int64) ([]Exception, error) {
	return sqldb.All(ctx, tx, qExceptions, scanException, fromMs, toMs)
}

// loadExceptionsOf gives a person's exceptions that touch a time, with those of
// all teams.
func loadExceptionsOf(ctx context.Context, tx *sqldb.Tx, personID string, fromMs, toMs int64) ([]Exception, error) {
	return sqldb.All(ctx, tx, qExceptionsOf, scanException, personID, fromMs, toMs)
}

func loadException(ctx context.Context, tx *sqldb.Tx, id string) (Exception, error) {
	e, err := sqldb.One(ctx, tx, qException, scanException, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = noException()
	}
	return e, err
}

func noException() error {
	return fault.NotFoundf("adherence.exception.not_found", "There is no such exception.")
}

func addException(ctx context.Context, tx *sqldb.Tx, e Exception) error {
	_, err := tx.Exec(ctx, qExceptionAdd, e.ID, e.PersonID, e.TeamID, e.FromMs, e.ToMs, e.Reason, e.Note, e.State, e.Origin, e.AskedMs, e.AskedBy, e.DecidedMs, e.DecidedBy, e.Answer, e.Rev)
	return err
}

// setException reports whether the exception still had the revision before.
func setException(ctx context.Context, tx *sqldb.Tx, e Exception) (bool, error) {
	n, err := tx.Exec(ctx, qExceptionSet, e.State, e.DecidedMs, e.DecidedBy, e.Answer, e.Rev, e.ID)
	return n == 1, err
}
