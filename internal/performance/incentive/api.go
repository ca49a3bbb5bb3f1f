package incentive

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Incentives"}

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

type rulesIn struct {
	web.PageIn
	Search   string `query:"search" maxLength:"100" doc:"part of the name"`
	Kind     string `query:"kind" maxLength:"20" doc:"piece, tier or team"`
	Pays     string `query:"pays" maxLength:"20" doc:"money or points"`
	Archived bool   `query:"archived" doc:"the archived ones instead"`
	Sort     string `query:"sort" maxLength:"20" doc:"name, kind, effective or changed; a leading - turns it round"`
}

type rulesOut struct{ Body page.Of[Rule] }

type ruleOut struct {
	web.ETag
	Body Rule
}

type ruleIn struct{ Body Body }

type versionIn struct {
	ByID
	web.IfMatch
	Body Body
}

type archiveIn struct {
	ByID
	web.IfMatch
	Body struct {
		Archived bool `json:"archived"`
	}
}

type exampleIn struct{ Body ExampleIn }

type exampleOut struct{ Body Example }

type trialIn struct{ Body TrialIn }

type trialOut struct{ Body Trial }

func oneRule(r Rule, err error) (*ruleOut, error) {
	if err != nil {
		return nil, err
	}
	return &ruleOut{web.Tag(r.Rev), r}, nil
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
	web.Register(api, huma.Operation{OperationID: "list-incentive-rules", Method: http.MethodGet, Path: "/incentive-rules", Tags: tags, Summary: "Rules of incentives, with their versions"},
		PermissionRead, func(ctx context.Context, in *rulesIn) (*rulesOut, error) {
			p, err := s.Rules(ctx, RuleIn{Search: in.Search, Kind: in.Kind, Pays: in.Pays, Archived: in.Archived, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &rulesOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-incentive-rule", Method: http.MethodGet, Path: "/incentive-rules/{id}", Tags: tags, Summary: "A rule with its versions"},
		PermissionRead, func(ctx context.Context, in *ByID) (*ruleOut, error) { return oneRule(s.Rule(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "add-incentive-rule", Method: http.MethodPost, Path: "/incentive-rules", Tags: tags, Summary: "Add a rule", Description: "Sent again with the same content it answers the same rule.", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ruleIn) (*ruleOut, error) { return oneRule(s.AddRule(ctx, in.Body)) })
	web.Register(api, huma.Operation{OperationID: "add-incentive-rule-version", Method: http.MethodPost, Path: "/incentive-rules/{id}/versions", Tags: tags, Summary: "Add a version to a rule", Description: "Sent again with the same content it changes nothing.", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *versionIn) (*ruleOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneRule(s.AddVersion(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "archive-incentive-rule", Method: http.MethodPut, Path: "/incentive-rules/{id}/archived", Tags: tags, Summary: "Take a rule out of use, or back into it", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *archiveIn) (*ruleOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneRule(s.ArchiveRule(ctx, in.ID, in.Body.Archived, rev))
		})
	web.Register(api, huma.Operation{OperationID: "try-incentive-rule", Method: http.MethodPost, Path: "/incentive-examples", Tags: tags, Summary: "Check a rule as it is typed, and work it out for a person", Description: "Changes nothing.", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *exampleIn) (*exampleOut, error) {
			out, err := s.Try(ctx, in.Body)
			return &exampleOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "try-incentives", Method: http.MethodPost, Path: "/incentive-trials", Tags: tags, Summary: "What the rules would pay for a period", Description: "Keeps nothing.", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *trialIn) (*trialOut, error) {
			out, err := s.Trial(ctx, in.Body)
			return &trialOut{out}, err
		})
	s.registerRuns(api)
	s.registerPoints(api)
	s.registerContests(api)
}
