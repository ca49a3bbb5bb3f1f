package audit

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Accounts gives the ids of the accounts of the people in the scope today.
type Accounts func(ctx context.Context, tx *sqldb.Tx, scope authz.Scope) ([]string, error)

// Zone gives the centre's time zone.
type Zone func(ctx context.Context, tx *sqldb.Tx) (*time.Location, error)
