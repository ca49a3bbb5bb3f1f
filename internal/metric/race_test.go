//go:build race

package metric_test

// raced is true under the race detector, which makes the embedded store some
// ten times slower: large tests then take a part of their data. make test runs
// them once more in full without it.
const raced = true
