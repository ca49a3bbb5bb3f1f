package lease

import (
	"context"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qRead = sqldb.Q(`select holder, term, beat from kit_lease where name = $1`)
	qMake = sqldb.Q(`insert into kit_lease (name, holder, term, beat) values ($1, '', 0, 0) on conflict (name) do nothing`)
	qTake = sqldb.Q(`update kit_lease set holder = $2, term = term + 1, beat = beat + 1 where name = $1 and term = $3 and beat = $4`)
	qBeat = sqldb.Q(`update kit_lease set beat = beat + 1 where name = $1 and holder = $2 and term = $3`)
	qJoin = sqldb.Q(`insert into kit_lease (name, holder, term, beat) values ($1, $2, 1, 1) on conflict (name) do update set beat = kit_lease.beat + 1`)
	qDrop = sqldb.Q(`delete from kit_lease where name = $1`)
	// Names that begin with the first and come before the second.
	qMembers = sqldb.Q(`select name, beat from kit_lease where name >= $1 and name < $2`)
	qFree    = sqldb.Q(`update kit_lease set holder = '', beat = beat + 1 where name = $1 and holder = $2 and term = $3`)
)

type row struct {
	holder     string
	term, beat int64
}

func read(ctx context.Context, db *sqldb.DB, name string) (r row, err error) {
	err = db.Read(ctx, func(tx *sqldb.Tx) error {
		r, err = sqldb.One(ctx, tx, qRead, func(x sqldb.Row) (r row, err error) {
			err = x.Scan(&r.holder, &r.term, &r.beat)
			return r, err
		}, name)
		return err
	})
	if !errors.Is(err, sqldb.ErrNotFound) {
		return r, err
	}
	_, err = exec(ctx, db, qMake, name)
	return row{}, err
}

// Held is who holds a lease. Term counts its holders, Beat shows that the
// holder lives.
type Held struct {
	Holder     string // host/process/random; empty: nobody
	Term, Beat int64
}

// Look tells who holds the lease, without taking or making it.
func Look(ctx context.Context, db *sqldb.DB, name string) (h Held, err error) {
	err = db.Read(ctx, func(tx *sqldb.Tx) error {
		return sqldb.Each(ctx, tx, qRead, func(x sqldb.Row) error { return x.Scan(&h.Holder, &h.Term, &h.Beat) }, name)
	})
	return h, err
}

func exec(ctx context.Context, db *sqldb.DB, q *sqldb.Query, args ...any) (touched bool, err error) {
	err = db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, q, args...)
		touched = n == 1
		return err
	})
	return touched, err
}

// members gives the beats of the rows whose names begin with the prefix.
func members(ctx context.Context, db *sqldb.DB, prefix string) (map[string]int64, error) {
	out := map[string]int64{}
	err := db.Read(ctx, func(tx *sqldb.Tx) error {
		return sqldb.Each(ctx, tx, qMembers, func(x sqldb.Row) error {
			var name string
			var beat int64
			err := x.Scan(&name, &beat)
			out[name] = beat
			return err
		}, prefix, prefix+"\U0010ffff")
	})
	return out, err
}
