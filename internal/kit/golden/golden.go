// Package golden compares what a test made with a file of the repository;
// go test -update writes the file instead.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write golden files instead of comparing")

// Root is the folder of the repository.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}

// Equal fails the test when the file at path, from the root of the
// repository, is not got.
func Equal(t testing.TB, path, got string) {
	t.Helper()
	full := filepath.Join(Root(), filepath.FromSlash(path))
	if *update {
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil { //nolint:gosec // a folder of the source tree
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(got), 0o644); err != nil { //nolint:gosec // a file of the source tree
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(full)
	if err != nil {
		t.Fatalf("%s: %v (make gen writes it)", path, err)
	}
	if string(want) == got {
		return
	}
	a, b := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		x, y := line(a, i), line(b, i)
		if x != y {
			t.Fatalf("%s is not up to date (make gen writes it); line %d:\n  file: %s\n  now:  %s", path, i+1, x, y)
		}
	}
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(end)"
}
