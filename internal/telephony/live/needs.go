package live

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Meter counts single contacts as the catalogue of numbers does.
type Meter interface {
	// Columns is how many sums a contact adds to.
	Columns() int
	// Count tells how much a contact of the queue adds to each column, and at
	// which instant it counts there.
	Count(queueID string, c *telephony.Contact, add func(column int, at int64, value float64))
	// Value is metric i over sums by column; ok is false when it cannot be
	// computed.
	Value(i int, sums []float64) (value, num, den float64, ok bool)
}

// Forecasts tells what is expected of a day (YYYY-MM-DD), by the queues' ids.
type Forecasts interface {
	Expected(ctx context.Context, tx *sqldb.Tx, on string) (map[string]Expectation, error)
}

// Standing is where somebody is to be at a moment, and whether they are.
type Standing struct {
	Known    bool   // there is a published roster of the day
	Activity string // code of what is scheduled; off: nothing
	Deviates bool   // does what does not fit, perhaps within the grace
	Out      bool   // deviates beyond the grace
	SinceMs  int64  // of Out
	AgainMs  int64  // when time alone changes this; 0: never
}

// Schedule says where everybody is to be, at any moment of a day.
type Schedule interface {
	// At tells how somebody stands, given what they did up to now.
	At(personID string, spans []telephony.AgentSpan, nowMs int64) Standing
	// Due calls fn for everybody whose shift has begun and is not over.
	Due(nowMs int64, fn func(personID string))
}

// Schedules gives the schedule of a day (YYYY-MM-DD).
type Schedules interface {
	Schedule(ctx context.Context, tx *sqldb.Tx, on string) (Schedule, error)
}

// Numbers gives meters of metrics as they are in force on a day (YYYY-MM-DD).
type Numbers interface {
	Meter(ctx context.Context, tx *sqldb.Tx, metrics []string, on string) (Meter, error)
}
