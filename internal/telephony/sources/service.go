package sources

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/web"
)

// Permissions of the module.
const (
	PermissionRead   = "quality.read"
	PermissionManage = "sources.manage"
)

// Service keeps and runs the live sources.
type Service struct {
	db   *sqldb.DB
	log  Log
	org  Organisation
	clk  clock.Clock
	rec  authz.Recorder
	out  *slog.Logger
	wake func()

	box      *seal.Box
	again    chan struct{} // wakes Run
	pace     pace
	pressure pressure
	meters   sync.Map // source id → *meter
	busy     sync.Map // source id → chan struct{}, requests under way
}

// Make makes the service. box seals passwords; rec may be nil in tests.
func Make(db *sqldb.DB, log Log, organisation Organisation, box *seal.Box, clk clock.Clock, rec authz.Recorder, out *slog.Logger) *Service {
	s := &Service{db: db, log: log, org: organisation, box: box, clk: clk, rec: rec, out: out, again: make(chan struct{}, 1), pace: usualPace}
	s.pressure = pressure{log: log, clk: clk, hold: make(chan struct{}, 1)}
	return s
}

// OnChange is called when a source or how it does changed.
func (s *Service) OnChange(fn func()) { s.wake = fn }

func (s *Service) changed() {
	select {
	case s.again <- struct{}{}:
	default:
	}
	if s.wake != nil {
		s.wake()
	}
}

func (s *Service) zone(ctx context.Context, tx *sqldb.Tx) (*time.Location, error) {
	c, err := s.org.Centre(ctx, tx)
	if err != nil {
		return nil, err
	}
	return c.Location(), nil
}

// Filter narrows a list of sources.
type Filter struct {
	Search string
	Kind   string
	State  string
	Sort   string // name, kind, state, event_at; a leading - turns it round
	Cursor string
	Limit  int
}

// List gives the configured sources. There are few: they are filtered in memory.
func (s *Service) List(ctx context.Context, f Filter) (page.Of[Source], error) {
	var out page.Of[Source]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	from, err := page.Parse(f.Cursor, 1)
	if err != nil {
		return out, err
	}
	var list []Source
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		zone, err := s.zone(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := sqldb.All(ctx, tx, qList, scan, clock.Ms(s.clk))
		for i := range rows {
			list = append(list, rows[i].shown(zone))
		}
		return err
	})
	if err != nil {
		return out, err
	}
	search := sqldb.Fold(f.Search)
	list = slices.DeleteFunc(list, func(x Source) bool {
		return search != "" && !strings.Contains(sqldb.Fold(x.Name), search) || f.Kind != "" && x.Kind != f.Kind || f.State != "" && x.Status.State != f.State
	})
	sortSources(list, f.Sort)
	out.Total = int64(len(list))
	if from[0] != "" {
		i := slices.IndexFunc(list, func(x Source) bool { return x.ID == from[0] })
		list = list[i+1:]
	}
	limit := page.Limit(f.Limit)
	out.Items = []Source{}
	if len(list) > limit {
		list = list[:limit]
		out.NextCursor = page.Cursor(list[limit-1].ID)
	}
	out.Items = append(out.Items, list...)
	return out, nil
}

func sortSources(list []Source, by string) {
	by, down := strings.CutPrefix(by, "-")
	key := func(x *Source) string {
		switch by {
		case "kind":
			return x.Kind
		case "state":
			return x.Status.State
		case "event_at":
			if x.Status.EventAt != nil {
				return *x.Status.EventAt
			}
			return ""
		}
		return sqldb.Fold(x.Name)
	}
	slices.SortStableFunc(list, func(a, b Source) int {
		c := strings.Compare(key(&a), key(&b))
		if down {
			return -c
		}
		return c
	})
}

// Get gives one source.
func (s *Service) Get(ctx context.Context, sourceID string) (Source, error) {
	var out Source
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = s.show(ctx, tx, sourceID)
		return err
	})
	return out, err
}

func (s *Service) show(ctx context.Context, tx *sqldb.Tx, sourceID string) (Source, error) {
	zone, err := s.zone(ctx, tx)
	if err != nil {
		return Source{}, err
	}
	v, err := load(ctx, tx, sourceID, clock.Ms(s.clk))
	if err != nil {
		return Source{}, err
	}
	return v.shown(zone), nil
}

// Create adds a source.
func (s *Service) Create(ctx context.Context, in New) (Source, error) {
	var out Source
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return out, err
	}
	if err := in.check(); err != nil {
		return out, err
	}
	actor, _ := authz.From(ctx)
	v := row{Source: Source{ID: id.New(s.clk), Name: in.Name, Kind: in.Kind, Enabled: in.Enabled, Settings: in.Settings}, createdMs: clock.Ms(s.clk)}
	if in.Secret != "" && needsSecret(in.Kind) {
		var err error
		if v.secret, err = s.box.Seal(in.Secret, sealedFor(v.ID)); err != nil {
			return out, err
		}
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		kind, err := kindOf(ctx, tx, v.Name)
		if err != nil {
			return err
		}
		if kind != "" && !sameData(kind, v.Kind) {
			return fault.Conflictf("telephony.live.name_in_use", "The name %s already holds data of another kind (%s); the same calls told in two ways under one name would be counted wrongly.", v.Name, kind).
				WithField("body.name", "taken", "holds data of another kind")
		}
		if err := insert(ctx, tx, v, actor.UserID); err != nil {
			if sqldb.IsUnique(err) {
				return fault.Conflictf("telephony.live.name_taken", "Another live source is called %s.", v.Name).
					WithField("body.name", "taken", "is used by another live source").WithCause(err)
			}
			return err
		}
		if out, err = s.show(ctx, tx, v.ID); err != nil {
			return err
		}
		return s.record(ctx, tx, "create", v.ID, nil, audited(out))
	})
	if err == nil {
		s.changed()
	}
	return out, err
}

// sameData reports whether two kinds tell the same calls with keys that fit.
func sameData(a, b string) bool {
	return a == b || strings.HasPrefix(a, "connect-") && strings.HasPrefix(b, "connect-")
}

// Update changes the source that has the revision the caller has read.
func (s *Service) Update(ctx context.Context, sourceID string, rev int64, p Patch) (Source, error) {
	var out Source
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		zone, err := s.zone(ctx, tx)
		if err != nil {
			return err
		}
		v, err := load(ctx, tx, sourceID, clock.Ms(s.clk))
		if err != nil {
			return err
		}
		if rev != v.Rev {
			return web.Stale()
		}
		before := v.shown(zone)
		if p.Enabled != nil {
			v.Enabled = *p.Enabled
		}
		if err := s.apply(&v, p); err != nil {
			return err
		}
		n, err := update(ctx, tx, v, clock.Ms(s.clk))
		if err != nil {
			return err
		}
		if n == 0 {
			return web.Stale()
		}
		if out, err = s.show(ctx, tx, sourceID); err != nil {
			return err
		}
		return s.record(ctx, tx, "update", sourceID, audited(before), audited(out))
	})
	if err == nil {
		s.changed()
	}
	return out, err
}

// apply changes settings and password. A password entered for one place is not
// sent to another.
func (s *Service) apply(v *row, p Patch) error {
	var w fault.Collector
	if p.Settings != nil {
		next := *p.Settings
		next.check(&w, v.Kind)
		if !next.sameDoor(v.Settings) {
			v.secret = ""
		}
		v.Settings = next
	}
	entered := p.Secret != nil && *p.Secret != ""
	if entered {
		checkSecret(&w, v.Kind, *p.Secret, true)
	} else {
		checkSecret(&w, v.Kind, "", v.secret != "")
	}
	if err := w.Err("telephony.live.invalid", "The source cannot be saved."); err != nil {
		return err
	}
	if !entered || !needsSecret(v.Kind) {
		return nil
	}
	var err error
	v.secret, err = s.box.Seal(*p.Secret, sealedFor(v.ID))
	return err
}

// Delete forgets a source and its keys; what it told stays.
func (s *Service) Delete(ctx context.Context, sourceID string) error {
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.show(ctx, tx, sourceID)
		if err != nil {
			return err
		}
		if err := drop(ctx, tx, sourceID); err != nil {
			return err
		}
		return s.record(ctx, tx, "delete", sourceID, audited(before), nil)
	})
	if err == nil {
		s.changed()
	}
	return err
}

// description is what the audit log keeps of a source.
type description struct {
	Name      string   `json:"name"`
	Kind      string   `json:"kind"`
	Enabled   bool     `json:"enabled"`
	Settings  Settings `json:"settings"`
	SecretSet bool     `json:"secret_set"`
}

func audited(x Source) description {
	return description{x.Name, x.Kind, x.Enabled, x.Settings, x.SecretSet}
}

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, action, sourceID string, before, after any) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, authz.Entry{Action: "telephony.live_source." + action, Object: "live_source", ObjectID: sourceID, Before: before, After: after})
}
