// Package quality says how far telephony data can be trusted: what each source
// told and when, which contacts carry flags, and which rows could not be read.
//
// Grade: the share of repaired contacts (a figure was put in by a rule), A up
// to 0.5 %, B up to 2 %, C up to 5 %, else D.
//
// Health of a source: failing when following it fails or more than one row in
// a hundred waits in quarantine; else, when it tells as things happen, late
// after five minutes and silent after an hour without anything new; else ok. A
// source that is fed by files of the past has no lag.
//
// A live source is judged by its connection: failing when the last attempt
// failed, silent when a standing one gave no sign of life for three minutes.
//
// A row in quarantine is open until it is replayed or discarded. A replay
// reads the raw row again as it was read the first time, or with what was
// corrected (the row itself, its mapping or zone), and publishes
// what it says now; what still cannot be read stays open with its new reason.
//
// Days of contacts are the centre's, by the instant of entering; a row in
// quarantine counts on the day it was seen.
//
// Tables: telephony_quarantine (shared with ingest, which adds rows); it reads
// telephony_source, telephony_contact, telephony_tail, telephony_live_source and
// telephony_live_status.
package quality
