package intraday_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/wfm/forecast"
	"github.com/lingting/lingting/internal/wfm/intraday"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

var monday = civil.Of(2026, time.November, 23)

// day is a running day at 12:00 in Shanghai: card needs ten agents from 9 to 17,
// loan four; all breaks of card are at 13:00 and may be from 12:30 to 15:00.
type day struct {
	clk      time.Time
	card     string // queue ids
	loan     string
	skills   [2]string
	people   []string
	factor   float64 // of card's contacts from now on
	signedIn map[string]bool
	told     bool // service levels are
	moved    []rosters.PauseMove
	asked    []intraday.Asking
	breakAt  map[string]int
}

func (d *day) Now() time.Time { return d.clk }

func slots(contacts, handle float64, agents int) []staffing.Slot {
	out := make([]staffing.Slot, 48)
	for k := range out {
		out[k].Seconds = 1800
		if k >= 18 && k < 34 {
			out[k] = staffing.Slot{Seconds: 1800, Contacts: contacts, Planned: contacts, Handle: handle, Agents: agents}
		}
	}
	return out
}

func (d *day) PublishedDay(_ context.Context, on civil.Date) (rosters.Day, error) {
	out := rosters.Day{On: on, GrainMinutes: 30, ShortSeconds: 5}
	if on != monday {
		return out, nil
	}
	for i, q := range []struct {
		id, name string
		slots    []staffing.Slot
	}{{d.card, "信用卡", slots(75, 200, 10)}, {d.loan, "贷款", slots(22, 200, 4)}} {
		x := rosters.DayQueue{Queue: staffing.Queue{QueueID: q.id, Code: q.name, Name: q.name}, SkillID: d.skills[i], Slots: q.slots}
		x.Outcome, x.Model = staffing.OutcomeMade, queueing.ModelA
		x.Target = staffing.Target{LevelPercent: 80, Variant: "sl-off", ThresholdSeconds: 20}
		x.Patience = staffing.Patience{From: staffing.PatienceOfHistory, Seconds: 120}
		out.Queues = append(out.Queues, x)
	}
	for i, id := range d.people {
		c := rosters.Duty{PersonID: id, Name: fmt.Sprintf("坐席%02d", i), RosterID: "r1", Index: 7, Skills: []string{d.skills[0]}, Absence: 0.02,
			Cell: rosters.Cell{Day: 7, TypeID: "A", Begins: 540, Ends: 1020, Skill: d.skills[0]}}
		if i >= 11 { // six for loan, who can card too
			c.Skill, c.Skills = d.skills[1], []string{d.skills[1], d.skills[0]}
		} else {
			at := d.breakAt[id]
			if at == 0 {
				at = 780
			}
			c.Breaks, c.Windows = []rosters.Pause{{Name: "用餐", At: at, Minutes: 30}}, []rosters.Window{{From: 720, To: 900}}
		}
		out.Duty = append(out.Duty, c)
	}
	return out, nil
}

func (d *day) Ask(_ context.Context, in intraday.Asking) error {
	d.asked = append(d.asked, in)
	return nil
}

// Certificate is of the day before and of the first queue.
func (d *day) Certificate(context.Context, string, int) (rosters.Certificate, error) {
	return rosters.Certificate{Days: []rosters.CertDay{{On: "2026-11-23", QueueID: d.card, Target: 80, Level: 85, Low: 80, High: 90, Contacts: 1200}, {On: "2026-11-24", QueueID: d.card, Target: 80, Level: 85, Low: 80, High: 90}}}, nil
}

func (d *day) MovePauses(_ context.Context, rosterID string, moves []rosters.PauseMove, reason string) error {
	if rosterID != "r1" || reason == "" {
		return fmt.Errorf("roster %q, reason %q", rosterID, reason)
	}
	d.moved = append(d.moved, moves...)
	for _, m := range moves {
		d.breakAt[m.PersonID] = m.At
	}
	return nil
}

func (d *day) RunningDay(_ context.Context, on civil.Date) (out []forecast.RunningDay, _ error) {
	until := 24
	if d.clk.In(time.UTC).Hour() >= 12 {
		until = 48
	}
	for _, q := range []struct {
		id       string
		contacts float64
		factor   float64
	}{{d.card, 75, d.factor}, {d.loan, 22, 1}} {
		r := forecast.RunningDay{QueueID: q.id, GrainMinutes: 30, Until: until, Unsure: 0.05, Said: make([]float64, 48), Contacts: make([]float64, 48), SaidHandle: make([]float64, 48), Handle: make([]float64, 48)}
		for k := 18; k < 34; k++ {
			r.Said[k], r.Contacts[k], r.SaidHandle[k], r.Handle[k] = q.contacts, q.contacts, 200, 200
			if k >= 24 {
				r.Contacts[k] *= q.factor
			}
		}
		out = append(out, r)
	}
	return out, nil
}

func (d *day) SignedIn(context.Context) (map[string]bool, bool, error) {
	return d.signedIn, d.signedIn != nil, nil
}

// Query gives one row: 82 of 100 in time, on the Monday.
func (d *day) Query(_ context.Context, q metric.Query) (out metric.Answer, err error) {
	if !d.told {
		return out, nil
	}
	err = json.Unmarshal([]byte(`{"rows":[{"start":"2026-11-23T00:00:00+08:00","dims":{},"values":{"`+q.Metrics[0]+`":{"value":82,"num":82,"den":100,"version":1,"grade":"A"}}}]}`), &out)
	return out, err
}

// Sheets are 75 contacts for card and 22 for loan in each half-hour from 9 to 17 in
// Shanghai, answered by those who are signed in.
func (d *day) Sheets(_ context.Context, _ *sqldb.Tx, first, _ int64, want func(string) bool, fn func(*telephony.Sheet) error) error {
	for q, id := range []string{d.card, d.loan} {
		if !want(id) {
			continue
		}
		sheet := &telephony.Sheet{Day: telephony.DayOf(monday.Start(time.UTC)), QueueID: id, Names: d.people}
		for k := range 16 {
			n := []int{75, 22}[q]
			for i := range n {
				at := (1+k/2)*3600_000 + k%2*1800_000 + i*1800_000/n
				agent := int32(3 + i%8) //nolint:gosec // few
				if q == 1 {
					agent = int32(11 + i%6) //nolint:gosec // few
				}
				sheet.Entered, sheet.Wait, sheet.Ring, sheet.Talk = append(sheet.Entered, int32(at)), append(sheet.Wait, 5000), append(sheet.Ring, 0), append(sheet.Talk, 200_000) //nolint:gosec // of a day
				sheet.Hold, sheet.WrapUp, sheet.Agent, sheet.Outcome = append(sheet.Hold, 0), append(sheet.WrapUp, 0), append(sheet.Agent, agent), append(sheet.Outcome, telephony.CodeAnswered)
			}
		}
		if sheet.Day < first {
			continue
		}
		if err := fn(sheet); err != nil {
			return err
		}
	}
	return nil
}

// AgentPresence is that the signed in are there from 9 to 17, with a break at 13.
func (d *day) AgentPresence(_ context.Context, _ *sqldb.Tx, id string, _, _ int64) (signed, aux []telephony.Stretch, err error) {
	if !d.signedIn[id] {
		return nil, nil, nil
	}
	at := monday.Start(time.UTC) + 3600_000
	if i := slices.Index(d.people, id); i < 11 {
		aux = []telephony.Stretch{{FromMs: at + 4*3600_000, ToMs: at + 4*3600_000 + 1800_000}}
	}
	return []telephony.Stretch{{FromMs: at, ToMs: at + 8*3600_000}}, aux, nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func onBoth(t *testing.T, test func(t *testing.T, ctx context.Context, d *day, s *intraday.Service)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := authz.With(t.Context(), authz.System("test"))
		d := &day{clk: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC), factor: 1, breakAt: map[string]int{}}
		o := org.New(db, clock.Fixed(d.clk), nil)
		for i, code := range []string{"card", "loan"} {
			skill := must(o.CreateSkill(ctx, org.Skill{Code: code, Name: code}))
			d.skills[i] = skill.ID
			q := must(o.CreateQueue(ctx, org.Queue{Code: code, Name: code, Channel: "voice", SkillID: skill.ID}))
			if i == 0 {
				d.card = q.ID
			} else {
				d.loan = q.ID
			}
		}
		for i := range 17 {
			p := must(o.CreatePerson(ctx, org.Person{AgentNo: fmt.Sprint(i + 1), Name: fmt.Sprintf("坐席%02d", i)}))
			d.people = append(d.people, p.ID)
		}
		test(t, ctx, d, intraday.New(db, d, d, d, d, d, d, o, d, nil))
	})
}

func TestADayAsPlannedHasNoGaps(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, d *day, s *intraday.Service) {
		for _, id := range d.people {
			d.breakAt[id] = 0
		}
		d.factor = 0.8
		o := must(s.Foresee(ctx))
		if o.Until != "12:00" || o.GrainMinutes != 30 || len(o.Queues) != 2 || o.Staff.Known {
			t.Fatalf("%+v", o)
		}
		for _, g := range o.Shortfalls {
			if g.From != 780 { // everybody's break at once is one
				t.Errorf("a shortfall %+v on a calm day", g)
			}
		}
		q := o.Queues[0]
		if q.Slots[24].Level == nil || *q.Slots[24].Level < 90 || q.Slots[26].There > 1 || q.Rest.Contacts != 600 {
			t.Errorf("%+v", q)
		}
		// Foreseen twice within seconds it is the same.
		if again := must(s.Foresee(ctx)); again.ID != o.ID {
			t.Error("an outlook was made again at once")
		}
		if today := must(s.Today(ctx)); today.Outlook.ID != o.ID || today.Outlook.Queues[0].Slots[26].There != q.Slots[26].There {
			t.Errorf("%+v", today)
		}
	})
}

func TestActions(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, d *day, s *intraday.Service) {
		plan := must(s.SavePlan(ctx, "", intraday.PlanRequest{Name: "后台支援", Steps: "后台主管通知", People: 4, LeadMinutes: 15, MostMinutes: 240, Active: true}, -1))
		if again := must(s.SavePlan(ctx, "", plan.PlanRequest, -1)); again.ID != plan.ID {
			t.Error("a plan told twice is two")
		}
		o := must(s.Foresee(ctx))
		if len(o.Shortfalls) == 0 || o.Shortfalls[0].From != 780 || o.Shortfalls[0].QueueID != d.card {
			t.Fatalf("the break of everybody is no shortfall: %+v", o.Shortfalls)
		}
		kinds := map[intraday.Kind]intraday.Proposal{}
		for _, p := range o.Shortfalls[0].Proposals {
			kinds[p.Kind] = p
			if p.Effect.After <= p.Effect.Before || p.Effect.InTime <= 0 {
				t.Errorf("%s makes nothing better: %+v", p.Kind, p.Effect)
			}
		}
		breaks, ok := kinds[intraday.MoveBreaks]
		if _, opens := kinds[intraday.Emergency]; !ok || !opens {
			t.Fatalf("proposed: %+v", o.Shortfalls[0].Proposals)
		}
		leader := authz.With(t.Context(), authz.Actor{UserID: "l", Permissions: map[string]bool{intraday.PermissionRead: true}, Scope: authz.Scope{Centre: true}})
		if _, err := s.Take(leader, o.ID, breaks.Key, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("without the permission: %v", err)
		}
		if _, err := s.Take(ctx, o.ID, "nothing", ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("a proposal that was not made: %v", err)
		}
		a := must(s.Take(ctx, o.ID, breaks.Key, "午间高峰"))
		n := len(d.moved)
		if n == 0 || a.Status != intraday.Taken {
			t.Fatalf("%+v", a)
		}
		for _, m := range d.moved {
			if m.Day != 7 || m.At < 720 || m.At > 900 {
				t.Errorf("moved to %+v", m)
			}
		}
		if again := must(s.Take(ctx, o.ID, breaks.Key, "")); again.ID != a.ID || len(d.moved) != n {
			t.Error("taken twice")
		}
		// The emergency plan bears on the next outlook, until it is ended.
		d.clk = d.clk.Add(time.Minute)
		d.factor = 1.5
		before := must(s.Foresee(ctx))
		if before.Shortfalls[0].People < 4 {
			t.Errorf("half as many contacts more need %d people more", before.Shortfalls[0].People)
		}
		var key string
		for _, p := range before.Shortfalls[0].Proposals {
			if p.Kind == intraday.Emergency {
				key = p.Key
			}
		}
		opened := must(s.Take(ctx, before.ID, key, ""))
		d.clk = d.clk.Add(time.Minute)
		after := must(s.Foresee(ctx))
		if after.Queues[0].Rest.Level < before.Queues[0].Rest.Level+3 {
			t.Errorf("four more people: %v after %v", after.Queues[0].Rest.Level, before.Queues[0].Rest.Level)
		}
		must(s.End(ctx, opened.ID))
		d.clk = d.clk.Add(time.Minute)
		if ended := must(s.Foresee(ctx)); ended.Queues[0].Rest.Level > before.Queues[0].Rest.Level+3 {
			t.Errorf("ended: %v", ended.Queues[0].Rest.Level)
		}
		// In the evening what was done is measured.
		d.clk = time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)
		if err := s.Measure(ctx); err != nil {
			t.Fatal(err)
		}
		list := must(s.Actions(ctx, intraday.ListIn{From: "2026-11-23", To: "2026-11-23", Sort: "at", Limit: 10}))
		if len(list.Items) != 2 || list.Items[0].Status != intraday.Measured || list.Items[1].Status != intraday.Ended {
			t.Errorf("%+v", list.Items)
		}
	})
}

func TestWhoIsThere(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, d *day, s *intraday.Service) {
		d.signedIn = map[string]bool{}
		for _, id := range d.people[3:] {
			d.signedIn[id] = true
		}
		o := must(s.Foresee(ctx))
		if !o.Staff.Known || o.Staff.Planned != 17 || o.Staff.Here != 14 || len(o.Staff.Missing) != 3 || o.Staff.Missing[0].Name != "坐席00" {
			t.Errorf("%+v", o.Staff)
		}
		if there := o.Queues[0].Slots[25].There; there != 8 {
			t.Errorf("%v are there without the three who are missing", there)
		}
	})
}

func TestPlansHaveTheirLimits(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, _ *day, s *intraday.Service) {
		_, err := s.SavePlan(ctx, "", intraday.PlanRequest{Name: " ", SkillIDs: []string{"x"}, DivertPercent: 200, LeadMinutes: -1}, -1)
		f, ok := fault.As(err)
		if !ok || len(f.Fields) != 6 {
			t.Errorf("%+v", f)
		}
		good := intraday.PlanRequest{Name: "分流", Steps: "转自助", DivertPercent: 10, MostMinutes: 60, Active: true}
		p := must(s.SavePlan(ctx, "", good, -1))
		good.DivertPercent = 20
		must(s.SavePlan(ctx, p.ID, good, p.Rev))
		good.DivertPercent = 30
		if _, err := s.SavePlan(ctx, p.ID, good, p.Rev); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale revision: %v", err)
		}
		if _, err := s.SavePlan(ctx, "", good, -1); !fault.Is(err, fault.Conflict) {
			t.Errorf("the name is taken: %v", err)
		}
	})
}

func TestWhyADayWasMissed(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, d *day, s *intraday.Service) {
		d.clk = time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)
		d.signedIn = map[string]bool{}
		for _, id := range d.people[3:] {
			d.signedIn[id] = true
		}
		m := must(s.Explain(ctx, "2026-11-23", d.card, 840, 1020))
		parts := map[string]float64{}
		for _, p := range m.Parts {
			parts[p.Cause] = p.Points
		}
		if !m.Presence || len(m.Absent) != 3 || len(m.Away) != 0 || len(m.Served) != 0 || len(m.Contacts) != 6 || m.Handle[0].Was != 200 {
			t.Errorf("%+v", m)
		}
		miss := m.Explained - m.Planned
		if share := parts["absence"] / miss; miss > -5 || share < 0.9 || share > 1.1 {
			t.Errorf("three of eleven are absent: %v of %v points", parts["absence"], miss)
		}
		sum := 0.0
		for _, c := range []string{"volume", "handle", "absence", "adherence", "skills"} {
			sum += parts[c]
		}
		if math.Abs(sum-miss) > 0.05 {
			t.Errorf("the parts sum to %v, not to %v", sum, miss)
		}
		for _, bad := range [][2]int{{845, 1020}, {1020, 840}, {-30, 60}} {
			if _, err := s.Explain(ctx, "2026-11-23", d.card, bad[0], bad[1]); !fault.Is(err, fault.Invalid) {
				t.Errorf("%v: %v", bad, err)
			}
		}
		for _, on := range []string{"2026-11-24", "x", "2026-11-22"} {
			if _, err := s.Explain(ctx, on, "", 840, 1020); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", on, err)
			}
		}
		if l := must(s.Levels(ctx, "2026-11-23")); len(l.Queues) != 2 || l.Grain != 30 {
			t.Errorf("%+v", l)
		}
	})
}

func TestTheCertificateIsHeldAgainstWhatHappened(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, d *day, s *intraday.Service) {
		if c := must(s.Certified(ctx, "r1")); c.Of != 0 {
			t.Errorf("no day is over: %+v", c)
		}
		d.clk, d.told = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC), true
		c := must(s.Certified(ctx, "r1"))
		if c.Of != 1 || c.Inside != 1 || c.Days[0].Happened != 82 || c.Days[0].Contacts != 100 || !c.Days[0].Inside {
			t.Errorf("%+v", c)
		}
	})
}

func TestPeopleWhoAreOverMayLeave(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, d *day, s *intraday.Service) {
		d.factor = 0.3
		o := must(s.Foresee(ctx))
		i := slices.IndexFunc(o.Surplus, func(g intraday.Stretch) bool { return len(g.Proposals) > 0 })
		if i < 0 {
			t.Fatalf("with a third of the contacts nobody is over: %+v", o.Surplus)
		}
		g := o.Surplus[i]
		p := g.Proposals[0]
		if p.Kind != intraday.Release || p.People == 0 || p.People > g.People || p.Effect.After < g.Target {
			t.Errorf("%+v of %+v", p, g)
		}
		must(s.Take(ctx, o.ID, p.Key, "话务低"))
		must(s.Take(ctx, o.ID, p.Key, ""))
		if len(d.asked) != 1 || d.asked[0].To != 1020 || d.asked[0].From < 735 || d.asked[0].SkillID != g.SkillID || len(d.asked[0].Moves) != p.People {
			t.Errorf("%+v", d.asked)
		}
	})
}
