package app

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/identity"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people/career"
	"github.com/lingting/lingting/internal/performance/contract"
	"github.com/lingting/lingting/internal/performance/scorecard"
)

// whatPeopleReadOfThemselves gives two people accounts and asks as each of them
// for what is told of oneself; it names the operations that were tried.
func whatPeopleReadOfThemselves(t *testing.T, a *App) []string {
	boss := authz.With(t.Context(), authz.System("test"))
	enter := func(agentNo string) (*visitor, string) {
		p, err := a.Org.CreatePerson(boss, org.Person{AgentNo: agentNo, Name: "own " + agentNo})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Identity.CreateUser(boss, identity.NewUser{Login: "own" + agentNo, Name: agentNo, Roles: []string{"agent"}, PersonID: p.ID, Password: "correct horse battery", KeepPassword: true}); err != nil {
			t.Fatal(err)
		}
		v := &visitor{t: t, a: a, name: "own" + agentNo, password: "correct horse battery"}
		v.signIn()
		return v, p.ID
	}
	one, person := enter("5901")
	two, _ := enter("5902")
	if _, err := a.Scorecard.Talk(boss, person, scorecard.TalkRequest{On: "2026-01-05", Words: "seen"}); err != nil {
		t.Fatal(err)
	}
	names := noticesTried(t, one)
	for _, path := range []string{"/employee-files/own", "/careers/own", "/targets/own", "/scorecards/own", "/talks/own"} {
		if !one.hears(path, person) {
			t.Errorf("%s does not tell of oneself", path)
		}
		if rec := two.send("GET", path, nil); rec.Code != http.StatusOK || strings.Contains(rec.Body.String(), person) {
			t.Errorf("%s tells another: %d %s", path, rec.Code, rec.Body)
		}
		names = append(names, "GET "+path)
	}
	if rec := one.send("POST", "/career-posts/none/application", []byte(`{}`)); rec.Code != http.StatusNotFound {
		t.Errorf("applied for a post that is not there: %d %s", rec.Code, rec.Body)
	}
	names = append(names, ownDecision(t, a, one, two, person))
	names = append(names, ownRewardsTried(t, a, one, two, person)...)
	names = append(names, ownContracts(t, a, one, two, person)...)
	return append(names, "POST /career-posts/{id}/application", "PUT /career-posts/{id}/score")
}

// ownDecision tries what a step of one's own was decided on, as another too.
func ownDecision(t *testing.T, a *App, one, two *visitor, person string) string {
	boss := authz.With(t.Context(), authz.System("test"))
	seen, err := a.Career.Get(boss, person, "")
	if err != nil || seen.Summary == nil || len(seen.Summary.Steps) == 0 {
		t.Fatalf("%+v, %v", seen.Summary, err)
	}
	d, err := a.Career.Decide(boss, person, career.DecideIn{Step: seen.Summary.Steps[0].Step, Reason: "not yet"})
	if err != nil {
		t.Fatal(err)
	}
	path := "/careers/own/decisions/" + d.ID + "/evidence.xlsx"
	if rec := one.send("GET", path, nil); rec.Code != http.StatusOK || rec.Body.Len() < 1000 {
		t.Errorf("one's own evidence answered %d %s", rec.Code, rec.Body)
	}
	if rec := two.send("GET", path, nil); rec.Code != http.StatusNotFound {
		t.Errorf("another's evidence answered %d", rec.Code)
	}
	return "GET /careers/own/decisions/{decision}/evidence.xlsx"
}

// ownContracts tries what people do with their own contracts, as another too.
func ownContracts(t *testing.T, a *App, one, two *visitor, person string) []string {
	boss := authz.With(t.Context(), authz.System("test"))
	superior, err := a.Org.CreatePerson(boss, org.Person{AgentNo: "5903", Name: "superior"})
	if err != nil {
		t.Fatal(err)
	}
	made, err := a.Contract.DrawUp(boss, contract.Request{PersonIDs: []string{person}, Position: "agent", SuperiorID: superior.ID, FromOn: "2026-01-01", ToOn: "2026-01-31", Lines: []contract.Line{{Metric: "aht", Direction: "down", Rule: "linear", Weight: 100, Threshold: 400, Target: 300, Stretch: 300}}})
	if err != nil {
		t.Fatal(err)
	}
	id := made.Made[0]
	if _, err := a.Contract.Propose(boss, id, "", -1); err != nil {
		t.Fatal(err)
	}
	if !one.hears("/own-contracts", id) || two.hears("/own-contracts", id) {
		t.Error("contracts are not told to their own people only")
	}
	names := []string{"GET /own-contracts"}
	for _, q := range []struct{ name, body string }{
		{"GET /own-contracts/{id}", ""}, {"POST /own-contracts/{id}/counter", `{"words":"x","lines":[` + contractLine + `]}`}, {"POST /own-contracts/{id}/signature", `{}`},
		{"POST /own-contracts/{id}/changes/{change}/answer", `{"agree":true}`}, {"POST /own-contracts/{id}/appeals", `{"line":"1","words":"x"}`}, {"POST /own-contracts/{id}/acceptance", `{}`},
	} {
		method, path, _ := strings.Cut(q.name, " ")
		path = strings.NewReplacer("{id}", id, "{change}", "none").Replace(path)
		if rec := two.send(method, path, []byte(q.body)); rec.Code != http.StatusNotFound {
			t.Errorf("another's %s answered %d %s", q.name, rec.Code, rec.Body)
		}
		if rec := one.send(method, path, []byte(q.body)); rec.Code == http.StatusForbidden || rec.Code == http.StatusNotFound && !strings.Contains(path, "changes") {
			t.Errorf("one's own %s answered %d %s", q.name, rec.Code, rec.Body)
		}
		names = append(names, q.name)
	}
	return names
}
