package forecast

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const assumptionColumns = `id, name, percent, reason, created_ms, created_by, undone_ms, undone_by`

var (
	qAssumptions    = sqldb.Q(`select ` + assumptionColumns + ` from forecast_assumption where undone_ms = 0 order by name`)
	qAssumption     = sqldb.Q(`select ` + assumptionColumns + ` from forecast_assumption where id = $1`)
	qAssumptionAdd  = sqldb.Q(`insert into forecast_assumption (id, name, percent, reason, created_ms, created_by) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`)
	qAssumptionUndo = sqldb.Q(`update forecast_assumption set undone_ms = $1, undone_by = $2 where id = $3 and undone_ms = 0`)
)

func scanAssumption(r sqldb.Row) (a Assumption, err error) {
	err = r.Scan(&a.ID, &a.Name, &a.Percent, &a.Reason, &a.CreatedMs, &a.CreatedBy, &a.UndoneMs, &a.UndoneBy)
	return a, err
}

// loadAssumptions gives those that hold, by name.
func loadAssumptions(ctx context.Context, tx *sqldb.Tx) ([]Assumption, error) {
	return sqldb.All(ctx, tx, qAssumptions, scanAssumption)
}

func loadAssumption(ctx context.Context, tx *sqldb.Tx, id string) (Assumption, error) {
	return sqldb.One(ctx, tx, qAssumption, scanAssumption, id)
}

// addAssumption reports whether no other holds for the name.
func addAssumption(ctx context.Context, tx *sqldb.Tx, a Assumption) (bool, error) {
	n, err := tx.Exec(ctx, qAssumptionAdd, a.ID, a.Name, a.Percent, a.Reason, a.CreatedMs, a.CreatedBy)
	return n == 1, err
}

func undoAssumption(ctx context.Context, tx *sqldb.Tx, a Assumption) (bool, error) {
	n, err := tx.Exec(ctx, qAssumptionUndo, a.UndoneMs, a.UndoneBy, a.ID)
	return n == 1, err
}
