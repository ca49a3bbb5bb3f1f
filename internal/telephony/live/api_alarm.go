package live

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/org"
)

type alarmsIn struct {
	From     string `query:"from" doc:"Instant of raising (RFC 3339), included"`
	To       string `query:"to" doc:"Instant, not included"`
	Rule     string `query:"rule" maxLength:"40"`
	Severity string `query:"severity" maxLength:"10" doc:"warn or bad"`
	Object   string `query:"object" maxLength:"200" doc:"id of a queue or agent, or name of a source"`
	Team     string `query:"team" maxLength:"60"`
	Status   string `query:"status" maxLength:"20" doc:"open, cleared or unacknowledged"`
	Owner    string `query:"owner" maxLength:"60" doc:"person id"`
	Search   string `query:"search" maxLength:"100" doc:"in the name of what it is about"`
	Sort     string `query:"sort" maxLength:"20" doc:"raised_ms, or -raised_ms (default): the newest first"`
	web.PageIn
}

func (in *alarmsIn) filter() (AlarmFilter, error) {
	f := AlarmFilter{Rule: in.Rule, Severity: in.Severity, Object: in.Object, Team: in.Team, Status: in.Status, Owner: in.Owner, Search: in.Search, Ascending: in.Sort == "raised_ms"}
	var w fault.Collector
	instant := func(field, text string, to *int64) {
		if text == "" {
			return
		}
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			w.Add(field, "instant", "must be an instant like 2026-11-22T08:00:00+08:00")
		}
		*to = at.UnixMilli()
	}
	instant("query.from", in.From, &f.FromMs)
	instant("query.to", in.To, &f.ToMs)
	switch f.Status {
	case "", "open", "cleared", "unacknowledged":
	default:
		w.Add("query.status", "one_of", "must be open, cleared or unacknowledged")
	}
	return f, w.Err("telephony.floor.filter_invalid", "The list cannot be narrowed like this.")
}

type alarmsOut struct{ Body page.Of[Alarm] }

// AlarmPath is exported for the HTTP framework, which reads only exported embedded structs.
type AlarmPath struct {
	ID string `path:"id" maxLength:"60"`
}

type alarmOut struct{ Body AlarmDetail }

func oneAlarm(a AlarmDetail, err error) (*alarmOut, error) { return &alarmOut{a}, err }

type textBody struct {
	Text string `json:"text,omitempty" maxLength:"500"`
}

type mutesOut struct{ Body []Mute }

type colleaguesOut struct{ Body []org.Named }

func (s *Service) registerAlarms(api huma.API) {
	alarmTags := []string{"Alarms"}
	web.Register(api, huma.Operation{OperationID: "list-alarms", Method: http.MethodGet, Path: "/live/alarms", Tags: alarmTags, Summary: "Alarms, open and past"},
		PermissionRead, func(ctx context.Context, in *alarmsIn) (*alarmsOut, error) {
			f, err := in.filter()
			if err != nil {
				return nil, err
			}
			p, err := s.Alarms(ctx, f, in.Cursor, in.Limit)
			return &alarmsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-alarm", Method: http.MethodGet, Path: "/live/alarms/{id}", Tags: alarmTags, Summary: "An alarm and what was done about it"},
		PermissionRead, func(ctx context.Context, in *AlarmPath) (*alarmOut, error) { return oneAlarm(s.Alarm(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "acknowledge-alarm", Method: http.MethodPost, Path: "/live/alarms/{id}/acknowledge", Tags: alarmTags,
		Summary: "Say that one knows of an alarm; asked twice, the first stands"},
		PermissionAct, func(ctx context.Context, in *struct {
			AlarmPath
			Body textBody
		}) (*alarmOut, error) {
			return oneAlarm(s.Acknowledge(ctx, in.ID, in.Body.Text))
		})
	web.Register(api, huma.Operation{OperationID: "assign-alarm", Method: http.MethodPut, Path: "/live/alarms/{id}/owner", Tags: alarmTags,
		Summary: "Name who handles an alarm"},
		PermissionAct, func(ctx context.Context, in *struct {
			AlarmPath
			Body struct {
				OwnerID string `json:"owner_id" maxLength:"60" doc:"person id; empty: nobody"`
			}
		}) (*alarmOut, error) {
			return oneAlarm(s.Assign(ctx, in.ID, in.Body.OwnerID))
		})
	web.Register(api, huma.Operation{OperationID: "mute-alarm", Method: http.MethodPost, Path: "/live/alarms/{id}/mute", Tags: alarmTags,
		Summary: "Keep what an alarm is about quiet for a while"},
		PermissionAct, func(ctx context.Context, in *struct {
			AlarmPath
			Body struct {
				Minutes int    `json:"minutes"`
				Reason  string `json:"reason" maxLength:"500"`
			}
		}) (*alarmOut, error) {
			return oneAlarm(s.MuteAlarm(ctx, in.ID, in.Body.Minutes, in.Body.Reason))
		})
	web.Register(api, huma.Operation{OperationID: "note-alarm", Method: http.MethodPost, Path: "/live/alarms/{id}/notes", Tags: alarmTags,
		Summary: "Add words to an alarm"},
		PermissionAct, func(ctx context.Context, in *struct {
			AlarmPath
			Body noteBody
		}) (*alarmOut, error) {
			return oneAlarm(s.NoteAlarm(ctx, in.ID, in.Body.Kind, in.Body.Text))
		})
	web.Register(api, huma.Operation{OperationID: "list-mutes", Method: http.MethodGet, Path: "/live/mutes", Tags: alarmTags, Summary: "Mutes that hold"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*mutesOut, error) {
			m, err := s.Mutes(ctx)
			return &mutesOut{m}, err
		})
	web.Register(api, huma.Operation{OperationID: "end-mute", Method: http.MethodDelete, Path: "/live/mutes/{id}", Tags: alarmTags, Summary: "End a mute", DefaultStatus: http.StatusNoContent},
		PermissionAct, func(ctx context.Context, in *AlarmPath) (*struct{}, error) { return nil, s.Unmute(ctx, in.ID) })
	web.Register(api, huma.Operation{OperationID: "list-colleagues", Method: http.MethodGet, Path: "/live/colleagues", Tags: alarmTags,
		Summary: "People an alarm can be given to, team leaders first"},
		PermissionAct, func(ctx context.Context, _ *struct{}) (*colleaguesOut, error) {
			c, err := s.Colleagues(ctx)
			return &colleaguesOut{c}, err
		})
}
