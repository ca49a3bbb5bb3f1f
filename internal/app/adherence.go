package app

import (
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/wfm/adherence"
)

func (a *App) buildAdherence() {
	a.Adherence = adherence.New(a.DB, a.Bus, a.Rosters, a.TimeOff, a.Rollup, a.Org, a.Clock, a.Audit)
	a.Metric.UseAdherence(a.Adherence)
	a.Adherence.Register(a.Web.API)
	a.backgroundOnce(conf.Work, "keep adherence", "keep adherence", a.Adherence.Keep)
}
