//go:build !race

package app

// raced is true under the race detector, where large tests take a part of
// their data; make test runs them once more in full without it.
const raced = false
