package shared

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// Plans are the requirements of queues by themselves: wfm/staffing.
type Plans interface {
	Plan(ctx context.Context, planID string) (staffing.Plan, error)
	QueueDays(ctx context.Context, planID string, r civil.Range) (map[string][]staffing.Day, error)
}

// People are who can do what: org.
type People interface {
	Directory(ctx context.Context, tx *sqldb.Tx) (org.Directory, error)
	SkillsOfPeople(ctx context.Context, tx *sqldb.Tx) (map[string][]string, error)
}
