package adapter

import (
	"io"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/telephony"
)

// queueLog reads an Asterisk queue_log, one item per line.
//
// Three forms of a row are known, told apart row by row:
//
//	1292281046|psy1-1292281041.87|7100|NONE|ENTERQUEUE||4165551212|1
//	2010-12-13 22:57:26.000000|…                the same with the time of the realtime table, in Options.Zone
//	17,2010-12-13 22:57:26.000000,psy1-1292281041.87,7100,NONE,ENTERQUEUE,,4165551212,1
//
// the last being an export of the realtime table, with comma or tab, with or
// without its id column and header.
type queueLog struct {
	w        *window
	file     string
	zone     *time.Location
	encoding string
	fields   []string
	content  []byte
	err      error
}

func openQueueLog(r io.Reader, opt Options) (Reader, error) {
	enc, err := checkEncoding(opt.Encoding)
	if err != nil {
		return nil, err
	}
	w, err := newWindow(r)
	if err != nil {
		return nil, err
	}
	if err := w.skipTo(opt.From); err != nil {
		return nil, err
	}
	return newQueueLog(w, opt, enc), nil
}

func newQueueLog(w *window, opt Options, encoding string) *queueLog {
	return &queueLog{w: w, file: opt.File, zone: opt.Zone, encoding: encoding}
}

func (q *queueLog) Checkpoint() Checkpoint { return Checkpoint{Offset: q.w.off, Line: q.w.line} }

func (q *queueLog) Next() (Item, error) {
	if q.err != nil {
		return Item{}, q.err
	}
	r, err := q.w.nextLine()
	if err != nil {
		q.err = err
		return Item{}, err
	}
	return q.item(r), nil
}

// item reads one line.
func (q *queueLog) item(r row) Item {
	it := Item{Line: r.line, Offset: r.off, Raw: decode(r.text, q.encoding)}
	if r.tooLong {
		tooLong().row(&it, q.file)
		return it
	}
	if strings.TrimSpace(it.Raw) == "" {
		it.Ignored = true
		return it
	}
	if b := q.read(&it); b != nil {
		b.row(&it, q.file)
	}
	return it
}

// queueRow is one row of the log with its words apart.
type queueRow struct {
	at                          time.Time
	call, queue, agent, event   string
	rawCall, rawQueue, rawAgent string // before NONE became empty
	data                        []string
}

func (q *queueLog) read(it *Item) *bad {
	q.fields = splitQueueRow(it.Raw, q.fields[:0])
	f := q.fields
	if isQueueHeader(f) {
		it.Ignored = true
		return nil
	}
	if len(f) < 5 {
		return &bad{reason: BadTooFewFields, column: "event", value: it.Raw,
			expected: "time|callid|queuename|agent|event|data…"}
	}
	at, ok := parseQueueTime(f[0], q.zone)
	if !ok {
		return &bad{reason: BadTime, column: "time", value: f[0],
			expected: "seconds since 1970, or YYYY-MM-DD HH:MM:SS"}
	}
	r := queueRow{at: at, rawCall: f[1], rawQueue: f[2], rawAgent: f[3], event: strings.ToUpper(f[4]), data: f[5:]}
	if r.event == "" {
		return &bad{reason: BadEmptyEvent, column: "event", expected: "the name of an event"}
	}
	for n := len(r.data); n > 0 && r.data[n-1] == ""; n-- {
		r.data = r.data[:n-1]
	}
	r.call, r.queue, r.agent = callID(f[1]), unlessNone(f[2]), unlessNone(f[3])

	e, b := r.told()
	if b != nil {
		return b
	}
	e.Key, e.File, e.Line, e.Raw = q.key(&r), q.file, it.Line, it.Raw
	it.Events = []telephony.Event{e}
	return nil
}

// key is made of what the row says, so that spaces, a pipe at the end or the
// form of the row do not change it.
func (q *queueLog) key(r *queueRow) string {
	b := q.content[:0]
	b = appendInt(b, r.at.UnixMicro())
	for _, s := range [...]string{r.rawCall, r.rawQueue, r.rawAgent, r.event} {
		b = append(append(b, 0x1f), s...)
	}
	for _, s := range r.data {
		b = append(append(b, 0x1f), s...)
	}
	q.content = b
	return keyOf(b)
}

// splitQueueRow splits a row in any of its forms into time, callid, queuename,
// agent, event and data, each trimmed. Fewer fields come back as they are.
func splitQueueRow(s string, out []string) []string {
	out = splitTrim(s, '|', out)
	if len(out) >= 5 {
		return out
	}
	for _, sep := range [...]byte{'\t', ','} {
		if strings.Count(s, string(sep)) < 4 {
			continue
		}
		alt := splitQuoted(s, sep)
		if len(alt) >= 6 && !looksLikeTime(alt[0]) && (looksLikeTime(alt[1]) || strings.EqualFold(alt[1], "time")) {
			alt = alt[1:] // the id column
		}
		if len(alt) < 5 || !looksLikeTime(alt[0]) && !strings.EqualFold(alt[0], "time") {
			continue
		}
		// The fifth data column keeps the rest of a longer row with its pipes.
		out = append(out[:0], alt[:5]...)
		for _, d := range alt[5:] {
			out = splitTrim(d, '|', out)
		}
		return out
	}
	return out
}

func splitTrim(s string, sep byte, out []string) []string {
	for {
		i := strings.IndexByte(s, sep)
		if i < 0 {
			return append(out, strings.TrimSpace(s))
		}
		out = append(out, strings.TrimSpace(s[:i]))
		s = s[i+1:]
	}
}

// splitQuoted splits a line of an exported table; NULL cells are empty.
func splitQuoted(s string, sep byte) []string {
	var out []string
	for {
		var cell string
		if strings.HasPrefix(s, `"`) {
			var b strings.Builder
			i := 1
			for i < len(s) {
				if s[i] == '"' {
					if i+1 < len(s) && s[i+1] == '"' {
						i++
					} else {
						break
					}
				}
				b.WriteByte(s[i])
				i++
			}
			cell, s = b.String(), s[min(i+1, len(s)):]
			if j := strings.IndexByte(s, sep); j >= 0 {
				cell, s = cell+s[:j], s[j:]
			} else {
				cell, s = cell+s, ""
			}
		} else if j := strings.IndexByte(s, sep); j >= 0 {
			cell, s = s[:j], s[j:]
		} else {
			cell, s = s, ""
		}
		cell = strings.TrimSpace(cell)
		if cell == `\N` || cell == "NULL" {
			cell = ""
		}
		out = append(out, cell)
		if s == "" {
			return out
		}
		s = s[1:]
	}
}

func looksLikeTime(s string) bool {
	_, ok := parseQueueTime(s, time.UTC)
	return ok
}

func isQueueHeader(f []string) bool {
	return len(f) >= 5 && strings.EqualFold(f[0], "time") && strings.EqualFold(f[1], "callid") &&
		strings.EqualFold(f[4], "event")
}

// callID is the call a row belongs to, empty for the words that stand in for one.
func callID(s string) string {
	switch s {
	case "NONE", "REALTIME", "MANAGER", "CLI":
		return ""
	}
	return s
}

func unlessNone(s string) string {
	if s == "NONE" {
		return ""
	}
	return s
}

// Epoch seconds accepted: from 1973 to the year 9999. Smaller numbers are
// durations or ids in the wrong place, larger ones milliseconds.
const (
	minEpoch = 100_000_000
	maxEpoch = 253_402_300_799
)

// parseQueueTime reads epoch seconds with an optional fraction, or a local
// date and time with an optional fraction.
func parseQueueTime(s string, zone *time.Location) (time.Time, bool) {
	if len(s) >= 19 && s[4] == '-' {
		layout := "2006-01-02 15:04:05"
		if s[10] == 'T' {
			layout = "2006-01-02T15:04:05"
		}
		t, err := time.ParseInLocation(layout, s, zone)
		if err != nil || t.Unix() < minEpoch || t.Unix() > maxEpoch {
			return time.Time{}, false
		}
		return t, true
	}
	sec, nanos, ok := parseDecimal(s)
	if !ok || sec < minEpoch || sec > maxEpoch {
		return time.Time{}, false
	}
	return time.Unix(sec, nanos), true
}

// parseDecimal reads an unsigned decimal number as its whole part and
// billionths.
func parseDecimal(s string) (whole, nanos int64, ok bool) {
	i := 0
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		if i >= 15 {
			return 0, 0, false
		}
		whole = whole*10 + int64(s[i]-'0')
	}
	if i == 0 {
		return 0, 0, false
	}
	if i == len(s) {
		return whole, 0, true
	}
	if s[i] != '.' {
		return 0, 0, false
	}
	scale := int64(100_000_000)
	for i++; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, 0, false
		}
		nanos += int64(s[i]-'0') * scale
		scale /= 10
	}
	return whole, nanos, true
}
