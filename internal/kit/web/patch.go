package web

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Patch is a field of a PATCH body that tells three things apart: left out,
// null, and a value. Give it the json option omitzero.
type Patch[T any] struct {
	Sent  bool // it was in the body
	Null  bool // as null
	Value T
}

// UnmarshalJSON notes that the field was sent.
func (p *Patch[T]) UnmarshalJSON(b []byte) error {
	*p = Patch[T]{Sent: true, Null: string(b) == "null"}
	if p.Null {
		return nil
	}
	return json.Unmarshal(b, &p.Value)
}

// MarshalJSON writes the value, or null.
func (p Patch[T]) MarshalJSON() ([]byte, error) {
	if !p.Sent || p.Null {
		return []byte("null"), nil
	}
	return json.Marshal(p.Value)
}

// Or is nil when the field was left out, cleared when it was null, else its value.
func (p Patch[T]) Or(cleared T) *T {
	switch {
	case !p.Sent:
		return nil
	case p.Null:
		return &cleared
	}
	return &p.Value
}

// Schema is the value's schema, or null.
func (p Patch[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), true, "")
	if s.Ref == "" {
		s.Nullable = true
	}
	return &s
}
