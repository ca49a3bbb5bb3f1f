package app

import (
	"context"
	"strconv"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/notice"
	"github.com/lingting/lingting/internal/performance/contract"
	"github.com/lingting/lingting/internal/performance/incentive"
	"github.com/lingting/lingting/internal/strategy"
	"github.com/lingting/lingting/internal/wfm/intraday"
	"github.com/lingting/lingting/internal/wfm/roster/offers"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/roster/swaps"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

// teller keeps what a room records in the audit log, and tells the people whom
// it concerns: who is told of what stands here and nowhere else.
type teller struct{ app *App }

func (t teller) Record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := t.app.Audit.Record(ctx, tx, e); err != nil {
		return err
	}
	told, err := t.told(ctx, tx, e)
	if err != nil {
		return err
	}
	for _, x := range told {
		if err := t.app.Notice.Tell(ctx, tx, x); err != nil {
			return err
		}
	}
	return nil
}

const (
	ownRoster  = "/my-roster"
	ownTimeOff = "/my-time-off"
	ownSwaps   = "/my-swaps"
	ownOffers  = "/my-offers"
	ownRewards = "/my-rewards"
	ownActions = "/strategy/actions"

	ownContract = "/my-contract"
)

func (t teller) told(ctx context.Context, tx *sqldb.Tx, e authz.Entry) ([]notice.Told, error) {
	switch after := e.After.(type) {
	case *timeoff.Request:
		e.After = *after
		return t.told(ctx, tx, e)
	case *swaps.Swap:
		e.After = *after
		return t.told(ctx, tx, e)
	case rosters.Roster:
		if e.Action != "roster.version.publish" {
			return nil, nil
		}
		people, err := t.app.Rosters.PeopleOf(ctx, tx, after.ID)
		return []notice.Told{{People: people, Kind: "roster_published", Link: ownRoster, About: map[string]string{"from": after.FirstOn.String(), "to": after.LastOn.String()}}}, err
	case rosters.Edits:
		if !after.Published {
			return nil, nil
		}
		var out []notice.Told
		for _, c := range after.Cells {
			out = append(out, notice.Told{People: []string{c.PersonID}, Kind: "roster_changed", Link: ownRoster, About: map[string]string{"on": after.FirstOn.Add(c.Day).String(), "reason": after.Reason}})
		}
		return out, nil
	case timeoff.Request:
		if after.State != "approved" && after.State != "refused" || e.Before == nil {
			return nil, nil
		}
		return []notice.Told{{People: []string{after.PersonID}, Kind: "time_off_answered", Link: ownTimeOff, About: map[string]string{"from": after.FromOn.String(), "to": after.ToOn.String(), "state": after.State, "answer": after.Answer}}}, nil
	case intraday.Action:
		if after.Kind != intraday.Borrow || e.Action != "intraday.action.create" {
			return nil, nil
		}
		var people []string
		for _, m := range after.Proposal.Moves {
			people = append(people, m.PersonID)
		}
		return []notice.Told{{People: people, Kind: "lent", Link: ownRoster, About: map[string]string{"on": after.On.String(), "from": strconv.Itoa(after.From), "to": strconv.Itoa(after.To), "queue": after.Queue}}}, nil
	case incentive.Praise:
		return []notice.Told{{People: []string{after.PersonID}, Kind: "praise", Link: ownRewards, About: map[string]string{"kind": after.Kind, "badge": after.Badge, "points": strconv.FormatInt(after.Points, 10), "by": after.By, "words": after.Words}}}, nil
	case incentive.Run:
		if e.Action != "incentive.run."+incentive.Approved {
			return nil, nil
		}
		people, err := t.app.Incentive.PeopleOf(ctx, tx, after.ID)
		return []notice.Told{{People: people, Kind: "rewards_approved", Link: ownRewards, About: map[string]string{"from": after.FromOn, "to": after.ToOn}}}, err
	case incentive.Contest:
		var out []notice.Told
		for _, r := range after.Rounds[max(len(after.Rounds)-1, 0):] {
			for _, p := range r.Picks {
				if e.Action == "incentive.draw.drawn" {
					out = append(out, notice.Told{People: []string{p.PersonID}, Kind: "prize_won", Link: ownRewards, About: map[string]string{"name": after.Name, "pays": p.Pays, "amount": strconv.FormatInt(p.Amount, 10), "gift": p.Gift, "claim": p.ClaimBy}})
				}
			}
		}
		return out, nil
	case contract.Contract:
		return contractTold(e, &after), nil
	case offers.Offer:
		if e.Action != "roster.offer.create" {
			return nil, nil
		}
		var people []string
		for i := range after.Invites {
			if after.Invites[i].State == offers.Asked {
				people = append(people, after.Invites[i].PersonID)
			}
		}
		return []notice.Told{{People: people, Kind: "offer", Link: ownOffers, About: map[string]string{"kind": after.Kind, "on": after.On.String(), "from": strconv.Itoa(after.From), "to": strconv.Itoa(after.To)}}}, nil
	case strategy.KeptAction:
		// What somebody reports of an action is no news to its owner.
		if before, was := e.Before.(strategy.KeptAction); was && before.ActionRequest == after.ActionRequest {
			return nil, nil
		}
		return []notice.Told{{People: []string{after.OwnerID}, Kind: "action", Link: ownActions, About: map[string]string{"text": after.Text, "due": after.DueOn}}}, nil
	case strategy.KeptReview:
		if e.Before != nil {
			return nil, nil
		}
		late, err := t.app.Strategy.LateActions(ctx, tx)
		var out []notice.Told
		for i := range late {
			out = append(out, notice.Told{People: []string{late[i].OwnerID}, Kind: "action_late", Link: ownActions, About: map[string]string{"text": late[i].Text, "due": late[i].DueOn}})
		}
		return out, err
	case swaps.Swap:
		people := []string{after.GiverID, after.ForID, after.TakerID}
		return []notice.Told{{People: people, Kind: "swap", Link: ownSwaps, About: map[string]string{"state": after.State, "on": after.On.String(), "giver": after.Giver, "taker": after.Taker}}}, nil
	}
	return nil, nil
}

// contractTold tells the other side of the step that was made of a contract: each
// change of one ends with its step. What nobody but its maker sees is not told of.
func contractTold(e authz.Entry, c *contract.Contract) []notice.Told {
	if len(c.Trail) == 0 {
		return nil
	}
	before, _ := e.Before.(contract.Head)
	about := map[string]string{"name": c.Name, "position": c.Position, "from": c.FromOn, "to": c.ToOn}
	toPerson := func(kind string) notice.Told {
		return notice.Told{People: []string{c.PersonID}, Kind: "contract_" + kind, Link: ownContract, About: about}
	}
	toSuperior := func(kind string) notice.Told {
		out := notice.Told{People: []string{c.SuperiorID}, Kind: "contract_" + kind, Link: "/contracts/" + c.ID, About: about}
		if kind == "sign_off" || kind == "agreed" || kind == "accepted" { // of a whole team in one night
			out.Together = "/contracts"
		}
		return out
	}
	last := c.Trail[len(c.Trail)-1]
	switch last.Kind {
	case "drawn", "saved", "closed":
		return nil
	case "withdrawn":
		if before.State == contract.Draft {
			return nil
		}
	case "scored":
		return []notice.Told{toPerson(last.Kind), toSuperior("sign_off")}
	case "recounted":
		return []notice.Told{toSuperior("sign_off")}
	}
	if last.Side == contract.SidePerson {
		return []notice.Told{toSuperior(last.Kind)}
	}
	return []notice.Told{toPerson(last.Kind)}
}

func (a *App) buildNotice() {
	a.Notice = notice.New(a.DB, a.Clock)
	a.Notice.Register(a.Web.API)
}
