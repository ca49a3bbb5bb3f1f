package adapter

import (
	"slices"
	"strings"
	"time"
)

// proposal builds a mapping from what columns are called and hold.
type proposal struct {
	columns []string
	header  bool
	rows    [][]string
	m       *Mapping
}

// propose sets Kind, Mapping and what the mapping lacks.
func (d *Detected) propose(rows [][]string) {
	p := &proposal{columns: d.Columns, header: d.Header, rows: rows,
		m: &Mapping{Delimiter: d.Delimiter, NoHeader: !d.Header, Fields: map[string]Field{}}}
	if d.Delimiter == "\t" {
		p.m.Delimiter = "tab"
	}
	if d.Encoding == EncodingGB18030 {
		p.m.Encoding = EncodingGB18030
	}
	counts := columnFor("offered", d.Columns) >= 0 || columnFor("abandoned", d.Columns) >= 0
	if columnFor("call", d.Columns) < 0 && counts {
		d.Kind = KindIntervals
		p.intervals()
	} else {
		d.Kind = KindCalls
		p.calls()
	}
	p.m.Kind, d.Mapping = d.Kind, p.m
	d.Missing = MappingErrors(p.m.Validate())
	for _, name := range []string{"entered", "start"} {
		f := p.m.Fields[name]
		format, _ := compileFormat(f.Format)
		for _, v := range p.values(f) {
			if t, ok := format.parse(v); ok && t.instant {
				d.Zone = "UTC" // instants, whatever the zone
			}
		}
	}
}

// ref names a column as a mapping does.
func (p *proposal) ref(col int) Ref {
	if p.header {
		return Ref(p.columns[col])
	}
	return Ref("#" + string(appendInt(nil, int64(col+1))))
}

// take proposes the column called like word for a field.
func (p *proposal) take(field, word string) (int, bool) {
	col := columnFor(word, p.columns)
	if col < 0 {
		return -1, false
	}
	p.m.Fields[field] = Field{Column: p.ref(col)}
	return col, true
}

func (p *proposal) calls() {
	for _, field := range []string{"call", "queue", "agent", "customer", "channel", "call_type", "by", "to", "wait", "ring", "talk", "hold", "wrap_up"} {
		p.take(field, field)
	}
	if _, ok := p.m.Fields["queue"]; !ok {
		p.m.Fields["queue"] = Field{Const: "main"}
	}
	for _, x := range []struct{ field, word string }{{"entered", "entered"}, {"answered", "answered_at"}, {"ended", "ended"}} {
		if col, ok := p.take(x.field, x.word); ok {
			p.m.Fields[x.field] = p.timeField(col)
		}
	}
	if col, ok := p.take("outcome", "outcome"); ok {
		words := map[string]string{}
		for _, v := range p.column(col) {
			if w := outcomeWords[plainWord(v)]; w != "" && v != w {
				words[v] = w
			}
		}
		if len(words) > 0 {
			p.m.Fields["outcome"] = Field{Column: p.ref(col), Map: words}
		}
	}
}

func (p *proposal) intervals() {
	for _, field := range []string{"queue", "channel", "length", "offered", "answered", "abandoned"} {
		p.take(field, field)
	}
	if _, ok := p.m.Fields["queue"]; !ok {
		p.m.Fields["queue"] = Field{Const: "main"}
	}
	col, ok := p.take("start", "start")
	if !ok {
		return
	}
	f := p.timeField(col)
	p.m.Fields["start"] = f
	if _, ok := p.m.Fields["length"]; !ok {
		if l := p.step(f); l != "" {
			p.m.Fields["length"] = Field{Const: l}
		}
	}
}

// column are the values of a column that are not missing, at most some hundred.
func (p *proposal) column(col int) []string {
	var out []string
	for _, r := range p.rows {
		if col < len(r) && !missing(r[col]) {
			out = append(out, r[col])
		}
	}
	return out
}

// values are the texts of a field with one column.
func (p *proposal) values(f Field) []string {
	if f.Column == "" {
		return nil
	}
	bound := &plan{header: p.columns}
	col, err := bound.column("", f.Column)
	if err != nil {
		return nil
	}
	return p.column(col)
}

// timePatterns are tried in order when a time is not written the plain way.
var timePatterns = []string{"auto", "H:mm:ss", "h:mm:ss a", "h:mm a", "ah:mm:ss", "HHmmss",
	"d/M/yyyy H:mm:ss", "M/d/yyyy H:mm:ss", "d/M/yyyy H:mm", "M/d/yyyy H:mm", "d/M/yyyy h:mm:ss a", "M/d/yyyy h:mm:ss a", "d/M/yyyy h:mm a", "M/d/yyyy h:mm a",
	"d.M.yyyy H:mm:ss", "d.M.yyyy H:mm", "d-M-yyyy H:mm:ss", "d-MMM-yyyy H:mm:ss", "d MMM yyyy H:mm:ss", "d/M/yy H:mm", "M/d/yy H:mm",
	"d/M/yyyy", "M/d/yyyy", "d.M.yyyy", "yyMMdd", "MMM-yy", "MMM yyyy", "MMMM yyyy", "d-MMM-yy", "excel"}

// pattern is the first that reads all values, else the one that reads most of
// them, at least two in three: the others are bad rows, for quarantine. "" when
// none does.
func pattern(values []string) string {
	best, most := "", 0
	for _, p := range timePatterns {
		f, err := compileFormat(p)
		if err != nil {
			continue
		}
		n := 0
		for _, v := range values {
			if _, ok := f.parse(v); ok {
				n++
			}
		}
		if n > most {
			best, most = p, n
		}
	}
	if most*3 < len(values)*2 {
		return ""
	}
	return best
}

// timeField reads a column of times, with a column of dates beside it when the
// times have none. Midnight for many rows is taken for no time.
func (p *proposal) timeField(col int) Field {
	f := Field{Column: p.ref(col)}
	values := p.column(col)
	zeros := 0
	for _, v := range values {
		if zero(v) {
			zeros++
		}
	}
	if zeros > 1 {
		f.ZeroMeansMissing = true
		values = slices.DeleteFunc(slices.Clone(values), zero)
	}
	if f.Format = pattern(values); f.Format == "auto" {
		f.Format = ""
	}
	format, _ := compileFormat(f.Format)
	if len(values) == 0 {
		return f
	}
	for _, v := range values {
		if t, ok := format.parse(v); ok && t.dated {
			return f
		}
	}
	if date := columnFor("date", p.columns); date >= 0 {
		f.Date = p.ref(date)
		if f.DateFormat = pattern(p.column(date)); f.DateFormat == "auto" {
			f.DateFormat = ""
		}
	}
	return f
}

// step is the shortest distance between two starts, when it is a usual one.
func (p *proposal) step(f Field) string {
	format, _ := compileFormat(f.Format)
	bound := &plan{zone: time.UTC}
	var starts []int64
	monthly := true
	for _, v := range p.values(f) {
		t, ok := format.parse(v)
		if !ok {
			continue
		}
		at := t.ms
		if !t.instant {
			at = bound.local(t)
			monthly = monthly && t.day == 1 && !t.timed
		}
		starts = append(starts, at)
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	shortest := int64(0)
	for i := 1; i < len(starts); i++ {
		if gap := starts[i] - starts[i-1]; shortest == 0 || gap < shortest {
			shortest = gap
		}
	}
	switch {
	case monthly && (shortest == 0 || shortest >= 28*dayMs) && strings.Contains(f.Format, "M") && !strings.Contains(f.Format, "d"):
		return "month"
	case shortest == dayMs:
		return "daily"
	case shortest == 7*dayMs:
		return "weekly"
	case shortest >= 28*dayMs && shortest <= 31*dayMs:
		return "month"
	case shortest >= 60_000 && shortest < dayMs && dayMs%shortest == 0 && shortest%60_000 == 0:
		return string(appendInt(nil, shortest/60_000)) + "m"
	}
	return ""
}
