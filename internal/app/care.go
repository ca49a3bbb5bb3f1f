package app

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/performance/care"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

func (a *App) buildCare() {
	a.Care = care.New(a.DB, a.Org, a.Metric, shiftsWorked{a.DB, a.Rosters}, a.Jobs, a.Clock, a.Audit)
	a.Care.Register(a.Web.API)
	a.Org.Follow(a.Care)
	a.backgroundOf(conf.Work, "look for signs of strain each night", a.Care.Nightly)
}

// shiftsWorked gives the published days of work.
type shiftsWorked struct {
	db      *sqldb.DB
	rosters *rosters.Service
}

// nightEnds is until when a night lasts, in minutes.
const nightEnds = 6 * 60

// ShiftsOver gives the shifts of everybody, without their unpaid edges.
func (x shiftsWorked) ShiftsOver(ctx context.Context, days civil.Range) (out []care.Shift, err error) {
	err = x.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := x.rosters.PublishedOver(authz.With(ctx, authz.System("care")), tx, days, "")
		for i := range all {
			d := &all[i]
			if d.TypeID == "" {
				continue
			}
			const day = 24 * 60
			out = append(out, care.Shift{PersonID: d.PersonID, On: d.On, Hours: float64(d.Ends-d.Begins) / 60, Night: d.Begins < nightEnds || d.Ends > day})
		}
		return err
	})
	return out, err
}
