package segment

import (
	"context"

	"github.com/lingting/lingting/internal/metric"
)

// Numbers answers the numbers of the catalogue.
type Numbers interface {
	Query(ctx context.Context, q metric.Query) (metric.Answer, error)
	List(ctx context.Context) ([]metric.Metric, error)
}
