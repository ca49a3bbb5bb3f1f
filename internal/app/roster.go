package app

import "github.com/lingting/lingting/internal/wfm/roster"

func (a *App) buildRoster() {
	a.Roster = roster.New(a.DB, a.Org, a.Clock, a.Audit)
	a.Roster.Register(a.Web.API)
}
