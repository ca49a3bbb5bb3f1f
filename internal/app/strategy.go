package app

import "github.com/lingting/lingting/internal/strategy"

func (a *App) buildStrategy() {
	a.Strategy = strategy.New(a.DB, a.Org, a.Metric, a.Clock, a.Audit)
	a.Strategy.Register(a.Web.API)
}
