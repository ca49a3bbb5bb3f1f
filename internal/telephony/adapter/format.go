package adapter

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// format is a compiled time pattern, in the letters of Unicode LDML: y year,
// M month, d day, H hour 0-24, h hour 1-12, m minute, s second, S fraction, a
// AM or PM, E name of the day, X offset from UTC, 'text' or anything else as
// it stands. Or one of the named forms.
type format struct {
	named  string
	tokens []token
}

type token struct {
	letter byte // 0: literal
	width  int
	tight  bool // digits follow directly: exactly width digits
	text   string
}

// compileFormat reads a pattern; "" is auto.
func compileFormat(pattern string) (format, error) {
	switch p := strings.ToLower(pattern); p {
	case "":
		return format{named: "auto"}, nil
	case "auto", "iso", "epoch", "epoch_ms", "excel":
		return format{named: p}, nil
	}
	var out []token
	for i := 0; i < len(pattern); {
		c := pattern[i]
		switch {
		case c == '\'':
			end := strings.IndexByte(pattern[i+1:], '\'')
			if end < 0 {
				return format{}, fmt.Errorf("is %q: a quote is not closed", pattern)
			}
			text := pattern[i+1 : i+1+end]
			if end == 0 {
				text = "'"
			}
			out = append(out, token{text: text})
			i += end + 2
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			n := 1
			for i+n < len(pattern) && pattern[i+n] == c {
				n++
			}
			i += n
			switch c {
			case 'Y':
				c = 'y'
			case 'D':
				c = 'd'
			case 'Z', 'z', 'x':
				c = 'X'
			}
			if !strings.ContainsRune("yMdHhmsSaEX", rune(c)) {
				return format{}, fmt.Errorf("is %q: the letter %q means nothing; text stands in 'quotes'", pattern, c)
			}
			if c == 'y' && n != 2 && n != 4 || n > 4 && c != 'S' && c != 'E' {
				return format{}, fmt.Errorf("is %q: %d times %q", pattern, n, c)
			}
			out = append(out, token{letter: c, width: n})
		default:
			r, n := utf8.DecodeRuneInString(pattern[i:])
			out = append(out, token{text: string(r)})
			i += n
		}
	}
	f := format{tokens: out}
	if (f.has('y') || f.has('M') || f.has('d')) && !f.hasDate() {
		return format{}, fmt.Errorf("is %q: a date needs a year and a month", pattern)
	}
	for i := range out[:max(len(out)-1, 0)] {
		out[i].tight = out[i].numeric() && out[i+1].numeric()
	}
	return f, nil
}

func (t token) numeric() bool {
	return t.letter != 0 && strings.IndexByte("ydHhmsS", t.letter) >= 0 || t.letter == 'M' && t.width < 3
}

func (f format) hasDate() bool {
	return f.named != "" || f.has('y') && f.has('M')
}

func (f format) hasTime() bool { return f.named != "" || f.has('H') || f.has('h') }

func (f format) has(letter byte) bool {
	for _, t := range f.tokens {
		if t.letter == letter {
			return true
		}
	}
	return false
}

// stamp is a time as it is written: with or without day, time of day and zone.
type stamp struct {
	dated, timed, instant bool
	year, month, day      int
	ms                    int64 // of the day; when instant: UTC
}

const dayMs = 24 * 3600 * 1000

// parse reads s wholly.
func (f format) parse(s string) (stamp, bool) {
	s = strings.TrimSpace(s)
	switch f.named {
	case "":
		return parseTokens(f.tokens, s)
	case "epoch", "epoch_ms":
		return parseEpoch(s, f.named == "epoch_ms")
	case "excel":
		return parseExcel(s)
	case "iso":
		return parseISO(s)
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return parseISO(s)
		}
	}
	switch len(s) {
	case 8:
		return parseTokens(compactDate, s)
	case 9, 10:
		return parseEpoch(s, false)
	case 12, 13:
		return parseEpoch(s, true)
	case 14:
		return parseTokens(compactTime, s)
	}
	return stamp{}, false
}

func mustTokens(pattern string) []token {
	f, err := compileFormat(pattern)
	if err != nil {
		panic(err)
	}
	return f.tokens
}

var (
	compactDate = mustTokens("yyyyMMdd")
	compactTime = mustTokens("yyyyMMddHHmmss")
	timeForms   = [][]token{mustTokens("H:mm:ss"), mustTokens("H:mm"), mustTokens("H:mm:ss.S"), mustTokens("h:mm:ss a"), mustTokens("h:mm a")}
	dateForms   = [][]token{mustTokens("yyyy-M-d"), mustTokens("yyyy/M/d"), mustTokens("yyyy.M.d"), mustTokens("yyyy年M月d日")}
)

// parseISO reads a date with the year first, a time, or both, in the forms
// that cannot be read in two ways.
func parseISO(s string) (stamp, bool) {
	if t, err := time.Parse(time.RFC3339, s); err == nil && t.Year() >= 1 {
		return stamp{dated: true, timed: true, instant: true, ms: t.UnixMilli()}, true
	}
	date, clock, both := strings.Cut(s, "T")
	if !both {
		date, clock, both = strings.Cut(s, " ")
	}
	var d stamp
	ok := false
	for _, form := range dateForms {
		if d, ok = parseTokens(form, date); ok {
			break
		}
	}
	if !ok {
		both, clock = true, s // a time alone, perhaps with AM
	}
	if !both {
		return d, true
	}
	for _, form := range timeForms {
		if t, fine := parseTokens(form, strings.TrimSpace(clock)); fine {
			t.dated, t.year, t.month, t.day = d.dated, d.year, d.month, d.day
			return t, true
		}
	}
	return stamp{}, false
}

func parseEpoch(s string, ms bool) (stamp, bool) {
	n, nanos, ok := parseDecimal(s)
	if ok && !ms {
		n = n*1000 + nanos/1_000_000
	}
	if !ok || n > maxEpoch*1000 || n < 0 {
		return stamp{}, false
	}
	return stamp{dated: true, timed: true, instant: true, ms: n}, true
}

// parseExcel reads days since 1899-12-30; below 1 it is a time of day.
func parseExcel(s string) (stamp, bool) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= 0 && v < 2_958_466) {
		return stamp{}, false
	}
	day, part := math.Modf(v)
	ms := int64(math.Round(part * dayMs))
	if v < 1 {
		return stamp{timed: true, ms: ms}, true
	}
	t := time.Date(1899, 12, 30+int(day), 0, 0, 0, 0, time.UTC)
	return stamp{dated: true, timed: true, year: t.Year(), month: int(t.Month()), day: t.Day(), ms: ms}, true
}

var monthNames = [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

func parseTokens(tokens []token, s string) (stamp, bool) {
	var out stamp
	out.day = 1
	hour, half, minute, second, frac := -1, -1, 0, 0, int64(0)
	offset, zoned := 0, false
	for _, t := range tokens {
		switch {
		case t.letter == 0 && t.text == " ":
			n := len(s)
			if s = strings.TrimLeft(s, " \u00a0\u202f"); len(s) == n {
				return stamp{}, false
			}
			continue
		case t.letter == 0:
			var ok bool
			if s, ok = strings.CutPrefix(s, t.text); !ok {
				return stamp{}, false
			}
			continue
		case t.letter == 'a':
			low := strings.ToLower(s)
			switch {
			case strings.HasPrefix(low, "am"), strings.HasPrefix(low, "pm"):
				half, s = strings.IndexByte("ap", low[0]), s[2:]
			case strings.HasPrefix(s, "上午"), strings.HasPrefix(s, "下午"):
				half = 0
				if strings.HasPrefix(s, "下") {
					half = 1
				}
				s = s[len("上午"):]
			default:
				return stamp{}, false
			}
			continue
		case t.letter == 'E':
			n := 0
			for n < len(s) && (s[n] >= 0x80 || s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z') {
				n++
			}
			s = s[n:]
			continue
		case t.letter == 'X':
			var ok bool
			if offset, s, ok = cutOffset(s); !ok {
				return stamp{}, false
			}
			zoned = true
			continue
		case t.letter == 'M' && t.width >= 3:
			n := 0
			for n < len(s) && (s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z') {
				n++
			}
			if n < 3 {
				return stamp{}, false
			}
			out.month = 0
			for i, name := range monthNames {
				if strings.EqualFold(s[:3], name) {
					out.month = i + 1
				}
			}
			s = s[n:]
			if out.month == 0 {
				return stamp{}, false
			}
			continue
		}
		least, most := 1, 2
		switch {
		case t.letter == 'y':
			least, most = t.width, t.width
		case t.letter == 'S':
			least, most = 1, 9
			if t.tight {
				least, most = t.width, t.width
			}
		case t.tight:
			least, most = t.width, t.width
		}
		n, v := 0, 0
		for n < most && n < len(s) && s[n] >= '0' && s[n] <= '9' {
			v = v*10 + int(s[n]-'0')
			n++
		}
		if n < least {
			return stamp{}, false
		}
		s = s[n:]
		switch t.letter {
		case 'y':
			out.year, out.dated = v, true
			if t.width == 2 {
				if out.year += 1900; v < 70 {
					out.year += 100
				}
			}
		case 'M':
			out.month = v
		case 'd':
			out.day = v
		case 'H', 'h':
			hour = v
			if t.letter == 'h' && (v < 1 || v > 12) {
				return stamp{}, false
			}
		case 'm':
			minute = v
		case 's':
			second = v
		case 'S':
			frac = int64(float64(v) * 1000 / math.Pow10(n))
		}
	}
	if s != "" || minute > 59 || second > 60 {
		return stamp{}, false
	}
	if out.dated {
		if t := time.Date(out.year, time.Month(out.month), out.day, 0, 0, 0, 0, time.UTC); int(t.Month()) != out.month || t.Day() != out.day || out.year < 1 {
			return stamp{}, false
		}
	}
	if hour >= 0 {
		if half >= 0 && (hour < 1 || hour > 12) {
			return stamp{}, false
		}
		if half == 0 && hour == 12 {
			hour = 0
		} else if half == 1 && hour < 12 {
			hour += 12
		}
		if hour > 24 || hour == 24 && (minute > 0 || second > 0) {
			return stamp{}, false
		}
		out.timed, out.ms = true, int64(hour*3600+minute*60+second)*1000+frac
	}
	if zoned {
		if !out.dated {
			return stamp{}, false
		}
		at := time.Date(out.year, time.Month(out.month), out.day, 0, 0, 0, 0, time.UTC).UnixMilli()
		out.instant, out.ms = true, at+out.ms-int64(offset)*1000
	}
	return out, true
}

// cutOffset reads Z, +08, +0800 or +08:00.
func cutOffset(s string) (seconds int, rest string, ok bool) {
	if strings.HasPrefix(s, "Z") || strings.HasPrefix(s, "z") {
		return 0, s[1:], true
	}
	if len(s) < 3 || s[0] != '+' && s[0] != '-' {
		return 0, s, false
	}
	sign := 1
	if s[0] == '-' {
		sign = -1
	}
	h, err := strconv.ParseUint(s[1:3], 10, 8)
	if err != nil || h > 14 {
		return 0, s, false
	}
	s = s[3:]
	var m uint64
	if digits := strings.TrimPrefix(s, ":"); len(digits) >= 2 {
		if v, err := strconv.ParseUint(digits[:2], 10, 8); err == nil && v < 60 {
			m, s = v, digits[2:]
		}
	}
	return sign * int(h*3600+m*60), s, true
}
