// Package ingest takes what sources tell into the event log and folds the log
// into facts.
//
// Told: batches of normal events, imported interval sums and rows that could
// not be read, published to the stream "telephony". Kept: the journal of every
// call, contacts, agent events, imported intervals, quarantine, and for each
// queue and UTC day an epoch that grows when the day changes.
//
// A batch and the position in the stream are recorded in one transaction. The
// facts of a call are a function of the set of its events, so a batch that is
// read twice, late or in another order changes nothing.
//
// Tables: telephony_source, telephony_restart, telephony_call,
// telephony_contact, telephony_interval, telephony_day (epochs),
// telephony_agent_event, telephony_agent_due, telephony_position,
// telephony_quarantine.
package ingest
