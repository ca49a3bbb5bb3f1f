package demo

import (
	"context"
	"fmt"
	"strconv"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/strategy"
)

// director is who answers for the strategy of the demo.
const director = "顾远山"

// strategicGoals are the goals of the centre's map, each with what it is measured by.
var strategicGoals = []struct {
	perspective, name, text, owner string
	measures                       []strategy.Measure
	leadsTo                        []string
}{
	{strategy.Finance, "人力用在客户身上", "在线时间里多少用于联络。太高会累垮员工，挑战值不再提高。", "沈静文", []strategy.Measure{aimed("occ-2", "up", 60, 72, 80)}, nil},
	{strategy.Finance, "每小时服务更多客户", "同样的工时，办更多的事。", "沈静文", []strategy.Measure{aimed("cph", "up", 4.5, 5.5, 6.5)}, nil},
	{strategy.Customer, "客户打得进来", "20 秒内接起八成。", "沈静文", []strategy.Measure{within(20, aimed("sl-off", "up", 75, 80, 88)), aimed("asa", "down", 40, 25, 12)}, []string{"人力用在客户身上"}},
	{strategy.Customer, "一次把事办好", "客户不必为同一件事再来电。", "叶知秋", []strategy.Measure{aimed("fcr", "up", 70, 80, 90)}, []string{"每小时服务更多客户", "客户打得进来"}},
	{strategy.Customer, "客户不再挂断离开", "", "沈静文", []strategy.Measure{aimed("abandon-rate", "down", 8, 5, 3)}, []string{"人力用在客户身上"}},
	{strategy.Internal, "处理利落", "查得快、说得清、记得完。", "沈静文", []strategy.Measure{aimed("aht", "down", 360, 320, 280), aimed("mean-wrap-up", "down", 60, 40, 25)}, []string{"客户打得进来", "每小时服务更多客户"}},
	{strategy.Internal, "首接即办，少转接", "", "陆一鸣", []strategy.Measure{aimed("transfer-rate", "down", 5, 2.5, 1.5)}, []string{"一次把事办好"}},
	{strategy.Internal, "电话有人接", "振铃之后有人应答。", "陆一鸣", []strategy.Measure{aimed("no-answer-rate", "down", 3, 1, 0.5)}, []string{"客户不再挂断离开"}},
	{strategy.Learning, "业务熟练", "通话中少让客户等着查资料。", "苏晚晴", []strategy.Measure{aimed("hold-rate", "down", 25, 15, 8)}, []string{"处理利落", "首接即办，少转接"}},
	{strategy.Learning, "服务规范", "不先挂客户电话。", "苏晚晴", []strategy.Measure{aimed("agent-hangup-rate", "down", 25, 15, 8)}, []string{"一次把事办好", "电话有人接"}},
}

// aimed is a measure of the whole centre; its target is filled in for the year.
func aimed(metric, direction string, threshold, target, stretch float64) strategy.Measure {
	return strategy.Measure{Metric: metric, Scope: strategy.ScopeCentre, Direction: direction, Weight: 1, Targets: []strategy.Target{{Threshold: threshold, Target: target, Stretch: stretch}}}
}

func within(seconds int, m strategy.Measure) strategy.Measure {
	m.ThresholdSeconds = &seconds
	return m
}

// strategy is where the centre wants to go: its mission, its map with arrows, the
// work for it, the plan of the year, and the reviews held.
func (p *planning) strategy(ctx context.Context) error {
	ctx = authz.With(ctx, authz.System(director))
	ids, err := p.goals(ctx)
	if err != nil {
		return err
	}
	if err := p.foundations(ctx, ids); err != nil {
		return err
	}
	if err := p.initiatives(ctx, ids); err != nil {
		return err
	}
	if err := p.operating(ctx, ids); err != nil {
		return err
	}
	return p.reviews(ctx, ids)
}

// goals gives the ids of the goals by name.
func (p *planning) goals(ctx context.Context) (map[string]string, error) {
	year, _, _ := p.first.Civil()
	ids := map[string]string{}
	there, err := p.in.Strategy.Goals(ctx)
	if err != nil {
		return nil, err
	}
	for _, g := range there {
		ids[g.Name] = g.ID
	}
	for i, x := range strategicGoals {
		if ids[x.name] != "" {
			continue
		}
		in := strategy.GoalRequest{Perspective: x.perspective, Name: x.name, Description: x.text, Owner: x.owner, Place: 10 * (i + 1), Active: true}
		for _, m := range x.measures {
			t := m.Targets[0]
			t.FromOn = strconv.Itoa(year) + "-01-01"
			m.Targets = []strategy.Target{t}
			in.Measures = append(in.Measures, m)
		}
		g, err := p.in.Strategy.SaveGoal(ctx, "", in, -1)
		if err != nil {
			return nil, fmt.Errorf("set the goal %s: %w", x.name, err)
		}
		ids[x.name] = g.ID
	}
	if len(there) > 0 {
		return ids, nil
	}
	for _, x := range strategicGoals {
		for _, to := range x.leadsTo {
			if _, err := p.in.Strategy.SaveArrow(ctx, "", strategy.ArrowRequest{FromID: ids[x.name], ToID: ids[to]}, -1); err != nil {
				return nil, fmt.Errorf("draw an arrow from %s: %w", x.name, err)
			}
		}
	}
	return ids, nil
}

// initiatives is the work of the year: one is late, one is done.
func (p *planning) initiatives(ctx context.Context, goals map[string]string) error {
	there, err := p.in.Strategy.ListInitiatives(ctx, strategy.InitiativesIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	on := func(days int) string { return p.today.Add(days).String() }
	for _, x := range []strategy.InitiativeRequest{
		{GoalID: goals["业务熟练"], Name: "知识库快捷查询", Owner: "苏晚晴", State: strategy.Running, FromOn: on(-60), ToOn: on(45), People: 3, Money: 120_000, Note: "把通话中最常查的一百个问题整理成一屏能看完的条目。",
			Milestones: []strategy.Milestone{{Name: "选出一百个问题", DueOn: on(-40), DoneOn: on(-42)}, {Name: "写完并审核", DueOn: on(-6)}, {Name: "全员演练", DueOn: on(30)}}},
		{GoalID: goals["处理利落"], Name: "整理模板", Owner: "沈静文", State: strategy.Done, FromOn: on(-120), ToOn: on(-30), People: 1, Money: 20_000,
			Milestones: []strategy.Milestone{{Name: "上线常用模板", DueOn: on(-60), DoneOn: on(-61)}, {Name: "复盘时长变化", DueOn: on(-30), DoneOn: on(-31)}}},
		{GoalID: goals["首接即办，少转接"], Name: "信用卡与贷款互训", Owner: "苏晚晴", State: strategy.Running, FromOn: on(-20), ToOn: on(70), People: 2, Money: 60_000,
			Milestones: []strategy.Milestone{{Name: "选出二十人", DueOn: on(-10), DoneOn: on(-12)}, {Name: "完成培训", DueOn: on(35)}, {Name: "考核上岗", DueOn: on(65)}}},
		{GoalID: goals["客户打得进来"], Name: "月结日前置语音", Owner: "沈静文", State: strategy.Planned, FromOn: on(15), ToOn: on(75), People: 0.5, Money: 30_000,
			Milestones: []strategy.Milestone{{Name: "写好播报内容", DueOn: on(25)}, {Name: "上线", DueOn: on(40)}}},
	} {
		if _, err := p.in.Strategy.SaveInitiative(ctx, "", x, -1); err != nil {
			return fmt.Errorf("begin %s: %w", x.Name, err)
		}
	}
	return nil
}
