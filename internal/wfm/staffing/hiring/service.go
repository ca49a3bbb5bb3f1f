package hiring

import (
	"context"

	"github.com/lingting/lingting/calc/hiring"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/forecast"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// Service makes and keeps hiring plans.
type Service struct {
	db       *sqldb.DB
	outlooks Outlooks
	clk      clock.Clock
	rec      authz.Recorder
}

// New makes the service. rec may be nil.
func New(db *sqldb.DB, outlooks Outlooks, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, outlooks: outlooks, clk: clk, rec: rec}
}

// Try reckons a plan without keeping it. Needs the permission staffing.read,
// and forecast.read for the outlook.
func (s *Service) Try(ctx context.Context, in Request) (Outcome, error) {
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return Outcome{}, err
	}
	if err := in.check(false); err != nil {
		return Outcome{}, err
	}
	_, out, err := s.reckon(ctx, &in)
	return out, err
}

// Keep reckons a plan and keeps it. Needs the permission staffing.edit.
func (s *Service) Keep(ctx context.Context, in Request) (Plan, error) {
	if err := authz.RequireCentre(ctx, staffing.PermissionEdit); err != nil {
		return Plan{}, err
	}
	if err := in.check(true); err != nil {
		return Plan{}, err
	}
	about, out, err := s.reckon(ctx, &in)
	if err != nil {
		return Plan{}, err
	}
	actor, _ := authz.From(ctx)
	p := Plan{ID: id.New(s.clk), Name: in.Name, About: about, Outcome: out, CreatedMs: clock.Ms(s.clk), CreatedBy: actor.Name}
	if p.CreatedBy == "" {
		p.CreatedBy = actor.Login
	}
	return p, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := addPlan(ctx, tx, p); err != nil {
			return err
		}
		return s.changed(ctx, tx, "create", p)
	})
}

func (s *Service) reckon(ctx context.Context, in *Request) (about About, out Outcome, err error) {
	f, err := s.outlooks.Outlook(ctx, in.OutlookID, "")
	if err != nil {
		return about, out, err
	}
	about = About{OutlookID: f.ID, AsOf: f.AsOfOn, ModelVersion: ModelVersion, Assumptions: in.Assumptions}
	for _, q := range f.Queues {
		if q.Outcome == forecast.OutcomeMade {
			about.Queues++
		}
	}
	problem, months := in.problem(f)
	if len(months) == 0 {
		return about, out, fault.Invalidf("staffing.hiring.no_workload", "The outlook has no whole month whose workload is known; make one from queues with handle times.")
	}
	solved, err := hiring.Solve(ctx, problem)
	if err != nil {
		return about, out, faultOf(err)
	}
	return about, tell(months, solved), nil
}

func (s *Service) changed(ctx context.Context, tx *sqldb.Tx, verb string, p Plan) error {
	if err := bus.Emit(ctx, tx, "staffing.hiring.changed", ChangedFact{V: 1, ID: p.ID}); err != nil {
		return err
	}
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, authz.Entry{Action: "staffing.hiring." + verb, Object: "hiring_plan", ObjectID: p.ID,
		After: map[string]any{"name": p.Name, "outlook_id": p.About.OutlookID, "hired": p.Outcome.Hired, "cost": p.Outcome.Cost}})
}

// List gives the plans that are kept, the newest first. Needs the permission
// staffing.read.
func (s *Service) List(ctx context.Context) (out []Plan, err error) {
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadPlans(ctx, tx)
		return err
	})
	return out, err
}

// Delete takes a plan away. One that is gone already is no error. Needs the
// permission staffing.edit.
func (s *Service) Delete(ctx context.Context, planID string) error {
	if err := authz.RequireCentre(ctx, staffing.PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		p, err := loadPlan(ctx, tx, planID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := dropPlan(ctx, tx, planID); err != nil {
			return err
		}
		return s.changed(ctx, tx, "delete", p)
	})
}
