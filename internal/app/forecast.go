package app

import "github.com/lingting/lingting/internal/wfm/forecast"

func (a *App) buildForecast() {
	a.Forecast = forecast.New(a.DB, a.Org, a.Metric, a.Jobs, a.Clock, a.Audit)
	a.Forecast.Register(a.Web.API)
}
