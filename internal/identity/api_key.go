package identity

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type keysIn struct {
	Search string `query:"search" maxLength:"100" doc:"Part of the name"`
	State  string `query:"state" enum:"active,expired,revoked"`
	Sort   string `query:"sort" enum:"-created_at" doc:"The newest first"`
	Cursor string `query:"cursor" maxLength:"0" doc:"All keys are on one page"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500"`
}

type keysOut struct {
	Body struct {
		Items       []Key    `json:"items"`
		Permissions []string `json:"permissions" doc:"those a key can have"`
	}
}

type newKeyIn struct {
	Body struct {
		Name        string   `json:"name"`
		Permissions []string `json:"permissions"`
		Scope       string   `json:"scope" enum:"centre,site,team"`
		ScopeID     string   `json:"scope_id,omitempty"`
		ExpiresOn   string   `json:"expires_on" doc:"last day, YYYY-MM-DD"`
	}
}

type newKeyOut struct {
	Body struct {
		Key
		Secret string `json:"secret" doc:"shown only now; send it as Authorization: Bearer"`
	}
}

type keyPath struct {
	ID string `path:"id"`
}

type keyOut struct{ Body Key }

func (s *Service) registerKeys(api huma.API) {
	const tag = "API keys"
	web.Register(api, op(tag, "list-api-keys", http.MethodGet, "/api-keys", "List API keys, the newest first"), "users.manage",
		func(ctx context.Context, in *keysIn) (*keysOut, error) {
			out := &keysOut{}
			var err error
			out.Body.Items, err = s.Keys(ctx, in.Search, in.State)
			out.Body.Permissions = KeyPermissions()
			return out, err
		})
	create := op(tag, "create-api-key", http.MethodPost, "/api-keys", "Make an API key; its secret is shown only now")
	create.DefaultStatus = http.StatusCreated
	web.Register(api, create, "users.manage", func(ctx context.Context, in *newKeyIn) (*newKeyOut, error) {
		b := in.Body
		k, secret, err := s.CreateKey(ctx, NewKey{Name: b.Name, Permissions: b.Permissions, Scope: b.Scope, ScopeID: b.ScopeID, ExpiresOn: b.ExpiresOn})
		out := &newKeyOut{}
		out.Body.Key, out.Body.Secret = k, secret.Reveal()
		return out, err
	})
	web.Register(api, op(tag, "revoke-api-key", http.MethodPost, "/api-keys/{id}/revoke", "End an API key at once"), "users.manage",
		func(ctx context.Context, in *keyPath) (*keyOut, error) {
			k, err := s.RevokeKey(ctx, in.ID)
			return &keyOut{k}, err
		})
}
