package forecast

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type calendarIn struct {
	web.PageIn
	From   string `query:"from" required:"true" maxLength:"10" doc:"first day"`
	To     string `query:"to" required:"true" maxLength:"10" doc:"last day, at most 800 days later"`
	Queue  string `query:"queue" maxLength:"60" doc:"id; left out: all"`
	Kind   string `query:"kind" enum:"holiday,makeup_workday,month-day,event"`
	Search string `query:"search" maxLength:"100" doc:"part of a name or note"`
	Sort   string `query:"sort" maxLength:"20" doc:"from or name; a leading - turns it round"`
}

type calendarOut struct{ Body page.Of[CalendarItem] }

type assumeIn struct {
	web.IfMatch
	Body struct {
		Name    string  `json:"name" maxLength:"200" doc:"of the events"`
		Percent float64 `json:"percent" doc:"more contacts on their days, from -90 to 500"`
		Reason  string  `json:"reason" maxLength:"2000"`
	}
}

type assumptionOut struct {
	web.ETag
	Body Assumption
}

type assumptionPath struct {
	ID string `path:"id" maxLength:"60"`
}

func (s *Service) registerEvents(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "forecast-calendar", Method: http.MethodGet, Path: "/forecast/calendar", Tags: tags, Summary: "Holidays, make-up workdays, events and days of the month, with what forecasts learnt of them"},
		PermissionRead, func(ctx context.Context, in *calendarIn) (*calendarOut, error) {
			p, err := s.Calendar(ctx, CalendarIn{From: in.From, To: in.To, QueueID: in.Queue, Kind: in.Kind, Search: in.Search, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &calendarOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "assume-event", Method: http.MethodPost, Path: "/forecast/assumptions", Tags: tags, Summary: "Say what events of a name are taken to bring before any was seen", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *assumeIn) (*assumptionOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			a, err := s.Assume(ctx, in.Body.Name, in.Body.Percent, in.Body.Reason, rev)
			return &assumptionOut{web.Tag(a.CreatedMs), a}, err
		})
	web.Register(api, huma.Operation{OperationID: "undo-assumption", Method: http.MethodPost, Path: "/forecast/assumptions/{id}/undo", Tags: tags, Summary: "Take an assumption back", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *assumptionPath) (*assumptionOut, error) {
			a, err := s.UndoAssumption(ctx, in.ID)
			return &assumptionOut{web.Tag(0), a}, err
		})
}
