package calibration

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

var tags = []string{"Staffing"}

// Path is exported for the HTTP framework, which reads only exported embedded structs.
type Path struct {
	ID string `path:"id" maxLength:"60"`
}

type listIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name or of who made it"`
	Queue  string `query:"queue" maxLength:"60" doc:"id: only those that show it"`
	Sort   string `query:"sort" maxLength:"20" doc:"created, name, first_on or deviation; a leading - turns it round"`
}

type listOut struct{ Body page.Of[Calibration] }

type runIn struct{ Body Request }

type runOut struct {
	Body struct {
		JobID string `json:"job_id" doc:"its result has the calibration's id"`
	}
}

type openOut struct{ Body Opened }

type workbookIn struct {
	Path
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-calibrations", Method: http.MethodGet, Path: "/staffing/calibrations", Tags: tags, Summary: "Past days replayed in the simulator, the newest first"},
		staffing.PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
			p, err := s.List(ctx, ListIn{Search: in.Search, Queue: in.Queue, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "run-calibration", Method: http.MethodPost, Path: "/staffing/calibrations", Tags: tags, Summary: "Replay past days in the simulator", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		staffing.PermissionEdit, func(ctx context.Context, in *runIn) (*runOut, error) {
			out := &runOut{}
			var err error
			out.Body.JobID, err = s.Run(ctx, in.Body)
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "get-calibration", Method: http.MethodGet, Path: "/staffing/calibrations/{id}", Tags: tags, Summary: "One calibration with its days"},
		staffing.PermissionRead, func(ctx context.Context, in *Path) (*openOut, error) {
			o, err := s.Open(ctx, in.ID)
			return &openOut{o}, err
		})
	web.Register(api, huma.Operation{OperationID: "delete-calibration", Method: http.MethodDelete, Path: "/staffing/calibrations/{id}", Tags: tags, Summary: "Delete a calibration", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		staffing.PermissionEdit, func(ctx context.Context, in *Path) (*struct{}, error) { return nil, s.Delete(ctx, in.ID) })
	web.Register(api, huma.Operation{OperationID: "export-calibration", Method: http.MethodGet, Path: "/staffing/calibrations/{id}/workbook.xlsx", Tags: tags, Summary: "A calibration as a workbook: days, queues and how it was made"},
		staffing.PermissionRead, func(ctx context.Context, in *workbookIn) (*web.File, error) {
			book, err := s.Workbook(ctx, in.ID, in.Lang != "en")
			if err != nil {
				return nil, err
			}
			return web.Download(book.Name+".xlsx", web.TypeXLSX, func(w io.Writer) error { return book.Write(w) }), nil
		})
}
