package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/lingting/lingting/internal/org"
)

// The hall of a site: per team two rows of ten seats with an aisle between the
// halves, and the leader's desk at their end. Two seats of every team belong to
// nobody; who works on one of them is known by the telephone.
const (
	hallWidth   = 14
	hallAisle   = 6
	hallPerTeam = 4 // rows: the team's name, two of seats, a way through
	sharedSeats = 2
)

// extension is the telephone of an agent's seat.
func extension(agentNo string) string { return "6" + agentNo[1:] }

// hall draws the plan of a site, and tells whose the seats are: agent numbers
// by label, of seats that are somebody's own.
func hall(c Centre, s Site, siteID string) (plan org.SeatPlan, own map[string]string) {
	plan = org.SeatPlan{SeatPlanHead: org.SeatPlanHead{SiteID: siteID, Floor: "3F", Name: "客服大厅", Width: hallWidth}}
	own = map[string]string{}
	top := 1
	for t, team := range c.Teams {
		if team.Site != s.Code {
			continue
		}
		plan.Fixtures = append(plan.Fixtures, org.Fixture{Kind: org.FixtureLabel, X: 1, Y: top, W: 5, H: 1, Text: team.Name},
			org.Fixture{Kind: org.FixturePillar, X: hallAisle, Y: top + 1, W: 1, H: 1})
		n := 0
		for _, p := range c.People {
			if p.Team != team.Code {
				continue
			}
			if p.Leads {
				seat := org.Seat{Label: fmt.Sprintf("%c00", 'A'+t), X: hallWidth - 2, Y: top + 1}
				plan.Seats, own[seat.Label] = append(plan.Seats, seat), p.AgentNo
				continue
			}
			column := 1 + n%10
			if column >= hallAisle {
				column++
			}
			seat := org.Seat{Label: fmt.Sprintf("%c%02d", 'A'+t, n+1), X: column, Y: top + 1 + n/10, Extension: extension(p.AgentNo), Shared: n >= agentsPerTeam-sharedSeats}
			plan.Seats = append(plan.Seats, seat)
			if !seat.Shared {
				own[seat.Label] = p.AgentNo
			}
			n++
		}
		top += hallPerTeam
	}
	plan.Height = top + 1
	plan.Fixtures = append(plan.Fixtures, org.Fixture{Kind: org.FixtureWall, W: hallWidth, H: 1}, org.Fixture{Kind: org.FixtureWall, Y: top, W: hallAisle, H: 1},
		org.Fixture{Kind: org.FixtureDoor, X: hallAisle, Y: top, W: 1, H: 1}, org.Fixture{Kind: org.FixtureWall, X: hallAisle + 1, Y: top, W: hallWidth - hallAisle - 1, H: 1})
	return plan, own
}

// setUpSeats draws the hall of every site and gives people their seats.
func setUpSeats(ctx context.Context, svc *org.Service, c Centre, first time.Time, have known) error {
	drawn, err := svc.SeatPlans(ctx, "")
	if err != nil {
		return err
	}
	there := map[string]string{}
	for _, p := range drawn {
		there[p.SiteID] = p.ID
	}
	began := first.AddDate(-1, 0, 0).Format(time.DateOnly)
	for _, s := range c.Sites {
		plan, own := hall(c, s, have.sites[s.Code])
		if id := there[plan.SiteID]; id != "" {
			plan, err = svc.SeatPlan(ctx, id, "")
		} else {
			plan, err = svc.CreateSeatPlan(ctx, plan)
		}
		if err != nil {
			return fmt.Errorf("draw the seats of %s: %w", s.Code, err)
		}
		for _, seat := range plan.Seats {
			if own[seat.Label] == "" || seat.Taken {
				continue
			}
			if _, err := svc.TakeSeat(ctx, seat.ID, org.NewSeating{PersonID: have.people[own[seat.Label]], FromOn: began}); err != nil {
				return fmt.Errorf("seat %s: %w", own[seat.Label], err)
			}
		}
	}
	return nil
}
