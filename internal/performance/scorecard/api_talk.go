package scorecard

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type talksIn struct {
	web.PageIn
	Person string `query:"person" maxLength:"60" doc:"id"`
	Search string `query:"search" maxLength:"100" doc:"part of name, number, words or action"`
	Due    bool   `query:"due" doc:"only those to be looked at again"`
	Sort   string `query:"sort" maxLength:"20" doc:"on, follow or name; a leading - turns it round"`
}

func (in *talksIn) ask() TalksIn {
	return TalksIn{Person: in.Person, Search: in.Search, Due: in.Due, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit}
}

type ownTalksIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of words or action"`
	Sort   string `query:"sort" maxLength:"20" doc:"on or follow; a leading - turns it round"`
}

type talksOut struct{ Body page.Of[Talk] }

type talkIn struct {
	ID   string `path:"id" maxLength:"60" doc:"of the person"`
	Body TalkRequest
}

type changeTalkIn struct {
	ID string `path:"id" maxLength:"60"`
	web.IfMatch
	Body TalkRequest
}

type talkOut struct {
	web.ETag
	Body Talk
}

func oneTalk(x Talk, err error) (*talkOut, error) {
	if err != nil {
		return nil, err
	}
	return &talkOut{web.Tag(x.Rev), x}, nil
}

func (s *Service) registerTalks(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-talks", Method: http.MethodGet, Path: "/talks", Tags: tags, Summary: "Talks with people, and what was agreed", Extensions: web.ScopePeople},
		PermissionTalk, func(ctx context.Context, in *talksIn) (*talksOut, error) {
			p, err := s.Talks(ctx, in.ask())
			return &talksOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-own-talks", Method: http.MethodGet, Path: "/talks/own", Tags: tags, Summary: "One's own talks, those that are not private", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, in *ownTalksIn) (*talksOut, error) {
			p, err := s.OwnTalks(ctx, TalksIn{Search: in.Search, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &talksOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "write-talk", Method: http.MethodPost, Path: "/scorecards/{id}/talks", Tags: tags, Summary: "Write down a talk with a person", DefaultStatus: http.StatusCreated, Extensions: web.ScopePeople},
		PermissionTalk, func(ctx context.Context, in *talkIn) (*talkOut, error) { return oneTalk(s.Talk(ctx, in.ID, in.Body)) })
	web.Register(api, huma.Operation{OperationID: "change-talk", Method: http.MethodPut, Path: "/talks/{id}", Tags: tags, Summary: "Change a talk that one wrote", Extensions: web.ScopePeople},
		PermissionTalk, func(ctx context.Context, in *changeTalkIn) (*talkOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			return oneTalk(s.ChangeTalk(ctx, in.ID, in.Body, rev))
		})
}
