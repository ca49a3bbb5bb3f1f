package demo

import (
	"context"

	"github.com/lingting/lingting/internal/telephony/ingest"
)

// Intake takes events as every source gives them and tells their position in
// the event log.
type Intake interface {
	Publish(ctx context.Context, b ingest.Batch) (uint64, error)
}
