// Package page cuts long lists into pages: a page ends with a cursor that
// says after which row the next one starts, so rows that come or go meanwhile
// neither repeat nor hide others.
package page

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Of is one page of a list.
type Of[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor" doc:"empty on the last page"`
	Total      int64  `json:"total,omitempty" doc:"rows on all pages"`
}

// Limits of a page's length.
const (
	Default = 50
	Most    = 500
)

// Limit is the length of a page asked for with n; 0 asks for the default.
func Limit(n int) int {
	switch {
	case n <= 0:
		return Default
	case n > Most:
		return Most
	}
	return n
}

// Cursor packs the sort key of a page's last row.
func Cursor(parts ...string) string {
	b, _ := json.Marshal(parts)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Parse unpacks a cursor of n parts; an empty cursor gives n empty parts.
func Parse(cursor string, n int) ([]string, error) {
	if cursor == "" {
		return make([]string, n), nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	var parts []string
	if err == nil {
		err = json.Unmarshal(b, &parts)
	}
	if err != nil || len(parts) != n {
		return nil, fault.Invalidf("page.cursor", "The cursor is not one of this list; start again without it.").
			WithField("query.cursor", "cursor", "must be a next_cursor of this list")
	}
	return parts, nil
}

// Cut makes a page out of rows read with limit+1; key gives a row's cursor.
func Cut[T any](rows []T, limit int, total int64, key func(T) string) Of[T] {
	p := Of[T]{Items: rows, Total: total}
	if len(rows) > limit {
		p.Items = rows[:limit]
		p.NextCursor = key(rows[limit-1])
	}
	return p
}

// Ask is which page of a sorted list is wanted.
type Ask struct {
	Sort   string // a key's name; a leading - turns the order round
	Cursor string
	Limit  int
}

// Sorted orders all rows of a short list by the key that was asked for, then
// by id, and cuts the page after the cursor; what it orders is rows itself. A
// sort that has no key is an error of the code.
func Sorted[T any](rows []T, a Ask, code string, keys map[string]func(T) string, id func(T) string) (Of[T], error) {
	var none Of[T]
	after, err := Parse(a.Cursor, 2)
	if err != nil {
		return none, err
	}
	key := keys[strings.TrimPrefix(a.Sort, "-")]
	if key == nil {
		return none, fault.Invalidf(code, "The list cannot be sorted by %s.", a.Sort).
			WithField("query.sort", "one_of", "must be one of "+strings.Join(slices.Sorted(maps.Keys(keys)), ", ")+", with a leading - for the other direction")
	}
	turn := 1
	if strings.HasPrefix(a.Sort, "-") {
		turn = -1
	}
	compare := func(row T, k, i string) int { return turn * cmp.Or(cmp.Compare(key(row), k), cmp.Compare(id(row), i)) }
	slices.SortFunc(rows, func(x, y T) int { return compare(x, key(y), id(y)) })
	total := int64(len(rows))
	if a.Cursor != "" {
		rows = slices.DeleteFunc(rows, func(row T) bool { return compare(row, after[0], after[1]) <= 0 })
	}
	return Cut(rows, Limit(a.Limit), total, func(row T) string { return Cursor(key(row), id(row)) }), nil
}
