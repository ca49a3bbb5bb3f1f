package metric

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Facts are the rows numbers are counted from.
type Facts interface {
	// Sheets calls fn for every queue's UTC day of the range, ordered by day
	// and queue, as of tx's snapshot.
	Sheets(ctx context.Context, tx *sqldb.Tx, firstDay, lastDay int64, want func(queueID string) bool, fn func(*telephony.Sheet) error) error
	// ContactIDs are the ids of a sheet's contacts in the sheet's order.
	ContactIDs(ctx context.Context, tx *sqldb.Tx, sheet *telephony.Sheet) ([]string, error)
	// AgentDays calls fn for every agent's UTC day of the range.
	AgentDays(ctx context.Context, tx *sqldb.Tx, firstDay, lastDay int64, fn func(agentID string, day int64, sums *telephony.AgentDay) error) error
	// Kept tells from which day on rows are kept.
	Kept(ctx context.Context, tx *sqldb.Tx) (telephony.Kept, error)
	// DataUntil is the newest instant told by any source, ms UTC; 0: none.
	DataUntil(ctx context.Context, tx *sqldb.Tx) (int64, error)
}
