package org

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

// Register declares the module's operations.
func (s *Service) Register(api huma.API) {
	s.registerCentre(api)
	s.registerSites(api)
	s.registerTeams(api)
	s.registerSeats(api)
	s.registerSkills(api)
	s.registerQueues(api)
	s.registerParameters(api)
	s.registerPeople(api)
	s.registerMemberships(api)
	s.registerCalendar(api)
	s.registerMerges(api)
}

func op(id, method, path, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{"Organisation"}}
}

// ofPeople marks an operation that tells of people: only of those in the
// actor's scope.
func ofPeople(o huma.Operation) huma.Operation {
	o.Extensions = web.ScopePeople
	return o
}

func made(o huma.Operation) huma.Operation {
	o.DefaultStatus = http.StatusCreated
	return o
}

// ListQuery is embedded in the input of a list.
type ListQuery struct {
	Search string `query:"search" maxLength:"100" doc:"Part of the code or name"`
	Active string `query:"active" enum:"true,false,all" default:"all" doc:"Only those in use, or only the archived"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	Sort   string `query:"sort" doc:"code or name (people: agent_no or name); a leading - turns it round"`
}

func (in *ListQuery) ask() ListIn {
	out := ListIn{Search: in.Search, Cursor: in.Cursor, Limit: in.Limit, Sort: in.Sort}
	if in.Active != "all" && in.Active != "" {
		active := in.Active == "true"
		out.Active = &active
	}
	return out
}

type listOut[T any] struct{ Body page.Of[T] }

func listed[T any](fn func(context.Context, ListIn) (page.Of[T], error)) func(context.Context, *ListQuery) (*listOut[T], error) {
	return func(ctx context.Context, in *ListQuery) (*listOut[T], error) {
		p, err := fn(ctx, in.ask())
		return &listOut[T]{p}, err
	}
}

// ByID is embedded in the input of an operation on one row.
type ByID struct {
	ID string `path:"id"`
}

type rowOut[T any] struct {
	web.ETag
	Body T
}

func row[T any](v T, rev int64, err error) (*rowOut[T], error) {
	return &rowOut[T]{web.Tag(rev), v}, err
}

// Revision is embedded in the input of an edit: If-Match, else the body's rev.
type Revision struct{ web.IfMatch }

func (r Revision) of(body int64) (int64, error) {
	rev, given, err := r.Rev()
	if err != nil || given {
		return rev, err
	}
	return body, nil
}

type none struct{}

type itemsOut[T any] struct {
	Body struct {
		Items []T `json:"items"`
	}
}

func items[T any](v []T, err error) (*itemsOut[T], error) {
	out := &itemsOut[T]{}
	out.Body.Items = v
	return out, err
}

type centreIn struct {
	Revision
	Body struct {
		Name                      string   `json:"name"`
		Timezone                  string   `json:"timezone" doc:"IANA name, for example Asia/Shanghai"`
		WeekStart                 string   `json:"week_start" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday"`
		Locale                    string   `json:"locale" enum:"zh-CN,en"`
		ServiceLevelVariant       string   `json:"service_level_variant" doc:"metric id, for example sl-off"`
		ShortAbandonMs            *int64   `json:"short_abandon_ms,omitempty" doc:"as today when left out, like all that has a history"`
		ServiceLevelThresholdMs   *int64   `json:"service_level_threshold_ms,omitempty"`
		ServiceLevelTargetPercent *float64 `json:"service_level_target_percent,omitempty"`
		RepeatWindowHours         *int     `json:"repeat_window_hours,omitempty"`
		LowVolumeMin              int      `json:"low_volume_min" doc:"cells with fewer contacts are not coloured"`
		Rev                       int64    `json:"rev,omitempty"`
		Since
	}
}

// Pick is an entry of a picker.
type Pick struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	Name     string `json:"name"`
	Archived bool   `json:"archived,omitempty" doc:"no longer in use; its past still counts"`
}

// Dimensions are what numbers can be split and filtered by.
type Dimensions struct {
	Queues    []Pick   `json:"queues"`
	Teams     []Pick   `json:"teams"`
	Agents    []Pick   `json:"agents"`
	Sites     []Pick   `json:"sites"`
	Skills    []Pick   `json:"skills"`
	Channels  []string `json:"channels"`
	CallTypes []string `json:"call_types"`
}

func (s *Service) registerCentre(api huma.API) {
	web.Register(api, op("get-centre", http.MethodGet, "/centre", "Read the centre's settings"), "",
		func(ctx context.Context, _ *none) (*rowOut[Centre], error) {
			c, err := s.ReadCentre(ctx)
			return row(c, c.Rev, err)
		})
	web.Register(api, op("put-centre", http.MethodPut, "/centre", "Change the centre's settings"), "settings.manage",
		func(ctx context.Context, in *centreIn) (*rowOut[Centre], error) {
			c, err := s.ReadCentre(ctx)
			if err != nil {
				return nil, err
			}
			b := in.Body
			if c.Rev, err = in.of(b.Rev); err != nil {
				return nil, err
			}
			c.Name, c.Timezone, c.WeekStart, c.Locale, c.ServiceLevelVariant, c.LowVolumeMin = b.Name, b.Timezone, b.WeekStart, b.Locale, b.ServiceLevelVariant, b.LowVolumeMin
			set(&c.ShortAbandonMs, b.ShortAbandonMs)
			set(&c.ServiceLevelThresholdMs, b.ServiceLevelThresholdMs)
			set(&c.ServiceLevelTargetPercent, b.ServiceLevelTargetPercent)
			set(&c.RepeatWindowHours, b.RepeatWindowHours)
			c, err = s.PutCentre(ctx, c, b.Since)
			return row(c, c.Rev, err)
		})
	type out struct{ Body Dimensions }
	web.Register(api, ofPeople(op("get-dimensions", http.MethodGet, "/dimensions", "List what numbers can be split and filtered by")), "metric.read",
		func(ctx context.Context, _ *none) (*out, error) {
			d, err := s.Dimensions(ctx)
			return &out{d}, err
		})
}
