package adherence

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/rollup"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

// Rosters are the published days: wfm/roster/rosters.
type Rosters interface {
	PublishedOver(ctx context.Context, tx *sqldb.Tx, days civil.Range, personID string) ([]rosters.PersonDay, error)
}

// Leave is the approved time off: wfm/timeoff.
type Leave interface {
	OverIn(ctx context.Context, tx *sqldb.Tx, from, to civil.Date) ([]timeoff.Absence, error)
}

// States are what the telephony told of people: telephony/rollup.
type States interface {
	Timelines(ctx context.Context, tx *sqldb.Tx) (*rollup.Timelines, error)
	AgentDayEpochs(ctx context.Context, tx *sqldb.Tx, firstDay, lastDay int64) (map[rollup.AgentDayKey]int64, error)
	DataUntil(ctx context.Context, tx *sqldb.Tx) (int64, error)
	Kept(ctx context.Context, tx *sqldb.Tx) (telephony.Kept, error)
}

// People are who is in which team when: org.
type People interface {
	Directory(ctx context.Context, tx *sqldb.Tx) (org.Directory, error)
	Today(ctx context.Context, tx *sqldb.Tx) (string, error)
	Centre(ctx context.Context, tx *sqldb.Tx) (org.Centre, error)
}
