package adapter

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const smallMapping = `
kind: calls
zone: Asia/Shanghai
ignore:
  - {column: result, in: [TEST, PHANTOM]}
fields:
  call: id
  queue: skill
  agent: agent
  customer: phone
  channel: {const: Voice}
  outcome: {column: result, map: {OK: answered, LOST: abandoned, OUT: "left:timeout", XFER: transferred}}
  entered: {column: in, format: "yyyy-MM-dd HH:mm:ss"}
  wait: wait
  talk: {column: talk, unit: hms}
  hold: hold
  wrap_up: acw
  by: {column: by, map: {A: agent, C: customer}}
  to: to
`

const smallHeader = "id,skill,agent,phone,result,in,wait,talk,hold,acw,by,to\n"

func small(t testing.TB) *Mapping {
	t.Helper()
	m, err := ParseMapping([]byte(smallMapping))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestCallRows(t *testing.T) {
	tests := []struct{ row, want string }{
		{"1,s,li,138,OK,2026-03-01 10:00:00,5,0:01:00,3,20,C,", "enqueued connected wait=5000 ended wait=5000 talk=60000 hold=3000 by=customer wrap_up_started wrap_up_ended wrap=20000"},
		{"1,s,li,138,OK,2026-03-01 10:00:00,5,1:00,,,A,", "enqueued connected wait=5000 ended wait=5000 talk=60000 by=agent"},
		{"1,s,li,138,OK,2026-03-01 10:00:00,5,,,,,", "enqueued connected wait=5000"},
		{"1,s,li,138,XFER,2026-03-01 10:00:00,5,1:00,,,A,600", "enqueued connected wait=5000 transferred wait=5000 talk=60000 by=agent to=600"},
		{"1,s,,138,LOST,2026-03-01 10:00:00,0:05,,,,C,", "enqueued abandoned wait=5000 by=customer"},
		{"1,s,,138,OUT,2026-03-01 10:00:00,1.5,,,,,900", "enqueued left_queue wait=1500 reason=timeout to=900"},
		{"1,s,,138,TEST,x,,,,,,", "ignored"},
		{"", "ignored"},
		{"1,s,li,138,OK,2026-03-01 10:00:00", "bad too_few_fields wait 6"},
		{"1,s,li,138,OK,2026-03-01 10:00:00,5,1:00,,,A,600,more", "bad too_many_fields 13 more"},
		{"1,s,li,138,OK,2026-03-01 10:00:00,5,1:00,,,A,600,", "enqueued connected wait=5000 ended wait=5000 talk=60000 by=agent"},
		{",s,li,138,OK,2026-03-01 10:00:00,5,,,,,", "bad missing_value id "},
		{"1,NULL,li,138,OK,2026-03-01 10:00:00,5,,,,,", "bad missing_value skill "},
		{"1,s,li,138,OK,,5,,,,,", "bad missing_value in "},
		{"1,s,li,138,OK,2026-02-30 10:00:00,5,,,,,", "bad bad_time in 2026-02-30 10:00:00"},
		{"1,s,li,138,OK,2026-03-01 10:00:00,soon,,,,,", "bad bad_duration wait soon"},
		{"1,s,li,138,OK,2026-03-01 10:00:00,-5,,,,,", "bad bad_duration wait -5"},
		{"1,s,li,138,OK,2026-03-01 10:00:00,5,1:99,,,,", "bad bad_duration talk 1:99"},
		{"1,s,li,138,OK,2026-03-01 10:00:00,,,,,,", "bad missing_value wait "},
		{"1,s,li,138,ODD,2026-03-01 10:00:00,5,,,,,", "bad unknown_outcome result ODD"},
	}
	for _, tt := range tests {
		items := read(t, KindCalls, smallHeader+tt.row+"\n", Options{Mapping: small(t)})
		if len(items) != 2 || !items[0].Ignored || items[1].Line != 2 {
			t.Fatalf("%s: %+v", tt.row, items)
		}
		if got := tellItem(items[1]); got != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.row, got, tt.want)
		}
	}
}

func tellItem(it Item) string {
	switch {
	case it.Ignored:
		return "ignored"
	case it.Bad != nil:
		return "bad " + it.Bad.Reason + " " + it.Bad.Column + " " + it.Bad.Value
	}
	return tell(it.Events)
}

func TestCallInstants(t *testing.T) {
	items := read(t, KindCalls, smallHeader+"1,s,li,138,OK,2026-03-01 10:00:00,5,1:00,3,20,C,\n", Options{Mapping: small(t)})
	var got []string
	for _, e := range items[1].Events {
		got = append(got, time.UnixMilli(e.At).UTC().Format("15:04:05"))
		if e.Call != "1" || e.Queue != "s" || e.Channel != "voice" || e.Customer != "138" {
			t.Errorf("%+v", e)
		}
	}
	if want := "02:00:00 02:00:05 02:01:08 02:01:08 02:01:28"; strings.Join(got, " ") != want {
		t.Errorf("instants %v", got)
	}
}

func TestMidnight(t *testing.T) {
	text := `
kind: calls
delimiter: ";"
no_header: true
fields:
  call: 1
  queue: {const: q}
  entered: {column: 4, format: "H:mm:ss", date: 2, date_format: dd.MM.yyyy, after: [3], zero_means_missing: true}
  answered: {column: 5, format: "H:mm:ss"}
  ended: {column: 6, format: "h:mm:ss a"}
`
	m := must(ParseMapping([]byte(text)))
	tests := []struct{ row, want string }{
		{"a;01.03.2026;23:59:50;23:59:58;0:00:03;12:05:00 AM", "1 23:59:58, 2 00:00:03, 2 00:05:00"},
		{"a;01.03.2026;23:59:50;0:00:03;0:00:09;12:05:00 AM", "2 00:00:03, 2 00:00:09, 2 00:05:00"},
		{"a;01.03.2026;10:00:01;10:00:00;9:59:59;10:00:30 AM", "1 10:00:00, 1 09:59:59, 1 10:00:30"},
		{"a;01.03.2026;0:00:00;10:00:00;10:00:09;1:00:30 PM", "1 10:00:00, 1 10:00:09, 1 13:00:30"},
	}
	for _, tt := range tests {
		items := read(t, KindCalls, tt.row, Options{Mapping: m})
		if items[0].Bad != nil {
			t.Fatalf("%s: %+v", tt.row, items[0].Bad)
		}
		var got []string
		for _, e := range items[0].Events {
			got = append(got, time.UnixMilli(e.At).UTC().Format("2 15:04:05"))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %v", tt.row, got)
		}
	}
}

func TestFormats(t *testing.T) {
	zone := must(time.LoadLocation("Asia/Shanghai"))
	tests := []struct{ pattern, value, want string }{
		{"", "2026-03-01 10:20:30", "2026-03-01T10:20:30"},
		{"", "2026/3/1 9:05", "2026-03-01T09:05:00"},
		{"", "2026年3月1日 9:05:06", "2026-03-01T09:05:06"},
		{"", "2026-03-01T10:20:30.250", "2026-03-01T10:20:30.25"},
		{"", "2026-03-01T10:20:30Z", "2026-03-01T18:20:30"},
		{"", "2026-03-01T10:20:30+09:00", "2026-03-01T09:20:30"},
		{"", "20260301102030", "2026-03-01T10:20:30"},
		{"", "1772331630", "2026-03-01T10:20:30"},
		{"", "1772331630500", "2026-03-01T10:20:30.5"},
		{"epoch", "1772331630.5", "2026-03-01T10:20:30.5"},
		{"excel", "46082.430902777778", "2026-03-01T10:20:30"},
		{"yyMMdd HHmmss", "260301 102030", "2026-03-01T10:20:30"},
		{"d/M/yyyy h:mm a", "1/3/2026 2:05 PM", "2026-03-01T14:05:00"},
		{"d/M/yyyy h:mm a", "1/3/2026 12:05 am", "2026-03-01T00:05:00"},
		{"M/d/yy ah:mm", "3/1/26 下午2:05", "2026-03-01T14:05:00"},
		{"EEE, dd MMM yyyy HH:mm:ss X", "Sun, 01 Mar 2026 10:20:30 +0000", "2026-03-01T18:20:30"},
		{"yyyy-MM-dd'T'HH:mm:ss'Z'", "2026-03-01T10:20:30Z", "2026-03-01T10:20:30"},
		{"yyyy-MM-dd HH:mm:ss", "2026-03-01 24:00:00", "2026-03-02T00:00:00"},
		{"MMM-yy", "Mar-26", "2026-03-01T00:00:00"},
		{"yyyy-MM-dd HH:mm:ss", "2026-03-01", ""},
		{"yyyy-MM-dd", "2026-3-1x", ""},
		{"yyyy-MM-dd", "2026-13-01", ""},
		{"yyyy-MM-dd", "2025-02-29", ""},
		{"h:mm a", "13:05 PM", ""},
		{"", "01/02/2026", ""},
		{"epoch", "-1", ""},
		{"excel", "NaN", ""},
	}
	p := &plan{zone: zone}
	for _, tt := range tests {
		f, err := compileFormat(tt.pattern)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if s, ok := f.parse(tt.value); ok {
			ms := s.ms
			if !s.instant {
				ms = p.local(s)
			}
			got = time.UnixMilli(ms).In(zone).Format("2006-01-02T15:04:05.999")
		}
		if got != tt.want {
			t.Errorf("%q of %q: %q, want %q", tt.pattern, tt.value, got, tt.want)
		}
	}
	for _, bad := range []string{"yyyy-'T", "qq", "yyy", "MMMMM"} {
		if _, err := compileFormat(bad); err == nil {
			t.Errorf("pattern %q is taken", bad)
		}
	}
}

func TestNumbers(t *testing.T) {
	tests := []struct {
		value string
		comma bool
		want  float64
		ok    bool
	}{
		{"12", false, 12, true}, {"1,234.5", false, 1234.5, true}, {"1.234,5", true, 1234.5, true}, {"1 234", false, 1234, true},
		{"1,2", false, 0, false}, {"1.2", true, 0, false}, {"1,23,456", false, 0, false}, {"6.02701E+11", false, 602701000000, true},
		{"", false, 0, false}, {"0x10", false, 0, false}, {"Inf", false, 0, false}, {"1.2.3", false, 0, false}, {"-4", false, -4, true},
	}
	for _, tt := range tests {
		p := &plan{comma: tt.comma}
		if got, ok := p.number(tt.value); ok != tt.ok || ok && got != tt.want {
			t.Errorf("%q: %v %v", tt.value, got, ok)
		}
	}
}

func TestQuotes(t *testing.T) {
	m := must(ParseMapping([]byte("kind: calls\nfields: {call: a, queue: b, entered: c, wait: {const: \"5\"}, agent: d}")))
	const tail = `,2026-03-01 10:00:00,x` + "\n"
	tests := []struct {
		name, text string
		want       []string // queue, or the reason of a bad row
	}{
		{"plain", "1,q" + tail, []string{"q"}},
		{"quoted", `1,"q, ""one"""` + tail, []string{`q, "one"`}},
		{"line end inside", "1,\"q\nr\"" + tail + "2,s" + tail, []string{"q\nr", "s"}},
		{"crlf inside", "1,\"q\r\nr\"" + tail + "2,s" + tail, []string{"q\r\nr", "s"}},
		{"quote inside", `1,q"r` + tail, []string{`q"r`}},
		{"never closed", "1,\"q" + tail + "2,s" + tail, []string{BadQuote, "s"}},
		{"closed in another row", "1,\"q" + tail + "2,\"s\"" + tail, []string{BadQuote, "s"}},
		{"closed at the end", "1,\"q\"" + tail[:len(tail)-1], []string{"q"}},
		{"text after", "1,\"q\"r" + tail, []string{"qr"}},
	}
	for _, tt := range tests {
		for _, piece := range []int{1, 3, 1 << 20} {
			r, err := Open(KindCalls, &smallReads{strings.NewReader("a,b,c,d\n" + tt.text), piece}, Options{Mapping: m})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, it := range all(t, r)[1:] {
				if it.Bad != nil {
					got = append(got, it.Bad.Reason)
				} else {
					got = append(got, it.Events[0].Queue)
				}
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s in pieces of %d: %q", tt.name, piece, got)
			}
		}
	}
	items := read(t, KindCalls, "a,b,c,d\n1,\"q\r\nr\n\rs\""+tail+"2,s"+tail, Options{Mapping: m})
	if items[1].Line != 2 || items[2].Line != 6 {
		t.Errorf("lines %d %d", items[1].Line, items[2].Line)
	}
}

func TestMappingErrors(t *testing.T) {
	base := map[string]string{"call": "id", "queue": "q", "entered": "t", "agent": "a", "wait": "w"}
	with := func(changes ...string) string {
		m := map[string]string{}
		for k, v := range base {
			m[k] = v
		}
		for i := 0; i < len(changes); i += 2 {
			if m[changes[i]] = changes[i+1]; changes[i+1] == "" {
				delete(m, changes[i])
			}
		}
		var b strings.Builder
		b.WriteString("kind: calls\nfields:\n")
		for k, v := range m {
			b.WriteString("  " + k + ": " + v + "\n")
		}
		return b.String()
	}
	tests := []struct{ text, field string }{
		{"", "mapping"},
		{"a: [", "mapping"},
		{"kind: calls\nfield: {}", "mapping"},
		{"kind: other", "kind"},
		{with("queue", ""), "fields.queue"},
		{with("que", "x"), "fields.que"},
		{with("queue", "{columm: x}"), "mapping"},
		{with("queue", "{}"), "fields.queue"},
		{with("queue", "{column: x, const: y}"), "fields.queue"},
		{with("entered", "{column: x, format: qqq}"), "fields.entered.format"},
		{with("entered", "{column: x, date: y, date_format: HH}"), "fields.entered.date_format"},
		{with("entered", "{column: x, date_format: yyMMdd}"), "fields.entered.date"},
		{with("queue", "{column: x, format: yyyy}"), "fields.queue.format"},
		{with("wait", "{column: x, unit: hours}"), "fields.wait.unit"},
		{with("wait", "{column: x, average_of: answered}"), "fields.wait.average_of"},
		{with("agent", ""), "fields.outcome"},
		{with("wait", ""), "fields.wait"},
		{with() + "zone: Mars/Here", "zone"},
		{with() + "delimiter: ab", "delimiter"},
		{with() + "quote: x", "quote"},
		{with() + "encoding: latin", "encoding"},
		{with() + "decimal: x", "decimal"},
		{with() + "skip_lines: -1", "skip_lines"},
		{with() + "ignore: [{column: x}]", "ignore[0]"},
		{with() + "ignore: [{equals: x}]", "ignore[0].column"},
		{with() + "ignore: [{column: x, matches: '('}]", "ignore[0].matches"},
		{"kind: intervals\nfields: {queue: q, start: s, length: {const: often}, offered: o}", "fields.length.const"},
		{"kind: intervals\nfields: {queue: q, start: s, length: l}", "fields.offered"},
		{"kind: intervals\nfields: {queue: q, start: s, length: l, offered: o, answered_within: w}", "fields.threshold"},
		{"kind: intervals\nfields: {queue: q, start: s, length: l, offered: o, talk: {column: t, average_of: answered}}", "fields.talk.average_of"},
		{"kind: intervals\nfields: {queue: q, start: s, length: l, offered: {column: o, percent_of: answered}, answered: {column: a, percent_of: offered}}", "fields.answered"},
	}
	for _, tt := range tests {
		_, err := ParseMapping([]byte(tt.text))
		errs := MappingErrors(err)
		if len(errs) == 0 || errs[0].Field != tt.field || errs[0].Message == "" {
			t.Errorf("%s\n%v, want field %s", tt.text, err, tt.field)
		}
	}
	_, err := Open(KindCalls, strings.NewReader("id,q,t,a\n"), Options{Mapping: must(ParseMapping([]byte(with())))})
	if errs := MappingErrors(err); len(errs) != 1 || errs[0].Field != "fields.wait.column" || !strings.Contains(errs[0].Message, "id, q, t, a") {
		t.Errorf("missing column: %v", err)
	}
	if _, err := Open(KindCalls, strings.NewReader(""), Options{}); MappingErrors(err) == nil {
		t.Errorf("no mapping: %v", err)
	}
	if _, err := Open(KindIntervals, strings.NewReader(""), Options{Mapping: small(t)}); MappingErrors(err) == nil {
		t.Errorf("wrong kind: %v", err)
	}
}

func TestMappingJSON(t *testing.T) {
	for _, name := range []string{"anonymous_bank.yaml", "nhs.yaml", "us_bank.yaml", "simulated.yaml", "daily_kpi.yaml", "amazon_history.yaml"} {
		m := mappingFile(t, name)
		var back Mapping
		if err := json.Unmarshal(must(json.Marshal(m)), &back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(*m, back) {
			t.Errorf("%s: JSON changes the mapping\n%+v\n%+v", name, *m, back)
		}
		again, err := ParseMapping(must(m.YAML()))
		if err != nil || !reflect.DeepEqual(m, again) {
			t.Errorf("%s: YAML changes the mapping: %v", name, err)
		}
		asYAML, err := ParseMapping(must(json.Marshal(m)))
		if err != nil || !reflect.DeepEqual(m, asYAML) {
			t.Errorf("%s: JSON read as YAML: %v", name, err)
		}
	}
	var m Mapping
	if err := json.Unmarshal([]byte(`{"kind":"calls","fields":{"queue":"q","call":3}}`), &m); err != nil || m.Fields["call"].Column != "#3" || m.Fields["queue"].Column != "q" {
		t.Errorf("shorthand: %v %+v", err, m)
	}
	if err := json.Unmarshal([]byte(`{"kind":"calls","fields":{"queue":{"colum":"q"}}}`), &m); err == nil {
		t.Error("an unknown name in a field is taken")
	}
}

func TestEmptyAndPreamble(t *testing.T) {
	m := small(t)
	if items := read(t, KindCalls, "", Options{Mapping: m}); len(items) != 0 {
		t.Errorf("%+v", items)
	}
	m.SkipLines = 2
	items := read(t, KindCalls, "Report\n\n\n"+smallHeader+"1,s,li,138,OK,2026-03-01 10:00:00,5,1:00,,,A,\n", Options{Mapping: m})
	if len(items) != 5 || items[4].Line != 5 || len(items[4].Events) != 3 {
		t.Errorf("%+v", items)
	}
}

func TestIntervalRows(t *testing.T) {
	m := mappingFile(t, "amazon_history.yaml")
	text := "QueueName,QueueId,ChannelType,TimeStamp,IntervalDuration,IncomingContactVolume,AverageHandleTime,ContactsHandled\n" +
		"Sales,1,VOICE,2026-03-01T10:00:00Z,15mins,12,200.5,10\n" +
		",77,CHAT,2026-03-01T10:00:00Z,30mins,12,,10\n" +
		"Sales,1,VOICE,2026-03-01T10:00:00Z,often,12,200,10\n" +
		"Sales,1,VOICE,2026-03-01T10:00:00Z,daily,12.5,200,10\n"
	items := read(t, KindIntervals, text, Options{Mapping: m})
	a, b := items[1].Interval, items[2].Interval
	if a.Queue != "Sales" || a.Channel != "voice" || a.LengthMs != 900_000 || a.Offered != 12 || a.Answered != 10 || a.TalkMs != 2_005_000 {
		t.Errorf("%+v", a)
	}
	if b.Queue != "77" || b.LengthMs != 1_800_000 || b.TalkMs != 0 || b.Told != 3 || a.Key == b.Key {
		t.Errorf("%+v", b)
	}
	if got := tellItem(items[3]); got != "bad bad_length IntervalDuration often" {
		t.Error(got)
	}
	if got := tellItem(items[4]); got != "bad bad_number IncomingContactVolume 12.5" {
		t.Error(got)
	}
}

func TestLengths(t *testing.T) {
	zone := must(time.LoadLocation("Europe/London"))
	at := time.Date(2026, 3, 29, 0, 0, 0, 0, zone).UnixMilli() // the day of 23 hours
	tests := map[string]int64{"15mins": 900_000, "30 minutes": 1_800_000, "15": 900_000, "1h": 3_600_000, "00:30": 1_800_000,
		"0:15:00": 900_000, "900s": 900_000, "daily": 23 * 3_600_000, "month": 31*dayMs - 3_600_000, "Apr-15": 31*dayMs - 3_600_000, "March 2026": 31*dayMs - 3_600_000,
		"week": 7*dayMs - 3_600_000, "often": 0, "": 0, "-5": 0, "0": 0, "99999999999h": 0}
	for s, want := range tests {
		l, ok := parseLength(s)
		if ok != (want > 0) || ok && l.ms(at, zone) != want {
			t.Errorf("%q: %+v %v", s, l, ok)
		}
	}
	if l, _ := parseLength("month"); l.ms(time.Date(2026, 2, 1, 0, 0, 0, 0, zone).UnixMilli(), zone) != 28*dayMs {
		t.Error("February")
	}
}

// tableText draws a call file with good and broken rows.
func tableText(t *rapid.T) string {
	line := rapid.SampledFrom([]string{
		"1,s,li,138,OK,2026-03-01 10:00:00,5,0:01:00,3,20,C,", "2,s,,138,LOST,2026-03-01 10:00:00,5,,,,,", "3,s,,138,TEST,,,,,,,",
		"4,\"a\nb\",li,138,OK,2026-03-01 10:00:00,5,,,,,", "5,\"s", "6,s\",\"", "x", "", " ", "7,队列,李,138,OK,2026-03-01 10:00:00,5,,,,,", `8,"s""t"`, `"`, `""`,
	})
	any := rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 30).Draw(t, "bytes")) })
	var b strings.Builder
	b.WriteString(smallHeader)
	for _, l := range rapid.SliceOfN(rapid.OneOf(line, line, line, any), 0, 25).Draw(t, "lines") {
		b.WriteString(l)
		b.WriteString(rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "end"))
	}
	return b.String()
}

func TestCallsProperties(t *testing.T) {
	m := small(t)
	rapid.Check(t, func(t *rapid.T) {
		text := tableText(t)
		checkResume(t, KindCalls, text, Options{File: "f", Mapping: m}, func(items []Item) {
			at, line := 0, int64(1)
			for i, it := range items {
				if int(it.Offset) != at || it.Line != line {
					t.Fatalf("item %d begins at %d line %d, want %d and %d", i, it.Offset, it.Line, at, line)
				}
				next := len(text)
				if i+1 < len(items) {
					next = int(items[i+1].Offset)
				}
				body := text[at:next]
				if got := decode([]byte(strings.TrimRight(body, "\r\n")), ""); !strings.HasPrefix(it.Raw, got) {
					t.Fatalf("item %d: raw %q of %q", i, it.Raw, body)
				}
				line += int64(len(strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(body), "\n")) - 1)
				at = next
			}
			if at != len(text) {
				t.Fatalf("lost %q", text[at:])
			}
		})
	})
}

func FuzzMapping(f *testing.F) {
	for _, name := range []string{"anonymous_bank.yaml", "nhs.yaml"} {
		f.Add(must(os.ReadFile("testdata/"+name)), []byte("a\tb\n1\t2\n"))
	}
	f.Add([]byte(smallMapping), []byte(smallHeader+"1,s,li,138,OK,2026-03-01 10:00:00,5,0:01:00,3,20,C,\n"))
	f.Fuzz(func(t *testing.T, mapping, text []byte) {
		m, err := ParseMapping(mapping)
		if err != nil {
			if len(MappingErrors(err)) == 0 {
				t.Fatalf("no mapping error: %v", err)
			}
			return
		}
		drain(t, m.Kind, text, Options{Mapping: m})
	})
}

func FuzzCalls(f *testing.F) {
	m := must(ParseMapping([]byte(smallMapping)))
	f.Add([]byte("1,s,li,138,OK,2026-03-01 10:00:00,5,0:01:00,3,20,C,\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		drain(t, KindCalls, append([]byte(smallHeader), b...), Options{Mapping: m})
	})
}

func FuzzIntervals(f *testing.F) {
	m := must(ParseMapping(must(os.ReadFile("testdata/amazon_history.yaml"))))
	const header = "QueueName,QueueId,ChannelType,TimeStamp,IntervalDuration,IncomingContactVolume,AverageHandleTime,ContactsHandled\n"
	f.Add([]byte("Sales,1,VOICE,2026-03-01T10:00:00Z,15mins,12,200.5,10\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		drain(t, KindIntervals, append([]byte(header), b...), Options{Mapping: m})
	})
}

func FuzzFormat(f *testing.F) {
	f.Add("yyyy-MM-dd'T'HH:mm:ss.SSS X", "2026-03-01T10:00:00.000 +08:00")
	f.Add("h:mm:ss a", "1:00:00 PM")
	f.Fuzz(func(t *testing.T, pattern, value string) {
		if c, err := compileFormat(pattern); err == nil {
			c.parse(value)
		}
	})
}
