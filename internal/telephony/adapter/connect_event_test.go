package adapter

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/telephony"
)

const agentARN = "arn:aws:connect:cn:1:instance/i/agent/a-7"

// clockTime is a time of 1 March 2026 as Amazon Connect writes it.
func clockTime(s string) string { return "2026-03-01T" + s + "Z" }

func clockMs(s string) int64 { return must(time.Parse(time.RFC3339, clockTime(s))).UnixMilli() }

// inSnapshot is a contact of the queue q-9 in an agent's snapshot.
func inSnapshot(call, state, since, connected string) string {
	text := fmt.Sprintf(`{"ContactId":"%s","InitialContactId":"%s","Channel":"VOICE","InitiationMethod":"INBOUND","State":"%s","StateStartTimestamp":"%s","QueueTimestamp":"%s","Queue":{"ARN":"arn:x/queue/q-9","Name":"退款"}`,
		call, call, state, clockTime(since), clockTime("09:00:00.000"))
	if connected != "" {
		text += `,"ConnectedToAgentTimestamp":"` + clockTime(connected) + `"`
	}
	return text + "}"
}

// snapshotOf is an agent's snapshot: a status, its kind and since when.
func snapshotOf(status, kind, since string, contacts ...string) string {
	return fmt.Sprintf(`{"AgentStatus":{"ARN":"arn:x/agent-state/1","Name":"%s","Type":"%s","StartTimestamp":"%s"},"Configuration":{"FirstName":"丽","LastName":"李","Username":"li","RoutingProfile":{"InboundQueues":[{"ARN":"arn:x/queue/q-9","Name":"退款"}]}},"Contacts":[%s]}`,
		status, kind, clockTime(since), strings.Join(contacts, ","))
}

// agentSays is an agent event; an empty snapshot is null.
func agentSays(kind, at, now, was string) string {
	null := func(s string) string {
		if s == "" {
			return "null"
		}
		return s
	}
	return fmt.Sprintf(`{"AgentARN":"%s","AWSAccountId":"1","EventId":"e-%s","EventTimestamp":"%s","EventType":"%s","InstanceARN":"arn:x","Version":"2017-10-01","CurrentAgentSnapshot":%s,"PreviousAgentSnapshot":%s}`,
		agentARN, at, clockTime(at), kind, null(now), null(was))
}

// agentMorning is an agent's morning as the stream tells it: signed in, a call
// let ring, one taken with a hold and work after it, a break, signed out, and
// heart beats in between and after.
func agentMorning() []string {
	free := snapshotOf("Available", "ROUTABLE", "08:00:00.200")
	rings := snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "CONNECTING", "09:00:05.000", ""))
	missed := snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "MISSED", "09:00:25.000", ""))
	missedOver := snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "ENDED", "09:00:26.000", ""))
	again := snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "CONNECTING", "09:00:30.000", ""))
	talks := snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "CONNECTED", "09:00:40.000", "09:00:40.000"))
	holds := snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "CONNECTED_ONHOLD", "09:02:00.000", "09:00:40.000"))
	goesOn := snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "CONNECTED", "09:02:30.000", "09:00:40.000"))
	after := snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "ENDED", "09:05:40.000", "09:00:40.000"))
	tea := snapshotOf("小休", "CUSTOM", "10:00:00.000")
	back := snapshotOf("Available", "ROUTABLE", "10:15:00.000")
	gone := snapshotOf("Offline", "OFFLINE", "12:00:00.000")
	return []string{
		agentSays("LOGIN", "08:00:00.000", free, ""),
		agentSays("HEART_BEAT", "08:02:00.000", free, free),
		agentSays("STATE_CHANGE", "09:00:05.100", rings, free),
		agentSays("STATE_CHANGE", "09:00:25.100", missed, rings),
		agentSays("STATE_CHANGE", "09:00:26.100", missedOver, missed),
		agentSays("STATE_CHANGE", "09:00:27.100", free, missedOver),
		agentSays("STATE_CHANGE", "09:00:30.100", again, free),
		agentSays("STATE_CHANGE", "09:00:40.100", talks, again),
		agentSays("STATE_CHANGE", "09:02:00.100", holds, talks),
		agentSays("HEART_BEAT", "09:02:10.000", holds, holds),
		agentSays("STATE_CHANGE", "09:02:30.100", goesOn, holds),
		agentSays("STATE_CHANGE", "09:05:40.100", after, goesOn),
		agentSays("STATE_CHANGE", "09:06:40.100", free, after),
		agentSays("STATE_CHANGE", "10:00:00.100", tea, free),
		agentSays("HEART_BEAT", "10:02:00.000", tea, tea),
		agentSays("STATE_CHANGE", "10:15:00.100", back, tea),
		agentSays("LOGOUT", "12:00:00.100", gone, back),
		agentSays("HEART_BEAT", "12:02:00.000", gone, gone),
		agentSays("HEART_BEAT", "12:58:00.000", gone, gone),
	}
}

// liveEvents are the events of objects, each once.
func liveEvents(t testing.TB, objects []string) []telephony.Event {
	t.Helper()
	var out []telephony.Event
	seen := map[string]bool{}
	for _, it := range read(t, KindConnectEvents, strings.Join(objects, "\n"), Options{File: "f"}) {
		if it.Bad != nil {
			t.Fatalf("%+v", it.Bad)
		}
		for _, e := range it.Events {
			if !seen[e.Key] {
				out = append(out, e)
			}
			seen[e.Key] = true
		}
	}
	return out
}

func TestConnectAgentEventsTellADay(t *testing.T) {
	objects := agentMorning()
	rnd := rand.New(rand.NewPCG(4, 2))
	for _, order := range []string{"as they came", "repeated", "shuffled", "in the envelope of the bus"} {
		told := slices.Clone(objects)
		switch order {
		case "repeated":
			told = append(told, objects...)
		case "shuffled":
			rnd.Shuffle(len(told), func(i, k int) { told[i], told[k] = told[k], told[i] })
		case "in the envelope of the bus":
			for i := range told {
				told[i] = `{"version":"0","detail-type":"Amazon Connect Agent Event","source":"aws.connect","detail":` + told[i] + `}`
			}
		}
		var call, agent []telephony.Event
		for _, e := range liveEvents(t, told) {
			if e.AboutAgent() {
				agent = append(agent, e)
			} else {
				call = append(call, e)
			}
			if e.Agent != "li" && e.Kind != telephony.KindEnqueued {
				t.Fatalf("%s: %s is of agent %q", order, e.Kind, e.Agent)
			}
		}
		visits := telephony.FoldCall(call, telephony.Surroundings{HorizonMs: clockMs("13:00:00.000")})
		if len(visits) != 1 {
			t.Fatalf("%s: %d contacts", order, len(visits))
		}
		c := visits[0]
		if c.Queue != "退款" || c.Outcome != telephony.OutcomeAnswered || c.Agent != "li" || c.Flags != 0 || c.Channel != "voice" ||
			c.WaitMs != 40_000 || c.TalkMs != 270_000 || c.HoldMs != 30_000 || c.Holds != 1 || c.WrapUpMs != 60_100 || c.Missed != 1 || c.Offers != 2 {
			t.Errorf("%s: %+v", order, c)
		}
		c.AgentID, c.ID = "p", "x"
		busy, _ := telephony.BusyOf(&c)
		day := telephony.FoldAgentDay(telephony.DayOf(clockMs("08:00:00.000"))*telephony.DayMs, agent, []telephony.Busy{busy}, telephony.Surroundings{HorizonMs: clockMs("13:00:00.000")})
		sums := map[telephony.AgentMeasure]int64{}
		for _, slot := range day.Slots {
			for m, ms := range slot {
				sums[telephony.AgentMeasure(m)] += int64(ms)
			}
		}
		want := map[telephony.AgentMeasure]int64{telephony.AgentSignedIn: 4 * 3600_000, telephony.AgentAuxBreak: 15 * 60_000, telephony.AgentTalk: 270_000,
			telephony.AgentHold: 30_000, telephony.AgentWrapUp: 60_100, telephony.AgentReady: 4*3600_000 - 15*60_000 - 360_100}
		for m, ms := range want {
			if sums[m] != ms {
				t.Errorf("%s: measure %d is %d ms, want %d", order, m, sums[m], ms)
			}
		}
	}
}

func TestConnectAgentEventsOneByOne(t *testing.T) {
	free := snapshotOf("Available", "ROUTABLE", "08:00:00.200")
	for _, c := range []struct{ name, raw, want string }{
		{"signed in", agentSays("LOGIN", "08:00:00.000", free, ""), "agent_signed_in agent_state:ready"},
		{"a heart beat tells the status again", agentSays("HEART_BEAT", "08:02:00.000", free, free), "agent_state:ready"},
		{"signed out without a snapshot", agentSays("LOGOUT", "12:00:00.000", "", free), "agent_signed_out"},
		{"an own status", agentSays("STATE_CHANGE", "10:00:00.000", snapshotOf("小休", "CUSTOM", "10:00:00.000"), free), "agent_state:aux:小休"},
		{"offline without a sign-out", agentSays("STATE_CHANGE", "10:00:00.000", snapshotOf("Offline", "OFFLINE", "10:00:00.000"), free), "agent_signed_out"},
		{"a status of a kind to come", agentSays("STATE_CHANGE", "10:00:00.000", snapshotOf("Away", "NEW", "10:00:00.000"), free), ""},
		{"rings", agentSays("STATE_CHANGE", "09:00:05.100", snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "CONNECTING", "09:00:05.000", "")), free), "agent_state:ready enqueued offered"},
		{"refused", agentSays("STATE_CHANGE", "09:00:05.100", snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "REJECTED", "09:00:05.000", "")), free), "agent_state:ready enqueued offer_missed:no_answer"},
		{"an error of the line", agentSays("STATE_CHANGE", "09:00:05.100", snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "ERROR", "09:00:05.000", "")), free), "agent_state:ready enqueued offer_missed:no_answer"},
		{"comes in", agentSays("STATE_CHANGE", "09:00:05.100", snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "INCOMING", "09:00:05.000", "")), free), "agent_state:ready enqueued"},
		{"two contacts at once", agentSays("STATE_CHANGE", "09:01:00.100", snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "CONNECTED", "09:00:05.000", "09:00:05.000"), inSnapshot("c2", "CONNECTING", "09:01:00.000", "")), free),
			"agent_state:ready enqueued connected enqueued offered"},
		{"no queue", agentSays("STATE_CHANGE", "09:00:05.100", snapshotOf("Available", "ROUTABLE", "08:00:00.200", `{"ContactId":"o","Channel":"VOICE","InitiationMethod":"OUTBOUND","State":"CONNECTED","StateStartTimestamp":"`+clockTime("09:00:00.000")+`","Queue":null}`), free), "agent_state:ready"},
		{"an agent's own queue has no name", agentSays("STATE_CHANGE", "09:00:05.100", snapshotOf("Available", "ROUTABLE", "08:00:00.200", strings.Replace(inSnapshot("c1", "CONNECTING", "09:00:05.000", ""), `"退款"`, "null", 1)), free), "agent_state:ready enqueued offered"},
		{"let ring and put away", agentSays("STATE_CHANGE", "09:01:00.100", free, snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "ENDED", "09:00:26.000", ""))), "agent_state:ready"},
		{"no snapshots at all", agentSays("HEART_BEAT", "08:02:00.000", "", ""), ""},
	} {
		events, bad := (&ConnectLive{}).Read(c.raw)
		if bad != nil {
			t.Errorf("%s: %+v", c.name, bad)
			continue
		}
		var got []string
		for _, e := range events {
			text := string(e.Kind)
			for _, more := range []string{e.State, e.Reason} {
				if more != "" {
					text += ":" + more
				}
			}
			got = append(got, text)
			if e.Call != "" && e.Queue != "退款" && e.Queue != "q-9" {
				t.Errorf("%s: queue %q", c.name, e.Queue)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s, want %s", c.name, strings.Join(got, " "), c.want)
		}
	}
}

func TestConnectAgentEventsThatCannotBeRead(t *testing.T) {
	free := snapshotOf("Available", "ROUTABLE", "08:00:00.200")
	contact := inSnapshot("c1", "CONNECTED", "09:00:05.000", "09:00:05.000")
	good := agentSays("STATE_CHANGE", "09:01:00.000", snapshotOf("Available", "ROUTABLE", "08:00:00.200", contact), free)
	if _, bad := (&ConnectLive{}).Read(good); bad != nil {
		t.Fatalf("%+v", bad)
	}
	for _, c := range []struct{ old, by, reason, column string }{
		{clockTime("09:01:00.000"), "yesterday", BadTime, "EventTimestamp"},
		{`"EventTimestamp":"` + clockTime("09:01:00.000") + `",`, "", BadTime, "EventTimestamp"},
		{clockTime("08:00:00.200"), "1850-01-01T00:00:00Z", BadTime, "CurrentAgentSnapshot.AgentStatus.StartTimestamp"},
		{`"StateStartTimestamp":"` + clockTime("09:00:05.000"), `"StateStartTimestamp":"x`, BadTime, "CurrentAgentSnapshot.Contacts.StateStartTimestamp"},
		{`"QueueTimestamp":"` + clockTime("09:00:00.000"), `"QueueTimestamp":"25 o'clock`, BadTime, "CurrentAgentSnapshot.Contacts.QueueTimestamp"},
		{`"ConnectedToAgentTimestamp":"` + clockTime("09:00:05.000") + `"`, `"ConnectedToAgentTimestamp":{}`, BadTime, "CurrentAgentSnapshot.Contacts.ConnectedToAgentTimestamp"},
		{"/agent/a-7", "/agent/", BadMissing, "AgentARN"},
		{`"Contacts":[`, `"Contacts":[7,`, BadJSON, ""},
		{`"CurrentAgentSnapshot":{`, `"CurrentAgentSnapshot":[{`, BadJSON, ""},
	} {
		raw := strings.Replace(good, c.old, c.by, 1)
		if raw == good {
			t.Fatalf("%q is not in the event", c.old)
		}
		events, bad := (&ConnectLive{}).Read(raw)
		if bad == nil || bad.Reason != c.reason || bad.Column != c.column || bad.Raw != raw || len(events) > 0 {
			t.Errorf("%q as %q: %d events, %+v", c.old, c.by, len(events), bad)
		}
	}
}

// Contact events know an agent by id alone until an agent event has told the
// name, in this file or one before.
func TestConnectNamesAreLearntFromAgentEvents(t *testing.T) {
	taken := `{"detail":{"eventType":"CONNECTED_TO_AGENT","contactId":"c9","channel":"VOICE","initiationMethod":"INBOUND","initiationTimestamp":"` + clockTime("09:00:00.000") +
		`","queueInfo":{"queueArn":"arn:x/queue/q-9","enqueueTimestamp":"` + clockTime("09:00:01.000") + `"},"agentInfo":{"agentArn":"` + agentARN + `","connectedToAgentTimestamp":"` + clockTime("09:00:10.000") + `"}}}`
	tell := func(in Reader) (agent, queue string) {
		for {
			it, err := in.Next()
			if err != nil {
				return agent, queue
			}
			for _, e := range it.Events {
				if e.Kind == telephony.KindConnected {
					agent, queue = e.Agent, e.Queue
				}
			}
		}
	}
	talks := snapshotOf("Available", "ROUTABLE", "08:00:00.200", inSnapshot("c1", "CONNECTED", "08:30:00.000", "08:30:00.000"))
	first := must(Open(KindConnectEvents, strings.NewReader(taken), Options{}))
	if agent, queue := tell(first); agent != "a-7" || queue != "q-9" {
		t.Errorf("agent %q, queue %q before anything named them", agent, queue)
	}
	in := must(Open(KindConnectEvents, strings.NewReader(agentSays("STATE_CHANGE", "08:30:00.100", talks, "")+taken), Options{}))
	if agent, queue := tell(in); agent != "li" || queue != "退款" {
		t.Errorf("agent %q, queue %q after an agent event", agent, queue)
	}
	names := in.(interface{ Names() map[string]string }).Names()
	if agent, queue := tell(must(Open(KindConnectEvents, strings.NewReader(taken), Options{Names: names}))); agent != "li" || queue != "退款" {
		t.Errorf("agent %q, queue %q in the next file", agent, queue)
	}
}

// Whatever is pushed is read or refused: what is read holds to the rules of
// normal events, twice the same, and no object makes another one unreadable.
func FuzzConnectEvents(f *testing.F) {
	for _, object := range agentMorning() {
		f.Add(object)
	}
	f.Add(`{"detail":{"eventType":"QUEUED","contactId":"c","initiationTimestamp":"2026-03-01T10:00:00Z","queueInfo":{"queueArn":"arn:x/queue/q","enqueueTimestamp":"2026-03-01T10:00:00Z"}}}`)
	f.Add(`{"detail":{"detail":{"AgentARN":"x/y"}}}`)
	f.Add(`{"AgentARN":7,"EventTimestamp":1772359200,"EventType":"login","CurrentAgentSnapshot":{"Contacts":null}}`)
	f.Add(wholeRecord)
	f.Fuzz(func(t *testing.T, raw string) {
		live := &ConnectLive{}
		events, bad := live.Read(raw)
		if bad != nil && (len(events) > 0 || bad.Reason == "" || bad.Expected == "" || bad.Raw != raw) {
			t.Fatalf("%d events and %+v", len(events), bad)
		}
		for _, e := range events {
			if len(e.Key) < 16 || len(e.Key) > 32 || e.Kind == "" || e.Raw != raw {
				t.Fatalf("%+v", e)
			}
			if e.AboutAgent() == (e.Call != "") || e.AboutAgent() && e.Agent == "" {
				t.Fatalf("neither of a call nor of an agent: %+v", e)
			}
			if e.At/1000 < minEpoch || e.At/1000 > maxEpoch {
				t.Fatalf("happened at %d", e.At)
			}
		}
		again, _ := (&ConnectLive{Names: live.Names}).Read(raw)
		if len(again) != len(events) {
			t.Fatalf("%d events, then %d", len(events), len(again))
		}
		drain(t, KindConnectEvents, []byte(raw+"\n"+agentSays("LOGOUT", "12:00:00.000", "", "")), Options{})
	})
}
