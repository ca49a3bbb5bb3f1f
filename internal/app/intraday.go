package app

import (
	"context"
	"strings"

	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/live"
	"github.com/lingting/lingting/internal/wfm/intraday"
)

// presence tells the running day who is signed in on the floor.
type presence struct{ *live.Service }

func (p presence) SignedIn(ctx context.Context) (map[string]bool, bool, error) {
	f, err := p.Snapshot(ctx)
	if err != nil || f.Head.Building || f.Head.StaleMs != 0 || len(f.Head.Sources) == 0 {
		return nil, false, err
	}
	out := map[string]bool{}
	for i := range f.Agents {
		a := &f.Agents[i]
		if a.State != string(telephony.StateSignedOut) && !strings.HasPrefix(a.ID, "~") {
			out[a.ID] = true
		}
	}
	return out, true, nil
}

func (a *App) buildIntraday() {
	a.Intraday = intraday.New(a.DB, a.Forecast, a.Rosters, presence{a.Live}, nil, a.Metric, a.Rollup, a.Org, a.Clock, teller{a})
	a.Intraday.Register(a.Web.API)
	// Where the floor is kept it is known who is signed in.
	a.backgroundOnce(conf.Web, "running day", "foresee the running day", a.Intraday.Run)
}
