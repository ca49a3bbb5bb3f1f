package shared

import (
	"context"
	"errors"
	"runtime"
	"slices"

	"github.com/lingting/lingting/calc/sim"
	calc "github.com/lingting/lingting/calc/staffing"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// JobShared is the kind of the job that makes a shared requirement. Its result
// has the requirement's id.
const JobShared = "staffing.shared"

// Result is the result of the job.
type Result struct {
	SharedID string `json:"shared_id"`
}

// Service makes and keeps shared requirements.
type Service struct {
	db     *sqldb.DB
	plans  Plans
	people People
	clk    clock.Clock
	rec    authz.Recorder
}

// New makes the service; its job is registered with work. rec may be nil.
func New(db *sqldb.DB, plans Plans, people People, work *jobs.Service, clk clock.Clock, rec authz.Recorder) *Service {
	s := &Service{db: db, plans: plans, people: people, clk: clk, rec: rec}
	work.Register(JobShared, s.job)
	return s
}

// Groups gives the skill groups of the organisation, by the queues of a plan
// that have a requirement. Needs the permission staffing.read.
func (s *Service) Groups(ctx context.Context, planID string) (out []Group, err error) {
	p, err := s.plans.Plan(ctx, planID)
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.people.Directory(ctx, tx)
		if err != nil {
			return err
		}
		skills, err := s.people.SkillsOfPeople(ctx, tx)
		if err != nil {
			return err
		}
		made := map[string]bool{}
		for _, q := range p.Queues {
			made[q.QueueID] = q.Outcome == staffing.OutcomeMade
		}
		queues := slices.DeleteFunc(slices.Clone(dir.Queues), func(q org.DirectoryQueue) bool { return !made[q.ID] })
		out = groupsOf(dir, skills, queues)
		return nil
	})
	return out, err
}

// Run starts the job that makes a shared requirement. Needs the permission
// staffing.edit.
func (s *Service) Run(ctx context.Context, in Request) (jobID string, err error) {
	if err := authz.RequireCentre(ctx, staffing.PermissionEdit); err != nil {
		return "", err
	}
	if _, _, err := s.asked(ctx, &in); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		jobID, err = jobs.Start(ctx, tx, JobShared, in)
		return err
	})
	return jobID, err
}

// asked checks a request and gives its plan and days.
func (s *Service) asked(ctx context.Context, in *Request) (staffing.Plan, civil.Range, error) {
	p, err := s.plans.Plan(ctx, in.PlanID)
	if fault.Is(err, fault.NotFound) {
		return p, civil.Range{}, fault.Invalidf("staffing.shared.invalid", "The shared requirement cannot be made as it is asked for.").
			WithField("body.plan_id", "unknown", "there is no such requirement")
	}
	if err != nil {
		return p, civil.Range{}, err
	}
	days, err := in.check(p)
	return p, days, err
}

func (s *Service) job(ctx context.Context, r *jobs.Run) error {
	var in Request
	if err := r.Input(&in); err != nil {
		return err
	}
	made, err := s.Make(ctx, r.ID, in, r.Progress)
	if err != nil {
		return err
	}
	r.Result(Result{SharedID: made.ID})
	return nil
}

// NewID is an id for Make.
func (s *Service) NewID() string { return id.New(s.clk) }

// Make makes a shared requirement with the id and stores it; made twice, the
// first stands. progress (may be nil) hears how far it is. Needs the permission
// staffing.edit.
func (s *Service) Make(ctx context.Context, sharedID string, in Request, progress func(float64, string)) (Requirement, error) {
	var none Requirement
	if err := authz.RequireCentre(ctx, staffing.PermissionEdit); err != nil {
		return none, err
	}
	if made, err := s.Get(ctx, sharedID); err == nil || !fault.Is(err, fault.NotFound) {
		return made, err
	}
	p, days, err := s.asked(ctx, &in)
	if err != nil {
		return none, err
	}
	of, err := s.plans.QueueDays(ctx, p.ID, days)
	if err != nil {
		return none, err
	}
	out := Requirement{Head: Head{ID: sharedID, CreatedMs: clock.Ms(s.clk), CreatedBy: actorName(ctx)}, About: begun(p, days, in)}
	byDay := map[civil.Date]map[string]staffing.Day{}
	for queueID, all := range of {
		for _, d := range all {
			if byDay[d.On] == nil {
				byDay[d.On] = map[string]staffing.Day{}
			}
			byDay[d.On][queueID] = d
		}
	}
	var models []*sim.Model
	var worked []civil.Date
	for d := days.From; !days.To.Before(d); d = d.Add(1) {
		if m, ok := model(p, in.Groups, byDay[d]); ok {
			models, worked = append(models, m), append(worked, d)
		}
	}
	solved, err := calc.Days(ctx, models, calc.Options{Seed: in.Seed, Workers: runtime.GOMAXPROCS(0), Separate: true, Progress: func(done float64) {
		if progress != nil {
			progress(done, worked[min(int(done*float64(len(worked))), len(worked)-1)].String())
		}
	}})
	if err != nil {
		return none, searchFault(err)
	}
	kept := map[civil.Date][]Interval{}
	for d := days.From; !days.To.Before(d); d = d.Add(1) {
		var r *calc.Requirement
		if at := slices.Index(worked, d); at >= 0 {
			r = solved[at]
		}
		sum, intervals := day(p, d, byDay[d], r, len(in.Groups))
		kept[d] = intervals
		out.add(sum, intervals, r)
	}
	out.close(of)
	return out, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		added, err := addShared(ctx, tx, out)
		if err != nil || !added {
			return err
		}
		for d, intervals := range kept {
			if err := addDay(ctx, tx, out.ID, d, intervals); err != nil {
				return err
			}
		}
		return s.changed(ctx, tx, "create", out)
	})
}

// begun is what is known before the search.
func begun(p staffing.Plan, days civil.Range, in Request) About {
	a := About{Name: in.Name, PlanID: p.ID, PlanName: p.Name, ForecastName: p.ForecastName, FirstOn: days.From, LastOn: days.To, GrainMinutes: p.GrainMinutes,
		Probability: p.Settings.ProbabilityPercent, ModelVersion: ModelVersion, Method: calc.Method, Engine: sim.Version, Seed: in.Seed, Shrinkage: p.Settings.Shrinkage.Share()}
	for _, q := range p.Queues {
		if q.Outcome == staffing.OutcomeMade {
			a.Queues = append(a.Queues, Queue{QueueID: q.QueueID, Name: q.Name, Target: q.Target, Model: q.Model})
		}
	}
	for _, g := range in.Groups {
		a.Groups = append(a.Groups, GroupSum{Group: g})
	}
	return a
}

// add adds a day to the sums.
func (a *About) add(d DaySum, intervals []Interval, r *calc.Requirement) {
	a.Days = append(a.Days, d)
	a.AgentHours += d.AgentHours
	a.Cost += d.Cost
	a.SeparateHours += d.SeparateHours
	a.FormulaHours += d.FormulaHours
	a.Missed += d.Missed
	if r != nil {
		a.Contacts += r.Contacts
		if r.Separate != nil {
			a.SeparateCost += tidy(r.Separate.Cost)
		}
	}
	for _, x := range intervals {
		for k, n := range x.Agents {
			a.Groups[k].AgentHours += float64(n*a.GrainMinutes) / 60
			a.Groups[k].MostAgents = max(a.Groups[k].MostAgents, n)
		}
	}
}

// close reckons what is of all days.
func (a *About) close(of map[string][]staffing.Day) {
	for k := range a.Groups {
		a.Groups[k].Scheduled = a.Groups[k].AgentHours / (1 - a.Shrinkage)
	}
	for i := range a.Queues {
		contacts, work := 0.0, 0.0
		for _, d := range of[a.Queues[i].QueueID] {
			for _, x := range d.Slots {
				contacts += x.Planned
				work += x.Planned * x.Handle
			}
		}
		if contacts > 0 {
			a.Queues[i].Handle = tidy(work / contacts)
		}
	}
}

// searchFault is an error of the search as a fault of the request.
func searchFault(err error) error {
	var problem *calc.Error
	var model *sim.ModelError
	if errors.As(err, &problem) || errors.As(err, &model) {
		return fault.Invalidf("staffing.shared.search", "No shared requirement can be found: %s", err.Error())
	}
	return err
}

// List gives the shared requirements that are kept, the newest first. Needs the
// permission staffing.read.
func (s *Service) List(ctx context.Context) (out []Requirement, err error) {
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadAll(ctx, tx)
		return err
	})
	return out, err
}

// Get gives one. Needs the permission staffing.read.
func (s *Service) Get(ctx context.Context, sharedID string) (out Requirement, err error) {
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadShared(ctx, tx, sharedID)
		return err
	})
	return out, err
}

// Intervals gives the intervals of a day. Needs the permission staffing.read.
func (s *Service) Intervals(ctx context.Context, sharedID, on string) (out []Interval, err error) {
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return nil, err
	}
	d, err := civil.Parse(on)
	if err != nil {
		return nil, fault.Invalidf("staffing.shared.day", "The day cannot be shown.").WithField("query.on", "date", "must be a date, YYYY-MM-DD")
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if _, err := loadShared(ctx, tx, sharedID); err != nil {
			return err
		}
		out, err = loadDay(ctx, tx, sharedID, d)
		return err
	})
	return out, err
}

// Delete takes one away. One that is gone already is no error. Needs the
// permission staffing.edit.
func (s *Service) Delete(ctx context.Context, sharedID string) error {
	if err := authz.RequireCentre(ctx, staffing.PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		gone, err := loadShared(ctx, tx, sharedID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := dropShared(ctx, tx, sharedID); err != nil {
			return err
		}
		return s.changed(ctx, tx, "delete", gone)
	})
}

func (s *Service) changed(ctx context.Context, tx *sqldb.Tx, verb string, r Requirement) error {
	if err := bus.Emit(ctx, tx, "staffing.shared.changed", ChangedFact{V: 1, ID: r.ID}); err != nil {
		return err
	}
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, authz.Entry{Action: "staffing.shared." + verb, Object: "staffing_shared", ObjectID: r.ID,
		After: map[string]any{"name": r.Name, "plan_id": r.PlanID, "first_on": r.FirstOn, "last_on": r.LastOn, "groups": len(r.Groups), "agent_h": r.AgentHours}})
}

func actorName(ctx context.Context) string {
	actor, _ := authz.From(ctx)
	if actor.Name != "" {
		return actor.Name
	}
	return actor.Login
}
