package contacts

import (
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

// FilterIn is exported for the HTTP framework, which reads only exported embedded structs.
type FilterIn struct {
	From    string `query:"from" doc:"Day (YYYY-MM-DD) or instant (RFC 3339) of entering, included"`
	To      string `query:"to" doc:"Day, included, or instant, not included"`
	Queue   string `query:"queue" doc:"Queue ids, comma-separated"`
	Agent   string `query:"agent" doc:"Person ids of who answered, comma-separated"`
	Team    string `query:"team" doc:"Team ids of who answered, as on the day, comma-separated"`
	Source  string `query:"source" doc:"Name of the telephony source"`
	Outcome string `query:"outcome" doc:"answered, abandoned, left, waiting or talking"`
	Flag    string `query:"flag" doc:"A quality flag"`
	Search  string `query:"search" doc:"Beginning of a call id, or a customer in full"`
	Sort    string `query:"sort" doc:"entered_at, or -entered_at (default): the newest first"`
}

func (in FilterIn) filter() Filter {
	return Filter{From: in.From, To: in.To, Queues: ids(in.Queue), Agents: ids(in.Agent), Teams: ids(in.Team), Source: in.Source,
		Outcome: in.Outcome, Flag: in.Flag, Search: in.Search, Sort: in.Sort}
}

func ids(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

type listIn struct {
	FilterIn
	web.PageIn
}

type listOut struct{ Body page.Of[Contact] }

type getIn struct {
	ID string `path:"id"`
}

type unmaskIn struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" doc:"Why the number is needed, 4 to 500 characters"`
	}
}

type getOut struct{ Body Detail }

type keptOut struct{ Body Kept }

// Register declares the operations on contacts.
func (s *Service) Register(api huma.API) {
	tags := []string{"Contacts"}
	web.Register(api, huma.Operation{
		OperationID: "telephony-kept", Method: http.MethodGet, Path: "/telephony/kept", Summary: "From which day on events, contacts and numbers are kept", Tags: tags,
	}, PermissionRead, func(ctx context.Context, _ *struct{}) (*keptOut, error) {
		k, err := s.Kept(ctx)
		return &keptOut{k}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "list-contacts", Method: http.MethodGet, Path: "/contacts", Summary: "List contacts", Tags: tags, Extensions: web.ScopePeople,
	}, PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
		f := in.filter()
		f.Cursor, f.Limit = in.Cursor, in.Limit
		p, err := s.List(ctx, f)
		return &listOut{p}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "contacts-workbook", Method: http.MethodGet, Path: "/contacts.xlsx", Summary: "Contacts as an Excel workbook", Tags: tags, Extensions: web.ScopePeople,
		Responses: web.FileResponses(web.TypeXLSX),
	}, PermissionExport, func(ctx context.Context, in *FilterIn) (*web.File, error) {
		return web.Download("contacts.xlsx", web.TypeXLSX, func(w io.Writer) error { return s.Workbook(ctx, in.filter(), w) }), nil
	})
	web.Register(api, huma.Operation{
		OperationID: "get-contact", Method: http.MethodGet, Path: "/contacts/{id}",
		Summary: "One contact, the other visits of its call, and the events it was folded from", Tags: tags, Extensions: web.ScopePeople,
	}, PermissionRead, func(ctx context.Context, in *getIn) (*getOut, error) {
		d, err := s.Get(ctx, in.ID)
		return &getOut{d}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "unmask-contact", Method: http.MethodPost, Path: "/contacts/{id}/unmask",
		Summary: "One contact with its customer in full; who asked and why is kept in the audit log", Tags: tags, Extensions: web.ScopePeople,
	}, PermissionUnmask, func(ctx context.Context, in *unmaskIn) (*getOut, error) {
		d, err := s.Unmask(ctx, in.ID, in.Body.Reason)
		return &getOut{d}, err
	})
}
