package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/lingting/lingting/calc/series"
	levers "github.com/lingting/lingting/calc/whatif"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/people/career"
	"github.com/lingting/lingting/internal/people/headcount"
	"github.com/lingting/lingting/internal/people/rotation"
	"github.com/lingting/lingting/internal/performance/care"
	"github.com/lingting/lingting/internal/performance/contract"
	"github.com/lingting/lingting/internal/performance/incentive"
	"github.com/lingting/lingting/internal/performance/scorecard"
	"github.com/lingting/lingting/internal/performance/segment"
	"github.com/lingting/lingting/internal/performance/target"
	"github.com/lingting/lingting/internal/strategy"
	"github.com/lingting/lingting/internal/telephony/live"
	"github.com/lingting/lingting/internal/wfm/adherence"
	"github.com/lingting/lingting/internal/wfm/forecast"
	"github.com/lingting/lingting/internal/wfm/intraday"
	rostering "github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/offers"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/roster/swaps"
	"github.com/lingting/lingting/internal/wfm/staffing"
	"github.com/lingting/lingting/internal/wfm/staffing/calibration"
	"github.com/lingting/lingting/internal/wfm/staffing/hiring"
	"github.com/lingting/lingting/internal/wfm/staffing/shared"
	"github.com/lingting/lingting/internal/wfm/staffing/whatif"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

// Rooms are where the centre's people have planned.
type Rooms struct {
	Org      *org.Service
	Metric   *metric.Service
	Live     *live.Service
	Forecast *forecast.Service
	Staffing *staffing.Service
	Hiring   *hiring.Service
	Shared   *shared.Service
	WhatIf   *whatif.Service
	Roster   *rostering.Service
	TimeOff  *timeoff.Service
	Rosters  *rosters.Service
	Swaps    *swaps.Service
	Offers   *offers.Service
	Intraday *intraday.Service

	Adherence *adherence.Service
	People    *people.Service
	Strategy  *strategy.Service
	Career    *career.Service
	Rotation  *rotation.Service
	Incentive *incentive.Service
	Contract  *contract.Service
	Targets   *target.Service
	Scorecard *scorecard.Service
	Headcount *headcount.Service
	Segment   *segment.Service
	Care      *care.Service

	Calibration *calibration.Service

	LeaderAccount string // of the demo's leader, who writes talks
}

// Who planned: the names of the demo's planner and operations manager.
const (
	planner    = "陆一鸣"
	operations = "沈静文"
)

// leastHistory is how many days of telephony there must be before a day that
// anything is forecast from.
const leastHistory = 28

// forecastWeeks are the weeks ago on whose Mondays the planner forecast.
var forecastWeeks = []int{5, 4, 3, 2, 1, 0}

// Plan does what the people of the centre have planned by now: wallboards, what
// drives contacts, planned shrinkage, a forecast of every Monday of the last
// weeks, an outlook, the models held against each other, a requirement, a hiring
// plan, a strategy map. All of it is made by the rooms themselves, from the telephony that was
// told since first; forecasts of the past knew only what was known then. What is
// there already is left as it is. A demo of a few days has no forecasts.
func Plan(ctx context.Context, in Rooms, c Centre, first, now time.Time, progress func(share float64, what string)) error {
	zone, err := time.LoadLocation(ZoneName)
	if err != nil {
		return err
	}
	have, err := look(ctx, in.Org)
	if err != nil {
		return err
	}
	p := &planning{in: in, c: c, have: have, now: now, first: civil.At(first.UnixMilli(), zone), today: civil.At(now.UnixMilli(), zone), zone: zone}
	steps := []step{
		{"wallboards", func(ctx context.Context) error { return SetUpBoards(ctx, in.Live, have, c) }},
		{"drivers", p.drivers},
		{"shrinkage", p.shrinkage},
	}
	if p.known(p.today) { // the headcount plan is held against them
		steps = append(steps, []step{{"outlook", p.outlook}, {"hiring", p.hiring}, {"headcount", p.basis}}...)
	}
	steps = append(steps, []step{
		{"shift types", p.shiftTypes},
		{"work rules", p.workRules},
		{"wishes", p.wishes},
		{"employee files", p.files},
		{"rotation of leaders", p.rotation},
		{"time off", p.timeOff},
		{"emergency plans", p.emergencies},
		{"strategy", p.strategy},
		{"reported values", p.reported},
		{"boards", p.scorecards},
		{"talks", p.talks},
		{"incentives", p.incentives},
		{"contracts", p.contracts},
		{"targets", p.targets},
	}...)
	if p.known(p.today) {
		steps = append(steps, []step{{"forecasts", p.forecasts}, {"requirements", p.requirements}, {"rosters", p.rosters}, {"adherence", p.adherence}, {"offers", p.offers}, {"swaps", p.swaps}, {"sharing", p.sharing}, {"scenarios", p.scenarios}, {"calibration", p.calibration}, {"models", p.models}}...)
	}
	steps = append(steps, step{"segments", p.segments}, step{"care", p.care}) // after adherence, which they count from
	for i, s := range steps {
		if err := s.do(authz.With(ctx, authz.System(planner))); err != nil {
			return fmt.Errorf("plan the %s of the demo: %w", s.what, err)
		}
		progress(float64(i+1)/float64(len(steps)), s.what)
	}
	return nil
}

type step struct {
	what string
	do   func(ctx context.Context) error
}

type planning struct {
	in           Rooms
	c            Centre
	have         known
	now          time.Time
	first, today civil.Date
	zone         *time.Location
}

// known reports whether enough is known before a day to forecast from.
func (p *planning) known(on civil.Date) bool { return on.Sub(p.first) >= leastHistory }

// drivers are the card bills that are sent, and are asked about the same day.
func (p *planning) drivers(ctx context.Context) error {
	there, err := p.in.Forecast.Drivers(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	bills := forecast.DriverRequest{Name: "信用卡账单发送量", Kind: series.DriverFlow, QueueIDs: []string{p.have.queues["credit-card"]},
		Note: "每月 5 日由卡中心发送，单位：万份。数据来源：卡中心发送计划。"}
	from, to := p.today.Add(-400), p.today.Add(120)
	for d := from; d.Before(to); d = d.Add(1) {
		if _, _, n := d.Civil(); n == 5 {
			months := float64(d.Sub(from)) / 30
			bills.Values = append(bills.Values, forecast.DriverValueAsked{On: d.String(), Amount: float64(int(60 + 0.4*months))})
		}
	}
	_, err = p.in.Forecast.AddDriver(ctx, bills)
	return err
}

// shrinkage is what the planner reckons with, by kind in per cent.
func (p *planning) shrinkage(ctx context.Context) error {
	day := p.today.String()
	s, err := p.in.Staffing.Shrinkage(ctx, day, day)
	if err != nil || len(s.Changes) > 0 {
		return err
	}
	for _, k := range []struct {
		kind    staffing.Kind
		percent float64
		note    string
	}{
		{"break", 5.5, "按近三个月实测"}, {"meal", 6, "按近三个月实测"}, {"training", 2, "每人每月约 3.5 小时"}, {"meeting", 1, "班前会"}, {"other", 11, "书面业务"},
		{"annual_leave", 4, "人事口径"}, {"sick_leave", 3, "人事口径"}, {"personal_leave", 1, "人事口径"},
	} {
		if _, err := p.in.Staffing.Change(ctx, staffing.ChangeIn{Kind: k.kind, Percent: k.percent, FromOn: p.today.Add(-60).String(), Note: k.note}); err != nil {
			return err
		}
	}
	return nil
}

// forecasts are made on Monday mornings, approved and locked; the latest one
// of all is a draft of today.
func (p *planning) forecasts(ctx context.Context) error {
	there, err := p.in.Forecast.List(ctx, forecast.ListIn{Limit: 100})
	if err != nil {
		return err
	}
	made := map[string]bool{}
	for _, v := range there.Items {
		made[v.Name] = true
	}
	monday := p.today.Add(-(int(p.today.Weekday()) + 6) % 7)
	for _, ago := range forecastWeeks {
		on := monday.Add(-7 * ago)
		at := time.UnixMilli(on.Start(p.zone)).Add(9 * time.Hour)
		name := on.String() + " 周预测"
		if made[name] || at.After(p.now) || !p.known(on) {
			continue
		}
		if err := p.forecast(ctx, name, on, at, ago == 2); err != nil {
			return err
		}
	}
	draft := forecast.Request{Name: p.today.String() + " 草案", Weeks: 6, AsOf: p.today.String()}
	if made[draft.Name] {
		return nil
	}
	_, err = p.in.Forecast.Make(ctx, p.in.Forecast.NewID(), draft, nil)
	return err
}

// forecast makes the one of a Monday; edited: the planner knew of something.
func (p *planning) forecast(ctx context.Context, name string, on civil.Date, at time.Time, edited bool) error {
	then := func(minutes int) *forecast.Service {
		return p.in.Forecast.At(clock.Fixed(at.Add(time.Duration(minutes) * time.Minute)))
	}
	v, err := then(0).Make(ctx, then(0).NewID(), forecast.Request{Name: name, Weeks: 4, AsOf: on.String()}, nil)
	if err != nil {
		return err
	}
	if edited {
		rule := forecast.Rule{Kind: forecast.EditPercent, QueueIDs: []string{p.have.queues["savings"]}, FromOn: on.Add(1), ToOn: on.Add(2), FromMinute: 10 * 60, ToMinute: 12 * 60, Value: 4}
		if _, err := then(10).Edit(ctx, v.ID, 0, rule, "网点预告的存款到期提醒短信"); err != nil {
			return err
		}
	}
	if _, err := then(20).Approve(authz.With(ctx, authz.System(operations)), v.ID, 0); err != nil {
		return err
	}
	_, err = then(25).Lock(ctx, v.ID, 0)
	return err
}

// requirements are made from the forecast that is locked.
func (p *planning) requirements(ctx context.Context) error {
	there, err := p.in.Staffing.List(ctx, staffing.ListIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	locked, err := p.in.Forecast.List(ctx, forecast.ListIn{Status: forecast.Locked, Limit: 1})
	if err != nil || len(locked.Items) == 0 {
		return err
	}
	in := staffing.Request{Name: locked.Items[0].FirstOn.String() + " 起四周人力需求", ForecastID: locked.Items[0].ID}
	in.Target = staffing.Target{LevelFrom: staffing.LevelOfQueue, OccupancyPercent: 88}
	in.ProbabilityPercent = 50
	in.Shrinkage = staffing.Shrinkage{From: staffing.ShrinkagePlanned}
	_, err = p.in.Staffing.Make(ctx, p.in.Staffing.NewID(), in, nil)
	return err
}

// sharing shares the requirement's first week out among the skill groups.
func (p *planning) sharing(ctx context.Context) error {
	there, err := p.in.Shared.List(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	plans, err := p.in.Staffing.List(ctx, staffing.ListIn{Limit: 1})
	if err != nil || len(plans.Items) == 0 {
		return err
	}
	plan := plans.Items[0]
	groups, err := p.in.Shared.Groups(ctx, plan.ID)
	if err != nil {
		return err
	}
	_, err = p.in.Shared.Make(ctx, p.in.Shared.NewID(), shared.Request{Name: "首周共享坐席", PlanID: plan.ID, ToOn: plan.FirstOn.Add(6).String(), Groups: groups}, nil)
	return err
}

// scenarios are two questions about the requirement.
func (p *planning) scenarios(ctx context.Context) error {
	there, err := p.in.WhatIf.List(ctx, whatif.ListIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	plans, err := p.in.Staffing.List(ctx, staffing.ListIn{Limit: 1})
	if err != nil || len(plans.Items) == 0 {
		return err
	}
	costs := levers.Costs{PerHour: 46, PerHire: 3000, PerTrained: 1200}
	for _, x := range []struct {
		name, note string
		levers     levers.Levers
	}{
		{"来电多一成", "年末促销季的预案", levers.Levers{All: levers.Change{VolumePercent: 10}}},
		{"通话缩短 15 秒", "知识库改版后的目标", levers.Levers{All: levers.Change{HandleSeconds: -15}}},
	} {
		in := whatif.Request{Name: x.name, Note: x.note, Question: whatif.Question{PlanID: plans.Items[0].ID, Levers: x.levers, Costs: costs}}
		if _, err := p.in.WhatIf.Save(ctx, "", in); err != nil {
			return err
		}
	}
	return nil
}

// calibration holds the simulator against the last two weeks.
func (p *planning) calibration(ctx context.Context) error {
	there, err := p.in.Calibration.List(ctx, calibration.ListIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	_, _, err = p.in.Calibration.Make(ctx, p.in.Calibration.NewID(), calibration.Request{FirstOn: p.today.Add(-14), LastOn: p.today.Add(-1)}, nil)
	return err
}

func (p *planning) outlook(ctx context.Context) error {
	there, err := p.in.Forecast.Outlooks(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	_, err = p.in.Forecast.MakeOutlook(ctx, p.in.Forecast.NewID(), forecast.OutlookRequest{Months: 12}, nil)
	return err
}

// hiring is planned from the outlook.
func (p *planning) hiring(ctx context.Context) error {
	there, err := p.in.Hiring.List(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	outlooks, err := p.in.Forecast.Outlooks(ctx)
	if err != nil || len(outlooks) == 0 {
		return err
	}
	_, err = p.in.Hiring.Keep(ctx, hiringOf("十二个月招聘计划", outlooks[0].ID, hiring.Assumptions{
		SurePercent: 80, Hours: 174, ShrinkagePercent: 24, OccupancyPercent: 62, Heads: float64(len(p.c.People) - len(p.c.Teams)), Joining: []hiring.Joins{},
		LeadMonths: 1, TrainingMonths: 1, LearningPercents: []int{60, 80}, AttritionPercent: 2.5, NewLeaversPercent: 6, LeastClass: 6, MostClass: 16, Classes: 2,
		OvertimePercent: 5, ReleasePercent: 5, Pay: 7500, OvertimePay: 12000, ReleaseSaves: 4000, PerClass: 18000, PerHire: 3000, PerShortfall: 60000,
	}))
	return err
}

func hiringOf(name, outlook string, a hiring.Assumptions) hiring.Request {
	return hiring.Request{Name: name, OutlookID: outlook, Assumptions: a}
}

func (p *planning) models(ctx context.Context) error {
	there, err := p.in.Forecast.Comparisons(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	_, err = p.in.Forecast.Compare(ctx, p.in.Forecast.NewID(), forecast.ComparisonRequest{}, nil)
	return err
}
