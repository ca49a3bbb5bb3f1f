package audit

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Zone gives the centre's time zone.
type Zone func(ctx context.Context, tx *sqldb.Tx) (*time.Location, error)
