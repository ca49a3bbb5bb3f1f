package app

import (
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/performance/incentive"
)

func (a *App) buildIncentive() {
	a.Incentive = incentive.New(a.DB, a.Org, incentive.FromCatalogue(a.Metric), incentive.FromFiles(a.People, a.Career), a.Jobs, a.Clock, teller{a})
	a.Incentive.Register(a.Web.API)
	a.Org.Follow(a.Incentive)
	a.backgroundOf(conf.Work, "stand contests each night", a.Incentive.Nightly)
}
