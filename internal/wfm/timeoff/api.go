package timeoff

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Time off"}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	s.registerRequests(api)
	s.registerSetup(api)
	s.registerBalances(api)
}

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

type requestsIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name, agent number or reason"`
	State  string `query:"state" enum:"waiting,approved,refused,withdrawn"`
	Team   string `query:"team" maxLength:"60" doc:"id"`
	Kind   string `query:"kind" maxLength:"60" doc:"id"`
	From   string `query:"from" maxLength:"10" doc:"with a day from this on; default: 31 days ago"`
	To     string `query:"to" maxLength:"10" doc:"with a day until this"`
	Sort   string `query:"sort" maxLength:"20" doc:"from, asked, name, kind or minutes; a leading - turns it round"`
}

type requestsOut struct{ Body page.Of[Request] }

type requestOut struct{ Body Request }

type askIn struct{ Body AskIn }

type decideIn struct {
	ByID
	Body DecideIn
}

type withdrawIn struct {
	ByID
	Body struct {
		Answer string `json:"answer,omitempty" maxLength:"2000" doc:"why"`
	}
}

type ownOut struct{ Body Own }

type calendarIn struct {
	From string `query:"from" maxLength:"10" doc:"first day; default: today"`
	To   string `query:"to" maxLength:"10" doc:"last day, at most 62; default: four weeks"`
	Team string `query:"team" maxLength:"60" doc:"id; default: all within reach"`
}

type calendarOut struct{ Body Calendar }

func (s *Service) registerRequests(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-time-off-requests", Method: http.MethodGet, Path: "/timeoff/requests", Tags: tags, Summary: "Requests of time off"},
		PermissionRead, func(ctx context.Context, in *requestsIn) (*requestsOut, error) {
			p, err := s.ListRequests(ctx, RequestsIn{Search: in.Search, State: in.State, Team: in.Team, Kind: in.Kind, From: in.From, To: in.To, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &requestsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-own-time-off", Method: http.MethodGet, Path: "/timeoff/own", Tags: tags, Summary: "One's own balances and requests"},
		PermissionAsk, func(ctx context.Context, _ *struct{}) (*ownOut, error) {
			out, err := s.Own(ctx)
			return &ownOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "check-time-off", Method: http.MethodPost, Path: "/timeoff/checks", Tags: tags, Summary: "What a request would take, and what speaks against it"},
		PermissionAsk, func(ctx context.Context, in *askIn) (*requestOut, error) {
			r, err := s.Check(ctx, in.Body)
			return &requestOut{r}, err
		})
	web.Register(api, huma.Operation{OperationID: "ask-for-time-off", Method: http.MethodPost, Path: "/timeoff/requests", Tags: tags, Summary: "Ask for time off, for oneself or for one of one's people", DefaultStatus: http.StatusCreated},
		PermissionAsk, func(ctx context.Context, in *askIn) (*requestOut, error) {
			r, err := s.Ask(ctx, in.Body)
			return &requestOut{r}, err
		})
	web.Register(api, huma.Operation{OperationID: "decide-time-off", Method: http.MethodPost, Path: "/timeoff/requests/{id}/decision", Tags: tags, Summary: "Approve or refuse a request"},
		PermissionApprove, func(ctx context.Context, in *decideIn) (*requestOut, error) {
			r, err := s.Decide(ctx, in.ID, in.Body)
			return &requestOut{r}, err
		})
	web.Register(api, huma.Operation{OperationID: "withdraw-time-off", Method: http.MethodPost, Path: "/timeoff/requests/{id}/withdrawal", Tags: tags, Summary: "Take a request back"},
		PermissionAsk, func(ctx context.Context, in *withdrawIn) (*requestOut, error) {
			r, err := s.Withdraw(ctx, in.ID, in.Body.Answer)
			return &requestOut{r}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-time-off-calendar", Method: http.MethodGet, Path: "/timeoff/calendar", Tags: tags, Summary: "Who is away when"},
		PermissionRead, func(ctx context.Context, in *calendarIn) (*calendarOut, error) {
			out, err := s.TeamCalendar(ctx, CalendarIn{From: in.From, To: in.To, Team: in.Team})
			return &calendarOut{out}, err
		})
}
