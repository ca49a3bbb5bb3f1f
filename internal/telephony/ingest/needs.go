package ingest

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Organisation knows which queue and which person a source means.
type Organisation interface {
	EnsureQueue(ctx context.Context, tx *sqldb.Tx, source, external, channel string) (id string, err error)
	// Merges grows when a name may lead to another queue or person than before.
	Merges(ctx context.Context, tx *sqldb.Tx) (int64, error)
	EnsureAgent(ctx context.Context, tx *sqldb.Tx, source, external string) (id string, err error)
}

// Settler makes all sheets and agent days that wait to be made.
type Settler interface {
	Settle(ctx context.Context) error
}
