package timeoff

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type kindsOut struct{ Body []Kind }

type kindAddIn struct{ Body KindRequest }

type kindChangeIn struct {
	web.IfMatch
	ByID
	Body KindRequest
}

type kindOut struct {
	web.ETag
	Body Kind
}

type limitsOut struct{ Body []Limit }

type limitAddIn struct{ Body LimitRequest }

type limitChangeIn struct {
	web.IfMatch
	ByID
	Body LimitRequest
}

type limitOut struct {
	web.ETag
	Body Limit
}

func oneKind(k Kind, err error) (*kindOut, error) {
	if err != nil {
		return nil, err
	}
	return &kindOut{web.Tag(k.Rev), k}, nil
}

func oneLimit(l Limit, err error) (*limitOut, error) {
	if err != nil {
		return nil, err
	}
	return &limitOut{web.Tag(l.Rev), l}, nil
}

// revision is the one the caller has read, or -1.
func revision(m web.IfMatch) (int64, error) {
	rev, given, err := m.Rev()
	if err != nil || given {
		return rev, err
	}
	return -1, nil
}

func (s *Service) registerSetup(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-time-off-kinds", Method: http.MethodGet, Path: "/timeoff/kinds", Tags: tags, Summary: "Kinds of time off"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*kindsOut, error) {
			all, err := s.Kinds(ctx)
			return &kindsOut{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-time-off-kind", Method: http.MethodPost, Path: "/timeoff/kinds", Tags: tags, Summary: "Add a kind of time off", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *kindAddIn) (*kindOut, error) {
			return oneKind(s.SaveKind(ctx, "", in.Body, -1))
		})
	web.Register(api, huma.Operation{OperationID: "change-time-off-kind", Method: http.MethodPut, Path: "/timeoff/kinds/{id}", Tags: tags, Summary: "Change a kind of time off", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *kindChangeIn) (*kindOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneKind(s.SaveKind(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "list-time-off-limits", Method: http.MethodGet, Path: "/timeoff/limits", Tags: tags, Summary: "How many may be away on a day"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*limitsOut, error) {
			all, err := s.Limits(ctx)
			return &limitsOut{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-time-off-limit", Method: http.MethodPost, Path: "/timeoff/limits", Tags: tags, Summary: "Add a limit", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *limitAddIn) (*limitOut, error) {
			return oneLimit(s.SaveLimit(ctx, "", in.Body, -1))
		})
	web.Register(api, huma.Operation{OperationID: "change-time-off-limit", Method: http.MethodPut, Path: "/timeoff/limits/{id}", Tags: tags, Summary: "Change a limit", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *limitChangeIn) (*limitOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneLimit(s.SaveLimit(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "delete-time-off-limit", Method: http.MethodDelete, Path: "/timeoff/limits/{id}", Tags: tags, Summary: "Delete a limit", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.DeleteLimit(ctx, in.ID) })
}
