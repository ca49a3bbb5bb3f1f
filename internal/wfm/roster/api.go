package roster

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Rosters"}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	s.registerShifts(api)
	s.registerRules(api)
	s.registerWishes(api)
}

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

type shiftsIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the code, name or note"`
	State  string `query:"state" enum:"planned,in_force,ended"`
	Part   string `query:"part" enum:"early,middle,late,night" doc:"of the day"`
	Team   string `query:"team" maxLength:"60" doc:"id: only types it may work"`
	Sort   string `query:"sort" maxLength:"20" doc:"code, name, start, length, paid or from; a leading - turns it round"`
}

type shiftsOut struct{ Body page.Of[ShiftType] }

type shiftAddIn struct{ Body ShiftRequest }

type shiftChangeIn struct {
	web.IfMatch
	ByID
	Body ShiftRequest
}

type shiftEndIn struct {
	ByID
	Body struct {
		UntilOn string `json:"until_on" maxLength:"10" doc:"last day, YYYY-MM-DD"`
	}
}

type shiftOut struct {
	web.ETag
	Body ShiftType
}

type shiftImportIn struct {
	Body struct {
		FileName string `json:"file_name" maxLength:"400"`
		Content  []byte `json:"content" doc:"of an Excel workbook or a CSV file, in base64"`
		Check    bool   `json:"check,omitempty" doc:"only look what it would change"`
		GoodOnly bool   `json:"good_only,omitempty" doc:"take the good rows of a file with issues"`
	}
}

type shiftImportOut struct{ Body ShiftsImported }

type bookIn struct {
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

// maxFile is how large a file to import may be, in base64.
const maxFile = 8 << 20

func oneShift(t ShiftType, err error) (*shiftOut, error) {
	if err != nil {
		return nil, err
	}
	return &shiftOut{web.Tag(t.Rev), t}, nil
}

// revision is the one the caller has read, or -1.
func revision(m web.IfMatch) (int64, error) {
	rev, given, err := m.Rev()
	if err != nil || given {
		return rev, err
	}
	return -1, nil
}

func (s *Service) registerShifts(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-shift-types", Method: http.MethodGet, Path: "/roster/shift-types", Tags: tags, Summary: "Types of shift"},
		PermissionRead, func(ctx context.Context, in *shiftsIn) (*shiftsOut, error) {
			p, err := s.ListShifts(ctx, ShiftsIn{Search: in.Search, State: in.State, Part: in.Part, Team: in.Team, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &shiftsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-shift-type", Method: http.MethodGet, Path: "/roster/shift-types/{id}", Tags: tags, Summary: "One type of shift"},
		PermissionRead, func(ctx context.Context, in *ByID) (*shiftOut, error) { return oneShift(s.Shift(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "add-shift-type", Method: http.MethodPost, Path: "/roster/shift-types", Tags: tags, Summary: "Add a type of shift", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *shiftAddIn) (*shiftOut, error) {
			return oneShift(s.AddShift(ctx, in.Body))
		})
	web.Register(api, huma.Operation{OperationID: "change-shift-type", Method: http.MethodPut, Path: "/roster/shift-types/{id}", Tags: tags, Summary: "Change a type of shift", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *shiftChangeIn) (*shiftOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneShift(s.ChangeShift(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "end-shift-type", Method: http.MethodPost, Path: "/roster/shift-types/{id}/end", Tags: tags, Summary: "End a type of shift with a day", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *shiftEndIn) (*shiftOut, error) {
			return oneShift(s.EndShift(ctx, in.ID, in.Body.UntilOn))
		})
	web.Register(api, huma.Operation{OperationID: "delete-shift-type", Method: http.MethodDelete, Path: "/roster/shift-types/{id}", Tags: tags, Summary: "Delete a type of shift that was never in force", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.DeleteShift(ctx, in.ID) })
	web.Register(api, huma.Operation{OperationID: "import-shift-types", Method: http.MethodPost, Path: "/roster/shift-type-imports", Tags: tags, Summary: "Import a file of types of shift, or look what it would change", MaxBodyBytes: maxFile, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *shiftImportIn) (*shiftImportOut, error) {
			out, err := s.ImportShifts(ctx, FileIn{Name: in.Body.FileName, Content: in.Body.Content, Check: in.Body.Check, GoodOnly: in.Body.GoodOnly})
			return &shiftImportOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "export-shift-types", Method: http.MethodGet, Path: "/roster/shift-types.xlsx", Tags: tags, Summary: "All types of shift as a workbook that can be imported again", Responses: web.FileResponses(web.TypeXLSX)},
		PermissionRead, func(ctx context.Context, in *bookIn) (*web.File, error) {
			book, err := s.ShiftBook(ctx, in.Lang != "en")
			if err != nil {
				return nil, err
			}
			name := "Shift types"
			if in.Lang != "en" {
				name = "班型"
			}
			return web.Download(name+".xlsx", web.TypeXLSX, book.Write), nil
		})
}
