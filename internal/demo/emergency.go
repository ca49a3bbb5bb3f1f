package demo

import (
	"context"

	"github.com/lingting/lingting/internal/wfm/intraday"
)

// emergencies are the emergency plans of the centre.
func (p *planning) emergencies(ctx context.Context) error {
	there, err := p.in.Intraday.Plans(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	for _, x := range []intraday.PlanRequest{
		{Name: "后台与班长顶岗", Steps: "1. 值长在群里通知；2. 班长、质检各停下手头工作签入；3. 话务回落到目标以上 15 分钟后依次退出。", People: 6, LeadMinutes: 10, MostMinutes: 120, Active: true},
		{Name: "系统故障：前置语音与回呼", Steps: "1. 电话系统播报故障说明，引导自助；2. 留下号码的客户当天回呼；3. 通知业务部门与客户经理。", DivertPercent: 25, LeadMinutes: 15, MostMinutes: 240, Active: true},
	} {
		if _, err := p.in.Intraday.SavePlan(ctx, "", x, -1); err != nil {
			return err
		}
	}
	return nil
}
