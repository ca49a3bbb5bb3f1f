package live

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/org"
)

// sight says which agents an actor sees on the floor. Queues are open to
// whoever may see the floor, as they are on a wall.
type sight struct {
	scope authz.Scope
}

// key is the same for actors who see the same.
func (s sight) key() string {
	if s.scope.Centre {
		return "*"
	}
	sites, teams := slices.Sorted(slices.Values(s.scope.Sites)), slices.Sorted(slices.Values(s.scope.Teams))
	return fmt.Sprintf("%s|%s|%s", strings.Join(sites, ","), strings.Join(teams, ","), s.scope.Self)
}

// sees reports whether someone of the team is in the scope.
func (s sight) sees(dir *org.Directory, agentID, teamID string) bool {
	if s.scope.Centre || (agentID != "" && agentID == s.scope.Self) {
		return true
	}
	if teamID == "" {
		return false
	}
	if slices.Contains(s.scope.Teams, teamID) {
		return true
	}
	t, _ := dir.Team(teamID)
	return t.SiteID != "" && slices.Contains(s.scope.Sites, t.SiteID)
}

// seesAlarm reports whether the alarm is shown to the actor.
func (s sight) seesAlarm(dir *org.Directory, a *Alarm) bool {
	return a.ObjectKind != AboutAgent || s.sees(dir, a.ObjectID, a.TeamID)
}
