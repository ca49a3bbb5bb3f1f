package calibration

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/telephony"
)

// Numbers answers what was: the metric module.
type Numbers interface {
	Query(ctx context.Context, q metric.Query) (metric.Answer, error)
}

// Facts are contacts and sign-ins: telephony/rollup.
type Facts interface {
	Sheets(ctx context.Context, tx *sqldb.Tx, firstDay, lastDay int64, want func(queueID string) bool, fn func(*telephony.Sheet) error) error
	AgentPresence(ctx context.Context, tx *sqldb.Tx, agentID string, firstDay, lastDay int64) (signed, aux []telephony.Stretch, err error)
}
