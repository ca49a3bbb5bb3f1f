package audit

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type listIn struct {
	Actor  string `query:"actor" doc:"login or user id"`
	Action string `query:"action" doc:"beginning of the action, for example org.queue"`
	Object string `query:"object" doc:"kind of thing, or its id"`
	From   string `query:"from" doc:"day or instant, included"`
	To     string `query:"to" doc:"day, included, or instant, not included"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

type listOut struct{ Body page.Of[Entry] }

// Register declares the module's operations.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-audit", Method: http.MethodGet, Path: "/audit",
		Summary: "List who changed what, the newest first", Tags: []string{"Audit"}}, "audit.read",
		func(ctx context.Context, in *listIn) (*listOut, error) {
			p, err := s.List(ctx, Filter(*in))
			return &listOut{p}, err
		})
}
