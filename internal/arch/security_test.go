package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/golden"
)

// Every line of the security checklist names a test that there is.
func TestSecurityChecklistNamesItsTests(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(golden.Root(), "docs/operations/security.md"))
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	for _, f := range files(t) {
		if !f.test {
			continue
		}
		src, err := os.ReadFile(filepath.Join(golden.Root(), f.path))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range testFunc.FindAllStringSubmatch(string(src), -1) {
			declared[f.dir+": "+m[1]] = true
		}
	}
	lines := 0
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| ASVS") {
			continue
		}
		lines++
		named := proof.FindAllStringSubmatch(line, -1)
		if len(named) == 0 {
			t.Errorf("no test is named: %s", line)
		}
		for _, n := range named {
			if !declared[n[1]] {
				t.Errorf("there is no test %s", n[1])
			}
		}
	}
	if lines < 25 {
		t.Errorf("only %d lines were read", lines)
	}
}

var (
	testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	proof    = regexp.MustCompile("`(internal/[a-z/]+: Test\\w+)`")
)
