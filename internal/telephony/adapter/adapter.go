package adapter

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/lingting/lingting/internal/telephony"
)

// The kinds of input Open knows.
const (
	KindQueueLog       = "queue-log"
	KindConnectRecords = "connect-records"
	KindCalls          = "calls"
	KindIntervals      = "intervals"
	// KindConnectEvents is told by live sources; it is no file a person imports.
	KindConnectEvents = "connect-events"
)

// Kinds are the kinds of input Open knows, in the order to show them.
func Kinds() []string {
	return []string{KindQueueLog, KindConnectRecords, KindCalls, KindIntervals}
}

// Item is one row of the input and what it says. Exactly one of these holds:
// Events has at least one event, Interval is set, Bad is set, or Ignored.
type Item struct {
	Line     int64  // 1-based line where the row begins
	Offset   int64  // uncompressed byte where the row begins
	Raw      string // the row as text without its line end; valid UTF-8, NUL shown as U+FFFD
	Events   []telephony.Event
	Interval *telephony.IntervalSums
	Bad      *telephony.BadRow
	Ignored  bool // blank, a header, or left out by a rule of the mapping
}

// Reader gives the items of one file. It is used by one goroutine at a time.
type Reader interface {
	// Next is the next item; io.EOF after the last. Any other error comes from
	// the input itself (a broken .gz, a lost disk) and repeats.
	Next() (Item, error)
	// Checkpoint is the position after the last item returned by Next.
	Checkpoint() Checkpoint
}

// Checkpoint is a position in one input. The zero value is its start.
type Checkpoint struct {
	Offset int64           `json:"offset"` // uncompressed bytes read
	Line   int64           `json:"line"`   // lines read
	State  json.RawMessage `json:"state,omitempty"`
}

// Options say how to read an input.
type Options struct {
	Source   string            // name of the source, for messages
	File     string            // name kept in events and bad rows
	Zone     *time.Location    // zone of local times in the input; UTC when nil. A zone in the mapping wins
	From     Checkpoint        // where to go on
	Encoding string            // "" finds it per row, "utf-8", "gb18030"; the mapping's wins
	Names    map[string]string // of connect-events: what ids are called
	Mapping  *Mapping          // needed by calls and intervals
}

// Open reads r as the given kind. r starts at the beginning of the file, also
// when opt.From is further on: Open goes there itself, by seeking when r can.
// Errors: an unknown kind, a mapping that is missing, wrong or does not fit
// the header of the file (*MappingError), an input shorter than opt.From.
func Open(kind string, r io.Reader, opt Options) (Reader, error) {
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	switch kind {
	case KindQueueLog:
		return openQueueLog(r, opt)
	case KindConnectRecords:
		return openConnectRecords(r, opt)
	case KindConnectEvents:
		return openConnectEvents(r, opt)
	case KindCalls:
		return openCalls(r, opt)
	case KindIntervals:
		return openIntervals(r, opt)
	}
	return nil, fmt.Errorf("unknown kind of input %q: one of %v", kind, Kinds())
}
