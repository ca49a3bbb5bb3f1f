package app

import (
	"context"
	"errors"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	backupNoted = sqldb.Q(`insert into kit_setting (key, value, rev, changed_ms) values ('backup.last', $1, 1, $2)
		on conflict (key) do update set value = excluded.value, rev = kit_setting.rev + 1, changed_ms = excluded.changed_ms`)
	backupLast = sqldb.Q(`select changed_ms from kit_setting where key = 'backup.last'`)
)

// lastBackup is when a whole backup was last taken; zero: never.
func lastBackup(ctx context.Context, db *sqldb.DB) (time.Time, error) {
	var ms int64
	err := db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		ms, err = sqldb.One(ctx, tx, backupLast, sqldb.Value[int64])
		return err
	})
	if errors.Is(err, sqldb.ErrNotFound) {
		return time.Time{}, nil
	}
	return time.UnixMilli(ms), err
}
