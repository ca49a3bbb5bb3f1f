package segment

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// ActionsIn asks for one page of actions.
type ActionsIn struct {
	Search string // part of name, number or words
	State  string
	Kind   string
	Team   string
	Due    bool   // only those whose day has come
	Mine   bool   // only those the actor owns
	Sort   string // due (default), name, from or state; a leading - turns it round
	Cursor string
	Limit  int
}

// reachesAction reports whether the actor may see an action: of somebody in a team
// within reach when it was decided, or their own to do; never one about themselves.
func (w *world) reachesAction(ctx context.Context, permission string, x *Action) bool {
	a, _ := authz.From(ctx)
	return w.sees(ctx, permission, x.PersonID, x.TeamID) || a.PersonID != "" && a.PersonID == x.OwnerID && a.PersonID != x.PersonID
}

// fill tells who and where.
func (w *world) fill(x *Action) {
	person, _ := w.dir.Person(x.PersonID)
	team, _ := w.dir.Team(x.TeamID)
	owner, _ := w.dir.Person(x.OwnerID)
	x.Name, x.AgentNo, x.TeamName, x.OwnerName = person.Name, person.AgentNo, team.Name, owner.Name
	x.Due = x.State == Open && x.DueOn <= w.today.String()
}

// ListActions gives one page of the actions about people within reach. Needs the
// permission segment.read.
func (s *Service) ListActions(ctx context.Context, in ActionsIn) (page.Of[Action], error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return page.Of[Action]{}, err
	}
	a, _ := authz.From(ctx)
	search := sqldb.Fold(in.Search)
	rows := []Action{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		all, err := loadActions(ctx, tx, "")
		for i := range all {
			x := &all[i]
			w.fill(x)
			if !w.reachesAction(ctx, PermissionRead, x) || in.State != "" && x.State != in.State || in.Kind != "" && x.Kind != in.Kind || in.Team != "" && x.TeamID != in.Team ||
				in.Due && !x.Due || in.Mine && (a.PersonID == "" || x.OwnerID != a.PersonID) || search != "" && !strings.Contains(sqldb.Fold(x.Name+"\n"+x.AgentNo+"\n"+x.Words), search) {
				continue
			}
			rows = append(rows, *x)
		}
		return err
	})
	if err != nil {
		return page.Of[Action]{}, err
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "due"), Cursor: in.Cursor, Limit: in.Limit}, "segment.action_sort", map[string]func(Action) string{
		"due":   func(x Action) string { return x.DueOn },
		"name":  func(x Action) string { return x.Name },
		"from":  func(x Action) string { return x.FromOn },
		"state": func(x Action) string { return x.State + " " + x.DueOn },
	}, func(x Action) string { return x.ID })
}

// Decide writes down an action about a person within reach today. Deciding the same
// twice while it is open writes it once. Needs the permission segment.act.
func (s *Service) Decide(ctx context.Context, personID string, in ActionIn) (out Action, err error) {
	if err := authz.Require(ctx, PermissionAct); err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	in.OwnerID = cmp.Or(in.OwnerID, a.PersonID)
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		team := w.teamOn(personID, w.today)
		if _, ok := w.dir.Person(personID); !ok || !w.sees(ctx, PermissionAct, personID, team) {
			return notFound()
		}
		if err := w.checkAction(&in, w.today, personID); err != nil {
			return err
		}
		there, err := loadActions(ctx, tx, personID)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(there, func(x Action) bool { return x.ActionIn == in && x.AuthorID == a.UserID }); i >= 0 {
			out = there[i]
			w.fill(&out)
			return nil
		}
		out = Action{ActionIn: in, ID: id.New(s.clk), PersonID: personID, TeamID: team, FromOn: w.today.String(), AuthorID: a.UserID, Rev: 1, ChangedMs: clock.Ms(s.clk), ChangedBy: actorName(ctx)}
		if results, err := loadResultsOf(ctx, tx, Month, personID); err != nil {
			return err
		} else if i := slices.IndexFunc(results, func(x Result) bool {
			return x.ToOn < w.today.String() && w.sees(ctx, PermissionAct, personID, x.TeamID)
		}); i >= 0 {
			out.Segment = results[i].Segment
		}
		if in.State != Open {
			out.DoneOn = w.today.String()
		}
		if err := addAction(ctx, tx, &out); err != nil {
			return err
		}
		w.fill(&out)
		return s.tell(ctx, tx, authz.Entry{Action: "segment.action.create", Object: "segment_action", ObjectID: out.ID, After: out})
	})
	return out, err
}

// checkAction checks what is to be done, by whom.
func (w *world) checkAction(in *ActionIn, from civil.Date, personID string) error {
	if err := in.check(from); err != nil {
		return err
	}
	if _, ok := w.dir.Person(in.OwnerID); !ok || in.OwnerID == personID {
		return fault.Invalidf("segment.action_owner", "An action needs somebody else who does it.").WithField("body.owner_id", "unknown", "must be another person of the centre")
	}
	return nil
}

// ChangeAction changes an action: hands it to another, moves its day, ends it or
// opens it again. rev is the revision that was read, or below 0 for any. Needs the
// permission segment.act.
func (s *Service) ChangeAction(ctx context.Context, actionID string, in ActionIn, rev int64) (out Action, err error) {
	if err := authz.Require(ctx, PermissionAct); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		before, err := loadAction(ctx, tx, actionID)
		if errors.Is(err, sqldb.ErrNotFound) || err == nil && !w.reachesAction(ctx, PermissionAct, &before) {
			return fault.NotFoundf("segment.action_not_found", "There is no such action, or not within your reach.")
		}
		if err != nil {
			return err
		}
		in.OwnerID = cmp.Or(in.OwnerID, before.OwnerID)
		from, _ := civil.Parse(before.FromOn)
		if err := w.checkAction(&in, from, before.PersonID); err != nil {
			return err
		}
		if out = before; before.ActionIn == in {
			w.fill(&out)
			return nil
		}
		out.ActionIn, out.Rev, out.ChangedMs, out.ChangedBy = in, before.Rev+1, clock.Ms(s.clk), actorName(ctx)
		switch {
		case in.State == Open:
			out.DoneOn = ""
		case before.State == Open:
			out.DoneOn = w.today.String()
		}
		done := rev < 0 || rev == before.Rev
		if done {
			done, err = putAction(ctx, tx, &out, before.Rev)
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("segment.action_stale", "The action was changed meanwhile; load it again.")
		}
		w.fill(&out)
		return s.tell(ctx, tx, authz.Entry{Action: "segment.action.update", Object: "segment_action", ObjectID: actionID, Before: before, After: out})
	})
	return out, err
}
