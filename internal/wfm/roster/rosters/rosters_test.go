package rosters_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"reflect"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/roster/rosters/rosterstest"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

var monday = rosterstest.Monday

// room is the module with six agents of two teams, of whom one has no skill.
type room struct {
	*rosters.Service
	ctx    context.Context
	setup  *roster.Service
	org    *org.Service
	teams  []string
	people []string
	kind   roster.ShiftType
}

// Over is that the second of the people is away on the first day.
func (r *room) Over(_ context.Context, from, to civil.Date) ([]timeoff.Absence, error) {
	if monday.Before(from) || to.Before(monday) {
		return nil, nil
	}
	return []timeoff.Absence{{PersonID: r.people[1], On: monday, From: 0, To: 1440}, {PersonID: r.people[2], On: monday, From: 0, To: 600}}, nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC))
		r := &room{org: org.New(db, clk, nil), ctx: authz.With(t.Context(), authz.System("test"))}
		r.setup = roster.New(db, r.org, clk, nil)
		site := must(r.org.CreateSite(r.ctx, org.Site{Code: "S", Name: "总部"}))
		skill := must(r.org.CreateSkill(r.ctx, org.Skill{Code: "card", Name: "信用卡"}))
		queue := must(r.org.CreateQueue(r.ctx, org.Queue{Code: "card", Name: "信用卡", Channel: "voice", SkillID: skill.ID}))
		for _, code := range []string{"T1", "T2"} {
			r.teams = append(r.teams, must(r.org.CreateTeam(r.ctx, org.Team{Code: code, Name: code, SiteID: site.ID})).ID)
		}
		for i := range 6 {
			no := string(rune('1' + i))
			p := must(r.org.CreatePerson(r.ctx, org.Person{AgentNo: no, Name: "坐席" + no}))
			must(r.org.Join(r.ctx, p.ID, org.NewMembership{TeamID: r.teams[i/3], FromOn: "2026-01-01"}))
			if i < 5 {
				if err := r.org.GiveSkill(r.ctx, p.ID, skill.ID, 5); err != nil {
					t.Fatal(err)
				}
			}
			r.people = append(r.people, p.ID)
		}
		r.kind = must(r.setup.AddShift(r.ctx, roster.ShiftRequest{Code: "A1", Name: "日班", Colour: "blue", EarliestStart: 540, LatestStart: 570, Step: 30, Length: 480, FromOn: "2026-01-01",
			Breaks: []roster.Break{{Name: "用餐", Minutes: 30, From: 180, To: 270}, {Name: "小休", Minutes: 15, Paid: true, From: 60, To: 420}}}))
		set := must(r.setup.SaveSet(r.ctx, "", roster.RuleSetRequest{Name: "标准", Rules: roster.Templates()[0].Rules}, -1))
		must(r.setup.Give(r.ctx, set.ID, roster.GiveIn{Whom: roster.WholeCentre, FromOn: "2026-01-01"}))
		r.Service = rosters.New(db, rosterstest.Plan{QueueID: queue.ID}, r.setup, r, r.org, jobs.New(db, nil, clk, slog.New(slog.NewTextHandler(io.Discard, nil))), clk, nil)
		test(t, r)
	})
}

func asked(name string) rosters.Request {
	return rosters.Request{Name: name, PlanID: "one", FirstOn: "2026-11-23", LastOn: "2026-12-06", Settings: rosters.Settings{AwayPercent: 5, Moves: 4000}}
}

func TestRoster(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		v, err := r.Make(r.ctx, "r1", asked("两周"), nil)
		if err != nil {
			t.Fatal(err)
		}
		lines := must(r.Lines(r.ctx, "r1"))
		if v.People != 5 || len(lines) != 5 {
			t.Fatalf("%d people, %d lines; the one without the skill stays out", v.People, len(lines))
		}
		if again := must(r.Make(r.ctx, "r1", asked("两周"), nil)); again.CreatedMs != v.CreatedMs || again.Shifts != v.Shifts {
			t.Error("made twice, the first does not stand")
		}
		if broken := must(r.Violations(r.ctx, "r1")); len(broken) != 0 {
			t.Errorf("rules broken: %v", broken)
		}
		// Two people at a time are needed, and the breaks of both lie in their windows.
		for _, l := range lines {
			if l.PersonID == r.people[1] && (len(l.Away) != 1 || len(l.Cells) > 0 && l.Cells[0].Day == 0) {
				t.Errorf("away on the first day, and works %+v", l.Cells[0])
			}
			for _, c := range l.Cells {
				if len(c.Breaks) != 2 || c.Breaks[0].At < c.Begins+180 || c.Breaks[0].At > c.Begins+270 || c.Breaks[1].At < c.Begins+60 {
					t.Fatalf("breaks of %+v", c)
				}
			}
		}
		cover := must(r.Cover(r.ctx, "r1", rosters.CoverIn{Skill: "*", Day: 0}))
		sum := 0.0
		for _, s := range cover.Slots {
			sum += s.There / 2
		}
		if d := cover.Days[0]; len(cover.Slots) != 48 || d.There < sum-0.01 || d.There > sum+0.01 || d.Level == nil || *d.Level < 70 {
			t.Errorf("the day %+v, its intervals sum to %v h", d, sum)
		}

		// Seven days in a row break the law's six; tried, nothing is kept.
		edits := []rosters.Edit{}
		for day := range 7 {
			edits = append(edits, rosters.Edit{PersonID: r.people[0], Day: day, TypeID: r.kind.ID, Begins: 540, Skill: cover.Skills[0].ID})
		}
		tried := must(r.Change(r.ctx, "r1", edits, "", -1, true))
		if len(tried.New) == 0 {
			t.Fatal("seven days in a row break nothing")
		}
		if now := must(r.Violations(r.ctx, "r1")); len(now) != 0 {
			t.Error("what was tried is kept")
		}
		kept := must(r.Change(r.ctx, "r1", edits, "", v.Rev, false))
		if len(must(r.Violations(r.ctx, "r1"))) == 0 || kept.Roster.Rev != v.Rev+1 {
			t.Error("the change is not kept")
		}
		if _, err := r.Change(r.ctx, "r1", edits, "", v.Rev, false); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale revision: %v", err)
		}
		if _, err := r.Publish(r.ctx, "r1", ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("published with rules broken and no word: %v", err)
		}
		back := []rosters.Edit{}
		for _, c := range kept.Cells {
			back = append(back, rosters.Edit{PersonID: c.PersonID, Day: c.Day, TypeID: c.Before.TypeID, Begins: c.Before.Begins, Skill: c.Before.Skill})
		}
		must(r.Change(r.ctx, "r1", back, "", -1, false))
		if now := must(r.Violations(r.ctx, "r1")); len(now) != 0 {
			t.Errorf("taken back, still broken: %v", now)
		}

		// A locked day off stays when all is made anew, at the least change.
		must(r.Change(r.ctx, "r1", []rosters.Edit{{PersonID: r.people[1], Day: 2, Locked: true}}, "", -1, false))
		in := asked("再排")
		in.BasedOn, in.KeepPrice = "r1", 50
		anew := must(r.Make(r.ctx, "r2", in, nil))
		for _, l := range must(r.Lines(r.ctx, "r2")) {
			if l.PersonID == r.people[1] {
				for _, c := range l.Cells {
					if c.Day == 2 && (c.TypeID != "" || !c.Locked) {
						t.Errorf("the locked day off became %+v", c)
					}
				}
			}
		}
		if anew.Changed > 4 {
			t.Errorf("%d days changed", anew.Changed)
		}

		// Published, people see their own days, and a change needs a reason.
		if _, err := r.Publish(r.ctx, "r1", ""); err != nil {
			t.Fatal(err)
		}
		own := authz.With(t.Context(), authz.Actor{PersonID: r.people[0], Permissions: map[string]bool{rosters.PermissionOwn: true}})
		days := must(r.Own(own, "2026-11-22", "2026-11-29")).Days
		nobody := authz.With(t.Context(), authz.Actor{Permissions: map[string]bool{rosters.PermissionOwn: true}})
		if x := must(r.Own(nobody, "2026-11-22", "2026-11-29")); x.PersonID != "" || len(x.Days) != 0 {
			t.Errorf("nobody's days %+v", x)
		}
		if len(days) != 8 || days[0].RosterID != "" || days[1].RosterID != "r1" {
			t.Errorf("own days %+v", days)
		}
		edit := []rosters.Edit{{PersonID: r.people[0], Day: 13, TypeID: r.kind.ID, Begins: 570, Skill: cover.Skills[0].ID}}
		if _, err := r.Change(r.ctx, "r1", edit, " ", -1, false); !fault.Is(err, fault.Invalid) {
			t.Errorf("a published roster changed without a reason: %v", err)
		}
		must(r.Change(r.ctx, "r1", edit, "顶班", -1, false))
		if told := must(r.Changes(r.ctx, "r1")); len(told) == 0 || told[0].Reason != "顶班" || !told[0].Published || told[0].Name == "" {
			t.Errorf("changes %+v", told)
		}
		if err := r.Delete(r.ctx, "r1"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a published roster was deleted: %v", err)
		}
		if err := r.Delete(r.ctx, "r2"); err != nil {
			t.Error(err)
		}
		var file bytes.Buffer
		if book := must(r.Workbook(r.ctx, "r1", true)); book.Write(&file) != nil || file.Len() < 4000 {
			t.Errorf("a workbook of %d bytes", file.Len())
		}
	})
}

// The certificate says what comes of the roster: more people, and the target
// holds more often; changed, the certificate is of an earlier revision.
func TestCertificate(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		v := must(r.Make(r.ctx, "r1", asked("两周"), nil))
		if _, err := r.Certificate(r.ctx, "r1", -1); codeOf(err) != "roster.version.no_certificate" {
			t.Errorf("before: %v", err)
		}
		if err := r.Certify(r.ctx, "r1", nil); err != nil {
			t.Fatal(err)
		}
		c := must(r.Certificate(r.ctx, "r1", 3))
		if len(c.Days) != 28 || c.Rev != v.Rev || len(c.Slots) != 1 || len(c.Slots[0].Slots) != 16 || len(c.Fairness) != 5 {
			t.Fatalf("%d days, revision %d, slots %+v", len(c.Days), c.Rev, c.Slots)
		}
		for _, d := range c.Days {
			if d.Low > d.Level+5 || d.High < d.Level-5 || d.Holds < 0 || d.Holds > 100 || d.Contacts != 112 {
				t.Errorf("%+v", d)
			}
		}
		again := r.Certify(r.ctx, "r1", nil)
		if same := must(r.Certificate(r.ctx, "r1", 3)); again != nil || !reflect.DeepEqual(same.Days, c.Days) {
			t.Error("the same seed says something else")
		}
		// Everybody off on the third day: nothing holds, and the cover knows how many are missing.
		edits := []rosters.Edit{}
		for _, p := range r.people[:5] {
			edits = append(edits, rosters.Edit{PersonID: p, Day: 2})
		}
		for _, p := range r.people[:1] {
			edits[0] = rosters.Edit{PersonID: p, Day: 2, TypeID: r.kind.ID, Begins: 540, Skill: must(r.Cover(r.ctx, "r1", rosters.CoverIn{Skill: "*", Day: -1})).Skills[0].ID}
		}
		must(r.Change(r.ctx, "r1", edits, "", -1, false))
		if err := r.Certify(r.ctx, "r1", nil); err != nil {
			t.Fatal(err)
		}
		alone := must(r.Certificate(r.ctx, "r1", -1))
		if len(alone.Weak) == 0 || alone.Weak[0].Day != 2 || alone.Weak[0].More < 1 || alone.Days[4].Holds >= c.Days[4].Holds && c.Days[4].Holds > 0 {
			t.Errorf("weak spots %+v, the day %+v, before %+v", alone.Weak, alone.Days[4], c.Days[4])
		}
		// Publishing changes no days, so the certificate stays of the roster as it is; a change does not.
		out := must(r.Publish(r.ctx, "r1", "试"))
		if kept := must(r.Certificate(r.ctx, "r1", -1)); kept.Rev != out.Rev {
			t.Errorf("published as revision %d, simulated as %d", out.Rev, kept.Rev)
		}
		moved := must(r.Change(r.ctx, "r1", []rosters.Edit{{PersonID: r.people[1], Day: 5, Locked: true}}, "锁定", -1, false))
		if old := must(r.Certificate(r.ctx, "r1", -1)); old.Rev == moved.Roster.Rev {
			t.Error("changed since, the certificate does not say so")
		}
	})
}

// A leader sees the published lines of the team alone, and no draft.
func TestReach(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		must(r.Make(r.ctx, "r1", asked("两周"), nil))
		leader := authz.With(t.Context(), authz.Actor{Permissions: map[string]bool{rosters.PermissionRead: true}, Scope: authz.Scope{Teams: r.teams[:1]}})
		if _, err := r.Lines(leader, "r1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a draft is seen: %v", err)
		}
		if p := must(r.List(leader, rosters.ListIn{})); len(p.Items) != 0 {
			t.Error("a draft is listed")
		}
		must(r.Publish(r.ctx, "r1", ""))
		if lines := must(r.Lines(leader, "r1")); len(lines) != 3 {
			t.Errorf("%d lines of the team's three", len(lines))
		}
		if _, err := r.Change(leader, "r1", nil, "", -1, true); !fault.Is(err, fault.Denied) {
			t.Errorf("a leader may change: %v", err)
		}
	})
}

// What cannot be rostered is said in words.
func TestNoRoster(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		wrong := asked("")
		wrong.FirstOn, wrong.PlanID = "2026-12-07", "one"
		if _, err := r.Make(r.ctx, "r0", wrong, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
		in := asked("无人")
		in.TeamIDs = []string{"none"}
		if _, err := r.Make(r.ctx, "r1", in, nil); !fault.Is(err, fault.Invalid) || codeOf(err) != "roster.version.nobody" {
			t.Errorf("%v", err)
		}
		// Six days of work in a row at least, and two of a week at most.
		most, least := 2, 6
		set := must(r.setup.SaveSet(r.ctx, "", roster.RuleSetRequest{Name: "不可能", Rules: []roster.Rule{{Kind: roster.PaidPeriod, Min: &least}, {Kind: roster.DaysWeek, Max: &most}}}, -1))
		set.Rules[0].Min = new(int)
		*set.Rules[0].Min = 5000
		set = must(r.setup.SaveSet(r.ctx, set.ID, roster.RuleSetRequest{Name: set.Name, Rules: set.Rules}, -1))
		must(r.setup.Give(r.ctx, set.ID, roster.GiveIn{Whom: roster.OnePerson, WhomIDs: r.people[:1], FromOn: "2026-01-01"}))
		_, err := r.Make(r.ctx, "r2", asked("冲突"), nil)
		if codeOf(err) != "roster.version.conflict" {
			t.Errorf("%v", err)
		}
		// Whose, and which rules, by their values.
		clashes := rosters.ClashesOf(err)
		if len(clashes) != 1 || clashes[0].Name != "坐席1" || len(clashes[0].Rules) < 2 {
			t.Fatalf("clashes %+v", clashes)
		}
		for _, x := range clashes[0].Rules {
			switch {
			case x.Rule == "paid_minutes" && x.Min != nil && *x.Min == 5000 && len(x.Days) == 0:
			case x.Rule == "shift_count" && x.Max != nil && *x.Max == 2 && len(x.Days) == 1:
			default:
				t.Errorf("a rule %+v", x)
			}
		}
	})
}

func codeOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return ""
}
