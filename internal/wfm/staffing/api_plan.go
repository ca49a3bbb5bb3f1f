package staffing

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Staffing"}

type listIn struct {
	web.PageIn
	Search   string `query:"search" maxLength:"100" doc:"part of the name, of the forecast's or of who made it"`
	Forecast string `query:"forecast" maxLength:"60" doc:"id: only plans made from it"`
	Sort     string `query:"sort" maxLength:"20" doc:"created, name or first_on; a leading - turns it round"`
}

type listOut struct{ Body page.Of[Plan] }

type runIn struct {
	Body struct {
		Name               string      `json:"name" maxLength:"200"`
		ForecastID         string      `json:"forecast_id" maxLength:"60" doc:"a locked forecast"`
		Target             Target      `json:"target" doc:"of every queue without one of its own"`
		Own                []OwnTarget `json:"own,omitempty" doc:"queues with a target of their own"`
		ProbabilityPercent float64     `json:"probability_percent,omitempty" doc:"50 to 99: how sure the targets must hold in each interval, given how sure the forecast is; default 50, on the forecast itself"`
		PatienceWeeks      int         `json:"patience_weeks,omitempty" doc:"weeks of history that patience is taken from; default 8"`
		Shrinkage          Shrinkage   `json:"shrinkage,omitempty" required:"false"`
		FullTimeHours      float64     `json:"full_time_hours,omitempty" doc:"hours of a full-time person in a week; default 40"`
	}
}

type runOut struct {
	Body struct {
		JobID string `json:"job_id" doc:"its result has the plan's id"`
	}
}

// PlanPath is exported for the HTTP framework, which reads only exported embedded structs.
type PlanPath struct {
	ID string `path:"id" maxLength:"60"`
}

type planOut struct{ Body Plan }

// QueueOf is exported for the HTTP framework, which reads only exported embedded structs.
type QueueOf struct {
	Queue string `query:"queue" maxLength:"60" doc:"id; left out: all queues of the plan together"`
}

type figuresIn struct {
	PlanPath
	QueueOf
}

type figuresOut struct{ Body PlanFigures }

type slotsIn struct {
	PlanPath
	QueueOf
	On string `query:"on" required:"true" maxLength:"10" doc:"the day"`
}

type slotsOut struct{ Body []SlotFigures }

type workbookIn struct {
	PlanPath
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

func (s *Service) registerPlans(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-staffing-plans", Method: http.MethodGet, Path: "/staffing/plans", Tags: tags, Summary: "Requirements of agents, the newest first"},
		PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
			p, err := s.List(ctx, ListIn{Search: in.Search, Forecast: in.Forecast, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "run-staffing-plan", Method: http.MethodPost, Path: "/staffing/plans", Tags: tags, Summary: "Reckon how many agents a locked forecast takes", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *runIn) (*runOut, error) {
			b := in.Body
			out := &runOut{}
			var err error
			out.Body.JobID, err = s.Run(ctx, Request{Name: b.Name, ForecastID: b.ForecastID, Settings: Settings{Target: b.Target, Own: b.Own, ProbabilityPercent: b.ProbabilityPercent,
				PatienceWeeks: b.PatienceWeeks, Shrinkage: b.Shrinkage, FullTimeHours: b.FullTimeHours}})
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "get-staffing-plan", Method: http.MethodGet, Path: "/staffing/plans/{id}", Tags: tags, Summary: "One plan and what became of its queues"},
		PermissionRead, func(ctx context.Context, in *PlanPath) (*planOut, error) {
			p, err := s.Plan(ctx, in.ID)
			return &planOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "staffing-plan-figures", Method: http.MethodGet, Path: "/staffing/plans/{id}/figures", Tags: tags, Summary: "The days and weeks of a plan"},
		PermissionRead, func(ctx context.Context, in *figuresIn) (*figuresOut, error) {
			f, err := s.Figures(ctx, in.ID, in.Queue)
			return &figuresOut{f}, err
		})
	web.Register(api, huma.Operation{OperationID: "staffing-plan-slots", Method: http.MethodGet, Path: "/staffing/plans/{id}/slots", Tags: tags, Summary: "The intervals of a day of a plan"},
		PermissionRead, func(ctx context.Context, in *slotsIn) (*slotsOut, error) {
			f, err := s.Slots(ctx, in.ID, in.Queue, in.On)
			return &slotsOut{f}, err
		})
	web.Register(api, huma.Operation{OperationID: "delete-staffing-plan", Method: http.MethodDelete, Path: "/staffing/plans/{id}", Tags: tags, Summary: "Delete a plan", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *PlanPath) (*struct{}, error) { return nil, s.Delete(ctx, in.ID) })
	web.Register(api, huma.Operation{OperationID: "export-staffing-plan", Method: http.MethodGet, Path: "/staffing/plans/{id}/workbook.xlsx", Tags: tags, Summary: "A plan as a workbook: days, intervals, queues and how it was made"},
		PermissionRead, func(ctx context.Context, in *workbookIn) (*web.File, error) {
			book, err := s.Workbook(ctx, in.ID, in.Lang != "en")
			if err != nil {
				return nil, err
			}
			return web.Download(fmt.Sprintf("%s.xlsx", book.Name), web.TypeXLSX, func(w io.Writer) error { return book.Write(w) }), nil
		})
}
