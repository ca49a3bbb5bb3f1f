// Package rosterstest is a small centre with a published roster, for tests of
// what happens to rosters after they are published.
package rosterstest

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/staffing"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

// Monday is the first day of the roster, and today.
var Monday = civil.Of(2026, time.November, 23)

// RosterID is the published roster's.
const RosterID = "r1"

// works says who works on which days of each of the two weeks, from 9:00 to 17:00.
var works = [][]int{{0, 1, 2, 3, 4}, {0, 1, 2, 5, 6}, {2, 3, 4, 5}, {0, 1, 2, 3}, {3, 4, 5, 6}}

// Centre is the modules with six agents of two teams, of whom the last has no
// skill, and a roster of two weeks that is published.
type Centre struct {
	DB      *sqldb.DB
	Ctx     context.Context // of one who may do everything
	Clock   *Clock
	Org     *org.Service
	Setup   *roster.Service
	Leave   *timeoff.Service
	Rosters *rosters.Service
	Jobs    *jobs.Service
	Teams   []string
	People  []string
	Skill   string
	Type    roster.ShiftType
}

// Clock is a clock that is set by hand.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is what the clock was set to.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set sets the clock to some hours after 9:00 of the first day.
func (c *Clock) Set(hours int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = time.Date(2026, 11, 23, 1+hours, 0, 0, 0, time.UTC)
}

// Must is the value, or ends the test.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// OnBoth runs a test with a centre on each store.
func OnBoth(t *testing.T, test func(t *testing.T, c *Centre)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, open(t, db)) })
}

func open(t *testing.T, db *sqldb.DB) *Centre {
	clk := &Clock{}
	clk.Set(0)
	c := &Centre{DB: db, Clock: clk, Org: org.New(db, clk, nil), Ctx: authz.With(t.Context(), authz.System("test"))}
	c.Setup = roster.New(db, c.Org, clk, nil)
	c.Leave = timeoff.New(db, c.Org, clk, nil)
	site := Must(c.Org.CreateSite(c.Ctx, org.Site{Code: "S", Name: "总部"}))
	c.Skill = Must(c.Org.CreateSkill(c.Ctx, org.Skill{Code: "card", Name: "信用卡"})).ID
	queue := Must(c.Org.CreateQueue(c.Ctx, org.Queue{Code: "card", Name: "信用卡", Channel: "voice", SkillID: c.Skill}))
	for _, code := range []string{"T1", "T2"} {
		c.Teams = append(c.Teams, Must(c.Org.CreateTeam(c.Ctx, org.Team{Code: code, Name: code, SiteID: site.ID})).ID)
	}
	for i := range 6 {
		no := string(rune('1' + i))
		p := Must(c.Org.CreatePerson(c.Ctx, org.Person{AgentNo: no, Name: "坐席" + no}))
		Must(c.Org.Join(c.Ctx, p.ID, org.NewMembership{TeamID: c.Teams[i/3], FromOn: "2026-01-01"}))
		if i < 5 {
			if err := c.Org.GiveSkill(c.Ctx, p.ID, c.Skill, 5); err != nil {
				t.Fatal(err)
			}
		}
		c.People = append(c.People, p.ID)
	}
	c.Type = Must(c.Setup.AddShift(c.Ctx, roster.ShiftRequest{Code: "A1", Name: "日班", Colour: "blue", EarliestStart: 540, LatestStart: 600, Step: 30, Length: 480, FromOn: "2026-01-01",
		Breaks: []roster.Break{{Name: "用餐", Minutes: 30, From: 180, To: 270}, {Name: "小休", Minutes: 15, Paid: true, From: 60, To: 420}}}))
	set := Must(c.Setup.SaveSet(c.Ctx, "", roster.RuleSetRequest{Name: "标准", Rules: roster.Templates()[0].Rules}, -1))
	Must(c.Setup.Give(c.Ctx, set.ID, roster.GiveIn{Whom: roster.WholeCentre, FromOn: "2026-01-01"}))
	c.Jobs = jobs.New(db, nil, clk, slog.New(slog.NewTextHandler(io.Discard, nil)))
	c.Rosters = rosters.New(db, Plan{QueueID: queue.ID}, c.Setup, c.Leave, c.Org, c.Jobs, clk, nil)
	c.publish()
	return c
}

// Asked asks for the roster of the two weeks.
func Asked(name string) rosters.Request {
	return rosters.Request{Name: name, PlanID: "one", FirstOn: "2026-11-23", LastOn: "2026-12-06", Settings: rosters.Settings{AwayPercent: 5, Moves: 50}}
}

// publish publishes a roster on which people work as works says.
func (c *Centre) publish() {
	Must(c.Rosters.Make(c.Ctx, RosterID, Asked("两周"), nil))
	edits := []rosters.Edit{}
	for i, days := range works {
		for d := range 14 {
			e := rosters.Edit{PersonID: c.People[i], Day: d}
			for _, on := range days {
				if d%7 == on {
					e.TypeID, e.Begins, e.Skill = c.Type.ID, 540, c.Skill
				}
			}
			edits = append(edits, e)
		}
	}
	Must(c.Rosters.Change(c.Ctx, RosterID, edits, "", -1, false))
	Must(c.Rosters.Publish(c.Ctx, RosterID, ""))
}

// As is the context of a person with permissions, whose scope is themselves or,
// where teams are given, these.
func (c *Centre) As(person int, permissions []string, teams ...string) context.Context {
	a := authz.Actor{PersonID: c.People[person], Name: "坐席" + string(rune('1'+person)), Permissions: map[string]bool{}, Scope: authz.Scope{Self: c.People[person]}}
	for _, p := range permissions {
		a.Permissions[p] = true
	}
	if len(teams) > 0 {
		a.Scope = authz.Scope{Teams: teams}
	}
	return authz.With(c.Ctx, a)
}

// Day is a person's published day.
func (c *Centre) Day(person, day int) rosters.PublishedDay {
	on := Monday.Add(day)
	return Must(c.Rosters.PublishedDays(c.Ctx, on, on, []string{c.People[person]}))[0]
}

// Plan is a requirement of a queue that is open from 9 to 17 and needs two agents.
type Plan struct{ QueueID string }

// Plan is the requirement one, of four weeks from Monday on; there is no other.
func (x Plan) Plan(_ context.Context, planID string) (staffing.Plan, error) {
	p := staffing.Plan{ID: "one", Name: "四周", FirstOn: Monday, LastOn: Monday.Add(27)}
	if planID != "one" {
		return p, fault.NotFoundf("staffing.plan.not_found", "There is no such plan.")
	}
	p.GrainMinutes = 30
	q := staffing.Queue{QueueID: x.QueueID, Code: "card", Name: "信用卡"}
	q.Outcome, q.Model = staffing.OutcomeMade, queueing.ModelA
	q.Target = staffing.Target{LevelPercent: 80, Variant: "sl-off", ThresholdSeconds: 20}
	q.Patience = staffing.Patience{From: staffing.PatienceOfHistory, Seconds: 120}
	p.Queues = []staffing.Queue{q}
	return p, nil
}

// QueueDays are seven contacts of 200 seconds in each half-hour from 9 to 17.
func (x Plan) QueueDays(_ context.Context, _ string, r civil.Range) (map[string][]staffing.Day, error) {
	out := map[string][]staffing.Day{}
	for d := r.From; !r.To.Before(d); d = d.Add(1) {
		day := staffing.Day{On: d, Slots: make([]staffing.Slot, 48)}
		for k := range day.Slots {
			day.Slots[k].Seconds = 1800
			if k >= 18 && k < 34 {
				day.Slots[k] = staffing.Slot{Seconds: 1800, Contacts: 7, Planned: 7, Handle: 200, Agents: 2}
			}
		}
		out[x.QueueID] = append(out[x.QueueID], day)
	}
	return out, nil
}

// Basis is the requirement with bands a tenth to either side.
func (x Plan) Basis(ctx context.Context, planID string) (out staffing.Basis, err error) {
	if out.Plan, err = x.Plan(ctx, planID); err != nil {
		return out, err
	}
	days, err := x.QueueDays(ctx, planID, civil.Range{From: out.Plan.FirstOn, To: out.Plan.LastOn})
	for _, d := range days[x.QueueID] {
		of := staffing.BasisDay{QueueID: x.QueueID, On: d.On}
		for _, s := range d.Slots {
			of.Slots = append(of.Slots, staffing.BasisSlot{Slot: s, Low: 0.9 * s.Contacts, High: 1.1 * s.Contacts})
		}
		out.Days = append(out.Days, of)
	}
	return out, err
}
