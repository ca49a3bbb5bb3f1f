package care

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Care"}

type noticesIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name or agent number"`
	State  string `query:"state" enum:"open,talked,dismissed,"`
	Sort   string `query:"sort" maxLength:"20" doc:"week or name; a leading - turns it round"`
}

type noticesOut struct{ Body page.Of[Notice] }

type answerIn struct {
	ID string `path:"id" maxLength:"60"`
	web.IfMatch
	Body Answer
}

type noticeOut struct {
	web.ETag
	Body Notice
}

type sumsOut struct {
	Body struct {
		Items []Week `json:"items" nullable:"false"`
	}
}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-care-notices", Method: http.MethodGet, Path: "/care-notices", Tags: tags, Summary: "Signs of strain in people one leads oneself; who looked is kept", Extensions: web.ScopeOwn},
		PermissionRead, func(ctx context.Context, in *noticesIn) (*noticesOut, error) {
			out, err := s.Notices(ctx, NoticesIn{Search: in.Search, State: in.State, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &noticesOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "answer-care-notice", Method: http.MethodPut, Path: "/care-notices/{id}", Tags: tags, Summary: "Note a talk, or why none is needed", Extensions: web.ScopeOwn},
		PermissionRead, func(ctx context.Context, in *answerIn) (*noticeOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			x, err := s.Answer(ctx, in.ID, in.Body, rev)
			if err != nil {
				return nil, err
			}
			return &noticeOut{web.Tag(x.Rev), x}, nil
		})
	web.Register(api, huma.Operation{OperationID: "list-care-sums", Method: http.MethodGet, Path: "/care-sums", Tags: tags, Summary: "How many people weeks told of; of fewer than five not how many", Extensions: web.ScopeCentre},
		PermissionSums, func(ctx context.Context, _ *struct{}) (*sumsOut, error) {
			out := &sumsOut{}
			var err error
			out.Body.Items, err = s.Sums(ctx)
			if out.Body.Items == nil {
				out.Body.Items = []Week{}
			}
			return out, err
		})
}
