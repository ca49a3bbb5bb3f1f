package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/golden"
)

const module = "github.com/lingting/lingting/"

// file is one Go file of the repository.
type file struct {
	path    string // from the root, with slashes
	name    string
	dir     string
	imports []string
	ast     *ast.File
	lines   int
	test    bool
}

var fset = token.NewFileSet()

// files reads every Go file of the repository.
func files(t *testing.T) []file {
	t.Helper()
	root := golden.Root()
	var out []file
	err := filepath.WalkDir(root, func(full string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); n == "node_modules" || n == "dist" || n == "testdata" || n == "bin" || n == "data" || (strings.HasPrefix(n, ".") && full != root) {
				return filepath.SkipDir
			}
			if _, err := os.Stat(filepath.Join(full, "go.mod")); err == nil && full != root { // a module of its own, a tool of tests
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(d.Name(), ".go") {
			return nil
		}
		src, err := os.ReadFile(full)
		if err != nil {
			return err
		}
		tree, err := parser.ParseFile(fset, full, src, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, full)
		if err != nil {
			return err
		}
		f := file{path: filepath.ToSlash(rel), name: d.Name(), dir: filepath.ToSlash(filepath.Dir(rel)), ast: tree, lines: strings.Count(string(src), "\n"), test: strings.HasSuffix(d.Name(), "_test.go")}
		for _, i := range tree.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, p)
		}
		out = append(out, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 {
		t.Fatalf("only %d files found: the laws would check nothing", len(out))
	}
	return out
}

// room is the room of a folder: "kit", "calc", "app", "telephony" ….
func room(dir string) string {
	parts := strings.Split(dir, "/")
	if parts[0] == "internal" && len(parts) > 1 {
		return parts[1]
	}
	return parts[0]
}

// edges reads who may import whom from ARCHITECTURE.md.
func edges(t *testing.T) map[string][]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(golden.Root(), "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(b), "```edges\n")
	if !ok {
		t.Fatal("ARCHITECTURE.md has no block of edges")
	}
	block, _, _ := strings.Cut(rest, "```")
	out := map[string][]string{}
	for line := range strings.Lines(block) {
		from, to, ok := strings.Cut(strings.TrimSpace(line), " -> ")
		if !ok {
			t.Fatalf("ARCHITECTURE.md: %q is not an edge", line)
		}
		out[from] = append(out[from], to)
	}
	return out
}

func TestImportLaw(t *testing.T) {
	allowed := edges(t)
	for _, f := range files(t) {
		from := room(f.dir)
		for _, imp := range f.imports {
			if f.test {
				continue // a test may bring what it needs
			}
			ours := strings.HasPrefix(imp, module)
			target := strings.TrimPrefix(imp, module)
			to := room(target)
			std := !strings.Contains(strings.Split(imp, "/")[0], ".")
			ok := true
			switch from {
			case "kit":
				ok = !ours || to == "kit" || to == "schema"
			case "calc":
				ok = std || strings.HasPrefix(imp, "gonum.org/") || (ours && to == "calc") || target == "internal/kit/civil"
			case "schema", "web":
				ok = !ours && std
			case "app":
				ok = !ours || to != "cli"
			case "cli", "arch":
			case "cmd":
				ok = std || target == "internal/cli"
			default: // a room of the product
				ok = !ours || to == from || to == "kit" || to == "calc" || to == "org" || slices.Contains(allowed[from], to)
			}
			if !ok {
				t.Errorf("%s imports %s: not an edge of ARCHITECTURE.md", f.path, target)
			}
		}
	}
}

func TestEdgesHaveNoCircle(t *testing.T) {
	all := edges(t)
	var walk func(at string, path []string)
	walk = func(at string, path []string) {
		if slices.Contains(path, at) {
			t.Fatalf("a circle: %v -> %s", path, at)
		}
		for _, next := range all[at] {
			walk(next, append(slices.Clone(path), at))
		}
	}
	for from := range all {
		walk(from, nil)
	}
}

var badNames = regexp.MustCompile(`^(utils?|common|helpers?|types|models?|misc|interfaces|constants)$`)

func TestFileNameLaw(t *testing.T) {
	const humaPath = "github.com/danielgtaylor/huma/v2"
	all := files(t)
	early := setUpOnly(all)
	for _, f := range all {
		base := strings.TrimSuffix(strings.TrimSuffix(f.name, ".go"), "_test")
		api := base == "api" || strings.HasPrefix(base, "api_")
		store := base == "store" || strings.HasPrefix(base, "store_")
		if badNames.MatchString(base) || badNames.MatchString(f.ast.Name.Name) {
			t.Errorf("%s: the name says nothing", f.path)
		}
		if f.lines > 600 {
			t.Errorf("%s: %d lines; a file has 600 at most", f.path, f.lines)
		}
		if f.test {
			continue
		}
		for _, imp := range f.imports {
			if strings.HasPrefix(imp, humaPath) && !api && f.dir != "internal/kit/web" {
				t.Errorf("%s imports the HTTP framework; only api*.go does", f.path)
			}
			if imp == "database/sql" && f.dir != "internal/kit/sqldb" {
				t.Errorf("%s imports database/sql; only kit/sqldb does", f.path)
			}
			if api && strings.HasSuffix(imp, "/database/sql") {
				t.Errorf("%s: SQL in an api file", f.path)
			}
		}
		queries(t, f, store, early)
		if room(f.dir) != "kit" && room(f.dir) != "cli" && room(f.dir) != "app" {
			noClock(t, f)
		}
		if f.name == "doc.go" {
			if f.lines > 45 {
				t.Errorf("%s: %d lines; the words of a package fit on 40", f.path, f.lines)
			}
			if len(f.ast.Decls) > 0 {
				t.Errorf("%s declares something; it holds words only", f.path)
			}
		}
	}
}

// queries checks that sqldb.Q and QMany are called in store files only, while the package
// is set up: in package-level variables, or in functions that only those call.
func queries(t *testing.T, f file, store bool, early map[string]bool) {
	t.Helper()
	if f.dir == "internal/kit/sqldb" {
		return
	}
	for _, d := range f.ast.Decls {
		fn, isFunc := d.(*ast.FuncDecl)
		ast.Inspect(d, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || !selects(c.Fun, "sqldb", "Q") && !selects(c.Fun, "sqldb", "QMany") {
				return true
			}
			if !store {
				t.Errorf("%s declares a query; only store*.go does", fset.Position(c.Pos()))
			}
			if isFunc && !early[f.dir+"."+fn.Name.Name] {
				t.Errorf("%s: a query is declared while the package is set up", fset.Position(c.Pos()))
			}
			return true
		})
	}
}

// setUpOnly names the functions that are called by package-level variables
// and by nothing else, as folder.name.
func setUpOnly(all []file) map[string]bool {
	early := map[string]bool{}
	late := map[string]bool{}
	for _, f := range all {
		for _, d := range f.ast.Decls {
			g, isVar := d.(*ast.GenDecl)
			isVar = isVar && g.Tok == token.VAR
			ast.Inspect(d, func(n ast.Node) bool {
				if c, ok := n.(*ast.CallExpr); ok {
					fun := c.Fun
					if x, ok := fun.(*ast.IndexExpr); ok { // a generic function
						fun = x.X
					}
					if i, ok := fun.(*ast.Ident); ok {
						if isVar {
							early[f.dir+"."+i.Name] = true
						} else {
							late[f.dir+"."+i.Name] = true
						}
					}
				}
				return true
			})
		}
	}
	for name := range late {
		delete(early, name)
	}
	return early
}

// noClock checks that nothing asks the machine what time it is.
func noClock(t *testing.T, f file) {
	t.Helper()
	ast.Inspect(f.ast, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok && (selects(c.Fun, "time", "Now") || selects(c.Fun, "time", "Since") || selects(c.Fun, "time", "Until")) {
			t.Errorf("%s asks the machine for the time; a clock.Clock is given", fset.Position(c.Pos()))
		}
		return true
	})
}

func selects(e ast.Expr, pkg, name string) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != name {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == pkg
}

func TestPackageComments(t *testing.T) {
	said := map[string]bool{}
	first := map[string]string{}
	for _, f := range files(t) {
		if f.test {
			continue
		}
		if first[f.dir] == "" {
			first[f.dir] = f.path
		}
		want := "Package " + f.ast.Name.Name + " "
		if f.ast.Name.Name == "main" {
			want = "Command "
		}
		if strings.HasPrefix(f.ast.Doc.Text(), want) {
			said[f.dir] = true
		}
	}
	for dir, path := range first {
		if !said[dir] {
			t.Errorf("%s: no file of the package says what it is for (Package … )", path)
		}
	}
}
