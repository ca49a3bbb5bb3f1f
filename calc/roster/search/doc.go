// Package search looks for a roster of least cost.
//
// How: one or a few people are freed, over the horizon or a window of it, and
// their lines are built anew, each the best against what the others leave
// uncovered (package line), with some noise in the prices; or two people exchange
// days. What comes out is kept or taken back by an annealing rule. cover.go
// holds how well needs are covered and what one person more of a shift is worth,
// state.go a roster and its cost, moves.go the moves, walk.go the annealing,
// search.go the walks side by side, their rounds, and the best of all.
package search
