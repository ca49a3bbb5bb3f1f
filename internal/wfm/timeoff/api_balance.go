package timeoff

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type balancesIn struct {
	web.PageIn
	Year   int    `query:"year" minimum:"0" maximum:"2100" doc:"default: this"`
	Search string `query:"search" maxLength:"100" doc:"part of the name or agent number"`
	Team   string `query:"team" maxLength:"60" doc:"id"`
	Kind   string `query:"kind" maxLength:"60" doc:"id"`
	Sort   string `query:"sort" maxLength:"20" doc:"agent, name, entitled, taken or left; a leading - turns it round"`
}

type balancesOut struct{ Body page.Of[Balance] }

type balancesSetIn struct {
	Body struct {
		Balances []BalanceSet `json:"balances" maxItems:"500"`
	}
}

type balanceImportIn struct {
	Body struct {
		FileName string `json:"file_name" maxLength:"400"`
		Content  []byte `json:"content" doc:"of an Excel workbook or a CSV file, in base64"`
		Check    bool   `json:"check,omitempty" doc:"only look what it would change"`
		GoodOnly bool   `json:"good_only,omitempty" doc:"take the good rows of a file with issues"`
	}
}

type balanceImportOut struct{ Body BalancesImported }

type bookIn struct {
	Year int    `query:"year" minimum:"0" maximum:"2100" doc:"default: this"`
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

// maxFile is how large a file to import may be, in base64.
const maxFile = 8 << 20

func (s *Service) registerBalances(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-time-off-balances", Method: http.MethodGet, Path: "/timeoff/balances", Tags: tags, Summary: "What people have of each kind in a year"},
		PermissionRead, func(ctx context.Context, in *balancesIn) (*balancesOut, error) {
			p, err := s.ListBalances(ctx, BalancesIn{Year: in.Year, Search: in.Search, Team: in.Team, Kind: in.Kind, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &balancesOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "set-time-off-balances", Method: http.MethodPut, Path: "/timeoff/balances", Tags: tags, Summary: "Set what people have", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *balancesSetIn) (*struct{}, error) {
			return nil, s.SetBalances(ctx, in.Body.Balances)
		})
	web.Register(api, huma.Operation{OperationID: "import-time-off-balances", Method: http.MethodPost, Path: "/timeoff/balance-imports", Tags: tags, Summary: "Import a file of balances, or look what it would change", MaxBodyBytes: maxFile, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *balanceImportIn) (*balanceImportOut, error) {
			out, err := s.ImportBalances(ctx, FileIn{Content: in.Body.Content, Check: in.Body.Check, GoodOnly: in.Body.GoodOnly})
			return &balanceImportOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "export-time-off-balances", Method: http.MethodGet, Path: "/timeoff/balances.xlsx", Tags: tags, Summary: "All balances of a year as a workbook that can be imported again", Responses: web.FileResponses(web.TypeXLSX)},
		PermissionRead, func(ctx context.Context, in *bookIn) (*web.File, error) {
			book, err := s.BalanceBook(ctx, in.Year, in.Lang != "en")
			if err != nil {
				return nil, err
			}
			name := "Time-off balances"
			if in.Lang != "en" {
				name = "假期额度"
			}
			return web.Download(name+".xlsx", web.TypeXLSX, book.Write), nil
		})
}
