// Package sources runs the telephony sources that tell events as they happen,
// and keeps their configuration, their keys and how they do.
//
// Kinds: programs that post normal events over HTTP (http-events); an Asterisk
// switch over its manager interface (asterisk-ami); mod_callcenter of a
// FreeSWITCH over its event socket (freeswitch-esl); Amazon Connect, whose
// contact and agent events are posted (connect-push) or read from the files of a
// folder (connect-folder).
//
// A source this server connects to is run by one process at a time, which holds
// a lease on it; a broken connection is made anew with growing pauses.
// Passwords are sealed, never given out, and never sent to another address than
// they were entered for.
//
// A source's name is the identity of its data: events and aliases are kept
// under it, so it never changes. Everything told becomes normal events with
// keys made of what they say and is put into the event log through ingest;
// telling something twice, late or in another order changes nothing.
//
// An intake key belongs to one source, expires, can be revoked, and is known
// here by its hash alone. It allows telling events and nothing else.
//
// When folding lags far behind the log, the intake answers 429 and says when
// to try again; what was accepted is safe on disk.
//
// Tables: telephony_live_source, telephony_intake_key, telephony_live_status.
package sources
