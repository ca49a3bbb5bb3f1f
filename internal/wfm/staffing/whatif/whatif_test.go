package whatif_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/lingting/lingting/calc/queueing"
	calc "github.com/lingting/lingting/calc/whatif"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/wfm/staffing"
	"github.com/lingting/lingting/internal/wfm/staffing/whatif"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

// plans has one plan, of a week of two queues from 9 to 17 o'clock by Erlang A,
// and of a queue without a forecast.
type plans struct {
	asked int
	gone  bool
}

func (p *plans) Basis(_ context.Context, planID string) (staffing.Basis, error) {
	p.asked++
	var b staffing.Basis
	if planID != "plan" || p.gone {
		return b, fault.NotFoundf("staffing.plan.not_found", "There is no such plan.")
	}
	b.Plan = staffing.Plan{ID: "plan", Name: "Next week", FirstOn: civil.Of(2026, time.November, 23), LastOn: civil.Of(2026, time.November, 29)}
	b.Plan.About = staffing.About{ForecastName: "The week", GrainMinutes: 30, ModelVersion: queueing.Version, Settings: staffing.Settings{FullTimeHours: 40}, ShortSeconds: 5}
	for i, id := range []string{"a", "b"} {
		b.Plan.Queues = append(b.Plan.Queues, staffing.Queue{QueueID: id, Code: "Q" + id, Name: "Queue " + id, AboutQueue: staffing.AboutQueue{Outcome: staffing.OutcomeMade, Model: queueing.ModelA,
			Target: staffing.Target{LevelPercent: 80, Variant: queueing.LevelOffered, ThresholdSeconds: 20}, Patience: staffing.Patience{Seconds: 150}}})
		for d := range 7 {
			day := staffing.BasisDay{QueueID: id, On: b.Plan.FirstOn.Add(d), Slots: make([]staffing.BasisSlot, 48)}
			for k := range day.Slots {
				s := &day.Slots[k]
				s.Seconds, s.InOffice, s.OutOffice, s.Handle = 1800, 0.1, 0.1, 240
				if k < 18 || k >= 34 || d > 1 {
					continue
				}
				s.Contacts = 40 + float64(10*i+k)
				s.Planned, s.Low, s.High = s.Contacts, 0.9*s.Contacts, 1.1*s.Contacts
				l := queueing.Load{Rate: s.Contacts / 1800, Handle: 240, Interval: 1800, Patience: queueing.Exponential{MeanTime: 150}}
				got, err := queueing.Required(queueing.ModelA, l, queueing.Targets{Level: 0.8, Threshold: 20})
				if err != nil {
					return b, err
				}
				s.Agents = got.Agents
				s.Level, s.ASA, s.Abandoned, s.Occupancy = got.Measures.Level(queueing.LevelOffered, 20, 5), got.Measures.ASA, got.Measures.Abandoned, got.Measures.Occupancy
			}
			b.Days = append(b.Days, day)
		}
	}
	b.Plan.Queues = append(b.Plan.Queues, staffing.Queue{QueueID: "c", AboutQueue: staffing.AboutQueue{Outcome: staffing.OutcomeNoForecast}})
	return b, nil
}

func question() whatif.Question {
	return whatif.Question{PlanID: "plan", Levers: calc.Levers{All: calc.Change{VolumePercent: 10}}, Costs: calc.Costs{PerHour: 50, PerHire: 10_000, PerTrained: 2_000}}
}

func request(name string) whatif.Request {
	return whatif.Request{Name: name, Note: "for the budget", Question: question()}
}

func onBoth(t *testing.T, test func(t *testing.T, ctx context.Context, s *whatif.Service, p *plans, audit *kept)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		p, audit := &plans{}, &kept{}
		s := whatif.New(db, p, clock.Fixed(time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)), audit)
		test(t, authz.With(t.Context(), authz.System("test")), s, p, audit)
	})
}

func refused(t *testing.T, err error, code, field string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code || field != "" && !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field }) {
		t.Errorf("%v, want %s at %s", err, code, field)
	}
}

func TestTrial(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, s *whatif.Service, _ *plans, audit *kept) {
		q := question()
		q.Levers.All = calc.Change{}
		a, err := s.Try(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(a.Outcome.Base, a.Outcome.Adapted) || len(a.About.Queues) != 2 || a.About.Queues[0].Name != "Queue a" || a.About.Queues[0].Level != 80 || a.About.FormulaVersion != queueing.Version || a.About.ScenarioVersion != calc.Version {
			t.Errorf("%+v", a)
		}
		// 80 % of scheduled time is there for contacts.
		if o := a.Outcome.Base; math.Abs(o.PaidHours-o.AgentHours/0.8) > 0.01 || math.Abs(o.FTE-o.PaidHours/40) > 0.01 {
			t.Errorf("%+v", o.Figures)
		}
		if a, err = s.Try(ctx, question()); err != nil || a.Outcome.Adapted.FTE <= a.Outcome.Base.FTE || *a.Outcome.Kept.Level >= *a.Outcome.Base.Level {
			t.Errorf("%v: %+v", err, a)
		}
		if len(audit.actions) != 0 {
			t.Errorf("a trial was recorded: %v", audit.actions)
		}
		q.PlanID = "other"
		if _, err = s.Try(ctx, q); !fault.Is(err, fault.NotFound) {
			t.Errorf("no such plan: %v", err)
		}
	})
}

func TestPrices(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, s *whatif.Service, _ *plans, _ *kept) {
		steps := whatif.Steps{HandleSeconds: 5, LevelPoints: 5, VolumePercent: 5, ShrinkagePoints: 1, AttritionPercent: 1, Cross: calc.Cross{QueueIDs: []string{"a", "b"}, People: 10}}
		got, err := s.Prices(ctx, "plan", steps, question().Costs)
		if err != nil || len(got) != 6 {
			t.Fatalf("%v: %+v", err, got)
		}
		for _, p := range got {
			a, err := s.Try(ctx, whatif.Question{PlanID: "plan", Levers: p.Levers, Costs: question().Costs})
			if err != nil || math.Abs(a.Outcome.Adapted.FTE-a.Outcome.Base.FTE-p.FTE) > 0.011 || math.Abs(a.Outcome.Adapted.Money-a.Outcome.Base.Money-p.Money) > 0.011 {
				t.Errorf("%s: %+v, tried %+v %v", p.Lever, p.Price, a.Outcome.Adapted.Figures, err)
			}
			if p.FTE > 0 || p.Lever == "attrition" && p.Money <= 0 {
				t.Errorf("%s: %+v", p.Lever, p.Price)
			}
		}
		steps.Cross = calc.Cross{}
		if got, err = s.Prices(ctx, "plan", steps, question().Costs); err != nil || len(got) != 5 {
			t.Errorf("without queues to cross-train: %v %d", err, len(got))
		}
		steps.HandleSeconds = -1
		_, err = s.Prices(ctx, "plan", steps, question().Costs)
		refused(t, err, "staffing.scenario.invalid", "body.steps.handle_s")
	})
}

func TestScenariosAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, s *whatif.Service, p *plans, audit *kept) {
		first, err := s.Save(ctx, "", request(" Ten per cent more "))
		if err != nil || first.Name != "Ten per cent more" || first.Rev != 1 || first.Answer == nil || first.Summary.FTEChange <= 0 {
			t.Fatalf("%v: %+v", err, first)
		}
		again, err := s.Save(ctx, "", request("Ten per cent more")) // a client may ask twice
		if err != nil || again.ID != first.ID || again.Rev != 1 {
			t.Errorf("%v: %+v", err, again)
		}
		other := request("ten PER cent more")
		other.Levers.All.VolumePercent = 20
		_, err = s.Save(ctx, "", other)
		refused(t, err, "staffing.scenario.taken", "body.name")
		other.Name = "Twenty"
		second, err := s.Save(ctx, "", other)
		if err != nil {
			t.Fatal(err)
		}
		read, err := s.Scenario(ctx, first.ID)
		if err != nil || !reflect.DeepEqual(read, first) {
			t.Errorf("%v: read %+v\nkept %+v", err, read, first)
		}
		// A new name is no reason to reckon anew: the plan may be gone.
		p.gone = true
		in := request("Budget")
		in.Rev = first.Rev
		renamed, err := s.Save(ctx, first.ID, in)
		if err != nil || renamed.Rev != 2 || renamed.Name != "Budget" || !reflect.DeepEqual(renamed.Answer, first.Answer) {
			t.Errorf("%v: %+v", err, renamed)
		}
		if once, err := s.Save(ctx, first.ID, in); err != nil || once.Rev != 2 { // the same again, with the old revision
			t.Errorf("%v: %+v", err, once)
		}
		in.Name = "Late"
		_, err = s.Save(ctx, first.ID, in)
		refused(t, err, "staffing.scenario.stale", "")
		in.Rev, in.Levers.All.VolumePercent = 2, 11
		if _, err = s.Save(ctx, first.ID, in); !fault.Is(err, fault.NotFound) {
			t.Errorf("other levers on a plan that is gone: %v", err)
		}
		p.gone = false
		if changed, err := s.Save(ctx, first.ID, in); err != nil || changed.Rev != 3 || changed.Summary.FTE <= first.Summary.FTE {
			t.Errorf("%v: %+v", err, changed.Summary)
		}
		both, err := s.Compare(ctx, []string{second.ID, "none", first.ID, second.ID})
		if err != nil || len(both) != 2 || both[0].ID != second.ID || both[1].Answer == nil {
			t.Errorf("%v: %d compared", err, len(both))
		}
		_, err = s.Compare(ctx, []string{"1", "2", "3", "4", "5"})
		refused(t, err, "staffing.scenario.too_many", "query.ids")
		for range 2 {
			if err := s.Delete(ctx, first.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err = s.Scenario(ctx, first.ID); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if want := []string{"staffing.scenario.create", "staffing.scenario.create", "staffing.scenario.update", "staffing.scenario.update", "staffing.scenario.delete"}; !slices.Equal(audit.actions, want) {
			t.Errorf("audited %v", audit.actions)
		}
	})
}

func TestScenariosAreFound(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, s *whatif.Service, _ *plans, _ *kept) {
		for i, name := range []string{"beta", "Alpha", "gamma"} {
			in := request(name)
			in.Levers.All.VolumePercent = []float64{5, -10, 20}[i]
			if _, err := s.Save(ctx, "", in); err != nil {
				t.Fatal(err)
			}
		}
		for sort, want := range map[string]string{"name": "Alpha beta gamma", "-name": "gamma beta Alpha", "fte": "Alpha beta gamma", "-money": "gamma beta Alpha"} {
			p, err := s.List(ctx, whatif.ListIn{Sort: sort, Limit: 2})
			if err != nil || p.Total != 3 || len(p.Items) != 2 {
				t.Fatalf("%v: %+v", err, p)
			}
			rest, err := s.List(ctx, whatif.ListIn{Sort: sort, Limit: 2, Cursor: p.NextCursor})
			if err != nil || len(rest.Items) != 1 {
				t.Fatalf("%v: %+v", err, rest)
			}
			if got := fmt.Sprint(p.Items[0].Name, " ", p.Items[1].Name, " ", rest.Items[0].Name); got != want || p.Items[0].Answer != nil {
				t.Errorf("by %s: %s", sort, got)
			}
		}
		if p, err := s.List(ctx, whatif.ListIn{Search: "ALPH"}); err != nil || len(p.Items) != 1 {
			t.Errorf("%v: %+v", err, p)
		}
		if p, err := s.List(ctx, whatif.ListIn{Plan: "other"}); err != nil || len(p.Items) != 0 {
			t.Errorf("%v: %+v", err, p)
		}
		_, err := s.List(ctx, whatif.ListIn{Sort: "nothing"})
		refused(t, err, "staffing.sort", "query.sort")
	})
}

func TestWorkbook(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, s *whatif.Service, _ *plans, audit *kept) {
		x, err := s.Save(ctx, "", request("Ten more"))
		if err != nil {
			t.Fatal(err)
		}
		q := question()
		q.Levers.Cross = []calc.Cross{{QueueIDs: []string{"a", "b"}, People: 10}}
		for _, zh := range []bool{true, false} {
			b, err := s.Workbook(ctx, &q, []string{x.ID}, zh)
			if err != nil {
				t.Fatal(err)
			}
			var file bytes.Buffer
			if err := b.Write(&file); err != nil {
				t.Fatal(err)
			}
			book, err := excelize.OpenReader(&file)
			if err != nil {
				t.Fatal(err)
			}
			if names := book.GetSheetList(); len(names) != 5 || zh != (names[4] == "口径") {
				t.Errorf("sheets %v", names)
			}
			for i, want := range []int{1 + 2*9, 1 + 2*2*9, 1 + 2*16, 1 + 1} {
				rows, err := book.GetRows(book.GetSheetList()[i])
				if err != nil || len(rows) != want {
					t.Errorf("%v: sheet %d has %d rows, want %d", err, i, len(rows), want)
					continue
				}
				for n, r := range rows { // every figure says by which model and version
					if len(r) != len(rows[0]) || n > 0 && !strings.Contains(r[len(r)-1], fmt.Sprint(calc.Version)) {
						t.Errorf("sheet %d, row %d: %q", i, n, r)
					}
				}
			}
		}
		if !slices.Contains(audit.actions, "staffing.scenario.export") {
			t.Errorf("audited %v", audit.actions)
		}
		_, err = s.Workbook(ctx, nil, nil, true)
		refused(t, err, "staffing.scenario.nothing", "")
	})
}

func TestWhoMay(t *testing.T) {
	onBoth(t, func(t *testing.T, _ context.Context, s *whatif.Service, _ *plans, _ *kept) {
		reads := authz.With(t.Context(), authz.Actor{UserID: "r", Login: "r", Permissions: map[string]bool{staffing.PermissionRead: true}, Scope: authz.Scope{Centre: true}})
		if _, err := s.Try(reads, question()); err != nil {
			t.Error(err)
		}
		if _, err := s.Save(reads, "", request("x")); !fault.Is(err, fault.Denied) {
			t.Errorf("keeping: %v", err)
		}
		if err := s.Delete(reads, "x"); !fault.Is(err, fault.Denied) {
			t.Errorf("deleting: %v", err)
		}
		nobody := authz.With(t.Context(), authz.Actor{UserID: "n"})
		if _, err := s.Try(nobody, question()); !fault.Is(err, fault.Denied) {
			t.Errorf("trying: %v", err)
		}
		if _, err := s.Prices(nobody, "plan", whatif.Steps{}, calc.Costs{}); !fault.Is(err, fault.Denied) {
			t.Errorf("prices: %v", err)
		}
		if _, err := s.List(nobody, whatif.ListIn{}); !fault.Is(err, fault.Denied) {
			t.Errorf("listing: %v", err)
		}
		if _, err := s.Scenario(nobody, "x"); !fault.Is(err, fault.Denied) {
			t.Errorf("reading: %v", err)
		}
		if _, err := s.Workbook(nobody, nil, []string{"x"}, true); !fault.Is(err, fault.Denied) {
			t.Errorf("exporting: %v", err)
		}
		team := authz.With(t.Context(), authz.Actor{UserID: "t", Login: "t", Permissions: map[string]bool{staffing.PermissionRead: true, staffing.PermissionEdit: true}})
		if _, err := s.Save(team, "", request("x")); !fault.Is(err, fault.Denied) {
			t.Errorf("keeping by who edits a team only: %v", err)
		}
	})
}

func TestWhatIsWrongIsToldBesideItsField(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, s *whatif.Service, p *plans, _ *kept) {
		for field, change := range map[string]func(*whatif.Request){
			"body.name":                        func(r *whatif.Request) { r.Name = " " },
			"body.note":                        func(r *whatif.Request) { r.Note = strings.Repeat("x", 501) },
			"body.plan_id":                     func(r *whatif.Request) { r.PlanID = "" },
			"body.levers.all.volume_percent":   func(r *whatif.Request) { r.Levers.All.VolumePercent = -95 },
			"body.levers.all.handle_s":         func(r *whatif.Request) { r.Levers.All.HandleSeconds = math.NaN() },
			"body.levers.all.handle_percent":   func(r *whatif.Request) { r.Levers.All.HandlePercent = 301 },
			"body.levers.all.level_points":     func(r *whatif.Request) { r.Levers.All.LevelPoints = 91 },
			"body.levers.all.threshold_s":      func(r *whatif.Request) { r.Levers.All.ThresholdSeconds = 4000 },
			"body.levers.own.0.queue_id":       func(r *whatif.Request) { r.Levers.Own = []calc.Own{{QueueID: "c"}} },
			"body.levers.own.1.queue_id":       func(r *whatif.Request) { r.Levers.Own = []calc.Own{{QueueID: "a"}, {QueueID: "a"}} },
			"body.levers.in_office_points":     func(r *whatif.Request) { r.Levers.InOfficePoints = 81 },
			"body.levers.out_of_office_points": func(r *whatif.Request) { r.Levers.OutOfficePoints = -81 },
			"body.levers.attrition_percent":    func(r *whatif.Request) { r.Levers.AttritionPercent = 51 },
			"body.levers.kinds.0.kind":         func(r *whatif.Request) { r.Levers.Kinds = []calc.Kind{{Kind: "lunch", Points: 1}} },
			"body.levers.kinds.1.kind": func(r *whatif.Request) {
				r.Levers.Kinds = []calc.Kind{{Kind: "training", Points: 1}, {Kind: "training", Points: 2}}
			},
			"body.levers.kinds.0.points": func(r *whatif.Request) { r.Levers.Kinds = []calc.Kind{{Kind: "sick_leave", Points: 81}} },
			"body.levers.cross": func(r *whatif.Request) {
				r.Levers.Cross = slices.Repeat([]calc.Cross{{QueueIDs: []string{"a", "b"}, People: 1}}, 7)
			},
			"body.levers.cross.0.people":    func(r *whatif.Request) { r.Levers.Cross = []calc.Cross{{QueueIDs: []string{"a", "b"}}} },
			"body.levers.cross.0.queue_ids": func(r *whatif.Request) { r.Levers.Cross = []calc.Cross{{QueueIDs: []string{"a", "a"}, People: 2}} },
			"body.costs.per_hour":           func(r *whatif.Request) { r.Costs.PerHour = -1 },
			"body.costs.per_hire":           func(r *whatif.Request) { r.Costs.PerHire = 1e10 },
			"body.costs.per_trained":        func(r *whatif.Request) { r.Costs.PerTrained = -1 },
		} {
			in := request("x")
			change(&in)
			_, err := s.Save(ctx, "", in)
			refused(t, err, "staffing.scenario.invalid", field)
		}
		in := question()
		in.Levers.Cross = []calc.Cross{{QueueIDs: []string{"a", "c"}, People: 2}} // c has no requirement
		_, err := s.Try(ctx, in)
		refused(t, err, "staffing.scenario.invalid", "body.levers.cross.0.queue_ids")
		if p.asked == 0 {
			t.Error("the plan was never read")
		}
	})
}
