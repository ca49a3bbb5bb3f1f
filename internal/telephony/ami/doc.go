// Package ami hears an Asterisk switch over its manager interface: bytes in,
// normal events out.
//
// A Session is one connection: login, one QueueStatus snapshot, then events as
// they come. What it hears goes through a Translator, which follows every call
// through its queues and gives normal events with keys made of the call, the
// queue, the number of the visit and what happened: the same thing heard twice,
// from the interface, the snapshot or the queue_log, is one event. Its memory
// is kept by the caller, so that after a gap the snapshot can be held against it.
//
// Traps of the interface that are handled here: QueueCallerAbandon is raised
// for time-outs and empty queues too, and only the queue_log tells them apart;
// an exit by key raises QueueCallerLeave alone; durations are seconds but for
// the ring of a missed offer, which is milliseconds.
package ami
