package app

import "github.com/lingting/lingting/internal/strategy"

func (a *App) buildStrategy() {
	a.Strategy = strategy.New(a.DB, a.Org, a.Metric, a.Clock, teller{a})
	a.Strategy.Register(a.Web.API)
}
