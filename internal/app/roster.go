package app

import (
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/offers"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/roster/swaps"
)

func (a *App) buildRoster() {
	a.Roster = roster.New(a.DB, a.Org, a.Clock, teller{a})
	a.Roster.Register(a.Web.API)
	a.Rosters = rosters.New(a.DB, a.Staffing, a.Roster, a.TimeOff, a.Org, a.Jobs, a.Clock, teller{a})
	a.Rosters.Register(a.Web.API)
	a.Swaps = swaps.New(a.DB, a.Rosters, a.Roster, a.TimeOff, a.Org, a.Clock, teller{a})
	a.Swaps.Register(a.Web.API)
	a.Offers = offers.New(a.DB, a.Rosters, a.Roster, a.TimeOff, a.Org, a.Clock, teller{a})
	a.Offers.Register(a.Web.API)
}
