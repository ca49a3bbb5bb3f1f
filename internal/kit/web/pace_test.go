package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/pace"
	"github.com/lingting/lingting/internal/kit/web"
)

type still struct{ at time.Time }

func (s *still) Now() time.Time { return s.at }

func TestAccountsAndAddressesArePaced(t *testing.T) {
	clk := &still{time.Unix(1_700_000_000, 0)}
	s := web.New(web.Options{
		Log: slog.New(slog.DiscardHandler), Accounts: pace.New(clk, 0.25, 3), Callers: pace.New(clk, 1, 8),
		Auth: web.AuthFunc(func(_ context.Context, r *http.Request) (authz.Actor, string, bool, error) {
			switch who := r.Header.Get("X-Test-User"); who {
			case "":
				return authz.Actor{}, "", false, nil
			case "machine":
				return authz.System("cli"), "", true, nil
			default:
				return authz.Actor{UserID: who}, "", true, nil
			}
		}),
	})
	get := func(path, who, from string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.RemoteAddr = from
		r.Header.Set("X-Test-User", who)
		rec := httptest.NewRecorder()
		s.Handler().ServeHTTP(rec, r)
		return rec
	}
	want := func(status int, wait, path, who, from string) {
		t.Helper()
		if rec := get(path, who, from); rec.Code != status || rec.Header().Get("Retry-After") != wait {
			t.Fatalf("%s of %s at %s: %d, Retry-After %q; want %d, %q", path, who, from, rec.Code, rec.Header().Get("Retry-After"), status, wait)
		}
	}
	const version = web.Prefix + "/version"
	for range 3 {
		want(200, "", version, "ann", "10.0.0.1:5")
	}
	want(429, "4", version, "ann", "10.0.0.2:5") // the account, wherever it calls from
	want(200, "", version, "bob", "10.0.0.1:5")
	want(200, "", "/healthz", "ann", "10.0.0.1:5") // no call of the API
	clk.at = clk.at.Add(4 * time.Second)
	want(200, "", version, "ann", "10.0.0.1:5")
	for range 8 {
		want(200, "", version, "", "[2001:db8::1]:5")
	}
	want(429, "1", version, "", "[2001:db8::2]:5") // the same subscriber
	want(200, "", version, "", "[2001:db8:1::1]:5")
	for range 8 {
		want(200, "", version, "machine", "127.0.0.1:5") // no account
	}
	want(429, "1", version, "machine", "127.0.0.1:5")
}
