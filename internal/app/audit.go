package app

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

func (a *App) buildAudit() {
	a.Audit = audit.New(a.DB, a.Clock)
	a.Audit.ShowIn(func(ctx context.Context, tx *sqldb.Tx) (*time.Location, error) {
		c, err := a.Org.Centre(ctx, tx)
		if err != nil {
			return nil, err
		}
		return c.Location(), nil
	})
	a.Audit.Register(a.Web.API)
}
