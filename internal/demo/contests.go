package demo

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/performance/incentive"
)

// contests are a contest that runs, and a draw of last month that was drawn before
// a witness, approved, and paid.
func (p *planning) contests(ctx context.Context) error {
	gifts, err := p.in.Incentive.Gifts(ctx)
	if err != nil {
		return err
	}
	tickets := ""
	for _, g := range gifts {
		if g.Name == "电影票两张" {
			tickets = g.ID
		}
	}
	thisMonth := p.today.Month()
	lastMonth := thisMonth.Add(-1).Month()
	draw, err := p.in.Incentive.At(clock.Fixed(p.at(lastMonth, 9))).AddContest(ctx, incentive.ContestBody{
		Kind: incentive.Draw, Name: "质量抽奖", FromOn: lastMonth.String(), ToOn: thisMonth.Add(-1).String(), Of: incentive.OfPeople, Formula: "if(qa >= 92, 3, if(qa >= 90, 2, 1))", Gate: "qa >= 85",
		Variables: []incentive.Variable{{Key: "qa", Metric: "qa-score"}}, Prizes: []incentive.Prize{{Pays: incentive.Gifts, GiftID: tickets, Count: 2}, {Pays: incentive.Points, Amount: 100, Count: 5}},
		Note: "质检得分 85 分起一张奖券，90、92 分起两张、三张。",
	})
	if err != nil {
		return fmt.Errorf("add the draw: %w", err)
	}
	from := p.today.Add(-9)
	if from.Before(p.first) {
		from = p.first
	}
	contest := incentive.ContestBody{
		Kind: incentive.Compete, Name: "冬季接听竞赛", FromOn: from.String(), ToOn: p.today.Add(8).String(), WaitDays: 3, Of: incentive.OfPeople, Formula: "calls", Gate: "aht <= 900", LeastOf: "calls", Least: 10, Ties: incentive.TiesSplit, Top: 10,
		Variables: []incentive.Variable{{Key: "calls", Metric: "answered"}, {Key: "aht", Metric: "aht"}}, Prizes: []incentive.Prize{{Pays: incentive.Money, Amount: 500_00}, {Pays: incentive.Money, Amount: 300_00}, {Pays: incentive.Money, Amount: 200_00}, {Pays: incentive.Points, Amount: 50}, {Pays: incentive.Points, Amount: 50}},
		Note: "接起量前五名获奖；平均处理时长不超过 900 秒才参与。",
	}
	if _, err := p.in.Incentive.At(clock.Fixed(p.at(from, 9))).AddContest(ctx, contest); err != nil {
		return fmt.Errorf("add the contest: %w", err)
	}
	for _, day := range []int{-1, 0} {
		if err := p.in.Incentive.At(clock.Fixed(p.at(p.today.Add(day), 12))).UpdateContests(ctx, func(float64, string) {}); err != nil {
			return fmt.Errorf("make the standings: %w", err)
		}
	}
	boss := authz.With(ctx, authz.System(director))
	if _, err := p.in.Incentive.AskDrawing(boss, draw.ID, -1); err != nil {
		return err
	}
	draw, err = p.in.Incentive.Witness(ctx, draw.ID, -1)
	if err == nil && draw.RunID != "" {
		_, err = p.in.Incentive.Decide(boss, draw.RunID, incentive.DecideIn{Approve: true, Words: "同意发放。"}, -1)
	}
	if err != nil {
		return fmt.Errorf("draw before a witness: %w", err)
	}
	return nil
}
