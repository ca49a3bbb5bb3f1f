package scorecard_test

import (
	"context"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/performance/scorecard"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

// A Wednesday, 09:00 in Shanghai.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// room is the module on the real catalogue: two teams of four; the first of each
// leads it. Quality is reported, as in a centre whose telephony is not yet told.
type room struct {
	*scorecard.Service
	db      *sqldb.DB
	metric  *metric.Service
	org     *org.Service
	boss    context.Context
	leaders []context.Context
	agents  []context.Context
	people  []string
	teams   []string
	levels  map[string]string
	targets map[string]map[string]scorecard.OwnTarget
	audit   []string
}

func (r *room) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	r.audit = append(r.audit, e.Action)
	return nil
}

func (r *room) LevelsOn(context.Context, string) (map[string]string, error) { return r.levels, nil }

func (r *room) TargetsOn(context.Context, string) (map[string]map[string]scorecard.OwnTarget, error) {
	return r.targets, nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var allowed = map[string]bool{scorecard.PermissionOwn: true, scorecard.PermissionRead: true, scorecard.PermissionTalk: true, metric.PermissionRead: true}

func newRoom(t testing.TB, db *sqldb.DB) *room {
	clk := clock.Fixed(now)
	o := org.New(db, clk, nil)
	facts := rollup.New(db, 64)
	r := &room{db: db, org: o, metric: metric.New(db, clk, nil, o, facts), boss: authz.With(context.WithoutCancel(t.Context()), authz.System("boss")), levels: map[string]string{}, targets: map[string]map[string]scorecard.OwnTarget{}}
	r.Service = scorecard.New(db, o, r.metric, r, r, clk, r)
	site := must(o.CreateSite(r.boss, org.Site{Code: "S", Name: "总部"}))
	for _, code := range []string{"T1", "T2"} {
		r.teams = append(r.teams, must(o.CreateTeam(r.boss, org.Team{Code: code, Name: code, SiteID: site.ID})).ID)
	}
	for i, no := range []string{"1001", "1002", "1003", "1004", "2001", "2002", "2003", "2004"} {
		p := must(o.CreatePerson(r.boss, org.Person{AgentNo: no, Name: "人" + no}))
		must(o.Join(r.boss, p.ID, org.NewMembership{TeamID: r.teams[i/4], FromOn: "2026-01-01"}))
		r.people = append(r.people, p.ID)
		r.agents = append(r.agents, authz.With(r.boss, authz.Actor{UserID: p.ID, Name: p.Name, PersonID: p.ID, Permissions: map[string]bool{scorecard.PermissionOwn: true, metric.PermissionRead: true}, Scope: authz.Scope{Self: p.ID}}))
		if i%4 == 0 {
			r.leaders = append(r.leaders, authz.With(r.boss, authz.Actor{UserID: p.ID, Name: p.Name, PersonID: p.ID, Permissions: allowed, Scope: authz.Scope{Teams: []string{r.teams[i/4]}}}))
		}
	}
	return r
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, newRoom(t, db)) })
}

// tell reports a figure of a person in a month.
func (r *room) tell(figure, person, month string, value, base float64) {
	first := must(time.Parse("2006-01", month))
	must(r.metric.Report(r.boss, metric.NewReported{Figure: figure, Level: metric.LevelPerson, SubjectID: person, FromOn: first.Format(time.DateOnly), ToOn: first.AddDate(0, 1, -1).Format(time.DateOnly), Value: value, Base: base, Source: "test", Evidence: "test"}))
}

func lineOf(c *scorecard.Card, id string) scorecard.Line {
	i := slices.IndexFunc(c.Lines, func(l scorecard.Line) bool { return l.Metric == id })
	return c.Lines[i]
}

func TestScorecard(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for i, p := range r.people {
			r.tell("qa", p, "2026-09", 90, 10)
			r.tell("qa", p, "2026-10", 80+float64(i)*2, 10)
			r.tell("complaints", p, "2026-10", float64(i%2), 1)
		}
		r.levels[r.people[1]] = scorecard.Newcomer
		own := must(r.Own(r.agents[1], scorecard.Month, "2026-10-15"))
		c := own.Card
		qa := lineOf(c, "qa-score")
		if *qa.Value != 82 || qa.Points.Target != 85 || qa.PointsFrom != scorecard.FromSet || qa.Carried {
			t.Errorf("%+v", qa)
		}
		if *qa.Median != 83 || qa.Peers != 4 {
			t.Errorf("the median of 80, 82, 84, 86 is %v of %d", *qa.Median, qa.Peers)
		}
		if *qa.Before != 90 || *qa.BeforeScore <= *qa.Score {
			t.Errorf("%+v", qa)
		}
		// 82 of 75–85 for a newcomer: 60 + 40 × 7/10 = 88; a complaint: 60. Weights 20 and 10.
		if want := (20*88.0 + 10*60) / 30; math.Abs(*c.Score-want) > 1e-9 || math.Abs(c.Known-0.3) > 1e-9 {
			t.Errorf("total %v of %v, want %v of 0.3", *c.Score, c.Known, want)
		}
		if len(c.Advice) == 0 || c.Advice[0].Metric != "complaints" || c.Advice[0].Kind != "lower" {
			t.Errorf("%+v", c.Advice)
		}
		// The running month has nothing told yet: October stands, and says so.
		c = must(r.Own(r.agents[1], scorecard.Month, "")).Card
		if qa = lineOf(c, "qa-score"); *qa.Value != 82 || !qa.Carried || qa.From != "2026-10-01" || qa.To != "2026-10-31" {
			t.Errorf("%+v", qa)
		}
		// An own target goes before the set.
		r.targets[r.people[1]] = map[string]scorecard.OwnTarget{"qa-score": {Points: scoring.Points{Threshold: 60, Target: 82, Stretch: 90}}}
		c = must(r.Own(r.agents[1], scorecard.Month, "2026-10-15")).Card
		if qa = lineOf(c, "qa-score"); *qa.Score != 100 || qa.PointsFrom != scorecard.FromTarget {
			t.Errorf("%+v", qa)
		}
	})
}

func TestTeam(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for i, p := range r.people {
			r.tell("qa", p, "2026-10", 80+float64(i)*2, 10)
		}
		r.tell("qa", r.people[0], "2026-09", 80, 10)
		out := must(r.Team(r.leaders[0], r.teams[0], scorecard.Month, "2026-10-01"))
		if len(out.Rows) != 4 || len(out.Teams) != 1 {
			t.Fatalf("%d people, %d teams", len(out.Rows), len(out.Teams))
		}
		at := slices.IndexFunc(out.Lines, func(l scorecard.TeamLine) bool { return l.Metric == "qa-score" })
		if *out.Lines[at].Value != 83 {
			t.Errorf("team: %v", *out.Lines[at].Value)
		}
		first := out.Rows[0]
		if first.PersonID != r.people[0] || math.Abs(*first.Lines[at].Effect-2.5) > 1e-9 {
			t.Errorf("%s would bring %v, want the first with (90−80) × 10/40", first.AgentNo, *first.Lines[at].Effect)
		}
		// 2.5 points of quality are 10 points of score, a fifth of the total.
		if math.Abs(first.Points-2) > 1e-9 {
			t.Errorf("points %v", first.Points)
		}
	})
}

// Leaders see the days on which people were in their team, and never beyond.
func TestReach(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for _, p := range r.people {
			r.tell("qa", p, "2026-09", 70, 10)
			r.tell("qa", p, "2026-10", 90, 10)
		}
		// The second of team 1 goes to team 2 in October.
		must(r.org.Join(r.boss, r.people[1], org.NewMembership{TeamID: r.teams[1], FromOn: "2026-10-01", Correction: true, Why: "moved"}))
		month := func(ctx context.Context, team, on string) []string {
			var who []string
			for _, x := range must(r.Team(ctx, team, scorecard.Month, on)).Rows {
				who = append(who, x.PersonID)
			}
			return who
		}
		for _, x := range []struct {
			leader int
			on     string
			sees   bool
		}{{0, "2026-09-10", true}, {0, "2026-10-10", false}, {1, "2026-09-10", false}, {1, "2026-10-10", true}} {
			if got := slices.Contains(month(r.leaders[x.leader], r.teams[x.leader], x.on), r.people[1]); got != x.sees {
				t.Errorf("leader %d on %s sees the moved one: %v", x.leader+1, x.on, got)
			}
			if got := slices.Contains(month(r.leaders[x.leader], "", x.on), r.people[1]); got != x.sees {
				t.Errorf("leader %d, no team named, on %s: %v", x.leader+1, x.on, got)
			}
			if _, err := r.Of(r.leaders[x.leader], r.people[1], scorecard.Month, x.on); (err == nil) != x.sees {
				t.Errorf("leader %d opens the card on %s: %v", x.leader+1, x.on, err)
			}
		}
		// What a leader opens of a person has only the days with them.
		c := must(r.Of(r.leaders[1], r.people[1], scorecard.Month, "2026-10-10"))
		if qa := lineOf(&c, "qa-score"); *qa.Value != 90 || qa.Before != nil {
			t.Errorf("%+v", qa)
		}
		if _, err := r.Team(r.leaders[0], r.teams[1], scorecard.Month, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("another team: %v", err)
		}
		for _, ctx := range []context.Context{r.agents[2], authz.With(t.Context(), authz.Actor{UserID: "x"})} {
			if _, err := r.Team(ctx, "", scorecard.Month, ""); !fault.Is(err, fault.Denied) {
				t.Errorf("a team without the permission: %v", err)
			}
			if _, err := r.Of(ctx, r.people[2], scorecard.Month, ""); !fault.Is(err, fault.Denied) {
				t.Errorf("a card without the permission: %v", err)
			}
			if _, err := r.SaveSet(ctx, "2026-12-01", scorecard.Template().Lines, 0); !fault.Is(err, fault.Denied) {
				t.Errorf("a set without the permission: %v", err)
			}
			if err := r.DropSet(ctx, "2026-12-01"); !fault.Is(err, fault.Denied) {
				t.Errorf("dropping a set without the permission: %v", err)
			}
		}
		nobody := authz.With(t.Context(), authz.Actor{UserID: "x"})
		if _, err := r.Own(nobody, scorecard.Day, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("the own card without the permission: %v", err)
		}
		if _, err := r.Sets(nobody); !fault.Is(err, fault.Denied) {
			t.Errorf("sets without the permission: %v", err)
		}
	})
}

func TestSets(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		lines := scorecard.Template().Lines
		if _, err := r.SaveSet(r.boss, "2026-10-31", lines, 0); !fault.Is(err, fault.Invalid) {
			t.Errorf("a set of a month that is over: %v", err)
		}
		bad := slices.Clone(lines)
		bad[1].Weight -= 5
		bad[2].Points = []scorecard.LevelPoints{{Threshold: 1, Target: 2, Stretch: 3}}
		if _, err := r.SaveSet(r.boss, "2026-11-01", bad, 0); !fault.Is(err, fault.Invalid) {
			t.Errorf("weights of 95 and points that rise: %v", err)
		}
		x := must(r.SaveSet(r.boss, "2026-11-01", []scorecard.SetLine{{Metric: "qa-score", Weight: 100, Rule: scoring.Linear, Points: []scorecard.LevelPoints{{Threshold: 50, Target: 80, Stretch: 90}}}}, 0))
		if again := must(r.SaveSet(r.boss, "2026-11-01", x.Lines, 0)); again.Rev != 1 || len(r.audit) != 1 {
			t.Errorf("the same again: revision %d, %v", again.Rev, r.audit)
		}
		if _, err := r.SaveSet(r.boss, "2026-11-01", lines, 0); !fault.Is(err, fault.Conflict) {
			t.Errorf("an older revision: %v", err)
		}
		if c := must(r.Own(r.agents[0], scorecard.Day, "2026-11-20")).Card; len(c.Lines) != 1 || c.SetFrom != "2026-11-01" {
			t.Errorf("%d lines from %s", len(c.Lines), c.SetFrom)
		}
		if c := must(r.Own(r.agents[0], scorecard.Month, "2026-10-20")).Card; len(c.Lines) != len(lines) {
			t.Errorf("October has %d lines", len(c.Lines))
		}
		if err := r.DropSet(r.boss, "2026-11-01"); err != nil {
			t.Fatal(err)
		}
		if got := must(r.Sets(r.boss)); len(got) != 1 || !slices.Equal(r.audit, []string{"scorecard.set.create", "scorecard.set.delete"}) {
			t.Errorf("%d sets, %v", len(got), r.audit)
		}
	})
}

func TestPeriods(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for _, x := range []struct{ kind, on, from, to, before, beforeTo string }{
			{scorecard.Day, "", "2026-11-25", "2026-11-25", "2026-11-18", "2026-11-18"},
			{scorecard.Week, "", "2026-11-23", "2026-11-25", "2026-11-16", "2026-11-18"},
			{scorecard.Week, "2026-11-20", "2026-11-16", "2026-11-22", "2026-11-09", "2026-11-15"},
			{scorecard.Month, "", "2026-11-01", "2026-11-25", "2026-10-01", "2026-10-25"},
			{scorecard.Month, "2026-02-03", "2026-02-01", "2026-02-28", "2026-01-01", "2026-01-31"},
		} {
			c := must(r.Own(r.agents[0], x.kind, x.on)).Card
			if c.From != x.from || c.To != x.to || c.PriorOn != x.before || c.PriorTo != x.beforeTo {
				t.Errorf("%s of %q: %+v", x.kind, x.on, c.Period)
			}
		}
		for _, x := range []struct{ kind, on string }{{"year", ""}, {scorecard.Day, "2026-11-26"}, {scorecard.Day, "soon"}} {
			if _, err := r.Own(r.agents[0], x.kind, x.on); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", x, err)
			}
		}
	})
}

// The moves add up to the change, and the total is the weighted mean.
func TestMovesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := make([]scorecard.Line, rapid.IntRange(1, 12).Draw(t, "lines"))
		score := func(name string) *float64 {
			if rapid.Bool().Draw(t, name+" known") {
				v := rapid.Float64Range(0, 120).Draw(t, name)
				return &v
			}
			return nil
		}
		for i := range lines {
			lines[i] = scorecard.Line{Weight: float64(rapid.IntRange(0, 40).Draw(t, "weight")), Score: score("now"), BeforeScore: score("before")}
		}
		change, moves := scorecard.Moves(lines)
		var sum, now, before, weight float64
		for _, m := range moves {
			sum += m.By
		}
		for _, l := range lines {
			if l.Score != nil && l.BeforeScore != nil {
				weight += l.Weight
				now, before = now+l.Weight**l.Score, before+l.Weight**l.BeforeScore
			}
		}
		if weight == 0 {
			if change != nil {
				t.Fatal(*change)
			}
			return
		}
		if math.Abs(sum-*change) > 1e-9 || math.Abs(*change-(now-before)/weight) > 1e-9 {
			t.Fatalf("moves %v, change %v, want %v", sum, *change, (now-before)/weight)
		}
	})
}

// Ranks do not depend on the order rows come in, equals share a rank, and a rank
// is one more than how many are better.
func TestRankWithTiesIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(t, "n")
		rows := make([]scorecard.Rankable, n)
		for i := range rows {
			rows[i] = scorecard.Rankable{Key: string(rune('a' + i)), Value: float64(rapid.IntRange(0, 6).Draw(t, "value"))}
		}
		shuffled := rapid.Permutation(rows).Draw(t, "shuffled")
		ranks, again := scorecard.Ranked(rows), scorecard.Ranked(shuffled)
		if !slices.Equal(rows, shuffled) || !slices.Equal(ranks, again) {
			t.Fatal("another order", rows, shuffled)
		}
		for i, x := range rows {
			better := 0
			for _, o := range rows {
				if o.Value > x.Value {
					better++
				}
			}
			if ranks[i] != better+1 {
				t.Fatalf("%+v has rank %d, %d are better", x, ranks[i], better)
			}
		}
	})
}

func TestRanks(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for i, p := range r.people {
			r.tell("qa", p, "2026-09", 95, 10)
			r.tell("qa", p, "2026-10", 75+float64(i/2)*4, 10)
		}
		ranks := must(r.Ranks(r.boss, "2026-08-01", "2026-10-31"))
		// Both months together are 85, 87, 89, 91, two people each; the best first.
		for i, p := range r.people {
			if want := (scorecard.Place{Rank: 7 - i/2*2, Of: 8}); ranks[p] != want {
				t.Errorf("person %d: %+v, want %+v", i, ranks[p], want)
			}
		}
	})
}
