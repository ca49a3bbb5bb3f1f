package swaps

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
	Search string `query:"search" maxLength:"100" doc:"part of a name, an agent number or the note"`
	State  string `query:"state" enum:"open,taken,done,declined,refused,withdrawn,expired"`
	Team   string `query:"team" maxLength:"60" doc:"of the giver, id"`
	From   string `query:"from" maxLength:"10" doc:"of shifts from this day on; default: 31 days ago"`
	To     string `query:"to" maxLength:"10"`
	Sort   string `query:"sort" maxLength:"20" doc:"on, asked, giver, taker or state; a leading - turns it round"`
}

type listOut struct{ Body page.Of[Swap] }

type ownOut struct{ Body Own }

type offerIn struct{ Body OfferIn }

type swapOut struct{ Body Swap }

type checkedOut struct{ Body Checked }

type answerIn struct {
	ByID
	Body struct {
		Answer string `json:"answer,omitempty" maxLength:"2000"`
	}
}

type decideIn struct {
	ByID
	Body struct {
		Approve bool   `json:"approve"`
		Answer  string `json:"answer,omitempty" maxLength:"2000" doc:"to both; needed to refuse"`
	}
}

type colleaguesIn struct {
	On string `query:"on" required:"true" maxLength:"10" doc:"the day of one's own shift"`
}

type colleaguesOut struct{ Body []Colleague }

type termsIn struct {
	web.IfMatch
	Body struct {
		Automatic   bool `json:"automatic"`
		NoticeHours int  `json:"notice_hours"`
	}
}

type termsOut struct {
	web.ETag
	Body Terms
}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-swaps", Method: http.MethodGet, Path: "/swaps", Tags: tags, Summary: "Swaps of one's people"},
		PermissionDecide, func(ctx context.Context, in *listIn) (*listOut, error) {
			p, err := s.List(ctx, ListIn{Search: in.Search, State: in.State, Team: in.Team, From: in.From, To: in.To, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "own-swaps", Method: http.MethodGet, Path: "/own/swaps", Tags: tags, Summary: "One's own swaps and what is offered"},
		permissionOwn, func(ctx context.Context, _ *struct{}) (*ownOut, error) {
			o, err := s.Own(ctx)
			return &ownOut{o}, err
		})
	web.Register(api, huma.Operation{OperationID: "swap-colleagues", Method: http.MethodGet, Path: "/own/swaps/colleagues", Tags: tags, Summary: "To whom a shift of one's own could be offered"},
		permissionOwn, func(ctx context.Context, in *colleaguesIn) (*colleaguesOut, error) {
			c, err := s.Colleagues(ctx, in.On)
			return &colleaguesOut{c}, err
		})
	web.Register(api, huma.Operation{OperationID: "offer-swap", Method: http.MethodPost, Path: "/own/swaps", Tags: tags, Summary: "Offer a shift of one's own", DefaultStatus: http.StatusCreated},
		permissionOwn, func(ctx context.Context, in *offerIn) (*swapOut, error) {
			x, err := s.Offer(ctx, in.Body)
			return &swapOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "check-swap", Method: http.MethodPost, Path: "/own/swaps/checks", Tags: tags, Summary: "What an offer would break; nothing is kept"},
		permissionOwn, func(ctx context.Context, in *offerIn) (*checkedOut, error) {
			c, err := s.Check(ctx, in.Body)
			return &checkedOut{c}, err
		})
	web.Register(api, huma.Operation{OperationID: "check-taking-swap", Method: http.MethodGet, Path: "/own/swaps/{id}/check", Tags: tags, Summary: "What a swap would break if one took it"},
		permissionOwn, func(ctx context.Context, in *ByID) (*checkedOut, error) {
			c, err := s.CheckTaking(ctx, in.ID)
			return &checkedOut{c}, err
		})
	web.Register(api, huma.Operation{OperationID: "check-taken-swap", Method: http.MethodGet, Path: "/swaps/{id}/check", Tags: tags, Summary: "What a swap that was taken would break now"},
		PermissionDecide, func(ctx context.Context, in *ByID) (*checkedOut, error) {
			c, err := s.CheckTaking(ctx, in.ID)
			return &checkedOut{c}, err
		})
	web.Register(api, huma.Operation{OperationID: "take-swap", Method: http.MethodPost, Path: "/own/swaps/{id}/taking", Tags: tags, Summary: "Take a shift that is offered"},
		permissionOwn, func(ctx context.Context, in *ByID) (*swapOut, error) {
			x, err := s.Take(ctx, in.ID)
			return &swapOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "decline-swap", Method: http.MethodPost, Path: "/own/swaps/{id}/refusal", Tags: tags, Summary: "Say no to an offer"},
		permissionOwn, func(ctx context.Context, in *answerIn) (*swapOut, error) {
			x, err := s.Decline(ctx, in.ID, in.Body.Answer)
			return &swapOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "withdraw-swap", Method: http.MethodPost, Path: "/own/swaps/{id}/withdrawal", Tags: tags, Summary: "Take an offer back"},
		permissionOwn, func(ctx context.Context, in *ByID) (*swapOut, error) {
			x, err := s.Withdraw(ctx, in.ID)
			return &swapOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "decide-swap", Method: http.MethodPost, Path: "/swaps/{id}/decision", Tags: tags, Summary: "Approve or refuse a swap"},
		PermissionDecide, func(ctx context.Context, in *decideIn) (*swapOut, error) {
			x, err := s.Decide(ctx, in.ID, in.Body.Approve, in.Body.Answer)
			return &swapOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-swap-terms", Method: http.MethodGet, Path: "/swap-terms", Tags: tags, Summary: "What people may do among themselves"},
		PermissionDecide, func(ctx context.Context, _ *struct{}) (*termsOut, error) {
			t, err := s.Terms(ctx)
			return &termsOut{web.Tag(t.Rev), t}, err
		})
	web.Register(api, huma.Operation{OperationID: "set-swap-terms", Method: http.MethodPut, Path: "/swap-terms", Tags: tags, Summary: "Say what people may do among themselves", Extensions: web.ScopeCentre},
		permissionTerms, func(ctx context.Context, in *termsIn) (*termsOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			t, err := s.SetTerms(ctx, Terms{Automatic: in.Body.Automatic, NoticeHours: in.Body.NoticeHours}, rev)
			return &termsOut{web.Tag(t.Rev), t}, err
		})
}
