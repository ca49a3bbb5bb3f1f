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

// Numbers gives meters of metrics as they are in force on a day (YYYY-MM-DD).
type Numbers interface {
	Meter(ctx context.Context, tx *sqldb.Tx, metrics []string, on string) (Meter, error)
}
