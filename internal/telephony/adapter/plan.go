package adapter

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// plan is a mapping bound to the columns of one file.
type plan struct {
	zone    *time.Location
	comma   bool // the decimal sign
	header  []string
	fields  map[string]*fieldPlan
	rules   []rulePlan
	least   int // cells a row must have
	content []byte
}

// fieldPlan is a field with its columns found.
type fieldPlan struct {
	Field
	name                   string
	cols, join, sum, minus []int
	after                  []int
	date                   int // -1: none
	format, dateFormat     format
}

type rulePlan struct {
	Rule
	col int
	re  *regexp.Regexp
}

// bind finds the columns of a mapping in a header.
func (m *Mapping) bind(header []string, opt Options) (*plan, error) {
	p := &plan{zone: opt.Zone, comma: m.Decimal == ",", header: header, fields: map[string]*fieldPlan{}}
	if m.Zone != "" {
		zone, err := time.LoadLocation(m.Zone)
		if err != nil {
			return nil, &MappingError{Field: "zone", Message: err.Error()}
		}
		p.zone = zone
	}
	for i, r := range m.Ignore {
		col, err := p.column(fmt.Sprintf("ignore[%d].column", i), r.Column)
		if err != nil {
			return nil, err
		}
		re, err := regexp.Compile(r.Matches)
		if err != nil {
			return nil, err
		}
		p.rules = append(p.rules, rulePlan{Rule: r, col: col, re: re})
	}
	for name, f := range m.Fields {
		fp := &fieldPlan{Field: f, name: name, date: -1}
		if f.Column != "" {
			fp.Columns = []Ref{f.Column}
		}
		for _, x := range []struct {
			part string
			refs []Ref
			into *[]int
		}{{"column", fp.Columns, &fp.cols}, {"join", f.Join, &fp.join}, {"sum", f.Sum, &fp.sum}, {"minus", f.Minus, &fp.minus}, {"after", f.After, &fp.after}} {
			for _, ref := range x.refs {
				col, err := p.column("fields."+name+"."+x.part, ref)
				if err != nil {
					return nil, err
				}
				*x.into = append(*x.into, col)
			}
		}
		var err error
		if f.Date != "" {
			if fp.date, err = p.column("fields."+name+".date", f.Date); err != nil {
				return nil, err
			}
		}
		if fp.format, err = compileFormat(f.Format); err != nil {
			return nil, err
		}
		if fp.dateFormat, err = compileFormat(f.DateFormat); err != nil {
			return nil, err
		}
		p.fields[name] = fp
	}
	return p, nil
}

// column finds a column by name, then by number.
func (p *plan) column(at string, ref Ref) (int, error) {
	col := slices.Index(p.header, strings.TrimSpace(string(ref)))
	if col < 0 {
		col = slices.IndexFunc(p.header, func(h string) bool { return strings.EqualFold(h, strings.TrimSpace(string(ref))) })
	}
	if col < 0 {
		n, err := strconv.Atoi(strings.TrimPrefix(string(ref), "#"))
		if err != nil || n < 1 || n > 10_000 || p.header != nil && n > len(p.header) {
			if p.header == nil {
				return 0, &MappingError{Field: at, Message: fmt.Sprintf("there is no column %q: without a header columns go by number", ref)}
			}
			return 0, &MappingError{Field: at, Message: fmt.Sprintf("there is no column %q; the file has %s", ref, strings.Join(p.header, ", "))}
		}
		col = n - 1
	}
	p.least = max(p.least, col+1)
	return col, nil
}

// columnName is how a column is called in a bad row.
func (p *plan) columnName(col int) string {
	if col >= 0 && col < len(p.header) && p.header[col] != "" {
		return p.header[col]
	}
	return strconv.Itoa(col + 1)
}

// where names the column a field's value came from.
func (p *plan) where(f *fieldPlan, col int) string {
	if col < 0 {
		for _, cols := range [][]int{f.cols, f.join, f.sum} {
			if len(cols) > 0 {
				col = cols[0]
				break
			}
		}
	}
	if col < 0 {
		return f.name
	}
	return p.columnName(col)
}

// shape finds rows with too few or too many cells.
func (p *plan) shape(cells []string) *bad {
	if len(cells) < p.least {
		return &bad{reason: BadTooFewFields, column: p.columnName(len(cells)), value: strconv.Itoa(len(cells)),
			expected: fmt.Sprintf("at least %d columns", p.least)}
	}
	if p.header == nil {
		return nil
	}
	for i := len(p.header); i < len(cells); i++ {
		if cells[i] != "" {
			return &bad{reason: BadTooManyFields, column: strconv.Itoa(i + 1), value: cells[i],
				expected: fmt.Sprintf("%d columns", len(p.header))}
		}
	}
	return nil
}

// ignored reports whether a rule leaves the row out.
func (p *plan) ignored(cells []string) bool {
	for i := range p.rules {
		r := &p.rules[i]
		if r.col >= len(cells) {
			continue
		}
		v := cells[r.col]
		var hit bool
		switch {
		case r.Equals != nil:
			hit = v == *r.Equals
		case r.In != nil:
			hit = slices.Contains(r.In, v)
		case r.Empty:
			hit = v == ""
		default:
			hit = r.re.MatchString(v)
		}
		if hit != r.Not {
			return true
		}
	}
	return false
}

// key is made of the cells.
func (p *plan) key(cells []string, part string) string {
	b := p.content[:0]
	for _, c := range cells {
		b = append(append(b, c...), 0x1f)
	}
	b = append(append(b, 0x1e), part...)
	p.content = b
	return keyOf(b)
}

// missing are the words that files write for no value.
func missing(s string) bool {
	switch s {
	case "", "-", "--", "NULL", "null", `\N`, "NA", "N/A", "n/a", "NaN", "nan":
		return true
	}
	return false
}

// zero is 0, 0.0, 0:00:00 and the like.
func zero(s string) bool {
	digit := false
	for i := range len(s) {
		switch s[i] {
		case '0':
			digit = true
		case ':', '.', ',':
		default:
			return false
		}
	}
	return digit
}

// text is the value of a field and the column it came from; "" when missing.
func (p *plan) text(f *fieldPlan, cells []string) (string, int) {
	if f == nil {
		return "", -1
	}
	v, col := f.Const, -1
	for _, c := range f.cols {
		if x := cells[c]; !missing(x) && !(f.ZeroMeansMissing && zero(x)) {
			v, col = x, c
			break
		}
	}
	if f.join != nil {
		var parts []string
		any := false
		for _, c := range f.join {
			any = any || !missing(cells[c])
			parts = append(parts, cells[c])
		}
		if any {
			v = strings.Join(parts, f.Separator)
		}
	}
	if f.Map != nil && v != "" {
		if m, ok := f.Map[v]; ok {
			v = m
		} else if f.Default != "" {
			v = f.Default
		}
	}
	return firstText(v, f.Default), col
}

// durationUnits are the milliseconds of a unit; auto is seconds, or hours,
// minutes and seconds when there are colons.
var durationUnits = map[string]float64{"": 1000, "auto": 1000, "s": 1000, "ms": 1, "min": 60_000, "h": 3_600_000, "d": dayMs}

// duration is the value of a duration field in milliseconds.
func (p *plan) duration(name string, cells []string) (ms int64, told bool, b *bad) {
	v, told, b := p.amount(name, cells, func(f *fieldPlan, s string) (float64, bool) {
		if f.Unit == "hms" || (f.Unit == "" || f.Unit == "auto") && strings.Contains(s, ":") {
			return p.clockTime(s)
		}
		if n, ok := p.number(s); ok {
			return n * durationUnits[f.Unit], true
		}
		d, err := time.ParseDuration(s) // 20s, 1m30s
		return float64(d.Milliseconds()), err == nil
	}, BadDuration, "a duration")
	if b == nil && told && v > maxSpanMs*1000 {
		f := p.fields[name]
		return 0, false, &bad{reason: BadDuration, column: p.where(f, -1), value: strconv.FormatFloat(v, 'f', 0, 64), expected: "a shorter duration"}
	}
	return int64(math.Round(v)), told, b
}

// count is the value of a count field.
func (p *plan) count(name string, cells []string) (n int64, told bool, b *bad) {
	v, told, b := p.amount(name, cells, func(_ *fieldPlan, s string) (float64, bool) { return p.number(s) }, BadNumber, "a number")
	if b != nil || !told {
		return 0, false, b
	}
	f := p.fields[name]
	if v > 1e12 || v != math.Trunc(v) && f.AverageOf+f.PercentOf+f.FractionOf == "" {
		return 0, false, &bad{reason: BadNumber, column: p.where(f, -1), value: strconv.FormatFloat(v, 'g', -1, 64), expected: "a whole number"}
	}
	return int64(math.Round(v)), true, nil
}

// amount adds up the parts of a field and multiplies by the count it is told
// for. A part that is missing leaves the whole untold.
func (p *plan) amount(name string, cells []string, parse func(*fieldPlan, string) (float64, bool), reason, expected string) (float64, bool, *bad) {
	f := p.fields[name]
	if f == nil {
		return 0, false, nil
	}
	percent := f.PercentOf != ""
	one := func(s string, col int) (float64, *bad) {
		v, ok := parse(f, strings.TrimSpace(strings.TrimSuffix(s, "%")))
		if !ok || math.IsNaN(v) || math.IsInf(v, 0) || v < 0 || strings.HasSuffix(s, "%") && !percent {
			return 0, &bad{reason: reason, column: p.where(f, col), value: s, expected: expected}
		}
		return v, nil
	}
	total := 0.0
	if f.sum != nil {
		for _, c := range f.sum {
			if missing(cells[c]) {
				return 0, false, nil
			}
			v, b := one(cells[c], c)
			if b != nil {
				return 0, false, b
			}
			total += v
		}
	} else {
		s, col := p.text(f, cells)
		if s == "" {
			return 0, false, nil
		}
		v, b := one(s, col)
		if b != nil {
			return 0, false, b
		}
		total = v
	}
	for _, c := range f.minus {
		if missing(cells[c]) {
			return 0, false, nil
		}
		v, b := one(cells[c], c)
		if b != nil {
			return 0, false, b
		}
		total -= v
	}
	if total < 0 {
		return 0, false, &bad{reason: reason, column: p.where(f, -1), value: strconv.FormatFloat(total, 'g', -1, 64), expected: "no less than 0"}
	}
	if of := firstText(f.AverageOf, f.PercentOf, f.FractionOf); of != "" {
		n, told, b := p.count(of, cells)
		if b != nil || !told {
			return 0, false, b
		}
		total *= float64(n)
		if percent {
			total /= 100
		}
	}
	return total, true, nil
}

// number reads a decimal number, with signs between thousands only where they
// belong.
func (p *plan) number(s string) (float64, bool) {
	dot, group := ".", ","
	if p.comma {
		dot, group = ",", "."
	}
	whole, frac, _ := strings.Cut(s, dot)
	if strings.Contains(frac, group) {
		return 0, false
	}
	for _, g := range []string{group, " ", "\u00a0", "\u202f", "'"} {
		if !strings.Contains(whole, g) {
			continue
		}
		parts := strings.Split(whole, g)
		for i, part := range parts {
			if i > 0 && len(part) != 3 || i == 0 && (len(part) == 0 || len(strings.TrimLeft(part, "+-")) > 3) {
				return 0, false
			}
		}
		whole = strings.Join(parts, "")
	}
	s = whole
	if frac != "" {
		s += "." + frac
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && !strings.ContainsRune("+-.eE", rune(c)) {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil
}

// clockTime reads H:MM:SS or M:SS in milliseconds; the first part has no limit.
func (p *plan) clockTime(s string) (float64, bool) {
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	total := 0.0
	for i, part := range parts {
		if part == "" || part[0] < '0' || part[0] > '9' {
			return 0, false
		}
		var v float64
		if i < len(parts)-1 {
			n, err := strconv.ParseUint(part, 10, 32)
			if err != nil {
				return 0, false
			}
			v = float64(n)
		} else {
			n, ok := p.number(part)
			if !ok {
				return 0, false
			}
			v = n
		}
		if i > 0 && v >= 60 {
			return 0, false
		}
		total = total*60 + v
	}
	return total * 1000, true
}

// rollover is how much smaller than an earlier time a time of day must be to
// belong to the next day. Clocks of one system may differ by seconds; no call
// lasts longer.
const rollover = 12 * 3600 * 1000

// instant is the value of a time field. A time of day without a date belongs
// to the day of earlier, or to the next when it is much smaller.
func (p *plan) instant(name string, cells []string, earlier int64, known bool) (at int64, told bool, b *bad) {
	f := p.fields[name]
	s, col := p.text(f, cells)
	if s == "" {
		return 0, false, nil
	}
	t, ok := f.format.parse(s)
	if !ok {
		return 0, false, p.badTime(f, col, s, f.Format)
	}
	if t.instant {
		return t.ms, true, nil
	}
	rolls := !t.dated
	if !t.dated {
		if f.date >= 0 {
			d, ok := f.dateFormat.parse(cells[f.date])
			if !ok || !d.dated {
				return 0, false, p.badTime(f, f.date, cells[f.date], f.DateFormat)
			}
			if d.instant {
				y, m, day := time.UnixMilli(d.ms).In(p.zone).Date()
				d.year, d.month, d.day = y, int(m), day
			}
			t.year, t.month, t.day = d.year, d.month, d.day
		} else if known {
			y, m, d := time.UnixMilli(earlier).In(p.zone).Date()
			t.year, t.month, t.day = y, int(m), d
		} else {
			return 0, false, &bad{reason: BadTime, column: p.where(f, col), value: s, expected: "a date with the time"}
		}
	}
	for _, c := range f.after {
		if a, ok := f.format.parse(cells[c]); ok && a.timed && rolls && !(f.ZeroMeansMissing && zero(cells[c])) {
			if t.ms < a.ms-rollover {
				t.day++
			}
			break
		}
	}
	at = p.local(t)
	if rolls && known && at < earlier-rollover {
		t.day++
		at = p.local(t)
	}
	if at < 0 || at > maxEpoch*1000 {
		return 0, false, p.badTime(f, col, s, f.Format)
	}
	return at, true, nil
}

func (p *plan) badTime(f *fieldPlan, col int, value, pattern string) *bad {
	return &bad{reason: BadTime, column: p.where(f, col), value: value, expected: "a time like " + firstText(pattern, "yyyy-MM-dd HH:mm:ss")}
}

func (p *plan) local(t stamp) int64 {
	ms := int(t.ms)
	return time.Date(t.year, time.Month(t.month), t.day, ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000*1_000_000, p.zone).UnixMilli()
}

// openMapped opens a delimited file with a mapping of the given kind.
func openMapped(kind string, r io.Reader, opt Options, read func(p *plan) func(*Item, []string) *bad) (Reader, error) {
	m := opt.Mapping
	if m == nil {
		return nil, &MappingError{Field: "mapping", Message: "is missing: " + kind + " need one"}
	}
	if m.Kind != kind {
		return nil, &MappingError{Field: "kind", Message: fmt.Sprintf("is %q, this input is %q", m.Kind, kind)}
	}
	if err := m.Validate(); err != nil {
		return nil, err
	}
	t, header, err := openTable(r, m, opt)
	if err != nil {
		return nil, err
	}
	if header == nil && !m.NoHeader {
		t.read = func(it *Item, _ []string) *bad { it.Ignored = true; return nil } // an empty file
		return t, nil
	}
	p, err := m.bind(header, opt)
	if err != nil {
		return nil, err
	}
	do := read(p)
	t.read = func(it *Item, cells []string) *bad {
		if p.ignored(cells) {
			it.Ignored = true
			return nil
		}
		if b := p.shape(cells); b != nil {
			return b
		}
		return do(it, cells)
	}
	return t, nil
}
