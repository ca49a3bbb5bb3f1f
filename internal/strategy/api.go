package strategy

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Strategy"}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	s.registerMap(api)
	s.registerArrows(api)
	s.registerInitiatives(api)
	s.registerDocuments(api)
	s.registerAnalyses(api)
	s.registerStages(api)
	s.registerAnnualPlans(api)
	s.registerReviews(api)
	s.registerActions(api)
}

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

// one is the answer of a write.
type one[T any] struct {
	web.ETag
	Body T
}

func answer[T any](v T, rev int64, err error) (*one[T], error) {
	if err != nil {
		return nil, err
	}
	return &one[T]{web.Tag(rev), v}, nil
}

// revision is the one the caller has read, or -1.
func revision(m web.IfMatch) (int64, error) {
	rev, given, err := m.Rev()
	if err != nil || given {
		return rev, err
	}
	return -1, nil
}

type add[C any] struct{ Body C }

type change[C any] struct {
	web.IfMatch
	ByID
	Body C
}

type list[T any] struct{ Body []T }

type mapIn struct {
	Period string `query:"period" enum:"month,quarter,year" default:"quarter"`
	On     string `query:"on" maxLength:"10" doc:"a day of the period; default: today"`
}

type evidenceIn struct {
	Grain string `query:"grain" enum:"week,month" default:"week"`
}

type mapOut struct{ Body Map }

type initiativesIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name, the owner or the goal"`
	State  string `query:"state" enum:"planned,running,done,dropped"`
	Goal   string `query:"goal" maxLength:"60" doc:"id"`
	Late   bool   `query:"late" doc:"only what is late"`
	Sort   string `query:"sort" maxLength:"20" doc:"name, goal, owner, from or to; a leading - turns it round"`
}

type initiativesOut struct{ Body page.Of[Initiative] }

func (s *Service) registerMap(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "get-strategy-map", Method: http.MethodGet, Path: "/strategy/map", Tags: tags, Summary: "The strategy map with what was reached in a period"},
		PermissionRead, func(ctx context.Context, in *mapIn) (*mapOut, error) {
			m, err := s.Map(ctx, in.Period, in.On)
			return &mapOut{m}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-strategy-goals", Method: http.MethodGet, Path: "/strategy/goals", Tags: tags, Summary: "All goals, also those given up"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*list[Goal], error) {
			all, err := s.Goals(ctx)
			return &list[Goal]{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-strategy-goal", Method: http.MethodPost, Path: "/strategy/goals", Tags: tags, Summary: "Add a goal", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *add[GoalRequest]) (*one[Goal], error) {
			g, err := s.SaveGoal(ctx, "", in.Body, -1)
			return answer(g, g.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "change-strategy-goal", Method: http.MethodPut, Path: "/strategy/goals/{id}", Tags: tags, Summary: "Change a goal", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *change[GoalRequest]) (*one[Goal], error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			g, err := s.SaveGoal(ctx, in.ID, in.Body, rev)
			return answer(g, g.Rev, err)
		})
}

func (s *Service) registerArrows(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "get-strategy-evidence", Method: http.MethodGet, Path: "/strategy/evidence", Tags: tags, Summary: "What the data say of the arrows", Description: "Lagged correlation of the first measures of both goals, with bounds that hold for all lags at once. It never says that one thing causes another."},
		PermissionRead, func(ctx context.Context, in *evidenceIn) (*list[Evidence], error) {
			all, err := s.Evidence(ctx, in.Grain)
			return &list[Evidence]{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-strategy-arrow", Method: http.MethodPost, Path: "/strategy/arrows", Tags: tags, Summary: "Add a cause-effect arrow between two goals", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *add[ArrowRequest]) (*one[Arrow], error) {
			a, err := s.SaveArrow(ctx, "", in.Body, -1)
			return answer(a, a.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "change-strategy-arrow", Method: http.MethodPut, Path: "/strategy/arrows/{id}", Tags: tags, Summary: "Change an arrow", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *change[ArrowRequest]) (*one[Arrow], error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			a, err := s.SaveArrow(ctx, in.ID, in.Body, rev)
			return answer(a, a.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "delete-strategy-arrow", Method: http.MethodDelete, Path: "/strategy/arrows/{id}", Tags: tags, Summary: "Delete an arrow", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.DeleteArrow(ctx, in.ID) })
}

func (s *Service) registerInitiatives(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-strategy-initiatives", Method: http.MethodGet, Path: "/strategy/initiatives", Tags: tags, Summary: "Initiatives with their milestones"},
		PermissionRead, func(ctx context.Context, in *initiativesIn) (*initiativesOut, error) {
			p, err := s.ListInitiatives(ctx, InitiativesIn{Search: in.Search, State: in.State, Goal: in.Goal, Late: in.Late, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &initiativesOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-strategy-initiative", Method: http.MethodPost, Path: "/strategy/initiatives", Tags: tags, Summary: "Add an initiative", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *add[InitiativeRequest]) (*one[Initiative], error) {
			x, err := s.SaveInitiative(ctx, "", in.Body, -1)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "change-strategy-initiative", Method: http.MethodPut, Path: "/strategy/initiatives/{id}", Tags: tags, Summary: "Change an initiative", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *change[InitiativeRequest]) (*one[Initiative], error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			x, err := s.SaveInitiative(ctx, in.ID, in.Body, rev)
			return answer(x, x.Rev, err)
		})
	web.Register(api, huma.Operation{OperationID: "delete-strategy-initiative", Method: http.MethodDelete, Path: "/strategy/initiatives/{id}", Tags: tags, Summary: "Delete an initiative", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.DeleteInitiative(ctx, in.ID) })
}
