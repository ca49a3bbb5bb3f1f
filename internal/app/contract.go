package app

import (
	"context"

	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/performance/contract"
	"github.com/lingting/lingting/internal/performance/target"
)

func (a *App) buildContract() {
	a.Contract = contract.New(a.DB, a.Org, a.Metric, aims{a}, a.Jobs, a.Clock, teller{a})
	a.Contract.Register(a.Web.API)
	a.backgroundOf(conf.Work, "compute contracts each night", a.Contract.Nightly)
}

// aims gives targets, which are made later.
type aims struct{ app *App }

// Of gives the targets of subjects whose periods touch the days.
func (x aims) Of(ctx context.Context, of target.SubjectsIn, from, to string) ([]target.Target, error) {
	return x.app.Targets.Of(ctx, of, from, to)
}
