package strategy

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionRead    = "strategy.read"    // see mission, map and plans
	PermissionEdit    = "strategy.edit"    // change them
	PermissionApprove = "strategy.approve" // approve the plan of a year
)

// mostOfAKind is how many goals, arrows and so on there may be.
const mostOfAKind = 1000

// Service keeps the strategy.
type Service struct {
	db      *sqldb.DB
	org     *org.Service
	numbers Numbers
	clk     clock.Clock
	rec     authz.Recorder
}

// New makes the service. rec may be nil.
func New(db *sqldb.DB, organisation *org.Service, numbers Numbers, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, org: organisation, numbers: numbers, clk: clk, rec: rec}
}

// read gives all of a kind.
func read[C any](ctx context.Context, s *Service, t *table) (out []row[C], err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = load[C](ctx, tx, t)
		return err
	})
	return out, err
}

// find is the one of the id.
func find[C any](all []row[C], id string) (*row[C], error) {
	i := slices.IndexFunc(all, func(x row[C]) bool { return x.ID == id })
	if i < 0 {
		return nil, notFound()
	}
	return &all[i], nil
}

// put adds (no id) or changes one of a kind. No two have the same key; adding
// the same twice adds it once. rev is the revision that was read, or below 0 for
// any.
func put[C any](ctx context.Context, s *Service, tx *sqldb.Tx, t *table, thingID string, rev int64, key string, content C) (row[C], error) {
	var none row[C]
	about, err := json.Marshal(content)
	if err != nil {
		return none, err
	}
	all, err := load[C](ctx, tx, t)
	if err != nil {
		return none, err
	}
	x := row[C]{Stamp: Stamp{ID: thingID, Rev: 1, ChangedMs: clock.Ms(s.clk), ChangedBy: actorName(ctx)}, Content: content, key: sqldb.Fold(key), about: string(about)}
	if i := slices.IndexFunc(all, func(o row[C]) bool { return o.key == x.key && o.ID != thingID }); i >= 0 {
		if thingID == "" && all[i].about == x.about {
			return all[i], nil
		}
		return none, fault.Conflictf("strategy.taken", "There is another one of this name.").WithField("body.name", "taken", "is the name of another one")
	}
	entry := authz.Entry{Action: "strategy." + t.word + ".create", Object: "strategy_" + t.word, After: content}
	if thingID == "" {
		if len(all) >= mostOfAKind {
			return none, fault.Conflictf("strategy.too_many", "There are %d already.", len(all))
		}
		x.ID = id.New(s.clk)
		if err := insert(ctx, tx, t, &x); err != nil {
			return none, err
		}
	} else {
		before, err := find(all, thingID)
		if err != nil {
			return none, err
		}
		if before.about == x.about {
			return *before, nil
		}
		done := rev < 0 || rev == before.Rev
		if done {
			done, err = replace(ctx, tx, t, &x, before.Rev)
		}
		if err != nil {
			return none, err
		}
		if !done {
			return none, fault.Conflictf("strategy.stale", "Somebody has changed it meanwhile; load it again.")
		}
		x.Rev, entry.Action, entry.Before = before.Rev+1, "strategy."+t.word+".update", before.Content
	}
	entry.ObjectID = x.ID
	return x, s.tell(ctx, tx, t, entry)
}

// take takes one of a kind away; one that is gone already is no error.
func take[C any](ctx context.Context, s *Service, t *table, thingID string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := load[C](ctx, tx, t)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x row[C]) bool { return x.ID == thingID })
		if i < 0 {
			return nil
		}
		if err := remove(ctx, tx, t, thingID); err != nil {
			return err
		}
		return s.tell(ctx, tx, t, authz.Entry{Action: "strategy." + t.word + ".delete", Object: "strategy_" + t.word, ObjectID: thingID, Before: all[i].Content})
	})
}

// tell tells a fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, t *table, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, "strategy."+t.word+".changed", ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

func (s *Service) today(ctx context.Context, tx *sqldb.Tx) (civil.Date, error) {
	text, err := s.org.Today(ctx, tx)
	if err != nil {
		return civil.Date{}, err
	}
	return civil.Parse(text)
}

func notFound() error {
	return fault.NotFoundf("strategy.not_found", "There is no such thing in the strategy.")
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	if a.Name == "" {
		return a.Login
	}
	return a.Name
}
