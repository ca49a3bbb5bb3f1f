// Package arch holds no code: its tests are the laws of the house. Who may
// import whom (the edges in ARCHITECTURE.md), which file holds what, that
// every package says what it is for, that every declared query prepares on
// both migrated engines and uses nothing only one of them has, and that both
// engines end up with the catalogue in schema/schema.golden.
package arch
