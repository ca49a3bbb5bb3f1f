package demo

import (
	"context"

	"github.com/lingting/lingting/internal/performance/scorecard"
)

// scorecards are the boards that hang out.
func (p *planning) scorecards(ctx context.Context) error {
	there, err := p.in.Scorecard.Boards(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	for _, b := range []scorecard.BoardRequest{
		{Name: "每日接起榜", Of: scorecard.OfPeople, Period: scorecard.Day, Metric: "cph", MinContacts: 10, Top: 5},
		{Name: "每周总分榜", Of: scorecard.OfPeople, Period: scorecard.Week, MinContacts: 20, Top: 10},
		{Name: "每周班组榜", Of: scorecard.OfTeams, Period: scorecard.Week, MinContacts: 50, Top: 10, Everybody: true},
	} {
		b.Teams, b.Levels, b.Active = []string{}, []string{}, true
		if _, err := p.in.Scorecard.SaveBoard(ctx, "", b, -1); err != nil {
			return err
		}
	}
	return nil
}
