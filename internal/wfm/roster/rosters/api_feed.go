package rosters

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type feedOut struct{ Body Feed }

type calendarIn struct {
	Key string `query:"key" required:"true" maxLength:"100" doc:"the feed's secret"`
}

type keptOut struct{ Body []KeptOf }

type wishesOut struct{ Body OwnWishes }

const typeICS = "text/calendar; charset=utf-8"

// registerFeed declares the operations of calendar feeds. The secret is asked for as
// a query, which no log holds.
func (s *Service) registerFeed(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "own-feed", Method: http.MethodGet, Path: "/own/feed", Tags: tags, Summary: "One's own calendar feed, without its secret"},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*feedOut, error) {
			f, err := s.OwnFeed(ctx)
			return &feedOut{f}, err
		})
	web.Register(api, huma.Operation{OperationID: "make-feed", Method: http.MethodPost, Path: "/own/feed", Tags: tags, Summary: "Make a calendar feed; one there was is revoked", DefaultStatus: http.StatusCreated},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*feedOut, error) {
			f, err := s.MakeFeed(ctx)
			return &feedOut{f}, err
		})
	web.Register(api, huma.Operation{OperationID: "drop-feed", Method: http.MethodDelete, Path: "/own/feed", Tags: tags, Summary: "Revoke the calendar feed", DefaultStatus: http.StatusNoContent},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*struct{}, error) { return nil, s.DropFeed(ctx) })
	web.Register(api, huma.Operation{OperationID: "read-feed", Method: http.MethodGet, Path: "/calendar.ics", Tags: tags, Summary: "Somebody's published shifts as a calendar, by the secret of their feed", Responses: web.FileResponses(typeICS)},
		web.Public, func(ctx context.Context, in *calendarIn) (*web.File, error) {
			c, err := s.Calendar(ctx, in.Key)
			if err != nil {
				return nil, err
			}
			return web.Download("roster.ics", typeICS, func(w io.Writer) error {
				_, err := c.WriteTo(w)
				return err
			}), nil
		})
	web.Register(api, huma.Operation{OperationID: "roster-wishes", Method: http.MethodGet, Path: "/rosters/{id}/wishes", Tags: tags, Summary: "The wishes of a roster's people, and which are kept"},
		PermissionRead, func(ctx context.Context, in *ByID) (*keptOut, error) {
			k, err := s.WishesKept(ctx, in.ID)
			return &keptOut{k}, err
		})
	web.Register(api, huma.Operation{OperationID: "own-wishes", Method: http.MethodGet, Path: "/own/wishes", Tags: tags, Summary: "Rounds of wishes and one's own"},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*wishesOut, error) {
			o, err := s.OwnWishes(ctx)
			return &wishesOut{o}, err
		})
}
