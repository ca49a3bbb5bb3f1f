package forecast

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qEdits    = sqldb.Q(`select id, rule, reason, created_ms, created_by, undone_ms, undone_by from forecast_edit where version_id = $1`)
	qEditAdd  = sqldb.Q(`insert into forecast_edit (id, version_id, rule, reason, created_ms, created_by) values ($1, $2, $3, $4, $5, $6)`)
	qEditUndo = sqldb.Q(`update forecast_edit set undone_ms = $1, undone_by = $2 where id = $3 and version_id = $4 and undone_ms = 0`)
	qTouch    = sqldb.Q(`update forecast_version set rev = rev + 1 where id = $1 and status = 'draft'`)
)

// loadEdits gives the edits of a version in the order they are applied.
func loadEdits(ctx context.Context, tx *sqldb.Tx, versionID string) ([]Edit, error) {
	out, err := sqldb.All(ctx, tx, qEdits, func(r sqldb.Row) (e Edit, err error) {
		var rule string
		if err := r.Scan(&e.ID, &rule, &e.Reason, &e.CreatedMs, &e.CreatedBy, &e.UndoneMs, &e.UndoneBy); err != nil {
			return e, err
		}
		e.Measure = EditContacts // what rules without it are of
		return e, json.Unmarshal([]byte(rule), &e.Rule)
	}, versionID)
	return ordered(out), err
}

func addEdit(ctx context.Context, tx *sqldb.Tx, versionID string, e Edit) error {
	rule, err := json.Marshal(e.Rule)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qEditAdd, e.ID, versionID, string(rule), e.Reason, e.CreatedMs, e.CreatedBy)
	return err
}

func undoEdit(ctx context.Context, tx *sqldb.Tx, versionID string, e Edit) (bool, error) {
	n, err := tx.Exec(ctx, qEditUndo, e.UndoneMs, e.UndoneBy, e.ID, versionID)
	return n == 1, err
}

// touchDraft counts a change of a version and reports whether it is a draft.
func touchDraft(ctx context.Context, tx *sqldb.Tx, versionID string) (bool, error) {
	n, err := tx.Exec(ctx, qTouch, versionID)
	return n == 1, err
}
