package incentive

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/people/career"
)

// FromCatalogue answers what incentives are earned by from the catalogue.
func FromCatalogue(m *metric.Service) Numbers { return earning{m} }

type earning struct{ metric *metric.Service }

func (e earning) Metrics(ctx context.Context) (map[string]Metric, error) {
	all, err := e.metric.List(ctx)
	out := make(map[string]Metric, len(all))
	for _, m := range all {
		pinned := false
		for _, v := range m.Versions {
			if v.Version == m.Version {
				_, pinned = v.Parameters[metric.ParamThreshold]
			}
		}
		out[m.ID] = Metric{NameZH: m.NameZH, NameEN: m.NameEN, Unit: m.Unit, TakesSeconds: slices.Contains(m.Takes, metric.ParamThreshold) && !pinned}
	}
	return out, err
}

func (e earning) Cells(ctx context.Context, q Question) ([]Cell, error) {
	asked := metric.Query{From: q.FromOn, To: q.ToOn, Grain: metric.GrainTotal, Metrics: []string{q.Metric}, Filter: metric.Filter{Teams: q.Teams}}
	link := url.Values{"from": {q.FromOn}, "to": {q.ToOn}, "grain": {"total"}, "metrics": {q.Metric}}
	if q.Seconds >= 0 {
		ms := int64(q.Seconds) * 1000
		asked.ThresholdMs = &ms
		link.Set("threshold", strconv.Itoa(q.Seconds)+"s")
	}
	if q.Person != "" {
		asked.Filter.Agents = []string{q.Person}
	}
	if q.By != byPerson {
		asked.By = append(asked.By, metric.ByTeam)
	}
	if q.By != byTeam {
		asked.By = append(asked.By, metric.ByAgent)
	}
	answer, err := e.metric.Query(ctx, asked)
	if err != nil {
		return nil, err
	}
	units := map[string]string{}
	for _, d := range answer.Metrics {
		units[d.ID] = d.Unit
	}
	var out []Cell
	for _, r := range answer.Rows {
		n := r.Values.Of(q.Metric)
		c := Cell{TeamID: r.Dims[metric.ByTeam].ID, PersonID: r.Dims[metric.ByAgent].ID, Version: n.Version}
		if n.Value == nil || c.TeamID == "" && c.PersonID == "" {
			continue
		}
		c.Value = metric.Shown(*n.Value, units[q.Metric])
		switch {
		case c.PersonID != "":
			link.Set("by", "agent")
			link.Set("agent", c.PersonID)
			if len(q.Teams) > 0 {
				link.Set("team", strings.Join(q.Teams, ","))
			}
		default:
			link.Set("by", "team")
			link.Set("team", c.TeamID)
		}
		c.Link = "/explorer?" + link.Encode()
		out = append(out, c)
	}
	return out, nil
}

// FromFiles tells incentives of employee files and careers.
func FromFiles(p *people.Service, c *career.Service) Files { return filed{p, c} }

type filed struct {
	people *people.Service
	career *career.Service
}

func (f filed) Levels(ctx context.Context, tx *sqldb.Tx, on string) (map[string]string, error) {
	records, err := f.people.Records(ctx, tx)
	out := make(map[string]string, len(records))
	for person, r := range records {
		out[person] = r.LevelOn(on)
	}
	return out, err
}

func (f filed) Positions(ctx context.Context, tx *sqldb.Tx, on string) (map[string]string, error) {
	return f.career.PositionsOn(ctx, tx, on)
}

func (f filed) PositionNames(ctx context.Context, tx *sqldb.Tx) (map[string]string, error) {
	return f.career.PositionNames(ctx, tx)
}

func (f filed) Keep(ctx context.Context, tx *sqldb.Tx, personID string, p Praise) error {
	return f.people.Keep(ctx, tx, personID, people.Praise{OnDay: p.OnDay, Kind: p.Kind, Badge: p.Badge, Points: p.Points, Words: p.Words, By: p.By})
}
