package scorecard

import (
	"context"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/metric"
)

// Numbers answers the numbers of the catalogue.
type Numbers interface {
	Query(ctx context.Context, q metric.Query) (metric.Answer, error)
	List(ctx context.Context) ([]metric.Metric, error)
}

// Levels gives the level of each person on a day (newcomer, skilled, expert); who
// is not in the answer has none.
type Levels interface {
	LevelsOn(ctx context.Context, on string) (map[string]string, error)
}

// Targets gives what people were to reach on a day, by person and metric; who is
// not in the answer has no target of their own.
type Targets interface {
	TargetsOn(ctx context.Context, on string) (map[string]map[string]OwnTarget, error)
}

// OwnTarget is what a person is to reach.
type OwnTarget struct {
	scoring.Points
	Seconds *int // T of within T seconds; none: the metric has none
}
