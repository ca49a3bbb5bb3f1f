package scorecard

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
)

// Own is the actor's own scorecard.
type Own struct {
	Linked bool  `json:"linked" doc:"the account belongs to a person"`
	Card   *Card `json:"card,omitempty"`
}

// Own gives the actor's own scorecard of a period; on: a day of it, default today.
// Needs the permission performance.own.
func (s *Service) Own(ctx context.Context, period, on string) (out Own, err error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	w, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	p, err := w.spans(period, on)
	if err != nil {
		return out, err
	}
	if _, ok := w.dir.Person(a.PersonID); !ok {
		return out, nil
	}
	c, err := s.card(ctx, &w, authz.Scope{Self: a.PersonID}, p, a.PersonID)
	return Own{Linked: true, Card: &c}, err
}

// Of gives the scorecard of a person, of the days on which they were within reach.
// Needs the permission performance.read.
func (s *Service) Of(ctx context.Context, personID, period, on string) (c Card, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return c, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return c, err
	}
	p, err := w.spans(period, on)
	if err != nil {
		return c, err
	}
	scope := authz.ScopeOf(ctx, PermissionRead)
	if _, ok := w.dir.Person(personID); !ok || !w.dir.Reaches(scope, personID, p.To) {
		return c, notFound()
	}
	return s.card(ctx, &w, scope, p, personID)
}

func (s *Service) card(ctx context.Context, w *world, scope authz.Scope, p Period, personID string) (c Card, err error) {
	person, _ := w.dir.Person(personID)
	team, _ := w.dir.Team(w.dir.TeamOf(personID, p.To))
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return c, err
	}
	set := w.setOn(p.Now.To)
	lines := linesOf(set, catalogue)
	g, err := s.goals(ctx, p.Now.To)
	if err != nil {
		return c, err
	}
	now, err := s.read(ctx, scope, lines, people{person: personID}, p.Now)
	if err != nil {
		return c, err
	}
	before, err := s.read(ctx, scope, lines, people{person: personID}, p.Before)
	if err != nil {
		return c, err
	}
	team.ID = w.dir.TeamOf(personID, p.To)
	var peers readings
	if team.ID != "" {
		// Only the middle of the team is told, whoever asks.
		if peers, err = s.read(ctx, authz.Scope{Centre: true}, lines, people{team: team.ID}, p.Now); err != nil {
			return c, err
		}
	}
	c = Card{Period: p, PersonID: personID, Name: person.Name, AgentNo: person.AgentNo, TeamID: team.ID, TeamName: team.Name, Level: g.levels[personID], SetFrom: set.FromOn, Lines: make([]Line, 0, len(lines))}
	for i := range lines {
		l := lines[i].lineOf(now[i], before[i], &g, personID, p)
		if peers != nil {
			l.Median, l.Peers = median(peers[i])
		}
		c.Lines = append(c.Lines, l)
	}
	c.finish()
	return c, nil
}
