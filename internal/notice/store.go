package notice

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qAdd    = sqldb.Q(`insert into notice_notice (id, person_id, kind, about, link, at_ms, read_ms) values ($1, $2, $3, $4, $5, $6, 0)`)
	qNewest = sqldb.Q(`select id, kind, about, link, at_ms, read_ms from notice_notice where person_id = $1 order by at_ms desc, id desc limit $2`)
	qUnread = sqldb.Q(`select count(*) from notice_notice where person_id = $1 and read_ms = 0`)
	qRead   = sqldb.Q(`update notice_notice set read_ms = $2 where person_id = $1 and read_ms = 0 and at_ms <= $3`)
	qDrop   = sqldb.Q(`delete from notice_notice where person_id = $1 and at_ms < $2`)
)

func add(ctx context.Context, tx *sqldb.Tx, id, personID string, t *Told, atMs int64) error {
	about, err := json.Marshal(t.About)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qAdd, id, personID, t.Kind, string(about), t.Link, atMs)
	return err
}

func load(ctx context.Context, tx *sqldb.Tx, personID string) (out Own, err error) {
	if out.Unread, err = sqldb.One(ctx, tx, qUnread, sqldb.Value[int], personID); err != nil {
		return out, err
	}
	out.Notices, err = sqldb.All(ctx, tx, qNewest, func(r sqldb.Row) (n Notice, err error) {
		var about string
		var readMs int64
		if err = r.Scan(&n.ID, &n.Kind, &about, &n.Link, &n.AtMs, &readMs); err != nil {
			return n, err
		}
		n.Unread = readMs == 0
		return n, json.Unmarshal([]byte(about), &n.About)
	}, personID, mostShown)
	return out, err
}
