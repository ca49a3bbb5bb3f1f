package rotation_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people/rotation"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A Wednesday, 09:00 in Shanghai.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// room has four teams of two sites, each with a leader since today.
type room struct {
	*rotation.Service
	ctx, trainer, leader context.Context
	org                  *org.Service
	teams, leaders       []string
	audit                *kept
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(now)
		o := org.New(db, clk, nil)
		r := &room{ctx: authz.With(t.Context(), authz.System("operations")), org: o, audit: &kept{}}
		r.Service = rotation.New(db, o, clk, r.audit)
		r.trainer = authz.With(t.Context(), authz.Actor{UserID: "t", Name: "培训", Scope: authz.Scope{Centre: true}, Permissions: map[string]bool{rotation.PermissionRead: true, rotation.PermissionEdit: true}})
		skill := must(o.CreateSkill(r.ctx, org.Skill{Code: "card", Name: "信用卡"}))
		for i, site := range []string{"S1", "S1", "S2", "S2"} {
			if i%2 == 0 {
				must(o.CreateSite(r.ctx, org.Site{Code: site, Name: site}))
			}
			in := must(o.ListSites(r.ctx, org.ListIn{Search: site, Limit: 5})).Items[0].ID
			p := must(o.CreatePerson(r.ctx, org.Person{AgentNo: fmt.Sprint(9000 + i), Name: fmt.Sprintf("班长%d", i)}))
			team := must(o.CreateTeam(r.ctx, org.Team{Code: fmt.Sprint("T", i), Name: fmt.Sprintf("%d班", i), SiteID: in, LeaderID: p.ID}))
			must(o.Join(r.ctx, p.ID, org.NewMembership{TeamID: team.ID, FromOn: "2026-01-01", Correction: true, Why: "test"}))
			r.teams, r.leaders = append(r.teams, team.ID), append(r.leaders, p.ID)
		}
		if err := o.GiveSkill(r.ctx, r.leaders[0], skill.ID, 1); err != nil {
			t.Fatal(err)
		}
		r.leader = authz.With(t.Context(), authz.Actor{UserID: "l", PersonID: r.leaders[0], Scope: authz.Scope{Teams: []string{r.teams[0]}}, Permissions: map[string]bool{rotation.PermissionRead: true}})
		test(t, r)
	})
}

func TestTeamsAreHeldAgainstTheTerms(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		all := must(r.Teams(r.trainer, ""))
		if len(all.Teams) != 4 || all.Terms.Least != 25 || all.People != 4 || !slices.Equal(all.Teams[0].Warnings, []string{rotation.TooSmall}) {
			t.Errorf("%+v", all)
		}
		if own := must(r.Teams(r.leader, "")); len(own.Teams) != 1 || own.Teams[0].TeamID != r.teams[0] || own.People != 1 {
			t.Errorf("%+v", own)
		}
		terms := must(r.SetTerms(r.trainer, rotation.Terms{Least: 1, Most: 2, Months: 1, RecentMonths: 12}, 0))
		if again := must(r.SetTerms(r.trainer, terms, terms.Rev)); again.Rev != 1 {
			t.Error(again)
		}
		if _, err := r.SetTerms(r.trainer, rotation.Terms{Least: 3, Most: 2}, -1); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		if _, err := r.SetTerms(r.trainer, rotation.Terms{Least: 1, Most: 3, Months: 1}, 7); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
		// In three months they have led for longer than the one of the terms; nobody leads a team any more, another leads two.
		none, other := "", r.leaders[0]
		must(r.org.UpdateTeam(r.ctx, r.teams[1], 1, org.TeamPatch{LeaderID: &none}))
		must(r.org.UpdateTeam(r.ctx, r.teams[2], 1, org.TeamPatch{LeaderID: &other}))
		for i, want := range [][]string{{rotation.LeadsTwo, rotation.TooLong}, {rotation.NoLeader}, {rotation.LeadsTwo, rotation.TooLong}, {rotation.TooLong}} {
			if got := must(r.Teams(r.trainer, "2027-02-25")).Teams[i]; !slices.Equal(got.Warnings, want) {
				t.Errorf("%s: %v, want %v", got.Name, got.Warnings, want)
			}
		}
		for _, err := range []error{second(r.Plans(r.leader)), second(r.Propose(r.leader, rotation.ProposalRequest{})), second(r.SetTerms(r.leader, terms, -1)), second(r.Save(r.leader, "", rotation.PlanRequest{}, -1)), r.Delete(r.leader, "x"), second(r.Approve(r.trainer, "x")), second(r.Teams(authz.With(t.Context(), authz.Actor{UserID: "n"}), ""))} {
			if !fault.Is(err, fault.Denied) {
				t.Error("without the permission", err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestAPlanIsProposedChangedApprovedAndStands(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		ask := rotation.ProposalRequest{EffectiveOn: "2027-01-01", KeepSite: true, Seed: 3}
		moves := must(r.Propose(r.trainer, ask))
		leads := []rotation.Lead{}
		for _, m := range moves {
			leads = append(leads, rotation.Lead{TeamID: m.TeamID, LeaderID: m.ToID})
			if m.FromID == m.ToID || slices.Contains(m.Warnings, rotation.Far) || slices.Contains(m.Warnings, rotation.Stays) {
				t.Errorf("%+v", m)
			}
		}
		if again := must(r.Propose(r.trainer, ask)); len(moves) != 4 || fmt.Sprint(again) != fmt.Sprint(moves) {
			t.Error("the same seed proposed something else", again)
		}
		in := rotation.PlanRequest{Name: "上半年轮换", EffectiveOn: "2027-01-01", Seed: 3, KeepSite: true, Leads: leads}
		p := must(r.Save(r.trainer, "", in, -1))
		if twice := must(r.Save(r.trainer, "", in, -1)); twice.ID != p.ID || p.State != rotation.Draft || p.Warned != 1 {
			t.Errorf("%+v %+v", p, twice) // the one whose team holds the card skill
		}
		in.Leads = slices.Clone(leads)
		in.Leads[0].LeaderID = leads[2].LeaderID
		two := must(r.Save(r.trainer, p.ID, in, p.Rev))
		if two.Rev != 2 || two.Warned < 2 {
			t.Errorf("%+v", two)
		}
		bad := in
		bad.Name, bad.EffectiveOn, bad.Leads = "", "2020-01-01", []rotation.Lead{{TeamID: "x", LeaderID: "y"}, {TeamID: "x", LeaderID: "y"}}
		_, err := r.Save(r.trainer, p.ID, bad, -1)
		if f, ok := fault.As(err); !ok || len(f.Fields) != 7 {
			t.Error(err)
		}
		in.Leads = leads
		must(r.Save(r.trainer, p.ID, in, two.Rev))
		done := must(r.Approve(r.ctx, p.ID))
		if again := must(r.Approve(r.ctx, p.ID)); done.State != rotation.Approved || again.Rev != done.Rev {
			t.Errorf("%+v %+v", done, again)
		}
		if _, err := r.Save(r.trainer, p.ID, in, -1); !fault.Is(err, fault.Conflict) {
			t.Error("an approved plan was changed", err)
		}
		if err := r.Delete(r.trainer, p.ID); !fault.Is(err, fault.Conflict) {
			t.Error("an approved plan was deleted", err)
		}
		// Until the day who led leads; from it on the others do, and the history stays.
		before, after := must(r.Teams(r.trainer, "2026-12-31")), must(r.Teams(r.trainer, "2027-01-01"))
		for i := range before.Teams {
			if before.Teams[i].LeaderID == after.Teams[i].LeaderID || before.Teams[i].NextID != after.Teams[i].LeaderID || after.Teams[i].SinceOn != "2027-01-01" {
				t.Errorf("%+v, then %+v", before.Teams[i], after.Teams[i])
			}
			if h := must(r.org.Leaders(r.ctx, before.Teams[i].TeamID)); len(h) != 2 {
				t.Errorf("%+v", h)
			}
		}
		// The next time nobody comes back within two years, as far as it goes: with two of a site the others must go far.
		for _, m := range must(r.Propose(r.trainer, rotation.ProposalRequest{EffectiveOn: "2027-07-01", KeepSite: true})) {
			if slices.Contains(m.Warnings, rotation.ComesBack) || slices.Contains(m.Warnings, rotation.Stays) || !slices.Contains(m.Warnings, rotation.Far) {
				t.Errorf("%+v", m)
			}
		}
		if _, err := r.Approve(r.ctx, "nothing"); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		draft := must(r.Save(r.trainer, "", rotation.PlanRequest{Name: "别的", EffectiveOn: "2027-07-01", Leads: leads[:1]}, -1))
		if err := r.Delete(r.trainer, draft.ID); err != nil || len(must(r.Plans(r.trainer))) != 1 {
			t.Error(err)
		}
		if !slices.Equal(r.audit.actions, []string{"people.rotation.create", "people.rotation.update", "people.rotation.update", "people.rotation.approve", "people.rotation.create", "people.rotation.delete"}) {
			t.Error(r.audit.actions)
		}
	})
}

// permute calls tell with every order of n.
func permute(n int, tell func([]int)) {
	order := make([]int, 0, n)
	var step func()
	step = func() {
		if len(order) == n {
			tell(order)
			return
		}
		for i := range n {
			if !slices.Contains(order, i) {
				order = append(order, i)
				step()
				order = order[:len(order)-1]
			}
		}
	}
	step()
}

func TestNothingIsCheaperThanTheCheapest(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		n := 1 + rng.IntN(6)
		cost := make([][]float64, n)
		for i := range cost {
			for range n {
				cost[i] = append(cost[i], math.Round(100*rng.Float64()))
			}
		}
		best := math.Inf(1)
		permute(n, func(order []int) {
			sum := 0.0
			for i, j := range order {
				sum += cost[i][j]
			}
			best = min(best, sum)
		})
		got := 0.0
		for i, j := range rotation.Cheapest(cost) {
			got += cost[i][j]
		}
		if got != best {
			t.Fatalf("%v: %v, want %v", cost, got, best)
		}
	}
}

// Everybody moves and nobody comes back whenever there is a way.
func TestNobodyStaysOrComesBackIfThereIsAWay(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for round := range 80 {
		n := 2 + rng.IntN(5)
		stays, back := make([][]bool, n), make([][]bool, n)
		for i := range n {
			stays[i], back[i] = make([]bool, n), make([]bool, n)
			stays[i][i] = true
			for j := range n {
				back[i][j] = i != j && rng.IntN(3) == 0
			}
		}
		way := false
		permute(n, func(order []int) {
			ok := true
			for i, j := range order {
				ok = ok && !stays[i][j] && !back[i][j]
			}
			way = way || ok
		})
		returned := false
		for i, j := range rotation.Assign(stays, back, uint64(round)) {
			if stays[i][j] {
				t.Fatal("somebody stays")
			}
			returned = returned || back[i][j]
		}
		if returned && way {
			t.Fatal("somebody comes back, and there was a way")
		}
	}
}
