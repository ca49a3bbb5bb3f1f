package scorecard

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

// BoardPath is exported for the HTTP framework, which reads only exported embedded structs.
type BoardPath struct {
	ID string `path:"id" maxLength:"60"`
}

type boardsOut struct {
	Body struct {
		Items []Board `json:"items" nullable:"false"`
	}
}

type boardViewIn struct {
	BoardPath
	On string `query:"on" maxLength:"10" doc:"a day of the period; default: today"`
}

type boardViewOut struct{ Body BoardView }

type newBoardIn struct{ Body BoardRequest }

type putBoardIn struct {
	BoardPath
	web.IfMatch
	Body BoardRequest
}

type boardOut struct {
	web.ETag
	Body Board
}

type compareIn struct {
	Asked
	Metric string `query:"metric" maxLength:"100" doc:"of the scorecard set; default: the first with a weight"`
	Of     string `query:"of" enum:"people,teams" default:"people" doc:"what the funnel judges"`
}

type compareOut struct{ Body Comparison }

func oneBoard(b Board, err error) (*boardOut, error) {
	if err != nil {
		return nil, err
	}
	return &boardOut{web.Tag(b.Rev), b}, nil
}

func (s *Service) registerBoards(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "compare-teams", Method: http.MethodGet, Path: "/team-comparison", Tags: tags, Summary: "Teams side by side, dispersion and a funnel plot", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *compareIn) (*compareOut, error) {
			out, err := s.Compare(ctx, CompareIn{Metric: in.Metric, Of: in.Of, Period: in.Period, On: in.On})
			return &compareOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-score-boards", Method: http.MethodGet, Path: "/boards", Tags: tags, Summary: "Boards that hang out"},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*boardsOut, error) {
			out := &boardsOut{}
			var err error
			out.Body.Items, err = s.Boards(ctx)
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "get-score-board", Method: http.MethodGet, Path: "/boards/{id}", Tags: tags, Summary: "The first places of a board, and the own one"},
		PermissionOwn, func(ctx context.Context, in *boardViewIn) (*boardViewOut, error) {
			out, err := s.View(ctx, in.ID, in.On)
			return &boardViewOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "create-score-board", Method: http.MethodPost, Path: "/boards", Tags: tags, Summary: "Hang out a board", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionManage, func(ctx context.Context, in *newBoardIn) (*boardOut, error) {
			return oneBoard(s.SaveBoard(ctx, "", in.Body, -1))
		})
	web.Register(api, huma.Operation{OperationID: "change-score-board", Method: http.MethodPut, Path: "/boards/{id}", Tags: tags, Summary: "Change a board", Extensions: web.ScopeCentre},
		PermissionManage, func(ctx context.Context, in *putBoardIn) (*boardOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			return oneBoard(s.SaveBoard(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "delete-score-board", Method: http.MethodDelete, Path: "/boards/{id}", Tags: tags, Summary: "Take a board down for good", Extensions: web.ScopeCentre},
		PermissionManage, func(ctx context.Context, in *struct{ BoardPath }) (*struct{}, error) {
			return nil, s.DropBoard(ctx, in.ID)
		})
}
