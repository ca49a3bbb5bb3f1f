package metric

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/contacts"
)

// FilterIn are the parts of a question that pick rows. It is exported for the
// HTTP framework, which reads only exported embedded structs.
type FilterIn struct {
	Threshold    string `query:"threshold" example:"20s" doc:"service-level threshold; left out: the queue's, else the centre's" maxLength:"20"`
	ShortAbandon string `query:"short_abandon" example:"5s" maxLength:"20"`
	RepeatWindow string `query:"repeat_window" example:"168h" maxLength:"20"`
	Queue        string `query:"queue" doc:"ids or codes, with commas; 'none' for rows without" maxLength:"20000"`
	Skill        string `query:"skill" maxLength:"20000"`
	Team         string `query:"team" maxLength:"20000"`
	Agent        string `query:"agent" maxLength:"20000"`
	Site         string `query:"site" maxLength:"20000"`
	Channel      string `query:"channel" maxLength:"2000"`
	CallType     string `query:"call_type" maxLength:"2000"`
	Hour         string `query:"hour" doc:"0 to 23, like 9,10 or 9-17" maxLength:"200"`
	Timezone     string `query:"timezone" doc:"count days and half-hours in this time zone instead of the centre's" maxLength:"60"`
	Weekday      string `query:"weekday" doc:"1 Monday to 7 Sunday" maxLength:"200"`
}

func (f FilterIn) asked() Asked {
	return Asked{Threshold: f.Threshold, ShortAbandon: f.ShortAbandon, RepeatWindow: f.RepeatWindow, Queue: f.Queue, Skill: f.Skill, Team: f.Team, Agent: f.Agent,
		Site: f.Site, Channel: f.Channel, CallType: f.CallType, Hour: f.Hour, Weekday: f.Weekday, Zone: f.Timezone}
}

// QueryIn is a question as a request asks it.
type QueryIn struct {
	From    string `query:"from" required:"true" example:"2026-11-01" doc:"first day of the centre's zone" maxLength:"10"`
	To      string `query:"to" required:"true" example:"2026-11-07" doc:"last day, included" maxLength:"10"`
	Grain   string `query:"grain" enum:"5m,15m,30m,60m,day,week,month,quarter,year,total" default:"total"`
	By      string `query:"by" doc:"queue, skill, team, agent, site, channel, call_type, hour, weekday; several with commas" maxLength:"200"`
	Metrics string `query:"metrics" required:"true" example:"offered,sl-off" doc:"metric ids; sl-off@1 asks one version" maxLength:"4000"`
	Compare string `query:"compare" enum:"last_week,weekday_mean,target" doc:"what stands beside each number"`
	FilterIn
}

func (in *QueryIn) query() (Query, error) {
	a := in.asked()
	a.From, a.To, a.Grain, a.By, a.Metrics, a.Compare = in.From, in.To, in.Grain, in.By, in.Metrics, in.Compare
	return a.Query()
}

type queryOut struct{ Body Answer }

// Schema tells the form of the numbers of a row.
func (Numbers) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[map[string]Number](), true, "")
}

type drillIn struct {
	Metric string `query:"metric" required:"true" maxLength:"80"`
	Part   Part   `query:"part" enum:"num,den" default:"num"`
	From   string `query:"from" required:"true" doc:"start of the cell, RFC 3339, or a day" maxLength:"40"`
	To     string `query:"to" required:"true" doc:"end of the cell, not included; a day is included whole" maxLength:"40"`
	Grain  string `query:"grain" doc:"the grain of the cell the row came from" maxLength:"10"`
	Cursor string `query:"cursor" maxLength:"40"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	FilterIn
}

// DrilledItem is one row a number was counted from.
type DrilledItem struct {
	Kind     string                  `json:"kind" enum:"contact,interval,agent_slot,reported"`
	Adds     float64                 `json:"adds" doc:"what the row adds to the part"`
	At       string                  `json:"at"`
	Contact  *contacts.Contact       `json:"contact,omitempty"`
	Interval *telephony.IntervalSums `json:"interval,omitempty"`
	Queue    *Name                   `json:"queue,omitempty"`
	Agent    *Name                   `json:"agent,omitempty"`
	Gone     bool                    `json:"gone,omitempty" doc:"the contact itself is not kept any more"`
	Reported *Reported               `json:"reported,omitempty"`
}

type drillOut struct {
	Body struct {
		Items      []DrilledItem `json:"items"`
		NextCursor string        `json:"next_cursor"`
		Total      int           `json:"total"`
		Sum        float64       `json:"sum" doc:"what the rows of all pages add up to; of a maximum the maximum"`
		Adds       bool          `json:"adds" doc:"false for a maximum or a formula that is no sum"`
	}
}

// registerQueries declares the operations that answer numbers.
func (s *Service) registerQueries(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "query-metrics", Method: http.MethodGet, Path: "/metric-query", Tags: metricTags, Extensions: web.ScopePeople,
		Summary: "Numbers by time and dimension", Description: "Every value carries numerator, denominator, version and grade; open it with /metric-drill."},
		PermissionRead, func(ctx context.Context, in *QueryIn) (*queryOut, error) {
			q, err := in.query()
			if err != nil {
				return nil, err
			}
			a, err := s.Query(ctx, q)
			return &queryOut{Body: a}, err
		})
	web.Register(api, huma.Operation{OperationID: "export-metrics", Method: http.MethodGet, Path: "/metric-query.xlsx", Tags: metricTags, Extensions: web.ScopePeople,
		Summary: "The same numbers as a workbook, with their definitions"},
		PermissionRead, func(ctx context.Context, in *struct {
			QueryIn
			Lang string `query:"lang" enum:"zh,en" default:"zh"`
		}) (*web.File, error) {
			q, err := in.query()
			if err != nil {
				return nil, err
			}
			a, err := s.Query(ctx, q)
			if err != nil {
				return nil, err
			}
			if err := s.noteExport(ctx, in.QueryIn, len(a.Rows)); err != nil {
				return nil, err
			}
			name := "numbers"
			if in.Lang != "en" {
				name = "指标查询"
			}
			return web.Download(fmt.Sprintf("%s_%s_%s.xlsx", name, q.From, q.To), web.TypeXLSX, func(w io.Writer) error {
				return writeWorkbook(w, q, a, in.Lang != "en")
			}), nil
		})
	web.Register(api, huma.Operation{OperationID: "drill-metric", Method: http.MethodGet, Path: "/metric-drill", Tags: metricTags, Extensions: web.ScopePeople,
		Summary: "The rows one number was counted from"},
		PermissionRead, s.drillOperation)
}

func (s *Service) drillOperation(ctx context.Context, in *drillIn) (*drillOut, error) {
	a := in.asked()
	a.Metrics, a.Grain = in.Metric, string(GrainTotal)
	q, err := a.Query()
	if err != nil {
		return nil, err
	}
	if q.FromMs, q.ToMs, err = s.stretch(ctx, in.From, in.To); err != nil {
		return nil, err
	}
	offset := 0
	if in.Cursor != "" {
		if offset, err = strconv.Atoi(in.Cursor); err != nil || offset < 0 {
			return nil, fault.Invalidf("cursor", "The cursor is not one this list gave.").WithField("query.cursor", "bad_cursor", "use next_cursor as it was given")
		}
	}
	d, err := s.Drill(ctx, q, in.Part, offset, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &drillOut{}
	out.Body.Total, out.Body.Sum, out.Body.Adds = d.Total, d.Sum, d.Adds
	if d.Next > 0 {
		out.Body.NextCursor = strconv.Itoa(d.Next)
	}
	out.Body.Items, err = s.describe(ctx, d.Items)
	return out, err
}

// stretch reads the ends of a cell: instants, or whole days of the centre.
func (s *Service) stretch(ctx context.Context, from, to string) (fromMs, toMs int64, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		var bad fault.Collector
		read := func(field, text string, end bool) int64 {
			if t, err := time.Parse(time.RFC3339, text); err == nil {
				return t.UnixMilli()
			}
			d, err := civil.Parse(text)
			if err != nil {
				bad.Add(field, "bad_time", "expected an instant like 2026-11-01T10:30:00+08:00 or a day")
				return 0
			}
			if end {
				d = d.Add(1)
			}
			return d.Start(c.Location())
		}
		fromMs, toMs = read("query.from", from, false), read("query.to", to, true)
		return bad.Err("metric.query_invalid", "The cell cannot be opened as it is asked.")
	})
	return fromMs, toMs, err
}

// describe names the rows of one page.
func (s *Service) describe(ctx context.Context, rows []Counted) ([]DrilledItem, error) {
	out := make([]DrilledItem, 0, len(rows))
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		var ids []string
		for _, r := range rows {
			if r.Kind == KindContact && !r.Gone {
				ids = append(ids, r.ID)
			}
		}
		views, err := s.contacts.ByIDs(ctx, tx, ids)
		if err != nil {
			return err
		}
		byID := make(map[string]*contacts.Contact, len(views))
		for i := range views {
			byID[views[i].ID] = &views[i]
		}
		c, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		loc := c.Location()
		for _, r := range rows {
			item := DrilledItem{Kind: r.Kind, Adds: r.Adds, At: time.UnixMilli(r.AtMs).In(loc).Format(time.RFC3339), Contact: byID[r.ID], Interval: r.Interval, Gone: r.Gone}
			if q, ok := dir.Queue(r.QueueID); ok {
				item.Queue = &Name{q.ID, q.Code, q.Name}
			}
			if p, ok := dir.Person(r.AgentID); ok {
				item.Agent = &Name{p.ID, p.AgentNo, p.Name}
			}
			if r.Reported != nil {
				v := named(*r.Reported, &dir)
				item.Reported = &v
			}
			out = append(out, item)
		}
		return nil
	})
	return out, err
}
