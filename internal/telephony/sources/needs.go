package sources

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// Log takes batches in and knows how far they are folded.
type Log interface {
	Publish(ctx context.Context, b ingest.Batch) (seq uint64, err error)
	Pending(ctx context.Context) (uint64, error)
}

// Organisation knows the centre.
type Organisation interface {
	Centre(ctx context.Context, tx *sqldb.Tx) (org.Centre, error)
}
