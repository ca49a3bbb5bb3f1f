// Package stats holds statistics that no other part of calc has: how two series
// move together when the second comes later, how long people stay (survival
// curves after Kaplan and Meier, the log-rank test), and what of a figure is
// chance at its volume (funnel plots).
package stats
