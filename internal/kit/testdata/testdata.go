// Package testdata finds the public data that tests run on. The data is not
// part of the project; a test that needs it skips with a message where the
// folder is absent.
package testdata

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Shared is the path of the shared folder's file or folder name; the test is
// skipped, saying so, when it is absent.
func Shared(t testing.TB, name ...string) string {
	t.Helper()
	root := os.Getenv("LINGTING_SHARED")
	if root == "" {
		_, file, _, _ := runtime.Caller(0)
		for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
			candidate := filepath.Join(dir, "shared", "data", "README.md")
			if _, err := os.Stat(candidate); err == nil {
				root = filepath.Join(dir, "shared")
				break
			}
			if dir == filepath.Dir(dir) {
				t.Skip("SKIPPED: the shared data folder is absent; set LINGTING_SHARED to run this test")
			}
		}
	}
	path := filepath.Join(append([]string{root}, name...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("SKIPPED: %s is absent from the shared data folder", filepath.Join(name...))
	}
	return path
}
