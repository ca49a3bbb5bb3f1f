package roster

import (
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
)

// To whom rules are given.
const (
	WholeCentre = "centre"
	WholeTeam   = "team"
	OnePerson   = "person"
)

// Given is a set given to somebody from a day on, until another is.
type Given struct {
	ID        string     `json:"id"`
	SetID     string     `json:"set_id"`
	Whom      string     `json:"whom" enum:"centre,team,person"`
	WhomID    string     `json:"whom_id,omitempty" doc:"of the team or person"`
	Name      string     `json:"name,omitempty" doc:"of the team or person"`
	FromOn    civil.Date `json:"from_on" format:"date"`
	Replaced  bool       `json:"replaced" doc:"the same have been given another since, by today"`
	CreatedMs int64      `json:"created_ms"`
	CreatedBy string     `json:"created_by"`
}

// setOf is the id of the set a person works by on a day, "" for none: their own,
// else of the team they are in on that day, else the centre's; each the newest
// that has begun.
func setOf(given []Given, dir *org.Directory, personID string, on civil.Date) string {
	team := dir.TeamOf(personID, on.String())
	for _, of := range [][2]string{{OnePerson, personID}, {WholeTeam, team}, {WholeCentre, ""}} {
		var newest *Given
		for i := range given {
			g := &given[i]
			if g.Whom == of[0] && g.WhomID == of[1] && !on.Before(g.FromOn) && (newest == nil || newest.FromOn.Before(g.FromOn)) {
				newest = g
			}
		}
		if newest != nil {
			return newest.SetID
		}
	}
	return ""
}

// named fills in the names and what another has replaced by today, and puts the
// newest first.
func named(given []Given, dir *org.Directory, today civil.Date) []Given {
	out := slices.Clone(given)
	for i := range out {
		out[i].Replaced = slices.ContainsFunc(given, func(g Given) bool {
			return g.Whom == out[i].Whom && g.WhomID == out[i].WhomID && out[i].FromOn.Before(g.FromOn) && !today.Before(g.FromOn)
		})
		switch out[i].Whom {
		case WholeTeam:
			x, _ := dir.Team(out[i].WhomID)
			out[i].Name = x.Name
		case OnePerson:
			x, _ := dir.Person(out[i].WhomID)
			out[i].Name = x.Name
		}
	}
	slices.SortStableFunc(out, func(a, b Given) int { return b.FromOn.Sub(a.FromOn) })
	return out
}
