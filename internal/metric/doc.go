// Package metric is the catalogue of the centre's numbers and the one place
// that answers them.
//
// Words: a measure is a sum the engine makes from rows (Measures). A
// definition says how one or two formulas over measures become a number, with
// its unit, clocks, attribution, exclusions and source; definitions are
// versioned and a version never changes once made. A view is a saved way of
// looking at numbers.
//
// A ratio is always the sum of numerators over the sum of denominators, never
// a mean of percentages.
//
// A reported value is what people or another system tell of a figure in a
// period, as long as no room counts it from rows of its own; it is added up and
// opened like every other row.
//
// Tables: metric_definition, metric_view, metric_reported.
package metric
