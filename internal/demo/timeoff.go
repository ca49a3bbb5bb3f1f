package demo

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

// timeOff is who of the centre is away in the next weeks, and who asks to be:
// everybody has annual leave by the law, some time off in lieu, and each team may
// miss two people a day.
func (p *planning) timeOff(ctx context.Context) error {
	there, err := p.in.TimeOff.ListRequests(ctx, timeoff.RequestsIn{From: "2000-01-01", Limit: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	year, _, _ := p.today.Civil()
	sets := []timeoff.BalanceSet{}
	for i, x := range p.c.People {
		for _, y := range []int{year, year + 1} {
			days := 5
			if i%6 == 0 {
				days = 10
			}
			sets = append(sets, timeoff.BalanceSet{PersonID: p.have.people[x.AgentNo], KindID: "annual", Year: y, Minutes: days * timeoff.DayMinutes})
		}
		if i%4 == 3 {
			sets = append(sets, timeoff.BalanceSet{PersonID: p.have.people[x.AgentNo], KindID: "lieu", Year: year, Minutes: 2 * timeoff.DayMinutes})
		}
	}
	if err := p.in.TimeOff.SetBalances(ctx, sets); err != nil {
		return err
	}
	for _, t := range p.c.Teams {
		if _, err := p.in.TimeOff.SaveLimit(ctx, "", timeoff.LimitRequest{TeamID: p.have.teams[t.Code], FromOn: p.first.String(), Days: timeoff.AllDays, Most: 2}, -1); err != nil {
			return fmt.Errorf("limit the time off of the team %s: %w", t.Code, err)
		}
	}
	if err := p.requests(ctx); err != nil {
		return err
	}
	return p.fullDay(ctx)
}

// fullDay is a day on which the first team already misses as many as it may,
// and one more asks.
func (p *planning) fullDay(ctx context.Context) error {
	day := p.today.Add(14 - p.today.SinceMonday() + 3).String() // Thursday of the week after the next
	leads := authz.With(ctx, authz.System(p.c.People[0].Name))
	for n, x := range p.c.People[4:8] {
		if n == 2 {
			continue // has asked already
		}
		theirs := authz.With(ctx, authz.System(x.Name))
		r, err := p.in.TimeOff.Ask(theirs, timeoff.AskIn{PersonID: p.have.people[x.AgentNo], KindID: "personal", FromOn: day, ToOn: day, Reason: "同学聚会"})
		if err == nil && n < 2 {
			_, err = p.in.TimeOff.Decide(leads, r.ID, timeoff.DecideIn{Approve: true})
		}
		if err != nil {
			return fmt.Errorf("fill a day of the team %s: %w", x.Team, err)
		}
	}
	return nil
}

// requests are in all states: the more of them the further away, as in life.
func (p *planning) requests(ctx context.Context) error {
	leaders := map[string]string{}
	for _, x := range p.c.People {
		if x.Leads {
			leaders[x.Team] = x.Name
		}
	}
	kinds := []string{"annual", "annual", "personal", "lieu", "annual", "sick", "marriage"}
	reasons := []string{"回老家", "", "家里有事", "上周加班", "带孩子看病", "感冒", "婚礼"}
	n := 0
	for i, x := range p.c.People {
		if x.Leads || i%3 != 0 {
			continue
		}
		k := n % len(kinds)
		// Days after today; sickness has just been told.
		at := 3 + n*4%26
		if kinds[k] == "sick" {
			at = -1
		}
		from := p.today.Add(at)
		if off := from.SinceMonday(); off > 4 {
			from = from.Add(7 - off)
		}
		in := timeoff.AskIn{PersonID: p.have.people[x.AgentNo], KindID: kinds[k], FromOn: from.String(), ToOn: from.Add(n % 3).String(), Reason: reasons[k]}
		if kinds[k] == "lieu" {
			in.ToOn = in.FromOn
			morning, noon := 9*60, 13*60
			in.FromMinute, in.ToMinute = &morning, &noon
		}
		theirs := authz.With(ctx, authz.System(x.Name))
		r, err := p.in.TimeOff.Ask(theirs, in)
		if err != nil {
			return fmt.Errorf("ask for time off for %s: %w", x.AgentNo, err)
		}
		leads := authz.With(ctx, authz.System(leaders[x.Team]))
		switch n % 5 {
		case 1, 2:
			_, err = p.in.TimeOff.Decide(leads, r.ID, timeoff.DecideIn{Approve: true, Despite: true})
		case 3:
			_, err = p.in.TimeOff.Decide(leads, r.ID, timeoff.DecideIn{Answer: "这几天话务高峰，请改期"})
		case 4:
			if n%2 == 0 {
				_, err = p.in.TimeOff.Withdraw(theirs, r.ID, "")
			}
		}
		if err != nil {
			return fmt.Errorf("decide the time off of %s: %w", x.AgentNo, err)
		}
		n++
	}
	return nil
}
