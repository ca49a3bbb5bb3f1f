package target

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/metric"
)

// Actual is what was reached of a target.
type Actual struct {
	Value   *float64 `json:"value"`
	Num     float64  `json:"num"`
	Den     float64  `json:"den"`
	Version int      `json:"version" doc:"of the definition"`
	Grade   string   `json:"grade,omitempty"`
	Reason  string   `json:"reason,omitempty" doc:"why there is no value"`
	Score   *float64 `json:"score" doc:"0 to 120"`
	State   string   `json:"state" enum:"exceeded,reached,near,missed,unknown"`
	Share   float64  `json:"share" doc:"below 1: a total of a period that still runs, held against this share of the target"`
	Link    string   `json:"link" doc:"where its rows are"`
}

// question is what targets are asked together by.
type question struct {
	from, to, scope string
	seconds         int
}

// cell is one number of a question.
type cell struct {
	question
	subject, ref string
}

var dimensionOf = map[string]metric.Dimension{Site: metric.BySite, Team: metric.ByTeam, Person: metric.ByAgent}

const (
	mostRefs  = 40 // metrics one question may name
	fewPeople = 40 // so many subjects are asked for by name
)

func questionOf(t *Target) question {
	return question{t.FromOn, t.ToOn, t.Scope, secondsOf(t.Seconds)}
}

// filter keeps the rows of some subjects.
func filter(scope string, ids []string) (f metric.Filter) {
	switch scope {
	case Site:
		f.Sites = ids
	case Team:
		f.Teams = ids
	case Person:
		f.Agents = ids
	}
	return f
}

func (q question) query(refs, subjects []string) metric.Query {
	out := metric.Query{From: q.from, To: q.to, Grain: metric.GrainTotal, Metrics: refs}
	if d, ok := dimensionOf[q.scope]; ok {
		out.By = []metric.Dimension{d}
		if len(subjects) <= fewPeople {
			out.Filter = filter(q.scope, subjects)
		}
	}
	if q.seconds >= 0 {
		ms := int64(q.seconds) * 1000
		out.ThresholdMs = &ms
	}
	return out
}

// actuals reads what was reached of the targets, those of the same period, scope
// and T together; of periods to come there is nothing.
func (s *Service) actuals(ctx context.Context, w *world, all []Target) (map[string]metric.Number, string, error) {
	refs, subjects := map[question]map[string]bool{}, map[question]map[string]bool{}
	var order []question
	for i := range all {
		t := &all[i]
		if _, known := w.all[t.Metric]; !known || t.FromOn > w.today {
			continue
		}
		q := questionOf(t)
		if refs[q] == nil {
			refs[q], subjects[q] = map[string]bool{}, map[string]bool{}
			order = append(order, q)
		}
		refs[q][t.Ref(w.today)], subjects[q][t.ScopeID] = true, true
	}
	numbers, until := map[cell]metric.Number{}, ""
	for _, q := range order {
		for some := range slices.Chunk(sorted(refs[q]), mostRefs) {
			a, err := s.numbers.Query(asRoom(ctx), q.query(some, sorted(subjects[q])))
			if err != nil {
				return nil, "", err
			}
			until = a.DataUntil
			for i := range a.Rows {
				id := a.Rows[i].Dims[dimensionOf[q.scope]].ID
				for _, ref := range some {
					numbers[cell{q, id, ref}] = a.Rows[i].Values.Of(ref)
				}
			}
		}
	}
	out := make(map[string]metric.Number, len(all))
	for i := range all {
		out[all[i].ID] = numbers[cell{questionOf(&all[i]), all[i].ScopeID, all[i].Ref(w.today)}]
	}
	return out, until, nil
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// actual holds a number against the version of the target in force at the end of
// the period, or today.
func (w *world) actual(t *Target, n metric.Number) Actual {
	out := Actual{Value: n.Value, Num: n.Num, Den: n.Den, Version: n.Version, Grade: n.Grade, Reason: n.Reason, Share: 1, Link: t.link(w.today)}
	out.State = scoring.StateOf(nil)
	v, ok := t.On(t.within(w.today))
	if n.Value == nil || !ok {
		return out
	}
	m := w.all[t.Metric]
	p := v.Points
	if w.all.adds(t.Metric) == Sum {
		out.Share = t.passed(w.today)
		p = scoring.Points{Threshold: p.Threshold * out.Share, Target: p.Target * out.Share, Stretch: p.Stretch * out.Share}
	}
	score := scoring.Score(scoring.Linear, p, t.LessIsBetter(), metric.Shown(*n.Value, m.Unit))
	out.Score, out.State = &score, scoring.StateOf(&score)
	return out
}

// passed is the share of the period's days up to today.
func (t *Target) passed(today string) float64 {
	from, _ := dayOf(t.FromOn)
	to, _ := dayOf(t.ToOn)
	on, ok := dayOf(t.within(today))
	if !ok || to.Before(from) {
		return 1
	}
	return float64(on.Sub(from)+1) / float64(to.Sub(from)+1)
}

// link opens the rows of the actual.
func (t *Target) link(today string) string {
	ask := url.Values{"from": {t.FromOn}, "to": {t.ToOn}, "grain": {"total"}, "metrics": {t.Ref(today)}, "by": {""}}
	name := map[string]string{Site: "site", Team: "team", Person: "agent"}[t.Scope]
	if name != "" {
		ask.Set("by", name)
		ask.Set(name, t.ScopeID)
	}
	if t.Seconds != nil {
		ask.Set("threshold", strconv.Itoa(*t.Seconds)+"s")
	}
	return "/explorer?" + ask.Encode()
}
