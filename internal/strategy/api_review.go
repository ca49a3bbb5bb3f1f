package strategy

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

func (s *Service) registerAnnualPlans(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-annual-plans", Method: http.MethodGet, Path: "/strategy/annual-plans", Tags: tags, Summary: "All versions of the operating plans of years"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*list[AnnualPlan], error) {
			all, err := s.AnnualPlans(ctx)
			return &list[AnnualPlan]{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-annual-plan", Method: http.MethodGet, Path: "/strategy/annual-plans/{id}", Tags: tags, Summary: "A version of a year's plan with what was reached by quarter"},
		PermissionRead, func(ctx context.Context, in *ByID) (*one[AnnualPlan], error) {
			p, err := s.AnnualPlan(ctx, in.ID)
			return answer(p, p.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "add-annual-plan", Method: http.MethodPost, Path: "/strategy/annual-plans", Tags: tags, Summary: "Begin a version of a year's plan, as a draft", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *add[AnnualPlanRequest]) (*one[AnnualPlan], error) {
			p, err := s.SaveAnnualPlan(ctx, "", in.Body, -1)
			return answer(p, p.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "change-annual-plan", Method: http.MethodPut, Path: "/strategy/annual-plans/{id}", Tags: tags, Summary: "Change a draft", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *change[AnnualPlanRequest]) (*one[AnnualPlan], error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			p, err := s.SaveAnnualPlan(ctx, in.ID, in.Body, rev)
			return answer(p, p.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "approve-annual-plan", Method: http.MethodPost, Path: "/strategy/annual-plans/{id}/approval", Tags: tags, Summary: "Approve a draft: the map judges by its targets", Extensions: web.ScopeCentre},
		PermissionApprove, func(ctx context.Context, in *ByID) (*one[AnnualPlan], error) {
			p, err := s.ApproveAnnualPlan(ctx, in.ID)
			return answer(p, p.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "delete-annual-plan", Method: http.MethodDelete, Path: "/strategy/annual-plans/{id}", Tags: tags, Summary: "Delete a draft", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.DeleteAnnualPlan(ctx, in.ID) })
}

type reviewsIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the first day, the chair, who was there or the summary"`
	State  string `query:"state" enum:"open,closed"`
	Period string `query:"period" enum:"month,quarter"`
	Sort   string `query:"sort" maxLength:"20" doc:"from, on or chair; a leading - turns it round"`
}

type reviewsOut struct{ Body page.Of[Review] }

func (s *Service) registerReviews(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-strategy-reviews", Method: http.MethodGet, Path: "/strategy/reviews", Tags: tags, Summary: "Reviews of months and quarters"},
		PermissionRead, func(ctx context.Context, in *reviewsIn) (*reviewsOut, error) {
			p, err := s.ListReviews(ctx, ReviewsIn{Search: in.Search, State: in.State, Period: in.Period, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &reviewsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-strategy-review", Method: http.MethodGet, Path: "/strategy/reviews/{id}", Tags: tags, Summary: "A review: the map as it stood, what it is counted now, notes and actions"},
		PermissionRead, func(ctx context.Context, in *ByID) (*one[Review], error) {
			x, err := s.Review(ctx, in.ID)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "add-strategy-review", Method: http.MethodPost, Path: "/strategy/reviews", Tags: tags, Summary: "Begin a review; takes the snapshot of the map", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *add[ReviewRequest]) (*one[Review], error) {
			x, err := s.OpenReview(ctx, in.Body)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "change-strategy-review", Method: http.MethodPut, Path: "/strategy/reviews/{id}", Tags: tags, Summary: "Change the minutes of an open review", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *change[ReviewRequest]) (*one[Review], error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			x, err := s.SaveReview(ctx, in.ID, in.Body, rev)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "close-strategy-review", Method: http.MethodPost, Path: "/strategy/reviews/{id}/closing", Tags: tags, Summary: "Close a review; what is not done goes to the next one", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*one[Review], error) {
			x, err := s.CloseReview(ctx, in.ID)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "delete-strategy-review", Method: http.MethodDelete, Path: "/strategy/reviews/{id}", Tags: tags, Summary: "Delete an open review that has asked for nothing", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.DeleteReview(ctx, in.ID) })
}

type actionsIn struct {
	web.PageIn
	Search  string `query:"search" maxLength:"100" doc:"part of the action, its owner or goal"`
	State   string `query:"state" enum:"open,doing,done,dropped"`
	Overdue bool   `query:"overdue" doc:"only what is due and not done"`
	Mine    bool   `query:"mine" doc:"only one's own"`
	Sort    string `query:"sort" maxLength:"20" doc:"due, owner, state, goal or from; a leading - turns it round"`
}

type actionsOut struct{ Body page.Of[Action] }

type reportIn struct {
	ByID
	Body ProgressRequest
}

func (s *Service) registerActions(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-strategy-actions", Method: http.MethodGet, Path: "/strategy/actions", Tags: tags, Summary: "Actions of all reviews"},
		PermissionRead, func(ctx context.Context, in *actionsIn) (*actionsOut, error) {
			p, err := s.ListActions(ctx, ActionsIn{Search: in.Search, State: in.State, Overdue: in.Overdue, Mine: in.Mine, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &actionsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-strategy-action", Method: http.MethodPost, Path: "/strategy/actions", Tags: tags, Summary: "Ask somebody to do something; they are told", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *add[ActionRequest]) (*one[Action], error) {
			x, err := s.SaveAction(ctx, "", in.Body, -1)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "change-strategy-action", Method: http.MethodPut, Path: "/strategy/actions/{id}", Tags: tags, Summary: "Change what is asked", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *change[ActionRequest]) (*one[Action], error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			x, err := s.SaveAction(ctx, in.ID, in.Body, rev)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "report-strategy-action", Method: http.MethodPost, Path: "/strategy/actions/{id}/reports", Tags: tags, Summary: "Say how an action stands, as its owner or who edits the strategy"},
		PermissionRead, func(ctx context.Context, in *reportIn) (*one[Action], error) {
			x, err := s.ReportAction(ctx, in.ID, in.Body)
			return answer(x, x.Rev, err)
		})
}
