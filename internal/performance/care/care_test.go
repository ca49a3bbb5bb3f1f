package care

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

// A Wednesday, 09:00 in Shanghai: the last whole week began on the 16th.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// room is two teams of seven; the first of each leads it.
type room struct {
	*Service
	org     *org.Service
	boss    context.Context
	leaders []context.Context
	people  []string
	teams   []string
	audit   []authz.Entry
	shifts  []Shift
}

func (r *room) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	r.audit = append(r.audit, e)
	return nil
}

func (r *room) ShiftsOver(context.Context, civil.Range) ([]Shift, error) { return r.shifts, nil }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newRoom(t testing.TB, db *sqldb.DB) *room {
	clk := clock.Fixed(now)
	o := org.New(db, clk, nil)
	r := &room{org: o, boss: authz.With(context.WithoutCancel(t.Context()), authz.System("boss"))}
	r.Service = New(db, o, metric.New(db, clk, nil, o, rollup.New(db, 64)), r, nil, clk, r)
	site := must(o.CreateSite(r.boss, org.Site{Code: "S", Name: "总部"}))
	for _, code := range []string{"1", "2"} {
		team := must(o.CreateTeam(r.boss, org.Team{Code: "T" + code, Name: code, SiteID: site.ID})).ID
		r.teams = append(r.teams, team)
		for i := range 7 {
			p := must(o.CreatePerson(r.boss, org.Person{AgentNo: code + string(rune('1'+i)), Name: "人" + code + string(rune('1'+i))}))
			must(o.Join(r.boss, p.ID, org.NewMembership{TeamID: team, FromOn: "2026-01-01"}))
			r.people = append(r.people, p.ID)
			if i == 0 {
				if err := o.Appoint(r.boss, []org.Appointment{{TeamID: team, PersonID: p.ID, FromOn: "2026-11-25"}}); err != nil {
					t.Fatal(err)
				}
				r.leaders = append(r.leaders, r.as(p.ID, authz.Scope{Teams: []string{team}}))
			}
		}
	}
	return r
}

func (r *room) as(personID string, scope authz.Scope) context.Context {
	return authz.With(r.boss, authz.Actor{UserID: "user " + personID, Name: personID, PersonID: personID, Permissions: map[string]bool{PermissionRead: true}, Scope: scope})
}

// notice says that somebody has shown signs in the last whole week.
func (r *room) notice(t *testing.T, person, team string) {
	t.Helper()
	var w world
	err := r.db.Read(r.boss, func(tx *sqldb.Tx) (err error) {
		w, err = r.world(r.boss, tx)
		return err
	})
	if err == nil {
		err = r.keep(r.boss, &w, team, map[string][]Found{person: {{Sign: Handling, Usual: 300, Now: 390, Strange: 3}, {Sign: Late, Usual: 0, Now: 30, Strange: 2}}}, map[string]bool{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, newRoom(t, db)) })
}

// Only who leads the person today sees a notice; the widest scope does not stand for
// it, and who looked is kept once a day.
func TestOnlyTheOwnLeaderSees(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		tired := r.people[1]
		r.notice(t, tired, r.teams[0])
		got := must(r.Notices(r.leaders[0], NoticesIn{}))
		if got.Total != 1 || got.Items[0].PersonID != tired || got.Items[0].WeekOn != "2026-11-16" || len(got.Items[0].Signs) != 2 || !strings.Contains(got.Items[0].Signs[0].Link, "from=2026-11-09") {
			t.Fatalf("%+v", got)
		}
		must(r.Notices(r.leaders[0], NoticesIn{}))
		if len(r.audit) != 1 || r.audit[0].Action != "care.look" || r.audit[0].ObjectID != tired {
			t.Errorf("%+v", r.audit)
		}
		everything := authz.Scope{Centre: true, Teams: r.teams}
		for name, ctx := range map[string]context.Context{"another leader": r.leaders[1], "a manager": r.as("", everything), "a colleague": r.as(r.people[2], everything), "the person": r.as(tired, everything), "the product": r.boss} {
			if got := must(r.Notices(ctx, NoticesIn{})); got.Total != 0 {
				t.Errorf("%s sees %+v", name, got)
			}
			if _, err := r.Answer(ctx, got.Items[0].ID, Answer{State: Dismissed, Words: "x"}, -1); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := r.Notices(authz.With(r.boss, authz.Actor{PersonID: r.people[0]}), NoticesIn{}); !fault.Is(err, fault.Denied) {
			t.Errorf("without the permission: %v", err)
		}
		// Who leads another team tomorrow sees nothing of the days before.
		must(r.org.Join(r.boss, tired, org.NewMembership{TeamID: r.teams[1], FromOn: "2026-11-25", Why: "moved"}))
		for i, ctx := range r.leaders {
			if got := must(r.Notices(ctx, NoticesIn{})); got.Total != 0 {
				t.Errorf("leader %d of a person who moved sees %+v", i, got)
			}
		}
	})
}

func TestAnswers(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		tired := r.people[1]
		r.notice(t, tired, r.teams[0])
		x := must(r.Notices(r.leaders[0], NoticesIn{})).Items[0]
		for name, in := range map[string]Answer{"no reason": {State: Dismissed, Words: " "}, "no day": {State: Talked}, "a day to come": {State: Talked, TalkOn: "2026-11-26"}, "state": {State: "ill"}} {
			if _, err := r.Answer(r.leaders[0], x.ID, in, -1); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		in := Answer{State: Talked, TalkOn: "2026-11-24", Words: "家里有事，先调早班"}
		y := must(r.Answer(r.leaders[0], x.ID, in, x.Rev))
		if again := must(r.Answer(r.leaders[0], x.ID, in, x.Rev)); again.Rev != y.Rev {
			t.Errorf("%+v", again)
		}
		if _, err := r.Answer(r.leaders[0], x.ID, Answer{State: Open}, x.Rev); !fault.Is(err, fault.Conflict) {
			t.Errorf("%v", err)
		}
		kept, _ := json.Marshal(r.audit)
		if strings.Contains(string(kept), "早班") || !strings.Contains(string(kept), "care.answer") {
			t.Errorf("the audit log keeps %s", kept)
		}
		// An answered week is left as it was answered, and the next four are quiet.
		r.notice(t, tired, r.teams[0])
		if got := must(r.Notices(r.leaders[0], NoticesIn{})); got.Total != 1 || got.Items[0].State != Talked {
			t.Errorf("%+v", got)
		}
		for _, x := range [][2]int{{7, 1}, {21, 1}, {35, 2}} {
			days, want := x[0], int64(x[1])
			later := *r.Service
			later.clk = clock.Fixed(now.AddDate(0, 0, days))
			later.org = org.New(r.db, later.clk, nil)
			quiet := *r
			quiet.Service = &later
			quiet.notice(t, tired, r.teams[0])
			if got := must(later.Notices(r.leaders[0], NoticesIn{})); got.Total != want {
				t.Errorf("%d days later there are %d notices, want %d", days, got.Total, want)
			}
		}
	})
}

// Sums of few people are withheld, and a look without numbers finds nothing.
func TestSums(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for _, on := range []string{"2026-11-09", "2026-11-10"} {
			for hours := range 2 {
				r.shifts = append(r.shifts, Shift{PersonID: r.people[1], On: must(civil.Parse(on)), Hours: float64(6 + hours), Night: true})
			}
		}
		done := must(r.Look(r.boss, nil))
		if done.People != 12 {
			t.Errorf("%+v", done)
		}
		err := r.db.Write(r.boss, func(tx *sqldb.Tx) error {
			if err := saveWeek(r.boss, tx, "2026-11-09", 12, 4); err != nil {
				return err
			}
			return saveWeek(r.boss, tx, "2026-11-02", 12, 5)
		})
		if err != nil {
			t.Fatal(err)
		}
		got := must(r.Sums(r.boss))
		if len(got) != 3 || *got[0].Told != 0 || got[1].Told != nil || *got[2].Told != 5 {
			t.Errorf("%+v", got)
		}
		if _, err := r.Sums(r.leaders[0]); !fault.Is(err, fault.Denied) {
			t.Errorf("%v", err)
		}
	})
}
