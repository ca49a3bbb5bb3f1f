package contract

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

// maxFile is how large a file to import may be, in base64.
const maxFile = 8 << 20

type importIn struct {
	Body struct {
		FileName string `json:"file_name" maxLength:"400"`
		Content  []byte `json:"content" doc:"of an Excel workbook or a CSV file, in base64"`
		Check    bool   `json:"check,omitempty" doc:"only look what it would change"`
		GoodOnly bool   `json:"good_only,omitempty" doc:"take the good contracts of a file with issues"`
	}
}

type importOut struct{ Body Imported }

type bookIn struct {
	Filters
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

func (s *Service) registerFiles(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "import-contracts", Method: http.MethodPost, Path: "/contract-imports", Tags: tags, Summary: "Import a table of contracts into drafts, or look what it would change", MaxBodyBytes: maxFile, Extensions: web.ScopePeople},
		PermissionManage, func(ctx context.Context, in *importIn) (*importOut, error) {
			out, err := s.Import(ctx, FileIn{Content: in.Body.Content, Check: in.Body.Check, GoodOnly: in.Body.GoodOnly})
			return &importOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "export-contracts", Method: http.MethodGet, Path: "/contracts.xlsx", Tags: tags, Summary: "Contracts and what was reached, as a workbook that can be imported again", Extensions: web.ScopePeople, Responses: web.FileResponses(web.TypeXLSX)},
		PermissionRead, func(ctx context.Context, in *bookIn) (*web.File, error) {
			book, err := s.Book(ctx, in.asked(), in.Lang != "en")
			if err != nil {
				return nil, err
			}
			name := "Performance contracts"
			if in.Lang != "en" {
				name = "业绩合同"
			}
			return web.Download(name+".xlsx", web.TypeXLSX, book.Write), nil
		})
}
