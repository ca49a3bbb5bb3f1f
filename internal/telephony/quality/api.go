package quality

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

type sourcesOut struct{ Body []Source }

type reportIn struct {
	From string `query:"from" doc:"First day; default: the last 30 days there is data of"`
	To   string `query:"to" doc:"Last day, included"`
}

type reportOut struct{ Body Report }

type listIn struct {
	web.PageIn
	Source string `query:"source" doc:"Name of the source"`
	Reason string `query:"reason" doc:"Code of the reason"`
	Status string `query:"status" doc:"open, replayed or discarded"`
}

type listOut struct{ Body page.Of[Row] }

type replayIn struct {
	Body struct {
		IDs      []string `json:"ids,omitempty" maxItems:"1000"`
		All      bool     `json:"all,omitempty" doc:"All open rows, of the source and reason when given"`
		Source   string   `json:"source,omitempty"`
		Reason   string   `json:"reason,omitempty"`
		Row      string   `json:"row,omitempty" doc:"The one row named, as it should have been"`
		Timezone string   `json:"timezone,omitempty" doc:"Read with this time zone instead"`
		Mapping  any      `json:"mapping,omitempty" doc:"Read with this mapping of columns instead"`
	}
}

type replayOut struct {
	Body struct {
		JobID string `json:"job_id"`
	}
}

type discardIn struct {
	Body struct {
		IDs []string `json:"ids" minItems:"1" maxItems:"1000"`
		Why string   `json:"why" maxLength:"500"`
	}
}

type discardOut struct {
	Body struct {
		Discarded int `json:"discarded"`
	}
}

// Register declares the operations on sources, data quality and quarantine.
func (s *Service) Register(api huma.API) {
	tags := []string{"Data quality"}
	web.Register(api, huma.Operation{
		OperationID: "list-sources", Method: http.MethodGet, Path: "/sources", Summary: "Telephony sources and how they do", Tags: tags,
	}, PermissionSources, func(ctx context.Context, _ *struct{}) (*sourcesOut, error) {
		list, err := s.Sources(ctx)
		return &sourcesOut{list}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "data-quality", Method: http.MethodGet, Path: "/data-quality", Summary: "The state of the data by source, flag and day", Tags: tags,
	}, PermissionRead, func(ctx context.Context, in *reportIn) (*reportOut, error) {
		r, err := s.Report(ctx, in.From, in.To)
		return &reportOut{r}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "list-quarantine", Method: http.MethodGet, Path: "/quarantine", Summary: "Rows that could not be read", Tags: tags,
	}, PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
		p, err := s.Quarantine(ctx, Filter{Source: in.Source, Reason: in.Reason, Status: in.Status, Cursor: in.Cursor, Limit: in.Limit})
		return &listOut{p}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "replay-quarantine", Method: http.MethodPost, Path: "/quarantine/replay", Summary: "Read rows again, with what was corrected", Tags: tags, DefaultStatus: http.StatusAccepted,
	}, PermissionReplay, func(ctx context.Context, in *replayIn) (*replayOut, error) {
		b := in.Body
		r := Replay{IDs: b.IDs, All: b.All, Source: b.Source, Reason: b.Reason, Row: b.Row, Zone: b.Timezone}
		if b.Mapping != nil {
			r.Mapping = &adapter.Mapping{}
			raw, err := json.Marshal(b.Mapping)
			if err != nil {
				return nil, err
			}
			d := json.NewDecoder(bytes.NewReader(raw))
			d.DisallowUnknownFields()
			if err := d.Decode(r.Mapping); err != nil {
				return nil, fault.Invalidf("telephony.mapping.invalid", "The mapping cannot be read: %v.", err).WithField("body.mapping", "mapping", err.Error())
			}
		}
		out := &replayOut{}
		var err error
		out.Body.JobID, err = s.StartReplay(ctx, r)
		return out, err
	})
	web.Register(api, huma.Operation{
		OperationID: "discard-quarantine", Method: http.MethodPost, Path: "/quarantine/discard", Summary: "Put rows aside for good", Tags: tags,
	}, PermissionReplay, func(ctx context.Context, in *discardIn) (*discardOut, error) {
		out := &discardOut{}
		var err error
		out.Body.Discarded, err = s.Discard(ctx, in.Body.IDs, in.Body.Why)
		return out, err
	})
}
