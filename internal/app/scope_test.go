package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/xuri/excelize/v2"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/identity"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/golden"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/performance/contract"
	"github.com/lingting/lingting/internal/performance/scorecard"
	"github.com/lingting/lingting/internal/performance/target"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/contacts"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// TestEveryOperationWithEveryRoleAndScope reads the published table of
// permissions and tries every operation as every role with every scope: it is
// let in or refused as the table says. Of an operation that the table says to
// tell only of the people in the scope, somebody's own and somebody foreign
// are asked for, on both stores. Under the race detector each store takes a
// quarter of the roles and scopes, another one.
func TestEveryOperationWithEveryRoleAndScope(t *testing.T) {
	eachStore(t, func(t *testing.T, a *App) {
		operations := registered(a)
		published := readTable(t, operations)
		f := newFloor(t, a)
		probed := map[string]bool{}
		turn := map[sqldb.Engine]int{sqldb.SQLite: 0, sqldb.Postgres: 2}[a.DB.Engine()]
		for i, role := range identity.Roles {
			for j, scope := range identity.Scopes {
				if raced && (i+j)%len(identity.Scopes) != turn {
					continue
				}
				v := f.visitor(role.Key, scope)
				for _, o := range operations {
					name := o.method + " " + o.path
					if v.csrf == "" {
						v.signIn()
					}
					status, code := v.try(o)
					refused := isRefusal(status, code)
					may := strings.Contains(published[name][role.Key], letterOf[scope])
					if refused == may || status >= 500 {
						t.Errorf("%s of %s: %s answered %d %s; the table says %q", role.Key, scope, name, status, code, published[name][role.Key])
					}
					if o.method == "DELETE" && o.path == "/session" {
						v.csrf, v.cookies = "", nil
					}
					if o.scope == "people" && may {
						f.probe(v, scope, name)
						probed[name] = true
					}
				}
			}
		}
		for _, o := range operations {
			if name := o.method + " " + o.path; o.scope == "people" && !probed[name] && !raced {
				t.Errorf("%s tells of the people in the scope only, and nobody tried whether it does", name)
			}
		}
	})
}

// eachStore runs fn on an App of each store engine.
func eachStore(t *testing.T, fn func(t *testing.T, a *App)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, openTest(t)) })
	if os.Getenv("LINGTING_TEST_SQLITE_ONLY") == "1" {
		return
	}
	t.Run("postgres", func(t *testing.T) { fn(t, openTestOn(t, sqldb.Postgres)) })
}

var letterOf = map[string]string{identity.ScopeCentre: "C", identity.ScopeSite: "S", identity.ScopeTeam: "T", identity.ScopeSelf: "P"}

// floor is a little centre: two sites, the first with two teams.
type floor struct {
	t        *testing.T
	a        *App
	boss     authz.Actor
	sites    map[string]string
	teams    map[string]string
	plan     string   // of seats, of the first site
	free     []string // its seats where nobody sits
	superior string   // signs contracts
	day      string
	at       int64
	seq      uint64
	// Somebody of the first team, of the other team of its site, of the other site.
	mate, near, far *someone
}

// someone is a person with an account, and a contact they answered.
type someone struct {
	person, agentNo, account, contact, seat, target, contract string
	entered                                                   civil.Date // nobody else entered on this day
	run, taking, contest                                      string     // of incentives: an approved one, a gift, one they compete in
	team, action                                              string     // an action about them
}

func newFloor(t *testing.T, a *App) *floor {
	f := &floor{t: t, a: a, boss: authz.System("test"), sites: map[string]string{}, teams: map[string]string{}}
	ctx := authz.With(t.Context(), f.boss)
	centre, err := a.Org.ReadCentre(ctx)
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Now().In(centre.Location()).AddDate(0, 0, -1)
	noon = time.Date(noon.Year(), noon.Month(), noon.Day(), 12, 0, 0, 0, centre.Location())
	f.day, f.at = noon.Format(time.DateOnly), noon.UnixMilli()
	for _, code := range []string{"S1", "S2"} {
		s, err := a.Org.CreateSite(ctx, org.Site{Code: code, Name: code})
		if err != nil {
			t.Fatal(err)
		}
		f.sites[code] = s.ID
	}
	for code, site := range map[string]string{"T1": "S1", "T2": "S1", "T3": "S2"} {
		x, err := a.Org.CreateTeam(ctx, org.Team{Code: code, Name: code, SiteID: f.sites[site]})
		if err != nil {
			t.Fatal(err)
		}
		f.teams[code] = x.ID
	}
	f.seats()
	superior, err := a.Org.CreatePerson(ctx, org.Person{AgentNo: "superior", Name: "superior"})
	if err != nil {
		t.Fatal(err)
	}
	f.superior = superior.ID
	f.mate, f.near, f.far = f.someone("mate", "T1"), f.someone("near", "T2"), f.someone("far", "T3")
	for _, x := range []*someone{f.mate, f.near, f.far} {
		f.account(x, identity.Grant{Role: "agent", Scope: identity.ScopeSelf}).signIn()
	}
	return f
}

// seats draws a plan with room for everybody.
func (f *floor) seats() {
	f.t.Helper()
	in := org.SeatPlan{SeatPlanHead: org.SeatPlanHead{SiteID: f.sites["S1"], Name: "hall", Width: 60, Height: 5}}
	for x := range in.Width {
		in.Seats = append(in.Seats, org.Seat{Label: fmt.Sprint(x), X: x})
	}
	p, err := f.a.Org.CreateSeatPlan(authz.With(f.t.Context(), f.boss), in)
	if err != nil {
		f.t.Fatal(err)
	}
	f.plan = p.ID
	for _, seat := range p.Seats {
		f.free = append(f.free, seat.ID)
	}
}

func (f *floor) sit(x *someone) {
	f.t.Helper()
	if _, err := f.a.Org.TakeSeat(authz.With(f.t.Context(), f.boss), x.seat, org.NewSeating{PersonID: x.person}); err != nil {
		f.t.Fatal(err)
	}
}

// someone joins the team and answers a contact.
func (f *floor) someone(agentNo, team string) *someone {
	f.t.Helper()
	ctx := authz.With(f.t.Context(), f.boss)
	p, err := f.a.Org.CreatePerson(ctx, org.Person{AgentNo: agentNo, Name: agentNo, Aliases: []org.Alias{{Source: "pbx", External: agentNo}}})
	if err != nil {
		f.t.Fatal(err)
	}
	f.seq++
	day, err := civil.Parse(f.day)
	if err != nil {
		f.t.Fatal(err)
	}
	entered := day.Add(-10 - int(f.seq))
	if _, err := f.a.Org.Join(ctx, p.ID, org.NewMembership{TeamID: f.teams[team], FromOn: entered.String(), Correction: true, Why: "test"}); err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.a.People.Save(ctx, p.ID, people.Record{Employments: []people.Employment{{EnteredOn: entered.String()}}}, 0); err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.a.Scorecard.Talk(ctx, p.ID, scorecard.TalkRequest{On: f.day, Words: "seen by the boss"}); err != nil {
		f.t.Fatal(err)
	}
	drawn, err := f.a.Contract.DrawUp(ctx, contract.Request{PersonIDs: []string{p.ID}, Position: "agent", SuperiorID: f.superior, FromOn: f.day, ToOn: f.day, Lines: []contract.Line{{Metric: "aht", Direction: "down", Rule: "linear", Weight: 100, Threshold: 400, Target: 300, Stretch: 300}}})
	if err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.a.Metric.Report(ctx, metric.NewReported{Figure: "qa", Level: metric.LevelPerson, SubjectID: p.ID, FromOn: f.day, ToOn: f.day, Value: 90, Source: "test"}); err != nil {
		f.t.Fatal(err)
	}
	call := fmt.Sprintf("call-%s", agentNo)
	at := f.at + int64(f.seq)*60_000
	events := []telephony.Event{
		{Key: call + "-e", Kind: telephony.KindEnqueued, At: at, Call: call, Queue: "Q", Customer: "13812345678", Raw: "raw 13812345678"},
		{Key: call + "-c", Kind: telephony.KindConnected, At: at + 5000, Call: call, Queue: "Q", Agent: agentNo, Customer: "13812345678", Wait: telephony.SpanOf(5000)},
		{Key: call + "-x", Kind: telephony.KindEnded, At: at + 35_000, Call: call, Queue: "Q", Agent: agentNo, Customer: "13812345678", Talk: telephony.SpanOf(30_000)},
	}
	if _, err := f.a.Ingest.Apply(ctx, f.seq, []ingest.Batch{{Source: "pbx", Kind: "queue-log", Events: events}}); err != nil {
		f.t.Fatal(err)
	}
	aim, err := f.a.Targets.Set(ctx, target.Request{Metric: "qa-score", Scope: target.Person, ScopeID: p.ID, Period: target.Month, On: f.day, Points: scoring.Points{Threshold: 80, Target: 90, Stretch: 95}})
	if err != nil {
		f.t.Fatal(err)
	}
	x := &someone{person: p.ID, entered: entered, target: aim.ID, agentNo: agentNo, account: "account-" + agentNo, contract: drawn.Made[0], seat: f.free[0]}
	f.free = f.free[1:]
	f.sit(x)
	x.run = f.paid(agentNo)
	x.team, x.action = f.teams[team], f.divided(p.ID)
	x.taking = f.took(p.ID)
	x.contest = f.competed(agentNo)
	found, err := f.a.Contacts.List(ctx, contacts.Filter{Search: call, Limit: 2})
	if err != nil || len(found.Items) != 1 {
		f.t.Fatalf("the contact of %s: %+v, %v", agentNo, found, err)
	}
	x.contact = found.Items[0].ID
	return x
}

// account gives someone an account.
func (f *floor) account(x *someone, g identity.Grant) *visitor {
	f.t.Helper()
	v := &visitor{t: f.t, a: f.a, name: x.account, password: "correct horse battery"}
	in := identity.NewUser{Login: v.name, Name: v.name, Grants: []identity.Grant{g}, PersonID: x.person, Password: identity.Secret(v.password), KeepPassword: true}
	if _, err := f.a.Identity.CreateUser(authz.With(f.t.Context(), f.boss), in); err != nil {
		f.t.Fatal(err)
	}
	return v
}

// visitor has the role with the scope: of the first site, the first team, or
// of themselves, who are in the first team.
func (f *floor) visitor(role, scope string) *visitor {
	f.t.Helper()
	g := identity.Grant{Role: role, Scope: scope}
	x := &someone{account: role + "." + scope}
	switch scope {
	case identity.ScopeSite:
		g.ScopeID = f.sites["S1"]
	case identity.ScopeTeam:
		g.ScopeID = f.teams["T1"]
	case identity.ScopeSelf:
		x = f.someone("self."+role, "T1")
	}
	v := f.account(x, g)
	v.self = x
	return v
}

// probe asks the operation for each of the people and checks that those in
// the scope, and only they, are told of.
func (f *floor) probe(v *visitor, scope, name string) {
	f.t.Helper()
	ask := probes[name]
	if ask == nil {
		f.t.Errorf("%s tells of the people in the scope only: say in probes how that is tried", name)
		return
	}
	want := map[*someone]bool{f.mate: scope != identity.ScopeSelf, f.near: scope == identity.ScopeCentre || scope == identity.ScopeSite, f.far: scope == identity.ScopeCentre}
	if scope == identity.ScopeSelf {
		want[v.self] = true
	}
	for x, sees := range want {
		if got := ask(f, v, x); got != sees {
			f.t.Errorf("%s, %s: sees %s: %v, want %v", v.name, name, x.account, got, sees)
		}
	}
}

// hears reports whether the answer holds the text.
func (v *visitor) hears(path, text string) bool {
	rec := v.send("GET", path, nil)
	if rec.Code != http.StatusOK && rec.Code != http.StatusNotFound && rec.Code != http.StatusForbidden {
		v.t.Errorf("%s: %s answered %d %s", v.name, path, rec.Code, rec.Body)
	}
	return rec.Code == http.StatusOK && strings.Contains(rec.Body.String(), text)
}

// reads reports whether a cell of the workbook's first sheet is the text.
func (v *visitor) reads(path, text string) bool {
	rec := v.send("GET", path, nil)
	book, err := excelize.OpenReader(bytes.NewReader(rec.Body.Bytes()))
	if err != nil {
		v.t.Errorf("%s: %s answered %d, no workbook: %v", v.name, path, rec.Code, err)
		return false
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(rows) == 0 {
		v.t.Errorf("%s: %s: %d rows, %v", v.name, path, len(rows), err)
	}
	return slices.ContainsFunc(rows, func(cells []string) bool {
		return slices.ContainsFunc(cells, func(c string) bool { return c == text })
	})
}

// What the table calls own is the actor's: another's is not there, whatever
// the scope.
func TestWhatIsOnesOwnIsNobodyElses(t *testing.T) {
	eachStore(t, func(t *testing.T, a *App) {
		boss := authz.With(t.Context(), authz.System("test"))
		enter := func(login, role string) (*visitor, identity.User) {
			u, err := a.Identity.CreateUser(boss, identity.NewUser{Login: login, Name: login, Roles: []string{role}, Password: "correct horse battery", KeepPassword: true})
			if err != nil {
				t.Fatal(err)
			}
			v := &visitor{t: t, a: a, name: login, password: "correct horse battery"}
			v.signIn()
			return v, u
		}
		one, user := enter("one", "wfm_planner")
		two, _ := enter("two", "wfm_planner")
		manager, _ := enter("manager", "operations_manager")

		var job string
		err := a.DB.Write(t.Context(), func(tx *sqldb.Tx) (err error) {
			job, err = jobs.Start(authz.With(t.Context(), authz.Actor{UserID: user.ID, Login: user.Login}), tx, "telephony.replay", map[string]any{})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		rec := one.send("POST", "/views", []byte(`{"name":"mine","page":"explorer","params":{}}`))
		var view struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &view); err != nil || view.ID == "" {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		var sessions struct {
			Items []struct {
				ID string `json:"id"`
			} `json:"items"`
		}
		if err := json.Unmarshal(one.send("GET", "/sessions", nil).Body.Bytes(), &sessions); err != nil || len(sessions.Items) != 1 {
			t.Fatalf("%+v, %v", sessions, err)
		}
		session := sessions.Items[0].ID
		// How the operation is asked, and what the owner and another are answered.
		asked := []struct {
			name, path, body, holds string
			owner, other            int
		}{
			{"GET /jobs", "/jobs", "", job, 200, 200},
			{"GET /jobs/{id}", "/jobs/" + job, "", job, 200, 404},
			{"GET /views", "/views", "", view.ID, 200, 200},
			{"POST /views", "/views", `{"name":"mine","page":"explorer","params":{}}`, view.ID, 200, 200},
			{"PATCH /views/{id}", "/views/" + view.ID, `{"name":"mine still"}`, view.ID, 200, 404},
			{"GET /sessions", "/sessions", "", session, 200, 200},
			{"DELETE /views/{id}", "/views/" + view.ID, "", "", 204, 204},
			{"POST /jobs/{id}/cancel", "/jobs/" + job + "/cancel", "{}", job, 200, 404},
			{"DELETE /sessions/{id}", "/sessions/" + session, "", "", 204, 404},
		}
		names := map[string]bool{}
		for _, q := range asked {
			names[q.name] = true
		}
		for _, name := range append(secondFactorIsOnesOwn(t, one, two), whatPeopleReadOfThemselves(t, a)...) {
			names[name] = true
		}
		for _, o := range registered(a) {
			if o.scope == "own" && !names[o.method+" "+o.path] {
				t.Errorf("%s %s is on one's own things only: say how that is tried", o.method, o.path)
			}
		}
		for _, q := range asked {
			name := q.name
			method, _, _ := strings.Cut(name, " ")
			if rec := two.send(method, q.path, []byte(q.body)); rec.Code != q.other || q.holds != "" && strings.Contains(rec.Body.String(), q.holds) {
				t.Errorf("another's %s answered %d %s", name, rec.Code, rec.Body)
			}
			if name == "DELETE /views/{id}" && !one.hears("/views", view.ID) {
				t.Error("someone else deleted a view")
			}
			if name == "POST /jobs/{id}/cancel" {
				if rec := manager.send("GET", "/jobs/"+job, nil); rec.Code != 200 {
					t.Errorf("who may change settings does not see the job: %d", rec.Code)
				}
			}
			if rec := one.send(method, q.path, []byte(q.body)); rec.Code != q.owner || !strings.Contains(rec.Body.String(), q.holds) {
				t.Errorf("one's own %s answered %d %s", name, rec.Code, rec.Body)
			}
		}
	})
}

// secondFactorIsOnesOwn sets up, uses and removes one's second factor while
// another tries the same codes, and names the operations that were tried.
func secondFactorIsOnesOwn(t *testing.T, one, two *visitor) []string {
	t.Helper()
	ask := func(v *visitor, method, path, code string, want int, out any) {
		t.Helper()
		var body []byte
		if method != "GET" {
			body, _ = json.Marshal(map[string]string{"code": code})
			if code == "" {
				body = nil
			}
		}
		rec := v.send(method, path, body)
		if rec.Code != want {
			t.Errorf("%s: %s %s answered %d %s", v.name, method, path, rec.Code, rec.Body)
		}
		if out != nil {
			_ = json.Unmarshal(rec.Body.Bytes(), out)
		}
	}
	const at = "/session/second-factor"
	var mine struct{ Secret string }
	ask(one, "POST", at, "", 200, &mine)
	code, err := totp.GenerateCode(mine.Secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	ask(two, "POST", at+"/confirm", code, 404, nil)
	var kept struct {
		Codes []string `json:"recovery_codes"`
	}
	ask(one, "POST", at+"/confirm", code, 200, &kept)
	if len(kept.Codes) < 2 {
		t.Fatalf("%d recovery codes", len(kept.Codes))
	}
	enrolled := func(v *visitor) bool {
		var state struct{ Enrolled bool }
		ask(v, "GET", at, "", 200, &state)
		return state.Enrolled
	}
	if !enrolled(one) || enrolled(two) {
		t.Errorf("one has a second factor: %t, another: %t", enrolled(one), enrolled(two))
	}
	ask(two, "POST", at+"/recovery-codes", kept.Codes[0], 404, nil)
	ask(one, "POST", at+"/recovery-codes", kept.Codes[0], 200, &kept)
	ask(two, "POST", at+"/remove", kept.Codes[0], 404, nil)
	if !enrolled(one) {
		t.Error("someone else removed a second factor")
	}
	ask(one, "POST", at+"/remove", kept.Codes[0], 204, nil)
	if enrolled(one) {
		t.Error("one's own second factor was not removed")
	}
	return []string{"GET " + at, "POST " + at, "POST " + at + "/confirm", "POST " + at + "/recovery-codes", "POST " + at + "/remove"}
}

// table renders who may do what, in the language.
func table(operations []operation, zh bool) string {
	say := func(en, cn string) string {
		if zh {
			return cn
		}
		return en
	}
	name := func(key string) string {
		if zh {
			return roleNames[key]
		}
		return strings.ReplaceAll(key, "_", " ")
	}
	var b strings.Builder
	line := func(cells ...string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	heads, rule := []string{}, []string{}
	for _, r := range identity.Roles {
		heads, rule = append(heads, name(r.Key)), append(rule, ":-:")
	}
	b.WriteString(say(permissionsIntro, permissionsIntroZh))
	b.WriteString(say("## What the roles allow\n\n", "## 角色的权限\n\n"))
	line(append([]string{say("Permission", "权限")}, heads...)...)
	line(append([]string{"---"}, rule...)...)
	for _, p := range identity.Permissions {
		cells := []string{"`" + p + "`"}
		for _, r := range identity.Roles {
			cells = append(cells, lettersOf(r, p))
		}
		line(cells...)
	}
	b.WriteString(say("\n## Operations\n\n", "\n## 操作\n\n"))
	line(append([]string{say("Operation", "操作"), say("Needs", "所需权限"), say("Rows", "数据范围")}, heads...)...)
	line(append([]string{"---", "---", "---"}, rule...)...)
	for _, o := range operations {
		rows := map[string]string{"": say("all", "全部"), "centre": say("all", "全部"), "people": say("of the scope", "范围内"), "own": say("own", "本人")}[o.scope]
		needs := map[string]string{"nothing": say("nothing", "无"), "signed-in": say("sign-in", "登录"), "intake-key": say("an intake key", "接入密钥")}[o.needs]
		if needs == "" {
			needs = "`" + o.needs + "`"
		}
		cells := []string{"`" + o.method + " " + o.path + "`", needs, rows}
		for _, r := range identity.Roles {
			switch o.needs {
			case "nothing", "signed-in":
				cells = append(cells, "CSTP")
			default:
				letters := lettersOf(r, o.needs)
				if o.scope == "centre" && letters != "–" {
					letters = "C"
				}
				cells = append(cells, letters)
			}
		}
		line(cells...)
	}
	return b.String()
}

// lettersOf are the scopes with which the role gives the permission.
func lettersOf(r identity.Role, permission string) string {
	switch {
	case !slices.Contains(r.Permissions, permission):
		return "–"
	case identity.WholeCentre(permission):
		return "C"
	}
	return "CSTP"
}

const tablePath = "docs/guide/en/permissions.md"

// The published tables say what is declared.
func TestPermissionTableIsPublished(t *testing.T) {
	operations := registered(openTest(t))
	for _, o := range operations {
		if known := slices.Contains([]string{"nothing", "signed-in", "intake-key"}, o.needs) || o.needs == "system.backup" || slices.Contains(identity.Permissions, o.needs); !known {
			t.Errorf("%s %s needs %s, which no role can have", o.method, o.path, o.needs)
		}
	}
	golden.Equal(t, tablePath, table(operations, false))
	golden.Equal(t, "docs/guide/zh/permissions.md", table(operations, true))
}

// readTable reads the published table: operation → role → letters.
func readTable(t *testing.T, operations []operation) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(golden.Root(), tablePath))
	if err != nil {
		t.Fatal(err)
	}
	_, rows, ok := strings.Cut(string(text), "## Operations\n\n")
	if !ok {
		t.Fatal("the page has no table of operations")
	}
	out := map[string]map[string]string{}
	for i, line := range strings.Split(strings.TrimSpace(rows), "\n") {
		if i < 2 {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 3+len(identity.Roles) {
			t.Fatalf("the line %q has %d cells", line, len(cells))
		}
		of := map[string]string{}
		for j, r := range identity.Roles {
			of[r.Key] = strings.TrimSpace(cells[3+j])
		}
		out[strings.Trim(strings.TrimSpace(cells[0]), "`")] = of
	}
	for _, o := range operations {
		if out[o.method+" "+o.path] == nil {
			t.Errorf("the table does not have %s %s (make gen writes it)", o.method, o.path)
		}
	}
	return out
}
