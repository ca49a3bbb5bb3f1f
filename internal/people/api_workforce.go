package people

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

// WorkforceDays is exported for the HTTP framework, which reads only exported embedded structs.
type WorkforceDays struct {
	From string `query:"from" maxLength:"10" doc:"default: the first day of the month eleven months before the last day"`
	To   string `query:"to" maxLength:"10" doc:"default: today"`
	Team string `query:"team" maxLength:"60" doc:"id: only who was in it on their last day"`
	Kind string `query:"kind" enum:"voluntary,involuntary,other" doc:"of leaving; default: all"`
}

func (d *WorkforceDays) asked() WorkforceIn {
	return WorkforceIn{FromOn: d.From, ToOn: d.To, Team: d.Team, Kind: d.Kind}
}

type structureIn struct {
	On   string `query:"on" maxLength:"10" doc:"default: today"`
	Team string `query:"team" maxLength:"60" doc:"id"`
}

type survivalIn struct {
	WorkforceDays
	By    string `query:"by" enum:"all,cohort,team,leader,level" default:"all"`
	Since string `query:"since" maxLength:"10" doc:"only who entered on or after"`
}

type workforceIn struct{ WorkforceDays }

type reasonsOut struct {
	web.ETag
	Body Reasons
}

type reasonsIn struct {
	web.IfMatch
	Body Reasons
}

type structureOut struct{ Body Structure }
type attritionOut struct{ Body Attrition }
type survivalOut struct{ Body Survival }
type exitsOut struct{ Body Exits }

func (s *Service) registerWorkforce(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "get-workforce-structure", Method: http.MethodGet, Path: "/workforce/structure", Tags: tags, Summary: "Who is there on a day, by gender, age, tenure, level and team", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *structureIn) (*structureOut, error) {
			x, err := s.Structure(ctx, WorkforceIn{ToOn: in.On, Team: in.Team})
			return &structureOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-attrition", Method: http.MethodGet, Path: "/workforce/attrition", Tags: tags, Summary: "Who came and left by month, and the rate by tenure", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *workforceIn) (*attritionOut, error) {
			x, err := s.Attrition(ctx, in.asked())
			return &attritionOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-survival", Method: http.MethodGet, Path: "/workforce/survival", Tags: tags, Summary: "How long people stay, by cohort, team, leader or level", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *survivalIn) (*survivalOut, error) {
			asked := in.asked()
			asked.By, asked.SinceOn = in.By, in.Since
			x, err := s.Survival(ctx, asked)
			return &survivalOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-exits", Method: http.MethodGet, Path: "/workforce/exits", Tags: tags, Summary: "Why people left; what each said only to who edits files", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *workforceIn) (*exitsOut, error) {
			x, err := s.Exits(ctx, in.asked())
			return &exitsOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-exit-reasons", Method: http.MethodGet, Path: "/workforce/exit-reasons", Tags: tags, Summary: "Reasons of leaving that files may name, also those that have ended"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*reasonsOut, error) {
			x, err := s.ExitReasons(ctx)
			return &reasonsOut{web.Tag(x.Rev), x}, err
		})
	web.Register(api, huma.Operation{OperationID: "set-exit-reasons", Method: http.MethodPut, Path: "/workforce/exit-reasons", Tags: tags, Summary: "Rename, order, add and end reasons of leaving; none is taken away", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *reasonsIn) (*reasonsOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			x, err := s.SetExitReasons(ctx, in.Body, rev)
			return &reasonsOut{web.Tag(x.Rev), x}, err
		})
}
