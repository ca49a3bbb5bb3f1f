package app

import "github.com/lingting/lingting/internal/org"

func (a *App) buildOrg() {
	a.Org = org.New(a.DB, a.Clock, a.Audit)
	a.Org.Register(a.Web.API)
}
