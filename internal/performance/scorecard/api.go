package scorecard

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Scorecards"}

// Asked is exported for the HTTP framework, which reads only exported embedded structs.
type Asked struct {
	Period string `query:"period" enum:"day,week,month" default:"day"`
	On     string `query:"on" maxLength:"10" doc:"a day of the period; default: today"`
}

type ownIn struct{ Asked }

type cardIn struct {
	Asked
	ID string `path:"id" maxLength:"60"`
}

type teamIn struct {
	Asked
	Team string `query:"team" maxLength:"60" doc:"id; default: everybody within reach"`
}

type ownOut struct{ Body Own }

type cardOut struct{ Body Card }

type teamOut struct{ Body TeamScores }

type setsOut struct {
	Body struct {
		Items []KeptSet `json:"items" nullable:"false"`
	}
}

type setPath struct {
	FromOn string `path:"from_on" maxLength:"10" doc:"first day it holds"`
}

type setIn struct {
	FromOn string `path:"from_on" maxLength:"10" doc:"first day it holds"`
	web.IfMatch
	Body struct {
		Lines []SetLine `json:"lines" nullable:"false" maxItems:"12"`
	}
}

type setOut struct {
	web.ETag
	Body KeptSet
}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "get-own-scorecard", Method: http.MethodGet, Path: "/scorecards/own", Tags: tags, Summary: "One's own numbers against target, team and the period before", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, in *ownIn) (*ownOut, error) {
			out, err := s.Own(ctx, in.Period, in.On)
			return &ownOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-scorecard", Method: http.MethodGet, Path: "/scorecards/{id}", Tags: tags, Summary: "The scorecard of a person", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *cardIn) (*cardOut, error) {
			out, err := s.Of(ctx, in.ID, in.Period, in.On)
			return &cardOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-team-scores", Method: http.MethodGet, Path: "/team-scores", Tags: tags, Summary: "The people of a team, by what the team would gain if they were at the target", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *teamIn) (*teamOut, error) {
			out, err := s.Team(ctx, in.Team, in.Period, in.On)
			return &teamOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-scorecard-sets", Method: http.MethodGet, Path: "/scorecard-sets", Tags: tags, Summary: "What scorecards are made of, by the days from which it holds"},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*setsOut, error) {
			out := &setsOut{}
			var err error
			out.Body.Items, err = s.Sets(ctx)
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "save-scorecard-set", Method: http.MethodPut, Path: "/scorecard-sets/{from_on}", Tags: tags, Summary: "Save the set that begins on a day", Extensions: web.ScopeCentre},
		PermissionManage, func(ctx context.Context, in *setIn) (*setOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			x, err := s.SaveSet(ctx, in.FromOn, in.Body.Lines, rev)
			if err != nil {
				return nil, err
			}
			return &setOut{web.Tag(x.Rev), x}, nil
		})
	web.Register(api, huma.Operation{OperationID: "delete-scorecard-set", Method: http.MethodDelete, Path: "/scorecard-sets/{from_on}", Tags: tags, Summary: "Take away a set that begins on a day of this month or later", Extensions: web.ScopeCentre},
		PermissionManage, func(ctx context.Context, in *setPath) (*struct{}, error) {
			return nil, s.DropSet(ctx, in.FromOn)
		})
	s.registerBoards(api)
	s.registerTalks(api)
}
