package app

import (
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/performance/contract"
)

func (a *App) buildContract() {
	a.Contract = contract.New(a.DB, a.Org, a.Metric, a.Jobs, a.Clock, teller{a})
	a.Contract.Register(a.Web.API)
	a.backgroundOf(conf.Work, "compute contracts each night", a.Contract.Nightly)
}
