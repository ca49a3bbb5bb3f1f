package org

import (
	"context"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// known are the queries that find or make what a source names.
type known struct{ byAlias, byCode, insert, alias *sqldb.Query }

var queueKnown = known{
	byAlias: sqldb.Q(`select queue_id from org_queue_alias where source = $1 and external = $2`),
	byCode:  sqldb.Q(`select coalesce(merged_into, id) from org_queue where code_fold = $1`),
	insert: sqldb.Q(`insert into org_queue (id, code, code_fold, name, name_fold, channel, discovered)
		values ($1, $2, $3, $2, $3, $4, 1) on conflict do nothing`),
	alias: sqldb.Q(`insert into org_queue_alias (source, external, queue_id) values ($1, $2, $3) on conflict do nothing`),
}

var personKnown = known{
	byAlias: sqldb.Q(`select person_id from org_person_alias where source = $1 and external = $2`),
	byCode:  sqldb.Q(`select coalesce(merged_into, id) from org_person where agent_no_fold = $1`),
	insert: sqldb.Q(`insert into org_person (id, agent_no, agent_no_fold, name, name_fold, discovered)
		values ($1, $2, $3, $2, $3, 1) on conflict do nothing`),
	alias: sqldb.Q(`insert into org_person_alias (source, external, person_id) values ($1, $2, $3) on conflict do nothing`),
}

// find gives the id behind an alias, "" when there is none.
func (k known) find(ctx context.Context, tx *sqldb.Tx, source, external string) (string, error) {
	return orEmpty(sqldb.One(ctx, tx, k.byAlias, sqldb.Value[string], source, external))
}

// findCode gives the id behind a code, "" when there is none; behind that of
// a merged one, the one it was merged into.
func (k known) findCode(ctx context.Context, tx *sqldb.Tx, code string) (string, error) {
	return orEmpty(sqldb.One(ctx, tx, k.byCode, sqldb.Value[string], sqldb.Fold(code)))
}

func orEmpty(id string, err error) (string, error) {
	if errors.Is(err, sqldb.ErrNotFound) {
		return "", nil
	}
	return id, err
}
