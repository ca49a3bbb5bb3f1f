package demo

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/strategy"
)

// foundations is what the centre is for, how it sees itself and the world, and
// the stages it goes through.
func (p *planning) foundations(ctx context.Context, goals map[string]string) error {
	there, err := p.in.Strategy.Documents(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	year, _, _ := p.today.Civil()
	review := p.today.Add(150).String()
	for _, d := range []strategy.DocumentRequest{
		{Kind: strategy.Mission, Text: "成为行业领先的客户服务中心，全心全意为客户服务。", Owner: director, ReviewOn: p.today.Add(-200).String(), Note: "建中心时写下"},
		{Kind: strategy.Mission, Text: "让每位客户一个电话就把银行的事办好。", Owner: director, ReviewOn: review, Note: "上一版说的是愿景，又放到哪家都成立；改成一句话，坐席能记住。"},
		{Kind: strategy.Vision, Text: "三年之内，客户打来电话二十秒内有人接，十个问题九个当场办完；坐席愿意介绍家人来这里上班。", Owner: director, ReviewOn: review},
		{Kind: strategy.Values, Text: "先听完，再回答\n说客户听得懂的话\n答应的事当天有回音\n帮同事就是帮客户\n数字如实", Owner: director, ReviewOn: review},
	} {
		if _, err := p.in.Strategy.AddDocument(ctx, d); err != nil {
			return fmt.Errorf("write the %s: %w", d.Kind, err)
		}
	}
	for i, s := range []strategy.StageRequest{
		{Name: "规范管理", Focus: "建立规范的运营管理体系，具备稳定的服务保障能力：预测、排班、现场、质检都有章可循。"},
		{Name: "精细服务", Focus: "按客户分层提供精细化、差异化服务；优化运营成本，实现投入产出最优。"},
		{Name: "增值与专属", Focus: "提供增值和专属服务，从成本中心转向价值中心，开展主动服务。"},
	} {
		s.FromYear, s.ToYear = year-2+3*i, year+3*i
		if _, err := p.in.Strategy.SaveStage(ctx, "", s, -1); err != nil {
			return fmt.Errorf("lay down the stage %s: %w", s.Name, err)
		}
	}
	_, err = p.in.Strategy.SaveAnalysis(ctx, "", strategy.AnalysisRequest{
		Name: fmt.Sprintf("%d 年环境分析", year), On: p.today.Add(-60).String(),
		Items: []strategy.Item{
			{Key: "S1", Field: "s", Text: "领导重视，定位明确"}, {Key: "S2", Field: "s", Text: "班组长经验丰富，协调通畅"},
			{Key: "W1", Field: "w", Text: "新人多，通话中常让客户等着查资料"}, {Key: "W2", Field: "w", Text: "月结日来电集中，人手不足"},
			{Key: "O1", Field: "o", Text: "手机银行能办理的业务越来越多"}, {Key: "O2", Field: "o", Text: "行业运营标准可以参照"},
			{Key: "T1", Field: "t", Text: "同业加大投入，争夺有经验的坐席"}, {Key: "T2", Field: "t", Text: "客户会拿各家的接通速度作比较"},
		},
		Strategies: []strategy.Strategy{
			{Kind: "so", Text: "由班组长带头，对照行业标准梳理流程", Items: []string{"S2", "O2"}, GoalID: goals["处理利落"]},
			{Kind: "wo", Text: "月结日前引导客户用手机银行查账单", Items: []string{"W2", "O1"}, GoalID: goals["客户打得进来"]},
			{Kind: "st", Text: "给有经验的坐席明确的成长通道", Items: []string{"S1", "T1"}},
			{Kind: "wt", Text: "把常查的内容做成一屏看完的条目，新人也答得快", Items: []string{"W1", "T2"}, GoalID: goals["业务熟练"]},
		},
	}, -1)
	if err != nil {
		return fmt.Errorf("analyse the environment: %w", err)
	}
	return nil
}
