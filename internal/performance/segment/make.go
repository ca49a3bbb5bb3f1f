package segment

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// JobMake is the kind of the job that makes the results of the running and the last
// periods. Its result is a Made.
const JobMake = "segment.make"

// Made is what a run did.
type Made struct {
	People  int `json:"people" doc:"results looked at"`
	Changed int `json:"changed" doc:"of them not as they were kept"`
	Gone    int `json:"gone" doc:"no longer in a team that is led"`
}

const (
	hour        = 4 // of the night, in the centre's zone
	batch       = 200
	mostMetrics = 40 // of a question
)

// StartMaking begins a run as a job. Needs the permission segment.edit for the
// whole centre.
func (s *Service) StartMaking(ctx context.Context) (jobID string, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		busy, err := jobs.Active(ctx, tx, JobMake)
		if err != nil {
			return err
		}
		if busy {
			return fault.Conflictf("segment.busy", "Segments are being made already.")
		}
		if jobID, err = jobs.Start(ctx, tx, JobMake, struct{}{}); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "segment.make", Object: "segment_result", ObjectID: jobID})
	})
	return jobID, err
}

// Nightly starts a run each night until ctx ends. Of several nodes one does.
func (s *Service) Nightly(ctx context.Context) error {
	ctx = asRoom(ctx)
	for {
		if err := s.night(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(5 * time.Minute):
		}
	}
}

func (s *Service) night(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		centre, err := s.org.Centre(ctx, tx)
		now := s.clk.Now().In(centre.Location())
		if err != nil || now.Hour() < hour {
			return err
		}
		mine, err := takeNight(ctx, tx, now.Format(time.DateOnly))
		if err != nil || !mine {
			return err
		}
		if busy, err := jobs.Active(ctx, tx, JobMake); err != nil || busy {
			return err
		}
		_, err = jobs.Start(ctx, tx, JobMake, struct{}{})
		return err
	})
}

func (s *Service) makeJob(ctx context.Context, run *jobs.Run) error {
	done, err := s.Make(asRoom(ctx), run.Progress)
	run.Result(done)
	return err
}

// Make makes the results of the running periods, and of the last ones as long as
// figures of them may still be told. It can be broken off between any two batches
// and begun again. progress may be nil. Needs the permission segment.edit.
func (s *Service) Make(ctx context.Context, progress func(float64, string)) (done Made, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return done, err
	}
	if progress == nil {
		progress = func(float64, string) {}
	}
	var w world
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err = s.world(ctx, tx)
		return err
	})
	if err != nil {
		return done, err
	}
	var periods []Period
	for _, kind := range Kinds {
		p, _ := periodOf(kind, w.today, w.today)
		last := p.before(w.today)
		if w.today.Sub(last.Days.To) <= lateDays {
			periods = append(periods, last)
		}
		periods = append(periods, p)
	}
	for i := range periods {
		p := &periods[i]
		progress(float64(i)/float64(len(periods)), p.From)
		if err := s.makePeriod(ctx, &w, p, &done); err != nil {
			return done, err
		}
	}
	return done, nil
}

func (s *Service) makePeriod(ctx context.Context, w *world, p *Period, done *Made) error {
	found, err := s.divide(ctx, w, p, "")
	if err != nil {
		return err
	}
	for at := 0; at < len(found); at += batch {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := s.keep(ctx, found[at:min(at+batch, len(found))], done); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		there, err := loadResults(ctx, tx, p.Kind, p.From)
		if err != nil {
			return err
		}
		for i := range there {
			id := there[i].PersonID
			if slices.ContainsFunc(found, func(x Result) bool { return x.PersonID == id }) {
				continue
			}
			done.Gone++
			if err := dropResult(ctx, tx, p.Kind, p.From, id); err != nil {
				return err
			}
		}
		return s.tell(ctx, tx, authz.Entry{Object: "segment_result"})
	})
}

func (s *Service) keep(ctx context.Context, found []Result, done *Made) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		for i := range found {
			changed, err := saveResult(ctx, tx, &found[i], clock.Ms(s.clk))
			if err != nil {
				return err
			}
			done.People++
			if changed {
				done.Changed++
			}
		}
		return nil
	})
}

// numbers of people by team and metric.
type numbers map[[2]string]map[string]*metric.Number

// divide finds the results of a period, of one person or ("") of everybody, in
// order of ids.
func (s *Service) divide(ctx context.Context, w *world, p *Period, personID string) ([]Result, error) {
	scheme := w.scheme(p.on(w.today))
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return nil, err
	}
	told, err := s.ask(ctx, &scheme, catalogue, p, personID)
	if err != nil {
		return nil, err
	}
	months := p.months(w.today)
	said := map[string][][]Answer{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := loadAttitudes(ctx, tx, months[0], months[len(months)-1])
		for i := range all {
			said[all[i].PersonID] = append(said[all[i].PersonID], all[i].Answers)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	on := p.on(w.today)
	whole := len(months)
	if p.Running {
		whole-- // the running month is told when it is over
	}
	out := []Result{}
	for _, person := range w.dir.People {
		team := w.teamOn(person.ID, on)
		if team == "" || personID != "" && person.ID != personID {
			continue
		}
		x := Result{Kind: p.Kind, FromOn: p.From, ToOn: p.To, On: on.String(), PersonID: person.ID, TeamID: team, SchemeFrom: scheme.FromOn, Verdicts: make([]Verdict, len(scheme.Dimensions))}
		for i := range scheme.Dimensions {
			d := &scheme.Dimensions[i]
			if d.Key == Attitude {
				x.Verdicts[i] = d.attitude(said[person.ID], len(months))
				continue
			}
			figures := make([]Figure, len(d.Lines))
			for k := range d.Lines {
				about := catalogue[d.Lines[k].Metric]
				figures[k] = d.Lines[k].figure(&about, told[[2]string{person.ID, team}][d.Lines[k].Metric], whole)
				if figures[k].Value != nil {
					figures[k].Link = p.link(d.Lines[k].Metric, person.ID, team)
				}
			}
			x.Verdicts[i] = d.judge(figures)
		}
		x.Segment, x.Rule, x.Why = scheme.decide(x.Verdicts)
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Result) int { return cmp.Compare(a.PersonID, b.PersonID) })
	return out, nil
}

// ask asks for the numbers of people by the team they were in.
func (s *Service) ask(ctx context.Context, scheme *Scheme, catalogue map[string]metric.Metric, p *Period, personID string) (numbers, error) {
	var ids []string
	for _, d := range scheme.Dimensions {
		for _, l := range d.Lines {
			if _, ok := catalogue[l.Metric]; ok && !slices.Contains(ids, l.Metric) {
				ids = append(ids, l.Metric)
			}
		}
	}
	out := numbers{}
	for some := range slices.Chunk(ids, mostMetrics) {
		q := metric.Query{From: p.From, To: p.To, Grain: metric.GrainTotal, By: []metric.Dimension{metric.ByTeam, metric.ByAgent}, Metrics: some}
		if personID != "" {
			q.Filter.Agents = []string{personID}
		}
		a, err := s.numbers.Query(asRoom(ctx), q)
		if err != nil {
			return nil, err
		}
		for i := range a.Rows {
			row := &a.Rows[i]
			key := [2]string{row.Dims[metric.ByAgent].ID, row.Dims[metric.ByTeam].ID}
			if out[key] == nil {
				out[key] = map[string]*metric.Number{}
			}
			for _, id := range some {
				n := row.Values.Of(id)
				out[key][id] = &n
			}
		}
	}
	return out, nil
}
