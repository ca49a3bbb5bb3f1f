package identity

import (
	"context"
	"errors"
	"strings"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const keyColumns = `id, hash, name, permissions, scope, scope_id, created_by, created_ms, expires_ms, used_ms, revoked_ms`

var (
	keyAdd = sqldb.Q(`insert into identity_key (id, hash, name, permissions, scope, scope_id, created_by, created_ms, expires_ms)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	keyAll    = sqldb.Q(`select ` + keyColumns + ` from identity_key order by created_ms desc, id desc`)
	keyByHash = sqldb.Q(`select ` + keyColumns + ` from identity_key where hash = $1`)
	keyByID   = sqldb.Q(`select ` + keyColumns + ` from identity_key where id = $1`)
	keyUsed   = sqldb.Q(`update identity_key set used_ms = $1 where id = $2 and used_ms < $1`)
	keyRevoke = sqldb.Q(`update identity_key set revoked_ms = $1 where id = $2 and revoked_ms = 0`)
)

func scanKey(r sqldb.Row) (k Key, err error) {
	var permissions string
	err = r.Scan(&k.ID, &k.hash, &k.Name, &permissions, &k.Scope, &k.ScopeID, &k.CreatedBy, &k.created, &k.expires, &k.used, &k.revoked)
	k.Permissions = strings.Fields(permissions)
	return k, err
}

func addKey(ctx context.Context, tx *sqldb.Tx, k Key) error {
	_, err := tx.Exec(ctx, keyAdd, k.ID, k.hash, k.Name, strings.Join(k.Permissions, " "), k.Scope, k.ScopeID, k.CreatedBy, k.created, k.expires)
	return err
}

func allKeys(ctx context.Context, tx *sqldb.Tx) ([]Key, error) {
	return sqldb.All(ctx, tx, keyAll, scanKey)
}

func findKey(ctx context.Context, tx *sqldb.Tx, q *sqldb.Query, by string) (k Key, ok bool, err error) {
	k, err = sqldb.One(ctx, tx, q, scanKey, by)
	if errors.Is(err, sqldb.ErrNotFound) {
		return k, false, nil
	}
	return k, err == nil, err
}

func touchKey(ctx context.Context, tx *sqldb.Tx, id string, ms int64) error {
	_, err := tx.Exec(ctx, keyUsed, ms, id)
	return err
}

func revokeKey(ctx context.Context, tx *sqldb.Tx, id string, ms int64) (bool, error) {
	n, err := tx.Exec(ctx, keyRevoke, ms, id)
	return n == 1, err
}
