package strategy_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/strategy"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

// A Wednesday, 09:00 in Shanghai.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// room is the module with a small organisation and the numbers of its contacts.
type room struct {
	*strategy.Service
	ctx, agent context.Context // the director; one who may only read
	db         *sqldb.DB
	org        *org.Service
	metrics    *metric.Service
	team       string
	audit      *kept
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(now)
		o := org.New(db, clk, nil)
		r := &room{ctx: authz.With(t.Context(), authz.System("director")), audit: &kept{}, db: db, org: o}
		r.agent = authz.With(t.Context(), authz.Actor{UserID: "a", Name: "王一", Permissions: map[string]bool{strategy.PermissionRead: true}, Scope: authz.Scope{Self: "p"}})
		r.metrics = metric.New(db, clk, nil, o, rollup.New(db, 16<<20))
		r.Service = strategy.New(db, o, r.metrics, clk, r.audit)
		site := must(o.CreateSite(r.ctx, org.Site{Code: "S", Name: "总部"}))
		r.team = must(o.CreateTeam(r.ctx, org.Team{Code: "T1", Name: "一班", SiteID: site.ID})).ID
		test(t, r)
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func fieldsOf(err error) []string {
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	out := []string{}
	for _, x := range f.Fields {
		out = append(out, x.Name+" "+x.Code)
	}
	return out
}

func n(v int) *int { return &v }

// goal is one that is measured by the share answered within T, or by another metric.
func goal(perspective, name string, measures ...strategy.Measure) strategy.GoalRequest {
	return strategy.GoalRequest{Perspective: perspective, Name: name, Owner: "中心总监", Active: true, Measures: measures}
}

func measure(id, direction string, threshold, target, stretch float64) strategy.Measure {
	return strategy.Measure{Metric: id, Scope: strategy.ScopeCentre, Direction: direction, Weight: 1, Targets: []strategy.Target{{FromOn: "2026-01-01", Threshold: threshold, Target: target, Stretch: stretch}}}
}

func TestGoalsAreSavedOnceAndCheckedWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := goal(strategy.Customer, " 客户打得进 ", measure("sl-off", "up", 70, 80, 90))
		g := must(r.SaveGoal(r.ctx, "", in, -1))
		if again := must(r.SaveGoal(r.ctx, "", in, -1)); again.ID != g.ID || g.Name != "客户打得进" || g.Rev != 1 {
			t.Errorf("told twice, there twice: %+v %+v", g, again)
		}
		if _, err := r.SaveGoal(r.ctx, "", goal(strategy.Finance, "客户打得进"), -1); !fault.Is(err, fault.Conflict) {
			t.Error("the same name twice", err)
		}
		in.Description = "工作日与周末"
		changed := must(r.SaveGoal(r.ctx, g.ID, in, g.Rev))
		if changed.Rev != 2 {
			t.Error(changed)
		}
		if _, err := r.SaveGoal(r.ctx, g.ID, goal(strategy.Customer, "别的"), 1); !fault.Is(err, fault.Conflict) {
			t.Error("a stale change", err)
		}
		if _, err := r.SaveGoal(r.ctx, "nothing", in, -1); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
		bad := goal("sky", "", measure("nothing", "up", 1, 2, 3), measure("offered", "up", 1, 2, 3), measure("sl-off", "up", 80, 70, 60), measure("asa", "down", 20, 30, 40), strategy.Measure{Metric: "asa", Version: 9, Scope: "team", ScopeID: "?", ThresholdSeconds: n(20), Direction: "sideways", Targets: []strategy.Target{{FromOn: "soon", Threshold: 1, Target: 2, Stretch: 2}}})
		_, err := r.SaveGoal(r.ctx, "", bad, -1)
		for _, want := range []string{"body.name required", "body.perspective one_of", "body.measures[0].metric unknown", "body.measures[1].metric count", "body.measures[2].targets[0].threshold order", "body.measures[3].targets[0].threshold order",
			"body.measures[4].version unknown", "body.measures[4].scope_id unknown", "body.measures[4].threshold_seconds not_taken", "body.measures[4].direction one_of", "body.measures[4].weight out_of_range", "body.measures[4].targets[0].from_on date"} {
			if !slices.Contains(fieldsOf(err), want) {
				t.Errorf("%s is not told: %v", want, fieldsOf(err))
			}
		}
		if _, err := r.SaveGoal(r.agent, "", in, -1); !fault.Is(err, fault.Denied) {
			t.Error("written without the permission", err)
		}
		if _, err := r.Map(r.agent, strategy.Quarter, ""); err != nil {
			t.Error("everybody reads the map", err)
		}
		if _, err := r.Map(authz.With(t.Context(), authz.Actor{UserID: "x"}), strategy.Quarter, ""); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
		if !slices.Equal(r.audit.actions, []string{"strategy.goal.create", "strategy.goal.update"}) {
			t.Error(r.audit.actions)
		}
	})
}

func TestArrowsNeverGoInACircle(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		var ids []string
		for _, name := range []string{"人员稳定", "处理高效", "客户满意", "成本下降"} {
			ids = append(ids, must(r.SaveGoal(r.ctx, "", goal(strategy.Learning, name), -1)).ID)
		}
		link := func(a, b int) (strategy.Arrow, error) {
			return r.SaveArrow(r.ctx, "", strategy.ArrowRequest{FromID: ids[a], ToID: ids[b]}, -1)
		}
		first := must(link(0, 1))
		must(link(1, 2))
		must(link(2, 3))
		must(link(0, 3))
		if again := must(link(0, 1)); again.ID != first.ID {
			t.Error("told twice, there twice")
		}
		_, err := link(3, 0)
		if !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
		f, _ := fault.As(err)
		if f.Code != "strategy.circle" || !strings.Contains(f.Fields[0].Message, "成本下降 → 人员稳定") || !strings.HasSuffix(f.Fields[0].Message, "→ 成本下降") {
			t.Errorf("%+v", f.Fields)
		}
		if _, err := r.SaveArrow(r.ctx, first.ID, strategy.ArrowRequest{FromID: ids[2], ToID: ids[0]}, first.Rev); err != nil {
			t.Error("the arrow itself is not in the way", err)
		}
		if _, err := link(1, 1); !slices.Equal(fieldsOf(err), []string{"body.to_id other"}) {
			t.Error(err)
		}
		if err := r.DeleteArrow(r.ctx, first.ID); err != nil {
			t.Fatal(err)
		}
		if err := r.DeleteArrow(r.ctx, first.ID); err != nil {
			t.Error("gone already", err)
		}
		if err := r.DeleteArrow(r.agent, first.ID); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
	})
}

func TestInitiativesKnowWhatIsLate(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		g := must(r.SaveGoal(r.ctx, "", goal(strategy.Learning, "人员稳定"), -1))
		in := strategy.InitiativeRequest{GoalID: g.ID, Name: "师带徒", Owner: "培训师", State: strategy.Running, FromOn: "2026-09-01", ToOn: "2026-12-31", People: 2, Money: 80000,
			Milestones: []strategy.Milestone{{Name: "选出师傅", DueOn: "2026-09-30", DoneOn: "2026-09-25"}, {Name: "第一批结对", DueOn: "2026-11-24"}, {Name: "总结", DueOn: "2026-12-20"}}}
		x := must(r.SaveInitiative(r.ctx, "", in, -1))
		if x.GoalName != "人员稳定" || x.MilestonesDone != 1 || x.Late != 1 {
			t.Errorf("%+v", x)
		}
		in.State = strategy.Done
		in.Name = "旧的"
		must(r.SaveInitiative(r.ctx, "", in, -1))
		m := must(r.Map(r.ctx, strategy.Quarter, ""))
		if len(m.Goals) != 1 || m.Goals[0].Initiatives != 1 || m.Goals[0].Late != 1 || m.Goals[0].State != scoring.Unknown {
			t.Errorf("%+v", m.Goals)
		}
		p := must(r.ListInitiatives(r.agent, strategy.InitiativesIn{Late: true}))
		if len(p.Items) != 1 || p.Items[0].ID != x.ID {
			t.Errorf("%+v", p)
		}
		if p := must(r.ListInitiatives(r.agent, strategy.InitiativesIn{Search: "徒", State: strategy.Running, Goal: g.ID, Sort: "-name"})); len(p.Items) != 1 {
			t.Errorf("%+v", p)
		}
		if _, err := r.ListInitiatives(r.agent, strategy.InitiativesIn{Sort: "colour"}); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		_, err := r.SaveInitiative(r.ctx, "", strategy.InitiativeRequest{GoalID: "?", State: "lost", FromOn: "2026-02-01", ToOn: "2026-01-01", People: -1, Money: math.Inf(1), Milestones: []strategy.Milestone{{DueOn: "x"}}}, -1)
		if got := fieldsOf(err); len(got) != 9 {
			t.Error(got)
		}
		if err := r.DeleteInitiative(r.ctx, x.ID); err != nil {
			t.Fatal(err)
		}
	})
}

// tell tells contacts: on each of the days so many, every third abandoned or late.
func (r *room) tell(t *testing.T, perDay map[string]int) {
	t.Helper()
	q := must(r.org.CreateQueue(r.ctx, org.Queue{Code: "q", Name: "客服", Channel: "voice", Aliases: []org.Alias{{Source: "s", External: "q"}}}))
	_ = q
	var events []telephony.Event
	put := func(e telephony.Event) {
		e.Key = fmt.Sprintf("%032d", len(events))
		events = append(events, e)
	}
	i := 0
	for _, day := range slices.Sorted(func(yield func(string) bool) {
		for d := range perDay {
			if !yield(d) {
				return
			}
		}
	}) {
		on := must(civil.Parse(day))
		zone := must(time.LoadLocation("Asia/Shanghai"))
		for k := range perDay[day] {
			at, call := on.Start(zone)+9*3_600_000+int64(k)*90_000, fmt.Sprintf("c%05d", i)
			i++
			put(telephony.Event{Kind: telephony.KindEnqueued, At: at, Call: call, Queue: "q"})
			wait := int64(5000)
			if i%3 == 0 {
				wait = 45_000
			}
			put(telephony.Event{Kind: telephony.KindConnected, At: at + wait, Call: call, Queue: "q", Agent: "a", Wait: telephony.SpanOf(wait)})
			put(telephony.Event{Kind: telephony.KindEnded, At: at + wait + 60_000, Call: call, Queue: "q", Agent: "a", Talk: telephony.SpanOf(60_000)})
		}
	}
	in := ingest.New(r.db, r.org, nil, clock.Fixed(now))
	if _, err := in.Apply(r.ctx, 1, []ingest.Batch{{Source: "s", Kind: "queue-log", Events: events}}); err != nil {
		t.Fatal(err)
	}
}

// From the goal down to a half-hour the sums are the same, and the value is
// their ratio: never a mean of percentages.
func TestEveryStepDownHasTheSameSums(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.tell(t, map[string]int{"2026-10-05": 7, "2026-10-20": 31, "2026-11-03": 11, "2026-11-24": 2, "2026-09-30": 40})
		m := measure("sl-off", "up", 50, 80, 95)
		m.ThresholdSeconds = n(20)
		later := measure("sl-off", "up", 50, 60, 70)
		later.ThresholdSeconds = n(60)
		first := measure("asa", "down", 30, 10, 5)
		first.Version = 1
		must(r.SaveGoal(r.ctx, "", goal(strategy.Customer, "打得进", m, first, later), -1))
		must(r.SaveGoal(r.ctx, "", goal(strategy.Internal, "没有指标"), -1))
		onMap := must(r.Map(r.ctx, strategy.Quarter, ""))
		if onMap.From != "2026-10-01" || onMap.To != "2026-12-31" {
			t.Fatal(onMap.From, onMap.To)
		}
		top := onMap.Goals[0].Readings[0]
		if top.Den != 51 || top.Value == nil || math.Abs(*top.Value-100*top.Num/top.Den) > 1e-9 {
			t.Fatalf("%+v", top)
		}
		if *onMap.Goals[0].Readings[2].Score != 120 { // all are answered within a minute
			t.Errorf("%+v", onMap.Goals[0].Readings[2])
		}
		if x := onMap.Goals[0].Readings[1]; x.Value == nil || x.Version != 1 || x.Den != 51 {
			t.Errorf("of one version: %+v", x)
		}
		threshold := int64(20_000)
		for _, grain := range []metric.Grain{metric.GrainMonth, metric.GrainDay, metric.Grain30m} {
			a := must(r.metrics.Query(r.ctx, metric.Query{From: onMap.From, To: "2026-11-25", Grain: grain, Metrics: []string{"sl-off"}, ThresholdMs: &threshold}))
			var num, den, percent float64
			for _, row := range a.Rows {
				x := row.Values.Of("sl-off")
				num, den = num+x.Num, den+x.Den
				percent += *x.Value / float64(len(a.Rows))
			}
			if num != top.Num || den != top.Den {
				t.Errorf("%s: %v of %v, the goal says %v of %v", grain, num, den, top.Num, top.Den)
			}
			if grain == metric.GrainMonth && math.Abs(percent-*top.Value) < 0.01 {
				t.Error("the test would not notice a mean of percentages")
			}
		}
		zone := must(time.LoadLocation("Asia/Shanghai"))
		from, to := civil.Of(2026, 10, 1).Start(zone), civil.Of(2026, 11, 26).Start(zone)
		d := must(r.metrics.Drill(r.ctx, metric.Query{FromMs: from, ToMs: to, Grain: metric.GrainTotal, Metrics: []string{"sl-off"}, ThresholdMs: &threshold}, "den", 0, 500))
		if float64(d.Total) != top.Den {
			t.Errorf("%d contacts, the goal counts %v", d.Total, top.Den)
		}
		if p := onMap.Perspectives[1]; p.Key != strategy.Customer || p.Score == nil || *p.Score != *onMap.Goals[0].Score {
			t.Errorf("%+v", onMap.Perspectives)
		}
		if p := onMap.Perspectives[2]; p.State != scoring.Unknown || p.Goals != 1 {
			t.Errorf("%+v", p)
		}
		old := must(r.Map(r.agent, strategy.Year, "2025-05-01"))
		if x := old.Goals[0].Readings[0]; x.Target != nil || x.State != scoring.Unknown {
			t.Errorf("a target before its day: %+v", x)
		}
		if next := must(r.Map(r.agent, strategy.Month, "2027-02-01")); next.To != "2027-02-28" || next.Goals[0].State != scoring.Unknown {
			t.Errorf("%+v", next)
		}
		if _, err := r.Map(r.agent, "decade", "x"); len(fieldsOf(err)) != 2 {
			t.Error(err)
		}
	})
}

func TestScoresAreLinearBetweenTheMarks(t *testing.T) {
	for _, c := range []struct {
		direction               string
		threshold, target, most float64
		value, want             float64
		state                   string
	}{
		{"up", 70, 80, 90, 69.9, 0, scoring.Missed},
		{"up", 70, 80, 90, 70, 60, scoring.Near},
		{"up", 70, 80, 90, 75, 80, scoring.Near},
		{"up", 70, 80, 90, 79.96, 100, scoring.Reached}, // reads 80.0
		{"up", 70, 80, 90, 85, 110, scoring.Reached},
		{"up", 70, 80, 90, 97, 120, scoring.Exceeded},
		{"up", 70, 80, 80, 97, 100, scoring.Reached}, // no stretch
		{"down", 8, 5, 2, 9, 0, scoring.Missed},
		{"down", 8, 5, 2, 6.5, 80, scoring.Near},
		{"down", 8, 5, 2, 3.5, 110, scoring.Reached},
		{"down", 8, 5, 2, 0, 120, scoring.Exceeded},
	} {
		score, state := strategy.Judge(measure("abandon-rate", c.direction, c.threshold, c.target, c.most), c.value, "percent", "2026-05-01")
		if math.Abs(score-c.want) > 1e-9 || state != c.state {
			t.Errorf("%+v: %v %s", c, score, state)
		}
	}
}

// told are numbers as they were told, week by week.
type told struct {
	strategy.Numbers
	from   civil.Date
	values map[string][]float64
}

func (x *told) Query(_ context.Context, q metric.Query) (metric.Answer, error) {
	var a metric.Answer
	for i := range x.values["aht"] {
		row := metric.Row{Start: x.from.Add(7*i).String() + "T00:00:00+08:00"}
		text := map[string]any{}
		for _, m := range q.Metrics {
			text[m] = map[string]any{"value": x.values[m][i]}
		}
		raw, err := json.Marshal(text)
		if err != nil {
			return a, err
		}
		if err := json.Unmarshal(raw, &row.Values); err != nil {
			return a, err
		}
		a.Rows = append(a.Rows, row)
	}
	return a, nil
}

func TestEvidenceSpeaksCarefully(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		random := rand.New(rand.NewPCG(7, 8))
		const weeks = 80
		x := &told{Numbers: r.metrics, values: map[string][]float64{}}
		// When handle times fall, occupancy falls two weeks later; abandons do as they like.
		for i := range weeks {
			x.values["aht"] = append(x.values["aht"], 200+20*random.NormFloat64())
			x.values["abandon-rate"] = append(x.values["abandon-rate"], 5+random.NormFloat64())
			v := 80.0 + random.NormFloat64()
			if i >= 2 {
				v += (x.values["aht"][i-2] - 200) / 5
			}
			x.values["answer-rate"] = append(x.values["answer-rate"], v)
		}
		x.from = civil.Of(2026, 11, 23).Add(-7 * weeks)
		s := strategy.New(r.db, r.org, x, clock.Fixed(now), nil)
		id := func(name string, m ...strategy.Measure) string {
			return must(s.SaveGoal(r.ctx, "", goal(strategy.Internal, name, m...), -1)).ID
		}
		short, free, rate, none := id("处理快", measure("aht", "down", 240, 200, 180)), id("少放弃", measure("abandon-rate", "down", 8, 5, 3)), id("接得起", measure("answer-rate", "up", 70, 80, 90)), id("没有指标")
		for _, a := range [][2]string{{short, rate}, {short, free}, {short, none}} {
			must(s.SaveArrow(r.ctx, "", strategy.ArrowRequest{FromID: a[0], ToID: a[1]}, -1))
		}
		ask := func() map[string]strategy.Evidence {
			out := map[string]strategy.Evidence{}
			for _, e := range must(s.Evidence(r.agent, "week")) {
				out[e.ToName] = e
			}
			return out
		}
		all := ask()
		if len(all) != 3 {
			t.Fatalf("%d arrows", len(all))
		}
		// Longer calls are followed by more answered: against what the arrow assumes, since shorter is better.
		if e := all["接得起"]; e.Verdict != strategy.SpeaksAgainst || e.Lag != 2 || e.High >= 0 || e.Values < 70 || len(e.Lags) != 13 || len(e.Starts) != weeks || len(e.First.Values) != weeks {
			t.Errorf("%+v", e)
		}
		if e := all["少放弃"]; e.Verdict != strategy.SaysNeither || e.Low >= 0 || e.High <= 0 {
			t.Errorf("%+v", e)
		}
		if e := all["没有指标"]; e.Verdict != strategy.SaysNothing {
			t.Errorf("%+v", e)
		}
		for k := range x.values {
			x.values[k] = x.values[k][weeks-12:]
		}
		x.from = civil.Of(2026, 11, 23).Add(-7 * 12)
		if e := ask()["接得起"]; e.Verdict != strategy.SaysTooFew || e.Values > 12 {
			t.Errorf("%+v", e)
		}
		if _, err := s.Evidence(r.agent, "day"); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
	})
}
