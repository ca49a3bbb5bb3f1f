package headcount

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/people"
)

// Files are what plans need of the employee files.
type Files interface {
	Records(ctx context.Context, tx *sqldb.Tx) (map[string]people.Record, error)
}

// Staffing says what the long-range staffing asks for.
type Staffing interface {
	// Requirements are those that plans can be held against, the newest first.
	Requirements(ctx context.Context) ([]Requirement, error)
}
