package forecast

import (
	"context"

	"github.com/lingting/lingting/internal/metric"
)

// Numbers answers what came: the metric module.
type Numbers interface {
	Query(ctx context.Context, q metric.Query) (metric.Answer, error)
}
