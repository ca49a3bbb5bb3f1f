package adapter

import (
	"bytes"
	"errors"
	"io"
	"regexp"
)

// jsonRow is one JSON object of the input, or a piece that is none.
type jsonRow struct {
	text []byte // valid until the next call
	off  int64
	line int64
	bad  *bad
}

// jsonScan cuts an input into JSON objects: one per line, one after another
// without line ends, inside arrays of any depth, pretty-printed or not.
// A piece that is no whole object becomes one bad row, and reading goes on at
// the next line that begins with an object.
type jsonScan struct {
	w  *window
	gb bool // two-byte characters may hold a backslash
	cr bool // the byte consumed last was CR
}

// consume advances and counts line ends.
func (s *jsonScan) consume(n int) {
	for _, c := range s.w.rest()[:n] {
		switch {
		case c == '\r', c == '\n' && !s.cr:
			s.w.line++
		}
		s.cr = c == '\r'
	}
	s.w.advance(n)
}

// next is the next object; io.EOF at the end.
func (s *jsonScan) next() (jsonRow, error) {
	for {
		rest := s.w.rest()
		n := 0
		for n < len(rest) && between(rest[n]) {
			n++
		}
		s.consume(n)
		if n < len(rest) {
			break
		}
		if !s.w.more() {
			return jsonRow{}, s.w.err
		}
	}
	if s.w.rest()[0] == '{' {
		return s.object()
	}
	return s.rubbish(0, &bad{reason: BadJSON, expected: "a JSON object"}, true)
}

// between are bytes that may stand between objects.
func between(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', '[', ']', 0x1e:
		return true
	}
	return false
}

// object cuts a whole object. Its inside is only looked at as far as needed to
// find its end and to notice that it was cut off by the next one.
func (s *jsonScan) object() (jsonRow, error) {
	var nest []byte
	inString, escaped, skip := false, false, false
	last := byte(',') // the last byte that is no space
	nest = append(nest, 0)
	i := 0
	for {
		rest := s.w.rest()
		for ; i < len(rest); i++ {
			c := rest[i]
			if inString {
				switch {
				case skip:
					skip = false
				case escaped:
					escaped = false
				case c == '\\':
					escaped = true
				case c == '"':
					inString = false
				case c == '\n' || c == '\r':
					return s.rubbish(i, &bad{reason: BadJSON, expected: "the end of a text in quotes"}, false)
				case s.gb && c >= 0x81:
					skip = true
				}
				continue
			}
			top := nest[len(nest)-1]
			switch c {
			case ' ', '\t', '\r', '\n':
				continue
			case '"':
				inString = true
			case '{':
				if i > 0 && !(last == ':' && top == '{' || (last == ',' || last == '[') && top == '[') {
					return s.rubbish(i, &bad{reason: BadJSON, expected: "the end of the object before the next begins"}, false)
				}
				nest = append(nest, c)
			case '[':
				nest = append(nest, c)
			case '}', ']':
				if top != c-2 {
					return s.rubbish(i, &bad{reason: BadJSON, value: string(c), expected: "a matching bracket"}, false)
				}
				nest = nest[:len(nest)-1]
				if len(nest) == 1 {
					return s.cut(i+1, nil), nil
				}
			}
			if len(nest) > 500 {
				return s.rubbish(i, &bad{reason: BadJSON, expected: "an object less deep"}, false)
			}
			last = c
		}
		if s.w.more() {
			continue
		}
		switch {
		case s.w.full():
			return s.rubbish(i, tooLong(), false)
		case !errors.Is(s.w.err, io.EOF):
			return jsonRow{}, s.w.err
		}
		return s.rubbish(i, &bad{reason: BadJSON, expected: "the end of the object"}, false)
	}
}

// cut takes n bytes as one row.
func (s *jsonScan) cut(n int, b *bad) jsonRow {
	out := jsonRow{text: s.w.rest()[:n], off: s.w.off, line: s.w.line + 1, bad: b}
	s.consume(n)
	return out
}

// rubbish takes what cannot be an object: one line when oneLine, else all up to
// where the next object seems to begin, which is after a line end, directly
// behind a closing brace, or at byte n when a brace stands there that does not
// belong. At the latest it takes a piece of about the longest size.
func (s *jsonScan) rubbish(n int, b *bad, oneLine bool) (jsonRow, error) {
	from := 0
	for {
		end, sure := restart(s.w.rest(), from, oneLine)
		if rest := s.w.rest(); !oneLine && n > 0 && n < len(rest) && rest[n] == '{' && (end < 0 || end > n) {
			end, sure = n, true
		}
		if sure {
			return s.cut(end, b), nil
		}
		if end >= 0 {
			from = end // a line end, and what follows is not there yet
		} else {
			from = max(len(s.w.rest())-64, 0) // room for an object half read
		}
		if len(s.w.rest()) >= s.w.max/2 || !s.w.more() {
			if s.w.err != nil && !errors.Is(s.w.err, io.EOF) {
				return jsonRow{}, s.w.err
			}
			rest := bytes.TrimRight(s.w.rest(), "\r\n")
			return s.cut(max(len(rest), 1), b), nil
		}
	}
}

// objectBehind is an object that begins directly behind another.
var objectBehind = regexp.MustCompile(`\}\{\s*"[A-Za-z]`)

// restart finds the first place behind from where an object may begin anew;
// not sure: a line end with nothing behind it yet.
func restart(rest []byte, from int, oneLine bool) (end int, sure bool) {
	behind := -1
	if !oneLine {
		if at := objectBehind.FindIndex(rest[from:]); at != nil {
			behind = from + at[0] + 1
		}
	}
	for {
		i := lineEnd(rest[from:])
		if i < 0 || behind >= 0 && from+i > behind {
			return behind, behind >= 0
		}
		i += from
		after := bytes.TrimLeft(rest[i:], " \t\r\n,[")
		switch {
		case oneLine || len(after) > 0 && after[0] == '{':
			return i, true
		case len(after) == 0:
			return i, false
		}
		from = len(rest) - len(after)
	}
}
