package demo

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/people/rotation"
)

// rotation is the plan by which the leaders change teams at the next half-year,
// waiting for approval. Teams of this centre are smaller than is usual.
func (p *planning) rotation(ctx context.Context) error {
	ctx = authz.With(ctx, authz.System(hr))
	there, err := p.in.Rotation.Plans(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	if _, err := p.in.Rotation.SetTerms(ctx, rotation.Terms{Least: 18, Most: 22, Months: 6, RecentMonths: 12}, -1); err != nil {
		return fmt.Errorf("set the terms of teams: %w", err)
	}
	year, month, _ := p.today.Civil()
	in := rotation.PlanRequest{Name: fmt.Sprintf("%d 年下半年班长轮换", year), EffectiveOn: civil.Of(year, 7, 1).String(), Seed: 1, KeepSite: true, Note: "轮换前各班长交接重点关注人员与未完成的面谈。"}
	if month >= 7 {
		in.Name, in.EffectiveOn = fmt.Sprintf("%d 年上半年班长轮换", year+1), civil.Of(year+1, 1, 1).String()
	}
	moves, err := p.in.Rotation.Propose(ctx, rotation.ProposalRequest{EffectiveOn: in.EffectiveOn, KeepSite: true, Seed: in.Seed})
	if err != nil {
		return fmt.Errorf("propose a rotation: %w", err)
	}
	for _, m := range moves {
		in.Leads = append(in.Leads, rotation.Lead{TeamID: m.TeamID, LeaderID: m.ToID})
	}
	if _, err := p.in.Rotation.Save(ctx, "", in, -1); err != nil {
		return fmt.Errorf("plan a rotation: %w", err)
	}
	return nil
}
