package app

import (
	"context"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/live"
	"github.com/lingting/lingting/internal/wfm/adherence"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// meters lets the floor count as the catalogue does.
type meters struct{ *metric.Service }

func (m meters) Meter(ctx context.Context, tx *sqldb.Tx, refs []string, on string) (live.Meter, error) {
	return m.Service.Meter(ctx, tx, refs, on)
}

// expectations lets the floor hold what comes against the forecast in use.
type expectations struct{ *forecast.Service }

func (e expectations) Expected(ctx context.Context, tx *sqldb.Tx, on string) (map[string]live.Expectation, error) {
	day, err := civil.Parse(on)
	if err != nil {
		return nil, err
	}
	halves, err := e.HalfHours(ctx, tx, day)
	if err != nil {
		return nil, err
	}
	out := map[string]live.Expectation{}
	for _, h := range halves {
		out[h.QueueID] = live.Expectation{Offered: h.Offered, Low: h.Low, High: h.High}
	}
	return out, nil
}

// schedules lets the floor hold people against the published rosters.
type schedules struct{ *adherence.Service }

func (s schedules) Schedule(ctx context.Context, tx *sqldb.Tx, on string) (live.Schedule, error) {
	f, err := s.Floor(ctx, tx, on)
	if err != nil {
		return nil, err
	}
	return schedule{f}, nil
}

type schedule struct{ *adherence.Floor }

func (s schedule) At(personID string, spans []telephony.AgentSpan, nowMs int64) live.Standing {
	return live.Standing(s.Floor.At(personID, spans, nowMs))
}

func (a *App) buildLive() {
	a.Live = live.New(a.DB, a.Bus, a.Org, meters{a.Metric}, expectations{a.Forecast}, a.Clock, a.Audit)
	a.Live.HoldAgainst(schedules{a.Adherence})
	a.Live.Register(a.Web.API)
	a.backgroundOf(conf.Web, "keep the floor", a.Live.Run)
}
