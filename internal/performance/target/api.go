package target

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Targets"}

// maxFile is how large a file to import may be, in base64.
const maxFile = 8 << 20

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

// ByPeriod is exported for the same reason.
type ByPeriod struct {
	Period string `query:"period" enum:"month,quarter,year" default:"month"`
	On     string `query:"on" maxLength:"10" doc:"a day of the period; default: today"`
}

// Filters is exported for the same reason.
type Filters struct {
	ByPeriod
	Scope  string `query:"scope" enum:"centre,site,team,person"`
	Site   string `query:"site" maxLength:"60" doc:"id"`
	Team   string `query:"team" maxLength:"60" doc:"id"`
	Metric string `query:"metric" maxLength:"100" doc:"id"`
	State  string `query:"state" enum:"exceeded,reached,near,missed,unknown"`
	Search string `query:"search" maxLength:"100" doc:"part of the subject's name or number, or of the metric's name"`
	Sort   string `query:"sort" maxLength:"20" doc:"place, name, metric, target, score or changed; a leading - turns it round"`
}

func (f *Filters) asked() ListIn {
	return ListIn{Period: f.Period, On: f.On, Scope: f.Scope, Site: f.Site, Team: f.Team, Metric: f.Metric, State: f.State, Search: f.Search, Sort: f.Sort}
}

type listIn struct {
	web.PageIn
	Filters
}

type listOut struct{ Body page.Of[Line] }

type nodesOut struct{ Body []Node }

type ownOut struct{ Body Own }

type detailOut struct {
	web.ETag
	Body Detail
}

type setIn struct{ Body Request }

type targetOut struct {
	web.ETag
	Body Target
}

type changeIn struct {
	web.IfMatch
	ByID
	Body Change
}

type takeBackIn struct {
	web.IfMatch
	ByID
	Body struct {
		Reason string `json:"reason" maxLength:"2000"`
	}
}

type importIn struct {
	Body struct {
		FileName string `json:"file_name" maxLength:"400"`
		Content  []byte `json:"content" doc:"of an Excel workbook or a CSV file, in base64"`
		Check    bool   `json:"check,omitempty" doc:"only look what it would change"`
		GoodOnly bool   `json:"good_only,omitempty" doc:"take the good rows of a file with issues"`
	}
}

type importOut struct{ Body Imported }

type bookIn struct {
	Filters
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

type smartOut struct{ Body Smart }

type cascadeIn struct{ Body CascadeIn }

type cascadeOut struct{ Body Cascade }

func oneTarget(t Target, err error) (*targetOut, error) {
	if err != nil {
		return nil, err
	}
	return &targetOut{web.Tag(int64(len(t.Versions))), t}, nil
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
	web.Register(api, huma.Operation{OperationID: "list-targets", Method: http.MethodGet, Path: "/targets", Tags: tags, Summary: "Targets of a period with what was reached", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
			asked := in.asked()
			asked.Cursor, asked.Limit = in.Cursor, in.Limit
			p, err := s.List(ctx, asked)
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-target-tree", Method: http.MethodGet, Path: "/targets/tree", Tags: tags, Summary: "Centre, sites and teams with how their targets stand"},
		PermissionRead, func(ctx context.Context, in *ByPeriod) (*nodesOut, error) {
			nodes, err := s.Tree(ctx, in.Period, in.On)
			return &nodesOut{nodes}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-own-targets", Method: http.MethodGet, Path: "/targets/own", Tags: tags, Summary: "One's own targets with what was reached", Extensions: web.ScopeOwn},
		PermissionOwn, func(ctx context.Context, in *ByPeriod) (*ownOut, error) {
			out, err := s.Own(ctx, in.Period, in.On)
			return &ownOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-target", Method: http.MethodGet, Path: "/targets/{id}", Tags: tags, Summary: "A target with its versions, parents and children", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *ByID) (*detailOut, error) {
			d, err := s.Get(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &detailOut{web.Tag(int64(len(d.Versions))), d}, nil
		})
	web.Register(api, huma.Operation{OperationID: "set-target", Method: http.MethodPost, Path: "/targets", Tags: tags, Summary: "Set a target", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *setIn) (*targetOut, error) { return oneTarget(s.Set(ctx, in.Body)) })
	web.Register(api, huma.Operation{OperationID: "change-target", Method: http.MethodPut, Path: "/targets/{id}", Tags: tags, Summary: "Change a target from a day on", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *changeIn) (*targetOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneTarget(s.Change(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "take-target-back", Method: http.MethodPost, Path: "/targets/{id}/withdrawal", Tags: tags, Summary: "Take a target back from today on", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *takeBackIn) (*targetOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneTarget(s.TakeBack(ctx, in.ID, in.Body.Reason, rev))
		})
	web.Register(api, huma.Operation{OperationID: "check-target", Method: http.MethodPost, Path: "/target-checks", Tags: tags, Summary: "Look whether a target would be specific, measurable, achievable, relevant and time-bound", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *setIn) (*smartOut, error) {
			out, err := s.Judge(ctx, in.Body)
			return &smartOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "cascade-target", Method: http.MethodPost, Path: "/target-cascades", Tags: tags, Summary: "Share a target out to narrower scopes, or look what that would make", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *cascadeIn) (*cascadeOut, error) {
			out, err := s.Cascade(ctx, in.Body)
			return &cascadeOut{out}, err
		})
	s.registerFiles(api)
}

func (s *Service) registerFiles(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "import-targets", Method: http.MethodPost, Path: "/target-imports", Tags: tags, Summary: "Import a table of targets, or look what it would change", MaxBodyBytes: maxFile, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *importIn) (*importOut, error) {
			out, err := s.Import(ctx, FileIn{Content: in.Body.Content, Check: in.Body.Check, GoodOnly: in.Body.GoodOnly})
			return &importOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "export-targets", Method: http.MethodGet, Path: "/targets.xlsx", Tags: tags, Summary: "Targets of a period as a workbook that can be imported again", Extensions: web.ScopePeople, Responses: web.FileResponses(web.TypeXLSX)},
		PermissionRead, func(ctx context.Context, in *bookIn) (*web.File, error) {
			book, err := s.Book(ctx, in.asked(), in.Lang != "en")
			if err != nil {
				return nil, err
			}
			name := "Targets"
			if in.Lang != "en" {
				name = "目标"
			}
			return web.Download(name+".xlsx", web.TypeXLSX, book.Write), nil
		})
}
