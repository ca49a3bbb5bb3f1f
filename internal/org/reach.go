package org

import (
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
)

// Reaches reports whether the scope covers the person on the day: by
// themselves, by the team they are in, or by its site.
func (d Directory) Reaches(scope authz.Scope, personID, day string) bool {
	if scope.Centre {
		return true
	}
	if personID == "" {
		return false
	}
	team := d.TeamOf(personID, day)
	return personID == scope.Self || d.covers(scope, team)
}

// CoversTeam reports whether the scope has the whole team.
func (d Directory) CoversTeam(scope authz.Scope, teamID string) bool {
	return scope.Centre || d.covers(scope, teamID)
}

// covers reports whether a scope that is not of the centre has the team.
func (d Directory) covers(scope authz.Scope, teamID string) bool {
	if teamID == "" {
		return false
	}
	t, _ := d.Team(teamID)
	return slices.Contains(scope.Teams, teamID) || t.SiteID != "" && slices.Contains(scope.Sites, t.SiteID)
}
