package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/identity"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/golden"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

// openTest is an App on an empty data folder, not started.
func openTest(t *testing.T) *App { return openTestOn(t, sqldb.SQLite) }

// openTestOn is openTest on a store of the engine.
func openTestOn(t *testing.T, engine sqldb.Engine) *App {
	t.Helper()
	flags := map[string]string{"data": t.TempDir(), "listen": "127.0.0.1:0"}
	if engine == sqldb.Postgres {
		flags["store"] = sqldbtest.Target(t, engine)
	} else {
		sqldbtest.CopySQLite(t, filepath.Join(flags["data"], storeName))
	}
	c, err := conf.Load(conf.Source{File: os.DevNull, Flags: flags})
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(t.Context(), Options{Conf: c, Version: "test", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = a.Stop(ctx)
	})
	return a
}

// operation is a line of testdata/access.txt.
type operation struct{ method, path, needs, scope string }

var needsPermission = regexp.MustCompile("Needs the permission `([^`]+)`[.]$")

func registered(a *App) []operation {
	var out []operation
	for path, item := range a.Web.API.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op == nil {
				continue
			}
			o := operation{method: method, path: path, needs: "signed-in"}
			o.scope, _ = op.Extensions["x-scope"].(string)
			if m := needsPermission.FindStringSubmatch(op.Description); m != nil {
				o.needs = m[1]
			} else if len(op.Security) == 0 {
				o.needs = "nothing"
			} else if _, ok := op.Security[0]["intake_key"]; ok {
				o.needs = "intake-key"
			}
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(x, y operation) int {
		return strings.Compare(x.path+" "+x.method, y.path+" "+y.method)
	})
	return out
}

// TestEveryOperationWithEveryRole tries every registered operation as nobody,
// as each role, and as someone who must change the password first. What each
// operation needs is written down in testdata/access.txt, so that a change of
// it is seen; -update writes it anew.
func TestEveryOperationWithEveryRole(t *testing.T) {
	a := openTest(t)
	var lines []string
	operations := registered(a)
	for _, o := range operations {
		lines = append(lines, fmt.Sprintf("%-18s %-6s %s", o.needs, o.method, o.path))
	}
	got := strings.Join(lines, "\n") + "\n"
	t.Run("what they need", func(t *testing.T) { golden.Equal(t, "internal/app/testdata/access.txt", got) })

	const password = "correct horse battery"
	boss := authz.With(t.Context(), authz.System("test"))
	visitors := []*visitor{{t: t, a: a, name: "nobody"}}
	for _, role := range append(slices.Clone(identity.Roles), identity.Role{Key: "newcomer"}) {
		in := identity.NewUser{Login: role.Key, Name: role.Key, Grants: []identity.Grant{{Role: role.Key, Scope: identity.ScopeCentre}}, Password: password, KeepPassword: true}
		v := &visitor{t: t, a: a, name: role.Key, password: password, may: map[string]bool{"signed-in": true}}
		if role.Key == "newcomer" { // an administrator who has not signed in yet
			in.Grants[0].Role, in.KeepPassword = identity.Administrator, false
		}
		for _, p := range role.Permissions {
			v.may[p] = true
		}
		if _, err := a.Identity.CreateUser(boss, in); err != nil {
			t.Fatal(err)
		}
		visitors = append(visitors, v)
	}
	for _, v := range visitors {
		for _, o := range operations {
			if v.password != "" && v.csrf == "" {
				v.signIn()
			}
			status, code := v.try(o)
			allowed := o.needs == "nothing" || v.may[o.needs]
			refused := isRefusal(status, code)
			if refused == allowed || status >= 500 {
				t.Errorf("%s: %s %s (needs %s) answered %d %s", v.name, o.method, o.path, o.needs, status, code)
			}
			if o.method == "DELETE" && o.path == "/session" {
				v.csrf, v.cookies = "", nil
			}
		}
	}
}

// isRefusal reports whether the answer turns somebody away at the door.
func isRefusal(status int, code string) bool {
	return status == http.StatusUnauthorized && (code == "identity.sign_in_needed" || code == "telephony.live.key_refused") || status == http.StatusForbidden
}

// visitor is someone at the door.
type visitor struct {
	t        *testing.T
	a        *App
	name     string
	password string
	may      map[string]bool
	self     *someone
	csrf     string
	cookies  []*http.Cookie
}

func (v *visitor) signIn() {
	v.t.Helper()
	body, _ := json.Marshal(map[string]string{"login": v.name, "password": v.password})
	rec := v.send("POST", "/session", body)
	var out struct {
		CSRF string `json:"csrf_token"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || out.CSRF == "" {
		v.t.Fatalf("%s cannot sign in: %s", v.name, rec.Body)
	}
	v.csrf, v.cookies = out.CSRF, rec.Result().Cookies()
}

// try calls the operation with a body that is no JSON and ids that lead
// nowhere: whoever is let in is told so, and nothing changes.
func (v *visitor) try(o operation) (status int, code string) {
	path := regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(o.path, "none")
	var body []byte
	if o.method != "GET" && o.method != "DELETE" {
		body = []byte("{")
	}
	rec := v.send(o.method, path, body)
	var p struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(rec.Body.Bytes(), &p)
	return rec.Code, p.Code
}

func (v *visitor) send(method, path string, body []byte) *httptest.ResponseRecorder {
	ctx, cancel := context.WithTimeout(v.t.Context(), time.Minute)
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, method, "/api/v1"+path, bytes.NewReader(body))
	r.RemoteAddr = fmt.Sprintf("10.0.%d.%d:1", len(v.name), v.name[0])
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-CSRF-Token", v.csrf)
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	v.a.Web.Handler().ServeHTTP(hangUp{rec, cancel}, r)
	return rec
}

// hangUp ends the request once something was sent: a stream would go on.
type hangUp struct {
	*httptest.ResponseRecorder
	cancel context.CancelFunc
}

// Flush sends what was written.
func (h hangUp) Flush() {
	h.ResponseRecorder.Flush()
	h.cancel()
}
