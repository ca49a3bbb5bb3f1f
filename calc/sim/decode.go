package sim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
)

// Decode makes a Model of a decoded model file: maps, slices, texts, numbers
// and truth values, as JSON and YAML libraries give them. Every field it does not
// know and every value of a wrong kind is named in a *ModelError. Whether the
// values make sense is for Compile.
func Decode(file any) (*Model, error) {
	c := &checker{}
	c.fits("", file, reflect.TypeFor[Model]())
	if err := c.err(); err != nil {
		return nil, err
	}
	text, err := json.Marshal(file)
	if err != nil {
		return nil, err
	}
	var m Model
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("the model cannot be read: %w", err)
	}
	return &m, nil
}

var (
	durationType = reflect.TypeFor[Duration]()
	profileType  = reflect.TypeFor[Profile]()
)

// fits checks that a value can become one of a type.
func (c *checker) fits(path string, v any, t reflect.Type) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if v == nil {
		c.fail(or(path, "model"), "is empty; take it out or give it a value")
		return
	}
	wrong := func(expected string) { c.fail(or(path, "model"), "is %s; %s was expected", kindOf(v), expected) }
	switch t {
	case durationType:
		if s, ok := v.(string); ok {
			if _, err := ParseDuration(s); err != nil {
				c.fail(path, "%v", err)
			}
		} else if !isNumber(v) {
			wrong("a time like 20s, 08:00 or a number of seconds")
		}
		return
	case profileType:
		switch v.(type) {
		case map[string]any:
			c.fits(path, v, reflect.TypeFor[periods]())
		case []any:
			c.fits(path, v, reflect.TypeFor[[]Piece]())
		default:
			if !isNumber(v) {
				wrong("a number, {from, period, values} or a list of {from, to, value}")
			}
		}
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		m, ok := v.(map[string]any)
		if !ok {
			wrong("a group of fields")
			return
		}
		c.fields(path, m, t)
	case reflect.Slice:
		list, ok := v.([]any)
		if !ok {
			wrong("a list")
			return
		}
		for i, x := range list {
			c.fits(c.index(path, i), x, t.Elem())
		}
	case reflect.String:
		if _, ok := v.(string); !ok {
			wrong("a text (in quotes)")
		}
	case reflect.Bool:
		if _, ok := v.(bool); !ok {
			wrong("true or false")
		}
	case reflect.Int:
		n, ok := number(v)
		if !ok || n != math.Trunc(n) || math.Abs(n) > 1e15 {
			wrong("a whole number")
		}
	default:
		if n, ok := number(v); !ok || math.IsNaN(n) || math.IsInf(n, 0) {
			wrong("a number")
		}
	}
}

// fields checks the fields of a struct.
func (c *checker) fields(path string, m map[string]any, t reflect.Type) {
	known := map[string]reflect.StructField{}
	var names []string
	for i := range t.NumField() {
		name, _ := tagName(t.Field(i))
		known[name] = t.Field(i)
		names = append(names, name)
	}
	given := make([]string, 0, len(m))
	for name := range m {
		given = append(given, name)
	}
	slices.SortFunc(given, func(a, b string) int { // as the model is written, unknown ones last
		order := func(n string) int {
			if i := slices.Index(names, n); i >= 0 {
				return i
			}
			return len(names)
		}
		return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a, b))
	})
	for _, name := range given {
		if f, ok := known[name]; ok {
			c.fits(path+"."+name, m[name], f.Type)
			continue
		}
		c.fail(path+"."+name, "there is no such field; known are %s", strings.Join(names, ", "))
	}
}

// tagName is a field's name in a file, and whether it may be left out.
func tagName(f reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, options == "omitempty"
}

func number(v any) (float64, bool) {
	switch x := reflect.ValueOf(v); x.Kind() {
	case reflect.Int, reflect.Int64, reflect.Int32:
		return float64(x.Int()), true
	case reflect.Uint, reflect.Uint64:
		return float64(x.Uint()), true
	case reflect.Float64, reflect.Float32:
		return x.Float(), true
	}
	return 0, false
}

func isNumber(v any) bool {
	n, ok := number(v)
	return ok && !math.IsNaN(n) && !math.IsInf(n, 0)
}

// kindOf is a value in words.
func kindOf(v any) string {
	switch x := v.(type) {
	case string:
		return fmt.Sprintf("the text %q", x)
	case bool:
		return fmt.Sprint(x)
	case []any:
		return "a list"
	case map[string]any:
		return "a group of fields"
	}
	if n, ok := number(v); ok {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("a %T", v)
}

func or(path, otherwise string) string {
	if path == "" {
		return otherwise
	}
	return path
}
