package rotation

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

func answer[T any](v T, rev int64, err error) (*one[T], error) {
	if err != nil {
		return nil, err
	}
	return &one[T]{web.Tag(rev), v}, nil
}

func revision(m web.IfMatch) (int64, error) {
	rev, given, err := m.Rev()
	if err != nil || given {
		return rev, err
	}
	return -1, nil
}

type teamsIn struct {
	On string `query:"on" maxLength:"10" doc:"default: today"`
}

type teamsOut struct{ Body Teams }

type termsIn struct {
	web.IfMatch
	Body Terms
}

type proposalIn struct{ Body ProposalRequest }

type movesOut struct{ Body []Move }

type plansOut struct{ Body []Plan }

type addIn struct{ Body PlanRequest }

type changeIn struct {
	web.IfMatch
	ByID
	Body PlanRequest
}

// Register declares the operations of the room.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "get-team-plan", Method: http.MethodGet, Path: "/team-plan", Tags: tags, Summary: "Teams with their sizes and leaders, and what is wrong with them", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *teamsIn) (*teamsOut, error) {
			x, err := s.Teams(ctx, in.On)
			return &teamsOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "set-team-terms", Method: http.MethodPut, Path: "/team-plan/terms", Tags: tags, Summary: "Say how teams are to be", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *termsIn) (*one[Terms], error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			x, err := s.SetTerms(ctx, in.Body, rev)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "propose-rotation", Method: http.MethodPost, Path: "/team-rotation-proposals", Tags: tags, Summary: "Propose another leader for each team, or look what a plan is warned of; nothing is kept", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *proposalIn) (*movesOut, error) {
			x, err := s.Propose(ctx, in.Body)
			return &movesOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-rotations", Method: http.MethodGet, Path: "/team-rotations", Tags: tags, Summary: "Plans by which leaders change teams", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, _ *struct{}) (*plansOut, error) {
			x, err := s.Plans(ctx)
			return &plansOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-rotation", Method: http.MethodPost, Path: "/team-rotations", Tags: tags, Summary: "Keep a plan as a draft", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *addIn) (*one[Plan], error) {
			x, err := s.Save(ctx, "", in.Body, -1)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "change-rotation", Method: http.MethodPut, Path: "/team-rotations/{id}", Tags: tags, Summary: "Change a draft", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *changeIn) (*one[Plan], error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			x, err := s.Save(ctx, in.ID, in.Body, rev)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "approve-rotation", Method: http.MethodPost, Path: "/team-rotations/{id}/approval", Tags: tags, Summary: "Approve a plan: it stands in the organisation from its day on", Extensions: web.ScopeCentre},
		PermissionApprove, func(ctx context.Context, in *ByID) (*one[Plan], error) {
			x, err := s.Approve(ctx, in.ID)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "delete-rotation", Method: http.MethodDelete, Path: "/team-rotations/{id}", Tags: tags, Summary: "Delete a draft", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.Delete(ctx, in.ID) })
}
