package app

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/retention"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// kindJobs is the kind of data of jobs that are over.
const kindJobs = "system.jobs"

func (a *App) buildRetention() {
	a.Retention = retention.New(a.DB, a.Jobs, a.Clock, a.Audit, func(ctx context.Context, tx *sqldb.Tx) (*time.Location, error) {
		c, err := a.Org.Centre(ctx, tx)
		if err != nil {
			return nil, err
		}
		return c.Location(), nil
	})
	a.Retention.Register(a.Ingest.Retention(a.Rollup)...)
	a.Retention.Register(a.Imports.Retention())
	a.Retention.Register(a.Live.Retention()...)
	a.Retention.Register(a.Adherence.Retention()...)
	a.Retention.Register(a.Identity.Retention(), a.Audit.Retention())
	a.Retention.Register(retention.Rule{Kind: kindJobs, Count: jobs.CountEnded, Delete: jobs.DeleteEnded})
	a.Retention.RegisterAPI(a.Web.API)
	a.backgroundOf(conf.Work, "delete what is older than it is kept", a.Retention.Nightly)
}
