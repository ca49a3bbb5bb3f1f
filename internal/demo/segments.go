package demo

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/performance/segment"
)

// segments are what leaders said in the last two months that are over, of all but
// the last people, the segments that follow, and what two leaders decided to do.
func (p *planning) segments(ctx context.Context) error {
	there, err := p.in.Segment.ListActions(ctx, segment.ActionsIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	rng := rand.New(rand.NewPCG(p.c.seed, 0x6174746974756465))
	statements := segment.Template().Statements
	last := p.today.Month().Add(-1).Month()
	for i, x := range p.c.People {
		mood := 3.9 + 0.9*rng.NormFloat64()
		if x.Leads || i >= len(p.c.People)-3 {
			continue
		}
		for _, month := range []string{last.Add(-1).Month().String(), last.String()} {
			in := segment.AttitudeIn{Words: "日常观察与班前会表现"}
			for _, s := range statements {
				points := int(math.Round(mood + 0.6*rng.NormFloat64()))
				in.Answers = append(in.Answers, segment.Answer{Statement: s.Key, Points: min(5, max(1, points))})
			}
			if _, err := p.in.Segment.Assess(p.leading(ctx, x.Team), p.have.people[x.AgentNo], month, in, -1); err != nil {
				return fmt.Errorf("assess %s: %w", x.AgentNo, err)
			}
		}
	}
	if _, err := p.in.Segment.Make(ctx, nil); err != nil {
		return err
	}
	for _, x := range []struct {
		segment string
		in      segment.ActionIn
	}{
		{"willing", segment.ActionIn{Kind: segment.Train, Words: "补一次质检要点培训，之后每周跟听三通", DueOn: p.today.Add(9).String()}},
		{"able", segment.ActionIn{Kind: segment.Talk, Words: "了解近期意愿下降的原因，约定下月目标", DueOn: p.today.String()}},
		{"model", segment.ActionIn{Kind: segment.Promote, Words: "请其带教一名新人，列入晋升人选", DueOn: p.today.Add(20).String()}},
		{"improve", segment.ActionIn{Kind: segment.Plan, Words: "订四周改进计划：质检不低于 85，每周五回看", DueOn: p.today.Add(14).String()}},
	} {
		found, err := p.in.Segment.People(ctx, segment.PeopleIn{Asked: segment.Asked{Segment: x.segment}, Limit: 1})
		if err != nil {
			return err
		}
		for _, row := range found.Items {
			code := ""
			for _, t := range p.c.Teams {
				if p.have.teams[t.Code] == row.TeamID {
					code = t.Code
				}
			}
			x.in.OwnerID = p.have.people[p.leaderNo(code)]
			if _, err := p.in.Segment.Decide(p.leading(ctx, code), row.PersonID, x.in); err != nil {
				return fmt.Errorf("decide for %s: %w", row.AgentNo, err)
			}
		}
	}
	return nil
}

// leaderNo is the agent number of who leads a team.
func (p *planning) leaderNo(team string) string {
	for _, x := range p.c.People {
		if x.Leads && x.Team == team {
			return x.AgentNo
		}
	}
	return ""
}

// leading acts as who leads a team.
func (p *planning) leading(ctx context.Context, team string) context.Context {
	for _, x := range p.c.People {
		if x.Leads && x.Team == team {
			return authz.With(ctx, authz.System(x.Name))
		}
	}
	return ctx
}

// care looks at the last whole week, as each night does: the first night came
// before there were calls.
func (p *planning) care(ctx context.Context) error {
	_, err := p.in.Care.Look(ctx, nil)
	return err
}
