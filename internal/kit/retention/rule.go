package retention

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Rule is how one kind of data grows old.
type Rule struct {
	Kind  string // "telephony.contacts": the key of its words on the page
	Least int    // days it must be kept at least; 0: a day

	// Within is a kind that must be kept at least as long as this one, because
	// this one lives on it; empty: none.
	Within string

	// Count tells how many rows are older.
	Count func(ctx context.Context, tx *sqldb.Tx, before time.Time) (int64, error)

	// Begin prepares the deletion, before the first batch; nil: nothing to
	// prepare. After it, nothing may tell a number that needs the older rows.
	Begin func(ctx context.Context, before time.Time) error

	// Delete deletes at most limit rows that are older and tells how many it
	// did; fewer than limit: that were all.
	Delete func(ctx context.Context, tx *sqldb.Tx, before time.Time, limit int) (int64, error)
}

// Setting is how long a kind is kept, and what its last run did.
type Setting struct {
	Kind   string `json:"kind"`
	Days   int64  `json:"days" doc:"days it is kept; 0: for ever"`
	Rev    int64  `json:"rev" doc:"for If-Match; 0: never set"`
	Least  int    `json:"least" doc:"days it must be kept at least"`
	Within string `json:"within,omitempty" doc:"a kind that must be kept at least as long"`

	LastRun    *string `json:"last_run"`
	LastBefore string  `json:"last_before,omitempty" doc:"what was older than this day was deleted"`
	LastRows   int64   `json:"last_rows" doc:"rows the last run deleted"`

	runMs, before int64
}

// Preview is what a run would delete.
type Preview struct {
	Kind   string `json:"kind"`
	Days   int64  `json:"days"`
	Before string `json:"before,omitempty" doc:"what is older than this day would be deleted; empty: nothing"`
	Rows   int64  `json:"rows"`
}

// MostDays is the longest time that can be asked for: a hundred years.
const MostDays = 36_500

// cutoff is the beginning of the first day that is kept.
func cutoff(now time.Time, days int64) time.Time {
	y, m, d := now.Date()
	return time.Date(y, m, d-int(days), 0, 0, 0, 0, now.Location())
}

// shorter reports whether a kind kept for days is kept for a shorter time than
// one kept for other days, or as long; 0 is for ever.
func shorter(days, other int64) bool { return other == 0 || days != 0 && days <= other }
