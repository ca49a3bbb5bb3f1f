package identity

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Organisation is what accounts need to know of the centre.
type Organisation interface {
	// Today is the centre's calendar day, YYYY-MM-DD.
	Today(ctx context.Context, tx *sqldb.Tx) (string, error)
	// Location is the centre's time zone.
	Location(ctx context.Context, tx *sqldb.Tx) (*time.Location, error)
	// TeamsOf are the ids of the teams the person leads on the day, else of the
	// team they are in.
	TeamsOf(ctx context.Context, tx *sqldb.Tx, personID, day string) ([]string, error)
	// Exists reports whether the organisation has a "person", "team" or "site" of the id.
	Exists(ctx context.Context, tx *sqldb.Tx, kind, id string) (bool, error)
	// PersonOf is the id of the person of the agent number; "" when there is none.
	PersonOf(ctx context.Context, tx *sqldb.Tx, agentNo string) (string, error)
}
