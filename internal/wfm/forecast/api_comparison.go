package forecast

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type runComparisonIn struct {
	Body struct {
		QueueIDs []string `json:"queue_ids,omitempty" maxItems:"500" doc:"none: every queue in use"`
	}
}

type comparisonsOut struct{ Body []Comparison }

type comparisonIn struct {
	VersionPath
	Queue string `query:"queue" maxLength:"60" doc:"id; left out: all queues of the comparison together"`
}

type comparisonOut struct{ Body ComparisonFigures }

func (s *Service) registerComparisons(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-forecast-comparisons", Method: http.MethodGet, Path: "/forecast/comparisons", Tags: tags, Summary: "Comparisons of the models, the newest first"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*comparisonsOut, error) {
			c, err := s.Comparisons(ctx)
			return &comparisonsOut{c}, err
		})
	web.Register(api, huma.Operation{OperationID: "run-forecast-comparison", Method: http.MethodPost, Path: "/forecast/comparisons", Tags: tags, Summary: "Compare the models on the history", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *runComparisonIn) (*runOut, error) {
			out := &runOut{}
			var err error
			out.Body.JobID, err = s.RunComparison(ctx, ComparisonRequest{QueueIDs: in.Body.QueueIDs})
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "get-forecast-comparison", Method: http.MethodGet, Path: "/forecast/comparisons/{id}", Tags: tags, Summary: "How each model would have done on the history"},
		PermissionRead, func(ctx context.Context, in *comparisonIn) (*comparisonOut, error) {
			c, err := s.Comparison(ctx, in.ID, in.Queue)
			return &comparisonOut{c}, err
		})
	web.Register(api, huma.Operation{OperationID: "delete-forecast-comparison", Method: http.MethodDelete, Path: "/forecast/comparisons/{id}", Tags: tags, Summary: "Delete a comparison", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *VersionPath) (*struct{}, error) {
			return nil, s.DeleteComparison(ctx, in.ID)
		})
}
