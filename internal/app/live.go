package app

import (
	"context"

	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/telephony/live"
)

// meters lets the floor count as the catalogue does.
type meters struct{ *metric.Service }

func (m meters) Meter(ctx context.Context, tx *sqldb.Tx, refs []string, on string) (live.Meter, error) {
	return m.Service.Meter(ctx, tx, refs, on)
}

func (a *App) buildLive() {
	a.Live = live.New(a.DB, a.Bus, a.Org, meters{a.Metric}, a.Clock, a.Audit)
	a.Live.Register(a.Web.API)
	a.backgroundOf(conf.Web, "keep the floor", a.Live.Run)
}
