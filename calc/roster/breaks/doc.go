// Package breaks places the pauses of a roster's shifts, and meetings and
// trainings, by interval: where what is needed suffers least.
//
// How: all pauses of one shift of one person are placed anew together, by dynamic
// programming over their starts, against what everybody else leaves; what comes
// out is kept when it costs no more, person after person, until nothing gets
// better. So does each activity. A pause that takes a part of an interval counts as
// that part of a person. place.go holds the placing, state.go who is where and what
// it costs, share.go what share of the people the search should expect to be away.
package breaks
