package strategy

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// Goals gives all goals, in the order of the map; those given up last. Needs the
// permission strategy.read.
func (s *Service) Goals(ctx context.Context) ([]Goal, error) {
	rows, err := read[GoalRequest](ctx, s, &goals)
	out := make([]Goal, 0, len(rows))
	for _, x := range rows {
		out = append(out, Goal{x.Stamp, x.Content})
	}
	slices.SortStableFunc(out, func(a, b Goal) int {
		if a.Active != b.Active {
			if a.Active {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(slices.Index(Perspectives, a.Perspective), slices.Index(Perspectives, b.Perspective)), cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID))
	})
	return out, err
}

// SaveGoal adds a goal (no id) or changes one; one is never deleted, only given
// up. rev is the revision that was read, or below 0 for any. Needs the permission
// strategy.edit.
func (s *Service) SaveGoal(ctx context.Context, goalID string, in GoalRequest, rev int64) (Goal, error) {
	var out row[GoalRequest]
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Goal{}, err
	}
	catalogue, err := s.numbers.List(asRoom(ctx))
	if err != nil {
		return Goal{}, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		known := func(scope, id string) bool {
			if scope == ScopeSite {
				_, ok := dir.Site(id)
				return ok
			}
			_, ok := dir.Team(id)
			return ok
		}
		if err := in.tidy(catalogue, known); err != nil {
			return err
		}
		out, err = put(ctx, s, tx, &goals, goalID, rev, in.Name, in)
		return err
	})
	return Goal{out.Stamp, out.Content}, err
}

// asRoom is the context in which the room itself asks for numbers: goals are the
// whole centre's, whoever looks.
func asRoom(ctx context.Context) context.Context {
	return authz.With(ctx, authz.System("strategy"))
}

// Arrows gives all arrows. Needs the permission strategy.read.
func (s *Service) Arrows(ctx context.Context) ([]Arrow, error) {
	rows, err := read[ArrowRequest](ctx, s, &arrows)
	out := make([]Arrow, 0, len(rows))
	for _, x := range rows {
		out = append(out, Arrow{x.Stamp, x.Content})
	}
	return out, err
}

// SaveArrow adds an arrow (no id) or changes one. Arrows that would go in a
// circle are refused. Needs the permission strategy.edit.
func (s *Service) SaveArrow(ctx context.Context, arrowID string, in ArrowRequest, rev int64) (Arrow, error) {
	var out row[ArrowRequest]
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Arrow{}, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := load[ArrowRequest](ctx, tx, &arrows)
		if err != nil {
			return err
		}
		ends, err := load[GoalRequest](ctx, tx, &goals)
		if err != nil {
			return err
		}
		if err := in.tidy(arrowID, all, ends); err != nil {
			return err
		}
		out, err = put(ctx, s, tx, &arrows, arrowID, rev, in.FromID+" "+in.ToID, in)
		return err
	})
	return Arrow{out.Stamp, out.Content}, err
}

// DeleteArrow takes an arrow away. Needs the permission strategy.edit.
func (s *Service) DeleteArrow(ctx context.Context, arrowID string) error {
	return take[ArrowRequest](ctx, s, &arrows, arrowID)
}

// InitiativesIn asks for a page of initiatives.
type InitiativesIn struct {
	Search, State, Goal string
	Late                bool
	Sort, Cursor        string
	Limit               int
}

// ListInitiatives gives a page of the initiatives. Needs the permission
// strategy.read.
func (s *Service) ListInitiatives(ctx context.Context, in InitiativesIn) (out page.Of[Initiative], err error) {
	all, err := s.initiatives(ctx)
	if err != nil {
		return out, err
	}
	all = slices.DeleteFunc(all, func(x Initiative) bool {
		return in.State != "" && x.State != in.State || in.Goal != "" && x.GoalID != in.Goal || in.Late && x.Late == 0 ||
			in.Search != "" && !strings.Contains(sqldb.Fold(x.Name+" "+x.Owner+" "+x.GoalName), sqldb.Fold(in.Search))
	})
	keys := map[string]func(Initiative) string{
		"name":  func(x Initiative) string { return sqldb.Fold(x.Name) },
		"goal":  func(x Initiative) string { return sqldb.Fold(x.GoalName) },
		"owner": func(x Initiative) string { return sqldb.Fold(x.Owner) },
		"from":  func(x Initiative) string { return x.FromOn },
		"to":    func(x Initiative) string { return x.ToOn },
	}
	return page.Sorted(all, page.Ask{Sort: cmp.Or(in.Sort, "to"), Cursor: in.Cursor, Limit: in.Limit}, "strategy.sort", keys, func(x Initiative) string { return x.ID })
}

func (s *Service) initiatives(ctx context.Context) ([]Initiative, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	out := []Initiative{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		rows, err := load[InitiativeRequest](ctx, tx, &initiatives)
		if err != nil {
			return err
		}
		ends, err := load[GoalRequest](ctx, tx, &goals)
		if err != nil {
			return err
		}
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		for _, x := range rows {
			out = append(out, initiative(x, ends, today.String()))
		}
		return nil
	})
	return out, err
}

func initiative(x row[InitiativeRequest], ends []row[GoalRequest], today string) Initiative {
	one := Initiative{Stamp: x.Stamp, InitiativeRequest: x.Content}
	one.MilestonesDone, one.Late = x.Content.judged(today)
	if g, err := find(ends, x.Content.GoalID); err == nil {
		one.GoalName = g.Content.Name
	}
	return one
}

// SaveInitiative adds an initiative (no id) or changes one. Needs the permission
// strategy.edit.
func (s *Service) SaveInitiative(ctx context.Context, initiativeID string, in InitiativeRequest, rev int64) (out Initiative, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		ends, err := load[GoalRequest](ctx, tx, &goals)
		if err != nil {
			return err
		}
		if err := in.tidy(ends); err != nil {
			return err
		}
		x, err := put(ctx, s, tx, &initiatives, initiativeID, rev, in.GoalID+" "+in.Name, in)
		if err != nil {
			return err
		}
		today, err := s.today(ctx, tx)
		out = initiative(x, ends, today.String())
		return err
	})
	return out, err
}

// DeleteInitiative takes an initiative away. Needs the permission strategy.edit.
func (s *Service) DeleteInitiative(ctx context.Context, initiativeID string) error {
	return take[InitiativeRequest](ctx, s, &initiatives, initiativeID)
}

var _ Numbers = (*metric.Service)(nil)
