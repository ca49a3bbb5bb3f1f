package audit

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type listIn struct {
	Kind   string `query:"kind" enum:"change,export,reveal,session"`
	Actor  string `query:"actor" doc:"login or user id"`
	Action string `query:"action" doc:"beginning of the action, for example org.queue"`
	Object string `query:"object" doc:"kind of thing, or its id"`
	Search string `query:"search" maxLength:"200" doc:"text in what was before or after, or in the id"`
	From   string `query:"from" doc:"day or instant, included"`
	To     string `query:"to" doc:"day, included, or instant, not included"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

type listOut struct{ Body page.Of[Entry] }

type chainOut struct{ Body Chain }

type exportIn struct {
	Body struct {
		What   string            `json:"what" minLength:"1" maxLength:"100" doc:"the list or chart, for example org.people"`
		Rows   int               `json:"rows" minimum:"0"`
		Filter map[string]string `json:"filter,omitempty" doc:"what the rows were picked by"`
	}
}

// Register declares the module's operations.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-audit", Method: http.MethodGet, Path: "/audit",
		Summary: "List who changed, exported or saw what, the newest first", Tags: []string{"Audit"}, Extensions: web.ScopePeople}, PermissionRead,
		func(ctx context.Context, in *listIn) (*listOut, error) {
			p, err := s.List(ctx, Filter(*in))
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "check-audit", Method: http.MethodGet, Path: "/audit/chain",
		Summary: "Read every entry and tell whether the chain is whole", Tags: []string{"Audit"}, Extensions: web.ScopeCentre}, PermissionRead,
		func(ctx context.Context, _ *struct{}) (*chainOut, error) {
			c, err := s.Check(ctx)
			return &chainOut{c}, err
		})
	web.Register(api, huma.Operation{OperationID: "note-export", Method: http.MethodPost, Path: "/audit/exports", DefaultStatus: http.StatusNoContent,
		Summary: "Note that a page writes the rows it shows into a file", Tags: []string{"Audit"}}, "",
		func(ctx context.Context, in *exportIn) (*struct{}, error) {
			return nil, s.NoteExport(ctx, in.Body.What, in.Body.Rows, in.Body.Filter)
		})
}
