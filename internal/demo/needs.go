package demo

import (
	"context"

	"github.com/lingting/lingting/internal/telephony/ingest"
)

// Intake takes events as every source gives them.
type Intake interface {
	// Send puts a batch on its way into the event log; calling what it gives
	// waits until the batch is safe there and tells its position.
	Send(ctx context.Context, b ingest.Batch) (safe func(context.Context) (uint64, error), err error)
	// Wait blocks until the batches up to the position are counted.
	Wait(ctx context.Context, seq uint64) error
}
