package adapter

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/text/encoding/unicode"
)

// maxRow is the longest row kept whole. A longer one is cut into a bad row of
// this length and skipped to its end, so that memory stays bounded.
const maxRow = 4 << 20

// OpenFile opens a plain or gzip-compressed file, by its content and not by
// its name, for reading from the start.
func OpenFile(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := Decompress(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if r == io.Reader(f) {
		return f, nil
	}
	return struct {
		io.Reader
		io.Closer
	}{r, f}, nil
}

// Decompress is r, read through gzip when it begins like a gzip stream. A
// seekable plain r is returned itself.
func Decompress(r io.Reader) (io.Reader, error) {
	if s, ok := r.(io.ReadSeeker); ok {
		if pos, err := s.Seek(0, io.SeekCurrent); err == nil {
			var head [2]byte
			n, err := io.ReadFull(s, head[:])
			if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return nil, err
			}
			if _, err := s.Seek(pos, io.SeekStart); err != nil {
				return nil, err
			}
			if n < 2 || head != [2]byte{0x1f, 0x8b} {
				return r, nil
			}
			return gzip.NewReader(bufio.NewReaderSize(r, 64<<10))
		}
	}
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(head, []byte{0x1f, 0x8b}) {
		return b, nil
	}
	return gzip.NewReader(b)
}

// window is a growing view of the input: the bytes not yet consumed that have
// been read so far. Scanners look at rest, ask for more, and advance.
type window struct {
	r          io.Reader
	buf        []byte
	start, end int
	off        int64 // offset of buf[start] in the input
	line       int64 // line ends before buf[start]
	max        int   // rest never grows beyond this
	err        error // why there is no more; io.EOF at the end
}

var (
	bomUTF8    = []byte{0xef, 0xbb, 0xbf}
	bomGB18030 = []byte{0x84, 0x31, 0x95, 0x33}
)

// newWindow looks at the byte order mark and stands after it.
func newWindow(r io.Reader) (*window, error) {
	w := &window{r: r, buf: make([]byte, 64<<10), max: maxRow + 2}
	w.atLeast(4)
	if w.err != nil && !errors.Is(w.err, io.EOF) {
		return nil, w.err
	}
	head := w.rest()
	switch {
	case bytes.HasPrefix(head, bomUTF8):
		w.advance(len(bomUTF8))
	case bytes.HasPrefix(head, bomGB18030):
		w.advance(len(bomGB18030))
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		all := io.MultiReader(bytes.NewReader(bytes.Clone(head)), r)
		dec := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(all)
		*w = window{r: dec, buf: w.buf, max: w.max}
	}
	return w, nil
}

// skipTo goes to an absolute offset at or after the current one.
func (w *window) skipTo(c Checkpoint) error {
	n := c.Offset - w.off
	if n < 0 {
		if c.Offset == 0 && c.Line == 0 {
			return nil // the start, before the byte order mark
		}
		return fmt.Errorf("cannot go on at byte %d: the first row begins at %d", c.Offset, w.off)
	}
	have := int64(w.end - w.start)
	if n <= have {
		w.start += int(n)
	} else {
		n -= have
		w.start, w.end = 0, 0
		if err := w.discard(n); err != nil {
			return err
		}
	}
	w.off, w.line = c.Offset, c.Line
	return nil
}

// discard drops n bytes of the reader itself; the window is empty.
func (w *window) discard(n int64) error {
	if s, ok := w.r.(io.Seeker); ok && w.err == nil {
		here, err := s.Seek(0, io.SeekCurrent)
		if err == nil {
			end, err := s.Seek(0, io.SeekEnd)
			if err != nil {
				return err
			}
			if end < here+n {
				return fmt.Errorf("the input ends before the place to go on: %d bytes missing", here+n-end)
			}
			_, err = s.Seek(here+n, io.SeekStart)
			return err
		}
	}
	if w.err != nil {
		return fmt.Errorf("the input ends before the place to go on: %d bytes missing", n)
	}
	got, err := io.CopyN(io.Discard, w.r, n)
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("the input ends before the place to go on: %d bytes missing", n-got)
	}
	return err
}

// rest are the bytes at hand; valid until more or advance.
func (w *window) rest() []byte { return w.buf[w.start:w.end] }

// atLeast reads until n bytes are at hand or there are no more.
func (w *window) atLeast(n int) {
	for w.end-w.start < n {
		if !w.more() {
			return
		}
	}
}

// more reads further bytes behind rest: false at the end of the input, on an
// error, or when the window is full.
func (w *window) more() bool {
	if w.err != nil || w.end-w.start >= w.max {
		return false
	}
	if w.end == len(w.buf) {
		if w.start > len(w.buf)/2 || w.start > 0 && w.end-w.start < len(w.buf)/2 {
			w.end = copy(w.buf, w.buf[w.start:w.end])
			w.start = 0
		} else {
			bigger := make([]byte, min(2*len(w.buf), w.max+64<<10))
			w.end = copy(bigger, w.buf[w.start:w.end])
			w.buf, w.start = bigger, 0
		}
	}
	for range 100 {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		w.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	w.err = io.ErrNoProgress
	return false
}

// full reports that no more fits although the input goes on.
func (w *window) full() bool { return w.err == nil && w.end-w.start >= w.max }

// advance consumes n bytes of rest.
func (w *window) advance(n int) {
	w.start += n
	w.off += int64(n)
	if w.start == w.end {
		w.start, w.end = 0, 0
	}
}

// row is one line: the bytes without the line end, valid until the next call.
type row struct {
	text    []byte
	off     int64
	line    int64 // 1-based
	tooLong bool  // cut at maxRow, the rest of the line skipped
}

// nextLine is the next line, ended by LF, CRLF, CR or the end of the input.
// A line cut by a read error is not given: the error is.
func (w *window) nextLine() (row, error) {
	i := 0
	for {
		rest := w.rest()
		if j := lineEnd(rest[i:]); j >= 0 {
			return w.take(i + j), nil
		}
		i = len(rest)
		if w.more() {
			continue
		}
		switch {
		case w.full():
			return w.takeLong()
		case !errors.Is(w.err, io.EOF):
			return row{}, w.err
		case i == 0:
			return row{}, io.EOF
		}
		return w.take(i), nil
	}
}

// lineEnd is the place of the first LF or CR, or -1.
func lineEnd(b []byte) int {
	lf := bytes.IndexByte(b, '\n')
	if lf >= 0 {
		b = b[:lf]
	}
	if cr := bytes.IndexByte(b, '\r'); cr >= 0 {
		return cr
	}
	return lf
}

// take consumes a line of n bytes and its line end. The bytes stay valid: a
// window never moves its buffer while the end is looked for after them.
func (w *window) take(n int) row {
	if n < len(w.rest()) && w.rest()[n] == '\r' {
		w.atLeast(n + 2)
	}
	rest := w.rest()
	out := row{text: rest[:n], off: w.off, line: w.line + 1}
	end := n
	if end < len(rest) {
		if rest[end] == '\r' && end+1 < len(rest) && rest[end+1] == '\n' {
			end++
		}
		end++
	}
	w.advance(end)
	w.line++
	return out
}

// takeLong keeps the start of a line that is too long and skips the rest.
func (w *window) takeLong() (row, error) {
	out := row{text: bytes.Clone(w.rest()[:maxRow]), off: w.off, line: w.line + 1, tooLong: true}
	for {
		if i := lineEnd(w.rest()); i >= 0 {
			w.advance(i)
			w.take(0)
			return out, nil
		}
		w.advance(len(w.rest()))
		if !w.more() {
			if w.err != nil && !errors.Is(w.err, io.EOF) {
				return row{}, w.err
			}
			w.line++
			return out, nil
		}
	}
}
