package jobs

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/web"
)

type listIn struct {
	web.PageIn
	Kind  string `query:"kind" doc:"Only of this kind"`
	State string `query:"state" enum:"waiting,running,done,failed,cancelled" doc:"Only in this state"`
}

type oneIn struct {
	ID string `path:"id"`
}

type jobOut struct{ Body Job }

// mayAll is the permission to see and end the jobs of others.
const mayAll = "settings.manage"

// RegisterAPI declares the operations on jobs. Everyone sees their own jobs.
func (s *Service) RegisterAPI(api huma.API) {
	tags := []string{"Jobs"}
	web.Register(api, huma.Operation{OperationID: "list-jobs", Method: http.MethodGet, Path: "/jobs", Summary: "List long-running work, the newest first", Tags: tags, Extensions: web.ScopeOwn}, "", s.listJobs)
	web.Register(api, huma.Operation{OperationID: "get-job", Method: http.MethodGet, Path: "/jobs/{id}", Summary: "How far a job is", Tags: tags, Extensions: web.ScopeOwn}, "", s.getJob)
	web.Register(api, huma.Operation{OperationID: "cancel-job", Method: http.MethodPost, Path: "/jobs/{id}/cancel", Summary: "Ask a job to end", Tags: tags, Extensions: web.ScopeOwn}, "", s.cancelJob)
}

func (s *Service) listJobs(ctx context.Context, in *listIn) (*web.PageOut[Job], error) {
	f := Filter{Kind: in.Kind, State: in.State, Limit: in.Limit + 1}
	if _, err := web.DecodeCursor(in.Cursor, &f.Before); err != nil {
		return nil, err
	}
	if a, _ := authz.From(ctx); !a.Can(mayAll) {
		f.Owner = a.UserID
	}
	js, err := s.List(ctx, f)
	if err != nil {
		return nil, err
	}
	return web.NewPage(js, in.Limit, func(j Job) []any { return []any{j.ID} }), nil
}

func (s *Service) visible(ctx context.Context, jobID string) (Job, error) {
	j, err := s.Get(ctx, jobID)
	if err != nil {
		return j, err
	}
	if a, _ := authz.From(ctx); j.CreatedBy != a.UserID && !a.Can(mayAll) {
		return Job{}, sqldb.ErrNotFound
	}
	return j, nil
}

func (s *Service) getJob(ctx context.Context, in *oneIn) (*jobOut, error) {
	j, err := s.visible(ctx, in.ID)
	return &jobOut{j}, err
}

func (s *Service) cancelJob(ctx context.Context, in *oneIn) (*jobOut, error) {
	if _, err := s.visible(ctx, in.ID); err != nil {
		return nil, err
	}
	j, err := s.Cancel(ctx, in.ID)
	return &jobOut{j}, err
}
