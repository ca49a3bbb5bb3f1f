package notice

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qAdd    = sqldb.Q(`insert into notice_notice (id, person_id, kind, about, link, at_ms, read_ms) values ($1, $2, $3, $4, $5, $6, 0)`)
	qNewest = sqldb.Q(`select id, kind, about, link, at_ms, read_ms from notice_notice where person_id = $1 order by at_ms desc, id desc limit $2`)
	qUnread = sqldb.Q(`select count(*) from notice_notice where person_id = $1 and read_ms = 0`)
	qRead   = sqldb.Q(`update notice_notice set read_ms = $2 where person_id = $1 and read_ms = 0 and at_ms <= $3`)
	qFolds  = sqldb.Q(`select id, about, link from notice_notice where person_id = $1 and kind = $2 and read_ms = 0 order by at_ms desc, id desc limit 1`)
	qFold   = sqldb.Q(`update notice_notice set about = $2, link = $3, at_ms = $4 where id = $1`)
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

// fold counts what is told into the unread notice of its kind, and gives that
// one's id; none when there is none, or it stands alone.
func fold(ctx context.Context, tx *sqldb.Tx, personID string, t *Told, atMs int64) (id string, err error) {
	if t.Together == "" {
		return "", nil
	}
	var text, link string
	_, err = sqldb.One(ctx, tx, qFolds, func(r sqldb.Row) (x struct{}, err error) { return x, r.Scan(&id, &text, &link) }, personID, t.Kind)
	if errors.Is(err, sqldb.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	about := map[string]string{}
	if err := json.Unmarshal([]byte(text), &about); err != nil {
		return "", err
	}
	if link != t.Link { // the same thing once more stays one
		n, _ := strconv.Atoi(about["n"])
		about = map[string]string{"n": strconv.Itoa(max(n, 1) + 1)}
		link = t.Together
	}
	raw, err := json.Marshal(about)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, qFold, id, string(raw), link, atMs)
	return id, err
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
