// Package retention deletes what is older than the centre wants to keep it.
//
// A room registers a Rule for each kind of its data: how to count and how to
// delete what is older than an instant, in its own tables. This package knows
// none of them. It keeps for how many days each kind is kept (no row: for
// ever), and runs the rules of the kinds that have an end as a job: in small
// transactions, with progress, to be cancelled and begun again at any moment.
// Each kind that lost rows is an entry in the audit log, with their number; the
// number is kept beside the setting in the transaction that deletes, so that a
// killed run forgets none.
//
// A run is started each night at three, and by hand.
//
// Table: kit_retention.
package retention
