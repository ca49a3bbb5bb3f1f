package adherence

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Adherence"}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	s.registerFigures(api)
	s.registerExceptions(api)
	s.registerRule(api)
}

// Days is exported for the HTTP framework, which reads only exported embedded structs.
type Days struct {
	From string `query:"from" maxLength:"10" doc:"first day, YYYY-MM-DD; default: a week with the last"`
	To   string `query:"to" maxLength:"10" doc:"last day; default: today"`
}

// FiguresQuery is exported for the HTTP framework, which reads only exported embedded structs.
type FiguresQuery struct {
	Days
	By     string  `query:"by" enum:"person,team,day,week,month,person_day" default:"person"`
	Search string  `query:"search" maxLength:"100" doc:"part of the name or agent number"`
	Team   string  `query:"team" maxLength:"60" doc:"id, of the person on the day"`
	Person string  `query:"person" maxLength:"60" doc:"id"`
	Below  float64 `query:"below" minimum:"0" maximum:"100" doc:"only with less adherence, per cent; 0: all"`
	Sort   string  `query:"sort" maxLength:"20" doc:"name, team, from, adherence, conformance, exceptions or scheduled; a leading - turns it round"`
}

func (q *FiguresQuery) in() FiguresIn {
	return FiguresIn{From: q.From, To: q.To, By: q.By, Search: q.Search, Team: q.Team, Person: q.Person, Below: q.Below, Sort: q.Sort}
}

type figuresIn struct {
	web.PageIn
	FiguresQuery
}

type figuresOut struct{ Body Table }

type bookIn struct {
	FiguresQuery
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

type deviationsIn struct {
	web.PageIn
	Days
	Search  string `query:"search" maxLength:"100" doc:"part of the name or agent number"`
	Team    string `query:"team" maxLength:"60" doc:"id, of the person on the day"`
	Person  string `query:"person" maxLength:"60" doc:"id"`
	Kind    string `query:"kind" enum:"absent,late,left_early,signed_out,overrun,other_time,away,not_taken,other_activity,not_scheduled"`
	Excused string `query:"excused" enum:"yes,no" doc:"yes: those that an approved exception covers; no: those that count"`
	Sort    string `query:"sort" maxLength:"20" doc:"from, seconds, name or kind; a leading - turns it round"`
}

type deviationsOut struct{ Body Deviations }

type dayIn struct {
	ID string `path:"id" maxLength:"60" doc:"of the person"`
	On string `path:"on" maxLength:"10" doc:"YYYY-MM-DD"`
}

type ownIn struct {
	On string `query:"on" maxLength:"10" doc:"YYYY-MM-DD; default: today"`
}

type dayOut struct{ Body Day }

func (s *Service) registerFigures(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-adherence", Method: http.MethodGet, Path: "/adherence/figures", Tags: tags, Summary: "Adherence and conformance by person, team, day, week or month"},
		PermissionRead, func(ctx context.Context, in *figuresIn) (*figuresOut, error) {
			ask := in.in()
			ask.Cursor, ask.Limit = in.Cursor, in.Limit
			t, err := s.Figures(ctx, ask)
			return &figuresOut{t}, err
		})
	web.Register(api, huma.Operation{OperationID: "export-adherence", Method: http.MethodGet, Path: "/adherence/figures.xlsx", Tags: tags, Summary: "Adherence and every deviation as a workbook", Responses: web.FileResponses(web.TypeXLSX)},
		PermissionRead, func(ctx context.Context, in *bookIn) (*web.File, error) {
			b, err := s.Workbook(ctx, in.in(), in.Lang != "en")
			if err != nil {
				return nil, err
			}
			return web.Download(b.text("遵时", "Adherence")+".xlsx", web.TypeXLSX, b.Write), nil
		})
	web.Register(api, huma.Operation{OperationID: "list-adherence-deviations", Method: http.MethodGet, Path: "/adherence/deviations", Tags: tags, Summary: "Deviations from the schedule: what the figures are made of"},
		PermissionRead, func(ctx context.Context, in *deviationsIn) (*deviationsOut, error) {
			d, err := s.Deviations(ctx, DeviationsIn{From: in.From, To: in.To, Search: in.Search, Team: in.Team, Person: in.Person, Kind: in.Kind, Excused: in.Excused, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &deviationsOut{d}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-adherence-day", Method: http.MethodGet, Path: "/adherence/people/{id}/days/{on}", Tags: tags, Summary: "A person's day: schedule, states and deviations"},
		PermissionRead, func(ctx context.Context, in *dayIn) (*dayOut, error) {
			d, err := s.PersonDay(ctx, in.ID, in.On)
			return &dayOut{d}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-own-adherence", Method: http.MethodGet, Path: "/own/adherence", Tags: tags, Summary: "A day of one's own: schedule, states and deviations"},
		PermissionOwn, func(ctx context.Context, in *ownIn) (*dayOut, error) {
			d, err := s.Own(ctx, in.On)
			return &dayOut{d}, err
		})
}

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

type exceptionsIn struct {
	web.PageIn
	Days
	Search string `query:"search" maxLength:"100" doc:"part of the name, agent number, team or note"`
	State  string `query:"state" enum:"waiting,approved,refused,withdrawn"`
	Team   string `query:"team" maxLength:"60" doc:"id"`
	Reason string `query:"reason" enum:"system,equipment,customer,meeting,coaching,task,health,other"`
	Origin string `query:"origin" enum:"agent,leader"`
	Sort   string `query:"sort" maxLength:"20" doc:"from, asked, name or reason; a leading - turns it round"`
}

type exceptionsOut struct{ Body page.Of[Exception] }

type exceptIn struct{ Body ExceptionIn }

type exceptionOut struct{ Body Exception }

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

func (s *Service) registerExceptions(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-adherence-exceptions", Method: http.MethodGet, Path: "/adherence/exceptions", Tags: tags, Summary: "Exceptions: times that are not to count, with their reasons"},
		PermissionRead, func(ctx context.Context, in *exceptionsIn) (*exceptionsOut, error) {
			p, err := s.Exceptions(ctx, ExceptionsIn{From: in.From, To: in.To, Search: in.Search, State: in.State, Team: in.Team, Reason: in.Reason, Origin: in.Origin, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &exceptionsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "explain-own-adherence", Method: http.MethodPost, Path: "/own/adherence/exceptions", Tags: tags, Summary: "Explain a time of one's own", DefaultStatus: http.StatusCreated},
		PermissionOwn, func(ctx context.Context, in *exceptIn) (*exceptionOut, error) {
			in.Body.PersonID, in.Body.TeamID = "", ""
			e, err := s.Except(ctx, in.Body)
			return &exceptionOut{e}, err
		})
	web.Register(api, huma.Operation{OperationID: "enter-adherence-exception", Method: http.MethodPost, Path: "/adherence/exceptions", Tags: tags, Summary: "Enter an exception for a person or a team", DefaultStatus: http.StatusCreated},
		PermissionDecide, func(ctx context.Context, in *exceptIn) (*exceptionOut, error) {
			e, err := s.Enter(ctx, in.Body)
			return &exceptionOut{e}, err
		})
	web.Register(api, huma.Operation{OperationID: "decide-adherence-exception", Method: http.MethodPost, Path: "/adherence/exceptions/{id}/decision", Tags: tags, Summary: "Approve or refuse an exception"},
		PermissionDecide, func(ctx context.Context, in *decideIn) (*exceptionOut, error) {
			e, err := s.Decide(ctx, in.ID, in.Body)
			return &exceptionOut{e}, err
		})
	web.Register(api, huma.Operation{OperationID: "withdraw-own-adherence-exception", Method: http.MethodPost, Path: "/own/adherence/exceptions/{id}/withdrawal", Tags: tags, Summary: "Take one's own explanation back"},
		PermissionOwn, func(ctx context.Context, in *withdrawIn) (*exceptionOut, error) {
			e, err := s.Withdraw(ctx, in.ID, in.Body.Answer)
			return &exceptionOut{e}, err
		})
	web.Register(api, huma.Operation{OperationID: "withdraw-adherence-exception", Method: http.MethodPost, Path: "/adherence/exceptions/{id}/withdrawal", Tags: tags, Summary: "Take an exception of one's people back"},
		PermissionDecide, func(ctx context.Context, in *withdrawIn) (*exceptionOut, error) {
			e, err := s.Withdraw(ctx, in.ID, in.Body.Answer)
			return &exceptionOut{e}, err
		})
}

type ruleOut struct {
	web.ETag
	Body Rule
}

type ruleIn struct {
	web.IfMatch
	Body Settings
}

func (s *Service) registerRule(api huma.API) {
	out := func(r Rule, err error) (*ruleOut, error) {
		if err != nil {
			return nil, err
		}
		return &ruleOut{web.Tag(r.Rev), r}, nil
	}
	web.Register(api, huma.Operation{OperationID: "get-adherence-rule", Method: http.MethodGet, Path: "/adherence/rule", Tags: tags, Summary: "The rule of adherence: what fits what, and grace"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*ruleOut, error) { return out(s.Rule(ctx)) })
	web.Register(api, huma.Operation{OperationID: "set-adherence-rule", Method: http.MethodPut, Path: "/adherence/rule", Tags: tags, Summary: "Set the rule of adherence", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ruleIn) (*ruleOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			return out(s.SetRule(ctx, in.Body, rev))
		})
}
