package segment

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Segments"}

// Filters is exported for the HTTP framework, which reads only exported embedded structs.
type Filters struct {
	Period   string `query:"period" enum:"month,quarter" default:"month"`
	On       string `query:"on" maxLength:"10" doc:"a day of the period; default: the last period that is over"`
	Team     string `query:"team" maxLength:"60" doc:"id"`
	Segment  string `query:"segment" maxLength:"30" doc:"key"`
	Work     string `query:"work" enum:"high,middle,low,unknown,"`
	Attitude string `query:"attitude" enum:"high,middle,low,unknown,"`
	Search   string `query:"search" maxLength:"100" doc:"part of the name or agent number"`
	Changed  bool   `query:"changed" doc:"only those who were in another segment before"`
}

func (f *Filters) asked() Asked {
	return Asked{Kind: f.Period, On: f.On, Team: f.Team, Segment: f.Segment, Work: f.Work, Attitude: f.Attitude, Search: f.Search, Changed: f.Changed}
}

type overviewIn struct {
	Period string `query:"period" enum:"month,quarter" default:"month"`
	On     string `query:"on" maxLength:"10" doc:"a day of the period; default: the last period that is over"`
	Team   string `query:"team" maxLength:"60" doc:"id"`
}

type overviewOut struct{ Body Overview }

type peopleIn struct {
	Filters
	web.PageIn
	Sort string `query:"sort" maxLength:"20" doc:"segment, name, agent, team, discipline, work, service, attitude or due; a leading - turns it round"`
}

type peopleOut struct{ Body page.Of[Row] }

type bookIn struct {
	Filters
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

type historyIn struct {
	ID     string `path:"id" maxLength:"60"`
	Period string `query:"period" enum:"month,quarter" default:"month"`
}

type historyOut struct{ Body History }

type schemesOut struct {
	Body struct {
		Items []Scheme `json:"items" nullable:"false"`
	}
}

type schemePath struct {
	FromOn string `path:"from_on" maxLength:"10" doc:"first day it holds"`
}

type schemeIn struct {
	FromOn string `path:"from_on" maxLength:"10" doc:"first day it holds"`
	web.IfMatch
	Body Body
}

type schemeOut struct {
	web.ETag
	Body Scheme
}

type jobOut struct {
	Body struct {
		JobID string `json:"job_id"`
	}
}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "get-segments", Method: http.MethodGet, Path: "/segments", Tags: tags, Summary: "The segments of a period, and how many people within reach are in each", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *overviewIn) (*overviewOut, error) {
			out, err := s.Overview(ctx, Asked{Kind: in.Period, On: in.On, Team: in.Team})
			return &overviewOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-segment-people", Method: http.MethodGet, Path: "/segment-people", Tags: tags, Summary: "People within reach with their segment, why, and what changed", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *peopleIn) (*peopleOut, error) {
			out, err := s.People(ctx, PeopleIn{Asked: in.asked(), Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &peopleOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "export-segment-people", Method: http.MethodGet, Path: "/segment-people.xlsx", Tags: tags, Summary: "The people of a period as a workbook", Extensions: web.ScopePeople, Responses: web.FileResponses(web.TypeXLSX)},
		PermissionRead, func(ctx context.Context, in *bookIn) (*web.File, error) {
			book, err := s.Book(ctx, in.asked(), in.Lang != "en")
			if err != nil {
				return nil, err
			}
			name := "Segments"
			if in.Lang != "en" {
				name = "人员分层"
			}
			return web.Download(name+".xlsx", web.TypeXLSX, book.Write), nil
		})
	web.Register(api, huma.Operation{OperationID: "get-segment-person", Method: http.MethodGet, Path: "/segment-people/{id}", Tags: tags, Summary: "A person over the periods, with assessments and actions", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *historyIn) (*historyOut, error) {
			out, err := s.Of(ctx, in.ID, in.Period)
			return &historyOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-segment-schemes", Method: http.MethodGet, Path: "/segment-schemes", Tags: tags, Summary: "What people are divided by, by the days from which it holds"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*schemesOut, error) {
			out := &schemesOut{}
			var err error
			out.Body.Items, err = s.Schemes(ctx)
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "save-segment-scheme", Method: http.MethodPut, Path: "/segment-schemes/{from_on}", Tags: tags, Summary: "Save the scheme that begins on a day", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *schemeIn) (*schemeOut, error) {
			rev, err := revOf(in.IfMatch)
			if err != nil {
				return nil, err
			}
			x, err := s.SaveScheme(ctx, in.FromOn, in.Body, rev)
			if err != nil {
				return nil, err
			}
			return &schemeOut{web.Tag(x.Rev), x}, nil
		})
	web.Register(api, huma.Operation{OperationID: "delete-segment-scheme", Method: http.MethodDelete, Path: "/segment-schemes/{from_on}", Tags: tags, Summary: "Take away a scheme that begins on a day of this month or later", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *schemePath) (*struct{}, error) {
			return nil, s.DropScheme(ctx, in.FromOn)
		})
	web.Register(api, huma.Operation{OperationID: "make-segments", Method: http.MethodPost, Path: "/segment-runs", Tags: tags, Summary: "Make the results of the running and last periods anew, as a job", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, _ *struct{}) (*jobOut, error) {
			out := &jobOut{}
			var err error
			out.Body.JobID, err = s.StartMaking(ctx)
			return out, err
		})
	s.registerActions(api)
}

// revOf is the revision that was read, below 0 for any.
func revOf(m web.IfMatch) (int64, error) {
	rev, given, err := m.Rev()
	if err == nil && !given {
		rev = -1
	}
	return rev, err
}
