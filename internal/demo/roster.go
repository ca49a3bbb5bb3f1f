package demo

import (
	"context"
	"fmt"
	"slices"

	"github.com/lingting/lingting/internal/kit/page"
	rostering "github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// shiftTypes are the shifts of the centre, as its agents work them.
func (p *planning) shiftTypes(ctx context.Context) error {
	there, err := p.in.Roster.ShiftTypes(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	whole := []rostering.Break{{Name: "小休", Minutes: 15, Paid: true, From: 60, To: 150}, {Name: "用餐", Minutes: 30, From: 180, To: 315}, {Name: "小休", Minutes: 15, Paid: true, From: 345, To: 450}}
	half := []rostering.Break{{Name: "小休", Minutes: 10, Paid: true, From: 75, To: 165}}
	night := []rostering.Break{{Name: "夜餐", Minutes: 30, From: 120, To: 240}, {Name: "小休", Minutes: 20, Paid: true, From: 300, To: 390}}
	from := p.first.String()
	for _, in := range []rostering.ShiftRequest{
		{Code: "A1", Name: "早班", Colour: "blue", EarliestStart: 6 * 60, LatestStart: 8*60 + 30, Step: 30, Length: 510, Breaks: whole},
		{Code: "B1", Name: "中班", Colour: "orange", EarliestStart: 9 * 60, LatestStart: 11*60 + 30, Step: 30, Length: 510, Breaks: whole},
		{Code: "C1", Name: "中晚班", Colour: "green", EarliestStart: 12 * 60, LatestStart: 13*60 + 30, Step: 30, Length: 510, Breaks: whole},
		{Code: "H1", Name: "半班", Colour: "sky", EarliestStart: 7*60 + 30, LatestStart: 18*60 + 30, Step: 30, Length: 240, Breaks: half, Note: "早晚高峰"},
		{Code: "N1", Name: "夜班", Colour: "purple", EarliestStart: 22 * 60, LatestStart: 22 * 60, Step: 30, Length: 480, Breaks: night, SkillIDs: []string{p.have.skills["card"]}, Note: "每晚两人，须会信用卡业务"},
	} {
		in.FromOn = from
		if _, err := p.in.Roster.AddShift(ctx, in); err != nil {
			return fmt.Errorf("add the shift type %s: %w", in.Code, err)
		}
	}
	return nil
}

// workRules are the rules of the centre's rosters: the law's, and what the centre
// agreed on beside them.
func (p *planning) workRules(ctx context.Context) error {
	there, err := p.in.Roster.RuleSets(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	types, err := p.in.Roster.ShiftTypes(ctx)
	if err != nil {
		return err
	}
	of := func(code string) []string {
		for _, t := range types {
			if t.Code == code {
				return []string{t.ID}
			}
		}
		return nil
	}
	count := func(n int) *int { return &n }
	rules := append(slices.Clone(rostering.Templates()[0].Rules),
		rostering.Rule{Kind: rostering.RestRun, Min: count(2), Weight: 20},
		rostering.Rule{Kind: rostering.Succession, Shifts: of("C1"), Then: of("A1")},
		rostering.Rule{Kind: rostering.Weekends, Max: count(3), Weight: 30},
		rostering.Rule{Kind: rostering.Nights, Max: count(6)},
	)
	centre, err := p.in.Roster.SaveSet(ctx, "", rostering.RuleSetRequest{Name: "标准工时", Note: "全中心的坐席；中晚班次日不排早班，四周至少休一个整周末。", Rules: rules}, -1)
	if err != nil {
		return fmt.Errorf("add the centre's work rules: %w", err)
	}
	if _, err := p.in.Roster.Give(ctx, centre.ID, rostering.GiveIn{Whom: rostering.WholeCentre, FromOn: p.first.String()}); err != nil {
		return fmt.Errorf("give the centre's work rules: %w", err)
	}
	_, err = p.in.Roster.SaveSet(ctx, "", rostering.RuleSetRequest{Name: "孕期与哺乳期", Note: "怀孕 7 个月以上及哺乳未满 1 周岁婴儿的女职工；按人给。", Rules: rostering.Templates()[1].Rules}, -1)
	return err
}

// weeksAhead is how many weeks beside the running one the centre works by its
// weekly rosters; then the roster of the requirement begins.
const weeksAhead = 1

// rosters makes one of the requirement for the weeks after those that have their
// weekly roster; it is published.
func (p *planning) rosters(ctx context.Context) error {
	there, err := p.in.Rosters.List(ctx, rosters.ListIn{Limit: page.Most})
	if err != nil {
		return err
	}
	plans, err := p.in.Staffing.List(ctx, staffing.ListIn{Limit: 1})
	if err != nil || len(plans.Items) == 0 {
		return err
	}
	plan := plans.Items[0]
	first := p.today.Week().Add(7 * (weeksAhead + 1))
	if len(there.Items) == 0 {
		// Training, meetings, written work and sickness; breaks are in the roster.
		in := rosters.Request{Name: first.String() + " 起班表", PlanID: plan.ID, FirstOn: first.String(), LastOn: plan.LastOn.String(),
			Settings: rosters.Settings{AwayPercent: 14, Seconds: 5}}
		made, err := p.in.Rosters.Make(ctx, p.in.Rosters.NewID(), in, nil)
		if err != nil {
			return fmt.Errorf("make the roster: %w", err)
		}
		if err := p.in.Rosters.Certify(ctx, made.ID, nil); err != nil {
			return fmt.Errorf("simulate the roster: %w", err)
		}
		if _, err = p.in.Rosters.Publish(ctx, made.ID, ""); err != nil {
			return err
		}
	}
	return p.weeklyRosters(ctx, there.Items, plan)
}

// weeklyRosters are the rosters by which the people of the demo work: what the
// telephony tells of them follows these, with people late, ill and away as in
// life.
func (p *planning) weeklyRosters(ctx context.Context, there []rosters.Roster, plan staffing.Plan) error {
	types, err := p.in.Roster.ShiftTypes(ctx)
	if err != nil {
		return err
	}
	story := NewStory(p.c.seed, p.zone)
	for week := -4; week <= weeksAhead; week++ {
		monday := p.today.Week().Add(7 * week)
		name := monday.String() + " 周班表"
		if monday.Before(p.first) || slices.ContainsFunc(there, func(r rosters.Roster) bool { return r.Name == name }) {
			continue
		}
		in := rosters.EnterIn{Name: name, PlanID: plan.ID, PlanName: plan.Name, FirstOn: monday, LastOn: monday.Add(6), Note: "每周班表，由原排班系统转入"}
		lines := map[int]*rosters.Line{}
		for day := range 7 {
			for _, d := range story.roster(monday.Add(day)) {
				who := story.agents[d.agent]
				if lines[d.agent] == nil {
					lines[d.agent] = &rosters.Line{PersonID: p.have.people[who.AgentNo]}
				}
				c := d.cell(types)
				c.Day, c.Skill = day, p.have.skills[who.Skills[0]]
				lines[d.agent].Cells = append(lines[d.agent].Cells, c)
			}
		}
		for agent, who := range story.agents {
			if lines[agent] == nil { // on leave or off all week
				lines[agent] = &rosters.Line{PersonID: p.have.people[who.AgentNo], Cells: []rosters.Cell{}}
			}
			in.Lines = append(in.Lines, *lines[agent])
		}
		if _, err := p.in.Rosters.Enter(ctx, in); err != nil {
			return fmt.Errorf("enter the roster of %s: %w", monday, err)
		}
	}
	return nil
}

// Names of pauses in rosters.
var pauseNames = map[string]string{reasonBreak: "小休", reasonMeal: "用餐", reasonTraining: "培训", reasonMeeting: "班前会", reasonWritten: "书面业务"}

var pauseKinds = map[string]rosters.PauseKind{reasonTraining: rosters.Training, reasonMeeting: rosters.Meeting, reasonWritten: rosters.Other}

// cell is a duty as the roster has it: of one shift type, with its breaks one
// after the other.
func (d *duty) cell(types []rostering.ShiftType) rosters.Cell {
	first, last := shiftKinds[d.kind][0]*perHalf+opens, shiftKinds[d.kind][1]*perHalf+opens
	c := rosters.Cell{Begins: first, Ends: last}
	for _, t := range types {
		if t.Length == last-first && t.EarliestStart <= first && first <= t.LatestStart {
			c.TypeID = t.ID
		}
	}
	breaks := slices.Clone(d.breaks)
	slices.SortStableFunc(breaks, func(a, b pause) int { return a.planned - b.planned })
	at := first
	for _, b := range breaks {
		if b.minutes == 0 {
			continue
		}
		at = max(at, b.planned)
		name := pauseNames[b.reason]
		if b.reason == reasonMeal && d.kind == nightKind {
			name = "夜餐"
		}
		if at+b.minutes <= last {
			c.Breaks = append(c.Breaks, rosters.Pause{Name: name, At: at, Minutes: b.minutes, Paid: b.reason != reasonMeal, Kind: pauseKinds[b.reason]})
			at += b.minutes
		}
	}
	return c
}
