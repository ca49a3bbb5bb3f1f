package org

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// merging are the queries that make two queues or two people one.
type merging struct{ aliases, into, onward *sqldb.Query }

var (
	queueMerging = merging{
		aliases: sqldb.Q(`update org_queue_alias set queue_id = $2 where queue_id = $1`),
		into:    sqldb.Q(`update org_queue set merged_into = $2, active = 0, discovered = 0, rev = rev + 1 where id = $1 and merged_into is null`),
		onward:  sqldb.Q(`update org_queue set merged_into = $2 where merged_into = $1`),
	}
	personMerging = merging{
		aliases: sqldb.Q(`update org_person_alias set person_id = $2 where person_id = $1`),
		into:    sqldb.Q(`update org_person set merged_into = $2, active = 0, discovered = 0, rev = rev + 1 where id = $1 and merged_into is null`),
		onward:  sqldb.Q(`update org_person set merged_into = $2 where merged_into = $1`),
	}
	mergesRead = sqldb.Q(`select merges from org_centre where id = 'centre'`)
	mergesNext = sqldb.Q(`update org_centre set merges = merges + 1 where id = 'centre'`)
	// Teams, leads and seats of a person from a day on.
	personBusyFrom = sqldb.Q(`select (select count(*) from org_membership m where m.person_id = $1 and (m.to_on is null or m.to_on >= $2))
		+ (select count(*) from org_leadership l where l.person_id = $1 and (l.to_on is null or l.to_on >= $2))
		+ (select count(*) from org_seating g where g.person_id = $1 and (g.to_on is null or g.to_on >= $2))`)
)

// lead makes from lead to into, with its aliases and whatever led to it; false
// when someone else merged it in the meantime.
func (m merging) lead(ctx context.Context, tx *sqldb.Tx, from, into string) (bool, error) {
	n, err := tx.Exec(ctx, m.into, from, into)
	if err != nil || n == 0 {
		return false, err
	}
	for _, q := range []*sqldb.Query{m.onward, m.aliases} {
		if _, err := tx.Exec(ctx, q, from, into); err != nil {
			return false, err
		}
	}
	_, err = tx.Exec(ctx, mergesNext)
	return true, err
}

func loadMerges(ctx context.Context, tx *sqldb.Tx) (int64, error) {
	return sqldb.One(ctx, tx, mergesRead, sqldb.Value[int64])
}
