package audit

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	headTake = sqldb.Q(`update audit_head set seq = seq + 1 where id = 1 returning seq, hash`)
	headSet  = sqldb.Q(`update audit_head set hash = $1 where id = 1`)
	headRead = sqldb.Q(`select seq, hash from audit_head where id = 1`)
	entryAdd = sqldb.Q(`insert into audit_entry (seq, id, at_ms, actor_id, actor, action, object, object_id, before_doc, after_doc, request_id, hash)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`)
	entryAfter = sqldb.Q(`select seq, id, at_ms, actor_id, actor, action, object, object_id, before_doc, after_doc, request_id, hash
		from audit_entry where seq > $1 order by seq`)
	anchorRead  = sqldb.Q(`select seq, hash from audit_anchor where id = 1`)
	anchorSet   = sqldb.Q(`update audit_anchor set seq = $1, hash = $2 where id = 1 and seq < $1`)
	oldLast     = sqldb.Q(`select seq, hash from audit_entry where seq = (select min(seq) - 1 from audit_entry where at_ms >= $1)`)
	oldCount    = sqldb.Q(`select count(*) from audit_entry where seq < (select coalesce(min(seq), 0) from audit_entry where at_ms >= $1)`)
	oldDrop     = sqldb.Q(`delete from audit_entry where seq in (select seq from audit_entry where seq <= (select seq from audit_anchor where id = 1) order by seq limit $1)`)
	entryNewest = sqldb.Q(`select coalesce(max(at_ms), 0) from audit_entry`)
	entryList   = sqldb.Q(`select seq, id, at_ms, actor_id, actor, action, object, object_id, before_doc, after_doc, request_id, hash
		from audit_entry
		where seq < $1 and at_ms >= $2 and at_ms < $3
		and ($4 = '' or actor = $4 or actor_id = $4)
		and ($5 = '' or action like $5 escape '\')
		and ($6 = '' or object = $6 or object_id = $6)
		order by seq desc limit $7`)
)

type head struct {
	seq  int64
	hash string
}

func scanHeadRow(r sqldb.Row) (head, error) {
	var h head
	err := r.Scan(&h.seq, &h.hash)
	return h, err
}

func scanRow(r sqldb.Row) (e row, err error) {
	err = r.Scan(&e.seq, &e.id, &e.atMs, &e.actorID, &e.actor, &e.action, &e.object, &e.objectID, &e.before, &e.after, &e.rq, &e.hash)
	return e, err
}

func takeHead(ctx context.Context, tx *sqldb.Tx) (head, error) {
	return sqldb.One(ctx, tx, headTake, scanHeadRow)
}

func readHead(ctx context.Context, tx *sqldb.Tx) (head, error) {
	return sqldb.One(ctx, tx, headRead, scanHeadRow)
}

func add(ctx context.Context, tx *sqldb.Tx, e row) error {
	if _, err := tx.Exec(ctx, entryAdd, e.seq, e.id, e.atMs, e.actorID, e.actor, e.action, e.object, e.objectID,
		e.before, e.after, e.rq, e.hash); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, headSet, e.hash)
	return err
}

// each gives the entries after a place in the chain, in order.
func each(ctx context.Context, tx *sqldb.Tx, after int64, fn func(row) error) error {
	return sqldb.Each(ctx, tx, entryAfter, func(r sqldb.Row) error {
		e, err := scanRow(r)
		if err != nil {
			return err
		}
		return fn(e)
	}, after)
}
