// Package line builds the best line of one person: the shifts of the horizon, or
// of a window of it, that cost least and keep the person's rules, for given prices
// of each shift on each day.
//
// How: contract.go compiles the rules of a person into tables. A line is runs of
// work and runs of rest in turn, and what a run of work costs depends only on
// its days, so build.go first finds the best run of each start and length, by
// class of shift (shifts with equal length and successions are one class: the
// cheapest of each day stands for it), and then joins runs by dynamic programming over
// days with the amounts used so far: minutes, weekends worked, and the days of one
// counted rule. Every priced or hard rule on runs, successions, minutes and
// weekends is held exactly; of the rules that count shifts, one at a time is, the
// others are looked at afterwards (Broken). Nothing is allocated per line.
package line
