// Package lease gives work that only one node may do to one of the nodes that
// share a store, and to another one when that node is gone.
//
// A lease is a row with a beat that its holder counts up every second. A node
// that waits takes the lease over once it has seen the beat stand still for
// six seconds by its own clock: clocks of machines are never compared. A holder
// that could not count up for four seconds stops its work by itself.
//
// A holder that was paused may still be working for a moment after it lost the
// lease. What it does then must be refused where it is written: work brings its
// own fence, as the position of the event log is for folding.
//
// Work of several parts is shared: each part is a lease, and each process that
// takes part keeps a row of its own in the same table.
//
// Table: kit_lease.
package lease
