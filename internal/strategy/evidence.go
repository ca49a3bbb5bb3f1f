package strategy

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/stats"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// What the data say of an arrow. They never say that one thing causes another.
const (
	SpeaksFor     = "for"        // what helps the one goes together with what helps the other
	SpeaksAgainst = "against"    // what helps the one goes together with what harms the other
	SaysNeither   = "open"       // neither is beyond chance
	SaysTooFew    = "few"        // there are too few values to tell
	SaysNothing   = "unmeasured" // one of the goals has no measure
)

// Evidence is what the data say of an arrow: how the first measures of its goals
// have moved together, the second later than the first.
type Evidence struct {
	Arrow
	FromName  string          `json:"from_name"`
	ToName    string          `json:"to_name"`
	First     *Series         `json:"first,omitempty" doc:"the measure of the goal that is the cause"`
	Second    *Series         `json:"second,omitempty"`
	Verdict   string          `json:"verdict" enum:"for,against,open,few,unmeasured"`
	Values    int             `json:"values" doc:"changes of which both are known, at the lag that stands out most"`
	Effective float64         `json:"effective" doc:"independent values that would tell as much"`
	Needed    int             `json:"needed" doc:"values it takes"`
	Season    int             `json:"season,omitempty" doc:"steps of the season that was taken out; none: too few years"`
	Lag       int             `json:"lag" doc:"the one that stands out most, in weeks or months"`
	R         float64         `json:"r" doc:"correlation there; above 0 is what the arrow assumes"`
	Low       float64         `json:"low" doc:"95 % bounds for all lags at once"`
	High      float64         `json:"high"`
	Lags      []LagOfEvidence `json:"lags"`
	Starts    []string        `json:"starts" doc:"of the weeks or months of the values"`
}

// Series are the values of a measure.
type Series struct {
	Metric    string     `json:"metric"`
	NameZH    string     `json:"name_zh"`
	NameEN    string     `json:"name_en"`
	Unit      string     `json:"unit" enum:"count,percent,seconds,per_hour,ratio,erlang"`
	Direction string     `json:"direction" enum:"up,down"`
	Values    []*float64 `json:"values"`
}

// LagOfEvidence is one lag that was tried.
type LagOfEvidence struct {
	Lag    int     `json:"lag"`
	Values int     `json:"values"`
	R      float64 `json:"r"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

// How far is looked, in steps of the grain.
const (
	evidenceLevel  = 0.95
	leastValues    = 24
	leastEffective = 10
	weeksBack      = 156
	weeksLag       = 12
	weeksSeason    = 52
	monthsBack     = 60
	monthsLag      = 6
	monthsSeason   = 12
	leastSeasons   = 2 // seasons there must be to take one out
)

// Evidence gives what the weekly or monthly values say of each arrow of the map.
// Needs the permission strategy.read.
func (s *Service) Evidence(ctx context.Context, grain string) ([]Evidence, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	goalsOf, err := s.Goals(ctx)
	if err != nil {
		return nil, err
	}
	links, err := s.Arrows(ctx)
	if err != nil {
		return nil, err
	}
	from, to, most, season, err := s.evidenceRange(ctx, grain)
	if err != nil {
		return nil, err
	}
	active := map[string]*Goal{}
	for i := range goalsOf {
		if goalsOf[i].Active {
			active[goalsOf[i].ID] = &goalsOf[i]
		}
	}
	series, starts, err := s.series(ctx, active, from, to, metric.Grain(grain))
	if err != nil {
		return nil, err
	}
	out := []Evidence{}
	for _, a := range links {
		cause, effect := active[a.FromID], active[a.ToID]
		if cause == nil || effect == nil {
			continue
		}
		e := Evidence{Arrow: a, FromName: cause.Name, ToName: effect.Name, Needed: leastValues, Starts: starts, First: series[a.FromID], Second: series[a.ToID]}
		e.judge(most, season)
		out = append(out, e)
	}
	place := map[string]int{}
	for i, g := range goalsOf {
		place[g.ID] = i
	}
	slices.SortFunc(out, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(place[a.FromID], place[b.FromID]), cmp.Compare(place[a.ToID], place[b.ToID]))
	})
	return out, nil
}

// evidenceRange are the whole weeks or months that are looked at.
func (s *Service) evidenceRange(ctx context.Context, grain string) (from, to civil.Date, most, season int, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		centre, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		switch metric.Grain(grain) {
		case metric.GrainWeek:
			begin := today.WeekFrom(centre.Weekday())
			from, to, most, season = begin.Add(-7*weeksBack), begin.Add(-1), weeksLag, weeksSeason
		case metric.GrainMonth:
			year, month, _ := today.Civil()
			from, to, most, season = civil.Of(year, month-monthsBack, 1), today.Month().Add(-1), monthsLag, monthsSeason
		default:
			return fault.Invalidf("strategy.grain", "The grain is not one.").WithField("query.grain", "one_of", "must be week or month")
		}
		return nil
	})
	return from, to, most, season, err
}

// series are the values of the first measure of each goal, by the goal's id; and
// the first days they are of.
func (s *Service) series(ctx context.Context, active map[string]*Goal, from, to civil.Date, grain metric.Grain) (map[string]*Series, []string, error) {
	catalogue, err := s.numbers.List(asRoom(ctx))
	if err != nil {
		return nil, nil, err
	}
	known := map[string]metric.Metric{}
	for _, m := range catalogue {
		known[m.ID] = m
	}
	var all []*Measure
	for _, g := range active {
		if len(g.Measures) > 0 && known[g.Measures[0].Metric].ID != "" {
			all = append(all, &g.Measures[0])
		}
	}
	starts := stepsOf(from, to, grain)
	at := map[string]int{}
	for i, day := range starts {
		at[day] = i
	}
	out := map[string]*Series{}
	err = s.ask(ctx, all, from, to, grain, func(v view, refs []string, a metric.Answer) {
		for id, g := range active {
			if len(g.Measures) == 0 || g.Measures[0].view() != v {
				continue
			}
			m := &g.Measures[0]
			for _, ref := range refs {
				if m.ref() != ref {
					continue
				}
				x := &Series{Metric: m.Metric, NameZH: known[m.Metric].NameZH, NameEN: known[m.Metric].NameEN, Unit: known[m.Metric].Unit, Direction: m.Direction, Values: make([]*float64, len(starts))}
				for i := range a.Rows {
					if step, ok := at[a.Rows[i].Start[:len("2006-01-02")]]; ok {
						x.Values[step] = a.Rows[i].Values.Of(ref).Value
					}
				}
				out[id] = x
			}
		}
	})
	return out, fromTheFirst(out, starts), err
}

// fromTheFirst leaves out the steps before anything is known.
func fromTheFirst(all map[string]*Series, starts []string) []string {
	first := len(starts)
	for _, x := range all {
		if i := slices.IndexFunc(x.Values, func(v *float64) bool { return v != nil }); i >= 0 {
			first = min(first, i)
		}
	}
	for _, x := range all {
		x.Values = x.Values[first:]
	}
	return starts[first:]
}

// stepsOf are the first days of the weeks or months.
func stepsOf(from, to civil.Date, grain metric.Grain) []string {
	out := []string{}
	for day := from; !to.Before(day); {
		out = append(out, day.String())
		if grain == metric.GrainWeek {
			day = day.Add(7)
			continue
		}
		year, month, _ := day.Civil()
		day = civil.Of(year, month+1, 1)
	}
	return out
}

// plain are the values with what is not known as NaN, turned so that more is
// better.
func (x *Series) plain() []float64 {
	out := make([]float64, len(x.Values))
	for i, v := range x.Values {
		switch {
		case v == nil:
			out[i] = math.NaN()
		case x.Direction == metric.DirectionDown:
			out[i] = -*v
		default:
			out[i] = *v
		}
	}
	return out
}

// spanOf are the values from the first that is known to the last.
func spanOf(x []float64) int {
	first, last := -1, -2
	for i, v := range x {
		if !math.IsNaN(v) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return max(last-first+1, 0)
}

// judge says what the values say.
func (e *Evidence) judge(most, season int) {
	e.Lags, e.Verdict, e.Low, e.High = []LagOfEvidence{}, SaysNothing, -1, 1
	if e.First == nil || e.Second == nil {
		return
	}
	x, y := e.First.plain(), e.Second.plain()
	if min(spanOf(x), spanOf(y)) >= leastSeasons*season+leastValues {
		e.Season = season
		x, y = stats.Difference(x, season), stats.Difference(y, season)
	}
	lags := stats.LaggedCorrelation(stats.Difference(x, 1), stats.Difference(y, 1), most, evidenceLevel)
	strength := -1.0
	for _, l := range lags {
		e.Lags = append(e.Lags, LagOfEvidence{l.Lag, l.N, l.R, l.Low, l.High})
		if z := math.Abs(l.R) * math.Sqrt(l.Effective); z > strength {
			strength = z
			e.Lag, e.Values, e.Effective, e.R, e.Low, e.High = l.Lag, l.N, l.Effective, l.R, l.Low, l.High
		}
	}
	switch {
	case e.Values < leastValues || e.Effective < leastEffective:
		e.Verdict = SaysTooFew
	case e.Low > 0:
		e.Verdict = SpeaksFor
	case e.High < 0:
		e.Verdict = SpeaksAgainst
	default:
		e.Verdict = SaysNeither
	}
}
