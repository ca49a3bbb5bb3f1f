package staffing

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionRead = "staffing.read" // see plans
	PermissionEdit = "staffing.edit" // make and delete plans
)

// Service says how many people forecasts take.
type Service struct {
	db        *sqldb.DB
	org       *org.Service
	numbers   Numbers
	forecasts Forecasts
	clk       clock.Clock
	rec       authz.Recorder
}

// New makes the service; its jobs are registered with work.
func New(db *sqldb.DB, organisation *org.Service, numbers Numbers, forecasts Forecasts, work *jobs.Service, clk clock.Clock, rec authz.Recorder) *Service {
	s := &Service{db: db, org: organisation, numbers: numbers, forecasts: forecasts, clk: clk, rec: rec}
	work.Register(JobPlan, s.planJob)
	return s
}

// record notes what was done in the audit log.
func (s *Service) record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

// tell tells a fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, fact string, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, fact, ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
	return s.record(ctx, tx, e)
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	if a.Name == "" {
		return a.Login
	}
	return a.Name
}
