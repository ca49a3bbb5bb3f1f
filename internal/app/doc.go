// Package app puts the product together by hand: it opens the store and the
// event log, builds every module with what it needs, registers the HTTP
// operations and starts the background work. One short file per module; no
// container, no reflection.
//
// Order of start: lock of the data folder, store and migrations, event log,
// modules, relay of facts, consumers and jobs, HTTP. Stop goes the other way:
// HTTP answers what it has begun, consumers and jobs finish or put their work
// back, the relay publishes what is left, the event log and the store close.
package app
