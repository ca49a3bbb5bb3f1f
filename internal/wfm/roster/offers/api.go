package offers

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Rosters"}

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

type listIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the skill, the note or who made it"`
	State  string `query:"state" enum:"open,filled,closed,expired"`
	Kind   string `query:"kind" enum:"overtime,release"`
	From   string `query:"from" maxLength:"10" doc:"of days from this on; default: 31 days ago"`
	To     string `query:"to" maxLength:"10"`
	Sort   string `query:"sort" maxLength:"20" doc:"on, asked, skill or people; a leading - turns it round"`
}

type listOut struct{ Body page.Of[Offer] }

type askIn struct{ Body AskIn }

type proposalOut struct{ Body Proposal }

type sendIn struct{ Body SendIn }

type offerOut struct{ Body Offer }

type ownOut struct{ Body OwnOffers }

type answerOut struct{ Body OwnOffer }

type accountsIn struct {
	web.PageIn
	Month  string `query:"month" maxLength:"7" doc:"YYYY-MM; default: this month"`
	Search string `query:"search" maxLength:"100" doc:"part of the name or the agent number"`
	Team   string `query:"team" maxLength:"60" doc:"id"`
	Sort   string `query:"sort" maxLength:"20" doc:"total, weighted, released or name; a leading - turns it round"`
}

type accountsOut struct{ Body page.Of[Account] }

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-offers", Method: http.MethodGet, Path: "/offers", Tags: tags, Summary: "Offers of overtime and release"},
		PermissionOffer, func(ctx context.Context, in *listIn) (*listOut, error) {
			p, err := s.List(ctx, ListIn{Search: in.Search, State: in.State, Kind: in.Kind, From: in.From, To: in.To, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "propose-offer", Method: http.MethodPost, Path: "/offers/proposals", Tags: tags, Summary: "Who fits, in fair order, and who does not; nothing is kept"},
		PermissionOffer, func(ctx context.Context, in *askIn) (*proposalOut, error) {
			p, err := s.Propose(ctx, in.Body)
			return &proposalOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "send-offer", Method: http.MethodPost, Path: "/offers", Tags: tags, Summary: "Ask people for more or fewer hours", DefaultStatus: http.StatusCreated},
		PermissionOffer, func(ctx context.Context, in *sendIn) (*offerOut, error) {
			x, err := s.Send(ctx, in.Body)
			return &offerOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-offer", Method: http.MethodGet, Path: "/offers/{id}", Tags: tags, Summary: "An offer and who has answered"},
		PermissionOffer, func(ctx context.Context, in *ByID) (*offerOut, error) {
			x, err := s.Get(ctx, in.ID)
			return &offerOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "close-offer", Method: http.MethodPost, Path: "/offers/{id}/closing", Tags: tags, Summary: "Close an offer; who has accepted stays"},
		PermissionOffer, func(ctx context.Context, in *ByID) (*offerOut, error) {
			x, err := s.Close(ctx, in.ID)
			return &offerOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-overtime", Method: http.MethodGet, Path: "/overtime", Tags: tags, Summary: "A month's overtime by person and kind of day"},
		PermissionOffer, func(ctx context.Context, in *accountsIn) (*accountsOut, error) {
			p, err := s.Accounts(ctx, AccountsIn{Month: in.Month, Search: in.Search, Team: in.Team, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &accountsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "own-offers", Method: http.MethodGet, Path: "/own/offers", Tags: tags, Summary: "Offers to oneself"},
		permissionOwn, func(ctx context.Context, _ *struct{}) (*ownOut, error) {
			o, err := s.Own(ctx)
			return &ownOut{o}, err
		})
	web.Register(api, huma.Operation{OperationID: "accept-offer", Method: http.MethodPost, Path: "/own/offers/{id}/acceptance", Tags: tags, Summary: "Take an offer up"},
		permissionOwn, func(ctx context.Context, in *ByID) (*answerOut, error) {
			x, err := s.Accept(ctx, in.ID)
			return &answerOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "decline-offer", Method: http.MethodPost, Path: "/own/offers/{id}/refusal", Tags: tags, Summary: "Say no to an offer"},
		permissionOwn, func(ctx context.Context, in *ByID) (*answerOut, error) {
			x, err := s.Decline(ctx, in.ID)
			return &answerOut{x}, err
		})
}
