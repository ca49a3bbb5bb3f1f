// Package telephony holds the words every telephony source is translated
// into: normal events, contacts (one queue visit each), agent states and
// imported interval sums, and the pure fold that turns the set of events of
// one call into its contacts.
//
// The fold is a function of a set: the order in which rows were read, rows
// read twice and rows read late make no difference to its result.
package telephony
