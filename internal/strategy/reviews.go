package strategy

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// reviewing is what reviews are read with.
type reviewing struct {
	reviews []row[KeptReview]
	actions []row[KeptAction]
	dir     org.Directory
	today   civil.Date
}

func (s *Service) reviewing(ctx context.Context, tx *sqldb.Tx) (r reviewing, err error) {
	if r.reviews, err = load[KeptReview](ctx, tx, &reviews); err != nil {
		return r, err
	}
	if r.actions, err = load[KeptAction](ctx, tx, &actions); err != nil {
		return r, err
	}
	if r.dir, err = s.org.Directory(ctx, tx); err != nil {
		return r, err
	}
	r.today, err = s.today(ctx, tx)
	return r, err
}

// ReviewsIn asks for a page of reviews.
type ReviewsIn struct {
	Search, State, Period string
	Sort, Cursor          string
	Limit                 int
}

// ListReviews gives a page of the reviews, with their numbers as they stood.
// Needs the permission strategy.read.
func (s *Service) ListReviews(ctx context.Context, in ReviewsIn) (out page.Of[Review], err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	var r reviewing
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error { r, err = s.reviewing(ctx, tx); return err }); err != nil {
		return out, err
	}
	all := []Review{}
	for i := range r.reviews {
		x := r.view(ctx, &r.reviews[i])
		text := sqldb.Fold(strings.Join([]string{x.From, x.Chair, x.Attendees, x.Summary}, "\n"))
		if (in.State == "" || x.State == in.State) && (in.Period == "" || x.Period == in.Period) && strings.Contains(text, sqldb.Fold(in.Search)) {
			all = append(all, x)
		}
	}
	keys := map[string]func(Review) string{
		"from":  func(x Review) string { return x.From + x.Period },
		"on":    func(x Review) string { return x.On },
		"chair": func(x Review) string { return sqldb.Fold(x.Chair) },
	}
	return page.Sorted(all, page.Ask{Sort: cmp.Or(in.Sort, "-from"), Cursor: in.Cursor, Limit: in.Limit}, "strategy.sort", keys, func(x Review) string { return x.ID })
}

// Review gives one with the same period counted now beside the snapshot. Needs the
// permission strategy.read.
func (s *Service) Review(ctx context.Context, reviewID string) (out Review, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	var r reviewing
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error { r, err = s.reviewing(ctx, tx); return err }); err != nil {
		return out, err
	}
	x, err := find(r.reviews, reviewID)
	if err != nil {
		return out, err
	}
	out = r.view(ctx, x)
	return out, s.recount(ctx, &out, r.today)
}

// recount counts the goals of a snapshot now, over the whole period, by the targets
// the snapshot was judged by.
func (s *Service) recount(ctx context.Context, v *Review, today civil.Date) error {
	from, err := civil.Parse(v.From)
	if err != nil {
		return err
	}
	to, err := civil.Parse(v.To)
	if err != nil {
		return err
	}
	again := make([]GoalOnMap, len(v.Goals))
	for i := range v.Goals {
		again[i].ID, again[i].Measures = v.Goals[i].ID, slices.Clone(v.Goals[i].measures)
	}
	if _, err := s.readAll(ctx, again, civil.Range{From: from, To: to}, today); err != nil {
		return err
	}
	for i := range v.Goals {
		g := &v.Goals[i]
		g.ScoreNow, g.StateNow = again[i].Score, again[i].State
		for k, now := range again[i].Readings {
			g.ValuesNow = append(g.ValuesNow, Value{now.Value, now.Num, now.Den})
			if k < len(g.Readings) {
				then := g.Readings[k]
				g.Changed = g.Changed || then.Num != now.Num || then.Den != now.Den || (then.Value == nil) != (now.Value == nil)
			}
		}
	}
	return nil
}

// view is a review as it is shown, without what is counted now.
func (r *reviewing) view(ctx context.Context, x *row[KeptReview]) Review {
	c := &x.Content
	out := Review{Stamp: x.Stamp, ReviewRequest: c.ReviewRequest, From: c.From, To: c.To, On: c.On, TakenMs: c.TakenMs, State: c.State, ClosedMs: c.ClosedMs, ClosedBy: c.ClosedBy, DataUntil: c.DataUntil, Areas: c.Areas, Goals: []GoalSeen{}, Actions: []Action{}}
	for _, g := range c.Goals {
		out.Goals = append(out.Goals, GoalSeen{ID: g.ID, Name: g.Name, Perspective: g.Perspective, Owner: g.Owner, Score: g.Score, State: g.State, Readings: g.Readings, StateNow: scoring.StateOf(nil), ValuesNow: []Value{}, measures: g.Measures})
	}
	if c.State == ReviewClosed {
		out.Actions = append(out.Actions, c.Actions...)
		return out
	}
	for i := range r.actions {
		a := &r.actions[i]
		if a.Content.ReviewID != x.ID {
			from, err := find(r.reviews, a.Content.ReviewID)
			if err != nil || from.Content.TakenMs >= c.TakenMs || !a.Content.carriedTo(c.TakenMs) {
				continue
			}
		}
		one := r.action(ctx, a)
		one.Carried = a.Content.ReviewID != x.ID
		out.Actions = append(out.Actions, one)
	}
	slices.SortStableFunc(out.Actions, func(a, b Action) int {
		return cmp.Or(cmp.Compare(a.FromOn, b.FromOn), cmp.Compare(a.DueOn, b.DueOn), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (r *reviewing) action(ctx context.Context, x *row[KeptAction]) Action {
	c := &x.Content
	actor, _ := authz.From(ctx)
	out := Action{Stamp: x.Stamp, ActionRequest: c.ActionRequest, State: c.State, DoneOn: c.DoneOn, Reports: c.Reports, Mine: actor.PersonID != "" && actor.PersonID == c.OwnerID}
	out.Overdue = !c.ended() && c.DueOn < r.today.String()
	if p, ok := r.dir.Person(c.OwnerID); ok {
		out.OwnerName = p.Name
	}
	if from, err := find(r.reviews, c.ReviewID); err == nil {
		out.FromOn, out.Period = from.Content.From, from.Content.Period
		for _, g := range from.Content.Goals {
			if g.ID == c.GoalID {
				out.GoalName = g.Name
			}
		}
	}
	return out
}

// OpenReview begins a review: it takes the snapshot of the map. A period has one.
// Needs the permission strategy.edit.
func (s *Service) OpenReview(ctx context.Context, in ReviewRequest) (out Review, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	in.Notes = nil // they are of goals that the snapshot will show
	if err := in.tidy(func(string) bool { return false }); err != nil {
		return out, err
	}
	m, err := s.Map(ctx, in.Period, in.Day)
	if err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		r, err := s.reviewing(ctx, tx)
		if err != nil {
			return err
		}
		if r.today.String() < m.From {
			return fault.Invalidf("strategy.invalid", "What was entered has wrong values.").WithField("body.day", "too_late", "the period has not begun")
		}
		key := in.Period + " " + m.From
		for i := range r.reviews {
			if r.reviews[i].key == sqldb.Fold(key) {
				if there := r.reviews[i].Content.ReviewRequest; there.Chair == in.Chair && there.Attendees == in.Attendees {
					out = r.view(ctx, &r.reviews[i])
					return nil
				}
				return fault.Conflictf("strategy.reviewed", "The period has a review already.").WithField("body.day", "taken", "has a review already")
			}
		}
		in.Day = m.From
		kept := KeptReview{ReviewRequest: in, From: m.From, To: m.To, On: r.today.String(), TakenMs: clock.Ms(s.clk), State: ReviewOpen, DataUntil: m.DataUntil, Areas: m.Perspectives, Goals: []keptGoal{}}
		for _, g := range m.Goals {
			kept.Goals = append(kept.Goals, keptGoal{ID: g.ID, Name: g.Name, Perspective: g.Perspective, Owner: g.Owner, Score: g.Score, State: g.State, Readings: g.Readings, Measures: judgedBy(g)})
		}
		x, err := put(ctx, s, tx, &reviews, "", -1, key, kept)
		if err != nil {
			return err
		}
		r.reviews = append(r.reviews, x)
		out = r.view(ctx, &x)
		return nil
	})
	return out, err
}

// judgedBy are the measures of a goal with the one target each was judged by.
func judgedBy(g GoalOnMap) []Measure {
	out := slices.Clone(g.Measures)
	for i := range out {
		out[i].Targets = []Target{}
		if i < len(g.Readings) && g.Readings[i].Target != nil {
			out[i].Targets = []Target{*g.Readings[i].Target}
		}
	}
	return out
}

// SaveReview changes who was there and what was said, of an open review. Needs the
// permission strategy.edit.
func (s *Service) SaveReview(ctx context.Context, reviewID string, in ReviewRequest, rev int64) (out Review, err error) {
	return s.changeReview(ctx, reviewID, rev, func(_ *reviewing, x *row[KeptReview]) error {
		known := func(goalID string) bool {
			return slices.ContainsFunc(x.Content.Goals, func(g keptGoal) bool { return g.ID == goalID })
		}
		in.Period, in.Day = x.Content.Period, x.Content.Day
		if err := in.tidy(known); err != nil {
			return err
		}
		x.Content.ReviewRequest = in
		return nil
	})
}

// CloseReview ends a review: its actions are kept as they stand, and what is not
// done is carried to the next one. Needs the permission strategy.edit.
func (s *Service) CloseReview(ctx context.Context, reviewID string) (out Review, err error) {
	return s.changeReview(ctx, reviewID, -1, func(r *reviewing, x *row[KeptReview]) error {
		stood := r.view(ctx, x).Actions
		for i := range stood {
			stood[i].Mine = false
		}
		c := &x.Content
		c.State, c.ClosedMs, c.ClosedBy, c.Actions = ReviewClosed, clock.Ms(s.clk), actorName(ctx), stood
		return nil
	})
}

func (s *Service) changeReview(ctx context.Context, reviewID string, rev int64, change func(r *reviewing, x *row[KeptReview]) error) (out Review, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		r, err := s.reviewing(ctx, tx)
		if err != nil {
			return err
		}
		x, err := find(r.reviews, reviewID)
		if err != nil {
			return err
		}
		if x.Content.State == ReviewClosed {
			return fault.Conflictf("strategy.closed", "The review has been closed.")
		}
		if err := change(&r, x); err != nil {
			return err
		}
		done, err := put(ctx, s, tx, &reviews, reviewID, rev, x.key, x.Content)
		if err != nil {
			return err
		}
		*x = done
		out = r.view(ctx, x)
		return nil
	})
	return out, err
}

// DeleteReview takes an open review away that has asked for nothing yet. Needs the
// permission strategy.edit.
func (s *Service) DeleteReview(ctx context.Context, reviewID string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	var r reviewing
	var err error
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error { r, err = s.reviewing(ctx, tx); return err }); err != nil {
		return err
	}
	if x, err := find(r.reviews, reviewID); err == nil {
		if x.Content.State == ReviewClosed {
			return fault.Conflictf("strategy.closed", "The review has been closed.")
		}
		if slices.ContainsFunc(r.actions, func(a row[KeptAction]) bool { return a.Content.ReviewID == reviewID }) {
			return fault.Conflictf("strategy.has_actions", "The review has asked for actions; it stays.")
		}
	}
	return take[KeptReview](ctx, s, &reviews, reviewID)
}

// ActionsIn asks for a page of actions.
type ActionsIn struct {
	Search, State string
	Overdue, Mine bool
	Sort, Cursor  string
	Limit         int
}

// ListActions gives a page of the actions of all reviews. Needs the permission
// strategy.read.
func (s *Service) ListActions(ctx context.Context, in ActionsIn) (out page.Of[Action], err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	var r reviewing
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error { r, err = s.reviewing(ctx, tx); return err }); err != nil {
		return out, err
	}
	all := []Action{}
	for i := range r.actions {
		x := r.action(ctx, &r.actions[i])
		text := sqldb.Fold(strings.Join([]string{x.Text, x.OwnerName, x.GoalName}, "\n"))
		if (in.State == "" || x.State == in.State) && (!in.Overdue || x.Overdue) && (!in.Mine || x.Mine) && strings.Contains(text, sqldb.Fold(in.Search)) {
			all = append(all, x)
		}
	}
	keys := map[string]func(Action) string{
		"due":   func(x Action) string { return x.DueOn },
		"owner": func(x Action) string { return sqldb.Fold(x.OwnerName) },
		"state": func(x Action) string { return fmt.Sprint(slices.Index(actionStates, x.State)) },
		"from":  func(x Action) string { return x.FromOn },
		"goal":  func(x Action) string { return sqldb.Fold(x.GoalName) },
	}
	return page.Sorted(all, page.Ask{Sort: cmp.Or(in.Sort, "due"), Cursor: in.Cursor, Limit: in.Limit}, "strategy.sort", keys, func(x Action) string { return x.ID })
}

// SaveAction asks somebody to do something (no id), or changes what is asked; the
// review must be open for something new. The owner is told. Needs the permission
// strategy.edit.
func (s *Service) SaveAction(ctx context.Context, actionID string, in ActionRequest, rev int64) (out Action, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		r, err := s.reviewing(ctx, tx)
		if err != nil {
			return err
		}
		kept := KeptAction{State: ActionOpen, Reports: []Progress{}}
		if actionID != "" {
			before, err := find(r.actions, actionID)
			if err != nil {
				return err
			}
			kept, in.ReviewID = before.Content, before.Content.ReviewID
		}
		from, err := find(r.reviews, in.ReviewID)
		if err != nil {
			return err
		}
		if actionID == "" && from.Content.State == ReviewClosed {
			return fault.Conflictf("strategy.closed", "The review has been closed.")
		}
		person := func(id string) bool { p, ok := r.dir.Person(id); return ok && p.Active }
		goal := func(id string) bool {
			return slices.ContainsFunc(from.Content.Goals, func(g keptGoal) bool { return g.ID == id })
		}
		if err := in.tidy(person, goal); err != nil {
			return err
		}
		kept.ActionRequest = in
		x, err := put(ctx, s, tx, &actions, actionID, rev, in.ReviewID+" "+in.OwnerID+" "+in.Text, kept)
		out = r.action(ctx, &x)
		return err
	})
	return out, err
}

// ReportAction says how an action stands: by who edits the strategy, or by its
// owner. Saying the same twice says it once. Needs the permission strategy.read.
func (s *Service) ReportAction(ctx context.Context, actionID string, in ProgressRequest) (out Action, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	in.Note = strings.TrimSpace(in.Note)
	var w fault.Collector
	oneOf(&w, "body.state", in.State, actionStates)
	short(&w, "body.note", in.Note, mostText)
	if err := w.Err("strategy.invalid", "What was entered has wrong values."); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		r, err := s.reviewing(ctx, tx)
		if err != nil {
			return err
		}
		x, err := find(r.actions, actionID)
		if err != nil {
			return err
		}
		if actor, _ := authz.From(ctx); actor.PersonID == "" || actor.PersonID != x.Content.OwnerID {
			if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
				return err
			}
		}
		if n := len(x.Content.Reports); n > 0 && x.Content.Reports[n-1].State == in.State && x.Content.Reports[n-1].Note == in.Note {
			out = r.action(ctx, x)
			return nil
		}
		if len(x.Content.Reports) >= mostReports {
			return fault.Conflictf("strategy.too_many", "There are %d already.", mostReports)
		}
		x.Content.report(Progress{State: in.State, Note: in.Note, AtMs: clock.Ms(s.clk), By: actorName(ctx)}, r.today.String())
		done, err := put(ctx, s, tx, &actions, actionID, -1, x.key, x.Content)
		out = r.action(ctx, &done)
		return err
	})
	return out, err
}

// LateActions gives the actions that are due and not done, for those who remind
// their owners.
func (s *Service) LateActions(ctx context.Context, tx *sqldb.Tx) ([]Action, error) {
	r, err := s.reviewing(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := []Action{}
	for i := range r.actions {
		if x := r.action(ctx, &r.actions[i]); x.Overdue {
			out = append(out, x)
		}
	}
	return out, nil
}
