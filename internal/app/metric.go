package app

import "github.com/lingting/lingting/internal/metric"

func (a *App) buildMetric() {
	a.Metric = metric.New(a.DB, a.Clock, a.Audit, a.Org, a.Rollup)
	a.Metric.Register(a.Web.API)
}
