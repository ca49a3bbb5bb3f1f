// Package audit keeps who changed what, when, from what to what. An entry is
// written in the transaction of the change itself and is never changed.
//
// Every entry carries the SHA-256 of the entry before it and its own content,
// so that an entry altered, removed or put in afterwards breaks the chain at
// its place; Verify walks it. The head row holds the last number and hash and
// is locked by the writing transaction, which orders entries on both engines.
//
// Tables: audit_entry, audit_head.
package audit
