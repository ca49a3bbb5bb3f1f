package staffing

import (
	"context"

	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// Numbers answers what came: the metric module.
type Numbers interface {
	Query(ctx context.Context, q metric.Query) (metric.Answer, error)
}

// Forecasts gives what is forecast: wfm/forecast.
type Forecasts interface {
	Version(ctx context.Context, versionID string) (forecast.Version, error)
	Loads(ctx context.Context, versionID string) (forecast.Version, []forecast.DayLoad, error)
}
