package forecast

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// JobRun is the kind of the job that makes a version. Its result has the
// version's id.
const JobRun = "forecast.run"

// RunResult is the result of a job that made a version.
type RunResult struct {
	VersionID string `json:"version_id"`
	Made      int    `json:"made" doc:"queues with a forecast"`
	Left      int    `json:"left" doc:"queues with too little history"`
}

// Run starts the job that makes a version. Needs the permission forecast.edit.
func (s *Service) Run(ctx context.Context, in Request) (jobID string, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return "", err
	}
	if _, err := in.check(); err != nil {
		return "", err
	}
	return s.begin(ctx, JobRun, in.QueueIDs, in)
}

func (s *Service) runJob(ctx context.Context, r *jobs.Run) error {
	var in Request
	if err := r.Input(&in); err != nil {
		return err
	}
	v, err := s.Make(ctx, r.ID, in, r.Progress)
	if err != nil {
		return err
	}
	out := RunResult{VersionID: v.ID}
	for _, q := range v.Queues {
		if q.Outcome == OutcomeMade {
			out.Made++
		} else {
			out.Left++
		}
	}
	r.Result(out)
	return nil
}

// chosen are the queues of the ids; of none, all that are in use.
func chosen(dir org.Directory, ids []string) ([]org.DirectoryQueue, error) {
	var out []org.DirectoryQueue
	if len(ids) == 0 {
		for _, q := range dir.Queues {
			if q.Active {
				out = append(out, q)
			}
		}
	}
	for _, one := range ids {
		q, ok := dir.Queue(one)
		if !ok {
			return nil, fault.Invalidf("forecast.version.invalid", "The forecast cannot be made as it is asked for.").
				WithField("body.queue_ids", "unknown", "there is no queue "+one)
		}
		out = append(out, q)
	}
	if len(out) == 0 {
		return nil, fault.Invalidf("forecast.version.no_queue", "There is no queue to forecast; add one or import telephony data.")
	}
	return out, nil
}

// plan is what a run knows before the first queue.
type plan struct {
	version Version
	queues  []org.DirectoryQueue
	zone    *time.Location
	holiday org.Calendar
	days    map[string]bool // days on which anything came to the centre
	drivers []Driver
	duties  dutyDays
	monthly bool // for an outlook: days as a whole, summed by months
}

// Make makes a version with the id and stores it; made twice, the first
// stands. progress (may be nil) hears how far it is. Nothing is stored before
// all queues are done. Needs the permission forecast.edit.
func (s *Service) Make(ctx context.Context, versionID string, in Request, progress func(float64, string)) (Version, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Version{}, err
	}
	if progress == nil {
		progress = func(float64, string) {}
	}
	p, err := s.prepare(ctx, versionID, in)
	if err != nil {
		return Version{}, err
	}
	v := p.version
	if p.duties, err = s.askDuties(ctx, v, in.AsOf != ""); err != nil {
		return v, err
	}
	results, err := s.makeQueues(ctx, p, progress)
	if err != nil {
		return v, err
	}
	for i, q := range p.queues {
		v.Queues = append(v.Queues, Queue{QueueID: q.ID, Code: q.Code, Name: q.Name, Outcome: results[i].outcome, About: results[i].about})
	}
	v.QueueCount = len(v.Queues)
	together := togetherOf(results)
	v.Settings.Together = &together
	return v, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		added, err := addVersion(ctx, tx, v)
		if err != nil || !added {
			return err
		}
		for i, q := range v.Queues {
			if err := addQueue(ctx, tx, v.ID, q); err != nil {
				return err
			}
			if err := addPeople(ctx, tx, v.ID, q.QueueID, results[i].people); err != nil {
				return err
			}
			for _, d := range results[i].days {
				if err := addDay(ctx, tx, v.ID, q.QueueID, d); err != nil {
					return err
				}
			}
		}
		return s.changed(ctx, tx, authz.Entry{Action: "forecast.version.create", Object: "forecast", ObjectID: v.ID, After: v.head()})
	})
}

// makeQueues forecasts the queues of a plan on all cores, in their order.
func (s *Service) makeQueues(ctx context.Context, p plan, progress func(float64, string)) ([]made, error) {
	return eachQueue(ctx, p, progress, func(ctx context.Context, queueID string, _ func(float64)) (made, error) {
		t, err := s.taskOf(ctx, p, queueID)
		if err != nil {
			return made{}, err
		}
		if err := s.tellPeople(ctx, p, &t); err != nil {
			return made{}, err
		}
		return t.make()
	})
}

// eachQueue does something with the queues of a plan on all cores and gives
// what came of it in their order.
func eachQueue[T any](ctx context.Context, p plan, progress func(float64, string), do func(ctx context.Context, queueID string, part func(float64)) (T, error)) ([]T, error) {
	codes := make([]string, len(p.queues))
	for i, q := range p.queues {
		codes[i] = q.Code
	}
	return jobs.Each(ctx, codes, progress, func(ctx context.Context, i int, part func(float64)) (T, error) {
		return do(ctx, p.queues[i].ID, part)
	})
}

// NewID is an id for Make.
func (s *Service) NewID() string { return id.New(s.clk) }

func (s *Service) prepare(ctx context.Context, versionID string, in Request) (plan, error) {
	asOf, err := in.check()
	if err != nil {
		return plan{}, err
	}
	p := plan{version: Version{ID: versionID, Name: in.Name, Status: Draft, GrainMinutes: in.GrainMinutes, CreatedMs: clock.Ms(s.clk), CreatedBy: actorName(ctx), Rev: 1,
		Settings: Settings{Model: series.NameEnsemble, Weeks: in.Weeks, HistoryWeeks: in.HistoryWeeks}}}
	v := &p.version
	var centre org.Centre
	var said []Treatment
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		v.Inputs.Organisation = dir.Version
		if p.queues, err = chosen(dir, in.QueueIDs); err != nil {
			return err
		}
		if p.holiday, err = s.org.Calendar(ctx, tx); err != nil {
			return err
		}
		if said, err = loadTreatments(ctx, tx); err != nil {
			return err
		}
		if v.Inputs.Assumptions, err = loadAssumptions(ctx, tx); err != nil {
			return err
		}
		if p.drivers, err = loadDrivers(ctx, tx); err != nil {
			return err
		}
		for _, d := range p.drivers {
			v.Inputs.Drivers = append(v.Inputs.Drivers, d.head())
		}
		centre, err = s.org.Centre(ctx, tx)
		return err
	})
	if err != nil {
		return p, err
	}
	p.zone = centre.Location()
	today := dayOf(s.clk.Now().In(p.zone))
	known, err := s.reach(ctx, asOf, today, p.zone)
	if err != nil {
		return p, err
	}
	switch {
	case in.AsOf == "":
		// Today is not over; numbers may end before.
		if asOf = known.newest.Add(1); today.Before(asOf) {
			asOf = today
		}
	case today.Before(asOf):
		return p, fault.Invalidf("forecast.version.invalid", "The forecast cannot be made as it is asked for.").
			WithField("body.as_of", "too_late", "must not be after today, "+today.String())
	}
	v.AsOfOn, v.FirstOn, v.LastOn, v.Timezone = asOf, asOf, asOf.Add(7*in.Weeks-1), centre.Timezone
	v.HistoryFrom, v.HistoryTo = asOf.Add(-7*in.HistoryWeeks), asOf.Add(-1)
	if !slices.ContainsFunc(slices.Collect(maps.Keys(known.days)), func(d string) bool { return v.HistoryFrom.String() <= d && d <= v.HistoryTo.String() }) {
		return p, fault.Invalidf("forecast.no_history", "There are no numbers from %s to %s to forecast from: connect a source, import files, or choose another day.", v.HistoryFrom, v.HistoryTo)
	}
	for !known.days[v.HistoryFrom.String()] {
		v.HistoryFrom = v.HistoryFrom.Add(1)
	}
	p.days = known.days
	v.Inputs.Metrics, v.Inputs.DataUntil = known.metrics, known.dataUntil
	span := civil.Range{From: v.HistoryFrom, To: v.HistoryTo}
	for _, t := range said {
		if t.UndoneMs == 0 && span.Has(t.On) && slices.ContainsFunc(p.queues, func(q org.DirectoryQueue) bool { return q.ID == t.QueueID }) {
			v.Inputs.Treatments = append(v.Inputs.Treatments, t)
		}
	}
	return p, nil
}

// reach asks what is known before a day, or (the zero date) up to today; where
// numbers have ended long ago, up to their end.
func (s *Service) reach(ctx context.Context, asOf, today civil.Date, zone *time.Location) (past, error) {
	until := today
	if asOf != (civil.Date{}) && asOf.Before(today) {
		until = asOf
	}
	known, err := s.knownPast(ctx, civil.Range{From: until.Add(-7 * maxHistoryWeeks), To: until}, zone)
	if err != nil || len(known.days) > 0 || until != today || known.newest == (civil.Date{}) {
		return known, err
	}
	return s.knownPast(ctx, civil.Range{From: known.newest.Add(-7 * maxHistoryWeeks), To: known.newest}, zone)
}

// taskOf is what one queue of a plan is forecast from.
func (s *Service) taskOf(ctx context.Context, p plan, queueID string) (task, error) {
	v := p.version
	queue, err := s.org.Queue(ctx, queueID)
	if err != nil {
		return task{}, err
	}
	special, err := s.org.SpecialDays(ctx, queueID)
	if err != nil {
		return task{}, err
	}
	h, err := s.history(ctx, queueID, v.HistoryFrom, v.HistoryTo, v.GrainMinutes, p.zone, p.days)
	if err != nil {
		return task{}, err
	}
	return task{queueID: queueID, grain: v.GrainMinutes, zone: p.zone, history: h, hours: hoursOf(queue, special), holiday: p.holiday, horizon: v.LastOn.Sub(v.FirstOn) + 1, monthly: p.monthly,
		treated: treatmentsOf(v.Inputs.Treatments, queueID), assumed: shares(v.Inputs.Assumptions), drivers: driversOf(p.drivers, queueID)}, nil
}

// head is the version without its queues, for the audit log and lists.
func (v Version) head() Version {
	v.Queues = nil
	return v
}

// covers reports whether the version forecasts the day.
func (v Version) covers(day civil.Date) bool {
	return civil.Range{From: v.FirstOn, To: v.LastOn}.Has(day)
}
