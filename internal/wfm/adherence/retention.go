package adherence

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/retention"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Kinds of data that can have an end.
const (
	KindDays       = "adherence.days"
	KindExceptions = "adherence.exceptions"
)

// Retention is how days and exceptions grow old. A day must be kept as long as
// it may be reckoned anew, or it would come back.
func (*Service) Retention() []retention.Rule {
	return []retention.Rule{
		{
			Kind: KindDays, Least: mostFigureDays,
			Count: func(ctx context.Context, tx *sqldb.Tx, before time.Time) (int64, error) {
				return sqldb.One(ctx, tx, qDaysOld, sqldb.Value[int64], dayOf(before))
			},
			Delete: func(ctx context.Context, tx *sqldb.Tx, before time.Time, limit int) (int64, error) {
				return tx.Exec(ctx, qDaysDrop, dayOf(before), limit)
			},
		},
		{
			Kind: KindExceptions, Least: mostFigureDays,
			Count: func(ctx context.Context, tx *sqldb.Tx, before time.Time) (int64, error) {
				return sqldb.One(ctx, tx, qExceptionsOld, sqldb.Value[int64], before.UnixMilli())
			},
			Delete: func(ctx context.Context, tx *sqldb.Tx, before time.Time, limit int) (int64, error) {
				return tx.Exec(ctx, qExceptionsDrop, before.UnixMilli(), limit)
			},
		},
	}
}

func dayOf(at time.Time) string { return civil.At(at.UnixMilli(), at.Location()).String() }
