package staffing

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type shrinkageIn struct {
	From string `query:"from" required:"true" maxLength:"10" doc:"first day that is measured"`
	To   string `query:"to" required:"true" maxLength:"10" doc:"last day; planned values are of it"`
}

type shrinkageOut struct{ Body ShrinkageFigures }

type changeIn struct {
	Body struct {
		State   string  `json:"state,omitempty" maxLength:"20" doc:"agent state (break, meal, training, meeting, other) whose time counts as the kind; left out: a planned value"`
		Kind    Kind    `json:"kind" maxLength:"20" doc:"break, meal, training, meeting, other; of planned values also annual_leave, sick_leave, personal_leave, other_leave, attrition; of states also none"`
		Percent float64 `json:"percent,omitempty" doc:"planned share of scheduled time"`
		FromOn  string  `json:"from_on,omitempty" maxLength:"10" doc:"day from which it holds; default today"`
		Note    string  `json:"note,omitempty" maxLength:"2000"`
	}
}

type changeOut struct{ Body Change }

// ChangePath is exported for the HTTP framework, which reads only exported embedded structs.
type ChangePath struct {
	ID string `path:"id" maxLength:"60"`
}

func (s *Service) registerShrinkage(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "get-shrinkage", Method: http.MethodGet, Path: "/staffing/shrinkage", Tags: tags, Summary: "Shrinkage as planned and as measured, by kind, weekday and hour"},
		PermissionRead, func(ctx context.Context, in *shrinkageIn) (*shrinkageOut, error) {
			f, err := s.Shrinkage(ctx, in.From, in.To)
			return &shrinkageOut{f}, err
		})
	web.Register(api, huma.Operation{OperationID: "change-shrinkage", Method: http.MethodPost, Path: "/staffing/shrinkage/changes", Tags: tags, Summary: "Plan a kind of shrinkage, or say as which kind an agent state counts, from a day on", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *changeIn) (*changeOut, error) {
			b := in.Body
			c, err := s.Change(ctx, ChangeIn{State: b.State, Kind: b.Kind, Percent: b.Percent, FromOn: b.FromOn, Note: b.Note})
			return &changeOut{c}, err
		})
	web.Register(api, huma.Operation{OperationID: "undo-shrinkage-change", Method: http.MethodPost, Path: "/staffing/shrinkage/changes/{id}/undo", Tags: tags, Summary: "Take a value of shrinkage back", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ChangePath) (*changeOut, error) {
			c, err := s.UndoChange(ctx, in.ID)
			return &changeOut{c}, err
		})
}
