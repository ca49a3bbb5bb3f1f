package ingest

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/telephony"
)

// Batch is one message of the event log: what one source told, in the order
// it was read.
type Batch struct {
	Source    string                   `json:"source"`              // name of the source
	Kind      string                   `json:"kind"`                // kind of the source: "queue-log", "connect-records", …
	Zone      string                   `json:"zone,omitempty"`      // zone of the source's local times
	NewestMs  int64                    `json:"newest_ms,omitempty"` // of its events; 0 in what older versions wrote
	Events    []telephony.Event        `json:"events,omitempty"`
	Intervals []telephony.IntervalSums `json:"intervals,omitempty"`
	Bad       []telephony.BadRow       `json:"bad,omitempty"`
	Settings  json.RawMessage          `json:"settings,omitempty"` // how the rows were read, to read bad rows again

	stored [][]byte // the events' stored forms, when the batch was read from the log
}

// Rows is the number of things in the batch.
func (b *Batch) Rows() int { return len(b.Events) + len(b.Intervals) + len(b.Bad) }

// storedForm is what the journal keeps of the i-th event.
func (b *Batch) storedForm(i int) []byte {
	if b.stored != nil {
		return b.stored[i]
	}
	return b.Events[i].AppendTo(nil)
}

// formEvents begins a message whose events are in their stored form: the
// length of the rest of the batch as JSON, that, and the events. A message
// that begins with "{" is a batch as JSON altogether, as older logs hold it.
const formEvents = 1

// Encode gives the batch as a message of the event log.
func (b *Batch) Encode() ([]byte, error) {
	head := *b
	head.Events, head.NewestMs = nil, 0
	for i := range b.Events {
		head.NewestMs = max(head.NewestMs, b.Events[i].At)
	}
	text, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("write batch: %w", err)
	}
	out := make([]byte, 0, len(text)+16+len(b.Events)*192)
	out = append(out, formEvents)
	out = binary.AppendUvarint(out, uint64(len(text)))
	out = append(out, text...)
	for i := range b.Events {
		out = b.Events[i].AppendTo(out)
	}
	return out, nil
}

// DecodeBatch reads a message of the event log. The batch keeps parts of
// data.
func DecodeBatch(data []byte) (Batch, error) { return DecodeBatchSince(data, 0) }

// DecodeBatchSince is DecodeBatch for a reader who needs no batch whose events
// are all before sinceMs: of such a one only the head is read.
func DecodeBatchSince(data []byte, sinceMs int64) (Batch, error) {
	var b Batch
	head, events := data, []byte(nil)
	if len(data) > 0 && data[0] == formEvents {
		n, w := binary.Uvarint(data[1:])
		if w <= 0 || n > uint64(len(data)-1-w) {
			return b, fmt.Errorf("a batch of the event log is cut short")
		}
		head, events = data[1+w:1+w+int(n)], data[1+w+int(n):]
	}
	if err := json.Unmarshal(head, &b); err != nil {
		return b, fmt.Errorf("a batch of the event log cannot be read: %w", err)
	}
	if b.Source == "" {
		return b, fmt.Errorf("a batch of the event log names no source")
	}
	if events == nil || b.NewestMs > 0 && b.NewestMs < sinceMs {
		return b, nil
	}
	var err error
	if b.Events, err = telephony.DecodeEvents(events); err != nil {
		return b, fmt.Errorf("a batch of the event log cannot be read: %w", err)
	}
	b.stored = make([][]byte, 0, len(b.Events))
	err = telephony.EachStored(events, func(part []byte) error {
		b.stored = append(b.stored, part)
		return nil
	})
	return b, err
}
