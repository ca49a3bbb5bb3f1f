package identity

import (
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
)

func TestGrantsHaveDaysAndReachAsFarAsTheirScope(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{})
		site, err := b.org.CreateSite(b.boss, org.Site{Code: "SH", Name: "上海"})
		if err != nil {
			t.Fatal(err)
		}
		team, err := b.org.CreateTeam(b.boss, org.Team{Code: "T1", Name: "一组", SiteID: site.ID})
		if err != nil {
			t.Fatal(err)
		}
		b.user("admin", Administrator)
		day := func(s string) *string { return &s }
		today := "2026-03-09" // the bench's clock
		u := b.user("li", "agent")
		set := func(want string, grants ...Grant) {
			t.Helper()
			next, err := b.UpdateUser(b.boss, u.ID, u.Rev, UserPatch{Grants: &grants})
			if err == nil && want != "" || err != nil && code(err) != want {
				t.Fatalf("%+v: %v, want %q", grants, err, want)
			}
			if err == nil {
				u = next
			}
		}
		for _, bad := range []Grant{
			{Role: "trainer", Scope: ScopeCentre, FromOn: "2026-03-01"}, {Role: "trainer", Scope: ScopeCentre, ToOn: day("2026-03-08")},
			{Role: "trainer", Scope: ScopeCentre, FromOn: "2026-04-02", ToOn: day("2026-04-01")}, {Role: "trainer", Scope: ScopeCentre, FromOn: "soon"},
		} {
			set("identity.user.invalid", bad)
		}
		set("identity.user.invalid", Grant{Role: "trainer", Scope: ScopeCentre}, Grant{Role: "trainer", Scope: ScopeCentre, FromOn: "2026-04-01"})
		agent := u.Grants[0]
		if agent.FromOn != today {
			t.Fatalf("granted from %s", agent.FromOn)
		}
		// a stand-in for April, and for good from May on
		set("", agent, Grant{Role: "team_leader", Scope: ScopeTeam, ScopeID: team.ID, FromOn: "2026-04-01", ToOn: day("2026-04-30")},
			Grant{Role: "team_leader", Scope: ScopeTeam, ScopeID: team.ID, FromOn: "2026-05-10"})
		if len(u.Grants) != 3 || !slices.Equal(u.Roles, []string{"agent"}) {
			t.Fatalf("%+v", u)
		}
		for on, leads := range map[string]bool{today: false, "2026-04-01": true, "2026-04-30": true, "2026-05-01": false, "2026-05-10": true} {
			if a := u.actor(on); a.Permissions["telephony.unmask"] != leads || slices.Contains(a.ScopeOf("telephony.unmask").Teams, team.ID) != leads {
				t.Errorf("on %s: %+v", on, a.Reach)
			}
		}
		// the same list sent back changes nothing; days of one to come may move
		ids := func() (out []string) {
			for _, g := range u.Grants {
				out = append(out, g.ID)
			}
			return out
		}
		before := ids()
		set("", u.Grants...)
		if !slices.Equal(before, ids()) {
			t.Fatalf("grants %v became %v", before, ids())
		}
		moved := slices.Clone(u.Grants)
		moved[1].FromOn = "2026-04-05"
		set("", moved...)
		if u.actor("2026-04-04").Permissions["telephony.unmask"] || !u.actor("2026-04-05").Permissions["telephony.unmask"] {
			t.Fatalf("%+v", u.Grants)
		}
		// what concerns the whole centre is not given with a part of it, and no
		// role lends its scope to another
		set("", Grant{Role: Administrator, Scope: ScopeTeam, ScopeID: team.ID}, Grant{Role: "trainer", Scope: ScopeCentre})
		a := u.actor(today)
		if a.Permissions["users.manage"] || a.Permissions["org.manage"] || !a.ScopeOf("org.read").Centre || a.ScopeOf("telephony.unmask").Centre ||
			!slices.Equal(a.ScopeOf("telephony.unmask").Teams, []string{team.ID}) {
			t.Fatalf("%+v", a)
		}
	})
}

func TestARoleForATeamFindsTheTeam(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{})
		p, err := b.org.CreatePerson(b.boss, org.Person{AgentNo: "1", Name: "李"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.CreateUser(b.boss, NewUser{Login: "li", Name: "李", Roles: []string{"team_leader"}, PersonID: p.ID, Password: goodPassword}); code(err) != "identity.user.invalid" {
			t.Fatal(err)
		}
		site, err := b.org.CreateSite(b.boss, org.Site{Code: "SH", Name: "上海"})
		if err != nil {
			t.Fatal(err)
		}
		team, err := b.org.CreateTeam(b.boss, org.Team{Code: "T1", Name: "一组", SiteID: site.ID, LeaderID: p.ID})
		if err != nil {
			t.Fatal(err)
		}
		u, err := b.CreateUser(b.boss, NewUser{Login: "li", Name: "李", Roles: []string{"team_leader"}, PersonID: p.ID, Password: goodPassword})
		if err != nil || len(u.Grants) != 1 || u.Grants[0].Scope != ScopeTeam || u.Grants[0].ScopeID != team.ID {
			t.Fatalf("%+v, %v", u.Grants, err)
		}
	})
}
