package scorecard

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qBoards    = sqldb.Q(`select id, body, rev, changed_ms, changed_by from scorecard_board order by own_key, id`)
	qBoardAdd  = sqldb.Q(`insert into scorecard_board (id, own_key, body, rev, changed_ms, changed_by) values ($1, $2, $3, $4, $5, $6)`)
	qBoardPut  = sqldb.Q(`update scorecard_board set own_key = $2, body = $3, rev = rev + 1, changed_ms = $4, changed_by = $5 where id = $1 and rev = $6`)
	qBoardDrop = sqldb.Q(`delete from scorecard_board where id = $1`)
)

func loadBoards(ctx context.Context, tx *sqldb.Tx) ([]Board, error) {
	return sqldb.All(ctx, tx, qBoards, func(r sqldb.Row) (x Board, err error) {
		var body string
		if err = r.Scan(&x.ID, &body, &x.Rev, &x.ChangedMs, &x.ChangedBy); err != nil {
			return x, err
		}
		return x, json.Unmarshal([]byte(body), &x.BoardRequest)
	})
}

func addBoard(ctx context.Context, tx *sqldb.Tx, x *Board) error {
	body, err := json.Marshal(x.BoardRequest)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qBoardAdd, x.ID, sqldb.Fold(x.Name), string(body), x.Rev, x.ChangedMs, x.ChangedBy)
	return err
}

// putBoard reports whether the board still had the revision.
func putBoard(ctx context.Context, tx *sqldb.Tx, x *Board, rev int64) (bool, error) {
	body, err := json.Marshal(x.BoardRequest)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qBoardPut, x.ID, sqldb.Fold(x.Name), string(body), x.ChangedMs, x.ChangedBy, rev)
	return n == 1, err
}

func dropBoard(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qBoardDrop, id)
	return err
}
