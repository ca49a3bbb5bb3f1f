package roster

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionRead = "roster.read" // see shift types and rules
	PermissionEdit = "roster.edit" // change them
)

// Service keeps what rosters are made of.
type Service struct {
	db  *sqldb.DB
	org *org.Service
	clk clock.Clock
	rec authz.Recorder
}

// New makes the service. rec may be nil.
func New(db *sqldb.DB, organisation *org.Service, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, org: organisation, clk: clk, rec: rec}
}

// today is the centre's day.
func (s *Service) today(ctx context.Context, tx *sqldb.Tx) (civil.Date, error) {
	text, err := s.org.Today(ctx, tx)
	if err != nil {
		return civil.Date{}, err
	}
	return civil.Parse(text)
}

// tell tells a fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, fact string, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, fact, ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
	return s.record(ctx, tx, e)
}

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	if a.Name == "" {
		return a.Login
	}
	return a.Name
}
