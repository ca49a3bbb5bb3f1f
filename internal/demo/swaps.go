package demo

import (
	"context"
	"fmt"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/roster/swaps"
)

// as is somebody of the centre who acts for themselves.
func (p *planning) as(ctx context.Context, x Person) context.Context {
	id := p.have.people[x.AgentNo]
	return authz.With(ctx, authz.Actor{Login: x.AgentNo, Name: x.Name, PersonID: id, Permissions: map[string]bool{rosters.PermissionOwn: true}, Scope: authz.Scope{Self: id}})
}

// self is the person behind the demo's agent.
func (p *planning) self() Person {
	l := Logins(p.c)
	for _, x := range p.c.People {
		if x.AgentNo == l[len(l)-1].AgentNo {
			return x
		}
	}
	return p.c.People[0]
}

// swaps are in all states: one that the demo's agent is asked for, one that waits
// for the leader, one that is done, one refused, one that anybody may take.
func (p *planning) swaps(ctx context.Context) error {
	there, err := p.in.Swaps.List(ctx, swaps.ListIn{Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	if _, err := p.in.Swaps.SetTerms(ctx, swaps.Terms{NoticeHours: 24}, -1); err != nil {
		return err
	}
	agents := []Person{}
	for _, x := range p.c.People {
		if !x.Leads {
			agents = append(agents, x)
		}
	}
	if len(agents) < 10 {
		return nil
	}
	self := p.self()
	asks := agents[5]
	// Those that change the roster come first, and leave alone whom the others are about.
	for i, of := range []struct {
		giver Person
		to    *Person
		note  string
		end   string // "" asked, taken, done or refused
	}{
		{agents[8], nil, "", "done"}, {agents[11%len(agents)], nil, "朋友婚礼", "refused"}, {self, nil, "要去医院复查", "taken"}, {asks, &self, "那天孩子家长会", ""},
	} {
		x, taker, err := p.exchange(ctx, of.giver, of.to, of.note, 3+i, self, asks)
		if err != nil {
			return fmt.Errorf("a swap of %s: %w", of.giver.AgentNo, err)
		}
		if x == nil || of.end == "" {
			continue
		}
		if _, err := p.in.Swaps.Take(p.as(ctx, taker), x.ID); err != nil {
			return fmt.Errorf("take the swap of %s: %w", of.giver.AgentNo, err)
		}
		leads := authz.With(ctx, authz.System(p.c.People[0].Name))
		switch of.end {
		case "done":
			_, err = p.in.Swaps.Decide(leads, x.ID, true, "")
		case "refused":
			_, err = p.in.Swaps.Decide(leads, x.ID, false, "当天晚班缺老员工，请换别的日子")
		}
		if err != nil {
			return fmt.Errorf("decide the swap of %s: %w", of.giver.AgentNo, err)
		}
	}
	days, err := p.works(ctx, agents[7], 4)
	for _, on := range days {
		if _, err = p.in.Swaps.Offer(p.as(ctx, agents[7]), swaps.OfferIn{On: on.String(), Note: "想调休一天，谁方便接"}); err == nil || !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	return err
}

// works are the days, from some days after today, on which somebody works.
func (p *planning) works(ctx context.Context, x Person, after int) (out []civil.Date, err error) {
	days, err := p.in.Rosters.PublishedDays(ctx, p.today.Add(after), p.today.Add(after+14), []string{p.have.people[x.AgentNo]})
	for _, d := range days {
		if d.TypeID != "" {
			out = append(out, d.On)
		}
	}
	return out, err
}

// mostTried is how many exchanges are tried before there is none.
const mostTried = 12

// exchange offers one of somebody's shifts in exchange for one of a colleague's
// (nil: of any but those spared), such that the rules of both hold.
func (p *planning) exchange(ctx context.Context, giver Person, to *Person, note string, after int, spared ...Person) (*swaps.Swap, Person, error) {
	days, err := p.works(ctx, giver, after)
	if err != nil {
		return nil, giver, err
	}
	tried := 0
	for _, on := range days {
		colleagues, err := p.in.Swaps.Colleagues(p.as(ctx, giver), on.String())
		if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
			continue
		}
		if err != nil {
			return nil, giver, err
		}
		for _, c := range colleagues {
			if to != nil && c.AgentNo != to.AgentNo || len(c.Back) == 0 ||
				to == nil && slices.ContainsFunc(spared, func(x Person) bool { return x.AgentNo == c.AgentNo }) {
				continue
			}
			in := swaps.OfferIn{On: on.String(), ForID: c.PersonID, BackOn: c.Back[0].On.String(), Note: note}
			if tried++; tried > mostTried {
				return nil, giver, nil
			}
			x, err := p.in.Swaps.Offer(p.as(ctx, giver), in)
			if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
				continue
			}
			return &x, Person{AgentNo: c.AgentNo, Name: c.Name}, err
		}
	}
	return nil, giver, nil
}
