package esl

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/lingting/lingting/internal/telephony"
)

const now = int64(1_800_000_000_000)

func event(s int64, action string, fields ...string) Header {
	h := Header{"event-subclass": "callcenter::info", "event-date-timestamp": fmt.Sprintf("%d250000", now/1000+s), "cc-action": action,
		"cc-queue": "sales", "cc-member-uuid": "m1", "cc-member-session-uuid": "s1"}
	for i := 0; i+1 < len(fields); i += 2 {
		h[strings.ToLower(fields[i])] = fields[i+1]
	}
	return h
}

func kinds(events []telephony.Event) string {
	var out []string
	for _, e := range events {
		out = append(out, string(e.Kind)+":"+e.Reason)
	}
	return strings.Join(out, " ")
}

func translator(t *testing.T) *Translator {
	t.Helper()
	tr, err := NewTranslator(nil)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func (t *Translator) all(events ...Header) (out []telephony.Event) {
	for _, h := range events {
		e, _ := t.Event(h, now)
		out = append(out, e...)
	}
	return out
}

func TestReaderTakesMessagesInParts(t *testing.T) {
	body := "Event-Name: CUSTOM\nEvent-Subclass: callcenter%3A%3Ainfo\nCC-Member-CID-Name: %E5%BC%A0%20100%25\nBroken: 100%\n\nrest"
	text := "Content-Type: auth/request\n\n\n" + fmt.Sprintf("Content-Length: %d\nContent-Type: text/event-plain\n\n%s", len(body), body) + "Content-Type: command/reply\nReply-Text: +OK\n\nContent-Length: 9\n\nhalf"
	r := NewReader(iotest.OneByteReader(strings.NewReader(text)))
	m, err := r.Read()
	if err != nil || m.Header.Get("content-TYPE") != "auth/request" {
		t.Fatal(m, err)
	}
	if m, err = r.Read(); err != nil {
		t.Fatal(err)
	}
	e := m.Event()
	if e.Get("Event-Subclass") != "callcenter::info" || e.Get("CC-Member-CID-Name") != "张 100%" || e.Get("Broken") != "100%" || len(e) != 4 {
		t.Errorf("%v", e)
	}
	if m, err = r.Read(); err != nil || m.Header.Get("Reply-Text") != "+OK" {
		t.Fatal(m, err)
	}
	if _, err = r.Read(); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
	for _, wrong := range []string{"no colon\n\n", "Content-Length: -1\n\n", "Content-Length: 99999999999\n\n", strings.Repeat("x", maxLine+1)} {
		if _, err := NewReader(strings.NewReader(wrong)).Read(); !errors.Is(err, ErrWire) {
			t.Errorf("%.20q: %v", wrong, err)
		}
	}
}

func TestEveryReasonToLeaveTheQueue(t *testing.T) {
	for reason, want := range map[string]string{"BREAK_OUT": "abandoned:", "TIMEOUT": "left_queue:timeout", "NO_AGENT_TIMEOUT": "left_queue:empty", "EXIT_WITH_KEY": "left_queue:key", "NONE": "left_queue:system"} {
		out := translator(t).all(event(0, "member-queue-start"), event(9, "member-queue-end", "CC-Cause", "Cancel", "CC-Cancel-Reason", reason))
		if kinds(out) != "enqueued: "+want || out[1].At != now+9250 || out[0].Call != "s1" {
			t.Errorf("%s: %+v", reason, out)
		}
	}
}

func TestTheSameEndIsToldOnceByTwoEvents(t *testing.T) {
	bridge := event(60, "bridge-agent-end", "CC-Agent", "1000", "CC-Agent-Answered-Time", "1800000010", "CC-Bridge-Terminated-Time", "1800000060", "CC-Member-Joined-Time", "1800000000")
	over := event(61, "member-queue-end", "CC-Cause", "Terminated", "CC-Agent", "1000", "CC-Agent-Answered-Time", "1800000010", "CC-Member-Leaving-Time", "1800000061")
	a, b := translator(t).all(bridge, over), translator(t).all(over, bridge)
	if len(a) != 1 || a[0].Talk.Ms() != 50_000 || a[0].Wait.Ms() != 10_000 || b[0].Key != a[0].Key || b[len(b)-1].Key != a[0].Key {
		t.Errorf("%+v\n%+v", a, b)
	}
	again := translator(t).all(event(0, "member-queue-start"), event(5, "member-queue-end", "CC-Cause", "Cancel", "CC-Cancel-Reason", "BREAK_OUT"),
		event(30, "member-queue-resume", "CC-Member-Session-UUID", "s2"))
	if len(again) != 3 || again[2].Call != "s2" || again[2].Key == again[0].Key {
		t.Errorf("a caller who came back: %+v", again)
	}
}

func TestAgentsAndReads(t *testing.T) {
	tr := translator(t)
	st := func(s int64, status string) Header {
		return event(s, "agent-status-change", "CC-Agent", "1000", "CC-Agent-Status", status)
	}
	got := kinds(tr.all(st(0, "Available"), st(1, "Available"), event(2, "agent-status-get", "CC-Agent", "1000", "CC-Agent-Status", "Logged Out"), st(5, "On Break"), st(9, "Available (On Demand)"), st(20, "Logged Out")))
	if got != "agent_signed_in: agent_state: agent_state:On Break agent_state: agent_signed_out:" {
		t.Error(got)
	}
	if _, bad := tr.Event(event(0, "bridge-agent-start", "CC-Queue", ""), now); bad == nil {
		t.Error("an event without a queue was taken")
	}
}

func TestTheTelephoneOfAnAgent(t *testing.T) {
	for contact, want := range map[string]string{"user/1001": "1001", "[leg_timeout=10]user/1001@default": "1001", "{a=1}sofia/internal/1001@10.0.0.7": "1001", "": "", "1001": "", "loopback/" + strings.Repeat("9", 41): ""} {
		if got := extension(contact); got != want {
			t.Errorf("%s: %q, want %q", contact, got, want)
		}
	}
}

// Callers the switch forgot, kept too long, or that came unheard.
func TestTheListsOfTheSwitch(t *testing.T) {
	tr := translator(t)
	tr.all(event(-100, "member-queue-start"), event(-90, "member-queue-start", "CC-Member-UUID", "m2", "CC-Member-Session-UUID", "s2"),
		event(-80, "bridge-agent-start", "CC-Member-UUID", "m2", "CC-Member-Session-UUID", "s2", "CC-Agent", "1000"))
	kept, err := NewTranslator(tr.Memory())
	if err != nil {
		t.Fatal(err)
	}
	members, err := Table("queue|uuid|session_uuid|cid_number|joined_epoch|bridge_epoch|serving_agent|state\nsales|m2|s2|139|1799999910|1799999920|1000|Answered\n" +
		"sales|m3|s3|138|1799999990|0||Waiting\nsales|m4|s4|137|1799999000|0||Abandoned\nsales|m5|s5|136|1799999950|1799999960|1001|Answered\n+OK\n")
	if err != nil {
		t.Fatal(err)
	}
	l := &List{Core: "c1", Members: members, Gone: map[string]bool{"s2": true}, Agents: []Header{{"name": "1000", "status": "On Break", "contact": "[leg_timeout=10]user/6001@pbx", "last_status_change": "1799999000"}, {"name": "1002", "status": "Logged Out"}}}
	out := kept.Reconcile(l, now)
	if got := kinds(out); got != "enqueued: enqueued: connected: agent_signed_in: agent_state:On Break" {
		t.Fatal(got)
	}
	if out[0].At != 1_799_999_990_000 || out[2].Agent != "1001" || out[3].At != 1_799_999_000_000 || out[3].Extension != "6001" || out[4].Extension != "6001" {
		t.Errorf("%+v", out)
	}
	if out := kept.Reconcile(l, now+10_000); len(out) != 0 {
		t.Errorf("given up too early, or told again: %s", kinds(out))
	}
	out = kept.Reconcile(l, now+lostMs)
	if kinds(out) != "lost: lost:" || out[0].Call != "s1" || out[1].Call != "s2" || out[1].Agent != "1000" {
		t.Errorf("%+v", out)
	}
	out = kept.Reconcile(&List{Core: "c2", UptimeS: 30}, now+100_000)
	if kinds(out) != "restarted:" || out[0].At != now+70_000 {
		t.Errorf("%+v", out)
	}
	for _, wrong := range []string{"", "-ERR no such queue\n", "-USAGE: x\n"} {
		if _, err := Table(wrong); err == nil {
			t.Errorf("%q is a table", wrong)
		}
	}
}

// No bytes make reading or translating panic; what is told has keys, and the
// memory of it can be kept and read again.
func FuzzMessages(f *testing.F) {
	f.Add([]byte("Content-Length: 120\nContent-Type: text/event-plain\n\nEvent-Subclass: callcenter::info\nCC-Action: member-queue-start\nCC-Queue: a\nCC-Member-UUID: m\nCC-Member-Session-UUID: s\n\n          "), "queue|uuid|session_uuid|state\na|m|s|Waiting\n+OK")
	f.Add([]byte("Content-Type: command/reply\nReply-Text: +OK\n\n"), "-ERR")
	f.Fuzz(func(t *testing.T, b []byte, table string) {
		r := NewReader(strings.NewReader(string(b)))
		tr, err := NewTranslator(nil)
		if err != nil {
			t.Fatal(err)
		}
		check := func(events []telephony.Event) {
			for _, e := range events {
				if len(e.Key) != 22 || e.Kind == "" || strings.ContainsRune(e.Call+e.Queue+e.Agent, 0) {
					t.Fatalf("%+v", e)
				}
			}
		}
		for {
			m, err := r.Read()
			if err != nil {
				break
			}
			events, _ := tr.Event(m.Event(), now)
			check(events)
		}
		rows, err := Table(table)
		if err == nil {
			check(tr.Reconcile(&List{Core: "x", Members: rows, Agents: rows}, now))
			check(tr.Reconcile(&List{Core: "y"}, now+10*lostMs))
		}
		if _, err := NewTranslator(tr.Memory()); err != nil {
			t.Fatal(err)
		}
	})
}
