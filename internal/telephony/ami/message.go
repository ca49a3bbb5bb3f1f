package ami

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Field is one line of a message.
type Field struct{ Name, Value string }

// Message is one packet of the interface: an event or a response.
type Message []Field

// Get is the value of the first field of the name, in any case.
func (m Message) Get(name string) string {
	for _, f := range m {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// String is the message as it stands on the wire, without its last line end.
func (m Message) String() string {
	var b strings.Builder
	for i, f := range m {
		if i > 0 {
			b.WriteByte('\n')
		}
		if f.Name != "" {
			b.WriteString(f.Name)
			b.WriteString(": ")
		}
		b.WriteString(f.Value)
	}
	return b.String()
}

// Limits of a message; what is longer is cut and marked.
const (
	maxLine  = 64 << 10
	maxLines = 2000
	maxBytes = 1 << 20
)

// ErrTooLong marks a message that went beyond its limits; reading goes on
// behind it.
var ErrTooLong = errors.New("a message of the manager interface is too long")

// Reader reads messages.
type Reader struct{ r *bufio.Reader }

// NewReader reads from r.
func NewReader(r io.Reader) *Reader { return &Reader{bufio.NewReaderSize(r, 64<<10)} }

// Banner is the first line the switch sends.
func (r *Reader) Banner() (string, error) {
	line, _, err := r.line()
	return line, err
}

// Read is the next message. After ErrTooLong the next one can be read; any
// other error is the end.
func (r *Reader) Read() (Message, error) {
	var m Message
	size := 0
	tooLong := false
	for {
		line, long, err := r.line()
		if err != nil {
			return nil, err
		}
		tooLong = tooLong || long
		if line == "" && !long {
			if len(m) == 0 && !tooLong {
				continue // blank lines between messages
			}
			if tooLong {
				return m, ErrTooLong
			}
			return m, nil
		}
		size += len(line)
		if len(m) >= maxLines || size > maxBytes {
			tooLong = true
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			name, value = "", line
		}
		m = append(m, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
}

// line is the next line without its end, as valid text; long says that it was cut.
func (r *Reader) line() (line string, long bool, err error) {
	var b []byte
	for {
		part, err := r.r.ReadSlice('\n')
		if len(b)+len(part) <= maxLine {
			b = append(b, part...)
		} else {
			long = true
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil:
			return "", long, err
		}
		b = bytes.TrimRight(b, "\r\n")
		return strings.ToValidUTF8(strings.ReplaceAll(string(b), "\x00", "\uFFFD"), "\uFFFD"), long, nil
	}
}

// Action writes one action.
func Action(w io.Writer, fields ...Field) error {
	var b bytes.Buffer
	for _, f := range fields {
		if strings.ContainsAny(f.Name+f.Value, "\r\n") {
			return fmt.Errorf("the value of %s holds a line end", f.Name)
		}
		fmt.Fprintf(&b, "%s: %s\r\n", f.Name, f.Value)
	}
	b.WriteString("\r\n")
	_, err := w.Write(b.Bytes())
	return err
}

// at is the instant of the switch, when it sends one (timestampevents), else now.
func (m Message) at(nowMs int64) int64 {
	s := m.Get("Timestamp")
	if s == "" {
		return nowMs
	}
	whole, part, _ := strings.Cut(s, ".")
	sec, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || sec < 100_000_000 || sec > 253_402_300_799 {
		return nowMs
	}
	ms := int64(0)
	if part != "" {
		n, err := strconv.ParseUint((part + "000")[:3], 10, 16)
		if err != nil {
			return nowMs
		}
		ms = int64(n)
	}
	return sec*1000 + ms
}

// number is a whole number of the message; ok is false when there is none.
func (m Message) number(name string) (int64, bool) {
	n, err := strconv.ParseInt(m.Get(name), 10, 64)
	return n, err == nil
}

// flag is a truth value: 1, yes, true.
func (m Message) flag(name string) bool {
	switch strings.ToLower(m.Get(name)) {
	case "1", "yes", "true", "y":
		return true
	}
	return false
}

// text is a value that may be unknown.
func (m Message) text(name string) string {
	switch v := m.Get(name); v {
	case "<unknown>", "(null)", "<none>":
		return ""
	default:
		return v
	}
}

// maxSpan bounds a duration: ten years.
const maxSpan = 10 * 366 * 24 * time.Hour
