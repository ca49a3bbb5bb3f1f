package app

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/identity"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/org"
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
	names := []string{}
	for _, path := range []string{"/employee-files/own", "/careers/own", "/targets/own", "/scorecards/own"} {
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
	return append(names, "POST /career-posts/{id}/application", "PUT /career-posts/{id}/score")
}
