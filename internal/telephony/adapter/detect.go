package adapter

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// DetectLen is how much of a file's start Detect wants.
const DetectLen = 64 << 10

// sampleRows is how many rows Detect shows.
const sampleRows = 20

// Detected is what the start of a file looks like.
type Detected struct {
	Kind      string     `json:"kind"`      // one of Kinds; empty when nothing fits
	Delimiter string     `json:"delimiter"` // of calls and intervals
	Encoding  string     `json:"encoding"`  // utf-8, utf-16 or gb18030
	Header    bool       `json:"header"`
	Columns   []string   `json:"columns"`
	Sample    [][]string `json:"sample"` // the first rows, cut into Columns
	Zone      string     `json:"timezone_guess"`
	// Mapping is a proposal for calls and intervals, and Missing what it still
	// lacks; with nothing missing it can be used as it is.
	Mapping *Mapping        `json:"mapping,omitempty"`
	Missing []*MappingError `json:"missing,omitempty"`
}

// Detect looks at the first bytes of a file, plain or compressed. It guesses,
// for a person to correct; it never fails.
func Detect(start []byte) Detected {
	if len(start) > 2 && start[0] == 0x1f && start[1] == 0x8b {
		if r, err := Decompress(bytes.NewReader(start)); err == nil {
			b := make([]byte, DetectLen)
			n, _ := io.ReadFull(r, b) // the end of the stream is missing
			start = b[:n]
			if n < DetectLen {
				start = dropCut(start)
			}
		}
	}
	if len(start) >= DetectLen {
		start = dropCut(start[:DetectLen])
	}
	d := Detected{Encoding: encodingOf(start), Columns: []string{}, Sample: [][]string{}}
	switch {
	case len(bytes.TrimSpace(start)) == 0:
	case d.connect(start):
	case d.queueLog(start):
	default:
		d.table(start)
	}
	return d
}

// dropCut removes the last line, which may not be whole; a single line stays.
func dropCut(b []byte) []byte {
	if i := bytes.LastIndexAny(b, "\r\n"); i > 0 {
		return b[:i+1]
	}
	return b
}

func encodingOf(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}), bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return "utf-16"
	case bytes.HasPrefix(b, bomGB18030):
		return EncodingGB18030
	}
	for cut := range min(4, len(b)) {
		if utf8.Valid(b[:len(b)-cut]) {
			return EncodingUTF8
		}
	}
	if !strings.ContainsRune(gb18030(b[:max(len(b)-4, 0)]), utf8.RuneError) || !strings.ContainsRune(gb18030(b), utf8.RuneError) {
		return EncodingGB18030
	}
	return EncodingUTF8
}

// connect knows contact records by their braces and a ContactId.
func (d *Detected) connect(start []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(start, bomUTF8), " \t\r\n[")
	if d.Encoding == "utf-16" {
		text = []byte(decodeAll(start))
		text = bytes.TrimLeft(text, " \t\r\n[")
	}
	if len(text) == 0 || text[0] != '{' || !bytes.Contains(bytes.ToLower(text), []byte(`"contactid"`)) {
		return false
	}
	d.Kind, d.Zone = KindConnectRecords, "UTC"
	d.Columns = []string{"ContactId", "Channel", "InitiationMethod", "InitiationTimestamp", "Queue", "Agent", "DisconnectReason", "LastUpdateTimestamp"}
	r, err := Open(KindConnectRecords, bytes.NewReader(start), Options{})
	for err == nil && len(d.Sample) < sampleRows {
		var it Item
		var rec contactRecord
		if it, err = r.Next(); err != nil || it.Bad != nil || json.Unmarshal([]byte(it.Raw), &rec) != nil {
			continue
		}
		d.Sample = append(d.Sample, []string{string(rec.ContactID), string(rec.Channel), string(rec.InitiationMethod), rec.InitiationTimestamp.text,
			rec.queue().name(), rec.agent().name(), string(rec.DisconnectReason), rec.LastUpdateTimestamp.text})
	}
	return true
}

// queueLog knows a queue_log by rows that read and have known events.
func (d *Detected) queueLog(start []byte) bool {
	r, err := Open(KindQueueLog, bytes.NewReader(start), Options{})
	good, rows := 0, 0
	for err == nil && rows < 100 {
		var it Item
		if it, err = r.Next(); err != nil || it.Ignored {
			continue
		}
		rows++
		if it.Bad != nil {
			continue
		}
		cells := splitQueueRow(it.Raw, nil)
		if it.Events[0].Kind != "unknown" {
			good++
		}
		if len(d.Sample) < sampleRows {
			d.Sample = append(d.Sample, cells)
		}
	}
	if good == 0 || good*2 < rows {
		d.Sample = [][]string{}
		return false
	}
	d.Kind = KindQueueLog
	d.Columns = []string{"time", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4", "data5"}
	if len(d.Sample[0][0]) < 19 {
		d.Zone = "UTC" // epoch seconds need no zone
	}
	return true
}

// table finds the delimiter that cuts most rows into the same number of
// columns, the header, and a mapping.
func (d *Detected) table(start []byte) {
	best, columns := "", 0
	for _, delim := range []string{",", "\t", ";", "|"} {
		counts := map[int]int{}
		for _, cells := range tableRows(start, delim, 40) {
			counts[len(cells)]++
		}
		for n, times := range counts {
			if score := n * times * times; n > 1 && (score > columns || score == columns && delim < best) {
				best, columns = delim, score
			}
		}
	}
	if best == "" {
		best = ","
	}
	d.Delimiter = best
	rows := tableRows(start, best, 400)
	if len(rows) == 0 {
		return
	}
	if d.Header = isHeader(rows); d.Header {
		d.Columns, rows = rows[0], rows[1:]
	} else {
		for i := range rows[0] {
			d.Columns = append(d.Columns, "#"+string(appendInt(nil, int64(i+1))))
		}
	}
	d.Sample = append(d.Sample, rows[:min(len(rows), sampleRows)]...)
	d.propose(rows)
}

// tableRows are the first rows that are not blank, cut into cells.
func tableRows(start []byte, delim string, most int) [][]string {
	t, _, err := openTable(bytes.NewReader(start), &Mapping{NoHeader: true, Delimiter: delim}, Options{})
	if err != nil {
		return nil
	}
	var out [][]string
	t.read = func(_ *Item, cells []string) *bad {
		out = append(out, slices.Clone(cells))
		return nil
	}
	for len(out) < most {
		if _, err := t.Next(); err != nil {
			break
		}
	}
	return out
}

// isHeader reports whether the first row names columns: words, no two alike,
// no numbers or times.
func isHeader(rows [][]string) bool {
	seen := map[string]bool{}
	p := &plan{}
	for _, c := range rows[0] {
		if c == "" {
			continue
		}
		_, number := p.number(c)
		_, stamped := format{named: "auto"}.parse(c)
		if number || stamped || seen[c] {
			return false
		}
		seen[c] = true
	}
	return len(seen) > 0 && len(rows[0]) > 1
}

// decodeAll is a whole text with a UTF-16 mark as UTF-8.
func decodeAll(b []byte) string {
	w, err := newWindow(bytes.NewReader(b))
	if err != nil {
		return ""
	}
	for w.more() {
	}
	return string(w.rest())
}
