package web_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/web"
)

type thing struct {
	Name  string   `json:"name" minLength:"1" maxLength:"5"`
	Sort  string   `json:"sort,omitempty" enum:"a,b"`
	Count int      `json:"count,omitempty" minimum:"1"`
	Tags  []string `json:"tags,omitempty"`
}

func serve(t *testing.T, log io.Writer) (*web.Server, *httptest.Server) {
	t.Helper()
	s := web.New(web.Options{
		Version: "1.2.3",
		Log:     slog.New(slog.NewTextHandler(log, nil)),
		MaxBody: 1000,
		Auth: web.AuthFunc(func(_ context.Context, r *http.Request) (authz.Actor, string, bool, error) {
			switch r.Header.Get("X-Test-User") {
			case "":
				return authz.Actor{}, "", false, nil
			case "broken":
				return authz.Actor{}, "", false, errors.New("secret database text")
			case "machine":
				return authz.System("machine"), "", true, nil
			}
			return authz.Actor{UserID: "u1", Login: "ann", Permissions: map[string]bool{"org.read": true}}, "the-token", true, nil
		}),
	})
	type in struct{ Body thing }
	type out struct {
		web.ETag
		Body thing
	}
	web.Register(s.API, huma.Operation{OperationID: "make", Method: http.MethodPost, Path: "/things"}, "org.read",
		func(_ context.Context, in *in) (*out, error) { return &out{web.Tag(7), in.Body}, nil })
	web.Register(s.API, huma.Operation{OperationID: "manage", Method: http.MethodGet, Path: "/managed"}, "org.manage",
		func(context.Context, *struct{}) (*out, error) { return &out{}, nil })
	type failIn struct {
		How string `path:"how"`
		N   int    `query:"n"`
	}
	web.Register(s.API, huma.Operation{OperationID: "fail", Method: http.MethodGet, Path: "/fail/{how}"}, web.Public,
		func(ctx context.Context, in *failIn) (*out, error) {
			switch in.How {
			case "panic":
				panic("oh")
			case "plain":
				return nil, errors.New("secret database text")
			case "norow":
				return nil, fmt.Errorf("load: %w", sqldb.ErrNotFound)
			case "stale":
				return nil, web.Stale()
			case "fields":
				return nil, fault.Invalidf("org.bad", "Bad.").WithField("body.name", "required", "must be")
			}
			for k := fault.Internal; k <= fault.Unavailable; k++ {
				if fmt.Sprint(int(k)) == in.How {
					return nil, fault.New(k, "code.x", "Message.").WithCause(errors.New("hidden cause"))
				}
			}
			return nil, nil
		})
	type upIn struct {
		RawBody multipart.Form
	}
	web.Register(s.API, huma.Operation{OperationID: "up", Method: http.MethodPost, Path: "/up", MaxBodyBytes: 1 << 20}, "",
		func(_ context.Context, in *upIn) (*struct{ Body int64 }, error) {
			return &struct{ Body int64 }{in.RawBody.File["file"][0].Size}, nil
		})
	web.Register(s.API, huma.Operation{OperationID: "down", Method: http.MethodGet, Path: "/down", Responses: web.FileResponses(web.TypeCSV)}, web.Public,
		func(_ context.Context, in *struct {
			Fail string `query:"fail"`
		}) (*web.File, error) {
			return web.Download("数字.csv", web.TypeCSV, func(w io.Writer) error {
				if in.Fail == "early" {
					return fault.Invalidf("x", "No.")
				}
				_, err := io.WriteString(w, strings.Repeat("a,b\n", 10))
				if in.Fail == "late" {
					return errors.New("disk")
				}
				return err
			}), nil
		})
	h := httptest.NewServer(s.Handler())
	t.Cleanup(h.Close)
	t.Cleanup(s.Close)
	return s, h
}

type reply struct {
	status int
	header http.Header
	body   string
	p      web.Problem
}

func call(t *testing.T, h *httptest.Server, method, path, body string, header ...string) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := h.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	r := reply{status: res.StatusCode, header: res.Header, body: string(b)}
	_ = json.Unmarshal(b, &r.p)
	return r
}

func TestDoor(t *testing.T) {
	var log bytes.Buffer
	_, h := serve(t, &log)
	user := []string{"X-Test-User", "ann", "X-CSRF-Token", "the-token"}
	for _, c := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		code                     string
		field                    string
	}{
		{"not signed in", "POST", "/api/v1/things", `{"name":"a"}`, nil, 401, "identity.sign_in_needed", ""},
		{"not signed in comes before bad input", "POST", "/api/v1/things", `{`, nil, 401, "identity.sign_in_needed", ""},
		{"made", "POST", "/api/v1/things", `{"name":"a"}`, user, 200, "", ""},
		{"no token", "POST", "/api/v1/things", `{"name":"a"}`, user[:2], 403, "csrf", ""},
		{"machines need no token", "POST", "/api/v1/things", `{"name":"a"}`, []string{"X-Test-User", "machine"}, 200, "", ""},
		{"another site", "POST", "/api/v1/things", `{"name":"a"}`, append([]string{"Sec-Fetch-Site", "cross-site"}, user...), 403, "cross_origin", ""},
		{"another origin", "POST", "/api/v1/things", `{"name":"a"}`, append([]string{"Origin", "https://evil.example"}, user...), 403, "cross_origin", ""},
		{"denied", "GET", "/api/v1/managed", "", user, 403, "identity.denied", ""},
		{"missing field", "POST", "/api/v1/things", `{}`, user, 422, "validation", "body.name/required"},
		{"long field", "POST", "/api/v1/things", `{"name":"abcdefgh"}`, user, 422, "validation", "body.name/too_long"},
		{"enum", "POST", "/api/v1/things", `{"name":"a","sort":"z"}`, user, 422, "validation", "body.sort/not_one_of"},
		{"unknown", "POST", "/api/v1/things", `{"name":"a","nmae":"z"}`, user, 422, "validation", "body.nmae/unknown"},
		{"type", "POST", "/api/v1/things", `{"name":7}`, user, 422, "validation", "body.name/type"},
		{"not json", "POST", "/api/v1/things", `{"name":`, user, 400, "bad_json", "body/invalid"},
		{"no body", "POST", "/api/v1/things", ``, user, 400, "bad_request", ""},
		{"too large", "POST", "/api/v1/things", `{"name":"` + strings.Repeat("x", 2000) + `"}`, user, 413, "too_large", ""},
		{"unknown query", "GET", "/api/v1/fail/x?m=1", "", nil, 422, "validation", "query.m/unknown"},
		{"bad query", "GET", "/api/v1/fail/x?n=z", "", nil, 422, "validation", "query.n/type"},
		{"unknown path", "GET", "/api/v1/nothing", "", nil, 404, "not_found", ""},
		{"unknown method", "DELETE", "/api/v1/things", "", user, 405, "method_not_allowed", ""},
		{"broken sign-in", "GET", "/api/v1/version", "", []string{"X-Test-User", "broken"}, 500, "internal", ""},
		{"panic", "GET", "/api/v1/fail/panic", "", nil, 500, "internal", ""},
		{"plain error", "GET", "/api/v1/fail/plain", "", nil, 500, "internal", ""},
		{"no row", "GET", "/api/v1/fail/norow", "", nil, 404, "not_found", ""},
		{"stale", "GET", "/api/v1/fail/stale", "", nil, 412, "stale", ""},
		{"fields", "GET", "/api/v1/fail/fields", "", nil, 422, "org.bad", "body.name/required"},
		{"internal", "GET", "/api/v1/fail/0", "", nil, 500, "internal", ""},
		{"invalid", "GET", "/api/v1/fail/1", "", nil, 422, "code.x", ""},
		{"unauthenticated", "GET", "/api/v1/fail/2", "", nil, 401, "code.x", ""},
		{"denied", "GET", "/api/v1/fail/3", "", nil, 403, "code.x", ""},
		{"not found", "GET", "/api/v1/fail/4", "", nil, 404, "code.x", ""},
		{"conflict", "GET", "/api/v1/fail/5", "", nil, 409, "code.x", ""},
		{"too many", "GET", "/api/v1/fail/6", "", nil, 429, "code.x", ""},
		{"unavailable", "GET", "/api/v1/fail/7", "", nil, 503, "code.x", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := call(t, h, c.method, c.path, c.body, c.header...)
			if r.status != c.status || r.p.Code != c.code {
				t.Fatalf("got %d %q, want %d %q: %s", r.status, r.p.Code, c.status, c.code, r.body)
			}
			if r.status >= 400 {
				if ct := r.header.Get("Content-Type"); ct != "application/problem+json" {
					t.Errorf("content type %q", ct)
				}
				if r.p.RequestID == "" || r.p.RequestID != r.header.Get("X-Request-Id") {
					t.Errorf("request id %q, header %q", r.p.RequestID, r.header.Get("X-Request-Id"))
				}
				if r.p.Status != r.status {
					t.Errorf("status in body %d", r.p.Status)
				}
			}
			if c.field != "" && (len(r.p.Errors) == 0 || r.p.Errors[0].Location+"/"+r.p.Errors[0].Code != c.field) {
				t.Errorf("fields %+v, want %s", r.p.Errors, c.field)
			}
			for _, secret := range []string{"secret database text", "hidden cause", "$schema"} {
				if strings.Contains(r.body, secret) {
					t.Errorf("the answer says %q: %s", secret, r.body)
				}
			}
			if r.header.Get("Content-Security-Policy") != web.Policy || r.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("security headers missing: %v", r.header)
			}
		})
	}
	for _, want := range []string{"secret database text", "hidden cause", "panic"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %q", want)
		}
	}
	if r := call(t, h, "POST", "/api/v1/things", `{"name":"a"}`, user...); r.header.Get("ETag") != `"7"` {
		t.Errorf("ETag %q", r.header.Get("ETag"))
	}
	if r := call(t, h, "GET", "/api/v1/version", ""); !strings.Contains(r.body, `"1.2.3"`) {
		t.Errorf("version: %s", r.body)
	}
	for _, p := range []string{"/healthz", "/readyz"} {
		if r := call(t, h, "GET", p, ""); r.status != 200 {
			t.Errorf("%s: %d", p, r.status)
		}
	}
}

func TestUploadAndDownload(t *testing.T) {
	_, h := serve(t, io.Discard)
	form := func(size int) (string, string) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		f, _ := w.CreateFormFile("file", "a.csv")
		_, _ = f.Write(make([]byte, size))
		_ = w.Close()
		return b.String(), w.FormDataContentType()
	}
	body, ct := form(100_000)
	if r := call(t, h, "POST", "/api/v1/up", body, "X-Test-User", "machine", "Content-Type", ct); r.status != 200 || strings.TrimSpace(r.body) != "100000" {
		t.Errorf("upload: %d %s", r.status, r.body)
	}
	body, ct = form(2 << 20)
	if r := call(t, h, "POST", "/api/v1/up", body, "X-Test-User", "machine", "Content-Type", ct); r.status != 413 || r.p.Code != "too_large" {
		t.Errorf("large upload: %d %s", r.status, r.body)
	}
	// The same without a length told beforehand.
	req, _ := http.NewRequestWithContext(t.Context(), "POST", h.URL+"/api/v1/up", io.MultiReader(strings.NewReader(body)))
	req.Header.Set("X-Test-User", "machine")
	req.Header.Set("Content-Type", ct)
	if res, err := h.Client().Do(req); err == nil {
		if res.StatusCode != 413 {
			b, _ := io.ReadAll(res.Body)
			t.Errorf("large chunked upload: %d %s", res.StatusCode, b)
		}
		_ = res.Body.Close()
	}
	r := call(t, h, "GET", "/api/v1/down", "")
	if r.status != 200 || !strings.HasPrefix(r.body, "a,b\n") || r.header.Get("Content-Disposition") != `attachment; filename="__.csv"; filename*=UTF-8''%E6%95%B0%E5%AD%97.csv` {
		t.Errorf("download: %d %q %q", r.status, r.body, r.header.Get("Content-Disposition"))
	}
	if r := call(t, h, "GET", "/api/v1/down?fail=early", ""); r.status != 422 || r.p.Code != "x" {
		t.Errorf("early failure: %d %s", r.status, r.body)
	}
	res, err := h.Client().Get(h.URL + "/api/v1/down?fail=late")
	if err == nil {
		_, err = io.ReadAll(res.Body)
		_ = res.Body.Close()
	}
	if err == nil {
		t.Error("a download broken off looks whole")
	}
}

func TestEvents(t *testing.T) {
	s, h := serve(t, io.Discard)
	if r := call(t, h, "GET", "/api/v1/events", ""); r.status != 401 {
		t.Fatalf("events without sign-in: %d", r.status)
	}
	req, _ := http.NewRequestWithContext(t.Context(), "GET", h.URL+"/api/v1/events?topics=contacts,jobs", nil)
	req.Header.Set("X-Test-User", "ann")
	res, err := h.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Scan() // the stream is open
	s.Events.Wake("other")
	s.Events.Wake("contacts", "contacts")
	var got []string
	for lines.Scan() {
		if l := lines.Text(); strings.HasPrefix(l, "data:") {
			got = append(got, l)
			if len(got) == 1 {
				s.Events.Wake("jobs")
			} else {
				s.Close() // ends the stream
			}
		}
	}
	want := []string{`data: {"topic":"contacts"}`, `data: {"topic":"jobs"}`}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestCursor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, n := rapid.String().Draw(t, "a"), rapid.Int64().Draw(t, "n")
		c := web.EncodeCursor(a, n)
		var b string
		var m int64
		ok, err := web.DecodeCursor(c, &b, &m)
		if !ok || err != nil || m != n || b != strings.ToValidUTF8(a, "�") {
			t.Fatalf("%q %d → %q %d %v %v", a, n, b, m, ok, err)
		}
	})
	var s string
	if ok, err := web.DecodeCursor("", &s); ok || err != nil {
		t.Error("the empty cursor is the first page")
	}
	for _, bad := range []string{"%%", "e30", web.EncodeCursor("a", "b"), web.EncodeCursor(7), web.EncodeCursor(nil)} {
		if _, err := web.DecodeCursor(bad, &s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	p := web.NewPage([]int{1, 2, 3}, 2, func(i int) []any { return []any{i} })
	var last int
	if ok, err := web.DecodeCursor(p.Body.NextCursor, &last); !ok || err != nil || last != 2 || len(p.Body.Items) != 2 {
		t.Errorf("page %+v last %d", p.Body, last)
	}
	if p := web.NewPage([]int(nil), 2, func(i int) []any { return []any{i} }); p.Body.NextCursor != "" || p.Body.Items == nil {
		t.Errorf("empty page %+v", p.Body)
	}
}

func TestIfMatch(t *testing.T) {
	for _, c := range []struct {
		header       string
		stored, body int64
		stale, bad   bool
	}{
		{`"7"`, 7, 0, false, false}, {`7`, 7, 0, false, false}, {`W/"7"`, 7, 0, false, false},
		{`"6"`, 7, 0, true, false}, {``, 7, 0, false, false}, {``, 7, 6, true, false}, {``, 7, 7, false, false},
		{`*`, 7, 0, false, false}, {`"7"`, 7, 6, false, false}, {`"x"`, 7, 0, false, true},
	} {
		err := web.IfMatch{IfMatch: c.header}.Check(c.stored, c.body)
		if web.IsStale(err) != c.stale || fault.Is(err, fault.Invalid) != c.bad {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// Names of one word in two modules must not meet in the document.
func TestOpenAPI(t *testing.T) {
	s, _ := serve(t, io.Discard)
	b, err := s.API.OpenAPI().YAML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"openapi: 3.1.0", "title: Lingting", "Problem:", "VersionInfo:", "url: /api/v1"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the document lacks %q:\n%s", want, b)
		}
	}
	if strings.Contains(string(b), "$schema") {
		t.Error("$schema in the document")
	}
}

func TestClientIP(t *testing.T) {
	s := web.New(web.Options{Log: slog.New(slog.DiscardHandler), Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}})
	web.Register(s.API, huma.Operation{OperationID: "ip", Method: http.MethodGet, Path: "/ip"}, web.Public,
		func(ctx context.Context, _ *struct{}) (*struct{ Body string }, error) {
			return &struct{ Body string }{web.ClientIP(ctx)}, nil
		})
	for _, c := range []struct{ peer, forwarded, want string }{
		{"127.0.0.1:5", "", "127.0.0.1"},
		{"127.0.0.1:5", "203.0.113.9", "203.0.113.9"},
		{"127.0.0.1:5", "1.2.3.4, 203.0.113.9, 10.1.1.1", "203.0.113.9"}, // the first is what the caller claims
		{"127.0.0.1:5", "1.2.3.4, nonsense", "127.0.0.1"},
		{"203.0.113.9:5", "1.2.3.4", "203.0.113.9"}, // not a proxy of ours
		{"[2001:db8::1]:5", "1.2.3.4", "2001:db8::1"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/api/v1/ip", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if got := strings.Trim(strings.TrimSpace(w.Body.String()), `"`); got != c.want {
			t.Errorf("%s with %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}
