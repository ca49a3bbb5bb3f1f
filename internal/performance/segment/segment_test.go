package segment_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/performance/segment"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

// A Wednesday, 09:00 in Shanghai.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// room is the module on the real catalogue: two teams of four; the first of each
// leads it.
type room struct {
	*segment.Service
	db      *sqldb.DB
	metric  *metric.Service
	org     *org.Service
	boss    context.Context
	leaders []context.Context
	people  []string
	teams   []string
	audit   []authz.Entry
}

func (r *room) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	r.audit = append(r.audit, e)
	return nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newRoom(t testing.TB, db *sqldb.DB) *room {
	clk := clock.Fixed(now)
	o := org.New(db, clk, nil)
	r := &room{db: db, org: o, metric: metric.New(db, clk, nil, o, rollup.New(db, 64)), boss: authz.With(context.WithoutCancel(t.Context()), authz.System("boss"))}
	r.Service = segment.New(db, o, r.metric, nil, clk, r)
	site := must(o.CreateSite(r.boss, org.Site{Code: "S", Name: "总部"}))
	for _, code := range []string{"T1", "T2"} {
		r.teams = append(r.teams, must(o.CreateTeam(r.boss, org.Team{Code: code, Name: code, SiteID: site.ID})).ID)
	}
	for i, no := range []string{"1001", "1002", "1003", "1004", "2001", "2002", "2003", "2004"} {
		p := must(o.CreatePerson(r.boss, org.Person{AgentNo: no, Name: "人" + no}))
		must(o.Join(r.boss, p.ID, org.NewMembership{TeamID: r.teams[i/4], FromOn: "2026-01-01"}))
		r.people = append(r.people, p.ID)
		if i%4 == 0 {
			if err := o.Appoint(r.boss, []org.Appointment{{TeamID: r.teams[i/4], PersonID: p.ID, FromOn: "2026-11-25"}}); err != nil {
				t.Fatal(err)
			}
			r.leaders = append(r.leaders, r.as(p.ID, authz.Scope{Teams: []string{r.teams[i/4]}}))
		}
	}
	return r
}

// as is somebody who may read and act within a scope.
func (r *room) as(personID string, scope authz.Scope) context.Context {
	return authz.With(r.boss, authz.Actor{UserID: "user " + personID, Name: personID, PersonID: personID, Permissions: map[string]bool{segment.PermissionRead: true, segment.PermissionAct: true}, Scope: scope})
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, newRoom(t, db)) })
}

// tell reports a figure of a person in a month.
func (r *room) tell(figure, person, month string, value, base float64) {
	first := must(time.Parse("2006-01", month))
	must(r.metric.Report(r.boss, metric.NewReported{Figure: figure, Level: metric.LevelPerson, SubjectID: person, FromOn: first.Format(time.DateOnly), ToOn: first.AddDate(0, 1, -1).Format(time.DateOnly), Value: value, Base: base, Source: "test", Evidence: "test"}))
}

func answers(points int) segment.AttitudeIn {
	in := segment.AttitudeIn{Words: "as seen"}
	for _, s := range segment.Template().Statements {
		in.Answers = append(in.Answers, segment.Answer{Statement: s.Key, Points: points})
	}
	return in
}

const october = "2026-10-01"

func TestPeopleAreDivided(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		// Of each team: a good one, a willing one, one of whom little is told.
		for i, p := range r.people {
			switch i % 4 {
			case 1:
				r.tell("qa", p, "2026-10", 95, 6)
				r.tell("satisfaction", p, "2026-10", 95, 20)
				r.tell("service-quality", p, "2026-10", 95, 10)
			case 2:
				r.tell("qa", p, "2026-10", 70, 6)
				r.tell("satisfaction", p, "2026-10", 95, 20)
			case 3:
				r.tell("qa", p, "2026-10", 95, 2)
			}
		}
		if done := must(r.Make(r.boss, nil)); done.People != 3*6 || done.Changed != done.People {
			t.Errorf("%+v", done)
		}
		// Nobody is judged before their leader has said how they see them.
		o := must(r.Overview(r.leaders[0], segment.Asked{}))
		if o.From != october || o.People != 3 || o.Unassessed != 3 || count(&o, "open") != 3 {
			t.Errorf("%+v", o)
		}
		for _, p := range r.people[1:4] {
			must(r.Assess(r.leaders[0], p, october, answers(5), -1))
		}
		o = must(r.Overview(r.leaders[0], segment.Asked{}))
		if count(&o, "model") != 1 || count(&o, "willing") != 1 || count(&o, "open") != 1 || o.Unassessed != 0 {
			t.Errorf("%+v", o.Segments)
		}
		rows := must(r.People(r.leaders[0], segment.PeopleIn{Asked: segment.Asked{Segment: "willing"}})).Items
		if len(rows) != 1 || rows[0].PersonID != r.people[2] || rows[0].Action != segment.Train || rows[0].Why[0] != (segment.Cause{Dimension: segment.Work, Level: segment.Low, Metric: "qa-score"}) {
			t.Fatalf("%+v", rows)
		}
		qa := rows[0].Verdicts[1].Figures[0]
		if *qa.Value != 70 || qa.Den != 6 || qa.Link == "" || *qa.Score != 0 {
			t.Errorf("%+v", qa)
		}
		// Of too few evaluations nothing is said: neither good nor bad.
		rows = must(r.People(r.leaders[0], segment.PeopleIn{Asked: segment.Asked{Work: segment.Unknown}})).Items
		if len(rows) != 1 || rows[0].PersonID != r.people[3] || rows[0].Verdicts[1].Lacks != "qa-score" || rows[0].Verdicts[1].Figures[0].State != segment.Few {
			t.Errorf("%+v", rows)
		}
		// The same of the same numbers: nothing is written again.
		if done := must(r.Make(r.boss, nil)); done.Changed != 0 || done.Gone != 0 {
			t.Errorf("%+v", done)
		}
		// A corrected figure changes the one it is of, and no other.
		r.tell("satisfaction", r.people[3], "2026-10", 60, 20)
		if done := must(r.Make(r.boss, nil)); done.Changed != 2 { // of the month and the quarter
			t.Errorf("%+v", done)
		}
	})
}

func count(o *segment.Overview, key string) int {
	i := slices.IndexFunc(o.Segments, func(x segment.Group) bool { return x.Key == key })
	return o.Segments[i].People
}

// A leader sees the people of a period as far as they were in the team then, and
// no figures of their days elsewhere; nobody sees their own.
func TestWhoSeesWhom(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		moved := r.people[1]
		r.tell("qa", moved, "2026-09", 95, 6)
		r.tell("qa", moved, "2026-10", 70, 6)
		must(r.Make(r.boss, nil))
		must(r.Assess(r.leaders[0], moved, october, answers(4), -1))
		must(r.org.Join(r.boss, moved, org.NewMembership{TeamID: r.teams[1], FromOn: "2026-11-02", Why: "moved", Correction: true}))
		must(r.Make(r.boss, nil))
		sees := func(ctx context.Context, on string) bool {
			rows := must(r.People(ctx, segment.PeopleIn{Asked: segment.Asked{On: on}})).Items
			return slices.ContainsFunc(rows, func(x segment.Row) bool { return x.PersonID == moved })
		}
		if !sees(r.leaders[0], october) || sees(r.leaders[1], october) || sees(r.leaders[0], "2026-11-25") || !sees(r.leaders[1], "2026-11-25") {
			t.Error("a leader sees another team's past, or not the own one's")
		}
		// The new leader is told nothing of what was before, nor of how it was seen.
		h := must(r.Of(r.leaders[1], moved, segment.Month))
		if len(h.Rows) != 1 || h.Rows[0].FromOn != "2026-11-01" || h.Rows[0].Before != "" || len(h.Rows[0].Moves) != 0 || len(h.Attitudes) != 0 || !slices.Equal(h.Months, []string{"2026-11-01"}) {
			t.Errorf("%+v", h)
		}
		if h := must(r.Of(r.leaders[0], moved, segment.Month)); len(h.Rows) != 1 || len(h.Attitudes) != 1 || h.MayAct || !slices.Equal(h.Months, []string{"2026-10-01", "2026-09-01"}) {
			t.Errorf("%+v", h)
		}
		if _, err := r.Assess(r.leaders[1], moved, october, answers(1), -1); !fault.Is(err, fault.NotFound) {
			t.Errorf("assessed a month in another team: %v", err)
		}
		// Whatever the scope, nobody sees or assesses themselves.
		for _, scope := range []authz.Scope{{Centre: true}, {Teams: r.teams}, {Self: moved}} {
			own := r.as(moved, scope)
			if sees(own, october) || sees(own, "2026-11-25") {
				t.Errorf("sees themselves with %+v", scope)
			}
			if _, err := r.Of(own, moved, segment.Month); !fault.Is(err, fault.NotFound) {
				t.Errorf("%+v: %v", scope, err)
			}
			if _, err := r.Assess(own, moved, "2026-11-01", answers(5), -1); !fault.Is(err, fault.NotFound) {
				t.Errorf("%+v: %v", scope, err)
			}
		}
	})
}

func TestAttitudeForms(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		person, leader := r.people[1], r.leaders[0]
		first := must(r.Assess(leader, person, october, answers(4), 0))
		if again := must(r.Assess(leader, person, october, answers(4), 0)); again.Rev != first.Rev || len(r.audit) != 1 {
			t.Errorf("%+v after %+v, %d entries", again, first, len(r.audit))
		}
		if _, err := r.Assess(leader, person, october, answers(3), 0); !fault.Is(err, fault.Conflict) {
			t.Errorf("%v", err)
		}
		if second := must(r.Assess(leader, person, october, answers(3), first.Rev)); second.Rev != 2 {
			t.Errorf("%+v", second)
		}
		low := answers(2)
		low.Words = " "
		half := answers(4)
		half.Answers = half.Answers[1:]
		twice := answers(4)
		twice.Answers[1] = twice.Answers[0]
		for name, in := range map[string]segment.AttitudeIn{"low without words": low, "half": half, "twice": twice} {
			if _, err := r.Assess(leader, person, october, in, -1); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, month := range []string{"2026-12-01", "2026-08-01", "2026-10-02", "x"} {
			if _, err := r.Assess(leader, person, month, answers(4), -1); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", month, err)
			}
		}
	})
}

func TestActionsAreCarriedUntilDone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		person, leader := r.people[1], r.leaders[0]
		must(r.Make(r.boss, nil))
		in := segment.ActionIn{Kind: segment.Coach, Words: "每周跟听三通", DueOn: "2026-11-30"}
		x := must(r.Decide(leader, person, in))
		if again := must(r.Decide(leader, person, in)); again.ID != x.ID {
			t.Error("decided twice")
		}
		if x.Segment != "open" || x.OwnerID != r.people[0] || x.State != segment.Open || x.FromOn != "2026-11-25" {
			t.Errorf("%+v", x)
		}
		// Open, it stands at the person in every period.
		for _, on := range []string{october, "2026-11-25"} {
			rows := must(r.People(leader, segment.PeopleIn{Asked: segment.Asked{On: on, Search: "1002"}})).Items
			if len(rows) != 1 || rows[0].Open != 1 || rows[0].NextDueOn != "2026-11-30" {
				t.Errorf("%s: %+v", on, rows)
			}
		}
		if got := must(r.ListActions(r.leaders[1], segment.ActionsIn{})); got.Total != 0 {
			t.Error("another leader sees it")
		}
		if _, err := r.ChangeAction(r.leaders[1], x.ID, in, -1); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
		// Handed over, the new owner sees it too.
		in.OwnerID = r.people[4]
		x = must(r.ChangeAction(leader, x.ID, in, x.Rev))
		if got := must(r.ListActions(r.leaders[1], segment.ActionsIn{Mine: true})); got.Total != 1 {
			t.Error("the owner does not see it")
		}
		in.State = segment.Done
		if _, err := r.ChangeAction(r.leaders[1], x.ID, in, x.Rev); !fault.Is(err, fault.Invalid) {
			t.Errorf("done without an outcome: %v", err)
		}
		in.Outcome = "跟听后质检合格"
		x = must(r.ChangeAction(r.leaders[1], x.ID, in, x.Rev))
		if x.DoneOn != "2026-11-25" {
			t.Errorf("%+v", x)
		}
		if rows := must(r.People(leader, segment.PeopleIn{Asked: segment.Asked{Search: "1002"}})).Items; rows[0].Open != 0 {
			t.Errorf("%+v", rows)
		}
		for name, in := range map[string]segment.ActionIn{
			"kind": {Kind: segment.Nothing, Words: "x", DueOn: "2026-11-30"}, "words": {Kind: segment.Coach, DueOn: "2026-11-30"},
			"day": {Kind: segment.Coach, Words: "x", DueOn: "2026-11-01"}, "owner": {Kind: segment.Coach, Words: "x", DueOn: "2026-11-30", OwnerID: person},
		} {
			if _, err := r.Decide(leader, person, in); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := r.Decide(leader, r.people[5], in); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
	})
}

func TestSchemes(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		body := segment.Template().Body
		if _, err := r.SaveScheme(r.leaders[0], "2026-11-01", body, -1); !fault.Is(err, fault.Denied) {
			t.Errorf("%v", err)
		}
		if _, err := r.SaveScheme(r.boss, "2026-10-01", body, -1); !fault.Is(err, fault.Invalid) {
			t.Errorf("a month that is over: %v", err)
		}
		x := must(r.SaveScheme(r.boss, "2026-11-01", body, 0))
		if again := must(r.SaveScheme(r.boss, "2026-11-01", body, 0)); again.Rev != x.Rev {
			t.Errorf("%+v", again)
		}
		broken := func(name, field string, change func(b *segment.Body)) {
			b := segment.Template().Body
			change(&b)
			_, err := r.SaveScheme(r.boss, "2026-12-01", b, -1)
			var f *fault.Error
			if !errors.As(err, &f) || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field }) {
				t.Errorf("%s: %v", name, err)
			}
		}
		broken("weights", "body.dimensions[0].lines", func(b *segment.Body) { b.Dimensions[0].Lines[0].Weight = 10 })
		broken("attitude from a metric", "body.dimensions[3].lines", func(b *segment.Body) { b.Dimensions[3].Lines = b.Dimensions[0].Lines })
		broken("levels", "body.dimensions[1].high_at", func(b *segment.Body) { b.Dimensions[1].HighAt = 50 })
		broken("metric", "body.dimensions[1].lines[0].metric", func(b *segment.Body) { b.Dimensions[1].Lines[0].Metric = "offered" })
		broken("segment", "body.rules[0].segment", func(b *segment.Body) { b.Rules[0].Segment = "nobody" })
		broken("otherwise", "body.otherwise", func(b *segment.Body) { b.Otherwise = "" })
		broken("never", "body.rules[9].when", func(b *segment.Body) { b.Rules = append(b.Rules, b.Rules[0]) })
		broken("statements", "body.statements", func(b *segment.Body) { b.Statements = b.Statements[:2] })
		if err := r.DropScheme(r.boss, "2026-11-01"); err != nil {
			t.Error(err)
		}
		if all := must(r.Schemes(r.leaders[0])); len(all) != 1 || all[0].Rev != 0 {
			t.Errorf("%d", len(all))
		}
	})
}

// Each way the levels may be makes exactly one segment, of the first rule that fits.
func TestSegmentsPartitionPeople(t *testing.T) {
	b := segment.Template().Body
	used := map[string]bool{}
	n := 0
	segment.EveryCombination(func(levels map[string]string) {
		n++
		key, rule := b.Decided(levels)
		used[key] = true
		if levels[segment.Attitude] == segment.Unknown && levels[segment.Discipline] != segment.Low && levels[segment.Serving] != segment.Low && key != "open" {
			t.Errorf("%v are %s, though nobody has said how they are seen", levels, key)
		}
		for i := range b.Rules {
			fits := true
			for _, c := range b.Rules[i].When {
				fits = fits && slices.Contains(c.Levels, levels[c.Dimension])
			}
			if fits {
				if rule != i || key != b.Rules[i].Segment {
					t.Errorf("%v: %s by rule %d, want %d", levels, key, rule, i)
				}
				return
			}
		}
		if key != b.Otherwise || rule != -1 {
			t.Errorf("%v: %s", levels, key)
		}
	})
	if n != 256 || len(used) != len(b.Segments) {
		t.Errorf("%d combinations, segments %v", n, slices.Sorted(maps.Keys(used)))
	}
}

// The score of a dimension does not depend on the order of its lines, lies between
// the scores of what is told, and nothing is said of less than what must be known.
func TestDimensionsAreJudged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "lines")
		d := segment.Dimension{Key: segment.Work, Known: rapid.Float64Range(0, 100).Draw(t, "known"), HighAt: 95, LowTo: 70}
		figures := make([]segment.Figure, n)
		least, most, told, all := 200.0, -1.0, 0.0, 0.0
		for i := range figures {
			figures[i].Weight = float64(rapid.IntRange(1, 10).Draw(t, "weight"))
			d.Lines = append(d.Lines, segment.Line{Missing: segment.Leave})
			all += figures[i].Weight
			if rapid.Bool().Draw(t, "told") {
				score := rapid.Float64Range(0, 120).Draw(t, "score")
				figures[i].Score = &score
				least, most, told = min(least, score), max(most, score), told+figures[i].Weight
			}
		}
		v := d.Judge(figures)
		if enough := told > 0 && told/all*100 >= d.Known-1e-6; (v.Score != nil) != enough || (v.Level == segment.Unknown) == enough {
			t.Fatalf("%+v", v)
		}
		if v.Score != nil && (*v.Score < least-1e-9 || *v.Score > most+1e-9) {
			t.Fatalf("%v outside %v to %v", *v.Score, least, most)
		}
		turned := slices.Clone(figures)
		slices.Reverse(turned)
		if w := d.Judge(turned); v.Score != nil && (*w.Score-*v.Score > 1e-9 || *v.Score-*w.Score > 1e-9) {
			t.Fatalf("%v, turned round %v", *v.Score, *w.Score)
		}
	})
}

func TestAttitudeIsTheMeanOfTheMonths(t *testing.T) {
	d := segment.Template().Dimensions[3]
	said := [][]segment.Answer{{{Statement: "a", Points: 5}, {Statement: "b", Points: 4}}, {{Statement: "a", Points: 3}, {Statement: "b", Points: 2}}}
	if v := d.Said(said, 3); *v.Score != 70 || v.Level != segment.Middle || v.Known != 2.0/3 {
		t.Errorf("%+v", v)
	}
	if v := d.Said(nil, 3); v.Score != nil || v.Level != segment.Unknown {
		t.Errorf("%+v", v)
	}
}
