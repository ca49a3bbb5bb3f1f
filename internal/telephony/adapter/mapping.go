package adapter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Mapping describes a file with one row per call or per interval: how its
// text is cut into columns, and which columns hold what. It is written in YAML
// or JSON with the same names:
//
//	kind: calls
//	delimiter: tab
//	zone: Asia/Jerusalem
//	ignore:
//	  - {column: outcome, equals: PHANTOM}
//	fields:
//	  call: {join: [line, call_id], separator: "-"}
//	  queue: type
//	  outcome: {column: outcome, map: {AGENT: answered, HANG: abandoned}}
//	  entered: {columns: [q_start, vru_exit], format: "H:mm:ss", date: date, date_format: yyMMdd, zero_means_missing: true}
//	  wait: {column: q_time, unit: s}
type Mapping struct {
	Kind      string           `json:"kind" yaml:"kind"`                               // calls or intervals
	Delimiter string           `json:"delimiter,omitempty" yaml:"delimiter,omitempty"` // "," when empty; "tab", ";", "|" or any one character
	Quote     string           `json:"quote,omitempty" yaml:"quote,omitempty"`         // `"` when empty; "none"
	Encoding  string           `json:"encoding,omitempty" yaml:"encoding,omitempty"`   // found per row when empty; utf-8, gb18030
	Decimal   string           `json:"decimal,omitempty" yaml:"decimal,omitempty"`     // "." when empty; ","
	NoHeader  bool             `json:"no_header,omitempty" yaml:"no_header,omitempty"` // columns then go by number
	SkipLines int              `json:"skip_lines,omitempty" yaml:"skip_lines,omitempty"`
	Zone      string           `json:"zone,omitempty" yaml:"zone,omitempty"` // of times without one; Options.Zone when empty
	Ignore    []Rule           `json:"ignore,omitempty" yaml:"ignore,omitempty"`
	Fields    map[string]Field `json:"fields" yaml:"fields"` // see FieldsOf
}

// Ref names a column: by its header, or by its 1-based number as 3 or "#3".
type Ref string

// Field says where the value of one field comes from: exactly one of Column,
// Columns, Join, Sum and Const. As a shorthand a name or number alone is Column.
type Field struct {
	Column    Ref    `json:"column,omitempty" yaml:"column,omitempty"`
	Columns   []Ref  `json:"columns,omitempty" yaml:"columns,omitempty,flow"` // the first that has a value
	Join      []Ref  `json:"join,omitempty" yaml:"join,omitempty,flow"`       // all, with Separator between
	Separator string `json:"separator,omitempty" yaml:"separator,omitempty"`
	Const     string `json:"const,omitempty" yaml:"const,omitempty"`
	Sum       []Ref  `json:"sum,omitempty" yaml:"sum,omitempty,flow"`     // counts and durations: added up
	Minus     []Ref  `json:"minus,omitempty" yaml:"minus,omitempty,flow"` // counts and durations: taken off

	Map     map[string]string `json:"map,omitempty" yaml:"map,omitempty"`         // text found → text meant; "" for none
	Default string            `json:"default,omitempty" yaml:"default,omitempty"` // when there is no value, or Map has none for it

	// Times. Format and DateFormat are patterns like "yyyy-MM-dd HH:mm:ss",
	// "yyMMdd", "h:mm:ss a", or one of auto, iso, epoch, epoch_ms, excel.
	Format     string `json:"format,omitempty" yaml:"format,omitempty"`
	Date       Ref    `json:"date,omitempty" yaml:"date,omitempty"`               // the day of a time without one
	DateFormat string `json:"date_format,omitempty" yaml:"date_format,omitempty"` //
	After      []Ref  `json:"after,omitempty" yaml:"after,omitempty,flow"`        // earlier times of the same day: a much smaller time is on the next day

	// Durations and counts.
	Unit       string `json:"unit,omitempty" yaml:"unit,omitempty"`             // auto, s, ms, min, h, d, hms
	AverageOf  string `json:"average_of,omitempty" yaml:"average_of,omitempty"` // the value times that count
	PercentOf  string `json:"percent_of,omitempty" yaml:"percent_of,omitempty"`
	FractionOf string `json:"fraction_of,omitempty" yaml:"fraction_of,omitempty"`

	ZeroMeansMissing bool `json:"zero_means_missing,omitempty" yaml:"zero_means_missing,omitempty"` // 0, 0:00:00
}

// Rule leaves rows out. Exactly one of Equals, In, Empty and Matches; Not turns
// it round.
type Rule struct {
	Column  Ref      `json:"column" yaml:"column"`
	Equals  *string  `json:"equals,omitempty" yaml:"equals,omitempty"`
	In      []string `json:"in,omitempty" yaml:"in,omitempty,flow"`
	Empty   bool     `json:"empty,omitempty" yaml:"empty,omitempty"`
	Matches string   `json:"matches,omitempty" yaml:"matches,omitempty"` // a regular expression
	Not     bool     `json:"not,omitempty" yaml:"not,omitempty"`
}

// Types of fields.
const (
	TypeText     = "text"
	TypeTime     = "time"
	TypeDuration = "duration"
	TypeCount    = "count"
	TypeOutcome  = "outcome" // answered, transferred, abandoned, ignored, left or left:REASON
	TypeLength   = "length"  // 5m, 30mins, 1h, daily, week, month
)

// FieldInfo tells one field of a kind of mapping.
type FieldInfo struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required"`
}

var callFields = []FieldInfo{
	{"call", TypeText, true}, {"queue", TypeText, true}, {"entered", TypeTime, true}, {"outcome", TypeOutcome, false},
	{"agent", TypeText, false}, {"customer", TypeText, false}, {"channel", TypeText, false}, {"call_type", TypeText, false},
	{"link", TypeText, false}, {"answered", TypeTime, false}, {"left", TypeTime, false}, {"ended", TypeTime, false},
	{"wait", TypeDuration, false}, {"ring", TypeDuration, false}, {"talk", TypeDuration, false}, {"hold", TypeDuration, false},
	{"holds", TypeCount, false}, {"wrap_up", TypeDuration, false}, {"by", TypeText, false}, {"to", TypeText, false},
}

var intervalFields = []FieldInfo{
	{"queue", TypeText, true}, {"start", TypeTime, true}, {"length", TypeLength, true}, {"channel", TypeText, false},
	{"threshold", TypeDuration, false}, {"offered", TypeCount, false}, {"answered", TypeCount, false},
	{"abandoned", TypeCount, false}, {"left", TypeCount, false}, {"answered_within", TypeCount, false},
	{"abandoned_within", TypeCount, false}, {"answered_wait", TypeDuration, false}, {"abandoned_wait", TypeDuration, false},
	{"max_wait", TypeDuration, false}, {"talk", TypeDuration, false}, {"hold", TypeDuration, false}, {"wrap_up", TypeDuration, false},
}

// FieldsOf are the fields a mapping of a kind can have, the required first.
func FieldsOf(kind string) []FieldInfo {
	switch kind {
	case KindCalls:
		return callFields
	case KindIntervals:
		return intervalFields
	}
	return nil
}

// MappingError is one mistake in a mapping, or a mapping that does not fit a file.
type MappingError struct {
	Field   string `json:"field"` // like "fields.queue.column"
	Message string `json:"message"`
}

func (e *MappingError) Error() string { return "mapping: " + e.Field + ": " + e.Message }

// MappingErrors are all the mistakes of an error of this package, nil when it
// is about something else.
func MappingErrors(err error) []*MappingError {
	var one *MappingError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var out []*MappingError
		for _, e := range joined.Unwrap() {
			out = append(out, MappingErrors(e)...)
		}
		return out
	}
	if errors.As(err, &one) {
		return []*MappingError{one}
	}
	return nil
}

// ParseMapping reads a mapping in YAML or JSON and validates it.
func ParseMapping(text []byte) (*Mapping, error) {
	var m Mapping
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&m); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, &MappingError{Field: "mapping", Message: "is empty"}
		}
		return nil, &MappingError{Field: "mapping", Message: strings.TrimPrefix(err.Error(), "yaml: ")}
	}
	if err := m.Validate(); err != nil {
		return nil, err
	}
	return &m, nil
}

// UnmarshalYAML reads a name or a number.
func (r *Ref) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: a column is a name or a number", n.Line)
	}
	*r = Ref(n.Value)
	if n.Tag == "!!int" {
		*r = "#" + *r
	}
	return nil
}

// UnmarshalJSON reads a name or a number.
func (r *Ref) UnmarshalJSON(b []byte) error {
	if n, err := strconv.Atoi(string(b)); err == nil {
		*r = Ref("#" + strconv.Itoa(n))
		return nil
	}
	return json.Unmarshal(b, (*string)(r))
}

// UnmarshalYAML reads a field, or its shorthand.
func (f *Field) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*f = Field{}
		return f.Column.UnmarshalYAML(n)
	}
	type plain Field
	// A node's own Decode forgets KnownFields, so the names are checked here.
	if n.Kind == yaml.MappingNode {
		for i := 0; i < len(n.Content); i += 2 {
			if key := n.Content[i]; key.Kind != yaml.ScalarNode || !fieldKeys[key.Value] {
				return fmt.Errorf("line %d: a field has no %q", key.Line, key.Value)
			}
		}
	}
	return n.Decode((*plain)(f))
}

// UnmarshalJSON reads a field, or its shorthand.
func (f *Field) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] != '{' {
		*f = Field{}
		return f.Column.UnmarshalJSON(b)
	}
	type plain Field
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	return dec.Decode((*plain)(f))
}

var fieldKeys = map[string]bool{"column": true, "columns": true, "join": true, "separator": true, "const": true,
	"sum": true, "minus": true, "map": true, "default": true, "format": true, "date": true, "date_format": true,
	"after": true, "unit": true, "average_of": true, "percent_of": true, "fraction_of": true, "zero_means_missing": true}

// YAML is the mapping as text for ParseMapping.
func (m *Mapping) YAML() ([]byte, error) { return yaml.Marshal(m) }
