package identity

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/identity/directory/directorytest"
	"github.com/lingting/lingting/internal/identity/openid/openidtest"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/org"
)

// house is the product behind an address, and a provider people sign in at.
type house struct {
	*bench
	server   *httptest.Server
	openID   *openidtest.Provider
	settings openidtest.Settings
	provider Provider
}

func openHouse(t *testing.T, db *sqldb.DB) *house {
	b := newBench(t, db, Options{AddressBurst: 1000})
	b.clock.move(time.Since(b.clock.Now())) // the provider's tokens are of this hour
	srv := web.New(web.Options{Auth: b.Service, Log: slog.New(slog.DiscardHandler), Static: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})})
	b.Register(srv.API)
	h := &house{bench: b, server: httptest.NewServer(srv.Handler())}
	t.Cleanup(h.server.Close)
	h.settings = openidtest.Settings{ClientID: "lingting", Secret: "secret of the client", Redirect: h.server.URL + callbackPath, People: openidtest.People{
		"li": {"preferred_username": "Li.Na", "name": "李娜", "groups": []string{"leaders", "others"}},
	}}
	h.openID = openidtest.Start(t, h.settings)
	site, err := b.org.CreateSite(b.boss, org.Site{Code: "SH", Name: "上海"})
	if err != nil {
		t.Fatal(err)
	}
	secret := Secret(h.settings.Secret)
	h.provider, err = b.CreateProvider(b.boss, NewProvider{Name: "公司账号", Kind: KindOpenID, Enabled: true, Secret: secret, Settings: ProviderSettings{
		Issuer: h.openID.Issuer, Certificate: h.openID.Certificate, ClientID: h.settings.ClientID, Scopes: "profile groups", Address: h.server.URL, Groups: "groups", Create: true,
		Mappings: []Mapping{{"leaders", "team_leader", ScopeSite, site.ID}, {"bosses", Administrator, ScopeCentre, ""}}}})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// change changes the provider's settings.
func (h *house) change(fn func(*ProviderSettings)) {
	h.t.Helper()
	p, err := h.Provider(h.boss, h.provider.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	fn(&p.Settings)
	if h.provider, err = h.UpdateProvider(h.boss, p.ID, p.Rev, ProviderPatch{Settings: &p.Settings}); err != nil {
		h.t.Fatal(err)
	}
}

// visitor is a browser that goes where it is sent.
type visitor struct {
	*http.Client
	h     *house
	trail []string // where it was sent on the way
}

func (h *house) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(h.openID.Certificate))
	v := &visitor{h: h}
	v.Client = &http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}},
		CheckRedirect: func(r *http.Request, _ []*http.Request) error { v.trail = append(v.trail, r.URL.String()); return nil }}
	h.t.Cleanup(v.CloseIdleConnections)
	return v
}

var formAction = regexp.MustCompile(`action="([^"]+)"`)

// begin goes to the provider and gives the address its form is sent to.
func (v *visitor) begin(back string) string {
	v.h.t.Helper()
	res, err := v.Get(v.h.server.URL + "/api/v1/session/openid/" + v.h.provider.ID + "/start?return=" + url.QueryEscape(back))
	if err != nil {
		v.h.t.Fatal(err)
	}
	defer res.Body.Close()
	page, _ := io.ReadAll(res.Body)
	m := formAction.FindSubmatch(page)
	if m == nil {
		v.h.t.Fatalf("no form at %s: %s", res.Request.URL, page)
	}
	return v.h.openID.Issuer + strings.ReplaceAll(string(m[1]), "&amp;", "&")
}

// signIn signs in at the provider and gives the page it ends at.
func (v *visitor) signIn(who, back string) *url.URL {
	v.h.t.Helper()
	return v.tell(v.begin(back), who)
}

func (v *visitor) tell(form, who string) *url.URL {
	v.h.t.Helper()
	v.trail = nil
	res, err := v.PostForm(form, url.Values{"login": {who}})
	if err != nil {
		v.h.t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.Request.URL
}

// wants signs in and fails unless it ends as said: "" for success, else the
// code the sign-in page is told.
func (v *visitor) wants(code, who string) {
	v.h.t.Helper()
	at := v.signIn(who, "/queues?x=1")
	if got := at.Query().Get("failed"); got != code || code == "" && at.RequestURI() != "/queues?x=1" || code != "" && at.Path != "/sign-in" {
		v.h.t.Fatalf("%s ended at %s, want %q", who, at, code)
	}
}

func (v *visitor) roles() []string {
	v.h.t.Helper()
	u, err := url.Parse(v.h.server.URL)
	if err != nil {
		v.h.t.Fatal(err)
	}
	for _, c := range v.Jar.Cookies(u) {
		if c.Name == CookieName {
			user, _, day, ok, err := v.h.holder(v.h.t.Context(), Secret(c.Value))
			if err != nil {
				v.h.t.Fatal(err)
			}
			if ok {
				return user.actor(day).Roles
			}
		}
	}
	return nil
}

func TestSignInThroughAnOpenIDProvider(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := openHouse(t, db)
		h.user("admin", Administrator)
		doors, err := h.Doors(t.Context())
		if err != nil || len(doors) != 1 || doors[0].Name != "公司账号" {
			t.Fatalf("%+v, %v", doors, err)
		}
		v := h.visitor()
		v.wants("", "li")
		if got := v.roles(); !slices.Equal(got, []string{"team_leader"}) {
			t.Fatalf("roles %v", got)
		}
		li, err := h.FindLogin(h.boss, "li.na")
		if err != nil || li.Name != "李娜" || li.LocalPassword || !slices.Equal(li.Providers, []string{h.provider.ID}) || len(li.Grants) != 1 || li.Grants[0].ProviderID != h.provider.ID {
			t.Fatalf("%+v, %v", li, err)
		}
		// The provider's answer is good for one browser and once.
		stolen := v.trail[slices.IndexFunc(v.trail, func(s string) bool { return strings.Contains(s, callbackPath) })]
		for name, who := range map[string]*visitor{"another browser": h.visitor(), "the same, again": v} {
			res, err := who.Get(stolen)
			if err != nil || res.Request.URL.Query().Get("failed") != "identity.provider.flow" {
				t.Errorf("%s: %v, %v", name, res.Request.URL, err)
			}
			_ = res.Body.Close()
		}
		// One who begins twice and answers the first, and one who takes too long.
		first := v.begin("/")
		v.begin("/")
		if at := v.tell(first, "li"); at.Query().Get("failed") != "identity.provider.flow" {
			t.Errorf("the first of two: %s", at)
		}
		form := v.begin("/")
		h.clock.move(11 * time.Minute)
		if at := v.tell(form, "li"); at.Query().Get("failed") != "identity.provider.flow" {
			t.Errorf("too late: %s", at)
		}
		h.clock.move(-11 * time.Minute)
		form = v.begin("/")
		h.clock.move(8 * time.Minute) // longer than the provider's tokens hold
		if at := v.tell(form, "li"); at.Query().Get("failed") != "identity.provider.refused" {
			t.Errorf("with a token that is over: %s", at)
		}
		h.clock.move(-8 * time.Minute)
		v.wants("identity.provider.refused", "nobody")
		// It goes nowhere but to pages of ours.
		for _, away := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)"} {
			if at := v.signIn("li", away); at.Host != strings.TrimPrefix(h.server.URL, "http://") || at.Path != "/" {
				t.Errorf("%s leads to %s", away, at)
			}
		}
		// Tokens for somebody else, of somebody else, or not for this sign-in.
		for _, spoil := range []string{"nonce", "issuer", "subject"} {
			bad := h.settings
			bad.Spoil = spoil
			h.openID.Change(bad)
			h.visitor().wants("identity.provider.refused", "li")
		}
		h.openID.Change(h.settings)
		// A secret stays with the place it was entered for.
		p, err := h.Provider(h.boss, h.provider.ID)
		if err != nil || !p.SecretSet || p.Redirect != h.settings.Redirect {
			t.Fatalf("%+v, %v", p, err)
		}
		moved := p.Settings
		moved.Issuer = "https://other.example"
		if _, err := h.UpdateProvider(h.boss, p.ID, p.Rev, ProviderPatch{Settings: &moved}); code(err) != "identity.provider.invalid" {
			t.Fatalf("the secret went elsewhere: %v", err)
		}
		log, err := h.log.List(h.boss, audit.Filter{Object: "sign_in_provider"})
		if err != nil || len(log.Items) != 1 || strings.Contains(string(log.Items[0].After), h.settings.Secret) {
			t.Fatalf("%+v, %v", log.Items, err)
		}
		// Switched off, sessions end at once and nobody comes in.
		off := false
		if _, err := h.UpdateProvider(h.boss, p.ID, p.Rev, ProviderPatch{Enabled: &off}); err != nil {
			t.Fatal(err)
		}
		if got := v.roles(); got != nil {
			t.Errorf("the session lives on with %v", got)
		}
		res, err := v.Get(h.server.URL + "/api/v1/session/openid/" + p.ID + "/start")
		if err != nil || res.Request.URL.Query().Get("failed") != "identity.provider.not_found" {
			t.Errorf("%v, %v", res.Request.URL, err)
		}
		_ = res.Body.Close()
	})
}

func TestGroupsGiveAndTakeRoles(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := openHouse(t, db)
		admin := h.user("admin", Administrator)
		groups := func(of ...string) {
			next := h.settings
			next.People = openidtest.People{"li": {"preferred_username": "li.na", "groups": of}, "zhao": {"preferred_username": "zhao", "groups": of}}
			next.InUser = []string{"groups"} // a token need not tell everything
			h.openID.Change(next)
		}
		v := h.visitor()
		groups()
		v.wants("identity.provider.no_role", "zhao") // and no account is made
		if _, err := h.FindLogin(h.boss, "zhao"); code(err) != "identity.user.not_found" {
			t.Fatal(err)
		}
		groups("leaders", "bosses")
		v.wants("", "li")
		if got := v.roles(); !slices.Equal(got, []string{Administrator, "team_leader"}) {
			t.Fatalf("roles %v", got)
		}
		li, err := h.FindLogin(h.boss, "li.na")
		if err != nil {
			t.Fatal(err)
		}
		// An administrator by group does not count as the last one: the groups
		// could be taken away, and the provider may not answer.
		off := false
		if _, err := h.UpdateUser(h.boss, admin.ID, admin.Rev, UserPatch{Active: &off}); code(err) != "identity.last_administrator" {
			t.Fatalf("the last local administrator: %v", err)
		}
		// What people gave by hand stays whatever the groups are, and what
		// groups gave is not changed by hand.
		given := append(slices.Clone(li.Grants), Grant{Role: "trainer", Scope: ScopeCentre})
		if li, err = h.UpdateUser(h.boss, li.ID, li.Rev, UserPatch{Grants: &given}); err != nil || len(li.Grants) != 3 {
			t.Fatalf("%+v, %v", li.Grants, err)
		}
		if li, err = h.UpdateUser(h.boss, li.ID, li.Rev, UserPatch{Grants: &[]Grant{{Role: "trainer", Scope: ScopeCentre}}}); err != nil || len(li.Grants) != 3 {
			t.Fatalf("%+v, %v", li.Grants, err)
		}
		groups("leaders")
		v.wants("", "li")
		if got := v.roles(); !slices.Equal(got, []string{"team_leader", "trainer"}) {
			t.Fatalf("roles %v", got)
		}
		groups()
		v.wants("", "li")
		if got := v.roles(); !slices.Equal(got, []string{"trainer"}) {
			t.Fatalf("roles %v", got)
		}
		if li, err = h.UpdateUser(h.boss, li.ID, li.Rev, UserPatch{Grants: &[]Grant{}}); err != nil {
			t.Fatal(err)
		}
		// Without any role one stays outside, and a session that is open may do nothing.
		h.visitor().wants("identity.provider.no_role", "li")
		if got := v.roles(); len(got) != 0 {
			t.Fatalf("roles %v", got)
		}
		groups("leaders")
		v.wants("", "li")
		if err := h.DeleteProvider(h.boss, h.provider.ID); err != nil {
			t.Fatal(err)
		}
		if li, err = h.User(h.boss, li.ID); err != nil || len(li.Grants) != 0 || len(li.Providers) != 0 || v.roles() != nil {
			t.Fatalf("%+v, %v", li, err)
		}
		if _, bad, err := h.log.Verify(t.Context()); bad != 0 || err != nil {
			t.Fatal(bad, err)
		}
	})
}

func TestAccountsAreLinkedOnlyWhereThatIsAllowed(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := openHouse(t, db)
		h.user("admin", Administrator)
		h.settings.People = openidtest.People{
			"1": {"preferred_username": "admin", "groups": []string{"leaders"}}, "2": {"preferred_username": "wang", "groups": []string{"leaders"}},
			"3": {"preferred_username": "wang", "groups": []string{"leaders"}}, "4": {"preferred_username": "new", "groups": []string{"leaders"}},
			"5": {"preferred_username": "没有", "groups": []string{"leaders"}}, "6": {"preferred_username": "out", "groups": []string{"leaders"}},
		}
		h.openID.Change(h.settings)
		wang := h.user("wang", "trainer")
		if _, err := h.SignIn(t.Context(), "wang", goodPassword, Caller{}); err != nil {
			t.Fatal(err)
		}
		out, err := h.CreateUser(h.boss, NewUser{Login: "out", Name: "外部", Roles: []string{"trainer"}, Outside: true})
		if err != nil || out.LocalPassword {
			t.Fatalf("%+v, %v", out, err)
		}
		if _, err := h.SignIn(t.Context(), "out", "", Caller{}); code(err) != "identity.bad_credentials" {
			t.Fatalf("an account without a password: %v", err)
		}
		h.visitor().wants("identity.provider.login_taken", "2") // linking is not allowed yet
		h.change(func(s *ProviderSettings) { s.Create, s.Link = false, true })
		h.visitor().wants("identity.provider.no_account", "4")
		h.visitor().wants("identity.provider.login", "5")
		h.visitor().wants("identity.provider.login_taken", "1") // a local administrator is never taken over
		h.visitor().wants("", "6")
		v := h.visitor()
		v.wants("", "2")
		if got := v.roles(); !slices.Equal(got, []string{"team_leader", "trainer"}) {
			t.Fatalf("roles %v", got)
		}
		h.visitor().wants("identity.provider.login_taken", "3") // somebody else of the same login
		if _, err := h.SignIn(t.Context(), "wang", goodPassword, Caller{}); code(err) != "identity.bad_credentials" {
			t.Fatalf("the local password lives on: %v", err)
		}
		if wang, err = h.User(h.boss, wang.ID); err != nil || wang.LocalPassword {
			t.Fatalf("%+v, %v", wang, err)
		}
		off := false
		if wang, err = h.UpdateUser(h.boss, wang.ID, wang.Rev, UserPatch{Active: &off}); err != nil {
			t.Fatal(err)
		}
		h.visitor().wants("identity.provider.inactive", "2")
		if wang, err = h.Unlink(h.boss, wang.ID, h.provider.ID); err != nil || len(wang.Providers) != 0 || !slices.Equal(wang.Roles, []string{"trainer"}) {
			t.Fatalf("%+v, %v", wang, err)
		}
		// The administrator gets in whatever the provider does.
		if in, err := h.SignIn(t.Context(), "admin", goodPassword, Caller{}); err != nil || !slices.Contains(in.User.Roles, Administrator) {
			t.Fatalf("%+v, %v", in, err)
		}
	})
}

func TestSignInThroughADirectory(t *testing.T) {
	slapd := directorytest.Start(t)
	const password = Secret("wagon lamp 71")
	wang := slapd.Person("wang", "王芳", password.Reveal(), "employeeNumber", "8101")
	slapd.Person("admin", "冒充", password.Reveal())
	slapd.Person("li", "李娜", password.Reveal())
	slapd.Person("zhao", "赵", password.Reveal())
	leaders := slapd.Group("leaders", wang)
	slapd.Group("agents", wang, "uid=admin,"+directorytest.People, "uid=li,"+directorytest.People)
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{AddressBurst: 1000})
		b.user("admin", Administrator)
		person, err := b.org.CreatePerson(b.boss, org.Person{AgentNo: "8101", Name: "王芳"})
		if err != nil {
			t.Fatal(err)
		}
		settings := ProviderSettings{Server: slapd.TLS, Certificate: slapd.Certificate, BindDN: directorytest.SearchDN, BaseDN: directorytest.People, Groups: "memberOf", AgentNo: "employeeNumber",
			Create: true, Hours: 2, Mappings: []Mapping{{strings.ToUpper(leaders), "qa_analyst", ScopeCentre, ""}, {"agents", "agent", ScopeSelf, ""}}}
		if _, err := b.CreateProvider(b.boss, NewProvider{Name: "AD", Kind: KindDirectory, Settings: settings}); code(err) != "identity.provider.invalid" {
			t.Fatalf("without the password of who searches: %v", err)
		}
		try := func(login string, password Secret) (SignedIn, string) {
			in, err := b.SignIn(t.Context(), login, password, Caller{})
			if err != nil {
				return in, code(err)
			}
			return in, ""
		}
		p, err := b.CreateProvider(b.boss, NewProvider{Name: "AD", Kind: KindDirectory, Settings: settings, Secret: directorytest.Password})
		if err != nil {
			t.Fatal(err)
		}
		if _, c := try("wang", password); c != "identity.bad_credentials" { // it is not switched on
			t.Fatal(c)
		}
		probe, err := b.Try(b.boss, p.ID, NewProvider{Kind: KindDirectory, Settings: p.Settings}, "wang")
		if err != nil || !probe.OK || probe.Found.Name != "王芳" || len(probe.Found.Grants) != 2 {
			t.Fatalf("%+v, %v", probe, err)
		}
		elsewhere := p.Settings
		elsewhere.Server, elsewhere.Certificate = slapd.Plain, ""
		if probe, err := b.Try(b.boss, p.ID, NewProvider{Kind: KindDirectory, Settings: elsewhere}, "wang"); err != nil || probe.OK {
			t.Fatalf("the kept password went elsewhere: %+v, %v", probe, err)
		}
		on := true
		if p, err = b.UpdateProvider(b.boss, p.ID, p.Rev, ProviderPatch{Enabled: &on}); err != nil {
			t.Fatal(err)
		}
		in, c := try(" WANG ", password)
		if c != "" || !slices.Equal(in.User.Roles, []string{"agent", "qa_analyst"}) || in.User.PersonID != person.ID || in.User.Name != "王芳" {
			t.Fatalf("%+v, %s", in.User, c)
		}
		if lasts := in.Until.Sub(b.clock.Now()); lasts != 2*time.Hour {
			t.Errorf("the session lasts %v", lasts)
		}
		for login, password := range map[string]Secret{"wang": "wrong", "nobody": password, "*": password, "li": ""} {
			if _, c := try(login, password); c != "identity.bad_credentials" {
				t.Errorf("%s: %s", login, c)
			}
		}
		if _, c := try("zhao", password); c != "identity.provider.no_role" {
			t.Error(c)
		}
		if _, c := try("admin", password); c != "identity.bad_credentials" { // a name in the directory opens no local account
			t.Error(c)
		}
		if _, c := try("admin", goodPassword); c != "" {
			t.Error(c)
		}
		// A group that is left takes its role with it.
		slapd.Leave(leaders, wang)
		if in, c = try("wang", password); c != "" || !slices.Equal(in.User.Roles, []string{"agent"}) {
			t.Fatalf("%v, %s", in.User.Roles, c)
		}
		slapd.Join(leaders, wang)
		slapd.Set(wang, "userAccountControl", "514")
		if _, c := try("wang", password); c != "identity.provider.inactive" {
			t.Error(c)
		}
		slapd.Set(wang, "userAccountControl", "512")
		// An existing account is linked where that is allowed, and its local password ends.
		b.user("li", "trainer")
		if _, c := try("li", password); c != "identity.bad_credentials" {
			t.Error(c)
		}
		p.Settings.Link = true
		if p, err = b.UpdateProvider(b.boss, p.ID, p.Rev, ProviderPatch{Settings: &p.Settings}); err != nil {
			t.Fatal(err)
		}
		if in, c = try("li", password); c != "" || !slices.Equal(in.User.Roles, []string{"agent", "trainer"}) {
			t.Fatalf("%v, %s", in.User.Roles, c)
		}
		if _, c := try("li", goodPassword); c != "identity.bad_credentials" {
			t.Error(c)
		}
		if _, c := try("admin", password); c != "identity.bad_credentials" {
			t.Error(c)
		}
		// Guesses are counted here, before the directory is asked.
		for range maxFailures {
			try("wang", "wrong")
		}
		if _, c := try("wang", password); c != "identity.locked" {
			t.Error(c)
		}
		b.clock.move(time.Hour)
		// While the directory does not answer, nobody is locked out of it, and
		// the local administrator gets in.
		p.Settings.Server = "ldaps://127.0.0.1:1"
		password2 := Secret(directorytest.Password)
		if _, err = b.UpdateProvider(b.boss, p.ID, p.Rev, ProviderPatch{Settings: &p.Settings, Secret: &password2}); err != nil {
			t.Fatal(err)
		}
		for range 2 * maxFailures {
			if _, c := try("wang", password); c != "identity.provider.unreachable" {
				t.Fatal(c)
			}
		}
		if _, c := try("admin", goodPassword); c != "" {
			t.Error(c)
		}
	})
}
