package live

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type thresholdsOut struct{ Body []Threshold }

type thresholdOut struct {
	web.ETag
	Body Threshold
}

type thresholdBody struct {
	Rule     string  `json:"rule" maxLength:"40"`
	Target   string  `json:"target" maxLength:"20"`
	TargetID string  `json:"target_id,omitempty" maxLength:"60"`
	State    string  `json:"state,omitempty" maxLength:"20"`
	Reason   string  `json:"reason,omitempty" maxLength:"200"`
	RaiseAt  float64 `json:"raise_at"`
	ClearAt  float64 `json:"clear_at,omitempty"`
	HoldS    int     `json:"hold_s,omitempty"`
	Least    int     `json:"least,omitempty"`
	Severity string  `json:"severity" maxLength:"10"`
	Enabled  bool    `json:"enabled"`
	Rev      int64   `json:"rev,omitempty" doc:"as If-Match"`
}

func (b thresholdBody) threshold() Threshold {
	return Threshold{Rule: b.Rule, Target: b.Target, TargetID: b.TargetID, State: b.State, Reason: b.Reason, RaiseAt: b.RaiseAt, ClearAt: b.ClearAt,
		HoldS: b.HoldS, Least: b.Least, Severity: b.Severity, Enabled: b.Enabled}
}

type goalsOut struct {
	web.ETag
	Body struct {
		Goals
		Rev int64 `json:"rev"`
	}
}

func goalsBody(g Goals, rev int64, err error) (*goalsOut, error) {
	out := &goalsOut{ETag: web.Tag(rev)}
	out.Body.Goals, out.Body.Rev = g, rev
	return out, err
}

// revOf is the revision a writer has read: of the header, else of the body.
func revOf(m web.IfMatch, body int64) (int64, error) {
	rev, given, err := m.Rev()
	if err != nil || given {
		return rev, err
	}
	return body, nil
}

func (s *Service) registerThresholds(api huma.API) {
	settings := []string{"Floor settings"}
	web.Register(api, huma.Operation{OperationID: "list-thresholds", Method: http.MethodGet, Path: "/live/thresholds", Tags: settings,
		Summary: "Thresholds of alarms that hold, those the product comes with included"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*thresholdsOut, error) {
			list, err := s.ThresholdList(ctx)
			return &thresholdsOut{list}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-threshold", Method: http.MethodPost, Path: "/live/thresholds", Tags: settings,
		Summary: "Set a threshold", DefaultStatus: http.StatusCreated},
		PermissionManage, func(ctx context.Context, in *struct{ Body thresholdBody }) (*thresholdOut, error) {
			t, err := s.AddThreshold(ctx, in.Body.threshold())
			return &thresholdOut{web.Tag(t.Rev), t}, err
		})
	web.Register(api, huma.Operation{OperationID: "change-threshold", Method: http.MethodPut, Path: "/live/thresholds/{id}", Tags: settings,
		Summary: "Change a threshold's values; what it is for stays"},
		PermissionManage, func(ctx context.Context, in *struct {
			web.IfMatch
			ID   string `path:"id" maxLength:"60"`
			Body thresholdBody
		}) (*thresholdOut, error) {
			rev, err := revOf(in.IfMatch, in.Body.Rev)
			if err != nil {
				return nil, err
			}
			t, err := s.ChangeThreshold(ctx, in.ID, in.Body.threshold(), rev)
			return &thresholdOut{web.Tag(t.Rev), t}, err
		})
	web.Register(api, huma.Operation{OperationID: "remove-threshold", Method: http.MethodDelete, Path: "/live/thresholds/{id}", Tags: settings,
		Summary: "Take a threshold away", DefaultStatus: http.StatusNoContent},
		PermissionManage, func(ctx context.Context, in *struct {
			ID string `path:"id" maxLength:"60"`
		}) (*struct{}, error) {
			return nil, s.RemoveThreshold(ctx, in.ID)
		})
	web.Register(api, huma.Operation{OperationID: "floor-goals", Method: http.MethodGet, Path: "/live/goals", Tags: settings, Summary: "Targets of the floor's figures"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*goalsOut, error) { return goalsBody(s.GoalsNow(ctx)) })
	web.Register(api, huma.Operation{OperationID: "set-floor-goals", Method: http.MethodPut, Path: "/live/goals", Tags: settings, Summary: "Set the targets of the floor's figures"},
		PermissionManage, func(ctx context.Context, in *struct {
			web.IfMatch
			Body struct {
				Goals
				Rev int64 `json:"rev,omitempty" doc:"as If-Match"`
			}
		}) (*goalsOut, error) {
			rev, err := revOf(in.IfMatch, in.Body.Rev)
			if err != nil {
				return nil, err
			}
			return goalsBody(s.SetGoals(ctx, in.Body.Goals, rev))
		})
}
