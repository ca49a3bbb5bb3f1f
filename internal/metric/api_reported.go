package metric

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

// ReportedFilterIn is what a list of reported values can be narrowed to. It is
// exported for the HTTP framework, which reads only exported embedded structs.
type ReportedFilterIn struct {
	Figure string `query:"figure" maxLength:"60"`
	Level  string `query:"level" enum:"centre,site,team,person"`
	From   string `query:"from" maxLength:"10" doc:"periods that touch the days from here on"`
	To     string `query:"to" maxLength:"10"`
	Search string `query:"search" maxLength:"100" doc:"part of a name, number, source or evidence"`
	Sort   string `query:"sort" maxLength:"20" doc:"from_on, figure, subject, value or changed; a leading - turns it round"`
}

func (f ReportedFilterIn) ask(cursor string, limit int) ReportedIn {
	return ReportedIn{Figure: f.Figure, Level: f.Level, From: f.From, To: f.To, Search: f.Search, Sort: f.Sort, Cursor: cursor, Limit: limit}
}

type reportedListIn struct {
	web.PageIn
	ReportedFilterIn
}

type reportedListOut struct{ Body page.Of[Reported] }

type figuresOut struct{ Body []Figure }

// ReportedBody is a value as it is written.
type ReportedBody struct {
	Figure   string  `json:"figure" maxLength:"60"`
	Level    Level   `json:"level" enum:"centre,site,team,person"`
	Subject  string  `json:"subject,omitempty" maxLength:"100" doc:"id or code of the site or team, id or number of the person"`
	FromOn   string  `json:"from_on" maxLength:"10"`
	ToOn     string  `json:"to_on" maxLength:"10" doc:"included"`
	Value    float64 `json:"value"`
	Base     float64 `json:"base,omitempty" doc:"what the value is a mean or a share of; left out: 1"`
	Source   string  `json:"source" maxLength:"200"`
	Evidence string  `json:"evidence,omitempty" maxLength:"1000"`
}

func (b ReportedBody) value() NewReported {
	return NewReported{Figure: b.Figure, Level: b.Level, SubjectID: b.Subject, FromOn: b.FromOn, ToOn: b.ToOn, Value: b.Value, Base: b.Base, Source: b.Source, Evidence: b.Evidence}
}

type reportedOut struct {
	web.ETag
	Body Reported
}

func oneReported(v Reported, err error) (*reportedOut, error) {
	if err != nil {
		return nil, err
	}
	return &reportedOut{ETag: web.Tag(v.Rev), Body: v}, nil
}

type reportedImportIn struct {
	Body struct {
		FileName string `json:"file_name" maxLength:"400"`
		Content  []byte `json:"content" doc:"of an Excel workbook or a CSV file, in base64"`
		Check    bool   `json:"check,omitempty" doc:"only look what it would change"`
		GoodOnly bool   `json:"good_only,omitempty" doc:"take the good rows of a file with issues"`
	}
}

type reportedImportOut struct{ Body ReportedImported }

const maxReportedFile = 16 << 20

// registerReported declares the operations of reported values.
func (s *Service) registerReported(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-reported-figures", Method: http.MethodGet, Path: "/reported-figures", Tags: metricTags, Summary: "What can be reported"},
		PermissionRead, func(context.Context, *struct{}) (*figuresOut, error) { return &figuresOut{Figures()}, nil })
	web.Register(api, huma.Operation{OperationID: "list-reported-values", Method: http.MethodGet, Path: "/reported-values", Tags: metricTags, Summary: "Reported values", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *reportedListIn) (*reportedListOut, error) {
			p, err := s.ListReported(ctx, in.ask(in.Cursor, in.Limit))
			return &reportedListOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "report-value", Method: http.MethodPost, Path: "/reported-values", Tags: metricTags, Summary: "Report a value", Description: "Sent again with the same content it answers the same value.", Extensions: web.ScopeCentre},
		PermissionReport, func(ctx context.Context, in *struct{ Body ReportedBody }) (*reportedOut, error) {
			return oneReported(s.Report(ctx, in.Body.value()))
		})
	web.Register(api, huma.Operation{OperationID: "correct-reported-value", Method: http.MethodPut, Path: "/reported-values/{id}", Tags: metricTags, Summary: "Correct a reported value", Extensions: web.ScopeCentre},
		PermissionReport, func(ctx context.Context, in *struct {
			web.IfMatch
			ID   string `path:"id" maxLength:"60"`
			Body ReportedBody
		}) (*reportedOut, error) {
			rev, _, err := in.Rev()
			if err != nil {
				return nil, err
			}
			return oneReported(s.CorrectReported(ctx, in.ID, rev, in.Body.value()))
		})
	web.Register(api, huma.Operation{OperationID: "withdraw-reported-value", Method: http.MethodDelete, Path: "/reported-values/{id}", Tags: metricTags, Summary: "Withdraw a reported value", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionReport, func(ctx context.Context, in *struct {
			web.IfMatch
			ID string `path:"id" maxLength:"60"`
		}) (*struct{}, error) {
			rev, _, err := in.Rev()
			if err != nil {
				return nil, err
			}
			return nil, s.WithdrawReported(ctx, in.ID, rev)
		})
	web.Register(api, huma.Operation{OperationID: "import-reported-values", Method: http.MethodPost, Path: "/reported-value-imports", Tags: metricTags, Summary: "Import a file of reported values, or look what it would change", MaxBodyBytes: maxReportedFile, Extensions: web.ScopeCentre},
		PermissionReport, func(ctx context.Context, in *reportedImportIn) (*reportedImportOut, error) {
			out, err := s.ImportReported(ctx, FileIn{Content: in.Body.Content, Check: in.Body.Check, GoodOnly: in.Body.GoodOnly})
			return &reportedImportOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "export-reported-values", Method: http.MethodGet, Path: "/reported-values.xlsx", Tags: metricTags, Summary: "Reported values as a workbook that can be imported again", Responses: web.FileResponses(web.TypeXLSX), Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *struct {
			ReportedFilterIn
			Lang string `query:"lang" enum:"zh,en" default:"zh"`
		}) (*web.File, error) {
			book, err := s.ReportedBook(ctx, in.ask("", 0), in.Lang != "en")
			if err != nil {
				return nil, err
			}
			name := "Reported values"
			if in.Lang != "en" {
				name = "上报值"
			}
			return web.Download(name+".xlsx", web.TypeXLSX, book.Write), nil
		})
}
