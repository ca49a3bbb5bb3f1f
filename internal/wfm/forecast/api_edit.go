package forecast

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/web"
)

type editIn struct {
	web.IfMatch
	VersionPath
	Body struct {
		Measure    EditMeasure `json:"measure,omitempty" maxLength:"20" doc:"contacts (also when left out) or handle_time"`
		Kind       EditKind    `json:"kind" maxLength:"20" doc:"percent, add, set, clamp or copy"`
		QueueIDs   []string    `json:"queue_ids,omitempty" maxItems:"500"`
		FromOn     string      `json:"from_on" maxLength:"10"`
		ToOn       string      `json:"to_on" maxLength:"10"`
		FromMinute int         `json:"from_minute,omitempty"`
		ToMinute   int         `json:"to_minute,omitempty" doc:"left out: the end of the day"`
		Value      float64     `json:"value,omitempty"`
		Low        float64     `json:"low,omitempty"`
		High       *float64    `json:"high,omitempty"`
		CopyOn     string      `json:"copy_on,omitempty" maxLength:"10"`
		Reason     string      `json:"reason" maxLength:"2000"`
	}
}

type editOut struct{ Body Edit }

type editsOut struct{ Body []Edit }

type undoIn struct {
	VersionPath
	Edit string `path:"edit" maxLength:"60"`
}

func (s *Service) registerEdits(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-forecast-edits", Method: http.MethodGet, Path: "/forecast/versions/{id}/edits", Tags: tags, Summary: "What was changed by hand, in the order it is applied"},
		PermissionRead, func(ctx context.Context, in *VersionPath) (*editsOut, error) {
			e, err := s.Edits(ctx, in.ID)
			return &editsOut{e}, err
		})
	web.Register(api, huma.Operation{OperationID: "edit-forecast", Method: http.MethodPost, Path: "/forecast/versions/{id}/edits", Tags: tags, Summary: "Change a draft by hand, with a reason", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *editIn) (*editOut, error) {
			rev, _, err := in.Rev()
			if err != nil {
				return nil, err
			}
			b := in.Body
			var w fault.Collector
			read := func(field, text string) civil.Date {
				d, err := civil.Parse(text)
				if err != nil {
					w.Add(field, "date", "must be a date, YYYY-MM-DD")
				}
				return d
			}
			r := Rule{Measure: b.Measure, Kind: b.Kind, QueueIDs: b.QueueIDs, FromOn: read("body.from_on", b.FromOn), ToOn: read("body.to_on", b.ToOn), FromMinute: b.FromMinute, ToMinute: b.ToMinute,
				Value: b.Value, Low: b.Low, High: b.High, CopyOn: b.CopyOn}
			if err := w.Err("forecast.edit.invalid", "The change cannot be made as it is asked for."); err != nil {
				return nil, err
			}
			e, err := s.Edit(ctx, in.ID, rev, r, b.Reason)
			return &editOut{e}, err
		})
	web.Register(api, huma.Operation{OperationID: "undo-forecast-edit", Method: http.MethodPost, Path: "/forecast/versions/{id}/edits/{edit}/undo", Tags: tags, Summary: "Take a change of a draft back", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *undoIn) (*editOut, error) {
			e, err := s.Undo(ctx, in.ID, in.Edit)
			return &editOut{e}, err
		})
}
