package hiring

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

var tags = []string{"Staffing"}

// PlanPath is exported for the HTTP framework, which reads only exported embedded structs.
type PlanPath struct {
	ID string `path:"id" maxLength:"60"`
}

type plansOut struct{ Body []Plan }

type planIn struct{ Body Request }

type planOut struct{ Body Plan }

type outcomeOut struct{ Body Outcome }

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-hiring-plans", Method: http.MethodGet, Path: "/staffing/hiring-plans", Tags: tags, Summary: "Hiring plans, the newest first"},
		staffing.PermissionRead, func(ctx context.Context, _ *struct{}) (*plansOut, error) {
			p, err := s.List(ctx)
			return &plansOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "try-hiring-plan", Method: http.MethodPost, Path: "/staffing/hiring-trials", Tags: tags, Summary: "Reckon a hiring plan without keeping it"},
		staffing.PermissionRead, func(ctx context.Context, in *planIn) (*outcomeOut, error) {
			out, err := s.Try(ctx, in.Body)
			return &outcomeOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "keep-hiring-plan", Method: http.MethodPost, Path: "/staffing/hiring-plans", Tags: tags, Summary: "Reckon a hiring plan and keep it", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		staffing.PermissionEdit, func(ctx context.Context, in *planIn) (*planOut, error) {
			p, err := s.Keep(ctx, in.Body)
			return &planOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "delete-hiring-plan", Method: http.MethodDelete, Path: "/staffing/hiring-plans/{id}", Tags: tags, Summary: "Delete a hiring plan", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		staffing.PermissionEdit, func(ctx context.Context, in *PlanPath) (*struct{}, error) {
			return nil, s.Delete(ctx, in.ID)
		})
}
