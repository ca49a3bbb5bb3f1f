package people

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"People"}

// maxFile is how large a file to import may be, in base64.
const maxFile = 8 << 20

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

// Filters is exported for the same reason.
type Filters struct {
	On      string `query:"on" maxLength:"10" doc:"as of this day; default: today"`
	Search  string `query:"search" maxLength:"100" doc:"part of the name or agent number"`
	Team    string `query:"team" maxLength:"60" doc:"id"`
	Level   string `query:"level" enum:"newcomer,skilled,expert"`
	State   string `query:"state" enum:"employed,left,none"`
	RunsOut bool   `query:"runs_out" doc:"only with a certificate or contract that runs out within 60 days, or has"`
	Sort    string `query:"sort" maxLength:"20" doc:"agent, name, team, level, entered, days or expiry; a leading - turns it round"`
}

func (f *Filters) asked() ListIn {
	return ListIn{On: f.On, Search: f.Search, Team: f.Team, Level: f.Level, State: f.State, RunsOut: f.RunsOut, Sort: f.Sort}
}

type listIn struct {
	web.PageIn
	Filters
}

type listOut struct{ Body page.Of[Summary] }

type getIn struct {
	ByID
	On string `query:"on" maxLength:"10" doc:"as of this day; default: today"`
}

type fileOut struct {
	web.ETag
	Body File
}

type saveIn struct {
	web.IfMatch
	ByID
	Body Record
}

type ownOut struct{ Body Own }

type importIn struct {
	Body struct {
		FileName string `json:"file_name" maxLength:"400"`
		Content  []byte `json:"content" doc:"of an Excel workbook or a CSV file, in base64"`
		Check    bool   `json:"check,omitempty" doc:"only look what it would change"`
		GoodOnly bool   `json:"good_only,omitempty" doc:"take the good rows of a file with issues"`
	}
}

type importOut struct{ Body Imported }

type bookIn struct {
	Filters
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

func oneFile(f File, err error) (*fileOut, error) {
	if err != nil {
		return nil, err
	}
	return &fileOut{web.Tag(f.Rev), f}, nil
}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	s.registerWorkforce(api)
	web.Register(api, huma.Operation{OperationID: "list-employee-files", Method: http.MethodGet, Path: "/employee-files", Tags: tags, Summary: "People and the heads of their files, as of a day", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
			asked := in.asked()
			asked.Cursor, asked.Limit = in.Cursor, in.Limit
			p, err := s.List(ctx, asked)
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-own-employee-file", Method: http.MethodGet, Path: "/employee-files/own", Tags: tags, Summary: "One's own file", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*ownOut, error) {
			out, err := s.Own(ctx)
			return &ownOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-employee-file", Method: http.MethodGet, Path: "/employee-files/{id}", Tags: tags, Summary: "The file of a person, as of a day", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *getIn) (*fileOut, error) { return oneFile(s.Get(ctx, in.ID, in.On)) })
	web.Register(api, huma.Operation{OperationID: "save-employee-file", Method: http.MethodPut, Path: "/employee-files/{id}", Tags: tags, Summary: "Save the file of a person as a whole", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *saveIn) (*fileOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			return oneFile(s.Save(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "import-employee-files", Method: http.MethodPost, Path: "/employee-file-imports", Tags: tags, Summary: "Import a table of employee files, or look what it would change", MaxBodyBytes: maxFile, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *importIn) (*importOut, error) {
			out, err := s.Import(ctx, FileIn{Content: in.Body.Content, Check: in.Body.Check, GoodOnly: in.Body.GoodOnly})
			return &importOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "export-employee-files", Method: http.MethodGet, Path: "/employee-files.xlsx", Tags: tags, Summary: "The files as a workbook that can be imported again", Extensions: web.ScopePeople, Responses: web.FileResponses(web.TypeXLSX)},
		PermissionRead, func(ctx context.Context, in *bookIn) (*web.File, error) {
			book, err := s.Book(ctx, in.asked(), in.Lang != "en")
			if err != nil {
				return nil, err
			}
			name := "Employee files"
			if in.Lang != "en" {
				name = "员工档案"
			}
			return web.Download(name+".xlsx", web.TypeXLSX, book.Write), nil
		})
}
