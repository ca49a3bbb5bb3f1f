package metric_test

import (
	"context"
	"testing"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
)

type days []metric.AdherenceDay

func (d days) DaysOver(_ context.Context, _ *sqldb.Tx, first, last string, _ bool) (out []metric.AdherenceDay, err error) {
	for _, x := range d {
		if x.On >= first && x.On <= last {
			out = append(out, x)
		}
	}
	return out, nil
}

// Adherence is counted from the days of people, for whoever is asked about, and
// opens them.
func TestAdherenceIsCounted(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		teams, people := c.crowd(t)
		ask := func(id string, by ...metric.Dimension) metric.Query {
			return metric.Query{From: "2026-10-05", To: "2026-10-11", Grain: metric.GrainTotal, Metrics: []string{id}, By: by}
		}
		if n := c.one(t, ask("adherence")); n.Value != nil {
			t.Fatalf("without adherence it is %v", *n.Value)
		}
		c.metrics.UseAdherence(days{
			{people[0].ID, "2026-10-05", 28800, 2880, 26000, 25000, true, 0}, // 90 %
			{people[0].ID, "2026-10-06", 28800, 0, 25000, 25000, false, 0},
			{people[1].ID, "2026-10-05", 14400, 7200, 0, 10000, false, 7200},
			{people[2].ID, "2026-10-11", 10000, 20000, 3600, 0, false, 20000}, // more wrong than scheduled: 0; worked unscheduled
			{people[0].ID, "2026-10-12", 28800, 28800, 1, 1, true, 28800},     // after the week
		})
		for _, x := range []struct {
			id       string
			num, den float64
		}{{"adherence", 28800 - 2880 + 28800 + 7200, 28800 + 28800 + 14400 + 10000}, {"conformance", 26000 + 25000 + 3600, 60000}, {"late-rate", 1, 4}, {"absence-rate", 7200 + 10000, 28800 + 28800 + 14400 + 10000}} {
			n := c.one(t, ask(x.id))
			if n.Value == nil || n.Num != x.num || n.Den != x.den || *n.Value != 100*x.num/x.den {
				t.Errorf("%s: %+v", x.id, n)
			}
		}
		team := metric.Query{From: "2026-10-05", To: "2026-10-11", Grain: metric.GrainDay, Metrics: []string{"adherence"}, Filter: metric.Filter{Teams: []string{teams[0].ID}}}
		byDay := map[string]float64{}
		for _, row := range c.ask(t, team).Rows {
			if n := row.Values.Of("adherence"); n.Value != nil {
				byDay[row.Start[:10]] = *n.Value
			}
		}
		if len(byDay) != 2 || byDay["2026-10-05"] != 100*33120.0/43200 || byDay["2026-10-06"] != 100 {
			t.Errorf("of a team by day: %v", byDay)
		}
		drilled, err := c.metrics.Drill(c.ctx, ask("adherence"), metric.PartDen, 0, 50)
		if err != nil || drilled.Total != 4 || drilled.Sum != 82000 || drilled.Items[0].Reported == nil || drilled.Items[0].Reported.Base != 28800 || drilled.Items[0].Reported.Value != 90 {
			t.Fatalf("%+v %v", drilled, err)
		}
		if n := c.one(t, metric.Query{From: "2026-10-05", To: "2026-10-11", Grain: metric.GrainTotal, Metrics: []string{"adherence"}, Filter: metric.Filter{Agents: []string{people[1].ID}}}); n.Value == nil || *n.Value != 50 {
			t.Errorf("of one person %+v", n)
		}
	})
}
