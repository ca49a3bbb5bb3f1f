// Package sim simulates a contact centre, event by event.
//
// Words: a type is contacts of one kind, with arrivals, patience and service.
// A group is agents with the same skills. A route says which groups take a type
// and from which wait on. A replication is one run of the centre's days from
// empty; results are over replications, with confidence intervals.
//
// A Model (centre.go), as read from a file by Decode (decode.go) or made in Go, is
// checked and made ready by Compile (compile.go, compile_parts.go) and run by
// Run (run.go). The schema of a file comes from the same structs (schema.go).
//
// One replication is simulated by a machine: machine.go holds its state and
// its clock, contact.go what happens to contacts, staff.go to agents, outbound.go
// what the centre begins itself, calendar.go the order of events. It counts on a sheet
// (tally.go), and a collector makes estimates of sheets (result.go, estimate.go).
//
// Randomness (random.go): each type and each contact has streams of its own,
// made of the seed, the replication, the type's name and the contact's number. So
// the same customer comes at the same moment with the same patience and the same
// work whatever the staffing: differences between scenarios are not noise.
package sim
