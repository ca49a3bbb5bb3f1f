package hiring_test

import (
	"context"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/wfm/forecast"
	"github.com/lingting/lingting/internal/wfm/staffing"
	"github.com/lingting/lingting/internal/wfm/staffing/hiring"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

// outlook is one of the rest of November 2026 and the six months after it, of
// 8,000 hours of work in each whole one.
type outlook struct{ hours float64 }

func (o outlook) Outlook(_ context.Context, outlookID, _ string) (forecast.OutlookFigures, error) {
	var f forecast.OutlookFigures
	if outlookID != "one" {
		return f, fault.NotFoundf("forecast.outlook.not_found", "There is no such outlook.")
	}
	f.ID, f.AsOfOn = "one", civil.Of(2026, time.November, 23)
	f.Queues = []forecast.OutlookQueue{{QueueID: "a", Outcome: forecast.OutcomeMade}, {QueueID: "b", Outcome: forecast.OutcomeShort}}
	for i := range 7 {
		m := forecast.MonthFigures{From: civil.Of(2026, time.November+time.Month(i), 1), To: civil.Of(2026, time.November+time.Month(i)+1, 0)}
		if i == 0 {
			m.From, m.Partial = civil.Of(2026, time.November, 23), true
		}
		work := o.hours
		m.Workload, m.Bands = &work, &[3]series.Band{{}, {Low: 80, High: 125}, {}}
		f.Ahead = append(f.Ahead, m)
	}
	return f, nil
}

func request() hiring.Request {
	return hiring.Request{Name: " 明年上半年 ", OutlookID: "one", Assumptions: hiring.Assumptions{SurePercent: 50, Hours: 160, ShrinkagePercent: 20, OccupancyPercent: 100, Heads: 62,
		LeadMonths: 1, TrainingMonths: 1, LearningPercents: []int{50}, AttritionPercent: 4, NewLeaversPercent: 4, LeastClass: 4, MostClass: 12, Classes: 1,
		OvertimePercent: 4, ReleasePercent: 4, Pay: 8000, OvertimePay: 12000, ReleaseSaves: 3000, PerClass: 10000, PerHire: 2000, PerShortfall: 50000}}
}

func onBoth(t *testing.T, test func(t *testing.T, s *hiring.Service, db *sqldb.DB, audit *kept)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		audit := &kept{}
		at := clock.Fixed(time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC))
		test(t, hiring.New(db, outlook{hours: 8000}, at, audit), db, audit)
	})
}

func TestWorkBecomesPeopleAndClasses(t *testing.T) {
	onBoth(t, func(t *testing.T, s *hiring.Service, _ *sqldb.DB, audit *kept) {
		ctx := authz.With(t.Context(), authz.System("test"))
		out, err := s.Try(ctx, request())
		if err != nil {
			t.Fatal(err)
		}
		// The rest of November is no month; 8000 h / (160 h × 0.8) = 62.5 people.
		if len(out.Months) != 6 || out.Months[0].Month != "2026-12" || out.Months[5].Month != "2027-05" {
			t.Fatalf("months %+v", out.Months)
		}
		for _, m := range out.Months {
			if math.Abs(m.Need-62.5) > 1e-9 || m.Planned != 8000 {
				t.Errorf("%s: need %g of %g h", m.Month, m.Need, m.Planned)
			}
		}
		// 62 people less half of those who leave in the first month.
		if got := out.Months[0].Capacity; math.Abs(got-62*0.98) > 1e-9 {
			t.Errorf("capacity of the first month %g", got)
		}
		if out.Hired == 0 || len(out.Classes) == 0 || out.Classes[0].Open != "2026-12" || out.Classes[0].Begin != "2027-01" || out.Classes[0].Productive != "2027-02" {
			t.Errorf("classes %+v", out.Classes)
		}
		// Nine tenths sure of a band of 80 to 125: a quarter more than the middle of 100.
		in := request()
		in.SurePercent = 90
		in.Joining = []hiring.Joins{{Month: "2026-12", People: 8}}
		if out, err = s.Try(ctx, in); err != nil {
			t.Fatal(err)
		}
		if got := out.Months[0].Planned; math.Abs(got-10000) > 1e-6 {
			t.Errorf("nine tenths sure: %g h", got)
		}
		if out.Months[0].Joining != 8 || out.Months[0].Training == 0 || !out.Late {
			t.Errorf("a class that is decided: %+v", out.Months[0])
		}
		if len(audit.actions) != 0 {
			t.Errorf("a trial was recorded: %v", audit.actions)
		}
	})
}

func TestPlansAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, s *hiring.Service, _ *sqldb.DB, audit *kept) {
		ctx := authz.With(t.Context(), authz.System("test"))
		p, err := s.Keep(ctx, request())
		if err != nil {
			t.Fatal(err)
		}
		all, err := s.List(ctx)
		if err != nil || len(all) != 1 || all[0].Name != "明年上半年" || all[0].About.Queues != 1 || all[0].About.ModelVersion != hiring.ModelVersion || all[0].Outcome.Cost != p.Outcome.Cost || !slices.Equal(all[0].Outcome.Months, p.Outcome.Months) {
			t.Fatalf("%v: %+v", err, all)
		}
		for range 2 { // a client may ask twice
			if err := s.Delete(ctx, p.ID); err != nil {
				t.Fatal(err)
			}
		}
		if all, err = s.List(ctx); err != nil || len(all) != 0 {
			t.Errorf("after it was deleted: %v %+v", err, all)
		}
		if want := []string{"staffing.hiring.create", "staffing.hiring.delete"}; !slices.Equal(audit.actions, want) {
			t.Errorf("audited %v", audit.actions)
		}
	})
}

func TestWhoMay(t *testing.T) {
	onBoth(t, func(t *testing.T, s *hiring.Service, _ *sqldb.DB, _ *kept) {
		reads := authz.With(t.Context(), authz.Actor{UserID: "r", Login: "r", Permissions: map[string]bool{staffing.PermissionRead: true}, Scope: authz.Scope{Centre: true}})
		if _, err := s.Try(reads, request()); err != nil {
			t.Error(err)
		}
		if _, err := s.Keep(reads, request()); !fault.Is(err, fault.Denied) {
			t.Errorf("keeping: %v", err)
		}
		if err := s.Delete(reads, "x"); !fault.Is(err, fault.Denied) {
			t.Errorf("deleting: %v", err)
		}
		if _, err := s.List(authz.With(t.Context(), authz.Actor{UserID: "n"})); !fault.Is(err, fault.Denied) {
			t.Errorf("listing: %v", err)
		}
	})
}

func TestWhatIsWrongIsToldBesideItsField(t *testing.T) {
	onBoth(t, func(t *testing.T, s *hiring.Service, _ *sqldb.DB, _ *kept) {
		ctx := authz.With(t.Context(), authz.System("test"))
		for field, change := range map[string]func(*hiring.Request){
			"body.name":                  func(r *hiring.Request) { r.Name = " " },
			"body.outlook_id":            func(r *hiring.Request) { r.OutlookID = "" },
			"body.sure_percent":          func(r *hiring.Request) { r.SurePercent = 100 },
			"body.hours_per_month":       func(r *hiring.Request) { r.Hours = 0 },
			"body.shrinkage_percent":     func(r *hiring.Request) { r.ShrinkagePercent = math.NaN() },
			"body.occupancy_percent":     func(r *hiring.Request) { r.OccupancyPercent = 5 },
			"body.joining.0.month":       func(r *hiring.Request) { r.Joining = []hiring.Joins{{Month: "soon", People: 3}} },
			"body.learning_percents.0":   func(r *hiring.Request) { r.LearningPercents = []int{-1} },
			"body.heads":                 func(r *hiring.Request) { r.Heads = -3 },
			"body.lead_months":           func(r *hiring.Request) { r.LeadMonths = 40 },
			"body.new_attrition_percent": func(r *hiring.Request) { r.NewLeaversPercent = 95 },
			"body.most_class":            func(r *hiring.Request) { r.MostClass = 3 },
			"body.classes_per_month":     func(r *hiring.Request) { r.Classes = -1 },
			"body.per_shortfall":         func(r *hiring.Request) { r.PerShortfall = 1 },
		} {
			in := request()
			change(&in)
			_, err := s.Keep(ctx, in)
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.Invalid || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field }) {
				t.Errorf("%s: %v", field, err)
			}
		}
		in := request()
		in.OutlookID = "none"
		if _, err := s.Try(ctx, in); !fault.Is(err, fault.NotFound) {
			t.Errorf("no such outlook: %v", err)
		}
	})
}
