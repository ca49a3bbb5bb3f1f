package forecast

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type intradayIn struct {
	Queue string `query:"queue" maxLength:"60" doc:"id; left out: all queues together"`
}

type intradayOut struct{ Body Intraday }

func (s *Service) registerIntraday(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "forecast-intraday", Method: http.MethodGet, Path: "/forecast/intraday", Tags: tags, Summary: "The running day: what was forecast, what came, and what is expected of the rest"},
		PermissionRead, func(ctx context.Context, in *intradayIn) (*intradayOut, error) {
			out, err := s.Intraday(ctx, in.Queue)
			return &intradayOut{out}, err
		})
}
