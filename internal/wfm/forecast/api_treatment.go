package forecast

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

type historyDaysIn struct {
	web.PageIn
	Search string `query:"search" maxLength:"100" doc:"part of a queue's name or code, of the reason or of who gave it"`
	Queue  string `query:"queue" maxLength:"60" doc:"id; left out: all"`
	On     string `query:"on" maxLength:"10" doc:"only this day, YYYY-MM-DD"`
	Found  string `query:"found" enum:"closed,partial,outlier,outage,none"`
	State  string `query:"state" enum:"ruled,treated,taken_back"`
	Sort   string `query:"sort" maxLength:"20" doc:"on, queue, found, actual or usual; a leading - turns it round"`
}

type historyDaysOut struct{ Body page.Of[HistoryDay] }

type treatIn struct {
	web.IfMatch
	Body struct {
		QueueID    string           `json:"queue_id" maxLength:"60"`
		On         string           `json:"on" maxLength:"10" doc:"the day, YYYY-MM-DD"`
		Treatment  series.Treatment `json:"treatment" maxLength:"20" doc:"keep, leave-out or repair"`
		FromMinute int              `json:"from_minute,omitempty" doc:"of repair: from which minute of the day what was counted is not to be believed"`
		ToMinute   int              `json:"to_minute,omitempty" doc:"of repair: until which minute, not included"`
		Reason     string           `json:"reason" maxLength:"2000"`
	}
}

type treatmentOut struct {
	web.ETag
	Body Treatment
}

type treatmentPath struct {
	ID string `path:"id" maxLength:"60"`
}

func (s *Service) registerTreatments(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-history-days", Method: http.MethodGet, Path: "/forecast/history-days", Tags: tags, Summary: "Days of the history that stand out, and what is done about them"},
		PermissionRead, func(ctx context.Context, in *historyDaysIn) (*historyDaysOut, error) {
			p, err := s.HistoryDays(ctx, HistoryDaysIn{Search: in.Search, QueueID: in.Queue, On: in.On, Found: in.Found, State: in.State, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &historyDaysOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "treat-history-day", Method: http.MethodPost, Path: "/forecast/treatments", Tags: tags, Summary: "Say how a day of a queue's history is to be taken, over the rule", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *treatIn) (*treatmentOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			on, err := civil.Parse(in.Body.On)
			if err != nil {
				return nil, fault.Invalidf("forecast.treatment.invalid", "The day cannot be treated as it is asked for.").WithField("body.on", "date", "must be a date, YYYY-MM-DD")
			}
			t, err := s.Treat(ctx, in.Body.QueueID, on, TreatmentRule{How: in.Body.Treatment, FromMinute: in.Body.FromMinute, ToMinute: in.Body.ToMinute}, in.Body.Reason, rev)
			return &treatmentOut{web.Tag(t.CreatedMs), t}, err
		})
	web.Register(api, huma.Operation{OperationID: "undo-treatment", Method: http.MethodPost, Path: "/forecast/treatments/{id}/undo", Tags: tags, Summary: "Take back what was said of a day: the rule holds again", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *treatmentPath) (*treatmentOut, error) {
			t, err := s.UndoTreatment(ctx, in.ID)
			return &treatmentOut{web.Tag(0), t}, err
		})
}
