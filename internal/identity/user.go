package identity

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
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
	Providers          []string `json:"providers,omitempty" doc:"ids of the sign-in providers the account is linked to"`
	LocalPassword      bool     `json:"local_password" doc:"it can sign in with a password kept here"`
	SecondFactor       bool     `json:"second_factor" doc:"a code is asked for at sign-in"`
	MustChangePassword bool     `json:"must_change_password"`
	Active             bool     `json:"active"`
	SignedInAt         string   `json:"signed_in_at,omitempty" format:"date-time"`
	Rev                int64    `json:"rev"`

	password  string
	mustEnrol bool // a role requires a second factor, and there is none yet
	signedIn  int64
	day       string // the centre's day Roles were told for
}

// Grant is a role with the scope it holds on, from day to day.
type Grant struct {
	ID      string  `json:"id,omitempty"`
	Role    string  `json:"role"`
	Scope   string  `json:"scope" enum:"centre,site,team,self"`
	ScopeID string  `json:"scope_id,omitempty" doc:"of the site or team"`
	FromOn  string  `json:"from_on,omitempty" doc:"first day, YYYY-MM-DD; today unless said"`
	ToOn    *string `json:"to_on,omitempty" doc:"last day; absent while it lasts"`

	ProviderID string `json:"provider_id,omitempty" doc:"the sign-in provider whose groups give it; it is changed there only"`
}

func (g Grant) on(day string) bool {
	return g.FromOn <= day && (g.ToOn == nil || *g.ToOn >= day)
}

// over reports whether the grant ended before the day.
func (g Grant) over(day string) bool { return g.ToOn != nil && *g.ToOn < day }

func (g Grant) same(o Grant) bool {
	return g.Role == o.Role && g.Scope == o.Scope && g.ScopeID == o.ScopeID
}

// byHand are the grants that people give; those of groups are their provider's.
func byHand(grants []Grant) []Grant {
	return slices.DeleteFunc(slices.Clone(grants), func(g Grant) bool { return g.ProviderID != "" })
}

// localAdministrator reports whether the account is one of those that get in
// and put things right when no provider answers.
func (u User) localAdministrator(today string) bool {
	return u.password != "" && slices.ContainsFunc(u.Grants, func(g Grant) bool {
		return g.Role == Administrator && g.ProviderID == "" && !g.over(today)
	})
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

func checkRoles(w *fault.Collector, roles []string) {
	for i, key := range roles {
		if _, ok := roleOf(key); !ok {
			w.Add(fmt.Sprintf("body.roles[%d]", i), "one_of", "is no role: "+key)
		}
	}
}

func checkGrants(w *fault.Collector, grants []Grant, today string) {
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
		checkDays(w, at, g, today)
		if slices.ContainsFunc(grants[:i], func(o Grant) bool { return o.same(g) && o.meets(g, today) }) {
			w.Add(at, "repeated", "is said twice for the same days")
		}
	}
}

// checkDays checks the days of a grant. Nobody is given a right for days that
// are over: it would change nothing but the record.
func checkDays(w *fault.Collector, at string, g Grant, today string) {
	for _, d := range []struct {
		field string
		day   *string
	}{{".from_on", &g.FromOn}, {".to_on", g.ToOn}} {
		if d.day == nil || *d.day == "" && d.field == ".from_on" {
			continue
		}
		if _, err := time.Parse(time.DateOnly, *d.day); err != nil {
			w.Add(at+d.field, "format", "must be a date, YYYY-MM-DD")
			return
		}
	}
	first := g.FromOn
	if first == "" {
		first = today
	}
	switch {
	case g.FromOn != "" && g.FromOn < today && g.ID == "":
		w.Add(at+".from_on", "before_today", "must not lie before today")
	case g.ToOn != nil && *g.ToOn < today:
		w.Add(at+".to_on", "before_today", "must not lie before today; leave the grant out to end it now")
	case g.ToOn != nil && *g.ToOn < first:
		w.Add(at+".to_on", "before_from", "must not lie before the first day")
	}
}

// meets reports whether two grants share a day.
func (g Grant) meets(o Grant, today string) bool {
	begin := func(x Grant) string { return max(x.FromOn, today) }
	return (g.ToOn == nil || *g.ToOn >= begin(o)) && (o.ToOn == nil || *o.ToOn >= begin(g))
}

// regrant says what becomes of the grants a user has when from today they
// shall hold want and nothing else. A grant that is wanted with its id, or
// without days and alike, stays and may get another last day; one no longer
// wanted ends yesterday, or is dropped when it had not begun. What is over
// stays as it was.
func regrant(have, want []Grant, today, yesterday string) (end, drop, begin []Grant) {
	wanted := map[string]Grant{}
	for _, w := range want {
		i := slices.IndexFunc(have, func(h Grant) bool {
			_, taken := wanted[h.ID]
			return !taken && !h.over(today) && h.same(w) && (w.ID == h.ID || w.ID == "" && (w.FromOn == "" && h.on(today) || w.FromOn == h.FromOn))
		})
		// A grant that has begun keeps its first day; one to come may be moved.
		if i >= 0 && (w.FromOn == "" || w.FromOn == have[i].FromOn) {
			wanted[have[i].ID] = w
			if !sameDay(have[i].ToOn, w.ToOn) {
				h := have[i]
				h.ToOn = w.ToOn
				end = append(end, h)
			}
			continue
		}
		w.FromOn = max(w.FromOn, today)
		begin = append(begin, w)
	}
	for _, h := range have {
		if _, kept := wanted[h.ID]; kept || h.over(today) {
			continue
		}
		if h.FromOn >= today {
			drop = append(drop, h)
			continue
		}
		h.ToOn = &yesterday
		end = append(end, h)
	}
	return end, drop, begin
}

func sameDay(a, b *string) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// byRoles are the grants a user shall hold when the roles shall be exactly
// these: what is held of a role stays as it is, a new role comes with its own
// scope, for which fresh asks.
func byRoles(have []Grant, roles []string, today string, fresh func(role string) []Grant) []Grant {
	out := []Grant{}
	for _, g := range have {
		if !g.over(today) && slices.Contains(roles, g.Role) {
			out = append(out, g)
		}
	}
	for _, role := range roles {
		if !slices.ContainsFunc(out, func(h Grant) bool { return h.Role == role }) {
			out = append(out, fresh(role)...)
		}
	}
	return out
}

// actor is the user as the one who acts on the day. Each permission reaches
// as far as the grants that give it, and no further.
func (u User) actor(day string) authz.Actor {
	a := authz.Actor{UserID: u.ID, Login: u.Login, Name: u.Name, PersonID: u.PersonID, Roles: []string{},
		Permissions: map[string]bool{}, Reach: map[string]authz.Scope{}}
	for _, g := range u.Grants {
		if !g.on(day) {
			continue
		}
		if !slices.Contains(a.Roles, g.Role) {
			a.Roles = append(a.Roles, g.Role)
		}
		a.Scope = widen(a.Scope, g, u.PersonID)
		for _, p := range gives(g.Role, g.Scope) {
			a.Permissions[p] = true
			a.Reach[p] = widen(a.Reach[p], g, u.PersonID)
		}
	}
	slices.Sort(a.Roles)
	return a
}
