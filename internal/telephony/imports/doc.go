// Package imports takes files of telephony data in: from the command line, by
// upload, and from a file that is followed as it grows.
//
// An import reads the file once with its adapter, puts what it says into the
// event log in batches and, at the end, waits until all of it is folded into
// the facts. Reading and publishing run ahead of the folding. What the log has
// acknowledged is noted in the import's checkpoint every few batches; an
// unfinished import of the same file, read in the same way, goes on from
// there. Publishing a row twice changes nothing, so a checkpoint that lags is
// no harm.
//
// Rows that cannot be read: of queue logs and contact records they go to
// quarantine and the import goes on. A file of calls or intervals is checked
// whole before anything of it is taken; with bad rows it is refused, every bad
// row told, unless only the good rows are wanted: then the bad ones go to
// quarantine.
//
// Counts. rows, ignored, intervals and quarantined are counted while reading;
// events, contacts and repaired are what the source has more of than before
// the import, interrupted runs of it included, so they are right whoever does
// the folding; repeated are the events read that were known.
//
// Tables: telephony_import, telephony_import_error, telephony_upload,
// telephony_mapping, telephony_tail.
package imports
