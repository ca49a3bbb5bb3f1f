package roster

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type setsIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name or note"`
	Kind   string `query:"kind" maxLength:"20" doc:"only sets with a rule of the kind"`
	Sort   string `query:"sort" maxLength:"20" doc:"name or changed; a leading - turns it round"`
}

type setsOut struct{ Body page.Of[RuleSet] }

type setAddIn struct{ Body RuleSetRequest }

type setChangeIn struct {
	web.IfMatch
	ByID
	Body RuleSetRequest
}

type setOut struct {
	web.ETag
	Body RuleSet
}

type giveIn struct {
	ByID
	Body GiveIn
}

type takeIn struct {
	ByID
	GivenID string `path:"given" maxLength:"60"`
}

type conflictsOut struct{ Body []Conflict }

type templatesOut struct{ Body []Template }

func oneSet(x RuleSet, err error) (*setOut, error) {
	if err != nil {
		return nil, err
	}
	return &setOut{web.Tag(x.Rev), x}, nil
}

func (s *Service) registerRules(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-rule-sets", Method: http.MethodGet, Path: "/roster/rule-sets", Tags: tags, Summary: "Sets of work rules"},
		PermissionRead, func(ctx context.Context, in *setsIn) (*setsOut, error) {
			p, err := s.ListSets(ctx, SetsIn{Search: in.Search, Kind: in.Kind, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &setsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-rule-templates", Method: http.MethodGet, Path: "/roster/rule-templates", Tags: tags, Summary: "Sets of rules that come with the product"},
		PermissionRead, func(context.Context, *struct{}) (*templatesOut, error) { return &templatesOut{Templates()}, nil })
	web.Register(api, huma.Operation{OperationID: "check-rules", Method: http.MethodPost, Path: "/roster/rule-checks", Tags: tags, Summary: "Which rules cannot hold together"},
		PermissionRead, func(ctx context.Context, in *setAddIn) (*conflictsOut, error) {
			c, err := s.CheckRules(ctx, in.Body)
			return &conflictsOut{c}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-rule-set", Method: http.MethodGet, Path: "/roster/rule-sets/{id}", Tags: tags, Summary: "One set of work rules"},
		PermissionRead, func(ctx context.Context, in *ByID) (*setOut, error) { return oneSet(s.RuleSet(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "add-rule-set", Method: http.MethodPost, Path: "/roster/rule-sets", Tags: tags, Summary: "Add a set of work rules", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *setAddIn) (*setOut, error) {
			return oneSet(s.SaveSet(ctx, "", in.Body, -1))
		})
	web.Register(api, huma.Operation{OperationID: "change-rule-set", Method: http.MethodPut, Path: "/roster/rule-sets/{id}", Tags: tags, Summary: "Change a set of work rules", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *setChangeIn) (*setOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneSet(s.SaveSet(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "delete-rule-set", Method: http.MethodDelete, Path: "/roster/rule-sets/{id}", Tags: tags, Summary: "Delete a set of work rules that is given to nobody", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.DeleteSet(ctx, in.ID) })
	web.Register(api, huma.Operation{OperationID: "give-rule-set", Method: http.MethodPost, Path: "/roster/rule-sets/{id}/given", Tags: tags, Summary: "Give a set of rules to the centre, teams or people from a day on", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *giveIn) (*setOut, error) { return oneSet(s.Give(ctx, in.ID, in.Body)) })
	web.Register(api, huma.Operation{OperationID: "take-rule-set-back", Method: http.MethodDelete, Path: "/roster/rule-sets/{id}/given/{given}", Tags: tags, Summary: "Take a set of rules back", DefaultStatus: http.StatusOK, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *takeIn) (*setOut, error) {
			return oneSet(s.TakeBack(ctx, in.ID, in.GivenID))
		})
}
