package ami

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/lingting/lingting/internal/telephony"
)

func msg(text string) Message {
	m, err := NewReader(strings.NewReader(strings.ReplaceAll(text, "|", "\r\n") + "\r\n\r\n")).Read()
	if err != nil {
		panic(err)
	}
	return m
}

const now = int64(1_800_000_000_000)

func at(s int64) string { return fmt.Sprintf("|Timestamp: %d.250000", now/1000+s) }

func translator(t *testing.T, withLog bool) *Translator {
	t.Helper()
	tr, err := NewTranslator(nil, withLog)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func kinds(events []telephony.Event) string {
	var out []string
	for _, e := range events {
		out = append(out, string(e.Kind)+":"+e.Reason)
	}
	return strings.Join(out, " ")
}

func (t *Translator) all(messages ...string) (out []telephony.Event) {
	for _, m := range messages {
		events, _ := t.Event(msg(m), now)
		out = append(out, events...)
	}
	return out
}

func TestReaderTakesPartsAndGoesOnBehindWhatIsTooLong(t *testing.T) {
	text := "Asterisk Call Manager/9.0.0\r\nResponse: Success\r\nMessage: Hi\r\n\r\n\r\n\r\nEvent: A\r\nChanVariable: x=1\r\nChanVariable: y=2\r\nno colon here\r\n\r\nEvent: B\r\nBig: " +
		strings.Repeat("x", 2*maxLine) + "\r\nAfter: 1\r\n\r\nEvent: C\r\n" + strings.Repeat("K: v\r\n", maxLines+5) + "\r\nEvent: \x00\xff中\r\n\r\nEvent: half"
	r := NewReader(iotest.OneByteReader(strings.NewReader(text)))
	if b, err := r.Banner(); err != nil || b != "Asterisk Call Manager/9.0.0" {
		t.Fatal(b, err)
	}
	var got []string
	for {
		m, err := r.Read()
		if err != nil && !errors.Is(err, ErrTooLong) {
			if !errors.Is(err, io.EOF) {
				t.Error(err)
			}
			break
		}
		got = append(got, fmt.Sprintf("%s%s%d%v", m.Get("response"), m.Get("EVENT"), len(m), err != nil))
	}
	if want := "[Success2false A4false B3true C2000true \uFFFD\uFFFD中1false]"; fmt.Sprint(got) != want {
		t.Errorf("%q", fmt.Sprint(got))
	}
}

const joinA = "Event: QueueCallerJoin|Uniqueid: 1.1|Linkedid: 1.1|Queue: sales|CallerIDNum: 13800000000"

func TestWithoutTheQueueLogATimeoutLooksLikeAnAbandon(t *testing.T) {
	abandon := "Event: QueueCallerAbandon|Uniqueid: 1.1|Queue: sales|HoldTime: 30" + at(30)
	tr := translator(t, false)
	if got := kinds(tr.all(joinA+at(0), abandon, "Event: QueueCallerLeave|Uniqueid: 1.1|Queue: sales"+at(30), abandon)); got != "enqueued: abandoned: abandoned:" {
		t.Error(got)
	}
	again := tr.all(abandon)
	first := translator(t, false)
	if x := first.all(joinA+at(0), abandon); x[1].Key != again[0].Key {
		t.Error("the same thing told twice has two keys")
	}
	// With the log the abandon waits for it; the row says what it was.
	tr = translator(t, true)
	if got := kinds(tr.all(joinA+at(0), abandon)); got != "enqueued:" {
		t.Error(got)
	}
	row := telephony.Event{Kind: telephony.KindLeftQueue, Reason: telephony.LeftTimeout, At: now + 30_000, Call: "1.1", Queue: "sales", Wait: telephony.SpanOf(30_000)}
	out := tr.Row(row, now-1000)
	if kinds(out) != "left_queue:timeout" || out[0].At != now+30_250 {
		t.Errorf("%+v", out)
	}
	if out := tr.Row(row, now-1000); len(out) != 0 {
		t.Errorf("told twice: %+v", out)
	}
	// A log that says nothing is not waited for without end.
	tr = translator(t, true)
	tr.all(joinA+at(0), abandon)
	if out := tr.Tick(now + 31_000); len(out) != 0 {
		t.Error(kinds(out))
	}
	if out := tr.Tick(now + 31_000 + logMs); kinds(out) != "abandoned:" {
		t.Error(kinds(out))
	}
}

// The switch's clock is hours behind, or what it tells is hours old: what the
// log has settled stays settled when the interface tells it once more.
func TestWhatIsOldFindsItsCall(t *testing.T) {
	tr := translator(t, true)
	tr.Row(telephony.Event{Kind: telephony.KindEnqueued, At: now, Call: "1.1", Queue: "sales"}, now)
	tr.Row(telephony.Event{Kind: telephony.KindLeftQueue, Reason: telephony.LeftTimeout, At: now + 30_000, Call: "1.1", Queue: "sales", Wait: telephony.SpanOf(30_000)}, now)
	late := now + 6*3600*1000
	tr.Tick(late)
	out := tr.all("Event: QueueCallerAbandon|Uniqueid: 1.1|Queue: sales|HoldTime: 30" + at(30))
	out = append(out, tr.Tick(late+1000)...)
	if out = append(out, tr.Tick(late+1000+logMs)...); len(out) != 0 {
		t.Errorf("told anew: %s", kinds(out))
	}
	// A call long over, by the calls that came after it, is let go.
	tr.all("Event: QueueCallerJoin|Uniqueid: 2.2|Queue: sales" + at(3*3600))
	tr.Tick(late + 120_000)
	if len(tr.mem.Calls) != 1 || tr.mem.Calls["2.2"] == nil {
		t.Errorf("%d calls are known", len(tr.mem.Calls))
	}
}

// The interface is hours behind the queue_log, as when a long gap is read up:
// what the log has settled is not let go before the interface has told it too.
func TestTheInterfaceMayBeFarBehindTheLog(t *testing.T) {
	tr := translator(t, true)
	tr.all("Event: QueueCallerJoin|Uniqueid: 0.1|Queue: sales" + at(0))
	tr.Row(telephony.Event{Kind: telephony.KindEnqueued, At: now + 1000, Call: "1.1", Queue: "sales"}, now)
	tr.Row(telephony.Event{Kind: telephony.KindLeftQueue, Reason: telephony.LeftTimeout, At: now + 31_000, Call: "1.1", Queue: "sales", Wait: telephony.SpanOf(30_000)}, now)
	tr.Row(telephony.Event{Kind: telephony.KindEnqueued, At: now + 5*3600*1000, Call: "9.9", Queue: "sales"}, now)
	tr.Tick(now)
	tr.Tick(now + 61_000)
	out := tr.all("Event: QueueCallerJoin|Uniqueid: 1.1|Queue: sales"+at(1), "Event: QueueCallerAbandon|Uniqueid: 1.1|Queue: sales|HoldTime: 30"+at(31))
	out = append(out, tr.Tick(now+62_000)...)
	if out = append(out, tr.Tick(now+62_000+logMs)...); strings.Contains(kinds(out), "abandoned") {
		t.Errorf("told anew: %s", kinds(out))
	}
}

func TestAnExitByKeyIsALeaveAlone(t *testing.T) {
	tr := translator(t, false)
	leave := "Event: QueueCallerLeave|Uniqueid: 1.1|Queue: sales" + at(9)
	tr.all(joinA+at(0), leave)
	tr.Tick(now)
	if out := tr.Tick(now + leaveMs); kinds(out) != "left_queue:key" || out[0].At != now+9_250 {
		t.Errorf("%+v", out)
	}
	tr = translator(t, false)
	tr.all(joinA+at(0), leave, "Event: AgentConnect|Uniqueid: 1.1|Queue: sales|MemberName: Ann|HoldTime: 9|RingTime: 3"+at(9))
	tr.Tick(now)
	if out := tr.Tick(now + leaveMs); len(out) != 0 {
		t.Errorf("a connected call left: %+v", out)
	}
}

func TestUnitsAndTransfersAndHolds(t *testing.T) {
	tr := translator(t, false)
	out := tr.all(joinA+at(0),
		"Event: AgentRingNoAnswer|Uniqueid: 1.1|Queue: sales|MemberName: Bob|DestUniqueid: 1.2|RingTime: 12000"+at(14),
		"Event: AgentConnect|Uniqueid: 1.1|Queue: sales|MemberName: Ann|HoldTime: 20|RingTime: 4"+at(20),
		"Event: Hold|Uniqueid: 1.3|Linkedid: 1.1"+at(30), "Event: Unhold|Uniqueid: 1.3|Linkedid: 1.1"+at(35), "Event: Hold|Uniqueid: 1.1|Linkedid: 1.1"+at(36),
		"Event: AgentComplete|Uniqueid: 1.1|Queue: sales|MemberName: Ann|HoldTime: 20|TalkTime: 60|Reason: transfer"+at(80))
	if kinds(out) != "enqueued: offer_missed:no_answer connected: held: retrieved: transferred:" {
		t.Fatal(kinds(out))
	}
	if out[1].Ring.Ms() != 12_000 || out[2].Ring.Ms() != 4_000 || out[2].Wait.Ms() != 20_000 || out[5].Talk.Ms() != 60_000 || out[0].Customer != "13800000000" || out[3].Queue != "sales" {
		t.Errorf("%+v", out)
	}
	if _, bad := tr.Event(msg("Event: AgentConnect|Uniqueid: 1.1|Queue: sales|HoldTime: soon"), now); bad == nil || bad.Raw == "" {
		t.Error("a wrong number was taken")
	}
	if _, bad := tr.Event(msg("Event: AgentConnect|Queue: sales"), now); bad == nil {
		t.Error("an event of no call was taken")
	}
}

// After a gap the snapshot says who came and who is gone, without a queue_log.
func TestASnapshotAfterAGap(t *testing.T) {
	tr := translator(t, false)
	tr.all(joinA+at(-100), strings.ReplaceAll(joinA, "1.1", "2.1")+at(-90), strings.ReplaceAll(joinA, "1.1", "3.1")+at(-80),
		"Event: AgentConnect|Uniqueid: 3.1|Queue: sales|MemberName: Ann|HoldTime: 5|RingTime: 3"+at(-75),
		"Event: QueueMemberAdded|Queue: sales|MemberName: Ann|Membership: dynamic|LoginTime: 1799990000|Paused: 0"+at(-5000),
		"Event: QueueMemberAdded|Queue: sales|MemberName: Bob|Membership: dynamic|LoginTime: 1799990001|Paused: 0"+at(-5000))
	kept, err := NewTranslator(tr.Memory(), false) // this server was started again meanwhile
	if err != nil {
		t.Fatal(err)
	}
	shot := &Snapshot{UptimeS: 50_000, Channels: map[string]bool{"1.1": true, "4.1": true},
		Entries: []Message{msg("Event: QueueEntry|Queue: sales|Uniqueid: 1.1|Wait: 100"), msg("Event: QueueEntry|Queue: sales|Uniqueid: 4.1|Wait: 7|CallerIDNum: 139")},
		Members: []Message{msg("Event: QueueMember|Queue: sales|Name: Ann|Membership: dynamic|LoginTime: 1799990000|Paused: 1|PausedReason: lunch|LastPause: 1799999990"),
			msg("Event: QueueMember|Queue: sales|Name: Cat|Membership: dynamic|LoginTime: 1799999980|Paused: 0")}}
	out := kept.Reconcile(shot, now)
	if got := kinds(out); got != "enqueued: agent_state:lunch agent_signed_in: agent_signed_out:" {
		t.Fatal(got)
	}
	if out[0].At != now-7000 || out[1].At != 1_799_999_990_000 || out[2].At != 1_799_999_980_000 || out[3].Agent != "Bob" {
		t.Errorf("%+v", out)
	}
	if again := kept.Reconcile(shot, now+1000); len(again) != 0 {
		t.Errorf("the same snapshot tells again: %s", kinds(again))
	}
	if out := kept.Tick(now + 1000); len(out) != 0 {
		t.Error("given up at once: an end may be on its way")
	}
	out = kept.Tick(now + 1000 + lostMs)
	if kinds(out) != "lost: lost:" || out[0].Call != "2.1" || out[1].Call != "3.1" || out[1].Agent != "Ann" {
		t.Errorf("%+v", out)
	}
	// The switch started again: the same call ids mean nothing any more.
	out = kept.Reconcile(&Snapshot{UptimeS: 10, Channels: map[string]bool{}}, now+100_000)
	if !strings.HasPrefix(kinds(out), "restarted:") || out[0].At != now+90_000 {
		t.Errorf("%+v", out)
	}
}

// A snapshot that was heard late gives nobody twice: who waited then may be
// known to have left, or be told by the log with the exact instant.
func TestASnapshotHeardLate(t *testing.T) {
	tr := translator(t, true)
	enter := func(call string, ms int64) telephony.Event {
		return telephony.Event{Kind: telephony.KindEnqueued, At: ms, Call: call, Queue: "sales"}
	}
	const late = 40_000
	told := kinds(append(tr.Row(enter("1.1", now-50_000), now), tr.Row(telephony.Event{Kind: telephony.KindLeftQueue, At: now - 20_000, Call: "1.1", Queue: "sales", Reason: telephony.LeftTimeout}, now)...))
	if told != "enqueued: left_queue:timeout" {
		t.Fatal(told)
	}
	// Asked for at now-40 s, made at now-30 s, heard now: both waited since now-50 s.
	shot := &Snapshot{AskedMs: now - late, UptimeS: 5000, Channels: map[string]bool{"1.1": true, "2.1": true},
		Entries: []Message{msg("Event: QueueEntry|Queue: sales|Uniqueid: 1.1|Wait: 20"), msg("Event: QueueEntry|Queue: sales|Uniqueid: 2.1|Wait: 20")}}
	if out := tr.Reconcile(shot, now); kinds(out) != "enqueued:" || out[0].Call != "2.1" {
		t.Errorf("%+v", out)
	}
	out := tr.Row(enter("2.1", now-50_000), now)
	out = append(out, tr.all("Event: QueueCallerAbandon|Queue: sales|Uniqueid: 2.1|HoldTime: 52"+at(2))...)
	out = append(out, tr.Row(telephony.Event{Kind: telephony.KindAbandoned, At: now + 2000, Call: "2.1", Queue: "sales", Wait: telephony.SpanOf(52_000)}, now)...)
	out = append(out, tr.Tick(now+60_000)...)
	out = append(out, tr.Tick(now+200_000)...)
	if kinds(out) != "abandoned:" {
		t.Errorf("%+v", out)
	}
	// It came back after that: that is another visit.
	if out := tr.Row(enter("2.1", now+5000), now); kinds(out) != "enqueued:" {
		t.Errorf("%+v", out)
	}
}

func TestFixedMembersAreThereWhenTheirTelephoneIs(t *testing.T) {
	tr := translator(t, false)
	fixed := "Event: QueueMember|Queue: sales|Name: Desk|Membership: static|Paused: 0|Status: "
	if out := tr.Reconcile(&Snapshot{Members: []Message{msg(fixed + "5")}}, now); len(out) != 0 {
		t.Error(kinds(out))
	}
	status := "Event: QueueMemberStatus|Queue: sales|MemberName: Desk|Membership: static|Paused: 0|Status: "
	if got := kinds(tr.all(status+"1"+at(5), status+"6"+at(6), status+"2"+at(7), status+"5"+at(90))); got != "agent_signed_in: agent_signed_out:" {
		t.Error(got)
	}
}

func TestTheTelephoneOfAMember(t *testing.T) {
	for text, want := range map[string]string{
		"Interface: PJSIP/8101": "8101",
		"Location: SIP/8101":    "8101",
		"Interface: Local/8101@agents/n|StateInterface: PJSIP/6001": "6001",
		"Interface: Local/8101@agents/n|StateInterface: ":           "8101",
		"Interface: Agent/1001":                                     "",
		"Interface: Agent/1001|StateInterface: <unknown>":           "",
		"Interface: 8101":                                           "",
		"Interface: SIP/" + strings.Repeat("9", 41):                 "",
	} {
		if got := extension(msg("Event: QueueMemberAdded|" + text)); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	tr := translator(t, false)
	for _, e := range tr.all("Event: QueueMemberAdded|Queue: sales|MemberName: Li|Interface: PJSIP/8101|LoginTime: 7"+at(0), "Event: QueueMemberPause|Queue: sales|MemberName: Li|Interface: PJSIP/8101|Paused: 1"+at(1)) {
		if e.Extension != "8101" {
			t.Errorf("%+v", e)
		}
	}
}

// No bytes make reading or translating panic; what is told has keys, and the
// memory of it can be kept and read again.
func FuzzMessages(f *testing.F) {
	f.Add([]byte("Event: QueueCallerJoin\r\nUniqueid: 1.1\r\nQueue: a\r\n\r\nEvent: QueueCallerAbandon\r\nUniqueid: 1.1\r\nQueue: a\r\nHoldTime: 5\r\n\r\n"), true)
	f.Add([]byte("Event: AgentComplete\r\nUniqueid: 1.1\r\nQueue: a\r\nTalkTime: 99999999999999999999\r\n\r\nEvent: QueueMemberPause\r\nQueue: a\r\nMemberName: b\r\nPaused: 1\r\n\r\n"), false)
	f.Add([]byte("Event: QueueMemberStatus\r\nQueue: a\r\nInterface: x\r\nMembership: static\r\nStatus: 5\r\n\r\nEvent: Shutdown\r\n\r\n"), false)
	f.Fuzz(func(t *testing.T, b []byte, withLog bool) {
		r := NewReader(strings.NewReader(string(b)))
		tr, err := NewTranslator(nil, withLog)
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
		var members, entries []Message
		for {
			m, err := r.Read()
			if err != nil && !errors.Is(err, ErrTooLong) {
				break
			}
			events, _ := tr.Event(m, now)
			check(events)
			members, entries = append(members, m), append(entries, m)
		}
		check(tr.Reconcile(&Snapshot{Members: members, Entries: entries, Channels: map[string]bool{}, UptimeS: 5}, now))
		check(tr.Tick(now + 1))
		check(tr.Tick(now + 24*3600*1000))
		if _, err := NewTranslator(tr.Memory(), withLog); err != nil {
			t.Fatal(err)
		}
	})
}
