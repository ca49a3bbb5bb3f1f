package rosters

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/staffing"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

// Plans are the requirements: wfm/staffing.
type Plans interface {
	Plan(ctx context.Context, planID string) (staffing.Plan, error)
	QueueDays(ctx context.Context, planID string, r civil.Range) (map[string][]staffing.Day, error)
	Basis(ctx context.Context, planID string) (staffing.Basis, error)
}

// Setup is what rosters are made of: package roster.
type Setup interface {
	ShiftTypes(ctx context.Context) ([]roster.ShiftType, error)
	ShiftTypesOver(ctx context.Context, from, to civil.Date) ([]roster.ShiftType, error)
	WishesOver(ctx context.Context, from, to civil.Date) ([]roster.PersonWish, error)
	OwnRounds(ctx context.Context) ([]roster.OwnRound, error)
	RulesOn(ctx context.Context, on civil.Date) (map[string]roster.RuleSet, error)
}

// Leave is the approved time off: wfm/timeoff.
type Leave interface {
	Over(ctx context.Context, from, to civil.Date) ([]timeoff.Absence, error)
}

// People are who can do what: org.
type People interface {
	Directory(ctx context.Context, tx *sqldb.Tx) (org.Directory, error)
	SkillsOfPeople(ctx context.Context, tx *sqldb.Tx) (map[string][]string, error)
	Today(ctx context.Context, tx *sqldb.Tx) (string, error)
	Centre(ctx context.Context, tx *sqldb.Tx) (org.Centre, error)
}
