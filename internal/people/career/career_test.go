package career_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/people/career"
)

// A Wednesday, 09:00 in Shanghai.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// numbers are what the catalogue would tell, the same for any days.
type numbers map[string]map[string]float64 // by metric, person

func (n numbers) Values(_ context.Context, metricID, _, _ string) (map[string]career.Reading, error) {
	out := map[string]career.Reading{}
	for person, v := range n[metricID] {
		out[person] = career.Reading{Value: v, Link: "/explorer?agent=" + person}
	}
	return out, nil
}

type ranks map[string]career.Place

func (r ranks) Ranks(context.Context, string, string) (map[string]career.Place, error) { return r, nil }

// room is the module with two teams of two; the first of each leads it.
type room struct {
	*career.Service
	boss    context.Context
	leaders []context.Context
	agents  []context.Context
	people  []string
	numbers numbers
	ranks   ranks
	audit   []string
}

func (r *room) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	r.audit = append(r.audit, e.Action)
	return nil
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(now)
		o := org.New(db, clk, nil)
		files := people.New(db, o, clk, nil)
		r := &room{boss: authz.With(t.Context(), authz.System("boss")), numbers: numbers{}, ranks: ranks{}}
		r.Service = career.New(db, o, files, r.numbers, r.ranks, clk, r)
		site := must(o.CreateSite(r.boss, org.Site{Code: "S", Name: "总部"}))
		teams := []string{}
		for _, code := range []string{"T1", "T2"} {
			teams = append(teams, must(o.CreateTeam(r.boss, org.Team{Code: code, Name: code, SiteID: site.ID})).ID)
		}
		for i, no := range []string{"1001", "1002", "2001", "2002"} {
			p := must(o.CreatePerson(r.boss, org.Person{AgentNo: no, Name: "人" + no}))
			must(o.Join(r.boss, p.ID, org.NewMembership{TeamID: teams[i/2], FromOn: "2026-01-01"}))
			must(files.Save(r.boss, p.ID, people.Record{Employments: []people.Employment{{EnteredOn: "2025-11-01"}}}, 0))
			r.people = append(r.people, p.ID)
			r.agents = append(r.agents, authz.With(t.Context(), authz.Actor{UserID: p.ID, Name: p.Name, PersonID: p.ID, Permissions: map[string]bool{people.PermissionOwn: true}, Scope: authz.Scope{Self: p.ID}}))
			if i%2 == 0 {
				r.leaders = append(r.leaders, authz.With(t.Context(), authz.Actor{UserID: p.ID, Name: p.Name, PersonID: p.ID, Scope: authz.Scope{Teams: []string{teams[i/2]}},
					Permissions: map[string]bool{people.PermissionOwn: true, people.PermissionRead: true, career.PermissionAssess: true}}))
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

func TestAStepIsDecidedOnWhatIsKnownAndKept(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		who := r.people[1]
		n := must(r.Place(r.boss, []career.PlaceIn{{PersonID: who, Position: "regular", FromOn: "2026-02-01", Reason: "建档"}}))
		if n != 1 || must(r.Place(r.boss, []career.PlaceIn{{PersonID: who, Position: "regular", FromOn: "2026-02-01", Reason: "建档"}})) != 0 {
			t.Error("placed otherwise than once")
		}
		decide := career.DecideIn{Step: "to-skilled", Promote: true}
		if _, err := r.Decide(r.boss, who, decide); code(err) != "people.career.not_eligible" {
			t.Error("somebody of whom nothing is known was promoted:", err)
		}
		r.ranks[who] = career.Place{Rank: 3, Of: 5}
		r.numbers["qa-score"] = map[string]float64{who: 91}
		c := must(r.Own(r.agents[1]))
		if x := c.Summary.Steps[0]; x.Step != "to-skilled" || x.Met != 3 || x.Unknown != 1 || x.Eligible {
			t.Fatalf("%+v", x)
		}
		// The leader of the team states what is not known; nobody else's leader, and nobody of themselves.
		state := career.StateIn{Condition: "no-major", Met: true, Evidence: " 已查投诉台账 "}
		if _, err := r.State(r.leaders[1], who, state); code(err) != "people.career.not_found" {
			t.Error("the leader of another team stated:", err)
		}
		if _, err := r.State(r.leaders[0], r.people[0], state); code(err) != "people.career.own" {
			t.Error("somebody stated their own:", err)
		}
		if _, err := r.State(r.agents[1], who, state); !fault.Is(err, fault.Denied) {
			t.Error("an agent stated:", err)
		}
		if _, err := r.State(r.leaders[0], who, career.StateIn{Condition: "nothing", Met: true}); code(err) != "people.career.statement_invalid" {
			t.Error(err)
		}
		must(r.State(r.leaders[0], who, state))
		if c = must(r.State(r.leaders[0], who, state)); len(c.Statements) != 1 || !c.Summary.Eligible {
			t.Fatalf("%+v", c)
		}
		d := must(r.Decide(r.boss, who, decide))
		if again := must(r.Decide(r.boss, who, decide)); again.ID != d.ID {
			t.Error("decided twice")
		}
		// What it was decided on stays, whatever becomes of the numbers.
		r.numbers["qa-score"][who] = 12
		c = must(r.Get(r.leaders[0], who, ""))
		kept := c.Decisions[0].Pack.Outlook.Verdicts
		if c.Summary.Position != "skilled" || *kept[1].Value != 91 || kept[1].Link != "/explorer?agent="+who || kept[3].Text != "已查投诉台账" || kept[3].By != "人1001" || c.Decisions[0].Pack.ToName != "熟手员工" {
			t.Fatalf("%+v", c.Decisions[0])
		}
		if _, err := r.Decide(r.boss, who, decide); err != nil { // asked once more, it is the one that is there
			t.Error(err)
		}
		if _, err := r.Decide(r.boss, who, career.DecideIn{Step: "to-senior"}); code(err) != "people.career.decision_invalid" {
			t.Error("declined without a reason:", err)
		}
		must(r.Decide(r.boss, who, career.DecideIn{Step: "to-senior", Reason: "再观察一季度"}))
		if before := must(r.Get(r.boss, who, "2026-11-24")); before.Summary.Position != "regular" || len(before.Statements) != 0 || len(before.Decisions) != 1 {
			t.Errorf("yesterday was %+v", before)
		}
		if want := []string{"career.decision.place", "career.statement.create", "career.decision.create", "career.decision.create"}; !slices.Equal(r.audit, want) {
			t.Errorf("%v", r.audit)
		}
		for _, ctx := range []context.Context{r.leaders[0], r.agents[1]} {
			if _, err := r.Decide(ctx, who, decide); !fault.Is(err, fault.Denied) {
				t.Error("decided by somebody who may not:", err)
			}
			if _, err := r.Place(ctx, nil); !fault.Is(err, fault.Denied) {
				t.Error("placed by somebody who may not:", err)
			}
			if _, err := r.SaveLadder(ctx, career.Template(), -1); !fault.Is(err, fault.Denied) {
				t.Error("the ladder changed by somebody who may not:", err)
			}
		}
	})
}

func TestTheListIsOfWhoIsWithinReach(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		of := func(ctx context.Context, in career.ListIn) int { return len(must(r.List(ctx, in)).Items) }
		if all, own := of(r.boss, career.ListIn{}), of(r.leaders[0], career.ListIn{}); all != 4 || own != 2 {
			t.Errorf("%d and %d", all, own)
		}
		if n := of(r.leaders[0], career.ListIn{On: "2025-12-31"}); n != 0 {
			t.Errorf("before the team there are %d", n)
		}
		if _, err := r.List(r.agents[1], career.ListIn{}); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
		if _, err := r.Get(r.leaders[0], r.people[2], ""); code(err) != "people.career.not_found" {
			t.Error(err)
		}
		must(r.State(r.leaders[0], r.people[1], career.StateIn{Condition: "induction", Met: true, Evidence: "考试 92 分"}))
		must(r.State(r.leaders[0], r.people[1], career.StateIn{Condition: "qualities", Met: true, Evidence: "面谈"}))
		if n := of(r.boss, career.ListIn{Eligible: true}); n != 1 {
			t.Errorf("%d may rise", n)
		}
	})
}

func TestTheLadderIsData(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		l := must(r.Ladder(r.agents[0]))
		if l.Rev != 0 || len(l.Ladder.Steps) != 9 {
			t.Fatalf("%+v", l)
		}
		if same := must(r.SaveLadder(r.boss, career.Template(), 0)); same.Rev != 0 {
			t.Error("the template was saved over itself")
		}
		mine := career.Template()
		mine.Steps[2].Conditions[1].Value = 80
		if out := must(r.SaveLadder(r.boss, mine, 0)); out.Rev != 1 {
			t.Fatalf("%+v", out)
		}
		mine.StatementMonths = 3
		if _, err := r.SaveLadder(r.boss, mine, 0); code(err) != "people.career.ladder_stale" {
			t.Error(err)
		}
		bad := career.Template()
		bad.Steps[0].To = "nowhere"
		bad.Steps[1].Conditions[0].Key = "induction"
		bad.Steps[2].Conditions[0].Value = 60
		bad.Steps[3].Conditions = nil
		_, err := r.SaveLadder(r.boss, bad, -1)
		f, _ := fault.As(err)
		got := []string{}
		for _, x := range f.Fields {
			got = append(got, x.Name)
		}
		if want := []string{"body.steps[0].to", "body.steps[1].conditions[0].key", "body.steps[2].conditions[0].value", "body.steps[3].conditions"}; !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
	})
}

func TestACompetitionForAPost(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := career.OpeningRequest{Position: "leader", Title: "一班班长", Seats: 1, OpensOn: "2026-11-20", ClosesOn: "2026-11-30", Criteria: []career.Criterion{{"带班", 60}, {"业务", 40}}, Panel: []string{r.people[0], r.people[2]}}
		post := must(r.SavePost(r.boss, "", in, -1))
		if again := must(r.SavePost(r.boss, "", in, -1)); again.Opening.ID != post.Opening.ID || !again.Open {
			t.Fatalf("%+v", again)
		}
		id := post.Opening.ID
		if _, err := r.Apply(r.agents[0], id, "", false); code(err) != "people.career.judge" {
			t.Error("one of the panel applied:", err)
		}
		for _, i := range []int{1, 3} {
			if v := must(r.Apply(r.agents[i], id, "我带过新人", false)); v.Own != career.Applied || len(v.Candidates) != 0 {
				t.Errorf("%+v", v)
			}
		}
		if v := must(r.Apply(r.agents[3], id, "", true)); v.Own != career.Withdrawn || v.Count != 1 {
			t.Errorf("%+v", v)
		}
		must(r.Apply(r.agents[3], id, "再试一次", false))
		score := func(ctx context.Context, who int, a, b float64) error {
			_, err := r.Score(ctx, id, career.ScoreIn{PersonID: r.people[who], Points: []float64{a, b}})
			return err
		}
		if err := score(r.boss, 1, 80, 80); code(err) != "people.career.not_judge" {
			t.Error("somebody beside the panel scored:", err)
		}
		if err := score(r.leaders[0], 1, 101, 80); code(err) != "people.career.score_invalid" {
			t.Error(err)
		}
		for _, x := range []struct {
			by, who int
			a, b    float64
		}{{0, 1, 90, 80}, {0, 3, 70, 90}, {1, 3, 75, 75}} {
			if err := score(r.leaders[x.by], x.who, x.a, x.b); err != nil {
				t.Fatal(err)
			}
		}
		// A judge does not see what others gave.
		for _, v := range must(r.Posts(r.leaders[1])) {
			for _, c := range v.Candidates {
				if c.Total != nil || c.PersonID == r.people[1] && len(c.Scores) != 0 {
					t.Errorf("%+v", c)
				}
			}
		}
		who := r.people[1]
		must(r.Place(r.boss, []career.PlaceIn{{PersonID: who, Position: "senior", FromOn: "2026-06-01", Reason: "建档"}}))
		for _, c := range []string{"liked", "motivates"} {
			must(r.State(r.leaders[0], who, career.StateIn{Condition: c, Met: true, Evidence: "员工访谈"}))
		}
		rise := career.DecideIn{Step: "to-leader", Promote: true, PostID: id}
		if _, err := r.Decide(r.boss, who, rise); code(err) != "people.career.not_scored" {
			t.Error("chosen before the panel had scored:", err)
		}
		if err := score(r.leaders[1], 1, 80, 90); err != nil {
			t.Fatal(err)
		}
		d := must(r.Decide(r.boss, who, rise))
		if x := d.Pack.Contest; x == nil || x.Rank != 1 || x.Of != 2 || x.Score != 85 || len(x.Scores) != 2 { // (86 + 84) / 2
			t.Fatalf("%+v", d.Pack)
		}
		v := must(r.Posts(r.boss))[0]
		slices.SortFunc(v.Candidates, func(a, b career.Candidate) int { return a.Rank - b.Rank })
		if v.Open || v.Filled != 1 || v.Candidates[0].State != career.Chosen || *v.Candidates[1].Total != 76.5 { // (78 + 75) / 2
			t.Errorf("%+v", v)
		}
		if _, err := r.Apply(r.agents[3], id, "", false); err != nil {
			t.Error("the same once more:", err)
		}
		if c := must(r.Get(r.boss, r.people[3], "")); c.Summary.Position != "trainee" {
			t.Errorf("%+v", c.Summary)
		}
		in.Criteria = in.Criteria[:1]
		if _, err := r.SavePost(r.boss, id, in, -1); code(err) != "people.career.scored" {
			t.Error(err)
		}
		if _, err := r.SavePost(r.leaders[0], id, in, -1); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
	})
}

func TestTheEvidenceIsDownloaded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		who := r.people[1]
		must(r.Place(r.boss, []career.PlaceIn{{PersonID: who, Position: "regular", FromOn: "2026-02-01", Reason: "建档"}}))
		r.ranks[who] = career.Place{Rank: 3, Of: 5}
		r.numbers["qa-score"] = map[string]float64{who: 91}
		must(r.State(r.leaders[0], who, career.StateIn{Condition: "no-major", Met: true, Evidence: "已查投诉台账"}))
		d := must(r.Decide(r.boss, who, career.DecideIn{Step: "to-skilled", Promote: true}))
		for _, x := range []struct {
			zh                      bool
			head, rank, stated, met string
		}{{true, "条件", "KPI 排名", "评定", "满足"}, {false, "Condition", "KPI rank", "statement", "met"}} {
			for _, e := range []*career.Evidence{must(r.Evidence(r.leaders[0], who, d.ID, x.zh)), must(r.OwnEvidence(r.agents[1], d.ID, x.zh))} {
				var file bytes.Buffer
				if err := e.Write(&file); err != nil {
					t.Fatal(err)
				}
				rows := must(sheet.Read(file.Bytes()))
				found := map[string][]string{}
				for _, row := range rows[1:] {
					found[row[2]] = row
				}
				if len(rows) != 5 || rows[0][0] != x.head || found[x.rank][3] != "3" || found[x.rank][4] != "5" || found[x.stated][7] != "已查投诉台账" || found[x.stated][1] != x.met {
					t.Errorf("%q", rows)
				}
			}
		}
		for what, err := range map[string]error{
			"another leader":  second(r.Evidence(r.leaders[1], who, d.ID, true)),
			"another's own":   second(r.OwnEvidence(r.agents[0], d.ID, true)),
			"no decision":     second(r.Evidence(r.boss, who, "x", true)),
			"without a right": second(r.Evidence(r.agents[1], who, d.ID, true)),
		} {
			if err == nil {
				t.Error(what)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
