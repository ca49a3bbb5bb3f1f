package target_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/performance/target"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

// levels are those of the employee files.
type levels map[string]string

func (l levels) LevelsOn(context.Context, string) (map[string]string, error) { return l, nil }

// goals are those of the strategy map.
type goals map[string]string

func (g goals) GoalNames(context.Context) (map[string]string, error) { return g, nil }

// A Wednesday, 09:00 in Shanghai.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// room is the module with a little centre: a site of two teams and one of a
// third, two people in each team.
type room struct {
	*target.Service
	ctx     context.Context // the director
	db      *sqldb.DB
	org     *org.Service
	metrics *metric.Service
	sites   []string
	teams   []string
	people  []string // two of each team, in order
	levels  levels
	audit   *kept
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(now)
		o := org.New(db, clk, nil)
		r := &room{ctx: authz.With(t.Context(), authz.System("director")), audit: &kept{}, db: db, org: o, levels: levels{}}
		r.metrics = metric.New(db, clk, nil, o, rollup.New(db, 16<<20))
		r.Service = r.at(now)
		for i := range 2 {
			r.sites = append(r.sites, must(o.CreateSite(r.ctx, org.Site{Code: fmt.Sprintf("S%d", i+1), Name: fmt.Sprintf("职场%d", i+1)})).ID)
		}
		for i := range 3 {
			r.teams = append(r.teams, must(o.CreateTeam(r.ctx, org.Team{Code: fmt.Sprintf("T%d", i+1), Name: fmt.Sprintf("%d班", i+1), SiteID: r.sites[i/2]})).ID)
			for range 2 {
				no := fmt.Sprint(1001 + len(r.people))
				p := must(o.CreatePerson(r.ctx, org.Person{AgentNo: no, Name: "员工" + no})).ID
				must(o.Join(r.ctx, p, org.NewMembership{TeamID: r.teams[i], FromOn: "2026-01-01", Correction: true, Why: "test"}))
				r.people = append(r.people, p)
			}
		}
		test(t, r)
	})
}

// at is the module at another time.
func (r *room) at(when time.Time) *target.Service {
	clk := clock.Fixed(when)
	o := org.New(r.db, clk, nil)
	return target.New(r.db, o, metric.New(r.db, clk, nil, o, rollup.New(r.db, 16<<20)), r.levels, goals{"g1": "客户满意"}, clk, r.audit)
}

// as is somebody with permissions and a scope.
func as(t *testing.T, scope authz.Scope, person string, permissions ...string) context.Context {
	a := authz.Actor{UserID: "u", Name: "王一", PersonID: person, Permissions: map[string]bool{}, Scope: scope}
	for _, p := range permissions {
		a.Permissions[p] = true
	}
	return authz.With(t.Context(), a)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func fieldsOf(err error) []string {
	out := []string{}
	if f, ok := fault.As(err); ok {
		for _, x := range f.Fields {
			out = append(out, x.Name+" "+x.Code)
		}
	}
	return out
}

func seconds(n int) *int { return &n }

func points(threshold, aim, stretch float64) scoring.Points {
	return scoring.Points{Threshold: threshold, Target: aim, Stretch: stretch}
}

// qa is a target of the quality score in November.
func qa(scope, id string) target.Request {
	return target.Request{Metric: "qa-score", Scope: scope, ScopeID: id, Period: target.Month, On: "2026-11-10", Points: points(80, 90, 95)}
}

// told reports a figure of a person.
func (r *room) told(figure, person, from, to string, value float64) {
	must(r.metrics.Report(r.ctx, metric.NewReported{Figure: figure, Level: metric.LevelPerson, SubjectID: person, FromOn: from, ToOn: to, Value: value, Base: 1, Source: "test"}))
}

func TestATargetIsSetOnceAndCheckedWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		a := must(r.Set(r.ctx, qa(target.Person, r.people[0])))
		if again := must(r.Set(r.ctx, qa(target.Person, r.people[0]))); again.ID != a.ID || len(again.Versions) != 1 || a.FromOn != "2026-11-01" || a.ToOn != "2026-11-30" || a.Direction != "up" {
			t.Errorf("set twice: %+v %+v", a, again)
		}
		other := qa(target.Person, r.people[0])
		other.Target = 91
		if _, err := r.Set(r.ctx, other); !fault.Is(err, fault.Conflict) {
			t.Error("another one of the same place", err)
		}
		for _, x := range []struct {
			in   target.Request
			want []string
		}{
			{target.Request{Metric: "sl-off", Scope: target.Centre, Period: target.Month, On: "2026-11-01", Points: points(70, 80, 90)}, []string{"body.threshold_seconds required"}},
			{target.Request{Metric: "aht", Seconds: seconds(20), Scope: target.Centre, Period: target.Month, On: "2026-11-01", Points: points(400, 300, 250)}, []string{"body.threshold_seconds not_taken"}},
			{target.Request{Metric: "waiting-now", Scope: target.Centre, Period: target.Month, On: "2026-11-01", Points: points(9, 5, 1)}, []string{"body.metric count"}},
			{target.Request{Metric: "agents-signed-in", Scope: target.Centre, Period: target.Month, On: "2026-11-01", Direction: "up", Points: points(1, 2, 3)}, []string{"body.metric count"}},
			{target.Request{Metric: "nothing", Scope: "moon", Period: "week", On: "soon", Points: points(1, 2, 3)}, []string{"body.scope one_of", "body.period one_of", "body.on date", "body.scope_id unknown", "body.metric unknown"}},
			{target.Request{Metric: "aht", MetricVersion: 9, Scope: target.Team, ScopeID: "?", Period: target.Year, On: "2026-11-01", GoalID: "g9", Weight: -1, Points: points(300, 400, 450)}, []string{"body.scope_id unknown", "body.metric_version unknown", "body.threshold order", "body.weight out_of_range", "body.goal_id unknown"}},
		} {
			if _, err := r.Set(r.ctx, x.in); !slices.Equal(fieldsOf(err), x.want) {
				t.Errorf("%+v: %v, expected %v", x.in, fieldsOf(err), x.want)
			}
		}
		total := target.Request{Metric: "complaints", Scope: target.Centre, Period: target.Quarter, On: "2026-11-01", Points: points(30, 20, 10)}
		if x := must(r.Set(r.ctx, total)); x.FromOn != "2026-10-01" || x.ToOn != "2026-12-31" || x.Direction != "down" {
			t.Errorf("a total of a quarter: %+v", x)
		}
		if !slices.Equal(r.audit.actions, []string{"target.create", "target.create"}) {
			t.Error(r.audit.actions)
		}
	})
}

// What was in force on a day stays; a change holds from its day on.
func TestAChangeIsAVersionAndTheDaysBeforeStay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		a := must(r.Set(r.ctx, qa(target.Person, r.people[0])))
		change := target.Change{Points: points(82, 92, 96)}
		if _, err := r.Change(r.ctx, a.ID, change, 1); !slices.Equal(fieldsOf(err), []string{"body.reason required"}) {
			t.Error(err)
		}
		change.Reason = "新业务上线"
		change.FromOn = "2026-11-20"
		if _, err := r.Change(r.ctx, a.ID, change, 1); !slices.Equal(fieldsOf(err), []string{"body.from_on out_of_range"}) {
			t.Error("a day that is over was changed", err)
		}
		change.FromOn = ""
		if _, err := r.Change(r.ctx, a.ID, change, 3); !fault.Is(err, fault.Conflict) {
			t.Error("stale", err)
		}
		b := must(r.Change(r.ctx, a.ID, change, 1))
		if again := must(r.Change(r.ctx, a.ID, change, 1)); len(again.Versions) != 2 {
			t.Errorf("changed twice by the same: %+v", again.Versions)
		}
		if v := b.Last(); v.FromOn != "2026-11-25" || v.Reason != "新业务上线" || v.ChangedBy != "director" || v.ChangedMs != now.UnixMilli() {
			t.Errorf("%+v", v)
		}
		for day, want := range map[string]float64{"2026-11-01": 90, "2026-11-24": 90, "2026-11-25": 92, "2026-11-30": 92} {
			got, ok, err := r.For(r.ctx, r.people[0], "qa-score", day)
			v, there := got.On(day)
			if err != nil || !ok || !there || v.Target != want {
				t.Errorf("on %s: %+v %v %v, expected %v", day, v, ok, err, want)
			}
		}
		for _, day := range []string{"2026-10-31", "2026-12-01"} {
			if _, ok, _ := r.For(r.ctx, r.people[0], "qa-score", day); ok {
				t.Error("a target out of its period", day)
			}
		}
		c := must(r.TakeBack(r.ctx, a.ID, "岗位调整", 2))
		if _, ok := c.On("2026-11-24"); !ok {
			t.Error("taking back changed days before")
		}
		if _, ok, _ := r.For(r.ctx, r.people[0], "qa-score", "2026-11-26"); ok {
			t.Error("taken back and still in force")
		}
		again := must(r.Set(r.ctx, qa(target.Person, r.people[0])))
		if again.ID != a.ID || len(again.Versions) != 4 || !again.Last().Active {
			t.Errorf("set again: %+v", again)
		}
		later := r.at(now.AddDate(0, 1, 0))
		if _, err := later.Change(r.ctx, a.ID, target.Change{Points: points(1, 2, 3), Reason: "late"}, -1); !fault.Is(err, fault.Conflict) {
			t.Error("a period that is over was changed", err)
		}
		if _, err := r.Change(r.ctx, "nothing", change, -1); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}

func TestParentsAreFoundWhicheverIsSetFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		person := must(r.Set(r.ctx, qa(target.Person, r.people[0])))
		centre := must(r.Set(r.ctx, qa(target.Centre, "")))
		team := must(r.Set(r.ctx, qa(target.Team, r.teams[0])))
		site := must(r.Set(r.ctx, qa(target.Site, r.sites[0])))
		d := must(r.Get(r.ctx, person.ID))
		var path []string
		for _, x := range d.Path {
			path = append(path, x.ID)
		}
		if !slices.Equal(path, []string{centre.ID, site.ID, team.ID}) {
			t.Errorf("the way up is %v, expected %v", path, []string{centre.ID, site.ID, team.ID})
		}
		if d := must(r.Get(r.ctx, centre.ID)); len(d.Children) != 1 || d.Children[0].ID != site.ID {
			t.Errorf("children of the centre: %+v", d.Children)
		}
	})
}

func TestActualsAreHeldAgainstWhatIsInForce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.told("qa", r.people[0], "2026-11-01", "2026-11-15", 92.5)
		r.told("complaints", r.people[0], "2026-11-01", "2026-11-20", 3)
		must(r.Set(r.ctx, qa(target.Person, r.people[0])))
		must(r.Set(r.ctx, qa(target.Person, r.people[1])))
		must(r.Set(r.ctx, target.Request{Metric: "complaints", Scope: target.Person, ScopeID: r.people[0], Period: target.Month, On: "2026-11-01", Points: points(6, 3, 0)}))
		p := must(r.List(r.ctx, target.ListIn{}))
		if len(p.Items) != 3 {
			t.Fatal(p.Items)
		}
		by := map[string]target.Line{}
		for _, x := range p.Items {
			by[x.Metric+" "+x.ScopeID] = x
		}
		x := by["qa-score "+r.people[0]]
		if x.Actual.Value == nil || *x.Actual.Value != 92.5 || x.Actual.Score == nil || *x.Actual.Score != 110 || x.Actual.State != scoring.Reached || x.Actual.Share != 1 {
			t.Errorf("%+v", x.Actual)
		}
		if want := "/explorer?agent=" + r.people[0] + "&by=agent&from=2026-11-01&grain=total&metrics=qa-score&to=2026-11-30"; x.Actual.Link != want {
			t.Error(x.Actual.Link)
		}
		if x := by["qa-score "+r.people[1]]; x.Actual.Value != nil || x.Actual.State != scoring.Unknown {
			t.Errorf("nobody told: %+v", x.Actual)
		}
		// 25 of 30 days: three are held against 5, 2.5 and 0.
		x = by["complaints "+r.people[0]]
		if x.Actual.Share != 25.0/30 || x.Actual.Score == nil || *x.Actual.Score != 92 || x.Adds != target.Sum {
			t.Errorf("a total of a running month: %+v", x.Actual)
		}
		if p := must(r.List(r.ctx, target.ListIn{State: scoring.Near, Search: "1001", Team: r.teams[0], Sort: "-score", Metric: "complaints"})); len(p.Items) != 1 || p.Total != 1 {
			t.Errorf("filtered: %+v", p)
		}
	})
}

// A thousand people over a month are read in one question.
func TestTargetsOfManyPeopleAreReadTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for _, p := range r.people {
			must(r.Set(r.ctx, qa(target.Person, p)))
		}
		if all := must(r.Of(r.ctx, target.SubjectsIn{Scope: target.Person}, "2026-11-01", "2026-11-30")); len(all) != len(r.people) {
			t.Errorf("%d targets", len(all))
		}
		if some := must(r.Of(r.ctx, target.SubjectsIn{Scope: target.Person, IDs: r.people[:2]}, "2026-11-30", "2026-12-31")); len(some) != 2 {
			t.Errorf("%d targets", len(some))
		}
		if none := must(r.Of(r.ctx, target.SubjectsIn{}, "2026-12-01", "2026-12-31")); len(none) != 0 {
			t.Errorf("%+v", none)
		}
	})
}

func TestWhoSeesWhichTargets(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		must(r.Set(r.ctx, qa(target.Centre, "")))
		for _, x := range r.sites {
			must(r.Set(r.ctx, qa(target.Site, x)))
		}
		for _, x := range r.teams {
			must(r.Set(r.ctx, qa(target.Team, x)))
		}
		ids := []string{}
		for _, x := range r.people {
			ids = append(ids, must(r.Set(r.ctx, qa(target.Person, x))).ID)
		}
		count := func(ctx context.Context) int { return len(must(r.List(ctx, target.ListIn{})).Items) }
		if n := count(as(t, authz.Scope{Centre: true}, "", target.PermissionRead)); n != 12 {
			t.Error("the manager sees", n)
		}
		// The centre's, the site's, the team's and those of its two people.
		leader := as(t, authz.Scope{Teams: []string{r.teams[0]}}, r.people[0], target.PermissionRead, target.PermissionOwn)
		if n := count(leader); n != 5 {
			t.Error("the leader sees", n)
		}
		if _, err := r.Get(leader, ids[2]); !fault.Is(err, fault.NotFound) {
			t.Error("a person of another team", err)
		}
		if nodes := must(r.Tree(leader, "", "")); len(nodes) != 3 {
			t.Errorf("the leader's tree: %+v", nodes)
		}
		site := as(t, authz.Scope{Sites: []string{r.sites[1]}}, "", target.PermissionRead)
		if n := count(site); n != 5 {
			t.Error("the manager of a site sees", n)
		}
		agent := as(t, authz.Scope{Self: r.people[3]}, r.people[3], target.PermissionOwn)
		if _, err := r.List(agent, target.ListIn{}); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
		if own := must(r.Own(agent, "", "")); len(own.Items) != 1 || own.Items[0].ScopeID != r.people[3] || own.PersonID != r.people[3] {
			t.Errorf("%+v", own)
		}
		if own := must(r.Own(as(t, authz.Scope{}, "", target.PermissionOwn), "", "")); own.PersonID != "" || len(own.Items) != 0 {
			t.Errorf("%+v", own)
		}
		// The person moves on; the leader keeps the month they were there.
		must(r.org.Join(r.ctx, r.people[1], org.NewMembership{TeamID: r.teams[2], FromOn: "2026-12-01"}))
		december := r.at(now.AddDate(0, 0, 14))
		next := qa(target.Person, r.people[1])
		next.On = "2026-12-01"
		must(december.Set(r.ctx, next))
		if p := must(december.List(leader, target.ListIn{Scope: target.Person})); len(p.Items) != 0 {
			t.Errorf("one who has left the team: %+v", p.Items)
		}
		if p := must(december.List(leader, target.ListIn{Scope: target.Person, On: "2026-11-01"})); len(p.Items) != 2 {
			t.Errorf("as the team was: %+v", p.Items)
		}
		editor := as(t, authz.Scope{Teams: []string{r.teams[0]}}, "", target.PermissionEdit)
		for what, err := range map[string]error{
			"set":       second(r.Set(editor, qa(target.Person, r.people[0]))),
			"change":    second(r.Change(editor, ids[0], target.Change{}, -1)),
			"take back": second(r.TakeBack(editor, ids[0], "x", -1)),
			"read":      second(r.List(editor, target.ListIn{})),
			"own":       second(r.Own(editor, "", "")),
		} {
			if !fault.Is(err, fault.Denied) {
				t.Error(what, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
