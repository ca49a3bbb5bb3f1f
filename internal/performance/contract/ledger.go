package contract

import (
	"encoding/json"
	"math"
)

// Causes of an entry of the ledger.
const (
	CauseClose    = "close"    // the period was over
	CauseRecount  = "recount"  // a record was corrected, or came late
	CauseDecision = "decision" // an appeal was upheld
)

// Entry is one computation as it was made; it never changes.
type Entry struct {
	Seq         int           `json:"seq"`
	ComputedMs  int64         `json:"computed_ms"`
	ComputedBy  string        `json:"computed_by"`
	Cause       string        `json:"cause" enum:"close,recount,decision"`
	Changed     []ChangedLine `json:"changed" nullable:"false" doc:"against the entry before"`
	Computation Computation   `json:"computation"`
	Fingerprint string        `json:"fingerprint" doc:"of the bytes of the computation"`

	bytes []byte
}

// ChangedLine is a line whose number is another one than before.
type ChangedLine struct {
	Key    string `json:"key"`
	Before Told   `json:"before"`
	After  Told   `json:"after"`
}

// Told is what a line was told to be.
type Told struct {
	Value  *float64 `json:"value"`
	Num    float64  `json:"num"`
	Den    float64  `json:"den"`
	Score  *float64 `json:"score"`
	Reason string   `json:"reason,omitempty"`
}

func (x *LineScore) told() Told { return Told{x.Value, x.Num, x.Den, x.Score, x.Reason} }

// notKept is the catalogue's reason for numbers whose rows are gone.
const notKept = "not_kept"

// reopen takes the lines of now whose numbers differ from those of the last
// computation; all others stay as they were. A number that is not kept any more
// is no correction.
func reopen(last, now *Computation) (Computation, []ChangedLine) {
	out := *last
	out.Lines = append([]LineScore{}, last.Lines...)
	fresh := map[string]*LineScore{}
	for i := range now.Lines {
		fresh[now.Lines[i].Key] = &now.Lines[i]
	}
	changed := []ChangedLine{}
	for i := range out.Lines {
		old, x := &out.Lines[i], fresh[out.Lines[i].Key]
		if x == nil || x.Value == nil && x.Reason == notKept || old.same(x) {
			continue
		}
		changed = append(changed, ChangedLine{Key: x.Key, Before: old.told(), After: x.told()})
		out.Lines[i] = *x
	}
	out.add()
	return out, changed
}

// same reports whether two readings of a line are one.
func (x *LineScore) same(o *LineScore) bool {
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }
	if (x.Value == nil) != (o.Value == nil) || x.Decided != o.Decided {
		return false
	}
	return (x.Value == nil || near(*x.Value, *o.Value)) && near(x.Num, o.Num) && near(x.Den, o.Den)
}

func entry(seq int, cause, by string, at int64, x *Computation, changed []ChangedLine) Entry {
	b := x.bytes()
	if changed == nil {
		changed = []ChangedLine{}
	}
	return Entry{Seq: seq, ComputedMs: at, ComputedBy: by, Cause: cause, Changed: changed, Computation: *x, Fingerprint: fingerprint(b), bytes: b}
}

func (e *Entry) read() error {
	e.Fingerprint = fingerprint(e.bytes)
	return json.Unmarshal(e.bytes, &e.Computation)
}
