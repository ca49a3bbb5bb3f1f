package adherence_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
	"github.com/lingting/lingting/internal/wfm/adherence"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

var (
	zone  = must(time.LoadLocation("Asia/Shanghai"))
	today = civil.Of(2026, time.November, 25) // a Wednesday
	day   = today.Add(-1)
)

// at is a time of a day's clock, ms UTC.
func at(on civil.Date, hour, minute, second int) int64 {
	return on.Start(zone) + int64(hour*3600+minute*60+second)*1000
}

// room is the module with three people: of the first team 王一, who leads it, and
// 李二, of the other 张三. On the day each works 9:00–18:00 with a break at 11:00 and a
// meal at 13:00.
type room struct {
	*adherence.Service
	ctx         context.Context // the planner
	leader      context.Context
	agents      []context.Context
	people      []string
	team, other string
	shift       string // type
	db          *sqldb.DB
	audit       *kept
	rosters     func() *rosters.Service
	published   int
	timeoff     *timeoff.Service
	metrics     *metric.Service
	facts       *rollup.Service
	in          *ingest.Service
	seq         uint64
	keys        int
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(time.UnixMilli(at(today, 12, 0, 0)))
		o := org.New(db, clk, nil)
		r := &room{db: db, ctx: authz.With(t.Context(), authz.System("planner")), audit: &kept{}}
		centre := must(o.ReadCentre(r.ctx))
		centre.Timezone = zone.String()
		must(o.PutCentre(r.ctx, centre, org.Since{}))
		r.in, r.facts = ingest.New(db, o, nil, clk), rollup.New(db, 1<<20)
		r.timeoff = timeoff.New(db, o, clk, nil)
		shifts := roster.New(db, o, clk, nil)
		r.rosters = func() *rosters.Service { // each publishes a second after the one before
			r.published++
			later := clock.Fixed(clk.Now().Add(time.Duration(r.published) * time.Second))
			return rosters.New(db, nil, shifts, r.timeoff, o, jobs.New(db, nil, clk, slog.New(slog.NewTextHandler(io.Discard, nil))), later, nil)
		}
		r.Service = adherence.New(db, nil, r.rosters(), r.timeoff, r.facts, o, clk, r.audit)
		r.metrics = metric.New(db, clk, nil, o, r.facts)
		r.metrics.UseAdherence(r.Service)
		site := must(o.CreateSite(r.ctx, org.Site{Code: "S", Name: "总部"}))
		r.team = must(o.CreateTeam(r.ctx, org.Team{Code: "T1", Name: "一班", SiteID: site.ID})).ID
		r.other = must(o.CreateTeam(r.ctx, org.Team{Code: "T2", Name: "二班", SiteID: site.ID})).ID
		for i, team := range []string{r.team, r.team, r.other} {
			no := []string{"1001", "1002", "2001"}[i]
			p := must(o.CreatePerson(r.ctx, org.Person{AgentNo: no, Name: []string{"王一", "李二", "张三"}[i], Aliases: []org.Alias{{Source: "switch", External: no}}}))
			must(o.Join(r.ctx, p.ID, org.NewMembership{TeamID: team, FromOn: "2026-01-01"}))
			r.people = append(r.people, p.ID)
			r.agents = append(r.agents, authz.With(t.Context(), authz.Actor{UserID: p.ID, Name: p.Name, PersonID: p.ID, Permissions: map[string]bool{adherence.PermissionOwn: true}, Scope: authz.Scope{Self: p.ID}}))
		}
		r.leader = authz.With(t.Context(), authz.Actor{UserID: "l", Name: "王一", PersonID: r.people[0], Scope: authz.Scope{Teams: []string{r.team}},
			Permissions: map[string]bool{adherence.PermissionOwn: true, adherence.PermissionRead: true, adherence.PermissionDecide: true}})
		r.shift = must(shifts.AddShift(r.ctx, roster.ShiftRequest{Code: "A", Name: "早班", Colour: "blue", EarliestStart: 540, LatestStart: 540, Step: 30, Length: 540, FromOn: "2026-01-01"})).ID
		r.publish(t, day, 540)
		test(t, r)
	})
}

// publish publishes everybody's shift of a day.
func (r *room) publish(t *testing.T, on civil.Date, begins int) {
	t.Helper()
	cell := rosters.Cell{TypeID: r.shift, Begins: begins, Ends: begins + 540, Breaks: []rosters.Pause{{Name: "用餐", At: begins + 240, Minutes: 60}, {Name: "小休", At: begins + 120, Minutes: 15, Paid: true}}}
	in := rosters.EnterIn{Name: "班表", FirstOn: on, LastOn: on}
	for _, p := range r.people {
		in.Lines = append(in.Lines, rosters.Line{PersonID: p, Cells: []rosters.Cell{cell}})
	}
	must(r.rosters().Enter(r.ctx, in))
}

// tell tells the telephony what agents did.
func (r *room) tell(t *testing.T, events ...telephony.Event) {
	t.Helper()
	for i := range events {
		r.keys++
		events[i].Key = fmt.Sprintf("event-%06d", r.keys)
	}
	r.seq++
	if _, err := r.in.Apply(r.ctx, r.seq, []ingest.Batch{{Source: "switch", Kind: "queue-log", Events: events}}); err != nil {
		t.Fatal(err)
	}
	if err := r.facts.Settle(r.ctx); err != nil {
		t.Fatal(err)
	}
}

func in(agent string, ms int64) telephony.Event {
	return telephony.Event{Kind: telephony.KindAgentSignedIn, At: ms, Agent: agent}
}

func off(agent string, ms int64) telephony.Event {
	return telephony.Event{Kind: telephony.KindAgentSignedOut, At: ms, Agent: agent}
}

func ready(agent string, ms int64) telephony.Event {
	return telephony.Event{Kind: telephony.KindAgentState, At: ms, Agent: agent, State: telephony.StateReady}
}

func aux(agent, reason string, ms int64) telephony.Event {
	return telephony.Event{Kind: telephony.KindAgentState, At: ms, Agent: agent, State: telephony.StateAux, Reason: reason}
}

// asPlanned is the day of an agent who keeps to the schedule; the first is late by
// so many seconds.
func (r *room) asPlanned(agent string, on civil.Date, late int) []telephony.Event {
	return []telephony.Event{
		in(agent, at(on, 9, 0, late)), aux(agent, "小休", at(on, 11, 0, 0)), ready(agent, at(on, 11, 15, 0)), aux(agent, "lunch", at(on, 13, 0, 0)), ready(agent, at(on, 14, 0, 0)), ready(agent, at(on, 16, 0, 0)), off(agent, at(on, 18, 0, 0)),
	}
}

func (r *room) refresh(t *testing.T) int {
	t.Helper()
	n, err := r.Refresh(r.ctx)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestADayIsHeldAgainstItsSchedule(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.tell(t, r.asPlanned("1001", day, 0)...)
		r.tell(t,
			in("1002", at(day, 9, 12, 30)), aux("1002", "小休", at(day, 11, 0, 0)), ready("1002", at(day, 11, 27, 0)), // late, break 12 minutes too long
			aux("1002", "用餐", at(day, 13, 2, 0)), ready("1002", at(day, 14, 2, 0)), // within the grace
			aux("1002", "喝水", at(day, 15, 0, 0)), ready("1002", at(day, 15, 1, 40)), off("1002", at(day, 17, 30, 0)), // away, left early
			in("2001", at(day, 20, 0, 0)), off("2001", at(day, 21, 0, 0)), // not when scheduled at all
		)
		if n := r.refresh(t); n != 3 {
			t.Errorf("%d days were reckoned, want 3", n)
		}
		if n := r.refresh(t); n != 0 {
			t.Errorf("%d days were reckoned again although nothing changed", n)
		}
		got := must(r.PersonDay(r.ctx, r.people[1], day.String()))
		want := []string{"late 750 work signed_out", "overrun 720 work aux", "away 100 work aux", "left_early 1800 work signed_out"}
		have := []string{}
		for _, d := range got.Deviations {
			have = append(have, fmt.Sprintf("%s %d %s %s", d.Kind, d.Seconds, d.Activity, d.State))
		}
		if !slices.Equal(have, want) {
			t.Errorf("deviations %v, want %v", have, want)
		}
		if got.Scheduled != 9*3600 || got.Exceptions != 750+720+100+1800 || got.ScheduledOnQueue != 9*3600-75*60 || len(got.Plan) != 5 || !got.Published || got.Final {
			t.Errorf("%+v", got)
		}
		table := must(r.Figures(r.ctx, adherence.FiguresIn{}))
		by := map[string]adherence.Row{}
		for _, row := range table.Items {
			by[row.PersonName] = row
		}
		if a := by["王一"].Adherence; a == nil || *a != 100 {
			t.Errorf("who keeps to the schedule: %+v", by["王一"])
		}
		if z := by["张三"]; z.Adherence == nil || *z.Adherence != 0 || z.Exceptions != 9*3600 || z.OnQueue != 3600 || z.Conformance == nil {
			t.Errorf("who came at another time: %+v", z)
		}
		if by["李二"].Exceptions != got.Exceptions || table.People != 3 || table.Whole.Scheduled != 27*3600 {
			t.Errorf("%+v", table)
		}
		// Every figure opens its deviations, and their seconds add up to it.
		for _, row := range table.Items {
			d := must(r.Deviations(r.ctx, adherence.DeviationsIn{Person: row.PersonID}))
			sum := int64(0)
			for _, x := range d.Items {
				sum += x.Seconds
			}
			if sum != row.Exceptions || d.Exceptions != row.Exceptions {
				t.Errorf("%s: the deviations have %d s, the figure %d", row.PersonName, sum, row.Exceptions)
			}
		}
		for by, want := range map[string]int{adherence.ByTeam: 2, adherence.ByDay: 1, adherence.ByWeek: 1, adherence.ByMonth: 1, adherence.ByPersonDay: 3} {
			if rows := must(r.Figures(r.ctx, adherence.FiguresIn{By: by})); len(rows.Items) != want || rows.Whole.Exceptions != table.Whole.Exceptions {
				t.Errorf("by %s: %+v", by, rows)
			}
		}
		if rows := must(r.Figures(r.ctx, adherence.FiguresIn{Below: 95, Team: r.team, Search: "李"})); len(rows.Items) != 1 || rows.Items[0].PersonName != "李二" {
			t.Errorf("filtered: %+v", rows.Items)
		}
		// Work outside counts when the rule says so.
		rule := must(r.Rule(r.ctx))
		rule.Activities[len(rule.Activities)-1].Counts = true
		must(r.SetRule(r.ctx, rule.Settings, rule.Rev))
		if n := r.refresh(t); n != 3 {
			t.Errorf("%d days follow the rule", n)
		}
		if z := must(r.PersonDay(r.ctx, r.people[2], day.String())); z.Exceptions != 10*3600 || z.Scheduled != 10*3600 {
			t.Errorf("outside: %+v", z.Figures)
		}
		book := must(r.Workbook(r.ctx, adherence.FiguresIn{By: adherence.ByPersonDay}, true))
		var raw bytes.Buffer
		if err := book.Write(&raw); err != nil {
			t.Fatal(err)
		}
		f := must(excelize.OpenReader(&raw))
		if rows := must(f.GetRows("偏离")); len(rows) != 11 || rows[1][7] == "" {
			t.Errorf("the workbook's deviations: %v", rows)
		}
	})
}

func TestLateChangesAreFollowedForAWhile(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.tell(t, r.asPlanned("1001", day, 0)...)
		r.refresh(t)
		// Published anew: everybody was to come at 8:00.
		r.publish(t, day, 480)
		if n := r.refresh(t); n != 3 {
			t.Errorf("%d days follow the roster", n)
		}
		got := must(r.PersonDay(r.ctx, r.people[0], day.String()))
		if got.Exceptions == 0 || got.Deviations[0].Kind != "late" || got.Deviations[0].Seconds != 3600 {
			t.Errorf("%+v", got.Deviations)
		}
		// Approved time off takes it out of the schedule.
		ask := timeoff.AskIn{PersonID: r.people[0], KindID: "lieu", FromOn: day.String(), ToOn: day.String(), FromMinute: minutes(480), ToMinute: minutes(540)}
		q := must(r.timeoff.Ask(r.ctx, ask))
		must(r.timeoff.Decide(r.ctx, q.ID, timeoff.DecideIn{Approve: true, Despite: true}))
		if n := r.refresh(t); n != 1 {
			t.Errorf("%d days follow the time off", n)
		}
		got = must(r.PersonDay(r.ctx, r.people[0], day.String()))
		if got.Scheduled != 8*3600 || got.Plan[0].FromMs != at(day, 9, 0, 0) {
			t.Errorf("%+v", got)
		}
		// Told late by the telephony.
		before := got.Exceptions
		r.tell(t, aux("1001", "喝水", at(day, 16, 30, 0)), ready("1001", at(day, 16, 40, 0)))
		if n := r.refresh(t); n != 1 {
			t.Errorf("%d days follow the telephony", n)
		}
		if got = must(r.PersonDay(r.ctx, r.people[0], day.String())); got.Exceptions != before+600 {
			t.Errorf("%d s, want %d", got.Exceptions, before+600)
		}
		// Of days beyond the limit nothing changes any more.
		rule := must(r.Rule(r.ctx))
		rule.DaysBack = 1
		must(r.SetRule(r.ctx, rule.Settings, rule.Rev))
		r.publish(t, today.Add(-2), 540)
		r.refresh(t)
		if rows := must(r.Figures(r.ctx, adherence.FiguresIn{By: adherence.ByDay})); len(rows.Items) != 1 {
			t.Errorf("%+v", rows.Items)
		}
		if old := must(r.PersonDay(r.ctx, r.people[0], today.Add(-2).String())); !old.Final || old.Scheduled == 0 {
			t.Errorf("a day that was never kept is shown as it is: %+v", old)
		}
	})
}

// The catalogue's numbers are those of the room, for everybody, a team and a
// person, and open their days.
func TestNumbersAreTheSameInTheCatalogue(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.tell(t, r.asPlanned("1001", day, 0)...)
		r.tell(t, r.asPlanned("1002", day, 600)...)
		r.tell(t, r.asPlanned("2001", day, 1200)...)
		r.refresh(t)
		ask := func(filter metric.Filter, id string) metric.Query {
			return metric.Query{From: day.String(), To: day.String(), Grain: metric.GrainTotal, Metrics: []string{id}, Filter: filter}
		}
		for _, x := range []struct {
			filter metric.Filter
			in     adherence.FiguresIn
		}{
			{metric.Filter{}, adherence.FiguresIn{}},
			{metric.Filter{Teams: []string{r.team}}, adherence.FiguresIn{Team: r.team}},
			{metric.Filter{Agents: []string{r.people[2]}}, adherence.FiguresIn{Person: r.people[2]}},
		} {
			x.in.From, x.in.To = day.String(), day.String()
			want := must(r.Figures(r.ctx, x.in)).Whole
			for id, value := range map[string]*float64{"adherence": want.Adherence, "conformance": want.Conformance} {
				got := must(r.metrics.Query(r.ctx, ask(x.filter, id))).Rows[0].Values.Of(id)
				if got.Value == nil || value == nil || math.Abs(*got.Value-*value) > 1e-9 {
					t.Errorf("%s of %+v: %v, want %v", id, x.filter, got.Value, *value)
				}
				opened := must(r.metrics.Drill(r.ctx, ask(x.filter, id), metric.PartDen, 0, 50))
				if opened.Sum != got.Den {
					t.Errorf("%s of %+v opens %v of %v", id, x.filter, opened.Sum, got.Den)
				}
			}
		}
	})
}

func minutes(n int) *int { return &n }

func TestTheRunningDayEndsWhereItIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.publish(t, today, 540)
		r.tell(t, in("1001", at(today, 9, 0, 0)), aux("1001", "小休", at(today, 11, 0, 0)), ready("1001", at(today, 11, 15, 0)), in("1002", at(today, 11, 40, 0)))
		r.refresh(t)
		got := must(r.PersonDay(r.ctx, r.people[0], today.String()))
		if got.UntilMs != at(today, 11, 40, 0) || got.Scheduled != 160*60 || got.Adherence == nil || *got.Adherence != 100 {
			t.Errorf("%+v", got)
		}
		if z := must(r.PersonDay(r.ctx, r.people[1], today.String())); z.Exceptions != 160*60 || z.Deviations[0].Kind != "late" {
			t.Errorf("%+v", z.Deviations)
		}
		// Nobody told anything of 张三's states, ever: not defined, and not absent.
		z := must(r.PersonDay(r.ctx, r.people[2], today.String()))
		if z.Adherence != nil || z.Conformance != nil || len(z.Deviations) != 0 {
			t.Errorf("%+v", z)
		}
		// The floor says the same at every moment.
		var floor *adherence.Floor
		if err := r.db.Read(r.ctx, func(tx *sqldb.Tx) (err error) {
			floor, err = r.Floor(r.ctx, tx, today.String())
			return err
		}); err != nil {
			t.Fatal(err)
		}
		signedOut := []telephony.AgentSpan{{State: telephony.StateSignedOut, FromMs: today.Start(zone)}}
		for _, c := range []struct {
			ms    int64
			out   bool
			again int64
		}{{at(today, 8, 0, 0), false, at(today, 9, 0, 0)}, {at(today, 9, 3, 0), false, at(today, 9, 3, 1)}, {at(today, 9, 3, 1), true, at(today, 11, 0, 0)}} {
			s := floor.At(r.people[1], signedOut, c.ms)
			if !s.Known || s.Out != c.out || s.AgainMs != c.again || s.Out && s.SinceMs != at(today, 9, 0, 0) {
				t.Errorf("at %s: %+v", time.UnixMilli(c.ms).In(zone).Format(time.TimeOnly), s)
			}
		}
		due := []string{}
		floor.Due(at(today, 10, 0, 0), func(id string) { due = append(due, id) })
		if len(due) != 3 || floor.At("nobody", signedOut, at(today, 10, 0, 0)).Known {
			t.Errorf("due %v", due)
		}
	})
}

func TestDeviationsAreExplained(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.tell(t, r.asPlanned("1001", day, 0)...)
		r.tell(t, r.asPlanned("1002", day, 600)...)
		r.tell(t, r.asPlanned("2001", day, 600)...)
		r.refresh(t)
		own := func() adherence.Day { return must(r.Own(r.agents[1], day.String())) }
		if d := own(); d.Exceptions != 600 || len(d.Deviations) != 1 {
			t.Fatalf("%+v", d)
		}
		why := adherence.ExceptionIn{FromMs: at(day, 9, 0, 0), ToMs: at(day, 9, 10, 0), Reason: "system", Note: " 电脑开不了 ", PersonID: r.people[2]}
		e := must(r.Except(r.agents[1], why))
		if e.PersonID != r.people[1] || e.State != adherence.Waiting || e.Note != "电脑开不了" || e.PersonName != "李二" {
			t.Fatalf("%+v", e)
		}
		if again := must(r.Except(r.agents[1], why)); again.ID != e.ID {
			t.Error("explained twice, there twice")
		}
		if d := own(); d.Exceptions != 600 || d.Deviations[0].Explained != adherence.Waiting || len(d.Excuses) != 1 {
			t.Errorf("%+v", d)
		}
		wrong := why
		wrong.Reason, wrong.ToMs = "weather", why.FromMs
		if _, err := r.Except(r.agents[1], wrong); !slices.Equal(fieldsOf(err), []string{"body.to_ms", "body.reason"}) {
			t.Errorf("wrong values: %v", err)
		}
		wrong = why
		wrong.ToMs = at(day, 9, 20, 0)
		if _, err := r.Except(r.agents[1], wrong); !fault.Is(err, fault.Conflict) {
			t.Errorf("one that overlaps: %v", err)
		}
		wrong.FromMs, wrong.ToMs = at(today.Add(-40), 9, 0, 0), at(today.Add(-40), 9, 5, 0)
		if _, err := r.Except(r.agents[1], wrong); !slices.Contains(fieldsOf(err), "body.from_ms") {
			t.Errorf("one too long ago: %v", err)
		}
		if _, err := r.Decide(r.agents[1], e.ID, adherence.DecideIn{Approve: true}); !fault.Is(err, fault.Denied) {
			t.Errorf("an agent decides: %v", err)
		}
		if _, err := r.Decide(r.leader, e.ID, adherence.DecideIn{}); !slices.Contains(fieldsOf(err), "body.answer") {
			t.Errorf("refused without a reason: %v", err)
		}
		for range 2 {
			if got := must(r.Decide(r.leader, e.ID, adherence.DecideIn{Approve: true, Answer: "属实"})); got.State != adherence.Approved || got.Rev != 2 {
				t.Errorf("%+v", got)
			}
		}
		d := own()
		if d.Exceptions != 0 || d.Excused != 600 || *d.Adherence != 100 || d.Deviations[0].ExceptionID != e.ID {
			t.Errorf("approved: %+v", d)
		}
		if rows := must(r.Figures(r.leader, adherence.FiguresIn{})); rows.Whole.Exceptions != 0 || rows.Whole.Excused != 600 || rows.People != 2 {
			t.Errorf("the leader's figures: %+v", rows)
		}
		if _, err := r.Withdraw(r.agents[1], e.ID, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("taken back after it was approved: %v", err)
		}
		must(r.Withdraw(r.leader, e.ID, "查实为迟到"))
		if d := own(); d.Exceptions != 600 || d.Excused != 0 {
			t.Errorf("taken back: %+v", d)
		}
		// A leader enters one for the team; the other team is not theirs.
		outage := adherence.ExceptionIn{TeamID: r.team, FromMs: at(day, 8, 50, 0), ToMs: at(day, 9, 5, 0), Reason: "system", Note: "系统故障"}
		must(r.Enter(r.leader, outage))
		if d := own(); d.Exceptions != 300 || d.Excused != 300 || len(d.Deviations) != 2 {
			t.Errorf("the team's: %+v", d)
		}
		outage.TeamID = r.other
		if _, err := r.Enter(r.leader, outage); !fault.Is(err, fault.Denied) {
			t.Errorf("another team's: %v", err)
		}
		if _, err := r.PersonDay(r.leader, r.people[2], day.String()); !fault.Is(err, fault.Denied) {
			t.Errorf("another team's day: %v", err)
		}
		list := must(r.Exceptions(r.leader, adherence.ExceptionsIn{}))
		if len(list.Items) != 2 || list.Items[0].State != adherence.Withdrawn || list.Items[0].Seconds != 600 || list.Items[1].TeamName != "一班" {
			t.Errorf("%+v", list.Items)
		}
		if got := must(r.Exceptions(r.leader, adherence.ExceptionsIn{State: adherence.Waiting})); len(got.Items) != 0 {
			t.Errorf("%+v", got.Items)
		}
		want := []string{"adherence.exception.create", "adherence.exception.decide", "adherence.exception.withdraw", "adherence.exception.create"}
		if !slices.Equal(r.audit.actions, want) {
			t.Errorf("audited %v", r.audit.actions)
		}
	})
}

func TestTheRuleIsChecked(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		rule := must(r.Rule(r.leader))
		if _, err := r.SetRule(r.leader, rule.Settings, rule.Rev); !fault.Is(err, fault.Denied) {
			t.Errorf("a leader sets it: %v", err)
		}
		bad := rule.Settings
		bad.StartLate, bad.DaysBack = -1, 0
		bad.Activities = []adherence.Activity{{Code: "work", Name: "在线", States: []string{"aux:", "flying"}}}
		if _, err := r.SetRule(r.ctx, bad, -1); !slices.Equal(fieldsOf(err), []string{"body.start_late_s", "body.days_back", "body.activities[0].states", "body.activities[0].states", "body.activities"}) {
			t.Errorf("wrong values: %v", fieldsOf(err))
		}
		good := rule.Settings
		good.StartLate = 60
		if got := must(r.SetRule(r.ctx, good, 0)); got.Rev != 1 {
			t.Errorf("%+v", got)
		}
		if _, err := r.SetRule(r.ctx, good, 0); !fault.Is(err, fault.Conflict) {
			t.Errorf("of a revision that is gone: %v", err)
		}
	})
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
