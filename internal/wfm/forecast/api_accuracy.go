package forecast

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type accuracyIn struct {
	Version string `query:"version" maxLength:"60" doc:"id; left out: of each queue and day the version in use"`
	From    string `query:"from" maxLength:"10" doc:"first day; of a version its first when left out"`
	To      string `query:"to" maxLength:"10" doc:"last day; days that are not over are not scored"`
	Queue   string `query:"queue" maxLength:"60" doc:"id; left out: all"`
	By      By     `query:"by" enum:"day,week,lead,interval,queue" default:"day"`
}

type accuracyOut struct{ Body Accuracy }

func (s *Service) registerAccuracy(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "forecast-accuracy", Method: http.MethodGet, Path: "/forecast/accuracy", Tags: tags, Summary: "How good forecasts were, and whether changes by hand helped"},
		PermissionRead, func(ctx context.Context, in *accuracyIn) (*accuracyOut, error) {
			a, err := s.Accuracy(ctx, AccuracyIn{VersionID: in.Version, From: in.From, To: in.To, QueueID: in.Queue, By: in.By})
			return &accuracyOut{a}, err
		})
}
