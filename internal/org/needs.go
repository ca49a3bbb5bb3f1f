package org

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Follower keeps something under the ids of queues or people and moves it
// when two of them turn out to be one.
type Follower interface {
	// FactsOf counts what is kept under the id; object is "queue" or "person".
	FactsOf(ctx context.Context, tx *sqldb.Tx, object, id string) (Facts, error)
	// Merge moves all of it from one id to the other, as part of the merge's
	// transaction, or refuses with a fault.
	Merge(ctx context.Context, tx *sqldb.Tx, object, from, into string) error
}

// Facts are what is counted under a queue or person.
type Facts struct {
	Contacts  int64
	Intervals int64 // imported sums, of a queue
	AgentDays int64 // days with agent states, of a person
	FirstMs   int64 // of the first contact or interval, ms UTC; 0: none
	LastMs    int64
}

func (f *Facts) add(o Facts) {
	f.Contacts += o.Contacts
	f.Intervals += o.Intervals
	f.AgentDays += o.AgentDays
	if o.FirstMs != 0 && (f.FirstMs == 0 || o.FirstMs < f.FirstMs) {
		f.FirstMs = o.FirstMs
	}
	f.LastMs = max(f.LastMs, o.LastMs)
}
