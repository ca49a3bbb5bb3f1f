package headcount_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/people/headcount"
)

// audited remembers what was audited.
type audited struct{ actions []string }

func (k *audited) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func second[T any](_ T, err error) error { return err }

// staffing asks for 12 people in each month from December 2026 on.
type staffing struct{}

func (staffing) Requirements(context.Context) ([]headcount.Requirement, error) {
	r := headcount.Requirement{ID: "need", Name: "明年", LeastClass: 2, MostClass: 6, Classes: 2, OvertimePercent: 5, OvertimePay: 10, PerShortfall: 100, Hours: 160, OccupancyPercent: 80}
	for i := range 12 {
		r.Months = append(r.Months, headcount.Need{Month: time.Date(2026, time.December+time.Month(i), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"), Need: 12})
	}
	return []headcount.Requirement{r}, nil
}

// A Wednesday, 09:00 in Shanghai.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// room has ten people and a leader at one site, one person at another.
type room struct {
	*headcount.Service
	trainer, manager, director, leader context.Context
	at                                 func(time.Time) *headcount.Service
	people                             *people.Service
	ids                                []string
	site                               string
	audit                              *audited
	system                             context.Context
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(now)
		o := org.New(db, clk, nil)
		r := &room{system: authz.With(t.Context(), authz.System("hr")), audit: &audited{}, people: people.New(db, o, clk, nil)}
		r.at = func(on time.Time) *headcount.Service {
			return headcount.New(db, o, r.people, staffing{}, clock.Fixed(on), r.audit)
		}
		r.Service = r.at(now)
		as := func(who string, centre bool, may ...string) context.Context {
			a := authz.Actor{UserID: who, Login: who, Name: who, Scope: authz.Scope{Centre: centre}, Permissions: map[string]bool{}}
			for _, p := range may {
				a.Permissions[p] = true
			}
			return authz.With(t.Context(), a)
		}
		r.trainer = as("trainer", true, headcount.PermissionRead, headcount.PermissionEdit)
		r.manager = as("manager", true, headcount.PermissionRead, headcount.PermissionEdit, headcount.PermissionApprove)
		r.director = as("director", true, headcount.PermissionRead, headcount.PermissionApprove)
		r.leader = as("leader", false, headcount.PermissionRead)
		for i := range 2 {
			site := must(o.CreateSite(r.system, org.Site{Code: fmt.Sprint("S", i), Name: fmt.Sprint("职场", i)}))
			r.site = site.ID
			leader := must(o.CreatePerson(r.system, org.Person{AgentNo: fmt.Sprint(9000 + i), Name: "班长"}))
			must(r.people.Save(r.system, leader.ID, people.Record{Employments: []people.Employment{{EnteredOn: "2020-01-01"}}}, 0))
			team := must(o.CreateTeam(r.system, org.Team{Code: fmt.Sprint("T", i), Name: fmt.Sprintf("%d班", i), SiteID: site.ID, LeaderID: leader.ID}))
			must(o.Join(r.system, leader.ID, org.NewMembership{TeamID: team.ID, FromOn: "2020-01-01", Correction: true, Why: "test"}))
			for j := range []int{10, 1}[i] {
				p := must(o.CreatePerson(r.system, org.Person{AgentNo: fmt.Sprint(8000 + 100*i + j), Name: fmt.Sprintf("坐席%d", j)}))
				must(o.Join(r.system, p.ID, org.NewMembership{TeamID: team.ID, FromOn: "2025-01-01", Correction: true, Why: "test"}))
				must(r.people.Save(r.system, p.ID, people.Record{Employments: []people.Employment{{EnteredOn: "2025-01-01"}}}, 0))
				r.ids = append(r.ids, p.ID)
			}
		}
		test(t, r)
	})
}

func request() headcount.Request {
	return headcount.Request{Name: " 明年编制 ", RequirementID: "need", FirstMonth: "2026-12", Months: 6, Reason: "年度编制", Terms: headcount.Terms{TrainingMonths: 1, RampMonths: 1, YieldPercent: 80, GraduationPercent: 90}}
}

func TestAPlanIsDrawnUpApprovedAndStays(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := request()
		in.Classes = must(r.Propose(r.trainer, in))
		if len(in.Classes) == 0 || in.Classes[0].Month != "2026-12" {
			t.Fatalf("%+v", in.Classes)
		}
		tried := must(r.Try(r.trainer, in))
		if tried.Heads != 11 || tried.Curve.People != 13 || *tried.Months[0].Required != 12 || tried.Without.ShortIn != 6 || tried.Totals.ShortIn >= 6 {
			t.Errorf("%+v", tried)
		}
		p := must(r.Save(r.trainer, "", in, -1))
		if again := must(r.Save(r.trainer, "", in, -1)); again.ID != p.ID || p.State != headcount.Draft || p.Version != 1 || p.Name != "明年编制" || !p.Own {
			t.Errorf("%+v %+v", p, again)
		}
		if _, err := r.Save(r.trainer, p.ID, in, 7); err != nil {
			t.Error("what is as it was is no change", err)
		}
		in.Months = 9
		two := must(r.Save(r.manager, p.ID, in, p.Rev))
		if _, err := r.Save(r.trainer, p.ID, request(), p.Rev); !fault.Is(err, fault.Conflict) {
			t.Error("a stale change", err)
		}
		if two.Rev != 2 || two.DrawnBy != "trainer" || two.ChangedBy != "manager" {
			t.Errorf("%+v", two)
		}
		// Neither of the two who drew it up approves it.
		if _, err := r.Approve(r.manager, p.ID, "同意"); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
		if _, err := r.Approve(r.director, p.ID, " "); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		done := must(r.Approve(r.director, p.ID, "按预算"))
		if again := must(r.Approve(r.director, p.ID, "又一次")); done.State != headcount.Approved || again.Rev != done.Rev || again.ApprovalReason != "按预算" || again.ApprovedBy != "director" {
			t.Errorf("%+v %+v", done, again)
		}
		if _, err := r.Save(r.trainer, p.ID, in, -1); !fault.Is(err, fault.Conflict) {
			t.Error("an approved version was changed", err)
		}
		if err := r.Delete(r.trainer, p.ID); !fault.Is(err, fault.Conflict) {
			t.Error("an approved version was deleted", err)
		}
		// Whatever the files say later, what was approved stays.
		must(r.people.Save(r.system, r.ids[0], people.Record{Employments: []people.Employment{{EnteredOn: "2025-01-01", LeftOn: "2026-11-24", Kind: people.Voluntary}}}, 1))
		if kept := must(r.Get(r.director, p.ID)); kept.Outcome.Heads != 11 || kept.Outcome.Months[0].Flow != done.Outcome.Months[0].Flow {
			t.Errorf("%+v", kept.Outcome)
		}
		next := must(r.Revise(r.trainer, p.ID))
		if again := must(r.Revise(r.trainer, p.ID)); again.ID != next.ID || next.Version != 2 || next.State != headcount.Draft || next.Reason != "" || next.Outcome.Heads != 10 {
			t.Errorf("%+v", next)
		}
		in.Reason = "有人离职"
		next = must(r.Save(r.trainer, next.ID, in, next.Rev))
		must(r.Approve(r.manager, next.ID, "同意"))
		all := must(r.Plans(r.director))
		if len(all) != 2 || all[0].State != headcount.Approved || all[1].State != headcount.Replaced || all[0].Outcome != nil {
			t.Errorf("%+v", all)
		}
		third := must(r.Revise(r.manager, next.ID))
		for range 2 {
			if err := r.Delete(r.trainer, third.ID); err != nil {
				t.Error(err)
			}
		}
		if want := "create update approve create update approve create delete"; strings.ReplaceAll(strings.Join(r.audit.actions, " "), "people.headcount.", "") != want {
			t.Error(r.audit.actions)
		}
	})
}

func TestWhatCameStandsBesideThePlan(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := request()
		in.Classes = []headcount.Class{{Month: "2026-12", People: 4, YieldPercent: 100, GraduationPercent: 100, TrainingMonths: 1, RampMonths: 1}}
		p := must(r.Save(r.trainer, "", in, -1))
		must(r.Approve(r.director, p.ID, "同意"))
		// Two leave in December; of the class, one came.
		for _, id := range r.ids[:2] {
			must(r.people.Save(r.system, id, people.Record{Employments: []people.Employment{{EnteredOn: "2025-01-01", LeftOn: "2026-12-20", Kind: people.Voluntary}}}, 1))
		}
		must(r.people.Save(r.system, r.ids[2], people.Record{Employments: []people.Employment{{EnteredOn: "2026-12-07"}}}, 1))
		later := must(r.at(now.AddDate(0, 2, 0)).Get(r.director, p.ID))
		months := later.Outcome.Months
		c := months[0].Came
		// Ten at the end of November: one was written anew and was never there before.
		if c == nil || !c.Whole || c.Flow != (headcount.Flow{Opening: 10, Leavers: 2, Closing: 8}) || c.Entered != 1 || c.InTraining != 1 || c.More.Leavers != 2-months[0].Leavers {
			t.Errorf("%+v", c)
		}
		if math.Abs(c.Effective-(8+2*20.0/31)) > 1e-9 {
			t.Errorf("effective %g", c.Effective)
		}
		january := months[1].Came
		if january == nil || january.Whole || january.ToOn != "2027-01-25" || january.Flow != (headcount.Flow{Opening: 8, Graduates: 1, Closing: 9}) || months[2].Came != nil {
			t.Errorf("%+v", january)
		}
		if !c.Outside || c.More.Closing != c.Closing-months[0].Closing {
			t.Errorf("%+v", c)
		}
		// A draft whose first month has begun is not approved.
		draft := must(r.Save(r.trainer, "", headcount.Request{Name: "二", FirstMonth: "2026-12", Months: 3, Reason: "x", Terms: in.Terms}, -1))
		begun := must(r.at(now.AddDate(0, 2, 0)).Get(r.director, draft.ID))
		if !begun.Begun || begun.Outcome.AsOfOn != "2026-11-30" {
			t.Errorf("%+v", begun)
		}
		_, err := r.at(now.AddDate(0, 2, 0)).Approve(r.director, draft.ID, "好")
		if f, ok := fault.As(err); !ok || f.Fields[0].Name != "body.first_month" {
			t.Error(err)
		}
		moved := must(r.at(now.AddDate(0, 2, 0)).Revise(r.trainer, p.ID))
		if moved.FirstMonth != "2027-02" || moved.Months != 4 || len(moved.Classes) != 0 {
			t.Errorf("%+v", moved.Request)
		}
	})
}

func TestWhoIsBehindANumber(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := request()
		in.Classes = []headcount.Class{{Month: "2026-12", People: 4, YieldPercent: 100, GraduationPercent: 100, TrainingMonths: 1, RampMonths: 1}}
		p := must(r.Save(r.trainer, "", in, -1))
		b := must(r.Behind(r.trainer, p.ID, "2027-02"))
		heads, leavers := b.Classes.Closing-b.Moved, b.Classes.Leavers
		for _, x := range b.People {
			heads, leavers = heads+x.Heads, leavers+x.Leavers
		}
		if m := p.Outcome.Months[2]; len(b.People) != 11 || b.Withheld || b.People[0].Name == "" || math.Abs(heads-m.Closing) > 1e-9 || math.Abs(leavers-m.Leavers) > 1e-9 {
			t.Errorf("%g heads, %g leavers of %+v", heads, leavers, b)
		}
		if b = must(r.Behind(r.director, p.ID, "2027-02")); len(b.People) != 0 || !b.Withheld || len(b.Groups) != 1 || *b.Groups[0].People != 11 {
			t.Errorf("%+v", b)
		}
		// One person at a site is not told.
		in.SiteID, in.SharePercent = r.site, 8
		small := must(r.Save(r.trainer, "", in, -1))
		if b = must(r.Behind(r.director, small.ID, "2026-12")); len(b.Groups) != 1 || b.Groups[0].People != nil || b.Groups[0].Leavers != nil {
			t.Errorf("%+v", b)
		}
		if small.SiteName == "" || small.Outcome.Heads != 1 || math.Abs(*small.Outcome.Months[0].Required-0.96) > 1e-9 {
			t.Errorf("%+v", small)
		}
		for _, month := range []string{"2026-11", "2028-01", "soon"} {
			if _, err := r.Behind(r.trainer, p.ID, month); !fault.Is(err, fault.Invalid) {
				t.Error(month, err)
			}
		}
	})
}

func TestWhoMay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		nobody := authz.With(t.Context(), authz.Actor{UserID: "n"})
		for name, err := range map[string]error{
			"list by a leader": second(r.Plans(r.leader)), "list": second(r.Plans(nobody)), "get": second(r.Get(r.leader, "x")), "people": second(r.Behind(r.leader, "x", "2026-12")),
			"save": second(r.Save(r.director, "", request(), -1)), "try": second(r.Try(r.director, request())), "propose": second(r.Propose(r.director, request())), "needs": second(r.Requirements(r.director)),
			"revise": second(r.Revise(r.director, "x")), "approve": second(r.Approve(r.trainer, "x", "y")), "delete": r.Delete(r.director, "x"),
		} {
			if !fault.Is(err, fault.Denied) {
				t.Error(name, err)
			}
		}
		for _, err := range []error{second(r.Get(r.trainer, "x")), second(r.Behind(r.trainer, "x", "2026-12")), second(r.Revise(r.trainer, "x")), second(r.Approve(r.director, "x", "y")), second(r.Save(r.trainer, "x", request(), -1))} {
			if !fault.Is(err, fault.NotFound) {
				t.Error(err)
			}
		}
	})
}

func TestWhatIsWrongIsToldBesideItsField(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for field, change := range map[string]func(*headcount.Request){
			"body.name":                     func(x *headcount.Request) { x.Name = " " },
			"body.reason":                   func(x *headcount.Request) { x.Reason = "" },
			"body.site_id":                  func(x *headcount.Request) { x.SiteID = "nowhere" },
			"body.requirement_id":           func(x *headcount.Request) { x.RequirementID = "none" },
			"body.share_percent":            func(x *headcount.Request) { x.SiteID, x.SharePercent = r.site, math.NaN() },
			"body.first_month":              func(x *headcount.Request) { x.FirstMonth = "2026-11" },
			"body.months":                   func(x *headcount.Request) { x.Months = 25 },
			"body.terms.ramp_months":        func(x *headcount.Request) { x.Terms.RampMonths = -1 },
			"body.classes[0].month":         func(x *headcount.Request) { x.Classes = []headcount.Class{{Month: "2028-01"}} },
			"body.classes[0].people":        func(x *headcount.Request) { x.Classes = []headcount.Class{{Month: "2027-01"}} },
			"body.classes[0].yield_percent": func(x *headcount.Request) { x.Classes = []headcount.Class{{Month: "2027-01", People: 3}} },
			"body.classes[0].graduation_percent": func(x *headcount.Request) {
				x.Classes = []headcount.Class{{Month: "2027-01", People: 3, YieldPercent: 5}}
			},
			"body.moves[0].kind": func(x *headcount.Request) { x.Moves = []headcount.Moves{{Month: "2027-01", People: 1, Kind: "gone"}} },
			"body.moves[0].month": func(x *headcount.Request) {
				x.Moves = []headcount.Moves{{Month: "soon", People: 1, Kind: headcount.MoveAway}}
			},
		} {
			in := request()
			change(&in)
			_, err := r.Save(r.trainer, "", in, -1)
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.Invalid || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field }) {
				t.Errorf("%s: %v", field, err)
			}
		}
		in := request()
		in.RequirementID = ""
		if _, err := r.Propose(r.trainer, in); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		if out := must(r.Try(r.trainer, in)); out.Months[0].Required != nil || out.Totals.ShortIn != 0 {
			t.Errorf("%+v", out)
		}
	})
}
