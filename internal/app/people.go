package app

import "github.com/lingting/lingting/internal/people"

func (a *App) buildPeople() {
	a.People = people.New(a.DB, a.Org, a.Clock, teller{a})
	a.People.Register(a.Web.API)
	a.Org.Follow(a.People)
}
