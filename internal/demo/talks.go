package demo

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/performance/scorecard"
)

// talks are what the leader of the first team talked of with three people: one
// talk was followed up, one is to be followed up today, one later.
func (p *planning) talks(ctx context.Context) error {
	there, err := p.in.Scorecard.Talks(ctx, scorecard.TalksIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	leader := p.c.People[0]
	ctx = authz.With(ctx, authz.Actor{UserID: p.in.LeaderAccount, Login: leader.Name, Name: leader.Name, PersonID: p.have.people[leader.AgentNo], Permissions: map[string]bool{scorecard.PermissionTalk: true}, Scope: authz.Scope{Centre: true}})
	since := func(days int) civil.Date {
		if on := p.today.Add(-days); !on.Before(p.first) {
			return on
		}
		return p.first
	}
	var team []Person
	for _, x := range p.c.People {
		if x.Team == leader.Team && !x.Leads {
			team = append(team, x)
		}
	}
	for i, in := range []scorecard.TalkRequest{
		{On: since(14).String(), Words: "后处理时间偏长，多花在填写工单上。", Metric: "aht", Action: "本周试用快捷模板，每天看一次自己的处理时长。", FollowOn: since(5).String(), DoneOn: since(4).String(), Outcome: "模板已经用熟，处理时长降了下来。"},
		{On: since(7).String(), Words: "午间几次小休超时，与吃饭时间挤在一起有关。", Metric: "adherence", Action: "小休改到十点半和三点，超过五分钟先告诉我。", FollowOn: p.today.String()},
		{On: since(2).String(), Words: "质检指出开场白不完整，身份核对有遗漏。", Metric: "qa-score", Action: "与质检员一起听三通录音，下周再抽五通。", FollowOn: p.today.Add(5).String()},
	} {
		if _, err := p.in.Scorecard.Talk(ctx, p.have.people[team[i].AgentNo], in); err != nil {
			return fmt.Errorf("talk with %s: %w", team[i].Name, err)
		}
	}
	return nil
}
