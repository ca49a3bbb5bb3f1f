package roster

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type roundsIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name"`
	Sort   string `query:"sort" maxLength:"20" doc:"first_on, close_on or name; a leading - turns it round"`
}

type roundsOut struct{ Body page.Of[WishRound] }

type roundIn struct{ Body WishRoundRequest }

type roundChangeIn struct {
	web.IfMatch
	ByID
	Body WishRoundRequest
}

type roundOut struct {
	web.ETag
	Body WishRound
}

type wishIn struct {
	ByID
	Body struct {
		Wishes []DayWish `json:"wishes" maxItems:"100" doc:"all of them; those left out are gone"`
	}
}

type wishOut struct{ Body []DayWish }

func (s *Service) registerWishes(api huma.API) {
	one := func(r WishRound, err error) (*roundOut, error) { return &roundOut{web.Tag(r.Rev), r}, err }
	web.Register(api, huma.Operation{OperationID: "list-wish-rounds", Method: http.MethodGet, Path: "/roster/wish-rounds", Tags: tags, Summary: "Rounds of wishes"},
		PermissionRead, func(ctx context.Context, in *roundsIn) (*roundsOut, error) {
			p, err := s.WishRounds(ctx, RoundsIn{Search: in.Search, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &roundsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-wish-round", Method: http.MethodPost, Path: "/roster/wish-rounds", Tags: tags, Summary: "Open a round of wishes", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *roundIn) (*roundOut, error) {
			return one(s.SaveRound(ctx, "", in.Body, -1))
		})
	web.Register(api, huma.Operation{OperationID: "change-wish-round", Method: http.MethodPut, Path: "/roster/wish-rounds/{id}", Tags: tags, Summary: "Change a round of wishes", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *roundChangeIn) (*roundOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return one(s.SaveRound(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "delete-wish-round", Method: http.MethodDelete, Path: "/roster/wish-rounds/{id}", Tags: tags, Summary: "Delete a round and its wishes", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.DropRound(ctx, in.ID) })
	web.Register(api, huma.Operation{OperationID: "set-wishes", Method: http.MethodPut, Path: "/own/wishes/{id}", Tags: tags, Summary: "Set one's own wishes for a round"},
		permissionOwn, func(ctx context.Context, in *wishIn) (*wishOut, error) {
			list, err := s.Wish(ctx, in.ID, in.Body.Wishes)
			return &wishOut{list}, err
		})
}
