// Package roster holds what a rostering problem is: people, shifts, days, what
// is asked of a person's line as rules that are data, and what is needed. A
// contact centre's weeks and a published test instance are the same types.
//
// Words: the horizon is the days 0 … Days-1. A line is one person's shifts over
// the horizon, one at most a day; a roster is all lines. A run of work is days
// worked without a day off between; a run of rest is the same of days off. A
// cell of cover is what is needed of one shift on one day, or of one skill in
// one interval; its price is convex in the number of people.
//
// A rule without a price is hard: no roster may break it. A rule with a price
// is soft: each unit beyond its limit costs that much.
//
// The packages below: line builds the best line of one person, search looks for
// a roster, breaks places the pauses of its shifts, bound proves how good a roster
// can be at best, solve joins them, check reckons a roster independently of them
// all, conflict says why no roster can be.
package roster
