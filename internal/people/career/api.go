package career

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/people"
)

var tags = []string{"Career"}

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

type listIn struct {
	web.PageIn
	On       string `query:"on" maxLength:"10" doc:"as of this day; default: today"`
	Search   string `query:"search" maxLength:"100" doc:"part of the name or agent number"`
	Team     string `query:"team" maxLength:"60" doc:"id"`
	Position string `query:"position" maxLength:"40" doc:"code"`
	Eligible bool   `query:"eligible" doc:"only who meets every condition of a step"`
	Sort     string `query:"sort" maxLength:"20" doc:"agent, name, team, position, entered or share; a leading - turns it round"`
}

type listOut struct{ Body page.Of[Summary] }

type getIn struct {
	ByID
	On string `query:"on" maxLength:"10" doc:"as of this day; default: today"`
}

type careerOut struct{ Body Career }

type ladderOut struct {
	web.ETag
	Body LadderOut
}

type ladderIn struct {
	web.IfMatch
	Body Ladder
}

type stateIn struct {
	ByID
	Body StateIn
}

type decideIn struct {
	ByID
	Body DecideIn
}

type evidenceIn struct {
	ByID
	Decision string `path:"decision" maxLength:"60"`
	Lang     string `query:"lang" enum:"zh,en" default:"zh"`
}

type ownEvidenceIn struct {
	Decision string `path:"decision" maxLength:"60"`
	Lang     string `query:"lang" enum:"zh,en" default:"zh"`
}

func evidenceFile(e *Evidence, err error) (*web.File, error) {
	if err != nil {
		return nil, err
	}
	return web.Download(e.FileName(), web.TypeXLSX, e.Write), nil
}

type decisionOut struct{ Body Decision }

type placeIn struct {
	Body struct {
		Placements []PlaceIn `json:"placements" maxItems:"5000"`
	}
}

type placeOut struct {
	Body struct {
		Placed int `json:"placed"`
	}
}

func oneLadder(l LadderOut, err error) (*ladderOut, error) {
	if err != nil {
		return nil, err
	}
	return &ladderOut{web.Tag(l.Rev), l}, nil
}

// revision is the one the caller has read, or -1.
func revision(m web.IfMatch) (int64, error) {
	rev, given, err := m.Rev()
	if err != nil || given {
		return rev, err
	}
	return -1, nil
}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-careers", Method: http.MethodGet, Path: "/careers", Tags: tags, Summary: "People on the ladder, and what each lacks for the next step", Extensions: web.ScopePeople},
		people.PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
			p, err := s.List(ctx, ListIn{On: in.On, Search: in.Search, Team: in.Team, Position: in.Position, Eligible: in.Eligible, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-own-career", Method: http.MethodGet, Path: "/careers/own", Tags: tags, Summary: "One's own career, and what is missing for the next step", Extensions: web.ScopeOwn},
		people.PermissionOwn, func(ctx context.Context, _ *struct{}) (*careerOut, error) {
			out, err := s.Own(ctx)
			return &careerOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-career", Method: http.MethodGet, Path: "/careers/{id}", Tags: tags, Summary: "The career of a person", Extensions: web.ScopePeople},
		people.PermissionRead, func(ctx context.Context, in *getIn) (*careerOut, error) {
			out, err := s.Get(ctx, in.ID, in.On)
			return &careerOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "state-condition", Method: http.MethodPost, Path: "/careers/{id}/statements", Tags: tags, Summary: "State a condition of a person, with evidence", DefaultStatus: http.StatusCreated, Extensions: web.ScopePeople},
		PermissionAssess, func(ctx context.Context, in *stateIn) (*careerOut, error) {
			out, err := s.State(ctx, in.ID, in.Body)
			return &careerOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "decide-step", Method: http.MethodPost, Path: "/careers/{id}/decisions", Tags: tags, Summary: "Promote or decline, with what it was decided on", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionDecide, func(ctx context.Context, in *decideIn) (*decisionOut, error) {
			d, err := s.Decide(ctx, in.ID, in.Body)
			return &decisionOut{d}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-decision-evidence", Method: http.MethodGet, Path: "/careers/{id}/decisions/{decision}/evidence.xlsx", Tags: tags, Summary: "What a step was decided on, as a workbook", Extensions: web.ScopePeople, Responses: web.FileResponses(web.TypeXLSX)},
		people.PermissionRead, func(ctx context.Context, in *evidenceIn) (*web.File, error) {
			return evidenceFile(s.Evidence(ctx, in.ID, in.Decision, in.Lang != "en"))
		})
	web.Register(api, huma.Operation{OperationID: "get-own-decision-evidence", Method: http.MethodGet, Path: "/careers/own/decisions/{decision}/evidence.xlsx", Tags: tags, Summary: "What one's own step was decided on, as a workbook", Extensions: web.ScopeOwn, Responses: web.FileResponses(web.TypeXLSX)},
		people.PermissionOwn, func(ctx context.Context, in *ownEvidenceIn) (*web.File, error) {
			return evidenceFile(s.OwnEvidence(ctx, in.Decision, in.Lang != "en"))
		})
	web.Register(api, huma.Operation{OperationID: "place-people", Method: http.MethodPost, Path: "/career-placements", Tags: tags, Summary: "Put people on positions without a step", Extensions: web.ScopeCentre},
		PermissionDecide, func(ctx context.Context, in *placeIn) (*placeOut, error) {
			out := &placeOut{}
			var err error
			out.Body.Placed, err = s.Place(ctx, in.Body.Placements)
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "get-career-ladder", Method: http.MethodGet, Path: "/career-ladder", Tags: tags, Summary: "Positions, steps and their conditions"},
		people.PermissionOwn, func(ctx context.Context, _ *struct{}) (*ladderOut, error) { return oneLadder(s.Ladder(ctx)) })
	web.Register(api, huma.Operation{OperationID: "save-career-ladder", Method: http.MethodPut, Path: "/career-ladder", Tags: tags, Summary: "Save the ladder as a whole", Extensions: web.ScopeCentre},
		PermissionDecide, func(ctx context.Context, in *ladderIn) (*ladderOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneLadder(s.SaveLadder(ctx, in.Body, rev))
		})
	s.registerPosts(api)
}
