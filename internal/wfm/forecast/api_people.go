package forecast

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type peopleIn struct {
	VersionPath
	Queue string `query:"queue" required:"true" maxLength:"60" doc:"id"`
}

type peopleOut struct{ Body []Person }

func (s *Service) registerPeople(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "forecast-people", Method: http.MethodGet, Path: "/forecast/versions/{id}/people", Tags: tags, Summary: "What people bring to a queue's handle times, of those one may see numbers of; needs metric.read too"},
		PermissionRead, func(ctx context.Context, in *peopleIn) (*peopleOut, error) {
			p, err := s.People(ctx, in.ID, in.Queue)
			return &peopleOut{p}, err
		})
}
