package identity

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

// shows is what an authenticator shows now.
func (b *bench) shows(secret string) string {
	b.t.Helper()
	code, err := totp.GenerateCode(secret, b.clock.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	return code
}

func TestSecondFactor(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{SecureCookie: true, AddressBurst: 1000})
		open := serve(b)
		b.user("admin", Administrator)
		u := b.user("li", "wfm_planner")
		l := open()
		l.want(200, "", "POST", "/session", doc{"login": "li", "password": goodPassword.Reveal()})
		if got := l.want(200, "", "GET", "/session/second-factor", nil); got["enrolled"] != false || got["required"] != false {
			t.Fatal(got)
		}
		l.want(404, "identity.second_factor.none", "POST", "/session/second-factor/confirm", doc{"code": "123456"})
		l.want(200, "", "POST", "/session/second-factor", nil)
		e := l.want(200, "", "POST", "/session/second-factor", nil) // begun anew
		secret := e["secret"].(string)
		if !strings.HasPrefix(e["image"].(string), "data:image/png;base64,") || !strings.HasPrefix(e["uri"].(string), "otpauth://totp/Lingting:li?") || len(secret) != 32 {
			t.Fatal(e)
		}
		l.want(422, "identity.second_factor.wrong", "POST", "/session/second-factor/confirm", doc{"code": "000000"})
		// Until it is confirmed nobody is asked for it.
		open().want(200, "", "POST", "/session", doc{"login": "li", "password": goodPassword.Reveal()})
		first := b.shows(secret)
		codes := l.want(200, "", "POST", "/session/second-factor/confirm", doc{"code": first})["recovery_codes"].([]any)
		if len(codes) != recoveryCodes {
			t.Fatal(codes)
		}
		l.want(409, "identity.second_factor.enrolled", "POST", "/session/second-factor", nil)
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
			have, _, err := findAuthenticator(t.Context(), tx, u.ID)
			kept, err2 := recoveriesOf(t.Context(), tx, u.ID)
			if err2 != nil || strings.Contains(have.secret, secret) || strings.Contains(kept[0].hash, codes[0].(string)) {
				t.Errorf("a secret is kept in the clear, %v", err2)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}

		// The second step: neither the password alone nor a used code will do.
		step := func(code, want string, status int) {
			t.Helper()
			w := open()
			ticket, err := b.SignIn(t.Context(), "li", goodPassword, Caller{})
			if err != nil || ticket.Ticket == "" || ticket.Token != "" {
				t.Fatalf("%+v, %v", ticket, err)
			}
			w.second = ticket.Ticket.Reveal()
			w.want(status, want, "POST", "/session/second-step", doc{"code": code})
			if status == 200 {
				w.want(200, "", "GET", "/session", nil)
			} else {
				w.want(401, "", "GET", "/session", nil)
			}
		}
		w := open()
		if got := w.want(200, "", "POST", "/session", doc{"login": "li", "password": goodPassword.Reveal()}); got["code_needed"] != true || w.cookie != nil || got["csrf_token"] != "" {
			t.Fatalf("%v", got)
		}
		step(first, "identity.second_factor.wrong", 401) // used at the enrolment
		b.clock.move(stepMs * time.Millisecond)
		now := b.shows(secret)
		step(now, "", 200)
		step(now, "identity.second_factor.wrong", 401) // replayed
		b.clock.move(stepMs * time.Millisecond)
		step(b.shows(secret)[:3]+" "+b.shows(secret)[3:], "", 200)
		one := codes[3].(string)
		step(strings.ToUpper(one), "", 200)
		step(one, "identity.second_factor.wrong", 401)
		if got := l.want(200, "", "GET", "/session/second-factor", nil); got["recovery_codes"].(float64) != recoveryCodes-1 {
			t.Fatal(got)
		}
		// A sign-in does not wait for ever, nor past a change of the account, nor is a ticket made up.
		old, err := b.SignIn(t.Context(), "li", goodPassword, Caller{})
		if err != nil {
			t.Fatal(err)
		}
		b.clock.move(ticketLife)
		for _, bad := range []Secret{old.Ticket, "", "v1.AAAA"} {
			if _, err := b.SecondStep(t.Context(), bad, b.shows(secret), Caller{}); code(err) != "identity.second_factor.over" {
				t.Errorf("%v", err)
			}
		}
		old, err = b.SignIn(t.Context(), "li", goodPassword, Caller{})
		if err != nil {
			t.Fatal(err)
		}
		name := "李"
		if u, err = b.User(b.boss, u.ID); err != nil {
			t.Fatal(err)
		}
		if u, err = b.UpdateUser(b.boss, u.ID, u.Rev, UserPatch{Name: &name}); err != nil || !u.SecondFactor {
			t.Fatal(err)
		}
		if _, err := b.SecondStep(t.Context(), old.Ticket, b.shows(secret), Caller{}); code(err) != "identity.second_factor.over" {
			t.Errorf("%v", err)
		}
		step(b.shows(secret), "", 200)
		// Guesses are counted, and the lock is the code's, not the password's.
		for range maxFailures {
			step("000000", "identity.second_factor.wrong", 401)
		}
		step(b.shows(secret), "identity.locked", 429)
		b.clock.move(firstLock + stepMs*time.Millisecond)
		step(b.shows(secret), "", 200)
		// New recovery codes end the old ones; removing takes a code too.
		b.clock.move(stepMs * time.Millisecond)
		l.want(422, "identity.second_factor.wrong", "POST", "/session/second-factor/recovery-codes", doc{"code": "000000"})
		l.want(200, "", "POST", "/session/second-factor/recovery-codes", doc{"code": b.shows(secret)})
		step(codes[5].(string), "identity.second_factor.wrong", 401)
		b.clock.move(stepMs * time.Millisecond)
		l.want(422, "identity.second_factor.wrong", "POST", "/session/second-factor/remove", doc{"code": "111111"})
		l.want(204, "", "POST", "/session/second-factor/remove", doc{"code": b.shows(secret)})
		if in, err := b.SignIn(t.Context(), "li", goodPassword, Caller{}); err != nil || in.Token == "" {
			t.Fatalf("%+v, %v", in, err)
		}
		for _, action := range []string{"enrol", "recovery", "codes", "remove"} {
			log, err := b.log.List(b.boss, audit.Filter{Action: "identity.second_factor." + action})
			if err != nil || len(log.Items) == 0 {
				t.Errorf("%s is not in the audit log, %v", action, err)
			}
		}
	})
}

func TestARoleRequiresASecondFactor(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{SecureCookie: true, AddressBurst: 1000})
		open := serve(b)
		b.user("admin", Administrator)
		u := b.user("li", "operations_manager")
		a, l := open(), open()
		a.want(200, "", "POST", "/session", doc{"login": "admin", "password": goodPassword.Reveal()})
		l.want(200, "", "POST", "/session", doc{"login": "li", "password": goodPassword.Reveal()})
		policy := a.want(200, "", "GET", "/sign-in-policy", nil)
		l.want(403, "identity.denied", "PUT", "/sign-in-policy", doc{"second_factor_roles": []string{}, "rev": policy["rev"]})
		a.want(422, "identity.policy.invalid", "PUT", "/sign-in-policy", doc{"second_factor_roles": []string{"king"}, "rev": policy["rev"]})
		a.want(412, "identity.stale", "PUT", "/sign-in-policy", doc{"second_factor_roles": []string{}, "rev": 99})
		a.want(200, "", "PUT", "/sign-in-policy", doc{"second_factor_roles": []string{"operations_manager"}, "rev": policy["rev"]})

		// From now on nothing else goes before it is set up, in open sessions too.
		l.want(403, "identity.denied", "GET", "/users", nil)
		if me := l.want(200, "", "GET", "/session", nil)["user"].(map[string]any); me["must_enrol"] != true {
			t.Fatal(me)
		}
		if got := l.want(200, "", "GET", "/session/second-factor", nil); got["required"] != true {
			t.Fatal(got)
		}
		secret := l.want(200, "", "POST", "/session/second-factor", nil)["secret"].(string)
		l.want(200, "", "POST", "/session/second-factor/confirm", doc{"code": b.shows(secret)})
		me := l.want(200, "", "GET", "/session", nil)["user"].(map[string]any)
		if me["must_enrol"] != false {
			t.Fatal(me)
		}
		b.clock.move(stepMs * time.Millisecond)
		l.want(403, "identity.second_factor.required", "POST", "/session/second-factor/remove", doc{"code": b.shows(secret)})

		// A lost device: an administrator resets it, sessions end, and it is set up anew.
		if _, err := b.ResetSecondFactor(authz.With(t.Context(), authz.Actor{UserID: "x"}), u.ID); code(err) != "identity.denied" {
			t.Fatal(err)
		}
		a.want(200, "", "POST", "/users/"+u.ID+"/second-factor/reset", nil)
		a.want(404, "identity.second_factor.none", "POST", "/users/"+u.ID+"/second-factor/reset", nil)
		l.want(401, "", "GET", "/session", nil)
		l.want(200, "", "POST", "/session", doc{"login": "li", "password": goodPassword.Reveal()})
		if me := l.want(200, "", "GET", "/session", nil)["user"].(map[string]any); me["must_enrol"] != true {
			t.Fatal(me)
		}
		log, err := b.log.List(b.boss, audit.Filter{Action: "identity.second_factor.reset"})
		if err != nil || len(log.Items) != 1 || log.Items[0].Actor != "admin" {
			t.Fatalf("%+v, %v", log.Items, err)
		}
	})
}

// A provider that asks for a second factor itself is believed where that is
// set, and only there.
func TestASecondFactorAtTheProvider(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := openHouse(t, db)
		h.user("admin", Administrator)
		v := h.visitor()
		v.wants("", "li")
		li, err := h.FindLogin(h.boss, "li.na")
		if err != nil {
			t.Fatal(err)
		}
		p, err := h.SignInPolicy(h.boss)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.SetSignInPolicy(h.boss, Policy{SecondFactorRoles: []string{"team_leader"}, Rev: p.Rev}); err != nil {
			t.Fatal(err)
		}
		ctx := authz.With(t.Context(), authz.Actor{UserID: li.ID, Login: li.Login})
		e, err := h.Enrol(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.ConfirmSecondFactor(ctx, h.shows(e.Secret)); err != nil {
			t.Fatal(err)
		}
		if at := h.visitor().signIn("li", "/queues"); at.Query().Get("step") != "code" || at.Query().Get("return") != "/queues" {
			t.Fatalf("nobody asks for the code: %s", at)
		}
		h.change(func(s *ProviderSettings) { s.TwoFactors = true })
		v = h.visitor()
		v.wants("", "li")
		if got := v.roles(); !slices.Equal(got, []string{"team_leader"}) {
			t.Fatalf("roles %v", got)
		}
		if err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return dropAuthenticator(t.Context(), tx, li.ID) }); err != nil {
			t.Fatal(err)
		}
		v = h.visitor()
		v.wants("", "li")
		res, err := v.Get(h.server.URL + "/api/v1/session")
		if err != nil || res.StatusCode != 200 {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		a, _, ok, err := h.Authenticate(t.Context(), res.Request)
		if err != nil || !ok || !a.Can("live.read") {
			t.Fatalf("%+v, %v", a, err)
		}
	})
}
