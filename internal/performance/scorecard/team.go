package scorecard

import (
	"cmp"
	"slices"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/metric"
)

// TeamLine is what a line is for a whole team.
type TeamLine struct {
	Metric    string   `json:"metric"`
	NameZH    string   `json:"name_zh"`
	NameEN    string   `json:"name_en"`
	Unit      string   `json:"unit" enum:"count,percent,seconds,per_hour,ratio,erlang,points,hours,money"`
	Direction string   `json:"direction" enum:"up,down,none"`
	Weight    float64  `json:"weight"`
	Value     *float64 `json:"value" doc:"over the sums of its people; of a count the mean per person"`
	Median    *float64 `json:"median" doc:"of its people; none of fewer than three"`
	People    int      `json:"people" doc:"with a value"`
}

// PersonLine is a person's line on the page of a team.
type PersonLine struct {
	Metric  string   `json:"metric"`
	Value   *float64 `json:"value"`
	Target  *float64 `json:"target"`
	Score   *float64 `json:"score"`
	State   string   `json:"state" enum:"exceeded,reached,near,missed,unknown"`
	Before  *float64 `json:"before"`
	Effect  *float64 `json:"effect" doc:"by how much the team's figure would gain, in its unit, if the person were at the target; less than 0: would lose"`
	Points  float64  `json:"points" doc:"the effect in points of the team's total; 0 when the target is reached"`
	Carried bool     `json:"carried"`
	Link    string   `json:"link,omitempty"`
}

// PersonRow is a person on the page of a team.
type PersonRow struct {
	PersonID string       `json:"person_id"`
	Name     string       `json:"name"`
	AgentNo  string       `json:"agent_no"`
	TeamID   string       `json:"team_id,omitempty"`
	TeamName string       `json:"team_name,omitempty"`
	Level    string       `json:"level,omitempty"`
	Score    *float64     `json:"score"`
	Known    float64      `json:"known"`
	Change   *float64     `json:"change"`
	Points   float64      `json:"points" doc:"what the team's total would gain if the person were at every target"`
	Lines    []PersonLine `json:"lines" nullable:"false"`
}

// slope is how many points of a line's score one unit of the metric is worth
// between the threshold and the target.
func slope(p scoring.Points) float64 {
	d := p.Target - p.Threshold
	if d < 0 {
		d = -d
	}
	if d == 0 {
		return 0
	}
	return (scoring.AtTarget - scoring.AtThreshold) / d
}

// effect is by how much the team's figure would get better if a person were at
// the target: the distance to it times the person's share of the denominator. So
// who has done little moves little.
func effect(value, target, den, dens float64, lessIsBetter bool) float64 {
	if dens == 0 {
		return 0
	}
	gain := (target - value) * den / dens
	if lessIsBetter {
		gain = -gain
	}
	return gain
}

// teamLine sums a line over people.
func (l *line) teamLine(now map[string]reading) (TeamLine, float64) {
	out := TeamLine{Metric: l.Metric, NameZH: l.about.NameZH, NameEN: l.about.NameEN, Unit: l.about.Unit, Direction: l.about.Direction, Weight: l.Weight, People: len(now)}
	if !l.known {
		out.Unit, out.Direction = metric.UnitCount, metric.DirectionNone
	}
	var num, den float64
	for _, id := range sortedKeys(now) {
		num, den = num+now[id].Num, den+now[id].Den
	}
	if den != 0 {
		v := l.about.Scale * num / den
		out.Value = &v
	}
	out.Median, _ = median(now)
	return out, den
}

// personLine is what a person's line is for the team.
func (l *line) personLine(x *Line, dens float64) PersonLine {
	out := PersonLine{Metric: x.Metric, Value: x.Value, Score: x.Score, State: x.State, Before: x.Before, Carried: x.Carried, Link: x.Link}
	if x.Points == nil {
		return out
	}
	out.Target = &x.Points.Target
	if x.Value == nil {
		return out
	}
	gain := effect(*x.Value, x.Points.Target, x.Den, dens, l.lessIsBetter())
	out.Effect = &gain
	if x.Score != nil && *x.Score < scoring.AtTarget && gain > 0 {
		out.Points = l.Weight / wholeWeight * slope(scoring.Points{Threshold: x.Points.Threshold, Target: x.Points.Target}) * gain
	}
	return out
}

// byEffect orders people by what the team would gain, then by number.
func byEffect(rows []PersonRow) {
	slices.SortStableFunc(rows, func(a, b PersonRow) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.AgentNo, b.AgentNo), cmp.Compare(a.PersonID, b.PersonID))
	})
}

func sortedKeys(m map[string]reading) []string {
	out := make([]string, 0, len(m))
	for id := range m {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}
