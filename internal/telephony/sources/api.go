package sources

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type listIn struct {
	web.PageIn
	Search string `query:"search" doc:"Part of the name"`
	Kind   string `query:"kind" doc:"Only of this kind"`
	State  string `query:"state" doc:"Only in this state"`
	Sort   string `query:"sort" doc:"name, kind, state or event_at; with - in front the other way round"`
}

type listOut struct{ Body page.Of[Source] }

// ByID names a source in the path.
type ByID struct {
	ID string `path:"id"`
}

type sourceOut struct {
	web.ETag
	Body Source
}

func out(v Source, err error) (*sourceOut, error) { return &sourceOut{web.Tag(v.Rev), v}, err }

type createIn struct {
	Body struct {
		Name     string   `json:"name"`
		Kind     string   `json:"kind"`
		Enabled  bool     `json:"enabled,omitempty"`
		Settings Settings `json:"settings,omitempty"`
		Secret   string   `json:"secret,omitempty" writeOnly:"true" doc:"Password; kept sealed and never given out"`
	}
}

type updateIn struct {
	ByID
	web.IfMatch
	Body struct {
		Rev      int64     `json:"rev,omitempty"`
		Enabled  *bool     `json:"enabled,omitempty"`
		Settings *Settings `json:"settings,omitempty"`
		Secret   *string   `json:"secret,omitempty" writeOnly:"true" doc:"Another password; left out it stays"`
	}
}

type testIn struct {
	Body struct {
		ID       string   `json:"id,omitempty" doc:"Of the saved source that is changed; its password is used when none is given"`
		Kind     string   `json:"kind,omitempty"`
		Settings Settings `json:"settings"`
		Secret   string   `json:"secret,omitempty" writeOnly:"true"`
	}
}

type testOut struct{ Body Probe }

type keysOut struct {
	Body struct {
		Items []Key `json:"items"`
	}
}

type addKeyIn struct {
	ByID
	Body struct {
		Label string `json:"label" doc:"What will use it"`
		Days  int    `json:"days" doc:"How long it is valid, 1 to 732 days"`
	}
}

type newKeyOut struct{ Body NewKey }

type revokeIn struct {
	ByID
	KeyID string `path:"key_id"`
}

type keyOut struct{ Body Key }

// Register declares the operations on live sources, their keys and the intake.
func (s *Service) Register(api huma.API) {
	tags := []string{"Live sources"}
	web.Register(api, huma.Operation{
		OperationID: "list-live-sources", Method: http.MethodGet, Path: "/live-sources", Summary: "Live sources and how they do", Tags: tags,
	}, PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
		p, err := s.List(ctx, Filter{Search: in.Search, Kind: in.Kind, State: in.State, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
		return &listOut{p}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "get-live-source", Method: http.MethodGet, Path: "/live-sources/{id}", Summary: "One live source", Tags: tags,
	}, PermissionRead, func(ctx context.Context, in *ByID) (*sourceOut, error) { return out(s.Get(ctx, in.ID)) })
	web.Register(api, huma.Operation{
		OperationID: "create-live-source", Method: http.MethodPost, Path: "/live-sources", Summary: "Add a live source", Tags: tags, DefaultStatus: http.StatusCreated,
	}, PermissionManage, func(ctx context.Context, in *createIn) (*sourceOut, error) {
		b := in.Body
		return out(s.Create(ctx, New{Name: b.Name, Kind: b.Kind, Enabled: b.Enabled, Settings: b.Settings, Secret: b.Secret}))
	})
	web.Register(api, huma.Operation{
		OperationID: "update-live-source", Method: http.MethodPatch, Path: "/live-sources/{id}", Summary: "Change a live source, or switch it on or off", Tags: tags,
	}, PermissionManage, func(ctx context.Context, in *updateIn) (*sourceOut, error) {
		rev, given, err := in.Rev()
		if err != nil {
			return nil, err
		}
		if !given {
			rev = in.Body.Rev
		}
		return out(s.Update(ctx, in.ID, rev, Patch{Enabled: in.Body.Enabled, Settings: in.Body.Settings, Secret: in.Body.Secret}))
	})
	web.Register(api, huma.Operation{
		OperationID: "delete-live-source", Method: http.MethodDelete, Path: "/live-sources/{id}", Summary: "Forget a live source and its keys; what it told stays",
		Tags: tags, DefaultStatus: http.StatusNoContent,
	}, PermissionManage, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.Delete(ctx, in.ID) })
	web.Register(api, huma.Operation{
		OperationID: "test-live-source", Method: http.MethodPost, Path: "/live-sources/test", Summary: "Connect with settings, saved or not, and say what was found", Tags: tags,
	}, PermissionManage, func(ctx context.Context, in *testIn) (*testOut, error) {
		p, err := s.Test(ctx, in.Body.ID, New{Kind: in.Body.Kind, Settings: in.Body.Settings, Secret: in.Body.Secret})
		return &testOut{p}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "list-intake-keys", Method: http.MethodGet, Path: "/live-sources/{id}/keys", Summary: "The intake keys of a source, without their secrets", Tags: tags,
	}, PermissionManage, func(ctx context.Context, in *ByID) (*keysOut, error) {
		out := &keysOut{}
		var err error
		out.Body.Items, err = s.Keys(ctx, in.ID)
		return out, err
	})
	web.Register(api, huma.Operation{
		OperationID: "create-intake-key", Method: http.MethodPost, Path: "/live-sources/{id}/keys", Summary: "Make an intake key; its secret is shown once",
		Tags: tags, DefaultStatus: http.StatusCreated,
	}, PermissionManage, func(ctx context.Context, in *addKeyIn) (*newKeyOut, error) {
		k, err := s.AddKey(ctx, in.ID, in.Body.Label, in.Body.Days)
		return &newKeyOut{k}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "revoke-intake-key", Method: http.MethodPost, Path: "/live-sources/{id}/keys/{key_id}/revoke", Summary: "End an intake key at once and for good", Tags: tags,
	}, PermissionManage, func(ctx context.Context, in *revokeIn) (*keyOut, error) {
		k, err := s.RevokeKey(ctx, in.ID, in.KeyID)
		return &keyOut{k}, err
	})
	s.registerIntake(api)
	s.registerConnect(api)
}
