package ingest

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Organisation knows which queue and which person a source means.
type Organisation interface {
	EnsureQueue(ctx context.Context, tx *sqldb.Tx, source, external, channel string) (id string, err error)
	EnsureAgent(ctx context.Context, tx *sqldb.Tx, source, external string) (id string, err error)
}

// Message is one message of the event log.
type Message struct {
	Seq  uint64
	Data []byte
}

// Log is the durable event log.
type Log interface {
	// Publish keeps data; when it returns, data survives the end of the process.
	Publish(ctx context.Context, subject, messageID string, data []byte) (seq uint64, err error)
	// Consume gives fn the messages from a sequence on, up to batch at once,
	// until ctx ends or fn fails.
	Consume(ctx context.Context, stream string, from uint64, batch int, fn func([]Message) error) error
}
