package app

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

func (a *App) buildForecast() {
	a.Forecast = forecast.New(a.DB, a.Org, a.Metric, a.Jobs, a.Clock, a.Audit)
	a.Forecast.Ask(duties{a})
	a.Forecast.Register(a.Web.API)
}

// duties tells forecasts who works when by the published rosters, which are
// made of forecasts.
type duties struct{ app *App }

func (d duties) Duties(ctx context.Context, days civil.Range) ([]forecast.Duty, error) {
	published, err := d.app.Rosters.PublishedDays(ctx, days.From, days.To, nil)
	if err != nil {
		return nil, err
	}
	out := make([]forecast.Duty, len(published))
	for i := range published {
		p := &published[i]
		out[i] = forecast.Duty{PersonID: p.PersonID, SkillID: p.Skill, On: p.On}
		if p.TypeID == "" {
			continue
		}
		out[i].From, out[i].Until = p.Begins, p.Ends
		for _, b := range p.Breaks {
			out[i].Breaks = append(out[i].Breaks, [2]int{b.At, b.At + b.Minutes})
		}
	}
	return out, nil
}
