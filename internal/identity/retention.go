package identity

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/retention"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// KindSessions is the kind of data of sign-ins.
const KindSessions = "identity.sessions"

// Retention is how sign-ins grow old: sessions nobody used since, failed
// attempts, and API keys that have ended.
func (*Service) Retention() retention.Rule {
	tables := []struct{ count, drop *sqldb.Query }{{sessionsOld, sessionsDrop}, {attemptsOld, attemptsDrop}, {keysOld, keysDrop}}
	return retention.Rule{
		Kind: KindSessions,
		Count: func(ctx context.Context, tx *sqldb.Tx, before time.Time) (n int64, err error) {
			for _, t := range tables {
				m, err := sqldb.One(ctx, tx, t.count, sqldb.Value[int64], before.UnixMilli())
				if err != nil {
					return n, err
				}
				n += m
			}
			return n, nil
		},
		Delete: func(ctx context.Context, tx *sqldb.Tx, before time.Time, limit int) (n int64, err error) {
			for _, t := range tables {
				m, err := tx.Exec(ctx, t.drop, before.UnixMilli(), limit-int(n))
				if err != nil {
					return n, err
				}
				if n += m; n >= int64(limit) {
					break
				}
			}
			return n, nil
		},
	}
}
