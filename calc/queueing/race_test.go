//go:build race

package queueing_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain lets properties be tried less often.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "12"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// raced is true under the race detector, which makes arithmetic many times
// slower: the grids then take a part of their points. There is nothing
// concurrent here for it to find; make test runs them in full without it.
const raced = true
