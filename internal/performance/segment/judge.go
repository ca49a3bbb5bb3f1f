package segment

import (
	"cmp"
	"slices"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/metric"
)

// States of a figure.
const (
	Told = "told"
	Few  = "few"  // told of too little
	None = "none" // not told
)

// Figure is a line of a dimension for a person.
type Figure struct {
	Metric    string         `json:"metric"`
	NameZH    string         `json:"name_zh"`
	NameEN    string         `json:"name_en"`
	Unit      string         `json:"unit" enum:"count,percent,seconds,per_hour,ratio,erlang,points,hours,money"`
	Direction string         `json:"direction" enum:"up,down,none"`
	Weight    float64        `json:"weight"`
	Value     *float64       `json:"value" doc:"of a count: per month"`
	Num       float64        `json:"num"`
	Den       float64        `json:"den"`
	Version   int            `json:"version,omitempty"`
	Grade     string         `json:"grade,omitempty"`
	Points    scoring.Points `json:"points"`
	Score     *float64       `json:"score"`
	State     string         `json:"state" enum:"told,few,none"`
	Link      string         `json:"link,omitempty" doc:"opens the rows of the value"`
}

// Verdict is what a dimension is for a person.
type Verdict struct {
	Dimension string   `json:"dimension" enum:"discipline,work,service,attitude"`
	Level     string   `json:"level" enum:"high,middle,low,unknown"`
	Score     *float64 `json:"score" doc:"points; none: unknown"`
	Known     float64  `json:"known" doc:"share of the weight that is told, 0 to 1"`
	Lacks     string   `json:"lacks,omitempty" doc:"metric whose absence makes it unknown"`
	Figures   []Figure `json:"figures" nullable:"false"`
}

// Cause is a dimension that the rule of the segment names, and the figure that
// speaks most for its level.
type Cause struct {
	Dimension string `json:"dimension" enum:"discipline,work,service,attitude"`
	Level     string `json:"level" enum:"high,middle,low,unknown"`
	Metric    string `json:"metric,omitempty"`
}

// level of points.
func (d *Dimension) level(score *float64) string {
	switch {
	case score == nil:
		return Unknown
	case *score >= d.HighAt:
		return High
	case *score < d.LowTo:
		return Low
	}
	return Middle
}

// figure judges a number of a line; months is how many a count is spread over.
func (l *Line) figure(about *metric.Metric, n *metric.Number, months int) Figure {
	out := Figure{Metric: l.Metric, NameZH: about.NameZH, NameEN: about.NameEN, Unit: about.Unit, Direction: about.Direction, Weight: l.Weight, Points: l.Points, State: None}
	if about.ID == "" {
		out.Unit, out.Direction = metric.UnitCount, metric.DirectionNone
	}
	if n == nil || n.Value == nil {
		return out
	}
	v := *n.Value
	if about.Unit == metric.UnitCount && months > 1 {
		v /= float64(months)
	}
	out.Value, out.Num, out.Den, out.Version, out.Grade, out.State = &v, n.Num, n.Den, n.Version, n.Grade, Few
	if n.Den < l.Least {
		return out
	}
	score := scoring.Score(l.Rule, l.Points, about.Direction == metric.DirectionDown, metric.Shown(v, about.Unit))
	out.Score, out.State = &score, Told
	return out
}

// judge sums the figures of a dimension.
func (d *Dimension) judge(figures []Figure) Verdict {
	out := Verdict{Dimension: d.Key, Figures: figures}
	var sum, weight, all float64
	for i := range figures {
		f := &figures[i]
		all += f.Weight
		if f.Score != nil {
			sum, weight = sum+f.Weight**f.Score, weight+f.Weight
		} else if d.Lines[i].Missing == Withhold && out.Lacks == "" {
			out.Lacks = f.Metric
		}
	}
	if all > 0 {
		out.Known = weight / all
	}
	if weight > 0 && out.Lacks == "" && out.Known*wholeWeight >= d.Known-sameWeight {
		score := sum / weight
		out.Score = &score
	}
	out.Level = d.level(out.Score)
	return out
}

// attitude sums what the leader said in the months of a period: the mean of the
// answers of each, as points of 100.
func (d *Dimension) attitude(said [][]Answer, months int) Verdict {
	out := Verdict{Dimension: d.Key, Figures: []Figure{}}
	var sum float64
	var n int
	for _, answers := range said {
		for _, a := range answers {
			sum, n = sum+float64(a.Points), n+1
		}
	}
	if months > 0 {
		out.Known = float64(len(said)) / float64(months)
	}
	if n > 0 && out.Known*wholeWeight >= d.Known-sameWeight {
		score := sum / float64(n) / bestAnswer * wholeWeight
		out.Score = &score
	}
	out.Level = d.level(out.Score)
	return out
}

// decisive is the figure that speaks most for the level of a verdict: of a high one
// what adds most above the rest, else what loses most.
func (v *Verdict) decisive() string {
	best, by := "", 0.0
	for _, f := range v.Figures {
		if f.Score == nil {
			continue
		}
		gap := f.Weight * (scoring.AtStretch - *f.Score)
		if v.Level == High {
			gap = f.Weight * *f.Score
		}
		if gap > by {
			best, by = f.Metric, gap
		}
	}
	return cmp.Or(best, v.Lacks)
}

// decide finds the segment of verdicts, and why.
func (b *Body) decide(verdicts []Verdict) (segment string, rule int, why []Cause) {
	levels := map[string]string{}
	for _, v := range verdicts {
		levels[v.Dimension] = v.Level
	}
	rule = b.rule(levels)
	named := func(string) bool { return true }
	segment = b.Otherwise
	if rule >= 0 {
		segment = b.Rules[rule].Segment
		named = func(d string) bool {
			return slices.ContainsFunc(b.Rules[rule].When, func(c Condition) bool { return c.Dimension == d })
		}
	}
	why = []Cause{}
	for i := range verdicts {
		if v := &verdicts[i]; named(v.Dimension) && (rule >= 0 || v.Level == Unknown) {
			why = append(why, Cause{v.Dimension, v.Level, v.decisive()})
		}
	}
	return segment, rule, why
}
