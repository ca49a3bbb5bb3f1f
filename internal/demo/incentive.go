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
	return nil
}
