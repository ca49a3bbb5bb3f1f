package incentive

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type contestsIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name"`
	Kind   string `query:"kind" maxLength:"20" doc:"contest or draw"`
	State  string `query:"state" maxLength:"20" doc:"planned, running, waiting, closed, drawn or cancelled"`
	Sort   string `query:"sort" maxLength:"20" doc:"from, to, name or state; a leading - turns it round"`
}

type contestsOut struct{ Body page.Of[Contest] }

type contestOut struct {
	web.ETag
	Body Contest
}

type addContestIn struct{ Body ContestBody }

type changeContestIn struct {
	ByID
	web.IfMatch
	Body ContestBody
}

type cancelContestIn struct {
	ByID
	web.IfMatch
	Body struct {
		Words string `json:"words" maxLength:"8000"`
	}
}

type drawingIn struct {
	ByID
	web.IfMatch
}

type placesIn struct {
	ByID
	web.PageIn
	On      string `query:"on" maxLength:"10" doc:"a day while it ran; default: the last standing"`
	Version int    `query:"version" minimum:"0" maximum:"1000" doc:"of the final standing; 0: the last"`
	Search  string `query:"search" maxLength:"100" doc:"part of the name, agent number or team"`
	State   string `query:"state" maxLength:"20" doc:"earned, nothing, closed, unknown or few"`
	Sort    string `query:"sort" maxLength:"20" doc:"place, agent, name or team; there is none from the bottom"`
}

type placesOut struct{ Body page.Of[Place] }

type checkOut struct{ Body Check }

type ownContestsOut struct {
	Body struct {
		Items []OwnContest `json:"items" nullable:"false"`
	}
}

type ownContestOut struct{ Body OwnContest }

func oneContest(c Contest, err error) (*contestOut, error) {
	if err != nil {
		return nil, err
	}
	return &contestOut{web.Tag(c.Rev), c}, nil
}

// withRev takes the revision the caller has read and answers the contest.
func withRev(m web.IfMatch, do func(rev int64) (Contest, error)) (*contestOut, error) {
	rev, err := revision(m)
	if err != nil {
		return nil, err
	}
	return oneContest(do(rev))
}

func (s *Service) registerContests(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-incentive-contests", Method: http.MethodGet, Path: "/incentive-contests", Tags: tags, Summary: "Contests and draws"},
		PermissionRead, func(ctx context.Context, in *contestsIn) (*contestsOut, error) {
			p, err := s.Contests(ctx, ContestsIn{Search: in.Search, Kind: in.Kind, State: in.State, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &contestsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-incentive-contest", Method: http.MethodGet, Path: "/incentive-contests/{id}", Tags: tags, Summary: "A contest or a draw"},
		PermissionRead, func(ctx context.Context, in *ByID) (*contestOut, error) { return oneContest(s.Contest(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "add-incentive-contest", Method: http.MethodPost, Path: "/incentive-contests", Tags: tags, Summary: "Add a contest or a draw", Description: "The seed of a draw is drawn and committed to now. Sent again with the same content it answers the same contest.", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *addContestIn) (*contestOut, error) {
			return oneContest(s.AddContest(ctx, in.Body))
		})
	web.Register(api, huma.Operation{OperationID: "change-incentive-contest", Method: http.MethodPut, Path: "/incentive-contests/{id}", Tags: tags, Summary: "Change a contest that has not begun", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *changeContestIn) (*contestOut, error) {
			return withRev(in.IfMatch, func(rev int64) (Contest, error) { return s.ChangeContest(ctx, in.ID, in.Body, rev) })
		})
	web.Register(api, huma.Operation{OperationID: "cancel-incentive-contest", Method: http.MethodPut, Path: "/incentive-contests/{id}/cancelled", Tags: tags, Summary: "Cancel a contest in which nothing was won yet", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *cancelContestIn) (*contestOut, error) {
			return withRev(in.IfMatch, func(rev int64) (Contest, error) { return s.CancelContest(ctx, in.ID, in.Body.Words, rev) })
		})
	web.Register(api, huma.Operation{OperationID: "refresh-incentive-contest", Method: http.MethodPost, Path: "/incentive-contests/{id}/standing", Tags: tags, Summary: "Make the standing of yesterday anew", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*contestOut, error) {
			return oneContest(s.RefreshContest(ctx, in.ID))
		})
	web.Register(api, huma.Operation{OperationID: "list-incentive-places", Method: http.MethodGet, Path: "/incentive-contests/{id}/places", Tags: tags, Summary: "How people stand in a contest", Description: "The first places, which everybody sees, and the people within reach.", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *placesIn) (*placesOut, error) {
			p, err := s.Places(ctx, in.ID, PlacesIn{On: in.On, Version: in.Version, Search: in.Search, State: in.State, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &placesOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "ask-incentive-drawing", Method: http.MethodPost, Path: "/incentive-contests/{id}/drawing", Tags: tags, Summary: "Ask for the drawing, which then waits for a witness", Extensions: web.ScopeCentre},
		PermissionApprove, func(ctx context.Context, in *drawingIn) (*contestOut, error) {
			return withRev(in.IfMatch, func(rev int64) (Contest, error) { return s.AskDrawing(ctx, in.ID, rev) })
		})
	web.Register(api, huma.Operation{OperationID: "witness-incentive-drawing", Method: http.MethodPost, Path: "/incentive-contests/{id}/witness", Tags: tags, Summary: "Draw, as the witness of who asked for it", Description: "For somebody else who sees the whole centre.", Extensions: web.ScopeCentre},
		PermissionRead, func(ctx context.Context, in *drawingIn) (*contestOut, error) {
			return withRev(in.IfMatch, func(rev int64) (Contest, error) { return s.Witness(ctx, in.ID, rev) })
		})
	web.Register(api, huma.Operation{OperationID: "settle-incentive-draw", Method: http.MethodPost, Path: "/incentive-contests/{id}/prizes", Tags: tags, Summary: "Make the run of the prizes that were claimed", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*runOut, error) { return oneRun(s.Settle(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "check-incentive-draw", Method: http.MethodGet, Path: "/incentive-contests/{id}/check", Tags: tags, Summary: "Entries and numbers of a draw, to count again", Description: "The entries are told by number."},
		PermissionOwn, func(ctx context.Context, in *ByID) (*checkOut, error) {
			out, err := s.CheckDraw(ctx, in.ID)
			return &checkOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-own-contests", Method: http.MethodGet, Path: "/own-contests", Tags: tags, Summary: "Contests and draws one takes part in", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, _ *struct{}) (*ownContestsOut, error) {
			out := &ownContestsOut{}
			var err error
			out.Body.Items, err = s.OwnContests(ctx)
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "claim-own-prize", Method: http.MethodPut, Path: "/own-contests/{id}/claimed", Tags: tags, Summary: "Claim what one has won", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, in *ByID) (*ownContestOut, error) {
			out, err := s.Claim(ctx, in.ID)
			return &ownContestOut{out}, err
		})
}
