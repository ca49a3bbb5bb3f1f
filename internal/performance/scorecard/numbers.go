package scorecard

import (
	"context"
	"net/url"
	"strconv"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/metric"
)

// Reported figures stand for so many months back, when nothing newer is told.
const carriedMonths = 3

// reading is the number of a person.
type reading struct {
	metric.Number
	days civil.Range // that it is of
}

// readings are the numbers of people for each line of a set, by person.
type readings []map[string]reading

// people says whose numbers are wanted; of nothing: of everybody.
type people struct {
	person, team string
	byTeam       bool // those of teams, not of people
}

func (p people) filter() (f metric.Filter) {
	if p.person != "" {
		f.Agents = []string{p.person}
	}
	if p.team != "" {
		f.Teams = []string{p.team}
	}
	return f
}

// read asks for the numbers of the lines over days, within a scope.
func (s *Service) read(ctx context.Context, scope authz.Scope, lines []line, of people, days civil.Range) (readings, error) {
	ctx = within(ctx, scope)
	by := metric.ByAgent
	if of.byTeam {
		by = metric.ByTeam
	}
	out := make(readings, len(lines))
	for i := range out {
		out[i] = map[string]reading{}
	}
	asked := map[int]bool{}
	for i := range lines {
		if asked[i] || !lines[i].known {
			continue
		}
		q := metric.Query{From: days.From.String(), To: days.To.String(), Grain: metric.GrainTotal, By: []metric.Dimension{by}, Filter: of.filter(), ThresholdMs: lines[i].thresholdMs()}
		if lines[i].reported {
			// By months: what is told of one is not known of a part of it.
			q.From, q.To, q.Grain = monthsBefore(days.To, carriedMonths).String(), monthEnd(days.To).String(), metric.GrainMonth
		}
		var at []int
		for k := i; k < len(lines); k++ {
			if lines[k].known && lines[k].askedWith(&lines[i]) {
				at, asked[k] = append(at, k), true
				q.Metrics = append(q.Metrics, lines[k].Metric)
			}
		}
		a, err := s.numbers.Query(ctx, q)
		if err != nil {
			return nil, err
		}
		for r := range a.Rows {
			row := &a.Rows[r]
			person := row.Dims[by].ID
			if person == "" {
				continue
			}
			span := days
			if lines[i].reported {
				from, err := civil.Parse(row.Start[:10])
				if err != nil {
					return nil, err
				}
				span = civil.Range{From: from, To: monthEnd(from)}
			}
			for _, k := range at {
				if n := row.Values.Of(lines[k].Metric); n.Value != nil {
					out[k][person] = lines[k].told(out[k][person], reading{n, span}, days)
				}
			}
		}
	}
	return out, nil
}

// told is what stands of a line after one more row: of reported months the latest,
// as rows come in order of time; of several whole months that were asked for, all
// of them together.
func (l *line) told(before, next reading, asked civil.Range) reading {
	within := func(r reading) bool {
		return r.Value != nil && !r.days.From.Before(asked.From) && !asked.To.Before(r.days.To)
	}
	if !l.reported || !within(before) || !within(next) {
		return next
	}
	next.Num, next.Den, next.days.From = before.Num+next.Num, before.Den+next.Den, before.days.From
	if next.Den != 0 {
		v := l.about.Scale * next.Num / next.Den
		next.Value = &v
	}
	return next
}

func monthEnd(d civil.Date) civil.Date { return d.Month().Add(31).Month().Add(-1) }

func monthsBefore(d civil.Date, n int) civil.Date {
	d = d.Month()
	for range n {
		d = d.Add(-1).Month()
	}
	return d
}

// line is a line of the set with what the catalogue says of its metric.
type line struct {
	SetLine
	about    metric.Metric
	known    bool // the catalogue has the metric
	reported bool
}

func linesOf(set Set, catalogue map[string]metric.Metric) []line {
	out := make([]line, 0, len(set.Lines))
	for _, l := range set.Lines {
		m, ok := catalogue[l.Metric]
		out = append(out, line{SetLine: l, about: m, known: ok, reported: m.Group == metric.GroupReported})
	}
	return out
}

func (l *line) lessIsBetter() bool { return l.about.Direction == metric.DirectionDown }

func (l *line) thresholdMs() *int64 {
	if l.ThresholdSeconds == nil {
		return nil
	}
	ms := int64(*l.ThresholdSeconds) * 1000
	return &ms
}

// askedWith reports whether two lines can be asked in one question.
func (l *line) askedWith(o *line) bool {
	a, b := l.ThresholdSeconds, o.ThresholdSeconds
	return l.reported == o.reported && (a == nil && b == nil || a != nil && b != nil && *a == *b)
}

// takes reports whether a target speaks of the same number: with the same T, and
// not of a count, which is told for a whole period.
func (l *line) takes(t OwnTarget) bool {
	a, b := l.ThresholdSeconds, t.Seconds
	return (a == nil && b == nil || a != nil && b != nil && *a == *b) && (l.reported || l.about.Unit != metric.UnitCount)
}

// link opens the rows of a person's number.
func (l *line) link(person string, days civil.Range) string {
	v := url.Values{"from": {days.From.String()}, "to": {days.To.String()}, "grain": {"total"}, "by": {"agent"}, "metrics": {l.Metric}, "agent": {person}}
	if l.ThresholdSeconds != nil {
		v.Set("threshold", strconv.Itoa(*l.ThresholdSeconds)+"s")
	}
	return "/explorer?" + v.Encode()
}

// teamLink opens the rows of a team's number.
func (l *line) teamLink(team string, days civil.Range) string {
	v := url.Values{"from": {days.From.String()}, "to": {days.To.String()}, "grain": {"total"}, "by": {"agent"}, "metrics": {l.Metric}, "team": {team}}
	if l.ThresholdSeconds != nil {
		v.Set("threshold", strconv.Itoa(*l.ThresholdSeconds)+"s")
	}
	return "/explorer?" + v.Encode()
}

// goals are the points a person is held against.
type goals struct {
	own    map[string]map[string]OwnTarget
	levels map[string]string
}

// goals asks for the targets and levels of people on a day.
func (s *Service) goals(ctx context.Context, on civil.Date) (g goals, err error) {
	all := authz.With(ctx, authz.System("scorecard"))
	if g.levels, err = s.levels.LevelsOn(all, on.String()); err != nil || s.targets == nil {
		return g, err
	}
	g.own, err = s.targets.TargetsOn(all, on.String())
	return g, err
}

// Where points come from.
const (
	FromTarget = "own" // the person's target
	FromSet    = "set"
)

// of are the points of a line for a person; own: from their target.
func (g *goals) of(l *line, person string) (p scoring.Points, from string) {
	if t, ok := g.own[person][l.Metric]; ok && l.takes(t) {
		return t.Points, FromTarget
	}
	if p, ok := l.pointsOf(g.levels[person]); ok {
		return p, FromSet
	}
	return p, ""
}
