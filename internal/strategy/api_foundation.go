package strategy

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

func (s *Service) registerDocuments(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-strategy-documents", Method: http.MethodGet, Path: "/strategy/documents", Tags: tags, Summary: "All versions of mission, vision and values"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*list[Document], error) {
			all, err := s.Documents(ctx)
			return &list[Document]{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-strategy-document", Method: http.MethodPost, Path: "/strategy/documents", Tags: tags, Summary: "Make a new version of mission, vision or values", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *add[DocumentRequest]) (*one[Document], error) {
			d, err := s.AddDocument(ctx, in.Body)
			return answer(d, d.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "check-strategy-document", Method: http.MethodPost, Path: "/strategy/document-checks", Tags: tags, Summary: "What a text would be warned of", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *add[DocumentRequest]) (*list[Warning], error) {
			all, err := s.CheckDocument(ctx, in.Body)
			return &list[Warning]{all}, err
		})
}

func (s *Service) registerAnalyses(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-strategy-analyses", Method: http.MethodGet, Path: "/strategy/analyses", Tags: tags, Summary: "Analyses of the environment"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*list[Analysis], error) {
			all, err := s.Analyses(ctx)
			return &list[Analysis]{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-strategy-analysis", Method: http.MethodPost, Path: "/strategy/analyses", Tags: tags, Summary: "Add an analysis", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *add[AnalysisRequest]) (*one[Analysis], error) {
			a, err := s.SaveAnalysis(ctx, "", in.Body, -1)
			return answer(a, a.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "change-strategy-analysis", Method: http.MethodPut, Path: "/strategy/analyses/{id}", Tags: tags, Summary: "Change an analysis", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *change[AnalysisRequest]) (*one[Analysis], error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			a, err := s.SaveAnalysis(ctx, in.ID, in.Body, rev)
			return answer(a, a.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "delete-strategy-analysis", Method: http.MethodDelete, Path: "/strategy/analyses/{id}", Tags: tags, Summary: "Delete an analysis", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.DeleteAnalysis(ctx, in.ID) })
}

func (s *Service) registerStages(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-strategy-stages", Method: http.MethodGet, Path: "/strategy/stages", Tags: tags, Summary: "Stages of several years"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*list[Stage], error) {
			all, err := s.Stages(ctx)
			return &list[Stage]{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-strategy-stage", Method: http.MethodPost, Path: "/strategy/stages", Tags: tags, Summary: "Add a stage", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *add[StageRequest]) (*one[Stage], error) {
			x, err := s.SaveStage(ctx, "", in.Body, -1)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "change-strategy-stage", Method: http.MethodPut, Path: "/strategy/stages/{id}", Tags: tags, Summary: "Change a stage", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *change[StageRequest]) (*one[Stage], error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			x, err := s.SaveStage(ctx, in.ID, in.Body, rev)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "delete-strategy-stage", Method: http.MethodDelete, Path: "/strategy/stages/{id}", Tags: tags, Summary: "Delete a stage", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.DeleteStage(ctx, in.ID) })
}
