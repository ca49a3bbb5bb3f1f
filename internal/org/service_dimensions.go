package org

import (
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Dimensions gives the pickers' entries, those in use before the archived
// ones: past numbers are asked of both. Among the agents are those the actor's
// metric.read reaches today.
func (s *Service) Dimensions(ctx context.Context) (Dimensions, error) {
	out := Dimensions{Queues: []Pick{}, Teams: []Pick{}, Agents: []Pick{}, Sites: []Pick{}, Skills: []Pick{}, Channels: Channels, CallTypes: CallTypes}
	if err := authz.Require(ctx, "metric.read"); err != nil {
		return out, err
	}
	var d Directory
	var today string
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if d, err = s.Directory(ctx, tx); err != nil {
			return err
		}
		today, err = s.today(ctx, tx)
		return err
	}); err != nil {
		return out, err
	}
	for _, x := range d.Queues {
		out.Queues = append(out.Queues, Pick{x.ID, x.Code, x.Name, !x.Active})
	}
	for _, x := range d.Teams {
		out.Teams = append(out.Teams, Pick{x.ID, x.Code, x.Name, !x.Active})
	}
	scope := authz.ScopeOf(ctx, "metric.read")
	for _, x := range d.People {
		if !d.Reaches(scope, x.ID, today) {
			continue
		}
		out.Agents = append(out.Agents, Pick{x.ID, x.AgentNo, x.Name, !x.Active})
	}
	for _, x := range d.Sites {
		out.Sites = append(out.Sites, Pick{x.ID, x.Code, x.Name, !x.Active})
	}
	for _, x := range d.Skills {
		out.Skills = append(out.Skills, Pick{x.ID, x.Code, x.Name, !x.Active})
	}
	for _, list := range [][]Pick{out.Queues, out.Teams, out.Agents, out.Sites, out.Skills} {
		slices.SortStableFunc(list, func(a, b Pick) int { return bit(a.Archived) - bit(b.Archived) })
	}
	return out, nil
}
