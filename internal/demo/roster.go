package demo

import (
	"context"
	"fmt"

	rostering "github.com/lingting/lingting/internal/wfm/roster"
)

// shiftTypes are the shifts of the centre, as its agents work them.
func (p *planning) shiftTypes(ctx context.Context) error {
	there, err := p.in.Roster.ShiftTypes(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	whole := []rostering.Break{{Name: "小休", Minutes: 15, Paid: true, From: 60, To: 150}, {Name: "用餐", Minutes: 30, From: 180, To: 315}, {Name: "小休", Minutes: 15, Paid: true, From: 345, To: 450}}
	half := []rostering.Break{{Name: "小休", Minutes: 10, Paid: true, From: 75, To: 165}}
	night := []rostering.Break{{Name: "夜餐", Minutes: 30, From: 120, To: 240}, {Name: "小休", Minutes: 20, Paid: true, From: 300, To: 390}}
	from := p.first.String()
	for _, in := range []rostering.ShiftRequest{
		{Code: "A1", Name: "早班", Colour: "blue", EarliestStart: 6 * 60, LatestStart: 8*60 + 30, Step: 30, Length: 510, Breaks: whole},
		{Code: "B1", Name: "中班", Colour: "orange", EarliestStart: 9 * 60, LatestStart: 11 * 60, Step: 30, Length: 510, Breaks: whole},
		{Code: "C1", Name: "晚班", Colour: "green", EarliestStart: 12 * 60, LatestStart: 13*60 + 30, Step: 30, Length: 510, Breaks: whole},
		{Code: "H1", Name: "半班", Colour: "sky", EarliestStart: 7*60 + 30, LatestStart: 18 * 60, Step: 30, Length: 240, Breaks: half, Note: "早晚高峰"},
		{Code: "N1", Name: "夜班", Colour: "purple", EarliestStart: 22 * 60, LatestStart: 22 * 60, Step: 30, Length: 480, Breaks: night, SkillIDs: []string{p.have.skills["card"]}, Note: "每晚两人，须会信用卡业务"},
	} {
		in.FromOn = from
		if _, err := p.in.Roster.AddShift(ctx, in); err != nil {
			return fmt.Errorf("add the shift type %s: %w", in.Code, err)
		}
	}
	return nil
}
