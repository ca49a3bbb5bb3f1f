package rotation

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

// Permissions of the room.
const (
	PermissionRead    = "people.read" // see teams within reach
	PermissionEdit    = "people.edit" // set terms, write plans
	PermissionApprove = "org.manage"  // let a plan stand in the organisation
)

// Service keeps terms and plans.
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

func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, "people.rotation.changed", ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
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

func (s *Service) scene(ctx context.Context, tx *sqldb.Tx) (x scene, err error) {
	if x.dir, err = s.org.Directory(ctx, tx); err != nil {
		return x, err
	}
	if x.terms, err = loadTerms(ctx, tx); err != nil {
		return x, err
	}
	if x.today, err = s.org.Today(ctx, tx); err != nil {
		return x, err
	}
	x.skills, err = s.org.SkillsOfPeople(ctx, tx)
	return x, err
}

// Teams are the teams within reach as of a day.
type Teams struct {
	On     string      `json:"on" format:"date"`
	Terms  Terms       `json:"terms"`
	People int         `json:"people" doc:"within reach, in a team"`
	Teams  []TeamState `json:"teams" nullable:"false"`
}

// Teams gives the teams within reach with what is wrong with them, as of a day;
// "": today. Needs the permission people.read.
func (s *Service) Teams(ctx context.Context, on string) (out Teams, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	scope := authz.ScopeOf(ctx, PermissionRead)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		x, err := s.scene(ctx, tx)
		if err != nil {
			return err
		}
		if out.On = on; on == "" {
			out.On = x.today
		}
		if _, err := civil.Parse(out.On); err != nil {
			return fault.Invalidf("people.rotation.day", "The day is not one.").WithField("query.on", "date", "must be a date, YYYY-MM-DD")
		}
		out.Terms = x.terms
		out.Teams = slices.DeleteFunc(look(&x.dir, x.terms, out.On), func(t TeamState) bool { return !x.dir.CoversTeam(scope, t.TeamID) })
		for _, p := range x.dir.People {
			if p.Active && x.dir.TeamOf(p.ID, out.On) != "" && x.dir.Reaches(scope, p.ID, out.On) {
				out.People++
			}
		}
		return nil
	})
	return out, err
}

// SetTerms says how teams are to be. rev is the revision that was read, or below 0
// for any. Needs the permission people.edit.
func (s *Service) SetTerms(ctx context.Context, in Terms, rev int64) (out Terms, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	if err := in.check(); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := loadTerms(ctx, tx)
		if err != nil {
			return err
		}
		in.Rev = before.Rev
		if in == before && in.Rev > 0 {
			out = before
			return nil
		}
		done := rev < 0 || rev == before.Rev
		if done {
			done, err = saveTerms(ctx, tx, in, before.Rev, clock.Ms(s.clk), actorName(ctx))
		}
		if err != nil {
			return err
		}
		if !done {
			return stale()
		}
		out = in
		out.Rev = before.Rev + 1
		return s.tell(ctx, tx, authz.Entry{Action: "people.team_terms.update", Object: "people_team_terms", ObjectID: "terms", Before: before, After: out})
	})
	return out, err
}

// ProposalRequest asks for a proposal.
type ProposalRequest struct {
	EffectiveOn string `json:"effective_on" maxLength:"10"`
	KeepSite    bool   `json:"keep_site"`
	Seed        int64  `json:"seed" minimum:"0"`
	Leads       []Lead `json:"leads,omitempty" maxItems:"500" doc:"with some: only what they would be warned of"`
}

// Propose gives each team another leader, or tells what the leads given would be
// warned of; nothing is kept. Needs the permission people.edit.
func (s *Service) Propose(ctx context.Context, in ProposalRequest) ([]Move, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return nil, err
	}
	out := []Move{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		x, err := s.scene(ctx, tx)
		if err != nil {
			return err
		}
		var w fault.Collector
		x.day(&w, in.EffectiveOn)
		if err := w.Err("people.rotation.invalid", "What was entered has wrong values."); err != nil {
			return err
		}
		leads := in.Leads
		if len(leads) == 0 {
			leads = x.propose(in.EffectiveOn, in.KeepSite, in.Seed)
		}
		out = x.moves(&PlanRequest{EffectiveOn: in.EffectiveOn, Leads: leads})
		return nil
	})
	return out, err
}

// Plans gives all plans, the latest first. Needs the permission people.edit.
func (s *Service) Plans(ctx context.Context) (out []Plan, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return nil, err
	}
	out = []Plan{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		x, err := s.scene(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := loadPlans(ctx, tx)
		for i := range rows {
			out = append(out, x.plan(&rows[i]))
		}
		return err
	})
	return out, err
}

func (s *scene) plan(r *row) Plan {
	p := Plan{ID: r.id, PlanRequest: r.plan.PlanRequest, State: Draft, ApprovedMs: r.plan.ApprovedMs, ApprovedBy: r.plan.ApprovedBy, Moves: r.plan.Moves, Rev: r.rev, ChangedMs: r.changedMs, ChangedBy: r.changedBy}
	switch {
	case r.plan.ApprovedMs == 0:
		p.Moves = s.moves(&p.PlanRequest)
	case p.EffectiveOn > s.today:
		p.State = Approved
	default:
		p.State = Done
	}
	for _, m := range p.Moves {
		if len(m.Warnings) > 0 {
			p.Warned++
		}
	}
	return p
}

// Save adds a draft (no id) or changes one; the same told twice is there once. rev
// is the revision that was read, or below 0 for any. Needs the permission
// people.edit.
func (s *Service) Save(ctx context.Context, planID string, in PlanRequest, rev int64) (out Plan, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		x, err := s.scene(ctx, tx)
		if err != nil {
			return err
		}
		if err := x.tidy(&in); err != nil {
			return err
		}
		out, err = s.keep(ctx, tx, &x, planID, rev, func(*keptPlan) (keptPlan, error) { return keptPlan{PlanRequest: in}, nil })
		return err
	})
	return out, err
}

// keep stores what change makes of a plan that has not been approved.
func (s *Service) keep(ctx context.Context, tx *sqldb.Tx, x *scene, planID string, rev int64, change func(*keptPlan) (keptPlan, error)) (out Plan, err error) {
	rows, err := loadPlans(ctx, tx)
	if err != nil {
		return out, err
	}
	r := row{id: planID, rev: 1, changedMs: clock.Ms(s.clk), changedBy: actorName(ctx)}
	e := authz.Entry{Action: "people.rotation.update", Object: "people_rotation"}
	if planID == "" {
		if r.plan, err = change(nil); err != nil {
			return out, err
		}
	} else {
		at := slices.IndexFunc(rows, func(o row) bool { return o.id == planID })
		if at < 0 {
			return out, notFound()
		}
		before := rows[at]
		if before.plan.ApprovedMs > 0 {
			return out, fault.Conflictf("people.rotation.approved", "The plan has been approved; make a new one.")
		}
		if r.plan, err = change(&before.plan); err != nil {
			return out, err
		}
		e.Before, r.rev = before.plan, before.rev
	}
	about, err := json.Marshal(r.plan)
	if err != nil {
		return out, err
	}
	r.about, e.After = string(about), r.plan
	if i := slices.IndexFunc(rows, func(o row) bool { return o.about == r.about && (planID == "" || o.id == planID) }); i >= 0 {
		return x.plan(&rows[i]), nil
	}
	if planID == "" {
		r.id, e.Action = id.New(s.clk), "people.rotation.create"
		err = addPlan(ctx, tx, &r)
	} else {
		done := rev < 0 || rev == r.rev
		if done {
			done, err = setPlan(ctx, tx, &r, r.rev)
		}
		if err == nil && !done {
			err = stale()
		}
		r.rev++
	}
	if err != nil {
		return out, err
	}
	e.ObjectID = r.id
	if r.plan.ApprovedMs > 0 {
		e.Action = "people.rotation.approve"
	}
	return x.plan(&r), s.tell(ctx, tx, e)
}

// Approve lets a plan stand in the organisation from its day on; who led before
// stays in the history. Approved twice, it is approved once. Needs the permission
// org.manage.
func (s *Service) Approve(ctx context.Context, planID string) (out Plan, err error) {
	if err := authz.RequireCentre(ctx, PermissionApprove); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		x, err := s.scene(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := loadPlans(ctx, tx)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(rows, func(o row) bool { return o.id == planID && o.plan.ApprovedMs > 0 }); i >= 0 {
			out = x.plan(&rows[i])
			return nil
		}
		out, err = s.keep(ctx, tx, &x, planID, -1, func(before *keptPlan) (keptPlan, error) {
			p := *before
			if err := x.tidy(&p.PlanRequest); err != nil {
				return p, err
			}
			p.ApprovedMs, p.ApprovedBy, p.Moves = clock.Ms(s.clk), actorName(ctx), x.moves(&p.PlanRequest)
			all := []org.Appointment{}
			for _, l := range p.Leads {
				all = append(all, org.Appointment{TeamID: l.TeamID, PersonID: l.LeaderID, FromOn: p.EffectiveOn})
			}
			return p, s.org.AppointIn(ctx, tx, all)
		})
		return err
	})
	return out, err
}

// Delete takes a draft away; one that is gone already is no error. Needs the
// permission people.edit.
func (s *Service) Delete(ctx context.Context, planID string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		rows, err := loadPlans(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(o row) bool { return o.id == planID })
		if i < 0 {
			return nil
		}
		if rows[i].plan.ApprovedMs > 0 {
			return fault.Conflictf("people.rotation.approved", "The plan has been approved; it stays.")
		}
		if err := dropPlan(ctx, tx, planID); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "people.rotation.delete", Object: "people_rotation", ObjectID: planID, Before: rows[i].plan})
	})
}

func notFound() error { return fault.NotFoundf("people.rotation.not_found", "There is no such plan.") }

func stale() error {
	return fault.Conflictf("people.rotation.stale", "Somebody has changed it meanwhile; load it again.")
}
