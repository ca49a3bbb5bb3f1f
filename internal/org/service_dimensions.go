package org

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Dimensions gives the pickers' entries, without the archived ones. An actor
// whose role reaches only themselves sees only themselves among the agents.
func (s *Service) Dimensions(ctx context.Context) (Dimensions, error) {
	out := Dimensions{Queues: []Pick{}, Teams: []Pick{}, Agents: []Pick{}, Sites: []Pick{}, Skills: []Pick{}, Channels: Channels, CallTypes: CallTypes}
	if err := authz.Require(ctx, "metric.read"); err != nil {
		return out, err
	}
	var d Directory
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		d, err = s.Directory(ctx, tx)
		return err
	}); err != nil {
		return out, err
	}
	for _, x := range d.Queues {
		out.Queues = keep(out.Queues, x.Active, Pick{x.ID, x.Code, x.Name})
	}
	for _, x := range d.Teams {
		out.Teams = keep(out.Teams, x.Active, Pick{x.ID, x.Code, x.Name})
	}
	a, _ := authz.From(ctx)
	for _, x := range d.People {
		if sc := a.Scope; !sc.Centre && len(sc.Sites)+len(sc.Teams) == 0 && sc.Self != x.ID {
			continue
		}
		out.Agents = keep(out.Agents, x.Active, Pick{x.ID, x.AgentNo, x.Name})
	}
	for _, x := range d.Sites {
		out.Sites = keep(out.Sites, x.Active, Pick{x.ID, x.Code, x.Name})
	}
	for _, x := range d.Skills {
		out.Skills = keep(out.Skills, x.Active, Pick{x.ID, x.Code, x.Name})
	}
	return out, nil
}

func keep(to []Pick, active bool, p Pick) []Pick {
	if !active {
		return to
	}
	return append(to, p)
}
