package forecast

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Forecast"}

type listIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name or of who made it"`
	Status Status `query:"status" enum:"draft,approved,locked"`
	Queue  string `query:"queue" maxLength:"60" doc:"id: only versions with it"`
	Sort   string `query:"sort" maxLength:"20" doc:"created, name, first_on or status; a leading - turns it round"`
}

type listOut struct{ Body page.Of[Version] }

type runIn struct {
	Body struct {
		Name         string   `json:"name" maxLength:"200"`
		QueueIDs     []string `json:"queue_ids,omitempty" maxItems:"500" doc:"empty: every queue in use"`
		GrainMinutes int      `json:"grain_minutes,omitempty" doc:"15 or 30, the default"`
		Weeks        int      `json:"weeks" doc:"1 to 6"`
		HistoryWeeks int      `json:"history_weeks,omitempty" doc:"weeks of history at most; default 104"`
		AsOf         string   `json:"as_of,omitempty" doc:"only days before it are known; default: today, or the day after the newest numbers"`
	}
}

type runOut struct {
	Body struct {
		JobID string `json:"job_id" doc:"its result has the version's id"`
	}
}

// VersionPath is exported for the HTTP framework, which reads only exported embedded structs.
type VersionPath struct {
	ID string `path:"id" maxLength:"60"`
}

type versionOut struct {
	web.ETag
	Body Version
}

func one(v Version, err error) (*versionOut, error) { return &versionOut{web.Tag(v.Rev), v}, err }

type moveIn struct {
	web.IfMatch
	VersionPath
}

type daysIn struct {
	VersionPath
	Queue  string `query:"queue" maxLength:"60" doc:"id; left out: all queues of the version together"`
	Before int    `query:"before" minimum:"0" maximum:"90" doc:"so many days of actuals before the first day"`
}

type daysOut struct{ Body []DayFigures }

type weeksIn struct {
	VersionPath
	Queue string `query:"queue" maxLength:"60" doc:"id; left out: all queues of the version together"`
}

type weeksOut struct{ Body []WeekFigures }

type slotsIn struct {
	VersionPath
	Queue string `query:"queue" maxLength:"60" doc:"id; left out: all queues of the version together"`
	On    string `query:"on" required:"true" maxLength:"10" doc:"the day"`
}

type slotsOut struct{ Body []SlotFigures }

type workbookIn struct {
	VersionPath
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

func (s *Service) registerVersions(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-forecasts", Method: http.MethodGet, Path: "/forecast/versions", Tags: tags, Summary: "Forecasts, the newest first"},
		PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
			p, err := s.List(ctx, ListIn{Search: in.Search, Status: in.Status, Queue: in.Queue, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "run-forecast", Method: http.MethodPost, Path: "/forecast/versions", Tags: tags, Summary: "Make a forecast", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *runIn) (*runOut, error) {
			b := in.Body
			out := &runOut{}
			var err error
			out.Body.JobID, err = s.Run(ctx, Request{Name: b.Name, QueueIDs: b.QueueIDs, GrainMinutes: b.GrainMinutes, Weeks: b.Weeks, HistoryWeeks: b.HistoryWeeks, AsOf: b.AsOf})
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "get-forecast", Method: http.MethodGet, Path: "/forecast/versions/{id}", Tags: tags, Summary: "One forecast and what became of its queues"},
		PermissionRead, func(ctx context.Context, in *VersionPath) (*versionOut, error) { return one(s.Version(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "forecast-days", Method: http.MethodGet, Path: "/forecast/versions/{id}/days", Tags: tags, Summary: "The days of a forecast, with what came"},
		PermissionRead, func(ctx context.Context, in *daysIn) (*daysOut, error) {
			d, err := s.Days(ctx, in.ID, in.Queue, in.Before)
			return &daysOut{d}, err
		})
	web.Register(api, huma.Operation{OperationID: "forecast-weeks", Method: http.MethodGet, Path: "/forecast/versions/{id}/weeks", Tags: tags, Summary: "The weeks of a forecast, with what came"},
		PermissionRead, func(ctx context.Context, in *weeksIn) (*weeksOut, error) {
			w, err := s.Weeks(ctx, in.ID, in.Queue)
			return &weeksOut{w}, err
		})
	web.Register(api, huma.Operation{OperationID: "forecast-slots", Method: http.MethodGet, Path: "/forecast/versions/{id}/slots", Tags: tags, Summary: "The intervals of a day of a forecast, with their parts and what came"},
		PermissionRead, func(ctx context.Context, in *slotsIn) (*slotsOut, error) {
			d, err := s.Slots(ctx, in.ID, in.Queue, in.On)
			return &slotsOut{d}, err
		})
	for _, m := range []struct {
		verb, summary, permission string
		move                      func(context.Context, string, int64) (Version, error)
	}{
		{"approve", "Approve a draft", PermissionApprove, s.Approve},
		{"reopen", "Take an approval back", PermissionApprove, s.Reopen},
		{"lock", "Lock an approved forecast: it is in use and does not change any more", PermissionEdit, s.Lock},
	} {
		web.Register(api, huma.Operation{OperationID: m.verb + "-forecast", Method: http.MethodPost, Path: "/forecast/versions/{id}/" + m.verb, Tags: tags, Summary: m.summary, Extensions: web.ScopeCentre},
			m.permission, func(ctx context.Context, in *moveIn) (*versionOut, error) {
				rev, _, err := in.Rev()
				if err != nil {
					return nil, err
				}
				return one(m.move(ctx, in.ID, rev))
			})
	}
	web.Register(api, huma.Operation{OperationID: "delete-forecast", Method: http.MethodDelete, Path: "/forecast/versions/{id}", Tags: tags, Summary: "Delete a forecast that is not locked", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *VersionPath) (*struct{}, error) { return nil, s.Delete(ctx, in.ID) })
	web.Register(api, huma.Operation{OperationID: "export-forecast", Method: http.MethodGet, Path: "/forecast/versions/{id}/workbook.xlsx", Tags: tags, Summary: "A forecast as a workbook: days, intervals and how it was made"},
		PermissionRead, func(ctx context.Context, in *workbookIn) (*web.File, error) {
			book, err := s.Workbook(ctx, in.ID, in.Lang != "en")
			if err != nil {
				return nil, err
			}
			return web.Download(fmt.Sprintf("%s.xlsx", book.Name), web.TypeXLSX, func(w io.Writer) error { return book.Write(w) }), nil
		})
}
