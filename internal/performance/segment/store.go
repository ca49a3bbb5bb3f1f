package segment

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qSchemes    = sqldb.Q(`select from_on, body, rev, changed_ms, changed_by from segment_scheme order by from_on`)
	qSchemeAdd  = sqldb.Q(`insert into segment_scheme (from_on, body, rev, changed_ms, changed_by) values ($1, $2, 1, $3, $4) on conflict do nothing`)
	qSchemePut  = sqldb.Q(`update segment_scheme set body = $2, rev = rev + 1, changed_ms = $3, changed_by = $4 where from_on = $1 and rev = $5`)
	qSchemeDrop = sqldb.Q(`delete from segment_scheme where from_on = $1`)

	qResults   = sqldb.Q(`select body, made_ms from segment_result where kind = $1 and from_on = $2 order by person_id`)
	qResultsOf = sqldb.Q(`select body, made_ms from segment_result where kind = $1 and person_id = $2 order by from_on desc`)
	qResultPut = sqldb.Q(`insert into segment_result (kind, from_on, person_id, team_id, body, made_ms) values ($1, $2, $3, $4, $5, $6)
		on conflict (kind, from_on, person_id) do update set team_id = excluded.team_id, body = excluded.body, made_ms = excluded.made_ms where segment_result.body <> excluded.body`)
	qResultDrop = sqldb.Q(`delete from segment_result where kind = $1 and from_on = $2 and person_id = $3`)
	qResultGone = sqldb.Q(`delete from segment_result where person_id = $1`)

	qNightMake = sqldb.Q(`insert into segment_night (id, last_on) values ('night', '') on conflict do nothing`)
	qNightTake = sqldb.Q(`update segment_night set last_on = $1 where id = 'night' and last_on < $1`)
)

// loadSchemes are the centre's own schemes, in order of days.
func loadSchemes(ctx context.Context, tx *sqldb.Tx) ([]Scheme, error) {
	return sqldb.All(ctx, tx, qSchemes, func(r sqldb.Row) (x Scheme, err error) {
		var body string
		if err = r.Scan(&x.FromOn, &body, &x.Rev, &x.ChangedMs, &x.ChangedBy); err != nil {
			return x, err
		}
		return x, json.Unmarshal([]byte(body), &x.Body)
	})
}

// saveScheme reports whether the scheme still had the revision before; of the
// first one: whether there was none.
func saveScheme(ctx context.Context, tx *sqldb.Tx, x *Scheme) (bool, error) {
	body, err := json.Marshal(x.Body)
	if err != nil {
		return false, err
	}
	var n int64
	if x.Rev == 1 {
		n, err = tx.Exec(ctx, qSchemeAdd, x.FromOn, string(body), x.ChangedMs, x.ChangedBy)
	} else {
		n, err = tx.Exec(ctx, qSchemePut, x.FromOn, string(body), x.ChangedMs, x.ChangedBy, x.Rev-1)
	}
	return n == 1, err
}

func dropScheme(ctx context.Context, tx *sqldb.Tx, fromOn string) error {
	_, err := tx.Exec(ctx, qSchemeDrop, fromOn)
	return err
}

func scanResult(r sqldb.Row) (x Result, err error) {
	var body string
	if err = r.Scan(&body, &x.MadeMs); err != nil {
		return x, err
	}
	return x, json.Unmarshal([]byte(body), &x)
}

func loadResults(ctx context.Context, tx *sqldb.Tx, kind, fromOn string) ([]Result, error) {
	return sqldb.All(ctx, tx, qResults, scanResult, kind, fromOn)
}

// loadResultsOf are those of a person, the latest first.
func loadResultsOf(ctx context.Context, tx *sqldb.Tx, kind, personID string) ([]Result, error) {
	return sqldb.All(ctx, tx, qResultsOf, scanResult, kind, personID)
}

// saveResult reports whether the result was not there as it is.
func saveResult(ctx context.Context, tx *sqldb.Tx, x *Result, atMs int64) (bool, error) {
	body, err := json.Marshal(x)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qResultPut, x.Kind, x.FromOn, x.PersonID, x.TeamID, string(body), atMs)
	return n == 1, err
}

func dropResult(ctx context.Context, tx *sqldb.Tx, kind, fromOn, personID string) error {
	_, err := tx.Exec(ctx, qResultDrop, kind, fromOn, personID)
	return err
}

// dropResultsOf takes away the results of a person who turned out to be another:
// the next night makes those of the other anew.
func dropResultsOf(ctx context.Context, tx *sqldb.Tx, personID string) error {
	_, err := tx.Exec(ctx, qResultGone, personID)
	return err
}

// takeNight reports whether the night of a day is not yet taken.
func takeNight(ctx context.Context, tx *sqldb.Tx, on string) (bool, error) {
	if _, err := tx.Exec(ctx, qNightMake); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qNightTake, on)
	return n == 1, err
}
