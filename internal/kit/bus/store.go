package bus

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	insertOutbox = sqldb.Q(`insert into kit_outbox (id, subject, body, created_ms) values ($1, $2, $3, $4)`)
	readOutbox   = sqldb.Q(`select id, subject, body from kit_outbox order by id limit $1`)
	deleteOutbox = sqldb.Q(`delete from kit_outbox where id = $1`)
	insertInbox  = sqldb.Q(`insert into kit_inbox (consumer, message_id, seen_ms) values ($1, $2, $3) on conflict (consumer, message_id) do nothing`)
	countOutbox  = sqldb.Q(`select count(*), coalesce(min(created_ms), 0), coalesce((select subject from kit_outbox order by id limit 1), '') from kit_outbox`)
	countInbox   = sqldb.Q(`select count(*), coalesce(min(seen_ms), 0) from kit_inbox`)
	forgetInbox  = sqldb.Q(`delete from kit_inbox where seen_ms < $1`)
)

type outboxRow struct{ id, subject, body string }

func scanOutbox(r sqldb.Row) (outboxRow, error) {
	var o outboxRow
	err := r.Scan(&o.id, &o.subject, &o.body)
	return o, err
}

func (r *relay) waiting(ctx context.Context, limit int) (rows []outboxRow, err error) {
	err = r.db.Read(ctx, func(tx *sqldb.Tx) error {
		rows, err = sqldb.All(ctx, tx, readOutbox, scanOutbox, limit)
		return err
	})
	return rows, err
}

func (r *relay) sent(ctx context.Context, rows []outboxRow) error {
	return r.db.Write(ctx, func(tx *sqldb.Tx) error {
		for _, o := range rows {
			if _, err := tx.Exec(ctx, deleteOutbox, o.id); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *relay) forget(ctx context.Context, beforeMs int64) error {
	return r.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, forgetInbox, beforeMs)
		return err
	})
}

// Look counts what the tables of facts hold.
func Look(ctx context.Context, db *sqldb.DB) (b Backlog, err error) {
	err = db.Read(ctx, func(tx *sqldb.Tx) error {
		var since, taken int64
		err := sqldb.Each(ctx, tx, countOutbox, func(r sqldb.Row) error { return r.Scan(&b.Waiting, &since, &b.Subject) })
		if err == nil {
			err = sqldb.Each(ctx, tx, countInbox, func(r sqldb.Row) error { return r.Scan(&b.Taken, &taken) })
		}
		b.Since, b.TakenMin = time.UnixMilli(since), time.UnixMilli(taken)
		return err
	})
	return b, err
}

// firstTime notes that consumer takes the message; false: it took it before.
func firstTime(ctx context.Context, tx *sqldb.Tx, consumer, messageID string, nowMs int64) (bool, error) {
	n, err := tx.Exec(ctx, insertInbox, consumer, messageID, nowMs)
	return n == 1, err
}
