// Package scoring turns a value and what was to be reached into points: 60 at
// the threshold, 100 at the target, 120 at the stretch. The strategy map,
// targets, contracts and scorecards all count with it, so that the same value is
// worth the same everywhere.
package scoring
