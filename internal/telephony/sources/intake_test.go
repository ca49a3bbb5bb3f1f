package sources

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

type client struct {
	t    testing.TB
	base string
}

// serve answers HTTP; the header X-Can carries the caller's permissions.
func (r *room) serve() client {
	r.t.Helper()
	w := web.New(web.Options{Log: slog.New(slog.DiscardHandler), Auth: web.AuthFunc(func(_ context.Context, req *http.Request) (authz.Actor, string, bool, error) {
		can := map[string]bool{}
		for _, p := range strings.Fields(req.Header.Get("X-Can")) {
			can[p] = true
		}
		return authz.Actor{UserID: "ann", Login: "ann", Permissions: can, Scope: authz.Scope{Centre: true}}, "", len(can) > 0, nil
	})})
	r.Register(w.API)
	h := httptest.NewServer(w.Handler())
	r.t.Cleanup(h.Close)
	return client{r.t, h.URL + web.Prefix}
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func (c client) call(method, path string, header map[string]string, body any) answer {
	c.t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		in = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, in)
	if err != nil {
		c.t.Fatal(err)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, out}
}

func (a answer) code() string {
	var p struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(a.body, &p)
	return p.Code
}

func (a answer) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
}

var admin = map[string]string{"X-Can": PermissionManage + " " + PermissionRead}

// withKey adds a source of the kind and gives it with a key.
func (c client) withKey(name, kind string) (Source, string) {
	c.t.Helper()
	var src Source
	a := c.call("POST", "/live-sources", admin, map[string]any{"name": name, "kind": kind, "enabled": true})
	if a.status != http.StatusCreated {
		c.t.Fatalf("%d %s", a.status, a.body)
	}
	a.into(c.t, &src)
	var k NewKey
	a = c.call("POST", "/live-sources/"+src.ID+"/keys", admin, map[string]any{"label": "the recorder", "days": 90})
	if a.status != http.StatusCreated {
		c.t.Fatalf("%d %s", a.status, a.body)
	}
	a.into(c.t, &k)
	return src, k.Secret
}

func (c client) post(key string, events any) answer {
	return c.call("POST", "/intake/events", map[string]string{"X-Intake-Key": key}, map[string]any{"events": events})
}

// posted is a normal event as a program would post it.
func posted(e telephony.Event) Told {
	span := func(s telephony.Span) *int64 {
		if !s.Told() {
			return nil
		}
		ms := s.Ms()
		return &ms
	}
	return Told{ID: e.Key, Kind: string(e.Kind), At: time.UnixMilli(e.At).UTC().Format(time.RFC3339Nano), Call: e.Call, Link: e.Link, Queue: e.Queue, Agent: e.Agent,
		Channel: e.Channel, CallType: e.CallType, Customer: e.Customer, WaitMs: span(e.Wait), RingMs: span(e.Ring), TalkMs: span(e.Talk), HoldMs: span(e.Hold),
		Holds: e.Holds, WrapUpMs: span(e.WrapUp), State: e.State, Reason: e.Reason, By: e.By, To: e.To, Extension: e.Extension, Verb: e.Verb}
}

// A day told over HTTP, shuffled, in overlapping and repeated batches, gives
// the numbers of the same day read from the queue log.
func TestADayOverHTTPGivesTheNumbersOfTheQueueLog(t *testing.T) {
	t.Parallel()
	const day = "1999-02-02"
	events := bankDay(t, day)
	want := expected(t, "bank", bankZone, day, "bank", events)
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db, bankZone)
		c := r.serve()
		_, key := c.withKey("bank", KindHTTP)
		rnd := rand.New(rand.NewPCG(1999, 2))
		told := make([]Told, 0, len(events)+len(events)/3)
		for _, e := range events {
			told = append(told, posted(e))
			if rnd.IntN(3) == 0 {
				told = append(told, posted(e))
			}
		}
		rnd.Shuffle(len(told), func(i, k int) { told[i], told[k] = told[k], told[i] })
		batches := slices.Collect(slices.Chunk(told, 700))
		batches = append(batches, batches[0], batches[len(batches)/2])
		accepted := 0
		for _, b := range batches {
			a := c.post(key, b)
			if a.status != http.StatusAccepted {
				t.Fatalf("%d %s", a.status, a.body)
			}
			var got Taken
			a.into(t, &got)
			if got.Accepted+got.Repeated != len(b) || got.Refused != 0 || got.Position == 0 {
				t.Fatalf("%+v of %d", got, len(b))
			}
			accepted += got.Accepted
		}
		if accepted <= len(events) {
			t.Fatalf("%d accepted of %d events: nothing was repeated", accepted, len(events))
		}
		r.folded()
		same(t, "over HTTP", r.numbers(day), want)
	})
}

func TestEveryWrongEventIsToldApartAndTheGoodAreTaken(t *testing.T) {
	t.Parallel()
	r := open(t, sqldbtest.Open(t, sqldb.SQLite), "Asia/Shanghai")
	c := r.serve()
	src, key := c.withKey("recorder", KindHTTP)
	at := time.Now().Add(-time.Minute).UTC().Format(time.RFC3339)
	long := strings.Repeat("x", 201)
	cases := []struct{ raw, field, code string }{
		{`{"id":"a","kind":"enqueued","at":"` + at + `","call":"1","queue":"Q"}`, "", ""},
		{`17`, "", "bad_json"},
		{`null`, "id", "required"},
		{`{"kind":"enqueued","at":"` + at + `","call":"1","queue":"Q"}`, "id", "required"},
		{`{"id":"b","kind":"rang","at":"` + at + `","call":"1","queue":"Q"}`, "kind", "not_one_of"},
		{`{"id":"c","kind":"unknown","at":"` + at + `","call":"1","queue":"Q"}`, "kind", "not_one_of"},
		{`{"id":"d","kind":"enqueued","call":"1","queue":"Q"}`, "at", "required"},
		{`{"id":"e","kind":"enqueued","at":"2026-03-01 09:00:00","call":"1","queue":"Q"}`, "at", "format"},
		{`{"id":"f","kind":"enqueued","at":"2199-03-01T09:00:00Z","call":"1","queue":"Q"}`, "at", "in_future"},
		{`{"id":"g","kind":"enqueued","at":"1899-03-01T09:00:00Z","call":"1","queue":"Q"}`, "at", "range"},
		{`{"id":"h","kind":"enqueued","at":"` + at + `","queue":"Q"}`, "call", "required"},
		{`{"id":"i","kind":"enqueued","at":"` + at + `","call":"1"}`, "queue", "required"},
		{`{"id":"j","kind":"connected","at":"` + at + `","call":"1","queue":"Q"}`, "agent", "required"},
		{`{"id":"k","kind":"agent_state","at":"` + at + `","agent":"7"}`, "state", "required"},
		{`{"id":"l","kind":"agent_state","at":"` + at + `","state":"aux"}`, "agent", "required"},
		{`{"id":"m","kind":"ended","at":"` + at + `","call":"1","queue":"Q","talk_ms":-1}`, "talk_ms", "range"},
		{`{"id":"n","kind":"ended","at":"` + at + `","call":"1","queue":"Q","talk_ms":"12"}`, "talk_ms", "bad_json"},
		{`{"id":"o","kind":"ended","at":"` + at + `","call":"1","queue":"Q","by":"nobody"}`, "by", "not_one_of"},
		{`{"id":"p","kind":"ended","at":"` + at + `","call":"1","queue":"Q","talk":5}`, "talk", "bad_json"},
		{`{"id":"q","kind":"enqueued","at":"` + at + `","call":"` + long + `","queue":"Q"}`, "call", "too_long"},
		{`{"id":"r","kind":"enqueued","at":"` + at + `","call":"a\u0000b","queue":"Q"}`, "call", "text"},
		{`{"id":"s","kind":"enqueued","at":"` + at + `","call":"#19000","queue":"Q"}`, "call", "format"},
		{`{"id":"x","kind":"agent_signed_in","at":"` + at + `","agent":"7","extension":"` + long + `"}`, "extension", "too_long"},
		{`{"id":"t","kind":"note","at":"` + at + `","verb":"DID","to":"` + strings.Repeat("9", 9000) + `"}`, "", "too_long"},
		{`{"id":"a","kind":"enqueued","at":"` + at + `","call":"1","queue":"Q"}`, "", ""},
		{`{"id":"u","kind":"held","at":"` + at + `","call":"1"}`, "", ""},
	}
	var raws []json.RawMessage
	for _, x := range cases {
		raws = append(raws, json.RawMessage(x.raw))
	}
	a := c.post(key, raws)
	var got Taken
	a.into(t, &got)
	if a.status != http.StatusAccepted || got.Accepted != 2 || got.Repeated != 1 || got.Refused != len(cases)-3 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	byIndex := map[int]Refusal{}
	for _, e := range got.Errors {
		byIndex[e.Index] = e
	}
	for i, x := range cases {
		if e := byIndex[i]; e.Code != x.code || e.Field != x.field || (x.code != "" && e.Message == "") {
			t.Errorf("%s: %+v, want %s %s", x.raw, e, x.field, x.code)
		}
	}
	// None good: the whole batch is refused, with the fields.
	if a := c.post(key, raws[1:3]); a.status != http.StatusUnprocessableEntity || a.code() != "telephony.intake.none_good" || !strings.Contains(string(a.body), "body.events[1].id") {
		t.Errorf("%d %s", a.status, a.body)
	}
	for _, x := range []struct {
		body   any
		status int
		code   string
	}{
		{map[string]any{"events": []any{}}, 422, "telephony.intake.empty"},
		{map[string]any{}, 422, "telephony.intake.empty"},
		{map[string]any{"events": slices.Repeat(raws[:1], MostEvents+1)}, 422, "telephony.intake.too_many"},
		{[]byte(`{"events":[`), 422, "validation"},
		{[]byte(`{"events":[` + strings.Repeat(" ", MostBytes) + `]}`), 413, "too_large"},
	} {
		if a := c.call("POST", "/intake/events", map[string]string{"X-Intake-Key": key}, x.body); a.status != x.status || a.code() != x.code {
			t.Errorf("%d %s, want %d %s", a.status, a.body[:min(len(a.body), 300)], x.status, x.code)
		}
	}
	if err := r.note(t.Context()); err != nil {
		t.Fatal(err)
	}
	one, err := r.Get(boss(t.Context()), src.ID)
	if err != nil || one.Status.Events != 2 || one.Status.Refused != int64(len(cases)-3+2) || one.Status.State != StateConnected || one.Status.EventAt == nil || one.Status.HeardAt == nil {
		t.Errorf("%+v, %v", one.Status, err)
	}
}

func TestKeysExpireAreRevokedAndOpenNothingElse(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db, "Asia/Shanghai")
		c := r.serve()
		src, key := c.withKey("recorder", KindHTTP)
		event := []Told{{ID: "1", Kind: "note", At: "2026-01-01T00:00:00Z", Verb: "hello"}}
		refused := func(what, key string, status int, code string) {
			t.Helper()
			if a := c.post(key, event); a.status != status || a.code() != code {
				t.Errorf("%s: %d %s", what, a.status, a.body)
			}
		}
		if a := c.post(key, event); a.status != http.StatusAccepted {
			t.Fatalf("%d %s", a.status, a.body)
		}
		refused("no key", "", 401, "telephony.live.key_refused")
		refused("another key", newSecret(), 401, "telephony.live.key_refused")
		refused("half a key", key[:len(key)-1], 401, "telephony.live.key_refused")
		if a := c.call("GET", "/live-sources", map[string]string{"X-Intake-Key": key}, nil); a.status != http.StatusUnauthorized {
			t.Errorf("a key opens the list: %d", a.status)
		}
		if a := c.call("GET", "/live-sources/"+src.ID+"/keys", admin, nil); strings.Contains(string(a.body), key) || !strings.Contains(string(a.body), key[len(key)-4:]) {
			t.Errorf("%s", a.body)
		}
		var held int
		if err := db.Handle().QueryRowContext(t.Context(), "select count(*) from telephony_intake_key where hash like '%"+key[4:20]+"%'").Scan(&held); err != nil || held != 0 {
			t.Errorf("the store holds the key itself: %d, %v", held, err)
		}
		// Switched off, on again.
		a := c.call("PATCH", "/live-sources/"+src.ID, admin, map[string]any{"enabled": false, "rev": src.Rev})
		if a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
		refused("switched off", key, 403, "telephony.live.switched_off")
		if a := c.call("PATCH", "/live-sources/"+src.ID, admin, map[string]any{"enabled": true, "rev": src.Rev}); a.status != http.StatusPreconditionFailed {
			t.Errorf("an old revision was taken: %d", a.status)
		}
		if a := c.call("PATCH", "/live-sources/"+src.ID, admin, map[string]any{"enabled": true, "rev": src.Rev + 1}); a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if a := c.post(key, event); a.status != http.StatusAccepted {
			t.Errorf("%d %s", a.status, a.body)
		}
		// Expired by the clock.
		later := Make(db, r.ingest, r.org, r.box, clock.Fixed(time.Now().Add(91*24*time.Hour)), nil, slog.New(slog.DiscardHandler))
		if _, err := later.Holder(t.Context(), key); err == nil {
			t.Error("an expired key is taken")
		}
		var keys struct {
			Items []Key `json:"items"`
		}
		c.call("GET", "/live-sources/"+src.ID+"/keys", admin, nil).into(t, &keys)
		if len(keys.Items) != 1 || keys.Items[0].State != KeyValid || keys.Items[0].UsedAt == nil {
			t.Fatalf("%+v", keys)
		}
		path := "/live-sources/" + src.ID + "/keys/" + keys.Items[0].ID + "/revoke"
		for range 2 {
			if a := c.call("POST", path, admin, nil); a.status != http.StatusOK || !strings.Contains(string(a.body), `"revoked"`) {
				t.Errorf("%d %s", a.status, a.body)
			}
		}
		refused("revoked", key, 401, "telephony.live.key_refused")
		var actions []string
		for _, e := range r.audit.list {
			raw, _ := json.Marshal(e)
			if strings.Contains(string(raw), key) {
				t.Errorf("the audit log holds the key: %s", raw)
			}
			actions = append(actions, e.Action)
		}
		if want := "[telephony.live_source.create telephony.live_source.key_create telephony.live_source.update telephony.live_source.update telephony.live_source.key_revoke]"; fmt.Sprint(actions) != want {
			t.Errorf("audited %v", actions)
		}
		if a := c.call("DELETE", "/live-sources/"+src.ID, admin, nil); a.status != http.StatusNoContent {
			t.Errorf("%d %s", a.status, a.body)
		}
		if a := c.call("GET", "/live-sources/"+src.ID, admin, nil); a.status != http.StatusNotFound {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
}

// lagging is a log whose folding lags.
type lagging struct {
	pending uint64
	batches []ingest.Batch
}

func (l *lagging) Publish(_ context.Context, b ingest.Batch) (uint64, error) {
	l.batches = append(l.batches, b)
	return uint64(len(l.batches)), nil
}
func (l *lagging) Pending(context.Context) (uint64, error) { return l.pending, nil }

func TestALaggingFoldAsksToWaitAndTakesNothing(t *testing.T) {
	t.Parallel()
	r := open(t, sqldbtest.Open(t, sqldb.SQLite), "Asia/Shanghai")
	log := &lagging{}
	r.Service = Make(r.db, log, r.org, r.box, clock.System(), nil, slog.New(slog.DiscardHandler))
	c := r.serve()
	src, key := c.withKey("recorder", KindHTTP)
	event := []Told{{ID: "1", Kind: "note", At: "2026-01-01T00:00:00Z", Verb: "hello"}}
	log.pending = mostPending + 500
	a := c.post(key, event)
	if a.status != http.StatusTooManyRequests || a.code() != "telephony.intake.behind" || a.header.Get("Retry-After") != "10" {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	if len(log.batches) != 0 {
		t.Error("a refused batch was taken")
	}
	log.pending = 3
	a = c.post(key, event)
	for end := time.Now().Add(time.Minute); a.status == http.StatusTooManyRequests && time.Now().Before(end); a = c.post(key, event) {
		time.Sleep(pendingEvery / 4) // what is pending is asked now and then
	}
	if a.status != http.StatusAccepted || len(log.batches) != 1 {
		t.Errorf("%d %s", a.status, a.body)
	}
	// More at once than are worked on.
	var leave []func()
	for range mostAtOnce {
		l, _, err := r.Admit(t.Context(), src.ID)
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, l)
	}
	if a := c.post(key, event); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "1" {
		t.Errorf("%d %s", a.status, a.body)
	}
	leave[0]()
	if a := c.post(key, event); a.status != http.StatusAccepted {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestALiveSourceIsCheckedAndFound(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db, "Asia/Shanghai")
		r.tell("archive", "queue-log", []telephony.Event{{Key: "k", Kind: telephony.KindNote, At: 1_700_000_000_000, Verb: "DID"}})
		c := r.serve()
		c.withKey("北京 话务", KindHTTP)
		c.withKey("shanghai", KindHTTP)
		for _, x := range []struct {
			name, kind, code string
		}{
			{"", KindHTTP, "telephony.live.invalid"}, {"a/b", KindHTTP, "telephony.live.invalid"}, {"x", "carrier-pigeon", "telephony.live.invalid"},
			{"SHANGHAI", KindHTTP, "telephony.live.name_taken"}, {"archive", KindHTTP, "telephony.live.name_in_use"},
		} {
			if a := c.call("POST", "/live-sources", admin, map[string]any{"name": x.name, "kind": x.kind}); a.code() != x.code {
				t.Errorf("%s %s: %d %s", x.name, x.kind, a.status, a.body)
			}
		}
		for path, want := range map[string]string{
			"/live-sources": "北京 话务,shanghai", "/live-sources?sort=-name": "北京 话务,shanghai", "/live-sources?search=SHANG": "shanghai", "/live-sources?kind=none": "",
			"/live-sources?state=waiting": "北京 话务,shanghai", "/live-sources?state=off": "",
		} {
			var p struct {
				Items []Source `json:"items"`
				Total int      `json:"total"`
			}
			c.call("GET", path, admin, nil).into(t, &p)
			names := []string{}
			for _, s := range p.Items {
				names = append(names, s.Name)
			}
			slices.Sort(names)
			wanted := strings.Split(want, ",")
			if want == "" {
				wanted = nil
			}
			slices.Sort(wanted)
			if !slices.Equal(names, wanted) || p.Total != len(wanted) {
				t.Errorf("%s: %v of %d, want %v", path, names, p.Total, wanted)
			}
		}
		var first, second struct {
			Items []Source `json:"items"`
			Next  string   `json:"next_cursor"`
		}
		c.call("GET", "/live-sources?limit=1", admin, nil).into(t, &first)
		c.call("GET", "/live-sources?limit=1&cursor="+first.Next, admin, nil).into(t, &second)
		if len(first.Items) != 1 || len(second.Items) != 1 || first.Items[0].ID == second.Items[0].ID || second.Next != "" {
			t.Errorf("%+v %+v", first, second)
		}
		reader := map[string]string{"X-Can": PermissionRead}
		if a := c.call("POST", "/live-sources", reader, map[string]any{"name": "x", "kind": KindHTTP}); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
	})
}

// What a program posts is read or refused, and never makes anything panic;
// what is read holds to the rules of normal events.
func FuzzReadTold(f *testing.F) {
	f.Add([]byte(`{"id":"a","kind":"connected","at":"2026-03-01T09:00:00.250+08:00","call":"1","queue":"Q","agent":"7","wait_ms":12}`))
	f.Add([]byte(`{"id":"a","kind":"agent_state","at":"2026-03-01T09:00:00Z","agent":"7","state":"aux","reason":"小休"}`))
	f.Add([]byte(`[]`))
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).UnixMilli()
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, bad := readTold(raw, now)
		if bad != nil {
			if bad.Code == "" || bad.Message == "" {
				t.Fatalf("%q: %+v", raw, bad)
			}
			return
		}
		if len(e.Key) != 22 || e.At < 0 || e.At > now+futureMs || e.AboutAgent() && (e.Agent == "" || e.Call != "") || strings.HasPrefix(e.Call, "#") {
			t.Fatalf("%q: %+v", raw, e)
		}
		again, bad := readTold(raw, now)
		if bad != nil || again.Key != e.Key {
			t.Fatalf("%q is read in two ways", raw)
		}
	})
}
