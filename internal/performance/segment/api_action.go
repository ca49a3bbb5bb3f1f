package segment

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type assessIn struct {
	ID    string `path:"id" maxLength:"60" doc:"of the person"`
	Month string `path:"month" maxLength:"10" doc:"its first day"`
	web.IfMatch
	Body AttitudeIn
}

type assessOut struct {
	web.ETag
	Body Assessed
}

type actionsIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of name, number or words"`
	State  string `query:"state" enum:"open,done,dropped,"`
	Kind   string `query:"kind" maxLength:"20"`
	Team   string `query:"team" maxLength:"60" doc:"id"`
	Due    bool   `query:"due" doc:"only those whose day has come"`
	Mine   bool   `query:"mine" doc:"only one's own to do"`
	Sort   string `query:"sort" maxLength:"20" doc:"due, name, from or state; a leading - turns it round"`
}

type actionsOut struct{ Body page.Of[Action] }

type decideIn struct {
	ID   string `path:"id" maxLength:"60" doc:"of the person"`
	Body ActionIn
}

type changeIn struct {
	ID string `path:"id" maxLength:"60"`
	web.IfMatch
	Body ActionIn
}

type actionOut struct {
	web.ETag
	Body Action
}

func oneAction(x Action, err error) (*actionOut, error) {
	if err != nil {
		return nil, err
	}
	return &actionOut{web.Tag(x.Rev), x}, nil
}

func (s *Service) registerActions(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "assess-attitude", Method: http.MethodPut, Path: "/segment-people/{id}/attitudes/{month}", Tags: tags, Summary: "Assess the attitude of a person in a month", Extensions: web.ScopePeople},
		PermissionAct, func(ctx context.Context, in *assessIn) (*assessOut, error) {
			rev, err := revOf(in.IfMatch)
			if err != nil {
				return nil, err
			}
			x, err := s.Assess(ctx, in.ID, in.Month, in.Body, rev)
			if err != nil {
				return nil, err
			}
			return &assessOut{web.Tag(x.Rev), x}, nil
		})
	web.Register(api, huma.Operation{OperationID: "list-segment-actions", Method: http.MethodGet, Path: "/segment-actions", Tags: tags, Summary: "Actions about people within reach", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *actionsIn) (*actionsOut, error) {
			out, err := s.ListActions(ctx, ActionsIn{Search: in.Search, State: in.State, Kind: in.Kind, Team: in.Team, Due: in.Due, Mine: in.Mine, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &actionsOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "decide-segment-action", Method: http.MethodPost, Path: "/segment-people/{id}/actions", Tags: tags, Summary: "Decide an action about a person", DefaultStatus: http.StatusCreated, Extensions: web.ScopePeople},
		PermissionAct, func(ctx context.Context, in *decideIn) (*actionOut, error) {
			return oneAction(s.Decide(ctx, in.ID, in.Body))
		})
	web.Register(api, huma.Operation{OperationID: "change-segment-action", Method: http.MethodPut, Path: "/segment-actions/{id}", Tags: tags, Summary: "Change, hand over or end an action", Extensions: web.ScopePeople},
		PermissionAct, func(ctx context.Context, in *changeIn) (*actionOut, error) {
			rev, err := revOf(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneAction(s.ChangeAction(ctx, in.ID, in.Body, rev))
		})
}
