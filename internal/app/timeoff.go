package app

import "github.com/lingting/lingting/internal/wfm/timeoff"

func (a *App) buildTimeOff() {
	a.TimeOff = timeoff.New(a.DB, a.Org, a.Clock, teller{a})
	a.TimeOff.Register(a.Web.API)
}
