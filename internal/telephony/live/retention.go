package live

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/retention"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Kinds of the floor's data that can have an end.
const (
	KindAlarms = "live.alarms"
	KindNotes  = "live.notes"
)

// Retention is how the history of the floor grows old: alarms that are over
// with what was done about them and mutes that have ended, and notes.
func (*Service) Retention() []retention.Rule {
	return []retention.Rule{
		{
			Kind: KindAlarms,
			Count: func(ctx context.Context, tx *sqldb.Tx, before time.Time) (int64, error) {
				alarms, err := sqldb.One(ctx, tx, qAlarmsOld, sqldb.Value[int64], before.UnixMilli())
				if err != nil {
					return 0, err
				}
				mutes, err := sqldb.One(ctx, tx, qMutesOld, sqldb.Value[int64], before.UnixMilli())
				return alarms + mutes, err
			},
			Delete: deleteAlarms,
		},
		{
			Kind: KindNotes,
			Count: func(ctx context.Context, tx *sqldb.Tx, before time.Time) (int64, error) {
				return sqldb.One(ctx, tx, qNotesOld, sqldb.Value[int64], before.UnixMilli())
			},
			Delete: func(ctx context.Context, tx *sqldb.Tx, before time.Time, limit int) (int64, error) {
				return tx.Exec(ctx, qNotesDrop, before.UnixMilli(), limit)
			},
		},
	}
}

func deleteAlarms(ctx context.Context, tx *sqldb.Tx, before time.Time, limit int) (int64, error) {
	ids, err := sqldb.All(ctx, tx, qAlarmsOldIDs, sqldb.Value[string], before.UnixMilli(), limit)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		for _, q := range []*sqldb.Query{qAlarmActionDrop, qAlarmDrop} {
			if _, err := tx.Exec(ctx, q, id); err != nil {
				return 0, err
			}
		}
	}
	n := int64(len(ids))
	if n >= int64(limit) {
		return n, nil
	}
	mutes, err := tx.Exec(ctx, qMutesDrop, before.UnixMilli(), limit-len(ids))
	return n + mutes, err
}
