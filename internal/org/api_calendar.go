package org

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type calendarListIn struct {
	Search string `query:"search" maxLength:"100" doc:"Part of the name or note"`
	Kind   string `query:"kind" enum:"holiday,makeup_workday,event"`
	Origin string `query:"origin" enum:"shipped,imported,own"`
	Year   int    `query:"year" minimum:"2000" maximum:"2100" doc:"entries with a day in the year"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	Sort   string `query:"sort" doc:"from_on, name or kind; a leading - turns it round"`
}

type calendarDaysIn struct {
	From  string `query:"from" required:"true" doc:"first day, YYYY-MM-DD"`
	To    string `query:"to" required:"true" doc:"last day, included, at most 732 days later"`
	Queue string `query:"queue" doc:"id of a queue; left out: the centre"`
}

type calendarBody struct {
	Rev      int64    `json:"rev,omitempty"`
	Kind     string   `json:"kind" doc:"holiday, makeup_workday or event"`
	Name     string   `json:"name"`
	NameEN   string   `json:"name_en,omitempty"`
	FromOn   string   `json:"from_on" doc:"first day, YYYY-MM-DD"`
	ToOn     string   `json:"to_on" doc:"last day, included"`
	QueueIDs []string `json:"queue_ids,omitempty" maxItems:"500" doc:"only for these queues; none: for all"`
	Note     string   `json:"note,omitempty"`
}

func (b calendarBody) write() CalendarWrite {
	return CalendarWrite{Kind: b.Kind, Name: b.Name, NameEN: b.NameEN, FromOn: b.FromOn, ToOn: b.ToOn, Note: b.Note, QueueIDs: b.QueueIDs}
}

type newCalendarIn struct{ Body calendarBody }

type putCalendarIn struct {
	ByID
	Revision
	Body calendarBody
}

type dropCalendarIn struct {
	ByID
	Revision
	RevQuery int64 `query:"rev" doc:"the revision that was read, when If-Match is not sent"`
}

type calendarImportIn struct {
	Body struct {
		FileName string `json:"file_name,omitempty" maxLength:"300"`
		Content  string `json:"content" maxLength:"1000000" doc:"the file as text: JSON with days, or iCalendar"`
		Check    bool   `json:"check,omitempty" doc:"only tell what would change"`
		GoodOnly bool   `json:"good_only,omitempty" doc:"take the good rows of a file with issues"`
	}
}

type calendarYearPath struct {
	Year int `path:"year" minimum:"2000" maximum:"2100"`
}

func (s *Service) registerCalendar(api huma.API) {
	web.Register(api, op("list-calendar-entries", http.MethodGet, "/calendar/entries", "List holidays, make-up workdays and events"), "org.read",
		func(ctx context.Context, in *calendarListIn) (*listOut[CalendarEntry], error) {
			p, err := s.ListCalendar(ctx, CalendarListIn{ListIn: ListIn{Search: in.Search, Cursor: in.Cursor, Limit: in.Limit, Sort: in.Sort},
				Kind: in.Kind, Origin: in.Origin, Year: in.Year})
			return &listOut[CalendarEntry]{p}, err
		})
	web.Register(api, op("get-calendar-entry", http.MethodGet, "/calendar/entries/{id}", "Read a calendar entry"), "org.read",
		func(ctx context.Context, in *ByID) (*rowOut[CalendarEntry], error) {
			x, err := s.CalendarEntry(ctx, in.ID)
			return row(x, x.Rev, err)
		})
	web.Register(api, made(op("create-calendar-entry", http.MethodPost, "/calendar/entries", "Add an own holiday, make-up workday or event")), "calendar.manage",
		func(ctx context.Context, in *newCalendarIn) (*rowOut[CalendarEntry], error) {
			x, err := s.CreateCalendarEntry(ctx, in.Body.write())
			return row(x, x.Rev, err)
		})
	web.Register(api, op("put-calendar-entry", http.MethodPut, "/calendar/entries/{id}", "Change an own calendar entry"), "calendar.manage",
		func(ctx context.Context, in *putCalendarIn) (*rowOut[CalendarEntry], error) {
			rev, err := in.of(in.Body.Rev)
			if err != nil {
				return nil, err
			}
			x, err := s.UpdateCalendarEntry(ctx, in.ID, rev, in.Body.write())
			return row(x, x.Rev, err)
		})
	web.Register(api, op("delete-calendar-entry", http.MethodDelete, "/calendar/entries/{id}", "Take an own calendar entry away"), "calendar.manage",
		func(ctx context.Context, in *dropCalendarIn) (*none, error) {
			rev, err := in.of(in.RevQuery)
			if err != nil {
				return nil, err
			}
			return nil, s.DeleteCalendarEntry(ctx, in.ID, rev)
		})
	web.Register(api, op("list-calendar-days", http.MethodGet, "/calendar/days", "Tell what kind of day each date is"), "org.read",
		func(ctx context.Context, in *calendarDaysIn) (*struct{ Body CalendarOutlook }, error) {
			out, err := s.CalendarDays(ctx, in.From, in.To, in.Queue)
			return &struct{ Body CalendarOutlook }{out}, err
		})
	web.Register(api, op("list-calendar-years", http.MethodGet, "/calendar/years", "List the years with statutory holidays"), "org.read",
		func(ctx context.Context, _ *none) (*itemsOut[CalendarYear], error) {
			return items(s.CalendarYears(ctx))
		})
	web.Register(api, op("delete-calendar-year", http.MethodDelete, "/calendar/years/{year}", "Take an imported year away; the shipped days hold again"), "calendar.manage",
		func(ctx context.Context, in *calendarYearPath) (*none, error) {
			return nil, s.DropCalendarYear(ctx, in.Year)
		})
	web.Register(api, op("import-calendar", http.MethodPost, "/calendar/imports", "Import a file of statutory holidays, or look what it would change"), "calendar.manage",
		func(ctx context.Context, in *calendarImportIn) (*struct{ Body CalendarImported }, error) {
			b := in.Body
			out, err := s.ImportCalendar(ctx, CalendarImport{FileName: b.FileName, Content: b.Content, Check: b.Check, GoodOnly: b.GoodOnly})
			return &struct{ Body CalendarImported }{out}, err
		})
}
