package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/people/headcount"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// leaving is a file to which a last day comes that was not known before.
type leaving struct {
	personID string
	rev      int64
	record   people.Record
}

// planned is the day the headcount plan was drawn up: a week before the month before
// this one.
func (p *planning) planned() civil.Date {
	y, m, _ := p.today.Civil()
	return civil.Of(y, m-1, 1).Add(-8)
}

// basis is what the headcount plan was held against, from an outlook of that day if
// enough was known by then: with written work and calls out, people are there for
// fewer of their hours.
func (p *planning) basis(ctx context.Context) error {
	there, err := p.in.Hiring.List(ctx)
	if err != nil || len(there) != 1 {
		return err
	}
	in := there[0].About.Assumptions
	outlook := there[0].About.OutlookID
	if on := p.planned(); p.known(on) {
		made, err := p.in.Forecast.MakeOutlook(ctx, p.in.Forecast.NewID(), forecast.OutlookRequest{Months: 15, AsOf: on.String()}, nil)
		if err != nil {
			return err
		}
		outlook = made.ID
	}
	in.ShrinkagePercent = 38
	_, err = p.in.Hiring.Keep(ctx, hiringOf("编制口径（含书面与外呼业务）", outlook, in))
	if fault.Is(err, fault.Invalid) { // too little is known to tell a month's work
		return nil
	}
	return err
}

// headcount is the plan that was approved two months ago, and the draft of its next
// version. Whose leaving was not known then gets the last day afterwards.
func (p *planning) headcount(ctx context.Context, late []leaving) error {
	asOf := p.planned()
	then := p.in.Headcount.At(clock.Fixed(time.UnixMilli(asOf.Start(p.zone)).Add(15 * time.Hour)))
	needs, err := then.Requirements(ctx)
	if err != nil {
		return err
	}
	first := asOf.Add(8)
	in := headcount.Request{Name: "滚动编制计划", FirstMonth: first.String()[:7], Months: 14, Reason: "年度预算口径，按季度滚动。", Terms: headcount.Terms{TrainingMonths: 1, RampMonths: 2, YieldPercent: 80, GraduationPercent: 90}}
	if len(needs) > 0 {
		in.RequirementID = needs[0].ID
		if in.Classes, err = then.Propose(ctx, in); err != nil {
			return fmt.Errorf("propose classes: %w", err)
		}
	}
	t := in.Terms
	in.Classes = append([]headcount.Class{{Month: in.FirstMonth, People: 4, YieldPercent: t.YieldPercent, GraduationPercent: t.GraduationPercent, TrainingMonths: t.TrainingMonths, RampMonths: t.RampMonths}}, in.Classes...)
	in.Moves = []headcount.Moves{{Month: first.Add(140).Month().String()[:7], People: 1, Kind: headcount.Promotion, Note: "副班长岗位竞聘"}}
	plan, err := then.Save(ctx, "", in, -1)
	if err != nil {
		return fmt.Errorf("draw up a headcount plan: %w", err)
	}
	if _, err := then.Approve(authz.With(ctx, authz.System(operations)), plan.ID, "同意；缺口先用加班补足，按季度复核。"); err != nil {
		return fmt.Errorf("approve a headcount plan: %w", err)
	}
	for _, x := range late {
		if _, err := p.in.People.Save(ctx, x.personID, x.record, x.rev); err != nil {
			return fmt.Errorf("write who left: %w", err)
		}
	}
	next, err := p.in.Headcount.Revise(ctx, plan.ID)
	if err != nil {
		return fmt.Errorf("draw up the next version: %w", err)
	}
	again := next.Request
	again.Reason = "近两个月离职与到岗同计划不一致，按最新档案重排培训班。"
	if again.RequirementID != "" {
		if again.Classes, err = p.in.Headcount.Propose(ctx, again); err != nil {
			return err
		}
	}
	_, err = p.in.Headcount.Save(ctx, next.ID, again, next.Rev)
	return err
}
