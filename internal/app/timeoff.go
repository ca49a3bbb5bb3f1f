package app

import "github.com/lingting/lingting/internal/wfm/timeoff"

func (a *App) buildTimeOff() {
	a.TimeOff = timeoff.New(a.DB, a.Org, a.Clock, a.Audit)
	a.TimeOff.Register(a.Web.API)
}
