// Package bus is the event log and the way facts travel: NATS JetStream, run
// inside the process by default, or a cluster named by its URL.
//
// Three ways to use it:
//
//   - A log: Stream, Publish or PublishAsync, and Consume, which reads batches
//     in order from a sequence the caller keeps in its own database, in the
//     same transaction as what it made of the messages. An acknowledged
//     message is on disk.
//   - Facts: Emit writes a fact into the outbox table in the transaction that
//     made it true; the relay publishes it after the commit; Handle gives it
//     to a durable consumer at least once and, through the inbox table, lets
//     it take effect exactly once. A fact that keeps failing is parked.
//   - Work: Work hands messages of a work queue to one of many workers, keeps
//     them alive while they run and gives them to another when one dies.
//
// Tables: kit_outbox, kit_inbox. Streams of its own: FACTS, PARKED.
package bus
