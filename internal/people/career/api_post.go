package career

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/people"
)

type postsOut struct{ Body []PostView }

type postAddIn struct{ Body OpeningRequest }

type postChangeIn struct {
	web.IfMatch
	ByID
	Body OpeningRequest
}

type postOut struct {
	web.ETag
	Body PostView
}

type applyIn struct {
	ByID
	Body struct {
		Words    string `json:"words,omitempty" maxLength:"8000" doc:"why oneself"`
		Withdraw bool   `json:"withdraw,omitempty" doc:"take the application back"`
	}
}

type scoreIn struct {
	ByID
	Body ScoreIn
}

func onePost(v PostView, err error) (*postOut, error) {
	if err != nil {
		return nil, err
	}
	return &postOut{web.Tag(v.Opening.Rev), v}, nil
}

func (s *Service) registerPosts(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-posts", Method: http.MethodGet, Path: "/career-posts", Tags: tags, Summary: "Posts that are or were open; candidates for who decides or scores"},
		people.PermissionOwn, func(ctx context.Context, _ *struct{}) (*postsOut, error) {
			all, err := s.Posts(ctx)
			return &postsOut{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-post", Method: http.MethodPost, Path: "/career-posts", Tags: tags, Summary: "Open a post", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionDecide, func(ctx context.Context, in *postAddIn) (*postOut, error) {
			return onePost(s.SavePost(ctx, "", in.Body, -1))
		})
	web.Register(api, huma.Operation{OperationID: "change-post", Method: http.MethodPut, Path: "/career-posts/{id}", Tags: tags, Summary: "Change or end a post", Extensions: web.ScopeCentre},
		PermissionDecide, func(ctx context.Context, in *postChangeIn) (*postOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return onePost(s.SavePost(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "apply-for-post", Method: http.MethodPost, Path: "/career-posts/{id}/application", Tags: tags, Summary: "Apply for a post, or take the application back", Extensions: web.ScopeOwn},
		people.PermissionOwn, func(ctx context.Context, in *applyIn) (*postOut, error) {
			return onePost(s.Apply(ctx, in.ID, in.Body.Words, in.Body.Withdraw))
		})
	web.Register(api, huma.Operation{OperationID: "score-candidate", Method: http.MethodPut, Path: "/career-posts/{id}/score", Tags: tags, Summary: "Score a candidate, as one of the panel", Extensions: web.ScopeOwn},
		PermissionAssess, func(ctx context.Context, in *scoreIn) (*postOut, error) { return onePost(s.Score(ctx, in.ID, in.Body)) })
}
