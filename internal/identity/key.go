package identity

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
)

// keyPrefix begins every API key, so that a leaked one is recognised.
const keyPrefix = "ltk_"

// longestKey is how long an API key may hold.
const longestKey = 2 * 366 * 24 * time.Hour

// Key lets a program in: with some permissions, on a scope, until a day. Its
// secret is shown once and kept as a hash.
type Key struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Permissions []string `json:"permissions"`
	Scope       string   `json:"scope" enum:"centre,site,team"`
	ScopeID     string   `json:"scope_id,omitempty"`
	CreatedBy   string   `json:"created_by" doc:"login"`
	CreatedAt   string   `json:"created_at" format:"date-time"`
	ExpiresAt   string   `json:"expires_at" format:"date-time"`
	UsedAt      string   `json:"used_at,omitempty" format:"date-time" doc:"to the minute"`
	RevokedAt   string   `json:"revoked_at,omitempty" format:"date-time"`
	State       string   `json:"state" enum:"active,expired,revoked"`

	hash                            string
	created, expires, used, revoked int64
}

// NewKey asks for an API key.
type NewKey struct {
	Name        string
	Permissions []string
	Scope       string
	ScopeID     string
	ExpiresOn   string // last day, YYYY-MM-DD
}

// NotForKeys are the permissions no API key has: a program does not make
// accounts or keys, nor see customers in full, which takes a person's reason.
var NotForKeys = []string{"users.manage", "telephony.unmask"}

// KeyPermissions are those an API key can have.
func KeyPermissions() []string { return without(Permissions, NotForKeys...) }

func (n *NewKey) check(w *fault.Collector) {
	n.Name = strings.TrimSpace(n.Name)
	switch {
	case n.Name == "":
		w.Add("body.name", "required", "must not be empty")
	case utf8.RuneCountInString(n.Name) > 100 || strings.ContainsFunc(n.Name, func(r rune) bool { return r < ' ' }):
		w.Add("body.name", "too_long", "must have at most 100 characters, none of them control characters")
	}
	if len(n.Permissions) == 0 {
		w.Add("body.permissions", "required", "must name at least one permission")
	}
	for _, p := range n.Permissions {
		switch {
		case !slices.Contains(KeyPermissions(), p):
			w.Add("body.permissions", "one_of", "a key cannot have "+p)
		case n.Scope != ScopeCentre && WholeCentre(p):
			w.Add("body.permissions", "whole_centre", p+" is had only with the whole centre")
		}
	}
	n.Permissions = slices.Compact(slices.Sorted(slices.Values(n.Permissions)))
	switch {
	case n.Scope != ScopeCentre && n.Scope != ScopeSite && n.Scope != ScopeTeam:
		w.Add("body.scope", "one_of", "must be centre, site or team")
	case n.Scope == ScopeCentre && n.ScopeID != "":
		w.Add("body.scope_id", "unexpected", "must be left out for this scope")
	case n.Scope != ScopeCentre && n.ScopeID == "":
		w.Add("body.scope_id", "required", "must name the "+n.Scope)
	}
}

// expiry is the end of the last day.
func (n NewKey) expiry(w *fault.Collector, now time.Time, zone *time.Location) time.Time {
	on, err := time.ParseInLocation(time.DateOnly, n.ExpiresOn, zone)
	if err != nil {
		w.Add("body.expires_on", "format", "must be a date, YYYY-MM-DD")
		return now
	}
	end := time.Date(on.Year(), on.Month(), on.Day()+1, 0, 0, 0, 0, zone)
	switch {
	case !end.After(now):
		w.Add("body.expires_on", "before_today", "must not lie before today")
	case end.Sub(now) > longestKey:
		w.Add("body.expires_on", "too_far", "must lie within two years")
	}
	return end
}

// shown fills in what is told of a key.
func (k Key) shown(now int64, zone *time.Location) Key {
	k.CreatedAt, k.ExpiresAt, k.UsedAt, k.RevokedAt = instant(k.created, zone), instant(k.expires, zone), instant(k.used, zone), instant(k.revoked, zone)
	switch {
	case k.revoked != 0:
		k.State = "revoked"
	case now >= k.expires:
		k.State = "expired"
	default:
		k.State = "active"
	}
	return k
}

// actor is the key as the one who acts.
func (k Key) actor() authz.Actor {
	a := authz.Actor{UserID: "key:" + k.ID, Login: "key:" + k.Name, Name: k.Name, Roles: []string{}, Permissions: map[string]bool{}, Reach: map[string]authz.Scope{}}
	g := Grant{Scope: k.Scope, ScopeID: k.ScopeID}
	a.Scope = widen(a.Scope, g, "")
	for _, p := range k.Permissions {
		if k.Scope == ScopeCentre || !WholeCentre(p) {
			a.Permissions[p], a.Reach[p] = true, a.Scope
		}
	}
	return a
}
