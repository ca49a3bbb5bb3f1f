package adapter

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// maxQuoted bounds the text in one pair of quotes; beyond it the opening quote
// is taken for a mistake in its line.
const maxQuoted = 1 << 20

// table reads delimited text, one item per record: the lines before the header
// and the header as ignored items, then what read makes of each record.
type table struct {
	w        *window
	file     string
	encoding string
	delim    string
	quote    byte
	quoted   bool
	before   []Item       // lines before the first record, still to give
	ends     []Checkpoint // the position after each of them
	at       Checkpoint   // set while before is given
	cells    []string
	read     func(it *Item, cells []string) *bad
	err      error
}

// openTable stands at opt.From; header is nil when the mapping has none or the
// input is empty.
func openTable(r io.Reader, m *Mapping, opt Options) (t *table, header []string, err error) {
	encoding, err := checkEncoding(firstText(m.Encoding, opt.Encoding))
	if err != nil {
		return nil, nil, err
	}
	delim, err := m.delimiter()
	if err != nil {
		return nil, nil, &MappingError{Field: "delimiter", Message: err.Error()}
	}
	t = &table{file: opt.File, encoding: encoding, delim: string(delim)}
	if t.quote, t.quoted, err = m.quote(); err != nil {
		return nil, nil, &MappingError{Field: "quote", Message: err.Error()}
	}
	if t.w, err = newWindow(r); err != nil {
		return nil, nil, err
	}
	for range m.SkipLines {
		row, err := t.w.nextLine()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		t.keep(row)
	}
	for !m.NoHeader && header == nil {
		row, _, err := t.record()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if text := t.keep(row); strings.TrimSpace(text) != "" {
			header = append([]string{}, t.split(text)...)
		}
	}
	n := 0
	for n < len(t.ends) && t.ends[n].Offset <= opt.From.Offset && opt.From.Offset > 0 {
		n++
	}
	t.before, t.ends, t.at = t.before[n:], t.ends[n:], opt.From
	if len(t.before) == 0 {
		if err := t.w.skipTo(opt.From); err != nil && opt.From.Offset > 0 {
			return nil, nil, err
		}
	}
	return t, header, nil
}

func (t *table) keep(r row) string {
	it := Item{Line: r.line, Offset: r.off, Raw: decode(r.text, t.encoding), Ignored: true}
	t.before = append(t.before, it)
	t.ends = append(t.ends, Checkpoint{Offset: t.w.off, Line: t.w.line})
	return it.Raw
}

func (t *table) Checkpoint() Checkpoint {
	if len(t.before) > 0 {
		return t.at
	}
	return Checkpoint{Offset: t.w.off, Line: t.w.line}
}

func (t *table) Next() (Item, error) {
	if len(t.before) > 0 {
		it := t.before[0]
		t.at = t.ends[0]
		t.before, t.ends = t.before[1:], t.ends[1:]
		return it, nil
	}
	if t.err != nil {
		return Item{}, t.err
	}
	r, b, err := t.record()
	if err != nil {
		t.err = err
		return Item{}, err
	}
	it := Item{Line: r.line, Offset: r.off, Raw: decode(r.text, t.encoding)}
	if r.tooLong {
		b = tooLong()
	}
	if b == nil {
		if strings.TrimSpace(it.Raw) == "" {
			it.Ignored = true
			return it, nil
		}
		t.cells = t.split(it.Raw)
		b = t.read(&it, t.cells)
	}
	if b != nil {
		b.row(&it, t.file)
	}
	return it, nil
}

// record takes the next record: a line, or several when quotes hold line ends.
// A quote that is never closed, or closed in the middle of a later line's text,
// spoils only the line it stands in.
func (t *table) record() (row, *bad, error) {
	if !t.quoted {
		r, err := t.w.nextLine()
		return r, nil, err
	}
	i, first := 0, -1 // first: end of the first line, when inside quotes
	open, start, closed := false, true, false
	for {
		rest := t.w.rest()
		if i == 0 {
			if e := lineEnd(rest); e >= 0 && bytes.IndexByte(rest[:e], t.quote) < 0 {
				return t.w.take(e), nil, nil
			}
		}
		for ; i < len(rest); i++ {
			c := rest[i]
			switch {
			case open && c == t.quote:
				if i+1 == len(rest) && t.w.err == nil && len(rest) < t.w.max {
					goto more
				}
				if i+1 < len(rest) && rest[i+1] == t.quote {
					i++
					continue
				}
				open, closed = false, true
				continue
			case open:
				if first < 0 && (c == '\n' || c == '\r') {
					first = i
				}
				continue
			case c == '\n', c == '\r':
				return t.takeRecord(i), nil, nil
			case start && c == t.quote:
				open, start, closed = true, false, false
				continue
			}
			if c == t.delim[len(t.delim)-1] && bytes.HasSuffix(rest[:i+1], []byte(t.delim)) {
				start, closed = true, false
				continue
			}
			if closed && first >= 0 {
				return t.w.take(first), &bad{reason: BadQuote, expected: "a closing quote, or two quotes for one"}, nil
			}
			start = false
		}
	more:
		if open && i > maxQuoted && first >= 0 {
			return t.w.take(first), &bad{reason: BadQuote, expected: "a closing quote"}, nil
		}
		if t.w.more() {
			continue
		}
		switch {
		case t.w.full():
			if first >= 0 {
				return t.w.take(first), &bad{reason: BadQuote, expected: "a closing quote"}, nil
			}
			r, err := t.w.takeLong()
			return r, nil, err
		case !errors.Is(t.w.err, io.EOF):
			return row{}, nil, t.w.err
		case len(t.w.rest()) == 0:
			return row{}, nil, io.EOF
		case i < len(t.w.rest()):
			continue // the byte after a quote was waited for
		case open && first >= 0:
			return t.w.take(first), &bad{reason: BadQuote, expected: "a closing quote"}, nil
		case open:
			return t.takeRecord(i), &bad{reason: BadQuote, expected: "a closing quote"}, nil
		}
		return t.takeRecord(i), nil, nil
	}
}

// takeRecord consumes n bytes and the line end after them, counting the line
// ends inside.
func (t *table) takeRecord(n int) row {
	inside := int64(0)
	text := t.w.rest()[:n]
	for i, c := range text {
		if c == '\n' && (i == 0 || text[i-1] != '\r') || c == '\r' {
			inside++
		}
	}
	r := t.w.take(n)
	t.w.line += inside
	return r
}

// split cuts a record into cells, trimmed; the slice is used again.
func (t *table) split(s string) []string {
	out := t.cells[:0]
	for {
		if t.quoted && len(s) > 0 && s[0] == t.quote {
			var cell string
			cell, s = t.unquote(s)
			i := strings.Index(s, t.delim)
			if i < 0 {
				return append(out, strings.TrimSpace(cell+s))
			}
			out = append(out, strings.TrimSpace(cell+s[:i]))
			s = s[i+len(t.delim):]
			continue
		}
		i := strings.Index(s, t.delim)
		if i < 0 {
			return append(out, strings.TrimSpace(s))
		}
		out = append(out, strings.TrimSpace(s[:i]))
		s = s[i+len(t.delim):]
	}
}

// unquote reads the quoted text that s begins with.
func (t *table) unquote(s string) (text, rest string) {
	s = s[1:]
	i := strings.IndexByte(s, t.quote)
	if i < 0 {
		return s, ""
	}
	if i+1 == len(s) || s[i+1] != t.quote {
		return s[:i], s[i+1:]
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, t.quote)
		if i < 0 {
			b.WriteString(s)
			return b.String(), ""
		}
		b.WriteString(s[:i])
		s = s[i+1:]
		if len(s) == 0 || s[0] != t.quote {
			return b.String(), s
		}
		b.WriteByte(t.quote)
		s = s[1:]
	}
}
