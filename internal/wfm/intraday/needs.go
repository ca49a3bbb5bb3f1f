package intraday

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/wfm/forecast"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// Forecasts tell what came and what is expected: wfm/forecast.
type Forecasts interface {
	RunningDay(ctx context.Context, on civil.Date) ([]forecast.RunningDay, error)
}

// Rosters tell who works when, and take changes: wfm/roster/rosters.
type Rosters interface {
	PublishedDay(ctx context.Context, on civil.Date) (rosters.Day, error)
	Certificate(ctx context.Context, rosterID string, day int) (rosters.Certificate, error)
	MovePauses(ctx context.Context, rosterID string, moves []rosters.PauseMove, reason string) error
}

// Floor tells who is signed in, by the ids of people; known is false when the
// telephone system does not tell now.
type Floor interface {
	SignedIn(ctx context.Context) (people map[string]bool, known bool, err error)
}

// Numbers answers what was: the metric module.
type Numbers interface {
	Query(ctx context.Context, q metric.Query) (metric.Answer, error)
}

// Organisation is the centre and its people: org.
type Organisation interface {
	Directory(ctx context.Context, tx *sqldb.Tx) (org.Directory, error)
	Centre(ctx context.Context, tx *sqldb.Tx) (org.Centre, error)
	SkillsOfPeople(ctx context.Context, tx *sqldb.Tx) (map[string][]string, error)
}

// Offers ask people to stay longer or leave earlier: they decide themselves.
type Offers interface {
	Ask(ctx context.Context, in Asking) error
}

// Asking is what people are asked.
type Asking struct {
	On      civil.Date
	Kind    Kind // overtime or release
	SkillID string
	From    int // minutes after midnight, of more or fewer hours
	To      int
	Moves   []Move // for whom it was foreseen; who fits is asked in fair order
	Reason  string
}

// Facts are contacts and sign-ins: telephony/rollup.
type Facts interface {
	Sheets(ctx context.Context, tx *sqldb.Tx, firstDay, lastDay int64, want func(queueID string) bool, fn func(*telephony.Sheet) error) error
	AgentPresence(ctx context.Context, tx *sqldb.Tx, agentID string, firstDay, lastDay int64) (signed, aux []telephony.Stretch, err error)
}
