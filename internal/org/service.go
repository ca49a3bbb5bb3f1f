package org

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Service answers and changes the organisation.
type Service struct {
	db  *sqldb.DB
	clk clock.Clock
	rec authz.Recorder
	dir atomic.Pointer[Directory]
	cal atomic.Pointer[versioned]

	followers []Follower
}

// New makes the service. Writes are told to rec; a nil rec keeps no audit
// log, for tests and benches of other modules.
func New(db *sqldb.DB, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, clk: clk, rec: rec}
}

// Centre gives the centre's settings, with the parameters in force today.
func (s *Service) Centre(ctx context.Context, tx *sqldb.Tx) (Centre, error) {
	return s.centre(ctx, tx)
}

// Directory gives the organisation in memory. It reads one number and gives
// the copy it already has when nothing changed.
func (s *Service) Directory(ctx context.Context, tx *sqldb.Tx) (Directory, error) {
	version, err := loadVersion(ctx, tx)
	if err != nil {
		return Directory{}, err
	}
	if d := s.dir.Load(); d != nil && d.Version == version {
		return *d, nil
	}
	d, err := loadDirectory(ctx, tx, version)
	if err != nil {
		return Directory{}, err
	}
	// A transaction that is rolled back must not leave its version behind.
	tx.AfterCommit(func() { s.dir.Store(&d) })
	return d, nil
}

// Version counts every change of the directory.
func (s *Service) Version(ctx context.Context, tx *sqldb.Tx) (int64, error) {
	return loadVersion(ctx, tx)
}

// Location is the centre's time zone.
func (s *Service) Location(ctx context.Context, tx *sqldb.Tx) (*time.Location, error) {
	c, err := loadCentre(ctx, tx)
	if err != nil {
		return nil, err
	}
	return c.Location(), nil
}

// Today is the centre's calendar day now, YYYY-MM-DD.
func (s *Service) Today(ctx context.Context, tx *sqldb.Tx) (string, error) { return s.today(ctx, tx) }

// TeamsOf are the ids of the teams the person leads on the day, else of the
// team they are in.
func (s *Service) TeamsOf(ctx context.Context, tx *sqldb.Tx, personID, day string) ([]string, error) {
	d, err := s.Directory(ctx, tx)
	if err != nil || personID == "" {
		return nil, err
	}
	var out []string
	for _, t := range d.Teams {
		if d.LeaderOf(t.ID, day) == personID {
			out = append(out, t.ID)
		}
	}
	if own := d.TeamOf(personID, day); len(out) == 0 && own != "" {
		out = append(out, own)
	}
	return out, nil
}

// PersonOf is the id of the person of the agent number, behind a merged one
// that of whom it was merged into; "" when there is none.
func (s *Service) PersonOf(ctx context.Context, tx *sqldb.Tx, agentNo string) (string, error) {
	return personKnown.findCode(ctx, tx, strings.TrimSpace(agentNo))
}

// Exists reports whether there is a "person", "team", "site", "queue" or
// "skill" of the id.
func (s *Service) Exists(ctx context.Context, tx *sqldb.Tx, kind, id string) (bool, error) {
	d, err := s.Directory(ctx, tx)
	ok := false
	switch kind {
	case "person":
		_, ok = d.Person(id)
	case "team":
		_, ok = d.Team(id)
	case "site":
		_, ok = d.Site(id)
	case "queue":
		_, ok = d.Queue(id)
	case "skill":
		_, ok = d.Skill(id)
	}
	return ok, err
}

func (s *Service) today(ctx context.Context, tx *sqldb.Tx) (string, error) {
	c, err := loadCentre(ctx, tx)
	if err != nil {
		return "", err
	}
	return c.Day(s.clk.Now()), nil
}

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

// changed finishes a write: the directory has a new version, the audit log
// the entry, and whoever listens is told.
func (s *Service) changed(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bump(ctx, tx); err != nil {
		return err
	}
	if err := bus.Emit(ctx, tx, "org."+e.Object+".changed", ChangedFact{V: 1, Object: e.Object, ID: e.ObjectID}); err != nil {
		return err
	}
	return s.record(ctx, tx, e)
}

// manage lets through who may change the organisation as a whole.
func manage(ctx context.Context) error {
	if err := authz.Require(ctx, "org.manage"); err != nil {
		return err
	}
	if !authz.ScopeOf(ctx, "org.manage").Centre {
		return fault.New(fault.Denied, "org.scope", "Your role covers only a part of the centre; the organisation is changed by someone whose role covers all of it.")
	}
	return nil
}
