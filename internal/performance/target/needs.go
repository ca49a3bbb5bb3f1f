package target

import (
	"context"

	"github.com/lingting/lingting/internal/metric"
)

// Numbers answers the numbers of the catalogue.
type Numbers interface {
	Query(ctx context.Context, q metric.Query) (metric.Answer, error)
	List(ctx context.Context) ([]metric.Metric, error)
}

// Levels gives the level of each employee on a day, by the person's id.
type Levels interface {
	LevelsOn(ctx context.Context, day string) (map[string]string, error)
}

// Goals gives the goals of the strategy map by id.
type Goals interface {
	GoalNames(ctx context.Context) (map[string]string, error)
}
