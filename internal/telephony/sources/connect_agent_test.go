package sources

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/telephony"
)

// agentStream is a morning of three agents as the agent event stream of Amazon
// Connect tells it, and as normal events. Every agent takes a contact each
// five minutes, every third with a hold, lets one ring, has a break; heart
// beats tell everything again.
func agentStream() (objects []string, events []telephony.Event) {
	begin := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	at := func(minutes int, seconds int) time.Time {
		return begin.Add(time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second)
	}
	stamp := func(t time.Time) string { return t.Format("2006-01-02T15:04:05.000Z") }
	for n := range 3 {
		name := []string{"li", "wang", "zhao"}[n]
		base := telephony.Event{Agent: name}
		tell := func(at time.Time, change func(*telephony.Event)) {
			e := base
			e.At = at.UnixMilli()
			change(&e)
			e.Key = fmt.Sprintf("reference-%s-%06d", name, len(events))
			events = append(events, e)
		}
		state := func(at time.Time, state, reason string) {
			tell(at, func(e *telephony.Event) {
				e.Kind, e.State, e.Reason = telephony.KindAgentState, state, reason
			})
		}
		status, kind, since, was := "Available", "ROUTABLE", at(0, n), "null"
		says := func(what string, now time.Time, contact string) {
			snapshot := fmt.Sprintf(`{"AgentStatus":{"Name":"%s","Type":"%s","StartTimestamp":"%s"},"Configuration":{"Username":"%s"},"Contacts":[%s]}`, status, kind, stamp(since), name, contact)
			objects = append(objects, fmt.Sprintf(`{"AgentARN":"arn:x/agent/a-%d","EventTimestamp":"%s","EventType":"%s","CurrentAgentSnapshot":%s,"PreviousAgentSnapshot":%s}`, n, stamp(now), what, snapshot, was))
			was = snapshot
		}
		tell(at(0, n), func(e *telephony.Event) { e.Kind = telephony.KindAgentSignedIn })
		state(at(0, n), telephony.StateReady, "")
		says("LOGIN", at(0, n), "")
		for i := range 20 {
			call, queue := fmt.Sprintf("contact-%d-%02d", n, i), []string{"refunds", "orders"}[i%2]
			entered, taken, ended, done := at(5*i+1, n), at(5*i+1, n+12), at(5*i+3, n), at(5*i+3, n+30)
			contact := func(state string, since time.Time, connected bool) string {
				text := fmt.Sprintf(`{"ContactId":"%s","InitialContactId":"%s","Channel":"VOICE","State":"%s","StateStartTimestamp":"%s","QueueTimestamp":"%s","Queue":{"ARN":"arn:x/queue/%s-id","Name":"%s"}`, call, call, state, stamp(since), stamp(entered), queue, queue)
				if connected {
					text += `,"ConnectedToAgentTimestamp":"` + stamp(taken) + `"`
				}
				return text + "}"
			}
			ofCall := func(at time.Time, kind telephony.Kind) {
				tell(at, func(e *telephony.Event) { e.Kind, e.Call, e.Queue, e.Channel = kind, call, queue, "voice" })
			}
			ofCall(entered, telephony.KindEnqueued)
			if i%5 == 4 {
				says("STATE_CHANGE", entered.Add(time.Second), contact("CONNECTING", entered, false))
				says("STATE_CHANGE", entered.Add(5*time.Second), contact("MISSED", entered.Add(5*time.Second), false))
				says("STATE_CHANGE", entered.Add(6*time.Second), contact("ENDED", entered.Add(6*time.Second), false))
				says("STATE_CHANGE", entered.Add(7*time.Second), "")
				ofCall(entered.Add(5*time.Second), telephony.KindOfferMissed)
			}
			says("STATE_CHANGE", entered.Add(8*time.Second), contact("CONNECTING", entered.Add(8*time.Second), false))
			says("STATE_CHANGE", taken, contact("CONNECTED", taken, true))
			ofCall(taken, telephony.KindConnected)
			if i%3 == 0 {
				says("STATE_CHANGE", taken.Add(30*time.Second), contact("CONNECTED_ONHOLD", taken.Add(30*time.Second), true))
				says("HEART_BEAT", taken.Add(40*time.Second), contact("CONNECTED_ONHOLD", taken.Add(30*time.Second), true))
				says("STATE_CHANGE", taken.Add(50*time.Second), contact("CONNECTED", taken.Add(50*time.Second), true))
				ofCall(taken.Add(30*time.Second), telephony.KindHeld)
				ofCall(taken.Add(50*time.Second), telephony.KindRetrieved)
			}
			says("STATE_CHANGE", ended, contact("ENDED", ended, true))
			ofCall(ended, telephony.KindEnded)
			ofCall(ended, telephony.KindWrapUpStarted)
			says("STATE_CHANGE", done, "")
			ofCall(done, telephony.KindWrapUpEnded)
			says("HEART_BEAT", done.Add(20*time.Second), "")
			if i == 10 {
				status, kind, since = "小休", "CUSTOM", at(5*i+4, n)
				says("STATE_CHANGE", since, "")
				state(since, telephony.StateAux, status)
				status, kind, since = "Available", "ROUTABLE", at(5*i+5, n)
				says("STATE_CHANGE", since, "")
				state(since, telephony.StateReady, "")
			}
		}
		status, kind, since = "Offline", "OFFLINE", at(110, n)
		says("LOGOUT", since, "")
		says("HEART_BEAT", since.Add(50*time.Minute), "")
		tell(since, func(e *telephony.Event) { e.Kind = telephony.KindAgentSignedOut })
	}
	return objects, events
}

// Agent events, pushed as they are and in deliveries, out of order and in part
// twice, or found in a folder, give the numbers of what happened.
func TestAgentEventsOverHTTPAndFromAFolder(t *testing.T) {
	t.Parallel()
	const day, zone = "2026-03-02", "Asia/Shanghai"
	objects, events := agentStream()
	want := expected(t, "agent events", zone, day, "connect", events)
	t.Run("pushed", func(t *testing.T) {
		sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
			r := open(t, db, zone)
			c := r.serve()
			_, key := c.withKey("connect", KindConnectPush)
			half := len(objects) / 2
			for _, part := range [][]string{objects[half:], objects[:half+20]} {
				if a := c.call("POST", "/intake/connect", map[string]string{"X-Intake-Key": key}, []byte(strings.Join(part, "\n"))); a.status != 202 {
					t.Fatalf("%d %s", a.status, a.body)
				}
			}
			var records []map[string]string
			for _, o := range objects[half-30 : half+30] {
				records = append(records, map[string]string{"data": base64.StdEncoding.EncodeToString([]byte(o))})
			}
			if a := c.call("POST", "/intake/connect", map[string]string{"X-Amz-Firehose-Access-Key": key}, map[string]any{"requestId": "r-1", "timestamp": 1, "records": records}); a.status != 200 {
				t.Fatalf("%d %s", a.status, a.body)
			}
			r.comes("pushed agent events", day, want, nil)
			broken := strings.Replace(objects[3], `"EventTimestamp":"2026`, `"EventTimestamp":"x`, 1)
			a := c.call("POST", "/intake/connect", map[string]string{"X-Intake-Key": key}, []byte(broken+"\n"+objects[4]))
			if a.status != 202 || !strings.Contains(string(a.body), `"accepted":1,"refused":1`) {
				t.Errorf("%d %s", a.status, a.body)
			}
			r.folded()
			var column, raw string
			if err := db.Handle().QueryRowContext(t.Context(), "select column_name, raw from telephony_quarantine").Scan(&column, &raw); err != nil || column != "EventTimestamp" || raw != broken {
				t.Errorf("quarantine holds %s: %s, %v", column, raw, err)
			}
		})
	})
	t.Run("a folder", func(t *testing.T) {
		r := open(t, sqldbtest.Open(t, sqldb.SQLite), zone)
		folder := t.TempDir()
		for i, part := range [][]string{objects[:100], objects[90:]} { // Firehose puts objects one behind the other
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("part-%d", i)), []byte(strings.Join(part, "")), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r.runs()
		if _, err := r.Create(boss(t.Context()), New{Name: "connect", Kind: KindConnectFolder, Enabled: true, Settings: Settings{Folder: folder}}); err != nil {
			t.Fatal(err)
		}
		r.comes("a folder of agent events", day, want, nil)
	})
}
