package staffing

import (
	"context"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// JobPlan is the kind of the job that makes a plan. Its result has the plan's
// id.
const JobPlan = "staffing.plan"

// PlanResult is the result of a job that made a plan.
type PlanResult struct {
	PlanID string `json:"plan_id"`
	Made   int    `json:"made" doc:"queues with a requirement"`
	Left   int    `json:"left" doc:"queues without a forecast or handle time"`
}

// Run starts the job that makes a plan. Needs the permissions staffing.edit
// and forecast.read.
func (s *Service) Run(ctx context.Context, in Request) (jobID string, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return "", err
	}
	if err := in.check(); err != nil {
		return "", err
	}
	if err := s.locked(ctx, in); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		jobID, err = jobs.Start(ctx, tx, JobPlan, in)
		return err
	})
	return jobID, err
}

// locked checks that the forecast a plan is to be made from is locked, and has
// the queues that are named.
func (s *Service) locked(ctx context.Context, in Request) error {
	v, err := s.forecasts.Version(ctx, in.ForecastID)
	if fault.Is(err, fault.NotFound) {
		return fault.Invalidf("staffing.plan.invalid", "The requirement cannot be reckoned as it is asked for.").
			WithField("body.forecast_id", "unknown", "there is no such forecast")
	}
	if err != nil {
		return err
	}
	if v.Status != forecast.Locked {
		return fault.Invalidf("staffing.plan.not_locked", "The forecast %s is not locked: what is staffed by must not change any more. Have it approved and lock it first.", v.Name).
			WithField("body.forecast_id", "not_locked", "must be a locked forecast")
	}
	for i, o := range in.Own {
		if !slices.ContainsFunc(v.Queues, func(q forecast.Queue) bool { return q.QueueID == o.QueueID }) {
			return fault.Invalidf("staffing.plan.invalid", "The requirement cannot be reckoned as it is asked for.").
				WithField("body.own."+text(float64(i))+".queue_id", "unknown", "the forecast does not have this queue")
		}
	}
	return nil
}

func (s *Service) planJob(ctx context.Context, r *jobs.Run) error {
	var in Request
	if err := r.Input(&in); err != nil {
		return err
	}
	p, err := s.Make(ctx, r.ID, in, r.Progress)
	if err != nil {
		return err
	}
	out := PlanResult{PlanID: p.ID}
	for _, q := range p.Queues {
		if q.Outcome == OutcomeMade {
			out.Made++
		} else {
			out.Left++
		}
	}
	r.Result(out)
	return nil
}

// NewID is an id for Make.
func (s *Service) NewID() string { return id.New(s.clk) }

// made is what came of a queue.
type made struct {
	queue Queue
	days  []Day
}

// Make makes a plan with the id and stores it; made twice, the first stands.
// progress (may be nil) hears how far it is. Nothing is stored before all
// queues are done. Needs the permissions staffing.edit, forecast.read and
// metric.read.
func (s *Service) Make(ctx context.Context, planID string, in Request, progress func(float64, string)) (Plan, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Plan{}, err
	}
	if progress == nil {
		progress = func(float64, string) {}
	}
	if err := in.check(); err != nil {
		return Plan{}, err
	}
	if err := s.locked(ctx, in); err != nil {
		return Plan{}, err
	}
	version, loads, err := s.forecasts.Loads(ctx, in.ForecastID)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{ID: planID, Name: in.Name, ForecastID: version.ID, FirstOn: version.FirstOn, LastOn: version.LastOn, CreatedMs: clock.Ms(s.clk), CreatedBy: actorName(ctx),
		About: About{ForecastName: version.Name, LockedMs: version.LockedMs, GrainMinutes: version.GrainMinutes, Timezone: version.Timezone, Settings: in.Settings, ModelVersion: queueing.Version,
			PatienceFrom: version.AsOfOn.Add(-7 * in.PatienceWeeks), PatienceTo: version.AsOfOn.Add(-1)}}
	var centre org.Centre
	var said changes
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if said, err = loadChanges(ctx, tx); err != nil {
			return err
		}
		centre, err = s.org.Centre(ctx, tx)
		return err
	}); err != nil {
		return p, err
	}
	away := func(civil.Date) Shrinkage { return in.Shrinkage }
	if in.Shrinkage.From == ShrinkagePlanned {
		away = said.planned
		p.Settings.Shrinkage = away(p.FirstOn)
	}
	p.ShortSeconds = float64(centre.ShortAbandonMs) / 1000
	known, metrics, err := s.patience(ctx, p, version)
	if err != nil {
		return p, err
	}
	p.Metrics = metrics
	of := map[string][]forecast.DayLoad{}
	for _, d := range loads {
		of[d.QueueID] = append(of[d.QueueID], d)
	}
	codes := make([]string, len(version.Queues))
	for i, q := range version.Queues {
		codes[i] = q.Code
	}
	results, err := jobs.Each(ctx, codes, progress, func(ctx context.Context, i int, part func(float64)) (made, error) {
		q := version.Queues[i]
		out := made{queue: Queue{QueueID: q.QueueID, Code: q.Code, Name: q.Name}}
		queue, err := s.org.Queue(ctx, q.QueueID)
		if err != nil {
			return out, err
		}
		r := requirement{target: in.targetOf(q.QueueID).resolved(queue, centre), short: p.ShortSeconds, probability: in.ProbabilityPercent / 100, away: away}
		r.patience = known[q.QueueID]
		if r.target.PatienceSeconds > 0 {
			r.patience = Patience{From: PatienceGiven, Seconds: r.target.PatienceSeconds}
		}
		return s.reckon(ctx, out, q, r, of[q.QueueID], part)
	})
	if err != nil {
		return p, err
	}
	for _, one := range results {
		p.Queues = append(p.Queues, one.queue)
		p.AgentHours += one.queue.AgentHours
		p.PaidHours += one.queue.PaidHours
	}
	p.QueueCount = len(p.Queues)
	return p, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		added, err := addPlan(ctx, tx, p)
		if err != nil || !added {
			return err
		}
		for _, one := range results {
			if err := addQueue(ctx, tx, p.ID, one.queue); err != nil {
				return err
			}
			for _, d := range one.days {
				if err := addDay(ctx, tx, p.ID, one.queue.QueueID, d); err != nil {
					return err
				}
			}
		}
		return s.tell(ctx, tx, "staffing.plan.changed", authz.Entry{Action: "staffing.plan.create", Object: "staffing_plan", ObjectID: p.ID, After: p.head()})
	})
}

// reckon reckons the days of a queue. A queue without forecast or handle time
// is an outcome and no error.
func (s *Service) reckon(ctx context.Context, out made, q forecast.Queue, r requirement, days []forecast.DayLoad, part func(float64)) (made, error) {
	about := &out.queue.AboutQueue
	about.Target, about.Patience = r.target, r.patience
	switch {
	case q.Outcome != forecast.OutcomeMade:
		about.Outcome = OutcomeNoForecast
		return out, nil
	case !slices.ContainsFunc(days, func(d forecast.DayLoad) bool {
		return slices.ContainsFunc(d.Slots, func(l forecast.SlotLoad) bool { return l.Handle > 0 })
	}):
		about.Outcome = OutcomeNoHandle
		return out, nil
	}
	about.Outcome, about.Model = OutcomeMade, r.model()
	about.Notation = about.Model.Notation(r.load(0, forecast.SlotLoad{Seconds: 1, Handle: 1}))
	for i, load := range days {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		d, err := r.day(load)
		if err != nil {
			return out, reckonFault(q.Code, err)
		}
		about.add(d)
		out.days = append(out.days, d)
		part(float64(i+1) / float64(len(days)))
	}
	return out, nil
}

// The definitions patience is asked by: waits of the answered, of those who
// gave up, and of those who went another way.
const (
	metricAnsweredWait  = "asa"
	metricAbandonedWait = "mean-abandon-wait"
	metricLeftWait      = "mean-flow-out-wait"
)

// leastAbandoned is from how many abandonments on patience is taken from the
// history: with ten its standard error is a third.
const leastAbandoned = 10

// patience is what the history tells of each queue's patience: the time all
// contacts waited over how many gave up. Who was answered or went another way
// had patience for longer; that is what makes it the estimate of greatest
// likelihood with censoring.
func (s *Service) patience(ctx context.Context, p Plan, v forecast.Version) (map[string]Patience, map[string]int, error) {
	out, metrics := map[string]Patience{}, map[string]int{}
	ids := make([]string, 0, len(v.Queues))
	for _, q := range v.Queues {
		out[q.QueueID] = Patience{From: PatienceUnknown}
		ids = append(ids, q.QueueID)
	}
	if len(ids) == 0 {
		return out, metrics, nil
	}
	a, err := s.numbers.Query(ctx, metric.Query{From: p.PatienceFrom.String(), To: p.PatienceTo.String(), Grain: metric.GrainTotal, By: []metric.Dimension{metric.ByQueue},
		Metrics: []string{metricAnsweredWait, metricAbandonedWait, metricLeftWait}, Filter: metric.Filter{Queues: ids}, Zone: p.Timezone})
	if err != nil {
		return nil, nil, err
	}
	for _, d := range a.Metrics {
		metrics[d.ID] = max(metrics[d.ID], d.Version)
	}
	for i := range a.Rows {
		if known, ok := patienceOf(a.Rows[i].Values); ok {
			out[a.Rows[i].Dims[metric.ByQueue].ID] = known
		}
	}
	return out, metrics, nil
}

// patienceOf reads patience from the waits of a queue. Waits of those who went
// another way need not be known.
func patienceOf(values metric.Numbers) (Patience, bool) {
	gone := values.Of(metricAbandonedWait)
	if gone.Value == nil || values.Of(metricAnsweredWait).Value == nil || gone.Den < leastAbandoned {
		return Patience{}, false
	}
	waited, contacts := 0.0, 0.0
	for _, n := range values.All() {
		if n.Value != nil {
			waited += *n.Value * n.Den
			contacts += n.Den
		}
	}
	found, err := queueing.PatienceOfSums(waited, int(math.Round(contacts)), int(math.Round(gone.Den)))
	if err != nil { // nobody waited at all: nothing is told
		return Patience{}, false
	}
	return Patience{From: PatienceOfHistory, Seconds: tidy(found.Mean), Error: tidy(found.MeanError), Contacts: found.Contacts, Abandoned: found.Abandoned}, true
}

// span is the range of days of the plan.
func (p Plan) span() civil.Range { return civil.Range{From: p.FirstOn, To: p.LastOn} }
