// Package sqldb runs one SQL text on two engines: SQLite by default and
// PostgreSQL at scale.
//
// Every query is declared once, at package level, with Q; a test prepares all
// of them on both engines. Instants are bigint milliseconds UTC, dates are
// text, booleans are 0 and 1; a time.Time is never bound.
//
// SQLite has one writer connection and a pool of readers over a write-ahead
// log; PostgreSQL has one pool. A read sees one snapshot, a write is one
// immediate transaction and is tried again when the engine asks for it, so a
// write's function must not have effects outside the transaction.
package sqldb
