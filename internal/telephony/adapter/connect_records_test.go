package adapter

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/kit/testdata"
	"github.com/lingting/lingting/internal/telephony"
)

func TestConnectGold(t *testing.T) {
	visits, _ := foldVisits(t, openShared(t, KindConnectRecords, bank+"rendered/contact_records.jsonl.gz", Options{}))
	checkGold(t, visits)
}

const wholeRecord = `{"AWSAccountId":"1","ContactId":"c1","InitialContactId":"c0","Channel":"VOICE","InitiationMethod":"INBOUND",
 "InitiationTimestamp":"2026-03-01T10:00:00Z","DisconnectTimestamp":"2026-03-01T10:05:00Z","LastUpdateTimestamp":"2026-03-01T10:06:00.250Z",
 "DisconnectReason":"AGENT_DISCONNECT","AgentConnectionAttempts":3,"Attributes":{"a":"}{"},"CustomerEndpoint":{"Type":"TELEPHONE_NUMBER","Address":"+861"},
 "Queue":{"ARN":"arn:x/queue/9","Name":"退款","EnqueueTimestamp":"2026-03-01T10:00:10Z","DequeueTimestamp":"2026-03-01T10:00:31Z","Duration":20},
 "Agent":{"ARN":"arn:x/agent/7","Username":"li","ConnectedToAgentTimestamp":"2026-03-01T10:00:31Z","AgentInteractionDuration":250,"CustomerHoldDuration":19,
  "LongestHoldDuration":10,"NumberOfHolds":2,"AfterContactWorkStartTimestamp":"2026-03-01T10:05:00Z","AfterContactWorkEndTimestamp":"2026-03-01T10:05:40Z","AfterContactWorkDuration":40}}`

// brief is an event without its origin.
func brief(e telephony.Event) telephony.Event {
	e.Key, e.Raw, e.File, e.Line, e.Rank = "", "", "", 0, 0
	return e
}

func TestConnectWholeRecord(t *testing.T) {
	items := read(t, KindConnectRecords, wholeRecord, Options{File: "f"})
	if len(items) != 1 || items[0].Bad != nil {
		t.Fatalf("%+v", items)
	}
	at := func(s string) int64 { return must(time.Parse(time.RFC3339, "2026-03-01T"+s+"Z")).UnixMilli() }
	base := telephony.Event{Call: "c1", Link: "c0", Queue: "退款", Channel: "voice", CallType: "inbound", Customer: "+861",
		Revision: at("10:06:00") + 250}
	with := func(f func(e *telephony.Event)) telephony.Event { e := base; f(&e); return e }
	want := []telephony.Event{
		with(func(e *telephony.Event) { e.Kind, e.At = "enqueued", at("10:00:10") }),
		with(func(e *telephony.Event) {
			e.Kind, e.At, e.Agent, e.Wait = "connected", at("10:00:31"), "li", span(20000)
		}),
		with(func(e *telephony.Event) {
			e.Kind, e.At, e.Agent, e.Wait, e.By = "ended", at("10:05:00"), "li", span(20000), "agent"
			e.Talk, e.Hold, e.Holds = span(250000), span(19000), 2
		}),
		with(func(e *telephony.Event) { e.Kind, e.At, e.Agent = "wrap_up_started", at("10:05:00"), "li" }),
		with(func(e *telephony.Event) {
			e.Kind, e.At, e.Agent, e.WrapUp = "wrap_up_ended", at("10:05:40"), "li", span(40000)
		}),
		with(func(e *telephony.Event) {
			e.Kind, e.At, e.Verb, e.Reason = "note", at("10:00:10"), "AGENT_CONNECTION_ATTEMPTS", "3"
		}),
	}
	for i, e := range items[0].Events {
		if e.Rank != i+1 || e.File != "f" || e.Line != 1 || e.Raw != wholeRecord || len(e.Key) != 22 {
			t.Errorf("origin: %+v", e)
		}
		if i >= len(want) || brief(e) != want[i] {
			t.Errorf("event %d\ngot  %+v\nwant %+v", i, brief(e), want[i])
		}
	}
	if len(items[0].Events) != len(want) {
		t.Errorf("%d events", len(items[0].Events))
	}
}

func TestConnectEnds(t *testing.T) {
	const queue = `"Queue":{"Name":"q","EnqueueTimestamp":"2026-03-01T10:00:00Z"`
	const agent = `"Agent":{"Username":"li","ConnectedToAgentTimestamp":"2026-03-01T10:00:09Z","AgentInteractionDuration":5}`
	const end = `"DisconnectTimestamp":"2026-03-01T10:01:00Z","InitiationMethod":"INBOUND"`
	tests := []struct{ name, body, want string }{
		{"customer gives up", queue + `,"Duration":7,"DequeueTimestamp":"2026-03-01T10:00:08Z"},` + end + `,"DisconnectReason":"CUSTOMER_DISCONNECT"`,
			"enqueued abandoned wait=7000 by=customer"},
		{"by dequeue", queue + `,"DequeueTimestamp":"2026-03-01T10:00:08Z"},` + end + `,"DisconnectReason":null`, "enqueued abandoned wait=8000"},
		{"by disconnect", queue + `},` + end + `,"DisconnectReason":"CONTACT_FLOW_DISCONNECT"`, "enqueued abandoned wait=60000 by=system"},
		{"still waiting", queue + `},"LastUpdateTimestamp":"2026-03-01T10:00:01Z"`, "enqueued"},
		{"callback asked", queue + `,"Duration":7},"NextContactId":"c2",` + end, "enqueued left_queue wait=7000 reason=callback to=c2"},
		{"callback not reached", queue + `,"Duration":7},"InitiationMethod":"CALLBACK","DisconnectTimestamp":"2026-03-01T10:01:00Z"`, "enqueued left_queue wait=7000 reason=callback"},
		{"sent on", queue + `,"Duration":7},"TransferredToEndpoint":{"Type":"TELEPHONE_NUMBER","Address":"+86400"},` + end, "enqueued left_queue wait=7000 reason=overflow to=+86400"},
		{"transferred", queue + `,"Duration":9},"TransferCompletedTimestamp":"2026-03-01T10:00:50Z","TransferredToEndpoint":{"Address":"+86400"},` + agent + "," + end,
			"enqueued connected wait=9000 transferred wait=9000 talk=5000 by=agent to=+86400"},
		{"transferred to a contact", queue + `,"Duration":9},"NextContactId":"c2",` + agent + "," + end, "enqueued connected wait=9000 transferred wait=9000 talk=5000 by=agent to=c2"},
		{"wait by connect", queue + `},` + agent + "," + end, "enqueued connected wait=9000 ended wait=9000 talk=5000"},
		{"still talking", queue + `},` + agent, "enqueued connected wait=9000"},
		{"agent queue", `"Queue":{"ARN":"arn:aws:connect:x/queue/agent/77","Name":null,"EnqueueTimestamp":"2026-03-01T10:00:00Z"},` + agent, "enqueued connected wait=9000"},
		{"no queue", `"Queue":null,"InitiationTimestamp":"2026-03-01T10:00:00Z",` + end, "note verb=INBOUND"},
		{"outbound", `"Queue":{"Name":"q"},"InitiationMethod":"OUTBOUND","InitiationTimestamp":"2026-03-01T10:00:00Z",` + agent, "note verb=OUTBOUND talk=5000"},
		{"contact event", `"eventType":"QUEUED","initiationTimestamp":"2026-03-01T10:00:00Z"`, "note verb=QUEUED"},
	}
	for _, tt := range tests {
		items := read(t, KindConnectRecords, `{"ContactId":"c1",`+tt.body+"}", Options{})
		if len(items) != 1 || items[0].Bad != nil {
			t.Fatalf("%s: %+v", tt.name, items)
		}
		if got := tell(items[0].Events); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// tell writes events shortly.
func tell(events []telephony.Event) string {
	var out []string
	for _, e := range events {
		out = append(out, string(e.Kind))
		add := func(k, v string) {
			if v != "" {
				out = append(out, k+"="+v)
			}
		}
		told := func(k string, s telephony.Span) {
			if s.Told() {
				add(k, fmt.Sprint(s.Ms()))
			}
		}
		add("verb", e.Verb)
		told("wait", e.Wait)
		told("ring", e.Ring)
		told("talk", e.Talk)
		told("hold", e.Hold)
		told("wrap", e.WrapUp)
		add("reason", e.Reason)
		add("by", e.By)
		add("to", e.To)
	}
	return strings.Join(out, " ")
}

func TestConnectCaseAndTypes(t *testing.T) {
	upper := strings.NewReplacer(`"ContactId"`, `"CONTACTID"`, `"Queue"`, `"queue"`, `"EnqueueTimestamp"`, `"enqueuetimestamp"`,
		`"Duration":20`, `"duration":"20.0"`, `"2026-03-01T10:00:10Z"`, `"2026-03-01T18:00:10.000+08:00"`,
		`"2026-03-01T10:05:00Z"`, `1772359500`, `"VOICE"`, `"Voice"`).Replace(wholeRecord)
	want, got := read(t, KindConnectRecords, wholeRecord, Options{}), read(t, KindConnectRecords, upper, Options{})
	if got[0].Bad != nil {
		t.Fatalf("%+v", got[0].Bad)
	}
	for i := range want[0].Events {
		w, g := want[0].Events[i], got[0].Events[i]
		if w.Key != g.Key || brief(w) != brief(g) {
			t.Errorf("got  %+v\nwant %+v", g, w)
		}
	}
}

func TestConnectRevisions(t *testing.T) {
	later := strings.Replace(wholeRecord, "10:06:00.250Z", "10:09:00Z", 1)
	items := read(t, KindConnectRecords, wholeRecord+wholeRecord+later, Options{})
	a, b, c := items[0].Events[0], items[1].Events[0], items[2].Events[0]
	if a.Key != b.Key || a.Key == c.Key || a.Revision >= c.Revision {
		t.Errorf("keys %s %s %s, revisions %d %d", a.Key, b.Key, c.Key, a.Revision, c.Revision)
	}
}

func TestConnectPacking(t *testing.T) {
	flat := strings.ReplaceAll(wholeRecord, "\n", "")
	second := strings.Replace(flat, `"c1"`, `"c2"`, 1)
	forms := map[string]string{
		"lines":         flat + "\n" + second + "\n",
		"crlf":          flat + "\r\n" + second,
		"one line":      flat + second,
		"array":         "[" + flat + "," + second + "]",
		"arrays":        "[[" + flat + "]][\n" + second + "]\n",
		"mark":          "\ufeff" + flat + "\n" + second,
		"pretty":        wholeRecord + strings.Replace(wholeRecord, `"c1"`, `"c2"`, 1),
		"wrapped":       `{"Contact":` + flat + "}\n" + `{"Contact":` + second + "}",
		"blank lines":   "\n\n" + flat + "\n\n\n" + second + "\n\n",
		"utf-16":        utf16(flat + "\n" + second),
		"record marks":  "\x1e" + flat + "\n\x1e" + second,
		"pretty arrays": "[\n  " + wholeRecord + ",\n  " + second + "\n]\n",
	}
	for name, text := range forms {
		items := read(t, KindConnectRecords, text, Options{})
		if len(items) != 2 || items[0].Bad != nil || items[1].Bad != nil {
			t.Errorf("%s: %+v", name, items)
			continue
		}
		if items[0].Events[0].Call != "c1" || items[1].Events[0].Call != "c2" {
			t.Errorf("%s: calls %s %s", name, items[0].Events[0].Call, items[1].Events[0].Call)
		}
	}
	if got := read(t, KindConnectRecords, forms["blank lines"], Options{}); got[0].Line != 3 || got[1].Line != 6 {
		t.Errorf("lines %d %d", got[0].Line, got[1].Line)
	}
}

func TestConnectBadRows(t *testing.T) {
	flat := strings.ReplaceAll(wholeRecord, "\n", "")
	tests := []struct {
		name, text, reason, column string
		good                       int
	}{
		{"cut in a text", flat[:60] + "\n" + flat, BadJSON, "", 1},
		{"cut after a value", strings.TrimSuffix(flat, "}") + "\n" + flat, BadJSON, "", 1},
		{"cut after a comma", flat[:19] + "\n" + flat, BadJSON, "", 1},
		{"cut at the end", flat + "\n" + flat[:100], BadJSON, "", 1},
		{"cut before a value", `{"ContactId":"x","Agent":` + "\n" + flat + "\n" + flat, BadJSON, "", 2},
		{"rubbish", "rubbish\n" + flat, BadJSON, "", 1},
		{"no id", strings.Replace(flat, `"ContactId"`, `"Contact_Id"`, 1) + flat, BadMissing, "ContactId", 1},
		{"bad time", strings.Replace(flat, "2026-03-01T10:00:10Z", "yesterday", 1) + flat, BadTime, "Queue.EnqueueTimestamp", 1},
		{"bad number", strings.Replace(flat, `"Duration":20`, `"Duration":"long"`, 1) + flat, BadNumber, "Queue.Duration", 1},
		{"bad shape", strings.Replace(flat, `"Duration":20`, `"Duration":{}`, 1) + flat, BadNumber, "Queue.Duration", 1},
		{"not an object", `{"ContactId":"x","Queue":5}` + flat, BadJSON, "Queue", 1},
		{"between records on one line", flat + `{"a":[}` + flat + flat, BadJSON, "", 3},
		{"cut off by the next", flat + strings.TrimSuffix(flat, "}}") + flat, BadJSON, "", 2},
		{"brackets", `{"a":[}` + "\n" + flat, BadJSON, "", 1},
	}
	for _, tt := range tests {
		items := read(t, KindConnectRecords, tt.text, Options{})
		good, bads := 0, 0
		for _, it := range items {
			if it.Bad == nil {
				good++
				continue
			}
			if bads++; it.Bad.Reason != tt.reason || it.Bad.Column != tt.column || it.Bad.Expected == "" {
				t.Errorf("%s: %+v", tt.name, it.Bad)
			}
		}
		if good != tt.good || bads != 1 {
			t.Errorf("%s: %d good and %d bad items: %+v", tt.name, good, bads, items)
		}
	}
}

// connectText draws records packed in any way, with broken ones.
func connectDraw(t *rapid.T) string {
	piece := rapid.SampledFrom([]string{
		`{"ContactId":"a","Queue":{"Name":"q","EnqueueTimestamp":"2026-03-01T10:00:00Z"}}`, "{\n\"ContactId\":\"é\"\n}", `{}`, `{"a":[{},{"b":"}"}]}`,
		"[", "]", ",", "\n", "\r\n", "\r", " ", `{"ContactId":"a`, "x", `"`, `}`, `{"a":`, "\\",
	})
	return strings.Join(rapid.SliceOfN(piece, 0, 25).Draw(t, "pieces"), "")
}

func TestConnectProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := connectDraw(t)
		checkResume(t, KindConnectRecords, text, Options{File: "f"}, func(items []Item) {
			// Every byte is in an item, or stands between them.
			at := 0
			for _, it := range items {
				gap := text[at:it.Offset]
				if strings.Trim(gap, " \t\r\n,[]\x1e") != "" {
					t.Fatalf("lost %q", gap)
				}
				if !strings.HasPrefix(text[it.Offset:], it.Raw) {
					t.Fatalf("raw %q at %d", it.Raw, it.Offset)
				}
				at = int(it.Offset) + len(it.Raw)
			}
			if strings.Trim(text[at:], " \t\r\n,[]\x1e") != "" {
				t.Fatalf("lost %q at the end", text[at:])
			}
		})
	})
}

func TestConnectLongRow(t *testing.T) {
	flat := strings.ReplaceAll(wholeRecord, "\n", "")
	long := `{"ContactId":"x","Attributes":{"a":"` + strings.Repeat("x", 3*maxRow) + `"}}`
	items := read(t, KindConnectRecords, flat+"\n"+long+"\n"+flat, Options{})
	last := items[len(items)-1]
	if items[0].Bad != nil || last.Bad != nil || last.Line != 3 || len(items) < 3 {
		t.Fatalf("%d items", len(items))
	}
	kept := 0
	for _, it := range items[1 : len(items)-1] {
		if it.Bad == nil {
			t.Errorf("a piece of a long row is read: %.80q", it.Raw)
		}
		kept += len(it.Raw)
	}
	if kept != len(long) {
		t.Errorf("kept %d of %d bytes", kept, len(long))
	}
	if !reflect.DeepEqual(brief(items[0].Events[0]), brief(last.Events[0])) {
		t.Error("the row after a long row differs")
	}
}

func FuzzConnectRecords(f *testing.F) {
	f.Add([]byte(wholeRecord))
	f.Add([]byte(`[{"ContactId":"a"},{"ContactId":"b","Queue":{"Name":"q","Duration":-1}}` + "\n" + `{"x":"` + "\n{}"))
	f.Fuzz(func(t *testing.T, b []byte) { drain(t, KindConnectRecords, b, Options{}) })
}

func BenchmarkConnectRecords(b *testing.B) {
	f := must(OpenFile(testdata.Shared(b, bank, "rendered/contact_records.jsonl.gz")))
	text := must(io.ReadAll(f))
	f.Close()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	rows := 0
	start := time.Now()
	for b.Loop() {
		r := must(Open(KindConnectRecords, bytes.NewReader(text), Options{}))
		for {
			if _, err := r.Next(); err != nil {
				break
			}
			rows++
		}
	}
	b.ReportMetric(float64(rows)/time.Since(start).Seconds(), "rows/s")
}
