package identity

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
)

// User is an account.
type User struct {
	ID                 string   `json:"id"`
	Login              string   `json:"login"`
	Name               string   `json:"name"`
	PersonID           string   `json:"person_id,omitempty" doc:"whose account it is, in the organisation"`
	Roles              []string `json:"roles" doc:"of today"`
	Grants             []Grant  `json:"grants" doc:"of today and later"`
	MustChangePassword bool     `json:"must_change_password"`
	Active             bool     `json:"active"`
	SignedInAt         string   `json:"signed_in_at,omitempty" format:"date-time"`
	Rev                int64    `json:"rev"`

	password string
	signedIn int64
	day      string // the centre's day Roles were told for
}

// Grant is a role with the scope it holds on, from day to day.
type Grant struct {
	ID      string  `json:"id,omitempty"`
	Role    string  `json:"role"`
	Scope   string  `json:"scope" enum:"centre,site,team,self"`
	ScopeID string  `json:"scope_id,omitempty" doc:"of the site or team"`
	FromOn  string  `json:"from_on,omitempty"`
	ToOn    *string `json:"to_on,omitempty" doc:"last day; absent while it lasts"`
}

func (g Grant) on(day string) bool {
	return g.FromOn <= day && (g.ToOn == nil || *g.ToOn >= day)
}

func (g Grant) same(o Grant) bool {
	return g.Role == o.Role && g.Scope == o.Scope && g.ScopeID == o.ScopeID
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)

// foldLogin is the one form a login has.
func foldLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

func checkUser(w *fault.Collector, login, name string) {
	if !loginForm.MatchString(login) {
		w.Add("body.login", "form", "must be 2 to 64 of: letters a–z, digits, . _ @ -, beginning with a letter or digit")
	}
	checkName(w, name)
}

func checkName(w *fault.Collector, name string) {
	switch {
	case strings.TrimSpace(name) == "":
		w.Add("body.name", "required", "must not be empty")
	case utf8.RuneCountInString(name) > 100 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }):
		w.Add("body.name", "too_long", "must have at most 100 characters, none of them control characters")
	}
}

func checkGrants(w *fault.Collector, grants []Grant) {
	for i, g := range grants {
		at := fmt.Sprintf("body.grants[%d]", i)
		if _, ok := roleOf(g.Role); !ok {
			w.Add(at+".role", "one_of", "is no role: "+g.Role)
		}
		switch g.Scope {
		case ScopeCentre, ScopeSelf:
			if g.ScopeID != "" {
				w.Add(at+".scope_id", "unexpected", "must be left out for this scope")
			}
		case ScopeSite, ScopeTeam:
			if g.ScopeID == "" {
				w.Add(at+".scope_id", "required", "must name the "+g.Scope)
			}
		default:
			w.Add(at+".scope", "one_of", "must be centre, site, team or self")
		}
		if slices.ContainsFunc(grants[:i], g.same) {
			w.Add(at, "repeated", "is said twice")
		}
	}
}

// defaultGrants are grants of roles with the scope each role comes with.
func defaultGrants(w *fault.Collector, roles []string) []Grant {
	out := []Grant{}
	for i, key := range roles {
		r, ok := roleOf(key)
		if !ok {
			w.Add(fmt.Sprintf("body.roles[%d]", i), "one_of", "is no role: "+key)
			continue
		}
		g := Grant{Role: key, Scope: r.Scope}
		if !slices.ContainsFunc(out, g.same) {
			out = append(out, g)
		}
	}
	return out
}

// regrant says what becomes of the grants a user has when from today they
// shall hold exactly want: those that end (with their last day, or nil when
// they had not begun), and those that begin.
func regrant(have, want []Grant, today, yesterday string) (end []Grant, drop []Grant, begin []Grant) {
	for _, g := range have {
		switch {
		case g.ToOn != nil && *g.ToOn < today:
		case g.on(today) && slices.ContainsFunc(want, g.same):
		case g.FromOn >= today:
			drop = append(drop, g)
		default:
			g.ToOn = &yesterday
			end = append(end, g)
		}
	}
	for _, g := range want {
		if !slices.ContainsFunc(have, func(h Grant) bool { return h.on(today) && h.same(g) }) {
			g.FromOn, g.ToOn = today, nil
			begin = append(begin, g)
		}
	}
	return end, drop, begin
}

// byRoles are the grants a user shall hold when the roles shall be exactly
// these: what is held of a role stays as it is, a new role comes with its own
// scope.
func byRoles(w *fault.Collector, have []Grant, roles []string, today string) []Grant {
	out := []Grant{}
	for _, g := range have {
		if g.on(today) && slices.Contains(roles, g.Role) {
			out = append(out, g)
		}
	}
	for _, g := range defaultGrants(w, roles) {
		if !slices.ContainsFunc(out, func(h Grant) bool { return h.Role == g.Role }) {
			out = append(out, g)
		}
	}
	return out
}

// actor is the user as the one who acts on the day.
func (u User) actor(day string) authz.Actor {
	a := authz.Actor{UserID: u.ID, Login: u.Login, Name: u.Name, PersonID: u.PersonID, Roles: []string{}}
	for _, g := range u.Grants {
		if !g.on(day) {
			continue
		}
		if !slices.Contains(a.Roles, g.Role) {
			a.Roles = append(a.Roles, g.Role)
		}
		switch g.Scope {
		case ScopeCentre:
			a.Scope.Centre = true
		case ScopeSite:
			a.Scope.Sites = append(a.Scope.Sites, g.ScopeID)
		case ScopeTeam:
			a.Scope.Teams = append(a.Scope.Teams, g.ScopeID)
		case ScopeSelf:
			a.Scope.Self = u.PersonID
		}
	}
	slices.Sort(a.Roles)
	a.Permissions = allowed(a.Roles)
	return a
}
