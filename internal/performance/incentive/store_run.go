package incentive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qRuns      = sqldb.Q(`select body, rev from incentive_run order by id desc`)
	qRun       = sqldb.Q(`select body, rev from incentive_run where id = $1`)
	qRunAdd    = sqldb.Q(`insert into incentive_run (id, body, rev) values ($1, $2, 1)`)
	qRunSet    = sqldb.Q(`update incentive_run set body = $2, rev = $3 where id = $1 and rev = $3 - 1`)
	qLines     = sqldb.Q(`select run_id, place, body from incentive_line where run_id = $1 order by place`)
	qLinesOf   = sqldb.Q(`select run_id, place, body from incentive_line where person_id = $1 order by run_id, place`)
	qLineAdd   = sqldb.Q(`insert into incentive_line (run_id, place, person_id, body) values ($1, $2, $3, $4)`)
	qLinesDrop = sqldb.Q(`delete from incentive_line where run_id = $1`)
)

func scanRun(r sqldb.Row) (k keptRun, err error) {
	var body string
	var rev int64
	if err = r.Scan(&body, &rev); err != nil {
		return k, err
	}
	err = json.Unmarshal([]byte(body), &k)
	k.Rev = rev
	return k, err
}

// loadRuns are all runs, the newest first.
func loadRuns(ctx context.Context, tx *sqldb.Tx) ([]keptRun, error) {
	return sqldb.All(ctx, tx, qRuns, scanRun)
}

func loadRun(ctx context.Context, tx *sqldb.Tx, runID string) (keptRun, error) {
	k, err := sqldb.One(ctx, tx, qRun, scanRun, runID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return k, runNotFound()
	}
	return k, err
}

// setRun reports whether the run still had the revision before.
func setRun(ctx context.Context, tx *sqldb.Tx, k keptRun) (bool, error) {
	body, err := json.Marshal(k)
	if err != nil {
		return false, err
	}
	if k.Rev == 1 {
		_, err = tx.Exec(ctx, qRunAdd, k.ID, string(body))
		return true, err
	}
	n, err := tx.Exec(ctx, qRunSet, k.ID, string(body), k.Rev)
	return n == 1, err
}

func scanLine(r sqldb.Row) (runID string, l Line, err error) {
	var place int
	var body string
	if err = r.Scan(&runID, &place, &body); err != nil {
		return runID, l, err
	}
	err = json.Unmarshal([]byte(body), &l)
	l.ID = fmt.Sprintf("%s-%06d", runID, place)
	return runID, l, err
}

// loadLines are the lines of a run in their order.
func loadLines(ctx context.Context, tx *sqldb.Tx, runID string) ([]Line, error) {
	return sqldb.All(ctx, tx, qLines, func(r sqldb.Row) (Line, error) { _, l, err := scanLine(r); return l, err }, runID)
}

// approvedLines are those of an approved run and of its approved corrections, in
// the order they were approved.
func approvedLines(ctx context.Context, tx *sqldb.Tx, runID string) ([]Line, error) {
	out, err := loadLines(ctx, tx, runID)
	if err != nil {
		return nil, err
	}
	all, err := loadRuns(ctx, tx)
	if err != nil {
		return nil, err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if o := &all[i]; o.CorrectsID == runID && o.State == Approved {
			more, err := loadLines(ctx, tx, o.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		}
	}
	return out, nil
}

// setLines keeps the lines of a run in place of those before.
func setLines(ctx context.Context, tx *sqldb.Tx, runID string, lines []Line) error {
	if _, err := tx.Exec(ctx, qLinesDrop, runID); err != nil {
		return err
	}
	for i, l := range lines {
		body, err := json.Marshal(l)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qLineAdd, runID, i, l.PersonID, string(body)); err != nil {
			return err
		}
	}
	return nil
}

// linesOf are all lines of a person, by run.
func linesOf(ctx context.Context, tx *sqldb.Tx, personID string) (map[string][]Line, error) {
	out := map[string][]Line{}
	err := sqldb.Each(ctx, tx, qLinesOf, func(r sqldb.Row) error {
		runID, l, err := scanLine(r)
		out[runID] = append(out[runID], l)
		return err
	}, personID)
	return out, err
}
