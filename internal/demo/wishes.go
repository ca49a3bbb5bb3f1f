package demo

import (
	"context"
	"fmt"

	rostering "github.com/lingting/lingting/internal/wfm/roster"
)

// wishes are asked for the four weeks after the published roster, and some people
// have stated theirs.
func (p *planning) wishes(ctx context.Context) error {
	there, err := p.in.Roster.WishRounds(ctx, rostering.RoundsIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	types, err := p.in.Roster.ShiftTypes(ctx)
	if err != nil || len(types) == 0 {
		return err
	}
	first := p.today.Add(28 - p.today.SinceMonday())
	in := rostering.WishRoundRequest{Name: first.String() + " 起意愿征集", FirstOn: first.String(), LastOn: first.Add(27).String(), CloseOn: first.Add(-7).String(), Most: 6}
	round, err := p.in.Roster.SaveRound(ctx, "", in, -1)
	if err != nil {
		return fmt.Errorf("open a round of wishes: %w", err)
	}
	for i, x := range p.c.People {
		if x.Leads || i%4 != 3 {
			continue
		}
		list := []rostering.DayWish{{On: first.Add(i % 7), Kind: rostering.WishOff, Strength: 1 + i%3}}
		if i%8 == 3 {
			list = append(list, rostering.DayWish{On: first.Add(7 + i%5), Kind: rostering.WishNot, TypeID: types[len(types)-1].ID, Strength: 2}, rostering.DayWish{On: first.Add(14 + i%5), Kind: rostering.WishShift, TypeID: types[0].ID, Strength: 1})
		}
		if _, err := p.in.Roster.Wish(p.as(ctx, x), round.ID, list); err != nil {
			return fmt.Errorf("wishes of %s: %w", x.AgentNo, err)
		}
	}
	return nil
}
