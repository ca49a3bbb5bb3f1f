package contacts

import (
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// sight says which contacts an actor sees.
type sight struct {
	scope authz.Scope
	dir   org.Directory
	zone  *time.Location
}

// sees reports whether the contact lies in the scope. Who was in which team is
// asked for the day the contact entered.
func (s *sight) sees(c *telephony.Contact) bool {
	if s.scope.Centre {
		return true
	}
	if len(s.scope.Sites) > 0 {
		if q, ok := s.dir.Queue(c.QueueID); ok && q.SiteID != "" && slices.Contains(s.scope.Sites, q.SiteID) {
			return true
		}
	}
	if c.AgentID == "" {
		return false
	}
	if s.scope.Self != "" && c.AgentID == s.scope.Self {
		return true
	}
	if len(s.scope.Teams) == 0 && len(s.scope.Sites) == 0 {
		return false
	}
	team := s.dir.TeamOf(c.AgentID, dayOf(c.EnteredMs, s.zone))
	if team == "" {
		return false
	}
	if slices.Contains(s.scope.Teams, team) {
		return true
	}
	t, _ := s.dir.Team(team)
	return t.SiteID != "" && slices.Contains(s.scope.Sites, t.SiteID)
}

// agents are the people whose contacts may be seen when that can be told
// beforehand: only for the scope of one person.
func (s *sight) agents() []string {
	if !s.scope.Centre && s.scope.Self != "" && len(s.scope.Teams) == 0 && len(s.scope.Sites) == 0 {
		return []string{s.scope.Self}
	}
	return nil
}

func dayOf(ms int64, zone *time.Location) string {
	return time.UnixMilli(ms).In(zone).Format(time.DateOnly)
}
