package rosters

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/wfm/roster"
)

var tags = []string{"Rosters"}

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

type listIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of the name, of the requirement's or of who made it"`
	Status string `query:"status" enum:"draft,published"`
	Sort   string `query:"sort" maxLength:"20" doc:"created, name, first_on or changed; a leading - turns it round"`
}

type listOut struct{ Body page.Of[Roster] }

type runIn struct {
	Body struct {
		Name        string   `json:"name" maxLength:"400"`
		PlanID      string   `json:"plan_id" maxLength:"60" doc:"a requirement of staffing"`
		FirstOn     string   `json:"first_on" maxLength:"10" doc:"YYYY-MM-DD"`
		LastOn      string   `json:"last_on" maxLength:"10"`
		BasedOn     string   `json:"based_on,omitempty" maxLength:"60" doc:"roster of the same days: its locked cells stay"`
		TeamIDs     []string `json:"team_ids,omitempty" maxItems:"500"`
		AwayPercent float64  `json:"away_percent,omitempty" doc:"of scheduled time that people are not there beside the breaks and days off of the roster"`
		Seconds     int      `json:"seconds,omitempty" doc:"of searching, 1 to 1800; default 30"`
		Moves       int64    `json:"moves,omitempty" doc:"of searching in place of seconds: the same seed then gives the same roster"`
		Seed        uint64   `json:"seed,omitempty"`
		KeepPrice   float64  `json:"keep_price,omitempty" doc:"of each day that changes, made anew from another roster"`
	}
}

type runOut struct {
	Body struct {
		JobID string `json:"job_id" doc:"its result has the roster's id"`
	}
}

type rosterOut struct {
	web.ETag
	Body Roster
}

type linesOut struct{ Body []Line }

type coverIn struct {
	ByID
	Skill string `query:"skill" maxLength:"60" default:"*" doc:"id; * for all"`
	Day   int    `query:"day" default:"-1" doc:"whose intervals are wanted, 0 the first; -1 for none"`
	Until int    `query:"until" minimum:"0" maximum:"2880" doc:"minutes after that day's midnight up to which intervals are wanted; 0: its end"`
}

type coverOut struct{ Body Cover }

type certificateIn struct {
	ByID
	Day int `query:"day" default:"-1" doc:"whose intervals are wanted, 0 the first; -1 for none"`
}

type certificateOut struct {
	Body struct {
		Certificate *Certificate `json:"certificate,omitempty" doc:"absent: not simulated yet"`
	}
}

type violationsOut struct{ Body []Violation }

type changesOut struct{ Body []Change }

type editIn struct {
	web.IfMatch
	ByID
	Body struct {
		Edits  []Edit `json:"edits" maxItems:"2000"`
		Reason string `json:"reason,omitempty" maxLength:"2000"`
		Try    bool   `json:"try,omitempty" doc:"keep nothing, tell only which rules would be broken"`
		Cover  *struct {
			Skill string `json:"skill,omitempty" maxLength:"60" doc:"id; * for all"`
			Day   int    `json:"day"`
			Until int    `json:"until,omitempty" minimum:"0" maximum:"2880"`
		} `json:"cover,omitempty" doc:"of a try: the day whose cover is to be told as it would be"`
	}
}

type editOut struct{ Body Edited }

type publishIn struct {
	ByID
	Body struct {
		Note string `json:"note,omitempty" maxLength:"2000" doc:"needed when hard rules are broken"`
	}
}

type ownIn struct {
	From string `query:"from" required:"true" maxLength:"10"`
	To   string `query:"to" required:"true" maxLength:"10"`
}

type ownOut struct{ Body OwnRoster }

type fileIn struct {
	ByID
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

// startsOut are the shift types a roster may be changed to.
type startsOut struct{ Body []roster.ShiftType }

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	s.registerFeed(api)
	s.registerCompare(api)
	web.Register(api, huma.Operation{OperationID: "list-rosters", Method: http.MethodGet, Path: "/rosters", Tags: tags, Summary: "Rosters, the newest first"},
		PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
			p, err := s.List(ctx, ListIn{Search: in.Search, Status: in.Status, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "make-roster", Method: http.MethodPost, Path: "/rosters", Tags: tags, Summary: "Make a roster from a requirement", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *runIn) (*runOut, error) {
			b := in.Body
			out := &runOut{}
			var err error
			out.Body.JobID, err = s.Run(ctx, Request{Name: b.Name, PlanID: b.PlanID, FirstOn: b.FirstOn, LastOn: b.LastOn, BasedOn: b.BasedOn,
				Settings: Settings{TeamIDs: b.TeamIDs, AwayPercent: b.AwayPercent, Seconds: b.Seconds, Moves: b.Moves, Seed: b.Seed, KeepPrice: b.KeepPrice}})
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "get-roster", Method: http.MethodGet, Path: "/rosters/{id}", Tags: tags, Summary: "How a roster was made"},
		PermissionRead, func(ctx context.Context, in *ByID) (*rosterOut, error) {
			v, err := s.Get(ctx, in.ID)
			return &rosterOut{web.Tag(v.Rev), v}, err
		})
	web.Register(api, huma.Operation{OperationID: "roster-lines", Method: http.MethodGet, Path: "/rosters/{id}/lines", Tags: tags, Summary: "The lines of a roster of the people one reaches"},
		PermissionRead, func(ctx context.Context, in *ByID) (*linesOut, error) {
			l, err := s.Lines(ctx, in.ID)
			return &linesOut{l}, err
		})
	web.Register(api, huma.Operation{OperationID: "roster-shifts", Method: http.MethodGet, Path: "/rosters/{id}/shift-types", Tags: tags, Summary: "The shift types in force on days of a roster"},
		PermissionRead, func(ctx context.Context, in *ByID) (*startsOut, error) {
			t, err := s.Types(ctx, in.ID)
			return &startsOut{t}, err
		})
	web.Register(api, huma.Operation{OperationID: "roster-cover", Method: http.MethodGet, Path: "/rosters/{id}/cover", Tags: tags, Summary: "What is required, how many are there and the service level expected"},
		PermissionRead, func(ctx context.Context, in *coverIn) (*coverOut, error) {
			c, err := s.Cover(ctx, in.ID, CoverIn{Skill: in.Skill, Day: in.Day, Until: in.Until})
			return &coverOut{c}, err
		})
	web.Register(api, huma.Operation{OperationID: "roster-violations", Method: http.MethodGet, Path: "/rosters/{id}/violations", Tags: tags, Summary: "The hard rules a roster breaks"},
		PermissionRead, func(ctx context.Context, in *ByID) (*violationsOut, error) {
			x, err := s.Violations(ctx, in.ID)
			return &violationsOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "roster-changes", Method: http.MethodGet, Path: "/rosters/{id}/changes", Tags: tags, Summary: "What was changed by hand"},
		PermissionRead, func(ctx context.Context, in *ByID) (*changesOut, error) {
			x, err := s.Changes(ctx, in.ID)
			return &changesOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "edit-roster", Method: http.MethodPost, Path: "/rosters/{id}/edits", Tags: tags, Summary: "Change cells of a roster, or try it", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *editIn) (*editOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			if c := in.Body.Cover; in.Body.Try && c != nil {
				x, err := s.Try(ctx, in.ID, in.Body.Edits, CoverIn{Skill: c.Skill, Day: c.Day, Until: c.Until})
				return &editOut{x}, err
			}
			x, err := s.Change(ctx, in.ID, in.Body.Edits, in.Body.Reason, rev, in.Body.Try)
			return &editOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "certify-roster", Method: http.MethodPost, Path: "/rosters/{id}/certificate", Tags: tags, Summary: "Simulate a roster", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*runOut, error) {
			out := &runOut{}
			var err error
			out.Body.JobID, err = s.RunCertificate(ctx, in.ID)
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "roster-certificate", Method: http.MethodGet, Path: "/rosters/{id}/certificate", Tags: tags, Summary: "What the simulation of a roster says"},
		PermissionRead, func(ctx context.Context, in *certificateIn) (*certificateOut, error) {
			out := &certificateOut{}
			c, err := s.Certificate(ctx, in.ID, in.Day)
			if f, ok := fault.As(err); ok && f.Code == codeNoCertificate {
				return out, nil
			}
			out.Body.Certificate = &c
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "publish-roster", Method: http.MethodPost, Path: "/rosters/{id}/publish", Tags: tags, Summary: "Let people see their days", Extensions: web.ScopeCentre},
		PermissionPublish, func(ctx context.Context, in *publishIn) (*rosterOut, error) {
			v, err := s.Publish(ctx, in.ID, in.Body.Note)
			return &rosterOut{web.Tag(v.Rev), v}, err
		})
	web.Register(api, huma.Operation{OperationID: "delete-roster", Method: http.MethodDelete, Path: "/rosters/{id}", Tags: tags, Summary: "Delete a draft", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.Delete(ctx, in.ID) })
	web.Register(api, huma.Operation{OperationID: "export-roster", Method: http.MethodGet, Path: "/rosters/{id}/workbook.xlsx", Tags: tags, Summary: "A roster as a workbook"},
		PermissionRead, func(ctx context.Context, in *fileIn) (*web.File, error) {
			book, err := s.Workbook(ctx, in.ID, in.Lang != "en")
			if err != nil {
				return nil, err
			}
			return web.Download(fmt.Sprintf("%s.xlsx", book.Name), web.TypeXLSX, func(w io.Writer) error { return book.Write(w) }), nil
		})
	web.Register(api, huma.Operation{OperationID: "own-roster", Method: http.MethodGet, Path: "/own/roster", Tags: tags, Summary: "One's own published days"},
		PermissionOwn, func(ctx context.Context, in *ownIn) (*ownOut, error) {
			d, err := s.Own(ctx, in.From, in.To)
			return &ownOut{d}, err
		})
}
