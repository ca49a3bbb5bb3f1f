package shared_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/staffing"
	"github.com/lingting/lingting/internal/wfm/staffing/shared"
)

var monday = civil.Of(2026, time.November, 23)

// plan is one of two queues, open from 9 to 11, on a Monday and Tuesday; the
// Wednesday has no work. A third queue has no requirement.
type plan struct{}

func (plan) Plan(_ context.Context, planID string) (staffing.Plan, error) {
	p := staffing.Plan{ID: "one", Name: "四周", FirstOn: monday, LastOn: monday.Add(2)}
	if planID != "one" {
		return p, fault.NotFoundf("staffing.plan.not_found", "There is no such plan.")
	}
	p.GrainMinutes, p.ShortSeconds, p.Settings.ProbabilityPercent = 30, 5, 80
	p.Settings.Shrinkage = staffing.Shrinkage{InOfficePercent: 10, OutOfOfficePercent: 10}
	for i, id := range []string{"card", "loan", "none"} {
		q := staffing.Queue{QueueID: id, Code: id, Name: id}
		q.Outcome, q.Model = staffing.OutcomeMade, queueing.ModelA
		q.Target = staffing.Target{LevelPercent: 80, Variant: "sl-off", ThresholdSeconds: 20}
		q.Patience = staffing.Patience{From: staffing.PatienceOfHistory, Seconds: 120}
		if i == 2 {
			q.Outcome = staffing.OutcomeNoForecast
		}
		p.Queues = append(p.Queues, q)
	}
	return p, nil
}

func (plan) QueueDays(_ context.Context, _ string, r civil.Range) (map[string][]staffing.Day, error) {
	out := map[string][]staffing.Day{}
	for _, id := range []string{"card", "loan"} {
		for d := r.From; !r.To.Before(d); d = d.Add(1) {
			day := staffing.Day{On: d, Slots: make([]staffing.Slot, 48)}
			for k := range day.Slots {
				day.Slots[k].Seconds = 1800
				if k >= 18 && k < 22 && d != monday.Add(2) {
					day.Slots[k] = staffing.Slot{Seconds: 1800, Contacts: 28, Planned: 30, Handle: 240, Agents: 7}
				}
			}
			out[id] = append(out[id], day)
		}
	}
	return out, nil
}

type people struct{}

func (people) Directory(context.Context, *sqldb.Tx) (org.Directory, error) {
	return org.Directory{
		Queues: []org.DirectoryQueue{{ID: "card", Name: "card", SkillID: "c"}, {ID: "loan", Name: "loan", SkillID: "l"}},
		People: []org.DirectoryPerson{{ID: "1", Active: true}, {ID: "2", Active: true}, {ID: "3", Active: true}, {ID: "4"}, {ID: "5", Active: true}},
	}, nil
}

func (people) SkillsOfPeople(context.Context, *sqldb.Tx) (map[string][]string, error) {
	return map[string][]string{"1": {"c", "l"}, "2": {"l", "c"}, "3": {"c"}, "4": {"l"}, "5": {"other"}}, nil
}

func request() shared.Request {
	return shared.Request{Name: " 两个队列 ", PlanID: "one", Groups: []shared.Group{
		{Name: "卡", QueueIDs: []string{"card"}, Cost: 1}, {Name: "贷", QueueIDs: []string{"loan"}, Cost: 1}, {Name: "都会", QueueIDs: []string{"card", "loan"}, Cost: 1.03},
	}}
}

type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

func onBoth(t *testing.T, test func(t *testing.T, ctx context.Context, s *shared.Service, audit *kept)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC))
		audit := &kept{}
		work := jobs.New(db, nil, clk, slog.New(slog.NewTextHandler(io.Discard, nil)))
		test(t, authz.With(t.Context(), authz.System("test")), shared.New(db, plan{}, people{}, work, clk, audit), audit)
	})
}

// Agents who serve both queues take fewer hours than separate queues; all
// targets hold; what is told is what is kept; a day without work needs nobody.
func TestSharedAgentsTakeFewerHours(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, s *shared.Service, audit *kept) {
		made, err := s.Make(ctx, s.NewID(), request(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if made.Name != "两个队列" || made.Missed != 0 || len(made.Days) != 3 || made.FormulaHours != 2*2*2*7 {
			t.Errorf("%+v", made.About)
		}
		if made.AgentHours >= made.SeparateHours || made.AgentHours < 2*2*8 { // 8 erlangs
			t.Errorf("%g hours, separate queues %g", made.AgentHours, made.SeparateHours)
		}
		if made.Days[2].AgentHours != 0 || made.Days[0].AgentHours+made.Days[1].AgentHours != made.AgentHours {
			t.Errorf("days %+v", made.Days)
		}
		sum := 0.0
		for _, g := range made.Groups {
			sum += g.AgentHours
			if d := g.Scheduled*0.8 - g.AgentHours; d > 1e-9 || d < -1e-9 {
				t.Errorf("%s: %g hours are %g to schedule", g.Name, g.AgentHours, g.Scheduled)
			}
		}
		if sum != made.AgentHours {
			t.Errorf("groups have %g hours of %g", sum, made.AgentHours)
		}
		got, err := s.Get(ctx, made.ID)
		if a, b := asText(t, got), asText(t, made); err != nil || a != b {
			t.Errorf("kept %s, told %s, %v", a, b, err)
		}
		all, err := s.Intervals(ctx, made.ID, monday.String())
		if err != nil || len(all) != 48 || all[18].Formula != 14 || len(all[18].Targets) != 2 || slices.Max(all[17].Agents) != 0 || all[18].At != "09:00" {
			t.Errorf("%v %+v", err, all)
		}
		if again, err := s.Make(ctx, made.ID, request(), nil); err != nil || asText(t, again) != asText(t, made) {
			t.Errorf("made again: %v", err)
		}
		for range 2 {
			if err := s.Delete(ctx, made.ID); err != nil {
				t.Error(err)
			}
		}
		if _, err := s.Intervals(ctx, made.ID, monday.String()); !fault.Is(err, fault.NotFound) {
			t.Errorf("after it was deleted: %v", err)
		}
		if !slices.Equal(audit.actions, []string{"staffing.shared.create", "staffing.shared.delete"}) {
			t.Errorf("audited %v", audit.actions)
		}
	})
}

func asText(t *testing.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Where limits leave no way the targets that are missed are told.
func TestLimitsThatLeaveNoWay(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, s *shared.Service, _ *kept) {
		in, none, few := request(), 0, 3
		in.Groups[1].Most, in.Groups[2].Most = &few, &none
		in.ToOn = monday.String()
		made, err := s.Make(ctx, s.NewID(), in, nil)
		if err != nil || made.Missed == 0 || made.Groups[1].MostAgents != 3 || made.Groups[2].AgentHours != 0 {
			t.Errorf("%v %+v", err, made.About)
		}
	})
}

func TestGroupsAreOfPeople(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, s *shared.Service, _ *kept) {
		groups, err := s.Groups(ctx, "one")
		if err != nil || len(groups) != 2 {
			t.Fatalf("%v %+v", err, groups)
		}
		both, card := groups[0], groups[1]
		if both.People != 2 || both.Name != "card + loan" || !slices.Equal(both.QueueIDs, []string{"card", "loan"}) || both.Cost <= card.Cost || card.People != 1 || card.Name != "card" {
			t.Errorf("%+v", groups)
		}
	})
}

func TestWhatIsWrongIsToldBesideItsField(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, s *shared.Service, _ *kept) {
		for _, c := range []struct {
			field  string
			change func(*shared.Request)
		}{
			{"body.name", func(r *shared.Request) { r.Name = " " }},
			{"body.plan_id", func(r *shared.Request) { r.PlanID = "two" }},
			{"body.from_on", func(r *shared.Request) { r.FromOn = "2026-11-22" }},
			{"body.to_on", func(r *shared.Request) { r.FromOn, r.ToOn = "2026-11-24", "2026-11-23" }},
			{"body.groups", func(r *shared.Request) { r.Groups = r.Groups[:1] }},
			{"body.groups", func(r *shared.Request) { r.Groups = nil }},
			{"body.groups.1.name", func(r *shared.Request) { r.Groups[1].Name = "卡" }},
			{"body.groups.0.queue_ids", func(r *shared.Request) { r.Groups[0].QueueIDs = []string{"none"} }},
			{"body.groups.2.cost_per_hour", func(r *shared.Request) { r.Groups[2].Cost = 0 }},
			{"body.groups.2.most", func(r *shared.Request) { n := -1; r.Groups[2].Most = &n }},
		} {
			in := request()
			c.change(&in)
			_, err := s.Run(ctx, in)
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.Invalid || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == c.field }) {
				t.Errorf("%s: %v", c.field, err)
			}
		}
		if _, err := s.Run(authz.With(ctx, authz.Actor{Permissions: map[string]bool{staffing.PermissionRead: true}}), request()); !fault.Is(err, fault.Denied) {
			t.Errorf("by one who may only read: %v", err)
		}
	})
}
