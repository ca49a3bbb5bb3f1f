package forecast

import (
	"context"
	"errors"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionRead    = "forecast.read"    // see versions, their parts and their record
	PermissionEdit    = "forecast.edit"    // make, lock and delete versions
	PermissionApprove = "forecast.approve" // approve a draft, or take the approval back
)

// Service makes forecasts and keeps their versions.
type Service struct {
	db      *sqldb.DB
	org     *org.Service
	numbers Numbers
	duties  Duties // nil: there are no rosters
	clk     clock.Clock
	rec     authz.Recorder
}

// New makes the service; its jobs are registered with work.
func New(db *sqldb.DB, organisation *org.Service, numbers Numbers, work *jobs.Service, clk clock.Clock, rec authz.Recorder) *Service {
	s := &Service{db: db, org: organisation, numbers: numbers, clk: clk, rec: rec}
	work.Register(JobRun, s.runJob)
	work.Register(JobOutlook, s.outlookJob)
	work.Register(JobComparison, s.comparisonJob)
	return s
}

// Ask says who answers of published rosters, which are made of requirements and
// those of forecasts.
func (s *Service) Ask(duties Duties) { s.duties = duties }

// At is the same service by another clock, for who tells of the past. It runs
// no jobs.
func (s *Service) At(clk clock.Clock) *Service {
	then := *s
	then.clk = clk
	return &then
}

// changed tells of a change of a version and records it.
func (s *Service) changed(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	return s.tell(ctx, tx, "forecast.version.changed", e)
}

// tell tells a fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, fact string, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, fact, ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
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

func orMissing(err error) error {
	if errors.Is(err, sqldb.ErrNotFound) {
		return fault.NotFoundf("forecast.version.not_found", "There is no such forecast.")
	}
	return err
}

func stale() error {
	return fault.Conflictf("forecast.version.stale", "Somebody has changed the forecast meanwhile; load it again.")
}
