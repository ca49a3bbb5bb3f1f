package identity

import (
	"maps"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
)

// Permissions are what may be allowed, in the order of the contract.
var Permissions = []string{
	"org.read", "org.seat", "org.manage", "users.manage", "telephony.read", "telephony.unmask", "telephony.export", "telephony.import",
	"quality.read", "quality.replay", "metric.read", "metric.manage", "metric.report", "settings.manage", "calendar.manage", "audit.read", "view.share", "sources.manage",
	"live.read", "live.act", "live.manage", "forecast.read", "forecast.edit", "forecast.approve", "staffing.read", "staffing.edit",
	"roster.read", "roster.edit", "roster.publish", "roster.own", "roster.swap", "roster.offer", "timeoff.ask", "timeoff.read", "timeoff.approve", "timeoff.edit",
	"intraday.read", "intraday.act",
	"adherence.own", "adherence.read", "adherence.decide", "adherence.edit",
	"people.own", "people.read", "people.edit", "career.assess", "career.decide",
	"strategy.read", "strategy.edit", "strategy.approve",
	"performance.own", "performance.read", "performance.talk", "target.edit", "contract.manage", "contract.decide", "board.manage",
	"segment.read", "segment.act", "segment.edit", "care.read",
	"incentive.edit", "incentive.approve", "incentive.give",
}

// wholeCentre are the permissions that concern the centre as one: a role
// granted on a part of it does not give them.
var wholeCentre = []string{
	"org.manage", "users.manage", "telephony.import", "quality.read", "quality.replay", "metric.manage", "metric.report", "settings.manage", "calendar.manage", "sources.manage", "live.manage",
	"forecast.edit", "forecast.approve", "staffing.edit", "roster.edit", "roster.publish", "timeoff.edit", "adherence.edit", "intraday.act", "people.edit", "career.decide",
	"strategy.edit", "strategy.approve", "target.edit", "contract.decide", "board.manage", "segment.edit", "incentive.edit", "incentive.approve",
}

// Role is a named set of permissions.
type Role struct {
	Key         string   `json:"key"`
	Permissions []string `json:"permissions"`
	Scope       string   `json:"scope" enum:"centre,site,team,self" doc:"the scope it is granted with unless another is named"`
}

// Administrator is the role that may do everything.
const Administrator = "administrator"

// Scopes a role can be granted with.
const (
	ScopeCentre = "centre"
	ScopeSite   = "site"
	ScopeTeam   = "team"
	ScopeSelf   = "self"
)

// Scopes are the kinds of scope, the widest first.
var Scopes = []string{ScopeCentre, ScopeSite, ScopeTeam, ScopeSelf}

// Roles are who works in a centre, and what each may do.
var Roles = []Role{
	{"centre_director", []string{"org.read", "telephony.read", "telephony.export", "quality.read", "metric.read", "audit.read", "view.share", "live.read", "forecast.read", "forecast.approve", "staffing.read", "roster.read", "timeoff.read", "intraday.read", "adherence.read", "people.own", "people.read", "strategy.read", "strategy.edit", "strategy.approve", "career.assess", "career.decide", "performance.own", "performance.read", "target.edit", "contract.manage", "contract.decide", "segment.read", "incentive.approve", "incentive.give"}, ScopeCentre},
	{"operations_manager", without(Permissions, "users.manage", "sources.manage", "strategy.approve", "care.read"), ScopeCentre},
	{"wfm_planner", []string{"org.read", "org.seat", "telephony.read", "telephony.export", "telephony.import", "quality.read", "metric.read", "metric.manage", "calendar.manage", "view.share", "live.read", "live.act", "forecast.read", "forecast.edit", "staffing.read", "staffing.edit", "roster.read", "roster.edit", "roster.publish", "roster.swap", "roster.offer", "timeoff.ask", "timeoff.read", "timeoff.approve", "timeoff.edit", "intraday.read", "intraday.act", "adherence.read", "adherence.decide", "adherence.edit", "people.own", "strategy.read", "performance.own"}, ScopeCentre},
	{"team_leader", []string{"org.read", "org.seat", "telephony.read", "telephony.unmask", "metric.read", "live.read", "live.act", "forecast.read", "staffing.read", "roster.read", "roster.own", "roster.swap", "roster.offer", "timeoff.ask", "timeoff.read", "timeoff.approve", "intraday.read", "adherence.own", "adherence.read", "adherence.decide", "people.own", "people.read", "strategy.read", "career.assess", "performance.own", "performance.read", "performance.talk", "contract.manage", "segment.read", "segment.act", "care.read", "incentive.give"}, ScopeTeam},
	{"qa_analyst", []string{"org.read", "telephony.read", "metric.read", "metric.report", "live.read", "timeoff.ask", "people.own", "strategy.read", "performance.own"}, ScopeCentre},
	{"trainer", []string{"org.read", "telephony.read", "metric.read", "metric.report", "live.read", "timeoff.ask", "people.own", "people.read", "people.edit", "strategy.read", "career.assess", "performance.own", "performance.read"}, ScopeCentre},
	{"complaint_specialist", []string{"org.read", "telephony.read", "telephony.unmask", "metric.read", "metric.report", "live.read", "timeoff.ask", "people.own", "strategy.read", "performance.own"}, ScopeCentre},
	{"customer_manager", []string{"org.read", "telephony.read", "telephony.unmask", "metric.read", "live.read", "timeoff.ask", "people.own", "strategy.read", "performance.own"}, ScopeCentre},
	{"agent", []string{"telephony.read", "metric.read", "roster.own", "timeoff.ask", "adherence.own", "people.own", "strategy.read", "performance.own"}, ScopeSelf},
	{Administrator, Permissions, ScopeCentre},
}

func without(all []string, these ...string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(p string) bool { return slices.Contains(these, p) })
}

func roleOf(key string) (Role, bool) {
	i := slices.IndexFunc(Roles, func(r Role) bool { return r.Key == key })
	if i < 0 {
		return Role{}, false
	}
	return Roles[i], true
}

// WholeCentre reports whether the permission is had only with the scope of
// the whole centre.
func WholeCentre(permission string) bool { return slices.Contains(wholeCentre, permission) }

// gives are the permissions of the role when it is granted with the scope.
func gives(role, scope string) []string {
	r, _ := roleOf(role)
	if scope == ScopeCentre {
		return r.Permissions
	}
	return slices.DeleteFunc(slices.Clone(r.Permissions), WholeCentre)
}

// widen adds a grant's scope; self is the person of the account.
func widen(s authz.Scope, g Grant, self string) authz.Scope {
	switch g.Scope {
	case ScopeCentre:
		s.Centre = true
	case ScopeSite:
		s.Sites = append(slices.Clone(s.Sites), g.ScopeID)
	case ScopeTeam:
		s.Teams = append(slices.Clone(s.Teams), g.ScopeID)
	case ScopeSelf:
		s.Self = self
	}
	return s
}

func sortedPermissions(m map[string]bool) []string {
	return slices.Sorted(maps.Keys(m))
}
