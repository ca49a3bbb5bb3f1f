package timeoff

import (
	"context"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const requestColumns = `id, person_id, kind_id, from_on, to_on, from_minute, to_minute, reason, state, asked_ms, asked_by, decided_ms, decided_by, answer, rev`

var (
	qRequests   = sqldb.Q(`select ` + requestColumns + ` from timeoff_request where to_on >= $1 and from_on <= $2 order by from_on, id`)
	qRequestsOf = sqldb.Q(`select ` + requestColumns + ` from timeoff_request where person_id = $1 and to_on >= $2 order by from_on, id`)
	qRequest    = sqldb.Q(`select ` + requestColumns + ` from timeoff_request where id = $1`)
	qRequestAdd = sqldb.Q(`insert into timeoff_request (` + requestColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`)
	qRequestSet = sqldb.Q(`update timeoff_request set state = $1, decided_ms = $2, decided_by = $3, answer = $4, rev = $5 where id = $6 and rev = $5 - 1`)
)

func scanRequest(r sqldb.Row) (x Request, err error) {
	var from, to string
	if err = r.Scan(&x.ID, &x.PersonID, &x.KindID, &from, &to, &x.FromMinute, &x.ToMinute, &x.Reason, &x.State, &x.AskedMs, &x.AskedBy, &x.DecidedMs, &x.DecidedBy, &x.Answer, &x.Rev); err != nil {
		return x, err
	}
	var err2 error
	x.FromOn, err = civil.Parse(from)
	x.ToOn, err2 = civil.Parse(to)
	if err = errors.Join(err, err2); err != nil {
		return x, fmt.Errorf("the request %s cannot be read: %w", x.ID, err)
	}
	x.Warnings = []Warning{}
	return x, nil
}

// loadRequests gives the requests that have a day within a span.
func loadRequests(ctx context.Context, tx *sqldb.Tx, from, to civil.Date) ([]Request, error) {
	return sqldb.All(ctx, tx, qRequests, scanRequest, from.String(), to.String())
}

// loadRequestsOf gives a person's requests that end on a day or later.
func loadRequestsOf(ctx context.Context, tx *sqldb.Tx, personID string, from civil.Date) ([]Request, error) {
	return sqldb.All(ctx, tx, qRequestsOf, scanRequest, personID, from.String())
}

func loadRequest(ctx context.Context, tx *sqldb.Tx, id string) (Request, error) {
	x, err := sqldb.One(ctx, tx, qRequest, scanRequest, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = fault.NotFoundf("timeoff.request.not_found", "There is no such request.")
	}
	return x, err
}

func addRequest(ctx context.Context, tx *sqldb.Tx, x Request) error {
	_, err := tx.Exec(ctx, qRequestAdd, x.ID, x.PersonID, x.KindID, x.FromOn.String(), x.ToOn.String(), x.FromMinute, x.ToMinute, x.Reason, x.State, x.AskedMs, x.AskedBy, x.DecidedMs, x.DecidedBy, x.Answer, x.Rev)
	return err
}

// setRequest reports whether the request still had the revision before.
func setRequest(ctx context.Context, tx *sqldb.Tx, x Request) (bool, error) {
	n, err := tx.Exec(ctx, qRequestSet, x.State, x.DecidedMs, x.DecidedBy, x.Answer, x.Rev, x.ID)
	return n == 1, err
}
