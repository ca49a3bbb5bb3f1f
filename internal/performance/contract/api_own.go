package contract

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type counterIn struct {
	web.IfMatch
	ByID
	Body Terms
}

type appealIn struct {
	web.IfMatch
	ByID
	Body AppealIn
}

type answerIn struct {
	web.IfMatch
	ByID
	Change string `path:"change" maxLength:"60"`
	Body   struct {
		Agree bool   `json:"agree"`
		Words string `json:"words,omitempty" maxLength:"8000"`
	}
}

func (s *Service) registerOwn(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-own-contracts", Method: http.MethodGet, Path: "/own-contracts", Tags: tags, Summary: "One's own contracts, the newest first", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*ownOut, error) {
			out := &ownOut{}
			var err error
			out.Body.Contracts, out.Body.Linked, err = s.Own(ctx)
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "get-own-contract", Method: http.MethodGet, Path: "/own-contracts/{id}", Tags: tags, Summary: "One of one's own contracts", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, in *ByID) (*viewOut, error) { return one(s.GetOwn(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "agree-contract", Method: http.MethodPost, Path: "/own-contracts/{id}/signature", Tags: tags, Summary: "Sign what is proposed", Extensions: web.ScopeOwn},
		PermissionOwn, s.withWords(s.Agree))
	web.Register(api, huma.Operation{OperationID: "counter-contract", Method: http.MethodPost, Path: "/own-contracts/{id}/counter", Tags: tags, Summary: "Answer with lines and words of one's own", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, in *counterIn) (*viewOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return one(s.Counter(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "answer-contract-change", Method: http.MethodPost, Path: "/own-contracts/{id}/changes/{change}/answer", Tags: tags, Summary: "Sign or refuse a change", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, in *answerIn) (*viewOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return one(s.AnswerChange(ctx, in.ID, in.Change, in.Body.Agree, in.Body.Words, rev))
		})
	web.Register(api, huma.Operation{OperationID: "appeal-contract", Method: http.MethodPost, Path: "/own-contracts/{id}/appeals", Tags: tags, Summary: "Appeal a line of the score", DefaultStatus: http.StatusCreated, Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, in *appealIn) (*viewOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return one(s.Appeal(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "accept-contract", Method: http.MethodPost, Path: "/own-contracts/{id}/acceptance", Tags: tags, Summary: "Accept the signed result", Extensions: web.ScopeOwn},
		PermissionOwn, s.withWords(s.Accept))
}
