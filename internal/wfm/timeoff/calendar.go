package timeoff

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// mostCalendarDays is how many days one look at the calendar may have.
const mostCalendarDays = 62

// CalendarIn asks who is away when.
type CalendarIn struct {
	From, To string // YYYY-MM-DD, both included
	Team     string // id; "" for all within reach
}

// Calendar is people × days.
type Calendar struct {
	From     civil.Date       `json:"from" format:"date"`
	To       civil.Date       `json:"to" format:"date"`
	Days     []CalendarDay    `json:"days"`
	People   []CalendarPerson `json:"people" doc:"within reach, by team and agent number"`
	Requests []Request        `json:"requests" doc:"waiting and approved ones of these people"`
}

// CalendarDay is a day with how many are away.
type CalendarDay struct {
	On     civil.Date  `json:"on" format:"date"`
	Kind   org.DayKind `json:"kind" enum:"workday,weekend,holiday,makeup_workday"`
	Name   string      `json:"name,omitempty" doc:"of the holiday"`
	NameEN string      `json:"name_en,omitempty"`
	Away   int         `json:"away" doc:"approved, of the team asked for or the only one within reach, else of the whole centre"`
	Most   *int        `json:"most,omitempty" doc:"the limit of the same"`
}

// CalendarPerson is a row of the calendar.
type CalendarPerson struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	AgentNo  string `json:"agent_no"`
	TeamID   string `json:"team_id" doc:"on the first day on which they are in one"`
	TeamName string `json:"team_name"`
}

// TeamCalendar gives who is away when, of the people within the actor's reach on
// some day of the span. Needs the permission timeoff.read.
func (s *Service) TeamCalendar(ctx context.Context, in CalendarIn) (out Calendar, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		from, to, err := spanOf(in.From, in.To, w.today, w.today.Add(27))
		if err != nil {
			return err
		}
		if to.Before(from) || to.Sub(from) >= mostCalendarDays {
			return fault.Invalidf("timeoff.span", "The days are not usable.").WithField("query.to", "range", fmt.Sprintf("must be within %d days of the first", mostCalendarDays))
		}
		out = Calendar{From: from, To: to, People: []CalendarPerson{}, Requests: []Request{}}
		reached := map[string]bool{}
		scope := authz.ScopeOf(ctx, PermissionRead)
		for _, p := range w.dir.People {
			for d := from; !to.Before(d); d = d.Add(1) {
				team := w.dir.TeamOf(p.ID, d.String())
				if team == "" || in.Team != "" && team != in.Team || !w.dir.Reaches(scope, p.ID, d.String()) {
					continue
				}
				t, _ := w.dir.Team(team)
				reached[p.ID] = true
				out.People = append(out.People, CalendarPerson{p.ID, p.Name, p.AgentNo, team, t.Name})
				break
			}
		}
		slices.SortStableFunc(out.People, func(a, b CalendarPerson) int {
			if a.TeamName != b.TeamName {
				return strings.Compare(a.TeamName, b.TeamName)
			}
			return strings.Compare(a.AgentNo, b.AgentNo)
		})
		all, err := loadRequests(ctx, tx, from, to)
		if err != nil {
			return err
		}
		approved := []Request{}
		for _, r := range all {
			if r.State == Approved {
				approved = append(approved, r)
			}
			if r.open() && reached[r.PersonID] {
				w.fill(&r)
				out.Requests = append(out.Requests, r)
			}
		}
		team := in.Team
		if team == "" && !scope.Centre && len(out.People) > 0 && !slices.ContainsFunc(out.People, func(p CalendarPerson) bool { return p.TeamID != out.People[0].TeamID }) {
			team = out.People[0].TeamID
		}
		gone := away{}
		for _, a := range absences(approved, w.kinds, from, to) {
			gone.add(a.On, w.dir.TeamOf(a.PersonID, a.On.String()), a.PersonID)
		}
		for d := from; !to.Before(d); d = d.Add(1) {
			c := w.cal.Day(d, "")
			day := CalendarDay{On: d, Kind: c.Kind, Name: c.Name, NameEN: c.NameEN, Away: gone.with(d, team, "")}
			if l, ok := tightest(w.limits, team, d, c.Kind); ok {
				day.Most = &l.Most
			}
			out.Days = append(out.Days, day)
		}
		return s.warn(ctx, tx, &w, out.Requests)
	})
	return out, err
}

// Over gives the approved time off of everybody over a span of days (both
// included), one entry for each person and day, by person, day and beginning. A
// part of a day is told in minutes after midnight of the centre's clock; several
// parts of one day are several entries. Rosters are made around it, and planned
// shrinkage can be held against it. Needs the permission timeoff.read for the
// whole centre.
func (s *Service) Over(ctx context.Context, from, to civil.Date) (out []Absence, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = s.OverIn(ctx, tx, from, to)
		return err
	})
	return out, err
}

// OverIn is Over within a transaction.
func (s *Service) OverIn(ctx context.Context, tx *sqldb.Tx, from, to civil.Date) ([]Absence, error) {
	if err := authz.RequireCentre(ctx, PermissionRead); err != nil {
		return nil, err
	}
	kinds, err := loadKinds(ctx, tx)
	if err != nil {
		return nil, err
	}
	byID := map[string]Kind{}
	for _, k := range kinds {
		byID[k.ID] = k
	}
	all, err := loadRequests(ctx, tx, from, to)
	if err != nil {
		return nil, err
	}
	return absences(slices.DeleteFunc(all, func(r Request) bool { return r.State != Approved }), byID, from, to), nil
}
