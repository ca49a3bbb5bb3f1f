package metric

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/web"
)

// door serves the module to one actor, named by the header X-Actor.
func door(t *testing.T, s *Service) func(actor, method, path, body string, header ...string) (int, http.Header, map[string]any) {
	srv := web.New(web.Options{Log: slog.New(slog.DiscardHandler), Auth: web.AuthFunc(func(_ context.Context, r *http.Request) (authz.Actor, string, bool, error) {
		who := r.Header.Get("X-Actor")
		a := authz.Actor{UserID: who, Name: who, Permissions: map[string]bool{PermissionRead: true}, Scope: authz.Scope{Centre: true}}
		if who == "wang" {
			a.Permissions[PermissionManage], a.Permissions[PermissionShare] = true, true
		}
		return a, "", who != "", nil
	})})
	t.Cleanup(srv.Close)
	s.Register(srv.API)
	return func(actor, method, path, body string, header ...string) (int, http.Header, map[string]any) {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), method, web.Prefix+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		if actor != "" {
			r.Header.Set("X-Actor", actor)
		}
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		srv.Handler().ServeHTTP(w, r)
		raw, _ := io.ReadAll(w.Result().Body)
		var out any
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, &out); err != nil {
				t.Fatalf("%s %s: %q: %v", method, path, raw, err)
			}
		}
		if list, ok := out.([]any); ok {
			out = map[string]any{"list": list}
		}
		m, _ := out.(map[string]any)
		return w.Code, w.Result().Header, m
	}
}

func TestAPI(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		call := door(t, catalogueService(db, noon))

		status, _, body := call("li", "GET", "/metrics", "")
		list, _ := body["list"].([]any)
		if status != 200 || len(list) != len(Builtins()) {
			t.Fatalf("list: %d, %d metrics", status, len(list))
		}
		first, _ := list[0].(map[string]any)
		for _, key := range []string{"id", "version", "versions", "name_zh", "name_en", "unit", "direction", "numerator", "denominator", "scale", "attribution",
			"source", "group", "parameters", "builtin", "used_in", "rev", "takes"} {
			if _, ok := first[key]; !ok {
				t.Errorf("a metric has no %s", key)
			}
		}

		status, _, body = call("li", "GET", "/metrics/vocabulary", "")
		if ms, _ := body["measures"].([]any); status != 200 || len(ms) != len(Measures()) {
			t.Errorf("vocabulary: %d %v", status, body)
		}
		if fs, _ := body["functions"].([]any); len(fs) != 6 || fs[0].(map[string]any)["doc_zh"] == "" {
			t.Errorf("functions: %v", body["functions"])
		}

		status, _, body = call("li", "POST", "/metrics/check", `{"formula":"max（answered，0）/ offerd"}`)
		errs, _ := body["errors"].([]any)
		if status != 200 || body["ok"] != false || len(errs) != 1 {
			t.Fatalf("check: %d %v", status, body)
		}
		e, _ := errs[0].(map[string]any)
		if e["code"] != "formula.unknown_name" || e["suggestion"] != "offered" || e["from"] != 17.0 || e["to"] != 23.0 {
			t.Errorf("check: %v", e) // places count characters, not bytes
		}
		_, _, body = call("li", "POST", "/metrics/check", `{"formula":"100 * answered / (offered - short_abandoned)"}`)
		if body["ok"] != true || body["numerator"] != "answered" || body["denominator"] != "offered - short_abandoned" || body["scale"] != 100.0 || body["unit"] != "percent" {
			t.Errorf("check: %v", body)
		}

		good := `{"id":"talk-each","name_zh":"均通话","name_en":"Talk each","unit":"seconds","formula":"talk_ms / answered / 1000"}`
		if status, _, _ = call("", "POST", "/metrics", good); status != 401 {
			t.Errorf("not signed in: %d", status)
		}
		if status, _, body = call("li", "POST", "/metrics", good); status != 403 || body["code"] != "identity.denied" {
			t.Errorf("not allowed: %d %v", status, body)
		}
		status, head, body := call("wang", "POST", "/metrics", good)
		if status != 200 || head.Get("ETag") != `"1"` || body["group"] != "custom" || body["scale"] != 0.001 {
			t.Fatalf("create: %d %v", status, body)
		}
		if status, _, _ = call("wang", "POST", "/metrics", good); status != 200 {
			t.Errorf("create again: %d", status)
		}
		if status, _, body = call("wang", "POST", "/metrics", strings.Replace(good, "1000", "1", 1)); status != 409 || body["code"] != "metric.id_taken" {
			t.Errorf("taken: %d %v", status, body)
		}
		status, _, body = call("wang", "POST", "/metrics", `{"id":"x","name_zh":"x","name_en":"x","unit":"percent","formula":"answered / offered"}`)
		if errs, _ := body["errors"].([]any); status != 422 || len(errs) != 1 || errs[0].(map[string]any)["location"] != "body.unit" {
			t.Errorf("wrong unit: %d %v", status, body)
		}

		status, head, body = call("wang", "POST", "/metrics/sl-off/versions", `{"effective_on":"2026-04-01","comparison":"<","parameters":{"threshold_ms":15000}}`, "If-Match", `"1"`)
		if vs, _ := body["versions"].([]any); status != 200 || len(vs) != 2 || head.Get("ETag") != `"2"` {
			t.Errorf("version: %d %v", status, body)
		}
		if status, _, body = call("wang", "POST", "/metrics/sl-off/versions", `{"effective_on":"2026-05-01","comparison":"<=","rev":1}`); status != 412 {
			t.Errorf("stale: %d %v", status, body)
		}
		if status, _, body = call("li", "GET", "/metrics/sl-offf", ""); status != 404 || body["code"] != "metric.unknown" {
			t.Errorf("unknown: %d %v", status, body)
		}

		status, _, body = call("wang", "POST", "/views", `{"name":"早会","page":"explorer","params":{"metrics":"talk-each"},"shared":true}`)
		view, _ := body["id"].(string)
		if status != 200 || view == "" || body["mine"] != true {
			t.Fatalf("view: %d %v", status, body)
		}
		if status, _, body = call("wang", "DELETE", "/metrics/talk-each", ""); status != 409 || body["code"] != "metric.in_use" {
			t.Errorf("in use: %d %v", status, body)
		}
		if status, _, body = call("li", "DELETE", "/views/"+view, ""); status != 403 {
			t.Errorf("another's view: %d %v", status, body)
		}
		if _, _, body = call("li", "GET", "/views?page=explorer", ""); len(body["list"].([]any)) != 1 {
			t.Errorf("views: %v", body)
		}
		if status, _, body = call("wang", "PATCH", "/views/"+view, `{"name":"晚会","rev":1}`); status != 200 || body["name"] != "晚会" || body["rev"] != 2.0 {
			t.Errorf("change: %d %v", status, body)
		}
		for _, path := range []string{"/views/" + view, "/metrics/talk-each", "/metrics/talk-each"} {
			if status, _, body = call("wang", "DELETE", path, ""); status != 204 {
				t.Errorf("delete %s: %d %v", path, status, body)
			}
		}
	})
}
