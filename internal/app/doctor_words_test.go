package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"unicode"

	"github.com/lingting/lingting/internal/telephony/quality"
)

var verb = regexp.MustCompile(`%[+.\d]*[a-z]`)

// Everything the doctor says has Chinese words, with the same values in the
// same places, and there are no words for what it does not say.
func TestDoctorSpeaksChinese(t *testing.T) {
	said := map[string]bool{quality.HealthOK: true, quality.HealthWaiting: true, quality.HealthOff: true}
	names, err := filepath.Glob("doctor*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if name == "doctor_words.go" || name == "doctor_test.go" || name == "doctor_words_test.go" {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				s, ok := n.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				for _, i := range map[string][]int{"say": {0, 2}, "sayOf": {0, 3}, "advise": {0}, "unreadable": {0}, "word": {0}}[s.Sel.Name] {
					collect(t, said, n.Args[i])
				}
			case *ast.AssignStmt: // a format that is chosen
				for i, left := range n.Lhs {
					if id, ok := left.(*ast.Ident); ok && id.Name == "text" {
						collect(t, said, n.Rhs[i])
					}
				}
			}
			return true
		})
	}
	if len(said) < 80 {
		t.Errorf("only %d texts were found", len(said))
	}
	for english := range said {
		chinese, ok := doctorChinese[english]
		if !ok {
			t.Errorf("no Chinese words for %q", english)
			continue
		}
		if !slices.Equal(verb.FindAllString(english, -1), verb.FindAllString(chinese, -1)) {
			t.Errorf("%q and %q say different values", english, chinese)
		}
		if words := verb.ReplaceAllString(english, ""); regexp.MustCompile(`[a-z]`).MatchString(words) && english != "chmod 700 %s" && !regexp.MustCompile(`\p{Han}`).MatchString(chinese) {
			t.Errorf("%q is not Chinese", chinese)
		}
	}
	for english := range doctorChinese {
		if !said[english] {
			t.Errorf("nobody says %q", english)
		}
	}
}

// collect adds a text that is written out.
func collect(t *testing.T, said map[string]bool, e ast.Expr) {
	t.Helper()
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		t.Fatal(err)
	}
	if text != "" && !unicode.Is(unicode.Han, []rune(text)[0]) {
		said[text] = true
	}
}
