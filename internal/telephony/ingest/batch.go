package ingest

import (
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/telephony"
)

// Batch is one message of the event log: what one source told, in the order
// it was read.
type Batch struct {
	Source    string                   `json:"source"`         // name of the source
	Kind      string                   `json:"kind"`           // kind of the source: "queue-log", "connect-records", …
	Zone      string                   `json:"zone,omitempty"` // zone of the source's local times
	Events    []telephony.Event        `json:"events,omitempty"`
	Intervals []telephony.IntervalSums `json:"intervals,omitempty"`
	Bad       []telephony.BadRow       `json:"bad,omitempty"`
	Settings  json.RawMessage          `json:"settings,omitempty"` // how the rows were read, to read bad rows again
}

// Rows is the number of things in the batch.
func (b *Batch) Rows() int { return len(b.Events) + len(b.Intervals) + len(b.Bad) }

// DecodeBatch reads a message of the event log.
func DecodeBatch(data []byte) (Batch, error) {
	var b Batch
	if err := json.Unmarshal(data, &b); err != nil {
		return b, fmt.Errorf("a batch of the event log cannot be read: %w", err)
	}
	if b.Source == "" {
		return b, fmt.Errorf("a batch of the event log names no source")
	}
	return b, nil
}
