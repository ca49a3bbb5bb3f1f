package roster_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

var monday = time.Date(2026, time.November, 23, 1, 0, 0, 0, time.UTC) // 09:00 in Shanghai

// room is the module with a small organisation.
type room struct {
	*roster.Service
	org                *org.Service
	ctx                context.Context
	audit              *kept
	team, other, skill string
	people             []string // two in team, one in other
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(monday)
		r := &room{org: org.New(db, clk, nil), ctx: authz.With(t.Context(), authz.System("test")), audit: &kept{}}
		r.Service = roster.New(db, r.org, clk, r.audit)
		site := must(r.org.CreateSite(r.ctx, org.Site{Code: "S", Name: "总部"}))
		r.team = must(r.org.CreateTeam(r.ctx, org.Team{Code: "T1", Name: "一班", SiteID: site.ID})).ID
		r.other = must(r.org.CreateTeam(r.ctx, org.Team{Code: "T2", Name: "二班", SiteID: site.ID})).ID
		r.skill = must(r.org.CreateSkill(r.ctx, org.Skill{Code: "card", Name: "信用卡"})).ID
		for i, team := range []string{r.team, r.team, r.other} {
			p := must(r.org.CreatePerson(r.ctx, org.Person{AgentNo: []string{"1001", "1002", "2001"}[i], Name: []string{"王一", "李二", "张三"}[i]}))
			must(r.org.Join(r.ctx, p.ID, org.NewMembership{TeamID: team, FromOn: "2026-01-01"}))
			r.people = append(r.people, p.ID)
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

// early is an early shift of eight and a half hours, eight of them paid.
func early() roster.ShiftRequest {
	return roster.ShiftRequest{Code: "A1", Name: " 早班 ", Colour: "blue", EarliestStart: 420, LatestStart: 510, Step: 30, Length: 510, FromOn: "2026-11-01",
		Breaks: []roster.Break{{Name: "小休", Minutes: 10, Paid: true, From: 60, To: 120}, {Name: "用餐", Minutes: 30, From: 180, To: 300}}}
}

func fieldsOf(err error) []string {
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	out := []string{}
	for _, x := range f.Fields {
		out = append(out, x.Name)
	}
	return out
}

func TestShiftTypesAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		a := must(r.AddShift(r.ctx, early()))
		if a.Name != "早班" || a.Paid != 480 || a.Part != roster.Early || a.State != roster.InForce {
			t.Fatalf("%+v", a)
		}
		if again := must(r.AddShift(r.ctx, early())); again.ID != a.ID {
			t.Error("asked for twice, added twice")
		}
		twin := early()
		twin.Code, twin.Name = "a1", "另一个"
		if _, err := r.AddShift(r.ctx, twin); !fault.Is(err, fault.Conflict) || !slices.Equal(fieldsOf(err), []string{"body.code"}) {
			t.Errorf("the same code: %v", err)
		}
		night := roster.ShiftRequest{Code: "N", Name: "夜班", Colour: "purple", EarliestStart: 22 * 60, LatestStart: 22 * 60, Step: 30, Length: 600, FromOn: "2026-12-01", TeamIDs: []string{r.team}}
		n := must(r.AddShift(r.ctx, night))
		if n.Part != roster.Night || n.State != roster.Planned || n.Paid != 600 {
			t.Errorf("%+v", n)
		}
		for search, want := range map[roster.ShiftsIn][]string{
			{}:                       {"A1", "N"},
			{Sort: "-start"}:         {"N", "A1"},
			{Search: "夜"}:            {"N"},
			{State: roster.InForce}:  {"A1"},
			{Part: roster.Night}:     {"N"},
			{Team: r.other}:          {"A1"},
			{Limit: 1, Sort: "name"}: {"夜班"},
		} {
			p := must(r.ListShifts(r.ctx, search))
			got := []string{}
			for _, x := range p.Items {
				got = append(got, x.Code)
			}
			if search.Limit == 1 {
				if len(got) != 1 || p.NextCursor == "" {
					t.Errorf("a page of one: %v %q", got, p.NextCursor)
				}
				continue
			}
			if !slices.Equal(got, want) {
				t.Errorf("%+v: %v, want %v", search, got, want)
			}
		}
		changed := early()
		changed.Length = 540
		if _, err := r.ChangeShift(r.ctx, a.ID, changed, a.Rev+5); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale change: %v", err)
		}
		b := must(r.ChangeShift(r.ctx, a.ID, changed, a.Rev))
		if b.Rev != a.Rev+1 || b.Paid != 510 {
			t.Errorf("%+v", b)
		}
		if same := must(r.ChangeShift(r.ctx, a.ID, changed, a.Rev)); same.Rev != b.Rev {
			t.Error("the same change once more changed something")
		}
		if err := r.DeleteShift(r.ctx, a.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("one in force was deleted: %v", err)
		}
		if e := must(r.EndShift(r.ctx, a.ID, "2026-11-20")); e.State != roster.Ended {
			t.Errorf("%+v", e)
		}
		for range 2 {
			if err := r.DeleteShift(r.ctx, n.ID); err != nil {
				t.Error(err)
			}
		}
		want := []string{"roster.shift_type.create", "roster.shift_type.create", "roster.shift_type.update", "roster.shift_type.update", "roster.shift_type.delete"}
		if !slices.Equal(r.audit.actions, want) {
			t.Errorf("audited %v", r.audit.actions)
		}
	})
}

func TestWrongShiftTypesAreToldBesideTheirFields(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for field, change := range map[string]func(*roster.ShiftRequest){
			"body.code":               func(x *roster.ShiftRequest) { x.Code = "A 1" },
			"body.name":               func(x *roster.ShiftRequest) { x.Name = " " },
			"body.colour":             func(x *roster.ShiftRequest) { x.Colour = "pink" },
			"body.earliest_start":     func(x *roster.ShiftRequest) { x.EarliestStart = -5 },
			"body.latest_start":       func(x *roster.ShiftRequest) { x.LatestStart = 300 },
			"body.start_step":         func(x *roster.ShiftRequest) { x.Step = 40 },
			"body.length_minutes":     func(x *roster.ShiftRequest) { x.Length = 1200 },
			"body.breaks[1].latest":   func(x *roster.ShiftRequest) { x.Breaks[1].To = 490 },
			"body.breaks[0].minutes":  func(x *roster.ShiftRequest) { x.Breaks[0].Minutes = 0 },
			"body.breaks":             func(x *roster.ShiftRequest) { x.Breaks[1].From, x.Breaks[1].To, x.Breaks[0].From = 115, 120, 120 },
			"body.from_on":            func(x *roster.ShiftRequest) { x.FromOn = "soon" },
			"body.until_on":           func(x *roster.ShiftRequest) { x.UntilOn = "2026-10-01" },
			"body.team_ids":           func(x *roster.ShiftRequest) { x.TeamIDs = []string{"none"} },
			"body.skill_ids":          func(x *roster.ShiftRequest) { x.SkillIDs = []string{"none"} },
			"body.breaks[0].earliest": func(x *roster.ShiftRequest) { x.Breaks[0].From = 600 },
		} {
			in := early()
			change(&in)
			if _, err := r.AddShift(r.ctx, in); !slices.Contains(fieldsOf(err), field) {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

func TestWhoMayChangeShiftTypes(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		reads := authz.With(t.Context(), authz.Actor{UserID: "r", Permissions: map[string]bool{roster.PermissionRead: true}, Scope: authz.Scope{Centre: true}})
		part := authz.With(t.Context(), authz.Actor{UserID: "p", Permissions: map[string]bool{roster.PermissionRead: true, roster.PermissionEdit: true}, Scope: authz.Scope{Teams: []string{r.team}}})
		if _, err := r.ShiftTypes(reads); err != nil {
			t.Error(err)
		}
		for _, ctx := range []context.Context{reads, part} {
			_, add := r.AddShift(ctx, early())
			_, change := r.ChangeShift(ctx, "x", early(), -1)
			_, end := r.EndShift(ctx, "x", "2026-12-01")
			_, file := r.ImportShifts(ctx, roster.FileIn{})
			for i, err := range []error{add, change, end, file, r.DeleteShift(ctx, "x")} {
				if !fault.Is(err, fault.Denied) {
					t.Errorf("write %d: %v", i, err)
				}
			}
		}
		if _, err := r.ShiftTypes(authz.With(t.Context(), authz.Actor{UserID: "n"})); !fault.Is(err, fault.Denied) {
			t.Errorf("listing: %v", err)
		}
	})
}

func TestShiftTypesGoOutAndComeIn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := early()
		in.TeamIDs, in.SkillIDs = []string{r.team, r.other}, []string{r.skill}
		must(r.AddShift(r.ctx, in))
		for _, zh := range []bool{true, false} {
			var file bytes.Buffer
			if err := must(r.ShiftBook(r.ctx, zh)).Write(&file); err != nil {
				t.Fatal(err)
			}
			out := must(r.ImportShifts(r.ctx, roster.FileIn{Content: file.Bytes()}))
			if len(out.Issues) != 0 || len(out.Changes) != 1 || out.Changes[0].Change != "same" || !out.Applied {
				t.Fatalf("what went out does not come in: %+v", out)
			}
		}
		text := "Code,Name,Colour,Earliest start,Latest start,Step minutes,Length minutes,Breaks,From\n" +
			"A1,早班,blue,07:00,08:30,30,510,,2026-11-01\n" +
			"B1,中班,orange,12:00,13:00,30,540,用餐 60 0 180-300,2026-11-01\n" +
			"C1,晚班,mauve,25:00,13:00,30,x,用餐,2026-11-01\n" +
			"D1,晚班,mauve,16:00,16:00,30,480,,2026-11-01\n"
		look := must(r.ImportShifts(r.ctx, roster.FileIn{Content: []byte(text), Check: true}))
		if look.Applied || len(look.Changes) != 2 || look.Changes[0].Change != "changed" || look.Changes[1].Change != "added" || len(look.Issues) != 4 {
			t.Fatalf("%+v", look)
		}
		if i := look.Issues[3]; i.Line != 5 || i.Column != "颜色" || i.Value != "mauve" || i.Code != "one_of" {
			t.Errorf("%+v", i)
		}
		if _, err := r.ImportShifts(r.ctx, roster.FileIn{Content: []byte(text)}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a file with issues: %v", err)
		}
		if n := len(must(r.ShiftTypes(r.ctx))); n != 1 {
			t.Errorf("%d types after a refused file", n)
		}
		for range 2 {
			must(r.ImportShifts(r.ctx, roster.FileIn{Content: []byte(text), GoodOnly: true}))
			all := must(r.ShiftTypes(r.ctx))
			if len(all) != 2 || all[0].Paid != 510 || all[1].Paid != 480 || len(all[0].TeamIDs) != 0 {
				t.Fatalf("%+v", all)
			}
		}
		if _, err := r.ImportShifts(r.ctx, roster.FileIn{Content: []byte("PK??")}); !fault.Is(err, fault.Invalid) {
			t.Errorf("no workbook: %v", err)
		}
	})
}
