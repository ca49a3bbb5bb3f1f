package contract_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
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
	"github.com/lingting/lingting/internal/performance/contract"
	"github.com/lingting/lingting/internal/performance/target"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

// A Wednesday, 09:00 in Shanghai: October is over, November runs.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// room is the module with two teams of three, the first of each leads it.
type room struct {
	*contract.Service
	boss, decider context.Context
	leaders       []context.Context
	agents        []context.Context
	people        []string
	team          string // the first
	metrics       *metric.Service
	audit         []string
}

func (r *room) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	r.audit = append(r.audit, e.Action)
	return nil
}

// Of gives one target of October to everybody.
func (r *room) Of(_ context.Context, of target.SubjectsIn, _, _ string) ([]target.Target, error) {
	t := target.Target{ID: "t", Metric: "qa-score", Scope: of.Scope, ScopeID: of.IDs[0], Period: target.Month, FromOn: "2026-10-01", ToOn: "2026-10-31", Direction: "up"}
	t.Versions = []target.Version{{Version: 1, FromOn: "2026-10-01", Active: true, Points: scoring.Points{Threshold: 80, Target: 88, Stretch: 94}}}
	return []target.Target{t}, nil
}

func may(user, person string, scope authz.Scope, permissions ...string) authz.Actor {
	a := authz.Actor{UserID: user, Login: user, Name: user, PersonID: person, Scope: scope, Permissions: map[string]bool{}}
	for _, p := range permissions {
		a.Permissions[p] = true
	}
	return a
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(now)
		o := org.New(db, clk, nil)
		r := &room{boss: authz.With(t.Context(), authz.System("boss"))}
		r.decider = authz.With(t.Context(), may("director", "", authz.Scope{Centre: true}, contract.PermissionDecide, contract.PermissionRead))
		r.metrics = metric.New(db, clk, nil, o, rollup.New(db, 1<<20))
		r.Service = contract.New(db, o, r.metrics, r, nil, clk, r)
		site := must(o.CreateSite(r.boss, org.Site{Code: "S", Name: "总部"}))
		teams := []string{}
		for _, code := range []string{"T1", "T2"} {
			teams = append(teams, must(o.CreateTeam(r.boss, org.Team{Code: code, Name: code, SiteID: site.ID})).ID)
		}
		r.team = teams[0]
		for i, no := range []string{"1001", "1002", "1003", "2001", "2002", "2003"} {
			p := must(o.CreatePerson(r.boss, org.Person{AgentNo: no, Name: "人" + no}))
			must(o.Join(r.boss, p.ID, org.NewMembership{TeamID: teams[i/3], FromOn: "2026-01-01"}))
			r.people = append(r.people, p.ID)
			r.agents = append(r.agents, authz.With(t.Context(), may(no, p.ID, authz.Scope{Self: p.ID}, contract.PermissionOwn)))
			if i%3 == 0 {
				r.leaders = append(r.leaders, authz.With(t.Context(), may(no, p.ID, authz.Scope{Teams: []string{teams[i/3]}}, contract.PermissionOwn, contract.PermissionRead, contract.PermissionManage)))
			}
			r.report(p.ID, "qa", 90)
			r.report(p.ID, "complaints", 0)
		}
		test(t, r)
	})
}

// report tells a figure of October.
func (r *room) report(person, figure string, value float64) metric.Reported {
	return must(r.metrics.Report(r.boss, metric.NewReported{Figure: figure, Level: metric.LevelPerson, SubjectID: person, FromOn: "2026-10-01", ToOn: "2026-10-31", Value: value, Source: "test"}))
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

func field(err error, name string) string {
	if f, ok := fault.As(err); ok {
		for _, x := range f.Fields {
			if x.Name == name {
				return x.Code + " " + x.Message
			}
		}
	}
	return ""
}

func line(id, direction, rule string, weight, threshold, target, stretch float64) contract.Line {
	return contract.Line{Metric: id, Direction: direction, Rule: rule, Weight: weight, Threshold: threshold, Target: target, Stretch: stretch}
}

func lines() []contract.Line {
	return []contract.Line{line("qa-score", "up", "linear", 100, 80, 90, 95), line("complaints", "down", "veto", 0, 1, 0, 0)}
}

func (r *room) request(person int, from, to string) contract.Request {
	return contract.Request{PersonIDs: []string{r.people[person]}, Position: "客户服务代表", SuperiorID: r.people[person/3*3], FromOn: from, ToOn: to, Lines: lines()}
}

// october is a contract of the person that both signed.
func (r *room) october(t *testing.T, person int) string {
	t.Helper()
	made := must(r.DrawUp(r.leaders[person/3], r.request(person, "2026-10-01", "2026-10-31")))
	id := made.Made[0]
	must(r.Propose(r.leaders[person/3], id, "", -1))
	must(r.Agree(r.agents[person], id, "", -1))
	return id
}

func TestWeightsMustBeWholeAndSecondsSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := r.request(1, "2026-11-01", "2026-11-30")
		in.Lines = nil
		for _, w := range []float64{15, 10, 5, 20, 5, 5, 10, 15} {
			in.Lines = append(in.Lines, line("qa-score", "up", "linear", w, 80, 90, 95))
		}
		_, err := r.DrawUp(r.leaders[0], in)
		if got := field(err, "body.lines"); got != "contract.weights_missing 15 % are missing: the weights make 85 %, and must make 100 %" {
			t.Error(got, err)
		}
		in.Lines[0].Weight = 32.5
		if got := field(second(r.DrawUp(r.leaders[0], in)), "body.lines"); !strings.HasPrefix(got, "contract.weights_over 2.5 % are too many") {
			t.Error(got)
		}
		in.Lines = []contract.Line{line("sl-off", "up", "linear", 100, 70, 80, 90)}
		if got := field(second(r.DrawUp(r.leaders[0], in)), "body.lines[0].threshold_seconds"); !strings.HasPrefix(got, "required") {
			t.Error(got)
		}
		twenty := 20
		in.Lines[0].ThresholdSeconds = &twenty
		if made := must(r.DrawUp(r.leaders[0], in)); len(made.Made) != 1 {
			t.Error(made)
		}
		if again := must(r.DrawUp(r.leaders[0], in)); len(again.Made) != 0 || again.Left[0].Reason != "exists" {
			t.Error("told twice", again)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestFromDraftToClosed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		leader, agent := r.leaders[0], r.agents[1]
		id := must(r.DrawUp(leader, r.request(1, "2026-10-01", "2026-10-31"))).Made[0]
		if _, err := r.GetOwn(agent, id); !fault.Is(err, fault.NotFound) {
			t.Error("a draft is shown", err)
		}
		v := must(r.Propose(leader, id, "请看", -1))
		if v.State != contract.Proposed || v.Parts[0].Lines[0].Version == 0 || len(v.Signatures) != 1 {
			t.Errorf("%+v", v)
		}
		own := must(r.GetOwn(agent, id))
		mine := slices.Clone(own.Parts[0].Lines)
		mine[0].Target = 88
		mine[1].Key = "" // found again by its metric
		if _, err := r.Counter(agent, id, contract.Terms{Lines: mine}, -1); field(err, "body.words") == "" {
			t.Error("no words", err)
		}
		must(r.Counter(agent, id, contract.Terms{Lines: mine, Words: "上月系统升级"}, -1))
		if _, err := r.Agree(agent, id, "", -1); code(err) != "contract.state" {
			t.Error(err)
		}
		v = must(r.AcceptCounter(leader, id, "同意", -1))
		if v.State != contract.Running || v.Parts[0].Lines[0].Target != 88 || len(v.Signatures) != 2 || v.Trail[2].Lines[0].Target != 88 || v.Trail[2].Lines[1].Key != "2" || v.Trail[1].Lines[0].Target != 90 {
			t.Errorf("%+v", v)
		}
		if v.Computation == nil || v.Computation.Total == nil {
			t.Fatal("nothing flows in")
		}
		done := must(r.ScoreAll(r.boss, nil))
		if done.Scored != 1 {
			t.Errorf("%+v", done)
		}
		v = must(r.Get(leader, id))
		if v.State != contract.Scored || len(v.Ledger) != 1 || *v.Total != 105.7 || !v.Complete {
			t.Errorf("%+v %v", v.Head, *v.Total)
		}
		v = must(r.SignOff(leader, id, "", -1))
		if v.State != contract.Signed || v.SignedSeq != 1 {
			t.Errorf("%+v", v.Head)
		}
		v = must(r.Accept(agent, id, "", -1))
		if v.State != contract.Closed || len(v.Signatures) != 4 {
			t.Errorf("%+v", v.Head)
		}
		for _, want := range []string{"contract.contract.create", "contract.contract.propose", "contract.contract.counter", "contract.contract.agree", "contract.contract.score", "contract.contract.sign", "contract.contract.accept"} {
			if !slices.Contains(r.audit, want) {
				t.Errorf("%s is not recorded: %v", want, r.audit)
			}
		}
		if places := must(r.Standings(r.boss, "2026-09-01", "2026-11-30")); len(places) != 1 || places[0].Rank != 1 || places[0].PersonID != r.people[1] {
			t.Errorf("%+v", places)
		}
	})
}

func TestRecomputingGivesTheSameBytes(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		id := r.october(t, 1)
		must(r.ScoreAll(r.boss, nil))
		before := must(r.Get(r.boss, id))
		// What does not concern the contract: another's figure, another month, a new version of the metric.
		must(r.metrics.Report(r.boss, metric.NewReported{Figure: "qa", Level: metric.LevelPerson, SubjectID: r.people[2], FromOn: "2026-11-01", ToOn: "2026-11-10", Value: 70, Source: "test"}))
		must(r.metrics.Report(r.boss, metric.NewReported{Figure: "qa", Level: metric.LevelPerson, SubjectID: r.people[1], FromOn: "2026-11-01", ToOn: "2026-11-10", Value: 70, Source: "test"}))
		half, why := "qa_points / qa_evaluations / 2", "test"
		m := must(r.metrics.Get(r.boss, "qa-score"))
		must(r.metrics.AddVersion(r.boss, "qa-score", metric.NewVersion{Formula: &half, EffectiveOn: "2026-11-25", Note: &why}, m.Rev))
		must(r.Score(r.leaders[0], id))
		if done := must(r.ScoreAll(r.boss, nil)); done.Reopened != 0 || done.Checked != 1 {
			t.Errorf("%+v", done)
		}
		after := must(r.Get(r.boss, id))
		if len(after.Ledger) != 1 || after.Ledger[0].Fingerprint != before.Ledger[0].Fingerprint || after.Rev != before.Rev {
			t.Errorf("%+v", after.Ledger)
		}
	})
}

func TestACorrectedRecordReopensItsLine(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		id := r.october(t, 1)
		must(r.ScoreAll(r.boss, nil))
		must(r.SignOff(r.leaders[0], id, "", -1))
		must(r.Accept(r.agents[1], id, "", -1))
		told := must(r.metrics.ListReported(r.boss, metric.ReportedIn{Limit: 100}))
		for _, x := range told.Items {
			if x.Figure == "qa" && x.Subject.ID == r.people[1] {
				must(r.metrics.CorrectReported(r.boss, x.ID, x.Rev, metric.NewReported{Figure: "qa", Level: metric.LevelPerson, SubjectID: r.people[1], FromOn: x.FromOn, ToOn: x.ToOn, Value: 85, Source: "test"}))
			}
		}
		if done := must(r.ScoreAll(r.boss, nil)); done.Reopened != 1 {
			t.Errorf("%+v", done)
		}
		v := must(r.Get(r.leaders[0], id))
		if v.State != contract.Scored || len(v.Ledger) != 2 || *v.Total != 100 || *v.Pending != 80 {
			t.Fatalf("%+v", v.Head)
		}
		c := v.Ledger[1].Changed
		if len(c) != 1 || *c[0].Before.Value != 90 || *c[0].After.Value != 85 || *v.Ledger[0].Computation.Total != 100 {
			t.Errorf("%+v", v.Ledger)
		}
		v = must(r.SignOff(r.leaders[0], id, "按更正后的质检得分", -1))
		if *v.Total != 80 || v.Pending != nil || v.SignedSeq != 2 {
			t.Errorf("%+v", v.Head)
		}
	})
}

func TestAnAppealIsDecidedBySomebodyElse(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		id := r.october(t, 1)
		must(r.ScoreAll(r.boss, nil))
		must(r.SignOff(r.leaders[0], id, "", -1))
		v := must(r.Appeal(r.agents[1], id, contract.AppealIn{Line: "1", Words: "有一通录音评错了人"}, -1))
		if v.Appeals != 1 {
			t.Errorf("%+v", v.Head)
		}
		if _, err := r.Accept(r.agents[1], id, "", -1); code(err) != "contract.appeal_open" {
			t.Error(err)
		}
		ask := contract.DecideIn{Uphold: true, Words: "复听后改判"}
		value := 92.5
		ask.Value = &value
		scorer := authz.With(t.Context(), may("1001", r.people[0], authz.Scope{Centre: true}, contract.PermissionDecide))
		if _, err := r.Decide(scorer, id, v.Objections[0].ID, ask, -1); code(err) != "contract.not_decider" {
			t.Error(err)
		}
		v = must(r.Decide(r.decider, id, v.Objections[0].ID, ask, -1))
		if v.State != contract.Scored || *v.Total != 100 || *v.Pending != 110 || len(v.Ledger) != 2 || !v.Computation.Lines[0].Decided || v.Objections[0].State != contract.Upheld {
			t.Errorf("%+v", v)
		}
		if done := must(r.ScoreAll(r.boss, nil)); done.Reopened != 0 {
			t.Errorf("a decided value is counted away: %+v", done)
		}
		if _, err := r.Decide(r.decider, id, v.Objections[0].ID, ask, -1); code(err) != "contract.decided" {
			t.Error(err)
		}
	})
}

func TestAChangeScoresThePeriodInParts(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		id := must(r.DrawUp(r.leaders[0], r.request(1, "2026-11-01", "2026-11-30"))).Made[0]
		must(r.Propose(r.leaders[0], id, "", -1))
		must(r.Agree(r.agents[1], id, "", -1))
		in := contract.ChangeIn{FromOn: "2026-11-16", Reason: "转岗到信用卡队列", Lines: []contract.Line{line("training-hours", "up", "capped", 100, 2, 8, 8)}}
		if _, err := r.ProposeChange(r.leaders[0], id, contract.ChangeIn{FromOn: "2026-11-01", Reason: "x", Lines: in.Lines}, -1); field(err, "body.from_on") == "" {
			t.Error(err)
		}
		v := must(r.ProposeChange(r.leaders[0], id, in, -1))
		if !v.Change || len(v.Parts) != 1 {
			t.Errorf("%+v", v.Head)
		}
		v = must(r.AnswerChange(r.agents[1], id, v.Changes[0].ID, true, "", -1))
		if v.Change || len(v.Parts) != 2 || v.Parts[1].Lines[0].Key != "3" || len(v.Signatures) != 4 {
			t.Errorf("%+v", v)
		}
		x := v.Computation.Lines
		if x[0].ToOn != "2026-11-15" || x[2].FromOn != "2026-11-16" || x[2].Share != 0.5 || x[2].Target != 4 {
			t.Errorf("%+v", x)
		}
	})
}

// Each operation is refused to who may not, and nobody sees beyond their reach.
func TestPermissions(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		id := r.october(t, 1)
		agent, other, own := r.agents[1], r.leaders[1], r.agents[2]
		denied := func(what string, err error) {
			t.Helper()
			if !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", what, err)
			}
		}
		gone := func(what string, err error) {
			t.Helper()
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		terms := contract.Terms{Lines: lines(), Words: "x"}
		decide := contract.DecideIn{Words: "x"}
		change := contract.ChangeIn{FromOn: "2026-10-10", Reason: "x", Lines: lines()}
		for what, try := range map[string]func(ctx context.Context) error{
			"list": func(ctx context.Context) error { return second(r.List(ctx, contract.ListIn{})) },
			"draw up": func(ctx context.Context) error {
				return second(r.DrawUp(ctx, r.request(1, "2026-12-01", "2026-12-31")))
			},
			"save":          func(ctx context.Context) error { return second(r.Save(ctx, id, terms, -1)) },
			"propose":       func(ctx context.Context) error { return second(r.Propose(ctx, id, "", -1)) },
			"propose all":   func(ctx context.Context) error { return second(r.ProposeAll(ctx, []string{id}, "")) },
			"accept":        func(ctx context.Context) error { return second(r.AcceptCounter(ctx, id, "", -1)) },
			"withdraw":      func(ctx context.Context) error { return second(r.Withdraw(ctx, id, "", -1)) },
			"change":        func(ctx context.Context) error { return second(r.ProposeChange(ctx, id, change, -1)) },
			"score":         func(ctx context.Context) error { return second(r.Score(ctx, id)) },
			"sign off":      func(ctx context.Context) error { return second(r.SignOff(ctx, id, "", -1)) },
			"decide":        func(ctx context.Context) error { return second(r.Decide(ctx, id, "a", decide, -1)) },
			"score all":     func(ctx context.Context) error { return second(r.ScoreAll(ctx, nil)) },
			"start scoring": func(ctx context.Context) error { return second(r.StartScoring(ctx)) },
			"templates":     func(ctx context.Context) error { return second(r.Templates(ctx)) },
			"save template": func(ctx context.Context) error {
				return second(r.SaveTemplate(ctx, "", contract.TemplateRequest{}, -1))
			},
			"drop template": func(ctx context.Context) error { return r.DropTemplate(ctx, "x") },
			"target lines":  func(ctx context.Context) error { return second(r.TargetLines(ctx, id)) },
			"import":        func(ctx context.Context) error { return second(r.Import(ctx, contract.FileIn{})) },
			"book":          func(ctx context.Context) error { return second(r.Book(ctx, contract.ListIn{}, true)) },
			"get":           func(ctx context.Context) error { return second(r.Get(ctx, id)) },
			"standings":     func(ctx context.Context) error { return second(r.Standings(ctx, "2026-01-01", "2026-12-31")) },
		} {
			denied(what+" as an agent", try(agent))
		}
		gone("get beyond reach", second(r.Get(other, id)))
		gone("targets beyond reach", second(r.TargetLines(other, id)))
		gone("save beyond reach", second(r.Save(other, id, terms, -1)))
		gone("propose beyond reach", second(r.Propose(other, id, "", -1)))
		gone("withdraw beyond reach", second(r.Withdraw(other, id, "", -1)))
		gone("change beyond reach", second(r.ProposeChange(other, id, change, -1)))
		gone("score beyond reach", second(r.Score(other, id)))
		gone("sign off beyond reach", second(r.SignOff(other, id, "", -1)))
		gone("another's", second(r.GetOwn(own, id)))
		gone("sign another's", second(r.Agree(own, id, "", -1)))
		gone("counter another's", second(r.Counter(own, id, terms, -1)))
		gone("accept another's", second(r.Accept(own, id, "", -1)))
		gone("appeal another's", second(r.Appeal(own, id, contract.AppealIn{Line: "1", Words: "x"}, -1)))
		gone("answer another's", second(r.AnswerChange(own, id, "c", true, "", -1)))
		if p := must(r.List(other, contract.ListIn{})); p.Total != 0 {
			t.Error("a leader sees another team", p)
		}
		if p := must(r.List(r.leaders[0], contract.ListIn{Search: "1002"})); p.Total != 1 {
			t.Error(p)
		}
		if field(second(r.DrawUp(other, r.request(1, "2026-12-01", "2026-12-31"))), "body.person_ids[0]") == "" {
			t.Error("drawn up for another team")
		}
		// One's own is for the superior to draw up.
		mine := r.request(0, "2026-12-01", "2026-12-31")
		mine.SuperiorID = r.people[3]
		if out := must(r.DrawUp(r.leaders[0], mine)); out.Left[0].Reason != "own" {
			t.Error(out)
		}
		made := must(r.DrawUp(r.boss, mine)).Made[0]
		denied("propose one's own", second(r.Propose(r.leaders[0], made, "", -1)))
	})
}

func TestLinesAreTakenFromTargets(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		id := r.october(t, 1)
		got := must(r.TargetLines(r.leaders[0], id))
		if len(got) != 1 || got[0].TargetID != "t" || got[0].Target != 88 || got[0].Weight != 100 {
			t.Errorf("%+v", got)
		}
	})
}

func TestAWorkbookGoesOutAndIn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.october(t, 1)
		var file bytes.Buffer
		if err := must(r.Book(r.leaders[0], contract.ListIn{}, true)).Write(&file); err != nil {
			t.Fatal(err)
		}
		same := must(r.Import(r.leaders[0], contract.FileIn{Content: file.Bytes()}))
		if len(same.Issues) != 0 || len(same.Changes) != 1 || same.Changes[0].Change != "same" {
			t.Errorf("%+v", same)
		}
		text := "工号,岗位,开始日期,结束日期,指标,时限（秒）,计分规则,门槛值,目标值,挑战值,权重（%）\n" +
			"1002,客户服务代表,2026-12-01,2026-12-31,质检得分,,线性,80,90,95,60\n" +
			"1002,客户服务代表,2026-12-01,2026-12-31,平均处理时长,,线性,400,300,250,40\n" +
			"1003,客户服务代表,2026-12-01,2026-12-31,质检得分,,线性,80,90,95,85\n" +
			"9999,客户服务代表,2026-12-01,2026-12-31,质检得分,,线性,80,90,95,100\n" +
			"2002,客户服务代表,2026-12-01,2026-12-31,没有的指标,,直线,八十,90,95,100\n" +
			"1003,客户服务代表,2027-01-01,2027-01-31,sl-off,,线性,70,80,90,100\n"
		leader := r.leaders[0]
		_, err := r.Import(leader, contract.FileIn{Content: []byte(text)})
		if code(err) != "contract.issues" {
			t.Error(err)
		}
		look := must(r.Import(leader, contract.FileIn{Content: []byte(text), Check: true}))
		got := []string{}
		for _, i := range look.Issues {
			got = append(got, fmt.Sprint(i.Line, i.Column, " ", i.Code))
		}
		want := []string{"4权重（%） contract.weights_missing", "5工号 unknown", "6计分规则 one_of", "6门槛值 contract.number", "6指标 unknown", "7时限（秒） required", "2上级工号 required"}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
		text = strings.ReplaceAll(text, "开始日期", "上级工号,开始日期")
		text = strings.ReplaceAll(text, "代表,20", "代表,1001,20")
		done := must(r.Import(leader, contract.FileIn{Content: []byte(text), GoodOnly: true}))
		if !done.Applied || len(done.Changes) != 1 || done.Changes[0].Change != "added" {
			t.Errorf("%+v", done)
		}
		if p := must(r.List(leader, contract.ListIn{State: contract.Draft})); p.Total != 1 {
			t.Error(p.Total)
		}
	})
}
