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

// connectDay is the bank's day as the contact events of Amazon Connect, one
// object for every event.
func connectDay(t testing.TB, day string) []string {
	t.Helper()
	type visit struct{ queue, agent, entered, connected, ended string }
	calls := map[string]*visit{}
	var out []string
	stamp := func(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z") }
	for _, e := range bankDay(t, day) {
		v := calls[e.Call]
		if v == nil {
			v = &visit{queue: e.Queue}
			calls[e.Call] = v
		}
		var kind string
		switch e.Kind {
		case telephony.KindEnqueued:
			v.entered, kind = stamp(e.At), "QUEUED"
		case telephony.KindConnected:
			v.agent, v.connected, kind = e.Agent, stamp(e.At), "CONNECTED_TO_AGENT"
		default:
			v.ended, kind = stamp(e.At), "DISCONNECTED"
		}
		if v.entered == "" {
			continue // it began before midnight
		}
		agent, end := "", ""
		if v.connected != "" {
			agent = fmt.Sprintf(`,"AgentInfo":{"AgentArn":"arn:aws:connect:x:1:instance/i/agent/%s","connectedToAgentTimestamp":"%s"}`, v.agent, v.connected)
		}
		if v.ended != "" {
			end = fmt.Sprintf(`,"disconnectTimestamp":"%s","disconnectReason":"CUSTOMER_DISCONNECT"`, v.ended)
		}
		out = append(out, fmt.Sprintf(`{"version":"0","id":"x","detail-type":"Amazon Connect Contact Event","source":"aws.connect","detail":{"eventType":"%s","contactId":"%s","initialContactId":"%s","channel":"VOICE","initiationMethod":"INBOUND","initiationTimestamp":"%s","queueInfo":{"queueArn":"arn:aws:connect:x:1:instance/i/queue/%s","queueType":"STANDARD","enqueueTimestamp":"%s"}%s%s}}`,
			kind, e.Call, e.Call, v.entered, v.queue, v.entered, agent, end))
	}
	return out
}

func connectReference(t testing.TB, day string) []telephony.Event {
	entered := map[string]int64{}
	connected := map[string]int64{}
	var out []telephony.Event
	for _, e := range bankDay(t, day) {
		switch {
		case e.Kind == telephony.KindEnqueued:
			entered[e.Call] = e.At
		case entered[e.Call] == 0:
			continue
		case e.Kind == telephony.KindConnected:
			connected[e.Call] = e.At
		}
		e.Customer = ""
		e.Ring = telephony.Span{} // contact events tell none
		out = append(out, e)
	}
	return out
}

// A day of contact events, pushed by a bus and a delivery stream and repeated,
// gives the numbers of the queue_log.
func TestADayOfContactEventsGivesTheNumbersOfTheQueueLog(t *testing.T) {
	t.Parallel()
	const day = "1999-02-02"
	objects := connectDay(t, day)
	want := expected(t, "contact events", bankZone, day, "bank", connectReference(t, day))
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db, bankZone)
		c := r.serve()
		_, key := c.withKey("bank", KindConnectPush)
		half := len(objects) / 2
		for i := 0; i < half; i += 300 {
			body := strings.Join(objects[max(i-40, 0):min(i+300, half)], "\n")
			if a := c.call("POST", "/intake/connect", map[string]string{"X-Intake-Key": key}, []byte(body)); a.status != 202 {
				t.Fatalf("%d %s", a.status, a.body)
			}
		}
		for i := half; i < len(objects); i += 300 {
			var records []map[string]string
			for _, o := range objects[max(i-40, 0):min(i+300, len(objects))] {
				records = append(records, map[string]string{"data": base64.StdEncoding.EncodeToString([]byte(o))})
			}
			a := c.call("POST", "/intake/connect", map[string]string{"X-Amz-Firehose-Access-Key": key}, map[string]any{"requestId": "r-1", "timestamp": 1, "records": records})
			var got Pushed
			a.into(t, &got)
			if a.status != 200 || got.RequestID != "r-1" || got.Timestamp == 0 {
				t.Fatalf("%d %s", a.status, a.body)
			}
		}
		r.folded()
		same(t, "contact events", r.numbers(day), want)
		if a := c.call("POST", "/intake/connect", map[string]string{"X-Intake-Key": key}, []byte("not json at all\n")); a.status != 202 || !strings.Contains(string(a.body), `"refused":1`) {
			t.Errorf("%d %s", a.status, a.body)
		}
		if a := c.call("POST", "/intake/connect", nil, []byte("{}")); a.status != 401 {
			t.Errorf("%d", a.status)
		}
		if a := c.post(key, []Told{{ID: "1"}}); a.status != 403 || a.code() != "telephony.intake.wrong_kind" {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
}

// Files in a folder are read once they are whole, and on when they grow; what
// was read is known after a restart.
func TestAFolderOfContactEvents(t *testing.T) {
	t.Parallel()
	const day = "1999-02-02"
	objects := connectDay(t, day)
	want := expected(t, "contact events", bankZone, day, "bank", connectReference(t, day))
	r := open(t, sqldbtest.Open(t, sqldb.SQLite), bankZone)
	folder := t.TempDir()
	put := func(name string, list []string) {
		f, err := os.OpenFile(filepath.Join(folder, name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = f.WriteString(strings.Join(list, "\n") + "\n")
		}
		if err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
	}
	third := len(objects) / 3
	put("a.json", objects[:third])
	put("b.json", objects[third:2*third])
	r.runs()
	src, err := r.Create(boss(t.Context()), New{Name: "bank", Kind: KindConnectFolder, Enabled: true, Settings: Settings{Folder: folder}})
	if err != nil {
		t.Fatal(err)
	}
	r.heard(src.ID, func(s Source) bool { return s.Status.Events > int64(third) })
	put("b.json", objects[2*third:])
	r.comes("a folder", day, want, nil)
}
