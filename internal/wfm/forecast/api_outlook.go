package forecast

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type runOutlookIn struct {
	Body struct {
		Months   int      `json:"months" doc:"3 to 24"`
		QueueIDs []string `json:"queue_ids,omitempty" maxItems:"500" doc:"none: every queue in use"`
		AsOf     string   `json:"as_of,omitempty" maxLength:"10" doc:"know only days before this one"`
	}
}

type outlooksOut struct{ Body []Outlook }

type outlookIn struct {
	VersionPath
	Queue string `query:"queue" maxLength:"60" doc:"id; left out: all queues of the outlook together"`
}

type outlookOut struct{ Body OutlookFigures }

func (s *Service) registerOutlooks(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-outlooks", Method: http.MethodGet, Path: "/forecast/outlooks", Tags: tags, Summary: "Outlooks over months, the newest first"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*outlooksOut, error) {
			o, err := s.Outlooks(ctx)
			return &outlooksOut{o}, err
		})
	web.Register(api, huma.Operation{OperationID: "run-outlook", Method: http.MethodPost, Path: "/forecast/outlooks", Tags: tags, Summary: "Make an outlook over months", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *runOutlookIn) (*runOut, error) {
			out := &runOut{}
			var err error
			out.Body.JobID, err = s.RunOutlook(ctx, OutlookRequest{Months: in.Body.Months, QueueIDs: in.Body.QueueIDs, AsOf: in.Body.AsOf})
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "get-outlook", Method: http.MethodGet, Path: "/forecast/outlooks/{id}", Tags: tags, Summary: "The months and days of an outlook, and the months before it"},
		PermissionRead, func(ctx context.Context, in *outlookIn) (*outlookOut, error) {
			o, err := s.Outlook(ctx, in.ID, in.Queue)
			return &outlookOut{o}, err
		})
	web.Register(api, huma.Operation{OperationID: "delete-outlook", Method: http.MethodDelete, Path: "/forecast/outlooks/{id}", Tags: tags, Summary: "Delete an outlook", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *VersionPath) (*struct{}, error) {
			return nil, s.DeleteOutlook(ctx, in.ID)
		})
}
