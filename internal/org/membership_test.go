package org_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
)

// TestMembershipsOfManyAtOnce changes one person's teams from several sides at
// once: at the end nothing overlaps, and the directory says of every day what
// the stored memberships say.
func TestMembershipsOfManyAtOnce(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := authz.With(t.Context(), authz.System("test"))
		svc := org.New(db, clock.Fixed(march9), nil)
		site, err := svc.CreateSite(ctx, org.Site{Code: "S", Name: "S"})
		if err != nil {
			t.Fatal(err)
		}
		var teams []string
		for _, code := range []string{"A", "B", "C"} {
			team, err := svc.CreateTeam(ctx, org.Team{Code: code, Name: code, SiteID: site.ID})
			if err != nil {
				t.Fatal(err)
			}
			teams = append(teams, team.ID)
		}
		p, err := svc.CreatePerson(ctx, org.Person{AgentNo: "1", Name: "李"})
		if err != nil {
			t.Fatal(err)
		}
		day := func(i int) string { return march9.AddDate(0, 0, i-15).Format(time.DateOnly) }
		var wg sync.WaitGroup
		for side := range 4 {
			r := rand.New(rand.NewPCG(uint64(side), 7)) //nolint:gosec // a test's own choices
			wg.Go(func() {
				for range 25 {
					from := r.IntN(30)
					in := org.NewMembership{TeamID: teams[r.IntN(len(teams))], FromOn: day(from)}
					if r.IntN(2) == 0 {
						in.ToOn = day(from + r.IntN(8))
					}
					if r.IntN(3) == 0 {
						in.Correction, in.Why = true, "测试"
					}
					_, err := svc.Join(ctx, p.ID, in)
					if r.IntN(4) == 0 {
						if list, lerr := svc.Memberships(ctx, p.ID); lerr == nil && len(list) > 0 {
							err = svc.Leave(ctx, list[r.IntN(len(list))].ID, true, "测试")
						}
					}
					if _, refused := fault.As(err); err != nil && !refused {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		last := org.NewMembership{TeamID: teams[0], FromOn: day(5), ToOn: day(9), Correction: true, Why: "测试"}
		if _, err := svc.Join(ctx, p.ID, last); err != nil {
			t.Fatal(err)
		}
		list, err := svc.Memberships(ctx, p.ID)
		if err != nil || len(list) == 0 {
			t.Fatalf("%d memberships, %v", len(list), err)
		}
		dir := write(t, db, svc.Directory)
		for i := range 60 {
			want := ""
			for _, m := range list {
				if m.FromOn <= day(i) && (m.ToOn == nil || *m.ToOn >= day(i)) {
					if want != "" {
						t.Fatalf("two teams on %s: %+v", day(i), list)
					}
					want = m.TeamID
				}
			}
			if got := dir.TeamOf(p.ID, day(i)); got != want {
				t.Errorf("%s: %q, want %q", day(i), got, want)
			}
		}
	})
}
