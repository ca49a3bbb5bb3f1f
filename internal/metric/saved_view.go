package metric

import (
	"context"
	"errors"
	"reflect"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Views gives the reader's own views and the shared ones, by name.
func (s *Service) Views(ctx context.Context) ([]View, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	actor, _ := authz.From(ctx)
	var out []View
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = loadViewsSeen(ctx, tx, actor.UserID)
		return err
	})
	for i := range out {
		out[i].Own = out[i].OwnerID == actor.UserID
	}
	return out, err
}

// SaveView keeps a view under a name of its owner's. The same content again
// answers the same view; other content under a taken name is a conflict.
func (s *Service) SaveView(ctx context.Context, v View) (View, error) {
	actor, err := s.mayKeep(ctx, v.Shared)
	if err != nil {
		return View{}, err
	}
	v.Name = strings.TrimSpace(v.Name)
	if v.Params == nil {
		v.Params = map[string]any{}
	}
	if err := v.check(); err != nil {
		return View{}, err
	}
	v.OwnerID, v.OwnerName = actor.UserID, actor.Name
	v.ID, v.Rev, v.CreatedMs = id.New(s.clk), 1, clock.Ms(s.clk)
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := countViews(ctx, tx, v.OwnerID)
		if err != nil {
			return err
		}
		if n >= maxViews {
			return fault.Conflictf("metric.view.too_many", "You keep %d views already; delete some first.", n)
		}
		added, err := addView(ctx, tx, v, v.CreatedMs)
		if err != nil {
			return err
		}
		if added {
			return s.record(ctx, tx, authz.Entry{Action: "metric.view.create", Object: "metric_view", ObjectID: v.ID, After: v})
		}
		old, err := loadViewByName(ctx, tx, v.OwnerID, v.Page, v.Name)
		if err != nil {
			return err
		}
		if old.Shared != v.Shared || !reflect.DeepEqual(old.Params, v.Params) {
			return fault.Conflictf("metric.view.name_taken", "You have a view %q on this page already; choose another name.", old.Name).
				WithField("body.name", "taken", "is taken")
		}
		v = old
		return nil
	})
	if err != nil {
		return View{}, err
	}
	v.Own = true
	return v, nil
}

// ChangeView changes a view of the actor's own. What is nil stays. rev is the
// revision the caller has read, 0 when it does not say.
func (s *Service) ChangeView(ctx context.Context, viewID string, name *string, params map[string]any, shared *bool, rev int64) (View, error) {
	actor, err := s.mayKeep(ctx, shared != nil && *shared)
	if err != nil {
		return View{}, err
	}
	var out View
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		old, err := s.ownView(ctx, tx, viewID, actor)
		if err != nil {
			return err
		}
		if rev != 0 && rev != old.Rev {
			return stale()
		}
		v := old
		if name != nil {
			v.Name = strings.TrimSpace(*name)
		}
		if params != nil {
			v.Params = params
		}
		if shared != nil {
			v.Shared = *shared
		}
		if err := v.check(); err != nil {
			return err
		}
		if other, err := loadViewByName(ctx, tx, v.OwnerID, v.Page, v.Name); err == nil && other.ID != v.ID {
			return fault.Conflictf("metric.view.name_taken", "You have a view %q on this page already; choose another name.", v.Name).
				WithField("body.name", "taken", "is taken")
		}
		if ok, err := saveView(ctx, tx, v, clock.Ms(s.clk)); err != nil || !ok {
			return orStale(err)
		}
		if err := s.record(ctx, tx, authz.Entry{Action: "metric.view.update", Object: "metric_view", ObjectID: v.ID, Before: old, After: v}); err != nil {
			return err
		}
		v.Rev++
		out = v
		return nil
	})
	out.Own = err == nil
	return out, err
}

// RemoveView deletes a view of the actor's own; someone who may share views
// may also delete a shared one. A view that is gone already is no error.
func (s *Service) RemoveView(ctx context.Context, viewID string) error {
	actor, err := s.mayKeep(ctx, false)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		v, err := loadView(ctx, tx, viewID)
		switch {
		case errors.Is(err, sqldb.ErrNotFound) || err == nil && !v.Shared && v.OwnerID != actor.UserID:
			return nil
		case err != nil:
			return err
		case v.OwnerID != actor.UserID && !actor.Can(PermissionShare):
			return notYours()
		}
		if err := removeView(ctx, tx, viewID); err != nil {
			return err
		}
		return s.record(ctx, tx, authz.Entry{Action: "metric.view.delete", Object: "metric_view", ObjectID: v.ID, Before: v})
	})
}

// mayKeep lets through who may read numbers, and for a shared view who may
// share.
func (s *Service) mayKeep(ctx context.Context, shared bool) (authz.Actor, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return authz.Actor{}, err
	}
	if shared {
		if err := authz.Require(ctx, PermissionShare); err != nil {
			return authz.Actor{}, err
		}
	}
	actor, _ := authz.From(ctx)
	return actor, nil
}

// ownView gives a view of the actor's own. Another's view that is not shared
// is not there at all.
func (s *Service) ownView(ctx context.Context, tx *sqldb.Tx, viewID string, actor authz.Actor) (View, error) {
	v, err := loadView(ctx, tx, viewID)
	if err != nil {
		return v, err
	}
	switch {
	case v.OwnerID == actor.UserID:
		return v, nil
	case v.Shared:
		return v, notYours()
	}
	return v, sqldb.ErrNotFound
}

func notYours() error {
	return fault.New(fault.Denied, "metric.view.not_yours", "This view belongs to someone else; save it under a name of your own.")
}
