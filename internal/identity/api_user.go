package identity

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type usersIn struct {
	Search string `query:"search" maxLength:"100" doc:"Part of the login or name"`
	Role   string `query:"role"`
	Active string `query:"active" enum:"true,false,all" default:"all"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

type usersOut struct{ Body page.Of[User] }

type userPath struct {
	ID string `path:"id"`
}

type userSessionPath struct {
	ID        string `path:"id"`
	SessionID string `path:"session_id" minLength:"1"`
}

type userOut struct {
	web.ETag
	Body User
}

type newUserIn struct {
	Body struct {
		Login    string   `json:"login"`
		Name     string   `json:"name"`
		Roles    []string `json:"roles,omitempty" doc:"each with the scope it comes with"`
		Grants   []Grant  `json:"grants,omitempty" doc:"roles with their scopes; wins over roles"`
		PersonID string   `json:"person_id,omitempty"`
		Password Secret   `json:"password,omitempty" doc:"must be changed at the first sign-in"`
		Outside  bool     `json:"outside,omitempty" doc:"without a password: a sign-in provider that links accounts of the same login links it at the first sign-in"`
	}
}

type patchUserIn struct {
	ID string `path:"id"`
	web.IfMatch
	Body struct {
		Rev      int64             `json:"rev,omitempty"`
		Name     *string           `json:"name,omitempty"`
		Roles    *[]string         `json:"roles,omitempty" doc:"the roles to hold from today; what is held already keeps its scope"`
		Grants   *[]Grant          `json:"grants,omitempty" doc:"the roles to hold from today, with their scopes; wins over roles"`
		PersonID web.Patch[string] `json:"person_id,omitzero"`
		Active   *bool             `json:"active,omitempty"`
	}
}

type resetIn struct {
	ID   string `path:"id"`
	Body struct {
		Password Secret `json:"password"`
	}
}

type rolesOut struct{ Body []Role }

func userReply(u User, err error) (*userOut, error) { return &userOut{web.Tag(u.Rev), u}, err }

func (s *Service) registerUsers(api huma.API) {
	const tag = "Users"
	web.Register(api, op(tag, "list-users", http.MethodGet, "/users", "List accounts"), "users.manage",
		func(ctx context.Context, in *usersIn) (*usersOut, error) {
			f := UserFilter{Search: in.Search, Role: in.Role, Cursor: in.Cursor, Limit: in.Limit}
			if _, ok := roleOf(in.Role); in.Role != "" && !ok {
				return nil, unknownRole(in.Role)
			}
			if in.Active != "all" {
				active := in.Active == "true"
				f.Active = &active
			}
			p, err := s.ListUsers(ctx, f)
			return &usersOut{p}, err
		})
	web.Register(api, op(tag, "get-user", http.MethodGet, "/users/{id}", "Read an account"), "users.manage",
		func(ctx context.Context, in *userPath) (*userOut, error) { return userReply(s.User(ctx, in.ID)) })
	create := op(tag, "create-user", http.MethodPost, "/users", "Add an account")
	create.DefaultStatus = http.StatusCreated
	web.Register(api, create, "users.manage", func(ctx context.Context, in *newUserIn) (*userOut, error) {
		b := in.Body
		return userReply(s.CreateUser(ctx, NewUser{Login: b.Login, Name: b.Name, Roles: b.Roles, Grants: b.Grants, PersonID: b.PersonID, Password: b.Password, Outside: b.Outside}))
	})
	web.Register(api, op(tag, "update-user", http.MethodPatch, "/users/{id}", "Change an account, its roles, or switch it off"), "users.manage",
		func(ctx context.Context, in *patchUserIn) (*userOut, error) {
			rev, err := revision(in.IfMatch, in.Body.Rev)
			if err != nil {
				return nil, err
			}
			b := in.Body
			return userReply(s.UpdateUser(ctx, in.ID, rev, UserPatch{Name: b.Name, Roles: b.Roles, Grants: b.Grants, PersonID: b.PersonID.Or(""), Active: b.Active}))
		})
	web.Register(api, op(tag, "reset-password", http.MethodPost, "/users/{id}/password", "Give an account a password that must be changed at the next sign-in"), "users.manage",
		func(ctx context.Context, in *resetIn) (*none, error) {
			return nil, s.ResetPassword(ctx, in.ID, in.Body.Password)
		})
	web.Register(api, op(tag, "list-user-sessions", http.MethodGet, "/users/{id}/sessions", "List where a user is signed in"), "users.manage",
		func(ctx context.Context, in *userPath) (*sessionsOut, error) {
			out := &sessionsOut{}
			var err error
			out.Body.Items, err = s.SessionsOf(ctx, in.ID)
			return out, err
		})
	web.Register(api, op(tag, "end-user-sessions", http.MethodDelete, "/users/{id}/sessions", "End all sessions of a user"), "users.manage",
		func(ctx context.Context, in *userPath) (*none, error) { return nil, s.EndSessionOf(ctx, in.ID, "") })
	web.Register(api, op(tag, "end-user-session", http.MethodDelete, "/users/{id}/sessions/{session_id}", "End one session of a user"), "users.manage",
		func(ctx context.Context, in *userSessionPath) (*none, error) {
			return nil, s.EndSessionOf(ctx, in.ID, in.SessionID)
		})
	web.Register(api, op(tag, "list-roles", http.MethodGet, "/roles", "List roles and what they allow"), "users.manage",
		func(context.Context, *none) (*rolesOut, error) { return &rolesOut{Roles}, nil })
}
