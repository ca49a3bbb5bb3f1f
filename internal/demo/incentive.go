package demo

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/performance/incentive"
)

// incentives are three rules: so much for each contact where quality is kept,
// steps of quality, and a sum for a team that is shared by contacts.
func (p *planning) incentives(ctx context.Context) error {
	ctx = authz.With(ctx, authz.System(operations))
	there, err := p.in.Incentive.Rules(ctx, incentive.RuleIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	from := p.today.Add(-180).Month().String()
	quality := incentive.Variable{Key: "qa", Metric: "qa-score"}
	for _, r := range []incentive.Body{
		{Name: "接听计件奖", Kind: incentive.Piece, Pays: incentive.Money, EffectiveOn: from, Formula: "0.6 * calls", Gate: "qa >= 85 + 100 * major", CapCents: 1200_00,
			Variables: []incentive.Variable{{Key: "calls", Metric: "answered"}, quality, {Key: "major", Metric: "complaints-major"}}, Note: "每接起一通 0.6 元；质检得分达到 85 分且没有重大或越级投诉才发放，每人每月最多 1200 元。"},
		{Name: "质检阶梯奖", Kind: incentive.Tier, Pays: incentive.Money, EffectiveOn: from, Formula: "if(qa >= 95, 500, if(qa >= 92, 300, if(qa >= 90, 150, 0)))",
			Variables: []incentive.Variable{quality}, Note: "质检得分 90、92、95 分起分别奖励 150、300、500 元。"},
		{Name: "班组服务奖", Kind: incentive.Team, Pays: incentive.Money, EffectiveOn: from, Formula: "if(service >= 92, 2000, if(service >= 90, 1000, 0))", Share: incentive.ShareVariable, ShareBy: "calls",
			Variables: []incentive.Variable{{Key: "service", Metric: "service-quality"}, {Key: "calls", Metric: "answered"}}, Note: "班组服务质量分 90、92 分起分别奖励 1000、2000 元，按接起量分配。"},
		{Name: "学习积分", Kind: incentive.Piece, Pays: incentive.Points, EffectiveOn: from, Formula: "10 * hours", Variables: []incentive.Variable{{Key: "hours", Metric: "training-hours"}}, Note: "每个培训学时 10 分，可兑换礼品。"},
	} {
		if _, err := p.in.Incentive.AddRule(ctx, r); err != nil {
			return fmt.Errorf("add the rule %s: %w", r.Name, err)
		}
	}
	run, err := p.in.Incentive.Prepare(ctx, incentive.RunIn{})
	if err == nil {
		err = p.in.Incentive.Calculate(ctx, run.ID)
	}
	if err == nil {
		_, err = p.in.Incentive.Decide(authz.With(ctx, authz.System(director)), run.ID, incentive.DecideIn{Approve: true, Words: "同意发放。"}, -1)
	}
	if err != nil {
		return fmt.Errorf("pay what last month earned: %w", err)
	}
	return p.encouragement(ctx)
}

// encouragement are a few gifts, what leaders sent their people, and contests.
func (p *planning) encouragement(ctx context.Context) error {
	for _, g := range []incentive.GiftIn{{Name: "保温杯", Price: 60, Stock: 12, Offered: true}, {Name: "电影票两张", Price: 80, Stock: 6, Offered: true}, {Name: "半天调休", Price: 200, Stock: 4, Offered: true, Note: "与班长约定日期"}} {
		if _, err := p.in.Incentive.SaveGift(ctx, "", g, -1); err != nil {
			return fmt.Errorf("add the gift %s: %w", g.Name, err)
		}
	}
	said := []incentive.PraiseIn{
		{Kind: incentive.Badge, Badge: "service", Words: "本月三位客户来电点名表扬。"}, {Kind: incentive.Message, Words: "昨天那通挂失电话处理得又快又稳，谢谢！"},
		{Kind: incentive.Gifted, Points: 30, Words: "午间高峰主动推迟用餐。"}, {Kind: incentive.Badge, Badge: "helper", Words: "带教两名新人，均按期上岗。"},
	}
	leads := map[string]string{}
	for _, x := range p.c.People {
		if x.Leads {
			leads[x.Team] = x.Name
		}
	}
	for i, x := range p.c.People {
		if leader := leads[x.Team]; !x.Leads && leader != "" && i%4 == 1 {
			in := said[i/4%len(said)]
			in.PersonID, in.Key = p.have.people[x.AgentNo], "demo-"+x.AgentNo
			if _, err := p.in.Incentive.Praise(authz.With(ctx, authz.System(leader)), in); err != nil {
				return fmt.Errorf("encourage %s: %w", x.Name, err)
			}
		}
	}
	return p.contests(ctx)
}
