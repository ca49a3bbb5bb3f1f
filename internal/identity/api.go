package identity

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/web"
)

// Register declares the module's operations.
func (s *Service) Register(api huma.API) {
	s.registerSession(api)
	s.registerUsers(api)
	s.registerKeys(api)
	s.registerSecondFactor(api)
	s.registerProviders(api)
	s.registerOpenID(api)
}

func op(tag, id, method, path, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{tag}}
}

// own marks an operation on what is the actor's own.
func own(o huma.Operation) huma.Operation {
	o.Extensions = web.ScopeOwn
	return o
}

// Me is who is signed in, as a page needs it.
type Me struct {
	ID                 string      `json:"id"`
	Login              string      `json:"login"`
	Name               string      `json:"name"`
	PersonID           string      `json:"person_id,omitempty"`
	Roles              []string    `json:"roles"`
	Permissions        []string    `json:"permissions"`
	Scope              authz.Scope `json:"scope"`
	MustChangePassword bool        `json:"must_change_password" doc:"nothing else is allowed before"`
	MustEnrol          bool        `json:"must_enrol" doc:"a role requires a second factor; nothing else is allowed before it is set up"`
	LocalPassword      bool        `json:"local_password" doc:"there is a password here to change"`
}

type sessionBody struct {
	User       Me     `json:"user"`
	CSRFToken  string `json:"csrf_token" doc:"for the header X-CSRF-Token of writes"`
	CodeNeeded bool   `json:"code_needed,omitempty" doc:"nobody is signed in yet: send the code of the second factor to /session/second-step within five minutes"`
}

type sessionOut struct {
	Cookie []http.Cookie `header:"Set-Cookie"`
	Body   sessionBody
}

type signInIn struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Login    string `json:"login"`
		Password Secret `json:"password"`
	}
}

type cookieIn struct {
	Token Secret `cookie:"lingting_session"`
}

type passwordIn struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Old Secret `json:"old_password"`
		New Secret `json:"new_password"`
	}
}

type signOutOut struct {
	Cookie []http.Cookie `header:"Set-Cookie"`
}

type sessionsOut struct {
	Body struct {
		Items []Session `json:"items"`
	}
}

type sessionPath struct {
	ID string `path:"id"`
}

type none struct{}

func (s *Service) cookie(token Secret, until time.Time) http.Cookie {
	// Secure is a setting: a centre may serve plain HTTP inside its own network.
	c := http.Cookie{ //nolint:gosec // G124: see above
		Name: CookieName, Value: token.Reveal(), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.opts.SecureCookie,
	}
	if token == "" {
		c.MaxAge = -1
	} else {
		c.Expires = until.UTC()
	}
	return c
}

func (s *Service) signedIn(in SignedIn, err error) (*sessionOut, error) {
	if err != nil {
		return nil, err
	}
	if in.Ticket != "" {
		return &sessionOut{Cookie: []http.Cookie{s.ticketCookie(in)}, Body: sessionBody{User: Me{Roles: []string{}, Permissions: []string{}}, CodeNeeded: true}}, nil
	}
	return &sessionOut{Cookie: []http.Cookie{s.cookie(in.Token, in.Until)}, Body: sessionBody{User: me(in.User), CSRFToken: in.CSRF}}, nil
}

func me(u User) Me {
	a := u.actor(u.day)
	return Me{ID: u.ID, Login: u.Login, Name: u.Name, PersonID: u.PersonID, Roles: a.Roles, Permissions: sortedPermissions(a.Permissions),
		Scope: a.Scope, MustChangePassword: u.MustChangePassword, MustEnrol: u.mustEnrol, LocalPassword: u.LocalPassword}
}

func (s *Service) registerSession(api huma.API) {
	const tag = "Session"
	web.Register(api, op(tag, "sign-in", http.MethodPost, "/session", "Sign in"), web.Public,
		func(ctx context.Context, in *signInIn) (*sessionOut, error) {
			return s.signedIn(s.SignIn(ctx, in.Body.Login, in.Body.Password, Caller{web.ClientIP(ctx), in.Agent}))
		})
	web.Register(api, op(tag, "get-session", http.MethodGet, "/session", "Tell who is signed in"), "",
		func(ctx context.Context, in *cookieIn) (*sessionOut, error) {
			a, _ := authz.From(ctx)
			u, _, day, ok, err := s.holder(ctx, in.Token)
			if err != nil {
				return nil, err
			}
			if strings.HasPrefix(a.UserID, "key:") {
				return &sessionOut{Body: sessionBody{User: Me{ID: a.UserID, Login: a.Login, Name: a.Name, Roles: []string{}, Permissions: sortedPermissions(a.Permissions), Scope: a.Scope}}}, nil
			}
			if !ok || u.ID != a.UserID { // the command line's run token
				all := slices.Clone(Permissions)
				slices.Sort(all)
				return &sessionOut{Body: sessionBody{User: Me{ID: a.UserID, Login: a.Login, Name: a.Name, Roles: []string{Administrator}, Permissions: all, Scope: a.Scope}}}, nil
			}
			u.day = day
			return &sessionOut{Body: sessionBody{User: me(u), CSRFToken: in.Token.csrf()}}, nil
		})
	web.Register(api, op(tag, "sign-out", http.MethodDelete, "/session", "Sign out"), "",
		func(ctx context.Context, in *cookieIn) (*signOutOut, error) {
			return &signOutOut{[]http.Cookie{s.cookie("", time.Time{})}}, s.SignOut(ctx, in.Token)
		})
	web.Register(api, op(tag, "change-password", http.MethodPost, "/session/password", "Change one's password; all sessions end and a new one begins"), "",
		func(ctx context.Context, in *passwordIn) (*sessionOut, error) {
			return s.signedIn(s.ChangePassword(ctx, in.Body.Old, in.Body.New, Caller{web.ClientIP(ctx), in.Agent}))
		})
	web.Register(api, own(op(tag, "list-sessions", http.MethodGet, "/sessions", "List one's own sessions")), "",
		func(ctx context.Context, in *cookieIn) (*sessionsOut, error) {
			out := &sessionsOut{}
			var err error
			out.Body.Items, err = s.Sessions(ctx, in.Token)
			return out, err
		})
	web.Register(api, own(op(tag, "end-session", http.MethodDelete, "/sessions/{id}", "End one of one's own sessions")), "",
		func(ctx context.Context, in *sessionPath) (*none, error) { return nil, s.EndSession(ctx, in.ID) })
}

// revision is the revision an edit is based on: If-Match, else the body's rev.
func revision(m web.IfMatch, body int64) (int64, error) {
	rev, given, err := m.Rev()
	if err != nil || given {
		return rev, err
	}
	return body, nil
}

func unknownRole(key string) error {
	return fault.Invalidf("identity.role_unknown", "There is no role %s.", key).WithField("query.role", "one_of", "is no role")
}
