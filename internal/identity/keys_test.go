package identity

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
)

func (b *bench) comes(bearer string) (authz.Actor, bool, error) {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, "/api/v1/contacts", nil)
	r.Header.Set("Authorization", "Bearer "+bearer)
	a, csrf, ok, err := b.Authenticate(b.t.Context(), r)
	if csrf != "" {
		b.t.Error("a program is asked for the token of a page")
	}
	return a, ok, err
}

func TestAPIKeys(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{})
		site, err := b.org.CreateSite(b.boss, org.Site{Code: "SH", Name: "上海"})
		if err != nil {
			t.Fatal(err)
		}
		good := NewKey{Name: " Export ", Permissions: []string{"telephony.read", "metric.read", "metric.read"}, Scope: ScopeSite, ScopeID: site.ID, ExpiresOn: "2026-03-10"}
		for name, spoil := range map[string]func(*NewKey){
			"no name": func(k *NewKey) { k.Name = " " }, "nothing allowed": func(k *NewKey) { k.Permissions = nil },
			"accounts": func(k *NewKey) { k.Permissions = []string{"users.manage"} }, "in full": func(k *NewKey) { k.Permissions = []string{"telephony.unmask"} },
			"a part of the centre": func(k *NewKey) { k.Permissions = []string{"telephony.import"} }, "oneself": func(k *NewKey) { k.Scope, k.ScopeID = ScopeSelf, "" },
			"no site": func(k *NewKey) { k.ScopeID = "" }, "unknown site": func(k *NewKey) { k.ScopeID = "none" },
			"past": func(k *NewKey) { k.ExpiresOn = "2026-03-08" }, "for ever": func(k *NewKey) { k.ExpiresOn = "2036-03-08" }, "no day": func(k *NewKey) { k.ExpiresOn = "" },
		} {
			bad := good
			spoil(&bad)
			if _, _, err := b.CreateKey(b.boss, bad); code(err) != "identity.key.invalid" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, _, err := b.CreateKey(authz.With(t.Context(), authz.Actor{UserID: "x"}), good); code(err) != "identity.denied" {
			t.Fatalf("somebody made a key: %v", err)
		}
		k, secret, err := b.CreateKey(b.boss, good)
		if err != nil || k.State != "active" || k.Name != "Export" || len(k.Permissions) != 2 || !strings.HasPrefix(secret.Reveal(), "ltk_") {
			t.Fatalf("%+v, %v", k, err)
		}
		a, ok, err := b.comes(secret.Reveal())
		if err != nil || !ok || a.Login != "key:Export" || !a.Can("metric.read") || a.Can("org.read") || a.Scope.Centre ||
			len(a.ScopeOf("telephony.read").Sites) != 1 || a.ScopeOf("telephony.read").Sites[0] != site.ID {
			t.Fatalf("%+v, %v, %v", a, ok, err)
		}
		list, err := b.Keys(b.boss, "exp", "active")
		if err != nil || len(list) != 1 || list[0].UsedAt == "" {
			t.Fatalf("%+v, %v", list, err)
		}
		log, err := b.log.List(b.boss, audit.Filter{Object: "api_key"})
		if err != nil || len(log.Items) != 1 || strings.Contains(string(log.Items[0].After), secret.Reveal()) || strings.Contains(string(log.Items[0].After), secret.hash()) {
			t.Fatalf("%+v, %v", log.Items, err)
		}
		if _, _, err := b.comes(secret.Reveal() + "x"); code(err) != "identity.key.refused" {
			t.Fatalf("another secret: %v", err)
		}
		b.clock.move(39 * time.Hour) // still its last day in the centre: 10 March, UTC is behind
		if _, ok, err := b.comes(secret.Reveal()); ok || code(err) != "identity.key.refused" {
			t.Fatalf("after its last day: %v, %v", ok, err)
		}
		other := good
		other.ExpiresOn = "2026-04-01"
		k, secret, err = b.CreateKey(b.boss, other)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if k, err = b.RevokeKey(b.boss, k.ID); err != nil || k.State != "revoked" {
				t.Fatalf("%+v, %v", k, err)
			}
		}
		if _, ok, err := b.comes(secret.Reveal()); ok || code(err) != "identity.key.refused" {
			t.Fatalf("revoked: %v, %v", ok, err)
		}
		if _, err := b.RevokeKey(b.boss, "none"); code(err) != "identity.key.not_found" {
			t.Fatal(err)
		}
	})
}

func TestSessionsOfAnotherAreEndedByWhoManagesAccounts(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{})
		u, other := b.user("li", "agent"), b.user("wang", "agent")
		var tokens []Secret
		for range 3 {
			in, err := b.SignIn(t.Context(), "li", goodPassword, Caller{Address: "10.0.0.1", Agent: "Browser"})
			if err != nil {
				t.Fatal(err)
			}
			tokens = append(tokens, in.Token)
		}
		alive := func() (n int) {
			for _, token := range tokens {
				if _, _, _, ok, err := b.holder(t.Context(), token); err != nil {
					t.Fatal(err)
				} else if ok {
					n++
				}
			}
			return n
		}
		weak := authz.With(t.Context(), authz.Actor{UserID: other.ID})
		if _, err := b.SessionsOf(weak, u.ID); code(err) != "identity.denied" {
			t.Fatalf("an agent lists another's sessions: %v", err)
		}
		if err := b.EndSessionOf(weak, u.ID, ""); code(err) != "identity.denied" {
			t.Fatalf("an agent ends another's sessions: %v", err)
		}
		list, err := b.SessionsOf(b.boss, u.ID)
		if err != nil || len(list) != 3 || list[0].Current || list[0].Address != "10.0.0.1" {
			t.Fatalf("%+v, %v", list, err)
		}
		if err := b.EndSessionOf(b.boss, other.ID, list[0].ID); code(err) != "identity.session.not_found" {
			t.Fatalf("a session of somebody else's: %v", err)
		}
		if err := b.EndSessionOf(b.boss, u.ID, list[0].ID); err != nil || alive() != 2 {
			t.Fatalf("%d alive, %v", alive(), err)
		}
		if err := b.EndSessionOf(b.boss, u.ID, ""); err != nil || alive() != 0 {
			t.Fatalf("%d alive, %v", alive(), err)
		}
	})
}
