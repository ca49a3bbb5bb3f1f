package incentive

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type runsIn struct {
	web.PageIn
	State string `query:"state" maxLength:"20" doc:"calculating, stopped, calculated, returned or approved"`
	Sort  string `query:"sort" maxLength:"20" doc:"from, state or calculated; a leading - turns it round"`
}

type runsOut struct{ Body page.Of[Run] }

type runOut struct {
	web.ETag
	Body Run
}

type runIn struct{ Body RunIn }

type decideIn struct {
	ByID
	web.IfMatch
	Body DecideIn
}

type linesIn struct {
	ByID
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name or agent number"`
	Rule   string `query:"rule" maxLength:"60" doc:"id"`
	Team   string `query:"team" maxLength:"60" doc:"id"`
	State  string `query:"state" maxLength:"20" doc:"earned, nothing, closed or unknown"`
	Sort   string `query:"sort" maxLength:"20" doc:"agent, name, team, rule or amount; a leading - turns it round"`
}

type linesOut struct{ Body page.Of[Line] }

type payrollIn struct {
	ByID
	Body struct {
		Format string `json:"format" enum:"xlsx,csv"`
		Lang   string `json:"lang,omitempty" enum:"zh,en" default:"zh"`
	}
}

func oneRun(r Run, err error) (*runOut, error) {
	if err != nil {
		return nil, err
	}
	return &runOut{web.Tag(r.Rev), r}, nil
}

func (s *Service) registerRuns(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-incentive-runs", Method: http.MethodGet, Path: "/incentive-runs", Tags: tags, Summary: "Runs, with the sums of the people within reach"},
		PermissionRead, func(ctx context.Context, in *runsIn) (*runsOut, error) {
			p, err := s.Runs(ctx, RunsIn{State: in.State, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &runsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "start-incentive-run", Method: http.MethodPost, Path: "/incentive-runs", Tags: tags, Summary: "Calculate what people earn in a period", Description: "Asked for again while it is not decided, it answers the same run.", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *runIn) (*runOut, error) { return oneRun(s.Start(ctx, in.Body)) })
	web.Register(api, huma.Operation{OperationID: "get-incentive-run", Method: http.MethodGet, Path: "/incentive-runs/{id}", Tags: tags, Summary: "A run, with the sums of the people within reach"},
		PermissionRead, func(ctx context.Context, in *ByID) (*runOut, error) { return oneRun(s.Run(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "list-incentive-lines", Method: http.MethodGet, Path: "/incentive-runs/{id}/lines", Tags: tags, Summary: "What each person earns in a run, and how it came about", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *linesIn) (*linesOut, error) {
			p, err := s.Lines(ctx, in.ID, LinesIn{Search: in.Search, Rule: in.Rule, Team: in.Team, State: in.State, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &linesOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "recalculate-incentive-run", Method: http.MethodPost, Path: "/incentive-runs/{id}/calculation", Tags: tags, Summary: "Calculate a run again that is not approved", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*runOut, error) { return oneRun(s.Recalculate(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "correct-incentive-run", Method: http.MethodPost, Path: "/incentive-runs/{id}/correction", Tags: tags, Summary: "Calculate the differences to an approved run", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*runOut, error) { return oneRun(s.Correct(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "decide-incentive-run", Method: http.MethodPut, Path: "/incentive-runs/{id}/decision", Tags: tags, Summary: "Approve a run, or return it with words", Description: "Nobody decides what they calculated.", Extensions: web.ScopeCentre},
		PermissionApprove, func(ctx context.Context, in *decideIn) (*runOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneRun(s.Decide(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "export-incentive-payroll", Method: http.MethodPost, Path: "/incentive-runs/{id}/payroll", Tags: tags, Summary: "Give the money of an approved run to payroll", Description: "Marks the run with who did it and when.", Extensions: web.ScopeCentre, Responses: web.FileResponses(web.TypeXLSX)},
		PermissionEdit, func(ctx context.Context, in *payrollIn) (*web.File, error) {
			p, err := s.Payroll(ctx, in.ID, in.Body.Lang != "en")
			if err != nil {
				return nil, err
			}
			if in.Body.Format == "csv" {
				return web.Download(p.Name()+".csv", typeCSV, p.WriteCSV), nil
			}
			book, err := p.Book()
			if err != nil {
				return nil, err
			}
			return web.Download(p.Name()+".xlsx", web.TypeXLSX, book.Write), nil
		})
}

const typeCSV = "text/csv; charset=utf-8"
