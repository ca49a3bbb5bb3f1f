package arch

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var faultCode = regexp.MustCompile(`(?:fault\.(?:New|Newf)\(fault\.[A-Za-z]+, |fault\.(?:Invalidf|NotFoundf|Conflictf)\(|\.Err\()"([a-z_]+(?:\.[a-z_]+)+)"`)

// Every code a page can hear from the modules has words in both languages.
func TestEveryFaultCodeHasWords(t *testing.T) {
	root := filepath.Join("..", "..")
	var missing []string
	for _, language := range []string{"zh", "en"} {
		words := map[string]bool{}
		folder := filepath.Join(root, "web", "src", "locales", language)
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			raw, err := os.ReadFile(filepath.Join(folder, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			var doc map[string]any
			if err := json.Unmarshal(raw, &doc); err != nil {
				t.Fatalf("%s: %v", f.Name(), err)
			}
			room := strings.TrimSuffix(f.Name(), ".json")
			if room == "errors" {
				leaves(words, "", doc)
			} else if own, ok := doc["errors"].(map[string]any); ok {
				leaves(words, room+".", own)
			}
		}
		for _, code := range codesIn(t, root, "org", "identity", "audit", "metric", "telephony", "wfm", "strategy", "people", "notice", "performance") {
			if !words[code] {
				missing = append(missing, language+" "+code)
			}
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		t.Errorf("codes without words in web/src/locales:\n%s", strings.Join(slices.Compact(missing), "\n"))
	}
}

func leaves(into map[string]bool, prefix string, doc map[string]any) {
	for k, v := range doc {
		if deeper, ok := v.(map[string]any); ok {
			leaves(into, prefix+k+".", deeper)
		} else {
			into[prefix+k] = true
		}
	}
}

func codesIn(t *testing.T, root string, modules ...string) []string {
	t.Helper()
	var out []string
	for _, m := range modules {
		err := filepath.WalkDir(filepath.Join(root, "internal", m), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, found := range faultCode.FindAllSubmatch(raw, -1) {
				out = append(out, string(found[1]))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) < 40 {
		t.Fatalf("only %d codes found: the pattern no longer fits", len(out))
	}
	return out
}
