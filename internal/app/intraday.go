package app

import (
	"context"
	"strings"

	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/live"
	"github.com/lingting/lingting/internal/wfm/intraday"
	"github.com/lingting/lingting/internal/wfm/roster/offers"
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

// asking lets the running day ask people to stay or to leave: those who fit are
// asked in fair order.
type asking struct{ *offers.Service }

func (x asking) Ask(ctx context.Context, in intraday.Asking) error {
	kind := offers.Overtime
	if in.Kind == intraday.Release {
		kind = offers.Release
	}
	_, err := x.Send(ctx, offers.SendIn{AskIn: offers.AskIn{Kind: kind, SkillID: in.SkillID, On: in.On.String(), From: in.From, To: in.To, People: len(in.Moves), Note: in.Reason}})
	return err
}

func (a *App) buildIntraday() {
	a.Intraday = intraday.New(a.DB, a.Forecast, a.Rosters, presence{a.Live}, asking{a.Offers}, a.Metric, a.Rollup, a.Org, a.Clock, teller{a})
	a.Intraday.Register(a.Web.API)
	// Where the floor is kept it is known who is signed in.
	a.backgroundOnce(conf.Web, "running day", "foresee the running day", a.Intraday.Run)
}
