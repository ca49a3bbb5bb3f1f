package offers

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

// Rosters are the published rosters: roster/rosters.
type Rosters interface {
	PublishedDays(ctx context.Context, from, to civil.Date, people []string) ([]rosters.PublishedDay, error)
	Judge() *rosters.Judge
	Apply(ctx context.Context, tx *sqldb.Tx, m rosters.Moved, reason string) error
}

// Types are the shift types: package roster.
type Types interface {
	ShiftTypes(ctx context.Context) ([]roster.ShiftType, error)
}

// Leave is the approved time off: wfm/timeoff.
type Leave interface {
	Over(ctx context.Context, from, to civil.Date) ([]timeoff.Absence, error)
}

// People are who can do what, and the calendar: org.
type People interface {
	Directory(ctx context.Context, tx *sqldb.Tx) (org.Directory, error)
	SkillsOfPeople(ctx context.Context, tx *sqldb.Tx) (map[string][]string, error)
	Centre(ctx context.Context, tx *sqldb.Tx) (org.Centre, error)
	Calendar(ctx context.Context, tx *sqldb.Tx) (org.Calendar, error)
}
