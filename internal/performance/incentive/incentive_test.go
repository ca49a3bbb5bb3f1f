package incentive_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/performance/incentive"
)

// A Wednesday, 09:00 in Shanghai; the last month is October.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// numbers are what the catalogue would tell of people, the same for any days.
type numbers struct {
	of    map[string]map[string]float64 // by metric, person
	teams map[string]map[string]float64 // by metric, team
	in    map[string]string             // team of each person
}

func (n *numbers) Metrics(context.Context) (map[string]incentive.Metric, error) {
	return map[string]incentive.Metric{"answered": {NameZH: "接起量", Unit: "count"}, "qa-score": {NameZH: "质检得分", Unit: "points"}, "sl-off": {NameZH: "服务水平", Unit: "percent", TakesSeconds: true}}, nil
}

func (n *numbers) Cells(_ context.Context, q incentive.Question) ([]incentive.Cell, error) {
	var out []incentive.Cell
	if q.By == "team" {
		for team, v := range n.teams[q.Metric] {
			out = append(out, incentive.Cell{TeamID: team, Value: v, Version: 1})
		}
		return out, nil
	}
	for person, v := range n.of[q.Metric] {
		if q.Person != "" && q.Person != person || len(q.Teams) > 0 && !slices.Contains(q.Teams, n.in[person]) {
			continue
		}
		c := incentive.Cell{PersonID: person, Value: v, Version: 1, Link: "/explorer?agent=" + person}
		if q.By == "both" {
			c.TeamID = n.in[person]
		}
		out = append(out, c)
	}
	return out, nil
}

type files struct {
	levels map[string]string
	kept   []incentive.Praise
}

func (f *files) Levels(context.Context, *sqldb.Tx, string) (map[string]string, error) {
	return f.levels, nil
}

func (f *files) Positions(context.Context, *sqldb.Tx, string) (map[string]string, error) {
	return map[string]string{}, nil
}

func (f *files) PositionNames(context.Context, *sqldb.Tx) (map[string]string, error) {
	return map[string]string{"regular": "正式员工"}, nil
}

func (f *files) Keep(_ context.Context, _ *sqldb.Tx, _ string, p incentive.Praise) error {
	f.kept = append(f.kept, p)
	return nil
}

// room is the module with two teams of two; the first of each leads it.
type room struct {
	*incentive.Service
	db      *sqldb.DB
	org     *org.Service
	boss    context.Context // who edits
	chief   context.Context // who approves
	leaders []context.Context
	agents  []context.Context
	people  []string
	teams   []string
	numbers *numbers
	files   *files
	audit   []authz.Entry
}

func (r *room) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	r.audit = append(r.audit, e)
	return nil
}

func actor(t *testing.T, id string, scope authz.Scope, permissions ...string) context.Context {
	may := map[string]bool{}
	for _, p := range permissions {
		may[p] = true
	}
	return authz.With(t.Context(), authz.Actor{UserID: "u" + id, Name: id, PersonID: id, Permissions: may, Scope: scope})
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(now)
		o := org.New(db, clk, nil)
		r := &room{db: db, org: o, numbers: &numbers{of: map[string]map[string]float64{"answered": {}, "qa-score": {}}, teams: map[string]map[string]float64{"qa-score": {}}, in: map[string]string{}}, files: &files{levels: map[string]string{}}}
		system := authz.With(t.Context(), authz.System("test"))
		r.boss = actor(t, "boss", authz.Scope{Centre: true}, incentive.PermissionRead, incentive.PermissionEdit, incentive.PermissionGive, incentive.PermissionApprove)
		r.chief = actor(t, "chief", authz.Scope{Centre: true}, incentive.PermissionRead, incentive.PermissionApprove)
		r.Service = incentive.New(db, o, r.numbers, r.files, jobs.New(db, nil, clk, slog.New(slog.DiscardHandler)), clk, r)
		site := must(o.CreateSite(system, org.Site{Code: "S", Name: "总部"}))
		for _, code := range []string{"T1", "T2"} {
			r.teams = append(r.teams, must(o.CreateTeam(system, org.Team{Code: code, Name: code, SiteID: site.ID})).ID)
		}
		for i, no := range []string{"1001", "1002", "2001", "2002"} {
			p := must(o.CreatePerson(system, org.Person{AgentNo: no, Name: "人" + no}))
			must(o.Join(system, p.ID, org.NewMembership{TeamID: r.teams[i/2], FromOn: "2026-01-01"}))
			r.people = append(r.people, p.ID)
			r.numbers.in[p.ID] = r.teams[i/2]
			r.agents = append(r.agents, actor(t, p.ID, authz.Scope{Self: p.ID}, incentive.PermissionOwn))
			if i%2 == 0 {
				r.leaders = append(r.leaders, actor(t, p.ID, authz.Scope{Teams: []string{r.teams[i/2]}}, incentive.PermissionOwn, incentive.PermissionRead, incentive.PermissionGive))
			}
		}
		test(t, r)
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func code(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return ""
	}
	return f.Code
}

func piece() incentive.Body {
	return incentive.Body{Name: "计件", Kind: incentive.Piece, Pays: incentive.Money, EffectiveOn: "2026-01-01", Formula: "0.335 * calls", Gate: "qa >= 85", CapCents: 40_00,
		Variables: []incentive.Variable{{Key: "calls", Metric: "answered"}, {Key: "qa", Metric: "qa-score"}}}
}

func TestPieceRatesWithAGateAndACap(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for i, x := range []struct{ calls, qa float64 }{{101, 90}, {200, 90}, {50, 84.9}} {
			r.numbers.of["answered"][r.people[i]], r.numbers.of["qa-score"][r.people[i]] = x.calls, x.qa
		}
		rule := must(r.AddRule(r.boss, piece()))
		if again := must(r.AddRule(r.boss, piece())); again.ID != rule.ID || len(r.audit) != 1 {
			t.Error("added twice")
		}
		other := piece()
		other.Formula = "1"
		if _, err := r.AddRule(r.boss, other); code(err) != "incentive.rule.name" {
			t.Error("two rules of a name:", err)
		}
		trial := must(r.Trial(r.boss, incentive.TrialIn{BudgetCents: 70_00}))
		if trial.FromOn != "2026-10-01" || trial.ToOn != "2026-10-31" || len(trial.People) != 4 {
			t.Fatalf("%+v", trial)
		}
		// 101 × 0.335 = 33.835 is 33.84; 200 × 0.335 = 67 meets the cap; the gate is closed; nothing is known.
		lines := map[string]incentive.Line{}
		for _, p := range trial.People {
			lines[p.PersonID] = p.Lines[0]
		}
		for i, want := range []struct {
			amount int64
			state  string
			steps  string
		}{{33_84, incentive.Earned, "gate 90 >= 85,formula 0.335 * 101,round "}, {40_00, incentive.Earned, "gate 90 >= 85,formula 0.335 * 200,cap "}, {0, incentive.Closed, "gate 84.9 >= 85"}, {0, incentive.Unknown, "gate null >= 85"}} {
			l := lines[r.people[i]]
			var steps []string
			for _, s := range l.Steps {
				steps = append(steps, s.What+" "+s.Text)
			}
			if l.Amount != want.amount || l.State != want.state || strings.Join(steps, ",") != want.steps {
				t.Errorf("%d: %d %s %v", i, l.Amount, l.State, steps)
			}
		}
		if l := lines[r.people[0]]; l.Values[0].Link != "/explorer?agent="+r.people[0] || *l.Values[0].Value != 101 {
			t.Errorf("%+v", l.Values)
		}
		if s := trial.Sum; s.Cents != 73_84 || s.People != 2 || s.Closed != 1 || s.Lacks != 1 || trial.Over != 3_84 {
			t.Errorf("%+v over %d", s, trial.Over)
		}
		banded := 0
		for _, b := range trial.Bands {
			banded += b.People
		}
		if banded != 4 {
			t.Errorf("%+v", trial.Bands)
		}
		if again := must(r.Trial(r.boss, incentive.TrialIn{BudgetCents: 70_00})); text(again) != text(trial) {
			t.Error("other bytes the second time")
		}
		// Only for experts of the first team.
		r.files.levels[r.people[0]] = "expert"
		choice := piece()
		choice.Name, choice.For = "专家", incentive.For{Levels: []string{"expert"}, Teams: []string{r.teams[0]}}
		x := must(r.Try(r.boss, incentive.ExampleIn{Rule: choice, PersonID: r.people[0]}))
		if len(x.Lines) != 1 || x.Lines[0].Amount != 33_84 {
			t.Errorf("%+v", x)
		}
		if x = must(r.Try(r.boss, incentive.ExampleIn{Rule: choice, PersonID: r.people[1]})); len(x.Lines) != 0 {
			t.Errorf("%+v", x)
		}
	})
}

func text(v any) string { return string(must(json.Marshal(v))) }

func TestATeamsSumIsSharedToTheCent(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.numbers.teams["qa-score"] = map[string]float64{r.teams[0]: 95, r.teams[1]: 80}
		r.numbers.of["answered"] = map[string]float64{r.people[0]: 1, r.people[1]: 2}
		b := incentive.Body{Name: "班组", Kind: incentive.Team, Pays: incentive.Money, EffectiveOn: "2026-01-01", Formula: "if(qa >= 90, 100, 0)", Share: incentive.ShareVariable, ShareBy: "calls",
			Variables: []incentive.Variable{{Key: "calls", Metric: "answered"}, {Key: "qa", Metric: "qa-score"}}}
		must(r.AddRule(r.boss, b))
		trial := must(r.Trial(r.boss, incentive.TrialIn{}))
		got := map[string]int64{}
		for _, p := range trial.People {
			got[p.PersonID] = p.Cents
		}
		if got[r.people[0]] != 33_33 || got[r.people[1]] != 66_67 || got[r.people[2]] != 0 || trial.Sum.Cents != 100_00 {
			t.Errorf("%v", got)
		}
		b.Name, b.Share, b.ShareBy, b.Pays = "平分", incentive.ShareEven, "", incentive.Points
		must(r.AddRule(r.boss, b))
		trial = must(r.Trial(r.boss, incentive.TrialIn{}))
		if trial.Sum.Points != 100 || trial.People[0].Points != 50 || trial.Sum.Cents != 100_00 {
			t.Errorf("%+v", trial.Sum)
		}
	})
}

func TestVersionsHoldForPeriodsThatBeginLater(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.numbers.of["answered"][r.people[0]], r.numbers.of["qa-score"][r.people[0]] = 10, 90
		rule := must(r.AddRule(r.boss, piece()))
		next := piece()
		next.Formula = "calls"
		if _, err := r.AddVersion(r.boss, rule.ID, next, rule.Rev); code(err) != "incentive.rule.invalid" {
			t.Error("two versions from one day:", err)
		}
		next.EffectiveOn = "2026-10-02"
		rule = must(r.AddVersion(r.boss, rule.ID, next, rule.Rev))
		if again := must(r.AddVersion(r.boss, rule.ID, next, rule.Rev)); len(again.Versions) != 2 || again.Rev != 2 {
			t.Errorf("%+v", again)
		}
		if _, err := r.ArchiveRule(r.boss, rule.ID, true, 1); code(err) != "incentive.rule.stale" {
			t.Error(err)
		}
		cents := func(from, to string) int64 {
			return must(r.Trial(r.boss, incentive.TrialIn{FromOn: from, ToOn: to})).Sum.Cents
		}
		if cents("2026-10-01", "2026-10-31") != 3_35 || cents("2026-11-01", "2026-11-20") != 10_00 || cents("2025-12-01", "2025-12-31") != 0 {
			t.Error("the wrong version holds")
		}
		must(r.ArchiveRule(r.boss, rule.ID, true, 2))
		if p := must(r.Rules(r.leaders[0], incentive.RuleIn{})); len(p.Items) != 0 {
			t.Errorf("%+v", p)
		}
		if p := must(r.Rules(r.leaders[0], incentive.RuleIn{Archived: true, Kind: incentive.Piece, Search: "计"})); len(p.Items) != 1 {
			t.Errorf("%+v", p)
		}
		if cents("2026-11-01", "2026-11-20") != 0 {
			t.Error("an archived rule pays")
		}
	})
}

func TestRulesAreChecked(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		wrong := incentive.Body{Kind: incentive.Team, Pays: "gold", EffectiveOn: "1.1.2026", Formula: "calls +", Gate: "nobody > 1", Share: incentive.ShareVariable, ShareBy: "x", CapCents: -1, For: incentive.For{Levels: []string{"genius"}, Teams: []string{"none"}, Positions: []string{"king"}},
			Variables: []incentive.Variable{{Key: "if", Metric: "answered"}, {Key: "a", Metric: "nothing"}, {Key: "a", Metric: "sl-off"}}}
		_, err := r.AddRule(r.boss, wrong)
		f, _ := fault.As(err)
		var fields []string
		for _, x := range f.Fields {
			fields = append(fields, x.Name)
		}
		for _, want := range []string{"body.name", "body.pays", "body.effective_on", "body.formula", "body.gate", "body.share_by", "body.cap_cents", "body.for.levels[0]", "body.for.teams[0]", "body.for.positions[0]", "body.variables[0].key", "body.variables[1].metric", "body.variables[2].key", "body.variables[2].seconds"} {
			if !slices.Contains(fields, want) {
				t.Errorf("%s is not told of: %v", want, fields)
			}
		}
		x := must(r.Try(r.boss, incentive.ExampleIn{Rule: wrong, PersonID: r.people[0]}))
		if len(x.Formula) == 0 || len(x.Gate) == 0 || len(x.Lines) != 0 {
			t.Errorf("%+v", x)
		}
		if _, err := r.Trial(r.boss, incentive.TrialIn{FromOn: "2026-11-01", ToOn: "2026-12-01"}); code(err) != "incentive.period" {
			t.Error(err)
		}
		if _, err := r.Rule(r.boss, "none"); code(err) != "incentive.rule.not_found" {
			t.Error(err)
		}
	})
}

func TestWhoMayOfRules(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for name, do := range map[string]func(ctx context.Context) error{
			"add":     func(ctx context.Context) error { _, err := r.AddRule(ctx, piece()); return err },
			"version": func(ctx context.Context) error { _, err := r.AddVersion(ctx, "x", piece(), -1); return err },
			"archive": func(ctx context.Context) error { _, err := r.ArchiveRule(ctx, "x", true, -1); return err },
			"try":     func(ctx context.Context) error { _, err := r.Try(ctx, incentive.ExampleIn{}); return err },
			"trial":   func(ctx context.Context) error { _, err := r.Trial(ctx, incentive.TrialIn{}); return err },
		} {
			for _, who := range []context.Context{r.leaders[0], r.agents[1], r.chief} {
				if err := do(who); !fault.Is(err, fault.Denied) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if _, err := r.Rules(r.agents[1], incentive.RuleIn{}); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
		if _, err := r.Rule(r.agents[1], "x"); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
	})
}
