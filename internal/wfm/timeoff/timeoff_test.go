package timeoff_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

// A Wednesday, 09:00 in Shanghai.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// room is the module with a small organisation: two people in a team and one in
// another.
type room struct {
	*timeoff.Service
	ctx         context.Context // the planner
	leader      context.Context // of the first team, and its first person
	agents      []context.Context
	people      []string
	team, other string
	audit       *kept
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(now)
		o := org.New(db, clk, nil)
		r := &room{ctx: authz.With(t.Context(), authz.System("planner")), audit: &kept{}}
		r.Service = timeoff.New(db, o, clk, r.audit)
		site := must(o.CreateSite(r.ctx, org.Site{Code: "S", Name: "总部"}))
		r.team = must(o.CreateTeam(r.ctx, org.Team{Code: "T1", Name: "一班", SiteID: site.ID})).ID
		r.other = must(o.CreateTeam(r.ctx, org.Team{Code: "T2", Name: "二班", SiteID: site.ID})).ID
		for i, team := range []string{r.team, r.team, r.other} {
			p := must(o.CreatePerson(r.ctx, org.Person{AgentNo: []string{"1001", "1002", "2001"}[i], Name: []string{"王一", "李二", "张三"}[i]}))
			must(o.Join(r.ctx, p.ID, org.NewMembership{TeamID: team, FromOn: "2026-01-01"}))
			r.people = append(r.people, p.ID)
			r.agents = append(r.agents, authz.With(t.Context(), authz.Actor{UserID: p.ID, Name: p.Name, PersonID: p.ID, Permissions: map[string]bool{timeoff.PermissionAsk: true}, Scope: authz.Scope{Self: p.ID}}))
		}
		r.leader = authz.With(t.Context(), authz.Actor{UserID: "l", Name: "王一", PersonID: r.people[0], Scope: authz.Scope{Teams: []string{r.team}},
			Permissions: map[string]bool{timeoff.PermissionAsk: true, timeoff.PermissionRead: true, timeoff.PermissionApprove: true}})
		test(t, r)
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func n(v int) *int { return &v }

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

func codes(r timeoff.Request) []string {
	out := []string{}
	for _, w := range r.Warnings {
		out = append(out, w.Code)
	}
	return out
}

func days(from, to string) timeoff.AskIn {
	return timeoff.AskIn{KindID: "annual", FromOn: from, ToOn: to}
}

func TestARequestIsAskedForDecidedAndTakenBack(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		if err := r.SetBalances(r.ctx, []timeoff.BalanceSet{{r.people[1], "annual", 2026, 5 * 480}}); err != nil {
			t.Fatal(err)
		}
		li := r.agents[1]
		ask := days("2026-12-04", "2026-12-07") // Friday to Monday: two working days
		ask.Reason = " 回家 "
		look := must(r.Check(li, ask))
		if look.Minutes != 960 || look.ID != "" || len(look.Warnings) != 0 {
			t.Fatalf("%+v", look)
		}
		a := must(r.Ask(li, ask))
		if a.State != timeoff.Waiting || a.PersonName != "李二" || a.TeamName != "一班" || a.Reason != "回家" || a.Kind != "年假" {
			t.Fatalf("%+v", a)
		}
		if again := must(r.Ask(li, ask)); again.ID != a.ID {
			t.Error("asked for twice, there twice")
		}
		for _, other := range []timeoff.AskIn{days("2026-12-07", "2026-12-08"), {KindID: "sick", FromOn: "2026-12-05", ToOn: "2026-12-05", FromMinute: n(540), ToMinute: n(600)}} {
			if _, err := r.Ask(li, other); !fault.Is(err, fault.Conflict) || !slices.Contains(fieldsOf(err), "body.from_on") {
				t.Errorf("one that overlaps: %v", err)
			}
		}
		own := must(r.Own(li))
		if len(own.Requests) != 1 || own.Balances[0].Entitled != 2400 || own.Balances[0].Waiting != 960 || own.Balances[0].Left != 1440 {
			t.Errorf("%+v", own.Balances)
		}
		if b := must(r.Decide(r.leader, a.ID, timeoff.DecideIn{Approve: true, Answer: "好"})); b.State != timeoff.Approved || b.DecidedBy != "王一" || b.Answer != "好" {
			t.Errorf("%+v", b)
		}
		must(r.Decide(r.leader, a.ID, timeoff.DecideIn{Approve: true}))
		if _, err := r.Decide(r.leader, a.ID, timeoff.DecideIn{Answer: "不行"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("refused after approval: %v", err)
		}
		if away := must(r.Over(r.ctx, must(civil.Parse("2026-12-06")), must(civil.Parse("2026-12-31")))); len(away) != 2 || !away[0].Whole() || !away[0].Paid || away[0].PersonID != r.people[1] {
			t.Errorf("%+v", away)
		}
		for range 2 {
			if w := must(r.Withdraw(li, a.ID, "改期")); w.State != timeoff.Withdrawn {
				t.Errorf("%+v", w)
			}
		}
		if own := must(r.Own(li)); own.Balances[0].Left != 2400 {
			t.Errorf("%+v", own.Balances)
		}
		part := must(r.Ask(li, timeoff.AskIn{KindID: "lieu", FromOn: "2026-12-04", ToOn: "2026-12-04", FromMinute: n(540), ToMinute: n(660)}))
		if part.Minutes != 120 || !slices.Equal(codes(part), []string{"balance"}) {
			t.Errorf("%+v", part)
		}
		if _, err := r.Decide(r.leader, part.ID, timeoff.DecideIn{Answer: " "}); !slices.Contains(fieldsOf(err), "body.answer") {
			t.Errorf("refused without a reason: %v", err)
		}
		if x := must(r.Decide(r.leader, part.ID, timeoff.DecideIn{Answer: "没有额度"})); x.State != timeoff.Refused {
			t.Errorf("%+v", x)
		}
		want := []string{"timeoff.balance.set", "timeoff.request.create", "timeoff.request.decide", "timeoff.request.withdraw", "timeoff.request.create", "timeoff.request.decide"}
		if !slices.Equal(r.audit.actions, want) {
			t.Errorf("audited %v", r.audit.actions)
		}
	})
}

func TestWhoDecidesForWhom(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		ours, theirs, own := must(r.Ask(r.agents[1], days("2026-12-07", "2026-12-07"))), must(r.Ask(r.agents[2], days("2026-12-07", "2026-12-07"))), must(r.Ask(r.agents[0], days("2026-12-07", "2026-12-07")))
		if all := must(r.ListRequests(r.leader, timeoff.RequestsIn{})); len(all.Items) != 2 {
			t.Errorf("the leader sees %d requests", len(all.Items))
		}
		if all := must(r.ListRequests(r.ctx, timeoff.RequestsIn{Team: r.other, State: timeoff.Waiting, Search: "2001", Sort: "-asked"})); len(all.Items) != 1 || all.Items[0].ID != theirs.ID {
			t.Errorf("%+v", all.Items)
		}
		if _, err := r.Decide(r.leader, theirs.ID, timeoff.DecideIn{Approve: true, Despite: true}); !fault.Is(err, fault.NotFound) {
			t.Errorf("of another team: %v", err)
		}
		if _, err := r.Decide(r.leader, own.ID, timeoff.DecideIn{Approve: true, Despite: true}); !fault.Is(err, fault.Denied) {
			t.Errorf("one's own: %v", err)
		}
		if _, err := r.Decide(r.agents[1], ours.ID, timeoff.DecideIn{Approve: true}); !fault.Is(err, fault.Denied) {
			t.Errorf("by an agent: %v", err)
		}
		if _, err := r.Withdraw(r.agents[2], ours.ID, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("taken back by another agent: %v", err)
		}
		if _, err := r.ListRequests(r.agents[1], timeoff.RequestsIn{}); !fault.Is(err, fault.Denied) {
			t.Errorf("listed by an agent: %v", err)
		}
		if _, err := r.Over(r.leader, ours.FromOn, ours.ToOn); !fault.Is(err, fault.Denied) {
			t.Errorf("everybody's, by a leader: %v", err)
		}
		sick := timeoff.AskIn{PersonID: r.people[1], KindID: "sick", FromOn: "2026-11-24", ToOn: "2026-11-25"}
		told := must(r.Ask(r.leader, sick))
		if told.AskedBy != "王一" || told.PersonName != "李二" {
			t.Errorf("%+v", told)
		}
		must(r.Decide(r.leader, told.ID, timeoff.DecideIn{Approve: true}))
		if _, err := r.Withdraw(r.agents[1], told.ID, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("taken back after it began: %v", err)
		}
		if x := must(r.Withdraw(r.leader, told.ID, "已到岗")); x.State != timeoff.Withdrawn {
			t.Errorf("%+v", x)
		}
		sick.PersonID = r.people[2]
		if _, err := r.Ask(r.leader, sick); !fault.Is(err, fault.Denied) {
			t.Errorf("asked for one of another team: %v", err)
		}
		if _, err := r.Ask(r.agents[1], sick); !fault.Is(err, fault.Denied) {
			t.Errorf("asked by an agent for another: %v", err)
		}
		if x := must(r.Own(r.ctx)); x.PersonID != "" || len(x.Balances)+len(x.Requests) != 0 {
			t.Errorf("nobody behind the account: %+v", x)
		}
		if _, err := r.Ask(r.ctx, days("2026-12-07", "2026-12-07")); !fault.Is(err, fault.Conflict) {
			t.Errorf("asked for nobody: %v", err)
		}
		_, kind := r.SaveKind(r.leader, "", timeoff.KindRequest{}, -1)
		_, limit := r.SaveLimit(r.leader, "", timeoff.LimitRequest{}, -1)
		_, file := r.ImportBalances(r.leader, timeoff.FileIn{})
		for i, err := range []error{kind, limit, file, r.DeleteLimit(r.leader, "x"), r.SetBalances(r.leader, nil)} {
			if !fault.Is(err, fault.Denied) {
				t.Errorf("set-up %d by a leader: %v", i, err)
			}
		}
	})
}

func TestLimitsAreToldAndPassedOnPurpose(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		team := must(r.SaveLimit(r.ctx, "", timeoff.LimitRequest{TeamID: r.team, FromOn: "2026-12-01", Days: timeoff.AllDays, Most: 1}, -1))
		if again := must(r.SaveLimit(r.ctx, "", timeoff.LimitRequest{TeamID: r.team, FromOn: "2026-12-01", Days: timeoff.AllDays, Most: 1}, -1)); again.ID != team.ID {
			t.Error("set twice, there twice")
		}
		must(r.SaveLimit(r.ctx, "", timeoff.LimitRequest{FromOn: "2027-01-01", ToOn: "2027-01-02", Days: timeoff.RestDays, Most: 0}, -1))
		ask := func(i int, from, to string) timeoff.Request {
			return must(r.Ask(r.agents[i], timeoff.AskIn{KindID: "personal", FromOn: from, ToOn: to}))
		}
		a, b, c := ask(0, "2026-12-10", "2026-12-11"), ask(1, "2026-12-11", "2026-12-14"), ask(2, "2026-12-11", "2026-12-11")
		if len(a.Warnings)+len(b.Warnings)+len(c.Warnings) != 0 {
			t.Errorf("nobody is away yet: %v %v %v", a.Warnings, b.Warnings, c.Warnings)
		}
		must(r.Decide(r.ctx, a.ID, timeoff.DecideIn{Approve: true}))
		must(r.Decide(r.ctx, c.ID, timeoff.DecideIn{Approve: true}))
		if _, err := r.Decide(r.ctx, b.ID, timeoff.DecideIn{Approve: true}); !fault.Is(err, fault.Conflict) {
			t.Errorf("beyond the limit: %v", err)
		}
		seen := must(r.ListRequests(r.ctx, timeoff.RequestsIn{State: timeoff.Waiting})).Items[0]
		if w := seen.Warnings; len(w) != 1 || w[0].Code != "limit" || w[0].On.String() != "2026-12-11" || w[0].Team != "一班" || w[0].Most != 1 || w[0].With != 2 {
			t.Errorf("%+v", w)
		}
		must(r.Decide(r.ctx, b.ID, timeoff.DecideIn{Approve: true, Despite: true}))
		year := ask(2, "2026-12-31", "2027-01-02")
		if w := year.Warnings; len(w) != 1 || w[0].On.String() != "2027-01-02" || w[0].Team != "" {
			t.Errorf("on a day of rest: %+v", w)
		}
		cal := must(r.TeamCalendar(r.leader, timeoff.CalendarIn{From: "2026-12-10", To: "2026-12-12", Team: r.team}))
		if len(cal.People) != 2 || len(cal.Requests) != 2 || len(cal.Days) != 3 || cal.Days[1].Away != 2 || *cal.Days[1].Most != 1 || cal.Days[2].Kind != org.Weekend {
			t.Errorf("%+v", cal)
		}
		if mine := must(r.TeamCalendar(r.leader, timeoff.CalendarIn{From: "2026-12-11", To: "2026-12-11"})).Days[0]; mine.Away != 2 || mine.Most == nil || *mine.Most != 1 {
			t.Errorf("of the leader's only team: %+v", mine)
		}
		if all := must(r.TeamCalendar(r.ctx, timeoff.CalendarIn{From: "2026-12-11", To: "2026-12-11"})).Days[0]; all.Away != 3 || all.Most != nil {
			t.Errorf("of the centre: %+v", all)
		}
		if _, err := r.TeamCalendar(r.leader, timeoff.CalendarIn{From: "2026-01-01", To: "2026-12-31"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a year at once: %v", err)
		}
		changed := timeoff.LimitRequest{TeamID: r.team, FromOn: "2026-12-01", Days: timeoff.Workdays, Most: 2, Note: "旺季"}
		if _, err := r.SaveLimit(r.ctx, team.ID, changed, 9); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale change: %v", err)
		}
		if l := must(r.SaveLimit(r.ctx, team.ID, changed, team.Rev)); l.Rev != 2 {
			t.Errorf("%+v", l)
		}
		for range 2 {
			if err := r.DeleteLimit(r.ctx, team.ID); err != nil {
				t.Error(err)
			}
		}
		for field, in := range map[string]timeoff.LimitRequest{
			"body.team_id": {TeamID: "none", FromOn: "2026-12-01", Days: "all"},
			"body.from_on": {FromOn: "soon", Days: "all"},
			"body.to_on":   {FromOn: "2026-12-01", ToOn: "2026-11-01", Days: "all"},
			"body.days":    {FromOn: "2026-12-01", Days: "odd"},
			"body.most":    {FromOn: "2026-12-01", Days: "all", Most: -1},
		} {
			if _, err := r.SaveLimit(r.ctx, "", in, -1); !slices.Contains(fieldsOf(err), field) {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

func TestWrongRequestsAreToldBesideTheirFields(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for field, in := range map[string]timeoff.AskIn{
			"body.kind_id":     {KindID: "none", FromOn: "2026-12-01", ToOn: "2026-12-01"},
			"body.from_on":     {KindID: "annual", FromOn: "2026-01-01", ToOn: "2026-12-01"},
			"body.to_on":       {KindID: "annual", FromOn: "2026-12-02", ToOn: "2026-12-01"},
			"body.from_minute": {KindID: "annual", FromOn: "2026-12-01", ToOn: "2026-12-01", FromMinute: n(-1), ToMinute: n(60)},
			"body.to_minute":   {KindID: "annual", FromOn: "2026-12-01", ToOn: "2026-12-01", FromMinute: n(600)},
		} {
			if _, err := r.Ask(r.agents[1], in); !slices.Contains(fieldsOf(err), field) {
				t.Errorf("%s: %v", field, err)
			}
		}
		rest := must(r.Check(r.agents[1], days("2026-12-05", "2026-12-06")))
		if rest.Minutes != 0 || !slices.Equal(codes(rest), []string{"nothing"}) {
			t.Errorf("a weekend: %+v", rest)
		}
		long := must(r.Check(r.agents[1], timeoff.AskIn{KindID: "maternity", FromOn: "2026-12-01", ToOn: "2027-03-08"}))
		if long.Minutes != 98*480 {
			t.Errorf("98 days take %d minutes", long.Minutes)
		}
	})
}

func TestKindsAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := timeoff.KindRequest{Code: "care", Name: "护理假", NameEN: "Care leave", Paid: true, Active: true, Place: 20}
		k := must(r.SaveKind(r.ctx, "", in, -1))
		if again := must(r.SaveKind(r.ctx, "", in, -1)); again.ID != k.ID {
			t.Error("added twice, there twice")
		}
		// One that needs no approval is approved at once.
		a := must(r.Ask(r.agents[1], timeoff.AskIn{KindID: k.ID, FromOn: "2026-12-01", ToOn: "2026-12-01"}))
		if a.State != timeoff.Approved {
			t.Errorf("%+v", a)
		}
		in.Active = false
		if _, err := r.SaveKind(r.ctx, k.ID, in, 9); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale change: %v", err)
		}
		must(r.SaveKind(r.ctx, k.ID, in, k.Rev))
		if _, err := r.Ask(r.agents[1], timeoff.AskIn{KindID: k.ID, FromOn: "2026-12-02", ToOn: "2026-12-02"}); !slices.Contains(fieldsOf(err), "body.kind_id") {
			t.Errorf("of an inactive kind: %v", err)
		}
		in.Code = "ANNUAL"
		if _, err := r.SaveKind(r.ctx, k.ID, in, -1); !fault.Is(err, fault.Conflict) {
			t.Errorf("the code of another: %v", err)
		}
		if _, err := r.SaveKind(r.ctx, "", timeoff.KindRequest{Code: "a b"}, -1); !slices.Equal(fieldsOf(err), []string{"body.name", "body.code"}) {
			t.Errorf("%v", fieldsOf(err))
		}
		if all := must(r.Kinds(r.agents[1])); len(all) != 10 {
			t.Errorf("%d kinds", len(all))
		}
	})
}

func TestBalancesGoOutAndComeIn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		text := "工号,假别,年份,额度（天）\n1001,年假,2026,7.5\n1002,annual,2026,10\n9999,年假,2026,5\n1002,病假,2026,5\n1002,年假,1,900\n"
		look := must(r.ImportBalances(r.ctx, timeoff.FileIn{Content: []byte(text), Check: true}))
		if look.Applied || len(look.Changes) != 2 || len(look.Issues) != 4 || look.Issues[0].Line != 4 || look.Issues[0].Column != "工号" || look.Issues[1].Column != "假别" {
			t.Fatalf("%+v", look)
		}
		if _, err := r.ImportBalances(r.ctx, timeoff.FileIn{Content: []byte(text)}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a file with issues: %v", err)
		}
		for i := range 2 {
			out := must(r.ImportBalances(r.ctx, timeoff.FileIn{Content: []byte(text), GoodOnly: true}))
			if want := []string{"added", "same"}[i]; out.Changes[0].Change != want {
				t.Errorf("%+v", out.Changes)
			}
		}
		p := must(r.ListBalances(r.ctx, timeoff.BalancesIn{Kind: "annual", Sort: "-entitled"}))
		if len(p.Items) != 3 || p.Items[0].Entitled != 4800 || p.Items[1].Entitled != 3600 || p.Items[2].Entitled != 0 {
			t.Errorf("%+v", p.Items)
		}
		if p := must(r.ListBalances(r.leader, timeoff.BalancesIn{Search: "李"})); len(p.Items) != 2 || p.Items[0].TeamName != "一班" {
			t.Errorf("%+v", p.Items)
		}
		for _, zh := range []bool{true, false} {
			var file bytes.Buffer
			if err := must(r.BalanceBook(r.ctx, 0, zh)).Write(&file); err != nil {
				t.Fatal(err)
			}
			out := must(r.ImportBalances(r.ctx, timeoff.FileIn{Content: file.Bytes()}))
			if len(out.Issues) != 0 || len(out.Changes) != 6 || slices.ContainsFunc(out.Changes, func(c timeoff.BalanceChange) bool { return c.Change != "same" }) {
				t.Errorf("what went out does not come in: %+v", out)
			}
		}
		for field, b := range map[string]timeoff.BalanceSet{
			"body.balances[0].person_id":        {"none", "annual", 2026, 1},
			"body.balances[0].kind_id":          {r.people[0], "sick", 2026, 1},
			"body.balances[0].year":             {r.people[0], "annual", 1, 1},
			"body.balances[0].entitled_minutes": {r.people[0], "annual", 2026, -1},
		} {
			if err := r.SetBalances(r.ctx, []timeoff.BalanceSet{b}); !slices.Equal(fieldsOf(err), []string{field}) {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}
