package care

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/metric"
)

// Numbers answers the numbers of the catalogue.
type Numbers interface {
	Query(ctx context.Context, q metric.Query) (metric.Answer, error)
}

// Shift is a published day of work of a person.
type Shift struct {
	PersonID string
	On       civil.Date
	Hours    float64
	Night    bool // some of it between midnight and six
}

// Rosters gives the published shifts of everybody.
type Rosters interface {
	ShiftsOver(ctx context.Context, days civil.Range) ([]Shift, error)
}
