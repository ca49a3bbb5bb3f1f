package metric

import (
	"context"
	"net/http"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/calc/formula"
	"github.com/lingting/lingting/internal/kit/web"
)

var metricTags = []string{"Metrics"}

// registerDefinitions declares the operations of the catalogue.
func (s *Service) registerDefinitions(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-metrics", Method: http.MethodGet, Path: "/metrics", Tags: metricTags,
		Summary: "The catalogue of metrics", Description: "Every metric not archived, with the version in force today and all its versions."},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*metricsOut, error) {
			list, err := s.List(ctx)
			return &metricsOut{Body: list}, err
		})
	web.Register(api, huma.Operation{OperationID: "metric-vocabulary", Method: http.MethodGet, Path: "/metrics/vocabulary", Tags: metricTags,
		Summary: "What formulas may be made of"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*vocabularyOut, error) {
			words, err := s.Vocabulary(ctx)
			return &vocabularyOut{Body: words}, err
		})
	web.Register(api, huma.Operation{OperationID: "check-formula", Method: http.MethodPost, Path: "/metrics/check", Tags: metricTags,
		Summary: "Check a formula as it is typed", Description: "Changes nothing. Places are counted as a browser counts characters (UTF-16)."},
		PermissionRead, s.checkFormula)
	web.Register(api, huma.Operation{OperationID: "preview-formula", Method: http.MethodPost, Path: "/metrics/preview", Tags: metricTags,
		Summary: "Try a formula on days that have passed", Description: "Keeps nothing. The values stand under the id preview."},
		PermissionRead, func(ctx context.Context, in *previewIn) (*queryOut, error) {
			b := in.Body
			q, err := Asked{From: b.From, To: b.To, Grain: b.Grain, Metrics: PreviewID}.Query()
			if err != nil {
				return nil, err
			}
			a, err := s.Preview(ctx, b.Formula, b.Unit, q)
			return &queryOut{Body: a}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-metric", Method: http.MethodGet, Path: "/metrics/{id}", Tags: metricTags,
		Summary: "One metric with its versions"},
		PermissionRead, func(ctx context.Context, in *struct {
			ID string `path:"id" maxLength:"60"`
		}) (*metricOut, error) {
			return oneMetric(s.Get(ctx, in.ID))
		})
	web.Register(api, huma.Operation{OperationID: "create-metric", Method: http.MethodPost, Path: "/metrics", Tags: metricTags,
		Summary: "Add a metric of the centre's own", Description: "Sent again with the same content it answers the same metric."},
		PermissionManage, func(ctx context.Context, in *newMetricIn) (*metricOut, error) {
			b := in.Body
			return oneMetric(s.Create(ctx, NewMetric{ID: b.ID, NameZH: b.NameZH, NameEN: b.NameEN, Unit: b.Unit, Direction: b.Direction,
				Formula: b.Formula, Group: b.Group, ExclusionsZH: b.ExclusionsZH, ExclusionsEN: b.ExclusionsEN, Source: b.Source, Note: b.Note, Parameters: b.Parameters}))
		})
	web.Register(api, huma.Operation{OperationID: "add-metric-version", Method: http.MethodPost, Path: "/metrics/{id}/versions", Tags: metricTags,
		Summary: "Add a version to a metric", Description: "What is left out stays as in the newest version. It begins today or later: numbers of earlier days do not change."},
		PermissionManage, s.addVersion)
	web.Register(api, huma.Operation{OperationID: "archive-metric", Method: http.MethodDelete, Path: "/metrics/{id}", Tags: metricTags,
		Summary: "Archive a metric of the centre's own", Description: "Refused while something uses the metric; its versions can still be asked for.",
		DefaultStatus: http.StatusNoContent},
		PermissionManage, func(ctx context.Context, in *struct {
			web.IfMatch
			ID string `path:"id" maxLength:"60"`
		}) (*struct{}, error) {
			rev, _, err := in.Rev()
			if err != nil {
				return nil, err
			}
			return nil, s.Archive(ctx, in.ID, rev)
		})
}

type metricsOut struct{ Body []Metric }

type vocabularyOut struct{ Body Words }

type metricOut struct {
	web.ETag
	Body Metric
}

func oneMetric(m Metric, err error) (*metricOut, error) {
	if err != nil {
		return nil, err
	}
	return &metricOut{ETag: web.Tag(m.Rev), Body: m}, nil
}

type newMetricIn struct {
	Body struct {
		ID           string     `json:"id" maxLength:"60" example:"talk-share"`
		NameZH       string     `json:"name_zh" maxLength:"80"`
		NameEN       string     `json:"name_en" maxLength:"80"`
		Unit         string     `json:"unit" enum:"count,percent,seconds,per_hour,ratio,erlang"`
		Direction    string     `json:"direction,omitempty" enum:"up,down,none" default:"none"`
		Formula      string     `json:"formula" maxLength:"4000" example:"talk_ms / answered / 1000"`
		Group        string     `json:"group,omitempty" enum:"volume,service_level,waiting,handling,agent,resolution,custom" default:"custom"`
		ExclusionsZH string     `json:"exclusions_zh,omitempty" maxLength:"500"`
		ExclusionsEN string     `json:"exclusions_en,omitempty" maxLength:"500"`
		Source       string     `json:"source,omitempty" maxLength:"500"`
		Note         string     `json:"note,omitempty" maxLength:"500"`
		Parameters   Parameters `json:"parameters,omitempty"`
	}
}

type newVersionIn struct {
	web.IfMatch
	ID   string `path:"id" maxLength:"60"`
	Body struct {
		EffectiveOn  string     `json:"effective_on" format:"date" doc:"first day, today or later"`
		NameZH       *string    `json:"name_zh,omitempty" maxLength:"80"`
		NameEN       *string    `json:"name_en,omitempty" maxLength:"80"`
		Unit         *string    `json:"unit,omitempty" enum:"count,percent,seconds,per_hour,ratio,erlang"`
		Direction    *string    `json:"direction,omitempty" enum:"up,down,none"`
		Formula      *string    `json:"formula,omitempty" maxLength:"4000" doc:"over measures and metrics; or give numerator, denominator and scale"`
		Numerator    *string    `json:"numerator,omitempty" maxLength:"4000"`
		Denominator  *string    `json:"denominator,omitempty" maxLength:"4000"`
		Scale        *float64   `json:"scale,omitempty"`
		ClockStart   *string    `json:"clock_start,omitempty" maxLength:"80"`
		ClockStop    *string    `json:"clock_stop,omitempty" maxLength:"80"`
		Comparison   *string    `json:"comparison,omitempty" enum:"<=,<"`
		Attribution  *string    `json:"attribution,omitempty" enum:"arrival,answer,end,event"`
		ExclusionsZH *string    `json:"exclusions_zh,omitempty" maxLength:"500"`
		ExclusionsEN *string    `json:"exclusions_en,omitempty" maxLength:"500"`
		Source       *string    `json:"source,omitempty" maxLength:"500"`
		Note         *string    `json:"note,omitempty" maxLength:"500"`
		Parameters   Parameters `json:"parameters,omitempty" doc:"all pinned parameters; left out, they stay"`
		Rev          int64      `json:"rev,omitempty" doc:"as If-Match"`
	}
}

func (s *Service) addVersion(ctx context.Context, in *newVersionIn) (*metricOut, error) {
	rev, given, err := in.IfMatch.Rev()
	if err != nil {
		return nil, err
	}
	b := in.Body
	if !given {
		rev = b.Rev
	}
	return oneMetric(s.AddVersion(ctx, in.ID, NewVersion{EffectiveOn: b.EffectiveOn, NameZH: b.NameZH, NameEN: b.NameEN, Unit: b.Unit, Direction: b.Direction,
		Formula: b.Formula, Numerator: b.Numerator, Denominator: b.Denominator, Scale: b.Scale, ClockStart: b.ClockStart, ClockStop: b.ClockStop,
		Comparison: b.Comparison, Attribution: b.Attribution, ExclusionsZH: b.ExclusionsZH, ExclusionsEN: b.ExclusionsEN, Source: b.Source, Note: b.Note,
		Parameters: b.Parameters}, rev))
}

type checkIn struct {
	Body struct {
		Formula string `json:"formula" maxLength:"10000"`
		ID      string `json:"id,omitempty" maxLength:"60" doc:"the metric it is for, so that it cannot refer to itself"`
	}
}

type previewIn struct {
	Body struct {
		Formula string `json:"formula" maxLength:"4000"`
		Unit    string `json:"unit" enum:"count,percent,seconds,per_hour,ratio,erlang"`
		From    string `json:"from" format:"date"`
		To      string `json:"to" format:"date" doc:"last day, included"`
		Grain   string `json:"grain,omitempty" enum:"day,week,month,total" default:"day"`
	}
}

type checkOut struct {
	Body struct {
		OK          bool                 `json:"ok" doc:"no errors; there may be warnings"`
		Errors      []formula.Diagnostic `json:"errors" doc:"errors and warnings in order of place"`
		Numerator   string               `json:"numerator" doc:"written out over measures"`
		Denominator string               `json:"denominator"`
		Scale       float64              `json:"scale"`
		Unit        string               `json:"unit" doc:"what the formula gives, as far as it can be told: count, percent, seconds, ms, per_hour, ratio or empty"`
		Uses        []string             `json:"uses" doc:"measures, and metrics with the version they stand for"`
	}
}

func (s *Service) checkFormula(ctx context.Context, in *checkIn) (*checkOut, error) {
	c, err := s.Check(ctx, in.Body.Formula, in.Body.ID)
	if err != nil {
		return nil, err
	}
	out := &checkOut{}
	b := &out.Body
	b.OK, b.Errors, b.Uses = c.OK(), []formula.Diagnostic{}, []string{}
	b.Numerator, b.Denominator, b.Scale, b.Unit = c.Numerator, c.Denominator, c.Scale, string(c.Unit)
	b.Uses = append(b.Uses, c.Uses...)
	for _, d := range c.Diagnostics {
		d.From, d.To = utf16Offset(in.Body.Formula, d.From), utf16Offset(in.Body.Formula, d.To)
		b.Errors = append(b.Errors, d)
	}
	return out, nil
}

// utf16Offset turns a byte offset into the browser's count of characters.
func utf16Offset(s string, at int) int {
	n := 0
	for i := 0; i < at && i < len(s); {
		r, w := utf8.DecodeRuneInString(s[i:])
		i += w
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
