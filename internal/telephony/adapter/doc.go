// Package adapter reads the files of telephony sources and says what they
// tell as normal events: bytes in, items out, no store and no clock.
//
// A Reader is a stream over one file: constant memory, one Item for every row
// of the input, in the order of the file. A row that cannot be read is an item
// with Bad set, a row that says nothing (blank, header, ignored by a rule) is
// an item with Ignored set: no row is lost and none is guessed. No input makes
// a reader panic.
//
// Four kinds are known to Open:
//
//   - queue-log: the Asterisk queue_log file, or an export of its realtime table
//   - connect-records: Amazon Connect contact records, JSON in any packing
//   - calls: one row per call, CSV or TSV, described by a Mapping
//   - intervals: one row per queue and interval, CSV or TSV, with a Mapping
//
// Reading can stop anywhere: Checkpoint is the position after the last item
// returned, and Open with that checkpoint gives exactly the remaining items.
// Offsets count uncompressed bytes. Text may be UTF-8 or GB18030 (told, or
// found per row), with or without a byte order mark; UTF-16 with a mark is
// turned into UTF-8 first and counted after that. Lines end in LF, CRLF or CR.
//
// Tail follows a growing file through rotation and truncation. Detect looks at
// the start of a file and proposes how to read it.
package adapter
