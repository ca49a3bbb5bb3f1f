// Package stats holds statistics of plain series that no other part of calc
// has: how two series move together when the second comes later.
package stats
