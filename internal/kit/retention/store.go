package retention

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qAll  = sqldb.Q(`select kind, days, rev, run_ms, run_before, run_rows from kit_retention`)
	qAdd  = sqldb.Q(`insert into kit_retention (kind, days, rev) values ($1, $2, 1) on conflict (kind) do nothing`)
	qSave = sqldb.Q(`update kit_retention set days = $2, rev = rev + 1 where kind = $1 and rev = $3`)

	qDeleted = sqldb.Q(`update kit_retention set deleted = deleted + $2 where kind = $1`)
	qRun     = sqldb.Q(`select deleted from kit_retention where kind = $1`)
	qEnd     = sqldb.Q(`update kit_retention set run_ms = $2, run_before = $3, run_rows = deleted, deleted = 0 where kind = $1`)

	// The night of the last run, as its day; the row is made by the first one.
	qNightMake = sqldb.Q(`insert into kit_retention (kind, days, rev) values ('', 0, 0) on conflict (kind) do nothing`)
	qNightTake = sqldb.Q(`update kit_retention set run_before = $1 where kind = '' and run_before < $1`)
)

func load(ctx context.Context, tx *sqldb.Tx) (map[string]Setting, error) {
	out := map[string]Setting{}
	return out, sqldb.Each(ctx, tx, qAll, func(r sqldb.Row) error {
		var s Setting
		err := r.Scan(&s.Kind, &s.Days, &s.Rev, &s.runMs, &s.before, &s.LastRows)
		out[s.Kind] = s
		return err
	})
}
