package identity

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type providersIn struct {
	Search string `query:"search" maxLength:"100" doc:"Part of the name"`
	Kind   string `query:"kind" enum:"openid,directory"`
	Sort   string `query:"sort" enum:"name" doc:"By name"`
	Cursor string `query:"cursor" maxLength:"0" doc:"All are on one page"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500"`
}

type providersOut struct {
	Body struct {
		Items []Provider `json:"items"`
	}
}

type providerPath struct {
	ID string `path:"id"`
}

type providerOut struct {
	web.ETag
	Body Provider
}

type newProviderIn struct {
	Body struct {
		Name     string           `json:"name"`
		Kind     string           `json:"kind" enum:"openid,directory"`
		Enabled  bool             `json:"enabled,omitempty"`
		Settings ProviderSettings `json:"settings"`
		Secret   Secret           `json:"secret,omitempty" writeOnly:"true" doc:"Client secret, or password of who searches; kept sealed and never given out"`
	}
}

type patchProviderIn struct {
	ID string `path:"id"`
	web.IfMatch
	Body struct {
		Rev      int64             `json:"rev,omitempty"`
		Name     *string           `json:"name,omitempty"`
		Enabled  *bool             `json:"enabled,omitempty"`
		Settings *ProviderSettings `json:"settings,omitempty"`
		Secret   *Secret           `json:"secret,omitempty" writeOnly:"true" doc:"Another secret; left out it stays, unless it is for another place"`
	}
}

type tryProviderIn struct {
	Body struct {
		ID       string           `json:"id,omitempty" doc:"Of the saved one that is changed; its secret is used when none is given"`
		Kind     string           `json:"kind" enum:"openid,directory"`
		Settings ProviderSettings `json:"settings"`
		Secret   Secret           `json:"secret,omitempty" writeOnly:"true"`
		Login    string           `json:"login,omitempty" maxLength:"100" doc:"Whom to look for in a directory"`
	}
}

type probeOut struct{ Body Probe }

type unlinkPath struct {
	ID         string `path:"id"`
	ProviderID string `path:"provider_id"`
}

type doorsOut struct {
	Body struct {
		Items []Door `json:"items"`
	}
}

func providerReply(p Provider, err error) (*providerOut, error) {
	return &providerOut{web.Tag(p.Rev), p}, err
}

func (s *Service) registerProviders(api huma.API) {
	const tag = "Sign-in providers"
	web.Register(api, op("Session", "list-doors", http.MethodGet, "/session/doors", "List the ways to sign in besides a password kept here"), web.Public,
		func(ctx context.Context, _ *none) (*doorsOut, error) {
			out := &doorsOut{}
			var err error
			out.Body.Items, err = s.Doors(ctx)
			return out, err
		})
	web.Register(api, op(tag, "list-sign-in-providers", http.MethodGet, "/sign-in-providers", "List sign-in providers by name"), "users.manage",
		func(ctx context.Context, in *providersIn) (*providersOut, error) {
			out := &providersOut{}
			var err error
			out.Body.Items, err = s.Providers(ctx, in.Search, in.Kind)
			return out, err
		})
	web.Register(api, op(tag, "get-sign-in-provider", http.MethodGet, "/sign-in-providers/{id}", "Read a sign-in provider"), "users.manage",
		func(ctx context.Context, in *providerPath) (*providerOut, error) {
			return providerReply(s.Provider(ctx, in.ID))
		})
	create := op(tag, "create-sign-in-provider", http.MethodPost, "/sign-in-providers", "Add a sign-in provider")
	create.DefaultStatus = http.StatusCreated
	web.Register(api, create, "users.manage", func(ctx context.Context, in *newProviderIn) (*providerOut, error) {
		b := in.Body
		return providerReply(s.CreateProvider(ctx, NewProvider{Name: b.Name, Kind: b.Kind, Enabled: b.Enabled, Settings: b.Settings, Secret: b.Secret}))
	})
	web.Register(api, op(tag, "update-sign-in-provider", http.MethodPatch, "/sign-in-providers/{id}", "Change a sign-in provider, or switch it on or off"), "users.manage",
		func(ctx context.Context, in *patchProviderIn) (*providerOut, error) {
			rev, err := revision(in.IfMatch, in.Body.Rev)
			if err != nil {
				return nil, err
			}
			b := in.Body
			return providerReply(s.UpdateProvider(ctx, in.ID, rev, ProviderPatch{Name: b.Name, Enabled: b.Enabled, Settings: b.Settings, Secret: b.Secret}))
		})
	web.Register(api, op(tag, "delete-sign-in-provider", http.MethodDelete, "/sign-in-providers/{id}", "Forget a sign-in provider, its links and what its groups gave; accounts stay"), "users.manage",
		func(ctx context.Context, in *providerPath) (*none, error) { return nil, s.DeleteProvider(ctx, in.ID) })
	web.Register(api, op(tag, "try-sign-in-provider", http.MethodPost, "/sign-in-providers/try", "Reach a provider with settings, saved or not, and say what was found"), "users.manage",
		func(ctx context.Context, in *tryProviderIn) (*probeOut, error) {
			b := in.Body
			p, err := s.Try(ctx, b.ID, NewProvider{Kind: b.Kind, Settings: b.Settings, Secret: b.Secret}, b.Login)
			return &probeOut{p}, err
		})
	web.Register(api, op("Users", "unlink-user", http.MethodDelete, "/users/{id}/providers/{provider_id}", "Part an account from a sign-in provider; what its groups gave ends"), "users.manage",
		func(ctx context.Context, in *unlinkPath) (*userOut, error) {
			return userReply(s.Unlink(ctx, in.ID, in.ProviderID))
		})
}
