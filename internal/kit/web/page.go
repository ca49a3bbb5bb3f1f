package web

import (
	"bytes"
	"encoding/base64"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/fault"
)

// PageIn is embedded in the input of a list operation.
type PageIn struct {
	Cursor string `query:"cursor" doc:"next_cursor of the page before; empty for the first page"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"Rows per page"`
}

// Page is one page of a list.
type Page[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor" doc:"Give it as cursor for the next page; empty on the last"`
	Total      *int64 `json:"total,omitempty" doc:"Rows of the whole list, when cheap to tell"`
}

// PageOut is the output of a list operation.
type PageOut[T any] struct{ Body Page[T] }

// NewPage makes a page of rows that were asked for with one row more than
// limit: the row too many is dropped and says that there is a next page.
// keys gives the keyset of the last row shown.
func NewPage[T any](rows []T, limit int, keys func(T) []any) *PageOut[T] {
	p := Page[T]{Items: rows}
	if p.Items == nil {
		p.Items = []T{}
	}
	if limit > 0 && len(rows) > limit {
		p.Items = rows[:limit]
		p.NextCursor = EncodeCursor(keys(rows[limit-1])...)
	}
	return &PageOut[T]{Body: p}
}

// WithTotal adds the number of rows of the whole list.
func (p *PageOut[T]) WithTotal(n int64) *PageOut[T] {
	p.Body.Total = &n
	return p
}

// EncodeCursor makes an opaque cursor of a keyset: strings and integers.
func EncodeCursor(keys ...any) string {
	b, err := json.Marshal(keys)
	if err != nil {
		panic("web: a cursor holds strings and integers: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// DecodeCursor reads a cursor into pointers to strings and integers. It gives
// false for the empty cursor of a first page, and a fault when the cursor is
// not one of this list's.
func DecodeCursor(cursor string, dest ...any) (bool, error) {
	if cursor == "" {
		return false, nil
	}
	bad := fault.New(fault.Invalid, "bad_cursor", "The cursor is not one of this list; begin again without it.").
		WithField("query.cursor", "invalid", "not a cursor of this list")
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return false, bad
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(b, &parts); err != nil || len(parts) != len(dest) {
		return false, bad
	}
	for i, p := range parts {
		d := json.NewDecoder(bytes.NewReader(p))
		if string(p) == "null" || d.Decode(dest[i]) != nil {
			return false, bad
		}
	}
	return true, nil
}
