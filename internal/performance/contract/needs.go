package contract

import (
	"context"

	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/performance/target"
)

// Numbers answers the numbers of the catalogue.
type Numbers interface {
	Query(ctx context.Context, q metric.Query) (metric.Answer, error)
	List(ctx context.Context) ([]metric.Metric, error)
}

// Targets gives the targets of subjects whose periods touch the days.
type Targets interface {
	Of(ctx context.Context, of target.SubjectsIn, from, to string) ([]target.Target, error)
}
