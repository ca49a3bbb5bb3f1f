package sqldb

import (
	"fmt"
	"regexp"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// Query is one declared SQL text.
type Query struct {
	Text string
	At   string // file:line of the declaration

	sqlite string // the text for SQLite
}

var parameter = regexp.MustCompile(`\$\d+`)

// positional is text with its parameters as plain question marks where each
// stands once and in order. SQLite's driver asks for the name of every
// numbered parameter on every use, and finds it by a search through all.
func positional(text string) string {
	n := 0
	inOrder := true
	out := parameter.ReplaceAllStringFunc(text, func(p string) string {
		n++
		inOrder = inOrder && p == "$"+strconv.Itoa(n)
		return "?"
	})
	if !inOrder {
		return text
	}
	return out
}

// text is what the engine is given.
func (q *Query) text(e Engine) string {
	if e == SQLite {
		return q.sqlite
	}
	return q.Text
}

var registry = struct {
	sync.Mutex
	all []*Query
}{}

// Q declares a query. Call it only for package-level variables of a store
// file: what it returns is prepared on both engines by a test.
func Q(text string) *Query { return declare(text) }

func declare(text string) *Query {
	_, file, line, _ := runtime.Caller(2)
	q := &Query{Text: strings.TrimSpace(text), At: fmt.Sprintf("%s:%d", trimRoot(file), line)}
	q.sqlite = positional(q.Text)
	registry.Lock()
	registry.all = append(registry.all, q)
	registry.Unlock()
	return q
}

// QMany declares an insert of many rows. When it fails, the whole transaction
// must be given up, as Write does with an error. SQLite then need not keep a
// copy of every page the statement changes, to take the one statement back:
// that was a seventh of the work of ingest.
func QMany(text string) *Query {
	q := declare(text)
	if rest, ok := strings.CutPrefix(q.sqlite, "insert into "); ok {
		q.sqlite = "insert or fail into " + rest
	}
	return q
}

func trimRoot(file string) string {
	if _, rest, ok := strings.Cut(file, "/internal/"); ok {
		return "internal/" + rest
	}
	return file
}

// Declared lists every declared query, ordered by where it stands.
func Declared() []*Query {
	registry.Lock()
	defer registry.Unlock()
	out := append([]*Query(nil), registry.all...)
	sort.SliceStable(out, func(i, j int) bool { return out[i].At < out[j].At })
	return out
}
