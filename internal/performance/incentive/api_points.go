package incentive

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type ownOut struct{ Body Own }

type weeksOut struct{ Body Weeks }

type entriesIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name, agent number or what it is about"`
	Kind   string `query:"kind" maxLength:"20" doc:"earned, corrected, given, taken or returned"`
	Sort   string `query:"sort" maxLength:"20" doc:"at, name or points; a leading - turns it round"`
}

type entriesOut struct{ Body page.Of[Entry] }

type praiseIn struct{ Body PraiseIn }

type praiseOut struct{ Body Praise }

type giftsOut struct{ Body []Gift }

type giftOut struct {
	web.ETag
	Body Gift
}

type giftIn struct{ Body GiftIn }

type changeGiftIn struct {
	ByID
	web.IfMatch
	Body GiftIn
}

type takeIn struct {
	ByID
	Body struct {
		Key string `json:"key" minLength:"8" maxLength:"60" doc:"made by the sender: asked again with it, it is taken once"`
	}
}

type takingOut struct{ Body Taking }

type takingsIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name, agent number or gift"`
	State  string `query:"state" maxLength:"20" doc:"asked, handed or cancelled"`
	Sort   string `query:"sort" maxLength:"20" doc:"asked, name or gift; a leading - turns it round"`
}

type takingsOut struct{ Body page.Of[Taking] }

type finishIn struct {
	ByID
	Body struct {
		Handed bool `json:"handed" doc:"false: cancelled, and the points given back"`
	}
}

func oneGift(g Gift, err error) (*giftOut, error) {
	if err != nil {
		return nil, err
	}
	return &giftOut{web.Tag(g.Rev), g}, nil
}

func (s *Service) registerPoints(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "get-own-rewards", Method: http.MethodGet, Path: "/own-rewards", Tags: tags, Summary: "What one earns and holds", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*ownOut, error) {
			out, err := s.Own(ctx)
			return &ownOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-own-reward-weeks", Method: http.MethodGet, Path: "/own-reward-weeks", Tags: tags, Summary: "What one earns by the weeks of this month", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*weeksOut, error) {
			out, err := s.OwnWeeks(ctx)
			return &weeksOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-incentive-entries", Method: http.MethodGet, Path: "/incentive-entries", Tags: tags, Summary: "The ledger of points", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *entriesIn) (*entriesOut, error) {
			p, err := s.Entries(ctx, EntriesIn{Search: in.Search, Kind: in.Kind, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &entriesOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "send-praise", Method: http.MethodPost, Path: "/incentive-praises", Tags: tags, Summary: "Send somebody a message, a badge or points", DefaultStatus: http.StatusCreated, Extensions: web.ScopePeople},
		PermissionGive, func(ctx context.Context, in *praiseIn) (*praiseOut, error) {
			p, err := s.Praise(ctx, in.Body)
			return &praiseOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-incentive-gifts", Method: http.MethodGet, Path: "/incentive-gifts", Tags: tags, Summary: "Gifts that points can be spent on"},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*giftsOut, error) {
			out, err := s.Gifts(ctx)
			return &giftsOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-incentive-gift", Method: http.MethodPost, Path: "/incentive-gifts", Tags: tags, Summary: "Add a gift", Description: "Sent again with the same content it answers the same gift.", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *giftIn) (*giftOut, error) {
			return oneGift(s.SaveGift(ctx, "", in.Body, -1))
		})
	web.Register(api, huma.Operation{OperationID: "change-incentive-gift", Method: http.MethodPut, Path: "/incentive-gifts/{id}", Tags: tags, Summary: "Change a gift", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *changeGiftIn) (*giftOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneGift(s.SaveGift(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "take-incentive-gift", Method: http.MethodPost, Path: "/incentive-gifts/{id}/takings", Tags: tags, Summary: "Take a gift for one's own points", DefaultStatus: http.StatusCreated, Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, in *takeIn) (*takingOut, error) {
			t, err := s.Take(ctx, in.ID, in.Body.Key)
			return &takingOut{t}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-incentive-takings", Method: http.MethodGet, Path: "/incentive-takings", Tags: tags, Summary: "What people took for their points", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *takingsIn) (*takingsOut, error) {
			p, err := s.Takings(ctx, TakingsIn{Search: in.Search, State: in.State, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &takingsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "cancel-own-taking", Method: http.MethodPut, Path: "/own-takings/{id}/cancelled", Tags: tags, Summary: "Give up a gift that was not handed over yet", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, in *ByID) (*takingOut, error) {
			t, err := s.Finish(ctx, in.ID, false)
			return &takingOut{t}, err
		})
	web.Register(api, huma.Operation{OperationID: "finish-incentive-taking", Method: http.MethodPut, Path: "/incentive-takings/{id}/state", Tags: tags, Summary: "Hand a gift over, or cancel it", Extensions: web.ScopePeople},
		PermissionGive, func(ctx context.Context, in *finishIn) (*takingOut, error) {
			t, err := s.Finish(ctx, in.ID, in.Body.Handed)
			return &takingOut{t}, err
		})
}
