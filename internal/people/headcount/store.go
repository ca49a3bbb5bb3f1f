package headcount

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qRows = sqldb.Q(`select id, plan_id, version, about, rev, changed_ms, changed_by from people_headcount order by plan_id desc, version desc`)
	qAdd  = sqldb.Q(`insert into people_headcount (id, plan_id, version, about, rev, changed_ms, changed_by) values ($1, $2, $3, $4, 1, $5, $6)`)
	qSet  = sqldb.Q(`update people_headcount set about = $2, rev = rev + 1, changed_ms = $3, changed_by = $4 where id = $1 and rev = $5`)
	qDrop = sqldb.Q(`delete from people_headcount where id = $1`)
)

// row is a version as it is stored.
type row struct {
	id, planID string
	version    int
	kept       kept
	about      string
	rev        int64
	changedMs  int64
	changedBy  string
}

func loadRows(ctx context.Context, tx *sqldb.Tx) ([]row, error) {
	return sqldb.All(ctx, tx, qRows, func(r sqldb.Row) (x row, err error) {
		if err = r.Scan(&x.id, &x.planID, &x.version, &x.about, &x.rev, &x.changedMs, &x.changedBy); err != nil {
			return x, err
		}
		if err = json.Unmarshal([]byte(x.about), &x.kept); err != nil {
			err = fmt.Errorf("the headcount plan %s cannot be read: %w", x.id, err)
		}
		return x, err
	})
}

func (x *row) write() error {
	about, err := json.Marshal(x.kept)
	x.about = string(about)
	return err
}

func addRow(ctx context.Context, tx *sqldb.Tx, x *row) error {
	_, err := tx.Exec(ctx, qAdd, x.id, x.planID, x.version, x.about, x.changedMs, x.changedBy)
	return err
}

// setRow reports whether the version still had the revision.
func setRow(ctx context.Context, tx *sqldb.Tx, x *row, rev int64) (bool, error) {
	n, err := tx.Exec(ctx, qSet, x.id, x.about, x.changedMs, x.changedBy, rev)
	return n == 1, err
}

func dropRow(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qDrop, id)
	return err
}
