package target

import (
	"context"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Set sets a target for a subject that has none of the metric in the period.
// Setting the same twice sets it once. Needs the permission target.edit.
func (s *Service) Set(ctx context.Context, in Request) (t Target, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return t, err
	}
	w, err := s.look(ctx)
	if err != nil {
		return t, err
	}
	var bad fault.Collector
	t = in.tidy(&bad, "body.", w.all, &w.dir)
	if err := s.knowsGoal(ctx, &bad, in.GoalID); err != nil {
		return t, err
	}
	if err := bad.Err("target.invalid", "The target has wrong values."); err != nil {
		return t, err
	}
	v := Version{Points: in.Points, MetricVersion: in.MetricVersion, Weight: in.Weight, Level: in.Level, GoalID: in.GoalID, Relevance: in.Relevance, Active: true}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		t, err = s.put(ctx, tx, w, t, v, false)
		return err
	})
	return t, err
}

// knowsGoal tells of a goal that is not on the map.
func (s *Service) knowsGoal(ctx context.Context, bad *fault.Collector, goalID string) error {
	if goalID == "" || s.goals == nil {
		return nil
	}
	names, err := s.goalNames(ctx)
	if _, ok := names[goalID]; err == nil && !ok {
		bad.Add("body.goal_id", "unknown", "there is no such goal")
	}
	return err
}

// put sets a target, or with over changes the one that is there already.
func (s *Service) put(ctx context.Context, tx *sqldb.Tx, w *world, t Target, v Version, over bool) (Target, error) {
	there, ok, err := loadPlace(ctx, tx, &t)
	if err != nil {
		return t, err
	}
	if ok {
		last := there.Last()
		switch {
		case last.sameAs(&v):
			return there, nil
		case last.Active && !over:
			return t, fault.Conflictf("target.taken", "There is a target of this metric for the subject and period already; change that one.").WithField("body.metric", "taken", "has a target already")
		}
		return s.add(ctx, tx, w, there, v)
	}
	t.ID, v.Version, v.FromOn, v.ChangedMs, v.ChangedBy = id.New(s.clk), 1, t.FromOn, clock.Ms(s.clk), actorName(ctx)
	t.Versions = []Version{v}
	for _, p := range w.wider(&t) {
		found, ok, err := loadPlace(ctx, tx, &p)
		if err != nil {
			return t, err
		}
		if ok && found.Last().Active {
			t.ParentID = found.ID
			break
		}
	}
	if err := addHead(ctx, tx, &t); err != nil {
		return t, err
	}
	if _, err := addVersion(ctx, tx, t.ID, &v); err != nil {
		return t, err
	}
	if err := s.adoptChildren(ctx, tx, w, &t); err != nil {
		return t, err
	}
	return t, s.tell(ctx, tx, authz.Entry{Action: "target.create", Object: "target", ObjectID: t.ID, After: t})
}

// adoptChildren gives a new target the narrower ones that had no nearer parent.
func (s *Service) adoptChildren(ctx context.Context, tx *sqldb.Tx, w *world, t *Target) error {
	if t.Scope == Person {
		return nil
	}
	all, err := loadWithin(ctx, tx, "", "", t.FromOn, t.FromOn)
	if err != nil {
		return err
	}
	has := map[string]bool{}
	like := func(o *Target) bool {
		return o.Metric == t.Metric && secondsOf(o.Seconds) == secondsOf(t.Seconds) && o.Period == t.Period && o.FromOn == t.FromOn
	}
	for _, o := range all {
		if like(&o) && o.Last().Active {
			has[o.Scope+" "+o.ScopeID] = true
		}
	}
	for _, o := range all {
		if !like(&o) || o.ID == t.ID {
			continue
		}
		for _, p := range w.wider(&o) {
			if !has[p.Scope+" "+p.ScopeID] {
				continue
			}
			if p.Scope == t.Scope && p.ScopeID == t.ScopeID && o.ParentID != t.ID {
				if err := adopt(ctx, tx, o.ID, t.ID); err != nil {
					return err
				}
			}
			break
		}
	}
	return nil
}

// Change changes a target from a day on, with the reason; what held on days
// before stays. rev is how many versions were read, or below 0 for any. Needs the
// permission target.edit.
func (s *Service) Change(ctx context.Context, targetID string, in Change, rev int64) (t Target, err error) {
	return s.alter(ctx, targetID, rev, func(w *world, t *Target, last Version, bad *fault.Collector) (Version, error) {
		in.Reason, in.Relevance = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Relevance)
		if in.Weight == 0 {
			in.Weight = last.Weight
		}
		bad.Require("body.reason", in.Reason)
		short(bad, "body.reason", in.Reason)
		values(bad, "body.", in.Points, in.Weight, in.Relevance, t.LessIsBetter())
		if m, ok := w.all[t.Metric]; ok {
			pinned(bad, "body.", &m, in.MetricVersion)
		}
		v := Version{FromOn: in.FromOn, Points: in.Points, MetricVersion: in.MetricVersion, Weight: in.Weight, Level: in.Level, GoalID: in.GoalID, Relevance: in.Relevance, Active: true, Reason: in.Reason}
		return v, s.knowsGoal(ctx, bad, in.GoalID)
	})
}

// TakeBack takes a target back from today on, with the reason. Needs the
// permission target.edit.
func (s *Service) TakeBack(ctx context.Context, targetID, reason string, rev int64) (Target, error) {
	return s.alter(ctx, targetID, rev, func(_ *world, _ *Target, last Version, bad *fault.Collector) (Version, error) {
		reason = strings.TrimSpace(reason)
		bad.Require("body.reason", reason)
		short(bad, "body.reason", reason)
		last.FromOn, last.Active, last.Reason = "", false, reason
		return last, nil
	})
}

// alter makes the next version of a target.
func (s *Service) alter(ctx context.Context, targetID string, rev int64, make func(w *world, t *Target, last Version, bad *fault.Collector) (Version, error)) (t Target, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return t, err
	}
	w, err := s.look(ctx)
	if err != nil {
		return t, err
	}
	var found bool
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error { t, found, err = loadTarget(ctx, tx, targetID); return err }); err != nil {
		return t, err
	}
	if !found {
		return t, notFound()
	}
	var bad fault.Collector
	v, err := make(w, &t, t.Last(), &bad)
	if err != nil {
		return t, err
	}
	if err := bad.Err("target.invalid", "The target has wrong values."); err != nil {
		return t, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if t, found, err = loadTarget(ctx, tx, targetID); err != nil || !found {
			return err
		}
		if last := t.Last(); last.sameAs(&v) && (v.FromOn == "" || v.FromOn == last.FromOn) {
			return nil
		}
		if rev >= 0 && rev != int64(len(t.Versions)) {
			return stale()
		}
		t, err = s.add(ctx, tx, w, t, v)
		return err
	})
	return t, err
}

func stale() error {
	return fault.Conflictf("target.stale", "Somebody has changed the target meanwhile; load it again.")
}

// add adds a version to a target: from the day it asks for, which is not before
// today unless the period has not begun, and never after the period.
func (s *Service) add(ctx context.Context, tx *sqldb.Tx, w *world, t Target, v Version) (Target, error) {
	first := max(t.FromOn, w.today)
	if t.ToOn < w.today {
		return t, fault.Conflictf("target.over", "The period is over: what held then stays.")
	}
	if v.FromOn == "" {
		v.FromOn = max(first, t.Last().FromOn)
	}
	if _, ok := dayOf(v.FromOn); !ok {
		return t, fault.Invalidf("target.invalid", "The target has wrong values.").WithField("body.from_on", "date", "must be a date, YYYY-MM-DD")
	}
	if v.FromOn < max(first, t.Last().FromOn) || v.FromOn > t.ToOn {
		return t, fault.Invalidf("target.invalid", "The target has wrong values.").WithField("body.from_on", "out_of_range", "must be from "+max(first, t.Last().FromOn)+" to "+t.ToOn)
	}
	before := t.Last()
	v.Version, v.ChangedMs, v.ChangedBy = before.Version+1, clock.Ms(s.clk), actorName(ctx)
	if added, err := addVersion(ctx, tx, t.ID, &v); err != nil || !added {
		if err == nil {
			err = stale()
		}
		return t, err
	}
	t.Versions = append(t.Versions, v)
	return t, s.tell(ctx, tx, authz.Entry{Action: "target.update", Object: "target", ObjectID: t.ID, Before: before, After: v})
}
