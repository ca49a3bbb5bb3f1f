package metric

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

var viewTags = []string{"Views"}

// registerViews declares the operations of saved views.
func (s *Service) registerViews(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-views", Method: http.MethodGet, Path: "/views", Tags: viewTags, Extensions: web.ScopeOwn,
		Summary: "The reader's own views and the shared ones"},
		PermissionRead, func(ctx context.Context, in *struct {
			Page string `query:"page" doc:"only views of this page"`
		}) (*viewsOut, error) {
			all, err := s.Views(ctx)
			out := &viewsOut{Body: []View{}}
			for _, v := range all {
				if in.Page == "" || v.Page == in.Page {
					out.Body = append(out.Body, v)
				}
			}
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "save-view", Method: http.MethodPost, Path: "/views", Tags: viewTags, Extensions: web.ScopeOwn,
		Summary: "Keep a view", Description: "Sent again with the same content it answers the same view. A shared view needs the permission `" + PermissionShare + "`."},
		PermissionRead, func(ctx context.Context, in *struct {
			Body struct {
				Name   string         `json:"name" maxLength:"80"`
				Page   string         `json:"page" maxLength:"40" example:"explorer"`
				Params map[string]any `json:"params"`
				Shared bool           `json:"shared,omitempty"`
			}
		}) (*viewOut, error) {
			return oneView(s.SaveView(ctx, View{Name: in.Body.Name, Page: in.Body.Page, Params: in.Body.Params, Shared: in.Body.Shared}))
		})
	web.Register(api, huma.Operation{OperationID: "change-view", Method: http.MethodPatch, Path: "/views/{id}", Tags: viewTags, Extensions: web.ScopeOwn,
		Summary: "Change a view of one's own"},
		PermissionRead, func(ctx context.Context, in *struct {
			web.IfMatch
			ID   string `path:"id" maxLength:"60"`
			Body struct {
				Name   *string        `json:"name,omitempty" maxLength:"80"`
				Params map[string]any `json:"params,omitempty"`
				Shared *bool          `json:"shared,omitempty"`
				Rev    int64          `json:"rev,omitempty" doc:"as If-Match"`
			}
		}) (*viewOut, error) {
			rev, given, err := in.IfMatch.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = in.Body.Rev
			}
			return oneView(s.ChangeView(ctx, in.ID, in.Body.Name, in.Body.Params, in.Body.Shared, rev))
		})
	web.Register(api, huma.Operation{OperationID: "delete-view", Method: http.MethodDelete, Path: "/views/{id}", Tags: viewTags, Extensions: web.ScopeOwn,
		Summary: "Delete a view", DefaultStatus: http.StatusNoContent},
		PermissionRead, func(ctx context.Context, in *struct {
			ID string `path:"id" maxLength:"60"`
		}) (*struct{}, error) {
			return nil, s.RemoveView(ctx, in.ID)
		})
}

type viewsOut struct{ Body []View }

type viewOut struct {
	web.ETag
	Body View
}

func oneView(v View, err error) (*viewOut, error) {
	if err != nil {
		return nil, err
	}
	return &viewOut{ETag: web.Tag(v.Rev), Body: v}, nil
}
