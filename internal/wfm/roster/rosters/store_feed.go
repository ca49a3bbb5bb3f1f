package rosters

import (
	"context"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qFeed    = sqldb.Q(`select made_ms, read_ms from roster_feed where person_id = $1`)
	qFeedOf  = sqldb.Q(`select person_id from roster_feed where key_hash = $1`)
	qFeedPut = sqldb.Q(`insert into roster_feed (person_id, key_hash, made_ms, read_ms) values ($1, $2, $3, 0)
		on conflict (person_id) do update set key_hash = excluded.key_hash, made_ms = excluded.made_ms, read_ms = 0`)
	qFeedRead = sqldb.Q(`update roster_feed set read_ms = $2 where person_id = $1`)
	qFeedDrop = sqldb.Q(`delete from roster_feed where person_id = $1`)
)

// loadFeed gives a person's feed, an empty one when there is none.
func loadFeed(ctx context.Context, tx *sqldb.Tx, personID string) (Feed, error) {
	f, err := sqldb.One(ctx, tx, qFeed, func(r sqldb.Row) (f Feed, err error) { err = r.Scan(&f.MadeMs, &f.ReadMs); return f, err }, personID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return Feed{}, nil
	}
	return f, err
}

// loadFeedOf gives whose feed a key is, "" for nobody's.
func loadFeedOf(ctx context.Context, tx *sqldb.Tx, hash string) (string, error) {
	who, err := sqldb.One(ctx, tx, qFeedOf, func(r sqldb.Row) (id string, err error) { err = r.Scan(&id); return id, err }, hash)
	if errors.Is(err, sqldb.ErrNotFound) {
		return "", nil
	}
	return who, err
}
