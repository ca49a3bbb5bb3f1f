package retention

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type listOut struct {
	Body struct {
		Items []Setting `json:"items"`
	}
}

type previewIn struct {
	Kind string `path:"kind" maxLength:"60"`
	Days int64  `query:"days" minimum:"0" maximum:"36500" doc:"0: for ever"`
}

type previewOut struct{ Body Preview }

type setIn struct {
	web.IfMatch
	Kind string `path:"kind" maxLength:"60"`
	Body struct {
		Days int64 `json:"days" minimum:"0" maximum:"36500" doc:"0: for ever"`
		Rev  int64 `json:"rev,omitempty" doc:"as If-Match; 0 for a kind never set"`
	}
}

type settingOut struct {
	web.ETag
	Body Setting
}

type runOut struct {
	Body struct {
		JobID string `json:"job_id"`
	}
}

// RegisterAPI declares the operations on how long data is kept.
func (s *Service) RegisterAPI(api huma.API) {
	tags := []string{"Retention"}
	web.Register(api, huma.Operation{OperationID: "list-retention", Method: http.MethodGet, Path: "/retention", Tags: tags, Extensions: web.ScopeCentre,
		Summary: "How long each kind of data is kept"}, Permission,
		func(ctx context.Context, _ *struct{}) (*listOut, error) {
			out := &listOut{}
			var err error
			out.Body.Items, err = s.Settings(ctx)
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "preview-retention", Method: http.MethodGet, Path: "/retention/{kind}/preview", Tags: tags, Extensions: web.ScopeCentre,
		Summary: "Count what would be deleted if a kind were kept for so many days"}, Permission,
		func(ctx context.Context, in *previewIn) (*previewOut, error) {
			p, err := s.Preview(ctx, in.Kind, in.Days)
			return &previewOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "set-retention", Method: http.MethodPut, Path: "/retention/{kind}", Tags: tags, Extensions: web.ScopeCentre,
		Summary: "Say for how many days a kind is kept"}, Permission,
		func(ctx context.Context, in *setIn) (*settingOut, error) {
			rev, given, err := in.IfMatch.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = in.Body.Rev
			}
			v, err := s.Set(ctx, in.Kind, in.Body.Days, rev)
			return &settingOut{web.Tag(v.Rev), v}, err
		})
	web.Register(api, huma.Operation{OperationID: "run-retention", Method: http.MethodPost, Path: "/retention/run", Tags: tags, Extensions: web.ScopeCentre,
		Summary: "Delete now what is older than it is kept", DefaultStatus: http.StatusAccepted}, Permission,
		func(ctx context.Context, _ *struct{}) (*runOut, error) {
			out := &runOut{}
			var err error
			out.Body.JobID, err = s.Start(ctx)
			return out, err
		})
}
