package app

import (
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

func (a *App) buildRoster() {
	a.Roster = roster.New(a.DB, a.Org, a.Clock, a.Audit)
	a.Roster.Register(a.Web.API)
	a.Rosters = rosters.New(a.DB, a.Staffing, a.Roster, a.TimeOff, a.Org, a.Jobs, a.Clock, a.Audit)
	a.Rosters.Register(a.Web.API)
}
