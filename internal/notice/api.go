package notice

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type ownOut struct{ Body Own }

type readIn struct {
	Body struct {
		UntilMs int64 `json:"until_ms" doc:"notices up to it are read, ms UTC"`
	}
}

// Register declares the operations.
func (s *Service) Register(api huma.API) {
	tags := []string{"Notices"}
	web.Register(api, huma.Operation{OperationID: "own-notices", Method: http.MethodGet, Path: "/own/notices", Tags: tags, Summary: "What one is told"},
		"", func(ctx context.Context, _ *struct{}) (*ownOut, error) {
			out, err := s.Own(ctx)
			return &ownOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "read-notices", Method: http.MethodPost, Path: "/own/notices/read", Tags: tags, Summary: "Mark what one is told as read", DefaultStatus: http.StatusNoContent},
		"", func(ctx context.Context, in *readIn) (*struct{}, error) { return nil, s.Read(ctx, in.Body.UntilMs) })
}
