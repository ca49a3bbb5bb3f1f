package forecast

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// JobComparison is the kind of the job that compares the models. Its result
// has the comparison's id.
const JobComparison = "forecast.comparison"

// ComparisonResult is the result of a job that compared the models.
type ComparisonResult struct {
	ComparisonID string `json:"comparison_id"`
}

// RunComparison starts the job that compares the models. Needs the permission
// forecast.edit.
func (s *Service) RunComparison(ctx context.Context, in ComparisonRequest) (jobID string, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return "", err
	}
	if err := in.check(); err != nil {
		return "", err
	}
	return s.begin(ctx, JobComparison, in.QueueIDs, in)
}

func (s *Service) comparisonJob(ctx context.Context, r *jobs.Run) error {
	var in ComparisonRequest
	if err := r.Input(&in); err != nil {
		return err
	}
	c, err := s.Compare(ctx, r.ID, in, r.Progress)
	if err != nil {
		return err
	}
	r.Result(ComparisonResult{ComparisonID: c.ID})
	return nil
}

// Compare compares the models on the history of queues and stores the
// comparison with the id; made twice, the first stands. The newest 20 are
// kept. progress (may be nil) hears how far it is. Nothing is stored before
// all queues are done. Needs the permission forecast.edit.
func (s *Service) Compare(ctx context.Context, comparisonID string, in ComparisonRequest, progress func(float64, string)) (Comparison, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Comparison{}, err
	}
	if err := in.check(); err != nil {
		return Comparison{}, err
	}
	if progress == nil {
		progress = func(float64, string) {}
	}
	if c, made, err := studyMade(ctx, s, comparisonTable, comparisonID); err != nil || made {
		return c, err
	}
	p, err := s.prepare(ctx, comparisonID, Request{Name: comparisonID, QueueIDs: in.QueueIDs, Weeks: 1, HistoryWeeks: usualHistory})
	if err != nil {
		return Comparison{}, err
	}
	v := p.version
	c := Comparison{StudyHead: StudyHead{ID: comparisonID, CreatedMs: clock.Ms(s.clk), CreatedBy: v.CreatedBy}, AboutComparison: AboutComparison{
		HistoryFrom: v.HistoryFrom, HistoryTo: v.HistoryTo, Timezone: v.Timezone, GrainMinutes: v.GrainMinutes, EveryDays: everyDays, Queues: []ComparisonQueue{}}}
	results, err := eachQueue(ctx, p, progress, func(ctx context.Context, queueID string, part func(float64)) (compared, error) {
		t, err := s.taskOf(ctx, p, queueID)
		if err != nil {
			return compared{}, err
		}
		return s.compare(ctx, t, part)
	})
	if err != nil {
		return c, err
	}
	var kept []keptCompared
	for i, r := range results {
		q := p.queues[i]
		r.about.QueueID, r.about.Code, r.about.Name = q.ID, q.Code, q.Name
		c.Queues = append(c.Queues, r.about)
		if r.about.Outcome == OutcomeMade {
			r.queueID = q.ID
			kept = append(kept, r.keptCompared)
		}
	}
	slices.SortFunc(c.Queues, func(x, y ComparisonQueue) int {
		return cmp.Or(cmp.Compare(x.Code, y.Code), cmp.Compare(x.QueueID, y.QueueID))
	})
	return c, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		added, err := addComparison(ctx, tx, c, kept)
		if err != nil || !added {
			return err
		}
		if err := s.comparisonChanged(ctx, tx, "create", c); err != nil {
			return err
		}
		all, err := comparisonTable.list(ctx, tx)
		if err != nil {
			return err
		}
		for _, old := range all[min(keptComparison, len(all)):] {
			if err := comparisonTable.remove(ctx, tx, old.ID); err != nil {
				return err
			}
			if err := s.comparisonChanged(ctx, tx, "delete", old); err != nil {
				return err
			}
		}
		return nil
	})
}

// compare tries the models on a queue. A queue in which nothing came, or of
// which there is too little, is an outcome and no error.
func (s *Service) compare(ctx context.Context, t task, part func(float64)) (out compared, err error) {
	l, err := t.lesson()
	if err != nil {
		return out, err
	}
	days := l.history.Days()
	out.about.HistoryDays = days
	known := knownDays(days)
	if known == 0 {
		out.about.Outcome = OutcomeShort
		if days == 0 {
			out.about.Outcome = OutcomeEmpty
		}
		return out, nil
	}
	model, err := series.Fit(l.series, l.options)
	if out.about.Outcome, err = outcomeOf(err); err != nil || out.about.Outcome != OutcomeMade {
		return out, err
	}
	tried, err := series.Evaluate(ctx, l.series, series.Evaluation{Options: l.options, TrainDays: known, EveryDays: everyDays, Horizons: comparedDays()}, s.clk.Now, part)
	if out.about.Outcome, err = outcomeOf(err); err != nil || out.about.Outcome != OutcomeMade {
		return out, err
	}
	out.about.KnownDays, out.about.Origins = known, tried.Origins
	out.about.TriedFrom, out.about.TriedTo = l.history.First.Add(known), l.history.First.Add(days-1)
	for h, horizon := range comparedDays() {
		for _, name := range series.Names() {
			if a := tried.Accuracy[name][h]; a.Slots > 0 {
				out.scores = append(out.scores, keptScore{Days: horizon, Model: name, Accuracy: a})
			}
		}
	}
	out.weights = weighed(model)
	return out, nil
}

// comparisonChanged tells of a change of a comparison and records it.
func (s *Service) comparisonChanged(ctx context.Context, tx *sqldb.Tx, verb string, c Comparison) error {
	return s.tell(ctx, tx, "forecast.comparison.changed", authz.Entry{Action: "forecast.comparison." + verb, Object: "comparison", ObjectID: c.ID,
		After: map[string]any{"history_from_on": c.HistoryFrom, "history_to_on": c.HistoryTo, "queues": len(c.Queues)}})
}

// Comparisons gives the comparisons that were made, the newest first. Needs
// the permission forecast.read.
func (s *Service) Comparisons(ctx context.Context) ([]Comparison, error) {
	return studyList(ctx, s, comparisonTable)
}

// Comparison gives the scores of a comparison, of a queue or (queueID "") of
// all its queues together. Needs the permission forecast.read.
func (s *Service) Comparison(ctx context.Context, comparisonID, queueID string) (out ComparisonFigures, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	var queues []keptCompared
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if out.Comparison, err = comparisonTable.load(ctx, tx, comparisonID); err != nil {
			return err
		}
		queues, err = loadCompared(ctx, tx, comparisonID)
		return err
	})
	if err != nil {
		return out, err
	}
	if queueID != "" && !slices.ContainsFunc(queues, func(q keptCompared) bool { return q.queueID == queueID }) {
		return out, fault.NotFoundf("forecast.queue_not_found", "The forecast does not have this queue.")
	}
	out.tell(queues, queueID)
	return out, nil
}

// DeleteComparison takes a comparison away. One that is gone already is no
// error. Needs the permission forecast.edit.
func (s *Service) DeleteComparison(ctx context.Context, comparisonID string) error {
	return studyDelete(ctx, s, comparisonTable, comparisonID, s.comparisonChanged)
}
