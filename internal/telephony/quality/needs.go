package quality

import (
	"context"

	"github.com/lingting/lingting/internal/telephony/ingest"
)

// Intake takes batches in and knows how far they are folded.
type Intake interface {
	Position(ctx context.Context) (seq uint64, epoch int64, err error)
	Pending(ctx context.Context) (uint64, error)
	Publish(ctx context.Context, b ingest.Batch) (uint64, error)
	Wait(ctx context.Context, seq uint64) error
}
