// Package bound proves that no roster costs less than some amount, and finds
// lines of which good rosters are made.
//
// How: every roster is one line per person. With prices on the cells of cover,
// people no longer depend on each other: the sum of each person's best line at
// these prices (package line) and each cell's best number of people is a bound,
// whatever the prices are (Lagrange). Good prices are the duals of a linear program
// over the lines found so far (column generation, generate.go), which simplex.go
// solves; a wrong digit in it can weaken the bound, never make it false. Rules
// that count shifts are held one at a time in a line (see package line): where
// a best line breaks two of them, the bound is of the problem without one.
// dive.go makes rosters of the lines: it fixes the lines that the program likes
// most, person by person, and generates lines for the others in between.
package bound
