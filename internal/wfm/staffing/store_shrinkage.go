package staffing

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qChanges = sqldb.Q(`select id, state, kind, percent, from_on, note, created_ms, created_by, undone_ms, undone_by
		from staffing_shrinkage_change order by created_ms desc, id desc`)
	qChangeAdd = sqldb.Q(`insert into staffing_shrinkage_change (id, state, kind, percent, from_on, note, created_ms, created_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qChangeUndo = sqldb.Q(`update staffing_shrinkage_change set undone_ms = $1, undone_by = $2 where id = $3 and undone_ms = 0`)
)

// loadChanges gives all changes of shrinkage, the newest first.
func loadChanges(ctx context.Context, tx *sqldb.Tx) (changes, error) {
	return sqldb.All(ctx, tx, qChanges, func(r sqldb.Row) (c Change, err error) {
		var on string
		if err = r.Scan(&c.ID, &c.State, &c.Kind, &c.Percent, &on, &c.Note, &c.CreatedMs, &c.CreatedBy, &c.UndoneMs, &c.UndoneBy); err != nil {
			return c, err
		}
		c.FromOn, err = civil.Parse(on)
		return c, err
	})
}

func addChange(ctx context.Context, tx *sqldb.Tx, c Change) error {
	_, err := tx.Exec(ctx, qChangeAdd, c.ID, c.State, string(c.Kind), c.Percent, c.FromOn.String(), c.Note, c.CreatedMs, c.CreatedBy)
	return err
}

func undoChange(ctx context.Context, tx *sqldb.Tx, c Change) error {
	_, err := tx.Exec(ctx, qChangeUndo, c.UndoneMs, c.UndoneBy, c.ID)
	return err
}
