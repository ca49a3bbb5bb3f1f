package demo

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster/offers"
)

// offers are overtime that the demo's agent is asked for, overtime that somebody has
// agreed to, and a quiet afternoon on which people may go.
func (p *planning) offers(ctx context.Context) error {
	there, err := p.in.Offers.List(ctx, offers.ListIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	for _, of := range []struct {
		who    Person
		kind   string
		people int
		note   string
		accept bool
	}{
		{p.self(), offers.Overtime, 3, "账单日次日，傍晚话务高", false},
		{p.c.People[6], offers.Overtime, 1, "系统升级后咨询增多", true},
		{p.c.People[9], offers.Release, 2, "预计来电偏少，可提前一小时离岗", false},
	} {
		x, err := p.offer(ctx, of.who, of.kind, of.people, of.note)
		if err != nil {
			return fmt.Errorf("an offer to %s: %w", of.who.AgentNo, err)
		}
		if x == nil || !of.accept {
			continue
		}
		if _, err := p.in.Offers.Accept(p.as(ctx, of.who), x.ID); err != nil {
			return fmt.Errorf("accept the offer to %s: %w", of.who.AgentNo, err)
		}
	}
	return nil
}

// offer is made for the hour after somebody's shift, or for its last, on the first
// day on which they fit.
func (p *planning) offer(ctx context.Context, x Person, kind string, people int, note string) (*offers.Offer, error) {
	id := p.have.people[x.AgentNo]
	days, err := p.in.Rosters.PublishedDays(ctx, p.today.Add(2), p.today.Add(16), []string{id})
	if err != nil {
		return nil, err
	}
	for _, d := range days {
		if d.TypeID == "" || d.Overtime != nil {
			continue
		}
		from := d.Ends
		if kind == offers.Release {
			from -= 60
		}
		in := offers.AskIn{Kind: kind, SkillID: d.Skill, On: d.On.String(), From: from, To: from + 60, People: people, Note: note}
		fits, err := p.in.Offers.Propose(ctx, in)
		if fault.Is(err, fault.Invalid) {
			continue
		}
		if err != nil {
			return nil, err
		}
		asked, self := []string{}, false
		for _, y := range fits.Fits {
			if y.PersonID == id {
				self = true
			}
			if y.PersonID == id || len(asked) < 2*people {
				asked = append(asked, y.PersonID)
			}
		}
		if self {
			made, err := p.in.Offers.Send(ctx, offers.SendIn{AskIn: in, PersonIDs: asked})
			return &made, err
		}
	}
	return nil, nil
}
