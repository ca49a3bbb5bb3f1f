package scorecard

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qSets    = sqldb.Q(`select from_on, body, rev, changed_ms, changed_by from scorecard_set order by from_on`)
	qSetAdd  = sqldb.Q(`insert into scorecard_set (from_on, body, rev, changed_ms, changed_by) values ($1, $2, 1, $3, $4) on conflict do nothing`)
	qSetPut  = sqldb.Q(`update scorecard_set set body = $2, rev = rev + 1, changed_ms = $3, changed_by = $4 where from_on = $1 and rev = $5`)
	qSetDrop = sqldb.Q(`delete from scorecard_set where from_on = $1`)
)

// loadSets are the centre's own sets, in order of days.
func loadSets(ctx context.Context, tx *sqldb.Tx) ([]KeptSet, error) {
	return sqldb.All(ctx, tx, qSets, func(r sqldb.Row) (x KeptSet, err error) {
		var body string
		if err = r.Scan(&x.FromOn, &body, &x.Rev, &x.ChangedMs, &x.ChangedBy); err != nil {
			return x, err
		}
		return x, json.Unmarshal([]byte(body), &x.Lines)
	})
}

// saveSet reports whether the set still had the revision before; 0: there was
// none.
func saveSet(ctx context.Context, tx *sqldb.Tx, x KeptSet) (bool, error) {
	body, err := json.Marshal(x.Lines)
	if err != nil {
		return false, err
	}
	var n int64
	if x.Rev == 1 {
		n, err = tx.Exec(ctx, qSetAdd, x.FromOn, string(body), x.ChangedMs, x.ChangedBy)
	} else {
		n, err = tx.Exec(ctx, qSetPut, x.FromOn, string(body), x.ChangedMs, x.ChangedBy, x.Rev-1)
	}
	return n == 1, err
}

func dropSet(ctx context.Context, tx *sqldb.Tx, fromOn string) error {
	_, err := tx.Exec(ctx, qSetDrop, fromOn)
	return err
}
