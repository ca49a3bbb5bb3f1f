package adapter

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/lingting/lingting/internal/telephony"
)

// Encodings of text. Automatic decides row by row: UTF-8 when the bytes are
// valid UTF-8, else GB18030 when they are valid in that.
const (
	EncodingAuto    = ""
	EncodingUTF8    = "utf-8"
	EncodingGB18030 = "gb18030"
)

func checkEncoding(name string) (string, error) {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "", "auto":
		return EncodingAuto, nil
	case "utf-8", "utf8":
		return EncodingUTF8, nil
	case "gb18030", "gbk", "gb2312":
		return EncodingGB18030, nil
	}
	return "", fmt.Errorf("encoding %q: one of auto, utf-8, gb18030", name)
}

// decode is b as valid UTF-8 without NUL, whatever b holds.
func decode(b []byte, encoding string) string {
	if encoding == EncodingGB18030 && !isASCII(b) {
		return clean(gb18030(b))
	}
	if utf8.Valid(b) {
		return clean(string(b))
	}
	if encoding == EncodingAuto {
		if s := gb18030(b); !strings.ContainsRune(s, utf8.RuneError) {
			return clean(s)
		}
	}
	return clean(strings.ToValidUTF8(string(b), "\uFFFD"))
}

func gb18030(b []byte) string {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil {
		return "\uFFFD"
	}
	return string(out)
}

func clean(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	}
	return s
}

func isASCII(b []byte) bool {
	return bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// keyOf is the identity of some content: 128 bits of its SHA-256, 22 characters.
func keyOf(content []byte) string {
	sum := sha256.Sum256(content)
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// KeyOf is the identity of an event of a live source: made of the kind of the
// source and of what the event says, 22 characters.
func KeyOf(kind string, parts ...string) string {
	b := []byte(kind)
	for _, p := range parts {
		b = append(append(b, 0x1f), p...)
	}
	return keyOf(b)
}

// Reasons of bad rows. They are stable: pages translate them.
const (
	BadTooFewFields  = "too_few_fields"
	BadTooManyFields = "too_many_fields"
	BadTime          = "bad_time"
	BadNumber        = "bad_number"
	BadDuration      = "bad_duration"
	BadMissing       = "missing_value"
	BadOutcome       = "unknown_outcome"
	BadLength        = "bad_length"
	BadEmptyEvent    = "empty_event"
	BadNoCall        = "no_call_id"
	BadNoQueue       = "no_queue"
	BadNoAgent       = "no_agent"
	BadJSON          = "bad_json"
	BadQuote         = "bad_quote"
	BadRowTooLong    = "row_too_long"
)

// bad is what is wrong with a row, before the row itself is known.
type bad struct{ reason, column, value, expected string }

func (b *bad) row(it *Item, file string) {
	it.Events, it.Interval, it.Ignored = nil, nil, false
	it.Bad = &telephony.BadRow{File: file, Line: it.Line, Column: b.column, Value: b.value,
		Expected: b.expected, Reason: b.reason, Raw: it.Raw}
}

func tooLong() *bad {
	return &bad{reason: BadRowTooLong, expected: fmt.Sprintf("at most %d bytes", maxRow)}
}
