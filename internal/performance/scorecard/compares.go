package scorecard

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/calc/stats"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/metric"
)

// Comparison are teams side by side in one metric.
type Comparison struct {
	Period
	Metric   string       `json:"metric"`
	NameZH   string       `json:"name_zh"`
	NameEN   string       `json:"name_en"`
	Unit     string       `json:"unit" enum:"count,percent,seconds,per_hour,ratio,erlang,points,hours,money"`
	Dir      string       `json:"direction" enum:"up,down,none"`
	Of       string       `json:"of" enum:"people,teams" doc:"what the funnel judges"`
	Metrics  []MetricPick `json:"metrics" nullable:"false" doc:"of the scorecard set"`
	Value    *float64     `json:"value" doc:"of everybody within reach"`
	Teams    []TeamFigure `json:"teams" nullable:"false" doc:"the best first"`
	Funnel   FunnelPlot   `json:"funnel"`
	ValueOf  string       `json:"value_of,omitempty" doc:"first day of the month that reported figures are of, when it is another one"`
	TeamsAll bool         `json:"teams_all" doc:"within reach is the whole centre"`
}

// MetricPick is a metric that can be chosen.
type MetricPick struct {
	ID     string `json:"id"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
}

// CompareIn asks for a comparison.
type CompareIn struct {
	Metric, Of, Period, On string
}

// Compare puts the teams within reach side by side in a metric. Needs the
// permission performance.read.
func (s *Service) Compare(ctx context.Context, in CompareIn) (out Comparison, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	p, err := w.spans(in.Period, in.On)
	if err != nil {
		return out, err
	}
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return out, err
	}
	out = Comparison{Period: p, Of: cmp.Or(in.Of, OfPeople), Metrics: []MetricPick{}, Teams: []TeamFigure{}}
	set := linesOf(w.setOn(p.Now.To), catalogue)
	for i := range set {
		if set[i].known {
			out.Metrics = append(out.Metrics, MetricPick{set[i].Metric, set[i].about.NameZH, set[i].about.NameEN})
		}
	}
	at := slices.IndexFunc(set, func(l line) bool { return l.known && (l.Metric == in.Metric || in.Metric == "" && l.Weight > 0) })
	if at < 0 {
		return out, fault.Invalidf("scorecard.metric", "The metric is not in the scorecard set.").WithField("query.metric", "one_of", "must be a metric of the set")
	}
	l := set[at]
	m := &l.about
	out.Metric, out.NameZH, out.NameEN, out.Unit, out.Dir = m.ID, m.NameZH, m.NameEN, m.Unit, m.Direction
	scope := authz.ScopeOf(ctx, PermissionRead)
	out.TeamsAll = scope.Centre
	q := metric.Query{From: p.From, To: p.To, Grain: metric.GrainDay, By: []metric.Dimension{metric.ByTeam, metric.ByAgent}, Metrics: []string{m.ID}, ThresholdMs: l.thresholdMs()}
	if l.reported {
		q.From, q.To, q.Grain = monthsBefore(p.Now.To, carriedMonths).String(), monthEnd(p.Now.To).String(), metric.GrainMonth
	}
	a, err := s.numbers.Query(within(ctx, scope), q)
	if err != nil {
		return out, err
	}
	rows := a.Rows
	if l.reported {
		rows = latest(rows, m.ID)
		if len(rows) > 0 && rows[0].Start[:10] != p.From {
			out.ValueOf = rows[0].Start[:10]
		}
	}
	b := basket{teams: map[string]*pile{}, people: map[[2]string]*pile{}}
	for i := range rows {
		b.add(rows[i].Dims[metric.ByTeam].ID, rows[i].Dims[metric.ByAgent].ID, rows[i].Values.Of(m.ID))
	}
	b.tell(&out, &w, &l, p)
	return out, nil
}

// latest are the rows of the last month in which the metric is told.
func latest(rows []metric.Row, id string) []metric.Row {
	last := ""
	for i := range rows {
		if rows[i].Values.Of(id).Value != nil {
			last = max(last, rows[i].Start)
		}
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r metric.Row) bool { return r.Start != last })
}

// pile is the sums of somebody, and their figures by day.
type pile struct {
	num, den       float64
	means, volumes []float64
}

func (x *pile) add(n metric.Number) {
	x.num, x.den = x.num+n.Num, x.den+n.Den
	if n.Value != nil && n.Den > 0 {
		x.means, x.volumes = append(x.means, *n.Value), append(x.volumes, n.Den)
	}
}

// basket is everybody's piles.
type basket struct {
	all    pile
	teams  map[string]*pile
	people map[[2]string]*pile // by team and person
}

func (b *basket) add(team, person string, n metric.Number) {
	if n.Value == nil || person == "" {
		return
	}
	if b.teams[team] == nil {
		b.teams[team] = &pile{}
	}
	k := [2]string{team, person}
	if b.people[k] == nil {
		b.people[k] = &pile{}
	}
	b.all.add(n)
	b.teams[team].add(n)
	b.people[k].add(n)
}

// value of sums; of a metric without denominator the mean per person.
func (l *line) value(x *pile, people int) *float64 {
	den := x.den
	if l.about.Denominator == "" {
		den = float64(people)
	}
	if den == 0 {
		return nil
	}
	v := l.about.Scale * x.num / den
	return &v
}

// tell makes the answer of the piles.
func (b *basket) tell(out *Comparison, w *world, l *line, p Period) {
	days := p.Now
	if out.ValueOf != "" {
		days.From, _ = civil.Parse(out.ValueOf)
		days.To = monthEnd(days.From)
	}
	var keys [][2]string
	for k := range b.people {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y [2]string) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	values := map[string][]float64{}
	var means, volumes [][]float64
	var spots []Spot
	for _, k := range keys {
		x := b.people[k]
		v := l.value(x, 1)
		if v == nil {
			continue
		}
		values[k[0]] = append(values[k[0]], *v)
		means, volumes = append(means, x.means), append(volumes, x.volumes)
		person, _ := w.dir.Person(k[1])
		team, _ := w.dir.Team(k[0])
		if out.Of == OfPeople {
			spots = append(spots, Spot{ID: k[1], Name: person.Name, TeamName: team.Name, Volume: x.den, Value: *v, Link: l.link(k[1], days)})
		}
	}
	out.Value = l.value(&b.all, len(keys))
	for _, t := range w.dir.Teams {
		x := b.teams[t.ID]
		if x == nil {
			continue
		}
		f := TeamFigure{ID: t.ID, Name: t.Name, Value: l.value(x, len(values[t.ID])), Volume: x.den, People: len(values[t.ID]), Spread: spreadOf(values[t.ID]), Link: l.teamLink(t.ID, days)}
		out.Teams = append(out.Teams, f)
		if out.Of == OfTeams && f.Value != nil {
			spots = append(spots, Spot{ID: t.ID, Name: t.Name, Volume: x.den, Value: *f.Value, Link: f.Link})
		}
	}
	turn := 1.0
	if l.lessIsBetter() {
		turn = -1
	}
	slices.SortStableFunc(out.Teams, func(x, y TeamFigure) int { return cmp.Compare(turn**y.Value, turn**x.Value) })
	sd, _ := stats.WithinSD(means, volumes)
	if spots == nil {
		spots = []Spot{}
	}
	out.Funnel = funnelOf(&l.about, out.Value, sd, spots)
}
