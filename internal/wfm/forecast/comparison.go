package forecast

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Comparison is how each model of the ensemble, and the ensemble, would have
// done on the history of queues: forecast again and again as if later days
// were not known, and held against what came.
type Comparison struct {
	StudyHead
	AboutComparison
}

// AboutComparison is what a comparison was made from.
type AboutComparison struct {
	HistoryFrom  civil.Date        `json:"history_from_on" format:"date"`
	HistoryTo    civil.Date        `json:"history_to_on" format:"date"`
	Timezone     string            `json:"timezone"`
	GrainMinutes int               `json:"grain_minutes" doc:"minutes of a slot"`
	EveryDays    int               `json:"every_days" doc:"days between one forecast and the next"`
	Queues       []ComparisonQueue `json:"queues"`
}

// ComparisonQueue is what became of a queue of a comparison.
type ComparisonQueue struct {
	QueueID     string     `json:"queue_id"`
	Code        string     `json:"code"`
	Name        string     `json:"name"`
	Outcome     Outcome    `json:"outcome" enum:"made,empty,short" doc:"short: less than three weeks of history, nothing could be tried"`
	HistoryDays int        `json:"history_days"`
	KnownDays   int        `json:"known_days" doc:"days of history the first forecast had; 0: nothing was tried"`
	Origins     int        `json:"origins" doc:"forecasts that were made"`
	TriedFrom   civil.Date `json:"tried_from_on,omitzero" format:"date" doc:"first day that was forecast; absent: nothing was tried"`
	TriedTo     civil.Date `json:"tried_to_on,omitzero" format:"date"`
}

// ModelScore is how well a model did.
type ModelScore struct {
	Model   string `json:"model" doc:"name in calc/series"`
	Partial bool   `json:"partial,omitempty" doc:"the model could not be made from every history and was scored on fewer intervals: its errors are not comparable"`
	Score
	Coverage50 *float64 `json:"coverage_50,omitempty"`
}

// Judged says which model did best.
type Judged struct {
	Best         string   `json:"best" doc:"the model with the smallest WAPE; empty: nothing came that could be scored"`
	BestWAPE     *float64 `json:"best_wape"`
	Simple       string   `json:"simple" doc:"the best of the simple methods: weekday means and seasonal naive"`
	SimpleWAPE   *float64 `json:"simple_wape"`
	EnsembleWAPE *float64 `json:"ensemble_wape"`
	Gain         *float64 `json:"gain" doc:"by which share the ensemble's WAPE is below that of the best simple method; below 0: it is above"`
}

// QueueJudged is which model did best on a queue.
type QueueJudged struct {
	QueueID string `json:"queue_id"`
	Judged
	Actual     float64  `json:"actual" doc:"contacts of the intervals that were scored"`
	Bias       *float64 `json:"bias" doc:"of the ensemble"`
	Coverage80 *float64 `json:"coverage_80" doc:"of the ensemble"`
}

// HorizonFigures are the scores of forecasts so many days ahead.
type HorizonFigures struct {
	Days   int           `json:"days" doc:"days ahead that were scored, from the first on"`
	Models []ModelScore  `json:"models" doc:"the smallest WAPE first"`
	Judged Judged        `json:"judged"`
	Queues []QueueJudged `json:"queues" doc:"all queues that were tried, also where one was asked for"`
}

// ModelWeight is what a model counts for in the ensemble, as a share.
type ModelWeight struct {
	Model     string  `json:"model"`
	FirstWeek float64 `json:"first_week" doc:"on the first seven days"`
	Later     float64 `json:"later"`
}

// ComparisonFigures are a comparison's scores, of a queue or of all together.
type ComparisonFigures struct {
	Comparison
	Horizons []HorizonFigures `json:"horizons"`
	Weights  []ModelWeight    `json:"weights" doc:"in the forecast that the whole history would give; of one queue only"`
}

// ComparisonRequest asks for a comparison.
type ComparisonRequest struct {
	QueueIDs []string `json:"queue_ids"` // ids; empty: every active queue
}

func (r *ComparisonRequest) check() error {
	var w fault.Collector
	r.QueueIDs = slices.Compact(slices.Sorted(slices.Values(r.QueueIDs)))
	if len(r.QueueIDs) > maxQueues {
		w.Add("body.queue_ids", "too_many", "must be at most 500")
	}
	return w.Err("forecast.comparison.invalid", "The models cannot be compared as it is asked for.")
}

// How models are tried: a week apart, half a year at most, from the first
// twelve weeks on, or from half of a history that is shorter than half a year.
const (
	everyDays      = 7
	mostOrigins    = 26
	leastKnown     = 14
	usualKnown     = 84
	keptComparison = 20 // comparisons that are kept
)

// comparedDays are the horizons.
func comparedDays() []int { return []int{7, 28} }

// knownDays is how many days of a history the first forecast has, so that the
// last one has a week to be held against; 0 when there is nothing to try.
func knownDays(history int) int {
	least := max(leastKnown, min(usualKnown, history/2))
	origins := min((history-least)/everyDays, mostOrigins)
	if origins < 1 {
		return 0
	}
	return history - origins*everyDays
}

// keptScore is a model's score of a horizon in the store.
type keptScore struct {
	Days  int    `json:"horizon"`
	Model string `json:"model"`
	series.Accuracy
}

// keptCompared is a queue of a comparison in the store.
type keptCompared struct {
	queueID string
	scores  []keptScore
	weights []ModelWeight
}

// compared is what came of trying the models on a queue.
type compared struct {
	about ComparisonQueue
	keptCompared
}

// weighed are the models' weights in the ensemble that has learnt all of the
// history.
func weighed(m *series.Model) []ModelWeight {
	out := []ModelWeight{}
	for _, w := range m.Weights() {
		out = append(out, ModelWeight{Model: w.Model, FirstWeek: fine(w.FirstWeek), Later: fine(w.Later)})
	}
	return out
}

// outcomeOf is what an error of series means; made when there is none.
func outcomeOf(err error) (Outcome, error) {
	switch {
	case errors.Is(err, series.ErrShort):
		return OutcomeShort, nil
	case errors.Is(err, series.ErrEmpty):
		return OutcomeEmpty, nil
	}
	return OutcomeMade, err
}

// modelScore are the measures of an accuracy.
func modelScore(name string, a series.Accuracy) ModelScore {
	out := ModelScore{Model: name, Score: Score{Intervals: a.Slots, Actual: rough(a.Actual), WAPE: finite(a.WAPE()), Bias: finite(a.Bias()), DayWAPE: finite(a.DayWAPE()), MASE: finite(a.MASE()), Within: finite(a.WithinTen())}}
	if a.Banded > 0 {
		out.Coverage50, out.Coverage80, out.Coverage95 = finite(a.Coverage(0)), finite(a.Coverage(1)), finite(a.Coverage(2))
		out.Pinball = finite(a.Pinball / float64(2*len(series.Levels)*a.Banded))
	}
	return out
}

// rank gives the models' measures, the smallest WAPE first; models that were
// scored on fewer intervals than the ensemble come last.
func rank(by map[string]series.Accuracy) []ModelScore {
	out := []ModelScore{}
	whole := by[series.NameEnsemble].Slots
	for _, name := range series.Names() {
		if a := by[name]; a.Slots > 0 {
			m := modelScore(name, a)
			m.Partial = a.Slots < whole
			out = append(out, m)
		}
	}
	order := func(m ModelScore) float64 {
		switch {
		case m.WAPE == nil:
			return math.Inf(1)
		case m.Partial:
			return math.MaxFloat64
		}
		return *m.WAPE
	}
	slices.SortStableFunc(out, func(a, b ModelScore) int { return cmp.Compare(order(a), order(b)) })
	return out
}

// simple are the methods that need no software.
func simple(name string) bool { return name == series.NameMeans || name == series.NameNaive }

// judge says of ranked models which did best.
func judge(ranked []ModelScore) (out Judged) {
	for _, m := range ranked {
		if m.WAPE == nil || m.Partial {
			continue
		}
		if out.Best == "" {
			out.Best, out.BestWAPE = m.Model, m.WAPE
		}
		if out.Simple == "" && simple(m.Model) {
			out.Simple, out.SimpleWAPE = m.Model, m.WAPE
		}
		if m.Model == series.NameEnsemble {
			out.EnsembleWAPE = m.WAPE
		}
	}
	if out.EnsembleWAPE != nil && out.SimpleWAPE != nil {
		out.Gain = finite(1 - *out.EnsembleWAPE / *out.SimpleWAPE)
	}
	return out
}

// tell fills the figures in, of the queue or (queueID "") of all together:
// their sums are added, not their percentages.
func (f *ComparisonFigures) tell(queues []keptCompared, queueID string) {
	f.Weights = []ModelWeight{}
	for _, days := range comparedDays() {
		h := HorizonFigures{Days: days, Queues: []QueueJudged{}}
		all := map[string]series.Accuracy{}
		for _, q := range queues {
			own := map[string]series.Accuracy{}
			for _, s := range q.scores {
				if s.Days != days {
					continue
				}
				own[s.Model] = s.Accuracy
				if queueID == "" || queueID == q.queueID {
					a := all[s.Model]
					a.Add(s.Accuracy)
					all[s.Model] = a
				}
			}
			ensemble := modelScore(series.NameEnsemble, own[series.NameEnsemble])
			h.Queues = append(h.Queues, QueueJudged{QueueID: q.queueID, Judged: judge(rank(own)), Actual: ensemble.Actual, Bias: ensemble.Bias, Coverage80: ensemble.Coverage80})
		}
		h.Models = rank(all)
		h.Judged = judge(h.Models)
		f.Horizons = append(f.Horizons, h)
	}
	for _, q := range queues {
		if q.queueID == queueID {
			f.Weights = q.weights
		}
	}
}
