package identity

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/web"
)

// browser keeps a cookie and the token of writes.
type browser struct {
	t      *testing.T
	h      http.Handler
	cookie *http.Cookie
	csrf   string
	bearer string
	from   string
	second string // the ticket of a sign-in that waits for its code
}

type doc map[string]any

func (w *browser) do(method, path string, body any) (int, doc) {
	w.t.Helper()
	var b bytes.Buffer
	if body != nil {
		_ = json.NewEncoder(&b).Encode(body)
	}
	r := httptest.NewRequest(method, "/api/v1"+path, &b)
	r.RemoteAddr = "10.1.1.1:999"
	if w.from != "" {
		r.RemoteAddr = w.from
	}
	r.Header.Set("Content-Type", "application/json")
	if w.cookie != nil {
		r.AddCookie(w.cookie)
	}
	if w.second != "" {
		r.AddCookie(&http.Cookie{Name: ticketCookieName, Value: w.second})
	}
	if w.csrf != "" {
		r.Header.Set("X-CSRF-Token", w.csrf)
	}
	if w.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+w.bearer)
	}
	rec := httptest.NewRecorder()
	w.h.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		if c.Name == CookieName {
			w.cookie = c
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || !c.Secure {
				w.t.Errorf("cookie %v", c)
			}
			if c.MaxAge < 0 {
				w.cookie = nil
			}
		}
	}
	out := doc{}
	if rec.Body.Len() > 0 && rec.Body.Bytes()[0] == '{' {
		if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
			w.t.Fatal(err)
		}
	}
	if s, ok := out["csrf_token"].(string); ok && s != "" {
		w.csrf = s
	}
	return rec.Code, out
}

func (w *browser) want(status int, code, method, path string, body any) doc {
	w.t.Helper()
	got, out := w.do(method, path, body)
	if got != status || code != "" && out["code"] != code {
		w.t.Fatalf("%s %s: %d %v, want %d %s", method, path, got, out, status, code)
	}
	return out
}

func serve(b *bench) func() *browser {
	srv := web.New(web.Options{Auth: b.Service, Log: slog.New(slog.DiscardHandler)})
	b.Register(srv.API)
	return func() *browser { return &browser{t: b.t, h: srv.Handler()} }
}

func TestSessionsOverHTTP(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{SecureCookie: true, RunToken: "run-token", AddressBurst: 1000})
		open := serve(b)
		b.user("admin", Administrator)
		a := open()
		a.want(401, "identity.sign_in_needed", "GET", "/session", nil)
		a.want(401, "identity.bad_credentials", "POST", "/session", doc{"login": "admin", "password": "nonsense"})
		a.want(200, "", "POST", "/session", doc{"login": "admin", "password": goodPassword.Reveal()})
		me := a.want(200, "", "GET", "/session", nil)["user"].(map[string]any)
		if me["login"] != "admin" || len(me["permissions"].([]any)) != len(Permissions) || me["must_change_password"] != false {
			t.Fatalf("me %v", me)
		}

		// writes need the session's token
		csrf := a.csrf
		a.csrf = "x"
		a.want(403, "csrf", "POST", "/users", doc{"login": "li", "name": "李", "password": "a new password"})
		a.csrf = csrf
		li := a.want(201, "", "POST", "/users", doc{"login": "li", "name": "李", "roles": []string{"wfm_planner"}, "password": "first wagon password"})
		a.want(409, "identity.user.login_taken", "POST", "/users", doc{"login": "LI", "name": "x", "password": "first wagon password"})
		a.want(422, "identity.user.invalid", "POST", "/users", doc{"login": "l i", "name": "x", "password": "first wagon password"})
		a.want(422, "identity.user.invalid", "POST", "/users", doc{"login": "l2", "name": "x", "roles": []string{"king"}, "password": "first wagon password"})
		a.want(422, "identity.password_rules", "POST", "/users", doc{"login": "l2", "name": "x", "password": "short"})

		// a new account changes its password before anything else
		l := open()
		l.want(200, "", "POST", "/session", doc{"login": "li", "password": "first wagon password"})
		other := open()
		other.want(200, "", "POST", "/session", doc{"login": "li", "password": "first wagon password"})
		l.want(403, "identity.denied", "GET", "/users", nil)
		l.want(422, "identity.old_password", "POST", "/session/password", doc{"old_password": "not it at all", "new_password": "second tulip password"})
		l.want(422, "identity.password_rules", "POST", "/session/password", doc{"old_password": "first wagon password", "new_password": "first wagon password"})
		before := l.cookie.Value
		l.want(200, "", "POST", "/session/password", doc{"old_password": "first wagon password", "new_password": "second tulip password"})
		if l.cookie.Value == before {
			t.Fatal("the session was not renewed")
		}
		other.want(401, "", "GET", "/session", nil)
		me = l.want(200, "", "GET", "/session", nil)["user"].(map[string]any)
		if me["must_change_password"] != false {
			t.Fatalf("me %v", me)
		}

		// own sessions
		other.want(200, "", "POST", "/session", doc{"login": "li", "password": "second tulip password"})
		list := l.want(200, "", "GET", "/sessions", nil)["items"].([]any)
		if len(list) != 2 || list[0].(map[string]any)["seen_at"] != "2026-03-09T09:00:00+08:00" {
			t.Fatalf("sessions %v", list)
		}
		for _, x := range list {
			if s := x.(map[string]any); s["current"] == false {
				l.want(204, "", "DELETE", "/sessions/"+s["id"].(string), nil)
				l.want(404, "identity.session.not_found", "DELETE", "/sessions/"+s["id"].(string), nil)
			}
		}
		other.want(401, "", "GET", "/session", nil)

		// changes of an account work at once
		path := "/users/" + li["id"].(string)
		a.want(422, "identity.rev_needed", "PATCH", path, doc{"name": "y"})
		a.want(412, "identity.stale", "PATCH", path, doc{"name": "y", "rev": 99})
		got := a.want(200, "", "GET", path, nil)
		got = a.want(200, "", "PATCH", path, doc{"roles": []string{"operations_manager"}, "rev": got["rev"]})
		if r := got["roles"].([]any); len(r) != 1 || r[0] != "operations_manager" {
			t.Fatalf("roles %v", r)
		}
		a.want(204, "", "POST", path+"/password", doc{"password": "third tulip password"})
		l.want(401, "", "GET", "/session", nil)
		got = a.want(200, "", "GET", path, nil)
		l.want(200, "", "POST", "/session", doc{"login": "li", "password": "third tulip password"})
		a.want(200, "", "PATCH", path, doc{"active": false, "rev": got["rev"]})
		l.want(401, "", "GET", "/session", nil)
		l.want(401, "identity.bad_credentials", "POST", "/session", doc{"login": "li", "password": "third tulip password"})
		if n := len(a.want(200, "", "GET", "/users?active=true&role=administrator&search=ADM", nil)["items"].([]any)); n != 1 {
			t.Fatalf("%d users", n)
		}
		a.want(200, "", "GET", "/roles", nil)

		// a session ends by itself, and with sign-out
		b.clock.move(11 * time.Hour)
		a.want(200, "", "GET", "/session", nil)
		b.clock.move(13 * time.Hour)
		a.want(401, "", "GET", "/session", nil)
		a.want(200, "", "POST", "/session", doc{"login": "admin", "password": goodPassword.Reveal()})
		for range 30 {
			b.clock.move(6 * time.Hour)
			if s, _ := a.do("GET", "/session", nil); s != 200 {
				break
			}
		}
		a.want(401, "", "GET", "/session", nil)
		a.want(200, "", "POST", "/session", doc{"login": "admin", "password": goodPassword.Reveal()})
		stolen := open()
		stolen.cookie = a.cookie
		a.want(204, "", "DELETE", "/session", nil)
		stolen.want(401, "", "GET", "/session", nil)

		// the run token works on this machine only
		cli := open()
		cli.bearer, cli.from = "run-token", "127.0.0.1:5"
		cli.want(200, "", "GET", "/users", nil)
		cli.want(200, "", "GET", "/session", nil)
		cli.want(201, "", "POST", "/users", doc{"login": "made-by-cli", "name": "x", "password": "first wagon password"})
		cli.from = "10.0.0.7:5"
		cli.want(401, "identity.bad_token", "GET", "/users", nil)
		cli.from = "[::ffff:127.0.0.1]:5"
		cli.want(200, "", "GET", "/users", nil)
		cli.from, cli.bearer = "[::1]:5", "wrong"
		cli.want(401, "identity.bad_token", "GET", "/users", nil)
		if _, bad, err := b.log.Verify(t.Context()); bad != 0 || err != nil {
			t.Fatal(bad, err)
		}
	})
}
