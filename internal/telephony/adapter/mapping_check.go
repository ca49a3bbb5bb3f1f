package adapter

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Validate finds what is wrong with a mapping by itself, without a file. The
// error joins one *MappingError for each mistake, in a stable order.
func (m *Mapping) Validate() error {
	c := &mappingCheck{m: m}
	known := FieldsOf(m.Kind)
	if known == nil {
		c.add("kind", "is %q: one of %s, %s", m.Kind, KindCalls, KindIntervals)
		return errors.Join(c.errs...)
	}
	if _, err := m.delimiter(); err != nil {
		c.add("delimiter", "%v", err)
	}
	if _, _, err := m.quote(); err != nil {
		c.add("quote", "%v", err)
	}
	if _, err := checkEncoding(m.Encoding); err != nil {
		c.add("encoding", "%v", err)
	}
	if m.Decimal != "" && m.Decimal != "." && m.Decimal != "," {
		c.add("decimal", `is %q: "." or ","`, m.Decimal)
	}
	if m.SkipLines < 0 || m.SkipLines > 1000 {
		c.add("skip_lines", "is %d: 0 to 1000", m.SkipLines)
	}
	if m.Zone != "" {
		if _, err := time.LoadLocation(m.Zone); err != nil {
			c.add("zone", "is %q: a name like Asia/Shanghai", m.Zone)
		}
	}
	for i := range m.Ignore {
		c.rule(fmt.Sprintf("ignore[%d]", i), &m.Ignore[i])
	}
	types := map[string]string{}
	for _, f := range known {
		types[f.Name] = f.Type
		if _, ok := m.Fields[f.Name]; !ok && f.Required {
			c.add("fields."+f.Name, "is missing")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Fields)) {
		if types[name] == "" {
			c.add("fields."+name, "is no field of %s", m.Kind)
			continue
		}
		f := m.Fields[name]
		c.field("fields."+name, types[name], &f)
		c.cycle(name)
	}
	switch {
	case m.Kind == KindCalls && !m.has("outcome", "agent", "answered"):
		c.add("fields.outcome", "is missing: with none of outcome, agent and answered every call would be abandoned")
	case m.Kind == KindCalls && !m.has("wait", "answered"):
		c.add("fields.wait", "is missing: one of wait and answered tells how long a call waited")
	case m.Kind == KindIntervals && !m.has("offered", "answered", "abandoned"):
		c.add("fields.offered", "is missing: one of offered, answered and abandoned")
	case m.Kind == KindIntervals && m.has("answered_within", "abandoned_within") && !m.has("threshold"):
		c.add("fields.threshold", "is missing: counts within a threshold need it")
	}
	return errors.Join(c.errs...)
}

func (m *Mapping) has(names ...string) bool {
	for _, n := range names {
		if _, ok := m.Fields[n]; ok {
			return true
		}
	}
	return false
}

// delimiter is the character between columns.
func (m *Mapping) delimiter() (rune, error) {
	switch strings.ToLower(m.Delimiter) {
	case "", "comma":
		return ',', nil
	case "tab", `\t`:
		return '\t', nil
	case "semicolon":
		return ';', nil
	case "pipe":
		return '|', nil
	}
	r, n := utf8.DecodeRuneInString(m.Delimiter)
	if n != len(m.Delimiter) || r == utf8.RuneError || r == '\n' || r == '\r' || r == '"' {
		return 0, fmt.Errorf("is %q: one character, or tab", m.Delimiter)
	}
	return r, nil
}

// quote is the character around columns that hold the delimiter, if any.
func (m *Mapping) quote() (q byte, on bool, err error) {
	switch m.Quote {
	case "", `"`:
		return '"', true, nil
	case "'":
		return '\'', true, nil
	case "none":
		return 0, false, nil
	}
	return 0, false, fmt.Errorf(`is %q: " or ' or none`, m.Quote)
}

type mappingCheck struct {
	m    *Mapping
	errs []error
}

func (c *mappingCheck) add(field, format string, args ...any) {
	c.errs = append(c.errs, &MappingError{Field: field, Message: fmt.Sprintf(format, args...)})
}

func (c *mappingCheck) rule(at string, r *Rule) {
	if r.Column == "" {
		c.add(at+".column", "is missing")
	}
	n := 0
	for _, on := range []bool{r.Equals != nil, r.In != nil, r.Empty, r.Matches != ""} {
		if on {
			n++
		}
	}
	if n != 1 {
		c.add(at, "has %d tests: exactly one of equals, in, empty, matches", n)
	}
	if _, err := regexp.Compile(r.Matches); err != nil {
		c.add(at+".matches", "%v", err)
	}
}

func (c *mappingCheck) field(at, kind string, f *Field) {
	sources := 0
	for _, on := range []bool{f.Column != "", f.Columns != nil, f.Join != nil, f.Sum != nil, f.Const != ""} {
		if on {
			sources++
		}
	}
	if sources != 1 {
		c.add(at, "has %d sources: exactly one of column, columns, join, sum, const", sources)
	}
	number := kind == TypeCount || kind == TypeDuration
	for _, x := range []struct {
		name string
		set  bool
		ok   bool
	}{
		{"join", f.Join != nil, kind == TypeText || kind == TypeOutcome || kind == TypeTime},
		{"sum", f.Sum != nil, number}, {"minus", f.Minus != nil, number},
		{"format", f.Format != "", kind == TypeTime}, {"date", f.Date != "", kind == TypeTime},
		{"date_format", f.DateFormat != "", kind == TypeTime}, {"after", f.After != nil, kind == TypeTime},
		{"unit", f.Unit != "", kind == TypeDuration},
		{"average_of", f.AverageOf != "", number && c.m.Kind == KindIntervals},
		{"percent_of", f.PercentOf != "", number && c.m.Kind == KindIntervals},
		{"fraction_of", f.FractionOf != "", number && c.m.Kind == KindIntervals},
	} {
		if x.set && !x.ok {
			c.add(at+"."+x.name, "does not belong to a %s", kind)
		}
	}
	if kind == TypeTime {
		format, err := compileFormat(f.Format)
		if err != nil {
			c.add(at+".format", "%v", err)
		} else if f.Format != "" && !format.hasTime() && !format.hasDate() {
			c.add(at+".format", "has neither a date nor a time")
		}
		if date, err := compileFormat(f.DateFormat); err != nil {
			c.add(at+".date_format", "%v", err)
		} else if f.DateFormat != "" && !date.hasDate() {
			c.add(at+".date_format", "has no date")
		}
		if f.DateFormat != "" && f.Date == "" {
			c.add(at+".date", "is missing: date_format tells how to read it")
		}
	}
	if kind == TypeDuration {
		if _, ok := durationUnits[f.Unit]; !ok && f.Unit != "hms" {
			c.add(at+".unit", "is %q: one of auto, s, ms, min, h, d, hms", f.Unit)
		}
	}
	if kind == TypeLength && f.Const != "" {
		if _, ok := parseLength(f.Const); !ok {
			c.add(at+".const", "is %q: like 15m, 30mins, 1h, daily, month", f.Const)
		}
	}
	of := 0
	for _, x := range []struct{ name, count string }{{"average_of", f.AverageOf}, {"percent_of", f.PercentOf}, {"fraction_of", f.FractionOf}} {
		if x.count == "" {
			continue
		}
		of++
		if !slices.Contains([]string{"offered", "answered", "abandoned", "left", "answered_within", "abandoned_within"}, x.count) {
			c.add(at+"."+x.name, "is %q: a count like offered, answered, abandoned", x.count)
		} else if !c.m.has(x.count) {
			c.add(at+"."+x.name, "is %q, which the mapping does not have", x.count)
		}
	}
	if of > 1 {
		c.add(at, "has more than one of average_of, percent_of, fraction_of")
	}
}

// cycle finds counts made from themselves.
func (c *mappingCheck) cycle(name string) {
	at := name
	for range len(c.m.Fields) + 1 {
		f := c.m.Fields[at]
		at = firstText(f.AverageOf, f.PercentOf, f.FractionOf)
		if at == "" {
			return
		}
		if at == name {
			c.add("fields."+name, "is made from itself")
			return
		}
	}
}
