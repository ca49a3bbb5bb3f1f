package headcount

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"People"}

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

type one[T any] struct {
	web.ETag
	Body T
}

func answer(p Plan, err error) (*one[Plan], error) {
	if err != nil {
		return nil, err
	}
	return &one[Plan]{web.Tag(p.Rev), p}, nil
}

type bodyOf[T any] struct{ Body T }

type changeIn struct {
	web.IfMatch
	ByID
	Body Request
}

type behindIn struct {
	ByID
	Month string `query:"month" required:"true" maxLength:"7" doc:"YYYY-MM"`
}

// Approval is said when a version is approved.
type Approval struct {
	Reason string `json:"reason" maxLength:"8000"`
}

type approvalIn struct {
	ByID
	Body Approval
}

// Register declares the operations of the room.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-headcount-plans", Method: http.MethodGet, Path: "/headcount-plans", Tags: tags, Summary: "Versions of headcount plans, the newest plan first", Extensions: web.ScopeCentre},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*bodyOf[[]Plan], error) {
			x, err := s.Plans(ctx)
			return &bodyOf[[]Plan]{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-headcount-plan", Method: http.MethodGet, Path: "/headcount-plans/{id}", Tags: tags, Summary: "A version by month, with what came once it was approved", Extensions: web.ScopeCentre},
		PermissionRead, func(ctx context.Context, in *ByID) (*one[Plan], error) { return answer(s.Get(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "get-headcount-people", Method: http.MethodGet, Path: "/headcount-plans/{id}/people", Tags: tags, Summary: "Who is behind a month's numbers; by name only to who edits files", Extensions: web.ScopeCentre},
		PermissionRead, func(ctx context.Context, in *behindIn) (*bodyOf[Behind], error) {
			x, err := s.Behind(ctx, in.ID, in.Month)
			return &bodyOf[Behind]{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-headcount-requirements", Method: http.MethodGet, Path: "/headcount-requirements", Tags: tags, Summary: "What the long-range staffing asks for, to hold a plan against", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, _ *struct{}) (*bodyOf[[]Requirement], error) {
			x, err := s.Requirements(ctx)
			return &bodyOf[[]Requirement]{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "try-headcount-plan", Method: http.MethodPost, Path: "/headcount-trials", Tags: tags, Summary: "Reckon a headcount plan without keeping it", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *bodyOf[Request]) (*bodyOf[Outcome], error) {
			x, err := s.Try(ctx, in.Body)
			return &bodyOf[Outcome]{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "propose-headcount-classes", Method: http.MethodPost, Path: "/headcount-proposals", Tags: tags, Summary: "Propose the smallest classes that close the gaps; nothing is kept", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *bodyOf[Request]) (*bodyOf[[]Class], error) {
			x, err := s.Propose(ctx, in.Body)
			return &bodyOf[[]Class]{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-headcount-plan", Method: http.MethodPost, Path: "/headcount-plans", Tags: tags, Summary: "Keep a headcount plan as a draft", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *bodyOf[Request]) (*one[Plan], error) {
			return answer(s.Save(ctx, "", in.Body, -1))
		})
	web.Register(api, huma.Operation{OperationID: "change-headcount-plan", Method: http.MethodPut, Path: "/headcount-plans/{id}", Tags: tags, Summary: "Change a draft", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *changeIn) (*one[Plan], error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			return answer(s.Save(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "revise-headcount-plan", Method: http.MethodPost, Path: "/headcount-plans/{id}/versions", Tags: tags, Summary: "Draw up the next version; a draft that is there is given", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*one[Plan], error) { return answer(s.Revise(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "approve-headcount-plan", Method: http.MethodPost, Path: "/headcount-plans/{id}/approval", Tags: tags, Summary: "Approve a version: it stays as it is", Extensions: web.ScopeCentre},
		PermissionApprove, func(ctx context.Context, in *approvalIn) (*one[Plan], error) {
			return answer(s.Approve(ctx, in.ID, in.Body.Reason))
		})
	web.Register(api, huma.Operation{OperationID: "delete-headcount-plan", Method: http.MethodDelete, Path: "/headcount-plans/{id}", Tags: tags, Summary: "Delete a draft", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.Delete(ctx, in.ID) })
}
