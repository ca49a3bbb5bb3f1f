package app

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
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
	a.Audit.SeenBy(func(ctx context.Context, tx *sqldb.Tx, scope authz.Scope) ([]string, error) {
		dir, err := a.Org.Directory(ctx, tx)
		if err != nil {
			return nil, err
		}
		today, err := a.Org.Today(ctx, tx)
		if err != nil {
			return nil, err
		}
		accounts, err := a.Identity.AccountsOf(ctx, tx)
		if err != nil {
			return nil, err
		}
		var out []string
		for person, account := range accounts {
			if dir.Reaches(scope, person, today) {
				out = append(out, account)
			}
		}
		return out, nil
	})
	a.Audit.Register(a.Web.API)
}
