package shared

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

var tags = []string{"Staffing"}

// RequirementPath is exported for the HTTP framework, which reads only exported embedded structs.
type RequirementPath struct {
	ID string `path:"id" maxLength:"60"`
}

type allOut struct{ Body []Requirement }

type oneOut struct{ Body Requirement }

type groupsIn struct {
	Plan string `query:"plan" required:"true" maxLength:"60" doc:"id of a plan"`
}

type groupsOut struct{ Body []Group }

type runIn struct{ Body Request }

type runOut struct {
	Body struct {
		JobID string `json:"job_id" doc:"its result has the shared requirement's id"`
	}
}

type dayIn struct {
	RequirementPath
	On string `query:"on" required:"true" maxLength:"10" doc:"the day"`
}

type dayOut struct{ Body []Interval }

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-skill-groups", Method: http.MethodGet, Path: "/staffing/skill-groups", Tags: tags, Summary: "People with the same skills, by the queues of a plan"},
		staffing.PermissionRead, func(ctx context.Context, in *groupsIn) (*groupsOut, error) {
			g, err := s.Groups(ctx, in.Plan)
			return &groupsOut{g}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-shared-requirements", Method: http.MethodGet, Path: "/staffing/shared", Tags: tags, Summary: "Requirements of queues that share agents, the newest first"},
		staffing.PermissionRead, func(ctx context.Context, _ *struct{}) (*allOut, error) {
			all, err := s.List(ctx)
			return &allOut{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "make-shared-requirement", Method: http.MethodPost, Path: "/staffing/shared", Tags: tags, Summary: "Find the people of each skill group by simulation", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		staffing.PermissionEdit, func(ctx context.Context, in *runIn) (*runOut, error) {
			out := &runOut{}
			var err error
			out.Body.JobID, err = s.Run(ctx, in.Body)
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "get-shared-requirement", Method: http.MethodGet, Path: "/staffing/shared/{id}", Tags: tags, Summary: "One of them, with its days"},
		staffing.PermissionRead, func(ctx context.Context, in *RequirementPath) (*oneOut, error) {
			r, err := s.Get(ctx, in.ID)
			return &oneOut{r}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-shared-requirement-day", Method: http.MethodGet, Path: "/staffing/shared/{id}/intervals", Tags: tags, Summary: "The intervals of one of its days"},
		staffing.PermissionRead, func(ctx context.Context, in *dayIn) (*dayOut, error) {
			all, err := s.Intervals(ctx, in.ID, in.On)
			return &dayOut{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "delete-shared-requirement", Method: http.MethodDelete, Path: "/staffing/shared/{id}", Tags: tags, Summary: "Delete one", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		staffing.PermissionEdit, func(ctx context.Context, in *RequirementPath) (*struct{}, error) {
			return nil, s.Delete(ctx, in.ID)
		})
}
