package whatif

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/calc/whatif"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

var tags = []string{"Staffing"}

// ScenarioPath is exported for the HTTP framework, which reads only exported embedded structs.
type ScenarioPath struct {
	ID string `path:"id" maxLength:"60"`
}

type listIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name, the note, the plan's name or of who made it"`
	Plan   string `query:"plan" maxLength:"60" doc:"id: only scenarios of it"`
	Sort   string `query:"sort" maxLength:"20" doc:"changed, name, fte or money (the change of both); a leading - turns it round"`
}

type listOut struct{ Body page.Of[Scenario] }

type questionIn struct{ Body Question }

type answerOut struct{ Body *Answer }

type pricesIn struct {
	Body struct {
		PlanID string       `json:"plan_id" maxLength:"60"`
		Steps  Steps        `json:"steps"`
		Costs  whatif.Costs `json:"costs"`
	}
}

type pricesOut struct{ Body []LeverPrice }

type addIn struct{ Body Request }

type changeIn struct {
	web.IfMatch
	ScenarioPath
	Body Request
}

type scenarioOut struct {
	web.ETag
	Body Scenario
}

type compareIn struct {
	IDs []string `query:"ids" maxItems:"10" doc:"up to 4"`
}

type compareOut struct{ Body []Scenario }

type workbookIn struct {
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
	Body struct {
		Trial *Question `json:"trial,omitempty" doc:"a scenario that is not kept, reckoned anew"`
		IDs   []string  `json:"ids,omitempty" maxItems:"4" doc:"scenarios that are kept, as they were told"`
	}
}

func oneScenario(x Scenario, err error) (*scenarioOut, error) {
	if err != nil {
		return nil, err
	}
	return &scenarioOut{web.Tag(x.Rev), x}, nil
}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "try-staffing-scenario", Method: http.MethodPost, Path: "/staffing/what-if-trials", Tags: tags, Summary: "What a change of a requirement does, without keeping it"},
		staffing.PermissionRead, func(ctx context.Context, in *questionIn) (*answerOut, error) {
			a, err := s.Try(ctx, in.Body)
			return &answerOut{a}, err
		})
	web.Register(api, huma.Operation{OperationID: "price-staffing-levers", Method: http.MethodPost, Path: "/staffing/what-if-prices", Tags: tags, Summary: "What single changes of a requirement bring, each alone"},
		staffing.PermissionRead, func(ctx context.Context, in *pricesIn) (*pricesOut, error) {
			p, err := s.Prices(ctx, in.Body.PlanID, in.Body.Steps, in.Body.Costs)
			return &pricesOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "export-staffing-scenarios", Method: http.MethodPost, Path: "/staffing/what-if-workbooks", Tags: tags, Summary: "Scenarios side by side as a workbook, with how they were reckoned"},
		staffing.PermissionRead, func(ctx context.Context, in *workbookIn) (*web.File, error) {
			book, err := s.Workbook(ctx, in.Body.Trial, in.Body.IDs, in.Lang != "en")
			if err != nil {
				return nil, err
			}
			return web.Download(book.Name+".xlsx", web.TypeXLSX, func(w io.Writer) error { return book.Write(w) }), nil
		})
	web.Register(api, huma.Operation{OperationID: "compare-staffing-scenarios", Method: http.MethodGet, Path: "/staffing/what-if-comparison", Tags: tags, Summary: "Up to four scenarios with their answers"},
		staffing.PermissionRead, func(ctx context.Context, in *compareIn) (*compareOut, error) {
			x, err := s.Compare(ctx, in.IDs)
			return &compareOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-staffing-scenarios", Method: http.MethodGet, Path: "/staffing/scenarios", Tags: tags, Summary: "What-if scenarios, without their answers"},
		staffing.PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
			p, err := s.List(ctx, ListIn{Search: in.Search, Plan: in.Plan, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-staffing-scenario", Method: http.MethodGet, Path: "/staffing/scenarios/{id}", Tags: tags, Summary: "One scenario with its answer"},
		staffing.PermissionRead, func(ctx context.Context, in *ScenarioPath) (*scenarioOut, error) {
			return oneScenario(s.Scenario(ctx, in.ID))
		})
	web.Register(api, huma.Operation{OperationID: "add-staffing-scenario", Method: http.MethodPost, Path: "/staffing/scenarios", Tags: tags, Summary: "Reckon a scenario and keep it", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		staffing.PermissionEdit, func(ctx context.Context, in *addIn) (*scenarioOut, error) {
			return oneScenario(s.Save(ctx, "", in.Body))
		})
	web.Register(api, huma.Operation{OperationID: "change-staffing-scenario", Method: http.MethodPut, Path: "/staffing/scenarios/{id}", Tags: tags, Summary: "Replace a scenario", Extensions: web.ScopeCentre},
		staffing.PermissionEdit, func(ctx context.Context, in *changeIn) (*scenarioOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if given {
				in.Body.Rev = rev
			}
			return oneScenario(s.Save(ctx, in.ID, in.Body))
		})
	web.Register(api, huma.Operation{OperationID: "delete-staffing-scenario", Method: http.MethodDelete, Path: "/staffing/scenarios/{id}", Tags: tags, Summary: "Delete a scenario", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		staffing.PermissionEdit, func(ctx context.Context, in *ScenarioPath) (*struct{}, error) { return nil, s.Delete(ctx, in.ID) })
}
