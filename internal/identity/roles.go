package identity

import (
	"maps"
	"slices"
)

// Permissions are what may be allowed, in the order of the contract.
var Permissions = []string{
	"org.read", "org.manage", "users.manage", "telephony.read", "telephony.import", "quality.replay",
	"metric.read", "metric.manage", "settings.manage", "calendar.manage", "audit.read", "view.share", "sources.manage",
}

// Role is a named set of permissions.
type Role struct {
	Key         string   `json:"key"`
	Permissions []string `json:"permissions"`
	Scope       string   `json:"scope" doc:"the scope it is granted with unless another is named: centre or self"`
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

// Roles are the first roles.
var Roles = []Role{
	{"centre_director", []string{"org.read", "telephony.read", "metric.read", "audit.read", "view.share"}, ScopeCentre},
	{"operations_manager", without(Permissions, "users.manage", "sources.manage"), ScopeCentre},
	{"wfm_planner", []string{"org.read", "telephony.read", "telephony.import", "metric.read", "metric.manage", "calendar.manage"}, ScopeCentre},
	{"team_leader", []string{"org.read", "telephony.read", "metric.read"}, ScopeCentre},
	{"qa_analyst", []string{"org.read", "telephony.read", "metric.read"}, ScopeCentre},
	{"trainer", []string{"org.read", "telephony.read", "metric.read"}, ScopeCentre},
	{"complaint_specialist", []string{"org.read", "telephony.read", "metric.read"}, ScopeCentre},
	{"customer_manager", []string{"org.read", "telephony.read", "metric.read"}, ScopeCentre},
	{"agent", []string{"metric.read"}, ScopeSelf},
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

// allowed is the union of the roles' permissions.
func allowed(roles []string) map[string]bool {
	out := map[string]bool{}
	for _, key := range roles {
		r, _ := roleOf(key)
		for _, p := range r.Permissions {
			out[p] = true
		}
	}
	return out
}

func sortedPermissions(m map[string]bool) []string {
	return slices.Sorted(maps.Keys(m))
}
