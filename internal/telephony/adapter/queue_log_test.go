package adapter

import (
	"bytes"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/kit/testdata"
	"github.com/lingting/lingting/internal/telephony"
)

func TestQueueLogGold(t *testing.T) {
	visits, ignored := foldVisits(t, openShared(t, KindQueueLog, bank+"rendered/queue_log.gz", Options{}))
	if ignored != 0 {
		t.Errorf("%d rows ignored", ignored)
	}
	checkGold(t, visits)
}

func TestQueueLogGenuine(t *testing.T) {
	items := all(t, openShared(t, KindQueueLog, "data/telephony/asterisk/guide_ch_acd.queue_log", Options{}))
	var kinds []telephony.Kind
	for _, it := range items {
		if it.Bad != nil || len(it.Events) != 1 {
			t.Fatalf("line %d: %+v", it.Line, it)
		}
		kinds = append(kinds, it.Events[0].Kind)
	}
	want := []telephony.Kind{"enqueued", "offer_missed", "connected", "ended", "agent_signed_out", "agent_signed_out",
		"agent_signed_in", "agent_signed_in", "enqueued", "offer_missed", "connected", "agent_signed_out"}
	if !reflect.DeepEqual(kinds, want) {
		t.Errorf("kinds %v", kinds)
	}
	if e := items[3].Events[0]; e.Talk.Ms() != 3073_000 || e.Wait.Ms() != 2000 || e.By != telephony.ByCustomer {
		t.Errorf("ended: %+v", e)
	}
}

func read(t testing.TB, kind, text string, opt Options) []Item {
	t.Helper()
	r, err := Open(kind, strings.NewReader(text), opt)
	if err != nil {
		t.Fatal(err)
	}
	return all(t, r)
}

func span(ms int64) telephony.Span { return telephony.SpanOf(ms) }

func TestQueueLogVerbs(t *testing.T) {
	type ev = telephony.Event
	const at = 1292281046000
	tests := []struct {
		name, row string
		want      []ev
	}{
		{"enter", "1292281046|c1|q|NONE|ENTERQUEUE||4165551212|1", []ev{{Kind: "enqueued", Call: "c1", Queue: "q", Customer: "4165551212"}}},
		{"enter with name", "1292281046|c1|q|NONE|ENTERQUEUE|url|4165551212|1|Ann_B", []ev{{Kind: "enqueued", Call: "c1", Queue: "q", Customer: "4165551212"}}},
		{"enter restricted", "1292281046|c1|q|NONE|ENTERQUEUE|||1", []ev{{Kind: "enqueued", Call: "c1", Queue: "q"}}},
		{"enter unknown", "1292281046|c1|q|NONE|ENTERQUEUE||0|1", []ev{{Kind: "enqueued", Call: "c1", Queue: "q"}}},
		{"connect", "1292281046|c1|q|SIP/9|CONNECT|12|c2.5|3", []ev{{Kind: "connected", Call: "c1", Queue: "q", Agent: "SIP/9", Wait: span(12000), Ring: span(3000)}}},
		{"connect untold", "1292281046|c1|q|SIP/9|CONNECT", []ev{{Kind: "connected", Call: "c1", Queue: "q", Agent: "SIP/9"}}},
		{"complete agent", "1292281046|c1|q|SIP/9|COMPLETEAGENT|12|30|1", []ev{{Kind: "ended", Call: "c1", Queue: "q", Agent: "SIP/9", Wait: span(12000), Talk: span(30000), By: "agent"}}},
		{"complete caller", "1292281046|c1|q|SIP/9|COMPLETECALLER|0|0|1", []ev{{Kind: "ended", Call: "c1", Queue: "q", Agent: "SIP/9", Wait: span(0), Talk: span(0), By: "customer"}}},
		{"clock set back", "1292281046|c1|q|SIP/9|COMPLETECALLER|-3|10|1", []ev{{Kind: "ended", Call: "c1", Queue: "q", Agent: "SIP/9", Wait: span(0), Talk: span(10000), By: "customer"}}},
		{"abandon", "1292281046|c1|q|NONE|ABANDON|1|2|40", []ev{{Kind: "abandoned", Call: "c1", Queue: "q", Wait: span(40000), By: "customer"}}},
		{"abandon at announcement", "1292281046|c1|q|SIP/9|ABANDON|1|2|40", []ev{{Kind: "abandoned", Call: "c1", Queue: "q", Agent: "SIP/9", Wait: span(40000), By: "customer"}}},
		{"timeout", "1292281046|c1|q|NONE|EXITWITHTIMEOUT|1|2|60", []ev{{Kind: "left_queue", Call: "c1", Queue: "q", Reason: "timeout", Wait: span(60000)}}},
		{"timeout before 1.6", "1292281046|c1|q|NONE|EXITWITHTIMEOUT|1", []ev{{Kind: "left_queue", Call: "c1", Queue: "q", Reason: "timeout"}}},
		{"empty", "1292281046|c1|q|NONE|EXITEMPTY|1|2|5", []ev{{Kind: "left_queue", Call: "c1", Queue: "q", Reason: "empty", Wait: span(5000)}}},
		{"key", "1292281046|c1|q|NONE|EXITWITHKEY|#|1|2|7", []ev{{Kind: "left_queue", Call: "c1", Queue: "q", Reason: "key", To: "#", Wait: span(7000)}}},
		{"withdraw", "1292281046|c1|q|NONE|WITHDRAW|1|2|8|moved", []ev{{Kind: "left_queue", Call: "c1", Queue: "q", Reason: "withdrawn", To: "moved", Wait: span(8000)}}},
		{"no answer", "1292281046|c1|q|SIP/9|RINGNOANSWER|15000", []ev{{Kind: "offer_missed", Call: "c1", Queue: "q", Agent: "SIP/9", Reason: "no_answer", Ring: span(15000)}}},
		{"ring cancelled", "1292281046|c1|q|SIP/9|RINGCANCELED|1250", []ev{{Kind: "offer_missed", Call: "c1", Queue: "q", Agent: "SIP/9", Reason: "canceled", Ring: span(1250)}}},
		{"blind", "1292281046|c1|q|SIP/9|BLINDTRANSFER|600|internal|12|34|1", []ev{{Kind: "transferred", Call: "c1", Queue: "q", Agent: "SIP/9", Reason: "blind", By: "agent", To: "600@internal", Wait: span(12000), Talk: span(34000)}}},
		{"transfer before 12", "1292281046|c1|q|SIP/9|TRANSFER|600|internal|12|34|1", []ev{{Kind: "transferred", Call: "c1", Queue: "q", Agent: "SIP/9", Reason: "blind", By: "agent", To: "600@internal", Wait: span(12000), Talk: span(34000)}}},
		{"attended bridge", "1292281046|c1|q|SIP/9|ATTENDEDTRANSFER|BRIDGE|b-1|12|34|1", []ev{{Kind: "transferred", Call: "c1", Queue: "q", Agent: "SIP/9", Reason: "attended", By: "agent", To: "b-1", Wait: span(12000), Talk: span(34000)}}},
		{"attended app", "1292281046|c1|q|SIP/9|ATTENDEDTRANSFER|APP|VoiceMail|12|34|1", []ev{{Kind: "transferred", Call: "c1", Queue: "q", Agent: "SIP/9", Reason: "attended", By: "agent", To: "VoiceMail", Wait: span(12000), Talk: span(34000)}}},
		{"attended link", "1292281046|c1|q|SIP/9|ATTENDEDTRANSFER|LINK|SIP/a-1|SIP/b-2|12|34|1", []ev{{Kind: "transferred", Call: "c1", Queue: "q", Agent: "SIP/9", Reason: "attended", By: "agent", To: "SIP/a-1 SIP/b-2", Wait: span(12000), Talk: span(34000)}}},
		{"attended link of the table", `1,2010-12-13 22:57:26.000000,c1,q,SIP/9,ATTENDEDTRANSFER,LINK,SIP/a-1,SIP/b-2,12,34|1`, []ev{{Kind: "transferred", Call: "c1", Queue: "q", Agent: "SIP/9", Reason: "attended", By: "agent", To: "SIP/a-1 SIP/b-2", Wait: span(12000), Talk: span(34000)}}},
		{"dump", "1292281046|c1|q|SIP/9|AGENTDUMP", []ev{{Kind: "left_queue", Call: "c1", Queue: "q", Agent: "SIP/9", Reason: "system", By: "agent"}}},
		{"codec", "1292281046|c1|q|SIP/9|SYSCOMPAT", []ev{{Kind: "abandoned", Call: "c1", Queue: "q", Agent: "SIP/9", Reason: "codec", By: "system"}}},
		{"add", "1292281046|MANAGER|q|SIP/9|ADDMEMBER|", []ev{{Kind: "agent_signed_in", Queue: "q", Agent: "SIP/9"}}},
		{"add paused", "1292281046|REALTIME|q|SIP/9|ADDMEMBER|PAUSED", []ev{{Kind: "agent_signed_in", Queue: "q", Agent: "SIP/9", State: "aux"}}},
		{"remove", "1292281046|c9|q|SIP/9|REMOVEMEMBER|", []ev{{Kind: "agent_signed_out", Queue: "q", Agent: "SIP/9"}}},
		{"pause", "1292281046|NONE|q|SIP/9|PAUSE|lunch", []ev{{Kind: "agent_state", Queue: "q", Agent: "SIP/9", State: "aux", Reason: "lunch"}}},
		{"unpause", "1292281046|NONE|q|SIP/9|UNPAUSE|Auto-Unpause", []ev{{Kind: "agent_state", Queue: "q", Agent: "SIP/9", State: "ready", Reason: "Auto-Unpause"}}},
		{"pause all", "1292281046|NONE|NONE|SIP/9|PAUSEALL|lunch", []ev{{Kind: "agent_state", Agent: "SIP/9", State: "aux", Reason: "lunch"}}},
		{"unpause all", "1292281046|NONE|NONE|SIP/9|UNPAUSEALL|", []ev{{Kind: "agent_state", Agent: "SIP/9", State: "ready"}}},
		{"penalty", "1292281046|NONE|q|SIP/9|PENALTY|3", []ev{{Kind: "note", Queue: "q", Agent: "SIP/9", Verb: "PENALTY"}}},
		{"ring in use", "1292281046|NONE|q|SIP/9|RINGINUSE|1", []ev{{Kind: "note", Queue: "q", Agent: "SIP/9", Verb: "RINGINUSE"}}},
		{"login", "1292281046|c1|NONE|Agent/1|AGENTLOGIN|SIP/9-1", []ev{{Kind: "agent_signed_in", Agent: "Agent/1", To: "SIP/9-1"}}},
		{"logoff", "1292281046|c1|NONE|Agent/1|AGENTLOGOFF|SIP/9-1|3600", []ev{{Kind: "agent_signed_out", Agent: "Agent/1", To: "SIP/9-1"}}},
		{"callback login", "1292281046|c1|NONE|Agent/1|AGENTCALLBACKLOGIN|9@x", []ev{{Kind: "agent_signed_in", Agent: "Agent/1", To: "9@x"}}},
		{"callback logoff", "1292281046|NONE|NONE|Agent/1|AGENTCALLBACKLOGOFF|9@x|60|CommandLogoff", []ev{{Kind: "agent_signed_out", Agent: "Agent/1", To: "9@x", Reason: "CommandLogoff"}}},
		{"outcall", "1292281046|c1|q|SIP/9|OUTCALL|ANSWERED|55|60|600", []ev{{Kind: "note", Call: "c1", Queue: "q", Agent: "SIP/9", Verb: "OUTCALL", Reason: "ANSWERED", Talk: span(55000)}}},
		{"start", "1292281046|NONE|NONE|NONE|QUEUESTART|", []ev{{Kind: "restarted"}}},
		{"reload", "1292281046|NONE|NONE|NONE|CONFIGRELOAD|", []ev{{Kind: "note", Verb: "CONFIGRELOAD"}}},
		{"did", "1292281046|c1|q|NONE|DID|8005551212", []ev{{Kind: "note", Call: "c1", Queue: "q", Verb: "DID", To: "8005551212"}}},
		{"startcall", "1292281046|c1|q|NONE|STARTCALL|x", []ev{{Kind: "note", Call: "c1", Queue: "q", Verb: "STARTCALL"}}},
		{"map", "1292281046|c1|q|NONE|MAP|x", []ev{{Kind: "note", Call: "c1", Queue: "q", Verb: "MAP"}}},
		{"hold", "1292281046|c1|q|SIP/9|CALLERONHOLD|", []ev{{Kind: "held", Call: "c1", Queue: "q", Agent: "SIP/9"}}},
		{"unhold", "1292281046|c1|NONE|SIP/9|CALLEROFFHOLD|", []ev{{Kind: "retrieved", Call: "c1", Agent: "SIP/9"}}},
		{"outbound", "1292281046|c1|q|SIP/9|CALLOUTBOUND|600", []ev{{Kind: "note", Call: "c1", Queue: "q", Agent: "SIP/9", Verb: "CALLOUTBOUND"}}},
		{"full", "1292281046|c1|q|NONE|FULL", []ev{{Kind: "note", Call: "c1", Queue: "q", Verb: "FULL"}}},
		{"closed", "1292281046|c1|q|NONE|CLOSED", []ev{{Kind: "note", Call: "c1", Queue: "q", Verb: "CLOSED"}}},
		{"join empty", "1292281046|c1|q|NONE|JOINEMPTY", []ev{{Kind: "note", Call: "c1", Queue: "q", Verb: "JOINEMPTY"}}},
		{"unknown", "1292281046|c1|q|SIP/9|SOMETHING|a|b", []ev{{Kind: "unknown", Call: "c1", Queue: "q", Agent: "SIP/9", Verb: "SOMETHING"}}},
		{"lower case", "1292281046|c1|q|NONE|enterqueue||5|1", []ev{{Kind: "enqueued", Call: "c1", Queue: "q", Customer: "5"}}},
		{"fraction", "1292281046.250|c1|q|NONE|ENTERQUEUE||5|1", []ev{{Kind: "enqueued", At: at + 250, Call: "c1", Queue: "q", Customer: "5"}}},
		{"table time", "2010-12-13 22:57:26.000000|c1|q|NONE|ENTERQUEUE||5|1", []ev{{Kind: "enqueued", Call: "c1", Queue: "q", Customer: "5"}}},
		{"table with tabs", "7\t2010-12-13 22:57:26.000000\tc1\tq\tNONE\tENTERQUEUE\t\t5\t1\t\\N\tNULL", []ev{{Kind: "enqueued", Call: "c1", Queue: "q", Customer: "5"}}},
		{"table with commas", `"7","2010-12-13 22:57:26.000000","c1","q, ""one""","NONE","ENTERQUEUE","","5","1"`, []ev{{Kind: "enqueued", Call: "c1", Queue: `q, "one"`, Customer: "5"}}},
		{"table without id", `2010-12-13 22:57:26.500000,c1,q,NONE,ENTERQUEUE,,5,1`, []ev{{Kind: "enqueued", At: at + 500, Call: "c1", Queue: "q", Customer: "5"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items := read(t, KindQueueLog, tt.row+"\r\n", Options{File: "f"})
			if len(items) != 1 || items[0].Bad != nil {
				t.Fatalf("%+v", items)
			}
			got := items[0].Events
			keys := map[string]bool{}
			for i := range got {
				if len(got[i].Key) < 16 || len(got[i].Key) > 32 || keys[got[i].Key] {
					t.Errorf("key %q", got[i].Key)
				}
				keys[got[i].Key] = true
				if got[i].Raw != tt.row || got[i].Line != 1 || got[i].File != "f" {
					t.Errorf("origin: %+v", got[i])
				}
				got[i].Key, got[i].Raw, got[i].Line, got[i].File = "", "", 0, ""
			}
			for i := range tt.want {
				if tt.want[i].At == 0 {
					tt.want[i].At = at
				}
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func TestQueueLogBadRows(t *testing.T) {
	tests := []struct{ row, reason, column, value string }{
		{"1292281046|c1|q|NONE", BadTooFewFields, "event", "1292281046|c1|q|NONE"},
		{"rubbish", BadTooFewFields, "event", "rubbish"},
		{"x|c1|q|NONE|ENTERQUEUE||5|1", BadTime, "time", "x"},
		{"|c1|q|NONE|ENTERQUEUE||5|1", BadTime, "time", ""},
		{"-5|c1|q|NONE|ENTERQUEUE||5|1", BadTime, "time", "-5"},
		{"12|c1|q|NONE|ENTERQUEUE||5|1", BadTime, "time", "12"},
		{"1292281046000|c1|q|NONE|ENTERQUEUE||5|1", BadTime, "time", "1292281046000"},
		{"99999999999999999999|c1|q|NONE|ENTERQUEUE||5|1", BadTime, "time", "99999999999999999999"},
		{"2010-13-13 22:57:26|c1|q|NONE|ENTERQUEUE||5|1", BadTime, "time", "2010-13-13 22:57:26"},
		{"1292281046|c1|q|NONE||a", BadEmptyEvent, "event", ""},
		{"1292281046|NONE|q|NONE|ENTERQUEUE||5|1", BadNoCall, "callid", "NONE"},
		{"1292281046|c1|NONE|NONE|ENTERQUEUE||5|1", BadNoQueue, "queuename", "NONE"},
		{"1292281046|c1|q|NONE|PAUSE|lunch", BadNoAgent, "agent", "NONE"},
		{"1292281046|c1|q|a|CONNECT|x||3", BadNumber, "data1", "x"},
		{"1292281046|c1|q|a|CONNECT|1||3x", BadNumber, "data3", "3x"},
		{"1292281046|c1|q|a|COMPLETEAGENT|1|9999999999|1", BadNumber, "data2", "9999999999"},
	}
	for _, tt := range tests {
		items := read(t, KindQueueLog, "\n"+tt.row, Options{File: "f"})
		if len(items) != 2 || !items[0].Ignored || items[1].Bad == nil {
			t.Fatalf("%s: %+v", tt.row, items)
		}
		b := items[1].Bad
		if b.Reason != tt.reason || b.Column != tt.column || b.Value != tt.value || b.Expected == "" ||
			b.Line != 2 || b.Raw != tt.row || b.File != "f" {
			t.Errorf("%s: %+v", tt.row, b)
		}
	}
}

func TestQueueLogZone(t *testing.T) {
	items := read(t, KindQueueLog, "2010-12-14 00:57:26.000000|c|q|NONE|ENTERQUEUE||5|1", Options{Zone: jerusalem(t)})
	if at := items[0].Events[0].At; at != 1292281046000 {
		t.Errorf("at %d", at)
	}
}

func TestTextForms(t *testing.T) {
	rows := []string{"1292281046|c1|投诉|张三|CONNECT|1||1", "1292281047|c1|投诉|张三|COMPLETEAGENT|1|2|1"}
	gb := func(s string) string {
		return string(must(gbEncoder().Bytes([]byte(s))))
	}
	forms := map[string]string{
		"lf":             strings.Join(rows, "\n"),
		"lf at the end":  strings.Join(rows, "\n") + "\n",
		"crlf":           strings.Join(rows, "\r\n") + "\r\n",
		"cr":             strings.Join(rows, "\r") + "\r",
		"mark":           "\ufeff" + strings.Join(rows, "\n"),
		"gb18030":        gb(strings.Join(rows, "\r\n")),
		"gb18030 marked": "\x84\x31\x95\x33" + gb(strings.Join(rows, "\n")),
		"utf-16":         utf16(strings.Join(rows, "\n")),
		"pipe at end":    rows[0] + "|\n" + rows[1] + "| |",
	}
	want := read(t, KindQueueLog, forms["lf"], Options{})
	for name, text := range forms {
		got := read(t, KindQueueLog, text, Options{})
		if len(got) != 2 {
			t.Fatalf("%s: %d items", name, len(got))
		}
		for i := range got {
			g, w := got[i].Events[0], want[i].Events[0]
			if got[i].Line != int64(i+1) || g.Key != w.Key || g.Agent != "张三" || g.Queue != "投诉" || g.Wait != w.Wait {
				t.Errorf("%s: %+v", name, got[i])
			}
		}
	}
}

func TestLongRow(t *testing.T) {
	long := strings.Repeat("x", maxRow+3*maxRow/2)
	good := "1292281046|c1|q|NONE|ENTERQUEUE||5|1"
	for _, end := range []string{"\n", "\r\n", "\r"} {
		items := read(t, KindQueueLog, good+end+long+end+good, Options{})
		if len(items) != 3 || items[1].Bad == nil || items[1].Bad.Reason != BadRowTooLong || items[2].Line != 3 || len(items[2].Events) != 1 {
			t.Fatalf("%d items", len(items))
		}
		if len(items[1].Raw) != maxRow {
			t.Errorf("kept %d bytes", len(items[1].Raw))
		}
	}
}

// queueText draws a log with good and broken rows and any line ends.
func queueText(t *rapid.T) string {
	good := rapid.SampledFrom([]string{
		"1292281046|c1|q|NONE|ENTERQUEUE||5|1", "1292281049|c1|q|SIP/9|CONNECT|3||1", "1292281050|c1|q|SIP/9|COMPLETEAGENT|3|1|1",
		"1292281050|NONE|q|SIP/9|ADDMEMBER|PAUSED", "", "  ", "x|y", "1292281050|c1|q|SIP/9|CONNECT|oops", "2010-12-13 22:57:26,c1,队,NONE,ENTERQUEUE,,5,1",
	})
	any := rapid.Custom(func(t *rapid.T) string {
		return strings.NewReplacer("\r", "", "\n", "").Replace(string(rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "bytes")))
	})
	lines := rapid.SliceOfN(rapid.OneOf(good, good, good, any), 0, 30).Draw(t, "lines")
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l)
		b.WriteString(rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "end"))
	}
	return b.String()
}

// smallReads gives a reader its bytes in pieces, and no way to seek.
type smallReads struct {
	r io.Reader
	n int
}

func (s *smallReads) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), s.n)]) }

// checkResume proves that reading from any checkpoint gives the rest.
func checkResume(t *rapid.T, kind, text string, opt Options, want func(items []Item)) {
	r, err := Open(kind, strings.NewReader(text), opt)
	if err != nil {
		t.Fatal(err)
	}
	var items []Item
	points := []Checkpoint{r.Checkpoint()}
	for {
		it, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if oneOf(it) != 1 {
			t.Fatalf("%+v", it)
		}
		items = append(items, it)
		points = append(points, r.Checkpoint())
	}
	if want != nil {
		want(items)
	}
	at := rapid.IntRange(0, len(items)).Draw(t, "resume after")
	opt.From = points[at]
	var src io.Reader = strings.NewReader(text)
	if rapid.Bool().Draw(t, "pieces") {
		src = &smallReads{src, rapid.IntRange(1, 9).Draw(t, "piece")}
	}
	again, err := Open(kind, src, opt)
	if err != nil {
		t.Fatal(err)
	}
	for i := at; ; i++ {
		it, err := again.Next()
		if err == io.EOF {
			if i != len(items) {
				t.Fatalf("after %d: %d items, want %d", at, i, len(items))
			}
			return
		}
		if err != nil || i >= len(items) || !reflect.DeepEqual(it, items[i]) {
			t.Fatalf("after %d, item %d: %v\ngot  %+v\nwant %+v", at, i, err, it, items[i:min(i+1, len(items))])
		}
		if !reflect.DeepEqual(again.Checkpoint(), points[i+1]) {
			t.Fatalf("checkpoint %+v, want %+v", again.Checkpoint(), points[i+1])
		}
	}
}

func TestQueueLogProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := queueText(t)
		checkResume(t, KindQueueLog, text, Options{File: "f"}, func(items []Item) {
			checkCovered(t, text, items)
			keys := map[string]string{}
			for _, it := range items {
				for _, e := range it.Events {
					id := it.Raw + string(e.Kind)
					if k, ok := keys[id]; ok && k != e.Key {
						t.Fatalf("row %q has keys %s and %s", it.Raw, k, e.Key)
					}
					keys[id] = e.Key
				}
			}
		})
	})
}

// checkCovered proves that the items are the lines of the text, each once.
func checkCovered(t *rapid.T, text string, items []Item) {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "\ufeff"), "\x84\x31\x95\x33")
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	if len(lines) != len(items) {
		t.Fatalf("%d lines, %d items", len(lines), len(items))
	}
	for i, l := range lines {
		if items[i].Line != int64(i+1) || items[i].Raw != decode([]byte(l), "") {
			t.Fatalf("line %d %q: %+v", i+1, l, items[i])
		}
	}
}

func FuzzQueueLog(f *testing.F) {
	f.Add([]byte("1292281046|c1|q|NONE|ENTERQUEUE||5|1\n1|2|3"))
	f.Add([]byte("7,\"2010-12-13 22:57:26.000000\",c1,\"q\"\"\",NONE,ENTERQUEUE,,5,1\r"))
	f.Add([]byte("\xff\xfe1\x00|\x00"))
	f.Fuzz(func(t *testing.T, b []byte) { drain(t, KindQueueLog, b, Options{}) })
}

// drain reads anything to its end: no panic, no endless reading, and every
// item says exactly one thing.
func drain(t *testing.T, kind string, b []byte, opt Options) {
	r, err := Open(kind, bytes.NewReader(b), opt)
	if err != nil {
		return
	}
	for range 2*len(b) + 10 {
		it, err := r.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if oneOf(it) != 1 {
			t.Fatalf("%+v", it)
		}
	}
	t.Fatal("reading does not end")
}

func BenchmarkQueueLog(b *testing.B) {
	f := must(OpenFile(testdata.Shared(b, bank, "rendered/queue_log.gz")))
	text := must(io.ReadAll(f))
	f.Close()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	rows := 0
	start := time.Now()
	for b.Loop() {
		r := must(Open(KindQueueLog, bytes.NewReader(text), Options{}))
		for {
			if _, err := r.Next(); err != nil {
				break
			}
			rows++
		}
	}
	b.ReportMetric(float64(rows)/time.Since(start).Seconds(), "rows/s")
}

func TestOpenFileErrors(t *testing.T) {
	if _, err := OpenFile(t.TempDir() + "/none"); err == nil {
		t.Error("a missing file opens")
	}
	whole := must(os.ReadFile(testdata.Shared(t, bank, "rendered/queue_log.gz")))
	path := t.TempDir() + "/cut.gz"
	if err := os.WriteFile(path, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	f := must(OpenFile(path))
	defer f.Close()
	r := must(Open(KindQueueLog, f, Options{}))
	n := 0
	for {
		it, err := r.Next()
		if err != nil {
			if err != io.ErrUnexpectedEOF {
				t.Errorf("error %v", err)
			}
			break
		}
		if it.Bad != nil {
			t.Fatalf("a row cut by the end of the file was given: %+v", it)
		}
		n++
	}
	if n < 1000 {
		t.Errorf("%d rows before the cut", n)
	}
	if _, err := Open(KindQueueLog, strings.NewReader("short"), Options{From: Checkpoint{Offset: 100, Line: 2}}); err == nil {
		t.Error("going on behind the end is no error")
	}
	if _, err := Open("other", strings.NewReader(""), Options{}); err == nil {
		t.Error("an unknown kind opens")
	}
}
