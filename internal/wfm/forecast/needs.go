package forecast

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/metric"
)

// Numbers answers what came: the metric module.
type Numbers interface {
	Query(ctx context.Context, q metric.Query) (metric.Answer, error)
}

// Duties answers who works when by the published rosters, whoever asks: the
// rosters. A day somebody is off has no spans.
type Duties interface {
	Duties(ctx context.Context, days civil.Range) ([]Duty, error)
}

// Duty is somebody's day in a published roster: of no length when they are off.
// Times are minutes after the day's midnight and may reach into the next day.
type Duty struct {
	PersonID, SkillID string // the skill the shift serves
	On                civil.Date
	From, Until       int
	Breaks            [][2]int
}
