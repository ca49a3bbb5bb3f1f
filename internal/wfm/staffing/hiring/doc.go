// Package hiring says when to open training classes so that the work of the
// months ahead is done at least cost. The search is in calc/hiring; here are
// its inputs from a long-range outlook and what is kept of its answers.
//
// Words. A month's need is the outlook's workload of the month, as sure as is
// asked for, divided by the hours a full-time person is there for contacts in a
// month and busy with them. A plan is what was reckoned from one outlook with
// one set of assumptions; it is kept as it was told and never changes. A trial
// is the same without being kept.
//
// Outlooks come through wfm/forecast.
//
// Tables: staffing_hiring_plan. Facts told: staffing.hiring.changed.
package hiring
