package sqldb

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
	"sync"
)

// Query is one declared SQL text.
type Query struct {
	Text string
	At   string // file:line of the declaration
}

var registry = struct {
	sync.Mutex
	all []*Query
}{}

// Q declares a query. Call it only for package-level variables of a store
// file: what it returns is prepared on both engines by a test.
func Q(text string) *Query {
	_, file, line, _ := runtime.Caller(1)
	q := &Query{Text: strings.TrimSpace(text), At: fmt.Sprintf("%s:%d", trimRoot(file), line)}
	registry.Lock()
	registry.all = append(registry.all, q)
	registry.Unlock()
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
