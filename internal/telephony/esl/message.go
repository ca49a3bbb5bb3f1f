package esl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
)

// Header is the fields of a message or event, by name in lower case.
type Header map[string]string

// Get is the field of the name, in any case.
func (h Header) Get(name string) string { return h[strings.ToLower(name)] }

// Message is one message of the socket: its header and its body.
type Message struct {
	Header Header
	Body   []byte
}

// Limits of a message.
const (
	maxLine = 64 << 10
	maxBody = 8 << 20
)

// ErrWire says that what comes is not the protocol; the connection is of no
// more use.
var ErrWire = errors.New("what the event socket sends cannot be read")

// Reader reads messages.
type Reader struct{ r *bufio.Reader }

// NewReader reads from r.
func NewReader(r io.Reader) *Reader { return &Reader{bufio.NewReaderSize(r, maxLine)} }

// Read is the next message.
func (r *Reader) Read() (Message, error) {
	m := Message{Header: Header{}}
	for {
		line, err := r.r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return m, ErrWire
		}
		if err != nil {
			return m, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			if len(m.Header) == 0 {
				continue
			}
			break
		}
		name, value, ok := strings.Cut(string(line), ":")
		if !ok || len(m.Header) > 200 {
			return m, ErrWire
		}
		m.Header[strings.ToLower(strings.TrimSpace(name))] = valid(strings.TrimSpace(value))
	}
	s := m.Header.Get("Content-Length")
	if s == "" {
		return m, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > maxBody {
		return m, ErrWire
	}
	m.Body = make([]byte, n)
	_, err = io.ReadFull(r.r, m.Body)
	return m, err
}

func valid(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\uFFFD"), "\uFFFD")
}

// Event reads the body of a text/event-plain message; its values are
// URL-encoded.
func (m Message) Event() Header {
	out := Header{}
	for line := range strings.Lines(string(m.Body)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break // the body of the event follows
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		if plain, err := url.PathUnescape(value); err == nil {
			value = plain
		}
		out[strings.ToLower(strings.TrimSpace(name))] = valid(value)
	}
	return out
}

// Table reads the answer of a list command: a line of names, rows, and +OK.
func Table(body string) ([]Header, error) {
	var names []string
	var out []Header
	for line := range strings.Lines(body) {
		line = valid(strings.TrimRight(line, "\r\n"))
		switch {
		case strings.HasPrefix(line, "+OK"):
			return out, nil
		case strings.HasPrefix(line, "-ERR"), strings.HasPrefix(line, "-USAGE"):
			return nil, fmt.Errorf("the switch answers %s", line)
		case line == "":
		case names == nil:
			names = strings.Split(strings.ToLower(line), "|")
		default:
			row := Header{}
			for i, v := range strings.Split(line, "|") {
				if i < len(names) {
					row[names[i]] = v
				}
			}
			out = append(out, row)
		}
	}
	if names == nil {
		return nil, errors.New("the switch answers nothing")
	}
	return out, nil
}

// seconds is an instant told in epoch seconds, in milliseconds; 0 when not told.
func (h Header) seconds(name string) int64 {
	n, err := strconv.ParseInt(h.Get(name), 10, 64)
	if err != nil || n < 100_000_000 || n > 253_402_300_799 {
		return 0
	}
	return n * 1000
}

// at is the instant of the event, by the switch's clock when it tells it.
func (h Header) at(nowMs int64) int64 {
	n, err := strconv.ParseInt(h.Get("Event-Date-Timestamp"), 10, 64)
	if err != nil || n < 100_000_000_000_000 || n > 253_402_300_799_000_000 {
		return nowMs
	}
	return n / 1000
}
