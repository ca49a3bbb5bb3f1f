package rosters

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/wfm/roster"
)

type compareIn struct {
	ByID
	With  string `query:"with" required:"true" maxLength:"60" doc:"the roster it is held against: what was before"`
	Skill string `query:"skill" maxLength:"60" default:"*" doc:"of the cover; * for all"`
	Lang  string `query:"lang" enum:"zh,en" default:"zh"`
}

type compareOut struct{ Body Comparison }

type importIn struct {
	ByID
	Body struct {
		FileName string `json:"file_name" maxLength:"400"`
		Content  []byte `json:"content" doc:"of an Excel workbook or a CSV file, in base64"`
		Check    bool   `json:"check,omitempty" doc:"only look what it would change"`
		GoodOnly bool   `json:"good_only,omitempty" doc:"take the good rows of a file with issues"`
	}
}

type importOut struct{ Body Imported }

// maxFile is how large a file to import may be, in base64.
const maxFile = 8 << 20

// registerCompare declares the operations of comparisons and imports.
func (s *Service) registerCompare(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "compare-rosters", Method: http.MethodGet, Path: "/rosters/{id}/comparison", Tags: tags, Summary: "Two rosters beside each other"},
		PermissionRead, func(ctx context.Context, in *compareIn) (*compareOut, error) {
			c, err := s.Compare(ctx, CompareIn{First: in.With, Second: in.ID, Skill: in.Skill})
			return &compareOut{c}, err
		})
	web.Register(api, huma.Operation{OperationID: "export-comparison", Method: http.MethodGet, Path: "/rosters/{id}/comparison.xlsx", Tags: tags, Summary: "Two rosters beside each other as a workbook", Responses: web.FileResponses(web.TypeXLSX)},
		PermissionRead, func(ctx context.Context, in *compareIn) (*web.File, error) {
			book, err := s.CompareBook(ctx, CompareIn{First: in.With, Second: in.ID, Skill: in.Skill}, in.Lang != "en")
			if err != nil {
				return nil, err
			}
			return web.Download(book.Name+".xlsx", web.TypeXLSX, book.Write), nil
		})
	web.Register(api, huma.Operation{OperationID: "import-roster", Method: http.MethodPost, Path: "/rosters/{id}/imports", Tags: tags, Summary: "Import a file into a draft, or look what it would change", MaxBodyBytes: maxFile, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *importIn) (*importOut, error) {
			out, err := s.Import(ctx, in.ID, roster.FileIn{Name: in.Body.FileName, Content: in.Body.Content, Check: in.Body.Check, GoodOnly: in.Body.GoodOnly})
			return &importOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "roster-import-template", Method: http.MethodGet, Path: "/rosters/{id}/import-template.xlsx", Tags: tags, Summary: "An empty file to fill in for a roster", Responses: web.FileResponses(web.TypeXLSX), Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *fileIn) (*web.File, error) {
			book, err := s.ImportBook(ctx, in.ID, in.Lang != "en")
			if err != nil {
				return nil, err
			}
			return web.Download(book.Name+".xlsx", web.TypeXLSX, book.Write), nil
		})
}
