package strategy

import (
	"context"
	"time"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// Periods of the map.
const (
	Month   = "month"
	Quarter = "quarter"
	Year    = "year"
)

// Map is the strategy map with what was reached in a period.
type Map struct {
	Period       string        `json:"period" enum:"month,quarter,year"`
	From         string        `json:"from" format:"date"`
	To           string        `json:"to" format:"date" doc:"of the period; of a running one numbers go until now"`
	DataUntil    string        `json:"data_until,omitempty"`
	Perspectives []Perspective `json:"perspectives"`
	Goals        []GoalOnMap   `json:"goals"`
	Arrows       []Arrow       `json:"arrows"`
}

// Perspective is the mean score of its goals.
type Perspective struct {
	Key   string   `json:"key" enum:"finance,customer,internal,learning"`
	Score *float64 `json:"score"`
	State string   `json:"state" enum:"exceeded,reached,near,missed,unknown"`
	Goals int      `json:"goals"`
}

// GoalOnMap is a goal with what it reached.
type GoalOnMap struct {
	Goal
	Score       *float64  `json:"score" doc:"weighted mean of the scores of its measures"`
	State       string    `json:"state" enum:"exceeded,reached,near,missed,unknown"`
	Readings    []Reading `json:"readings" doc:"of its measures, in their order"`
	Initiatives int       `json:"initiatives" doc:"planned or running"`
	Late        int       `json:"late" doc:"of those, that are late or have a late milestone"`
}

// Reading is what a measure was in the period.
type Reading struct {
	Metric        string   `json:"metric"`
	NameZH        string   `json:"name_zh"`
	NameEN        string   `json:"name_en"`
	Unit          string   `json:"unit" enum:"count,percent,seconds,per_hour,ratio,erlang"`
	Value         *float64 `json:"value"`
	Num           float64  `json:"num"`
	Den           float64  `json:"den"`
	Version       int      `json:"version"`
	Grade         string   `json:"grade,omitempty"`
	Reason        string   `json:"reason,omitempty" doc:"why there is no value"`
	Target        *Target  `json:"target,omitempty" doc:"in force at the end of the period"`
	Score         *float64 `json:"score"`
	State         string   `json:"state" enum:"exceeded,reached,near,missed,unknown"`
	RepairedShare float64  `json:"repaired_share,omitempty"`
}

// period is the period that a day lies in.
func period(kind string, on civil.Date) (civil.Range, bool) {
	var r civil.Range
	year, month, _ := on.Civil()
	switch kind {
	case Month:
		r.From, r.To = on.Month(), civil.Of(year, month+1, 1).Add(-1)
	case Quarter:
		first := on.Quarter()
		_, month, _ = first.Civil()
		r.From, r.To = first, civil.Of(year, month+3, 1).Add(-1)
	case Year:
		r.From, r.To = on.Year(), civil.Of(year, time.December, 31)
	default:
		return r, false
	}
	return r, true
}

// Map gives the map of the period of a kind that the day lies in; no day: today.
// Needs the permission strategy.read.
func (s *Service) Map(ctx context.Context, kind, on string) (out Map, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	all, err := s.Goals(ctx)
	if err != nil {
		return out, err
	}
	links, err := s.Arrows(ctx)
	if err != nil {
		return out, err
	}
	work, err := s.initiatives(ctx)
	if err != nil {
		return out, err
	}
	var today civil.Date
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error { today, err = s.today(ctx, tx); return err }); err != nil {
		return out, err
	}
	day := today
	var bad fault.Collector
	if on != "" {
		if day, err = civil.Parse(on); err != nil {
			bad.Add("query.on", "date", "must be a date, YYYY-MM-DD")
		}
	}
	r, ok := period(kind, day)
	if !ok {
		bad.Add("query.period", "one_of", "must be month, quarter or year")
	}
	if err := bad.Err("strategy.period", "The period is not one."); err != nil {
		return out, err
	}
	out = Map{Period: kind, From: r.From.String(), To: r.To.String(), Goals: []GoalOnMap{}, Arrows: []Arrow{}}
	active := map[string]bool{}
	for _, g := range all {
		if g.Active {
			active[g.ID] = true
			out.Goals = append(out.Goals, GoalOnMap{Goal: g})
		}
	}
	for _, a := range links {
		if active[a.FromID] && active[a.ToID] {
			out.Arrows = append(out.Arrows, a)
		}
	}
	if out.DataUntil, err = s.readAll(ctx, out.Goals, r, today); err != nil {
		return out, err
	}
	for _, key := range Perspectives {
		p := Perspective{Key: key}
		var m mean
		for i := range out.Goals {
			if out.Goals[i].Perspective == key {
				p.Goals++
				m.add(out.Goals[i].Score, 1)
			}
		}
		p.Score = m.value()
		p.State = scoring.StateOf(p.Score)
		out.Perspectives = append(out.Perspectives, p)
	}
	for i := range out.Goals {
		for _, w := range work {
			if w.GoalID == out.Goals[i].ID && w.open() {
				out.Goals[i].Initiatives++
				if w.Late > 0 {
					out.Goals[i].Late++
				}
			}
		}
	}
	return out, nil
}

// view is what measures are asked together by.
type view struct {
	scope, id string
	threshold int // seconds; below 0: that of the queue
}

func (m *Measure) view() view {
	v := view{scope: m.Scope, id: m.ScopeID, threshold: -1}
	if m.ThresholdSeconds != nil {
		v.threshold = *m.ThresholdSeconds
	}
	return v
}

func (v view) query(refs []string, from, to civil.Date, grain metric.Grain) metric.Query {
	q := metric.Query{From: from.String(), To: to.String(), Grain: grain, Metrics: refs}
	switch v.scope {
	case ScopeSite:
		q.Filter.Sites = []string{v.id}
	case ScopeTeam:
		q.Filter.Teams = []string{v.id}
	}
	if v.threshold >= 0 {
		ms := int64(v.threshold) * 1000
		q.ThresholdMs = &ms
	}
	return q
}

// mostRefs is how many metrics one question may name.
const mostRefs = 40

// ask asks for the numbers of measures, those of the same view together. tell is
// called for each row of each answer.
func (s *Service) ask(ctx context.Context, all []*Measure, from, to civil.Date, grain metric.Grain, tell func(v view, refs []string, a metric.Answer)) error {
	refs := map[view][]string{}
	var order []view
	seen := map[view]map[string]bool{}
	for _, m := range all {
		v := m.view()
		if seen[v] == nil {
			seen[v] = map[string]bool{}
			order = append(order, v)
		}
		if !seen[v][m.ref()] {
			seen[v][m.ref()] = true
			refs[v] = append(refs[v], m.ref())
		}
	}
	for _, v := range order {
		for at := 0; at < len(refs[v]); at += mostRefs {
			some := refs[v][at:min(at+mostRefs, len(refs[v]))]
			a, err := s.numbers.Query(asRoom(ctx), v.query(some, from, to, grain))
			if err != nil {
				return err
			}
			tell(v, some, a)
		}
	}
	return nil
}

// readAll reads the measures of the goals over a period, and judges them.
func (s *Service) readAll(ctx context.Context, onMap []GoalOnMap, r civil.Range, today civil.Date) (until string, err error) {
	catalogue, err := s.numbers.List(asRoom(ctx))
	if err != nil {
		return "", err
	}
	known := map[string]metric.Metric{}
	for _, m := range catalogue {
		known[m.ID] = m
	}
	var all []*Measure
	for i := range onMap {
		for k := range onMap[i].Measures {
			if _, there := known[onMap[i].Measures[k].Metric]; there {
				all = append(all, &onMap[i].Measures[k])
			}
		}
	}
	type cell struct {
		v   view
		ref string
	}
	numbers := map[cell]metric.Number{}
	last := r.To
	if today.Before(last) {
		last = today
	}
	if !last.Before(r.From) && len(all) > 0 {
		err = s.ask(ctx, all, r.From, last, metric.GrainTotal, func(v view, refs []string, a metric.Answer) {
			until = a.DataUntil
			for _, ref := range refs {
				if len(a.Rows) > 0 {
					numbers[cell{v, ref}] = a.Rows[0].Values.Of(ref)
				}
			}
		})
		if err != nil {
			return "", err
		}
	}
	for i := range onMap {
		g := &onMap[i]
		var whole mean
		g.Readings = make([]Reading, 0, len(g.Measures))
		for k := range g.Measures {
			m := &g.Measures[k]
			x := known[m.Metric]
			n := numbers[cell{m.view(), m.ref()}]
			read := Reading{Metric: m.Metric, NameZH: x.NameZH, NameEN: x.NameEN, Unit: x.Unit, Value: n.Value, Num: n.Num, Den: n.Den, Version: n.Version, Grade: n.Grade, RepairedShare: n.RepairedShare, Reason: n.Reason, Target: m.on(r.To.String())}
			if n.Value != nil && read.Target != nil {
				v := m.score(read.Target, metric.Shown(*n.Value, x.Unit))
				read.Score = &v
			}
			read.State = scoring.StateOf(read.Score)
			whole.add(read.Score, m.Weight)
			g.Readings = append(g.Readings, read)
		}
		g.Score = whole.value()
		g.State = scoring.StateOf(g.Score)
	}
	return until, nil
}
